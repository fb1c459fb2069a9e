//! The table of rules: loaded from bytes, used in place.
//!
//! ```text
//! header  strings  count node*  count rule*  index
//! node  = length (code | AND id* | OR id* | NOT id | CHOICE id id id)
//! rule  = length id traits when confirm unless supersedes
//! when  = length node-id*      (likewise confirm, unless; supersedes holds numbers of rules)
//! ```
//! A node's operands stand before it, so that there are no cycles. Rules are in the order of their ids.
//! `index.rs` describes the index. What has a length of its own is not looked into before it is used: loading finds the places and
//! checks them.
use crate::bytes::{Header, LOGIC, LoadError, Reader, fingerprint};
use crate::index::Index;
use crate::opcode::node;
use crate::value::Schema;

/// Nodes of one table.
pub(crate) const MAX_NODES: usize = 1 << 17;
/// Rules of one table, each of which has a [`RuleId`].
pub(crate) const MAX_RULES: usize = u16::MAX as usize;
/// Conditions inside of conditions.
pub(crate) const MAX_CONDITION_DEPTH: u8 = 100;

/// Which rule: rules are numbered from 0 in the order of their ids, in one [`Catalogue`] and its
/// [`Prose`](crate::Prose) alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// How grave it is where a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Will fail, or is unsafe.
    Warning,
    /// Explains the failure.
    Error,
}

/// How sure a rule is of its case, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It spoke, but one of its `unless` holds.
    RuledOut,
    /// One explanation among others.
    Possible,
    /// The explanation, unless something unseen says otherwise.
    Likely,
    /// Nothing that is still unknown can change it.
    Confirmed,
}

/// The bits of a rule's traits. Below them is its severity: 0 (note), 1 (warning), 2 (error).
pub(crate) const LIKELY: u8 = 4;
pub(crate) const FIRST_LEG: u8 = 8;
pub(crate) const FALLBACK: u8 = 16;

/// What a rule is, without its prose.
#[derive(Clone, Copy, Debug)]
pub struct RuleHead<'a> {
    /// Its stable name.
    pub id: &'a str,
    /// How grave it is.
    pub severity: Severity,
    /// What `when` alone is worth: [`Verdict::Likely`] or [`Verdict::Possible`].
    pub strength: Verdict,
    /// The fault lies in the challenge itself, so that it counts even before credentials were sent.
    pub first_leg: bool,
    /// It says what can be said where nothing else is known, and counts only there.
    pub fallback: bool,
    supersedes: Reader<'a>,
}

impl<'a> RuleHead<'a> {
    /// The rules whose findings this one hides.
    pub fn supersedes(&self) -> impl Iterator<Item = RuleId> + use<'a> {
        self.supersedes.filter_map(|rule| u16::try_from(rule).ok()).map(RuleId)
    }
}

/// The three kinds of conditions of a rule: node numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conditions<'a> {
    pub(crate) when: Reader<'a>,
    pub(crate) confirm: Reader<'a>,
    pub(crate) unless: Reader<'a>,
}

#[derive(Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) head: RuleHead<'a>,
    pub(crate) conditions: Conditions<'a>,
}

/// One operation of a condition, or an atom.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node<'a> {
    /// Code, see [`opcode`](crate::opcode).
    Atom(&'a [u8]),
    And(Reader<'a>),
    Or(Reader<'a>),
    Not(u32),
    Choice(u32, u32, u32),
}

/// The rules of one table, ready to [`judge`](Catalogue::judge).
#[derive(Debug)]
pub struct Catalogue<'a> {
    pub(crate) header: Header,
    pub(crate) strings: &'a str,
    pub(crate) table: Table<'a>,
    pub(crate) index: Index<'a>,
}

/// The places of conditions and rules. They are read where they are needed.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    nodes: Vec<Reader<'a>>,
    rules: Vec<Reader<'a>>,
    /// What the index finds: each condition of a `when`, in the order of the rules.
    pub(crate) alternatives: Vec<Alternative>,
}

