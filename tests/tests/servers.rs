//! Captures from real servers and clients, in the folder that `WHY401_VECTORS` names: each was made by breaking one
//! thing, or nothing (a control), and says what a right diagnosis mentions. How many are told right is printed.

use std::fs;
use std::path::{Path, PathBuf};

use regex::RegexBuilder;
use serde_json::Value;
use why401::report::{Finding, Report, Severity};
use why401::{Options, Paste, diagnose};

/// Of a hundred captures of `tests/cases`, so many are told right first, and so many among the first three findings.
const RIGHT: u32 = 90;
const AMONG_THREE: u32 = 97;

/// Of a hundred captures of real servers, so many are told right first.
const RIGHT_OF_SERVERS: u32 = 95;

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

/// How many of the captures in a folder are told right.
#[derive(Default)]
struct Measured {
    broken: u32,
    right: u32,
    among_three: u32,
    controls: u32,
    /// Controls without an error, and those without anything above a note.
    without_error: u32,
    quiet: u32,
}

/// Whether so many are at least `percent` of all; of none there is no share.
fn is_share(part: u32, all: u32, percent: u32) -> bool {
    all > 0 && part * 100 >= all * percent
}

fn measure(folder: &Path) -> Measured {
    let mut measured = Measured::default();
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
        if truth["control"] == true {
            measured.controls += 1;
            let above = |level: Severity| findings.iter().find(|one| one.severity > level);
            measured.without_error += u32::from(above(Severity::Warning).is_none());
            match above(Severity::Note) {
                Some(alarm) => {
                    println!("false alarm: {name}: {:?}: {}", alarm.severity, alarm.rule)
                }
                None => measured.quiet += 1,
            }
            continue;
        }
        measured.broken += 1;
        let told: Vec<bool> = findings.iter().take(3).map(|one| is_right(one, &truth)).collect();
        measured.right += u32::from(told.first() == Some(&true));
        measured.among_three += u32::from(told.contains(&true));
        if told.first() != Some(&true) {
            let rules: Vec<&str> = findings.iter().take(3).map(|one| one.rule.as_str()).collect();
            println!("missed: {name}: {rules:?}");
        }
    }
    println!(
        "measured: {} of {} right first, {} among the first three; {} of {} controls without an error, {} without a finding above note",
        measured.right,
        measured.broken,
        measured.among_three,
        measured.without_error,
        measured.controls,
        measured.quiet
    );
    measured
}

#[test]
fn captures_of_real_servers_are_told_right() {
    let Some(vectors) = std::env::var_os("WHY401_VECTORS") else {
        println!("skipped: WHY401_VECTORS is not set");
        return;
    };
    let measured = measure(&Path::new(&vectors).join("captures"));
    assert_eq!(measured.without_error, measured.controls, "a control raised an alarm");
    assert!(is_share(measured.right, measured.broken, RIGHT_OF_SERVERS), "too few are right first");
}

/// Captures written from reports and documents: some before their rules, others in forms that the rules have no example of.
#[test]
fn captures_written_from_the_facts_are_told_right() {
    let measured = measure(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"));
    assert!(measured.broken > 100 && measured.controls > 40);
    assert!(is_share(measured.right, measured.broken, RIGHT), "too few are right first");
    assert!(is_share(measured.among_three, measured.broken, AMONG_THREE), "too few among three");
    assert_eq!(measured.without_error, measured.controls, "a control raised an alarm");
    assert_eq!(measured.quiet, measured.controls, "a control has a finding above note");
}
