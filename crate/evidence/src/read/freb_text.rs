//! A failed-request trace of IIS as its style sheet renders it: names and values in quotes, after the event's name.
//!
//! ```text
//! MODULE_SET_RESPONSE_ERROR_STATUS
//! Warning ModuleName="WindowsAuthenticationModule", Notification="AUTHENTICATE_REQUEST", HttpStatus="401", ...
//! ```

use nom::Offset;

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern};

const FORMAT: Format =
    Format { id: "freb-text", label: "failed-request trace (text)", unit: "trace" };

pub(super) const READER: Reader = Reader { formats: &[&FORMAT], starts, read, of_content: false };

const EVENT: &str = "MODULE_SET_RESPONSE_ERROR_STATUS";

const NAMES: [(&str, &str); 6] = [
    ("ModuleName=\"", "module"),
    ("Notification=\"", "notification"),
    ("HttpStatus=\"", "status"),
    ("HttpSubStatus=\"", "substatus"),
    ("HttpReason=\"", "text"),
    ("ErrorCode=\"", "win32_status"),
];

/// An error's text and number may stand on lines of their own.
const LINES: usize = 4;

fn starts(view: &View<'_>) -> bool {
    let names = ["ModuleName=\"", "HttpStatus=\""];
    view.text == EVENT || names.iter().all(|name| pattern::find(view.text, name).is_some())
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek().filter(starts) else { return false };
    let mut end = view.range().end;
    cursor.advance();
    if view.text == EVENT {
        sink.part(&FORMAT, cursor.span_of(&view));
        return true;
    }
    // Up to an even number of quotes.
    let quotes = |text: &str| text.bytes().filter(|byte| *byte == b'"').count();
    let mut odd = quotes(view.text) % 2 == 1;
    for _ in 0..LINES {
        let Some(next) = cursor.peek().filter(|_| odd) else { break };
        end = next.range().end;
        odd = quotes(next.text) % 2 == 0;
        cursor.advance();
    }
    let source = cursor.source();
    let text = source.get(view.start..end).unwrap_or_default();
    let mut entries = Vec::new();
    for (mark, name) in NAMES {
        let Some((_, value)) = text.split_once(mark) else { continue };
        let Some((value, _)) = value.split_once('"') else { continue };
        // The number follows what it means, in parentheses.
        let number = value.rsplit_once("(0x").and_then(|(said, _)| value.get(said.len() + 1..));
        let value = number.map_or(value, |number| number.trim_end_matches(')'));
        if !value.is_empty() {
            let start = source.offset(value);
            entries.push(Entry { name, value: cursor.leaf(start..start + value.len()) });
        }
    }
    let span = cursor.span(view.start..end);
    sink.record(Record { kind: Kind::Page, format: &FORMAT, entries, count: 1, span });
    true
}
