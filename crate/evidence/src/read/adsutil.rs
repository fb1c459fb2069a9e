//! `adsutil.vbs`, the administration script of IIS 4.0 to 6.0: its commands and what it prints.
//!
//! ```text
//! cscript adsutil.vbs get w3svc/1/NTAuthenticationProviders
//! NTAuthenticationProviders       : (STRING) "NTLM"
//! The parameter "NTAuthenticationProviders" is not set at this node.
//! ```

use std::ops::Range;

use memchr::memchr2_iter;
use nom::branch::alt;
use nom::bytes::complete::{is_not, take_while1};
use nom::character::complete::{char, satisfy, space0, space1};
use nom::combinator::opt;
use nom::sequence::{delimited, preceded, separated_pair};
use nom::{IResult, Offset, Parser};

use crate::capture::{Act, Format, Setting, SettingValue, Tool};
use crate::grammar::no_case;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder, Span};

/// A command whose output is still to come.
pub(super) struct Pending {
    verb: Verb,
    path: Option<Leaf>,
    key: Option<Leaf>,
    values: Vec<Leaf>,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Get,
    Set,
    Enum,
    Other,
}

const VERBS: [(&str, Verb); 5] = [
    ("get", Verb::Get),
    ("set", Verb::Set),
    ("enum", Verb::Enum),
    ("enum_all", Verb::Enum),
    ("delete", Verb::Other),
];

/// The types of the metabase as the script prints them.
const TYPES: [&str; 12] = [
    "string", "expandsz", "multisz", "list", "boolean", "bool", "integer", "dword", "binary",
    "ntacl", "mimemap", "ipsec",
];

impl Pending {
    /// A `set` is a setting even if what it printed was not pasted.
    pub(super) fn without_output(self) -> Option<Setting> {
        let placeholder = |leaf: &Leaf| leaf.as_str().contains(['<', '>']);
        let described = self.path.iter().chain(&self.key).chain(&self.values).any(placeholder);
        if self.verb != Verb::Set || described {
            return None;
        }
        let value = match <[Leaf; 1]>::try_from(self.values) {
            Ok([value]) => SettingValue::Text(value),
            Err(values) if values.is_empty() => return None,
            Err(values) => SettingValue::List(values),
        };
        let (tool, act, kind, echoed) = (Tool::Adsutil, Act::Set, None, false);
        Some(Setting {
            tool,
            section: "",
            act,
            path: self.path,
            key: self.key?,
            kind,
            value,
            echoed,
            span: self.span,
        })
    }

    fn answers(&self, key: &Leaf) -> bool {
        match &self.key {
            Some(asked) => asked.as_str().eq_ignore_ascii_case(key.as_str()),
            None => self.verb == Verb::Enum,
        }
    }
}

const ADSUTIL: Format = Format { id: "adsutil", label: "adsutil", unit: "setting" };

pub(super) const READER: Reader = Reader { formats: &[&ADSUTIL], starts, read, of_content: false };

/// A command or a line of output stands under view.
pub(super) fn starts(view: &View<'_>) -> bool {
    output(view.text).is_some() || not_set(view.text).is_some() || command(view.text).is_some()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let place = |part: &str| {
        let start = view.start + view.text.offset(part);
        start..start + part.len()
    };
    if let Some((key, kind, rest)) = output(view.text) {
        let kind_at = view.text.offset(kind);
        let (key, kind) = (cursor.leaf(place(key)), cursor.leaf(place(kind)));
        let rest = place(rest);
        cursor.advance();
        let value = value(cursor, kind.as_str(), rest.clone(), view.quotes);
        let end = cursor_end(&value, cursor.span(rest.clone()));
        let before = view.text.get(..kind_at).unwrap_or_default();
        let tool = if before.contains('[') { Tool::Mdutil } else { Tool::Adsutil };
        let span = cursor.span(view.start..end.max(rest.end));
        setting(sink, tool, key, Some(kind), value, span);
    } else if let Some(key) = not_set(view.text) {
        let key = cursor.leaf(place(key));
        cursor.advance();
        setting(sink, Tool::Adsutil, key, None, SettingValue::NotSet, cursor.span_of(&view));
    } else if let Some((verb, arguments)) = command(view.text) {
        let mut words = Vec::new();
        let mut rest = arguments;
        while let Some(word) = next_word(&mut rest) {
            words.push(place(word));
        }
        let pending = pending(cursor, verb, words, cursor.span_of(&view));
        if let Some(unanswered) = sink.pending.replace(pending) {
            sink.capture.settings.extend(unanswered.without_output());
        }
        sink.part(&ADSUTIL, cursor.span_of(&view));
        cursor.advance();
    } else if sink.pending.is_some() && is_banner(view.text) {
        sink.part(&ADSUTIL, cursor.span_of(&view));
        cursor.advance();
    } else {
        return false;
    }
    true
}

