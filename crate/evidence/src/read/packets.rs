//! What network analysers show: Wireshark's list of packets, its details and the text of a followed stream, and
//! the details of Network Monitor.
//!
//! ```text
//!   8 0.000961975  10.0.0.2 -> 10.0.0.1  HTTP 187 HTTP/1.1 401 Unauthorized , NTLMSSP_CHALLENGE (text/html)
//!
//! Transmission Control Protocol, Src Port: 80, Dst Port: 42890, Seq: 394, Ack: 151, Len: 121
//! Hypertext Transfer Protocol
//!     HTTP/1.1 401 Unauthorized\r\n
//!         Status Code: 401
//!     WWW-Authenticate: NTLM\r\n
//!
//! - Http: Response, HTTP/1.1, Status: Unauthorized, URL: /
//!     StatusCode: 401, Unauthorized
//!     Server:  Microsoft-IIS/7.5
//! ```
//! The list tells no fields: they are unknown. Details tell all of them; long values are cut. The client's port
//! stands for the connection.

use crate::capture::{Format, Kind};
use crate::read::body;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Side, side};
use crate::read::message::{Message, part_of};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern};
use crate::span::{Leaf, LeafBuilder, Span};

const LIST: Format =
    Format { id: "wireshark-list", label: "Wireshark's packet list", unit: "packet" };
const DETAIL: Format =
    Format { id: "wireshark-detail", label: "Wireshark's packet details", unit: "packet" };
const FOLLOW: Format =
    Format { id: "wireshark-follow", label: "Wireshark's followed stream", unit: "exchange" };
const NETMON: Format =
    Format { id: "netmon-detail", label: "Network Monitor's frame details", unit: "frame" };

pub(super) const READER: Reader = Reader {
    formats: &[&LIST, &DETAIL, &FOLLOW, &NETMON],
    starts: |_| false,
    read,
    of_content: false,
};

/// Errors of Kerberos, in the list and in the details.
const KERBEROS: &[&str] =
    &["{_} KRB5 {_}KRB Error: {code.}{_}", "error-code: {code.} ({_}", "error_code: {code.} ({_}"];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    match view.text.as_bytes().first() {
        Some(b'=') => follow(cursor, sink),
        Some(b'-' | b'+') => netmon(cursor, sink),
        Some(b'F' | b'H' | b'T' | b'E' | b'I' | b'L') => detail(cursor, sink),
        Some(b'0'..=b'9') => {
            listed(cursor, &view, sink) || {
                let kerberos = pattern::find(view.text, "KRB Error: ").is_some();
                kerberos && pattern::read(cursor, sink, &LIST, Kind::Error, KERBEROS)
            }
        }
        Some(b'N') if view.text.starts_with("No.") && view.text.ends_with("Info") => {
            sink.part(&LIST, cursor.span_of(&view));
            cursor.advance();
            true
        }
        Some(b'e') => pattern::read(cursor, sink, &DETAIL, Kind::Error, KERBEROS),
        _ => false,
    }
}

/// A packet: number, time, addresses, `HTTP`, length, and what the analyser makes of it.
fn listed(cursor: &mut Cursor<'_>, view: &View<'_>, sink: &mut Sink) -> bool {
    let protocol = ["HTTP", "HTTP/JSON", "HTTP/XML"];
    let line = cursor.leaf(view.range());
    let mut words = view.text.split_ascii_whitespace();
    if words.next().is_none_or(|number| number.parse::<u32>().is_err()) {
        return false;
    }
    // A time of two words, two addresses and an arrow come before it.
    if !words.by_ref().take(8).any(|word| protocol.contains(&word)) {
        return false;
    }
    let Some(length) = words.next().filter(|length| length.parse::<u32>().is_ok()) else {
        return false;
    };
    let info = nom::Offset::offset(view.text, length) + length.len();
    let info = view.text.get(info..).unwrap_or_default().trim_start();
    // Behind the start line stand what the analyser found in it, and the type of the content.
    let told = info.find(" ,").or_else(|| info.find("  (")).or_else(|| info.find(" ("));
    let (start, told) = info.split_at_checked(told.unwrap_or(info.len())).unwrap_or((info, ""));
    let Some(message) = Message::starting(&part_of(&line, start.trim_end())) else { return false };
    let told = told.trim_start_matches([' ', ',']);
    let token = told.starts_with("NTLMSSP").then(|| part_of(&line, told));
    cursor.advance();
    message.put(false, &LIST, sink);
    if let Some(exchange) = sink.capture.exchanges.last_mut() {
        exchange.messages.extend(token);
    }
    true
}

