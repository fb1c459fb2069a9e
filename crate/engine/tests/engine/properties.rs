//! What holds for all conditions and all facts.
use crate::common::{self, SCHEMA, compiled, leg, rule, slots};
use proptest::prelude::*;
use why401_engine::{Catalogue, FactId, Judge, RuleId, Slot, Slots, Truth, Value, Verdict};

/// Conditions of all kinds, over the facts of [`facts`].
fn condition() -> impl Strategy<Value = String> {
    let atoms = prop::sample::select(vec![
        "a",
        "b",
        "c",
        "true",
        "has(n)",
        "has(legs)",
        "n == 1",
        "1 != m",
        "n < m",
        "n / m == 1",
        "n in [1, m]",
        "m in [0, 1]",
        "numbers[n] == m",
        "m in numbers",
        "1 in numbers",
        "'x' in offers",
        "text in offers",
        "text.startsWith('x')",
        "size(text) + size(offers) == n",
        "numbers.exists(x, x == n)",
        "numbers.exists_one(x, x == m)",
        "numbers.filter(x, x > n).size() == 1",
        "numbers.map(x, x + m) == [1, 2]",
        "legs.exists(l, l.status == n)",
        "legs.all(l, has(l.scheme) && l.scheme == text)",
        "legs.exists(l, a || 'x' in l.flags)",
        "legs[0].status == 1",
        "offers.exists(o, o.contains('bcd'))",
        "offers.exists_one(o, 'abcd' == o)",
        "text.lowerAscii() == 'abcd'",
        "text.endsWith('bcde') || text.contains('BCD')",
        "legs.exists(l, l.scheme == 'abcd' && l.status == n || l.scheme.contains('BCD'))",
        "legs.exists(l, l.scheme.lowerAscii() in ['abcd', 'other'] && l.status == 1)",
        "legs.exists(l, 'abcd' in l.flags)",
        "legs.exists(l, ['abcd', 'other'].exists(t, l.scheme.contains(t)))",
        "legs.exists(l, [l.scheme.lowerAscii()].exists(d, d.contains('bcd') || d == 'xyz'))",
        "offers.exists(o, ['xyz', o].exists(t, t == 'abcd'))",
        "size(offers) == 0",
        "0 == text.size()",
        "offers == []",
        "['x', 'xy'] == offers",
        "text != 'abcd'",
        "[] != offers",
    ]);
    atoms.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            inner.clone().prop_map(|one| format!("!({one})")),
            two.clone().prop_map(|(one, two)| format!("({one} && {two})")),
            two.clone().prop_map(|(one, two)| format!("({one} || {two})")),
            two.clone().prop_map(|(one, two)| format!("(({one}) == ({two}))")),
            two.prop_map(|(one, two)| format!("numbers.exists(y, ({one}) && (y == n || {two}))")),
            inner.clone().prop_map(|one| format!("numbers.all(y, y > m || {one})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(one, two, three)| format!("(({one}) ? ({two}) : ({three}))")),
        ]
    })
}

fn slot(known: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Slot> {
    prop_oneof![
        2 => known.prop_map(Slot::Known),
        1 => Just(Slot::Absent),
        2 => Just(Slot::Unknown),
    ]
}

fn word() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["", "x", "xy", "abcd", "aBCDe"])
        .prop_map(|text| Value::String(text.into()))
}

fn words() -> impl Strategy<Value = Value> {
    prop::collection::vec(word(), 0..3).prop_map(Value::List)
}

fn number() -> impl Strategy<Value = Value> {
    (0..3_i64).prop_map(Value::Int)
}

fn truth() -> impl Strategy<Value = Value> {
    any::<bool>().prop_map(Value::Bool)
}

fn legs() -> impl Strategy<Value = Value> {
    let fields = (slot(number()), slot(word()), slot(words()));
    let leg = fields.prop_map(|(status, scheme, flags)| leg(status, scheme, flags));
    prop::collection::vec(leg, 0..3).prop_map(Value::List)
}

const NAMES: [&str; 8] = ["a", "b", "c", "n", "m", "text", "offers", "numbers"];

fn facts() -> impl Strategy<Value = Slots> {
    let numbers = prop::collection::vec(number(), 0..3).prop_map(Value::List);
    let plain = (
        slot(truth()),
        slot(truth()),
        slot(truth()),
        slot(number()),
        slot(number()),
        slot(word()),
        slot(words()),
        slot(numbers),
    );
    (plain, slot(legs())).prop_map(|((a, b, c, n, m, text, offers, numbers), legs)| {
        let values = [a, b, c, n, m, text, offers, numbers];
        let known: Vec<(&str, Slot)> = NAMES.into_iter().zip(values).collect();
        slots(&[&known[..], &[("legs", legs)]].concat())
    })
}

