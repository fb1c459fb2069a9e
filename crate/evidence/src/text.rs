//! A paste as text: decoded to UTF-8 without losing a byte, in lines, with offsets convertible.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr2;

use crate::span::{Leaf, Span};

/// Bytes of one paste that are read, 64 MiB. What is past it is listed as unread.
pub const LIMIT: usize = 64 << 20;

/// Which bytes the paste was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Some bytes were no UTF-8; each is kept and shown as U+00NN.
    Bytes,
}

/// The text of one paste, decoded to UTF-8. All spans are byte offsets into [`Text::as_str`].
#[derive(Clone, Debug)]
pub struct Text {
    text: Arc<str>,
    encoding: Encoding,
    past_limit: u64,
}

impl Text {
    /// Decodes bytes: UTF-8 with or without byte order mark, UTF-16 with one or clearly recognised,
    /// else every byte that is no UTF-8 becomes the character U+00NN.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Text {
        Text::decode_within(bytes, LIMIT)
    }

    /// A text that is decoded already. A byte order mark at its start is kept, so that offsets hold.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it can't fail")]
    pub fn from_str(text: &str) -> Text {
        Text::from_str_within(text, LIMIT)
    }

    fn from_str_within(text: &str, limit: usize) -> Text {
        let mut end = limit.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let kept = text.get(..end).unwrap_or_default();
        let past_limit = (text.len() - kept.len()) as u64;
        Text { text: kept.into(), encoding: Encoding::Utf8, past_limit }
    }

    fn decode_within(bytes: &[u8], limit: usize) -> Text {
        let (kept, past) = bytes.split_at(limit.min(bytes.len()));
        let past_limit = past.len() as u64;
        let (encoding, body) = encoding_of(kept);
        let text: Arc<str> = match encoding {
            Encoding::Utf16Le => utf16(body, u16::from_le_bytes).into(),
            Encoding::Utf16Be => utf16(body, u16::from_be_bytes).into(),
            Encoding::Utf8 | Encoding::Bytes => match std::str::from_utf8(body) {
                Ok(text) => text.into(),
                Err(_) => {
                    let text = with_stray_bytes(body).into();
                    return Text { text, encoding: Encoding::Bytes, past_limit };
                }
            },
        };
        Text { text, encoding, past_limit }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the bytes were.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Bytes past [`LIMIT`] that were not read.
    #[must_use]
    pub fn past_limit(&self) -> u64 {
        self.past_limit
    }

    /// A verbatim leaf of this text, which is paste number `paste`. It shares the text.
    #[must_use]
    pub fn leaf(&self, paste: u32, range: Range<usize>) -> Leaf {
        let start = Span::new(paste, range.clone()).start;
        Leaf::shared(Arc::clone(&self.text), range, paste, start)
    }

    /// The lines in order; CRLF, LF and a lone CR end one.
    #[must_use]
    pub fn lines(&self) -> Lines<'_> {
        Lines::from(self.as_str(), 0)
    }
}

/// One line: offsets into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its first byte.
    pub start: usize,
    /// After its last byte, the line's end not included.
    pub end: usize,
    /// Where the next line starts.
    pub next: usize,
}

/// Iterates over lines. See [`Text::lines`].
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `text` from `at`, which is the start of one.
    #[must_use]
    pub fn from(text: &'a str, at: usize) -> Lines<'a> {
        Lines { text, at }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let (end, next) = match memchr2(b'\n', b'\r', rest) {
            None => (self.text.len(), self.text.len()),
            Some(at) => {
                let crlf = rest.get(at..at + 2) == Some(b"\r\n");
                (start + at, start + at + 1 + usize::from(crlf))
            }
        };
        self.at = next;
        Some(Line { start, end, next })
    }
}

