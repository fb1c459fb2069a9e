//! Field values as byte strings: U+00NN stands for the byte NN, in and out.

use why401_evidence::span::{Leaf, Span};

/// A field value as bytes, and as the text that the readers take: UTF-8 where the bytes are, else a
/// character U+00NN for each byte.
pub(super) struct Value {
    bytes: Vec<u8>,
    text: String,
    /// Where in `text` characters stand that are one byte, yet take two there.
    strays: Vec<usize>,
}

impl Value {
    /// From characters that stand for bytes. One past U+00FF, which stands for none, is taken as its
    /// UTF-8.
    pub(super) fn new(value: &str) -> Value {
        let mut bytes = Vec::with_capacity(value.len());
        for c in value.chars() {
            match u8::try_from(c) {
                Ok(byte) => bytes.push(byte),
                Err(_) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        let (mut text, mut strays) = (String::with_capacity(bytes.len()), Vec::new());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                strays.push(text.len());
                text.push(char::from(*byte));
            }
        }
        Value { bytes, text, strays }
    }

    /// The text as a leaf; its paste is the number of the line.
    pub(super) fn leaf(&self, line: u32) -> Leaf {
        Leaf::verbatim(&self.text, Span::new(line, 0..self.text.len()))
    }

    /// The byte that an offset into the text stands for.
    pub(super) fn offset(&self, offset: u32) -> usize {
        let offset = offset as usize;
        offset - self.strays.partition_point(|stray| *stray < offset)
    }

    /// A part of the text as characters that stand for its bytes.
    pub(super) fn byte_string(&self, part: &Leaf) -> String {
        let mut out = String::with_capacity(part.len());
        for (at, c) in part.as_str().char_indices() {
            if c.is_ascii() {
                out.push(c);
                continue;
            }
            let span = part.slice(at..at + c.len_utf8()).span();
            let bytes = self.bytes.get(self.offset(span.start)..self.offset(span.end));
            out.extend(bytes.unwrap_or_default().iter().copied().map(char::from));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_were() {
        for value in
            ["a", "B\u{fc}ro", "B\u{c3}\u{bc}ro \u{fc}\u{e9}", "\u{80}\u{ff}", "\u{e2}\u{80}"]
        {
            let read = Value::new(value);
            assert_eq!(read.byte_string(&read.leaf(0)), value);
            assert_eq!(read.offset(read.leaf(0).span().end), value.chars().count());
        }
        assert_eq!(Value::new("\u{c3}\u{bc}").text, "ü");
    }

    #[test]
    fn offsets_count_bytes() {
        let value = Value::new("\u{fc}a\u{c3}\u{bc}b");
        assert_eq!(value.text, "üaüb");
        assert_eq!([0, 2, 3, 5, 6].map(|offset| value.offset(offset)), [0, 1, 2, 4, 5]);
    }
}
