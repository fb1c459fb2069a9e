//! Which rules can speak at all, so that judging costs what the rules that match cost, not all that exist.
//!
//! A rule is filed under the rarest tests of facts of which one must hold for it to speak: one with
//! `f == "x" && g > 2` under `f == "x"`, so that it is looked at only where `f` is `"x"` or unknown.
use std::collections::BinaryHeap;

use crate::catalogue::{Node, Rule, RuleId};
use crate::opcode;
use crate::pack::Reader;
use crate::value::{FactId, Slot, Slots, Value};

/// More tests than this are not worth their place: something less exact is taken.
const MAX_TESTS: usize = 12;
/// That a fact is known tells less than what it is: such a test counts as if it were so much more common.
const KNOWN_WEIGHT: u32 = 16;

/// A literal of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Literal<'a> {
    Bool(bool),
    Int(i64),
    Text(&'a str),
}

/// What can be asked of a fact with a look at its value alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Test<'a> {
    /// It is known.
    Known,
    /// It is this.
    Is(Literal<'a>),
    /// It is a list, and this is in it.
    Holds(Literal<'a>),
}

type Key<'a> = (FactId, Test<'a>);

/// Tests of which one must hold for a node to come out as wanted, and how common they are together.
#[derive(Clone, Debug, Default)]
struct Needs<'a> {
    tests: Vec<Key<'a>>,
    commonness: u32,
}

/// Rules by the tests under which they are filed.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    /// In order.
    filed: Vec<(Key<'a>, RuleId)>,
    /// Each fact of `filed`, and the end of its part there.
    facts: Vec<(FactId, usize)>,
    /// Rules for which there is no such test.
    always: Vec<RuleId>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(strings: &'a str, nodes: &[Node<'a>], rules: &[Rule<'a>]) -> Index<'a> {
        let needs = needs(strings, nodes, &uses(nodes, rules));
        let (mut filed, mut always) = (Vec::new(), Vec::new());
        for (rule, number) in rules.iter().zip(0..) {
            match one_of(rule.conditions.when.map(|id| needed(&needs, id, true))) {
                Some(needs) => filed.extend(needs.tests.iter().map(|key| (*key, RuleId(number)))),
                None => always.push(RuleId(number)),
            }
        }
        let mut filed = sorted(filed);
        filed.dedup();
        let mut facts: Vec<(FactId, usize)> = Vec::new();
        for (((fact, _), _), end) in filed.iter().zip(1..) {
            match facts.last_mut() {
                Some(last) if last.0 == *fact => last.1 = end,
                _ => facts.push((*fact, end)),
            }
        }
        Index { filed, facts, always }
    }

    /// The rules that may speak, or may come to speak, in the order of their numbers.
    pub(crate) fn candidates(&self, slots: &Slots) -> Vec<RuleId> {
        let mut found = self.always.clone();
        let mut start = 0;
        for &(fact, end) in &self.facts {
            let filed = self.filed.get(start..end).unwrap_or_default();
            start = end;
            let mut add = |test| {
                let from = filed.partition_point(|((_, filed), _)| *filed < test);
                let same = filed.iter().skip(from).take_while(|((_, filed), _)| *filed == test);
                found.extend(same.map(|(_, rule)| *rule));
            };
            match slots.get(fact) {
                Slot::Known(value) => {
                    add(Test::Known);
                    if let Some(literal) = literal(value) {
                        add(Test::Is(literal));
                    }
                    if let Value::List(items) = value {
                        items.iter().filter_map(literal).map(Test::Holds).for_each(add);
                    }
                }
                Slot::Absent => {}
                Slot::Unknown => found.extend(filed.iter().map(|(_, rule)| *rule)),
            }
        }
        let mut found = sorted(found);
        found.dedup();
        found
    }
}

/// A heap sorts with an eighth of the code of the standard sort, which counts where this ships.
fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    BinaryHeap::from(items).into_sorted_vec()
}

fn literal(value: &Value) -> Option<Literal<'_>> {
    match value {
        Value::Bool(truth) => Some(Literal::Bool(*truth)),
        Value::Int(int) => Some(Literal::Int(*int)),
        Value::String(text) => Some(Literal::Text(text)),
        Value::List(_) | Value::Record(_) => None,
    }
}

/// How often each node stands in a `when`, directly or inside of others.
fn uses(nodes: &[Node<'_>], rules: &[Rule<'_>]) -> Vec<u32> {
    let mut uses = vec![0_u32; nodes.len()];
    let add = |uses: &mut Vec<u32>, id: u32, count: u32| {
        if let Some(place) = uses.get_mut(id as usize) {
            *place = place.saturating_add(count);
        }
    };
    for id in rules.iter().flat_map(|rule| rule.conditions.when) {
        add(&mut uses, id, 1);
    }
    for (at, node) in nodes.iter().enumerate().rev() {
        let count = uses.get(at).copied().unwrap_or(0);
        match *node {
            Node::Atom(_) => {}
            Node::And(ids) | Node::Or(ids) => ids.for_each(|id| add(&mut uses, id, count)),
            Node::Not(id) => add(&mut uses, id, count),
            Node::Choice(condition, then, otherwise) => {
                add(&mut uses, condition, count);
                add(&mut uses, then, count);
                add(&mut uses, otherwise, count);
            }
        }
    }
    uses
}

/// For each node what must hold for it to be false, and to be true.
type AllNeeds<'a> = Vec<[Option<Needs<'a>>; 2]>;

