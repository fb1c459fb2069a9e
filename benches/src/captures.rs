//! The real catalogue over the captures of the tests: the facts of each are observed before, and judging is what is measured.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::{Map, Value as Json, json};
use why401::{Options, Paste, facts};
use why401_engine::{Catalogue, Judge, Slot, Slots, Type, Value};
use why401_facts::SCHEMA;
use why401_rules::LOGIC;

use crate::{Rounds, fastest};

/// What is judged from JavaScript too: the head of a 401, and a whole trace of one.
const TYPICAL: [(&str, &str); 2] =
    [("captures/ntlm-alone-iis5-401", "head"), ("captures/curl-ntlm-alone", "trace")];

/// So many of the slowest are measured again.
const AGAIN: usize = 12;

/// Measures each capture, and writes the typical ones for who judges them elsewhere.
pub(crate) fn measure(folder: &Path) -> io::Result<Json> {
    let catalogue = Catalogue::load(LOGIC, &SCHEMA).map_err(io::Error::other)?;
    let mut times: Vec<(f64, f64, String, Slots)> = Vec::new();
    for (name, pastes) in captures()? {
        let pastes: Vec<Paste<'_>> = pastes.iter().map(|bytes| Paste::Bytes(bytes)).collect();
        for slots in facts(&pastes, &Options { now: Some(1_800_000_000), ..Options::default() }) {
            let judge = judged(&catalogue, &slots, Rounds::FEW);
            let ask = fastest(Rounds::FEW, || {
                let mut judge = Judge::new(&catalogue, black_box(&slots));
                black_box(judge.findings());
                black_box(judge.prospects());
            });
            for (_, form) in TYPICAL.iter().filter(|(typical, _)| *typical == name) {
                write(&catalogue, &slots, &folder.join(format!("catalogue-{form}")))?;
            }
            times.push((judge, ask, name.clone(), slots));
        }
    }
    // The slowest of so many are those that the machine disturbed too: they have another chance.
    for _ in 0..2 {
        times.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (judge, _, _, slots) in times.iter_mut().rev().take(AGAIN) {
            *judge = judge.min(judged(&catalogue, slots, Rounds::MANY));
        }
    }
    times.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (Some((median, ask, ..)), Some((worst, _, name, _))) =
        (times.get(times.len() / 2), times.last())
    else {
        return Err(io::Error::other("there are no captures"));
    };
    Ok(json!({
        "rules": catalogue.rules().len(),
        "cases": times.len(),
        "median": median,
        "median_ask": ask,
        "worst": worst,
        "worst_name": name,
        "logic_bytes": LOGIC.len(),
    }))
}

/// The time of judging once.
fn judged(catalogue: &Catalogue<'_>, slots: &Slots, rounds: Rounds) -> f64 {
    fastest(rounds, || {
        black_box(catalogue.judge(black_box(slots)));
    })
}

/// Every capture of the tests: its name, and what is pasted.
fn captures() -> io::Result<Vec<(String, Vec<Vec<u8>>)>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let mut found = Vec::new();
    for family in ["captures", "cases"] {
        for folder in entries(&tests.join(family))? {
            let named = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let files = entries(&folder)?.into_iter();
            // The reports and what is right are no pastes.
            let files = files.filter(|file| file.extension().is_none_or(|kind| kind != "json"));
            let pastes = files.map(fs::read).collect::<io::Result<_>>()?;
            found.push((format!("{family}/{named}"), pastes));
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    entries.sort();
    Ok(entries)
}

/// Writes the compiled rules, the facts as plain data, and the ids of the rules that speak.
fn write(catalogue: &Catalogue<'_>, slots: &Slots, path: &Path) -> io::Result<()> {
    fs::write(path.with_extension("logic"), LOGIC)?;
    let mut known = Map::new();
    for (id, fact) in (0..).map(why401_engine::FactId).zip(SCHEMA.facts) {
        if let Some(value) = json_of(slots.get(id), &fact.ty) {
            known.insert(fact.name.to_owned(), value);
        }
    }
    let found = catalogue.judge(slots).findings;
    let ids: Vec<&str> =
        found.iter().filter_map(|one| Some(catalogue.rule(one.rule)?.id)).collect();
    let schema: Vec<Json> =
        SCHEMA.facts.iter().map(|fact| json!([fact.name, fields(&fact.ty)])).collect();
    let mut types = String::new();
    SCHEMA.facts.iter().for_each(|fact| write_type(fact.name, &fact.ty, &mut types));
    let told = json!({ "schema": schema, "types": types, "facts": known, "matching": ids });
    fs::write(path.with_extension("json"), told.to_string())
}

/// As `why401_bench::schema_of` reads it.
fn write_type(name: &str, ty: &Type, types: &mut String) {
    types.push_str(name);
    types.push(' ');
    let mut ty = ty;
    while let Type::List(item) = ty {
        types.push('l');
        ty = item;
    }
    match ty {
        Type::Bool => types.push_str("b\n"),
        Type::Int => types.push_str("i\n"),
        Type::Record(record) => {
            types.push_str(&format!("r{}\n", record.fields.len()));
            record.fields.iter().for_each(|field| write_type(field.name, &field.ty, types));
        }
        Type::String | Type::List(_) => types.push_str("s\n"),
    }
}

/// The names of a record's fields, of a list's records too; null for what has none.
fn fields(ty: &Type) -> Json {
    match ty {
        Type::Record(record) => record.fields.iter().map(|field| field.name).collect(),
        Type::List(item) => fields(item),
        Type::Bool | Type::Int | Type::String => Json::Null,
    }
}

/// Null for an absent one, nothing for one that is not known.
fn json_of(slot: &Slot, ty: &Type) -> Option<Json> {
    match slot {
        Slot::Unknown => None,
        Slot::Absent => Some(Json::Null),
        Slot::Known(value) => Some(value_of(value, ty)),
    }
}

fn value_of(value: &Value, ty: &Type) -> Json {
    match (value, ty) {
        (Value::Bool(truth), _) => json!(truth),
        (Value::Int(int), _) => json!(int),
        (Value::String(text), _) => json!(text),
        (Value::List(items), Type::List(item)) => {
            items.iter().map(|value| value_of(value, item)).collect()
        }
        (Value::Record(slots), Type::Record(record)) => {
            let pairs = record.fields.iter().zip(slots);
            let pairs = pairs.filter_map(|(field, slot)| {
                Some((field.name.to_owned(), json_of(slot, &field.ty)?))
            });
            Json::Object(pairs.collect())
        }
        (Value::List(_) | Value::Record(_), _) => Json::Null,
    }
}
