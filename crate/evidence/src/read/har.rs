//! Exchanges in JSON: HAR 1.2 as browsers and proxies export it, Chromium's net-export, and requests that a
//! browser's developer tools copy as `fetch()`.
//!
//! ```text
//! {"log": {"entries": [{"startedDateTime": "...", "_connectionId": "7",
//!   "request":  {"method": "GET", "url": "...", "headers": [{"name": "...", "value": "..."}]},
//!   "response": {"status": 401, "headers": [...], "content": {"text": "..."}}}]}}
//! {"params": {"headers": ["Host: a"], "line": "GET / HTTP/1.1\r\n"}, "source": {"id": 1}, "type": 240}
//! fetch("https://example.com/", {"headers": {"accept": "*/*"}, "method": "GET"});
//! ```
//! What a missing field means: browsers leave `Authorization` and cookies out of a HAR unless they are asked to keep them,
//! so a request has all its fields only in a HAR where one of these is seen. Copies lack what the browser's network
//! stack adds. Responses are complete.

use std::ops::Range;

use crate::capture::{Entry, Exchange, Format, Kind, Record, Request, Response};
use crate::order::sort_by;
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::fields::Side;
use crate::read::http1::request_line;
use crate::read::json::{Item, Json, Kind as Part};
use crate::read::json_error;
use crate::read::message::{Message, exchange, part_of};
use crate::read::sink::{Sink, answer};
use crate::span::{Leaf, Span};

const HAR: Format = Format { id: "har", label: "HAR", unit: "exchange" };
const NET_EXPORT: Format = Format { id: "net-export", label: "net-export log", unit: "exchange" };
const COPY_FETCH: Format = Format { id: "copy-fetch", label: "copy as fetch", unit: "request" };

pub(super) const READER: Reader = Reader {
    formats: &[&HAR, &NET_EXPORT, &COPY_FETCH],
    starts: |_| false,
    read,
    of_content: false,
};

/// The first key of what is exported, whole or in part.
const KEYS: [(&str, &Format); 15] = [
    ("log", &HAR),
    ("entries", &HAR),
    ("request", &HAR),
    ("response", &HAR),
    ("startedDateTime", &HAR),
    ("pageref", &HAR),
    ("connection", &HAR),
    ("_initiator", &HAR),
    ("_priority", &HAR),
    ("_resourceType", &HAR),
    ("_connectionId", &HAR),
    ("constants", &NET_EXPORT),
    ("events", &NET_EXPORT),
    ("params", &NET_EXPORT),
    ("phase", &NET_EXPORT),
];

/// The format that starts there, and how much of the text to pass over before its JSON.
fn format_of(source: &Leaf) -> Option<(&'static Format, usize)> {
    let text = source.as_str();
    let call = text.strip_prefix("await ").unwrap_or(text);
    if call.starts_with("fetch(\"") {
        return Some((&COPY_FETCH, text.len() - call.len() + "fetch(".len()));
    }
    if !text.starts_with(['{', '[', '"']) {
        return None;
    }
    let mut json = Json::new(source);
    for _ in 0..3 {
        let item = json.next()?;
        let key = json.raw(&item.key);
        if !key.is_empty() || item.kind != Part::Open {
            let opens = item.depth > 0 || item.kind == Part::Open;
            let known = KEYS.iter().find(|(known, _)| *known == key);
            return known.filter(|_| opens).map(|(_, format)| (*format, 0));
        }
    }
    None
}

/// Less than this without an exchange may be something else.
const SHORT: usize = 4 << 10;

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if !view.text.starts_with(['{', '[', '"', 'f', 'a']) {
        return false;
    }
    let source = cursor.leaf(view.start..cursor.source().len());
    let Some((format, before)) = format_of(&source) else { return false };
    let start = view.start + before;
    let source = source.slice(before..source.len());
    let mut export = Export::new(&source, format);
    while let Some(item) = export.json.next() {
        export.take(&item, sink);
        let ended = item.kind == Part::Close && item.depth == 0;
        if ended && !(format == &NET_EXPORT && export.goes_on()) {
            break;
        }
    }
    export.end_of_entry(sink);
    // What a program passes to a tool and gets back begins so too.
    if export.found.is_empty() && export.json.end() < SHORT {
        return false;
    }
    let end = start + export.json.end();
    let span = cursor.span(view.start..end);
    if export.found.is_empty() {
        sink.unread(span, "no exchange in it");
    }
    export.put(span, sink);
    while cursor.at() < end && cursor.peek().is_some() {
        cursor.advance();
    }
    true
}

