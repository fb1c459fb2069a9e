//! Which rules can speak at all, so that judging costs what the rules that match cost, not all that exist.
//!
//! An alternative of `when` is filed under the rarest tests of facts of which one must hold for it to be true: one with
//! `f == "x" && g > 2 && h == 3` under `f == "x"`, with `h == 3` noted beside it as the second. The compiler chooses both. Where
//! a condition looks into a text, a list or its records, the test is whether a text that it compares may stand there.
//!
//! - To be **true**, an alternative needs a test that holds: unknown facts bring no candidates at all.
//! - To be a **prospect**, a rule needs that no test is known not to hold. Those are many where much is unknown, so that they are
//!   looked for only when somebody asks, and no more than [`MAX_PROSPECTS`] of them.
//!
//! ```text
//! index = length alternative*  count test*
//! test  = length fact kind [literal] (alternative second)*     in order; second is 0, or 1 + the number of a test
//! ```
use std::collections::BinaryHeap;
use std::mem::discriminant;

use crate::bytes::{Fnv, Reader};
use crate::mentions::{self, Mentions, is_open};
use crate::opcode::{self, test};
use crate::value::{FactId, Slot, Slots, Value};

/// Tests of one table.
pub(crate) const MAX_TESTS: usize = 1 << 19;
/// So many places are looked at for a test on average, at most: two of those that rules have, more of those made to
/// have the same hash.
const STEPS_A_PLACE: u32 = 64;
/// More of them hold seldom.
const USUAL: usize = 32;
/// As many alternatives are looked at for what is worth asking.
pub(crate) const MAX_PROSPECTS: usize = 1024;

/// A literal of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Literal<'a> {
    Bool(bool),
    Int(i64),
    Text(&'a str),
}

