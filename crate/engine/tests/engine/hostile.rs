//! Damaged and hostile tables are refused or judged, and never make the engine panic, hang or grow.
use std::time::{Duration, Instant};

use crate::common::{SCHEMA, bool, compiled, int, ints, leg, rule, slots, text, texts};
use proptest::prelude::*;
use why401_engine::author::{Compiled, SourceFile, compile};
use why401_engine::{
    Catalogue, FactType, Judge, LoadError, Prose, RuleId, Schema, Segment, Shape, Slot, Slots,
    Type, Value,
};

fn table() -> Compiled {
    let text = "+++\nid = 'three'\ntitle = 'Host {{request.url.host|a host}}'\nseverity = 'note'\n\
        strength = 'possible'\nwhen = 'n in [1, 2, 3]'\nreferences = ['KB']\naliases = ['Q1']\n\
        [labels]\nn = 'label {{n}}'\n+++\n## Cause\nx\n## Fix\n1. Do\n   ```cmd\n   ping\n   ```\n\
        ## Risk\nsome\n## Examples\n### possible: x\n### quiet: y\n";
    compiled(&[
        rule(
            "one",
            "when = ['a && legs.exists(l, l.status == 401 || 'x' in l.flags)', '(n + 1) * 2 == m']\n\
             confirm = 'b ? !(c || text.lowerAscii() == \"x\") : has(n)'\nunless = 'numbers.map(x, x * n)[0] == 2'"
                .replace("'x' in", "\"x\" in")
                .as_str(),
        ),
        rule("two", "when = 'a || n == 1'\nsupersedes = ['one']"),
        SourceFile { path: "three.md".into(), text: text.into() },
    ])
}

fn known() -> Slots {
    let legs = vec![
        leg(int(401), text("ntlm"), texts(&["x"])),
        leg(int(200), Slot::Absent, Slot::Unknown),
    ];
    slots(&[
        ("a", bool(true)),
        ("b", bool(true)),
        ("n", int(1)),
        ("m", int(4)),
        ("text", text("X")),
        ("numbers", ints(&[1, 2, 3])),
        ("legs", Slot::Known(Value::List(legs))),
    ])
}

/// Uses everything of two tables.
fn exercise(logic: &[u8], prose: &[u8]) {
    let known = known();
    if let Ok(catalogue) = Catalogue::load(logic, &SCHEMA) {
        for slots in [&known, &Slots::unknown(&SCHEMA)] {
            let mut judge = Judge::new(&catalogue, slots);
            judge.findings();
            judge.prospects();
            for rule in catalogue.rules() {
                judge.explain(rule);
                judge.atoms(rule);
                judge.marks(rule, false);
                judge.marks(rule, true);
                judge.compared(rule, why401_engine::FactId(0));
                catalogue.rule(rule).map(|head| head.supersedes().count());
            }
        }
    }
    if let Ok(prose) = Prose::load(prose) {
        for rule in 0..4 {
            prose.rule(RuleId(rule));
        }
    }
}

#[test]
fn tables_that_end_early_are_refused() {
    let Compiled { logic, prose, .. } = table();
    exercise(&logic, &prose);
    for len in 0..logic.len() {
        assert!(Catalogue::load(&logic[..len], &SCHEMA).is_err(), "{len} of {}", logic.len());
    }
    for len in 0..prose.len() {
        assert!(Prose::load(&prose[..len]).is_err(), "{len} of {}", prose.len());
    }
    let longer = [&logic[..], &[0]].concat();
    assert_eq!(Catalogue::load(&longer, &SCHEMA).err(), Some(LoadError::Damaged { part: "end" }));
}

#[test]
fn every_byte_may_be_any_byte() {
    let Compiled { logic, prose, .. } = table();
    for at in 0..logic.len().max(prose.len()) {
        for flip in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            let (mut logic, mut prose) = (logic.clone(), prose.clone());
            for bytes in [&mut logic, &mut prose] {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= flip;
                }
            }
            exercise(&logic, &prose);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_bytes_may_be_any_bytes(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let Compiled { mut logic, mut prose, .. } = table();
        for (index, byte) in changes {
            // The header is left, or nothing behind it is ever tried.
            let at = 20 + index.index(logic.len() - 20);
            logic[at] = byte;
            let at = 20 + index.index(prose.len() - 20);
            prose[at] = byte;
        }
        exercise(&logic, &prose);
    }

    #[test]
    fn codes_of_any_bytes(code in prop::collection::vec(prop_oneof![0..17_u8, 32..48_u8, 64..69_u8, any::<u8>()], 0..60)) {
        exercise(&by_hand(&[&code]), &[]);
    }
}

