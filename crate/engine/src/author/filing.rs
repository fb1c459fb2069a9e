//! Chooses the tests under which each rule is filed, and writes the index that `index.rs` describes and reads.
use std::collections::BTreeMap;

use super::mentions;
use crate::bytes::{Reader, Writer};
use crate::catalogue::{Alternative, Node};
use crate::index::{Key, Literal, Test};
use crate::opcode::{self, test};
use crate::value::FactId;

/// More tests than this are not worth their place: something less exact is taken.
const MAX_ALTERNATIVES: usize = 12;
/// That a fact is known tells less than what it is: each condition that looks at the fact makes such a test so much more common.
const KNOWN_WEIGHT: u32 = 2;

/// Tests of which one must hold for a node to come out as wanted, and how common they are together.
#[derive(Clone, Debug, Default)]
struct Needs<'a> {
    tests: Vec<Key<'a>>,
    commonness: u32,
}

/// Writes the index of all these. `literal` writes a literal of a condition, with a kind of test added to what it begins with.
pub(super) fn write<'a>(
    strings: &'a str,
    nodes: &[Node<'a>],
    alternatives: &[Alternative],
    literal: impl Fn(u8, Literal<'a>, &mut Writer),
    writer: &mut Writer,
) {
    let filing = Filing::new(strings, nodes, alternatives);
    let mut always = Writer::default();
    let mut filed: BTreeMap<Key<'a>, Vec<(u32, Option<Key<'a>>)>> = BTreeMap::new();
    for (alternative, number) in alternatives.iter().zip(0..) {
        let Some((first, second)) = filing.alternative(alternative.condition) else {
            always.number(number);
            continue;
        };
        for key in first.tests {
            filed.entry(key).or_default().push((number, second));
        }
        // It needs a number.
        if let Some(second) = second {
            filed.entry(second).or_default();
        }
    }
    let numbers: BTreeMap<Key<'a>, u32> = filed.keys().copied().zip(1..).collect();
    writer.part(&always.0);
    writer.length(filed.len());
    for ((fact, test), alternatives) in filed {
        let mut part = Writer::default();
        part.number(u32::from(fact.0));
        match test {
            Test::Known => part.byte(test::KNOWN),
            Test::Empty => part.byte(test::EMPTY),
            Test::Is(value) => literal(test::IS, value, &mut part),
            Test::Holds(value) => literal(test::HOLDS, value, &mut part),
            Test::Mentions(text) => literal(test::MENTIONS, Literal::Text(text), &mut part),
        }
        for (alternative, second) in alternatives {
            part.number(alternative);
            part.number(second.and_then(|key| numbers.get(&key).copied()).unwrap_or(0));
        }
        writer.part(&part.0);
    }
}

/// For each node what must hold for it to be false, and to be true.
type AllNeeds<'a> = Vec<[Option<Needs<'a>>; 2]>;

struct Filing<'n, 'a> {
    nodes: &'n [Node<'a>],
    needs: AllNeeds<'a>,
}

impl<'n, 'a> Filing<'n, 'a> {
    fn new(
        strings: &'a str,
        nodes: &'n [Node<'a>],
        alternatives: &[Alternative],
    ) -> Filing<'n, 'a> {
        let uses = uses(nodes, alternatives);
        let popular = Popular::of(strings, nodes, &uses);
        Filing { nodes, needs: needs(strings, nodes, &uses, &popular) }
    }

    /// The rarest tests of a `when`, and the next rarest where it is one test; nothing where there are none.
    fn alternative(&self, id: u32) -> Option<(Needs<'a>, Option<Key<'a>>)> {
        let first = needed(&self.needs, id, true)?.clone();
        let mut others = Vec::new();
        self.conjuncts(id, &mut others);
        let others = others.into_iter().filter_map(|needs| match needs.tests.as_slice() {
            [key] if !first.tests.contains(key) => Some((needs.commonness, *key)),
            _ => None,
        });
        Some((first.clone(), others.min().map(|(_, key)| key)))
    }

    /// What must hold for each of the operands of an `&&`.
    fn conjuncts(&self, id: u32, into: &mut Vec<Needs<'a>>) {
        match self.nodes.get(id as usize) {
            Some(Node::And(ids)) => ids.for_each(|id| self.conjuncts(id, into)),
            _ => into.extend(needed(&self.needs, id, true).cloned()),
        }
    }
}

