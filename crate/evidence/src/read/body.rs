//! The content of messages: skipped, as far as it can be told where it ends.

use crate::capture::{Field, Format, Response};
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{is_authentication, name_of};
use crate::read::sink::Sink;
use crate::read::{Reader, starts_a_format};
use crate::span::Span;

/// How much content follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Body {
    /// Bytes still to come; none if nothing tells.
    left: Option<u64>,
}

impl Body {
    /// A request without Content-Length and Transfer-Encoding has no content; a response without
    /// has it up to the end of the connection (RFC 9112 section 6.3).
    pub(super) fn of_request(fields: &[Field]) -> Body {
        let chunked = fields.iter().any(|field| field.is("Transfer-Encoding"));
        Body { left: if chunked { None } else { Some(content_length(fields).unwrap_or(0)) } }
    }

    pub(super) fn of_response(response: &Response) -> Body {
        let code = response.status.as_ref().map_or(0, |status| status.code);
        if matches!(code, 100..200 | 204 | 304) {
            return Body { left: Some(0) };
        }
        Body { left: content_length(&response.fields) }
    }

    /// True if the line under view belongs to the content; it is then counted.
    pub(super) fn takes(&mut self, view: &View<'_>, readers: &[&Reader]) -> bool {
        // Its last line end may have been left out.
        let ended = |left| left == 0 || left <= 2 && view.text.len() as u64 > left;
        if self.left.is_some_and(ended) || starts_something(view, readers) {
            return false;
        }
        let length = (view.line.next - view.line.start) as u64;
        self.left = self.left.map(|left| left.saturating_sub(length));
        true
    }

    /// Skips the content under the cursor. Blank lines before the end are part of it.
    pub(super) fn skip(mut self, cursor: &mut Cursor<'_>, sink: &mut Sink) {
        let start = cursor.at();
        let mut end = start;
        while let Some(view) = cursor.peek() {
            if !self.takes(&view, sink.readers) {
                break;
            }
            if !view.text.is_empty() {
                end = view.range().end;
            }
            cursor.advance();
        }
        if end > start {
            content(cursor, cursor.span(start..end), sink);
        }
    }
}

const BODY: Format = Format { id: "body", label: "body", unit: "" };

/// Looks into the content of the exchange read last: some says why access was refused.
pub(super) fn content(cursor: &Cursor<'_>, span: Span, sink: &mut Sink) {
    let known = sink.capture.records.len();
    // Content of a request leaves its response to come.
    let awaits_response = sink.awaits_response;
    let answered = sink.capture.exchanges.last().and_then(|exchange| exchange.response.as_ref());
    sink.refused = answered.is_some_and(Response::refuses);
    let mut inside = cursor.within(span.range());
    while let Some(view) = inside.peek() {
        let mut readers = sink.readers.iter().filter(|reader| reader.of_content);
        if view.text.is_empty() || !readers.any(|reader| reader.takes(&mut inside, sink)) {
            inside.advance();
        }
    }
    sink.refused = false;
    if sink.capture.records.len() == known {
        sink.part(&BODY, span);
        if sink.has_others {
            sink.unread(span, "not recognised");
        }
    } else if let Some(exchange) = sink.capture.exchanges.last_mut() {
        exchange.span = exchange.span.hull(span);
    }
    sink.awaits_response = awaits_response;
}

fn content_length(fields: &[Field]) -> Option<u64> {
    fields.iter().find(|field| field.is("Content-Length"))?.value.as_str().parse().ok()
}

/// A line that starts another format, whatever Content-Length says: people leave the content out.
fn starts_something(view: &View<'_>, readers: &[&Reader]) -> bool {
    name_of(view.text).is_some_and(is_authentication) || starts_a_format(view, readers)
}