/// An entry of a HAR, or an event of net-export.
#[derive(Default)]
struct Parts {
    request: Option<Message>,
    response: Option<Message>,
    /// How deep its request or response lies.
    depth: usize,
    started: Option<Leaf>,
    took: Option<u32>,
    connection: Option<Leaf>,
    connection_id: Option<Leaf>,
    error: Option<Leaf>,
    content: Option<Range<usize>>,
    /// The source of an event.
    source: u32,
    /// What was left out.
    stripped: Vec<Leaf>,
}

struct Found {
    exchange: Exchange,
    /// Its time is that of the entry before it.
    untimed: bool,
    source: u32,
}

impl Found {
    /// When it started; in the exports' notation earlier times come first.
    fn time(&self) -> &str {
        self.exchange.started.as_ref().map_or("", Leaf::as_str)
    }
}

/// The list or object that is read inside a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Headers,
    /// Headers as an object.
    Names,
    Content,
    Other,
}

/// The object that is read: `request`, `response`, or `params` of an event.
struct Scope {
    message: Message,
    depth: usize,
    within: Within,
    name: Option<Leaf>,
    /// It has a request line or status line.
    started: bool,
    /// The frames of a connection tell again what its streams tell.
    is_frame: bool,
    error: Vec<Entry>,
}

struct Export<'a> {
    json: Json<'a>,
    format: &'static Format,
    scope: Option<Scope>,
    parts: Parts,
    found: Vec<Found>,
}

