//! W3C extended logs as IIS writes them, read in one pass into a summary of bounded size.
//!
//! ```text
//! #Software: Microsoft Internet Information Services 5.0
//! #Date: 2001-01-15 00:00:12
//! #Fields: time c-ip cs-method cs-uri-stem sc-status
//! 00:00:12 10.1.1.9 GET /default.asp 401
//! ```
//! A row costs no allocation. Where there is no `date` column the day is that of `#Date`, and a
//! time that goes back without a new `#Date` is of the next day.

mod row;
mod summary;
mod waiting;

use std::ops::Range;

use nom::Offset;
use nom::bytes::complete::{is_not, tag, take_while1};
use nom::character::complete::{char, space0, space1, u16};
use nom::sequence::{delimited, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

use crate::capture::{Entry, Format, Kind, Record};
use crate::grammar::no_case;
use crate::iis::date::Date;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::text::{Line, Lines};
use row::{Columns, LastDate, date, time};
use summary::Summary;

const DIRECTIVES: [&str; 8] =
    ["software", "version", "date", "fields", "remark", "start-date", "end-date", "system"];

/// `"#" name ":" value`: name and value.
fn directive(line: &str) -> Option<(&str, &str)> {
    let name = take_while1(|c: char| c.is_ascii_alphabetic() || c == '-');
    let mut name = delimited(char::<_, nom::error::Error<&str>>('#'), name, (char(':'), space0));
    let (value, name) = name.parse(line).ok()?;
    DIRECTIVES.iter().any(|known| known.eq_ignore_ascii_case(name)).then_some((name, value))
}

/// The version in `Microsoft Internet Information Services 5.0` (IIS 4.0 says `Server`).
fn iis_version(software: &str) -> Option<(u16, u16)> {
    fn product(input: &str) -> IResult<&str, &str> {
        terminated(no_case("Microsoft Internet Information Serv"), is_not(" ")).parse(input)
    }
    let number = separated_pair(u16, tag("."), u16);
    preceded((product, space1), number).parse(software).ok().map(|(_, version)| version)
}

const IIS_LOG: Format = Format { id: "iis-log", label: "IIS log", unit: "row" };

pub(super) const READER: Reader = Reader { formats: &[&IIS_LOG], starts, read, of_content: false };

/// A directive stands under view.
fn starts(view: &View<'_>) -> bool {
    directive(view.text).is_some()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if !starts(&view) {
        return without_fields(cursor, &view, sink);
    }
    let mut file = File::new(view.start);
    for line in Lines::from(cursor.source(), cursor.at()) {
        let Some(found) = content(cursor.source(), line) else {
            cursor.move_to(line.next);
            continue;
        };
        let text = cursor.source().get(found.clone()).unwrap_or_default();
        if text.starts_with('#') {
            let Some((name, value)) = directive(text) else { break };
            let start = found.start + text.offset(value);
            if name.eq_ignore_ascii_case("software") && file.is_of_other_software(value) {
                break;
            }
            file.joined(cursor, name, value, start, sink);
            file.end = found.end;
        } else {
            match file.row(text.as_bytes(), cursor.span(found.clone()).start) {
                Row::Fits => file.end = found.end,
                Row::Misfit => {
                    let view = super::cursor::view(cursor.source(), line, None);
                    if !by_its_end(cursor, &view, sink) {
                        sink.unread(cursor.span(found.clone()), file.misfit_reason());
                    }
                    file.end = found.end;
                }
                Row::OfOtherFormat => break,
            }
        }
        cursor.move_to(line.next);
    }
    let span = cursor.span(file.start..file.end);
    sink.log(&IIS_LOG, file.summary.finish(span));
    true
}

/// What stands on a line; nothing on a blank one. Quick, since logs are large.
fn content(source: &str, line: Line) -> Option<Range<usize>> {
    let bytes = source.as_bytes().get(line.start..line.end)?;
    let margin = |byte: &u8| matches!(byte, b' ' | b'\t' | b'>');
    let mut start = line.start;
    if bytes.first().is_some_and(|first| margin(first) || *first >= 0x80) {
        start = super::cursor::view(source, line, None).start;
    }
    let blank = bytes.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = line.end - blank;
    (start < end).then_some(start..end)
}

enum Row {
    Fits,
    Misfit,
    OfOtherFormat,
}

/// The files of one log after each other: what their directives say holds for the rows after them.
struct File {
    start: usize,
    end: usize,
    columns: Option<Columns>,
    day: Option<i32>,
    second: i32,
    last_date: LastDate,
    summary: Summary,
}

/// Rows are written when a response is done, so that times are not quite in order.
const OUT_OF_ORDER: i32 = 60;

impl File {
    fn new(start: usize) -> File {
        let (last_date, summary) = (LastDate::default(), Summary::default());
        File { start, end: start, columns: None, day: None, second: 0, last_date, summary }
    }

    /// Another server's log has begun: it is one of its own.
    fn is_of_other_software(&self, value: &str) -> bool {
        let value = one_directive(value);
        self.summary.software.as_ref().is_some_and(|software| software.as_str() != value)
    }

    /// A directive, and the directives and rows that follow it on its line where line ends were lost.
    fn joined(
        &mut self,
        cursor: &Cursor<'_>,
        name: &str,
        value: &str,
        start: usize,
        sink: &mut Sink,
    ) {
        let (mut name, mut value, mut start) = (name, value, start);
        loop {
            let own = one_directive(value);
            if name.eq_ignore_ascii_case("fields") {
                let rows = row::starts_of_rows(own);
                let fields = rows.first().and_then(|first| own.get(..*first)).unwrap_or(own);
                self.directive(cursor, name, fields, start);
                self.rows(cursor, own, &rows, start, sink);
            } else {
                self.directive(cursor, name, own, start);
            }
            let rest = value.get(own.len()..).unwrap_or_default().trim();
            if rest.is_empty() {
                return;
            }
            let at = start + value.offset(rest);
            let Some((next, more)) = directive(rest) else {
                sink.unread(cursor.span(at..at + rest.len()), "several log lines on one line");
                return;
            };
            start = at + rest.offset(more);
            (name, value) = (next, more);
        }
    }

    /// Rows that stand behind each other, beginning at these places of `value`.
    fn rows(
        &mut self,
        cursor: &Cursor<'_>,
        value: &str,
        starts: &[usize],
        start: usize,
        sink: &mut Sink,
    ) {
        for (index, from) in starts.iter().enumerate() {
            let to = starts.get(index + 1).copied().unwrap_or(value.len());
            let text = value.get(*from..to).unwrap_or_default().trim_end();
            let span = cursor.span(start + from..start + from + text.len());
            if !matches!(self.row(text.as_bytes(), span.start), Row::Fits) {
                sink.unread(span, self.misfit_reason());
            }
        }
    }

    fn directive(&mut self, cursor: &Cursor<'_>, name: &str, value: &str, start: usize) {
        let value = one_directive(value);
        let leaf = |part: &str| {
            let start = start + value.offset(part);
            cursor.leaf(start..start + part.len())
        };
        match name.to_ascii_lowercase().as_str() {
            "software" => {
                if self.summary.software.is_none() {
                    self.summary.software = Some(leaf(value));
                    self.summary.iis = iis_version(value);
                }
                self.columns = None;
            }
            "date" => {
                let mut parts = value.split_ascii_whitespace().map(str::as_bytes);
                self.day = parts.next().and_then(date).map(Date::days);
                self.second = parts.next().and_then(time).unwrap_or(0);
            }
            "fields" => {
                let columns = Columns::new(value);
                self.summary.tells_unresolved &= columns.tell_unresolved();
                self.summary.fields = value.split_ascii_whitespace().map(leaf).collect();
                self.columns = Some(columns);
            }
            _ => {}
        }
    }

    fn row(&mut self, bytes: &[u8], start: u32) -> Row {
        let Some(columns) = &self.columns else {
            return if row::is_likely(bytes) { Row::Misfit } else { Row::OfOtherFormat };
        };
        let Some(row) = columns.read(bytes, &mut self.last_date) else {
            return if row::is_likely(bytes) { Row::Misfit } else { Row::OfOtherFormat };
        };
        if let Some(day) = row.day {
            self.day = Some(day);
        } else if row.second + OUT_OF_ORDER < self.second {
            self.day = self.day.map(|day| day.saturating_add(1));
        }
        self.second = row.second;
        self.summary.row(&row, self.day, start, bytes.len());
        Row::Fits
    }

    fn misfit_reason(&self) -> &'static str {
        if self.columns.is_some() {
            "log lines that do not fit their #Fields line"
        } else {
            NO_FIELDS
        }
    }
}

