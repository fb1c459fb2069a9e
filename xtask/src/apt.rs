//! Debian's packages, installed where we may: on Debian, as root. Never through sudo.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::program;

/// Whether packages can be installed.
pub(crate) fn is_usable() -> bool {
    is_debian() && program::answer(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Whether this system has Debian's packages, whoever may install them.
pub(crate) fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && program::find(&["apt-get"]).is_some()
}

/// The command with which a person installs these packages.
pub(crate) fn advice(packages: &[&str]) -> String {
    format!("apt-get install --no-install-recommends {}", packages.join(" "))
}

/// Installs those of the packages that are missing.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !is_usable() {
        bail!(
            "Debian's packages {} are missing; as root: {}",
            missing.join(", "),
            advice(&missing)
        );
    }
    let title = format!("Install Debian's {}", missing.join(", "));
    let mut install = apt_get();
    install.args(["install", "--yes", "--no-install-recommends"]).args(&missing);
    if program::run(&title, &mut install)?.succeeded() {
        return Ok(());
    }
    // A bare system has no package lists, or old ones.
    program::run("Update Debian's package lists", apt_get().arg("update"))?.ok()?;
    program::run(&title, &mut install)?.ok()?;
    Ok(())
}

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Status}", package]);
    program::answer(&mut query).as_deref() == Some("installed")
}

fn apt_get() -> Command {
    let mut apt_get = program::command("apt-get");
    apt_get.args(["-o", "DPkg::Lock::Timeout=300"]).env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}
