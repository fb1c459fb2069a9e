//! Rules from the file system: folders of rule files, and packs.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use why401::author::{SourceFile, compile, pack};
use why401::{MAX_PACKS, check_pack};
use why401_engine::LoadError;
use why401_engine::author::Compiled;

/// Folders inside of each other.
const MAX_DEPTH: usize = 8;

/// Reads folders and packs, each as the bytes of a pack.
///
/// # Errors
/// A text that says what is wrong with which.
pub(crate) fn load(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, String> {
    if paths.len() > MAX_PACKS {
        return Err(format!(
            "--rules is given {} times, and the limit is {MAX_PACKS}",
            paths.len()
        ));
    }
    let mut names: Vec<String> = Vec::new();
    let mut packs = Vec::new();
    for path in paths {
        let bytes = if path.is_dir() || is_rule_file(path) {
            packed(path, &name(path)?)?
        } else {
            fs::read(path).map_err(|error| format!("{} can't be read: {error}", path.display()))?
        };
        let name = check_pack(&bytes).map_err(|error| match error {
            LoadError::Format => format!(
                "{}: expected a folder of rule files, a rule file (.md), or a pack as `why401 pack` makes it",
                path.display()
            ),
            error => format!("{}: {error}", path.display()),
        })?;
        if names.contains(&name) {
            return Err(format!("{}: there is a pack `{name}` already", path.display()));
        }
        names.push(name);
        packs.push(bytes);
    }
    Ok(packs)
}

fn packed(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    Ok(compiled(folder, name)?.1)
}

/// Compiles the rule files of a folder, and packs them.
pub(super) fn compiled(folder: &Path, name: &str) -> Result<(Compiled, Vec<u8>), String> {
    let compiled = compile(&read(folder)?).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        format!("the rules have mistakes\n\n{}", told.join("\n\n"))
    })?;
    let bytes = pack(name, &compiled).map_err(|error| format!("{name}: {error}"))?;
    Ok((compiled, bytes))
}

/// What a folder names its rules, or those of one file in it.
pub(super) fn name(path: &Path) -> Result<String, String> {
    let tell = |error| format!("{} can't be read: {error}", path.display());
    let mut whole = fs::canonicalize(path).map_err(tell)?;
    if !path.is_dir() {
        whole.pop();
    }
    Ok(whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
}

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md") && !path.is_dir()
}

/// The rule files in a folder and the folders in it, all that end in `.md`; or one such file.
pub(super) fn read(folder: &Path) -> Result<Vec<SourceFile>, String> {
    let mut files = Vec::new();
    if is_rule_file(folder) {
        return Ok(vec![read_file(folder)?]);
    }
    if folder.is_file() {
        return Err(format!(
            "{}: expected a folder of rule files, or one whose name ends in .md",
            folder.display()
        ));
    }
    gather(folder, 0, &mut files)?;
    if files.is_empty() {
        return Err(format!("{} has no rule files: their names end in .md", folder.display()));
    }
    Ok(files)
}

fn gather(folder: &Path, depth: usize, files: &mut Vec<SourceFile>) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err(format!("{}: more than {MAX_DEPTH} folders in each other", folder.display()));
    }
    let tell = |error| format!("{} can't be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(tell)? {
        let path = entry.map_err(tell)?.path();
        if path.is_dir() {
            gather(&path, depth + 1, files)?;
        } else if is_rule_file(&path) {
            files.push(read_file(&path)?);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<SourceFile, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    Ok(SourceFile { path: path.to_string_lossy().into_owned(), text })
}
