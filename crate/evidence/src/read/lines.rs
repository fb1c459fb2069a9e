//! Logs with one record a line: a stretch of them is one part, and what is worth it is kept.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::cursor::Cursor;
use crate::read::sink::Sink;
use crate::span::{Leaf, Span};

/// Most records kept of one log that differ in more than time and client.
const KEPT: usize = 256;

/// What a line is to a log.
pub(super) enum Line {
    /// None of it.
    Other,
    /// One of it, and not worth keeping.
    Passed,
    /// What it says holds for the records after it.
    Context(Vec<Entry>),
    /// It is worth a record.
    Kept(Kind, Vec<Entry>),
}

/// Takes the lines of one log under the cursor.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    sink: &mut Sink,
    format: &'static Format,
    line: fn(&Leaf) -> Line,
) -> bool {
    let limit = sink.capture.records.len().saturating_add(KEPT);
    let mut whole: Option<Span> = None;
    let mut context = Vec::new();
    let mut ahead = cursor.clone();
    while let Some(view) = ahead.peek() {
        ahead.advance();
        if view.text.is_empty() {
            continue;
        }
        let found = line(&cursor.leaf(view.range()));
        if matches!(found, Line::Other) {
            break;
        }
        let span = cursor.span_of(&view);
        let stretch = whole.map_or(span, |whole| whole.hull(span));
        whole = Some(stretch);
        sink.stretch(format, stretch);
        match found {
            Line::Context(entries) => context = entries,
            Line::Kept(kind, mut entries) => {
                entries.extend_from_slice(&context);
                let record = Record { kind, format, entries, count: 1, span };
                sink.record_within(record, limit, "past the limit of 256 records of one log");
            }
            Line::Other | Line::Passed => {}
        }
        *cursor = ahead.clone();
    }
    whole.is_some()
}
