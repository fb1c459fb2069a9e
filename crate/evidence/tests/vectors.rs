//! Strict reading against header values collected from the tests of other programs, each with what RFC 9110
//! says of it: `challenges.jsonl` in the folder that `WHY401_VECTORS` names. Skipped where that is not set.

use std::path::Path;

use serde_json::{Value, json};
use why401_evidence::capture::Field;
use why401_evidence::http::{
    AuthField, Param, Problem, ProblemKind, Severity, all_credentials, authentication_info,
    challenges,
};
use why401_evidence::span::{Leaf, Span};

struct Reading {
    /// In the form of the vectors.
    read: Value,
    problems: Vec<Problem>,
}

fn field(name: &str, value: &str, line: usize) -> Field {
    let leaf = |text: &str| Leaf::verbatim(text, Span::new(line as u32, 0..text.len()));
    Field { name: leaf(name), value: leaf(value), span: leaf(value).span() }
}

fn pairs(params: &[Param]) -> Value {
    params.iter().map(|param| json!([param.name.as_str(), param.value.as_str()])).collect()
}

fn shape(scheme: &Leaf, params: &[Param], token68: Option<&Leaf>) -> Value {
    json!({"scheme": scheme.as_str(), "params": pairs(params), "token68": token68.map(Leaf::as_str)})
}

fn reading(header: &str, values: &[&str]) -> Reading {
    let fields: Vec<Field> =
        values.iter().enumerate().map(|(line, value)| field(header, value, line)).collect();
    let fields: Vec<&Field> = fields.iter().collect();
    match AuthField::of(header).expect("a field of authentication") {
        AuthField::Challenges => {
            let read = challenges(&fields);
            let list = read.list.iter().map(|c| shape(&c.scheme, &c.params, c.token68.as_ref()));
            Reading {
                read: json!({"challenges": list.collect::<Value>()}),
                problems: read.problems,
            }
        }
        AuthField::Credentials => {
            let read = all_credentials(&fields);
            let list = read.list.iter().map(|c| shape(&c.scheme, &c.params, c.token68.as_ref()));
            Reading {
                read: json!({"challenges": list.collect::<Value>()}),
                problems: read.problems,
            }
        }
        AuthField::Info => {
            let read = authentication_info(&fields);
            Reading { read: json!({"params": pairs(&read.params)}), problems: read.problems }
        }
    }
}

/// How a reading differs from what a row says.
fn difference(row: &Value, reading: &Reading) -> Option<String> {
    let expected = &row["rfc9110"];
    let violates = expected["violates"].to_string();
    let strict = reading.problems.iter().all(|problem| problem.severity() < Severity::Error);
    let valid = expected["error"] != true && !violates.contains("duplicate");
    if strict != valid {
        return Some(format!("valid {valid}, read as {strict}"));
    }
    let has = |kind| reading.problems.iter().any(|problem| problem.kind == kind);
    for (kind, wanted) in [
        (ProblemKind::DuplicateParam, violates.contains("duplicate")),
        (ProblemKind::ObsText, violates.contains("obs-text")),
        (ProblemKind::ObsFold, expected["obs_fold"] == true),
    ] {
        if valid && has(kind) != wanted {
            return Some(format!("{kind:?} wanted: {wanted}"));
        }
    }
    if expected["error"] == true {
        return None;
    }
    let key = if expected["params"].is_array() { "params" } else { "challenges" };
    (reading.read[key] != expected[key]).then(|| reading.read.to_string())
}

#[test]
fn strict_reading_is_rfc_9110() {
    let Some(folder) = std::env::var_os("WHY401_VECTORS") else {
        println!("skipped: WHY401_VECTORS names no folder with challenges.jsonl");
        return;
    };
    let text = std::fs::read_to_string(Path::new(&folder).join("challenges.jsonl"))
        .expect("challenges.jsonl");
    let (mut read, mut differences) = (0, Vec::new());
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let Some(values) = row["values"].as_array() else { continue };
        let header = row["header"].as_str().expect("a header");
        let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        read += 1;
        if let Some(difference) = difference(&row, &reading(header, &values)) {
            differences.push(format!("{} {values:?}: {difference}", row["id"]));
        }
    }
    println!("{read} values, {} differences", differences.len());
    assert!(read >= 650, "{read} values");
    // None is needed; one that is must be explained here.
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
