//! Tells whether what a step made is up to date: a hash of all that it was made from, written when it was done.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repo;

/// Folders that are made, not written.
const MADE: [&str; 3] = ["dist", "node_modules", "target"];

/// All that something is made from, as one hash. Another version of Rust may hash otherwise; then it is made again.
#[derive(Default)]
pub(crate) struct Inputs(DefaultHasher);

impl Inputs {
    /// Adds a file, or all files of a folder but those in folders that are made.
    pub(crate) fn path(mut self, path: impl AsRef<Path>) -> Result<Self> {
        self.add(path.as_ref())?;
        Ok(self)
    }

    /// Adds a word, such as an option of a tool.
    pub(crate) fn word(mut self, word: &str) -> Self {
        word.hash(&mut self.0);
        self
    }

    /// The hash as it is written.
    pub(crate) fn digest(&self) -> String {
        format!("{:016x}", self.0.finish())
    }

    fn add(&mut self, path: &Path) -> Result<()> {
        let context = || format!("cannot read {}", path.display());
        if path.is_dir() {
            let entries = fs::read_dir(path).with_context(context)?;
            let mut children = entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<Vec<PathBuf>, _>>()
                .with_context(context)?;
            children.sort();
            children.retain(|child| !MADE.iter().any(|made| child.ends_with(made)));
            children.iter().try_for_each(|child| self.add(child))
        } else {
            path.hash(&mut self.0);
            fs::read(path).with_context(context)?.hash(&mut self.0);
            Ok(())
        }
    }
}

/// The stamp of one step.
pub(crate) struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// The stamp of the step `name` for these inputs.
    pub(crate) fn new(name: &str, inputs: &Inputs) -> Self {
        Self { file: repo::cache("stamp").join(name), digest: inputs.digest() }
    }

    /// Whether the step was done with these very inputs, and its outputs are there.
    pub(crate) fn is_fresh(&self, outputs: &[PathBuf]) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|digest| digest == self.digest)
            && outputs.iter().all(|output| output.exists())
    }

    /// To be called before the step changes an output: from here on it is not done.
    pub(crate) fn begin(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.file.display()))
            }
            _ => Ok(()),
        }
    }

    /// To be called when the step is done.
    pub(crate) fn done(&self) -> Result<()> {
        let context = || format!("cannot write {}", self.file.display());
        fs::create_dir_all(repo::cache("stamp")).with_context(context)?;
        fs::write(&self.file, &self.digest).with_context(context)
    }
}

/// Makes an empty folder in the cache for a step to work in.
pub(crate) fn empty_folder(name: &str) -> Result<PathBuf> {
    let folder = repo::cache("work").join(name);
    remove_folder(&folder)?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// Puts a finished folder in the place of another at once.
pub(crate) fn replace_folder(finished: &Path, place: &Path) -> Result<()> {
    remove_folder(place)?;
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    }
    fs::rename(finished, place).with_context(|| format!("cannot make {}", place.display()))
}

/// Removes a folder, if it is there.
pub(crate) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
