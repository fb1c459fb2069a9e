//! Puts heads together from the lines of a client's log: each tells which side it is of, and whether it
//! was sent, received, or is said about the exchange.

use crate::capture::{Exchange, Field, Format, Request, Response};
use crate::read::fields::{Side, is_authentication, name_of};
use crate::read::message::{Message, exchange};
use crate::read::sink::{Sink, empty_exchange};
use crate::span::Leaf;

/// The heads of a stretch of a log.
pub(super) struct Wire {
    format: &'static Format,
    message: Option<Message>,
    /// Lines of the head at hand were left out.
    pub(super) partial: bool,
    /// Said about the exchange at hand, or the one to come.
    notes: Vec<Leaf>,
    /// The connection in use.
    pub(super) connection: Option<u32>,
    /// What is asked for, in logs that show no heads of requests.
    pub(super) url: Option<Leaf>,
}

impl Wire {
    pub(super) fn new(format: &'static Format) -> Wire {
        let (message, notes, connection, url) = (None, Vec::new(), None, None);
        Wire { format, message, partial: false, notes, connection, url }
    }

    /// Starts a head of which something is known already.
    pub(super) fn start(&mut self, message: Message, sink: &mut Sink) {
        self.close(sink);
        self.message = Some(message);
    }

    pub(super) fn is_open(&self) -> bool {
        self.message.is_some()
    }

    /// The side of the head at hand.
    pub(super) fn side(&self) -> Side {
        self.message.as_ref().map_or(Side::Either, Message::side)
    }

    /// A line of a head: it starts one, continues it, or ends it if it is empty; else false.
    pub(super) fn line(&mut self, side: Side, line: &Leaf, sink: &mut Sink) -> bool {
        if line.is_empty() {
            self.close(sink);
            return true;
        }
        if let Some(message) = Message::starting(line) {
            self.start(message, sink);
            return true;
        }
        let Some(name) = name_of(line.as_str()) else {
            if super::http1::is_elision(line.as_str()) {
                self.partial = true;
                return self.is_open();
            }
            return false;
        };
        let (name, value) = (line.slice(0..name.len()), line.slice(name.len() + 1..line.len()));
        self.field(side, name, value.trimmed(), sink)
    }

    /// A field. Pseudo-fields start a head (RFC 9113 section 8.3), others belong to one.
    pub(super) fn field(&mut self, side: Side, name: Leaf, value: Leaf, sink: &mut Sink) -> bool {
        if name.as_str().starts_with(':') {
            let side = if name.as_str() == ":status" { Side::Response } else { Side::Request };
            let goes_on = |message: &Message| message.side() == side && !message.has_fields();
            if !self.message.as_ref().is_some_and(goes_on) {
                self.start(Message::new(side, name.span()), sink);
            }
        }
        let goes_on = |message: &&mut Message| side == Side::Either || message.side() == side;
        let Some(message) = self.message.as_mut().filter(goes_on) else { return false };
        message.field(name, value);
        true
    }

    /// Something said about an exchange.
    pub(super) fn note(&mut self, note: Leaf) {
        self.notes.push(note);
    }

    /// The head at hand is complete.
    pub(super) fn close(&mut self, sink: &mut Sink) {
        let partial = std::mem::take(&mut self.partial);
        let Some(message) = self.message.take().filter(Message::tells) else { return };
        if message.side() == Side::Response
            && !sink.awaits_response
            && let Some(url) = &self.url
        {
            let mut request = Message::new(Side::Request, url.span());
            request.target(url.clone());
            request.put(false, self.format, sink);
        }
        let complete = !partial && message.is_started() && message.has_fields();
        message.put(complete, self.format, sink);
        self.say(sink);
    }

    /// What was said is about the last exchange.
    pub(super) fn say(&mut self, sink: &mut Sink) {
        let Some(exchange) = sink.capture.exchanges.last_mut() else { return };
        for note in &self.notes {
            exchange.span = exchange.span.hull(note.span());
        }
        exchange.messages.append(&mut self.notes);
        exchange.connection = self.connection.or(exchange.connection);
    }

