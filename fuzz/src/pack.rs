//! Packs of rules: whatever their bytes, they are refused, or everything in them can be used.

use std::sync::LazyLock;

use why401_engine::author::{SourceFile, compile_beside, pack};
use why401_engine::{FactId, Judge, Pack, Slot, Slots, Type, Value};
use why401_facts::SCHEMA;

/// Bytes of the header of a pack, and of each table in it.
pub const HEADER: usize = 20;

/// Real rules, and one with what they lack.
const FILES: [(&str, &str); 4] = [
    ("example-rule.md", include_str!("../../docs/example-rule.md")),
    (
        "certificate-upload-413.md",
        include_str!("../../rules/certificate/certificate-upload-413.md"),
    ),
    ("iis-auth-persist-non-ntlm.md", include_str!("../../rules/iis/iis-auth-persist-non-ntlm.md")),
    ("every-operation.md", EVERY_OPERATION),
];

const EVERY_OPERATION: &str = r#"+++
id = "every-operation"
title = "From {{request.url.host|a host}}"
severity = "note"
strength = "possible"
when = [
  'legs.exists(leg, leg.status == 401 && leg.scheme.lowerAscii() == "ntlm" || leg.offers.all(one, one.size() > 2))',
  'legs.filter(leg, has(leg.path)).map(leg, leg.status + 1 - 2 * 3)[0] / 4 % 5 == -server.major',
  '[401, 403].exists_one(status, status == response.status) && !has(clock.now)',
]
confirm = 'spn.duplicate ? response.status in [401, 407] : request.url.host.startsWith("a") || !request.url.host.endsWith("b")'
unless = ['"x" + server.product != "xiis" && server.product.contains("i")', 'server.minor <= 1 && server.minor >= 0 && offers[0] < "n"']
supersedes = ["example-rule"]
+++
## Cause
It is so.
## Fix
1. Mend it.
## Examples
### possible: one
### quiet: none
"#;

/// A pack that loads, and the two tables in it.
pub struct Made {
    /// The whole.
    pub pack: Vec<u8>,
    /// The table of conditions.
    pub logic: Vec<u8>,
    /// The table of prose.
    pub prose: Vec<u8>,
}

/// Made of real rules.
pub static MADE: LazyLock<Made> = LazyLock::new(|| {
    let files = FILES.map(|(path, text)| SourceFile { path: path.into(), text: text.into() });
    // Their examples name rules that are not among them.
    let compiled = compile_beside(&files, &SCHEMA, &|_| true).expect("the rules compile");
    let pack = pack("fuzzed", &compiled, &SCHEMA).expect("they make a pack");
    assert!(exercise(&pack), "a pack that was not changed is let in");
    Made { pack, logic: compiled.logic, prose: compiled.prose }
});

/// A pack of these parts with right headers, as no compiler makes it.
pub fn by_hand(name: &[u8], logic: &[u8], prose: &[u8]) -> Vec<u8> {
    let mut bytes = MADE.pack[..HEADER].to_vec();
    part(&mut bytes, name);
    part(&mut bytes, &[&MADE.logic[..HEADER], logic].concat());
    part(&mut bytes, &[&MADE.prose[..HEADER], prose].concat());
    bytes
}

/// A length in LEB128, and so many bytes.
fn part(bytes: &mut Vec<u8>, part: &[u8]) {
    let mut len = part.len();
    while len > 0x7f {
        bytes.push(len as u8 | 0x80);
        len >>= 7;
    }
    bytes.push(len as u8);
    bytes.extend_from_slice(part);
}

/// Uses all of a pack that is let in; whether it was.
pub fn exercise(bytes: &[u8]) -> bool {
    let titles = Pack::load_for_titles(bytes, &SCHEMA).is_ok();
    let loaded = match Pack::load(bytes, &SCHEMA) {
        Ok(loaded) => loaded,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return false;
        }
    };
    assert!(titles, "what is let in whole is let in for its titles");
    assert!(!loaded.name.is_empty());
    for slots in [Slots::unknown(&SCHEMA), known()] {
        let mut judge = Judge::new(&loaded.catalogue, &slots);
        let found = judge.findings();
        judge.prospects();
        for rule in loaded.catalogue.rules() {
            judge.explain(rule);
            judge.atoms(rule);
            judge.marks(rule, false);
            judge.marks(rule, true);
        }
        assert_eq!(found, loaded.catalogue.judge(&slots), "the same facts, the same judgements");
    }
    for rule in loaded.catalogue.rules() {
        let head = loaded.catalogue.rule(rule).expect("a rule has a head");
        assert_eq!(loaded.catalogue.find(head.id), Some(rule));
        assert!(head.supersedes().all(|other| loaded.catalogue.rule(other).is_some()));
        assert!(loaded.prose.rule(rule).is_some(), "all prose was checked");
        assert!(loaded.prose.title(rule).is_some());
    }
    true
}

/// Every fact known, but for each seventh.
fn known() -> Slots {
    let mut slots = Slots::unknown(&SCHEMA);
    for (at, fact) in (0..).zip(SCHEMA.facts) {
        if at % 7 > 0 {
            slots.set(FactId(at), Slot::Known(value(&fact.ty, 0)));
        }
    }
    slots
}

fn value(ty: &Type, depth: u8) -> Value {
    match ty {
        Type::Bool => Value::Bool(true),
        Type::Int => Value::Int(401),
        Type::String => Value::String("ntlm".into()),
        Type::List(_) | Type::Record(_) if depth > 3 => Value::List(Vec::new()),
        Type::List(item) => Value::List(vec![value(item, depth + 1); 2]),
        Type::Record(record) => {
            let field = |ty| Slot::Known(value(ty, depth + 1));
            Value::Record(record.fields.iter().map(|one| field(&one.ty)).collect())
        }
    }
}