const NO_FIELDS: &str = "log lines without their #Fields line";

/// Pages that lost their line ends have the next directive on the same line.
fn one_directive(value: &str) -> &str {
    value.split_once(" #").map_or(value, |(value, _)| value).trim_end()
}

/// Lines of a log whose directives were not pasted can't be told apart.
fn without_fields(cursor: &mut Cursor<'_>, view: &View<'_>, sink: &mut Sink) -> bool {
    let likely = row::is_likely(view.text.as_bytes());
    let Some(columns) = row::usual_columns(view.text).filter(|_| likely) else {
        let told = by_its_end(cursor, view, sink);
        if told || likely {
            cursor.advance();
        }
        if likely && !told {
            sink.unread(cursor.span_of(view), NO_FIELDS);
        }
        return told || likely;
    };
    let span = cursor.span_of(view);
    cursor.advance();
    let refused =
        |(name, word): &(&str, &str)| *name == "status" && matches!(*word, "401" | "403" | "407");
    if columns.iter().any(refused) {
        record(cursor, view, columns, sink);
    } else {
        sink.part(&IIS_LOG, span);
    }
    true
}

/// Takes what the end of a row tells, where its columns can't be told apart.
fn by_its_end(cursor: &Cursor<'_>, view: &View<'_>, sink: &mut Sink) -> bool {
    let columns = row::refused_tail(view.text);
    let told = columns.is_some();
    if let Some(columns) = columns {
        record(cursor, view, columns, sink);
    }
    told
}

fn record(
    cursor: &Cursor<'_>,
    view: &View<'_>,
    columns: Vec<(&'static str, &str)>,
    sink: &mut Sink,
) {
    let entry = |(name, word): (&'static str, &str)| {
        let start = view.start + view.text.offset(word);
        Entry { name, value: cursor.leaf(start..start + word.len()) }
    };
    let entries = columns.into_iter().map(entry).collect();
    let span = cursor.span_of(view);
    sink.record(Record { kind: Kind::Access, format: &IIS_LOG, entries, count: 1, span });
}

#[cfg(test)]
mod tests;
