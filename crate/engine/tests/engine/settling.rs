//! What one unknown fact alone could settle about a rule.
use crate::common::{SCHEMA, bool, compiled, id, int, rule, slots};
use proptest::prelude::*;
use why401_engine::{Catalogue, Judge, RuleId, Settles, Slot, Verdict};

fn settles(front: &str, known: &[(&str, Slot)], fact: &str) -> Settles {
    let compiled = compiled(&[rule("one", front)]);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    Judge::new(&catalogue, &slots(known)).settles(RuleId(0), id(fact))
}

#[test]
fn a_fact_settles_what_hangs_on_it_alone() {
    let known = [("a", bool(true)), ("c", bool(false)), ("m", Slot::Absent)];
    // The condition, a fact, and whether some value of it makes the condition true, or surely not true, by itself.
    let table = [
        ("b", "b", true, true),
        ("b", "n", false, false),
        ("a", "b", true, false),
        ("c", "b", false, true),
        ("!b", "b", true, true),
        ("b && n == 1", "b", false, true),
        ("b || n == 1", "n", true, false),
        ("!(b || n == 1)", "b", false, true),
        ("!(b && n == 1)", "n", true, false),
        ("b && a", "b", true, true),
        ("b && c", "b", false, true),
        ("n > 1 && n < 9", "n", true, true),
        ("b && (n == 1 || n == 2) || text == \"x\" && n == 3", "n", false, true),
        ("a ? b : n == 1", "b", true, true),
        ("a ? b : n == 1", "n", false, false),
        ("b ? a : c", "b", true, true),
        ("b ? n == 1 : c", "b", false, true),
        ("b ? n == 1 : c", "n", false, true),
        // No value mends an error, and an error is not true.
        ("m == 1 && b", "b", false, true),
        ("m == 1 || b", "b", true, true),
        // An atom with two unknown facts needs both.
        ("n == server.major", "n", false, false),
        ("numbers.exists(x, x == 1)", "numbers", true, true),
    ];
    for (condition, fact, becomes_true, becomes_untrue) in table {
        let found = settles(&format!("when = 'a'\nconfirm = '''{condition}'''"), &known, fact);
        let told = Settles { speaks: true, confirms: becomes_true, rules_out: false };
        assert_eq!(found, told, "confirm {condition}, {fact}");
        let front = format!("when = 'a'\nconfirm = 'a'\nunless = '''{condition}'''");
        let found = settles(&front, &known, fact);
        let told = Settles { speaks: true, confirms: becomes_untrue, rules_out: becomes_true };
        assert_eq!(found, told, "unless {condition}, {fact}");
        let found = settles(&format!("when = '''{condition}'''"), &known, fact);
        assert_eq!(found.speaks, becomes_true, "when {condition}, {fact}");
    }
}

#[test]
fn all_of_a_rule_counts() {
    let front = "when = ['a', 'n == 1']\nconfirm = ['b && c', 'n == 2']\nunless = ['n == 3', 'c']";
    let told = |known: &[(&str, Slot)], fact| -> [bool; 3] {
        let Settles { speaks, confirms, rules_out } = settles(front, known, fact);
        [speaks, confirms, rules_out]
    };
    // Nothing is known: `n` makes it speak, and `c` is still in the way of certainty.
    assert_eq!(told(&[], "n"), [true, false, true]);
    assert_eq!(told(&[], "c"), [false, false, false]);
    let speaking = [("a", bool(true))];
    assert_eq!(told(&speaking, "n"), [true, false, true]);
    assert_eq!(told(&speaking, "c"), [true, false, true]);
    assert_eq!(told(&speaking, "b"), [true, false, false]);
    let sure = [("a", bool(true)), ("c", bool(false))];
    assert_eq!(told(&sure, "n"), [true, true, true]);
    assert_eq!(told(&sure, "b"), [true, false, false]);
    assert_eq!(told(&[("a", bool(false)), ("n", int(0))], "c"), [false, false, false]);
}

#[test]
fn a_number_that_no_rule_has_settles_nothing() {
    let compiled = compiled(&[rule("one", "when = 'a'")]);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let slots = slots(&[]);
    assert_eq!(Judge::new(&catalogue, &slots).settles(RuleId(7), id("a")), Settles::default());
}

const FACTS: [&str; 4] = ["a", "b", "c", "n"];

fn condition() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec!["a", "b", "c", "n == 1", "n > 1", "has(n)"]);
    atom.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone().prop_map(|(one, two)| format!("({one} && {two})")),
            two.prop_map(|(one, two)| format!("({one} || {two})")),
            inner.clone().prop_map(|one| format!("!({one})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(one, two, three)| format!("({one} ? {two} : {three})")),
        ]
    })
}

fn values(fact: &str) -> Vec<Slot> {
    match fact {
        "n" => vec![int(0), int(1), int(2), Slot::Absent],
        _ => vec![bool(true), bool(false), Slot::Absent],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_value_does_was_foretold(
        conditions in [condition(), condition(), condition()],
        picks in prop::collection::vec(prop::option::of(any::<prop::sample::Index>()), FACTS.len()),
    ) {
        let [when, confirm, unless] = conditions;
        let front = format!("when = '{when}'\nconfirm = '{confirm}'\nunless = '{unless}'");
        let compiled = compiled(&[rule("one", &front)]);
        let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
        let known = |fact: &str, pick: &Option<prop::sample::Index>| {
            pick.map_or(Slot::Unknown, |pick| pick.get(&values(fact)).clone())
        };
        let before: Vec<_> = FACTS.iter().zip(&picks).map(|(fact, pick)| (*fact, known(fact, pick))).collect();
        let before = slots(&before);
        for fact in FACTS.iter().zip(&picks).filter(|(_, pick)| pick.is_none()).map(|(fact, _)| *fact) {
            let told = Judge::new(&catalogue, &before).settles(RuleId(0), id(fact));
            for value in values(fact) {
                let mut after = before.clone();
                after.set(id(fact), value);
                let verdict = catalogue.judge(&after).findings.first().map(|found| found.verdict);
                // Absence is no answer that a question looks for.
                if *after.get(id(fact)) == Slot::Absent {
                    continue;
                }
                prop_assert!(told.speaks || verdict.is_none(), "{fact}");
                prop_assert!(told.confirms || verdict != Some(Verdict::Confirmed), "{fact}");
                prop_assert!(told.rules_out || verdict != Some(Verdict::RuledOut), "{fact}");
            }
        }
    }
}
