//! The WebAssembly modules as they ship: compiled, given their glue, made small, weighed.

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

/// What wasm-opt does where size is what counts, in order. Flat code is made into loops and blocks anew, which helps
/// what follows; each -Oz finds what the one before has left. The lowest kilobyte of memory is the far end of the
/// stack: nothing has its address.
const SMALLEST: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "-Oz",
    "--licm",
    "-Oz",
    "--reorder-locals",
];

/// Which functions go where they are called, before that. A large one stays by itself though only one calls it: where all are
/// put into one, hosts that compile what is called compile what is never reached too, and Brotli finds less that is alike.
const APART: &[&str] =
    &["--always-inline-max-function-size=4", "--one-caller-inline-max-function-size=25"];

/// For who waits for the first answer, small ones too: a host takes some microseconds for each that it compiles.
const QUICK: &[&str] =
    &["--always-inline-max-function-size=6", "--one-caller-inline-max-function-size=45"];

/// A module and its glue.
pub(crate) struct Module {
    title: &'static str,
    package: &'static str,
    /// The name of the compiler's file.
    compiled: &'static str,
    /// The name of the glue, and the beginning of the module's.
    name: &'static str,
    /// Its folder.
    folder: &'static str,
    /// The profile that it is compiled with, and the passes of wasm-opt.
    profile: (&'static str, [&'static [&'static str]; 2]),
    /// It may have this many bytes together with its glue, compressed with Brotli.
    brotli_limit: usize,
    /// The prose of the rules that it carries, which is not weighed with it.
    prose: Option<&'static str>,
}

/// Small first.
const SMALL: (&str, [&[&str]; 2]) = ("wasm", [APART, SMALLEST]);

/// What a browser downloads for its first answers: it reads the heads of exchanges.
pub(crate) static FIRST: Module = Module {
    title: "Compile the WebAssembly module of the first look",
    package: "why401-first",
    compiled: "why401_first.wasm",
    name: "why401_first",
    folder: "pkg/dist/first",
    profile: ("wasm", [QUICK, SMALLEST]),
    brotli_limit: 160_000,
    prose: Some("first-prose.bin"),
};

/// What it downloads where the first look is not enough.
pub(crate) static WHOLE: Module = Module {
    title: "Compile the WebAssembly module",
    package: "why401-wasm",
    compiled: "why401_wasm.wasm",
    name: "why401",
    folder: "pkg/dist/wasm",
    profile: SMALL,
    brotli_limit: 290_000,
    prose: Some("prose.bin"),
};

/// What a worker at the edge carries.
pub(crate) static EDGE: Module = Module {
    title: "Compile the edge's WebAssembly module",
    package: "why401-edge",
    compiled: "why401_edge.wasm",
    name: "why401_edge",
    folder: "pkg/dist/edge",
    profile: SMALL,
    brotli_limit: 60_000,
    prose: None,
};

/// What only who writes rules loads.
pub(crate) static AUTHOR: Module = Module {
    title: "Compile the WebAssembly module of the compiler of rules",
    package: "why401-author-wasm",
    compiled: "why401_author_wasm.wasm",
    name: "why401_author",
    folder: "pkg/dist/author",
    profile: SMALL,
    brotli_limit: 180_000,
    prose: None,
};

/// The engine alone, to be measured.
pub(crate) static ENGINE: Module = Module {
    title: "Compile the engine's WebAssembly module",
    package: "why401-bench",
    compiled: "why401_bench.wasm",
    name: "why401_bench",
    folder: "benches/dist/engine",
    // What who embeds it alone would choose.
    profile: ("engine", [&[], &["-O3"]]),
    brotli_limit: 36_000,
    prose: None,
};

/// Prints the sizes of files, raw and compressed: `node -e SIZES FILE...`.
const SIZES: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync } = require('node:zlib');
for (const file of process.argv.slice(1)) {
    const bytes = readFileSync(file);
    console.log(bytes.length, brotliCompressSync(bytes).length);
}";

impl Module {
    /// The folder of the module and its glue.
    pub(crate) fn folder(&self) -> PathBuf {
        repo::path(self.folder)
    }

    /// The types of the glue.
    pub(crate) fn types(&self) -> PathBuf {
        self.folder().join(format!("{}.d.ts", self.name))
    }

