//! Records of several lines: labelled values, as `klist` and Windows' event viewer print them.
//!
//! A sheet has lines before its records, whose values hold for all of them, lines with which a record
//! begins, and lines that go on with it. Blank lines may stand anywhere in it: copying adds them.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::cursor::Cursor;
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::{Leaf, Span};

pub(super) struct Sheet {
    pub(super) format: &'static Format,
    pub(super) kind: Kind,
    /// Patterns of the lines before the records.
    pub(super) opens: &'static [&'static str],
    /// Patterns of the lines with which a record begins.
    pub(super) begins: &'static [&'static str],
    /// The same by code, for what no pattern says.
    pub(super) row: fn(&Leaf) -> Option<Vec<Entry>>,
    /// A record may stand without the lines before it.
    pub(super) bare: bool,
    /// Labels, lower case, and the names of their values: see [`PASSED`], [`OTHERS`], [`OWN`].
    pub(super) labels: &'static [(&'static str, &'static str)],
    /// Patterns of other lines that go on with a record.
    pub(super) goes_on: &'static [&'static str],
}

/// The name of a value that is passed over.
pub(super) const PASSED: &str = "";
/// The label alone heads lines about another account.
pub(super) const OTHERS: &str = "<";
/// The label alone heads lines about the account itself.
pub(super) const OWN: &str = ">";

/// For sheets whose records all begin with a pattern.
pub(super) fn no_row(_: &Leaf) -> Option<Vec<Entry>> {
    None
}

/// Values that say nothing.
const NOTHING: &[&str] =
    &["", "-", "N/A", "NULL SID", "%%1793", "{00000000-0000-0000-0000-000000000000}"];

/// What a label says on a line: its name, and the value.
fn labelled<'a>(sheet: &Sheet, text: &'a str) -> Option<(&'static str, &'a str)> {
    let at = text.find([':', '='])?;
    let trim = |part: &'a str| {
        let part = part.trim_matches(['*', '.']).trim();
        part.trim_start_matches("\\t").trim_matches(['*', '"'])
    };
    let label = trim(text.get(..at)?).trim_end();
    let value = trim(text.get(at + 1..)?).trim();
    let known = sheet.labels.iter().find(|(known, _)| known.eq_ignore_ascii_case(label))?;
    Some((known.1, value))
}

/// How many lines may stand before the first that says something.
const HEADS: usize = 16;

/// The records of one sheet, as they are put together.
#[derive(Default)]
pub(super) struct Reading {
    shared: Vec<Entry>,
    records: Vec<(Vec<Entry>, Span)>,
    span: Option<Span>,
    of_other: bool,
}

impl Reading {
    /// Takes a line; false if it does not belong to the sheet.
    pub(super) fn line(&mut self, sheet: &Sheet, line: &Leaf) -> bool {
        let message = line.as_str().strip_prefix("Message=");
        let line = &message.map_or_else(|| line.clone(), |message| part_of(line, message));
        let taken = self.opens(sheet, line)
            || self.span.is_some() && self.value(sheet, line)
            || (sheet.bare || self.span.is_some()) && self.begins(sheet, line)
            || self.span.is_some() && self.goes_on(sheet, line);
        if taken {
            let span = line.span();
            self.span = Some(self.span.map_or(span, |all| all.hull(span)));
            if let Some((_, record)) = self.records.last_mut() {
                *record = record.hull(span);
            }
        }
        taken
    }

    /// Another sheet opens where this one has records, or says the same again.
    fn opens(&mut self, sheet: &Sheet, line: &Leaf) -> bool {
        let Some(found) = pattern::entries(sheet.opens, line) else { return false };
        let again = |new: &Entry| self.shared.iter().any(|old| old.name == new.name);
        if !self.records.is_empty() || found.iter().any(again) {
            return false;
        }
        self.shared.extend(found);
        true
    }

    fn value(&mut self, sheet: &Sheet, line: &Leaf) -> bool {
        let Some((name, value)) = labelled(sheet, line.as_str()) else { return false };
        if name == OTHERS || name == OWN {
            self.of_other = name == OTHERS;
            return true;
        }
        let other = self.of_other && matches!(name, "account" | "domain");
        if !(name == PASSED || other || NOTHING.contains(&value)) {
            // Some name the code after the number: `0x7 KDC_ERR_S_PRINCIPAL_UNKNOWN`.
            let (value, named) = match value.split_once(' ') {
                Some((code, named)) if name == "status" => (code, named),
                _ => (value, ""),
            };
            self.entries().push(Entry { name, value: part_of(line, value) });
            if !named.is_empty() {
                self.entries().push(Entry { name: "text", value: part_of(line, named) });
            }
        }
        true
    }

    fn begins(&mut self, sheet: &Sheet, line: &Leaf) -> bool {
        let found = pattern::entries(sheet.begins, line).or_else(|| (sheet.row)(line));
        let Some(mut found) = found else { return false };
        // What a line only means may have been said already: of the first record, not of the next.
        let said = |new: &Entry| {
            !new.value.is_verbatim() && self.shared.iter().any(|old| old.name == new.name)
        };
        if !self.records.is_empty() && found.iter().any(said) {
            return false;
        }
        found.retain(|new| !said(new));
        self.of_other = false;
        self.records.push((found, line.span()));
        true
    }

    fn goes_on(&mut self, sheet: &Sheet, line: &Leaf) -> bool {
        let Some(found) = pattern::entries(sheet.goes_on, line) else { return false };
        self.entries().extend(found);
        true
    }

    fn is_empty(&self) -> bool {
        self.shared.is_empty() && self.records.iter().all(|(own, _)| own.is_empty())
    }

    fn entries(&mut self) -> &mut Vec<Entry> {
        match self.records.last_mut() {
            Some((entries, _)) => entries,
            None => &mut self.shared,
        }
    }

    /// Puts the records into the capture, false if they say nothing; without any, what stands before them is one.
    pub(super) fn put(mut self, sheet: &Sheet, sink: &mut Sink) -> bool {
        let Some(span) = self.span else { return false };
        if self.records.is_empty() {
            self.records.push((Vec::new(), span));
        }
        self.records.retain(|(own, _)| !(own.is_empty() && self.shared.is_empty()));
        if self.records.is_empty() {
            return false;
        }
        sink.part(sheet.format, span);
        for (mut own, span) in self.records {
            let said = |new: &Entry, old: &Entry| {
                new.name == old.name && new.value.as_str() == old.value.as_str()
            };
            own.retain(|new| !self.shared.iter().any(|old| said(new, old)));
            let mut entries = self.shared.clone();
            entries.extend(own);
            let (kind, format) = (sheet.kind, sheet.format);
            sink.record(Record { kind, format, entries, count: 1, span });
        }
        true
    }
}

/// Takes the sheet under the cursor.
pub(super) fn read(cursor: &mut Cursor<'_>, sink: &mut Sink, sheet: &Sheet) -> bool {
    let mut reading = Reading::default();
    let mut ahead = cursor.clone();
    let mut end = cursor.clone();
    let mut lines = 0;
    while let Some(view) = ahead.peek() {
        if !(view.text.is_empty() || reading.line(sheet, &cursor.leaf(view.range()))) {
            break;
        }
        ahead.advance();
        lines += 1;
        // What declines must not have gone far.
        if reading.span.is_none() || lines > HEADS && reading.is_empty() {
            break;
        }
        if !view.text.is_empty() {
            end = ahead.clone();
        }
    }
    let taken = reading.put(sheet, sink);
    if taken {
        *cursor = end;
    }
    taken
}
