//! The catalogue's files, compiled once for all tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use why401::author::{SourceFile, compile};
use why401_engine::author::{Compiled, Diagnostic};
use why401_engine::{Catalogue, Prose, RuleHead, RuleProse, Segment, Template};
use why401_facts::SCHEMA;

/// The folder of the catalogue.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")
}

/// Every file, named from the folder on.
pub(crate) static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let root = root();
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the rules' folder") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(&root).expect("a path below it").to_string_lossy();
                let text = fs::read_to_string(&path).expect("a rule file");
                files.push(SourceFile { path: name.into_owned(), text });
            }
        }
    }
    files
});

/// All of them, compiled.
pub(crate) static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let told = |mistakes: Vec<Diagnostic>| -> Vec<String> {
        mistakes.iter().map(ToString::to_string).collect()
    };
    compile(&FILES).map_err(told).expect("rules without a mistake")
});

/// Does something with each rule.
pub(crate) fn each(mut look: impl FnMut(RuleHead<'_>, &RuleProse<'_>)) {
    let catalogue = Catalogue::load(&COMPILED.logic, &SCHEMA).expect("the rules");
    let prose = Prose::load(&COMPILED.explained).expect("their prose");
    for rule in catalogue.rules() {
        let head = catalogue.rule(rule).expect("a rule");
        look(head, &prose.rule(rule).expect("its prose"));
    }
}

/// A text as it is written; `_` for the value of a fact.
pub(crate) fn plain(template: &Template<'_>) -> String {
    let pieces = template.segments().iter().map(|segment| match segment {
        Segment::Text(text) => text,
        Segment::Fact { .. } => "_",
    });
    pieces.collect()
}
