//! HTTP/1.x messages as on the wire, and heads as `curl -i` prints them, `HTTP/2 401` included.
//!
//! ```text
//! request-line = method SP request-target SP HTTP-version
//! status-line  = HTTP-version SP status-code SP [ reason-phrase ]
//! ```
//! (RFC 9112 sections 3 and 4.) The lines of a head may be indented and quoted alike.

use std::ops::Range;

use crate::capture::{Format, Request, Response, Status};
use crate::read::Reader;
use crate::read::body::Body;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Fields, name_of, side};
use crate::read::sink::{Sink, empty_exchange};

/// A request or response head as on the wire, or as `curl -i` prints it.
pub const HEAD: Format = Format { id: "http-head", label: "HTTP head", unit: "exchange" };

pub(super) const READER: Reader = Reader { formats: &[&HEAD], starts, read, of_content: false };

/// `HTTP-version = HTTP-name "/" DIGIT "." DIGIT`; from HTTP/2 on the minor version is left out.
/// It and what follows it.
fn version(text: &str) -> Option<(&str, &str)> {
    const NAME: &str = "HTTP/";
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes.iter().skip(from).take(2).take_while(|byte| byte.is_ascii_digit()).count()
    };
    let major = digits(NAME.len());
    if !text.starts_with(NAME) || major == 0 {
        return None;
    }
    let end = NAME.len() + major;
    let minor = if bytes.get(end) == Some(&b'.') { digits(end + 1) } else { 0 };
    text.split_at_checked(if minor > 0 { end + 1 + minor } else { end })
}

/// What follows white space, which has to be there.
fn after_space(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches([' ', '\t']);
    (rest.len() < text.len()).then_some(rest)
}

/// The parts of a request line.
pub(super) fn request_line(line: &str) -> Option<(&str, &str, &str)> {
    let of_method = |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_');
    let length = line.bytes().position(|byte| !of_method(byte))?;
    let (method, rest) = line.split_at_checked(length).filter(|_| (1..=24).contains(&length))?;
    let rest = after_space(rest)?;
    let length = rest.bytes().position(|byte| byte.is_ascii_whitespace())?;
    let (target, rest) = rest.split_at_checked(length).filter(|_| length > 0)?;
    let (version, rest) = version(after_space(rest)?)?;
    rest.trim_start_matches([' ', '\t']).is_empty().then_some((method, target, version))
}

/// Version, status code and reason phrase of a status line.
pub(super) fn status_line(line: &str) -> Option<(&str, &str, &str)> {
    let (version, rest) = version(line)?;
    let rest = after_space(rest)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (code, reason) = rest.split_at_checked(digits)?;
    if code.len() != 3 || code.starts_with('0') {
        return None;
    }
    let ended = reason.is_empty() || reason.starts_with([' ', '\t']);
    ended.then_some((version, code, reason.trim()))
}

/// A start line stands under view.
fn starts(view: &View<'_>) -> bool {
    status_line(view.text).is_some() || request_line(view.text).is_some()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if let Some(request) = request_of(cursor, view.text, view.start) {
        read_request(request, &view, cursor, sink);
        return true;
    }
    if let Some(mut response) = response_of(cursor, view.text, view.start) {
        let head = head(cursor);
        response.span.end = cursor.span(0..head.end.max(view.range().end)).end;
        response.has_head = head.complete;
        response.fields = head.fields.finish();
        let body = Body::of_response(&response);
        sink.response(response, &HEAD);
        body.skip(cursor, sink);
        return true;
    }
    false
}

/// Reads what follows a request line. By itself: hosts of WebAssembly compile what is called, and an answer is often
/// pasted alone.
#[inline(never)]
fn read_request(mut request: Request, view: &View<'_>, cursor: &mut Cursor<'_>, sink: &mut Sink) {
    let head = head(cursor);
    request.span.end = cursor.span(0..head.end.max(view.range().end)).end;
    request.has_head = head.complete;
    request.fields = head.fields.finish();
    let body = Body::of_request(&request.fields);
    let mut exchange = empty_exchange(&HEAD, request.span);
    exchange.request = Some(request);
    sink.exchange(exchange);
    body.skip(cursor, sink);
}

