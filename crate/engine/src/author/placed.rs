//! A text taken out of a file, and the way back to where each byte of it stands there.
use std::ops::Range;

/// What stands for an entry's `code` everywhere in a table.
pub(super) const CODE: &str = "$code";

/// A text whose bytes stand in a file in pieces: escapes are decoded, line ends joined, lines without their indent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) text: String,
    /// For each piece where it begins in the text and in the file, in order; from there both go on alike.
    pieces: Vec<(usize, usize)>,
    /// Where the whole stands in the file, with its quotes.
    pub(super) whole: Range<usize>,
}

impl Placed {
    /// A text that stands in the file as it is.
    pub(super) fn verbatim(text: &str, at: usize) -> Placed {
        let whole = at..at + text.len();
        Placed { text: text.to_owned(), pieces: vec![(0, at)], whole }
    }

    /// Nothing yet; `whole` is grown by what is added.
    pub(super) fn empty(at: usize) -> Placed {
        Placed { text: String::new(), pieces: Vec::new(), whole: at..at }
    }

    /// Adds a piece that stands in the file at `at`.
    pub(super) fn push(&mut self, text: &str, at: Range<usize>) {
        self.pieces.push((self.text.len(), at.start));
        self.text.push_str(text);
        self.whole.end = self.whole.end.max(at.end);
    }

    /// Adds another text after a separator.
    pub(super) fn append(&mut self, separator: &str, other: &Placed) {
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
        let before = self.text.len();
        self.pieces.extend(other.pieces.iter().map(|(from, at)| (before + from, *at)));
        self.text.push_str(&other.text);
        self.whole.end = self.whole.end.max(other.whole.end);
    }

    /// The text with every `name` replaced by what `with` says for the text before it; that stands where the name does.
    pub(super) fn replace<'w>(&self, name: &str, with: impl Fn(&str) -> &'w str) -> Placed {
        let mut replaced = Placed { whole: self.whole.clone(), ..Placed::empty(self.whole.start) };
        let mut from = 0;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find(name)) {
            self.copy(from..from + at, &mut replaced);
            from += at + name.len();
            let place = self.place(from - name.len());
            replaced.pieces.push((replaced.text.len(), place));
            let before = self.text.get(..from - name.len()).unwrap_or_default();
            replaced.text.push_str(with(before));
        }
        self.copy(from..self.text.len(), &mut replaced);
        replaced
    }

    /// Appends a part of this text, with the pieces that it is made of.
    fn copy(&self, part: Range<usize>, into: &mut Placed) {
        let base = into.text.len();
        into.pieces.push((base, self.place(part.start)));
        let inside = self.pieces.iter().filter(|(from, _)| part.contains(from));
        into.pieces.extend(inside.map(|(from, at)| (base + from - part.start, *at)));
        into.text.push_str(self.text.get(part).unwrap_or_default());
    }

    /// Where a span of the text stands in the file.
    pub(super) fn span(&self, span: Range<usize>) -> Range<usize> {
        let start = self.place(span.start);
        let end = if span.is_empty() { start } else { self.place(span.end - 1) + 1 };
        start..end.max(start)
    }

    fn place(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|(from, _)| *from <= offset);
        let piece = after.checked_sub(1).and_then(|before| self.pieces.get(before));
        piece.map_or(self.whole.start, |(from, at)| at + (offset - from))
    }

    /// A TOML string in this text: its span, with the quotes, and its value.
    pub(super) fn toml_string(&self, span: Range<usize>, decoded: &str) -> Placed {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let whole = self.span(span);
        let mut at = whole.start;
        let quotes = match raw {
            _ if raw.starts_with("\"\"\"") || raw.starts_with("'''") => 3,
            _ if raw.starts_with(['"', '\'']) => 1,
            // A bare key.
            _ => 0,
        };
        let mut body = raw.get(quotes..raw.len().saturating_sub(quotes)).unwrap_or_default();
        at += quotes;
        if quotes == 3 {
            // The line end after the opening quotes is not part of the text.
            let first = body.strip_prefix('\n').unwrap_or(body);
            at += body.len() - first.len();
            body = first;
        }
        let mut pieces = vec![(0, at)];
        if raw.starts_with('"') {
            let mut from = 0;
            while let Some(plain) = body.find('\\') {
                let (escape, stands_for) = escape_len(body.get(plain..).unwrap_or_default());
                from += plain;
                at += plain;
                pieces.push((from, at));
                if stands_for == 1 {
                    from += decoded
                        .get(from..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(0, char::len_utf8);
                }
                at += escape;
                pieces.push((from, at));
                body = body.get(plain + escape..).unwrap_or_default();
            }
        }
        Placed { text: decoded.to_owned(), pieces, whole }
    }
}

/// The bytes of the escape of a basic TOML string that `rest` begins with, and the characters for which it stands.
fn escape_len(rest: &str) -> (usize, usize) {
    match rest.as_bytes().get(1) {
        Some(b'x') => (4, 1),
        Some(b'u') => (6, 1),
        Some(b'U') => (10, 1),
        // A backslash at the end of a line takes all blanks after it away.
        Some(b' ' | b'\t' | b'\n') => {
            let after = rest.get(1..).unwrap_or_default();
            (1 + after.len() - after.trim_start_matches([' ', '\t', '\n']).len(), 0)
        }
        _ => (2, 1),
    }
}