impl<'a> Literal<'a> {
    /// Reads the code of a literal.
    pub(crate) fn read(strings: &'a str, code: &mut Reader<'a>) -> Option<Literal<'a>> {
        let kind = code.byte()?;
        Literal::of(kind, strings, code)
    }

    /// The value, where literals of its type are written.
    fn of_value(value: &'a Value) -> Option<Literal<'a>> {
        match value {
            Value::Bool(truth) => Some(Literal::Bool(*truth)),
            Value::Int(int) => Some(Literal::Int(*int)),
            Value::String(text) => Some(Literal::Text(text)),
            Value::List(_) | Value::Record(_) => None,
        }
    }

    /// Whether a value is this one; nothing for a value of another type.
    pub(crate) fn is(self, value: &Value) -> Option<bool> {
        let value = Literal::of_value(value)?;
        (discriminant(&self) == discriminant(&value)).then_some(self == value)
    }

    /// Whether one of these is this one; nothing where one of another type stands before it.
    pub(crate) fn is_among(self, values: &[Value]) -> Option<bool> {
        for value in values {
            if self.is(value)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Reads what follows the first byte of a literal.
    fn of(kind: u8, strings: &'a str, code: &mut Reader<'a>) -> Option<Literal<'a>> {
        match kind {
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
}

/// What can be asked of a fact with a look at its value alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test<'a> {
    /// It is known.
    Known,
    /// It is a list without items, or a text without letters.
    Empty,
    /// It is this.
    Is(Literal<'a>),
    /// It is a list, and this is in it.
    Holds(Literal<'a>),
    /// This may stand somewhere in it, in letters of either case; see [`Mentions`].
    Mentions(&'a str),
}

/// A test of a fact.
pub(crate) type Key<'a> = (FactId, Test<'a>);

/// A test, and the alternatives that are filed under it.
#[derive(Debug)]
struct Filed<'a> {
    key: Key<'a>,
    /// The first run of a text that may be mentioned: most are not there, and one look tells.
    run: u16,
    /// Pairs of an alternative and its second test.
    alternatives: Reader<'a>,
}

/// The tests of one fact.
#[derive(Debug)]
struct Part {
    fact: FactId,
    /// The end of those that a look at the value answers, and the beginning of those whether a text stands in it.
    mentions: usize,
    /// The end of all.
    end: usize,
}

/// Alternatives by the tests under which they are filed.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    tests: Vec<Filed<'a>>,
    /// Where a test is, found by its hash: 0, or 1 + its number. Its size is a power of two, and half of it is empty.
    places: Vec<u32>,
    /// The facts of `tests`.
    facts: Vec<Part>,
    /// Those for which there is no such test.
    always: Reader<'a>,
}

/// What is known of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Yes,
    No,
    Unknown,
}

impl<'a> Index<'a> {
    /// Reads an index; nothing where it is damaged.
    pub(crate) fn read(strings: &'a str, reader: &mut Reader<'a>) -> Option<Index<'a>> {
        let always = reader.part()?;
        let count = reader.length().filter(|count| *count <= MAX_TESTS)?;
        let mut tests: Vec<Filed<'a>> = Vec::new();
        let mut facts: Vec<Part> = Vec::new();
        for end in 1..=count {
            let mut part = reader.part()?;
            let key = read_key(strings, &mut part)?;
            if facts.last().is_none_or(|last| last.fact != key.0) {
                facts.push(Part { fact: key.0, mentions: end - 1, end });
            }
            if let Some(part) = facts.last_mut() {
                part.end = end;
                if !matches!(key.1, Test::Mentions(_)) {
                    part.mentions = end;
                }
            }
            let run = match key.1 {
                Test::Mentions(text) => mentions::first_run(text),
                _ => 0,
            };
            tests.push(Filed { key, run, alternatives: part });
        }
        let places = vec![0; (count * 2).next_power_of_two()];
        let mut index = Index { tests, places, facts, always };
        let mut steps = count as u32 * STEPS_A_PLACE + STEPS_A_PLACE;
        for number in 0..count {
            let key = index.tests.get(number)?.key;
            if matches!(key.1, Test::Mentions(_)) {
                continue;
            }
            let at = index.place(&key, &mut steps)?;
            *index.places.get_mut(at)? = number as u32 + 1;
        }
        Some(index)
    }

    /// Whether its tests are in order, each there once, and it names none but tests and so many alternatives.
    pub(crate) fn is_sound(&self, alternatives: usize) -> bool {
        let is_there = |number: u32| (number as usize) < alternatives;
        let is_test = |second: u32| second as usize <= self.tests.len();
        let is_pair =
            |part: &mut Reader<'_>| Some(is_there(part.number()?) && is_test(part.number()?));
        ends_well(self.always, |part| part.number().is_some_and(is_there))
            && self.tests.is_sorted_by(|test, next| test.key < next.key)
            && self
                .tests
                .iter()
                .all(|test| ends_well(test.alternatives, |part| is_pair(part) == Some(true)))
    }

    /// The place of a test, or the empty one where it belongs. Looking costs steps, since hashes can be made equal on purpose.
    fn place(&self, key: &Key<'_>, steps: &mut u32) -> Option<usize> {
        let mask = self.places.len() - 1;
        let mut at = hash(key) as usize & mask;
        loop {
            *steps = steps.checked_sub(1)?;
            let number = self.places.get(at)?.checked_sub(1);
            match number.and_then(|number| self.tests.get(number as usize)) {
                Some(filed) if filed.key != *key => at = (at + 1) & mask,
                _ => return Some(at),
            }
        }
    }

    /// The alternatives that may be true, in the order of their numbers; the steps that it takes to find them are spent.
    pub(crate) fn candidates(&self, slots: &Slots, steps: &mut u32) -> Option<Vec<u32>> {
        let held = self.held(slots, steps)?;
        let mut found = Vec::with_capacity(USUAL);
        self.always.for_each(|number| found.push(number));
        for test in &held {
            let Some(filed) = self.tests.get(*test as usize) else { continue };
            let mut pairs = filed.alternatives;
            while let (Some(number), Some(second)) = (pairs.number(), pairs.number()) {
                *steps = steps.checked_sub(1)?;
                if second.checked_sub(1).is_none_or(|second| held.binary_search(&second).is_ok()) {
                    found.push(number);
                }
            }
        }
        Some(sorted(found))
    }

    /// The alternatives that are true or may become so, in the order of their numbers, and no more than
    /// [`MAX_PROSPECTS`]: those first of which a test holds.
    pub(crate) fn prospects(&self, slots: &Slots, steps: &mut u32) -> Option<Vec<u32>> {
        let held = self.held(slots, steps)?;
        // What is not known of these may hold any text.
        let has_texts = self.facts.iter().filter(|part| part.mentions < part.end);
        let open = has_texts
            .map(|part| part.fact)
            .filter(|fact| matches!(slots.get(*fact), Slot::Known(value) if is_open(value)));
        let open: Vec<FactId> = open.collect();
        let state = |test: u32| match self.tests.get(test as usize) {
            _ if held.binary_search(&test).is_ok() => Held::Yes,
            Some(Filed { key: (fact, Test::Mentions(_)), .. }) if open.contains(fact) => {
                Held::Unknown
            }
            Some(filed) if *slots.get(filed.key.0) == Slot::Unknown => Held::Unknown,
            _ => Held::No,
        };
        let mut found = Vec::new();
        self.always.for_each(|number| found.push(number));
        // One with a test that holds is worth more than one of which nothing is known.
        for half_known in [true, false] {
            for (number, filed) in (0..).zip(&self.tests) {
                let first = state(number);
                if first == Held::No {
                    continue;
                }
                let mut pairs = filed.alternatives;
                while let (Some(alternative), Some(second)) = (pairs.number(), pairs.number()) {
                    *steps = steps.checked_sub(1)?;
                    if found.len() >= MAX_PROSPECTS {
                        return Some(sorted(found));
                    }
                    let second = second.checked_sub(1).map_or(Held::Unknown, state);
                    let in_part = first == Held::Yes || second == Held::Yes;
                    if second != Held::No && in_part == half_known {
                        found.push(alternative);
                    }
                }
            }
        }
        Some(sorted(found))
    }

    /// The numbers of the tests that hold, in order.
    fn held(&self, slots: &Slots, steps: &mut u32) -> Option<Vec<u32>> {
        let mut held = Vec::with_capacity(USUAL);
        let mut start = 0;
        for &Part { fact, mentions, end } in &self.facts {
            let first = start;
            start = end;
            let Slot::Known(value) = slots.get(fact) else { continue };
            let mut others = first..mentions;
            // It is the first in order.
            if self.tests.get(first).is_some_and(|filed| filed.key.1 == Test::Known) {
                held.push(first as u32);
                others.start += 1;
            }
            if !others.is_empty() {
                let mut add = |test: Test<'_>| {
                    let at = self.place(&(fact, test), steps)?;
                    held.extend(self.places.get(at)?.checked_sub(1));
                    Some(())
                };
                if let Some(literal) = Literal::of_value(value) {
                    add(Test::Is(literal))?;
                }
                if is_empty(value) {
                    add(Test::Empty)?;
                }
                if let Value::List(items) = value {
                    items
                        .iter()
                        .filter_map(Literal::of_value)
                        .map(Test::Holds)
                        .try_for_each(add)?;
                }
            }
            if mentions < end {
                let texts = Mentions::of(value, steps)?;
                for (filed, number) in self.tests.get(mentions..end)?.iter().zip(mentions..) {
                    if !texts.has_run(filed.run) {
                        continue;
                    }
                    if matches!(filed.key.1, Test::Mentions(text) if texts.may_have(text)) {
                        held.push(number as u32);
                    }
                }
            }
        }
        Some(sorted(held))
    }
}

