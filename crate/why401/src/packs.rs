//! Where rules come from: the catalogue, and packs that a caller brings.

use std::sync::LazyLock;
use why401_evidence::gather::Gather;

use why401_engine::{Catalogue, LoadError, Pack, Prose, RuleId, Schema};
use why401_facts::SCHEMA;
use why401_rules::{EXPLAINED, FIRST_LOGIC, FIRST_PROSE, LOGIC, PROSE};

/// Packs of one diagnosis.
pub const MAX_PACKS: usize = 16;

/// The built-in rules. They are made with the crate, so that they load; the test of the catalogue
/// sees to it.
pub(crate) static RULES: BuiltIn = LazyLock::new(|| {
    Rules::built_in(LOGIC, if cfg!(feature = "author") { EXPLAINED } else { PROSE })
});

/// Those that exchanges alone can make speak.
pub(crate) static FIRST: BuiltIn = LazyLock::new(|| Rules::built_in(FIRST_LOGIC, FIRST_PROSE));

/// Rules that were made with the crate.
pub(crate) type BuiltIn = LazyLock<Option<Rules<'static>>>;

/// The rules of one origin.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    /// The pack's name; empty for those that are built in.
    pub(crate) pack: &'a str,
    pub(crate) catalogue: Catalogue<'a>,
    pub(crate) prose: Prose<'a>,
}

impl Rules<'static> {
    /// The rules of tables that were made with the crate.
    pub(crate) fn built_in(logic: &'static [u8], prose: &'static [u8]) -> Option<Rules<'static>> {
        let catalogue = Catalogue::built_in(logic).ok()?;
        let prose = Prose::load(prose).ok()?;
        prose.belongs_to(&catalogue).then_some(Rules { pack: "", catalogue, prose })
    }
}

impl Rules<'_> {
    /// The rule's id as people see it: `id`, or `pack/id`.
    pub(crate) fn name(&self, rule: RuleId) -> String {
        // The edge joins no other texts: what the library has for it would be a percent of its module.
        let mut name = self.pack.to_owned();
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(self.catalogue.rule(rule).map_or("", |head| head.id));
        name
    }
}

/// Checks a pack of rules; its name. What is refused here is passed over by [`diagnose`](crate::diagnose).
///
/// # Errors
/// Where the bytes are no pack, are of another version or other facts, are damaged, too many, or made to do harm.
pub fn check_pack(bytes: &[u8]) -> Result<String, LoadError> {
    Pack::load(bytes, &SCHEMA).map(|pack| pack.name.to_owned())
}

/// The rules of those packs that can be loaded: the first [`MAX_PACKS`].
pub(crate) fn load(packs: &[Vec<u8>]) -> Vec<Rules<'_>> {
    load_with(packs, Pack::load)
}

/// The same for who shows titles alone.
pub(crate) fn load_for_titles(packs: &[Vec<u8>]) -> Vec<Rules<'_>> {
    load_with(packs, Pack::load_for_titles)
}

fn load_with<'a>(
    packs: &'a [Vec<u8>],
    load: fn(&'a [u8], &Schema) -> Result<Pack<'a>, LoadError>,
) -> Vec<Rules<'a>> {
    let loaded = packs.iter().take(MAX_PACKS).filter_map(|bytes| {
        let Pack { name, catalogue, prose } = load(bytes, &SCHEMA).ok()?;
        Some(Rules { pack: name, catalogue, prose })
    });
    loaded.gather()
}

/// Checks a pack for [`diagnose_heads`](crate::diagnose_heads).
///
/// # Errors
/// As [`check_pack`]; prose is not looked into, but for the titles.
pub fn check_pack_for_heads(bytes: &[u8]) -> Result<(), LoadError> {
    Pack::load_for_titles(bytes, &SCHEMA).map(drop)
}
