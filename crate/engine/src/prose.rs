//! The table of titles and prose, apart from the rules so that who only judges need not carry it.
//!
//! ```text
//! header  count shared-text*  count rule*      each with its length before it
//! rule     = texts title applies cause count step* risk texts count label* texts texts texts family
//! template = count segment*      segment = (TEXT text | FACT id | FALLBACK id text)
//! text     = (2 * length) bytes | (2 * number of a shared text + 1)
//! ```
//! A text that stands in several places is written once, and shared. The conditions are written out only for who explains rules.
use crate::bytes::{Header, LoadError, PROSE, Reader};
use crate::catalogue::{Catalogue, MAX_RULES, RuleId};
use crate::value::FactId;

/// Bytes of a shared text: so much a few bytes of a pack can become, and no more.
pub(crate) const MAX_SHARED_BYTES: usize = 256;

/// The kinds of segment.
pub(crate) mod segment {
    /// A text.
    pub(crate) const TEXT: u8 = 0;
    /// A fact that is known whenever the rule speaks.
    pub(crate) const FACT: u8 = 1;
    /// A fact and what stands there where it is not known.
    pub(crate) const FALLBACK: u8 = 2;
}

/// Titles and prose, one for each rule of a [`Catalogue`].
#[derive(Debug)]
pub struct Prose<'a> {
    header: Header,
    shared: Vec<Reader<'a>>,
    rules: Vec<Reader<'a>>,
}

/// The prose of one rule. Texts are plain, but for `code spans` in backticks; paragraphs are parted by an
/// empty line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleProse<'a> {
    /// Other names under which people look for it: numbers of articles.
    pub aliases: Vec<&'a str>,
    /// One line that says what is wrong.
    pub title: Template<'a>,
    /// To what it applies, for people: the conditions decide.
    pub applies: Option<&'a str>,
    /// Why it fails.
    pub cause: Template<'a>,
    /// What to do, in order.
    pub fix: Vec<Step<'a>>,
    /// What the fix may do besides.
    pub risk: Option<Template<'a>>,
    /// Where this is written.
    pub references: Vec<&'a str>,
    /// Short texts to be shown beside a fact where it is evidence.
    pub labels: Vec<(FactId, Template<'a>)>,
    /// The conditions as they were written; none where the table was made without them.
    pub conditions: Sources<'a>,
    /// The folder of its file: rules that are about the same.
    pub family: Option<&'a str>,
}

/// The texts of a rule's conditions, in the order of [`Explanation`](crate::Explanation)'s outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources<'a> {
    /// Those of `when`.
    pub when: Vec<&'a str>,
    /// Those of `confirm`.
    pub confirm: Vec<&'a str>,
    /// Those of `unless`.
    pub unless: Vec<&'a str>,
}

/// One step of a fix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step<'a> {
    /// What to do.
    pub text: Template<'a>,
    /// The same as commands, each for one platform.
    pub commands: Vec<Command<'a>>,
}

/// A command to type, or lines of a file to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command<'a> {
    /// Where it is typed: `cmd`, `powershell`, `sh`, `text`, ...
    pub platform: &'a str,
    /// The lines, without the last line end.
    pub text: Template<'a>,
}

/// A text with places for the values of facts. Filling and escaping them is the renderer's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template<'a> {
    segments: Vec<Segment<'a>>,
}

/// A piece of a [`Template`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// A text as it stands.
    Text(&'a str),
    /// The value of a fact.
    Fact {
        /// Which.
        fact: FactId,
        /// What stands there where it is not known; `None` where it is known whenever the rule speaks.
        fallback: Option<&'a str>,
    },
}

impl<'a> Template<'a> {
    /// Its pieces in order.
    pub fn segments(&self) -> &[Segment<'a>] {
        &self.segments
    }
}

