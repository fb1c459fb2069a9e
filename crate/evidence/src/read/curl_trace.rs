//! What `curl --trace-ascii` and `--trace` print, and Git with GIT_TRACE_CURL: a mark, and below it what was
//! sent or received, in rows with their offset.
//!
//! ```text
//! 02:09:36.543204 <= Recv header, 42 bytes (0x2a)
//! 0000: WWW-Authenticate: Basic realm="intranet"
//! 02:10:59.532015 http.c:872              <= Recv header: WWW-Authenticate: NTLM
//! ```

use crate::capture::Format;
use crate::read::Reader;
use crate::read::body::Body;
use crate::read::curl_verbose::is_about_last;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::Side;
use crate::read::sink::Sink;
use crate::read::wire::Wire;
use crate::span::{LeafBuilder, Span};

const CURL_TRACE: Format =
    Format { id: "curl-trace", label: "curl --trace-ascii", unit: "exchange" };
const GIT_TRACE: Format = Format { id: "git-trace", label: "GIT_TRACE_CURL", unit: "exchange" };

pub(super) const READER: Reader =
    Reader { formats: &[&CURL_TRACE, &GIT_TRACE], starts, read, of_content: false };

/// What a marked line says.
enum Mark<'a> {
    Info(&'a str),
    /// Rows of a head follow.
    Head(Side),
    /// A line of a head, as Git prints it.
    Line(Side, &'a str),
    Data,
}

fn starts(view: &View<'_>) -> bool {
    mark(view.text).is_some()
}

/// Time, connection and place in Git's source may stand before a mark.
fn mark(line: &str) -> Option<Mark<'_>> {
    let mut rest = line;
    for _ in 0..4 {
        if rest.starts_with(['=', '<']) {
            break;
        }
        let (word, after) = rest.split_once([' ', '\t'])?;
        let before = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '[' | ']' | '-' | 'x');
        if !word.chars().all(before) && !word.starts_with("http.c:") {
            return None;
        }
        rest = after.trim_start();
    }
    if let Some(info) = rest.strip_prefix("== Info:") {
        return Some(Mark::Info(info.trim_start()));
    }
    let (side, rest) = match rest.strip_prefix("=> Send ") {
        Some(rest) => (Side::Request, rest),
        None => (Side::Response, rest.strip_prefix("<= Recv ")?),
    };
    match rest.strip_prefix("header") {
        Some(rest) if rest.starts_with(',') => Some(Mark::Head(side)),
        Some(rest) => rest.strip_prefix(':').map(|line| Mark::Line(side, line.trim_start())),
        None => (rest.starts_with("data") || rest.starts_with("SSL data")).then_some(Mark::Data),
    }
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek().filter(starts) else { return false };
    let git = first.text.contains(" http.c:") || first.text.starts_with("http.c:");
    let format = if git { &GIT_TRACE } else { &CURL_TRACE };
    let mut wire = Wire::new(format);
    let place = cursor.span_of(&first);
    let mut rows = Rows { side: None, line: LeafBuilder::new(), place, next: 0, ended: true };
    let mut end = first.range().end;
    while let Some(view) = cursor.peek() {
        if let Some(mark) = mark(view.text) {
            rows.end(&mut wire, sink);
            take(mark, &view, cursor, &mut wire, &mut rows, sink);
        } else if !rows.take(&view, cursor, &mut wire, sink) && !is_noise(view.text) {
            // Without an option -o the content stands among the marks.
            rows.end(&mut wire, sink);
            let answered = sink.capture.exchanges.last().and_then(|last| last.response.as_ref());
            let Some(body) =
                answered.filter(|_| !git && rows.side.is_none()).map(Body::of_response)
            else {
                break;
            };
            let at = cursor.at();
            body.skip(cursor, sink);
            if cursor.at() == at {
                break;
            }
            continue;
        }
        end = view.range().end.max(end);
        cursor.advance();
    }
    rows.end(&mut wire, sink);
    wire.end(sink);
    let awaits_response = sink.awaits_response;
    sink.part(format, cursor.span(first.start..end));
    sink.awaits_response = awaits_response;
    true
}

/// Git traces more than HTTP.
fn is_noise(line: &str) -> bool {
    line.is_empty() || line.contains(" trace: ") || line.contains(" packet: ")
}

