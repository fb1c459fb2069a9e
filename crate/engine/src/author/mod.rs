//! The compiler of rule files: from Markdown to the two tables, with every mistake at its place.
//!
//! ```text
//! SourceFile --rulefile--> conditions --parse--> Syntax --check--> Term --encode--> logic
//!               |   \----> templates --template-----------------------------------> prose
//!               \--------> examples
//! ```
//!
//! # A rule file
//! TOML between two lines `+++`, then Markdown. `<id>.md` holds
//!
//! | key | type | |
//! |---|---|---|
//! | `id` | string | lower-case words with hyphens; required |
//! | `title` | string, template | one line that says what is wrong; required |
//! | `severity` | `error`, `warning`, `note` | required |
//! | `strength` | `likely`, `possible` | what `when` alone is worth; required |
//! | `when` | condition or list of them | the rule speaks if one is true; required |
//! | `confirm`, `unless` | condition or list of them | what makes it certain, and what rules it out |
//! | `supersedes` | list of ids | the rules whose findings it hides |
//! | `aliases`, `references` | list of strings | |
//! | `applies` | string | to what it applies, for people |
//! | `first_leg` | bool | the fault lies in the challenge itself |
//! | `fallback` | bool | it counts only where no other rule explains the failure |
//! | `[labels]` | fact = string, template | what to show beside a fact that is evidence |
//!
//! The sections are `## Cause` (paragraphs), `## Fix` (numbered steps, each with fenced commands named by their
//! platform), `## Risk` (paragraphs; optional) and `## Examples`, in this order. Text is plain but for `code spans`.
//! An example is a heading `### VERDICT: title`, or `### quiet (like OTHER-ID): title`, and fenced blocks: `paste`;
//! `paste-escaped` with `\xNN`, `\r`, `\n`, `\t`, `\\`; `facts`, TOML with answered facts and `now`; `expect`, TOML with
//! `primary`, `severity`, `missing`, `evidence`. A rule has one example at least where it speaks and one where it is quiet.
//!
//! # A table of rules
//! `<name>.table.md` holds rules that differ in little but a code. Its front matter has what they have in common, and for each an
//! `[[entry]]` with `id`, `code` (an integer or a string), `title`, and any other key of a rule, which then counts instead of the common
//! one. Each has a section `## <id>` whose own sections are `### Cause`, `### Fix`, `### Risk`, `### Examples`, with
//! `#### VERDICT: title`. `$code` stands for the code everywhere: for a literal in conditions, for its text elsewhere.
//!
//! The language of conditions is described in `parse.rs`. A template shows a fact as `{{fact|fallback}}`; the fallback may be left out
//! where every `when` proves the fact known. Secret facts are refused, and in commands all but those of a safe [`Shape`](crate::Shape).
mod check;
mod diagnostic;
mod encode;
mod example;
mod fields;
mod filing;
mod known;
mod markdown;
mod mentions;
mod pack;
mod parse;
mod placed;
mod rulefile;
mod syntax;
mod table;
mod tables;
mod template;
mod term;
mod texts;
mod token;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

pub use diagnostic::Diagnostic;
pub use example::{Example, ExampleVerdict, Expect};
pub use pack::{PackError, pack};

use crate::catalogue::{Catalogue, Severity, Verdict};
use crate::prose::Prose;
use crate::value::{FactId, Schema};
use diagnostic::Report;
use rulefile::{Rule, RuleFile};
use term::Term;

/// One rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path, for messages; its last part is the rule's id and `.md`, or ends in `.table.md`.
    pub path: String,
    /// Its text. Line ends `\r\n` count as `\n`, in examples too.
    pub text: String,
}

/// What rule files compile to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// For [`Catalogue::load`](crate::Catalogue::load).
    pub logic: Vec<u8>,
    /// For [`Prose::load`](crate::Prose::load): what people read, without the conditions.
    pub prose: Vec<u8>,
    /// For [`Prose::load`](crate::Prose::load) too: the prose with the conditions as they were written.
    pub explained: Vec<u8>,
    /// For [`Prose::load`](crate::Prose::load) too: the titles, and nothing of the prose.
    pub titles: Vec<u8>,
    /// Each rule's id and examples, in the order of the ids and of the file.
    pub examples: Vec<(String, Example)>,
    /// Rules with the same conditions but for the order of operands and alternatives: each with another one.
    pub alike: Vec<(String, String)>,
}

