//! Lines that programs print, told by patterns: most formats of errors and logs are a table of them.
//!
//! A pattern is literal text with places: `{name}` takes the shortest text, not empty, up to the literal after
//! it, or the rest of the line; `{name#}` takes digits; `{name.}` takes one word, up to white space or the literal after it; `{_}`
//! passes over any text, also none; a space stands for any white space. Without `{_}` at its start or end a pattern is
//! anchored there. `name=value;` before the pattern adds an entry that the line means without saying it.
//! Literals are compared without regard to the case of ASCII letters.

use memchr::{memchr, memchr_iter, memchr2, memchr2_iter};

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::cursor::Cursor;
use crate::read::message::part_of;
use crate::read::sink::Sink;
use crate::span::Leaf;

/// Takes the line under the cursor if a pattern fits it: the first that does.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    sink: &mut Sink,
    format: &'static Format,
    kind: Kind,
    patterns: &'static [&'static str],
) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let line = cursor.leaf(view.range());
    let Some(entries) = entries(patterns, &line) else { return false };
    let span = cursor.span_of(&view);
    cursor.advance();
    sink.record(Record { kind, format, entries, count: 1, span });
    true
}

/// What the first pattern that fits takes from a line.
pub(super) fn entries(patterns: &'static [&'static str], line: &Leaf) -> Option<Vec<Entry>> {
    let text = line.as_str();
    let fits = |pattern: &&'static str| {
        let mut found = Vec::new();
        fit(body(pattern), text, &mut found).then_some((*pattern, found))
    };
    let (pattern, found) = patterns.iter().find_map(fits)?;
    let mut entries = Vec::new();
    for meant in constants(pattern) {
        if let Some((name, value)) = meant.split_once('=') {
            entries.push(Entry { name, value: Leaf::verbatim(value, line.span()) });
        }
    }
    entries
        .extend(found.into_iter().map(|(name, part)| Entry { name, value: part_of(line, part) }));
    Some(entries)
}

/// True if one of the patterns fits.
pub(super) fn any(patterns: &'static [&'static str], text: &str) -> bool {
    patterns.iter().any(|pattern| fit(body(pattern), text, &mut Vec::new()))
}

/// Where `word` first stands in `text`. The standard search prepares itself for each word, which does not pay for the
/// few letters that are looked for in every line.
pub(super) fn find(text: &str, word: &str) -> Option<usize> {
    let (text, (first, more)) = (text.as_bytes(), word.as_bytes().split_first()?);
    // Most of the letters that are found have another one after them than the word.
    let is_there = |at: &usize| {
        let rest = text.get(at + 1..).unwrap_or_default();
        more.first().is_none_or(|second| rest.first() == Some(second)) && rest.starts_with(more)
    };
    memchr_iter(*first, text).find(is_there)
}

/// The same for a word in lower case, whatever the case of ASCII letters in the text.
pub(super) fn find_in_any_case(text: &str, word: &str) -> Option<usize> {
    let (text, (first, more)) = (text.as_bytes(), word.as_bytes().split_first()?);
    memchr2_iter(*first, first.to_ascii_uppercase(), text).find(|at| {
        let rest = text.get(at + 1..at + 1 + more.len());
        rest.is_some_and(|rest| rest.eq_ignore_ascii_case(more))
    })
}

/// What stands before and after the first `word`.
pub(super) fn around<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, word)?;
    Some((text.get(..at)?, text.get(at + word.len()..)?))
}

/// True if one of the words stands in the text.
pub(super) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| find(text, word).is_some())
}

/// Tells in one pass over a line of which lists a word may stand there: for each of the first three bytes of a word, the
/// lists that have a word with that byte there, a bit each.
pub(super) struct Glance([[u32; 256]; 3]);

impl Glance {
    pub(super) const NONE: Glance = Glance([[0; 256]; 3]);

