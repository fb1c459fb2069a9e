//! `adsutil.vbs`, the administration script of IIS 4.0 to 6.0, and `mdutil.exe`: their commands and what they print.
//!
//! ```text
//! cscript adsutil.vbs get w3svc/1/NTAuthenticationProviders
//! NTAuthenticationProviders       : (STRING) "NTLM"
//! The parameter "NTAuthenticationProviders" is not set at this node.
//! mdutil ENUM_ALL w3svc/1
//! 6000 : [IS] (DWORD) 0x5={5}
//! [/w3svc/1/root]
//! ```

mod command;

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{is_not, take_while1};
use nom::character::complete::{char, satisfy, space0, space1};
use nom::combinator::opt;
use nom::sequence::{delimited, separated_pair};
use nom::{IResult, Offset, Parser};

use crate::capture::{Act, Format, Setting, SettingValue, Tool};
use crate::grammar::no_case;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder, Span};
pub(super) use command::Pending;
use command::{Verb, command, pending};

/// The types of the metabase as the script prints them.
const TYPES: [&str; 12] = [
    "string", "expandsz", "multisz", "list", "boolean", "bool", "integer", "dword", "binary",
    "ntacl", "mimemap", "ipsec",
];

const ADSUTIL: Format = Format { id: "adsutil", label: "adsutil", unit: "setting" };

pub(super) const READER: Reader = Reader { formats: &[&ADSUTIL], starts, read, of_content: false };

/// A command or a line of output stands under view.
pub(super) fn starts(view: &View<'_>) -> bool {
    output(view.text).is_some()
        || not_set(view.text).is_some()
        || child(view.text).is_some()
        || command(view.text).is_some()
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
    } else if let Some(path) = child(view.text) {
        // Of what is listed recursively, its properties come next.
        let path = cursor.leaf(place(path));
        match &mut sink.pending {
            Some(listing) if listing.verb == Verb::Enum => listing.path = Some(path),
            _ => sink.pending = Some(Pending::listing(path)),
        }
        sink.part(&ADSUTIL, cursor.span_of(&view));
        cursor.advance();
    } else if let Some(key) = lacking(view.text, sink) {
        cursor.advance();
        setting(sink, Tool::Mdutil, key, None, SettingValue::NotSet, cursor.span_of(&view));
    } else if let Some(command) = command(view.text) {
        let pending =
            pending(cursor, &command, place(command.arguments).start, cursor.span_of(&view));
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

/// A node of one of the services in brackets, as both programs list what lies below a node: its path.
fn child(line: &str) -> Option<&str> {
    const SERVICES: [&str; 4] = ["w3svc", "msftpsvc", "smtpsvc", "nntpsvc"];
    let path = line.strip_prefix("[/")?.strip_suffix(']')?;
    let mut nodes = path.split('/').skip_while(|node| node.eq_ignore_ascii_case("lm"));
    let service = nodes.next()?;
    SERVICES.iter().any(|known| service.eq_ignore_ascii_case(known)).then_some(path)
}

/// The key that `mdutil get` was asked for, where it says that the node has none.
fn lacking(line: &str, sink: &Sink) -> Option<Leaf> {
    let asked = sink.pending.as_ref().filter(|pending| pending.verb == Verb::Get)?;
    let says = line.starts_with("Error: ")
        && (line.contains("MD_ERROR_DATA_NOT_FOUND") || line.contains("0x800cc801"));
    asked.key.clone().filter(|_| says)
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
