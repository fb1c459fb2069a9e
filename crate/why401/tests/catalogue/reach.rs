//! Every condition is made true by an example of its rule, so that none stands there unproven.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use why401::author::given;
use why401::{Kind, explain};
use why401_engine::Truth;

use crate::rules::COMPILED;

/// Conditions that no example makes true, each reviewed: nothing of `when` is among them.
fn reviewed() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue/unreached.txt");
    let text = fs::read_to_string(path).expect("the list");
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The condition without what stands in quotation marks and without numbers. What the rules of a table have in common is
/// written once, so that any of them proves it.
fn shape(condition: &str) -> String {
    let outside: Vec<&str> = condition.split('"').step_by(2).collect();
    outside.join("\"\"").replace(|letter: char| letter.is_ascii_digit(), "")
}

#[test]
fn every_condition_is_made_true_by_an_example() {
    let mut told: BTreeMap<&str, Vec<(Kind, String, String)>> = BTreeMap::new();
    let mut reached = BTreeSet::new();
    for (rule, example) in &COMPILED.examples {
        let (pastes, options) = given(example);
        let explained = explain(rule, &pastes, &options).expect("a rule of this id");
        let is_table = example.file.ends_with(".table.md");
        let conditions = told.entry(rule).or_insert_with(|| {
            let key = |kind: Kind, text: &str| match is_table {
                true => format!("{} {kind:?} {}", example.file, shape(text)),
                false => format!("{rule} {kind:?} {text}"),
            };
            let written = explained.written.iter();
            written.map(|(kind, text)| (*kind, text.clone(), key(*kind, text))).collect()
        });
        for case in explained.cases {
            for ((.., key), condition) in conditions.iter().zip(case.conditions) {
                if condition.truth == Truth::True {
                    reached.insert(key.clone());
                }
            }
        }
    }
    let conditions = told.iter().flat_map(|(rule, list)| list.iter().map(move |one| (rule, one)));
    let unreached: Vec<(Kind, String)> = conditions
        .filter(|(_, (.., key))| !reached.contains(key))
        .map(|(rule, (kind, text, _))| (*kind, format!("{rule} {kind:?} {text}")))
        .collect();
    let of_when: Vec<&String> =
        unreached.iter().filter(|(kind, _)| *kind == Kind::When).map(|(_, line)| line).collect();
    assert!(of_when.is_empty(), "no example speaks by\n{of_when:#?}");
    let reviewed = reviewed();
    let new: Vec<_> = unreached.iter().filter(|(_, line)| !reviewed.contains(line)).collect();
    assert!(new.is_empty(), "no example makes these true:\n{new:#?}");
    let is_unreached = |line: &&String| unreached.iter().any(|(_, other)| other == *line);
    let old: Vec<_> = reviewed.iter().filter(|line| !is_unreached(line)).collect();
    assert!(old.is_empty(), "an example reaches these; take them off the list:\n{old:#?}");
}
