//! Every example of every rule is a test: what is pasted there must give the verdict that it names.

use std::fs;
use std::path::{Path, PathBuf};

use why401::report::Report;
use why401::report::{Case, Finding, Verdict};
use why401::{Options, Paste, diagnose};
use why401_engine::author::{Example, ExampleVerdict, SourceFile, compile};
use why401_engine::{Slot, Value};
use why401_facts::SCHEMA;

fn rule_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the rules' folder") {
            let path: PathBuf = entry.expect("an entry of it").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(&root).expect("a path below it").to_string_lossy();
                let text = fs::read_to_string(&path).expect("a rule file");
                files.push(SourceFile { path: name.into_owned(), text });
            }
        }
    }
    files
}

fn report_of(example: &Example) -> Report {
    let pastes: Vec<Paste<'_>> = example.pastes.iter().map(|bytes| Paste::Bytes(bytes)).collect();
    let answers = example.facts.iter().map(|(name, value)| (name.clone(), as_answer(value)));
    let options =
        Options { now: example.now, answers: answers.collect(), all: true, ..Options::default() };
    diagnose(&pastes, &options).report
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
fn check(rule: &str, example: &Example) -> Vec<String> {
    let report = report_of(example);
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
        wrong.push(format!("expected {expected:?}, found {said:?}"));
    }
    if let Some(like) = &example.like
        && !found
            .iter()
            .any(|(_, finding)| finding.rule == *like && finding.verdict > Verdict::RuledOut)
    {
        wrong.push(format!("the look-alike {like} does not speak"));
    }
    let first = report.cases.first().and_then(|case| case.findings.first());
    let primary = first.filter(|finding| finding.verdict > Verdict::RuledOut);
    if let Some(expected) = &example.expect.primary
        && primary.map(|finding| &finding.rule) != Some(expected)
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
            evidence.label.contains(text)
                || serde_json::to_string(&evidence.value).is_ok_and(|value| value.contains(text))
        });
        if !shown {
            wrong.push(format!("no evidence shows {text:?}: {:?}", own.evidence));
        }
    }
    wrong
}

#[test]
fn every_example_gives_its_verdict() {
    let compiled = compile(&rule_files(), &SCHEMA).unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    assert!(!compiled.examples.is_empty(), "no rule was found");
    let mut wrong = Vec::new();
    for (rule, example) in &compiled.examples {
        for problem in check(rule, example) {
            wrong.push(format!("{}:{}: {}: {problem}", example.file, example.line, example.title));
        }
    }
    assert!(wrong.is_empty(), "{} examples\n{}", compiled.examples.len(), wrong.join("\n"));
    println!("{} examples", compiled.examples.len());
}