impl<'a> Prose<'a> {
    /// Reads a table that `author::compile` made. The bytes are not trusted.
    ///
    /// # Errors
    /// Where the bytes are no such table, are of another version, are damaged or too many.
    pub fn load(bytes: &'a [u8]) -> Result<Prose<'a>, LoadError> {
        let damaged = LoadError::Damaged { part: "prose" };
        let (header, mut reader) = Header::read(bytes, PROSE)?;
        let mut shared = Vec::new();
        for _ in 0..reader.length().ok_or(damaged)? {
            let text = reader.part().ok_or(damaged)?;
            if text.rest().len() > MAX_SHARED_BYTES {
                let part = "bytes in a shared text";
                return Err(LoadError::Limit { part, limit: MAX_SHARED_BYTES });
            }
            shared.push(text);
        }
        let count = reader.length().ok_or(damaged)?;
        if count > MAX_RULES {
            return Err(LoadError::Limit { part: "rules", limit: MAX_RULES });
        }
        let mut rules = Vec::new();
        for _ in 0..count {
            rules.push(reader.part().ok_or(damaged)?);
        }
        if !reader.is_empty() {
            return Err(damaged);
        }
        Ok(Prose { header, shared, rules })
    }

    /// Whether this is the prose of that catalogue: both came of one compilation.
    pub fn belongs_to(&self, catalogue: &Catalogue<'_>) -> bool {
        self.header == catalogue.header && self.rules.len() == catalogue.rules().len()
    }

    /// The prose of a rule; `None` for a number that no rule has, and where the bytes are damaged.
    pub fn rule(&self, rule: RuleId) -> Option<RuleProse<'a>> {
        let mut texts = self.texts(rule)?;
        let prose = texts.rule()?;
        texts.reader.is_empty().then_some(prose)
    }

    /// The title of a rule. Its prose is not read, so that who needs titles alone carries no code for it.
    pub fn title(&self, rule: RuleId) -> Option<Template<'a>> {
        self.texts(rule)?.head().map(|(_, title)| title)
    }

    fn texts(&self, rule: RuleId) -> Option<Texts<'_, 'a>> {
        let reader = *self.rules.get(usize::from(rule.0))?;
        Some(Texts { reader, shared: &self.shared })
    }
}

/// Reads on through the texts of a rule.
struct Texts<'p, 'a> {
    reader: Reader<'a>,
    shared: &'p [Reader<'a>],
}

impl<'a> Texts<'_, 'a> {
    fn rule(&mut self) -> Option<RuleProse<'a>> {
        let (aliases, title) = self.head()?;
        Some(RuleProse {
            aliases,
            title,
            applies: self.option(Texts::text)?,
            cause: self.template()?,
            fix: self.list(|texts| {
                Some(Step {
                    text: texts.template()?,
                    commands: texts.list(|texts| {
                        Some(Command { platform: texts.text()?, text: texts.template()? })
                    })?,
                })
            })?,
            risk: self.option(Texts::template)?,
            references: self.list(Texts::text)?,
            labels: self.list(|texts| Some((texts.fact()?, texts.template()?)))?,
            conditions: Sources {
                when: self.list(Texts::text)?,
                confirm: self.list(Texts::text)?,
                unless: self.list(Texts::text)?,
            },
            family: self.option(Texts::text)?,
        })
    }

    /// What stands before the prose.
    fn head(&mut self) -> Option<(Vec<&'a str>, Template<'a>)> {
        Some((self.list(Texts::text)?, self.template()?))
    }

    fn text(&mut self) -> Option<&'a str> {
        let number = self.reader.length()?;
        let text = match number & 1 {
            1 => self.shared.get(number >> 1)?.rest(),
            _ => self.reader.bytes(number >> 1)?,
        };
        std::str::from_utf8(text).ok()
    }

    fn fact(&mut self) -> Option<FactId> {
        u16::try_from(self.reader.number()?).ok().map(FactId)
    }

    /// A count and so many items, each of which takes a byte at least.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        // A loop, since `collect` would be compiled anew for each kind of item.
        let mut items = Vec::new();
        for _ in 0..self.reader.length()? {
            items.push(item(self)?);
        }
        Some(items)
    }

    /// A list of none or one.
    fn option<T>(&mut self, item: impl FnMut(&mut Self) -> Option<T>) -> Option<Option<T>> {
        let mut items = self.list(item)?;
        let item = items.pop();
        items.is_empty().then_some(item)
    }

    fn template(&mut self) -> Option<Template<'a>> {
        let segments = self.list(|texts| match texts.reader.byte()? {
            segment::TEXT => texts.text().map(Segment::Text),
            segment::FACT => Some(Segment::Fact { fact: texts.fact()?, fallback: None }),
            segment::FALLBACK => {
                Some(Segment::Fact { fact: texts.fact()?, fallback: Some(texts.text()?) })
            }
            _ => None,
        })?;
        Some(Template { segments })
    }
}
