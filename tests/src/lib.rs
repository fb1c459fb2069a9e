//! Tests across crates, with captures and expected reports.
#![forbid(unsafe_code)]

use std::fmt::Write;

use why401_evidence::capture::{
    Capture, Exchange, Field, Request, Response, Setting, SettingValue,
};
use why401_evidence::http::{AuthField, challenges, credentials};
use why401_evidence::span::Leaf;
use why401_evidence::token::{Kind, sniff};

/// All that was read, one thing a line, for comparing with what was expected.
#[must_use]
pub fn describe(capture: &Capture) -> String {
    let mut text = String::new();
    let mut formats: Vec<&str> = Vec::new();
    for part in &capture.parts {
        if formats.last() != Some(&part.format.id) {
            formats.push(part.format.id);
        }
    }
    line(&mut text, &format!("formats {}", formats.join(" ")));
    for item in exchanges(capture) {
        line(&mut text, &item);
    }
    for setting in &capture.settings {
        line(&mut text, &described_setting(setting));
    }
    for log in &capture.logs {
        line(&mut text, &format!("log {} rows", log.rows));
        for refusal in &log.refusals {
            let code = |code: Option<u32>| code.map_or("-".to_owned(), |code| code.to_string());
            let substatus = code(refusal.substatus.map(u32::from));
            let win32 = code(refusal.win32_status);
            let status = refusal.status;
            line(&mut text, &format!("  {status} {substatus} {win32} x{}", refusal.count));
        }
    }
    for record in &capture.records {
        let mut item = format!("{:?}", record.kind).to_lowercase();
        for entry in &record.entries {
            let _ = write!(item, " {}={}", entry.name, short(&entry.value));
        }
        if record.count > 1 {
            let _ = write!(item, " x{}", record.count);
        }
        line(&mut text, &item);
    }
    for token in &capture.tokens {
        let mut item = "token".to_owned();
        described_token(&mut item, Some(token));
        line(&mut text, &item);
    }
    for unread in &capture.unread {
        let words = capture.slice(unread.span);
        line(&mut text, &format!("unread ({}) {}", unread.reason, shorten(words)));
    }
    text
}

/// One text for each exchange, with its fields of authentication below it.
#[must_use]
pub fn exchanges(capture: &Capture) -> Vec<String> {
    capture.exchanges.iter().map(described_exchange).collect()
}

fn line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

fn described_exchange(exchange: &Exchange) -> String {
    let mut text = "exchange ".to_owned();
    let or_dash = |leaf: &Option<Leaf>| leaf.as_ref().map_or("-".to_owned(), short);
    let complete = |complete| if complete { "" } else { " (in part)" };
    match &exchange.request {
        Some(request) => {
            let (method, target) = (or_dash(&request.method), or_dash(&request.target));
            let _ = write!(text, "{method} {target}{}", complete(request.has_head));
        }
        None => text.push_str("no request"),
    }
    match &exchange.response {
        Some(response) => {
            let status = response.status.as_ref().map_or("-".to_owned(), |status| {
                format!("{}{}", status.code, if status.assumed { " (assumed)" } else { "" })
            });
            let _ = write!(text, " -> {status}{}", complete(response.has_head));
        }
        None => text.push_str(" -> no response"),
    }
    if let Some(connection) = exchange.connection {
        let _ = write!(text, ", connection {connection}");
    }
    if !exchange.messages.is_empty() {
        let _ = write!(text, ", {} messages", exchange.messages.len());
    }
    if let Some(Request { fields, .. }) = &exchange.request {
        described_fields(&mut text, '>', fields);
    }
    for Response { fields, .. } in exchange.interim.iter().chain(&exchange.response) {
        described_fields(&mut text, '<', fields);
    }
    text
}

/// The fields that tell of authentication, the host and the server; of the others their number.
fn described_fields(text: &mut String, mark: char, fields: &[Field]) {
    const TOLD: [&str; 4] = ["host", ":authority", "server", "date"];
    let mut others = 0;
    for field in fields {
        let name = field.name.as_str();
        match AuthField::of(name) {
            None if TOLD.iter().any(|told| name.eq_ignore_ascii_case(told)) => {
                let _ = write!(text, "\n  {mark} {name}: {}", short(&field.value));
            }
            None => others += 1,
            Some(AuthField::Challenges) => {
                for challenge in &challenges(&[field]).list {
                    let scheme = challenge.scheme.as_str();
                    let _ = write!(text, "\n  {mark} {name}: {scheme}");
                    described_token(text, challenge.token68.as_ref());
                    for param in &challenge.params {
                        let value = short(&param.value);
                        let _ = write!(text, " {}={value}", param.name.as_str());
                    }
                }
            }
            Some(AuthField::Credentials) => {
                let Some(credentials) = credentials(field) else { continue };
                let _ = write!(text, "\n  {mark} {name}: {}", credentials.scheme.as_str());
                described_token(text, credentials.token68.as_ref());
                for param in &credentials.params {
                    let _ = write!(text, " {}=", param.name.as_str());
                }
            }
            Some(AuthField::Info) => {
                let _ = write!(text, "\n  {mark} {name}: {}", short(&field.value));
            }
        }
    }
    if others > 0 {
        let _ = write!(text, "\n  {mark} and {others} more");
    }
}

fn described_token(text: &mut String, token: Option<&Leaf>) {
    let Some(token) = token else { return };
    let kind = sniff(token).token.kind;
    let kind = if kind == Kind::Unknown { "token" } else { kind.name() };
    let _ = write!(text, " {kind} of {} characters", token.len());
}

fn described_setting(setting: &Setting) -> String {
    let path = setting.path.as_ref().map_or("-".to_owned(), short);
    let section = if setting.section.is_empty() { "-" } else { setting.section };
    let value = match &setting.value {
        SettingValue::Text(leaf) => short(leaf),
        SettingValue::List(list) => list.iter().map(short).collect::<Vec<_>>().join(" | "),
        SettingValue::NotSet => "not set".to_owned(),
    };
    let act = format!("{:?} {:?}", setting.tool, setting.act).to_lowercase();
    format!("setting {act} {path} {section} {} = {value}", setting.key.as_str())
}

fn short(leaf: &Leaf) -> String {
    shorten(leaf.as_str())
}

fn shorten(text: &str) -> String {
    const KEPT: usize = 70;
    let flat: String = text.chars().map(|c| if c.is_control() { '␤' } else { c }).collect();
    match flat.char_indices().nth(KEPT) {
        Some((at, _)) => format!("{}…", &flat[..at]),
        None => flat,
    }
}