/// How often each node stands in a `when`, directly or inside of others.
fn uses(nodes: &[Node<'_>], alternatives: &[Alternative]) -> Vec<u32> {
    let mut uses = vec![0_u32; nodes.len()];
    let add = |uses: &mut Vec<u32>, id: u32, count: u32| {
        if let Some(place) = uses.get_mut(id as usize) {
            *place = place.saturating_add(count);
        }
    };
    for alternative in alternatives {
        add(&mut uses, alternative.condition, 1);
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

fn needs<'a>(
    strings: &'a str,
    nodes: &[Node<'a>],
    uses: &[u32],
    popular: &Popular<'a>,
) -> AllNeeds<'a> {
    let mut all: AllNeeds<'a> = Vec::with_capacity(nodes.len());
    for (node, uses) in nodes.iter().zip(uses) {
        let of = |wanted: bool| match *node {
            // What no `when` uses is not asked for.
            _ if *uses == 0 => None,
            Node::Atom(code) => of_atom(strings, code, wanted, popular),
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
        if together.tests.len() > MAX_ALTERNATIVES {
            return None;
        }
    }
    Some(together)
}

/// How many conditions ask the same. What many rules ask is mostly so: what one asks is what tells it from the others.
#[derive(Default)]
struct Popular<'a> {
    tests: BTreeMap<Key<'a>, u32>,
    /// Texts that an `&&` inside of a macro compares with parts of a fact.
    texts: BTreeMap<(FactId, &'a str), u32>,
    facts: BTreeMap<FactId, u32>,
}

impl<'a> Popular<'a> {
    fn of(strings: &'a str, nodes: &[Node<'a>], uses: &[u32]) -> Popular<'a> {
        let mut popular = Popular::default();
        let atoms = nodes.iter().zip(uses).filter_map(|(node, uses)| match *node {
            Node::Atom(code) => Some((code, uses)),
            _ => None,
        });
        for (code, uses) in atoms.clone() {
            let texts = &mut popular.texts;
            let mut count = |fact, text| {
                *texts.entry((fact, text)).or_default() += uses;
                0
            };
            mentions::of_atom(strings, Reader::new(code), &mut count);
        }
        for (code, uses) in atoms {
            for key in tests(strings, code, &popular).unwrap_or_default() {
                *popular.tests.entry(key).or_default() += uses;
            }
            if let Some(fact) = first_fact(Reader::new(code)) {
                *popular.facts.entry(fact).or_default() += uses;
            }
        }
        popular
    }

    fn commonness(&self, (fact, test): &Key<'a>) -> u32 {
        let count = match test {
            Test::Known => self.facts.get(fact).map(|count| count.saturating_mul(KNOWN_WEIGHT)),
            _ => self.tests.get(&(*fact, *test)).copied(),
        };
        count.unwrap_or(0)
    }

    fn needs(&self, tests: Vec<Key<'a>>) -> Needs<'a> {
        let commonness = tests.iter().map(|key| self.commonness(key)).fold(0, u32::saturating_add);
        Needs { tests, commonness }
    }
}

fn of_atom<'a>(
    strings: &'a str,
    code: &'a [u8],
    wanted: bool,
    popular: &Popular<'a>,
) -> Option<Needs<'a>> {
    let tests = match wanted {
        true => tests(strings, code, popular),
        false => tests_to_fail(strings, Reader::new(code)),
    };
    if let Some(tests) = tests {
        return Some(popular.needs(tests));
    }
    let fact = match code.split_first() {
        Some((&opcode::HAS_FACT, _)) if !wanted => None,
        Some((&opcode::HAS_FACT, rest)) => number(&mut Reader::new(rest)),
        _ => first_fact(Reader::new(code)),
    }?;
    Some(popular.needs(vec![(fact, Test::Known)]))
}

/// Tests of which one must hold for an atom to be true, where it compares a fact with literals: of its value, else of
/// texts in it.
fn tests<'a>(strings: &'a str, code: &'a [u8], popular: &Popular<'a>) -> Option<Vec<Key<'a>>> {
    let few = |tests: &Vec<Key<'a>>| tests.len() <= MAX_ALTERNATIVES;
    exact_tests(strings, Reader::new(code)).filter(few).or_else(|| {
        let mut commonness =
            |fact, text| popular.texts.get(&(fact, text)).copied().unwrap_or_default();
        let (fact, texts) = mentions::of_atom(strings, Reader::new(code), &mut commonness)?;
        let tests = texts.into_iter().map(|text| (fact, Test::Mentions(text)));
        Some(tests.collect()).filter(few)
    })
}

/// Tests of which one must hold for an atom to be false.
fn tests_to_fail<'a>(strings: &'a str, mut code: Reader<'a>) -> Option<Vec<Key<'a>>> {
    match code.byte()? {
        opcode::FACT => Some(vec![(number(&mut code)?, Test::Is(Literal::Bool(false)))]),
        opcode::UNEQUAL => Some(vec![equal(strings, code)?]),
        _ => None,
    }
}

/// What must hold for a fact, or its size, to be equal to a literal or a list of them.
fn equal<'a>(strings: &'a str, mut code: Reader<'a>) -> Option<Key<'a>> {
    let mut turned = code;
    let literal = Literal::read(strings, &mut turned);
    if literal.is_some() {
        code = turned;
    }
    let of_size = code.rest().first() == Some(&opcode::SIZE);
    if of_size {
        code.byte();
    }
    let fact = fact(&mut code)?;
    let literal = match literal {
        Some(literal) => literal,
        None if code.rest().first() == Some(&opcode::LIST) => {
            code.byte();
            return Some(match code.length()? {
                0 => (fact, Test::Empty),
                _ => (fact, Test::Holds(Literal::read(strings, &mut code)?)),
            });
        }
        None => Literal::read(strings, &mut code)?,
    };
    match (of_size, literal) {
        (true, Literal::Int(0)) => Some((fact, Test::Empty)),
        (true, _) => None,
        (false, literal) => Some((fact, Test::Is(literal))),
    }
}

/// The tests that an atom amounts to where it compares one fact with literals.
fn exact_tests<'a>(strings: &'a str, mut code: Reader<'a>) -> Option<Vec<Key<'a>>> {
    match code.byte()? {
        opcode::FACT => Some(vec![(number(&mut code)?, Test::Is(Literal::Bool(true)))]),
        opcode::EQUAL => Some(vec![equal(strings, code)?]),
        opcode::IN => {
            let mut held = code;
            if let Some(literal) = Literal::read(strings, &mut held) {
                return Some(vec![(fact(&mut held)?, Test::Holds(literal))]);
            }
            let fact = fact(&mut code)?;
            if code.byte()? != opcode::LIST {
                return None;
            }
            let items = code.length()?;
            (0..items).map(|_| Some((fact, Test::Is(Literal::read(strings, &mut code)?)))).collect()
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