    /// Knows the list of that number, less than 32, too; its words have three bytes at least.
    pub(super) const fn with(mut self, nth: usize, words: &[&str]) -> Glance {
        let mut word = 0;
        while word < words.len() {
            let bytes = words[word].as_bytes();
            self.0[0][bytes[0] as usize] |= 1 << nth;
            self.0[1][bytes[1] as usize] |= 1 << nth;
            self.0[2][bytes[2] as usize] |= 1 << nth;
            word += 1;
        }
        self
    }

    /// The lists of which a word may stand in the line.
    pub(super) fn at(&self, line: &str) -> u32 {
        let [first, second, third] = &self.0;
        let bits =
            |table: &[u32; 256], byte: u8| table.get(usize::from(byte)).copied().unwrap_or(0);
        line.as_bytes().windows(3).fold(0, |lists, bytes| match bytes {
            [a, b, c] => lists | bits(first, *a) & bits(second, *b) & bits(third, *c),
            _ => lists,
        })
    }
}

/// The entries before the pattern, and the pattern. Only a pattern that starts with a name and `=` may
/// have any: tables are gone through on every line.
fn parts(pattern: &'static str) -> (&'static str, &'static str) {
    let name = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
    let length = pattern.bytes().take_while(name).count();
    if pattern.as_bytes().get(length) != Some(&b'=') {
        return ("", pattern);
    }
    let bytes = pattern.as_bytes();
    let end = memchr_iter(b';', bytes).find(|at| bytes.get(at + 1) == Some(&b';'));
    let parts = end.and_then(|end| Some((pattern.get(..end)?, pattern.get(end + 2..)?)));
    parts.unwrap_or(("", pattern))
}