/// The UTF-16 offsets of `offsets`, which are byte offsets into `text` and sorted. One pass.
/// An offset past the end gives the length in UTF-16.
#[must_use]
pub fn utf16_offsets(text: &str, offsets: &[u32]) -> Vec<u32> {
    let mut chars = text.char_indices().peekable();
    let mut utf16 = 0;
    let mut converted = Vec::with_capacity(offsets.len());
    for &offset in offsets {
        while let Some((_, c)) = chars.next_if(|(at, _)| (*at as u64) < u64::from(offset)) {
            utf16 += c.len_utf16() as u32;
        }
        converted.push(utf16);
    }
    converted
}

fn encoding_of(bytes: &[u8]) -> (Encoding, &[u8]) {
    const MARKS: [(&[u8], Encoding); 3] = [
        (b"\xEF\xBB\xBF", Encoding::Utf8),
        (b"\xFF\xFE", Encoding::Utf16Le),
        (b"\xFE\xFF", Encoding::Utf16Be),
    ];
    for (mark, encoding) in MARKS {
        if let Some(body) = bytes.strip_prefix(mark) {
            return (encoding, body);
        }
    }
    (unmarked(bytes), bytes)
}

/// Mostly ASCII in UTF-16 has a zero in nearly every second byte, and none in the others.
fn unmarked(bytes: &[u8]) -> Encoding {
    let mut zeros = [0_usize; 2];
    let mut pairs = 0;
    for pair in bytes.chunks_exact(2).take(512) {
        pairs += 1;
        for (count, byte) in zeros.iter_mut().zip(pair) {
            *count += usize::from(*byte == 0);
        }
    }
    match zeros {
        [0, odd] if pairs >= 4 && odd * 4 >= pairs * 3 => Encoding::Utf16Le,
        [even, 0] if pairs >= 4 && even * 4 >= pairs * 3 => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.extend(rest.iter().copied().map(char::from));
    text
}

/// UTF-8, but that every byte that is none becomes the character U+00NN.
#[must_use]
pub fn with_stray_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().map(char::from));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn utf_16_is_recognised_with_and_without_its_mark() {
        let text = "WWW-Authenticate: Basic realm=\"Büro\"";
        for (unit, encoding) in [
            (u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le),
            (u16::to_be_bytes, Encoding::Utf16Be),
        ] {
            let unmarked = Text::decode(&utf16_bytes(text, unit));
            let marked = Text::decode(&utf16_bytes(&format!("\u{feff}{text}"), unit));
            assert_eq!((unmarked.as_str(), unmarked.encoding()), (text, encoding));
            assert_eq!((marked.as_str(), marked.encoding()), (text, encoding));
        }
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_kept() {
        let text = Text::decode(b"realm=\"B\xfcro \xc3\xa9\"");
        assert_eq!((text.as_str(), text.encoding()), ("realm=\"Büro é\"", Encoding::Bytes));
        assert_eq!(Text::decode(b"\xEF\xBB\xBFa").as_str(), "a");
    }

    #[test]
    fn past_the_limit_is_counted_and_not_read() {
        let text = Text::decode_within(b"0123456789", 4);
        assert_eq!((text.as_str(), text.past_limit()), ("0123", 6));
        let text = Text::from_str_within("aé", 2);
        assert_eq!((text.as_str(), text.past_limit()), ("a", 2));
    }

    #[test]
    fn lines_end_with_any_line_end() {
        let text = Text::from_str("a\r\nb\nc\rd\n\n");
        let lines: Vec<_> =
            text.lines().map(|line| text.as_str().get(line.start..line.end)).collect();
        assert_eq!(lines, [Some("a"), Some("b"), Some("c"), Some("d"), Some("")]);
        assert_eq!(text.lines().last().map(|line| line.next), Some(text.as_str().len()));
    }

    #[test]
    fn offsets_become_utf_16() {
        assert_eq!(utf16_offsets("aé😀b", &[0, 1, 3, 3, 7, 8, 99]), [0, 1, 2, 2, 4, 5, 5]);
    }
}