/// Lines of a packet before its HTTP.
const LAYERS: [&str; 8] = [
    "Frame ",
    "Ethernet II, Src: ",
    "Internet Protocol Version ",
    "Transmission Control Protocol, Src Port: ",
    "Transport Layer Security",
    "Hypertext Transfer Protocol",
    "HyperText Transfer Protocol 2",
    "Line-based text data",
];

fn is_layer(line: &str) -> bool {
    LAYERS.iter().any(|layer| line.starts_with(layer))
        && (!line.starts_with("Frame ") || line.contains(" bytes on wire"))
}

/// The layers of one packet.
fn detail(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek().filter(|view| is_layer(view.text)) else { return false };
    let mut span = cursor.span_of(&first);
    let mut ports = (0, 0);
    let mut http = false;
    while let Some(view) = cursor.peek() {
        let below = view.indent > first.indent || view.text.starts_with('[');
        if !below && (!is_layer(view.text) || http) {
            break;
        }
        if http && view.text.is_empty() {
            break;
        }
        if let Some(rest) = view.text.strip_prefix("Transmission Control Protocol, Src Port: ") {
            ports = ports_of(rest).unwrap_or_default();
        }
        http = view.text.starts_with("Hypertext") || view.text.starts_with("HyperText");
        span = span.hull(cursor.span_of(&view));
        cursor.advance();
        if http {
            break;
        }
    }
    // The response may come in the next packet of the connection.
    let last = sink.capture.exchanges.last().and_then(|exchange| exchange.connection);
    let awaits = sink.awaits_response && (last.is_none() || last == Some(ports.1));
    sink.part(&DETAIL, span);
    sink.awaits_response = awaits;
    if http {
        hypertext(cursor, first.indent, ports, sink);
    }
    true
}

/// `Src Port: 8401, Dst Port: 42890, ...`; names of services may stand before the numbers in parentheses.
fn ports_of(rest: &str) -> Option<(u32, u32)> {
    let number = |text: &str| {
        let text = text.rsplit_once('(').map_or(text, |(_, text)| text);
        text.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()
    };
    let mut parts = rest.split(", ");
    let source = parts.next().and_then(number)?;
    let target = parts.next()?.strip_prefix("Dst Port: ").and_then(number)?;
    Some((source, target))
}

/// The lines below `Hypertext Transfer Protocol`: those of the head end in a visible `\r\n`.
fn hypertext(cursor: &mut Cursor<'_>, outer: usize, ports: (u32, u32), sink: &mut Sink) {
    let mut message: Option<Message> = None;
    let mut complete = false;
    let mut url: Option<Leaf> = None;
    let mut base = 0;
    let mut end = Span::default();
    while let Some(view) = cursor.peek().filter(|view| view.indent > outer) {
        if base == 0 {
            base = view.indent;
        }
        let line = cursor.leaf(view.range());
        end = line.span();
        let bare = view.text.strip_suffix("\\r\\n");
        let truncated =
            ["[truncated]", "[…]", "[...]"].iter().find_map(|mark| view.text.strip_prefix(mark));
        if let Some(told) = view.text.strip_prefix('[').and_then(|told| told.strip_suffix(']')) {
            let told = told
                .strip_prefix("Full request URI: ")
                .or_else(|| told.strip_prefix("Request URI: "));
            url = told.map(|told| part_of(&line, told)).or(url);
        } else if let Some(header) = view.text.strip_prefix("Header: ") {
            // Of HTTP/2 the lines of a head are not marked.
            let side = if header.starts_with(":status") { Side::Response } else { Side::Request };
            let header = part_of(&line, header);
            message.get_or_insert_with(|| Message::new(side, header.span())).line(&header);
            complete = true;
        } else if view.indent > base + 1 {
            // The analyser's own words.
        } else if bare == Some("") {
            complete = true;
        } else if let Some(text) = truncated.or(bare) {
            let text = part_of(&line, text.trim());
            match &mut message {
                None => message = Message::starting(&text),
                Some(message) => {
                    message.line(&text);
                }
            }
        }
        cursor.advance();
    }
    let Some(mut message) = message else { return };
    let is_request = message.side() == Side::Request;
    if is_request && let Some(url) = url.take() {
        message.target(url);
    }
    if let Some(url) = url.filter(|_| !sink.awaits_response) {
        let mut request = Message::new(Side::Request, url.span());
        request.target(url);
        request.put(false, &DETAIL, sink);
    }
    let awaited = sink.awaits_response;
    message.put(complete, &DETAIL, sink);
    let connection = if is_request { ports.0 } else { ports.1 };
    if let Some(exchange) = sink.capture.exchanges.last_mut() {
        exchange.span = exchange.span.hull(end);
        if is_request || !awaited || exchange.connection.is_none() {
            exchange.connection = Some(connection).filter(|port| *port > 0);
        }
    }
}

