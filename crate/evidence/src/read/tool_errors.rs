//! What command-line tools, libraries and consoles print when authentication fails: tables of lines,
//! one table a tool. What belongs together (npm's lines, the causes of an exception) is one record.

mod tables;

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::service_error;
use crate::read::sink::Sink;
use crate::span::Leaf;

pub(super) const READER: Reader =
    Reader { formats: &tables::FORMATS, starts: |_| false, read, of_content: false };

/// One tool's lines.
struct Tool {
    format: &'static Format,
    /// One of these is in every line that starts a record.
    words: &'static [&'static str],
    /// Lines that start a record; where `joins`, they also go on with one.
    first: &'static [&'static str],
    /// Lines that go on with one.
    more: &'static [&'static str],
    joins: bool,
    /// Deeper lines go on with one too, and `more` does after a blank line.
    loose: bool,
}

/// A longer line is data.
const LONGEST: usize = 4096;

/// Most lines of one record.
const LINES: usize = 400;

/// What starts a symbol that is a code of its own, wherever in a record it stands.
const SYMBOLS: [&str; 10] = [
    "SEC_E_",
    "0x8009",
    "0x8007",
    "AADSTS",
    "ERR_",
    "KDC_ERR_",
    "KRB_AP_ERR_",
    "TF40",
    "NU13",
    "IDX1",
];

const TRACEBACK: &str = "Traceback (most recent call last):";

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek() else { return false };
    let mut ahead = cursor.clone();
    if first.text == TRACEBACK && !past_frames(&mut ahead, &first) {
        return false;
    }
    let Some(head) = ahead.peek() else { return false };
    let Some((tool, nth, entries)) = tool_of(&ahead, &head) else { return false };
    ahead.advance();
    let mut found = Found { tool, nth, entries: Vec::new() };
    found.add(entries, &ahead.leaf(head.range()));
    let (mut end, mut taken) = (head.range().end, ahead.at());
    // The marks before Java's word are no quoting.
    let quotes = if head.text == "KRBError:" { 0 } else { first.quotes };
    for _ in 0..LINES {
        let Some(view) = next_line(&mut ahead) else { break };
        let blank = ahead.at() > taken;
        if view.quotes != quotes || !found.takes(&ahead, &view, &head, blank) {
            break;
        }
        end = view.range().end;
        ahead.advance();
        taken = ahead.at();
    }
    let Found { entries, .. } = found;
    // A line that goes with successes as well is no error alone.
    if !entries.iter().any(|entry| matches!(entry.name, "code" | "status" | "text")) {
        return false;
    }
    let span = cursor.span(first.start..end);
    cursor.move_to(taken);
    sink.record(Record { kind: Kind::Error, format: tool.format, entries, count: 1, span });
    true
}

/// The next line that is not blank; two blank lines end what belongs together.
fn next_line<'a>(ahead: &mut Cursor<'a>) -> Option<View<'a>> {
    let view = ahead.peek()?;
    if !view.text.is_empty() {
        return Some(view);
    }
    ahead.advance();
    ahead.peek().filter(|view| !view.text.is_empty())
}

/// Past the frames of a Python traceback, to the line that names the exception.
fn past_frames(ahead: &mut Cursor<'_>, first: &View<'_>) -> bool {
    for _ in 0..LINES {
        ahead.advance();
        match ahead.peek() {
            Some(view) if view.indent > first.indent => {}
            Some(view) => return view.quotes == first.quotes,
            None => return false,
        }
    }
    false
}

/// A line without what others put before it: Terraform's frame, the time and step of a build's log.
fn own(line: &Leaf) -> Option<Leaf> {
    let text = line.as_str();
    let mut rest = text.trim_start_matches(['\u{2502}', '|', ' ']);
    // As 2026-11-22T10:00:00.1234567Z.
    if let Some((time, after)) = rest.split_once("Z ")
        && time.len() < 30
        && time.as_bytes().get(10) == Some(&b'T')
    {
        rest = after;
    }
    if let Some((step, after)) = rest.split_once(": ")
        && step.starts_with("Step #")
    {
        rest = after;
    }
    let rest = rest.trim_start_matches("##[error]").trim_start();
    (rest.len() < text.len()).then(|| part_of(line, rest))
}

/// The tool that prints such a line, which of its patterns fits, and what it takes.
fn tool_of(cursor: &Cursor<'_>, view: &View<'_>) -> Option<(&'static Tool, usize, Vec<Entry>)> {
    if view.text.len() > LONGEST {
        return None;
    }
    let candidates = tables::GLANCE.at(view.text);
    if candidates == 0 {
        return None;
    }
    let line = cursor.leaf(view.range());
    tables::tools().enumerate().find_map(|(bit, tool)| {
        if candidates & (1 << bit) == 0 {
            return None;
        }
        let told = pattern::has_any(view.text, tool.words);
        let (nth, entries) = told.then(|| fitting(tool.first, &line))??;
        Some((tool, nth, entries))
    })
}

fn fitting(patterns: &'static [&'static str], line: &Leaf) -> Option<(usize, Vec<Entry>)> {
    let fits = |line: &Leaf| {
        let mut one = patterns.chunks(1).enumerate();
        one.find_map(|(nth, one)| Some((nth, pattern::entries(one, line)?)))
    };
    fits(line).or_else(|| fits(&own(line)?))
}

