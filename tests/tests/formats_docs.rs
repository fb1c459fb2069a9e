//! `docs/formats.md` lists every format that is read. It is made from the formats themselves and the first sample of
//! each: `WHY401_BLESS=1` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};

use why401_evidence::capture::{Capture, Format};
use why401_evidence::read::formats;
use why401_evidence::{Text, read};

/// How much of a line is shown.
const SHOWN: usize = 100;

const HEAD: &str = "\
# Formats

What why401 reads, in the order in which it is recognised. Nothing has to be said about what is pasted: formats may follow
each other, be indented, quoted with `>`, stand in Markdown fences, have any line ends, and be UTF-8, UTF-16 or Latin-1.
Lines that no reader takes are listed in the report as not understood.

What is read becomes one of these:

- **exchange**: a request, its response, or both, with their fields
- **setting**: a setting of a server, as a tool printed or set it
- **log**: the rows of a server's log, counted, and those that refused
- **record**: an error, an error page, a row of an access log, a ticket, a service principal name, an event, or what a
  domain's tools said, with its values by name

The example is the first line of a sample that is read so; what is read of the whole sample stands beside it.
More samples are in `tests/formats`. A new format is one file in `crate/evidence/src/read`, one line in the list of `mod.rs`
there, and its samples: `WHY401_BLESS=1 cargo test -p why401-tests` writes what is read of them, and this page.

Reading takes time linear in the text, and memory within a few times its size. What shows it:

- `cargo bench -p why401-tests --bench linear`: 16 and 32 MiB of each format; fails where twice the text takes more than
  2.2 times the time
- `cargo run --release -p why401-evidence --example speed`: rows of IIS logs, and pastes made to be slow
- `cargo run --release -p why401-evidence --example har`: how many times its size a HAR of 50 MB takes in memory
- `cargo bench -p why401-evidence --bench challenges`: challenges, beside the `http-auth` crate

| format | what it is | example | read of it |
| --- | --- | --- | --- |
";

/// The first whole sample of a format by name.
fn sample(format: &Format) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("formats").join(format.id);
    let files = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let is_sample = |file: &PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.ends_with(".txt") && !name.starts_with("damaged"))
    };
    files.filter(is_sample).min()
}

/// The first line that was read as that format.
fn example(capture: &Capture, format: &Format) -> String {
    let part = capture.parts.iter().find(|part| part.format.id == format.id);
    let line = part.map_or("", |part| capture.slice(part.span).lines().next().unwrap_or_default());
    let mut shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    // A code span that holds backticks or bars would break the table.
    shown.replace('`', "'").replace('|', "\\|")
}

/// What there is of that format: `3 exchanges`, `error: code, status`.
fn found(capture: &Capture, format: &Format) -> String {
    let mut found = Vec::new();
    let inside = |span| {
        let of_format = capture.parts.iter().filter(|part| part.format.id == format.id);
        of_format.map(|part| part.span).any(|part| part.hull(span) == part)
    };
    let exchanges = capture.exchanges.iter().filter(|exchange| exchange.format.id == format.id);
    found.extend(counted(exchanges.count(), "exchange"));
    let settings = capture.settings.iter().filter(|setting| inside(setting.span));
    found.extend(counted(settings.count(), "setting"));
    let logs = capture.logs.iter().filter(|log| inside(log.span));
    let rows: u64 = logs.map(|log| log.rows).sum();
    found.extend(counted(usize::try_from(rows).unwrap_or(usize::MAX), "row"));
    let mut kinds: Vec<(String, Vec<&str>)> = Vec::new();
    for record in capture.records.iter().filter(|record| record.format.id == format.id) {
        let kind = format!("{:?}", record.kind).to_lowercase();
        if !kinds.iter().any(|(known, _)| *known == kind) {
            kinds.push((kind.clone(), Vec::new()));
        }
        for (_, names) in kinds.iter_mut().filter(|(known, _)| *known == kind) {
            for entry in &record.entries {
                if !names.contains(&entry.name) {
                    names.push(entry.name);
                }
            }
        }
    }
    found.extend(kinds.iter().map(|(kind, names)| format!("{kind}: {}", names.join(", "))));
    found.join("; ")
}

fn counted(count: usize, unit: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} {unit}{}", if count == 1 { "" } else { "s" }))
}

fn row(format: &Format) -> String {
    let (id, label) = (format.id, format.label);
    let sample = sample(format).map(|file| fs::read(file).expect("a sample"));
    let Some(sample) = sample else { return format!("| `{id}` | {label} | | |\n") };
    let capture = read(&[Text::decode(&sample)]);
    let (example, found) = (example(&capture, format), found(&capture, format));
    format!("| `{id}` | {label} | `{example}` | {found} |\n")
}

#[test]
fn the_page_lists_every_format() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/formats.md");
    if std::env::var_os("WHY401_BLESS").is_some() {
        let rows: String = formats().map(row).collect();
        fs::write(&path, format!("{HEAD}{rows}")).expect("it is written");
    }
    let page = fs::read_to_string(&path).expect("the page");
    assert!(page.starts_with(HEAD), "the page's head is not that of the test");
    let lacks: String = formats().map(row).filter(|row| !page.contains(row)).collect();
    assert!(lacks.is_empty(), "WHY401_BLESS=1 writes the page anew. It lacks:\n{lacks}");
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, formats().count(), "the page lists formats that are not read");
}
