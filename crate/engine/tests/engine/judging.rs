//! Verdicts, evidence and questions.
use crate::common::{
    self, SCHEMA, bool, compiled, int, ints, leg, names, rule, slots, text, texts,
};
use why401_engine::{Catalogue, Judge, Judgements, RuleId, Severity, Slot, Truth, Value, Verdict};

/// Judges one rule; its verdict, evidence, missing and opposing facts.
type Found = (Verdict, Vec<&'static str>, Vec<&'static str>, Vec<&'static str>);

fn judged(front: &str, known: &[(&str, Slot)]) -> Judgements {
    let compiled = compiled(&[rule("one", front)]);
    Catalogue::load(&compiled.logic, &SCHEMA).unwrap().judge(&slots(known))
}

fn finding(front: &str, known: &[(&str, Slot)]) -> Option<Found> {
    let judgements = judged(front, known);
    let [finding] = judgements.findings.as_slice() else { return None };
    let facts = [&finding.evidence, &finding.missing, &finding.against].map(|facts| names(facts));
    let [evidence, missing, against] = facts;
    Some((finding.verdict, evidence, missing, against))
}

#[test]
fn verdicts() {
    let front = "when = 'a'\nconfirm = 'b'\nunless = 'c'";
    let [yes, no, unknown, absent] = [bool(true), bool(false), Slot::Unknown, Slot::Absent];
    use Verdict::{Confirmed, Likely, RuledOut};
    let table = [
        (&yes, &yes, RuledOut, vec![]),
        (&yes, &no, Confirmed, vec![]),
        (&yes, &absent, Confirmed, vec![]),
        (&yes, &unknown, Likely, vec!["c"]),
        (&no, &yes, RuledOut, vec![]),
        (&no, &no, Likely, vec![]),
        (&no, &unknown, Likely, vec!["c"]),
        (&absent, &no, Likely, vec![]),
        (&unknown, &yes, RuledOut, vec![]),
        (&unknown, &no, Likely, vec!["b"]),
        (&unknown, &absent, Likely, vec!["b"]),
        (&unknown, &unknown, Likely, vec!["b", "c"]),
    ];
    for (b, c, verdict, missing) in table {
        let known = [("a", yes.clone()), ("b", b.clone()), ("c", c.clone())];
        let found = finding(front, &known).unwrap();
        assert_eq!((found.0, &found.2), (verdict, &missing), "b {b:?}, c {c:?}");
        let evidence = if *b == yes { vec!["a", "b"] } else { vec!["a"] };
        assert_eq!(found.1, evidence, "b {b:?}, c {c:?}");
        let against = if verdict == RuledOut { vec!["c"] } else { vec![] };
        assert_eq!(found.3, against, "b {b:?}, c {c:?}");
    }
    for silent in [no, unknown, absent] {
        assert_eq!(finding(front, &[("a", silent)]), None);
    }
    let weaker = "strength = 'possible'\nwhen = 'a'";
    assert_eq!(finding(weaker, &[("a", yes)]).unwrap().0, Verdict::Possible);
}

#[test]
fn evidence_is_what_made_conditions_true() {
    let known = [
        ("a", bool(true)),
        ("b", bool(true)),
        ("c", bool(false)),
        ("n", int(1)),
        ("m", Slot::Absent),
        ("numbers", ints(&[1, 2])),
        ("offers", texts(&["ntlm"])),
        ("legs", Slot::Known(Value::List(vec![leg(int(401), Slot::Absent, Slot::Unknown)]))),
    ];
    let table: &[(&str, &[&str])] = &[
        ("a && n == 1", &["a", "n"]),
        ("n == 1 && a && n > 0", &["n", "a"]),
        ("a || b", &["a", "b"]),
        ("c || b", &["b"]),
        ("text == 'x' || m == 1 || b", &["b"]),
        ("!c && a", &["c", "a"]),
        ("!(c || n == 2)", &["c", "n"]),
        ("!(a && c)", &["c"]),
        ("!(a && c && text == '')", &["c"]),
        ("has(n)", &["n"]),
        ("!has(m)", &["m"]),
        ("a ? n == 1 : b", &["a", "n"]),
        ("c ? n == 1 : b", &["c", "b"]),
        ("(a ? n : m) == 1", &["a", "n"]),
        ("!('negotiate' in offers)", &["offers"]),
        ("numbers.exists(x, x == n)", &["numbers", "n"]),
        ("numbers.exists(x, c || x == n)", &["numbers", "n"]),
        ("numbers.all(x, x > 0 && a)", &["numbers", "a"]),
        ("numbers.exists(x, x == 2 || text == 'x')", &["numbers"]),
        ("legs.exists(l, l.status == 401)", &["legs"]),
        ("size(numbers) == 2 && !c", &["numbers", "c"]),
    ];
    for (condition, evidence) in table {
        let found = finding(&format!("when = '''{condition}'''"), &known).unwrap();
        assert_eq!(found.1, *evidence, "{condition}");
    }
    let alternatives = "when = ['c', 'a', 'n == 1']\nconfirm = ['b', 'a', 'c']";
    assert_eq!(finding(alternatives, &known).unwrap().1, ["a", "n", "b"]);
}

#[test]
fn only_facts_that_could_change_the_verdict_are_missing() {
    let known =
        [("a", bool(true)), ("c", bool(false)), ("m", Slot::Absent), ("numbers", ints(&[1]))];
    let table: &[(&str, &[&str])] = &[
        ("b && n == 1 && b", &["b", "n"]),
        ("b && c", &[]),
        ("b || a && n == 1", &["b", "n"]),
        // No `n` makes these true, since the other half is an error.
        ("n == 1 && m == 1", &[]),
        ("!(n == 1 || m == 1)", &[]),
        ("(n == 1 && m == 1) || b", &["b"]),
        ("!(n == 1 && m == 1)", &["n"]),
        ("n == 1 || m == 1", &["n"]),
        ("b ? n == 1 : c", &["b", "n"]),
        ("b ? c : c", &[]),
        ("a ? n == 1 : text == ''", &["n"]),
        ("numbers.exists(x, x == n && (a || text == ''))", &["n"]),
        ("numbers.exists(x, c && x == n)", &[]),
        ("has(text)", &["text"]),
        ("((a || text == '') ? n : 2) == 1", &["n"]),
        ("([2, 1].exists(x, x == 1 || x == server.major) ? n : 2) == 1", &["n"]),
        ("legs.exists(l, l.status == n)", &["legs"]),
    ];
    for (condition, missing) in table {
        for key in ["confirm", "unless"] {
            let front = format!("when = 'a'\n{key} = '''{condition}'''");
            assert_eq!(finding(&front, &known).unwrap().2, *missing, "{key} {condition}");
        }
    }
    // A field is unknown where its record is known: the fact that holds it is what is asked for.
    let legs = Value::List(vec![leg(Slot::Unknown, Slot::Absent, Slot::Absent)]);
    let known = [("a", bool(true)), ("legs", Slot::Known(legs))];
    let front = "when = 'a'\nconfirm = 'legs.exists(l, l.status == 401)'";
    assert_eq!(finding(front, &known).unwrap().2, ["legs"]);
}

#[test]
fn prospects_are_rules_true_in_part() {
    let front = "when = ['a && n == 1 && (b || text == \"\")', 'c && m == 1']";
    let unknown = |known: &[(&str, Slot)]| {
        let compiled = compiled(&[rule("one", front)]);
        let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
        let known = slots(known);
        let mut judge = Judge::new(&catalogue, &known);
        assert_eq!(judge.findings().findings, []);
        judge.prospects().first().map(|prospect| names(&prospect.unknown))
    };
    assert_eq!(unknown(&[]), None);
    assert_eq!(unknown(&[("a", bool(true))]).unwrap(), ["n", "b", "text", "c", "m"]);
    let known = [("n", int(1)), ("b", bool(true)), ("c", bool(false))];
    assert_eq!(unknown(&known).unwrap(), ["a"]);
    assert_eq!(unknown(&[("a", bool(true)), ("n", int(2))]), None);
    assert_eq!(unknown(&[("a", bool(true)), ("n", Slot::Absent), ("c", bool(false))]), None);
}

#[test]
fn heads_and_ids_come_back() {
    let files = [
        rule("zeta", "when = 'a'\nsupersedes = ['beta', 'alpha']\nfirst_leg = true"),
        rule("alpha", "when = 'b'\nseverity = 'note'\nstrength = 'possible'"),
        rule("beta", "when = 'c'\nseverity = 'warning'"),
    ];
    let compiled = compiled(&files);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let heads: Vec<_> = catalogue.rules().filter_map(|rule| catalogue.rule(rule)).collect();
    let ids: Vec<_> = heads.iter().map(|head| head.id).collect();
    assert_eq!(ids, ["alpha", "beta", "zeta"]);
    assert_eq!(catalogue.find("beta"), Some(RuleId(1)));
    assert_eq!(catalogue.find("gamma"), None);
    assert_eq!(heads[2].supersedes().collect::<Vec<_>>(), [RuleId(1), RuleId(0)]);
    assert_eq!(heads.iter().map(|head| head.first_leg).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!((heads[0].severity, heads[0].strength), (Severity::Note, Verdict::Possible));
    assert_eq!((heads[1].severity, heads[1].strength), (Severity::Warning, Verdict::Likely));
    assert_eq!(catalogue.rule(RuleId(3)).map(|head| head.id), None);
    let known = slots(&[("a", bool(true)), ("c", bool(true))]);
    let rules: Vec<_> = catalogue.judge(&known).findings.iter().map(|found| found.rule).collect();
    assert_eq!(rules, [RuleId(1), RuleId(2)]);
}

#[test]
fn the_cost_does_not_grow_with_rules_that_cannot_match() {
    let known = slots(&[
        ("response.status", int(401)),
        ("server.product", text("iis")),
        ("server.major", int(6)),
        ("offers", texts(&["ntlm"])),
        ("n", Slot::Absent),
    ]);
    let cost = |others: usize| {
        let mut files =
            vec![rule("matches", "when = 'response.status == 401 && \"ntlm\" in offers'")];
        files.extend((0..others).map(|number| {
            let when = match number % 6 {
                4 => format!("response.status == 401 && size(offers) == 0 && n > {number}"),
                5 => format!("response.status == 401 && offers == [\"one{number}\", \"ntlm\"]"),
                0 => format!("response.status == 401 && server.product == \"other{number}\""),
                1 => format!("response.status == 401 && \"scheme{number}\" in offers"),
                2 => format!(
                    "response.status == 401 && (server.major == {number}777 || n > {number})"
                ),
                _ => format!("response.status == 401 && server.product in [\"x{number}\", \"y\"]"),
            };
            rule(&format!("other{number}"), &format!("when = '{when}'"))
        }));
        let compiled = compiled(&files);
        let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
        let judgements = catalogue.judge(&known);
        assert_eq!(judgements.findings.len(), 1);
        judgements.evaluated
    };
    assert_eq!(cost(0), 2);
    assert_eq!(cost(400), 2);
}

#[test]
fn rules_about_parts_of_a_fact_cost_nothing_where_those_are_not_there() {
    let part = |number: usize| match number % 7 {
        0 => format!("legs.exists(l, l.scheme == \"scheme{number}\" && l.status == 401)"),
        1 => format!("text.lowerAscii().contains(\"words {number}\")"),
        2 => format!("offers.exists(o, o.startsWith(\"offer{number}\") || o == \"one{number}\")"),
        3 => format!("legs.exists_one(l, \"flag{number}\" in l.flags)"),
        4 => format!(
            "legs.exists(l, [\"some{number}\", \"any{number}\"].exists(t, l.scheme.contains(t)))"
        ),
        5 => format!("legs.exists(l, [l.scheme.lowerAscii()].exists(d, d == \"low{number}\"))"),
        _ => format!("legs.exists(l, l.scheme.lowerAscii() in [\"in{number}\", \"or{number}\"])"),
    };
    let files: Vec<_> = (100..500)
        .map(|number| rule(&format!("rule{number}"), &format!("when = '''{}'''", part(number))))
        .collect();
    let compiled = compiled(&files);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let judged = |scheme: &str, said: &str, offer: &str, flag: &str| {
        let legs = vec![leg(int(401), text(scheme), texts(&["x", flag]))];
        let judgements = catalogue.judge(&slots(&[
            ("legs", Slot::Known(Value::List(legs))),
            ("text", text(said)),
            ("offers", texts(&["basic", offer])),
        ]));
        let ids = judgements.findings.iter().filter_map(|found| catalogue.rule(found.rule));
        (ids.map(|head| head.id).collect::<Vec<_>>(), judgements.evaluated)
    };
    assert_eq!(judged("ntlm", "No words of it, 3 times", "digest", "y"), (vec![], 0));
    let (found, evaluated) = judged("OR111", "The WORDS 309: three", "offer114", "flag115");
    assert_eq!(found, ["rule111", "rule114", "rule115", "rule309"]);
    assert!(evaluated < 20, "{evaluated}");
    for (scheme, rule) in [("some116", "rule116"), ("any116", "rule116"), ("LOW117", "rule117")] {
        let (found, evaluated) = judged(scheme, "", "digest", "y");
        assert_eq!(found, [rule]);
        assert!(evaluated < 5, "{evaluated}");
    }
}

#[test]
fn what_is_unknown_costs_nothing_until_somebody_asks() {
    let files: Vec<_> = (0..3000)
        .map(|number| {
            let when = match number % 3 {
                0 => format!("text == \"v{number}\" && n == {} && a", number % 7),
                1 => format!("n == {number} && m == {} && a", number % 5),
                _ => format!("a && text == \"v{number}\" || a && m == {number}"),
            };
            rule(&format!("rule{number}"), &format!("when = '{when}'"))
        })
        .collect();
    let compiled = compiled(&files);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let known = slots(&[("a", bool(true)), ("n", int(4))]);
    let mut judge = Judge::new(&catalogue, &known);
    assert_eq!((judge.findings().evaluated, judge.findings().exhausted), (0, false));
    let prospects = judge.prospects();
    // Rules of which the most telling tests are unknown too, but no more than can be asked.
    assert!((100..=1024).contains(&prospects.len()), "{}", prospects.len());
    assert!(prospects.windows(2).all(|pair| pair[0].rule < pair[1].rule));
    // Those with a test that holds come before all others: `n == 4` beside an unknown text.
    for number in (0..3000).step_by(3).filter(|number| number % 7 == 4) {
        let rule = catalogue.find(&format!("rule{number}")).unwrap();
        assert!(prospects.iter().any(|prospect| prospect.rule == rule), "rule{number}");
    }
    // Those of which a test is known to fail are none.
    let failing = catalogue.find("rule6").unwrap();
    assert!(prospects.iter().all(|prospect| prospect.rule != failing));
}

#[test]
fn many_atoms_are_each_evaluated_once() {
    let when = |number: i64| format!("when = 'a && (m + {number} == 0 || n != {number})'");
    let files: Vec<_> =
        (0..500).map(|number| rule(&format!("rule{number:03}"), &when(number))).collect();
    let compiled = compiled(&files);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let known = slots(&[("a", bool(true)), ("m", int(-7)), ("n", int(7))]);
    let mut judge = Judge::new(&catalogue, &known);
    let judgements = judge.findings();
    assert_eq!((judgements.findings.len(), judgements.evaluated), (500, 1001));
    let evidence = |rule: u16| names(&judgements.findings[usize::from(rule)].evidence);
    assert_eq!((evidence(7), evidence(8)), (vec!["a", "m"], vec!["a", "n"]));
    for rule in catalogue.rules() {
        assert_eq!(judge.explain(rule).unwrap().when, [Truth::True]);
    }
    assert_eq!(judge.findings().evaluated, 1001);
}

#[test]
fn atoms_come_in_the_order_of_writing() {
    let front = "when = '!(b || n == 1) && (c ? text == \"x\" : m < 3)'\nunless = 'm / n == 1'";
    let compiled = compiled(&[rule("one", front)]);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let known = slots(&[("b", bool(false)), ("n", int(0)), ("c", bool(false)), ("m", int(2))]);
    let atoms = Judge::new(&catalogue, &known).atoms(RuleId(0)).unwrap();
    let shown: Vec<_> = atoms.when[0].iter().map(|atom| (atom.truth, names(&atom.facts))).collect();
    use Truth::{Error, False, True, Unknown};
    assert_eq!(
        shown,
        [
            (False, vec!["b"]),
            (False, vec!["n"]),
            (False, vec!["c"]),
            (Unknown, vec!["text"]),
            (True, vec!["m"])
        ]
    );
    assert_eq!((atoms.unless[0][0].truth, atoms.confirm.len()), (Error, 0));
    assert_eq!(Judge::new(&catalogue, &known).atoms(RuleId(1)), None);
}

#[test]
fn equal_atoms_are_evaluated_once() {
    let files: Vec<_> = (0..50)
        .map(|number| {
            rule(&format!("rule{number}"), "when = 'n == 1 && m > 2'\nconfirm = 'm > 2 && n == 1'")
        })
        .collect();
    let compiled = compiled(&files);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let judgements = catalogue.judge(&slots(&[("n", int(1)), ("m", int(3))]));
    assert_eq!((judgements.findings.len(), judgements.evaluated), (50, 2));
}

#[test]
fn steps_run_out() {
    let nested = "numbers.exists(a, numbers.exists(b, numbers.exists(c, numbers.exists(d, a + b + c + d < 0))))";
    let files = [
        rule("first", "when = 'a'"),
        rule("second", &format!("when = '{nested}'")),
        rule("third", "when = 'a'"),
    ];
    let compiled = compiled(&files);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let numbers: Vec<i64> = (0..200).collect();
    let judgements =
        catalogue.judge(&slots(&[("a", common::bool(true)), ("numbers", ints(&numbers))]));
    assert!(judgements.exhausted);
    assert_eq!(judgements.findings.iter().map(|found| found.rule).collect::<Vec<_>>(), [RuleId(0)]);
    let judgements =
        catalogue.judge(&slots(&[("a", bool(true)), ("numbers", ints(&numbers[..5]))]));
    assert!(!judgements.exhausted);
    assert_eq!(judgements.findings.len(), 2);
}

/// The marks of one rule that speaks: the fact's name, the item, and the field where one was looked at.
fn marks(front: &str, known: &[(&str, Slot)]) -> Vec<(&'static str, u32, Option<u32>)> {
    let compiled = compiled(&[rule("one", front)]);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let slots = slots(known);
    let mut judge = Judge::new(&catalogue, &slots);
    let findings = judge.findings().findings;
    let against = findings[0].verdict == Verdict::RuledOut;
    let marks = judge.marks(RuleId(0), against);
    marks.iter().map(|mark| (names(&[mark.fact])[0], mark.item, mark.field)).collect()
}

#[test]
fn only_items_that_decided_are_marked() {
    let of = |scheme: &str| leg(int(401), text(scheme), Slot::Absent);
    let legs = Slot::Known(Value::List(vec![of("ntlm"), of("basic"), of("digest"), of("basic")]));
    let known = [("legs", legs), ("offers", texts(&["ntlm", "basic"])), ("n", int(1))];
    let (scheme, item) = (|item| ("legs", item, Some(1)), |item| ("legs", item, None));
    let table = [
        ("legs.exists(l, l.scheme == \"basic\")", vec![item(1), scheme(1)]),
        (
            "size(legs.filter(l, l.scheme == \"basic\")) == 2",
            vec![item(1), scheme(1), item(3), scheme(3)],
        ),
        ("legs.exists_one(l, l.scheme == \"digest\")", vec![item(2), scheme(2)]),
        (
            "legs.exists(l, l.scheme == \"digest\" && l.status == 401)",
            vec![item(2), scheme(2), ("legs", 2, Some(0))],
        ),
        // Of an `||` only what made it true.
        ("legs.exists(l, l.status == 407 || l.scheme == \"digest\")", vec![item(2), scheme(2)]),
        ("!legs.all(l, l.scheme != \"digest\")", vec![item(2), scheme(2)]),
        (
            "legs.exists(l, !has(l.flags) && offers.exists(o, o == l.scheme))",
            vec![item(0), ("legs", 0, Some(2)), scheme(0), ("offers", 0, None)],
        ),
        ("legs[2].scheme == \"digest\"", vec![item(2)]),
        // These rest on the whole list.
        ("legs.all(l, l.status == 401)", vec![]),
        ("!legs.exists(l, l.scheme == \"bearer\")", vec![]),
        ("\"basic\" in legs.map(l, l.scheme)", vec![]),
    ];
    for (condition, mut expected) in table {
        let mut found = marks(&format!("when = '{condition}'"), &known);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{condition}");
        let both = format!("when = 'n == 1'\nconfirm = '{condition}'");
        let mut found = marks(&both, &known);
        found.sort();
        assert_eq!(found, expected, "confirmed by {condition}");
        let mut found = marks(&format!("when = 'n == 1'\nunless = '{condition}'"), &known);
        found.sort();
        assert_eq!(found, expected, "ruled out by {condition}");
    }
}