/// The record so far.
struct Found {
    tool: &'static Tool,
    nth: usize,
    entries: Vec<Entry>,
}

impl Found {
    /// Takes a line that goes on with the record.
    fn takes(
        &mut self,
        cursor: &Cursor<'_>,
        view: &View<'_>,
        head: &View<'_>,
        blank: bool,
    ) -> bool {
        if view.text.len() > LONGEST {
            return false;
        }
        let line = cursor.leaf(view.range());
        if blank && !self.tool.loose {
            return false;
        }
        if self.tool.joins
            && !blank
            && let Some((nth, entries)) = fitting(self.tool.first, &line)
        {
            let goes_on = nth != self.nth || is_cause(view.text);
            if goes_on {
                self.add(entries, &line);
            }
            return goes_on;
        }
        if let Some((_, entries)) = fitting(self.tool.more, &line) {
            self.add(entries, &line);
            return true;
        }
        self.tool.loose && !blank && view.indent > head.indent
    }

    /// What stands there already is not said twice.
    fn add(&mut self, entries: Vec<Entry>, line: &Leaf) {
        let symbols = line.as_str().split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        // What schannel says is of the certificate, not of the logon.
        let of_tls = pattern::find(line.as_str(), "schannel: ").is_some();
        let is_symbol = |word: &&str| {
            !of_tls
                && SYMBOLS.iter().any(|start| word.len() > start.len() && word.starts_with(start))
        };
        let symbols: Vec<Entry> = symbols
            .filter(is_symbol)
            .map(|word| Entry { name: "code", value: part_of(line, word) })
            .collect();
        let coded = entries.iter().chain(&symbols).any(|entry| entry.name == "code");
        let texts = entries.iter().filter(|entry| entry.name == "text");
        let meant: Vec<Entry> =
            texts.filter_map(|entry| service_error::code(&entry.value, !coded)).collect();
        for entry in entries.into_iter().chain(symbols).chain(meant) {
            let same = |known: &Entry| {
                known.name == entry.name && known.value.as_str() == entry.value.as_str()
            };
            if !self.entries.iter().any(same) {
                self.entries.push(entry);
            }
        }
    }
}

/// The cause of an exception is told in the words of an exception.
fn is_cause(text: &str) -> bool {
    text.starts_with("Caused by") || text.starts_with("---> ")
}

#[cfg(test)]
mod tests {
    use super::READER;
    use crate::capture::Record;
    use crate::read::read as read_all;
    use crate::text::Text;

    /// The formats of the records read, with their entries; those of this reader alone.
    fn records(text: &str) -> Vec<(&'static str, usize)> {
        let capture = read_all(&[Text::from_str(text)]);
        let own = |record: &&Record| READER.formats.contains(&record.format);
        let records = capture.records.iter().filter(own);
        records.map(|record| (record.format.id, record.entries.len())).collect()
    }

    #[test]
    fn what_is_no_error_is_left_alone() {
        for line in [
            "I get a 401 Unauthorized error whenever I call the API.",
            "Why is access denied: ask your admin? The error says unauthorized.",
            "$ az login",
            "Then run gh auth login again",
            "remote: Enumerating objects: 5, done.",
            "error: failed to push some refs to 'https://git.contoso.com/app.git'",
            "Looking in indexes: https://pypi.contoso.com/simple\nCollecting corp-tools",
            "info : PUT https://nuget.contoso.com/api/v2/package/\ninfo : Created",
            "npm http fetch GET 200 https://npm.contoso.com/ui 12ms",
            r#"10.0.0.9 - - [20/Nov/2026:08:15:02 +0000] "GET / HTTP/1.1" 401 179 "-" "curl/8.5.0""#,
            "[auth_basic:error] [pid 7] AH01617: user bob: authentication failure for \"/\"",
            r#"{"error":"unauthorized","message":"requested access was denied"}"#,
            "rejectUnauthorized: undefined,",
            "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'a'",
        ] {
            assert!(records(line).is_empty(), "{line}: {:?}", records(line));
        }
    }

    #[test]
    fn errors_after_each_other_are_told_apart() {
        let one = "npm error code E401\nnpm error Unable to authenticate\n";
        let two = "npm error code E403\nnpm error 403 Forbidden\n";
        assert_eq!(records(&[one, two].concat()), [("npm-error", 1), ("npm-error", 1)]);
        let apart = "denied: no\n\nunauthorized: authentication required\n";
        assert_eq!(records(apart).len(), 2);
    }

    #[test]
    fn a_long_line_and_a_long_record_have_an_end() {
        let long =
            ["fatal: Authentication failed for '", &"x".repeat(super::LONGEST), "'"].concat();
        assert!(records(&long).is_empty());
        let frames = "    at a.b.c(D.java:1)\n".repeat(super::LINES + 9);
        let text = ["a.GSSException: No credentials\n", &frames].concat();
        let capture = read_all(&[Text::from_str(&text)]);
        assert_eq!((capture.records.len(), capture.unread.len()), (1, 1));
    }
}