    /// Builds the module and its glue, and refuses them if they are too large. Each is an invocation of cargo of its
    /// own: the features of one never reach the other.
    pub(crate) fn build(&self, toolchain: &WasmToolchain, tools: &Tools) -> Result<()> {
        let mut cargo = toolchain.cargo();
        let (profile, _) = self.profile;
        cargo.args(["build", "--locked", "--package", self.package, "--lib", "--profile", profile]);
        cargo.args(["--target", WASM_TARGET]);
        program::run(self.title, &mut cargo)?.ok()?;
        let compiled =
            toolchain.target_folder().join(WASM_TARGET).join(profile).join(self.compiled);

        let glue = self.folder().join(format!("{}.js", self.name));
        let outputs = [glue, self.folder().join(format!("{}_bg.wasm", self.name))];
        let inputs = Inputs::default()
            .path(&compiled)?
            .path(repo::path("package-lock.json"))?
            .path(repo::path("xtask/src/wasm.rs"))?
            .word(&tools.digest);
        let stamp = Stamp::new(self.name, &inputs);
        if !stamp.is_fresh(&outputs) {
            stamp.begin()?;
            self.finish(&compiled, tools)?;
            stamp.done()?;
        }
        self.weigh(&outputs)
    }

    /// From the compiler's module to what ships.
    fn finish(&self, compiled: &Path, tools: &Tools) -> Result<()> {
        let work = stamp::empty_folder(self.name)?;
        let mut bindgen = program::command(&tools.bindgen);
        bindgen.args(["--target", "web", "--omit-default-module-path", "--out-name", self.name]);
        // A trap ends an instance; this lets the loader start a fresh one.
        bindgen.args(["--experimental-reset-state-function", "--out-dir"]);
        bindgen.arg(&work).arg(compiled);
        program::run("Make its glue (wasm-bindgen)", &mut bindgen)?.ok()?;

        let module = work.join(format!("{}_bg.wasm", self.name));
        let small = work.join("small.wasm");
        let mut wasm_opt = npm::installed("wasm-opt");
        let (_, passes) = self.profile;
        wasm_opt.args(passes.concat()).args(["--strip-debug", "--strip-producers"]);
        wasm_opt.args(FEATURES).arg(&module).arg("-o").arg(&small);
        program::run("Make it small (wasm-opt)", &mut wasm_opt)?.ok()?;
        fs::rename(small, module).context("wasm-opt wrote no module")?;

        let glue = work.join(format!("{}.js", self.name));
        let small = work.join("small.js");
        let mut esbuild = npm::installed("esbuild");
        esbuild.args(["--minify", "--format=esm", "--log-level=warning"]).arg(&glue);
        esbuild.arg(format!("--outfile={}", small.display()));
        program::run("Make its glue small (esbuild)", &mut esbuild)?.ok()?;
        fs::rename(small, glue).context("esbuild wrote no glue")?;
        stamp::replace_folder(&work, &self.folder())
    }

    /// The prose of the rules that was compiled last.
    fn prose(&self, file: &str) -> Option<PathBuf> {
        let (profile, _) = self.profile;
        let folders = ["target", "target/debian"]
            .map(|target| repo::path(target).join(WASM_TARGET).join(profile).join("build"));
        let built = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let made = built.flatten().map(|entry| entry.path().join("out").join(file));
        made.filter(|file| file.is_file())
            .max_by_key(|file| file.metadata().and_then(|data| data.modified()).ok())
    }

    /// Prints the sizes, and refuses what is too large.
    fn weigh(&self, files: &[PathBuf]) -> Result<()> {
        let prose =
            self.prose.map(|file| self.prose(file).context("the rules' prose was not made"));
        let prose = prose.transpose()?;
        let mut node = Command::new("node");
        let sizes = program::answer(node.args(["-e", SIZES, "--"]).args(files).args(&prose));
        let sizes = sizes.context("Node could not read the module")?;
        let mut compressed: usize = 0;
        for (file, sizes) in files.iter().chain(&prose).zip(sizes.lines()) {
            let is_prose = prose.as_ref() == Some(file);
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = if is_prose { "of it prose".into() } else { name };
            let (raw, brotli) = sizes.split_once(' ').context("Node printed no sizes")?;
            println!("    {name:<20}{raw:>9} bytes, {brotli:>7} with Brotli");
            let brotli = brotli.parse()?;
            compressed = match is_prose {
                true => compressed.saturating_sub(brotli),
                false => compressed + brotli,
            };
        }
        let limit = self.brotli_limit;
        if compressed > limit {
            bail!(
                "the module and its glue have {compressed} bytes with Brotli; the limit is {limit}"
            );
        }
        println!("    together {compressed} bytes with Brotli; the limit is {limit}");
        Ok(())
    }
}
