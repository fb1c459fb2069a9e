//! Measures the engine beside others.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use lexopt::prelude::*;

use crate::stamp::{Inputs, Stamp};
use crate::{npm, page, program, repo, rust};

/// Builds what is measured and measures it; the table goes to standard output.
pub(crate) fn bench(mut arguments: lexopt::Parser, help: &str) -> Result<ExitCode> {
    match arguments.next()? {
        Some(Short('h') | Long("help")) => {
            println!("{help}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(other) => return Err(other.unexpected().into()),
        None => {}
    }
    page::build_package_and_modules()?;
    install()?;
    let mut native = rust::cargo();
    native.args(["run", "--quiet", "--locked", "--release", "--package", "why401-bench"]);
    native.args(["--features", "native", "--"]).arg(repo::path("benches/dist/workloads"));
    program::run("Make the workloads, and measure natively", &mut native)?.ok()?;
    // It prints what people want to see, while it measures.
    let mut measure = Command::new("node");
    measure.arg(repo::path("benches/measure.mjs"));
    let status = measure.status().context("cannot run Node")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Installs the other engines, which nothing else needs.
fn install() -> Result<()> {
    let lock = repo::path("benches/package-lock.json");
    let stamp = Stamp::new("benches", &Inputs::default().path(&lock)?);
    if stamp.is_fresh(&[repo::path("benches/node_modules/.package-lock.json")]) {
        return Ok(());
    }
    stamp.begin()?;
    let mut install = npm::npm();
    install.args(["ci", "--no-audit", "--no-fund", "--prefix"]).arg(repo::path("benches"));
    program::run("Install the other engines (npm ci in benches)", &mut install)?.ok()?;
    stamp.done()
}
