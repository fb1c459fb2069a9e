//! Every example of every rule is a test: what is pasted there must give the verdict that it names.

use std::collections::BTreeMap;

use why401::author::{given, run_examples};
use why401::report::{Outcome, Severity};
use why401::{diagnose, report};
use why401_engine::author::ExampleVerdict;

use crate::rules::COMPILED;

#[test]
fn every_example_gives_its_verdict() {
    assert!(!COMPILED.examples.is_empty(), "no rule was found");
    let wrong: Vec<String> = run_examples(&COMPILED, None)
        .iter()
        .map(|wrong| format!("{}:{}: {}: {}", wrong.file, wrong.line, wrong.title, wrong.problem))
        .collect();
    assert!(wrong.is_empty(), "{} examples\n{}", COMPILED.examples.len(), wrong.join("\n"));
    println!("measured: {} examples", COMPILED.examples.len());
}

/// A report that tells a fault must not say in the same breath that all is well.
#[test]
fn no_report_tells_a_fault_and_that_nothing_is_wrong() {
    const WELL: &str = "Nothing is wrong in what was pasted.";
    let mut contradicted = Vec::new();
    let mut well = 0;
    for (rule, example) in &COMPILED.examples {
        let (pastes, options) = given(example);
        let diagnosis = diagnose(&pastes, &options);
        let cases = &diagnosis.report.cases;
        let text = report::text(&diagnosis.report, &diagnosis.masked, false);
        well += usize::from(text.contains(WELL));
        let faulty = cases.iter().any(|case| !case.findings.is_empty());
        let cleared = cases.iter().any(|case| {
            let faults = case.findings.iter().any(|finding| finding.severity > Severity::Note);
            faults && case.outcome == Outcome::Succeeded && case.summary.contains("succeeded")
        });
        if faulty && text.contains(WELL) || cleared {
            contradicted.push(format!("{rule}: {}", example.title));
        }
    }
    assert!(contradicted.is_empty(), "{}", contradicted.join("\n"));
    assert!(well > 0, "what works is told");
}

/// One example shows nothing about what a rule takes for the same, nor about what it takes for another thing. (That the
/// look-alike is there and speaks is checked where examples are run.)
#[test]
fn every_rule_speaks_twice_and_is_quiet_twice_once_beside_a_look_alike() {
    let mut told: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (rule, example) in &COMPILED.examples {
        let [speaks, quiet, like] = told.entry(rule).or_default();
        match example.verdict {
            ExampleVerdict::Quiet => *quiet += 1,
            ExampleVerdict::RuledOut => {}
            _ => *speaks += 1,
        }
        *like += usize::from(example.like.is_some());
    }
    let too_few: Vec<_> = told
        .iter()
        .filter(|(_, [speaks, quiet, like])| *speaks < 2 || *quiet < 2 || *like < 1)
        .map(|(rule, counts)| format!("{rule}: {counts:?}"))
        .collect();
    assert!(
        too_few.is_empty(),
        "[speaking, quiet, quiet (like another)] of {} rules:\n{}",
        too_few.len(),
        too_few.join("\n")
    );
}
