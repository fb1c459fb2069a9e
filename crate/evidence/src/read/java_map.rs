//! Fields of HTTP as Java prints a map of lists: `HttpURLConnection.getHeaderFields()` and the like.
//!
//! ```text
//! {null=[HTTP/1.1 401 Unauthorized], Server=[nginx], WWW-Authenticate=[Negotiate, Basic realm="a"]}
//! ```
//! The status line has no name, or `null`.

use crate::capture::Format;
use crate::http::is_tchar;
use crate::read::cursor::Cursor;
use crate::read::fields::{Side, side};
use crate::read::message::{Message, part_of};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern};

const JAVA_MAP: Format =
    Format { id: "java-map", label: "map of HTTP fields as Java prints it", unit: "head" };

pub(super) const READER: Reader =
    Reader { formats: &[&JAVA_MAP], starts: |_| false, read, of_content: false };

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some((before, rest)) = pattern::around(view.text, "=[") else { return false };
    let Some(open) = before.rfind('{') else { return false };
    if before.len() - open > 64 {
        return false;
    }
    let line = cursor.leaf(view.range());
    let Some(mut rest) = view.text.get(open + 1..).filter(|_| !rest.is_empty()) else {
        return false;
    };
    let mut entries = Vec::new();
    while let Some((name, value, left)) = entry(rest) {
        entries.push((name, value));
        rest = left;
    }
    let start = entries.iter().find(|(name, _)| matches!(*name, "null" | ""));
    let start = start.and_then(|(_, status)| Message::starting(&part_of(&line, status)));
    let sides = entries.iter().filter_map(|(name, _)| side(name));
    let sent = sides.clone().any(|side| side == Side::Request);
    let known = sides.clone().any(|side| side != Side::Either);
    if start.is_none() && !known {
        return false;
    }
    // What credentials a client sent Java does not tell.
    let complete = start.is_some() && rest.starts_with('}');
    let of = if sent { Side::Request } else { Side::Response };
    let mut message = start.unwrap_or_else(|| Message::new(of, line.span()));
    for (name, value) in entries {
        match name {
            ":status" => message.status(part_of(&line, value)),
            "null" | "" => {}
            _ => message.field(part_of(&line, name), part_of(&line, value)),
        }
    }
    cursor.advance();
    message.put(complete, &JAVA_MAP, sink);
    true
}

/// Name, values and what follows. Values may hold brackets: they end where a next name or the map's end follows.
fn entry(rest: &str) -> Option<(&str, &str, &str)> {
    let rest = rest.trim_start_matches([',', ' ']);
    let name = named(rest)?;
    let values = rest.get(name.len() + 2..)?;
    let ends = |(at, _): (usize, &str)| {
        let after = values.get(at + 1..)?;
        let next =
            after.strip_prefix(", ").is_some_and(|next| named(next).is_some() || is_cut(next));
        (next || after.is_empty() || after.starts_with('}')).then_some((at, after))
    };
    let (at, after) = values.match_indices(']').find_map(ends)?;
    Some((name, values.get(..at)?, after))
}

/// The name that `=[` follows.
fn named(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(|byte| is_tchar(*byte) || *byte == b':').count();
    let name = text.get(..length)?;
    text.get(length..)?.starts_with("=[").then_some(name)
}

/// The start of a name, and the text ends there.
fn is_cut(text: &str) -> bool {
    text.bytes().all(is_tchar)
}