fn take(
    mark: Mark<'_>,
    view: &View<'_>,
    cursor: &Cursor<'_>,
    wire: &mut Wire,
    rows: &mut Rows,
    sink: &mut Sink,
) {
    let leaf = |part: &str| cursor.leaf(view.range().end - part.len()..view.range().end);
    match mark {
        Mark::Info(text) => {
            sink.connections.tell(text, &mut sink.capture.exchanges);
            wire.connection = sink.connections.current();
            wire.note(leaf(text));
            if is_about_last(text) && !wire.is_open() {
                wire.say(sink);
            }
        }
        Mark::Head(side) => {
            rows.side = Some(side);
            rows.ended = true;
        }
        Mark::Line(side, text) => {
            wire.line(side, &leaf(text), sink);
        }
        Mark::Data => {
            wire.close(sink);
            rows.side = None;
        }
    }
}

/// The rows below a mark, put together to lines.
struct Rows {
    /// Of which side the rows are; none for content.
    side: Option<Side>,
    line: LeafBuilder,
    /// The row before.
    place: Span,
    /// The offset after the row before.
    next: usize,
    /// The line is complete.
    ended: bool,
}

impl Rows {
    /// Takes a row `0040: text` or `0040: 47 45 54 ... text`; false if the line is none.
    fn take(
        &mut self,
        view: &View<'_>,
        cursor: &Cursor<'_>,
        wire: &mut Wire,
        sink: &mut Sink,
    ) -> bool {
        let Some((digits, _)) = view.text.split_once(':') else { return false };
        let Some(offset) = hex(digits, 4) else { return false };
        let Some(side) = self.side else { return true };
        // Spaces at the ends of the text are part of it.
        let start = (view.start + digits.len() + 2).min(view.line.end);
        let row = cursor.leaf(start..view.line.end);
        self.place = row.span();
        if let Some((bytes, text)) = hex_row(row.as_str()) {
            let text = row.slice(text..row.len());
            for (at, byte) in bytes.iter().enumerate() {
                if *byte == b'\n' {
                    self.end_line(side, wire, sink);
                } else if *byte != b'\r' {
                    let shown = text.slice(at..at + 1);
                    let stands = shown.as_str().as_bytes() == [*byte];
                    let byte = char::from(*byte);
                    let place = if stands || !shown.is_empty() { shown.span() } else { row.span() };
                    self.line.push(byte.encode_utf8(&mut [0; 4]), place);
                    self.ended = false;
                }
            }
            return true;
        }
        // A line end takes two bytes that are not shown; one byte is a space that was lost.
        if !self.ended && offset.saturating_sub(self.next) < 2 {
            if offset == self.next + 1 {
                self.line.push(" ", row.slice(0..0).span());
            }
        } else if !self.ended {
            self.end_line(side, wire, sink);
        }
        self.line.append(&row);
        self.next = offset + row.len();
        self.ended = false;
        true
    }

    fn end_line(&mut self, side: Side, wire: &mut Wire, sink: &mut Sink) {
        let line = std::mem::take(&mut self.line).finish(self.place);
        wire.line(side, &line.trimmed(), sink);
        self.ended = true;
    }

    /// No row follows.
    fn end(&mut self, wire: &mut Wire, sink: &mut Sink) {
        if let Some(side) = self.side
            && !self.ended
        {
            self.end_line(side, wire, sink);
        }
    }
}

fn hex(digits: &str, least: usize) -> Option<usize> {
    let fits = (least..=8).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    usize::from_str_radix(digits, 16).ok().filter(|_| fits)
}

/// The bytes of a row of `--trace`, and where its text begins: after 16 columns, the last row's are filled up.
fn hex_row(row: &str) -> Option<(Vec<u8>, usize)> {
    const COLUMNS: usize = 16;
    let column = |at: usize| {
        row.get(at * 3..at * 3 + 2).filter(|_| row.get(at * 3 + 2..at * 3 + 3) == Some(" "))
    };
    let byte = |at| u8::from_str_radix(column(at)?, 16).ok();
    let bytes: Vec<u8> = (0..COLUMNS).map_while(byte).collect();
    let filled = row.get(bytes.len() * 3..COLUMNS * 3)?;
    (!bytes.is_empty() && filled.trim().is_empty()).then_some((bytes, COLUMNS * 3))
}
