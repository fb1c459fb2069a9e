//! Walks over the lines of a paste, looking through indentation and the marks of quoted mail.

use std::cell::Cell;
use std::ops::Range;

use crate::span::{Leaf, Span};
use crate::text::{Line, Lines, Text};

/// A place in a paste, always at the start of a line. Clones look ahead.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    source: &'a Text,
    paste: u32,
    at: usize,
    /// Where the lines end that it walks over.
    end: usize,
    /// The line that was looked at last: every reader asks for the same one.
    seen: Cell<Option<View<'a>>>,
    /// What takes off what collectors of logs put before a line, where it looks through that too. A pointer, so that
    /// modules that never do so are without it.
    through: Option<Through>,
}

type Through = fn(&str) -> &str;

/// A line seen through indentation and mail quoting.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    /// Without white space at its ends and without quoting.
    pub(super) text: &'a str,
    /// Where `text` starts in the paste.
    pub(super) start: usize,
    /// How many `>` stood before it.
    pub(super) quotes: usize,
    /// Columns of white space before it, after its quoting.
    pub(super) indent: usize,
    pub(super) line: Line,
}

impl View<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a Text, paste: u32) -> Cursor<'a> {
        Cursor {
            source,
            paste,
            at: 0,
            end: source.as_str().len(),
            seen: Cell::new(None),
            through: None,
        }
    }

    /// A cursor over the lines of `range` alone, which starts at the start of one.
    pub(super) fn within(&self, range: Range<usize>) -> Cursor<'a> {
        let end = range.end.min(self.end);
        Cursor {
            source: self.source,
            paste: self.paste,
            at: range.start,
            end,
            seen: Cell::new(None),
            through: self.through,
        }
    }

    /// Whether something stands before the line under the cursor that a collector of logs puts there; it is looked
    /// through from there on.
    pub(super) fn look_through(&mut self, through: bool) -> bool {
        let before = self.peek().map(|view| view.start);
        self.through = through.then_some(collected as Through);
        self.seen.set(None);
        self.peek().map(|view| view.start) != before
    }

    pub(super) fn peek(&self) -> Option<View<'a>> {
        let seen = self.seen.get().filter(|seen| seen.line.start == self.at);
        if seen.is_none() {
            let line = Lines::from(self.source(), self.at).next();
            self.seen.set(line.map(|line| view(self.source(), line, self.through)));
            return self.seen.get();
        }
        seen
    }

    /// Past the line under the cursor.
    pub(super) fn advance(&mut self) {
        if let Some(view) = self.peek() {
            self.at = view.line.next;
        }
    }

    /// To the start of a line further on.
    pub(super) fn move_to(&mut self, at: usize) {
        self.at = at.max(self.at);
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn paste(&self) -> u32 {
        self.paste
    }

    /// The paste up to where the cursor's lines end.
    pub(super) fn source(&self) -> &'a str {
        self.source.as_str().get(..self.end).unwrap_or_default()
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.paste, range)
    }

    pub(super) fn span_of(&self, view: &View<'_>) -> Span {
        self.span(view.range())
    }

    pub(super) fn leaf(&self, range: Range<usize>) -> Leaf {
        self.source.leaf(self.paste, range)
    }
}

pub(super) fn view(source: &str, line: Line, through: Option<Through>) -> View<'_> {
    let text = source.get(line.start..line.end).unwrap_or_default();
    let mut rest = text.strip_prefix('\u{feff}').filter(|_| line.start == 0).unwrap_or(text);
    rest = rest.get(stamp(rest.as_bytes())..).unwrap_or(rest);
    if let Some(collected) = through {
        rest = collected(rest);
    }
    let mut quotes = 0;
    let mut unindented = rest.trim_start_matches([' ', '\t']);
    while let Some(quoted) = unindented.strip_prefix('>') {
        rest = quoted;
        unindented = rest.trim_start_matches([' ', '\t']);
        quotes += 1;
    }
    // One space belongs to the quoting.
    let indent = (rest.len() - unindented.len()).saturating_sub(usize::from(quotes > 0));
    let rest = unindented;
    let start = line.start + text.len() - rest.len();
    View { text: rest.trim_end(), start, quotes, indent, line }
}

/// How much of a line is what build services put before each: `2026-11-22T10:00:00.1234567Z `,
/// `[2026-11-22T10:00:00.123Z] `, `#11 32.53 `.
fn stamp(line: &[u8]) -> usize {
    let is = |at: usize, text: &[u8]| line.get(at..).is_some_and(|rest| rest.starts_with(text));
    let digits = |at: usize| {
        let rest = line.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    match line.first() {
        Some(b'0'..=b'9') if is(10, b"T") && is(27, b"Z ") => 29,
        Some(b'[') if is(11, b"T") && is(24, b"Z] ") => 27,
        Some(b'#') if is(digits(1), b" ") => {
            let whole = digits(digits(1) + 1);
            let end = if is(whole, b".") { digits(whole + 1) } else { 0 };
            if end > whole + 1 && is(end, b" ") { end + 1 } else { 0 }
        }
        _ => 0,
    }
}

/// A line without what collectors of logs put before it: Docker Compose (`web-1  | `), pm2 (`0|web  | `), the journal and
/// syslog (`Nov 22 10:00:00 host nginx[7]: `), containers (`2026-11-22T10:00:00Z stdout F `), Heroku and others
/// (`[web] `), several after each other too.
fn collected(line: &str) -> &str {
    let mut rest = line;
    for _ in 0..4 {
        let Some(bare) = without_name(rest).or_else(|| without_time(rest)) else { break };
        rest = bare;
    }
    rest
}

/// Names of that length are none.
const NAME: usize = 64;

fn is_name(name: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/|".contains(&byte);
    !name.is_empty() && name.len() <= NAME && name.bytes().all(part)
}

/// What a logger calls its lines.
const LEVELS: [&str; 2] = ["debug", "info"];

/// `web-1  | `, `[web] `, `debug: `.
fn without_name(line: &str) -> Option<&str> {
    if let Some((level, rest)) = line.split_once(": ")
        && LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known))
    {
        return Some(rest);
    }
    if let Some(bracketed) = line.strip_prefix('[') {
        // `[10:00:00:123] [7:8] [ERROR][com.freerdp.core.gateway.http] - HTTP/1.1 401`.
        if let Some((before, rest)) = bracketed.split_once("] - ")
            && before.len() < 2 * NAME
        {
            return Some(rest);
        }
        let (name, rest) = bracketed.split_once("] ")?;
        return is_name(name).then_some(rest);
    }
    let (name, rest) = line.split_once(' ')?;
    let rest = rest.trim_start_matches(' ').strip_prefix("| ")?;
    is_name(name).then_some(rest)
}