/// One condition of a `when`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alternative {
    pub(crate) rule: RuleId,
    /// Its node.
    pub(crate) condition: u32,
}

impl<'a> Catalogue<'a> {
    /// Reads a table that `author::compile` made against the same `schema`. The bytes are not trusted:
    /// whatever they are, judging ends soon and without a panic.
    ///
    /// # Errors
    /// Where the bytes are no such table, are of another version or other facts, are damaged or too many.
    pub fn load(logic: &'a [u8], schema: &Schema) -> Result<Catalogue<'a>, LoadError> {
        let catalogue = Catalogue::read(logic)?;
        if catalogue.header.facts != fingerprint(schema) {
            return Err(LoadError::Facts);
        }
        catalogue.table.check()?;
        if !catalogue.index.is_sound(catalogue.table.alternatives.len()) {
            return Err(LoadError::Damaged { part: "index" });
        }
        Ok(catalogue)
    }

    /// Takes a table that was made and loaded with this program, and is part of it, as it is: nothing in it is checked
    /// again, so that it costs little more than finding the places in it. Others can exhaust the stack.
    ///
    /// # Errors
    /// Where the bytes are no such table, or end early.
    pub fn built_in(logic: &'static [u8]) -> Result<Catalogue<'static>, LoadError> {
        Catalogue::read(logic)
    }

    fn read(logic: &'a [u8]) -> Result<Catalogue<'a>, LoadError> {
        let (header, mut reader) = Header::read(logic, LOGIC)?;
        let strings = reader.text().ok_or(LoadError::Damaged { part: "strings" })?;
        let table = Table::read(&mut reader)?;
        let index = Index::read(strings, &mut reader);
        let index = index.ok_or(LoadError::Damaged { part: "index" })?;
        if !reader.is_empty() {
            return Err(LoadError::Damaged { part: "end" });
        }
        Ok(Catalogue { header, strings, table, index })
    }

    /// All rules, in the order of their ids.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = RuleId> + use<> {
        (0..self.table.rules.len()).map(|index| RuleId(index as u16))
    }

    /// What the rule is; `None` for a number that no rule has.
    pub fn rule(&self, rule: RuleId) -> Option<RuleHead<'a>> {
        self.table.rule(rule).map(|rule| rule.head)
    }

    /// The rule of this id.
    pub fn find(&self, id: &str) -> Option<RuleId> {
        let rules = &self.table.rules;
        let found = rules.binary_search_by(|rule| rule.clone().text().cmp(&Some(id))).ok()?;
        u16::try_from(found).ok().map(RuleId)
    }
}

impl<'a> Table<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Table<'a>, LoadError> {
        let nodes = parts(reader, "conditions", MAX_NODES)?;
        let rules = parts(reader, "rules", MAX_RULES)?;
        let mut alternatives = Vec::new();
        for (rule, number) in rules.iter().zip(0..) {
            let mut rule = *rule;
            // Its id and its traits.
            let (_, _) = (rule.part(), rule.byte());
            for condition in rule.part().unwrap_or_default() {
                alternatives.push(Alternative { rule: RuleId(number), condition });
            }
        }
        Ok(Table { nodes, rules, alternatives })
    }

