//! What a browser's headers panel gives when it is selected and copied: names and values on lines of their own.
//!
//! ```text
//! Request URL                     Request URL: https://example.com/     WWW-Authenticate:
//! https://example.com/            Status Code: 401 Unauthorized         Negotiate
//! Status code                     www-authenticate: Negotiate
//! 401 Unauthorized
//! www-authenticate
//! Negotiate
//! ```
//! The request has all its fields unless the browser says that they are provisional, or the host is not among them.

use crate::capture::Format;
use crate::http::scheme;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Side, is_authentication, name_of, side};
use crate::read::message::{Message, exchange, part_of};
use crate::read::sink::Sink;
use crate::span::Leaf;

const DEVTOOLS: Format =
    Format { id: "devtools-headers", label: "headers panel of a browser", unit: "exchange" };

pub(super) const READER: Reader =
    Reader { formats: &[&DEVTOOLS], starts: |_| false, read, of_content: false };

/// What a line of the panel is, besides a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Url,
    Method,
    Status,
    Version,
    /// Has a value that tells nothing here.
    Passed,
    /// The fields below are of that message.
    Section(Side),
    /// What was sent is not known.
    Provisional,
    /// A line of its own that tells nothing.
    Alone,
}

/// As browsers print them, lower case.
const LABELS: [(&str, Label); 28] = [
    ("request url", Label::Url),
    ("request method", Label::Method),
    ("status code", Label::Status),
    ("status", Label::Status),
    ("version", Label::Version),
    ("remote address", Label::Passed),
    ("referrer policy", Label::Passed),
    ("scheme", Label::Passed),
    ("filename", Label::Passed),
    ("address", Label::Passed),
    ("transferred", Label::Passed),
    ("request priority", Label::Passed),
    ("dns resolution", Label::Passed),
    ("response headers", Label::Section(Side::Response)),
    ("request headers", Label::Section(Side::Request)),
    ("response header", Label::Section(Side::Response)),
    ("request header", Label::Section(Side::Request)),
    ("request", Label::Section(Side::Request)),
    ("response", Label::Section(Side::Response)),
    ("provisional headers are shown", Label::Provisional),
    ("provisional headers are shown.", Label::Provisional),
    ("general", Label::Alone),
    ("summary", Label::Alone),
    ("view source", Label::Alone),
    ("view parsed", Label::Alone),
    ("raw", Label::Alone),
    ("learn more", Label::Alone),
    ("headers", Label::Alone),
];

/// The longest label or name that is looked up.
const LONGEST: usize = 64;

fn label_of(text: &str) -> Option<Label> {
    // `Response Headers (267 B)`
    let label = text.split_once('(').and_then(|(label, _)| label.strip_suffix(' '));
    let text = label.unwrap_or(text);
    let text = text.trim_end_matches(':');
    let known = |(label, _): &&(&str, Label)| label.eq_ignore_ascii_case(text);
    LABELS.iter().find(known).map(|(_, label)| *label)
}

/// What a line holds.
enum Line<'a> {
    Label(Label, Option<&'a str>),
    /// A name, and its value where it stands on the same line.
    Name(&'a str, Option<&'a str>),
}

fn line_of(text: &str) -> Option<Line<'_>> {
    let colon = text.get(1..)?.find(':').map(|colon| colon + 1);
    let (before, after) =
        colon.and_then(|colon| text.split_at_checked(colon)).unwrap_or((text, ""));
    if before.len() > LONGEST {
        return None;
    }
    let value = after.strip_prefix(':').map(str::trim).filter(|value| !value.is_empty());
    if let Some(label) = label_of(before) {
        return Some(Line::Label(label, value));
    }
    let name = before.strip_prefix(':').unwrap_or(before);
    let is_name = !name.is_empty() && name.bytes().all(crate::http::is_tchar);
    is_name.then_some(Line::Name(before, value))
}

/// A panel starts with the address, or its fields do, name and value in turn.
#[inline(never)]
fn begins(cursor: &Cursor<'_>, first: &View<'_>) -> bool {
    match line_of(first.text) {
        Some(
            Line::Label(Label::Url | Label::Provisional | Label::Section(_) | Label::Alone, _)
            | Line::Name(_, None),
        ) => {
            let mut ahead = cursor.clone();
            let mut view = Some(*first);
            // Labels may stand before the first name.
            for _ in 0..4 {
                match view.and_then(|view| line_of(view.text)) {
                    Some(Line::Label(Label::Url, Some(url))) => return url.contains("://"),
                    Some(Line::Label(Label::Url, None)) => {
                        return next(&mut ahead).is_some_and(|view| view.text.contains("://"));
                    }
                    Some(Line::Label(_, None)) => view = next(&mut ahead),
                    Some(Line::Name(name, None)) => return alternates(&mut ahead, name),
                    _ => return false,
                }
            }
            false
        }
        _ => false,
    }
}

/// Below the name are its value and another pair; one name of authentication is enough.
fn alternates(ahead: &mut Cursor<'_>, name: &str) -> bool {
    if side(name).is_none() && !name.starts_with(':') {
        return false;
    }
    let Some(value) = next(ahead) else { return false };
    if is_authentication(name) {
        let scheme = value.text.split([' ', ',']).next().unwrap_or_default();
        return scheme::find(scheme).is_some();
    }
    let another = next(ahead).and_then(|view| match line_of(view.text) {
        Some(Line::Name(name, None)) => Some(side(name).is_some() || name.starts_with(':')),
        _ => None,
    });
    another == Some(true) && name_of(value.text).is_none() && next(ahead).is_some()
}

