//! How many captures and controls there are, and that nothing is wrong with any control. The lines that begin with `measured:` are
//! printed by the command that runs all tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use why401::report::{Finding, Severity};
use why401::{Options, Paste, diagnose};

/// The families of tokens and of HTTP itself; the others are those of Windows' authentication and of the older schemes.
const SECOND: [&str; 5] = ["bearer", "cloud", "registry", "http", "scheme"];

fn folders(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let entries = fs::read_dir(root).expect("the captures");
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

fn truth(folder: &Path) -> Value {
    let text = fs::read(folder.join("truth.json")).expect("a truth");
    serde_json::from_slice(&text).expect("JSON")
}

#[test]
fn there_are_enough_captures_and_controls() {
    let (mut captures, mut controls) = ([0, 0], [0, 0]);
    let mut families: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for folder in folders("cases") {
        let truth = truth(&folder);
        let family = truth["family"].as_str().expect("a family").to_owned();
        let half = usize::from(SECOND.contains(&family.as_str()));
        let is_control = truth["control"] == true;
        if is_control {
            controls[half] += 1
        } else {
            captures[half] += 1
        }
        families.entry(family).or_default()[usize::from(is_control)] += 1;
    }
    // Those with whole reports are of the metabase and its neighbours.
    for folder in folders("captures") {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("control-") { controls[0] += 1 } else { captures[0] += 1 }
    }
    for (family, [broken, right]) in &families {
        println!("measured: {family:<12}{broken:>4} captures, {right:>4} controls");
    }
    println!(
        "measured: {} + {} captures, {} + {} controls in the two halves of the catalogue",
        captures[0], captures[1], controls[0], controls[1]
    );
    assert!(captures.iter().all(|count| *count >= 50), "captures: {captures:?}");
    assert!(controls.iter().all(|count| *count >= 30), "controls: {controls:?}");
}

#[test]
fn nothing_above_a_note_is_said_of_a_control() {
    let mut wrong = Vec::new();
    for folder in folders("cases").into_iter().filter(|folder| truth(folder)["control"] == true) {
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder).expect("a capture").flatten().map(|entry| entry.path()).collect();
        files.sort();
        let pastes: Vec<Vec<u8>> = files
            .iter()
            .filter(|file| !file.ends_with("truth.json"))
            .map(|file| fs::read(file).expect("a file"))
            .collect();
        let pastes: Vec<Paste<'_>> = pastes.iter().map(|bytes| Paste::Bytes(bytes)).collect();
        let report = diagnose(&pastes, &Options::default()).report;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut findings = report.cases.iter().flat_map(|case| &case.findings);
        let is_above = |finding: &&Finding| finding.severity > Severity::Note;
        wrong.extend(findings.find(is_above).map(|found| format!("{name}: {}", found.rule)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