/// Pieces of which conditions and rule files are made.
const PIECES: &[&str] = &[
    "+++\n",
    "id = 'one'\n",
    "when = '",
    "when = \"\"\"",
    "'",
    "\"",
    "\"\"\"",
    "\n",
    "## Cause\n",
    "## Fix\n",
    "## Risk\n",
    "## Examples\n",
    "### quiet (like ",
    "### likely: x\n",
    ")",
    "1. step\n",
    "   ```cmd\n",
    "```paste\n",
    "```\n",
    "{{",
    "}}",
    "n",
    "|",
    "a",
    "legs",
    ".",
    "exists",
    "(",
    "x",
    ",",
    "==",
    "&&",
    "!",
    "-",
    "[",
    "]",
    "\\",
    "\\x4",
    "\u{e9}",
    "\r\n",
    "\t",
    "1",
    "?",
    ":",
    "in",
    "[labels]\n",
    "n = ",
    "{",
    "`",
    "*",
    "<b>",
    "  ",
    "//",
    "#",
    "\0",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_of_any_text_are_compiled_or_told(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(PIECES)), 1..4),
    ) {
        let soup = pieces.concat();
        let front = "when = 'a && legs.exists(l, l.status == 1)'\n[labels]\nn = '{{n|x}}'";
        let [mended, table] = [rule("one", front).text, crate::ruletables::TABLE.to_owned()].map(|mut text| {
            for (index, piece) in &changes {
                let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                text.insert_str(*index.get(&ends), piece);
            }
            text
        });
        let condition = rule("one", &format!("when = '''{}'''", soup.replace('\'', "\""))).text;
        let entries = format!("+++\n[[entry]]\nid = 'one'\ncode = 1\n{soup}\n+++\n## one\n{soup}");
        let rules = [soup.clone(), format!("+++\n{soup}"), mended, condition].map(|text| ("one.md", text));
        for (path, text) in rules.into_iter().chain([("one.table.md", table), ("x.table.md", entries)]) {
            let file = SourceFile { path: path.into(), text };
            for mistake in compile(&[file], &SCHEMA).err().into_iter().flatten() {
                prop_assert!(mistake.line > 0 && mistake.column > 0);
                prop_assert!(mistake.to_string().contains('^'));
            }
        }
    }
}

#[test]
fn deep_markdown_is_told() {
    for mark in ["1. ", "> ", "- "] {
        let text =
            rule("one", "when = 'a'").text.replace("1. Mend", &(mark.repeat(5_000) + "Mend"));
        let file = SourceFile { path: "one.md".into(), text };
        assert!(compile(&[file], &SCHEMA).is_err(), "{mark}");
    }
}

/// A table of one rule whose `when` is the last of these nodes. All lengths are below 128.
fn by_hand(nodes: &[&[u8]]) -> Vec<u8> {
    let empty = compiled(&[]).logic;
    let mut bytes = empty[..20].to_vec();
    bytes.extend([4]);
    bytes.extend(b"text");
    let number =
        |value: usize| [value as u8 | 0x80, (value >> 7) as u8 | 0x80, (value >> 14) as u8];
    bytes.extend(number(nodes.len()));
    for node in nodes {
        bytes.extend(number(node.len()));
        bytes.extend(*node);
    }
    let when = number(nodes.len() - 1);
    let rule = [&[1, b'r', 6, 3][..], &when, &[0, 0, 0]].concat();
    bytes.extend([1, rule.len() as u8]);
    bytes.extend(rule);
    // The rule is looked at always, and there are no tests.
    bytes.extend([1, 0, 0]);
    bytes
}

#[test]
fn tables_written_by_hand_are_tables() {
    let logic = by_hand(&[&[0]]);
    let catalogue = Catalogue::load(&logic, &SCHEMA).unwrap();
    assert_eq!(catalogue.judge(&known()).findings.len(), 1);
}