/// `Nov 22 10:00:00 host nginx[7]: `, `2026-11-22T10:00:00.123456+00:00 host nginx: `, `2026-11-22T10:00:00Z `.
fn without_time(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let of_syslog = is(3, b' ') && is(6, b' ') && is(9, b':') && is(12, b':') && is(15, b' ');
    let of_iso = is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':');
    let (_, rest) = match () {
        () if of_syslog => line.split_at_checked(16)?,
        () if of_iso => line.split_once(' ')?,
        () => return None,
    };
    if let Some(rest) = rest.strip_prefix("stdout F ").or_else(|| rest.strip_prefix("stderr F ")) {
        return Some(rest);
    }
    // The host, and the program that logs.
    let program = rest.split_once(": ").filter(|(before, _)| {
        let mut words = before.split(' ');
        let own = words.next_back().unwrap_or_default();
        let host = words.next();
        let named = own.split_once('[').map_or(own, |(name, _)| name);
        is_name(named) && host.is_none_or(is_name) && words.next().is_none()
    });
    match program {
        Some((_, said)) => Some(said),
        None => of_iso.then_some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> (&str, usize, usize, usize) {
        let line = Line { start: 0, end: text.len(), next: text.len() };
        let view = view(text, line, None);
        assert_eq!(&text[view.range()], view.text);
        (view.text, view.start, view.quotes, view.indent)
    }

    #[test]
    fn indentation_and_quoting_are_looked_through() {
        assert_eq!(seen("\t  Host: a "), ("Host: a", 3, 0, 3));
        assert_eq!(seen("> > Host: a"), ("Host: a", 4, 2, 0));
        assert_eq!(seen(">>   Host: a"), ("Host: a", 5, 2, 2));
        assert_eq!(seen(">"), ("", 1, 1, 0));
        assert_eq!(seen("\u{feff}HTTP/1.1 401"), ("HTTP/1.1 401", 3, 0, 0));
        assert_eq!(seen("  "), ("", 2, 0, 2));
    }

    #[test]
    fn the_stamps_of_build_services_are_looked_through() {
        assert_eq!(seen("2026-11-22T10:00:00.1234567Z remote: no"), ("remote: no", 29, 0, 0));
        assert_eq!(seen("2026-11-22T10:00:00.1234567Z   a"), ("a", 31, 0, 2));
        assert_eq!(seen("[2026-11-22T10:00:00.123Z] > a"), ("a", 29, 1, 0));
        assert_eq!(seen("#11 32.53 npm error"), ("npm error", 10, 0, 0));
        for other in
            ["2026-11-22 10:00:00 W3SVC1", "#11 ERROR: denied", "#Fields: date", "#1 2. a", "[x] a"]
        {
            assert_eq!(seen(other), (other, 0, 0, 0));
        }
    }

    #[test]
    fn what_collectors_put_before_a_line_is_looked_through_on_demand() {
        for (before, own) in [
            ("web-1  | ", "a: b"),
            ("nginx_proxy        | nginx.1    | ", "2017/01/29 05:40:33 [crit] 19#19: no"),
            ("0|web  | ", "Error: no"),
            ("Nov 22 10:00:00 web01 nginx[7]: ", "2026/11/22 10:00:00 [error] no"),
            ("Nov  2 10:00:00 web01 nginx: ", "no"),
            ("2026-11-22T10:00:00.123456+00:00 app[web.1]: ", "no"),
            ("2026-11-22T10:00:00Z stdout F ", "no"),
            ("2026-11-22T10:00:00.123456789Z ", "2026/11/22 10:00:00 [error] no"),
            ("[web] 2026-11-22T10:00:00Z ", "no"),
            (
                "[20:43:11:426] [22406:22407] [ERROR][com.freerdp.core.gateway.http] - ",
                "HTTP/1.1 401",
            ),
            ("debug: ", "{'Www-Authenticate': 'Digest a=b'}"),
        ] {
            let text = [before, own].concat();
            let line = Line { start: 0, end: text.len(), next: text.len() };
            assert_eq!(view(&text, line, Some(collected)).text, own);
            assert_eq!(view(&text, line, Some(collected)).start, before.len());
        }
        for other in ["Host: a", "a | b", "| a | b |", "GET / HTTP/1.1", "[a b] c", "HTTP/1.1 401"]
        {
            let line = Line { start: 0, end: other.len(), next: other.len() };
            let seen = view(other, line, Some(collected)).text;
            assert!(seen == other || other == "a | b", "{seen}");
        }
    }
}
