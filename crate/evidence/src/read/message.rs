//! Builds requests and responses from lines that a reader has freed of what its format puts around
//! them: marks, quotes, escapes, columns. For heads that stand as they were sent see `http1`.

use crate::capture::{Exchange, Field, Format, Request, Response, Status};
use crate::read::fields::{Side, name_of};
use crate::read::http1::{request_line, status_line};
use crate::read::sink::{Sink, answer, empty_exchange};
use crate::span::{Leaf, Span};

/// A head that is being read.
#[derive(Clone, Debug)]
pub(super) struct Message {
    side: Side,
    method: Option<Leaf>,
    target: Option<Leaf>,
    version: Option<Leaf>,
    status: Option<Status>,
    reason: Option<Leaf>,
    fields: Vec<Field>,
    span: Span,
}

impl Message {
    /// A head of that side without a start line, which stands at `span`.
    pub(super) fn new(side: Side, span: Span) -> Message {
        let (method, target, version, status, reason) = (None, None, None, None, None);
        Message { side, method, target, version, status, reason, fields: Vec::new(), span }
    }

    /// The head that starts with this request line or status line.
    pub(super) fn starting(line: &Leaf) -> Option<Message> {
        let part = |part: &str| part_of(line, part);
        if let Some((method, target, version)) = request_line(line.as_str()) {
            let mut message = Message::new(Side::Request, line.span());
            message.method = Some(part(method));
            message.target = Some(part(target));
            message.version = Some(part(version));
            return Some(message);
        }
        let (version, code, reason) = status_line(line.as_str())?;
        let mut message = Message::new(Side::Response, line.span());
        message.version = Some(part(version));
        message.status(part(code));
        message.reason = Some(reason).filter(|reason| !reason.is_empty()).map(part);
        Some(message)
    }

    /// The head, of that side: some formats tell it only by later fields.
    pub(super) fn of(self, side: Side) -> Message {
        Message { side, ..self }
    }

    pub(super) fn side(&self) -> Side {
        self.side
    }

    pub(super) fn method(&mut self, method: Leaf) {
        self.cover(method.span());
        self.method = Some(method);
    }

    /// The request target, or the whole URL where the format tells it.
    pub(super) fn target(&mut self, target: Leaf) {
        self.cover(target.span());
        self.target = Some(target);
    }

    pub(super) fn version(&mut self, version: Leaf) {
        self.cover(version.span());
        self.version = Some(version).filter(|version| !version.is_empty());
    }

    /// A status code of three digits; others are passed over.
    pub(super) fn status(&mut self, code: Leaf) {
        let number = code.as_str().parse().ok().filter(|code| (100..1000).contains(code));
        if let Some(number) = number {
            self.cover(code.span());
            self.status = Some(Status { code: number, leaf: Some(code), assumed: false });
        }
    }

    pub(super) fn reason(&mut self, reason: Leaf) {
        self.cover(reason.span());
        self.reason = Some(reason).filter(|reason| !reason.is_empty());
    }

    /// A field whose name and value the format tells apart. What HTTP/1.1 has in its start line,
    /// later versions have in pseudo-fields (RFC 9113 section 8.3).
    pub(super) fn field(&mut self, name: Leaf, value: Leaf) {
        let span = name.span().hull(value.span());
        self.cover(span);
        match name.as_str() {
            // Some programs print the reason phrase that HTTP/2 has not.
            ":status" => {
                let code = value.as_str().split(' ').next().unwrap_or_default();
                return self.status(part_of(&value, code));
            }
            ":method" => return self.method(value),
            ":path" => return self.target(value),
            _ => {}
        }
        self.fields.push(Field { name, value, span });
    }

    /// A field that may have been told just before, with the start of its value.
    pub(super) fn once(&mut self, name: Leaf, value: Leaf) {
        let told = self.fields.last().is_some_and(|last| {
            last.is(name.as_str()) && value.as_str().starts_with(last.value.as_str())
        });
        if told {
            self.fields.pop();
        }
        self.field(name, value);
    }

    /// A line `name: value`; false if it is none.
    pub(super) fn line(&mut self, line: &Leaf) -> bool {
        let text = line.as_str();
        let Some(name) = name_of(text) else { return false };
        let value = text.get(name.len() + 1..).unwrap_or_default().trim();
        self.field(part_of(line, name), part_of(line, value));
        true
    }

    /// The request target so far.
    pub(super) fn told_target(&self) -> Option<&Leaf> {
        self.target.as_ref()
    }

    /// True with a field that is no pseudo-field.
    pub(super) fn has_fields(&self) -> bool {
        self.fields.iter().any(|field| !field.name.as_str().starts_with(':'))
    }

    /// True if its start line was seen, or what tells the same.
    pub(super) fn is_started(&self) -> bool {
        self.method.is_some() || self.status.is_some()
    }

    /// True if anything of it was seen.
    pub(super) fn tells(&self) -> bool {
        self.is_started() || self.target.is_some() || !self.fields.is_empty()
    }

    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// That place belongs to the head too.
    pub(super) fn cover(&mut self, span: Span) {
        self.span = self.span.hull(span);
    }

    /// The request; `complete` tells that all its fields were seen, so that one that is missing was not sent.
    pub(super) fn request(self, complete: bool) -> Request {
        Request {
            method: self.method,
            target: self.target,
            version: self.version,
            fields: self.fields,
            has_head: complete,
            span: self.span,
        }
    }

    /// The response; see [`Message::request`]. Without a status its challenges tell it.
    pub(super) fn response(self, complete: bool) -> Response {
        Response {
            version: self.version,
            status: self.status.or_else(|| assumed_status(&self.fields)),
            reason: self.reason,
            fields: self.fields,
            has_head: complete,
            span: self.span,
        }
    }

    /// Puts the head into the capture: a request begins an exchange, a response ends one.
    pub(super) fn put(self, complete: bool, format: &'static Format, sink: &mut Sink) {
        if self.side == Side::Request {
            let mut exchange = empty_exchange(format, self.span);
            exchange.request = Some(self.request(complete));
            sink.exchange(exchange);
        } else {
            sink.response(self.response(complete), format);
        }
    }
}

/// An exchange of which a format tells both sides at once.
pub(super) fn exchange(
    request: Option<Request>,
    response: Option<Response>,
    format: &'static Format,
) -> Option<Exchange> {
    let spans = request.iter().map(|request| request.span);
    let span = spans.chain(response.iter().map(|response| response.span)).reduce(Span::hull)?;
    let mut exchange = empty_exchange(format, span);
    exchange.request = request;
    if let Some(response) = response {
        answer(&mut exchange, response);
    }
    Some(exchange)
}

/// Which status a challenge comes with (RFC 9110 sections 11.6.1 and 11.7.1).
pub(super) fn assumed_status(fields: &[Field]) -> Option<Status> {
    let of = [("WWW-Authenticate", 401), ("Proxy-Authenticate", 407)];
    let code = fields
        .iter()
        .find_map(|field| of.iter().find(|(name, _)| field.is(name)).map(|(_, code)| *code))?;
    Some(Status { code, leaf: None, assumed: true })
}

/// The leaf of `part`, which is a part of the text of `line`; empty if it is none.
pub(super) fn part_of(line: &Leaf, part: &str) -> Leaf {
    let offset = part.as_ptr().addr().checked_sub(line.as_str().as_ptr().addr());
    match offset.filter(|start| start + part.len() <= line.len()) {
        Some(start) => line.slice(start..start + part.len()),
        None => line.slice(0..0),
    }
}
