//! The form of a rule file: TOML between `+++` lines, then the sections Cause, Fix, Risk and Examples.
use std::collections::BTreeSet;
use std::ops::Range;

use super::check::check;
use super::diagnostic::Report;
use super::example::{Example, Named, examples};
use super::fields::Fields;
use super::known::proven;
use super::markdown::{Block, BlockKind, blocks};
use super::parse::parse;
use super::placed::Placed;
use super::template::{Rules, Template, template};
use super::term::Term;
use crate::catalogue::{Severity, Verdict};
use crate::pack::is_name;
use crate::value::{FactId, Schema};

/// How the names of files end that hold many rules.
pub(super) const TABLE: &str = ".table.md";
const KEYS: &[&str] = &[
    "id",
    "aliases",
    "title",
    "severity",
    "strength",
    "applies",
    "first_leg",
    "fallback",
    "when",
    "confirm",
    "unless",
    "supersedes",
    "references",
    "labels",
];
/// The keys of a table of rules: what its entries have in common.
const COMMON_KEYS: &[&str] = &[
    "severity",
    "strength",
    "applies",
    "first_leg",
    "fallback",
    "when",
    "confirm",
    "unless",
    "supersedes",
    "references",
    "labels",
    "entry",
];
/// The keys of an entry; what it has counts instead of what is common.
pub(super) const ENTRY_KEYS: &[&str] = &[
    "code",
    "id",
    "aliases",
    "title",
    "severity",
    "strength",
    "applies",
    "first_leg",
    "fallback",
    "when",
    "confirm",
    "unless",
    "supersedes",
    "references",
    "labels",
];
pub(super) const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("note", Severity::Note)];
const STRENGTHS: &[(&str, Verdict)] =
    &[("likely", Verdict::Likely), ("possible", Verdict::Possible)];
/// Where commands are typed; `text` is for lines of a file.
const PLATFORMS: &[&str] = &["cmd", "powershell", "sh", "text"];
const SECTIONS: &[&str] = &["Cause", "Fix", "Risk", "Examples"];

/// A rule, checked as far as one file can be.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: Placed,
    pub(super) aliases: Vec<Placed>,
    pub(super) title: Template,
    pub(super) severity: Severity,
    pub(super) strength: Verdict,
    pub(super) applies: Option<Placed>,
    pub(super) first_leg: bool,
    pub(super) fallback: bool,
    pub(super) when: Conditions,
    pub(super) confirm: Conditions,
    pub(super) unless: Conditions,
    pub(super) supersedes: Vec<Placed>,
    pub(super) references: Vec<Placed>,
    pub(super) labels: Vec<(FactId, Template)>,
    pub(super) cause: Template,
    pub(super) fix: Vec<Step>,
    pub(super) risk: Option<Template>,
    pub(super) examples: Vec<Example>,
    /// Where its examples name rules.
    pub(super) named: Named,
    /// The folder of the file.
    pub(super) family: Option<String>,
}

/// Alternatives as they are written, and checked.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub(super) sources: Vec<String>,
    pub(super) terms: Vec<Term>,
}

/// A step of the fix: its text, and its commands by platform.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) text: Template,
    pub(super) commands: Vec<(String, Template)>,
}

/// What was read of a file.
#[derive(Debug, Default)]
pub(super) struct RuleFile {
    pub(super) rules: Vec<Rule>,
    /// The ids of rules that are there and too mistaken to be read.
    pub(super) unread: Vec<String>,
}

/// Reads a rule file, or a table of rules. What is wrong is reported; the rules are complete if nothing was.
pub(super) fn read(schema: &Schema, report: &mut Report<'_>) -> RuleFile {
    let text = report.text;
    let name = report.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let id = name.strip_suffix(".md").unwrap_or(name).to_owned();
    let is_table = name.ends_with(TABLE);
    let mut read = RuleFile::default();
    let parts = text.strip_prefix("+++\n").and_then(|rest| match rest.strip_prefix("+++\n") {
        Some(body) => Some(("", body)),
        None => rest.split_once("\n+++\n"),
    });
    let Some((front, body)) = parts else {
        let first = text.find('\n').unwrap_or(text.len());
        report.add_with_help(
            0..first,
            "a rule file begins with TOML between two lines `+++`",
            "docs/example-rule.md shows what a rule file looks like",
        );
        read.unread.push(id);
        return read;
    };
    let front = Placed::verbatim(front, "+++\n".len());
    if is_table {
        let fields = Fields::read(&front, COMMON_KEYS, report);
        let blocks = blocks(body, text.len() - body.len(), report);
        super::table::read(&fields, &blocks, schema, report, &mut read);
        return read;
    }
    let fields = Fields::read(&front, KEYS, report);
    let blocks = blocks(body, text.len() - body.len(), report);
    let end = text.len();
    match rule(&fields, Body { level: 2, blocks: &blocks, heading: 0..3, end }, schema, report) {
        Some(rule) => {
            check_name(&rule.id, report);
            read.rules.push(rule);
        }
        None => read.unread.push(id),
    }
    read
}

