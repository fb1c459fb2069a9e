//! Header lines without a start line: what someone copied out of a trace or an article.

use crate::capture::{Field, Format, Request, Response};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::fields::{Fields, Side, name_of, side};
use crate::read::http1::take;
use crate::read::message::assumed_status;
use crate::read::sink::{Sink, empty_exchange};
use crate::span::Span;

const HEADERS: Format = Format { id: "header-lines", label: "header lines", unit: "head" };

pub(super) const READER: Reader =
    Reader { formats: &[&HEADERS], starts: |_| false, read, of_content: false };

/// Takes a run of header lines if a name among them tells that they are HTTP's, and whose.
fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    if !name_of(first.text).is_some_and(looks_like_field) {
        return false;
    }
    let start = cursor.at();
    let mut fields = Fields::default();
    let mut end = start;
    while let Some(view) = cursor.peek() {
        let another = view.text.is_empty()
            || view.quotes != first.quotes
            || super::adsutil::starts(&view)
            || !take(&mut fields, cursor, &view, first.indent);
        if another {
            break;
        }
        end = view.range().end;
        cursor.advance();
    }
    let fields = fields.finish();
    if !fields.iter().any(|field| tells_side(field).is_some()) {
        sink.unread(cursor.span(first.start..end), "not recognised");
        return true;
    }
    for (side, fields) in heads(fields) {
        put(side, fields, sink);
    }
    true
}

fn looks_like_field(name: &str) -> bool {
    side(name).is_some() || name.contains('-') || name.starts_with(':')
}

fn tells_side(field: &Field) -> Option<Side> {
    side(field.name.as_str()).filter(|side| *side != Side::Either)
}

/// Splits where a field of the other side comes. Fields of either side stay with the ones before.
fn heads(fields: Vec<Field>) -> Vec<(Side, Vec<Field>)> {
    let mut heads: Vec<(Side, Vec<Field>)> = Vec::new();
    for field in fields {
        let side = tells_side(&field).unwrap_or(Side::Either);
        match heads.last_mut() {
            Some((last, fields)) if side == Side::Either || *last == side => fields.push(field),
            Some((last @ Side::Either, fields)) => {
                *last = side;
                fields.push(field);
            }
            _ => heads.push((side, vec![field])),
        }
    }
    heads
}

fn put(side: Side, fields: Vec<Field>, sink: &mut Sink) {
    let mut spans = fields.iter().map(|field| field.span);
    let Some(first) = spans.next() else { return };
    let span = spans.fold(first, Span::hull);
    if side == Side::Request {
        let mut exchange = empty_exchange(&HEADERS, span);
        let (method, target, version) = (None, None, None);
        exchange.request = Some(Request { method, target, version, fields, has_head: false, span });
        sink.exchange(exchange);
    } else {
        let status = assumed_status(&fields);
        let (version, reason) = (None, None);
        let response = Response { version, status, reason, fields, has_head: false, span };
        sink.response(response, &HEADERS);
    }
}
