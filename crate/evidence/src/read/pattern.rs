//! Lines that programs print, told by patterns: most formats of errors and logs are a table of them.
//!
//! A pattern is literal text with places: `{name}` takes the shortest text, not empty, up to the literal after
//! it, or the rest of the line; `{name#}` takes digits; `{name.}` takes one word, up to white space or the literal after it; `{_}`
//! passes over any text, also none; a space stands for any white space. Without `{_}` at its start or end a pattern is
//! anchored there. `name=value;` before the pattern adds an entry that the line means without saying it.
//! Literals are compared without regard to the case of ASCII letters.

use memchr::memchr_iter;

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
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let is_there = |at: &usize| text.get(*at..).is_some_and(|rest| rest.starts_with(word));
    memchr_iter(*word.first()?, text).find(is_there)
}

/// True if one of the words stands in the text.
pub(super) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| find(text, word).is_some())
}

/// The entries before the pattern, and the pattern. Only a pattern that starts with a name and `=` may
/// have any: tables are gone through on every line.
fn parts(pattern: &'static str) -> (&'static str, &'static str) {
    let name = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
    let length = pattern.bytes().take_while(name).count();
    if pattern.as_bytes().get(length) != Some(&b'=') {
        return ("", pattern);
    }
    let end = pattern.as_bytes().windows(2).position(|two| two == b";;");
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
    let Some((before, rest)) = pattern.split_once('{') else { return (pattern, None) };
    let Some((name, after)) = rest.split_once('}') else { return (pattern, None) };
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
    let first = literal.as_bytes().first()?.to_ascii_lowercase();
    let bytes = rest.as_bytes();
    (least..=limit).find_map(|at| {
        let fits = match bytes.get(at) {
            // Only where white space begins, or a long run of it would be gone through again and again.
            Some(byte) if first == b' ' => {
                let before = at.checked_sub(1).and_then(|before| bytes.get(before));
                byte.is_ascii_whitespace() && !before.is_some_and(u8::is_ascii_whitespace)
            }
            Some(byte) => byte.to_ascii_lowercase() == first,
            None => false,
        };
        if !fits {
            return None;
        }
        let length = literal_at(literal, rest.get(at..)?)?;
        (!last || at + length == rest.len()).then_some((at, length))
    })
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