/// The Markdown of one rule.
pub(super) struct Body<'b> {
    /// The level of the headings of its sections.
    pub(super) level: u8,
    pub(super) blocks: &'b [Block],
    /// Where a key that is missing is told.
    pub(super) heading: Range<usize>,
    /// Where a section that is missing is told.
    pub(super) end: usize,
}

/// Reads one rule; `None` where it is too mistaken.
pub(super) fn rule(
    fields: &Fields<'_>,
    body: Body<'_>,
    schema: &Schema,
    report: &mut Report<'_>,
) -> Option<Rule> {
    for key in ["id", "title", "severity", "strength", "when"] {
        if fields.get(key).is_none() {
            report.add(body.heading.clone(), format!("the key `{key}` is missing"));
        }
    }
    let id = fields.string("id", report);
    if let Some(id) = &id {
        check_id(id, report);
    }
    let severity = fields.choice("severity", SEVERITIES, report);
    let strength = fields.choice("strength", STRENGTHS, report);
    let first_leg = fields.bool("first_leg", report).unwrap_or(false);
    let fallback = fields.bool("fallback", report).unwrap_or(false);
    let [when, confirm, unless] = ["when", "confirm", "unless"].map(|key| {
        let sources = fields.conditions(key, report);
        let empty = fields
            .get(key)
            .is_some_and(|value| value.get_ref().as_array().is_some_and(|list| list.is_empty()));
        if empty && key == "when" {
            let span = fields.get(key).map_or(0..3, |value| fields.span(value));
            report.add(span, "`when` needs at least one condition");
        }
        conditions(&sources, schema, report)
    });
    let known = when.as_ref().map(|when| proven(&when.terms));
    let mut prose = Prose { schema, proven: known.as_ref(), report };
    let title = fields.string("title", prose.report).map(|title| prose.title(&title));
    let labels = fields.table("labels", prose.report);
    let labels = labels.into_iter().filter_map(|(name, text)| prose.label(&name, &text)).collect();
    let level = body.level;
    let [cause, fix, risk, example_blocks] = prose.sections(&body);
    let cause = cause.map(|(span, blocks)| prose.section(span, blocks));
    let fix = fix.map(|(span, blocks)| prose.steps(span, blocks));
    let risk = risk.map(|(span, blocks)| prose.section(span, blocks));
    let (examples, named) = match example_blocks {
        Some((span, blocks)) => examples(span, blocks, level + 1, schema, report),
        None => Default::default(),
    };
    Some(Rule {
        id: id?,
        aliases: fields.strings("aliases", report),
        title: title?,
        severity: severity?,
        strength: strength?,
        applies: fields.string("applies", report),
        first_leg,
        fallback,
        when: when?,
        confirm: confirm?,
        unless: unless?,
        supersedes: fields.strings("supersedes", report),
        references: fields.strings("references", report),
        labels,
        cause: cause?,
        fix: fix?,
        risk,
        examples,
        named,
        family: report.file.rsplit(['/', '\\']).nth(1).map(str::to_owned),
    })
}

/// Ids are words of lower-case letters and digits with hyphens between, and name the file.
fn check_id(id: &Placed, report: &mut Report<'_>) {
    if !is_name(&id.text) {
        let message = "an id is made of lower-case letters and digits, with single hyphens between";
        report.add(id.whole.clone(), message);
    }
}

/// A rule names its file.
fn check_name(id: &Placed, report: &mut Report<'_>) {
    let name = report.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let wanted = format!("{}.md", id.text);
    if name != wanted {
        report.add(id.whole.clone(), format!("the file of this rule has to be named `{wanted}`"));
    }
}

/// Parses and checks conditions; `None` where one of them is mistaken.
fn conditions(sources: &[Placed], schema: &Schema, report: &mut Report<'_>) -> Option<Conditions> {
    let mut conditions = Conditions::default();
    let mut sound = true;
    for source in sources {
        let checked = parse(&source.text)
            .map_err(|mistake| vec![mistake])
            .and_then(|syntax| check(&syntax, schema));
        match checked {
            Ok(term) => {
                conditions.terms.push(term);
                conditions.sources.push(source.text.clone());
            }
            Err(mistakes) => {
                report.add_in(source, mistakes);
                sound = false;
            }
        }
    }
    sound.then_some(conditions)
}

type Section<'b> = Option<(Range<usize>, &'b [Block])>;

/// Checks the prose of a rule.
struct Prose<'p, 'f> {
    schema: &'p Schema,
    proven: Option<&'p BTreeSet<FactId>>,
    report: &'p mut Report<'f>,
}

impl Prose<'_, '_> {
    fn template(&mut self, placed: &Placed, command: bool) -> Template {
        let rules = Rules { schema: self.schema, proven: self.proven, command };
        template(placed, rules).unwrap_or_else(|mistakes| {
            self.report.add_in(placed, mistakes);
            Template::default()
        })
    }

    fn title(&mut self, title: &Placed) -> Template {
        if title.text.trim().is_empty() || title.text.contains('\n') {
            self.report.add(title.whole.clone(), "the title is one line of text");
        }
        self.template(title, false)
    }

