//! What `curl -v` prints: `*` what curl tells, `>` what it sent, `<` what it received.

mod connections;
mod lines;

pub(super) use connections::Connections;
pub(super) use lines::is_about_last;

use crate::capture::{Exchange, Format};
use crate::read::Reader;
use crate::read::body::{self, Body};
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Fields, name_of};
use crate::read::http1::{is_elision, request_line, request_of, response_of, status_line};
use crate::read::sink::{Sink, answer, empty_exchange};
use crate::span::{Leaf, Span};
use lines::{Mark, mark, quoting};

const CURL_VERBOSE: Format = Format { id: "curl-v", label: "curl -v", unit: "exchange" };

pub(super) const READER: Reader =
    Reader { formats: &[&CURL_VERBOSE], starts: lines::starts_plainly, read, of_content: false };

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if lines::is_command(view.text) {
        // Its head follows at once: who reads typed commands knows the request too.
        if sink.has_others && head_follows(cursor.clone()) {
            return false;
        }
        sink.connections.new_run();
        sink.part(&CURL_VERBOSE, cursor.span_of(&view));
        cursor.advance();
        return true;
    }
    let Some(quotes) = quoting(cursor, &view) else { return false };
    block(cursor, quotes, sink);
    true
}

fn head_follows(mut cursor: Cursor<'_>) -> bool {
    cursor.advance();
    while cursor.peek().is_some_and(|view| view.text.is_empty()) {
        cursor.advance();
    }
    cursor.peek().is_some_and(|view| status_line(view.text).is_some())
}

/// Reads curl's lines. By itself: hosts of WebAssembly compile what is called, and most pastes are not curl's.
#[inline(never)]
fn block(cursor: &mut Cursor<'_>, quotes: usize, sink: &mut Sink) {
    let mut block = Block::new(quotes, sink.reopen(&CURL_VERBOSE, cursor.paste()));
    while let Some(view) = cursor.peek() {
        if !block.take(cursor, &view, sink) {
            break;
        }
        cursor.advance();
    }
    block.end(cursor, sink);
}

/// What the next lines belong to.
enum Phase {
    Between,
    Request(Head),
    Response(Head),
    Content(Body),
}

/// The field lines so far.
#[derive(Default)]
struct Head {
    fields: Fields,
    elided: bool,
}

/// Lines of curl's after each other.
struct Block {
    quotes: usize,
    exchange: Option<Exchange>,
    phase: Phase,
    /// Told after a response; of the exchange to come, if one comes.
    early: Vec<Leaf>,
    early_span: Option<Span>,
    content: Option<Span>,
    read: Option<Span>,
}

impl Block {
    fn new(quotes: usize, exchange: Option<Exchange>) -> Block {
        let (phase, early) = (Phase::Between, Vec::new());
        Block { quotes, exchange, phase, early, early_span: None, content: None, read: None }
    }

    /// Takes a line; false if it is not curl's.
    fn take(&mut self, cursor: &Cursor<'_>, view: &View<'_>, sink: &mut Sink) -> bool {
        let in_content = matches!(self.phase, Phase::Content(_));
        let taken = match mark(view, self.quotes, in_content) {
            Mark::Message(start, text) => {
                self.message(cursor.leaf(start..start + text.len()), text, sink);
                true
            }
            Mark::Glued(end, start, text) => {
                grow(&mut self.content, cursor.span(view.start..end));
                self.message(cursor.leaf(start..start + text.len()), text, sink);
                true
            }
            Mark::Sent(start, line) => self.sent(cursor, start, line, sink),
            Mark::Received(start, line) => self.received(cursor, start, line),
            Mark::Noise => true,
            // What is built on libcurl (git, PHP) marks the request's first line alone.
            Mark::Blank | Mark::Other if matches!(self.phase, Phase::Request(_)) => {
                self.sent(cursor, view.start, view.text, sink)
            }
            Mark::Blank | Mark::Other => return self.content(cursor, view, sink.readers),
        };
        if taken {
            self.cover(cursor.span_of(view));
        }
        taken
    }

    /// Content is curl's output too; outside of it blank lines alone are looked over.
    fn content(&mut self, cursor: &Cursor<'_>, view: &View<'_>, readers: &[&Reader]) -> bool {
        let Phase::Content(body) = &mut self.phase else { return view.text.is_empty() };
        let taken = body.takes(view, readers);
        if taken && !view.text.is_empty() {
            grow(&mut self.content, cursor.span_of(view));
        }
        taken || view.text.is_empty()
    }

    fn cover(&mut self, line: Span) {
        grow(&mut self.read, line);
        match &mut self.exchange {
            Some(exchange) if self.early.is_empty() => exchange.span = exchange.span.hull(line),
            _ => grow(&mut self.early_span, line),
        }
    }

    fn message(&mut self, leaf: Leaf, text: &str, sink: &mut Sink) {
        let connection = sink.connections.tell(text, &mut sink.capture.exchanges);
        let answered = self.exchange.as_ref().is_some_and(|exchange| exchange.response.is_some());
        let in_head = matches!(self.phase, Phase::Request(_) | Phase::Response(_));
        match &mut self.exchange {
            Some(exchange) if !answered || in_head || lines::is_about_last(text) => {
                exchange.messages.push(leaf);
                exchange.connection = connection.or(exchange.connection);
            }
            _ => self.early.push(leaf),
        }
    }

