//! JSON as a stream of items that know where they stand.
//!
//! Written here because a paste is often cut or shortened, and values have to be highlighted where
//! they stand: libraries give no positions, or give up at the first mistake. This one reads on as far as
//! anything looks like JSON: a string ends at its line's end at the latest, either bracket closes, commas and colons
//! may lack, and the `>` of quoted mail is passed over. It copies nothing but the strings that are asked for.

use std::ops::Range;

use memchr::memchr2;

use crate::span::{Leaf, LeafBuilder, Span};

/// Containers deeper than this are passed over.
const DEPTH: usize = 64;

pub(super) struct Json<'a> {
    source: &'a Leaf,
    text: &'a str,
    at: usize,
    /// Containers that are open.
    depth: usize,
    /// After the last item or key.
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object or array begins.
    Open,
    /// The container at that depth ends.
    Close,
    /// A string.
    Text,
    /// A number, a literal name, or what people write in the place of a value.
    Bare,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// The member's name without its quotes; empty for elements of arrays.
    pub(super) key: Range<usize>,
    /// The value without quotes; of a container its bracket.
    pub(super) value: Range<usize>,
    /// How many containers it is in.
    pub(super) depth: usize,
}

impl<'a> Json<'a> {
    pub(super) fn new(source: &'a Leaf) -> Json<'a> {
        Json { source, text: source.as_str(), at: 0, depth: 0, end: 0 }
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// After the last item, an offset into the source.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// As it stands, escapes and all.
    pub(super) fn raw(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.source.slice(range.clone()).span()
    }

    /// A value without its escapes.
    pub(super) fn leaf(&self, range: &Range<usize>) -> Leaf {
        unescaped(self.source.slice(range.clone()))
    }

    /// The next item; nothing at the end of the text, before a line that is no JSON, and at a bracket that closes nothing.
    pub(super) fn next(&mut self) -> Option<Item> {
        let bytes = self.text.as_bytes();
        let mut key = 0..0;
        let mut starts_line = false;
        loop {
            let from = self.at;
            let (kind, value) = match *bytes.get(from)? {
                b'\n' | b'\r' => {
                    starts_line = true;
                    self.at += 1;
                    continue;
                }
                b' ' | b'\t' | b',' | b':' | b'>' => {
                    self.at += 1;
                    continue;
                }
                b'{' | b'[' => {
                    self.depth += 1;
                    (Kind::Open, from..from + 1)
                }
                b'}' | b']' => {
                    self.depth = self.depth.checked_sub(1)?;
                    (Kind::Close, from..from + 1)
                }
                b'"' => (Kind::Text, from + 1..end_of_string(self.text, from + 1)),
                _ => {
                    let rest = bytes.get(from..).unwrap_or_default();
                    let length = rest.iter().position(|byte| b" \t\r\n,:{}[]\"".contains(byte));
                    let range = from..from + length.unwrap_or(rest.len());
                    if starts_line && !is_value(self.raw(&range)) {
                        return None;
                    }
                    (Kind::Bare, range)
                }
            };
            let quoted = kind == Kind::Text && bytes.get(value.end) == Some(&b'"');
            self.at = value.end + usize::from(quoted);
            self.end = self.at;
            starts_line = false;
            if kind == Kind::Text && self.is_key() {
                key = value;
                continue;
            }
            let depth = self.depth - usize::from(kind == Kind::Open);
            if depth <= DEPTH {
                return Some(Item { kind, key, value, depth });
            }
            key = 0..0;
        }
    }

    fn is_key(&self) -> bool {
        self.rest().trim_start_matches([' ', '\t']).starts_with(':')
    }
}

/// Where the string that starts at `from` ends: before its quote, the end of its line, or the end of all.
fn end_of_string(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes.get(at) == Some(&b'"') {
            break;
        }
        // Nor does the character after a backslash end it.
        at += 2;
    }
    let quoted = bytes.get(at) == Some(&b'"');
    let at = if quoted { at } else { bytes.len() };
    let string = bytes.get(from..at).unwrap_or_default();
    memchr2(b'\n', b'\r', string).map_or(at, |line_end| from + line_end)
}

/// What a line of JSON may begin with, besides strings and brackets.
fn is_value(word: &str) -> bool {
    let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    number
        && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
        || ["true", "false", "null", "...", "…"].contains(&word)
}

/// The string without its escapes (RFC 8259 section 7).
pub(super) fn unescaped(part: Leaf) -> Leaf {
    let text = part.as_str();
    let Some(mut escape) = text.find('\\') else { return part };
    let mut builder = LeafBuilder::new();
    let mut at = 0;
    loop {
        builder.append(&part.slice(at..escape));
        let (length, c) = escaped(text.get(escape + 1..).unwrap_or_default());
        at = (escape + 1 + length).min(text.len());
        builder.push(c.encode_utf8(&mut [0; 4]), part.slice(escape..at).span());
        let rest = text.get(at..).unwrap_or_default();
        match rest.find('\\') {
            Some(next) => escape = at + next,
            None => break,
        }
    }
    builder.append(&part.slice(at..text.len()));
    builder.finish(part.span())
}

/// How long what follows a backslash is, and what it stands for.
fn escaped(rest: &str) -> (usize, char) {
    let Some(c) = rest.chars().next() else { return (0, '\\') };
    let meant = match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode(rest),
        c => c,
    };
    (c.len_utf8(), meant)
}