fn hash(key: &Key<'_>) -> u32 {
    let (fact, test) = key;
    let mut hash = Fnv::default();
    let literal = match test {
        // The second kind is not looked up.
        Test::Known | Test::Mentions(_) => return u32::from(fact.0),
        Test::Empty => &Literal::Bool(true),
        Test::Is(literal) => literal,
        Test::Holds(literal) => {
            hash.bytes(&[1]);
            literal
        }
    };
    hash.bytes(&fact.0.to_le_bytes());
    match literal {
        Literal::Bool(truth) => hash.bytes(&[u8::from(*truth)]),
        Literal::Int(int) => hash.bytes(&int.to_le_bytes()),
        Literal::Text(text) => hash.bytes(text.as_bytes()),
    }
    (hash.0 ^ hash.0 >> 32) as u32
}

/// Reads on with `read` to the end; whether it ends there and nothing was refused.
fn ends_well(mut part: Reader<'_>, mut read: impl FnMut(&mut Reader<'_>) -> bool) -> bool {
    while !part.is_empty() {
        if !read(&mut part) {
            return false;
        }
    }
    true
}

fn read_key<'a>(strings: &'a str, part: &mut Reader<'a>) -> Option<Key<'a>> {
    let fact = FactId(u16::try_from(part.number()?).ok()?);
    let kind = part.byte()?;
    let test = match kind {
        test::KNOWN => Test::Known,
        test::EMPTY => Test::Empty,
        _ => {
            let literal = Literal::of(kind % test::IS, strings, part)?;
            match (kind - kind % test::IS, literal) {
                (test::IS, _) => Test::Is(literal),
                (test::HOLDS, _) => Test::Holds(literal),
                (test::MENTIONS, Literal::Text(text)) => Test::Mentions(text),
                _ => return None,
            }
        }
    };
    Some((fact, test))
}

/// A heap sorts with an eighth of the code of the standard sort, which counts where this ships.
fn sorted(numbers: Vec<u32>) -> Vec<u32> {
    // As they mostly are: facts and tests are looked at in order.
    if numbers.is_sorted_by(|number, next| number < next) {
        return numbers;
    }
    let mut numbers = BinaryHeap::from(numbers).into_sorted_vec();
    numbers.dedup();
    numbers
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Record(_) => false,
    }
}
