//! wasm-bindgen's tools, built from source at the version that xtask/bindgen/Cargo.lock names.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::stamp::{self, Inputs};
use crate::{program, repo, rust};

/// The tools' paths.
pub(crate) struct Tools {
    /// Makes the glue of a module.
    pub(crate) bindgen: PathBuf,
    /// Runs a module of tests.
    pub(crate) test_runner: PathBuf,
    /// Changes when the tools do.
    pub(crate) digest: String,
}

/// Builds the tools, once for each state of their lock file.
pub(crate) fn set_up() -> Result<Tools> {
    let sources = repo::path("xtask/bindgen");
    let digest = Inputs::default().path(&sources)?.digest();
    let place = repo::cache("bindgen").join(&digest);
    let tools = Tools {
        bindgen: place.join("bindgen"),
        test_runner: place.join("bindgen-test-runner"),
        digest,
    };
    if place.is_dir() {
        return Ok(tools);
    }
    let target = repo::cache("work/bindgen");
    let mut build = rust::cargo();
    build.args(["build", "--locked", "--manifest-path"]).arg(sources.join("Cargo.toml"));
    build.arg("--target-dir").arg(&target);
    program::run("Build wasm-bindgen's tools (once; takes minutes)", &mut build)?.ok()?;

    let finished = stamp::empty_folder("bindgen-finished")?;
    for tool in ["bindgen", "bindgen-test-runner"] {
        let built = target.join("debug").join(tool);
        fs::rename(&built, finished.join(tool))
            .with_context(|| format!("{} was not built", built.display()))?;
    }
    stamp::remove_folder(&repo::cache("bindgen"))?;
    stamp::replace_folder(&finished, &place)?;
    stamp::remove_folder(&target)?;
    Ok(tools)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::repo;

    /// The version of a package in a lock file.
    fn locked(lock: &str, package: &str) -> Option<String> {
        let text = fs::read_to_string(repo::path(lock)).unwrap();
        let entry = text
            .split("[[package]]")
            .find(|entry| entry.contains(&format!("\nname = \"{package}\"\n")))?;
        let version = entry.lines().find_map(|line| line.strip_prefix("version = "))?;
        Some(version.trim_matches('"').to_owned())
    }

    /// The tools refuse a module that another version's macros were expanded into.
    #[test]
    fn the_tools_are_of_the_version_that_the_module_is_made_with() {
        let module = locked("Cargo.lock", "wasm-bindgen");
        assert!(module.is_some());
        assert_eq!(module, locked("xtask/bindgen/Cargo.lock", "wasm-bindgen-cli"));
        assert_eq!(module, locked("xtask/bindgen/Cargo.lock", "wasm-bindgen-cli-support"));
    }
}