    fn label(&mut self, name: &Placed, text: &Placed) -> Option<(FactId, Template)> {
        let label = self.template(text, false);
        match super::check::find_fact(self.schema, &name.text, &(0..name.text.len())) {
            Ok(fact) => Some((fact, label)),
            Err(mistake) => {
                self.report.add_in(name, [mistake]);
                None
            }
        }
    }

    /// The blocks under each heading of [`SECTIONS`], with the heading's place.
    fn sections<'b>(&mut self, body: &Body<'b>) -> [Section<'b>; 4] {
        let Body { level: own, blocks, .. } = *body;
        let marks = "#".repeat(usize::from(own));
        let mut sections = [const { None }; 4];
        let mut before = 0;
        let is_section = |block: &Block| matches!(&block.kind, BlockKind::Heading(level, _) if *level != own + 1);
        let first = blocks.iter().position(is_section).unwrap_or(blocks.len());
        if let Some(block) = blocks.first().filter(|_| first > 0) {
            let message =
                format!("this stands before the first section; it belongs under `{marks} Cause`");
            self.report.add(block.span.clone(), message);
        }
        let mut rest = blocks.get(first..).unwrap_or_default();
        while let Some((heading, after)) = rest.split_first() {
            let len = after.iter().position(is_section).unwrap_or(after.len());
            let (inside, next) = after.split_at_checked(len).unwrap_or((after, &[]));
            rest = next;
            let BlockKind::Heading(level, title) = &heading.kind else { continue };
            let number =
                SECTIONS.iter().position(|section| *level == own && *section == title.text);
            let place = number.and_then(|number| Some((number, sections.get_mut(number)?)));
            match place {
                Some((number, place)) if number >= before && place.is_none() => {
                    before = number;
                    *place = Some((heading.span.clone(), inside));
                }
                _ => {
                    let between = format!("`, `{marks} ");
                    let help = format!(
                        "the sections are `{marks} {}`, in this order",
                        SECTIONS.join(&between)
                    );
                    self.report.add_with_help(heading.span.clone(), "unexpected section", help);
                }
            }
        }
        let end = body.end;
        for (name, section) in SECTIONS.iter().zip(&sections) {
            if section.is_none() && *name != "Risk" {
                self.report.add(end..end, format!("the section `{marks} {name}` is missing"));
            }
        }
        sections
    }

    fn section(&mut self, heading: Range<usize>, blocks: &[Block]) -> Template {
        if blocks.is_empty() {
            self.report.add(heading, "this section is empty");
        }
        self.paragraphs(blocks)
    }

    /// Paragraphs and nothing else, as one text.
    fn paragraphs(&mut self, blocks: &[Block]) -> Template {
        let mut text: Option<Placed> = None;
        for block in blocks {
            match (&block.kind, &mut text) {
                (BlockKind::Paragraph(paragraph), Some(text)) => text.append("\n\n", paragraph),
                (BlockKind::Paragraph(paragraph), None) => text = Some(paragraph.clone()),
                _ => {
                    self.report.add(block.span.clone(), "only paragraphs can stand in this section")
                }
            }
        }
        text.map(|text| self.template(&text, false)).unwrap_or_default()
    }

    /// The section of the fix: one ordered list.
    fn steps(&mut self, heading: Range<usize>, blocks: &[Block]) -> Vec<Step> {
        match blocks {
            [Block { kind: BlockKind::Steps(items), .. }] => {
                items.iter().map(|item| self.step(&heading, item)).collect()
            }
            [] => {
                self.report.add(heading, "the fix needs a list of numbered steps");
                Vec::new()
            }
            [block, rest @ ..] => {
                let span = match &block.kind {
                    BlockKind::Steps(_) => rest.first().unwrap_or(block).span.clone(),
                    _ => block.span.clone(),
                };
                self.report.add(span, "the fix is one list of numbered steps and nothing else");
                Vec::new()
            }
        }
    }

    fn step(&mut self, heading: &Range<usize>, blocks: &[Block]) -> Step {
        let texts = blocks.iter().take_while(|block| matches!(block.kind, BlockKind::Paragraph(_)));
        let texts = texts.count();
        let (texts, rest) = blocks.split_at_checked(texts).unwrap_or((blocks, &[]));
        if texts.is_empty() {
            let span = rest.first().map_or(heading.clone(), |block| block.span.clone());
            self.report.add(span, "a step begins with its text");
        }
        let text = self.paragraphs(texts);
        let mut commands = Vec::new();
        for block in rest {
            let BlockKind::Fence(platform, lines) = &block.kind else {
                let message = "after its text, a step has fenced blocks and nothing else";
                self.report.add(block.span.clone(), message);
                continue;
            };
            if !PLATFORMS.contains(&platform.text.as_str()) {
                let message = format!(
                    "the fence has to say the platform: one of `{}`",
                    PLATFORMS.join("`, `")
                );
                self.report.add(block.span.clone(), message);
            }
            let mut lines = lines.clone();
            lines.text.truncate(lines.text.trim_end_matches('\n').len());
            commands.push((platform.text.clone(), self.template(&lines, true)));
        }
        Step { text, commands }
    }
}