/// A followed stream between two rulers: a number before each piece says how long it is, indented for the second side.
fn follow(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let mut ahead = cursor.clone();
    let is_ruler =
        |view: &View<'_>| view.text.len() > 8 && view.text.bytes().all(|byte| byte == b'=');
    let Some(first) = ahead.peek().filter(is_ruler) else { return false };
    ahead.advance();
    if !ahead.peek().is_some_and(|view| view.text.starts_with("Follow: ")) {
        return false;
    }
    *cursor = ahead;
    let mut message: Option<Message> = None;
    let mut content: Option<Span> = None;
    let mut in_head = false;
    while let Some(view) = cursor.peek() {
        let line = cursor.leaf(view.range());
        let counts = !view.text.is_empty() && view.text.bytes().all(|byte| byte.is_ascii_digit());
        let started = Message::starting(&line);
        if (counts || is_ruler(&view) || started.is_some())
            && let Some(span) = content.take()
        {
            body::content(cursor, span, sink);
        }
        if let Some(started) = started {
            put(message.replace(started), sink);
            in_head = true;
        } else if in_head && view.text.is_empty() {
            put(message.take(), sink);
            in_head = false;
        } else if in_head {
            if let Some(message) = &mut message {
                message.line(&line);
            }
        } else if is_ruler(&view) {
            cursor.advance();
            break;
        } else if !counts && !view.text.is_empty() && !sink.capture.exchanges.is_empty() {
            content = Some(content.map_or(line.span(), |span| span.hull(line.span())));
        }
        cursor.advance();
    }
    if let Some(span) = content {
        body::content(cursor, span, sink);
    }
    put(message, sink);
    sink.part(&FOLLOW, cursor.span_of(&first));
    true
}

fn put(message: Option<Message>, sink: &mut Sink) {
    if let Some(message) = message {
        let complete = message.has_fields();
        message.put(complete, &FOLLOW, sink);
    }
}

/// A frame of Network Monitor: a tree, each line with `-` or `+` where something is below it.
fn netmon(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    let title = first.text.trim_start_matches(['-', '+', ' ']);
    let Some(title) = title.strip_prefix("Http: ") else { return false };
    let side = match title.split(',').next() {
        Some("Request") => Side::Request,
        Some("Response") => Side::Response,
        _ => return false,
    };
    let mut message = Message::new(side, cursor.span_of(&first));
    let (mut told, mut complete) = (false, false);
    cursor.advance();
    while let Some(view) = cursor.peek().filter(|view| view.indent > first.indent) {
        let line = cursor.leaf(view.range());
        let text = view.text.trim_start_matches(['-', '+', ' ']);
        if let Some((name, value)) = text.split_once(':') {
            member(&mut message, &line, name, value.trim());
            told |= matches!(name, "Command" | "StatusCode") || message.has_fields();
            complete |= name == "HeaderEnd";
        }
        message.cover(line.span());
        cursor.advance();
    }
    // What is below `+` was not opened.
    if told {
        message.put(complete, &NETMON, sink);
    } else {
        sink.part(&NETMON, cursor.span_of(&first));
    }
    true
}

fn member(message: &mut Message, line: &Leaf, name: &str, value: &str) {
    let value_leaf = part_of(line, value);
    match name {
        "Command" => message.method(value_leaf),
        "URI" if message.told_target().is_none() => message.target(value_leaf),
        "ProtocolVersion" => message.version(value_leaf),
        "StatusCode" => {
            let code = value.split(',').next().unwrap_or_default();
            message.status(part_of(line, code));
        }
        "Reason" => message.reason(value_leaf),
        // A field that is taken apart is told twice, the second time whole.
        "Authenticate" => {
            if let Some(name) = message.fields().last().map(|last| last.name.clone()) {
                message.once(name, value_leaf);
            }
        }
        _ => {
            let name = match name {
                "WWWAuthenticate" => named("WWW-Authenticate", part_of(line, name).span()),
                "ProxyAuthenticate" => named("Proxy-Authenticate", part_of(line, name).span()),
                _ if side(name).is_some() => part_of(line, name),
                _ => return,
            };
            message.once(name, value_leaf);
        }
    }
}

/// The field's name, of which the analyser left the hyphen out.
fn named(name: &str, span: Span) -> Leaf {
    let mut builder = LeafBuilder::new();
    builder.push(name, span);
    builder.finish(span)
}
