//! For who writes rules: compiling them, packing them, running their examples.

mod check;

use why401_engine::author::{self, Compiled, Diagnostic, Example, PackError};
use why401_engine::{AtomTruth, FactId, Judge, Pack, Slot, Slots, Value};
use why401_facts::{self as facts, SCHEMA};

pub use why401_engine::author::SourceFile;

use crate::packs::RULES;
use crate::{Options, Paste};
use check::Runner;

/// Compiles rule files against the facts there are. Their examples may name built-in rules too.
///
/// # Errors
/// All mistakes of all files, in the order of paths and places.
pub fn compile(files: &[SourceFile]) -> Result<Compiled, Vec<Diagnostic>> {
    let is_built_in = |id: &str| {
        let rules = RULES.as_ref();
        rules.is_some_and(|rules| rules.catalogue.find(id).is_some())
    };
    author::compile_beside(files, &SCHEMA, &is_built_in)
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
    /// What is wrong, in a line; further lines tell more of it.
    pub problem: String,
}

/// Runs the examples of rules: those of the catalogue, or those of a pack with this name and these bytes.
#[must_use]
pub fn run_examples(compiled: &Compiled, pack: Option<(String, Vec<u8>)>) -> Vec<Failure> {
    let mut failures = Vec::new();
    let (name, packs) = match pack {
        Some((name, bytes)) => (name, vec![bytes]),
        None => Default::default(),
    };
    let own = compiled.examples.iter().map(|(rule, _)| rule.as_str()).collect();
    let runner = Runner { pack: name, packs, own };
    for (rule, example) in &compiled.examples {
        for problem in runner.check(rule, example) {
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
                || facts::readers(*fact).iter().any(|(reader, _)| reader.reads_exchanges());
            if let Some(name) = facts::name(*fact)
                && !seen
                && facts::question(*fact).is_none()
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
