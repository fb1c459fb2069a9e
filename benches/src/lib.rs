//! The engine alone, as a WebAssembly module: facts in and findings out, both flat.
#![forbid(unsafe_code)]

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use why401_engine::{
    Catalogue, FactId, FactType, FieldType, Judgement, RecordType, Schema, Shape, Slot, Slots,
    Type, Value, Verdict,
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

/// Reads facts of a schema written as a line each, in their order: `=` and a text, `:` and an int, `+` for true, `-` for
/// false, `!` for an absent one, `?` for an unknown one; `[` and how many items follow, a line each, `{` and how many
/// fields, of which `!` and `?` with a number are so many. `@` and a number tell which fact is next, where it is another one.
#[must_use]
pub fn slots(facts: &str, schema: &Schema) -> Slots {
    let mut slots = Slots::unknown(schema);
    let mut lines = Lines(facts);
    let mut fact = 0_u16;
    while let Some(line) = lines.next() {
        match line.strip_prefix('@') {
            Some(number) => fact = number.parse().unwrap_or(u16::MAX),
            None => {
                slots.set(FactId(fact), slot(line, &mut lines, 0));
                fact = fact.saturating_add(1);
            }
        }
    }
    slots
}

/// Lines that each end in a line feed. They are short: looking at byte after byte is quicker than what looks at many at once.
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

/// Lists and records stand no deeper in each other than this.
const MAX_DEPTH: u8 = 8;
/// Room that is made for what a list or record is said to have.
const USUAL: usize = 32;

fn slot(line: &str, lines: &mut Lines<'_>, depth: u8) -> Slot {
    let mut rest = line.chars();
    let mark = rest.next();
    let rest = rest.as_str();
    // How many lines belong to it.
    let count = || if depth < MAX_DEPTH { rest.parse().unwrap_or(0) } else { 0_usize };
    let mut inner = || Some(slot(lines.next()?, lines, depth + 1));
    Slot::Known(match mark {
        Some('=') => Value::String(rest.into()),
        Some(':') => match rest.parse() {
            Ok(int) => Value::Int(int),
            Err(_) => return Slot::Unknown,
        },
        Some('+') => Value::Bool(true),
        Some('-') => Value::Bool(false),
        Some('{') => {
            let count = count();
            let mut slots = Vec::with_capacity(count.min(USUAL));
            while slots.len() < count {
                let Some(line) = lines.next() else { break };
                let alike = line.get(1..).and_then(|number| number.parse().ok());
                let alike: usize = alike.filter(|_| line.starts_with(['!', '?'])).unwrap_or(1);
                let slot = slot(line, lines, depth + 1);
                slots.extend(std::iter::repeat_n(slot, alike.min(count - slots.len())));
            }
            Value::Record(slots)
        }
        Some('[') => {
            let count = count();
            let mut items = Vec::with_capacity(count.min(USUAL));
            for item in (0..count).map_while(|_| inner()) {
                if let Slot::Known(value) = item {
                    items.push(value);
                }
            }
            Value::List(items)
        }
        Some('!') => return Slot::Absent,
        _ => return Slot::Unknown,
    })
}

struct Loaded {
    catalogue: Catalogue<'static>,
    schema: &'static Schema,
}

thread_local! {
    static FACTS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
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

/// Makes room for so many bytes of facts; where it is in the memory. A text written there at once is there sooner than one
/// that is handed over.
#[wasm_bindgen]
#[must_use]
pub fn room(bytes: usize) -> *const u8 {
    FACTS.with_borrow_mut(|facts| {
        facts.resize(bytes, 0);
        facts.as_ptr()
    })
}

/// Judges by the facts that were written to so many bytes of the room; for each rule that speaks its number and its verdict,
/// from 0 (ruled out) to 3 (confirmed).
#[wasm_bindgen]
#[must_use]
pub fn judge(catalogue: usize, bytes: usize) -> Vec<u16> {
    FACTS.with_borrow(|facts| {
        let facts = facts.get(..bytes).and_then(|facts| str::from_utf8(facts).ok());
        LOADED.with_borrow(|all| {
            let Some(Loaded { catalogue, schema }) = all.get(catalogue) else { return Vec::new() };
            let slots = slots(facts.unwrap_or_default(), schema);
            catalogue.judge(&slots).findings.iter().flat_map(flat).collect()
        })
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
