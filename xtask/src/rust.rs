//! The Rust compilers: the one at hand for this machine's own programs, and one that can make WebAssembly.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Result, bail};

use crate::{apt, program, repo};

/// The target of WebAssembly for browsers and other hosts of JavaScript.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// Debian's second, newer Rust, with the sources of the standard library. It leaves rustup's alone.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
/// How long rustup may try to download the target's standard library.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(180);

/// Cargo, as the person uses it.
pub(crate) fn cargo() -> Command {
    program::command("cargo")
}

/// rustfmt over every Rust file that git knows or could know. `cargo fmt` follows `mod` alone: it
/// does not find the readers, whose list a macro declares.
pub(crate) fn rustfmt() -> Result<Command> {
    let mut git = program::command("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "*.rs"]);
    let Some(files) = program::answer(&mut git) else { bail!("git cannot list the Rust files") };
    let mut rustfmt = program::command("rustfmt");
    rustfmt.args(["--edition", "2024"]);
    rustfmt.args(files.lines().map(repo::path).filter(|file| file.is_file()));
    Ok(rustfmt)
}

/// How WebAssembly can be compiled on this machine.
#[derive(Clone, Debug)]
pub(crate) enum WasmToolchain {
    /// The target's standard library is installed beside the compiler.
    Installed,
    /// Debian's compiler, which builds the standard library from its sources. `linker` is rustup's.
    Debian {
        /// The path of `rust-lld`.
        linker: PathBuf,
    },
}

impl WasmToolchain {
    /// Finds a way, or makes one.
    pub(crate) fn set_up() -> Result<Self> {
        if target_is_installed() {
            return Ok(Self::Installed);
        }
        let refused = repo::cache("rustup-has-no-wasm");
        if program::find(&["rustup"]).is_some() && !refused.exists() {
            let title = format!("Install {WASM_TARGET} with rustup");
            let mut add = program::command("rustup");
            add.args(["target", "add", WASM_TARGET]);
            // What went wrong is in the log; what counts is whether the target is there now.
            let added = program::run_within(DOWNLOAD_LIMIT, &title, &mut add);
            if target_is_installed() {
                return Ok(Self::Installed);
            }
            if !apt::is_debian() {
                added?.ok()?;
            }
            println!("    rustup cannot get it; Debian's compiler builds it from source instead");
        }
        if !apt::is_debian() {
            bail!(
                "this Rust has no standard library for {WASM_TARGET}, and rustup is not there to get it; \
                 install it as your Rust's documentation says (https://rustup.rs: rustup target add {WASM_TARGET})"
            );
        }
        apt::install(&DEBIAN_PACKAGES)?;
        let linker = linker()?;
        // So that the next run need not wait for a download that fails.
        fs::create_dir_all(repo::cache(""))?;
        fs::write(refused, "Delete this file to let rustup try again.\n")?;
        Ok(Self::Debian { linker })
    }

    /// Cargo, set up to compile for [`WASM_TARGET`].
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = self.plain_cargo();
        // Panics name the files of the crates: what ships says nothing of where this machine keeps them.
        if let Some(home) = cargo_home() {
            let registry = home.join("registry/src").display().to_string();
            cargo.env("CARGO_ENCODED_RUSTFLAGS", format!("--remap-path-prefix={registry}=crates"));
        }
        cargo
    }

    fn plain_cargo(&self) -> Command {
        match self {
            Self::Installed => cargo(),
            Self::Debian { linker } => {
                let mut cargo = program::command("/usr/bin/cargo");
                cargo
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                    // So that tests and what ships share one standard library.
                    .env("CARGO_UNSTABLE_PANIC_ABORT_TESTS", "true")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    .env("CARGO_TARGET_DIR", self.target_folder())
                    .env_remove("RUSTUP_TOOLCHAIN");
                cargo
            }
        }
    }

    /// Where it puts what it compiles: a place of its own for each compiler, or one would evict the other's work.
    pub(crate) fn target_folder(&self) -> PathBuf {
        repo::path(match self {
            Self::Installed => "target",
            Self::Debian { .. } => "target/debian",
        })
    }
}

/// Where Cargo keeps the sources of crates.
fn cargo_home() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

fn target_is_installed() -> bool {
    let mut rustc = program::command("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    program::answer(&mut rustc).is_some_and(|folder| Path::new(&folder).is_dir())
}

/// The linker that comes with rustup's compiler.
fn linker() -> Result<PathBuf> {
    let mut rustc = program::command("rustc");
    let libraries = program::answer(rustc.args(["--print", "target-libdir"])).unwrap_or_default();
    let linker = Path::new(&libraries).with_file_name("bin").join("rust-lld");
    if !linker.is_file() {
        bail!("Debian's Rust needs rustup's linker, and {} is not there", linker.display());
    }
    Ok(linker)
}
