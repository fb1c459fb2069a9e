//! The catalogue: one Markdown file a rule, compiled to tables.
//!
//! A mistake in a rule file fails the build, with its file, line and column.
#![forbid(unsafe_code)]

/// The compiled conditions of every rule, for `why401_engine::Catalogue::load`.
pub static LOGIC: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/logic.bin"));

/// The titles and the prose of every rule, for `why401_engine::Prose::load`.
pub static PROSE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prose.bin"));

/// The compiled conditions of the rules that exchanges alone can make speak.
pub static FIRST_LOGIC: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/first-logic.bin"));

/// The titles and the prose of the rules of [`FIRST_LOGIC`].
pub static FIRST_PROSE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/first-prose.bin"));

/// The same as [`PROSE`] with the conditions as they were written: for who explains what came of them.
pub static EXPLAINED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/explained.bin"));

/// The compiled conditions of the rules that the heads of an exchange alone can make speak.
pub static HEADS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/heads.bin"));

/// The titles of the rules of [`HEADS`], for `why401_engine::Prose::load`: for who has no room for prose.
pub static TITLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/titles.bin"));
