//! Captures from real servers and clients, in the folder that `WHY401_VECTORS` names: each was made by breaking one
//! thing, or nothing (a control), and says what a right diagnosis mentions. How many are told right is printed.

use std::fs;
use std::path::{Path, PathBuf};

use regex::RegexBuilder;
use serde_json::Value;
use why401::report::{Finding, Report, Severity};
use why401::{Options, Paste, diagnose};

fn patterns(truth: &Value, name: &str) -> Vec<String> {
    let list = truth[name].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|pattern| Some(pattern.as_str()?.to_owned())).collect()
}

fn matches(pattern: &str, text: &str) -> bool {
    let regex = RegexBuilder::new(pattern).case_insensitive(true).build();
    regex.is_ok_and(|regex| regex.is_match(text))
}

/// All that a finding says.
fn text(finding: &Finding) -> String {
    let mut text = format!("{}\n{}\n", finding.title, finding.cause);
    for step in &finding.fix {
        text.push_str(&format!("{}\n", step.text));
        for command in &step.commands {
            text.push_str(&format!("{}\n", command.text));
        }
    }
    text + finding.risk.as_deref().unwrap_or_default()
}

fn is_right(finding: &Finding, truth: &Value) -> bool {
    let text = text(finding);
    patterns(truth, "must_mention").iter().all(|pattern| matches(pattern, &text))
        && !patterns(truth, "must_not").iter().any(|pattern| matches(pattern, &text))
}

/// Everything in a capture's folder but the truth, in the order of names.
fn report(folder: &Path) -> Report {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a capture")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let pastes: Vec<Vec<u8>> = files
        .iter()
        .filter(|file| file.is_file() && !file.ends_with("truth.json"))
        .map(|file| fs::read(file).expect("a file"))
        .collect();
    let pastes: Vec<Paste<'_>> = pastes.iter().map(|bytes| Paste::Bytes(bytes)).collect();
    diagnose(&pastes, &Options::default()).report
}

#[test]
fn captures_of_real_servers_are_told_right() {
    let Some(vectors) = std::env::var_os("WHY401_VECTORS") else {
        println!("skipped: WHY401_VECTORS is not set");
        return;
    };
    let (mut right, mut among_three, mut broken, mut quiet, mut controls) = (0, 0, 0, 0, 0);
    let folder = Path::new(&vectors).join("captures");
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("captures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for entry in entries.iter().filter(|entry| entry.is_dir()) {
        let truth = fs::read(entry.join("truth.json")).expect("a truth");
        let truth: Value = serde_json::from_slice(&truth).expect("JSON");
        let report = report(entry);
        let findings: Vec<&Finding> = report.cases.iter().flat_map(|case| &case.findings).collect();
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let told: Vec<&str> = findings.iter().take(3).map(|one| one.rule.as_str()).collect();
        if truth["control"] == true {
            controls += 1;
            let alarm = findings.iter().find(|finding| finding.severity == Severity::Error);
            quiet += u32::from(alarm.is_none());
            if let Some(alarm) = alarm {
                println!("false alarm: {name}: {}", alarm.rule);
            }
            continue;
        }
        broken += 1;
        let first = findings.first().is_some_and(|finding| is_right(finding, &truth));
        let three = findings.iter().take(3).any(|finding| is_right(finding, &truth));
        right += u32::from(first);
        among_three += u32::from(three);
        if !first {
            println!("missed: {name}: {told:?}");
        }
    }
    println!(
        "{right} of {broken} right first, {among_three} among the first three; {quiet} of {controls} controls without an error"
    );
    // No control may raise an alarm; how many are right is for the reader of the numbers.
    assert_eq!(quiet, controls);
}
