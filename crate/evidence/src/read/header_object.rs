//! Headers as programs print their objects: a dict of Python, an object of JavaScript, a hash of Ruby, a map of Go; and what
//! may stand around them: the status, the URL.
//!
//! ```text
//! <Response [401]> {'Server': 'nginx', 'WWW-Authenticate': 'Negotiate, Basic realm="a"'}
//! Response { status: 401, headers: Headers { 'www-authenticate': 'NTLM' } }
//! {"server"=>["nginx"], "www-authenticate"=>["Negotiate", "NTLM"]}
//! map[Server:[nginx] Www-Authenticate:[Negotiate NTLM]]
//! ```

mod pairs;

use crate::capture::Format;
use crate::http::scheme;
use crate::read::cursor::Cursor;
use crate::read::fields::{Side, is_authentication, name_of, side};
use crate::read::message::Message;
use crate::read::sink::Sink;
use crate::read::wire::restate;
use crate::read::{Reader, literal, pattern};
use crate::span::{Leaf, Span};
use pairs::Pair;

const HEADER_OBJECT: Format =
    Format { id: "header-object", label: "headers, printed by a program", unit: "head" };

pub(super) const READER: Reader =
    Reader { formats: &[&HEADER_OBJECT], starts: |_| false, read, of_content: false };

/// Most bytes of one object.
const LIMIT: usize = 1 << 16;

/// What stands before an object, on its line or on one of its own.
const BEFORE: &[&str] = &[
    "<Response [{status#}]>{_}",
    "<Response [{status#} {reason}]>{_}",
    "[<Response [{status#} {_}]>{_}",
    "(<Response [{status#}]>{_}",
    "<ClientResponse({target}) [{status#} {reason}]>{_}",
    "HTTP Error {status#}: {reason}",
    "Status: {status#} - {reason}",
    "Status: {status#} {reason}",
    "&{Status:{_} StatusCode:{status#} {_}",
    "{status#} Object [{_}",
    "{status#} {reason}",
];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    let may_start = |c: char| c.is_ascii_digit() || "<{[(&\"'bRHhSm".contains(c);
    if !first.text.starts_with(may_start) {
        return false;
    }
    let line = cursor.leaf(first.range());
    let mut told = Told::new(line.span());
    if let Some(message) = quoted(&line) {
        told.heads.push(message);
        told.put(sink);
        cursor.advance();
        return true;
    }
    told.before(&line);
    let mut ahead = cursor.clone();
    if told.status.is_some() && pairs::opening(first.text).is_none() {
        ahead.advance();
    }
    let Some(view) = ahead.peek() else { return false };
    let known = name_of(view.text).is_some_and(|name| side(name).is_some());
    if known && ahead.at() > cursor.at() {
        return lines(cursor, ahead, told, sink);
    }
    let rest = cursor.source().get(view.start..).unwrap_or_default();
    let opening = pairs::opening(view.text).filter(|opening| pairs::is_promising(rest, *opening));
    let Some(opening) = opening else {
        let alone = told.status.is_some() && first.text.starts_with(['<', '[']);
        if alone {
            told.put(sink);
            cursor.advance();
        }
        return alone;
    };
    let text = ahead.leaf(view.start..view.start + rest.len().min(LIMIT));
    let (found, length) = pairs::of(&text, opening);
    let end = view.start + length;
    let said = told.status.is_some() || view.text.starts_with("Response");
    told.pairs(found);
    if said || !told.heads.is_empty() {
        told.put(sink);
    } else if end > first.line.next {
        // It isn't looked at again from each of its lines.
        sink.unread(cursor.span(first.start..end), "not recognised");
    } else {
        return false;
    }
    while cursor.at() < end {
        cursor.advance();
    }
    true
}

/// A head as one string.
fn quoted(line: &Leaf) -> Option<Message> {
    let from = literal::quote(line.as_str())?;
    let start = line.as_str().get(from + 1..)?;
    let (method, _) = start.split_once(' ')?;
    if !method.starts_with("HTTP/") && !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let (lines, _) = literal::lines(line, from)?;
    let mut lines = lines.iter();
    let mut message = Message::starting(lines.next()?)?;
    for line in lines {
        if !message.line(line) {
            break;
        }
    }
    Some(message)
}

/// Header lines below a status.
fn lines(cursor: &mut Cursor<'_>, mut ahead: Cursor<'_>, mut told: Told, sink: &mut Sink) -> bool {
    let Some(view) = ahead.peek() else { return false };
    let mut message = Message::new(Side::Response, ahead.span_of(&view));
    while let Some(view) = ahead.peek() {
        if !message.line(&ahead.leaf(view.range())) {
            break;
        }
        ahead.advance();
    }
    told.heads.push(message);
    told.put(sink);
    cursor.move_to(ahead.at());
    true
}