#[test]
fn shared_nodes_cannot_make_work_without_end() {
    // Each `&&` has the one before twice: written out, that were 2^90 atoms. 9 is the number of the fact `a`.
    let nodes: Vec<Vec<u8>> =
        (0..90_u8).map(|at| if at == 0 { vec![5, 9] } else { vec![128, at - 1, at - 1] }).collect();
    let nodes: Vec<&[u8]> = nodes.iter().map(Vec::as_slice).collect();
    let logic = by_hand(&nodes);
    let catalogue = Catalogue::load(&logic, &SCHEMA).unwrap();
    let start = Instant::now();
    for slots in [known(), Slots::unknown(&SCHEMA)] {
        assert!(catalogue.judge(&slots).exhausted);
    }
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn limits_and_cycles_are_refused() {
    let load = |nodes: &[&[u8]]| Catalogue::load(&by_hand(nodes), &SCHEMA).map(drop).unwrap_err();
    assert_eq!(load(&[&[130, 0]]), LoadError::Damaged { part: "conditions" });
    assert_eq!(load(&[&[0], &[128, 0, 2]]), LoadError::Damaged { part: "conditions" });
    let nodes: Vec<Vec<u8>> =
        (0..120_u8).map(|at| if at == 0 { vec![0] } else { vec![130, at - 1] }).collect();
    let nodes: Vec<&[u8]> = nodes.iter().map(Vec::as_slice).collect();
    assert_eq!(load(&nodes), LoadError::Limit { part: "conditions in each other", limit: 100 });
    let mut many = compiled(&[]).logic[..20].to_vec();
    many.extend([0, 0xff, 0xff, 0xff, 0x7f]);
    let refused = Catalogue::load(&many, &SCHEMA).map(drop).unwrap_err();
    assert_eq!(refused, LoadError::Limit { part: "conditions", limit: 1 << 17 });
}

#[test]
fn other_tables_are_refused_by_name() {
    let Compiled { logic, prose, .. } = table();
    assert_eq!(Catalogue::load(&prose, &SCHEMA).err(), Some(LoadError::Format));
    assert_eq!(Prose::load(&logic).err(), Some(LoadError::Format));
    let mut newer = logic.clone();
    newer[3] = 5;
    let refused = Catalogue::load(&newer, &SCHEMA).err();
    assert_eq!(refused, Some(LoadError::Version { found: 5, expected: 4 }));
    static OTHER: Schema = Schema {
        facts: &[FactType { name: "n", ty: Type::Int, shape: Shape::Text, secret: false }],
    };
    assert_eq!(Catalogue::load(&logic, &OTHER).err(), Some(LoadError::Facts));
    let large = [&logic[..], &vec![0; 16 << 20]].concat();
    assert_eq!(
        Catalogue::load(&large, &SCHEMA).err(),
        Some(LoadError::Limit { part: "bytes", limit: 16 << 20 })
    );
    let catalogue = Catalogue::load(&logic, &SCHEMA).unwrap();
    assert!(Prose::load(&prose).unwrap().belongs_to(&catalogue));
    let other = compiled(&[rule("one", "when = 'a'")]).prose;
    assert!(!Prose::load(&other).unwrap().belongs_to(&catalogue));
    let rule = Prose::load(&prose).unwrap().rule(catalogue.find("three").unwrap()).unwrap();
    assert_eq!(rule.title.segments()[0], Segment::Text("Host "));
}

#[test]
fn memory_is_bounded_by_steps() {
    // Every item is a copy of a long text joined to itself many times over.
    let sum = vec!["text"; 20].join(" + ");
    let when = format!("numbers.map(x, numbers.map(y, {sum})).size() == 1");
    let compiled = compiled(&[rule("one", &format!("when = '{when}'"))]);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let long = "x".repeat(1 << 20);
    let numbers: Vec<i64> = (0..1000).collect();
    let start = Instant::now();
    let known = slots(&[("text", text(&long)), ("numbers", ints(&numbers))]);
    assert!(catalogue.judge(&known).exhausted);
    assert!(start.elapsed() < Duration::from_secs(2));
}
