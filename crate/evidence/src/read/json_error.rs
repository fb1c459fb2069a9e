//! Errors that an API or an authorization server tells in JSON: problem details (RFC 9457), OAuth errors (RFC 6749
//! section 5.2, RFC 6750), and the bodies that APIs send with a 401. Alone, after a few words, or as content.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::http1::{HEAD, status_line};
use crate::read::json::{Item, Json, Kind as Part};
use crate::read::message::Message;
use crate::read::service_error;
use crate::read::sink::Sink;
use crate::span::Leaf;

const PROBLEM: Format = Format { id: "problem-json", label: "problem details", unit: "error" };
const OAUTH: Format = Format { id: "oauth-error", label: "OAuth error", unit: "error" };
const BODY: Format = Format { id: "api-error", label: "JSON error", unit: "error" };

pub(super) const READER: Reader =
    Reader { formats: &[&PROBLEM, &OAUTH, &BODY], starts: |_| false, read, of_content: true };

/// The longest that is looked into.
pub(super) const SIZE: usize = 16 << 10;

/// Members that tell something, and the name of their entry.
const MEMBERS: [(&str, &str); 21] = [
    ("error", "code"),
    ("code", "code"),
    ("error_code", "code"),
    ("description", "text"),
    ("errorCode", "code"),
    ("typeKey", "code"),
    ("__type", "code"),
    ("error_description", "text"),
    ("title", "text"),
    ("detail", "text"),
    ("message", "text"),
    ("Message", "text"),
    ("msg", "text"),
    ("reason", "text"),
    ("status", "status"),
    ("statusCode", "status"),
    ("error_uri", "help"),
    ("documentation_url", "help"),
    ("type", "help"),
    ("path", "url"),
    ("authentication_scheme", "scheme"),
];

/// What only errors of OAuth begin with.
const OAUTH_CODES: [&str; 8] = [
    "invalid_",
    "unauthorized_",
    "access_denied",
    "insufficient_",
    "use_dpop_nonce",
    "interaction_required",
    "login_required",
    "consent_required",
];

/// Words that tell that an error is about who may enter.
const WORDS: [&str; 20] = [
    "unauth",
    "authent",
    "authoriz",
    "credential",
    "denied",
    "forbidden",
    "permission",
    "token",
    "api key",
    "apikey",
    "log in",
    "login",
    "sign in",
    "password",
    "signature",
    "inactive",
    // As WordPress and Slack tell it.
    "logged in",
    "not allowed",
    "_auth",
    "missing_scope",
];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some(brace) = view.text.find('{') else { return false };
    let (before, object) = view.text.split_at(brace);
    let head = status_line(before.trim_end());
    let alone = before.is_empty() || before == "[";
    let introduced = head.is_some() || before.trim_end().ends_with(':');
    if !(alone || introduced && object.starts_with("{\"")) {
        return false;
    }
    let start = view.start + brace;
    let source = cursor.leaf(start..cursor.source().len().min(start + SIZE));
    let Some((mut record, length)) = record(&source, sink.refused) else { return false };
    // As `Error: GET https://api.example.com/x: 401 Unauthorized: {`.
    if !record.entries.iter().any(|entry| entry.name == "status") {
        record.entries.extend(service_error::status(&cursor.leaf(view.start..start)));
    }
    if head.is_some() {
        let line = cursor.leaf(view.start..start).trimmed();
        if let Some(message) = Message::starting(&line) {
            message.put(false, &HEAD, sink);
        }
    }
    sink.record(record);
    while cursor.at() < start + length && cursor.peek().is_some() {
        cursor.advance();
    }
    true
}

/// The error that the object at the start of `source` tells, and where the object ends. One in the content of a refusal is
/// about that whatever its words.
pub(super) fn record(source: &Leaf, refuses: bool) -> Option<(Record, usize)> {
    let mut json = Json::new(source);
    let mut error = Error { refuses, ..Error::default() };
    let mut nested = false;
    while let Some(item) = json.next() {
        let key = json.raw(&item.key);
        error.members += u32::from(item.depth == 1 && item.kind != Part::Close);
        match (item.kind, item.depth) {
            (Part::Close, 0) => break,
            (Part::Open, 1) => nested = matches!(key, "error" | "errors" | "messages"),
            (Part::Close, 1) => nested = false,
            (Part::Bare, 1) if key == "active" => error.inactive = json.raw(&item.value) == "false",
            (Part::Text | Part::Bare, 1) => error.member(&json, &item, key),
            (Part::Text | Part::Bare, 2..5) if nested => error.member(&json, &item, key),
            _ => {}
        }
    }
    error.meant(source);
    let format = error.format()?;
    error.entra_codes();
    let end = json.end();
    let span = source.slice(0..end).span();
    Some((Record { kind: Kind::Error, format, entries: error.entries, count: 1, span }, end))
}

/// The words of the status alone, or after it.
fn is_unauthorized(text: &str) -> bool {
    text.eq_ignore_ascii_case("unauthorized") || text.starts_with("401 ")
}

