//! Builds all that ships: the modules, the npm package around them, the page, the extension and the worker on top.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::rust::WasmToolchain;
use crate::stamp::{self, Inputs, Stamp};
use crate::{bindgen, npm, program, repo, rust, wasm};

/// The folder of the built page.
pub(crate) fn folder() -> PathBuf {
    repo::path("www/dist")
}

/// Builds everything that is not up to date.
pub(crate) fn build() -> Result<()> {
    build_package_and_modules()?;
    build_page()?;
    build_extension()?;
    build_worker()
}

/// Builds the npm package with its modules, and the engine's own module, whose size counts too.
pub(crate) fn build_package_and_modules() -> Result<()> {
    let toolchain = WasmToolchain::set_up()?;
    npm::set_up()?;
    let tools = bindgen::set_up()?;
    wasm::FIRST.build(&toolchain, &tools)?;
    wasm::WHOLE.build(&toolchain, &tools)?;
    wasm::EDGE.build(&toolchain, &tools)?;
    wasm::AUTHOR.build(&toolchain, &tools)?;
    wasm::ENGINE.build(&toolchain, &tools)?;
    build_package()
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
        // Node's entry has the glue of the first look in it.
        .path(wasm::FIRST.folder())?
        .path(wasm::WHOLE.types())?
        .path(wasm::EDGE.types())?
        .path(wasm::AUTHOR.types())?
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

/// What both the page and the extension are made of: the package, and the page's own sources.
fn surface_inputs() -> Result<Inputs> {
    Inputs::default()
        .path(repo::path("www"))?
        .path(repo::path("tsconfig.base.json"))?
        .path(repo::path("package-lock.json"))?
        // `pkg/dist` by its parts: a folder of that name is left out otherwise.
        .path(wasm::FIRST.folder())?
        .path(wasm::WHOLE.folder())?
        .path(repo::path("pkg/dist/report.d.ts"))?
        .path(repo::path("pkg/dist/browser.js"))?
        .path(repo::path("pkg/dist/engine.js"))
}

fn build_page() -> Result<()> {
    let stamp = Stamp::new("page", &surface_inputs()?);
    if stamp.is_fresh(&[folder().join("index.html")]) {
        return Ok(());
    }
    stamp.begin()?;
    program::run("Build the page", &mut npm::script("why401-www", "build"))?.ok()?;
    stamp.done()
}

/// The unpacked extension, once for each browser. It shows reports with the page's components.
fn build_extension() -> Result<()> {
    let stamp = Stamp::new("extension", &surface_inputs()?.path(repo::path("extension"))?);
    let built = ["chromium", "firefox"]
        .map(|browser| repo::path("extension/dist").join(browser).join("manifest.json"));
    if stamp.is_fresh(&built) {
        return Ok(());
    }
    stamp.begin()?;
    program::run("Build the extension", &mut npm::script("why401-extension", "build"))?.ok()?;
    stamp.done()
}

fn build_worker() -> Result<()> {
    let inputs = Inputs::default()
        .path(repo::path("worker"))?
        .path(repo::path("tsconfig.base.json"))?
        .path(repo::path("package-lock.json"))?
        .path(wasm::EDGE.folder())?
        .path(repo::path("pkg/dist/edge.js"))?
        .path(repo::path("pkg/dist/edge.d.ts"))?;
    let stamp = Stamp::new("worker", &inputs);
    if stamp.is_fresh(&[repo::path("worker/dist/deploy/worker.js")]) {
        return Ok(());
    }
    stamp.begin()?;
    stamp::remove_folder(&repo::path("worker/dist"))?;
    program::run("Build the worker", &mut npm::script("why401-worker", "build"))?.ok()?;
    stamp.done()
}