/// A request without fields yet, from its request line.
pub(super) fn request_of(cursor: &Cursor<'_>, line: &str, start: usize) -> Option<Request> {
    let (method, target, version) = request_line(line)?;
    let leaf = |part: &str| cursor.leaf(within(line, part, start));
    Some(Request {
        method: Some(leaf(method)),
        target: Some(leaf(target)),
        version: Some(leaf(version)),
        fields: Vec::new(),
        has_head: false,
        span: cursor.span(start..start + line.len()),
    })
}

/// A response without fields yet, from its status line.
pub(super) fn response_of(cursor: &Cursor<'_>, line: &str, start: usize) -> Option<Response> {
    let (version, code, reason) = status_line(line)?;
    let leaf = |part: &str| cursor.leaf(within(line, part, start));
    let code_of_digits = code.bytes().fold(0, |code, digit| code * 10 + u16::from(digit & 15));
    let status = Status { code: code_of_digits, leaf: Some(leaf(code)), assumed: false };
    Some(Response {
        version: Some(leaf(version)),
        status: Some(status),
        reason: Some(reason).filter(|reason| !reason.is_empty()).map(leaf),
        fields: Vec::new(),
        has_head: false,
        span: cursor.span(start..start + line.len()),
    })
}

/// Where a part of a line stands in the paste.
fn within(line: &str, part: &str, start: usize) -> Range<usize> {
    let offset = nom::Offset::offset(line, part);
    start + offset..start + offset + part.len()
}

/// The field lines after a start line.
struct Head {
    fields: Fields,
    /// Up to an empty line or the end, with nothing left out.
    complete: bool,
    end: usize,
}

/// Reads the lines after the start line under the cursor, and the empty line after them.
fn head(cursor: &mut Cursor<'_>) -> Head {
    let base = cursor.peek();
    let (quotes, indent) = base.map_or((0, 0), |view| (view.quotes, view.indent));
    let mut head = Head { fields: Fields::default(), complete: true, end: 0 };
    cursor.advance();
    while let Some(view) = cursor.peek() {
        if view.quotes != quotes && !view.text.is_empty() || super::is_fence(view.text) {
            break;
        }
        if view.text.is_empty() {
            cursor.advance();
            break;
        }
        if is_elision(view.text) {
            head.complete = false;
        } else if !take(&mut head.fields, cursor, &view, indent) {
            break;
        }
        head.end = view.range().end;
        cursor.advance();
    }
    head.complete &= !head.fields.is_empty();
    head
}

/// Takes a line as a field, or as more of the last one. People indent carelessly: a deeper line
/// with a name that is known is a field, not a fold.
pub(super) fn take(
    fields: &mut Fields,
    cursor: &Cursor<'_>,
    view: &View<'_>,
    indent: usize,
) -> bool {
    let name = name_of(view.text);
    let deeper = view.indent > indent && !fields.is_empty();
    if deeper && name.is_none_or(|name| side(name).is_none()) {
        return fields.fold(cursor, view.range());
    }
    if name.is_none() && fields.is_wrapped_by(view.text) {
        return fields.fold(cursor, view.range());
    }
    fields.line(cursor, view.text, view.start)
}

/// Lines that say that others were left out.
pub(super) fn is_elision(line: &str) -> bool {
    let bare = line.trim_matches(['[', ']', '(', ')', '<', '>', '*', ' ']);
    ["...", "…", "snip", "....", "cut", "etc", "etc."].contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_lines_are_told_from_prose() {
        assert_eq!(request_line("GET /a?b HTTP/1.1"), Some(("GET", "/a?b", "HTTP/1.1")));
        assert_eq!(request_line("M-SEARCH * HTTP/2 "), Some(("M-SEARCH", "*", "HTTP/2")));
        for line in ["GET /a", "get / HTTP/1.1", "GET / HTTP/1.1 401", "GET  HTTP/1.1", ""] {
            assert_eq!(request_line(line), None, "{line}");
        }
        assert_eq!(
            status_line("HTTP/1.1 401 Access Denied"),
            Some(("HTTP/1.1", "401", "Access Denied"))
        );
        assert_eq!(status_line("HTTP/2 401"), Some(("HTTP/2", "401", "")));
        for line in ["HTTP/1.1 4011", "HTTP/1.1", "HTTP 401", "HTTP/x 401", "HTTP/1.1 401x"] {
            assert_eq!(status_line(line), None, "{line}");
        }
    }
}
