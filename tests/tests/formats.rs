//! The formats that people paste. `tests/formats/ID/` has samples of our own of each format, `tests/vectors/formats/`
//! says what samples elsewhere must give. What was read of a sample stands beside it in
//! `NAME.read`; `WHY401_BLESS=1` writes these anew: read the difference before you commit it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use why401_evidence::capture::Capture;
use why401_evidence::read::formats;
use why401_evidence::{Text, read};
use why401_tests::{describe, exchanges};

/// The largest sample.
const SIZE: usize = 8192;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn blessing() -> bool {
    std::env::var_os("WHY401_BLESS").is_some()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).expect("a folder of samples");
    let mut found: Vec<PathBuf> = found.map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// Format, file and bytes of every sample of our own.
fn samples() -> Vec<(String, PathBuf, Vec<u8>)> {
    let mut samples = Vec::new();
    for folder in entries(&root().join("formats")) {
        for file in entries(&folder) {
            if file.extension().is_some_and(|extension| extension == "txt") {
                let bytes = fs::read(&file).expect("a sample");
                samples.push((name(&folder), file, bytes));
            }
        }
    }
    samples
}

fn capture(bytes: &[u8]) -> Capture {
    read(&[Text::decode(bytes)])
}

#[test]
fn every_sample_is_read_as_expected() {
    let known: BTreeSet<&str> = formats().map(|format| format.id).collect();
    let mut wrong = Vec::new();
    for (format, file, bytes) in samples() {
        assert!(known.contains(format.as_str()), "{format} is no format");
        assert!(bytes.len() <= SIZE, "{} is too large", file.display());
        let capture = capture(&bytes);
        let found = capture.parts.iter().any(|part| part.format.id == format);
        let described = describe(&capture);
        let expected = file.with_extension("read");
        if blessing() {
            fs::write(&expected, &described).expect("it is written");
        }
        if !found || fs::read_to_string(&expected).ok().as_deref() != Some(described.as_str()) {
            wrong.push(format!("{}:\n{described}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_format_has_two_samples_and_a_damaged_one() {
    let samples = samples();
    for format in formats() {
        let of_format = samples.iter().filter(|(id, ..)| id == format.id);
        let damaged = |file: &Path| name(file).starts_with("damaged");
        let (damaged, whole): (Vec<_>, Vec<_>) = of_format.partition(|(_, file, _)| damaged(file));
        assert!(
            whole.len() >= 2 && !damaged.is_empty(),
            "{}: {} samples, {} damaged",
            format.id,
            whole.len(),
            damaged.len()
        );
    }
}

/// Whatever is cut off or lost, nothing panics, every span is inside the paste, and the exchanges
/// that end before the damage are still found.
#[test]
fn a_damaged_sample_is_read_up_to_its_damage() {
    for (_, file, bytes) in samples() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let whole = capture(text.as_bytes());
        let found = without_messages(&whole);
        let ends: Vec<usize> =
            whole.exchanges.iter().map(|exchange| exchange.span.range().end).collect();
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let (before, after) = text.split_at(at);
            let mut rest = after.chars();
            rest.next();
            for damaged in [before.to_owned(), format!("{before}{}", rest.as_str())] {
                let capture = capture(damaged.as_bytes());
                every_span_is_inside(&capture, &damaged);
                // The line that is damaged may change what the line before it is taken for.
                let line =
                    before.rfind('\n').map_or(0, |end| before[..end].rfind('\n').unwrap_or(0));
                let intact = ends.iter().take_while(|end| **end < line).count();
                let kept = without_messages(&capture);
                assert_eq!(
                    kept.get(..intact),
                    found.get(..intact),
                    "{} damaged at {at}",
                    file.display()
                );
            }
        }
    }
}

/// The exchanges, but for the number of messages: what is said after an exchange is about the next
/// one, if that follows.
fn without_messages(capture: &Capture) -> Vec<String> {
    let without = |text: String| {
        let (line, fields) = text.split_once('\n').unwrap_or((&text, ""));
        let (told, last) = line.rsplit_once(", ").unwrap_or((line, ""));
        let line = if last.ends_with(" messages") { told } else { line };
        [line, fields].join("\n")
    };
    exchanges(capture).into_iter().map(without).collect()
}

fn every_span_is_inside(capture: &Capture, text: &str) {
    let spans = capture.parts.iter().map(|part| part.span);
    let spans = spans.chain(capture.unread.iter().map(|unread| unread.span));
    let spans = spans.chain(capture.exchanges.iter().map(|exchange| exchange.span));
    let spans = spans.chain(capture.records.iter().map(|record| record.span));
    let entries = capture.records.iter().flat_map(|record| &record.entries);
    let spans = spans.chain(entries.flat_map(|entry| {
        if entry.value.is_verbatim() {
            assert_eq!(capture.slice(entry.value.span()), entry.value.as_str());
        }
        entry.value.spans()
    }));
    for span in spans {
        assert!(text.get(span.range()).is_some(), "{span:?} in {} bytes", text.len());
    }
}

/// The samples in the folder that `WHY401_VECTORS` names. `tests/vectors/formats/FORMAT.txt` has
/// for each file a line `## FILE`, and below it what is read of it, or `- ` and why it is not read.
#[test]
fn samples_from_elsewhere_are_read_as_expected() {
    let Some(vectors) = std::env::var_os("WHY401_VECTORS") else {
        println!("skipped: WHY401_VECTORS is not set");
        return;
    };
    let folder = Path::new(&vectors).join("formats");
    let (mut total, mut read_formats, mut told) = (0, 0, 0);
    let mut wrong = Vec::new();
    for format in entries(&folder).into_iter().filter(|path| path.is_dir()) {
        total += 1;
        let expected = root().join("vectors/formats").join(name(&format)).with_extension("txt");
        let known = fs::read_to_string(&expected).unwrap_or_default();
        let mut described = String::new();
        let mut is_read = true;
        for file in entries(&format) {
            let title = format!("## {}\n", name(&file));
            let told_before = known.split(&title).nth(1).unwrap_or_default();
            if told_before.starts_with("- ") {
                let reason = told_before.lines().next().unwrap_or_default();
                described.push_str(&format!("{title}{reason}\n"));
                is_read = false;
                continue;
            }
            let capture = capture(&fs::read(&file).expect("a sample"));
            described.push_str(&format!("{title}{}", describe(&capture)));
        }
        if blessing() && !known.is_empty() {
            fs::write(&expected, &described).expect("it is written");
        } else if known.is_empty() {
            wrong.push(format!("{}: nothing is expected of it yet", name(&format)));
            continue;
        } else if known != described {
            wrong.push(format!("{}:\n{described}", name(&format)));
        }
        read_formats += u32::from(is_read);
        told += u32::from(!is_read);
    }
    println!(
        "{read_formats} of {total} formats are read, {told} in part or not, as their lists say"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