impl<'a> Export<'a> {
    fn new(source: &'a Leaf, format: &'static Format) -> Export<'a> {
        let json = Json::new(source);
        let parts = Parts::default();
        let mut export = Export { json, format, scope: None, parts, found: Vec::new() };
        if format == &COPY_FETCH {
            export.open(Side::Request, &(0..0), 0);
        }
        export
    }

    /// Another event follows.
    fn goes_on(&self) -> bool {
        self.json.rest().trim_start_matches([',', ' ', '\r', '\n']).starts_with("{\"p")
    }

    fn open(&mut self, side: Side, range: &Range<usize>, depth: usize) {
        self.parts.depth = depth;
        self.scope = Some(Scope {
            message: Message::new(side, self.json.span(range)),
            depth,
            within: Within::Other,
            name: None,
            started: false,
            is_frame: false,
            error: Vec::new(),
        });
    }

    fn take(&mut self, item: &Item, sink: &mut Sink) {
        let key = self.json.raw(&item.key);
        if let Some(scope) = &mut self.scope {
            // Where a bracket was lost, the next message tells that this one ended.
            let begins = item.kind == Part::Open && matches!(key, "request" | "response");
            if !begins && (item.kind != Part::Close || item.depth > scope.depth) {
                scope.take(&self.json, item, key, &mut self.parts, self.format);
                return;
            }
            self.end_of_scope(sink);
        }
        match (item.kind, key) {
            (Part::Open, "request") if self.format == &HAR => {
                if self.parts.request.is_some() || self.parts.response.is_some() {
                    self.end_of_entry(sink);
                }
                self.open(Side::Request, &item.value, item.depth);
            }
            (Part::Open, "response") if self.format == &HAR => {
                if self.parts.response.is_some() {
                    self.end_of_entry(sink);
                }
                self.open(Side::Response, &item.value, item.depth);
            }
            (Part::Open, "params") if self.format == &NET_EXPORT => {
                self.end_of_entry(sink);
                self.open(Side::Request, &item.value, item.depth);
            }
            (Part::Text, "startedDateTime") => {
                self.parts.started = Some(self.json.leaf(&item.value))
            }
            (Part::Bare, "time") if [0, item.depth].contains(&self.parts.depth) => {
                let whole = self.json.raw(&item.value).split('.').next();
                let whole: Option<u32> = whole.and_then(|whole| whole.parse().ok());
                self.parts.took = whole.map(|whole| whole.saturating_add(1));
            }
            (Part::Text, "connection") => self.parts.connection = Some(self.json.leaf(&item.value)),
            (Part::Text, "_connectionId") => {
                self.parts.connection_id = Some(self.json.leaf(&item.value));
            }
            (Part::Bare, "id") if item.depth == self.parts.depth + 1 => {
                self.parts.source = self.json.raw(&item.value).parse().unwrap_or(0);
            }
            (Part::Close, _) if item.depth < self.parts.depth => self.end_of_entry(sink),
            _ => {}
        }
    }

    /// The object of a message ended, or the paste did.
    fn end_of_scope(&mut self, sink: &mut Sink) {
        let Some(scope) = self.scope.take() else { return };
        if self.format == &NET_EXPORT {
            let has = |name: &str| scope.error.iter().any(|entry| entry.name == name);
            if has("code") && has("scheme") {
                let spans = scope.error.iter().map(|entry| entry.value.span());
                let Some(span) = spans.reduce(Span::hull) else { return };
                let (kind, format) = (Kind::Error, self.format);
                sink.record(Record { kind, format, entries: scope.error, count: 1, span });
            }
            if scope.is_frame || scope.message.told_target().is_none() && !scope.started {
                return;
            }
        }
        if scope.message.side() == Side::Request {
            self.parts.request = Some(scope.message);
        } else {
            self.parts.response = Some(scope.message);
        }
    }

    fn end_of_entry(&mut self, sink: &mut Sink) {
        self.end_of_scope(sink);
        let mut parts = std::mem::take(&mut self.parts);
        let url = parts.request.as_ref().and_then(|request| request.told_target().cloned());
        let stripped = !parts.stripped.is_empty();
        let request = parts.request.map(|request| {
            let complete = self.format == &NET_EXPORT && !stripped;
            request.request(complete)
        });
        let response = parts.response.map(|response| response.response(!stripped));
        let mut response = response.filter(|response| response.status.is_some());
        if let Some(code) = parts.error.filter(|error| !error.is_empty()) {
            let span = code.span();
            let mut entries = vec![Entry { name: "code", value: code }];
            entries.extend(url.clone().map(|value| Entry { name: "url", value }));
            sink.record(Record { kind: Kind::Error, format: self.format, entries, count: 1, span });
        }
        let refuses = response.as_ref().is_some_and(Response::refuses);
        let refused = response.as_ref().and_then(|response| response.status.as_ref());
        if refused.is_some_and(|status| status.code >= 400)
            && let Some(content) = parts.content.filter(|content| content.len() <= json_error::SIZE)
            && let Some((record, _)) = json_error::record(&self.json.leaf(&content), refuses)
        {
            sink.record(record);
        }
        if request.is_none() && self.format == &NET_EXPORT {
            let mut asked = self.found.iter_mut().rev().take(64);
            if let Some(asked) = asked.find(|found| found.source == parts.source)
                && asked.exchange.response.is_none()
                && let Some(response) = response.take()
            {
                asked.exchange.span = asked.exchange.span.hull(response.span);
                asked.exchange.messages.append(&mut parts.stripped);
                answer(&mut asked.exchange, response);
            }
        }
        let Some(mut exchange) = exchange(request, response, self.format) else { return };
        exchange.messages = parts.stripped;
        let end = self.json.end();
        exchange.span = exchange.span.hull(self.json.span(&(end..end)));
        let port = url.as_ref().map_or("", |url| port_of(url.as_str()));
        let client_port = parts.connection.filter(|number| number.as_str() != port);
        let connection = parts.connection_id.or(client_port);
        exchange.connection = connection.and_then(|number| number.as_str().parse().ok());
        // An entry whose time was lost or cut stays where it is.
        let before = || self.found.last().and_then(|found| found.exchange.started.clone());
        let whole = |time: &Leaf| before().is_none_or(|before| before.len() == time.len());
        exchange.started = parts.started.filter(whole);
        exchange.took = parts.took;
        let untimed = exchange.started.is_none();
        exchange.started = exchange.started.or_else(before);
        self.found.push(Found { exchange, untimed, source: parts.source });
    }

    /// Puts what was found into the capture, in the order of time.
    fn put(mut self, span: Span, sink: &mut Sink) {
        let before = |one: &Found, other: &Found| one.time() < other.time();
        if self.found.windows(2).any(|pair| matches!(pair, [one, other] if before(other, one))) {
            sort_by(&mut self.found, before);
            sink.in_order.push(span);
        }
        let mut requests = self.found.iter().filter_map(|found| found.exchange.request.as_ref());
        let secrets = self.format == &HAR && requests.any(has_secrets);
        let finished = self.found.into_iter().map(|mut found| {
            if let Some(request) = &mut found.exchange.request {
                request.has_head |= secrets && names_host(request);
            }
            if found.untimed {
                found.exchange.started = None;
            }
            found.exchange
        });
        // The list stays where it is: a large one is not to be there twice.
        sink.exchanges(finished.collect());
        // Of a copy the response may be pasted next.
        sink.awaits_response &= self.format == &COPY_FETCH;
    }
}