/// Compiles rule files into one catalogue. The order of `files` doesn't matter, and the same files give the same bytes.
///
/// # Errors
/// All mistakes of all files, in the order of paths and places.
pub fn compile(files: &[SourceFile], schema: &Schema) -> Result<Compiled, Vec<Diagnostic>> {
    compile_where(files, schema, |_, _, _| true, |_| true)
}

/// Compiles rules that are judged beside others: examples may name those for which `is_built_in` is true.
///
/// # Errors
/// As [`compile`].
pub fn compile_beside(
    files: &[SourceFile],
    schema: &Schema,
    is_built_in: &dyn Fn(&str) -> bool,
) -> Result<Compiled, Vec<Diagnostic>> {
    compile_those(files, schema, is_built_in, |_, _, _| true, |_| true)
}

/// Compiles the rules that can speak where no fact is ever known but those for which `knowable` is true, and that
/// `kept` keeps by the path of their file, their severity and their strength. All of the files are checked.
///
/// # Errors
/// As [`compile`].
pub fn compile_where(
    files: &[SourceFile],
    schema: &Schema,
    kept: impl Fn(&str, Severity, Verdict) -> bool,
    knowable: impl Fn(FactId) -> bool,
) -> Result<Compiled, Vec<Diagnostic>> {
    compile_those(files, schema, &|_| false, kept, knowable)
}

fn compile_those(
    files: &[SourceFile],
    schema: &Schema,
    is_built_in: &dyn Fn(&str) -> bool,
    kept: impl Fn(&str, Severity, Verdict) -> bool,
    knowable: impl Fn(FactId) -> bool,
) -> Result<Compiled, Vec<Diagnostic>> {
    let mut texts: Vec<(&str, String)> =
        files.iter().map(|file| (file.path.as_str(), file.text.replace("\r\n", "\n"))).collect();
    texts.sort();
    let mut sources = Vec::new();
    for (path, text) in &texts {
        let mut report = Report::new(path, text);
        let file = rulefile::read(schema, &mut report);
        sources.push(Source { file, report });
    }
    cross_check(&mut sources, is_built_in);
    let mut diagnostics = Vec::new();
    let mut rules = Vec::new();
    for Source { file, mut report } in sources {
        report.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        for diagnostic in report.diagnostics {
            // What the entries of a table have in common is mistaken for each of them.
            if !diagnostics.contains(&diagnostic) {
                diagnostics.push(diagnostic);
            }
        }
        let path = report.file;
        rules
            .extend(file.rules.into_iter().filter(|rule| kept(path, rule.severity, rule.strength)));
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    rules.sort_by(|rule, other| rule.id.text.cmp(&other.id.text));
    rules.retain(|rule| {
        let facts = |term| known::proven(std::slice::from_ref(term));
        rule.when.terms.iter().any(|term| facts(term).into_iter().all(&knowable))
    });
    let alike = alike(&rules);
    let compiled = Compiled { alike, ..tables::write(rules, schema) };
    // The limits of tables are checked where they are read.
    match (Catalogue::load(&compiled.logic, schema), Prose::load(&compiled.prose)) {
        (Err(error), _) | (_, Err(error)) => {
            let (path, text) = texts.first().map_or(("", ""), |(path, text)| (path, text));
            let message = format!("these rules together can't be loaded: {error}");
            Err(vec![Diagnostic::new(path, text, 0..0, message)])
        }
        (Ok(_), Ok(_)) => Ok(compiled),
    }
}

/// A file and what was read of it.
struct Source<'f> {
    file: RuleFile,
    report: Report<'f>,
}