    fn sent(&mut self, cursor: &Cursor<'_>, start: usize, line: &str, sink: &mut Sink) -> bool {
        if let Some(request) = request_of(cursor, line, start) {
            self.close_head();
            let early = std::mem::take(&mut self.early);
            let first = self.early_span.take().unwrap_or(request.span);
            // What was told before the first request, without an exchange, is about this one.
            let told = self
                .exchange
                .take_if(|exchange| exchange.request.is_none() && exchange.response.is_none());
            if let Some(exchange) = self.exchange.take() {
                sink.exchange(exchange);
                if let Some(content) = self.content.take() {
                    body::content(cursor, content, sink);
                }
            }
            let mut exchange = told.unwrap_or_else(|| empty_exchange(&CURL_VERBOSE, first));
            exchange.span = exchange.span.hull(request.span);
            exchange.messages.extend(early);
            exchange.connection = sink.connections.current();
            exchange.request = Some(request);
            self.exchange = Some(exchange);
            self.phase = Phase::Request(Head::default());
            return true;
        }
        match &mut self.phase {
            Phase::Request(_) if line.is_empty() => {
                self.close_head();
                true
            }
            Phase::Request(head) => head.take(cursor, start, line),
            _ => line.is_empty(),
        }
    }

    fn received(&mut self, cursor: &Cursor<'_>, start: usize, line: &str) -> bool {
        if let Some(response) = response_of(cursor, line, start) {
            self.close_head();
            let exchange =
                self.exchange.get_or_insert_with(|| empty_exchange(&CURL_VERBOSE, response.span));
            exchange.messages.append(&mut self.early);
            if let Some(told) = self.early_span.take() {
                exchange.span = exchange.span.hull(told);
            }
            answer(exchange, response);
            self.phase = Phase::Response(Head::default());
            return true;
        }
        match &mut self.phase {
            Phase::Response(_) if line.is_empty() => {
                self.close_head();
                true
            }
            Phase::Response(head) => head.take(cursor, start, line),
            _ => line.is_empty(),
        }
    }

    /// Puts the fields collected where they belong, and tells what follows them.
    fn close_head(&mut self) {
        let phase = std::mem::replace(&mut self.phase, Phase::Between);
        let Some(exchange) = &mut self.exchange else { return };
        match phase {
            Phase::Request(head) => {
                let Some(request) = &mut exchange.request else { return };
                let (fields, complete) = head.finish();
                request.has_head = complete;
                request.span =
                    fields.iter().fold(request.span, |span, field| span.hull(field.span));
                request.fields = fields;
            }
            Phase::Response(head) => {
                let last = exchange.response.as_mut().or(exchange.interim.last_mut());
                let Some(response) = last else { return };
                let (fields, complete) = head.finish();
                response.has_head = complete;
                response.span =
                    fields.iter().fold(response.span, |span, field| span.hull(field.span));
                response.fields = fields;
                self.phase = Phase::Content(Body::of_response(response));
            }
            Phase::Between | Phase::Content(_) => {}
        }
    }

    fn end(mut self, cursor: &Cursor<'_>, sink: &mut Sink) {
        self.close_head();
        if let Some(told) = self.early_span {
            let exchange = self.exchange.get_or_insert_with(|| empty_exchange(&CURL_VERBOSE, told));
            exchange.span = exchange.span.hull(told);
            exchange.messages.append(&mut self.early);
        }
        match (self.exchange, self.read) {
            (Some(exchange), _) => sink.exchange(exchange),
            (None, Some(read)) => sink.part(&CURL_VERBOSE, read),
            (None, None) => {}
        }
        if let Some(content) = self.content {
            body::content(cursor, content, sink);
        }
    }
}

fn grow(span: &mut Option<Span>, line: Span) {
    *span = Some(span.map_or(line, |span| span.hull(line)));
}

impl Head {
    fn take(&mut self, cursor: &Cursor<'_>, start: usize, line: &str) -> bool {
        if is_elision(line) {
            self.elided = true;
            return true;
        }
        if self.fields.is_wrapped_by(line) {
            return self.fields.fold(cursor, start..start + line.len());
        }
        self.fields.line(cursor, line, start)
    }

    fn finish(self) -> (Vec<crate::capture::Field>, bool) {
        let complete = !self.elided && !self.fields.is_empty();
        (self.fields.finish(), complete)
    }
}

/// A request line and then, after its fields, a mark of curl's: then `>` is curl's mark too, and
/// not that of quoted mail.
fn marks_follow(cursor: &Cursor<'_>, quotes: usize) -> bool {
    /// More fields than any request has.
    const FIELDS: usize = 200;
    let mut ahead = cursor.clone();
    ahead.advance();
    for _ in 0..FIELDS {
        let Some(view) = ahead.peek() else { return false };
        if view.quotes <= quotes {
            // Fields without a mark.
            if view.quotes == quotes && (view.text.is_empty() || name_of(view.text).is_some()) {
                ahead.advance();
                continue;
            }
            return matches!(
                mark(&view, quotes, false),
                Mark::Message(..) | Mark::Received(..) | Mark::Noise
            );
        }
        if request_line(view.text).is_some() {
            return false;
        }
        ahead.advance();
    }
    false
}