/// Adds what was printed, with the node from the command that it answers.
fn setting(
    sink: &mut Sink,
    tool: Tool,
    key: Leaf,
    kind: Option<Leaf>,
    value: SettingValue,
    span: Span,
) {
    sink.part(&ADSUTIL, span);
    let (mut act, mut path, mut whole) = (Act::Get, None, span);
    if let Some(command) = sink.pending.take_if(|pending| pending.answers(&key)) {
        if command.verb == Verb::Set {
            act = Act::Set;
        }
        path = command.path.clone();
        if command.verb == Verb::Enum {
            sink.pending = Some(command);
        } else {
            whole = command.span.hull(span);
        }
    }
    let echoed = act == Act::Set;
    sink.capture.settings.push(Setting {
        tool,
        section: "",
        act,
        path,
        key,
        kind,
        value,
        echoed,
        span: whole,
    });
}

/// `Key : (TYPE) value`, `Key :(Type)value`, `Key : <List> value`: key, type and the rest.
fn output(line: &str) -> Option<(&str, &str, &str)> {
    fn kind(input: &str) -> IResult<&str, &str> {
        let round = delimited(char('('), is_not(")"), char(')'));
        let angled = delimited(char('<'), is_not(">"), char('>'));
        alt((round, angled)).parse(input)
    }
    // `mdutil` prints attributes before the type: `6000 : [IS] (DWORD) 0x5={5}`.
    let attributes = opt(delimited(char('['), is_not("]"), (char(']'), space0)));
    let colon = (space0, char(':'), space0, attributes);
    let (rest, (key, kind)) = separated_pair(word, colon, kind).parse(line).ok()?;
    let known = TYPES.iter().any(|known| kind.trim().eq_ignore_ascii_case(known));
    let rest = rest.trim();
    let decimal = rest.strip_suffix('}').and_then(|rest| rest.split_once("={"));
    known.then(|| (key, kind.trim(), decimal.map_or(rest, |(_, decimal)| decimal)))
}

/// Keys and verbs.
fn word(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_').parse(input)
}

/// `The parameter "Key" is not set at this node.`: the key.
fn not_set(line: &str) -> Option<&str> {
    fn sentence(input: &str) -> IResult<&str, &str> {
        let quote = || opt(satisfy(|c| is_quote(c) || c == '\''));
        let before = (no_case("the parameter"), space1, quote());
        let after = (quote(), space1, no_case("is not set at this node"));
        delimited(before, word, after).parse(input)
    }
    sentence(line).ok().map(|(_, key)| key)
}