/// `u` and four hexadecimal digits; characters past U+FFFF are two such escapes.
fn unicode(rest: &str) -> (usize, char) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 4)?;
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| hex)
    };
    let Some(first) = unit(1) else { return (1, 'u') };
    let second = unit(7).filter(|_| rest.get(5..7) == Some("\\u"));
    match second {
        Some(second @ 0xdc00..0xe000) if (0xd800..0xdc00).contains(&first) => {
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            (11, char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        }
        _ => (5, char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Leaf {
        Leaf::verbatim(text, Span::new(0, 0..text.len()))
    }

    fn items(text: &str) -> Vec<String> {
        let source = source(text);
        let mut json = Json::new(&source);
        let mut items = Vec::new();
        while let Some(item) = json.next() {
            let (key, value) = (json.raw(&item.key), json.leaf(&item.value));
            items.push(format!("{}{key}={}", "-".repeat(item.depth), value.as_str()));
        }
        items
    }

    #[test]
    fn items_come_with_their_keys_and_depth() {
        assert_eq!(
            items(r#"{"a": [1, "b\"c"], "d" : {"e": null}}"#),
            ["={", "-a=[", "--=1", "--=b\"c", "-=]", "-d={", "--e=null", "-=}", "=}"]
        );
    }

    #[test]
    fn what_is_cut_is_read_as_far_as_it_goes() {
        assert_eq!(items(r#"{"a": "b", "c": "d"#), ["={", "-a=b", "-c=d"]);
        assert_eq!(items("{\"a\": \"b,\n \"c\": 1 }"), ["={", "-a=b,", "-c=1", "=}"]);
        assert_eq!(items("{\"a\": 1,\nHTTP/1.1 401 Unauthorized"), ["={", "-a=1"]);
        assert_eq!(items("> {\n> \"a\": 1\n> }\n"), ["={", "-a=1", "=}"]);
        assert_eq!(items("\"a\\"), ["=a\\"]);
        assert_eq!(items("]{"), [""; 0]);
    }

    #[test]
    fn escapes_lead_back_to_where_they_stand() {
        let source = source(r#"["\u00e9\ud83d\ude00\/\ud800 x\u00"]"#);
        let mut json = Json::new(&source);
        json.next();
        let item = json.next().expect("a string");
        let leaf = json.leaf(&item.value);
        assert_eq!(leaf.as_str(), "é😀/\u{fffd} xu00");
        assert_eq!(leaf.slice(0..2).span(), Span::new(0, 2..8));
        assert_eq!(leaf.slice(2..6).span(), Span::new(0, 8..20));
        assert_eq!(leaf.slice(11..12).span(), Span::new(0, 29..30));
    }

    #[test]
    fn depth_has_a_limit_and_no_cost() {
        let deep = "[".repeat(100_000) + "1" + &"]".repeat(100_000);
        assert_eq!(items(&deep).len(), 2 * (DEPTH + 1));
    }
}
