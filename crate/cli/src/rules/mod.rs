//! What the command line does for who writes rules.

mod explain;
mod files;
mod list;

use std::fs;
use std::io::{self, Write};

use why401::author::{Failure, compile, pack, run_examples, unasked};

use crate::args::{FolderArgs, PackArgs};

pub(crate) use files::load;

pub(crate) use explain::run as explain;
pub(crate) use list::{facts, rules};

/// Writes to standard output what `write` writes.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = anstream::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        // Who reads the output may have seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Compiles the rule files of a folder and runs their examples.
pub(crate) fn check(args: &FolderArgs) -> Result<u8, String> {
    let files = files::read(&args.folder)?;
    let compiled = match compile(&files) {
        Ok(compiled) => compiled,
        Err(mistakes) => {
            for mistake in &mistakes {
                eprintln!("{mistake}\n");
            }
            let files = count(files.len(), "file");
            eprintln!("{} in {files}", count(mistakes.len(), "mistake"));
            return Ok(1);
        }
    };
    let name = files::name(&args.folder)?;
    let bytes = pack(&name, &compiled).map_err(|error| format!("{name}: {error}"))?;
    for (id, facts) in unasked(&bytes) {
        let of = compiled.examples.iter().find(|(rule, _)| *rule == id);
        let file = of.map_or(id.as_str(), |(_, example)| &example.file);
        eprintln!(
            "{file}: warning: {id} may wait for {}, and no question asks for that: people have to know what to paste, or to \
             say it with --answer\n",
            facts.join(", ")
        );
    }
    let failures = run_examples(&compiled, Some((name, bytes)));
    for Failure { file, line, title, problem } in &failures {
        eprintln!("{file}:{line}: {title}\n    {problem}\n");
    }
    let examples = count(compiled.examples.len(), "example");
    let files = count(files.len(), "file");
    print(|out| match failures.len() {
        0 => writeln!(out, "{examples} in {files}, and all come out as they say"),
        _ => writeln!(out, "{examples} in {files}: {}", count(failures.len(), "mistake")),
    })?;
    Ok(u8::from(!failures.is_empty()))
}

/// Writes the pack of a folder whose examples come out as they say.
pub(crate) fn write_pack(args: &PackArgs) -> Result<u8, String> {
    let name = match &args.name {
        Some(name) => name.clone(),
        None => files::name(&args.folder)?,
    };
    let (compiled, bytes) = files::compiled(&args.folder, &name)?;
    let failures = run_examples(&compiled, Some((name.clone(), bytes.clone())));
    if !failures.is_empty() {
        let of = count(failures.len(), "mistake");
        let folder = args.folder.display();
        return Err(format!(
            "{of} in the examples, and no pack is written: `why401 check-rules {folder}` tells them"
        ));
    }
    fs::write(&args.output, &bytes)
        .map_err(|error| format!("{} can't be written: {error}", args.output.display()))?;
    let (path, len) = (args.output.display(), bytes.len());
    print(|out| writeln!(out, "{path}: {len} bytes; its rules are {name}/..."))?;
    Ok(0)
}

fn count(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}
