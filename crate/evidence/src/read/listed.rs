//! Header lines in the dress of what they were copied from: in two columns, with line numbers, or as
//! Fiddler's authentication view tells them.
//!
//! ```text
//! Server           Microsoft-IIS/7.5        12: HTTP/1.1 401 Unauthorized
//! WWW-Authenticate Negotiate                13: WWW-Authenticate: Negotiate
//!
//! WWW-Authenticate Header is present: Negotiate
//! ```
//! None of them shows that it is complete, but for numbered lines with a start line.

use crate::capture::Format;
use crate::http::scheme;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{Side, is_authentication, name_of, side};
use crate::read::http1::{request_line, status_line};
use crate::read::message::{Message, part_of};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern};
use crate::span::Leaf;

const COLUMNS: Format =
    Format { id: "header-columns", label: "header lines in columns", unit: "head" };
const NUMBERED: Format = Format { id: "numbered-lines", label: "numbered lines", unit: "head" };
const FIDDLER: Format =
    Format { id: "fiddler-auth", label: "Fiddler's authentication view", unit: "head" };

pub(super) const READER: Reader = Reader {
    formats: &[&COLUMNS, &NUMBERED, &FIDDLER],
    starts: |_| false,
    read,
    of_content: false,
};

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    fiddler(cursor, sink) || numbered(cursor, sink) || columns(cursor, sink)
}

const PRESENT: &str = " Header is present: ";
const ABSENT: &str = " Header is present.";

fn fiddler(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let mut message: Option<Message> = None;
    let mut taken = false;
    while let Some(view) = cursor.peek() {
        let leaf = cursor.leaf(view.range());
        if let Some((name, value)) = pattern::around(view.text, PRESENT)
            && side(name).is_some()
        {
            let (name, value) = (part_of(&leaf, name), part_of(&leaf, value.trim()));
            let side = side(name.as_str()).unwrap_or(Side::Response);
            message.get_or_insert_with(|| Message::new(side, leaf.span())).field(name, value);
        } else if view.text.starts_with("No ") && view.text.ends_with(ABSENT) {
            sink.part(&FIDDLER, leaf.span());
        } else if !(view.text.is_empty() && taken && message.is_none()) {
            break;
        }
        taken = true;
        cursor.advance();
    }
    if let Some(message) = message {
        message.put(false, &FIDDLER, sink);
    }
    taken
}

/// The number that a line starts with, and what stands behind it.
fn numbered_line<'a>(view: &View<'a>) -> Option<(u32, &'a str)> {
    let digits = view.text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = view.text.split_at_checked(digits).filter(|_| (1..7).contains(&digits))?;
    let bare = rest.trim_start_matches(['.', ':', ')', '|', ' ', '\t']);
    // The marks of curl may stand there too.
    let bare = bare.strip_prefix("< ").or_else(|| bare.strip_prefix("> ")).unwrap_or(bare);
    (rest.is_empty() || bare.len() < rest.len()).then(|| (number.parse().unwrap_or(0), bare.trim()))
}

fn numbered(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some((mut number, first)) = cursor.peek().as_ref().and_then(numbered_line) else {
        return false;
    };
    let told = |line: &str| {
        let side = name_of(line).and_then(side);
        side.is_some_and(|side| side != Side::Either)
            || status_line(line).is_some()
            || request_line(line).is_some()
    };
    if !told(first) {
        return false;
    }
    let mut head: Option<(Message, bool)> = None;
    while let Some(view) = cursor.peek() {
        let Some((next, line)) = numbered_line(&view).filter(|(next, _)| *next == number) else {
            break;
        };
        let whole = cursor.leaf(view.range());
        let line = part_of(&whole, line);
        if line.is_empty() || told(line.as_str()) && !belongs(&head, &line) {
            put(head.take(), sink);
        }
        if !line.is_empty() {
            let started = Message::starting(&line);
            if let Some(message) = started {
                head = Some((message, true));
            } else {
                let side = name_of(line.as_str()).and_then(side).unwrap_or(Side::Either);
                let new = || (Message::new(side, line.span()), false);
                if name_of(line.as_str()).is_none() || head.is_none() && !told(line.as_str()) {
                    break;
                }
                head.get_or_insert_with(new).0.line(&line);
            }
        }
        number = next + 1;
        cursor.advance();
    }
    put(head, sink);
    true
}

/// The line is a field of the head that is read.
fn belongs(head: &Option<(Message, bool)>, line: &Leaf) -> bool {
    let side = name_of(line.as_str()).and_then(side);
    head.as_ref().is_some_and(|(message, _)| side == Some(message.side()))
}

fn put(head: Option<(Message, bool)>, sink: &mut Sink) {
    if let Some((message, started)) = head {
        let complete = started && message.has_fields();
        message.put(complete, &NUMBERED, sink);
    }
}

/// A name, its value, and the column in which that stands; tabs make one of their own.
fn columns_of<'a>(view: &View<'a>) -> Option<(&'a str, &'a str, usize)> {
    let length = view.text.bytes().position(|byte| !crate::http::is_tchar(byte))?;
    let (name, rest) = view.text.split_at_checked(length)?;
    let value = rest.trim_start_matches([' ', '\t']);
    if name.is_empty() || length > 40 || value.len() == rest.len() {
        return None;
    }
    let tab = rest.starts_with('\t');
    let column = if tab { usize::MAX } else { view.indent + view.text.len() - value.len() };
    Some((name, value, column))
}

fn columns(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some((name, _, column)) = columns_of(&view) else { return false };
    if side(name).is_none() {
        return false;
    }
    let mut ahead = cursor.clone();
    let mut message: Option<Message> = None;
    let (mut told, mut lines) = (Side::Either, 0);
    while let Some(view) = ahead.peek() {
        let Some((name, value, _)) = columns_of(&view).filter(|(.., at)| *at == column) else {
            break;
        };
        let side = side(name).unwrap_or(Side::Either);
        if side != Side::Either {
            if told != Side::Either && told != side {
                break;
            }
            told = side;
        }
        let leaf = ahead.leaf(view.range());
        let message = message.get_or_insert_with(|| Message::new(Side::Response, leaf.span()));
        // Firebug put the challenges of several lines on one.
        let words = || value.split(' ');
        if is_authentication(name) && words().all(|word| scheme::find(word).is_some()) {
            for word in words() {
                message.field(part_of(&leaf, name), part_of(&leaf, word));
            }
        } else {
            message.field(part_of(&leaf, name), part_of(&leaf, value));
        }
        lines += 1;
        ahead.advance();
    }
    let Some(message) = message.filter(|_| told != Side::Either && lines > 1) else { return false };
    *cursor = ahead;
    message.of(told).put(false, &COLUMNS, sink);
    true
}