    pub(crate) fn rule(&self, rule: RuleId) -> Option<Rule<'a>> {
        read_rule(*self.rules.get(usize::from(rule.0))?)
    }

    pub(crate) fn node(&self, id: u32) -> Option<Node<'a>> {
        read_node(*self.nodes.get(usize::try_from(id).ok()?)?)
    }

    fn check(&self) -> Result<(), LoadError> {
        self.check_nodes()?;
        self.check_rules()
    }

    /// Operands stand before what they belong to, and not too deep.
    fn check_nodes(&self) -> Result<(), LoadError> {
        let damaged = LoadError::Damaged { part: "conditions" };
        let mut depths: Vec<u8> = Vec::new();
        for node in &self.nodes {
            let mut depth = 0;
            let mut under = |id: u32| {
                let below =
                    usize::try_from(id).ok().and_then(|id| depths.get(id)).ok_or(damaged)?;
                depth = depth.max(below + 1);
                Ok(())
            };
            match read_node(*node).ok_or(damaged)? {
                Node::Atom(_) => {}
                Node::And(mut ids) | Node::Or(mut ids) => {
                    ids.by_ref().try_for_each(&mut under)?;
                    if !ids.is_empty() {
                        return Err(damaged);
                    }
                }
                Node::Not(id) => under(id)?,
                Node::Choice(condition, then, otherwise) => {
                    [condition, then, otherwise].into_iter().try_for_each(&mut under)?;
                }
            }
            if depth > MAX_CONDITION_DEPTH {
                let limit = usize::from(MAX_CONDITION_DEPTH);
                return Err(LoadError::Limit { part: "conditions in each other", limit });
            }
            depths.push(depth);
        }
        Ok(())
    }

    /// They name what is there, and are in order.
    fn check_rules(&self) -> Result<(), LoadError> {
        let damaged = LoadError::Damaged { part: "rules" };
        let (nodes, rules) = (self.nodes.len(), self.rules.len());
        let mut last = None;
        for rule in &self.rules {
            let Rule { head, conditions } = read_rule(*rule).ok_or(damaged)?;
            let Conditions { when, confirm, unless } = conditions;
            let ids = [(when, nodes), (confirm, nodes), (unless, nodes), (head.supersedes, rules)];
            for (mut ids, limit) in ids {
                let inside = ids.by_ref().all(|id| usize::try_from(id).is_ok_and(|id| id < limit));
                if !inside || !ids.is_empty() {
                    return Err(damaged);
                }
            }
            if last.replace(head.id) >= Some(head.id) {
                return Err(damaged);
            }
        }
        Ok(())
    }
}

fn count(reader: &mut Reader<'_>, part: &'static str, limit: usize) -> Result<usize, LoadError> {
    match reader.length().ok_or(LoadError::Damaged { part })? {
        count if count > limit => Err(LoadError::Limit { part, limit }),
        count => Ok(count),
    }
}

/// So many parts, which are not looked into.
fn parts<'a>(
    reader: &mut Reader<'a>,
    part: &'static str,
    limit: usize,
) -> Result<Vec<Reader<'a>>, LoadError> {
    let count = count(reader, part, limit)?;
    let mut parts = Vec::new();
    for _ in 0..count {
        parts.push(reader.part().ok_or(LoadError::Damaged { part })?);
    }
    Ok(parts)
}

fn read_node(mut part: Reader<'_>) -> Option<Node<'_>> {
    let code = part.rest();
    let node = match part.byte()? {
        ..node::FIRST => return Some(Node::Atom(code)),
        node::AND => return Some(Node::And(part)),
        node::OR => return Some(Node::Or(part)),
        node::NOT => Node::Not(part.number()?),
        node::CHOICE => Node::Choice(part.number()?, part.number()?, part.number()?),
        _ => return None,
    };
    part.is_empty().then_some(node)
}

fn read_rule(mut part: Reader<'_>) -> Option<Rule<'_>> {
    let id = part.text()?;
    let traits = part.byte()?;
    let has = |bit: u8| traits & bit != 0;
    let severity = match traits & !(LIKELY | FIRST_LEG | FALLBACK) {
        0 => Severity::Note,
        1 => Severity::Warning,
        2 => Severity::Error,
        _ => return None,
    };
    let strength = if has(LIKELY) { Verdict::Likely } else { Verdict::Possible };
    let (first_leg, fallback) = (has(FIRST_LEG), has(FALLBACK));
    let conditions = Conditions { when: part.part()?, confirm: part.part()?, unless: part.part()? };
    let supersedes = part.part()?;
    let head = RuleHead { id, severity, strength, first_leg, fallback, supersedes };
    part.is_empty().then_some(Rule { head, conditions })
}
