//! What HTTP clients log when they are asked to: Python, Ruby, Java, Go, Node, wget, kubectl and others. Each log is a
//! table of the lines that its program prints.
//!
//! A pattern's `do` says what its line is: `sent` and `received`, a `{line}` of a head, or its `{name}` and `{value}` (`{quoted}`); `line`, the
//! same of the head at hand; `head` starts one (a request with a `{method}`, a response with a `{status}`; `partial`: not all its fields are logged), `opensent` and `openreceived`
//! one of which nothing is known yet, and the lines of a head may follow without a mark; `end` ends it; `told` sums up
//! an exchange; `url` names what is asked for; `fields` lists all fields on the line; `note` is said about the exchange; `connect` opens a connection;
//! `record` is an error; `skip` says nothing. A place `{http}` follows the letters `http`, which belong to its value.

mod tables;

use crate::capture::{Entry, Kind, Record};
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Side, name_of};
use crate::read::http1::status_line;
use crate::read::message::Message;
use crate::read::sink::Sink;
use crate::read::wire::Wire;
use crate::read::{Reader, header_object, literal, pattern, service_error};
use crate::span::{Leaf, LeafBuilder};
use tables::{FORMATS, Log, log_of};

pub(super) const READER: Reader = Reader { formats: FORMATS, starts, read, of_content: false };

fn starts(view: &View<'_>) -> bool {
    log_of(view.text).is_some()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    let Some(log) = log_of(first.text) else { return false };
    sink.connections.new_run();
    let mut block = Block { log, wire: Wire::new(log.format), open: false, quoted: None };
    let mut end = first.range().end;
    while let Some(view) = cursor.peek() {
        let line = cursor.leaf(view.range());
        if let Some(entries) = pattern::entries(log.patterns, &line) {
            block.take(entries, &line, sink);
        } else if view.text.is_empty() {
            block.wire.close(sink);
            block.open = false;
            cursor.advance();
            continue;
        } else if !(block.open && block.wire.line(Side::Either, &line, sink)) {
            block.wire.close(sink);
            if !is_status_again(view.text, cursor, sink) {
                break;
            }
        }
        end = view.range().end;
        cursor.advance();
    }
    block.wire.end(sink);
    let awaits_response = sink.awaits_response;
    sink.part(log.format, cursor.span(first.start..end));
    sink.awaits_response = awaits_response;
    true
}

/// A program often prints in the end what its log has told: the status line alone is nothing new.
fn is_status_again(line: &str, cursor: &Cursor<'_>, sink: &Sink) -> bool {
    let Some((_, code, _)) = status_line(line) else { return false };
    let last =
        sink.capture.exchanges.last().and_then(|last| last.response.as_ref()?.status.as_ref());
    let mut ahead = cursor.clone();
    ahead.advance();
    let alone = ahead.peek().is_none_or(|next| name_of(next.text).is_none());
    alone && last.is_some_and(|status| code.parse() == Ok(status.code))
}

/// Lines of one log after each other.
struct Block {
    log: &'static Log,
    wire: Wire,
    /// Lines of a head may follow without a mark.
    open: bool,
    /// Of two loggers that print the same, in quotes and without, the one that is listened to.
    quoted: Option<bool>,
}

fn get<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Leaf> {
    entries.iter().find(|entry| entry.name == name).map(|entry| &entry.value)
}

