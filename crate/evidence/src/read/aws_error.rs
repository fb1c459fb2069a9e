//! The XML in which S3, AWS and services like them say why they refused, also as Python prints its
//! bytes.
//!
//! ```text
//! <Error><Code>SignatureDoesNotMatch</Code><Message>...</Message><StringToSign>...</StringToSign></Error>
//! ```

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder};

const AWS_ERROR: Format =
    Format { id: "aws-error", label: "XML error of AWS and like services", unit: "error" };

pub(super) const READER: Reader =
    Reader { formats: &[&AWS_ERROR], starts: |_| false, read, of_content: true };

/// The elements that are read, and what they are.
const ELEMENTS: [(&str, &str); 7] = [
    ("<Code>", "code"),
    ("<Message>", "text"),
    ("<AWSAccessKeyId>", "user"),
    ("<RequestTime>", "time"),
    ("<ServerTime>", "server_time"),
    ("<Region>", "region"),
    ("<StringToSign>", "string_to_sign"),
];

/// Most lines of one error.
const LINES: usize = 256;

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    let mut ahead = cursor.clone();
    if first.text.starts_with("<?xml") && !first.text.contains("<Error") {
        ahead.advance();
    }
    let Some(view) = ahead.peek() else { return false };
    let Some(at) = pattern::find(view.text, "<Error") else { return false };
    let before = view.text.get(..at).unwrap_or_default();
    let error = match before.find("b'") {
        Some(_) => literal(&mut ahead),
        None if before.is_empty() || before.starts_with("<?xml") => element(&mut ahead, &view, at),
        None => return false,
    };
    let entries: Vec<Entry> =
        ELEMENTS.iter().filter_map(|element| value(&error, element)).collect();
    if entries.first().is_none_or(|entry| entry.name != "code") {
        return false;
    }
    let span = cursor.span(first.range()).hull(error.span());
    cursor.move_to(ahead.at());
    sink.record(Record { kind: Kind::Error, format: &AWS_ERROR, entries, count: 1, span });
    true
}

/// The element whose start stands `at` so far in the line under view: to its end, or as far as there are tags.
fn element(ahead: &mut Cursor<'_>, first: &View<'_>, at: usize) -> Leaf {
    let wrapped = first.text.get(at..).is_some_and(|text| text.starts_with("<ErrorResponse"));
    let close = if wrapped { "</ErrorResponse>" } else { "</Error>" };
    let (start, mut end) = (first.start + at, first.range().end);
    let mut past = ahead.clone();
    for _ in 0..LINES {
        let Some(view) = past.peek().filter(|view| !super::is_fence(view.text)) else { break };
        if view.start > first.start && view.text.contains("<Error") && !wrapped {
            break;
        }
        past.advance();
        if let Some(last) = view.text.find(close) {
            end = view.start + last + close.len();
            ahead.move_to(past.at());
            break;
        }
        if view.text.contains("</") || view.start == first.start {
            end = view.range().end;
            ahead.move_to(past.at());
        }
    }
    ahead.leaf(start..end)
}

/// The lines `b'...'` of one literal of Python's, joined.
fn literal(ahead: &mut Cursor<'_>) -> Leaf {
    let mut builder = LeafBuilder::new();
    let mut place = None;
    for _ in 0..LINES {
        let Some(view) = ahead.peek() else { break };
        let Some(open) = view.text.find("b'") else { break };
        if place.is_some() && open > 0 {
            break;
        }
        let from = open + 2;
        let to = view.text.rfind('\'').filter(|to| *to >= from).unwrap_or(view.text.len());
        let line = ahead.leaf(view.start + from..view.start + to);
        place.get_or_insert(line.span());
        unescaped(&line, &mut builder);
        ahead.advance();
    }
    builder.finish(place.unwrap_or_default())
}

fn unescaped(line: &Leaf, builder: &mut LeafBuilder) {
    let text = line.as_str();
    let mut at = 0;
    while let Some(length) = text.get(at..).and_then(|rest| rest.find('\\')) {
        builder.append(&line.slice(at..at + length));
        let escape = line.slice(at + length..at + length + 2);
        let meant = match escape.as_str() {
            "\\n" => "\n",
            "\\t" => "\t",
            "\\'" => "'",
            "\\\\" => "\\",
            other => other,
        };
        builder.push(meant, escape.span());
        at += length + escape.len().max(1);
    }
    builder.append(&line.slice(at..text.len()));
}

fn value(error: &Leaf, (tag, name): &(&'static str, &'static str)) -> Option<Entry> {
    let text = error.as_str();
    let rest = text.get(text.find(tag)? + tag.len()..)?;
    let value = rest.split('<').next().unwrap_or_default().trim();
    if value.is_empty() {
        return None;
    }
    Some(Entry { name, value: part_of(error, value) })
}
