//! A rule's examples, which are its tests.
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::check::find_fact;
use super::diagnostic::Report;
use super::fields::{self, Fields};
use super::markdown::{Block, BlockKind};
use super::placed::Placed;
use super::rulefile::SEVERITIES;
use crate::value::{Schema, Slot, Type, Value};

const VERDICTS: &[(&str, ExampleVerdict)] = &[
    ("confirmed", ExampleVerdict::Confirmed),
    ("likely", ExampleVerdict::Likely),
    ("possible", ExampleVerdict::Possible),
    ("ruled_out", ExampleVerdict::RuledOut),
    ("ruled out", ExampleVerdict::RuledOut),
    ("quiet", ExampleVerdict::Quiet),
];

/// One example: what is pasted, what is answered, and what has to come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What the rule has to say.
    pub verdict: ExampleVerdict,
    /// The rule that this looks like, for [`ExampleVerdict::Quiet`] ones.
    pub like: Option<String>,
    /// What is shown.
    pub title: String,
    /// What is pasted, byte for byte, one after the other.
    pub pastes: Vec<Vec<u8>>,
    /// What the person answers: facts by name.
    pub facts: Vec<(String, Value)>,
    /// The time of the diagnosis, in seconds since 1970 in UTC.
    pub now: Option<i64>,
    /// What else has to come of it.
    pub expect: Expect,
    /// The path of its file.
    pub file: String,
    /// The line of its heading, from 1.
    pub line: usize,
}

/// What a rule has to say to an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExampleVerdict {
    /// [`Verdict::Confirmed`](crate::Verdict::Confirmed).
    Confirmed,
    /// [`Verdict::Likely`](crate::Verdict::Likely).
    Likely,
    /// [`Verdict::Possible`](crate::Verdict::Possible).
    Possible,
    /// [`Verdict::RuledOut`](crate::Verdict::RuledOut).
    RuledOut,
    /// Nothing.
    Quiet,
}

/// What else has to come of an example; `None` where it doesn't say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// The rule of the primary finding.
    pub primary: Option<String>,
    /// The severity of the rule's finding, after all caps: `error`, `warning` or `note`.
    pub severity: Option<String>,
    /// The missing facts of the rule's finding, by name.
    pub missing: Option<Vec<String>>,
    /// Texts that the evidence has to have: in what is marked, in a label, or in a value.
    pub evidence: Option<Vec<String>>,
}

/// The rules that examples name, where they do.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Those that a quiet one is like.
    pub(super) likes: Vec<Placed>,
    /// Those that are to be primary.
    pub(super) primaries: Vec<Placed>,
}

/// Reads the section of the examples: headings `VERDICT: title` of this level, then fenced blocks.
pub(super) fn examples(
    section: Range<usize>,
    blocks: &[Block],
    level: u8,
    schema: &Schema,
    report: &mut Report<'_>,
) -> (Vec<Example>, Named) {
    let marks = "#".repeat(usize::from(level));
    let mut examples: Vec<Example> = Vec::new();
    let mut named = Named::default();
    for block in blocks {
        match (&block.kind, examples.last_mut()) {
            (BlockKind::Heading(_, heading), _) => {
                examples.extend(head(heading, &marks, block, &mut named.likes, report));
            }
            (BlockKind::Fence(kind, lines), Some(example)) => {
                part(example, kind, lines, schema, &mut named.primaries, report);
            }
            _ => {
                let message = format!(
                    "examples are headings `{marks} VERDICT: title`, each with fenced blocks"
                );
                report.add(block.span.clone(), message);
            }
        }
    }
    let quiet = |example: &Example| example.verdict == ExampleVerdict::Quiet;
    if !examples.iter().any(quiet) {
        report.add(section.clone(), "there is no example where the rule stays quiet");
    }
    if examples.iter().all(quiet) {
        report.add(section, "there is no example where the rule speaks");
    }
    (examples, named)
}

/// An example's heading; it is kept even where it is mistaken, for the blocks that follow.
fn head(
    heading: &Placed,
    marks: &str,
    block: &Block,
    likes: &mut Vec<Placed>,
    report: &mut Report<'_>,
) -> Option<Example> {
    let text = heading.text.as_str();
    let (head, title) = text.split_once(':').unwrap_or((text, ""));
    let (word, like) = match head.strip_suffix(')').and_then(|head| head.split_once(" (like ")) {
        Some((word, like)) => (word, Some(like)),
        None => (head, None),
    };
    let verdict = VERDICTS.iter().find(|(name, _)| *name == word).map(|(_, verdict)| *verdict);
    if verdict.is_none() {
        let names: Vec<&str> = VERDICTS.iter().map(|(name, _)| *name).collect();
        let span = heading.span(0..word.len());
        report.add(span, format!("a verdict is one of `{}`", names.join("`, `")));
    }
    if title.trim().is_empty() {
        let message = format!("an example is headed `{marks} VERDICT: title`");
        report.add(block.span.clone(), message);
    }
    let verdict = verdict.unwrap_or(ExampleVerdict::Quiet);
    if let Some(like) = like {
        let start = word.len() + " (like ".len();
        let span = heading.span(start..start + like.len());
        if verdict != ExampleVerdict::Quiet {
            report.add(span.clone(), "only quiet examples are `like` another rule's case");
        }
        let mut placed = Placed::empty(span.start);
        placed.push(like, span);
        likes.push(placed);
    }
    Some(Example {
        verdict,
        like: like.map(str::to_owned),
        title: title.trim().to_owned(),
        pastes: Vec::new(),
        facts: Vec::new(),
        now: None,
        expect: Expect::default(),
        file: report.file.to_owned(),
        line: report.line(block.span.start),
    })
}

