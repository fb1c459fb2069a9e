//! Secrets: the one place that knows what they are and covers them, before any format is written.

use std::ops::Range;

use why401_evidence::capture::{Capture, Exchange, Field, Setting, SettingValue};
use why401_evidence::http::{AuthField, Credentials, Severity, credentials, scheme};
use why401_evidence::iis::keys::{Type, find};
use why401_evidence::order::sort_by_key;
use why401_evidence::span::{Leaf, Span};

/// Parameters of a query, a form or a message whose value is a secret.
const SECRET_PARAMS: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "assertion",
    "auth",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "id_token",
    "key",
    "passwd",
    "password",
    "pwd",
    "refresh_token",
    "secret",
    "sig",
    "signature",
    "subject_token",
    "token",
    "x-amz-credential",
    "x-amz-security-token",
    "x-amz-signature",
    "x-goog-signature",
];

/// Parameters of credentials that are no secret; every other one is taken for one.
const PLAIN_PARAMS: &[&str] = &[
    "algorithm",
    "charset",
    "created",
    "credential",
    "expires",
    "headers",
    "keyid",
    "nc",
    "nonce",
    "oauth_signature_method",
    "oauth_timestamp",
    "opaque",
    "qop",
    "realm",
    "signedheaders",
    "stale",
    "ts",
    "uri",
    "userhash",
    "username",
    "username*",
];

/// Fields whose whole value is a secret.
const SECRET_FIELDS: &[&str] = &[
    "api-key",
    "cookie",
    "dpop",
    "ocp-apim-subscription-key",
    "private-token",
    "set-cookie",
    "signature",
    "x-amz-security-token",
    "x-api-key",
    "x-auth-token",
    "x-csrf-token",
    "x-xsrf-token",
];

/// The spans of every secret in a capture, in order.
pub(crate) fn spans(capture: &Capture) -> Vec<Span> {
    let mut found = Vec::new();
    for exchange in &capture.exchanges {
        exchange_secrets(exchange, &mut found);
    }
    for setting in &capture.settings {
        setting_secrets(setting, &mut found);
    }
    for token in &capture.tokens {
        found.extend(token.spans());
    }
    for record in &capture.records {
        for entry in &record.entries {
            match entry.name {
                "token" => found.extend(entry.value.spans()),
                _ => leaf_secrets(&entry.value, &mut found),
            }
        }
    }
    for log in &capture.logs {
        let cookie = log.fields.iter().position(|field| field.as_str() == "cs(Cookie)");
        let mut rows = Vec::new();
        for day in &log.days {
            rows.extend_from_slice(&[day.first, day.last]);
        }
        for refusal in &log.refusals {
            rows.push(refusal.first);
        }
        for span in rows {
            let row = capture.slice(span);
            for range in params(row) {
                found.push(within(span, range));
            }
            if let Some(range) = cookie.and_then(|column| word(row, column)) {
                found.push(within(span, range));
            }
        }
    }
    sort_by_key(&mut found, |span| *span);
    found
}

