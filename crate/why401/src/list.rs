//! The rules there are, for who wants to know.

use serde::Serialize;
use why401_engine::{Severity, Verdict};

use crate::packs::{RULES, Rules, load};
use crate::prose::fill_open;

/// A rule, in a list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleEntry {
    /// Its id; `pack/id` for one of a pack.
    pub id: String,
    /// The folder of its file: rules that are about the same.
    pub family: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What its trace alone is worth: `likely` or `possible`.
    pub strength: &'static str,
    /// Other names under which people look for it.
    pub aliases: Vec<String>,
    /// What is wrong where it applies. What only a case tells is left open.
    pub title: String,
}

/// All rules, those that are built in and those of the packs, in the order of their ids.
#[must_use]
pub fn rules(packs: &[Vec<u8>]) -> Vec<RuleEntry> {
    let packs = load(packs);
    RULES.iter().chain(&packs).flat_map(entries).collect()
}

fn entries(rules: &Rules<'_>) -> Vec<RuleEntry> {
    let entry = |rule| {
        let (head, told) = (rules.catalogue.rule(rule)?, rules.prose.rule(rule)?);
        Some(RuleEntry {
            id: rules.name(rule),
            family: told.family.unwrap_or_default().to_owned(),
            severity: severity(head.severity),
            strength: if head.strength == Verdict::Likely { "likely" } else { "possible" },
            aliases: told.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            title: fill_open(&told.title),
        })
    };
    rules.catalogue.rules().filter_map(entry).collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
