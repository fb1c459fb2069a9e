//! Where things are in the repository.

use std::path::{Path, PathBuf};

/// A path from the repository's root.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    // xtask's own folder stands in the root; the parent of an absolute path exists.
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).join(relative)
}

/// A path in the folder of what is built once and kept.
pub(crate) fn cache(relative: impl AsRef<Path>) -> PathBuf {
    path(".cache").join(relative)
}
