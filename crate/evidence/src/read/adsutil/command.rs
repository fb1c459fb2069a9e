//! The commands of `adsutil.vbs` and of `mdutil.exe`, as they are typed and shown before their output.

use std::ops::Range;

use nom::character::complete::{char, space1};
use nom::combinator::opt;
use nom::sequence::preceded;
use nom::{IResult, Offset, Parser};

use super::{bare, next_word, word};
use crate::capture::{Act, Setting, SettingValue, Tool};
use crate::grammar::no_case;
use crate::iis::keys;
use crate::read::cursor::Cursor;
use crate::read::pattern::find_in_any_case;
use crate::span::{Leaf, LeafBuilder, Span};

/// A command whose output is still to come.
#[derive(Default)]
pub(in crate::read) struct Pending {
    pub(super) verb: Verb,
    is_mdutil: bool,
    /// The node; of what is listed recursively the one that is listed now.
    pub(super) path: Option<Leaf>,
    pub(super) key: Option<Leaf>,
    values: Vec<Leaf>,
    pub(super) span: Span,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Set,
    Enum,
    #[default]
    Other,
}

const VERBS: [(&str, Verb); 5] = [
    ("get", Verb::Get),
    ("set", Verb::Set),
    ("enum", Verb::Enum),
    ("enum_all", Verb::Enum),
    ("delete", Verb::Other),
];

impl Pending {
    /// What lists the properties of a node.
    pub(super) fn listing(path: Leaf) -> Pending {
        let span = path.span();
        Pending { verb: Verb::Enum, path: Some(path), span, ..Pending::default() }
    }

    /// A `set` is a setting even if what it printed was not pasted.
    pub(in crate::read) fn without_output(self) -> Option<Setting> {
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
        let tool = if self.is_mdutil { Tool::Mdutil } else { Tool::Adsutil };
        let (act, kind, echoed) = (Act::Set, None, false);
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

    pub(super) fn answers(&self, key: &Leaf) -> bool {
        match &self.key {
            Some(asked) => keys::same(asked.as_str(), key.as_str()),
            None => self.verb == Verb::Enum,
        }
    }
}

/// A command on a line.
pub(super) struct Command<'a> {
    is_mdutil: bool,
    verb: Verb,
    pub(super) arguments: &'a str,
}

/// `[prompt>] [cscript[.exe] [//option]] [path\]adsutil[.vbs] verb arguments`, and the same of `mdutil[.exe]`.
pub(super) fn command(line: &str) -> Option<Command<'_>> {
    of_program(line, "adsutil", ".vbs").or_else(|| of_program(line, "mdutil", ".exe"))
}

fn of_program<'a>(
    line: &'a str,
    name: &'static str,
    extension: &'static str,
) -> Option<Command<'a>> {
    let at = find_in_any_case(line, name)?;
    if !leads_to_command(line.get(..at)?) {
        return None;
    }
    let program = (no_case(name), opt(no_case(extension)), opt(char('"')));
    let called: IResult<&str, &str> = preceded((program, space1), word).parse(line.get(at..)?);
    let (arguments, verb) = called.ok()?;
    if !(arguments.is_empty() || arguments.starts_with([' ', '\t'])) {
        return None;
    }
    let known = VERBS.iter().find(|(known, _)| known.eq_ignore_ascii_case(verb))?;
    Some(Command { is_mdutil: name == "mdutil", verb: known.1, arguments })
}

/// What may stand before the program's name: a prompt, `cscript` and its options, a folder.
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

/// What `mdutil` takes as options, and `adsutil` as words.
#[derive(Default)]
struct Options {
    service: Option<Leaf>,
    instance: Option<Leaf>,
    key: Option<Leaf>,
}

/// What a command asks for; its arguments stand at `start` of the paste.
pub(super) fn pending(
    cursor: &Cursor<'_>,
    command: &Command<'_>,
    start: usize,
    span: Span,
) -> Pending {
    let Command { is_mdutil, verb, arguments } = *command;
    let range = |part: &str| {
        let from = start + arguments.offset(part);
        from..from + part.len()
    };
    let (mut node, mut values, mut options) = (None, Vec::new(), Options::default());
    let mut rest = arguments;
    while let Some(word) = next_word(&mut rest) {
        let option = word.strip_prefix('-').filter(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && (is_mdutil || name.starts_with(['s', 'S']) && name.get(1..2) == Some(":"))
        });
        let Some(option) = option else {
            match &node {
                None => node = Some(range(bare(word).trim_end_matches([',', '.', ';']))),
                Some(_) => values.push(cursor.leaf(range(bare(word)))),
            }
            continue;
        };
        // `-prop:6000` and `-prop 6000`.
        let inline = option.split_once(':');
        let Some(value) = inline.map(|(_, value)| value).or_else(|| next_word(&mut rest)) else {
            break;
        };
        let value = range(bare(value));
        match inline.map_or(option, |(name, _)| name).to_ascii_lowercase().as_str() {
            "path" => node = Some(value),
            "svc" => options.service = Some(cursor.leaf(value)),
            "i" => options.instance = Some(cursor.leaf(value)),
            "prop" => options.key = Some(cursor.leaf(value)),
            "value" => values.push(cursor.leaf(value)),
            _ => {}
        }
    }
    let (path, key) = place(cursor, verb, node, options);
    Pending { verb, is_mdutil, path, key, values, span }
}

/// The node and the property.
fn place(
    cursor: &Cursor<'_>,
    verb: Verb,
    node: Option<Range<usize>>,
    options: Options,
) -> (Option<Leaf>, Option<Leaf>) {
    let Some(node) = node else {
        let path = match (options.service, options.instance) {
            (Some(service), Some(instance)) => {
                let mut path = LeafBuilder::new();
                path.append(&service);
                path.push("/", Span { start: service.span().end, ..instance.span() });
                path.append(&instance);
                Some(path.finish(service.span()))
            }
            (service, _) => service,
        };
        return (path, options.key);
    };
    if verb == Verb::Enum || options.key.is_some() {
        return (Some(cursor.leaf(node)), options.key);
    }
    let text = cursor.source().get(node.clone()).unwrap_or_default();
    match text.rfind(['/', '\\']) {
        None => (None, Some(cursor.leaf(node))),
        Some(slash) => {
            let path = Some(node.start..node.start + slash).filter(|path| !path.is_empty());
            let key = cursor.leaf(node.start + slash + 1..node.end);
            (path.map(|path| cursor.leaf(path)), Some(key))
        }
    }
}
