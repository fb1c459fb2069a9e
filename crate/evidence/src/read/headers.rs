//! Header lines without a start line: what someone copied out of a trace or an article.

use crate::capture::{Field, Format};
use crate::http::scheme;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Fields, Side, name_of, side};
use crate::read::http1::take;
use crate::read::message::Message;
use crate::read::sink::Sink;
use crate::span::Leaf;

const HEADERS: Format = Format { id: "header-lines", label: "header lines", unit: "head" };

pub(super) const READER: Reader =
    Reader { formats: &[&HEADERS], starts: |_| false, read, of_content: false };

/// Takes a run of header lines if a name among them tells that they are HTTP's, and whose.
fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    if bare(cursor, &first, sink) {
        return true;
    }
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

/// The value of a challenge alone, or of an answer to Digest, as it is or in quotes: `Bearer error="invalid_token"`.
fn bare(cursor: &mut Cursor<'_>, view: &View<'_>, sink: &mut Sink) -> bool {
    const FIRST: [&str; 7] = [
        "realm=\"",
        "error=\"",
        "nonce=\"",
        "qop=\"",
        "scope=\"",
        "resource_metadata=\"",
        "username=\"",
    ];
    let unquoted = view.text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let start = view.start + usize::from(unquoted.is_some());
    let text = unquoted.unwrap_or(view.text);
    let told = text.split_once(' ').filter(|(name, params)| {
        FIRST.iter().any(|first| params.starts_with(first)) && scheme::find(name).is_some()
    });
    let Some((name, params)) = told else { return false };
    let answers = params.contains("response=\"");
    // Where the line goes on in the words of who tells of it, the value has ended.
    let told = |(_, after): &(&str, &str)| !after.is_empty() && !after.contains(['=', ',']);
    let text = match text.rsplit_once("\" ").filter(told) {
        Some((value, _)) => text.get(..=value.len()).unwrap_or(text),
        None => text,
    };
    let (side, field) = if answers {
        (Side::Request, "Authorization")
    } else {
        (Side::Response, "WWW-Authenticate")
    };
    let place = cursor.span(start..start + name.len());
    let mut message = Message::new(side, place);
    message.field(Leaf::verbatim(field, place), cursor.leaf(start..start + text.len()));
    message.put(false, &HEADERS, sink);
    cursor.advance();
    true
}

/// A line of a log begins with a date, and dates have hyphens too.
fn looks_like_field(name: &str) -> bool {
    let dated = name.starts_with(|first: char| first.is_ascii_digit());
    side(name).is_some() || name.contains('-') && !dated || name.starts_with(':')
}

fn tells_side(field: &Field) -> Option<Side> {
    if is_pseudo(field) {
        let of_response = field.name.as_str() == ":status";
        return Some(if of_response { Side::Response } else { Side::Request });
    }
    side(field.name.as_str()).filter(|side| *side != Side::Either)
}

/// HTTP/2 and HTTP/3 begin their heads with these (RFC 9113 section 8.3).
fn is_pseudo(field: &Field) -> bool {
    field.name.as_str().starts_with(':')
}

/// Splits where a field of the other side comes. Fields of either side stay with the ones before.
fn heads(fields: Vec<Field>) -> Vec<(Side, Vec<Field>)> {
    let mut heads: Vec<(Side, Vec<Field>)> = Vec::new();
    for field in fields {
        let side = tells_side(&field).unwrap_or(Side::Either);
        match heads.last_mut() {
            Some((_, fields)) if is_pseudo(&field) && !fields.iter().all(is_pseudo) => {
                heads.push((side, vec![field]));
            }
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
    let Some(first) = fields.first().map(|field| field.span) else { return };
    let side = if side == Side::Request { side } else { Side::Response };
    let mut message = Message::new(side, first);
    for field in fields {
        message.field(field.name, field.value);
    }
    // A listing with pseudo-fields was copied as a whole.
    let complete = message.is_started() && message.has_fields();
    message.put(complete, &HEADERS, sink);
}
