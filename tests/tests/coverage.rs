//! Every known problem is told by a rule, or stands in `docs/left-out.md` with the reason. What is known is read in the folder
//! that `WHY401_VECTORS` names; that the lists agree with the rules and with each other is checked everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A line of a list: what is known, the rules that tell it, and why there is none.
struct Line {
    id: String,
    rules: Vec<String>,
    reason: String,
}

fn list(name: &str) -> Vec<Line> {
    let path = root().join("tests/coverage").join(name);
    let text = fs::read_to_string(path).expect("a list");
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (id, rules, reason) = (next(), next(), next());
        let rules = rules.split(' ').filter(|rule| *rule != "-").map(str::to_owned).collect();
        Line { id, rules, reason }
    });
    lines.collect()
}

/// The rows of a table whose column `of` has one of these values.
fn rows(vectors: &Path, file: &str, of: &str, values: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(vectors.join(file)).expect("a table");
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default().split('\t');
    let column = head.clone().position(|name| name == of).expect("the column");
    let is_wanted =
        |line: &&str| values.iter().any(|value| line.split('\t').nth(column) == Some(value));
    let id = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    lines.filter(is_wanted).map(id).collect()
}

#[test]
fn the_lists_agree_with_the_rules_and_with_the_page() {
    let rules: BTreeSet<String> = why401::rules(&[]).into_iter().map(|rule| rule.id).collect();
    let page = fs::read_to_string(root().join("docs/left-out.md")).expect("the page");
    let mut left_out = BTreeMap::new();
    for line in ["modern.tsv", "articles.tsv"].into_iter().flat_map(list) {
        for rule in &line.rules {
            assert!(rules.contains(rule), "{}: there is no rule `{rule}`", line.id);
        }
        assert_eq!(
            line.rules.is_empty(),
            !line.reason.is_empty(),
            "{}: a rule or a reason",
            line.id
        );
        if line.rules.is_empty() {
            left_out.insert(line.id, line.reason);
        }
    }
    let told: BTreeMap<String, String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .map(|(id, reason)| (id.to_owned(), reason.to_owned()))
        .collect();
    assert_eq!(told, left_out, "docs/left-out.md");
}

#[test]
fn every_known_problem_has_a_rule_or_a_reason() {
    let Some(vectors) = std::env::var_os("WHY401_VECTORS").map(PathBuf::from) else {
        println!("skipped: WHY401_VECTORS is not set");
        return;
    };
    let known = rows(&vectors, "modern-problems.tsv", "certainty", &["seen", "rfc"]);
    let listed: BTreeMap<String, Line> =
        list("modern.tsv").into_iter().map(|line| (line.id.clone(), line)).collect();
    let missing: Vec<&String> = known.iter().filter(|id| !listed.contains_key(*id)).collect();
    assert!(missing.is_empty(), "neither a rule nor a reason: {missing:?}");
    let told = known.iter().filter(|id| !listed[*id].rules.is_empty()).count();
    println!(
        "measured: {told} of {} problems of today have a rule, the others a reason",
        known.len()
    );

    let articles = rows(&vectors, "kb-articles.tsv", "diagnosability", &["high"]);
    let entries = why401::rules(&[]);
    let aliases: BTreeSet<&str> =
        entries.iter().flat_map(|rule| &rule.aliases).map(String::as_str).collect();
    let listed: BTreeSet<String> = list("articles.tsv").into_iter().map(|line| line.id).collect();
    let is_alias = |id: &&String| aliases.contains(id.as_str());
    let missing: Vec<&String> =
        articles.iter().filter(|id| !is_alias(id) && !listed.contains(*id)).collect();
    assert!(missing.is_empty(), "neither an alias nor listed: {missing:?}");
    let told = articles.iter().filter(is_alias).count();
    println!("measured: {told} of {} articles that tell well are aliases of rules", articles.len());
}
