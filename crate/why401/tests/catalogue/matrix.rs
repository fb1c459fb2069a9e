//! What else speaks where an example of a rule is pasted. `WHY401_BLESS=1` writes the list anew: read what changed, for it
//! is what a new rule does besides.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use why401::author::given;
use why401::diagnose;
use why401::report::{Finding, Severity, Verdict};
use why401_engine::author::ExampleVerdict;

use crate::rules::COMPILED;

const HEAD: &str = "\
# One line an example: RULE / number of the example, then every other rule that speaks there, in the order of the report.
# c confirmed, l likely, p possible; E error, W warning, n note. What stands before `<` comes before the example's own rule;
# (hidden) where another one supersedes it.
";

/// A finding in short: how sure, how grave, which rule.
fn short(finding: &Finding) -> String {
    let verdict = match finding.verdict {
        Verdict::Confirmed => 'c',
        Verdict::Likely => 'l',
        Verdict::Possible => 'p',
        Verdict::RuledOut => '-',
    };
    let severity = match finding.severity {
        Severity::Error => 'E',
        Severity::Warning => 'W',
        Severity::Note => 'n',
    };
    format!(" {verdict}{severity}:{}", finding.rule)
}

fn bystanders() -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut last = ("", 0);
    for (rule, example) in &COMPILED.examples {
        last = if last.0 == rule { (rule, last.1 + 1) } else { (rule, 1) };
        let (pastes, options) = given(example);
        let report = diagnose(&pastes, &options).report;
        let findings: Vec<&Finding> = report.cases.iter().flat_map(|case| &case.findings).collect();
        let own = findings.iter().position(|finding| finding.rule == *rule);
        let mut line = format!("{rule}/{}", last.1);
        let speaks = !matches!(example.verdict, ExampleVerdict::Quiet | ExampleVerdict::RuledOut);
        if speaks && own.is_none() {
            line.push_str(" (hidden)");
        }
        for (place, finding) in findings.iter().enumerate() {
            if Some(place) == own {
                line.push_str(if place == 0 { "" } else { " <" });
            } else if finding.rule != *rule {
                let _ = write!(line, "{}", short(finding));
            }
        }
        if line.contains(':') {
            lines.push(line);
        }
    }
    lines.sort();
    format!("{HEAD}{}\n", lines.join("\n"))
}

#[test]
fn what_else_speaks_is_as_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue/bystanders.txt");
    let found = bystanders();
    if std::env::var_os("WHY401_BLESS").is_some() {
        fs::write(&path, &found).expect("the list is written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differ: Vec<String> = found
        .lines()
        .filter(|line| !expected.lines().any(|other| other == *line))
        .map(|line| format!("+ {line}"))
        .chain(
            expected
                .lines()
                .filter(|line| !found.lines().any(|other| other == *line))
                .map(|line| format!("- {line}")),
        )
        .collect();
    assert!(differ.is_empty(), "review, then write with WHY401_BLESS=1:\n{}", differ.join("\n"));
}