/// Adds the fields that a text lists as pairs.
pub(super) fn fields(text: &Leaf, message: &mut Message) {
    for Pair { name, value, .. } in pairs::listed(text) {
        message.field(name, value);
    }
}

/// What an object and the line before it tell.
struct Told {
    status: Option<Leaf>,
    reason: Option<Leaf>,
    method: Option<Leaf>,
    target: Option<Leaf>,
    heads: Vec<Message>,
    place: Span,
}

impl Told {
    fn new(place: Span) -> Told {
        let (status, reason, method, target) = (None, None, None, None);
        Told { status, reason, method, target, heads: Vec::new(), place }
    }

    fn before(&mut self, line: &Leaf) {
        for entry in pattern::entries(BEFORE, line).unwrap_or_default() {
            match entry.name {
                "status" if is_code(&entry.value) => self.status = Some(entry.value),
                "reason" => self.reason = Some(entry.value),
                "target" => self.target = Some(entry.value),
                _ => {}
            }
        }
    }

    /// Each object with names of fields is a head; others tell what it belongs to.
    fn pairs(&mut self, pairs: Vec<Pair>) {
        let mut groups: Vec<(u32, Vec<Pair>)> = Vec::new();
        for pair in pairs {
            match groups.iter_mut().rev().find(|(group, _)| *group == pair.group) {
                Some((_, pairs)) => pairs.push(pair),
                None => groups.push((pair.group, vec![pair])),
            }
        }
        for (_, pairs) in groups {
            if let Some(head) = head(&pairs) {
                self.heads.push(head);
                continue;
            }
            for Pair { name, value, .. } in pairs {
                let slot = match name.as_str() {
                    "status" | "statusCode" | "status_code" if is_code(&value) => &mut self.status,
                    "statusText" | "statusMessage" | "reason" => &mut self.reason,
                    "method" => &mut self.method,
                    "url" => &mut self.target,
                    _ => continue,
                };
                *slot = slot.take().or(Some(value));
            }
        }
    }

    fn put(self, sink: &mut Sink) {
        let mut asked = None;
        if let Some(target) = self.target {
            let mut request = Message::new(Side::Request, target.span());
            request.target(target);
            if let Some(method) = self.method {
                request.method(method);
            }
            asked = Some(request.request(false));
        }
        let is_request = |head: &Message| head.side() == Side::Request;
        let (requests, mut responses): (Vec<_>, Vec<_>) =
            self.heads.into_iter().partition(is_request);
        for request in requests {
            request.put(false, &HEADER_OBJECT, sink);
        }
        if responses.is_empty() && self.status.is_some() {
            responses.push(Message::new(Side::Response, self.place));
        }
        for mut response in responses {
            if let Some(status) = &self.status {
                response.status(status.clone());
            }
            if let Some(reason) = &self.reason {
                response.reason(reason.clone());
            }
            let complete = response.is_started() && response.has_fields();
            restate(asked.take(), response.response(complete), &HEADER_OBJECT, sink);
        }
    }
}

fn is_code(value: &Leaf) -> bool {
    value.len() == 3 && value.as_str().starts_with(['1', '2', '3', '4', '5'])
}

/// A head, if the names are those of fields: one of authentication, or two that are known.
fn head(pairs: &[Pair]) -> Option<Message> {
    let known = |pair: &&Pair| side(pair.name.as_str()).is_some();
    let mut names = pairs.iter().map(|pair| pair.name.as_str());
    let first = pairs.first()?;
    if !names.any(is_authentication)
        && (pairs.iter().filter(known).count() < 2
            || !pairs.iter().any(|pair| known(&pair) && pair.name.as_str().contains('-')))
    {
        return None;
    }
    let of_request = |pair: &Pair| side(pair.name.as_str()) == Some(Side::Request);
    let side = if pairs.iter().any(of_request) { Side::Request } else { Side::Response };
    let mut message = Message::new(side, first.name.span());
    for pair in pairs {
        let mut rest = pair.value.clone();
        if pair.name.as_str().to_ascii_lowercase().ends_with("-authenticate") {
            while let Some(end) = end_of_challenge(rest.as_str()) {
                message.field(pair.name.clone(), rest.slice(0..end));
                rest = rest.slice(end + 2..rest.len());
            }
        }
        message.field(pair.name.clone(), rest);
    }
    Some(message)
}

/// Where another challenge follows after a comma: Python's and Node's clients join the lines of one name so, and nobody
/// knows whether the server had.
fn end_of_challenge(value: &str) -> Option<usize> {
    let mut quoted = false;
    value.bytes().enumerate().find_map(|(at, byte)| {
        quoted ^= byte == b'"';
        let next = value.get(at..)?.strip_prefix(", ").filter(|_| !quoted)?;
        let name = next.split([' ', ',']).next().unwrap_or_default();
        scheme::find(name).map(|_| at)
    })
}
