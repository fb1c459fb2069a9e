//! HTTPERR logs of http.sys: requests that never reached IIS, with the reason.
//!
//! ```text
//! #Software: Microsoft HTTP API 2.0
//! #Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename
//! 2024-02-01 09:10:11 10.1.2.3 50111 10.1.2.9 80 HTTP/1.1 GET / 400 - RequestLength -
//! ```

use nom::Offset;

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern};

const FORMAT: Format = Format { id: "httperr-log", label: "HTTPERR log", unit: "row" };

pub(super) const READER: Reader = Reader { formats: &[&FORMAT], starts, read, of_content: false };

/// The columns, and what they are called in a record.
const COLUMNS: [(&str, &str); 6] = [
    ("c-ip", "client"),
    ("cs-method", "method"),
    ("cs-uri", "target"),
    ("sc-status", "status"),
    ("s-reason", "reason"),
    ("s-queuename", "host"),
];

/// The names of the columns; their mark may have been lost.
fn fields(line: &str) -> Option<&str> {
    pattern::find(line, " s-reason")?;
    let line = line.trim_start_matches(['#', ' ']);
    let names = line.strip_prefix("Fields:").unwrap_or(line).trim_start();
    names.starts_with("date time ").then_some(names)
}

/// The columns of a row whose names were not pasted: newer versions tell the stream too.
fn usual(row: &str) -> &'static str {
    let mut words = row.split_ascii_whitespace();
    if !words.nth(6).is_some_and(|version| version.starts_with("HTTP/")) {
        return "";
    }
    match words.count() {
        6 => USUAL,
        7 => {
            "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename"
        }
        _ => "",
    }
}

const USUAL: &str = "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename";

fn starts(view: &View<'_>) -> bool {
    view.text.starts_with("#Software: Microsoft HTTP API")
        || fields(view.text).is_some()
        || view.text.contains(" HTTP/") && !usual(view.text).is_empty()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek().filter(starts) else { return false };
    let mut names = usual(view.text);
    let (first, start) = (cursor.at(), view.start);
    let mut end = view.range().end;
    while let Some(view) = cursor.peek() {
        if let Some(found) = fields(view.text) {
            names = found;
        } else if view.text.starts_with('#') {
            let known = ["#Software: Microsoft HTTP API", "#Version:", "#Date:"];
            if !known.iter().any(|known| view.text.starts_with(known)) {
                break;
            }
        } else if !view.text.is_empty() && !row(cursor, &view, names, sink) {
            break;
        }
        if !view.text.is_empty() {
            end = view.range().end;
        }
        cursor.advance();
    }
    if cursor.at() == first {
        return false;
    }
    sink.part(&FORMAT, cursor.span(start..end));
    true
}

/// Takes a row; false if it is none. Columns at the end may be missing.
fn row(cursor: &Cursor<'_>, view: &View<'_>, names: &str, sink: &mut Sink) -> bool {
    let mut columns = names.split_ascii_whitespace();
    let mut entries: Vec<Entry> = Vec::new();
    let mut told = false;
    for word in view.text.split_ascii_whitespace() {
        let Some(column) = columns.next() else { return false };
        let start = view.start + view.text.offset(word);
        let range = start..start + word.len();
        let shaped = match column {
            "date" => word.len() == 10 && word.starts_with(|c: char| c.is_ascii_digit()),
            "time" => word.len() >= 8 && word.contains(':'),
            "sc-status" => word == "-" || word.len() == 3 && word.parse::<u16>().is_ok(),
            _ => true,
        };
        if !shaped {
            return false;
        }
        if column == "time" {
            // Both columns together, as they stand.
            let value = cursor.leaf(view.start..range.end);
            entries.push(Entry { name: "time", value });
        } else if word != "-"
            && let Some((_, name)) = COLUMNS.iter().find(|(known, _)| *known == column)
        {
            entries.push(Entry { name, value: cursor.leaf(range) });
        }
        told |= column == "s-reason";
    }
    if told {
        let span = cursor.span_of(view);
        sink.record(Record { kind: Kind::Access, format: &FORMAT, entries, count: 1, span });
    }
    told
}