/// A copy of `text` of equal length in which the spans are covered.
pub(crate) fn mask(text: &str, paste: u32, spans: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans.iter().filter(|span| span.paste == paste) {
        let range = span.range();
        if range.end <= at {
            continue;
        }
        let start = range.start.max(at);
        let (Some(before), Some(secret)) = (text.get(at..start), text.get(start..range.end)) else {
            continue;
        };
        out.push_str(before);
        cover(&mut out, secret);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A copy of a value in which the passwords of URLs and the values of secret parameters are covered.
pub(crate) fn value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in params(text) {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str("***");
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Whether credentials begin with a scheme. A word that stands alone and is no scheme's name is a
/// token that lacks its scheme.
pub(crate) fn has_scheme(credentials: &Credentials) -> bool {
    !credentials.rest.is_empty() || scheme::find(credentials.scheme.as_str()).is_some()
}

/// Line ends stay, so that lines keep their numbers.
fn cover(out: &mut String, secret: &str) {
    for c in secret.chars() {
        match c {
            '\n' | '\r' => out.push(c),
            c => out.push_str("****".get(..c.len_utf8()).unwrap_or_default()),
        }
    }
}

fn exchange_secrets(exchange: &Exchange, found: &mut Vec<Span>) {
    if let Some(request) = &exchange.request {
        if let Some(target) = &request.target {
            leaf_secrets(target, found);
        }
        for field in &request.fields {
            field_secrets(field, found);
        }
    }
    for response in exchange.interim.iter().chain(&exchange.response) {
        for field in &response.fields {
            field_secrets(field, found);
        }
    }
    for message in &exchange.messages {
        leaf_secrets(message, found);
    }
}

/// Whether the value of a field is a secret, or has one in it that its name does not tell.
pub(crate) fn is_secret(field: &Field) -> bool {
    let name = field.name.as_str();
    let carries = matches!(AuthField::of(name), Some(AuthField::Credentials | AuthField::Info));
    carries || SECRET_FIELDS.contains(&name.to_ascii_lowercase().as_str())
}

fn field_secrets(field: &Field, found: &mut Vec<Span>) {
    let name = field.name.as_str().to_ascii_lowercase();
    match name.as_str() {
        "authorization" | "proxy-authorization" => {
            let Some(read) = credentials(field).filter(has_scheme) else {
                return found.extend(field.value.spans());
            };
            let grave = read.problems.iter().any(|problem| problem.severity() == Severity::Error);
            if read.params.is_empty() || grave {
                // A token, or not of the grammar: then nothing tells what of it is a secret.
                return found.extend(read.rest.spans());
            }
            for param in &read.params {
                if !PLAIN_PARAMS.contains(&param.name.as_str().to_ascii_lowercase().as_str()) {
                    found.extend(param.value.spans());
                }
            }
        }
        "authentication-info" | "proxy-authentication-info" => found.extend(field.value.spans()),
        name if SECRET_FIELDS.contains(&name) => found.extend(field.value.spans()),
        _ => leaf_secrets(&field.value, found),
    }
}

fn setting_secrets(setting: &Setting, found: &mut Vec<Span>) {
    // What only speaks of passwords holds a number or yes or no: AnonymousPasswordSync.
    if find(setting.key.as_str()).is_some_and(|key| matches!(key.kind, Type::Dword | Type::Boolean))
    {
        return;
    }
    let key = setting.key.as_str().to_ascii_lowercase();
    if !(key.contains("pass") || key.contains("pwd") || key.contains("secret")) {
        return;
    }
    match &setting.value {
        SettingValue::Text(value) => found.extend(value.spans()),
        SettingValue::List(list) => list.iter().for_each(|value| found.extend(value.spans())),
        SettingValue::NotSet => {}
    }
}

fn leaf_secrets(leaf: &Leaf, found: &mut Vec<Span>) {
    for range in params(leaf.as_str()) {
        found.extend(leaf.slice(range).spans());
    }
}

fn within(span: Span, range: Range<usize>) -> Span {
    let from = span.range().start;
    Span::new(span.paste, from + range.start..from + range.end)
}

/// The column of that number, from 0, in a row whose columns are separated by spaces.
fn word(row: &str, column: usize) -> Option<Range<usize>> {
    let word = row.split_ascii_whitespace().nth(column)?;
    let start = word.as_ptr().addr().checked_sub(row.as_ptr().addr())?;
    Some(start..start + word.len())
}

/// Where the password of a URL (`//user:password@`) and the values of secret parameters
/// (`access_token=...`) stand, in order.
fn params(text: &str) -> Vec<Range<usize>> {
    // At a glance: most texts have neither.
    let may_have = text.bytes().any(|byte| matches!(byte, b':' | b'='));
    if may_have { secrets(text) } else { Vec::new() }
}

#[inline(never)]
fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut passwords = Vec::new();
    for (at, _) in text.match_indices("://") {
        let from = at + 3;
        let authority = text.get(from..).unwrap_or_default();
        let end = authority
            .find(|c: char| matches!(c, '/' | '?' | '#' | '"' | '\'') || c.is_whitespace())
            .unwrap_or(authority.len());
        let Some((userinfo, _)) = authority.get(..end).and_then(|part| part.rsplit_once('@'))
        else {
            continue;
        };
        let start = userinfo.find(':').map_or(0, |colon| colon + 1);
        if start < userinfo.len() {
            passwords.push(from + start..from + userinfo.len());
        }
    }
    let mut passwords = passwords.into_iter().peekable();
    let mut found: Vec<Range<usize>> = Vec::new();
    // What a secret covers is not searched again: that keeps the time linear.
    let mut covered = 0;
    for (at, _) in text.match_indices('=') {
        if at < covered {
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let start = before
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .map_or(0, |c| {
                c + text.get(c..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
            });
        let name = before.get(start..).unwrap_or_default().to_ascii_lowercase();
        if !SECRET_PARAMS.contains(&name.as_str()) {
            continue;
        }
        let value = text.get(at + 1..).unwrap_or_default();
        let end = value
            .find(|c: char| {
                matches!(c, '&' | ';' | ',' | '"' | '\'' | '#' | '>') || c.is_whitespace()
            })
            .unwrap_or(value.len());
        if end > 0 {
            covered = at + 1 + end;
            while let Some(password) = passwords.next_if(|password| password.start <= at + 1) {
                found.push(password);
            }
            found.push(at + 1..covered);
        }
    }
    found.extend(passwords);
    // A parameter inside a password is part of it.
    found.dedup_by(|next, kept| next.start < kept.end);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_urls_and_secret_parameters_are_covered() {
        for (text, covered) in [
            ("http://alice:s3cret@host/a", "http://alice:***@host/a"),
            ("http://t0ken@host/a", "http://***@host/a"),
            ("/a?x=1&access_token=abc.def&y=2", "/a?x=1&access_token=***&y=2"),
            ("/a?Sig=abc%3D", "/a?Sig=***"),
            ("/a?design=1&tokens=2", "/a?design=1&tokens=2"),
            ("see 'https://h/?code=4/0A' now", "see 'https://h/?code=***' now"),
        ] {
            assert_eq!(value(text), covered);
        }
    }

    #[test]
    fn a_setting_about_passwords_that_holds_none_is_shown() {
        let told = "AnonymousPasswordSync : (BOOLEAN) True\nPasswordCacheTTL : (INTEGER) 600\n\
            AnonymousUserPass : (STRING) \"s3cret\"\nUNCPassword : (STRING) \"True\"\n";
        let capture = why401_evidence::read(&[why401_evidence::Text::from_str(told)]);
        let masked = mask(told, 0, &spans(&capture));
        assert!(masked.contains("Sync : (BOOLEAN) True\n"), "{masked}");
        assert!(masked.contains("TTL : (INTEGER) 600\n"), "{masked}");
        assert!(!masked.contains("s3cret") && !masked.contains("\"True\""), "{masked}");
    }

    #[test]
    fn what_a_log_keeps_of_credentials_is_covered() {
        let log = "192.0.2.9:52110 [22/Nov/2026:11:02:33.120] web app/s1 0/0/0/3/3 401 498 - - ---- \
            2/2/0/0/0 0/0 {Basic bm90OnJlYWw=} {} \"GET /a?access_token=abc HTTP/1.1\"\n";
        let capture = why401_evidence::read(&[why401_evidence::Text::from_str(log)]);
        let masked = mask(log, 0, &spans(&capture));
        assert!(masked.contains("{Basic ************} {} \"GET /a?access_token=*** "), "{masked}");
    }

    #[test]
    fn a_mask_keeps_length_and_lines() {
        let text = "a \u{e9} secret\nb";
        let masked = mask(text, 0, &[Span { paste: 0, start: 2, end: 13 }]);
        assert_eq!(masked, "a *********\n*");
        assert_eq!(masked.len(), text.len());
    }
}