fn part(
    example: &mut Example,
    kind: &Placed,
    lines: &Placed,
    schema: &Schema,
    primaries: &mut Vec<Placed>,
    report: &mut Report<'_>,
) {
    match kind.text.as_str() {
        "paste" => example.pastes.push(lines.text.clone().into_bytes()),
        "paste-escaped" => example.pastes.push(unescape(lines, report)),
        "facts" => answers(example, lines, schema, report),
        "expect" => {
            primaries.extend(expectations(&mut example.expect, lines, schema, report));
        }
        _ => {
            let message =
                "an example's block is one of `paste`, `paste-escaped`, `facts`, `expect`";
            report.add(kind.whole.clone(), message);
        }
    }
}

/// `\xNN`, `\r`, `\n`, `\t` and `\\` become bytes; the last line end is not part of the paste.
fn unescape(lines: &Placed, report: &mut Report<'_>) -> Vec<u8> {
    let text = lines.text.strip_suffix('\n').unwrap_or(&lines.text);
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(escape) = rest.strip_prefix('\\') else {
            let plain = rest.find('\\').unwrap_or(rest.len());
            bytes.extend_from_slice(rest.get(..plain).unwrap_or_default().as_bytes());
            at += plain;
            continue;
        };
        let hex = escape.strip_prefix('x').and_then(|rest| rest.get(..2));
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let (byte, len) = match (escape.bytes().next(), hex) {
            (_, Some(hex)) => (u8::from_str_radix(hex, 16).ok(), 4),
            (Some(b'r'), _) => (Some(b'\r'), 2),
            (Some(b'n'), _) => (Some(b'\n'), 2),
            (Some(b't'), _) => (Some(b'\t'), 2),
            (Some(b'\\'), _) => (Some(b'\\'), 2),
            _ => (None, 1),
        };
        if byte.is_none() {
            let span = lines.span(at..at + 1);
            report.add(span, "the escapes are `\\xNN`, `\\r`, `\\n`, `\\t` and `\\\\`");
        }
        bytes.extend(byte);
        at += len;
    }
    bytes
}

/// What is answered: facts by name, and the time.
fn answers(example: &mut Example, lines: &Placed, schema: &Schema, report: &mut Report<'_>) {
    let table = fields::read(lines, report);
    for (key, value) in &table {
        let name = &**key.get_ref();
        let value_span = lines.span(value.span());
        if name == "now" {
            example.now = int(value);
            if example.now.is_none() {
                report.add(value_span, "`now` has to be an integer: seconds since 1970 in UTC");
            }
            continue;
        }
        match find_fact(schema, name, &key.span()) {
            Ok(fact) => {
                let ty = schema.facts.get(usize::from(fact.0)).map(|fact| &fact.ty);
                match ty.and_then(|ty| answer(value, ty)) {
                    Some(value) => example.facts.push((name.to_owned(), value)),
                    None => {
                        report.add(value_span, format!("this is no value of the type of `{name}`"))
                    }
                }
            }
            Err(mistake) => report.add_in(lines, [mistake]),
        }
    }
}

fn int(value: &Spanned<DeValue<'_>>) -> Option<i64> {
    let int = value.get_ref().as_integer()?;
    i64::from_str_radix(int.as_str(), int.radix()).ok()
}

/// A value of this type. Fields that a record doesn't name are absent.
fn answer(value: &Spanned<DeValue<'_>>, ty: &Type) -> Option<Value> {
    let toml = value.get_ref();
    match ty {
        Type::Bool => toml.as_bool().map(Value::Bool),
        Type::Int => int(value).map(Value::Int),
        Type::String => toml.as_str().map(|text| Value::String(text.into())),
        Type::List(of) => toml
            .as_array()?
            .iter()
            .map(|item| answer(item, of))
            .collect::<Option<_>>()
            .map(Value::List),
        Type::Record(record) => {
            let table = toml.as_table()?;
            let known = |name: &str| record.fields.iter().any(|field| field.name == name);
            if !table.keys().all(|key| known(key.get_ref())) {
                return None;
            }
            let slots = record.fields.iter().map(|field| match table.get(field.name) {
                Some(value) => answer(value, &field.ty).map(Slot::Known),
                None => Some(Slot::Absent),
            });
            slots.collect::<Option<_>>().map(Value::Record)
        }
    }
}

/// Reads what is expected; the rule that is to be primary, where one is.
fn expectations(
    expect: &mut Expect,
    lines: &Placed,
    schema: &Schema,
    report: &mut Report<'_>,
) -> Option<Placed> {
    let keys = ["primary", "severity", "missing", "evidence"];
    let fields = Fields::read(lines, &keys, report);
    let texts = |list: Vec<Placed>| list.into_iter().map(|item| item.text).collect();
    let primary = fields.string("primary", report);
    expect.primary = primary.as_ref().map(|id| id.text.clone());
    if fields.choice("severity", SEVERITIES, report).is_some() {
        expect.severity = fields.string("severity", report).map(|severity| severity.text);
    }
    if fields.get("missing").is_some() {
        let missing = fields.strings("missing", report);
        for fact in &missing {
            let found = find_fact(schema, &fact.text, &(0..fact.text.len()));
            report.add_in(fact, found.err());
        }
        expect.missing = Some(texts(missing));
    }
    if fields.get("evidence").is_some() {
        expect.evidence = Some(texts(fields.strings("evidence", report)));
    }
    primary
}
