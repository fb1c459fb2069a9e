//! npm: what the lock file names is installed once, then the package's and the page's own scripts are run.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::stamp::{Inputs, Stamp};
use crate::{program, repo, rust};

/// The oldest Node that the tools run on.
const NODE_MAJOR: u32 = 20;

/// Installs what package-lock.json names.
pub(crate) fn set_up() -> Result<()> {
    check_node()?;
    let inputs = Inputs::default()
        .path(repo::path("package-lock.json"))?
        .path(repo::path("package.json"))?
        .path(repo::path("pkg/package.json"))?
        .path(repo::path("www/package.json"))?
        .path(repo::path("extension/package.json"))?
        .path(repo::path("worker/package.json"))?;
    let stamp = Stamp::new("npm", &inputs);
    if stamp.is_fresh(&[repo::path("node_modules/.package-lock.json")]) {
        return Ok(());
    }
    stamp.begin()?;
    let mut install = npm();
    install.args(["ci", "--no-audit", "--no-fund"]);
    program::run("Install what package-lock.json names (npm ci)", &mut install)?.ok()?;
    stamp.done()
}

/// npm, run in the root.
pub(crate) fn npm() -> Command {
    let mut npm = program::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.env("NO_UPDATE_NOTIFIER", "1");
    npm
}

/// A script of a package of ours.
pub(crate) fn script(package: &str, script: &str) -> Command {
    let mut npm = npm();
    npm.args(["run", "--workspace", package, script]);
    npm
}

/// A program that npm installed.
pub(crate) fn installed(name: &str) -> Command {
    program::command(repo::path("node_modules/.bin").join(name))
}

/// Formats all sources.
pub(crate) fn format() -> Result<()> {
    program::run("Format Rust", &mut rust::rustfmt()?)?.ok()?;
    set_up()?;
    program::run("Format all others", npm().args(["run", "format"]))?.ok()?;
    Ok(())
}

fn check_node() -> Result<()> {
    let Some(version) = program::answer(Command::new("node").arg("--version")) else {
        bail!(
            "Node is not there; install Node {NODE_MAJOR} or newer with npm (https://nodejs.org)"
        );
    };
    let major = version.trim_start_matches('v').split('.').next().unwrap_or_default();
    let major: u32 = major.parse().with_context(|| format!("what Node is `{version}`?"))?;
    if major < NODE_MAJOR {
        bail!("this is Node {version}; install Node {NODE_MAJOR} or newer (https://nodejs.org)");
    }
    if program::find(&["npm", "npm.cmd"]).is_none() {
        bail!("Node is there and npm is not; install npm (https://nodejs.org has both)");
    }
    Ok(())
}
