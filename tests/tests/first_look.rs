//! The first look says nothing, or what the whole engine says: on every sample, capture and example that is in the
//! repository.

use std::fs;
use std::path::{Path, PathBuf};

use why401::report::{Offsets, Report};
use why401::{Options, Paste, first_look, report_on};

const NOW: i64 = 1_785_000_000;

/// All files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The pastes of a rule's examples.
fn examples(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.split("```paste\n").skip(1).filter_map(|rest| rest.split("\n```").next())
}

fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect("a report is JSON")
}

/// Whether the first look had an answer, which was then the whole engine's.
fn agrees(name: &str, text: &str) -> bool {
    let Some(first) = first_look(&[text], Some(NOW), Offsets::Utf16) else { return false };
    let options = Options { now: Some(NOW), offsets: Offsets::Utf16, ..Options::default() };
    let whole = report_on(&[Paste::Text(text)], &options);
    assert_eq!(json(&first), json(&whole), "{name}");
    true
}

#[test]
fn the_first_look_says_nothing_or_what_the_whole_engine_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut of_captures, mut captures, mut all, mut answered) = (0, 0, 0, 0);
    for folder in ["captures", "cases", "formats", "../rules"] {
        let mut found = Vec::new();
        files(&root.join(folder), &mut found);
        found.sort();
        for path in found {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let name = path.display().to_string();
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("md") => {
                    for example in examples(&text) {
                        all += 1;
                        answered += u32::from(agrees(&name, example));
                    }
                }
                Some("txt") => {
                    let agreed = u32::from(agrees(&name, &text));
                    (all, answered) = (all + 1, answered + agreed);
                    if matches!(folder, "captures" | "cases") {
                        (captures, of_captures) = (captures + 1, of_captures + agreed);
                    }
                }
                _ => {}
            }
        }
    }
    println!(
        "the first look answers {answered} of {all} pastes, {of_captures} of {captures} captures"
    );
    // Were it silent, it would agree with everything.
    assert!(answered * 4 > all, "{answered} of {all}");
}
