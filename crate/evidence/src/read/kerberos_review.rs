//! The review of a site by Kerberos Configuration Manager for IIS: which ways of authentication are on.

use crate::capture::{Act, Format, Setting, SettingValue, Tool};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::{Leaf, Span};

const REVIEW: Format = Format {
    id: "kerberos-review",
    label: "Kerberos Configuration Manager for IIS",
    unit: "setting",
};

pub(super) const READER: Reader =
    Reader { formats: &[&REVIEW], starts: |_| false, read, of_content: false };

const HEADS: &[&str] = &[
    "Review:",
    "Selected Site : {_}",
    "Application Pool : {_}",
    "ASP.NET Impersonation is {_}...({_})",
    "-----{_}",
];

const BEGINS: &[&str] = &[
    "Review:",
    "Selected Site : {_}",
    "Sitename : {_}",
    "Anonymous authentication is {_}...({_}",
    "Basic authentication is {_}...({_}",
    "Digest authentication is {_}...({_}",
    "Windows authentication is {_}...({_}",
];

/// How many lines may stand before the first setting.
const BEFORE: usize = 16;

/// What it says, and the section of the configuration.
const WAYS: [(&str, &str); 4] = [
    ("Anonymous", "anonymousAuthentication"),
    ("Basic", "basicAuthentication"),
    ("Digest", "digestAuthentication"),
    ("Windows", "windowsAuthentication"),
];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    if !pattern::any(BEGINS, first.text) {
        return false;
    }
    let mut path = None;
    let mut lines = 0;
    let mut settings = Vec::new();
    let mut whole: Option<Span> = None;
    let mut ahead = cursor.clone();
    let mut end = cursor.clone();
    while let Some(view) = ahead.peek() {
        ahead.advance();
        let line = cursor.leaf(view.range());
        if let Some(site) = pattern::entries(&["Sitename : {path}"], &line) {
            path = site.into_iter().next().map(|entry| entry.value);
        } else if let Some(setting) = setting(&line, path.clone()) {
            settings.push(setting);
        } else if settings.is_empty() && lines > BEFORE
            || !(view.text.is_empty() || pattern::any(HEADS, view.text))
        {
            break;
        }
        lines += 1;
        if view.text.is_empty() {
            continue;
        }
        whole = Some(whole.map_or(line.span(), |all| all.hull(line.span())));
        end = ahead.clone();
    }
    let Some(whole) = whole.filter(|_| !settings.is_empty()) else { return false };
    sink.part(&REVIEW, whole);
    sink.capture.settings.extend(settings);
    *cursor = end;
    true
}

/// `Basic authentication is disabled...(RECOMMENDED)`.
fn setting(line: &Leaf, path: Option<Leaf>) -> Option<Setting> {
    let found = pattern::entries(&["{way.} authentication is {state}...{_}"], line)?;
    let [way, state] = found.as_slice() else { return None };
    let section = WAYS.iter().find(|(name, _)| *name == way.value.as_str())?.1;
    let value = match state.value.as_str() {
        "enabled" => "true",
        "disabled" => "false",
        _ => return None,
    };
    let place = state.value.span();
    Some(Setting {
        tool: Tool::Config,
        section,
        act: Act::Get,
        path,
        key: Leaf::verbatim("enabled", part_of(line, way.value.as_str()).span().hull(place)),
        kind: None,
        value: SettingValue::Text(Leaf::verbatim(value, place)),
        echoed: false,
        span: line.span(),
    })
}
