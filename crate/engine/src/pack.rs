//! Packs: rules that are not part of the catalogue, in one file that anybody may have made.
//!
//! ```text
//! header  name  length logic  length prose
//! ```
//! Nothing in it is trusted. What the compiler of rules refuses is refused here too, where it could do harm: texts with
//! control characters, secrets in texts, facts in commands that are not safe there.
use crate::bytes::{Header, LoadError, PACK, fingerprint};
use crate::catalogue::{Catalogue, RuleId};
use crate::prose::{Prose, RuleProse, Segment, Template};
use crate::value::{Schema, Shape};

/// Bytes of one pack.
pub const MAX_PACK_BYTES: usize = 4 << 20;

/// The rules of a pack, checked.
#[derive(Debug)]
pub struct Pack<'a> {
    /// Its name, which stands before the ids of its rules: `name/id`.
    pub name: &'a str,
    /// Its rules. They supersede none but each other.
    pub catalogue: Catalogue<'a>,
    /// Their prose.
    pub prose: Prose<'a>,
}

impl<'a> Pack<'a> {
    /// Reads a pack that was compiled against the same `schema`, and checks all of it.
    ///
    /// # Errors
    /// Where the bytes are no pack, are of another version or other facts, are damaged, too many, or made to do harm.
    pub fn load(bytes: &'a [u8], schema: &Schema) -> Result<Pack<'a>, LoadError> {
        Pack::load_checked(bytes, schema, |prose, rule, schema| {
            prose.rule(rule).map(|told| is_harmless(&told, schema))
        })
    }

    /// The same for who shows titles alone: the rest of the prose is not looked into, and must not be shown.
    ///
    /// # Errors
    /// As [`load`](Pack::load).
    pub fn load_for_titles(bytes: &'a [u8], schema: &Schema) -> Result<Pack<'a>, LoadError> {
        Pack::load_checked(bytes, schema, |prose, rule, schema| {
            prose.title(rule).map(|title| is_template(&title, schema, false))
        })
    }

    /// `check` tells whether the texts of a rule are harmless; nothing where they can't be read.
    fn load_checked(
        bytes: &'a [u8],
        schema: &Schema,
        check: fn(&Prose<'a>, RuleId, &Schema) -> Option<bool>,
    ) -> Result<Pack<'a>, LoadError> {
        if bytes.len() > MAX_PACK_BYTES {
            return Err(LoadError::Limit { part: "bytes", limit: MAX_PACK_BYTES });
        }
        let (header, mut reader) = Header::read(bytes, PACK)?;
        if header.facts != fingerprint(schema) {
            return Err(LoadError::Facts);
        }
        let parts = (|| Some((reader.text()?, reader.part()?.rest(), reader.part()?.rest())))();
        let (name, logic, prose) = parts.ok_or(LoadError::Damaged { part: "parts" })?;
        if !reader.is_empty() {
            return Err(LoadError::Damaged { part: "end" });
        }
        if !is_name(name) {
            return Err(LoadError::Damaged { part: "name" });
        }
        let (catalogue, prose) = (Catalogue::load(logic, schema)?, Prose::load(prose)?);
        if !prose.belongs_to(&catalogue) {
            return Err(LoadError::Damaged { part: "prose, which belongs to other rules" });
        }
        for rule in catalogue.rules() {
            if !catalogue.rule(rule).is_some_and(|head| is_name(head.id)) {
                return Err(LoadError::Damaged { part: "ids" });
            }
            let harmless = check(&prose, rule, schema);
            if !harmless.ok_or(LoadError::Damaged { part: "prose" })? {
                return Err(LoadError::Unsafe);
            }
        }
        Ok(Pack { name, catalogue, prose })
    }
}

/// Whether this can name a pack or a rule: words of lower-case letters and digits, with single hyphens between.
pub(crate) fn is_name(name: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= 100 && name.split('-').all(|word| !word.is_empty() && word.bytes().all(part))
}

/// Whether texts show nothing but what they may, and move no cursor.
fn is_harmless(told: &RuleProse<'_>, schema: &Schema) -> bool {
    let text = |template: &Template<'_>| is_template(template, schema, false);
    let command = |template: &Template<'_>| is_template(template, schema, true);
    let plain = |list: &[&str], lines| list.iter().all(|text| is_plain(text, lines));
    let sources = [&told.conditions.when, &told.conditions.confirm, &told.conditions.unless];
    text(&told.title)
        && text(&told.cause)
        && told.risk.as_ref().is_none_or(text)
        && told
            .labels
            .iter()
            .all(|(fact, label)| schema.facts.get(usize::from(fact.0)).is_some() && text(label))
        && told.fix.iter().all(|step| {
            text(&step.text)
                && step
                    .commands
                    .iter()
                    .all(|one| is_plain(one.platform, false) && command(&one.text))
        })
        && plain(&told.aliases, false)
        && plain(&told.references, false)
        && plain(told.applies.as_slice(), false)
        && plain(told.family.as_slice(), false)
        && sources.iter().all(|source| plain(source, true))
}

fn is_template(template: &Template<'_>, schema: &Schema, command: bool) -> bool {
    template.segments().iter().all(|segment| match segment {
        Segment::Text(text) => is_plain(text, true),
        Segment::Fact { fact, fallback } => {
            let known = schema.facts.get(usize::from(fact.0));
            known.is_some_and(|fact| !(fact.secret || command && fact.shape == Shape::Text))
                && fallback.is_none_or(|text| is_plain(text, true))
        }
    })
}

/// Nothing that moves a cursor or turns text around, but for what stands between lines where there are several.
fn is_plain(text: &str, lines: bool) -> bool {
    text.chars().all(|char| match char {
        '\n' | '\t' => lines,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        char => !char.is_control(),
    })
}
