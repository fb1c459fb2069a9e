//! Access logs of Apache, nginx, Squid and HAProxy: rows that refused are kept, the others passed over.
//!
//! ```text
//! 192.0.2.7 - ada [22/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 401 381 "-" "curl/8.5.0"
//! 1795341600.123      1 192.0.2.7 TCP_DENIED/407 3600 GET http://a.example/ - HIER_NONE/- text/html
//! 192.0.2.7:50000 [22/Nov/2026:10:00:00.123] web app/s1 0/0/0/1/1 401 371 - - ---- 1/1/0/0/0 0/0 {} {} "GET / HTTP/1.1"
//! ```

use crate::capture::{Entry, Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::lines::{self, Line};
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::Leaf;

const ACCESS: Format =
    Format { id: "access-log", label: "access log of Apache or nginx", unit: "row" };
const SQUID: Format = Format { id: "squid-access-log", label: "access log of Squid", unit: "row" };
const HAPROXY: Format = Format { id: "haproxy-log", label: "log of HAProxy", unit: "row" };

pub(super) const READER: Reader = Reader {
    formats: &[&ACCESS, &SQUID, &HAPROXY],
    starts: |view| is_row(view.text),
    read,
    of_content: false,
};

const ROWS: &[&str] = &[
    r#"{client.} - {user} [{time}] "{method.} {target.} HTTP/{_.}" {status#} {_.} "{_}" "{agent}"{_}"#,
    r#"{client.} - {user} [{time}] "{method.} {target.} HTTP/{_.}" {status#}{_}"#,
    r#"{host.} {client.} - {user} [{time}] "{method.} {target.} HTTP/{_.}" {status#} {_.} "{_}" "{agent}"{_}"#,
    r#"{host.} {client.} - {user} [{time}] "{method.} {target.} HTTP/{_.}" {status#}{_}"#,
    r#"{client.} - {user} [{time}] "{_}" {status#}{_}"#,
];

const SQUID_ROWS: &[&str] =
    &["{time.} {_#} {client.} {reason.}/{status#} {_#} {method.} {target.} {user.} {_}/{_} {_}"];

const HAPROXY_ROWS: &[&str] = &[
    r#"{client.} [{time}] {_.} {host.} {_.}/{_.} {status#} {_.} {_.} {_.} {reason.} {_.}/{_.} {_.}/{_.} "{method.} {target.} {_}""#,
    r#"{client.} [{time}] {_.} {host.} {_.}/{_.} {status#} {_.} {_.} {_.} {reason.} {_.}/{_.} {_.}/{_.} {fields} "{method.} {target.} {_}""#,
    r#"{client.} [{time}] {_.} {host.} {_.}/{_.} {status#} {_.} {_.} {_.} {reason.} {_.}/{_.} {_.}/{_.}{_}"#,
];

/// A glance: the row of one of the logs stands here.
fn is_row(line: &str) -> bool {
    is_squid(line) || line.contains('[') && (is_common(line) || of_haproxy(line) < line.len())
}

/// A time in brackets, and what was asked for after it in quotes.
fn is_common(line: &str) -> bool {
    let zoned = |(_, after): (&str, &str)| {
        let time = after.as_bytes();
        time.get(2) == Some(&b'/') && time.get(26..29) == Some(b"] \"")
    };
    pattern::around(line, " [").is_some_and(zoned)
}

/// Seconds and milliseconds.
fn is_squid(line: &str) -> bool {
    let bytes = line.as_bytes();
    let digits = |from, to| {
        bytes.get(from..to).is_some_and(|part: &[u8]| part.iter().all(u8::is_ascii_digit))
    };
    digits(0, 10) && bytes.get(10) == Some(&b'.') && digits(11, 14) && bytes.get(14) == Some(&b' ')
}

/// Where HAProxy's own part of the line starts, after what syslog put before it; its length if there is none.
fn of_haproxy(line: &str) -> usize {
    let own = match pattern::around(line, " haproxy[") {
        Some((_, rest)) => rest.split_once("]: ").map_or("", |(_, own)| own),
        None => line,
    };
    let timed = |(client, after): (&str, &str)| {
        let time = after.as_bytes();
        let is = |at, byte| time.get(at) == Some(byte);
        !client.contains(' ') && is(2, &b'/') && is(20, &b'.') && is(24, &b']')
    };
    if pattern::around(own, " [").is_some_and(timed) { line.len() - own.len() } else { line.len() }
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek().filter(|view| is_row(view.text)) else { return false };
    if is_common(view.text) {
        lines::read(cursor, sink, &ACCESS, |line| row(line, is_common(line.as_str()), ROWS))
    } else if is_squid(view.text) {
        lines::read(cursor, sink, &SQUID, |line| row(line, is_squid(line.as_str()), SQUID_ROWS))
    } else {
        lines::read(cursor, sink, &HAPROXY, |line| {
            let from = of_haproxy(line.as_str());
            row(&line.slice(from..line.len()), from < line.len(), HAPROXY_ROWS)
        })
    }
}

fn row(line: &Leaf, is_row: bool, rows: &'static [&'static str]) -> Line {
    if !is_row {
        return Line::Other;
    }
    let Some(mut entries) = pattern::entries(rows, line) else { return Line::Other };
    let status = entries.iter().find(|entry| entry.name == "status");
    let refused =
        |status: &Entry| ["400", "401", "403", "407", "431"].contains(&status.value.as_str());
    if !status.is_some_and(refused) {
        return Line::Passed;
    }
    entries.retain(|entry| !matches!(entry.value.as_str(), "-" | "----"));
    if let Some(at) = entries.iter().position(|entry| entry.name == "fields") {
        let fields = entries.remove(at).value;
        captured(&fields, &mut entries);
    }
    Line::Kept(Kind::Access, entries)
}

/// What HAProxy captured of the fields of the request and of the response: `{a|b} {c}`. Quotes in them
/// are written as `#22`.
fn captured(fields: &Leaf, entries: &mut Vec<Entry>) {
    let sides = fields.as_str().trim_start_matches('{').trim_end_matches('}');
    let (request, response) = sides.split_once("} {").unwrap_or((sides, ""));
    for field in request.split('|') {
        if let Some((scheme, token)) = field.split_once(' ').filter(|(scheme, _)| is_scheme(scheme))
        {
            entries.push(Entry { name: "scheme", value: part_of(fields, scheme) });
            entries.push(Entry { name: "token", value: part_of(fields, token) });
        }
    }
    for field in response.split('|') {
        if field.split(' ').next().is_some_and(is_scheme) {
            entries.push(Entry { name: "challenge", value: part_of(fields, field) });
        }
    }
}

fn is_scheme(word: &str) -> bool {
    ["Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}