fn needs<'a>(strings: &'a str, nodes: &[Node<'a>], uses: &[u32]) -> AllNeeds<'a> {
    let mut all: AllNeeds<'a> = Vec::with_capacity(nodes.len());
    for (node, uses) in nodes.iter().zip(uses) {
        let of = |wanted: bool| match *node {
            // What no `when` uses is not asked for.
            _ if *uses == 0 => None,
            Node::Atom(code) => of_atom(strings, code, wanted, *uses),
            Node::And(ids) | Node::Or(ids) => {
                let operands = ids.map(|id| needed(&all, id, wanted));
                if matches!(node, Node::And(_)) == wanted {
                    rarest(operands)
                } else {
                    one_of(operands)
                }
            }
            Node::Not(id) => needed(&all, id, !wanted).cloned(),
            Node::Choice(condition, then, otherwise) => {
                let [then, otherwise] =
                    [(then, true), (otherwise, false)].map(|(branch, taken)| {
                        rarest([needed(&all, condition, taken), needed(&all, branch, wanted)])
                    });
                one_of([then.as_ref(), otherwise.as_ref()])
            }
        };
        let needs = [of(false), of(true)];
        all.push(needs);
    }
    all
}

fn needed<'n, 'a>(all: &'n AllNeeds<'a>, id: u32, wanted: bool) -> Option<&'n Needs<'a>> {
    let [to_be_false, to_be_true] = all.get(id as usize)?;
    if wanted { to_be_true.as_ref() } else { to_be_false.as_ref() }
}

/// All of these nodes must come out as wanted: the rarest will do.
fn rarest<'n, 'a: 'n>(
    operands: impl IntoIterator<Item = Option<&'n Needs<'a>>>,
) -> Option<Needs<'a>> {
    operands.into_iter().flatten().min_by_key(|needs| needs.commonness).cloned()
}

/// One of these nodes must come out as wanted: that takes the tests of all.
fn one_of<'n, 'a: 'n>(
    operands: impl IntoIterator<Item = Option<&'n Needs<'a>>>,
) -> Option<Needs<'a>> {
    let mut together = Needs::default();
    for needs in operands {
        let needs = needs?;
        together.commonness = together.commonness.saturating_add(needs.commonness);
        together.tests.extend(&needs.tests);
        if together.tests.len() > MAX_TESTS {
            return None;
        }
    }
    Some(together)
}

fn of_atom<'a>(strings: &'a str, code: &'a [u8], wanted: bool, uses: u32) -> Option<Needs<'a>> {
    let exact = wanted.then(|| exact_tests(strings, Reader::new(code))).flatten();
    if let Some(tests) = exact.filter(|tests| tests.len() <= MAX_TESTS) {
        return Some(Needs { tests, commonness: uses });
    }
    let fact = match code.split_first() {
        Some((&opcode::HAS_FACT, _)) if !wanted => None,
        Some((&opcode::HAS_FACT, rest)) => number(&mut Reader::new(rest)),
        _ => first_fact(Reader::new(code)),
    }?;
    let tests = vec![(fact, Test::Known)];
    Some(Needs { tests, commonness: uses.saturating_mul(KNOWN_WEIGHT) })
}

/// The tests that an atom amounts to where it compares one fact with literals.
fn exact_tests<'a>(strings: &'a str, mut code: Reader<'a>) -> Option<Vec<Key<'a>>> {
    match code.byte()? {
        opcode::FACT => Some(vec![(number(&mut code)?, Test::Is(Literal::Bool(true)))]),
        opcode::EQUAL => {
            let mut turned = code;
            if let Some(literal) = read_literal(strings, &mut turned) {
                return Some(vec![(fact(&mut turned)?, Test::Is(literal))]);
            }
            let fact = fact(&mut code)?;
            Some(vec![(fact, Test::Is(read_literal(strings, &mut code)?))])
        }
        opcode::IN => {
            let mut held = code;
            if let Some(literal) = read_literal(strings, &mut held) {
                return Some(vec![(fact(&mut held)?, Test::Holds(literal))]);
            }
            let fact = fact(&mut code)?;
            if code.byte()? != opcode::LIST {
                return None;
            }
            let items = code.length()?;
            (0..items).map(|_| Some((fact, Test::Is(read_literal(strings, &mut code)?)))).collect()
        }
        _ => None,
    }
}

fn fact(code: &mut Reader<'_>) -> Option<FactId> {
    if code.byte()? != opcode::FACT {
        return None;
    }
    number(code)
}

fn number(code: &mut Reader<'_>) -> Option<FactId> {
    u16::try_from(code.number()?).ok().map(FactId)
}

fn read_literal<'a>(strings: &'a str, code: &mut Reader<'a>) -> Option<Literal<'a>> {
    match code.byte()? {
        opcode::TRUE => Some(Literal::Bool(true)),
        opcode::FALSE => Some(Literal::Bool(false)),
        opcode::INT => code.int().map(Literal::Int),
        opcode::TEXT => {
            let (start, len) = (code.length()?, code.length()?);
            strings.get(start..start.checked_add(len)?).map(Literal::Text)
        }
        _ => None,
    }
}

/// A fact without which the code has no value: the first that is reached through operations which need all of
/// their operands.
fn first_fact(mut code: Reader<'_>) -> Option<FactId> {
    loop {
        match code.byte()? {
            opcode::FACT => return number(&mut code),
            opcode::INT => _ = code.int()?,
            opcode::TEXT => _ = (code.length()?, code.length()?),
            opcode::LIST | opcode::FIELD | opcode::HAS_FACT | opcode::HAS_FIELD => {
                _ = code.length()?;
            }
            opcode::TRUE | opcode::FALSE | opcode::NOT | opcode::NEGATE => {}
            opcode::SIZE | opcode::LOWER_ASCII | opcode::EQUAL..=opcode::ENDS_WITH => {}
            opcode::EXISTS..=opcode::MAP | opcode::CHOICE => code = code.part()?,
            _ => return None,
        }
    }
}
