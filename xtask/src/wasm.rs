//! The WebAssembly module as it ships: compiled, given its glue, made small, weighed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bindgen::Tools;
use crate::rust::{WASM_TARGET, WasmToolchain};
use crate::stamp::{self, Inputs, Stamp};
use crate::{npm, program, repo};

/// What wasm-opt may use, named one by one: with all features it makes modules that Node 20 refuses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What a browser downloads of us may have this many bytes, compressed with Brotli.
const BROTLI_LIMIT: usize = 160_000;

/// Prints the sizes of files, raw and compressed: `node -e SIZES FILE...`.
const SIZES: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync } = require('node:zlib');
for (const file of process.argv.slice(1)) {
    const bytes = readFileSync(file);
    console.log(bytes.length, brotliCompressSync(bytes).length);
}";

/// The folder of the module and its glue.
pub(crate) fn folder() -> PathBuf {
    repo::path("pkg/dist/wasm")
}

/// Builds the module and its glue, and refuses them if they are too large.
pub(crate) fn build(toolchain: &WasmToolchain, tools: &Tools) -> Result<()> {
    let mut cargo = toolchain.cargo();
    cargo.args(["build", "--locked", "--package", "why401-wasm", "--lib", "--profile", "wasm"]);
    cargo.args(["--target", WASM_TARGET]);
    program::run("Compile the WebAssembly module", &mut cargo)?.ok()?;
    let compiled = toolchain.target_folder().join(WASM_TARGET).join("wasm/why401_wasm.wasm");

    let outputs = [folder().join("why401.js"), folder().join("why401_bg.wasm")];
    let inputs = Inputs::default()
        .path(&compiled)?
        .path(repo::path("package-lock.json"))?
        .path(repo::path("xtask/src/wasm.rs"))?
        .word(&tools.digest);
    let stamp = Stamp::new("wasm", &inputs);
    if !stamp.is_fresh(&outputs) {
        stamp.begin()?;
        finish(&compiled, tools)?;
        stamp.done()?;
    }
    weigh(&outputs)
}

/// From the compiler's module to what ships.
fn finish(compiled: &Path, tools: &Tools) -> Result<()> {
    let work = stamp::empty_folder("wasm")?;
    let mut bindgen = program::command(&tools.bindgen);
    bindgen.args(["--target", "web", "--omit-default-module-path", "--out-name", "why401"]);
    // A trap ends an instance; this lets the loader start a fresh one.
    bindgen.args(["--experimental-reset-state-function", "--out-dir"]).arg(&work).arg(compiled);
    program::run("Make its glue (wasm-bindgen)", &mut bindgen)?.ok()?;

    let module = work.join("why401_bg.wasm");
    let small = work.join("small.wasm");
    let mut wasm_opt = npm::installed("wasm-opt");
    wasm_opt.arg("-Oz").args(FEATURES).arg(&module).arg("-o").arg(&small);
    program::run("Make it small (wasm-opt)", &mut wasm_opt)?.ok()?;
    fs::rename(small, module).context("wasm-opt wrote no module")?;
    stamp::replace_folder(&work, &folder())
}

/// Prints the sizes, and refuses what is too large.
fn weigh(files: &[PathBuf]) -> Result<()> {
    let mut node = Command::new("node");
    let sizes = program::answer(node.args(["-e", SIZES, "--"]).args(files));
    let sizes = sizes.context("Node could not read the module")?;
    let mut compressed = 0;
    for (file, sizes) in files.iter().zip(sizes.lines()) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (raw, brotli) = sizes.split_once(' ').context("Node printed no sizes")?;
        println!("    {name:<16}{raw:>9} bytes, {brotli:>7} with Brotli");
        compressed += brotli.parse::<usize>()?;
    }
    if compressed > BROTLI_LIMIT {
        bail!(
            "the module and its glue have {compressed} bytes with Brotli; the limit is {BROTLI_LIMIT}"
        );
    }
    println!("    together {compressed} bytes with Brotli; the limit is {BROTLI_LIMIT}");
    Ok(())
}
