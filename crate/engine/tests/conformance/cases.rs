//! The conformance cases of the CEL specification, v0.25.1, from the npm package `@bufbuild/cel-spec` 0.6.1 (Apache-2.0).
//!
//! `cases.jsonl` has those that lie within the subset, `refused.tsv` all others with the reason. Both are written by
//! `cargo test -p why401-engine --test conformance choose -- --ignored` with what `extract.mjs` prints in the file that
//! `CEL_SPEC_CASES` names.

use std::fs;

use serde_json::{Map, Value as Json};
use why401_engine::{Slot, Truth, Type, Value};

use crate::condition::{Facts, truth};

const CASES: &str = include_str!("cases.jsonl");
const REFUSED: &str = include_str!("refused.tsv");

/// A value of CEL as protobuf's JSON has it: the literal that makes it, and ours.
fn value(json: &Json) -> Result<(String, Value, Type), String> {
    let (kind, inside) = json.as_object().and_then(|object| object.iter().next()).unwrap();
    match kind.as_str() {
        "boolValue" => {
            let truth = inside.as_bool().unwrap();
            Ok((truth.to_string(), Value::Bool(truth), Type::Bool))
        }
        "int64Value" => {
            let int: i64 = inside.as_str().unwrap().parse().unwrap();
            Ok((int.to_string(), Value::Int(int), Type::Int))
        }
        "stringValue" => {
            let text = inside.as_str().unwrap();
            let literal: String =
                text.chars().map(|char| format!("\\U{:08x}", u32::from(char))).collect();
            Ok((format!("'{literal}'"), Value::String(text.into()), Type::String))
        }
        "listValue" => {
            let items = inside.get("values").and_then(Json::as_array);
            let items = items.into_iter().flatten().map(value).collect::<Result<Vec<_>, _>>()?;
            let of = items.first().map_or(Type::Int, |item| item.2);
            let literals: Vec<&str> = items.iter().map(|item| item.0.as_str()).collect();
            let literal = format!("[{}]", literals.join(", "));
            let values = items.iter().map(|item| item.1.clone()).collect();
            Ok((literal, Value::List(values), Type::List(Box::leak(Box::new(of)))))
        }
        kind => Err(format!("there is no {} in the subset", kind.trim_end_matches("Value"))),
    }
}

/// The facts that stand for the bindings of a case.
fn facts(case: &Json) -> Result<Facts, String> {
    let empty = Map::new();
    let bindings = case.get("bindings").and_then(Json::as_object).unwrap_or(&empty);
    let bound = bindings.iter().map(|(name, binding)| {
        let (_, value, ty) = value(&binding["value"])?;
        Ok((name.clone(), ty, Slot::Known(value)))
    });
    bound.collect()
}

/// What comes of a case and what has to; an error where it is refused.
fn run(case: &Json) -> Result<[Truth; 2], String> {
    let bound = case.get("bindings").is_some();
    for (key, applies, reason) in [
        ("checkOnly", true, "the case checks types alone"),
        ("typeEnv", !bound, "variables without a value"),
        ("container", bound, "variables in a namespace of their own"),
    ] {
        if case.get(key).is_some() && applies {
            return Err(reason.to_owned());
        }
    }
    let facts = facts(case)?;
    let expression = case["expr"].as_str().unwrap();
    let result = case.get("value").or_else(|| Some(&case.get("typedResult")?["result"]));
    let (condition, expected) = match result {
        Some(json) => (format!("({expression}\n) == {}", value(json)?.0), Truth::True),
        None if case.get("evalError").is_some() => match truth(expression, &facts) {
            Err(message) if message.starts_with("expected bool, as conditions are") => {
                (format!("({expression}\n) == ({expression}\n)"), Truth::Error)
            }
            _ => (expression.to_owned(), Truth::Error),
        },
        None => (expression.to_owned(), Truth::True),
    };
    Ok([truth(&condition, &facts)?, expected])
}

#[test]
fn every_case_within_the_subset_comes_out_as_it_says() {
    let mut count = 0;
    for line in CASES.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let [found, expected] = run(&case).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(found, expected, "{line}");
        count += 1;
    }
    println!("{count} cases");
    assert!(count >= 350, "only {count} cases");
}

#[test]
fn every_other_case_is_refused_for_its_reason() {
    let mut count = CASES.lines().count();
    for line in REFUSED.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.splitn(3, '\t');
        let [name, reason, case] = [(); 3].map(|()| fields.next().unwrap());
        let case: Json = serde_json::from_str(case).unwrap();
        assert_eq!(run(&case), Err(reason.to_owned()), "{name}");
        count += 1;
    }
    assert_eq!(count, 2344);
}

#[test]
#[ignore = "writes the lists; see above"]
fn choose() {
    let all = fs::read_to_string(std::env::var("CEL_SPEC_CASES").unwrap()).unwrap();
    let mut cases = String::new();
    let mut refused =
        "# name, why it is refused, the case without what decides nothing\n".to_owned();
    for line in all.lines() {
        let mut case: Json = serde_json::from_str(line).unwrap();
        let outcome = run(&case);
        case.as_object_mut()
            .unwrap()
            .retain(|key, _| !["description", "disableCheck"].contains(&key.as_str()));
        match outcome {
            Ok([found, expected]) => {
                assert_eq!(found, expected, "{case}");
                cases.push_str(&format!("{case}\n"));
            }
            Err(reason) => {
                let name = case["name"].as_str().unwrap().to_owned();
                // What it needs to be refused again.
                let mut least = case.clone();
                least.as_object_mut().unwrap().retain(|key, _| key == "expr");
                let case = if run(&least) == Err(reason.clone()) { least } else { case };
                refused.push_str(&format!("{name}\t{reason}\t{case}\n"));
            }
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance");
    fs::write(format!("{folder}/cases.jsonl"), cases).unwrap();
    fs::write(format!("{folder}/refused.tsv"), refused).unwrap();
}