/// Checks what no file can tell alone.
fn cross_check(sources: &mut [Source<'_>], is_built_in: &dyn Fn(&str) -> bool) {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    // A rule that can't be read is there all the same.
    let unread = sources.iter().flat_map(|source| source.file.unread.iter().cloned());
    let unread: Vec<String> = unread.collect();
    for Source { file, report } in sources.iter_mut() {
        for rule in &file.rules {
            match ids.get(&rule.id.text) {
                Some(other) => {
                    report.add(rule.id.whole.clone(), format!("`{other}` has the same id"));
                }
                None => _ = ids.insert(rule.id.text.clone(), report.file.to_owned()),
            }
        }
    }
    let supersedes: BTreeMap<String, Vec<String>> = sources
        .iter()
        .flat_map(|source| &source.file.rules)
        .map(|rule| {
            let others = rule.supersedes.iter().map(|other| other.text.clone()).collect();
            (rule.id.text.clone(), others)
        })
        .collect();
    for Source { file, report } in sources.iter_mut() {
        for rule in &file.rules {
            check_names(rule, &ids, &unread, is_built_in, report);
            for other in &rule.supersedes {
                if other.text == rule.id.text {
                    report.add(other.whole.clone(), "a rule can't supersede itself");
                } else if reaches(&other.text, &rule.id.text, &supersedes) {
                    let message = format!("`{}` supersedes this rule in turn", other.text);
                    report.add(other.whole.clone(), message);
                }
            }
            check_examples(rule, report);
        }
    }
}

/// The ids of rules whose conditions are the same, each with the first one that has them.
fn alike(rules: &[Rule]) -> Vec<(String, String)> {
    let mut first: BTreeMap<[Term; 3], &str> = BTreeMap::new();
    let mut alike = Vec::new();
    for rule in rules {
        let conditions = [&rule.when, &rule.confirm, &rule.unless]
            .map(|conditions| Term::Or(conditions.terms.clone()).normal());
        match first.entry(conditions) {
            Entry::Occupied(other) => alike.push(((*other.get()).to_owned(), rule.id.text.clone())),
            Entry::Vacant(free) => _ = free.insert(&rule.id.text),
        }
    }
    alike
}

/// Checks that the rules which one names are there.
fn check_names(
    rule: &Rule,
    ids: &BTreeMap<String, String>,
    unread: &[String],
    is_built_in: &dyn Fn(&str) -> bool,
    report: &mut Report<'_>,
) {
    let superseded = rule.supersedes.iter().map(|other| (other, true));
    let named = rule.named.likes.iter().chain(&rule.named.primaries).map(|other| (other, false));
    for (other, superseded) in superseded.chain(named) {
        // Reports name a rule of one's own with its folder before it.
        let id = match other.text.rsplit_once('/') {
            Some((_, id)) if !superseded => id,
            _ => other.text.as_str(),
        };
        if ids.contains_key(id) || unread.iter().any(|unread| unread == id) {
            continue;
        }
        if is_built_in(id) {
            if superseded {
                let message =
                    format!("`{id}` is built in, and rules supersede only their own kind");
                let help = "a rule of your own comes before a built-in one that is not surer, not graver, and rests on no \
                            more facts";
                report.add_with_help(other.whole.clone(), message, help.to_owned());
            }
            continue;
        }
        let message = format!("there is no rule `{id}`");
        match check::nearest(id, ids.keys().map(String::as_str)) {
            Some(near) => {
                let help = format!("did you mean `{near}`?");
                report.add_with_help(other.whole.clone(), message, help);
            }
            None => report.add(other.whole.clone(), message),
        }
    }
}

/// Whether one rule supersedes another, directly or through others.
fn reaches(from: &str, to: &str, supersedes: &BTreeMap<String, Vec<String>>) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(&rule) = seen.get(next) {
        if rule == to {
            return true;
        }
        next += 1;
        for other in supersedes.get(rule).into_iter().flatten() {
            if !seen.contains(&other.as_str()) {
                seen.push(other);
            }
        }
    }
    false
}

/// No example may wait for a verdict that the rule can't give.
fn check_examples(rule: &Rule, report: &mut Report<'_>) {
    for example in &rule.examples {
        let message = match example.verdict {
            ExampleVerdict::Confirmed if rule.confirm.terms.is_empty() => {
                "the rule has no `confirm`, so that nothing confirms it"
            }
            ExampleVerdict::RuledOut if rule.unless.terms.is_empty() => {
                "the rule has no `unless`, so that nothing rules it out"
            }
            ExampleVerdict::Likely if rule.strength != Verdict::Likely => {
                "the rule's `strength` is `possible`"
            }
            ExampleVerdict::Possible if rule.strength != Verdict::Possible => {
                "the rule's `strength` is `likely`"
            }
            _ => continue,
        };
        report.add(line_span(report.text, example.line), message);
    }
}

/// Where each atom of a condition stands in it, in the order of [`Judge::atoms`](crate::Judge::atoms), with any `!` before it,
/// and whether that turns its outcome round. Nothing for what is no condition.
pub fn atoms(condition: &str) -> Vec<(Range<usize>, bool)> {
    let mut atoms = Vec::new();
    if let Ok(syntax) = parse::parse(condition) {
        syntax.atoms(&mut atoms);
    }
    atoms
}

/// The bytes of a line, counted from 1.
fn line_span(text: &str, line: usize) -> Range<usize> {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    start..start + rest.find('\n').unwrap_or(rest.len())
}
