//! The catalogue: one Markdown file a rule, compiled to two tables.
//!
//! A mistake in a rule file fails the build, with its file, line and column.
#![forbid(unsafe_code)]

/// The compiled conditions of every rule, for `why401_engine::Catalogue::load`.
pub static LOGIC: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/logic.bin"));

/// The titles and the prose of every rule, for `why401_engine::Prose::load`.
#[cfg(feature = "prose")]
pub static PROSE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prose.bin"));