    /// Tells of an exchange in short, after its heads or instead of them.
    pub(super) fn tell(&mut self, request: Option<Message>, response: Message, sink: &mut Sink) {
        self.close(sink);
        let request = request.or_else(|| {
            let url = self.url.as_ref().filter(|_| !sink.awaits_response)?;
            let mut request = Message::new(Side::Request, url.span());
            request.target(url.clone());
            Some(request)
        });
        let request = request.map(|request| request.request(false));
        let complete = response.is_started() && response.has_fields();
        restate(request, response.response(complete), self.format, sink);
        self.say(sink);
    }

    /// The log ends here, or lines that are not of it follow.
    pub(super) fn end(mut self, sink: &mut Sink) {
        self.close(sink);
        let Some(first) = self.notes.first().map(Leaf::span) else { return };
        let last = sink.capture.exchanges.last();
        if !last.is_some_and(|last| last.format == self.format && last.span.paste == first.paste) {
            sink.exchange(empty_exchange(self.format, first));
        }
        self.connection = None;
        self.say(sink);
    }
}

/// Adds an exchange, unless it is the last one once more: then what was not known of that is added to it.
pub(super) fn restate(
    request: Option<Request>,
    response: Response,
    format: &'static Format,
    sink: &mut Sink,
) {
    let same = |last: &&mut Exchange| {
        // What another program sent is not told by this one.
        (last.request.is_some() || request.is_none() || last.format == format)
            && is_same(last, request.as_ref(), &response)
    };
    let Some(last) = sink.capture.exchanges.last_mut().filter(same) else {
        if request.is_none() {
            sink.response(response, format);
        } else if let Some(exchange) = exchange(request, Some(response), format) {
            sink.exchange(exchange);
        }
        return;
    };
    let span = request.as_ref().map_or(response.span, |request| request.span.hull(response.span));
    last.span = last.span.hull(span);
    match (&mut last.request, request) {
        (Some(known), Some(told)) => {
            known.method = known.method.take().or(told.method);
            known.target = known.target.take().or(told.target);
        }
        (known, Some(told)) => *known = Some(told),
        (_, None) => {}
    }
    match &mut last.response {
        Some(known) => {
            if known.status.as_ref().is_none_or(|status| status.assumed) {
                known.has_head = response.status.is_some() && !known.fields.is_empty();
                known.status = response.status;
                known.version = known.version.take().or(response.version);
                known.reason = known.reason.take().or(response.reason);
            }
            if known.fields.is_empty() {
                known.fields = response.fields;
                known.has_head = known.status.as_ref().is_some_and(|status| !status.assumed)
                    && !known.fields.is_empty();
            }
        }
        known => *known = Some(response),
    }
    sink.part(format, span);
}

fn is_same(last: &Exchange, request: Option<&Request>, response: &Response) -> bool {
    let target = |request: &Request| request.target.clone();
    let asked = (last.request.as_ref().and_then(target), request.and_then(target));
    let one_target = match asked {
        (Some(one), Some(two)) => last_segment(&one) == last_segment(&two),
        _ => true,
    };
    if !one_target || last.span.paste != response.span.paste {
        return false;
    }
    let Some(known) = &last.response else { return request.is_some() && last.request.is_some() };
    let codes = (known.status.as_ref(), response.status.as_ref());
    let one_status = match codes {
        (Some(one), Some(two)) => one.assumed || two.assumed || one.code == two.code,
        _ => true,
    };
    one_status
        && match (known.fields.is_empty(), response.fields.is_empty()) {
            (true, true) => false,
            (false, false) => {
                request.is_none() && offers(&known.fields) == offers(&response.fields)
            }
            _ => true,
        }
}

/// Programs print one URL in several ways, but for its end.
fn last_segment(url: &Leaf) -> Option<&str> {
    url.as_str().rsplit('/').next()
}

/// The values of all fields of authentication, however they are joined.
fn offers(fields: &[Field]) -> String {
    let mut all = String::new();
    for field in fields.iter().filter(|field| is_authentication(field.name.as_str())) {
        let letters = field.value.as_str().chars();
        all.extend(letters.filter(|c| !matches!(c, ' ' | ',')));
    }
    all
}