#[derive(Default)]
struct Error {
    entries: Vec<Entry>,
    is_oauth: bool,
    has_title: bool,
    /// Where a text stands that only names the kind of error: one that tells more goes before it.
    heading: Option<usize>,
    /// It is about who may enter.
    refuses: bool,
    /// What introspection says of a token (RFC 7662 section 2.2).
    inactive: bool,
    members: u32,
}

impl Error {
    fn member(&mut self, json: &Json<'_>, item: &Item, key: &str) {
        let Some((_, name)) = MEMBERS.iter().find(|(known, _)| *known == key) else { return };
        let mut value = json.leaf(&item.value).trimmed();
        // AWS names the service before its error: `com.amazon.coral.service#ExpiredTokenException`.
        if key == "__type"
            && let Some(at) = value.as_str().find('#')
        {
            value = value.slice(at + 1..value.as_str().len());
        }
        let text = value.as_str();
        let number = text.bytes().all(|byte| byte.is_ascii_digit());
        let is_status = number && text.len() == 3 && text.starts_with(['1', '2', '3', '4', '5']);
        let name = match *name {
            _ if text.is_empty() || item.kind == Part::Bare && !number => return,
            "status" if !is_status => return,
            "help" if text.starts_with("about:") => return,
            "code" if is_status => "status",
            "code" if text.contains(' ') => "text",
            "help" if key == "type" && !text.contains("://") => "code",
            name => name,
        };
        if name == "text" {
            let line = text.find(char::is_control).unwrap_or(text.len());
            value = value.slice(0..line.min(200));
        }
        // Of the texts of a problem the second tells more.
        let known = self.entries.iter().filter(|entry| entry.name == name).count();
        if known > usize::from(name == "text") {
            return;
        }
        let text = value.as_str();
        let code = key == "error" && OAUTH_CODES.iter().any(|start| text.starts_with(start));
        self.is_oauth |= code && !text.contains(' ') || key == "error_description";
        self.has_title |= key == "title";
        self.refuses |= match name {
            "status" => ["401", "403", "407"].contains(&text),
            "text" | "code" => {
                let text = text.to_ascii_lowercase();
                WORDS.iter().any(|word| text.contains(word))
            }
            _ => false,
        };
        let at = match (name, key) {
            ("text", "title" | "error") => *self.heading.insert(self.entries.len()),
            ("text", _) => self.heading.take().unwrap_or(self.entries.len()),
            _ => self.entries.len(),
        };
        self.entries.insert(at, Entry { name, value });
    }

    fn format(&self) -> Option<&'static Format> {
        let has = |name: &str| self.entries.iter().any(|entry| entry.name == name);
        match () {
            () if self.is_oauth && has("code") => Some(&OAUTH),
            () if !self.refuses || !(has("text") || has("code")) => None,
            () if self.has_title && (has("status") || has("help")) => Some(&PROBLEM),
            () => Some(&BODY),
        }
    }

    /// What services say in these words, they also say in logs. A token endpoint speaks of other tokens, AWS of its own.
    fn meant(&mut self, source: &Leaf) {
        let of_others = |entry: &Entry| {
            let code = entry.value.as_str();
            entry.name == "code"
                && (self.is_oauth && code != "invalid_token" || code.ends_with("Exception"))
        };
        let general = !self.entries.iter().any(of_others);
        let texts = self.entries.iter().filter(|entry| entry.name == "text");
        let codes: Vec<Entry> =
            texts.filter_map(|entry| service_error::code(&entry.value, general)).collect();
        self.refuses |= !codes.is_empty();
        self.entries.extend(codes);
        let is_unauthorized = |entry: &Entry| {
            matches!(entry.name, "text" | "code") && is_unauthorized(entry.value.as_str())
        };
        let meant = match () {
            // Introspection tells nothing else of such a token.
            () if self.inactive && self.members == 1 => Some(("code", "token inactive")),
            () if self.entries.iter().any(|entry| entry.name == "status") => None,
            () => self.entries.iter().any(is_unauthorized).then_some(("status", "401")),
        };
        if let Some((name, value)) = meant {
            self.refuses = true;
            let value = Leaf::verbatim(value, source.slice(0..1).span());
            self.entries.push(Entry { name, value });
        }
    }

    /// Microsoft Entra's own codes, `AADSTS50012`, stand in the description.
    fn entra_codes(&mut self) {
        const MARK: &str = "AADSTS";
        let texts = self.entries.iter().filter(|entry| entry.name == "text");
        let mut codes = Vec::new();
        for text in texts.map(|entry| &entry.value) {
            for (at, _) in text.as_str().match_indices(MARK).take(4) {
                let rest = text.as_str().get(at + MARK.len()..).unwrap_or_default();
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                if digits > 0 {
                    let value = text.slice(at..at + MARK.len() + digits);
                    codes.push(Entry { name: "code", value });
                }
            }
        }
        self.entries.extend(codes);
    }
}
