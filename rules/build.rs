//! Compiles the catalogue's Markdown files into the tables that the crate carries.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use why401_engine::author::{SourceFile, compile, compile_where};
use why401_engine::{Severity, Verdict};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    if let Err(error) = build(&root) {
        say(&error.to_string());
        process::exit(1);
    }
}

/// One directive a line: cargo prints no more of it.
fn say(message: &str) {
    for line in message.lines() {
        println!("cargo::error={line}");
    }
}

/// Of these the edge carries the rules that are likely to be right and more than a note. It has little room: the others can
/// be added to it as packs.
const EDGE: [&str; 4] =
    ["rules/http/", "rules/metabase/providers-ntlm-only.md", "rules/negotiate/", "rules/ntlm/"];

fn build(root: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for family in folders(root)? {
        println!("cargo::rerun-if-changed={}", family.display());
        for path in files_in(&family)? {
            let name = path.strip_prefix(root).unwrap_or(&path);
            // The path as a person sees it from the top of the repository.
            let shown = Path::new("rules").join(name).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path: shown, text: fs::read_to_string(&path)? });
        }
    }
    let schema = &why401_facts::SCHEMA;
    let of_heads =
        |fact| why401_facts::readers(fact).iter().any(|(reader, _)| reader.reads_heads());
    let at_edge = |path: &str, severity, strength| {
        let of_edge = EDGE.iter().any(|start| path.starts_with(start));
        of_edge && severity >= Severity::Warning && strength >= Verdict::Likely
    };
    let of_exchanges =
        |fact| why401_facts::readers(fact).iter().any(|(reader, _)| reader.reads_exchanges());
    let made = compile(&files, schema).and_then(|all| {
        let first = compile_where(&files, schema, |_, _, _| true, of_exchanges)?;
        Ok((all, first, compile_where(&files, schema, at_edge, of_heads)?))
    });
    match made {
        Ok((compiled, first, of_heads)) => {
            let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
            fs::write(out.join("logic.bin"), compiled.logic)?;
            fs::write(out.join("prose.bin"), compiled.prose)?;
            fs::write(out.join("first-logic.bin"), first.logic)?;
            fs::write(out.join("first-prose.bin"), first.prose)?;
            fs::write(out.join("explained.bin"), compiled.explained)?;
            fs::write(out.join("heads.bin"), of_heads.logic)?;
            fs::write(out.join("titles.bin"), of_heads.titles)
        }
        Err(mistakes) => {
            for mistake in &mistakes {
                say(&mistake.to_string());
            }
            process::exit(1);
        }
    }
}

/// The families: every folder beside `src` that holds rules, in the order of their names.
fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() && name != "src" && name != "target" {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn files_in(family: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(family)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
