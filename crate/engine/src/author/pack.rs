//! Writes packs; `pack.rs` describes and reads them.
use super::Compiled;
use crate::bytes::{Fnv, Header, LoadError, PACK, Writer, fingerprint};
use crate::pack::{Pack, is_name};
use crate::value::Schema;

/// Why no pack was made of compiled rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackError {
    /// The name is none that a pack can have.
    Name,
    /// The pack could not be loaded.
    Load(LoadError),
}

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PackError::Name => f.write_str(
                "a pack is named with lower-case letters and digits, with single hyphens between",
            ),
            PackError::Load(error) => write!(f, "these rules make no pack: {error}"),
        }
    }
}

impl std::error::Error for PackError {}

/// Makes a pack of compiled rules. Their ids become `name/id` where it is used.
///
/// # Errors
/// Where `name` is none that a pack can have, or the pack would be refused when it is loaded.
pub fn pack(name: &str, compiled: &Compiled, schema: &Schema) -> Result<Vec<u8>, PackError> {
    if !is_name(name) {
        return Err(PackError::Name);
    }
    let mut build = Fnv::default();
    build.bytes(&compiled.logic);
    build.bytes(&compiled.explained);
    let header = Header { facts: fingerprint(schema), build: build.0 };
    let mut writer = Writer::table(PACK, header);
    writer.text(name);
    writer.part(&compiled.logic);
    writer.part(&compiled.explained);
    match Pack::load(&writer.0, schema) {
        Ok(_) => Ok(writer.0),
        Err(error) => Err(PackError::Load(error)),
    }
}