/// `[prompt>] [cscript[.exe] [//option]] [path\]adsutil[.vbs] verb arguments`: verb and arguments.
fn command(line: &str) -> Option<(Verb, &str)> {
    fn script(input: &str) -> IResult<&str, &str> {
        let name = (no_case(NAME), opt(no_case(".vbs")), opt(char('"')));
        preceded((name, space1), word).parse(input)
    }
    const NAME: &str = "adsutil";
    let at = memchr2_iter(b'a', b'A', line.as_bytes()).find(|at| {
        line.get(*at..at + NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    })?;
    if !leads_to_command(line.get(..at)?) {
        return None;
    }
    let (arguments, verb) = script(line.get(at..)?).ok()?;
    if !(arguments.is_empty() || arguments.starts_with([' ', '\t'])) {
        return None;
    }
    let known = VERBS.iter().find(|(known, _)| known.eq_ignore_ascii_case(verb))?;
    Some((known.1, arguments))
}

/// What may stand before the script's name: a prompt, `cscript` and its options, a folder.
fn leads_to_command(before: &str) -> bool {
    let prompt = before.rfind('>').map_or(0, |at| at + 1);
    let (prompt, before) = before.split_at_checked(prompt).unwrap_or(("", before));
    if !(prompt.is_empty() || prompt.contains(":\\") || prompt.len() <= 2) {
        return false;
    }
    let mut rest = before;
    let mut word = next_word(&mut rest);
    let hosts = ["cscript", "cscript.exe", "wscript", "wscript.exe"];
    if word.is_some_and(|word| hosts.iter().any(|host| word.eq_ignore_ascii_case(host))) {
        word = next_word(&mut rest);
        while word.is_some_and(|word| word.starts_with("//")) {
            word = next_word(&mut rest);
        }
    }
    match word {
        None => before.is_empty() || before.ends_with([' ', '\t']),
        Some(folder) => {
            next_word(&mut rest).is_none()
                && (folder.ends_with(['\\', '/']) || folder == "\"")
                && before.ends_with(folder)
        }
    }
}

/// Takes the next of the words parted by white space; one in quotes keeps its spaces, and its quotes.
fn next_word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let text = rest.trim_start();
    let quoted = opening(text).map(|quote| {
        let inner = text.get(quote..).unwrap_or_default();
        inner.find(is_quote).map_or(text.len(), |end| {
            quote + end + inner.get(end..).and_then(opening).unwrap_or_default()
        })
    });
    let bare = || text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(quoted.unwrap_or_else(bare))?;
    *rest = after;
    Some(word).filter(|word| !word.is_empty())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

/// Bytes of the quote that a text starts with.
fn opening(text: &str) -> Option<usize> {
    text.chars().next().filter(|c| is_quote(*c)).map(char::len_utf8)
}

/// What is between the quotes of a word, or the word.
fn bare(word: &str) -> &str {
    word.trim_start_matches(is_quote).trim_end_matches(is_quote)
}

fn pending(cursor: &Cursor<'_>, verb: Verb, words: Vec<Range<usize>>, span: Span) -> Pending {
    let text = |range: &Range<usize>| cursor.source().get(range.clone()).unwrap_or_default();
    let mut words =
        words.into_iter().filter(|word| !text(word).to_ascii_lowercase().starts_with("-s:"));
    let node = words.next().map(|word| {
        let node = bare(text(&word)).trim_end_matches([',', '.', ';']);
        let start = word.start + text(&word).offset(node);
        start..start + node.len()
    });
    let values = words.map(|word| {
        let value = bare(text(&word));
        let start = word.start + text(&word).offset(value);
        cursor.leaf(start..start + value.len())
    });
    let values = values.collect();
    let (path, key) = match node {
        None => (None, None),
        Some(node) if verb == Verb::Enum => (Some(cursor.leaf(node)), None),
        Some(node) => match text(&node).rfind(['/', '\\']) {
            None => (None, Some(cursor.leaf(node))),
            Some(slash) => {
                let path = node.start..node.start + slash;
                let key = node.start + slash + 1..node.end;
                (
                    Some(path).filter(|path| !path.is_empty()).map(|p| cursor.leaf(p)),
                    Some(cursor.leaf(key)),
                )
            }
        },
    };
    Pending { verb, path, key, values, span }
}

/// Reads the value after the type; it may go on in the next lines.
fn value(cursor: &mut Cursor<'_>, kind: &str, rest: Range<usize>, quotes: usize) -> SettingValue {
    let source = cursor.source();
    let text = source.get(rest.clone()).unwrap_or_default();
    let list = ["list", "multisz", "mimemap"].iter().any(|known| kind.eq_ignore_ascii_case(known));
    if list {
        return SettingValue::List(list_values(cursor, text, rest.start, quotes));
    }
    if text.is_empty()
        && let Some(next) = cursor.peek().filter(|next| opening(next.text).is_some())
        && next.quotes == quotes
    {
        cursor.advance();
        return SettingValue::Text(quoted_value(cursor, next.text, next.start, quotes));
    }
    SettingValue::Text(quoted_value(cursor, text, rest.start, quotes))
}

/// Lines that a value in quotes may go on in: consoles wrap at 80 columns.
const WRAPPED_LINES: usize = 3;

/// The value in quotes that a text starts with, or all of the text.
fn quoted_value(cursor: &mut Cursor<'_>, text: &str, start: usize, quotes: usize) -> Leaf {
    let Some(quote) = opening(text) else {
        return cursor.leaf(start..start + text.len());
    };
    let inner = text.get(quote..).unwrap_or_default();
    let first =
        cursor.leaf(start + quote..start + quote + inner.find(is_quote).unwrap_or(inner.len()));
    if inner.contains(is_quote) {
        return first;
    }
    let mut builder = LeafBuilder::new();
    builder.append(&first);
    let mut ahead = cursor.clone();
    for _ in 0..WRAPPED_LINES {
        let Some(view) = ahead.peek().filter(|view| view.quotes == quotes && !view.text.is_empty())
        else {
            break;
        };
        let end = view.text.find(is_quote);
        let range = view.start..view.start + end.unwrap_or(view.text.len());
        builder.append(&ahead.leaf(range));
        ahead.advance();
        if end.is_some() {
            cursor.move_to(ahead.at());
            return builder.finish(first.span());
        }
    }
    first
}

/// The values of a list: on the line of its type, `(2 Items)` looked over, and on lines after it.
fn list_values(cursor: &mut Cursor<'_>, text: &str, start: usize, quotes: usize) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut add = |cursor: &Cursor<'_>, text: &str, start: usize| {
        let mut rest = text;
        while let Some(word) = next_word(&mut rest) {
            if opening(word).is_none() {
                continue;
            }
            let value = bare(word);
            let at = start + text.offset(word) + word.offset(value);
            leaves.push(cursor.leaf(at..at + value.len()));
        }
    };
    add(cursor, text, start);
    while let Some(view) = cursor.peek().filter(|view| view.quotes == quotes) {
        if opening(view.text).is_none() {
            break;
        }
        add(cursor, view.text, view.start);
        cursor.advance();
    }
    leaves
}

fn cursor_end(value: &SettingValue, rest: Span) -> usize {
    let last = match value {
        SettingValue::Text(leaf) => Some(leaf.span()),
        SettingValue::List(leaves) => leaves.last().map(Leaf::span),
        SettingValue::NotSet => None,
    };
    last.unwrap_or(rest).end as usize
}

/// What the script host prints first.
fn is_banner(line: &str) -> bool {
    line.starts_with("Microsoft (R) Windows Script Host")
        || line.starts_with("Microsoft (R) Windows Scripting Host")
        || line.starts_with("Copyright (C) Microsoft Corporation")
}
