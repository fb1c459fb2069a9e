//! The engine alone, as a WebAssembly module: facts in and findings out, both flat.
#![forbid(unsafe_code)]

mod flat;

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use why401_engine::{
    Catalogue, FactType, FieldType, Judgement, RecordType, Schema, Shape, Type, Verdict,
};

/// Every operation takes bounded time, with less code than the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

const fn fact(name: &'static str, ty: Type) -> FactType {
    FactType { name, ty, shape: Shape::Text, secret: false }
}

/// Ten texts and ten numbers: the facts of the workloads that every engine is given.
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

struct Loaded {
    catalogue: Catalogue<'static>,
    schema: &'static Schema,
}

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static LOADED: RefCell<Vec<Loaded>> = const { RefCell::new(Vec::new()) };
}

/// Loads compiled rules for as long as the module lives; their number for `judge`. `schema` are the facts that they are
/// about, as [`schema_of`] reads them, where they are others than [`SCHEMA`].
///
/// # Errors
/// Where the bytes are no such table.
#[wasm_bindgen]
pub fn load(logic: Vec<u8>, schema: Option<String>) -> Result<usize, String> {
    let schema = match schema {
        Some(text) => Box::leak(Box::new(schema_of(text.leak()))),
        None => &SCHEMA,
    };
    let catalogue = Catalogue::load(logic.leak(), schema).map_err(|error| error.to_string())?;
    LOADED.with_borrow_mut(|all| {
        all.push(Loaded { catalogue, schema });
        Ok(all.len() - 1)
    })
}

/// Lines that each end in a line feed.
struct Lines<'f>(&'f str);

impl<'f> Iterator for Lines<'f> {
    type Item = &'f str;

    fn next(&mut self) -> Option<&'f str> {
        let end = self.0.bytes().position(|byte| byte == b'\n')?;
        let (line, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.get(1..)?;
        Some(line)
    }
}

/// Reads the types of facts, a line each: a name, a space, and `b`, `i`, `s`, `l` before the type of a list's items, `r` before
/// the number of a record's fields, which follow a line each. What is mistaken makes other facts than the rules are about.
#[must_use]
pub fn schema_of(text: &'static str) -> Schema {
    let mut lines = Lines(text);
    let mut facts = Vec::new();
    while let Some((name, ty)) = named(&mut lines, 0) {
        facts.push(FactType { name, ty, shape: Shape::Text, secret: false });
    }
    Schema { facts: facts.leak() }
}

fn named(lines: &mut Lines<'static>, depth: u8) -> Option<(&'static str, Type)> {
    let (name, ty) = lines.next()?.split_once(' ')?;
    Some((name, type_of(ty, lines, depth)?))
}

/// Lists and records stand no deeper in each other than this.
const MAX_DEPTH: u8 = 8;

fn type_of(ty: &str, lines: &mut Lines<'static>, depth: u8) -> Option<Type> {
    let rest = ty.get(1..).filter(|_| depth < MAX_DEPTH)?;
    Some(match ty.as_bytes().first()? {
        b'b' => Type::Bool,
        b'i' => Type::Int,
        b's' => Type::String,
        b'l' => Type::List(Box::leak(Box::new(type_of(rest, lines, depth + 1)?))),
        _ => {
            let mut fields = Vec::new();
            for _ in 0..rest.parse().ok()? {
                let (name, ty) = named(lines, depth + 1)?;
                fields.push(FieldType { name, ty });
            }
            Type::Record(Box::leak(Box::new(RecordType { name: "", fields: fields.leak() })))
        }
    })
}

/// The ids of the rules that were loaded, in the order of their numbers, one a line.
#[wasm_bindgen]
#[must_use]
pub fn ids(catalogue: usize) -> String {
    let mut ids = String::new();
    LOADED.with_borrow(|all| {
        let Some(Loaded { catalogue, .. }) = all.get(catalogue) else { return };
        for rule in catalogue.rules() {
            let head = catalogue.rule(rule);
            ids.push_str(head.map_or("", |head| head.id));
            ids.push('\n');
        }
    });
    ids
}

/// Makes room for so many bytes; where it is in the memory. What stands there stays.
#[wasm_bindgen]
#[must_use]
pub fn room(bytes: usize) -> *const u8 {
    ROOM.with_borrow_mut(|room| {
        room.resize(bytes, 0);
        room.as_ptr()
    })
}

/// Judges by the facts that were written to so many bytes of the room, as `flat.rs` reads them. How many rules speak; of each,
/// two bytes are its number, the lower first, and one its verdict, from 0 (ruled out) to 3 (confirmed): they stand in the room then,
/// as many as have room.
#[wasm_bindgen]
#[must_use]
pub fn judge(catalogue: usize, bytes: usize) -> usize {
    ROOM.with_borrow_mut(|room| {
        LOADED.with_borrow(|all| {
            let Some(Loaded { catalogue, schema }) = all.get(catalogue) else { return 0 };
            let slots = flat::slots(room.get(..bytes).unwrap_or_default(), schema);
            let findings = catalogue.judge(&slots).findings;
            let places = room.chunks_exact_mut(3);
            places.zip(&findings).for_each(|(place, found)| place.copy_from_slice(&told(found)));
            findings.len()
        })
    })
}

fn told(found: &Judgement) -> [u8; 3] {
    let [low, high] = found.rule.0.to_le_bytes();
    let verdict = match found.verdict {
        Verdict::RuledOut => 0,
        Verdict::Possible => 1,
        Verdict::Likely => 2,
        Verdict::Confirmed => 3,
    };
    [low, high, verdict]
}
