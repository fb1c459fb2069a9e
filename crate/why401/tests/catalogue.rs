//! Every example of every rule is a test: what is pasted there must give the verdict that it names.

use std::fs;
use std::path::{Path, PathBuf};

use why401::author::{SourceFile, compile, run_examples};

fn rule_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the rules' folder") {
            let path: PathBuf = entry.expect("an entry of it").path();
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
}

#[test]
fn every_example_gives_its_verdict() {
    let compiled = compile(&rule_files()).unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    assert!(!compiled.examples.is_empty(), "no rule was found");
    let wrong: Vec<String> = run_examples(&compiled, None)
        .iter()
        .map(|wrong| format!("{}:{}: {}: {}", wrong.file, wrong.line, wrong.title, wrong.problem))
        .collect();
    assert!(wrong.is_empty(), "{} examples\n{}", compiled.examples.len(), wrong.join("\n"));
    println!("{} examples", compiled.examples.len());
}
