//! Reads what was pasted: files, or standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::path::PathBuf;

/// No more of one paste is read than the readers take, and a byte to tell them that there was more.
const LIMIT: u64 = (64 << 20) + 1;

/// The bytes of each file in order, or of standard input where none is named.
///
/// # Errors
/// A sentence, where one can't be read.
pub(crate) fn read(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, String> {
    if files.is_empty() {
        return Ok(vec![standard_input()?]);
    }
    files
        .iter()
        .map(|path| if path == Path::new("-") { standard_input() } else { file(path) })
        .collect()
}

fn file(path: &Path) -> Result<Vec<u8>, String> {
    let tell = |error: io::Error| format!("{} can't be read: {error}", path.display());
    bounded(File::open(path).map_err(tell)?).map_err(tell)
}

fn standard_input() -> Result<Vec<u8>, String> {
    let input = io::stdin();
    if input.is_terminal() {
        eprintln!("Paste what you have, then end with Ctrl-D (Ctrl-Z and Enter on Windows).");
    }
    bounded(input.lock()).map_err(|error| format!("standard input can't be read: {error}"))
}

fn bounded(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}