/// The pattern without the entries before it.
fn body(pattern: &'static str) -> &'static str {
    parts(pattern).1
}

fn constants(pattern: &'static str) -> impl Iterator<Item = &'static str> {
    parts(pattern).0.split(';')
}

/// A place: its name, and what it takes.
struct Place {
    name: &'static str,
    digits: bool,
    word: bool,
}

/// The text before the first place, the place, and what follows it.
fn split(pattern: &'static str) -> (&'static str, Option<(Place, &'static str)>) {
    let part = |text: &'static str, byte| {
        let at = memchr(byte, text.as_bytes())?;
        Some((text.get(..at)?, text.get(at + 1..)?))
    };
    let Some((before, rest)) = part(pattern, b'{') else { return (pattern, None) };
    let Some((name, after)) = part(rest, b'}') else { return (pattern, None) };
    let (digits, word) = (name.ends_with('#'), name.ends_with('.'));
    let name = name.trim_end_matches(['#', '.']);
    (before, Some((Place { name, digits, word }, after)))
}

type Found<'a> = Vec<(&'static str, &'a str)>;

/// Fits the whole of `text`. No place is tried twice, so that it takes time linear in the text for each place.
fn fit<'a>(pattern: &'static str, text: &'a str, found: &mut Found<'a>) -> bool {
    let first = pattern.bytes().next().filter(|first| !matches!(first, b'{' | b' '));
    if first.is_some_and(|first| {
        !text.bytes().next().is_some_and(|byte| byte.eq_ignore_ascii_case(&first))
    }) {
        return false;
    }
    let (literal, mut next) = split(pattern);
    let Some(mut rest) = literal_at(literal, text).and_then(|length| text.get(length..)) else {
        return false;
    };
    while let Some((place, after)) = next {
        let (literal, following) = split(after);
        let limit = match () {
            () if place.digits => rest.bytes().take_while(u8::is_ascii_digit).count(),
            () if place.word => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            () => rest.len(),
        };
        let least = usize::from(place.name != "_");
        let Some((taken, literal)) = end_of(literal, rest, least, limit, following.is_none())
        else {
            return false;
        };
        let Some((value, left)) = rest.split_at_checked(taken) else { return false };
        if place.name != "_" {
            found.push((place.name, value.trim()));
        }
        rest = left.get(literal..).unwrap_or_default();
        next = following;
    }
    rest.is_empty()
}

/// Where the text of a place ends, and how long the literal after it is there. The literal that ends
/// the pattern is the last thing in the text; a digits' or a word's place is as long as it can be.
fn end_of(
    literal: &str,
    rest: &str,
    least: usize,
    limit: usize,
    last: bool,
) -> Option<(usize, usize)> {
    if literal.is_empty() {
        return (least <= limit && !(last && limit < rest.len())).then_some((limit, 0));
    }
    let first = *literal.as_bytes().first()?;
    let bytes = rest.as_bytes().get(..rest.len().min(limit + 1))?;
    let mut from = least;
    loop {
        let ahead = bytes.get(from..)?;
        let at = from
            + if first == b' ' {
                // Only where white space begins, or a long run of it would be gone through again and again.
                let before = from.checked_sub(1).and_then(|before| bytes.get(before));
                let mut is_white = before.is_some_and(u8::is_ascii_whitespace);
                ahead.iter().position(|byte| {
                    let was_white = std::mem::replace(&mut is_white, byte.is_ascii_whitespace());
                    is_white && !was_white
                })?
            } else {
                memchr2(first.to_ascii_lowercase(), first.to_ascii_uppercase(), ahead)?
            };
        from = at + 1;
        let length = rest.get(at..).and_then(|text| literal_at(literal, text));
        if let Some(length) = length
            && (!last || at + length == rest.len())
        {
            return Some((at, length));
        }
    }
}

/// How much of the start of `text` the literal takes.
fn literal_at(literal: &str, text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for expected in literal.bytes() {
        let byte = bytes.get(at)?;
        if expected == b' ' {
            let white =
                bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if white == 0 {
                return None;
            }
            at += white;
        } else if byte.eq_ignore_ascii_case(&expected) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn fitted(pattern: &'static str, text: &str) -> Option<String> {
        let line = Leaf::verbatim(text, Span::new(0, 0..text.len()));
        let entries = entries(Box::leak(Box::new([pattern])), &line)?;
        let entries =
            entries.iter().map(|entry| format!("{}={}", entry.name, entry.value.as_str()));
        Some(entries.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn places_take_what_stands_there() {
        let curl = "curl: ({code#}) The requested URL returned error: {status#}";
        let line = "curl: (22) The requested URL returned error: 401";
        assert_eq!(fitted(curl, line), Some("code=22 status=401".to_owned()));
        assert_eq!(fitted(curl, "curl: (22) The requested URL returned error: 401 No"), None);
        assert_eq!(fitted(curl, "curl: (x) The requested URL returned error: 401"), None);
        let apache = "[{time}] [{_}] [pid {_}] {code.}: user {user}: {text}";
        let line = "[Sun Nov 22] [auth_basic:error] [pid 7:tid 8] AH01617: user al ice: a: b";
        let taken = "time=Sun Nov 22 code=AH01617 user=al ice text=a: b";
        assert_eq!(fitted(apache, line), Some(taken.to_owned()));
    }

    #[test]
    fn a_pattern_is_anchored_unless_it_says_otherwise() {
        assert_eq!(fitted("a {x}", "ba c"), None);
        assert_eq!(fitted("{_}a {x}", "ba c"), Some("x=c".to_owned()));
        assert_eq!(fitted("{_}E401{_}", "npm ERR! code e401"), Some(String::new()));
        assert_eq!(fitted("a {x} b", "a 1 b b"), Some("x=1 b".to_owned()));
        assert_eq!(fitted("a {x} b", "a  b"), None);
        assert_eq!(fitted("a  b", "a\t b"), None);
    }

    #[test]
    fn what_a_line_means_is_added() {
        let pattern = "code=E1;status=401;;{_}no {what.}{_}";
        assert_eq!(
            fitted(pattern, "x: no luck, y"),
            Some("code=E1 status=401 what=luck,".to_owned())
        );
    }

    #[test]
    fn characters_of_several_bytes_are_kept_whole() {
        assert_eq!(fitted("{x}é{y}", "aéé"), Some("x=a y=é".to_owned()));
        assert_eq!(fitted("{x}a", "éa"), Some("x=é".to_owned()));
    }
}