impl Block {
    fn take(&mut self, entries: Vec<Entry>, line: &Leaf, sink: &mut Sink) {
        let act = get(&entries, "do").map_or("", Leaf::as_str).to_owned();
        if let Some(number) = get(&entries, "connection") {
            self.wire.connection = sink.connections.used(number.as_str().parse().ok());
        }
        match act.as_str() {
            "sent" => self.line(Side::Request, &entries, sink),
            "received" => self.line(Side::Response, &entries, sink),
            "line" => self.line(self.wire.side(), &entries, sink),
            "opensent" => self.start(Message::new(Side::Request, line.span()), sink),
            "openreceived" => self.start(Message::new(Side::Response, line.span()), sink),
            "head" => {
                let side =
                    if get(&entries, "status").is_some() { Side::Response } else { Side::Request };
                let message = message(side, &entries, line);
                self.start(message, sink);
                self.wire.partial = get(&entries, "partial").is_some();
            }
            "end" => self.wire.close(sink),
            "url" => self.wire.url = address(&entries, line),
            "told" => {
                let asked = entries.iter().any(|entry| matches!(entry.name, "target" | "http"));
                let request = asked.then(|| message(Side::Request, &entries, line));
                self.wire.tell(request, message(Side::Response, &entries, line), sink);
            }
            "fields" => {
                let mut response = message(Side::Response, &entries, line);
                if let Some(fields) = get(&entries, "fields") {
                    header_object::fields(fields, &mut response);
                }
                self.wire.tell(None, response, sink);
            }
            "note" => {
                if let Some(note) = get(&entries, "note") {
                    self.wire.note(note.clone());
                }
            }
            "connect" => self.wire.connection = sink.connections.used(None),
            "record" => {
                let mut entries: Vec<Entry> =
                    entries.into_iter().filter(|entry| entry.name != "do").collect();
                let meant = get(&entries, "text").and_then(|text| service_error::code(text, true));
                entries.extend(meant);
                let (kind, format) = (Kind::Error, self.log.format);
                self.wire.close(sink);
                let awaits_response = sink.awaits_response;
                sink.record(Record { kind, format, entries, count: 1, span: line.span() });
                sink.awaits_response = awaits_response;
            }
            _ => {}
        }
    }

    fn start(&mut self, message: Message, sink: &mut Sink) {
        self.wire.start(message, sink);
        self.open = true;
    }

    /// A marked line, or several as one string.
    fn line(&mut self, side: Side, entries: &[Entry], sink: &mut Sink) {
        let quoted = get(entries, "quoted").and_then(|value| literal::lines(value, 0));
        let quoted = quoted.and_then(|(lines, _)| lines.into_iter().next());
        let value = quoted.or_else(|| get(entries, "value").cloned());
        if let (Some(name), Some(value)) = (get(entries, "name"), value) {
            self.wire.field(side, name.clone(), value, sink);
        }
        let Some(line) = get(entries, "line") else { return };
        let quote = literal::quote(line.as_str());
        if self.log.twice && *self.quoted.get_or_insert(quote.is_some()) != quote.is_some() {
            return;
        }
        let Some(quote) = quote else {
            self.wire.line(side, line, sink);
            return;
        };
        // Apache's way to show a line end.
        let shown = line.as_str().strip_suffix("[\\r][\\n]\"").map(str::len);
        if let Some(end) = shown {
            self.wire.line(side, &line.slice(quote + 1..end), sink);
        } else if let Some((lines, _)) = literal::lines(line, quote) {
            // What follows the last line end is no line.
            let (last, lines) =
                lines.split_last().map_or((None, &[][..]), |(last, lines)| (Some(last), lines));
            for line in lines {
                self.wire.line(side, line, sink);
            }
            if let Some(last) = last.filter(|last| name_of(last.as_str()).is_some()) {
                self.wire.line(side, last, sink);
            }
        }
    }
}

/// The head of which a line tells.
fn message(side: Side, entries: &[Entry], line: &Leaf) -> Message {
    let mut message = Message::new(side, line.span());
    if side == Side::Response {
        for entry in entries {
            match entry.name {
                "status" => message.status(entry.value.clone()),
                "reason" => message.reason(entry.value.clone()),
                _ => {}
            }
        }
        return message;
    }
    if let Some(method) = get(entries, "method") {
        message.method(method.clone());
    }
    if let Some(target) = address(entries, line) {
        message.target(target);
    }
    message
}

/// The URL of a line, put together if its origin stands before the path.
fn address(entries: &[Entry], line: &Leaf) -> Option<Leaf> {
    if let Some(rest) = get(entries, "http") {
        let start = (rest.span().start - line.span().start) as usize;
        return Some(line.slice(start.saturating_sub(4)..start + rest.len()));
    }
    let target = get(entries, "target")?;
    let text = line.as_str();
    let Some(at) = text.find("http").filter(|_| target.as_str().starts_with('/')) else {
        return Some(target.clone());
    };
    let origin = text.get(at..).and_then(|origin| origin.split([' ', '"']).next());
    let Some(origin) = origin.filter(|origin| origin.contains("://")) else {
        return Some(target.clone());
    };
    let mut url = LeafBuilder::new();
    url.append(&line.slice(at..at + origin.len()));
    url.append(target);
    Some(url.finish(target.span()))
}
