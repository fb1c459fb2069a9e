//! Every condition of every rule is made true by an example of the rule, so that none stands there unproven.

use std::collections::BTreeMap;
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

#[test]
fn every_condition_is_made_true_by_an_example() {
    let mut reached: BTreeMap<&str, Vec<(Kind, String, bool)>> = BTreeMap::new();
    for (rule, example) in &COMPILED.examples {
        let (pastes, options) = given(example);
        let explained = explain(rule, &pastes, &options).expect("a rule of this id");
        let conditions = reached.entry(rule).or_insert_with(|| {
            explained.written.iter().map(|(kind, text)| (*kind, text.clone(), false)).collect()
        });
        for case in explained.cases {
            for ((_, _, reached), condition) in conditions.iter_mut().zip(case.conditions) {
                *reached |= condition.truth == Truth::True;
            }
        }
    }
    let unreached: Vec<String> = reached
        .iter()
        .flat_map(|(rule, conditions)| conditions.iter().map(move |condition| (rule, condition)))
        .filter(|(_, (.., reached))| !reached)
        .map(|(rule, (kind, text, _))| format!("{rule} {kind:?} {text}"))
        .collect();
    let of_when: Vec<_> =
        unreached.iter().filter(|line| line.split(' ').nth(1) == Some("When")).collect();
    assert!(of_when.is_empty(), "no example speaks by\n{of_when:#?}");
    let reviewed = reviewed();
    let new: Vec<_> = unreached.iter().filter(|line| !reviewed.contains(line)).collect();
    assert!(new.is_empty(), "no example makes these true:\n{new:#?}");
    let old: Vec<_> = reviewed.iter().filter(|line| !unreached.contains(line)).collect();
    assert!(old.is_empty(), "an example reaches these; take them off the list:\n{old:#?}");
}