impl Scope {
    fn take(
        &mut self,
        json: &Json<'_>,
        item: &Item,
        key: &str,
        parts: &mut Parts,
        format: &Format,
    ) {
        let leaf = || json.leaf(&item.value);
        match (item.kind, item.depth.saturating_sub(self.depth), self.within) {
            // The URL of fetch() stands before the object.
            (Part::Text, 0, _) => self.message.target(leaf()),
            (Part::Open, 1, _) => {
                self.within = match key {
                    "headers" if json.raw(&item.value) == "{" => Within::Names,
                    "headers" => Within::Headers,
                    "content" => Within::Content,
                    _ => Within::Other,
                };
            }
            (Part::Close, 1, _) => self.within = Within::Other,
            (Part::Text | Part::Bare, 1, _) if format == &NET_EXPORT => self.event(key, &leaf),
            (Part::Text | Part::Bare, 1, _) => match key {
                "method" => self.message.method(leaf()),
                "url" => self.message.target(leaf()),
                "httpVersion" => self.message.version(leaf()),
                "status" => self.message.status(leaf()),
                "statusText" => self.message.reason(leaf()),
                "_error" if item.kind == Part::Text => parts.error = Some(leaf()),
                _ => {}
            },
            (Part::Text, 2, Within::Headers) if key.is_empty() => self.line(&leaf(), parts),
            (Part::Text, 2, Within::Names) => self.message.field(json.leaf(&item.key), leaf()),
            (Part::Text, 2, Within::Content) if key == "text" => {
                parts.content = Some(item.value.clone());
            }
            (Part::Text, 3, Within::Headers) if key == "name" => self.name = Some(leaf()),
            (Part::Text, 3, Within::Headers) if key == "value" => {
                if let Some(name) = self.name.take() {
                    self.message.field(name, leaf());
                }
            }
            _ => {}
        }
    }

    /// A member of an event's `params`.
    fn event(&mut self, key: &str, leaf: &dyn Fn() -> Leaf) {
        let name = match key {
            "line" => {
                let line = leaf().trimmed();
                let Some((method, target, version)) = request_line(line.as_str()) else { return };
                self.message.method(part_of(&line, method));
                self.message.target(part_of(&line, target));
                self.message.version(part_of(&line, version));
                self.started = true;
                return;
            }
            "stream_id" | "fin" => {
                self.is_frame = true;
                return;
            }
            "net_error" => "code",
            "origin" => "url",
            "scheme" => "scheme",
            _ => return,
        };
        self.error.push(Entry { name, value: leaf() });
    }

    /// A line of an event's `headers`: without what the log must not tell it says how long that was.
    fn line(&mut self, line: &Leaf, parts: &mut Parts) {
        let text = line.as_str();
        if let Some(message) = Message::starting(line) {
            self.message = message;
            self.started = true;
        } else if text.ends_with("bytes were stripped]") {
            parts.stripped.push(line.clone());
            // The scheme of a challenge is left.
            let kept = text.rfind(" [").unwrap_or(text.len());
            if text.get(..kept).is_some_and(|kept| !kept.ends_with(':')) {
                self.message.line(&line.slice(0..kept));
            }
        } else {
            self.message.line(line);
        }
    }
}

/// Fields that browsers leave out of a HAR unless they are asked to keep them.
fn has_secrets(request: &Request) -> bool {
    let secret = ["authorization", "proxy-authorization", "cookie"];
    request.fields.iter().any(|field| secret.iter().any(|name| field.is(name)))
}

/// Without it the fields are provisional: the browser never saw what was sent.
fn names_host(request: &Request) -> bool {
    request.fields.iter().any(|field| field.is("host") || field.is(":authority"))
}

/// The server's port, which some browsers give as the connection.
fn port_of(url: &str) -> &str {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = authority.rsplit_once(':').map_or("", |(_, port)| port);
    match scheme {
        _ if !port.is_empty() => port,
        "https" => "443",
        _ => "80",
    }
}
