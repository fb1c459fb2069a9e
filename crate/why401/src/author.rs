//! For who writes rules: compiling them, packing them, running their examples.

use why401_engine::author::{self, Compiled, Diagnostic, Example, ExampleVerdict, PackError};
use why401_engine::{AtomTruth, FactId, Judge, Pack, Slot, Slots, Value};
use why401_facts::{self as facts, SCHEMA};

pub use why401_engine::author::SourceFile;

use crate::report::{Case, Finding, Report, Verdict};
use crate::{Options, Paste, diagnose};

/// Compiles rule files against the facts there are.
///
/// # Errors
/// All mistakes of all files, in the order of paths and places.
pub fn compile(files: &[SourceFile]) -> Result<Compiled, Vec<Diagnostic>> {
    author::compile(files, &SCHEMA)
}

/// Makes a pack of compiled rules, for [`Options::packs`].
///
/// # Errors
/// Where `name` is none that a pack can have, or the pack would be refused when it is loaded.
pub fn pack(name: &str, compiled: &Compiled) -> Result<Vec<u8>, PackError> {
    author::pack(name, compiled, &SCHEMA)
}

/// An example that did not come out as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The path of its file.
    pub file: String,
    /// The line of its heading.
    pub line: usize,
    /// Its title.
    pub title: String,
    /// What is wrong, in a sentence.
    pub problem: String,
}

/// Runs the examples of rules: those of the catalogue, or those of a pack with this name and these bytes.
#[must_use]
pub fn run_examples(compiled: &Compiled, pack: Option<(String, Vec<u8>)>) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (rule, example) in &compiled.examples {
        for problem in check(rule, example, pack.as_ref()) {
            let Example { file, line, title, .. } = example;
            failures.push(Failure {
                file: file.clone(),
                line: *line,
                title: title.clone(),
                problem,
            });
        }
    }
    failures
}

/// The facts that a rule's `confirm` and `unless` may wait for though nobody is asked for them: for each rule of a pack that
/// has such, its id and their names. What every `when` has seen is known already.
#[must_use]
pub fn unasked(pack: &[u8]) -> Vec<(String, Vec<&'static str>)> {
    let Ok(pack) = Pack::load(pack, &SCHEMA) else { return Vec::new() };
    let nothing = Slots::unknown(&SCHEMA);
    let mut judge = Judge::new(&pack.catalogue, &nothing);
    let mut found = Vec::new();
    for rule in pack.catalogue.rules() {
        let (Some(head), Some(atoms)) = (pack.catalogue.rule(rule), judge.atoms(rule)) else {
            continue;
        };
        let looks_at = |condition: &Vec<AtomTruth>, fact: &FactId| {
            condition.iter().any(|atom| atom.facts.contains(fact))
        };
        let mut names = Vec::new();
        for fact in atoms.confirm.iter().chain(&atoms.unless).flatten().flat_map(|atom| &atom.facts)
        {
            let seen = atoms.when.iter().all(|when| looks_at(when, fact))
                || [facts::CASE_OUTCOME, facts::CLOCK_NOW, facts::LEGS].contains(fact);
            if let Some(name) = facts::name(*fact)
                && !seen
                && !facts::has_question(*fact)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        if !names.is_empty() {
            found.push((head.id.to_owned(), names));
        }
    }
    found
}

/// What an example pastes and answers.
#[must_use]
pub fn given(example: &Example) -> (Vec<Paste<'_>>, Options) {
    let pastes = example.pastes.iter().map(|bytes| Paste::Bytes(bytes));
    let answers = example.facts.iter().map(|(name, value)| (name.clone(), as_answer(value)));
    let options = Options { now: example.now, answers: answers.collect(), ..Options::default() };
    (pastes.collect(), options)
}

fn report_of(example: &Example, pack: Option<&(String, Vec<u8>)>) -> Report {
    let (pastes, options) = given(example);
    let packs = pack.iter().map(|(_, bytes)| bytes.clone()).collect();
    diagnose(&pastes, &Options { all: true, packs, ..options }).report
}

/// A verdict as examples name it.
fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Confirmed) => "confirmed",
        Some(Verdict::Likely) => "likely",
        Some(Verdict::Possible) => "possible",
        Some(Verdict::RuledOut) => "ruled_out",
        None => "quiet",
    }
}

fn as_answer(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::String(value) => value.to_string(),
        Value::List(list) => list.iter().map(as_answer).collect::<Vec<_>>().join(","),
        Value::Record(slots) => slots
            .iter()
            .filter_map(|slot| match slot {
                Slot::Known(value) => Some(as_answer(value)),
                _ => None,
            })
            .collect(),
    }
}

/// What is wrong with an example; empty where all is well.
fn check(id: &str, example: &Example, pack: Option<&(String, Vec<u8>)>) -> Vec<String> {
    let report = report_of(example, pack);
    let in_pack = |id: &str| match pack {
        Some((name, _)) => format!("{name}/{id}"),
        None => id.to_owned(),
    };
    let rule = in_pack(id);
    let found: Vec<(&Case, &Finding)> = report
        .cases
        .iter()
        .flat_map(|case| case.findings.iter().map(move |finding| (case, finding)))
        .collect();
    let own = found.iter().find(|(_, finding)| finding.rule == rule).map(|(_, finding)| *finding);
    let mut wrong = Vec::new();
    let said = own.map(|finding| finding.verdict);
    let expected = match example.verdict {
        ExampleVerdict::Confirmed => Some(Verdict::Confirmed),
        ExampleVerdict::Likely => Some(Verdict::Likely),
        ExampleVerdict::Possible => Some(Verdict::Possible),
        ExampleVerdict::RuledOut => Some(Verdict::RuledOut),
        ExampleVerdict::Quiet => None,
    };
    // A rule that is ruled out says nothing to a person: that is quiet too.
    let quiet = expected.is_none() && said == Some(Verdict::RuledOut);
    if said != expected && !quiet {
        wrong.push(format!("expected {}, found {}", word(expected), word(said)));
    }
    if let Some(like) = &example.like
        && !found.iter().any(|(_, finding)| {
            finding.rule == in_pack(like) && finding.verdict > Verdict::RuledOut
        })
    {
        wrong.push(format!("the look-alike {like} does not speak"));
    }
    let first = report.cases.first().and_then(|case| case.findings.first());
    let primary = first.filter(|finding| finding.verdict > Verdict::RuledOut);
    if let Some(expected) = &example.expect.primary
        && primary.is_none_or(|finding| ![expected, &in_pack(expected)].contains(&&finding.rule))
    {
        let rules: Vec<_> =
            found.iter().map(|(_, finding)| (&finding.rule, finding.verdict)).collect();
        wrong.push(format!("expected {expected} to be primary, found {rules:?}"));
    }
    let Some(own) = own else { return wrong };
    if let Some(expected) = &example.expect.severity
        && format!("{:?}", own.severity).to_lowercase() != *expected
    {
        wrong.push(format!("expected severity {expected}, found {:?}", own.severity));
    }
    if let Some(expected) = &example.expect.missing
        && own.missing != *expected
    {
        wrong.push(format!("expected {expected:?} to be missing, found {:?}", own.missing));
    }
    for text in example.expect.evidence.iter().flatten() {
        let shown = own.evidence.iter().any(|evidence| {
            evidence.label.contains(text) || format!("{:?}", evidence.value).contains(text)
        });
        if !shown {
            wrong.push(format!("no evidence shows {text:?}: {:?}", own.evidence));
        }
    }
    wrong
}