/// The next line that is not empty: Firefox puts blank ones between.
fn next<'a>(cursor: &mut Cursor<'a>) -> Option<View<'a>> {
    for _ in 0..4 {
        cursor.advance();
        let view = cursor.peek()?;
        if !view.text.is_empty() {
            return Some(view);
        }
    }
    None
}

/// Whether a panel starts here.
pub(super) fn starts_here(cursor: &Cursor<'_>) -> bool {
    // Most lines are longer than a label, and of several words.
    cursor.peek().is_some_and(|first| line_of(first.text).is_some() && begins(cursor, &first))
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    if !starts_here(cursor) {
        return false;
    }
    let mut panel = Panel::default();
    let mut end = cursor.clone();
    while let Some(view) = cursor.peek() {
        let Some(line) = line_of(view.text) else { break };
        let leaf = cursor.leaf(view.range());
        let value = match line {
            Line::Label(Label::Section(_) | Label::Provisional | Label::Alone, _) => None,
            Line::Label(_, Some(value)) | Line::Name(_, Some(value)) => Some(part_of(&leaf, value)),
            _ => match next(cursor) {
                Some(view) => Some(cursor.leaf(view.range())),
                None => break,
            },
        };
        if !panel.take(&line, &leaf, value) {
            break;
        }
        cursor.advance();
        end = cursor.clone();
        if cursor.peek().is_some_and(|view| view.text.is_empty())
            && !next(cursor).is_some_and(|view| goes_on(&view, panel.awaits_fields()))
        {
            break;
        }
    }
    *cursor = end;
    panel.put(sink);
    true
}

/// After a blank line only what is known belongs to the panel; where no field was seen yet, those of the response.
fn goes_on(view: &View<'_>, awaits_fields: bool) -> bool {
    match line_of(view.text) {
        Some(Line::Label(..)) => true,
        Some(Line::Name(name, Some(_))) => awaits_fields && side(name) == Some(Side::Response),
        Some(Line::Name(name, None)) => side(name).is_some() || name.starts_with(':'),
        _ => false,
    }
}

#[derive(Default)]
struct Panel {
    url: Option<Leaf>,
    method: Option<Leaf>,
    version: Option<Leaf>,
    status: Option<Leaf>,
    request: Option<Message>,
    response: Option<Message>,
    /// A section says whose the fields are.
    section: Option<Side>,
    is_request: bool,
    provisional: bool,
}

impl Panel {
    /// The status is known, and nothing of the heads.
    fn awaits_fields(&self) -> bool {
        self.status.is_some() && self.request.is_none() && self.response.is_none()
    }

    /// Takes a line; false if it begins another panel.
    fn take(&mut self, line: &Line<'_>, leaf: &Leaf, value: Option<Leaf>) -> bool {
        let fields = self.request.is_some() || self.response.is_some();
        match line {
            Line::Label(Label::Url, _) if fields || self.url.is_some() => return false,
            Line::Label(Label::Url, _) => self.url = value,
            Line::Label(Label::Method, _) => self.method = value,
            Line::Label(Label::Version, _) => self.version = value,
            Line::Label(Label::Status, _) => self.status = value,
            Line::Label(Label::Section(side), _) => self.section = Some(*side),
            Line::Label(Label::Provisional, _) => self.provisional = true,
            Line::Label(..) => {}
            Line::Name(name, _) => {
                let Some(value) = value else { return true };
                self.field(name, part_of(leaf, name), value);
            }
        }
        true
    }

    fn field(&mut self, name: &str, leaf: Leaf, value: Leaf) {
        let told = match name.strip_prefix(':') {
            Some("status") => Some(Side::Response),
            Some(_) => Some(Side::Request),
            None => side(name),
        };
        match self.section.or(told) {
            Some(Side::Request) => self.is_request = true,
            Some(Side::Response) => self.is_request = false,
            _ if self.response.is_none() && self.status.is_none() => self.is_request = true,
            _ => {}
        }
        let (message, side) = if self.is_request {
            (&mut self.request, Side::Request)
        } else {
            (&mut self.response, Side::Response)
        };
        let span = leaf.span();
        let message = message.get_or_insert_with(|| Message::new(side, span));
        message.field(leaf, value);
    }

    fn put(self, sink: &mut Sink) {
        let mut request = self.request;
        let host = |message: &Message| {
            let mut fields = message.fields().iter();
            fields.any(|field| field.is("host") || field.is(":authority"))
        };
        let complete = !self.provisional && request.as_ref().is_some_and(host);
        if let Some(url) = self.url.or_else(|| self.method.clone()) {
            let span = url.span();
            let message = request.get_or_insert_with(|| Message::new(Side::Request, span));
            if url.as_str().contains("://") {
                message.target(url);
            }
            if let Some(method) = self.method {
                message.method(method);
            }
        }
        let mut response = self.response;
        if let Some(status) = &self.status {
            let span = status.span();
            let message = response.get_or_insert_with(|| Message::new(Side::Response, span));
            let text = status.as_str();
            let (code, reason) = text.split_once(' ').unwrap_or((text, ""));
            message.status(part_of(status, code));
            if !reason.is_empty() {
                message.reason(part_of(status, reason));
            }
            if let Some(version) = self.version {
                message.version(version);
            }
        }
        let told = self.status.is_some();
        match (request, response) {
            (None, Some(response)) => response.put(told, &DEVTOOLS, sink),
            (request, response) => {
                let request = request.map(|request| request.request(complete));
                let response = response.map(|response| response.response(told));
                if let Some(exchange) = exchange(request, response, &DEVTOOLS) {
                    sink.exchange(exchange);
                }
            }
        }
    }
}
