//! What was pasted as a token, made readable: quotes, white space and percent-encoding taken away, and
//! placeholders told from tokens.

use super::Kind;
use super::base64::{self, Base64};
use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};
use crate::span::{Leaf, LeafBuilder, Span};

/// A token's text without what surrounds and breaks it, and what that was.
pub(super) struct Clean {
    pub(super) leaf: Leaf,
    pub(super) notes: Vec<NoteKind>,
}

/// Takes quotes, white space and percent-encoding away. Each part keeps its place.
pub(super) fn clean(leaf: &Leaf) -> Clean {
    let mut leaf = leaf.trimmed();
    let mut notes = Vec::new();
    let text = leaf.as_str();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote
        && text.len() > 1
        && text.ends_with(quote)
    {
        notes.push(NoteKind::Quoted);
        leaf = leaf.slice(1..text.len() - 1).trimmed();
    }
    let text = leaf.as_str();
    if text.contains(['\n', '\r']) {
        notes.push(NoteKind::Wrapped);
    } else if text.contains(char::is_whitespace) {
        notes.push(NoteKind::Whitespace);
    }
    let percent = is_percent_encoded(text);
    if percent {
        notes.push(NoteKind::PercentEncoded);
    }
    if notes.iter().any(|note| *note != NoteKind::Quoted) {
        leaf = joined(&leaf, percent);
    }
    Clean { leaf, notes }
}

/// Base64 has no percent sign: one is there for an encoding if two digits follow each of them.
fn is_percent_encoded(text: &str) -> bool {
    let mut parts = text.split('%').skip(1).peekable();
    parts.peek().is_some() && parts.all(|part| escape(part).is_some())
}

/// The character whose two digits a text begins with.
fn escape(text: &str) -> Option<char> {
    let byte = u8::from_str_radix(text.get(..2)?, 16).ok()?;
    Some(char::from(byte)).filter(|c| c.is_ascii_graphic())
}

fn joined(leaf: &Leaf, percent: bool) -> Leaf {
    let mut builder = LeafBuilder::new();
    let text = leaf.as_str();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end =
            rest.find(|c: char| c.is_whitespace() || (percent && c == '%')).unwrap_or(rest.len());
        builder.append(&leaf.slice(at..at + end));
        at += end;
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        if c == '%'
            && let Some(c) = text.get(at..).and_then(escape)
        {
            let span = leaf.slice(at - 1..at + 2).span();
            builder.push(c.encode_utf8(&mut [0; 4]), span);
            at += 2;
        }
    }
    builder.finish(leaf.span())
}

/// Words that stand for a token, in upper case.
const WORDS: &[&str] = &[
    "ACCESS_TOKEN",
    "API_KEY",
    "APIKEY",
    "BASE64",
    "CREDENTIALS",
    "JWT",
    "NULL",
    "TOKEN",
    "TOKEN_HERE",
    "UNDEFINED",
    "XXX",
];

/// Words that cover a token, in upper case.
const COVERS: &[&str] =
    &["FILTERED", "HIDDEN", "MASKED", "OMITTED", "REDACTED", "REMOVED", "SECRET", "SNIP"];

/// What a text that is no token stands for one as, if it is that.
pub(super) fn placeholder(text: &str) -> Option<Decoded> {
    let (form, note) = form(text)?;
    let mut out = Decoded::new(Kind::Placeholder);
    let place = Place::new(0, text.len());
    out.put("form", Value::text(form), place);
    // Only the name of a variable: a text that was covered in part could still hold some of it.
    if note == NoteKind::Placeholder {
        out.put("text", Value::text(text), place);
    }
    out.note(note, place);
    Some(out)
}

/// A placeholder is no longer.
const LONGEST: usize = 64;

fn form(text: &str) -> Option<(&'static str, NoteKind)> {
    // No token has these in it: it was covered in part. Tools end those of Negotiate and NTLM so where they cut them.
    let covers = ["***", "...", "\u{2022}\u{2022}", "\u{2026}"];
    let cut = text.starts_with("YI") || text.starts_with("TlRM");
    if !cut && covers.iter().any(|cover| text.contains(cover)) && !text.contains([',', ' ']) {
        return Some(("cover", NoteKind::Redacted));
    }
    let length = text.chars().count();
    if length == 0 || length > LONGEST {
        // A token that was covered can be as long as it was.
        let stars = !text.is_empty() && text.chars().all(|c| matches!(c, '*' | '\u{2022}'));
        return stars.then_some(("cover", NoteKind::Redacted));
    }
    let upper = text.to_ascii_uppercase();
    let inside = |open: &str, close: &str| {
        upper.strip_prefix(open)?.strip_suffix(close).filter(|inside| !inside.is_empty())
    };
    let covers = |word: &str| COVERS.iter().any(|cover| word.contains(cover));
    for (open, close, form) in [
        ("{{", "}}", "template"),
        ("${", "}", "variable"),
        ("$(", ")", "variable"),
        ("<%", "%>", "template"),
        ("<", ">", "brackets"),
        ("{", "}", "template"),
        ("[", "]", "brackets"),
        ("(", ")", "brackets"),
        ("%", "%", "variable"),
        ("__", "__", "template"),
    ] {
        if let Some(word) = inside(open, close) {
            let note = if covers(word) { NoteKind::Redacted } else { NoteKind::Placeholder };
            return Some((form, note));
        }
    }
    let name = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if upper.strip_prefix('$').is_some_and(name)
        || upper.strip_prefix("PROCESS.ENV.").is_some_and(name)
    {
        return Some(("variable", NoteKind::Placeholder));
    }
    if text.chars().all(|c| matches!(c, '*' | '.' | '\u{2022}' | '\u{2026}')) {
        return Some(("cover", NoteKind::Redacted));
    }
    if length > 2 && upper.bytes().all(|byte| byte == b'X') {
        return Some(("cover", NoteKind::Redacted));
    }
    let spaced = upper.replace(['-', ' '], "_");
    let yours = spaced.strip_prefix("YOUR_").or_else(|| spaced.strip_prefix("MY_"));
    if WORDS.contains(&spaced.as_str()) || yours.is_some_and(name) || spaced.starts_with("INSERT_")
    {
        return Some(("word", NoteKind::Placeholder));
    }
    COVERS.contains(&spaced.as_str()).then_some(("cover", NoteKind::Redacted))
}

/// Where places stand in the paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) leaf: Leaf,
    /// How its base64 deviates; none where places count in the text itself.
    pub(super) base64: Option<Base64>,
}

impl Source {
    pub(super) fn spans(&self, place: Place) -> Vec<Span> {
        let (start, end) = (place.start as usize, place.end as usize);
        let text = self.leaf.as_str();
        let range = match self.base64 {
            // Three bytes are four characters. What is left at the end belongs to the last byte.
            Some(_) if end >= text.trim_end_matches('=').len().saturating_mul(3) / 4 => {
                start.saturating_mul(4) / 3..text.len()
            }
            Some(_) => start.saturating_mul(4) / 3..end.saturating_mul(4).div_ceil(3),
            None => start..end,
        };
        self.leaf.slice(range).spans()
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        match self.base64 {
            Some(_) => {
                base64::decode(self.leaf.as_str()).map(|(bytes, _)| bytes).unwrap_or_default()
            }
            None => self.leaf.as_str().as_bytes().to_vec(),
        }
    }
}
