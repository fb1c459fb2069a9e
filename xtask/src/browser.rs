//! Chromium and its driver, for the tests that need a real browser.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::{apt, program, repo};

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_BROWSER: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const DEBIAN_PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Works in containers and as root, and asks no server for anything of its own.
const ARGUMENTS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser that can be driven.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) program: PathBuf,
    /// The chromedriver of the same version.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Finds a browser and its driver, or installs Debian's.
    pub(crate) fn set_up() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if apt::is_usable() {
            apt::install(&DEBIAN_PACKAGES)?;
        }
        let advice = if apt::is_debian() {
            format!("as root: {}", apt::advice(&DEBIAN_PACKAGES))
        } else {
            "install Chrome or Chromium and the chromedriver of the same version, and put both on the PATH \
             or into WHY401_CHROMIUM and CHROMEDRIVER"
                .to_owned()
        };
        match Self::find() {
            Some(found) => Ok(found),
            None => {
                bail!("the tests need Chromium and chromedriver, and they are not there; {advice}")
            }
        }
    }

    fn find() -> Option<Self> {
        let named = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_file());
        let mac = || Some(PathBuf::from(MAC_BROWSER)).filter(|path| path.is_file());
        Some(Self {
            program: named("WHY401_CHROMIUM").or_else(|| program::find(&BROWSERS)).or_else(mac)?,
            driver: named("CHROMEDRIVER").or_else(|| program::find(&["chromedriver"]))?,
        })
    }

    /// Writes the file that tells a WebDriver client which browser to start, and how.
    pub(crate) fn write_capabilities(&self) -> Result<PathBuf> {
        let quote = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let file = repo::cache("webdriver.json");
        let text = format!(
            "{{\"goog:chromeOptions\": {{\"binary\": {}, \"args\": [{}]}}}}\n",
            quote(&self.program.to_string_lossy()),
            ARGUMENTS.map(quote).join(", ")
        );
        fs::create_dir_all(repo::cache(""))?;
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }
}
