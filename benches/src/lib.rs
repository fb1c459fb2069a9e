//! The engine alone, as a WebAssembly module: facts in and findings out, both flat.
#![forbid(unsafe_code)]

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use why401_engine::{
    Catalogue, FactId, FactType, Judgement, Schema, Shape, Slot, Slots, Type, Value, Verdict,
};

const fn fact(name: &'static str, ty: Type) -> FactType {
    FactType { name, ty, shape: Shape::Text, secret: false }
}

/// Ten texts and ten numbers.
pub static SCHEMA: Schema = Schema {
    facts: &[
        fact("s0", Type::String),
        fact("s1", Type::String),
        fact("s2", Type::String),
        fact("s3", Type::String),
        fact("s4", Type::String),
        fact("s5", Type::String),
        fact("s6", Type::String),
        fact("s7", Type::String),
        fact("s8", Type::String),
        fact("s9", Type::String),
        fact("n0", Type::Int),
        fact("n1", Type::Int),
        fact("n2", Type::Int),
        fact("n3", Type::Int),
        fact("n4", Type::Int),
        fact("n5", Type::Int),
        fact("n6", Type::Int),
        fact("n7", Type::Int),
        fact("n8", Type::Int),
        fact("n9", Type::Int),
    ],
};

/// Reads facts written as a line each, in their order: `=` and a text, `:` and an int, or nothing where it is not known.
#[must_use]
pub fn slots(facts: &str) -> Slots {
    let mut slots = Slots::unknown(&SCHEMA);
    for (line, fact) in facts.split_terminator('\n').zip(0..) {
        let value = match line.as_bytes().first() {
            Some(b'=') => line.get(1..).map(|text| Value::String(text.into())),
            Some(b':') => line.get(1..).and_then(|int| int.parse().ok()).map(Value::Int),
            _ => None,
        };
        if let Some(value) = value {
            slots.set(FactId(fact), Slot::Known(value));
        }
    }
    slots
}

thread_local! {
    static CATALOGUES: RefCell<Vec<Catalogue<'static>>> = const { RefCell::new(Vec::new()) };
}

/// Loads compiled rules for as long as the module lives; their number for `judge`.
///
/// # Errors
/// Where the bytes are no such table.
#[wasm_bindgen]
pub fn load(logic: Vec<u8>) -> Result<usize, String> {
    let catalogue = Catalogue::load(logic.leak(), &SCHEMA).map_err(|error| error.to_string())?;
    CATALOGUES.with_borrow_mut(|all| {
        all.push(catalogue);
        Ok(all.len() - 1)
    })
}

/// The ids of the rules that were loaded, in the order of their numbers, one a line.
#[wasm_bindgen]
#[must_use]
pub fn ids(catalogue: usize) -> String {
    let mut ids = String::new();
    CATALOGUES.with_borrow(|all| {
        for rule in all.get(catalogue).into_iter().flat_map(Catalogue::rules) {
            let head = all.get(catalogue).and_then(|all| all.rule(rule));
            ids.push_str(head.map_or("", |head| head.id));
            ids.push('\n');
        }
    });
    ids
}

/// Judges; for each rule that speaks its number and its verdict, from 0 (ruled out) to 3 (confirmed).
#[wasm_bindgen]
#[must_use]
pub fn judge(catalogue: usize, facts: &str) -> Vec<u16> {
    let slots = slots(facts);
    CATALOGUES.with_borrow(|all| {
        let found = all.get(catalogue).map(|catalogue| catalogue.judge(&slots).findings);
        found.unwrap_or_default().iter().flat_map(flat).collect()
    })
}

fn flat(found: &Judgement) -> [u16; 2] {
    let verdict = match found.verdict {
        Verdict::RuledOut => 0,
        Verdict::Possible => 1,
        Verdict::Likely => 2,
        Verdict::Confirmed => 3,
    };
    [found.rule.0, verdict]
}