/// Fills what is unknown in `slots` by what `with` has, where `chosen` says so.
fn fill(slots: &Slots, with: &Slots, chosen: impl Fn(FactId) -> bool) -> Slots {
    let mut filled = slots.clone();
    for fact in (0..SCHEMA.facts.len() as u16).map(FactId).filter(|fact| chosen(*fact)) {
        filled.set(fact, fill_slot(slots.get(fact), with.get(fact)));
    }
    filled
}

fn fill_slot(slot: &Slot, with: &Slot) -> Slot {
    let Slot::Known(Value::List(items)) = slot else {
        return if *slot == Slot::Unknown { with.clone() } else { slot.clone() };
    };
    // The fields of records in a list, by those of the record in the same place, else by absence.
    let others = match with {
        Slot::Known(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let items = items.iter().enumerate().map(|(at, item)| match (item, others.get(at)) {
        (Value::Record(fields), Some(Value::Record(others))) => {
            let fields = fields.iter().zip(others).map(|(field, other)| fill_slot(field, other));
            Value::Record(fields.collect())
        }
        (Value::Record(fields), _) => {
            Value::Record(fields.iter().map(|field| fill_slot(field, &Slot::Absent)).collect())
        }
        _ => item.clone(),
    });
    Slot::Known(Value::List(items.collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_stays_so_whatever_is_learnt(
        conditions in [condition(), condition(), condition()],
        before in facts(),
        with in facts(),
        chosen in any::<u16>(),
    ) {
        let [when, confirm, unless] = conditions;
        let front = format!("when = \"{when}\"\nconfirm = \"{confirm}\"\nunless = \"{unless}\"");
        let compiled = compiled(&[rule("one", &front)]);
        let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
        let after = fill(&before, &with, |fact| chosen & 1 << fact.0 != 0);
        let outcomes = |slots: &Slots| {
            let explained = catalogue.explain(RuleId(0), slots).unwrap();
            [explained.when, explained.confirm, explained.unless].concat()
        };
        for (old, new) in outcomes(&before).into_iter().zip(outcomes(&after)) {
            prop_assert!(old == Truth::Unknown || old == new, "{old:?} became {new:?}");
        }
        let finding = |slots: &Slots| catalogue.judge(slots).findings.into_iter().next();
        let Some(found) = finding(&before) else { return Ok(()) };
        let later = finding(&after).unwrap();
        if matches!(found.verdict, Verdict::Confirmed | Verdict::RuledOut) {
            prop_assert_eq!(later.verdict, found.verdict);
            prop_assert_eq!(&found.missing, &[]);
        }
        // Nothing but the missing facts can change the verdict.
        let others = fill(&before, &with, |fact| !found.missing.contains(&fact));
        prop_assert_eq!(finding(&others).unwrap().verdict, found.verdict);
        // The evidence alone makes the rule speak.
        let mut evidence = Slots::unknown(&SCHEMA);
        for fact in &found.evidence {
            evidence.set(*fact, before.get(*fact).clone());
        }
        prop_assert!(finding(&evidence).is_some(), "evidence {:?}", common::names(&found.evidence));
    }

    #[test]
    fn the_index_finds_what_looking_at_all_rules_finds(
        conditions in prop::collection::vec(condition(), 1..6),
        known in facts(),
    ) {
        // What needs no fact can't be filed: this makes the engine look at all of them.
        let files = |more: &str| -> Vec<_> {
            conditions
                .iter()
                .enumerate()
                .map(|(at, when)| rule(&format!("rule{at}"), &format!("when = \"({when}){more}\"")))
                .collect()
        };
        let judged = |more: &str| {
            let compiled = compiled(&files(more));
            let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
            let mut judge = Judge::new(&catalogue, &known);
            (judge.findings(), judge.prospects())
        };
        let ((found, prospects), (all, all_prospects)) = (judged(""), judged(" || 1 == 2"));
        prop_assert_eq!(found.findings, all.findings);
        prop_assert_eq!(prospects, all_prospects);
        prop_assert!(found.evaluated <= all.evaluated);
    }
}

#[test]
fn the_generators_reach_all_outcomes() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..300 {
        let condition = condition().new_tree(&mut runner).unwrap().current();
        let known = facts().new_tree(&mut runner).unwrap().current();
        let compiled = compiled(&[rule("one", &format!("when = \"{condition}\""))]);
        let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
        seen.extend(catalogue.explain(RuleId(0), &known).unwrap().when);
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}
