//! Builds all that a browser loads: the module, the npm package around it, the page on top.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::rust::WasmToolchain;
use crate::stamp::{Inputs, Stamp};
use crate::{bindgen, npm, program, repo, rust, wasm};

/// The folder of the built page.
pub(crate) fn folder() -> PathBuf {
    repo::path("www/dist")
}

/// Builds everything that is not up to date.
pub(crate) fn build() -> Result<()> {
    let toolchain = WasmToolchain::set_up()?;
    npm::set_up()?;
    let tools = bindgen::set_up()?;
    wasm::build(&toolchain, &tools)?;
    build_package()?;
    build_page()
}

/// The npm package: the report's schema from the Rust types, TypeScript's types from the schema, our own sources.
fn build_package() -> Result<()> {
    let schema = repo::path("pkg/dist/report.schema.json");
    let mut cargo = rust::cargo();
    cargo.args(["run", "--quiet", "--locked", "--package", "why401", "--features", "schema"]);
    cargo.args(["--example", "schema"]);
    let text = program::run("Write the report's JSON Schema", &mut cargo)?.ok()?;

    let inputs = Inputs::default()
        .word(&text)
        .path(wasm::folder().join("why401.d.ts"))?
        .path(repo::path("pkg"))?
        .path(repo::path("tsconfig.base.json"))?
        .path(repo::path("package-lock.json"))?;
    let stamp = Stamp::new("package", &inputs);
    if stamp.is_fresh(&[schema.clone(), repo::path("pkg/dist/node.js")]) {
        return Ok(());
    }
    stamp.begin()?;
    remove_built_files(&repo::path("pkg/dist"))?;
    fs::write(&schema, text).with_context(|| format!("cannot write {}", schema.display()))?;
    program::run("Build the npm package", &mut npm::script("why401", "build"))?.ok()?;
    stamp.done()
}

/// Removes what an earlier build made of sources that may be gone. The module has a folder of its own.
fn remove_built_files(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

fn build_page() -> Result<()> {
    let inputs = Inputs::default()
        .path(repo::path("www"))?
        .path(repo::path("package-lock.json"))?
        // `pkg/dist` by its parts: a folder of that name is left out otherwise.
        .path(wasm::folder())?
        .path(repo::path("pkg/dist/report.d.ts"))?
        .path(repo::path("pkg/dist/browser.js"))?
        .path(repo::path("pkg/dist/engine.js"))?;
    let stamp = Stamp::new("page", &inputs);
    if stamp.is_fresh(&[folder().join("index.html")]) {
        return Ok(());
    }
    stamp.begin()?;
    program::run("Build the page", &mut npm::script("why401-www", "build"))?.ok()?;
    stamp.done()
}
