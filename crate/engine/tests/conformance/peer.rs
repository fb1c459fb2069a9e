//! Random conditions of all types, beside the crate `cel`: what both take must come out alike.

use cel::{Context, ExecutionError, Program, Value as Cel};
use proptest::prelude::*;
use why401_engine::{Slot, Truth, Type, Value};

use crate::condition::{Facts, truth};

type Source = BoxedStrategy<String>;

fn joined(operands: &Source, operators: &'static [&'static str]) -> Source {
    (operands.clone(), prop::sample::select(operators), operands.clone())
        .prop_map(|(one, operator, two)| format!("({one} {operator} {two})"))
        .boxed()
}

/// Sources of a bool, an int, a string and a list of ints, each with so many operations inside of each other.
fn sources(depth: u32) -> [Source; 4] {
    let select = |from: &[&str]| {
        let from: Vec<String> = from.iter().map(|text| (*text).to_owned()).collect();
        prop::sample::select(from).boxed()
    };
    let leaves = [
        select(&["true", "false", "a", "b"]),
        select(&["0", "1", "-1", "7", "9223372036854775807", "n", "m"]),
        select(&["''", "'x'", "'Xy\u{e9}'", "text"]),
        select(&["[]", "[1]", "[2, 1]", "numbers"]),
    ];
    if depth == 0 {
        return leaves;
    }
    let [bools, ints, strings, lists] = sources(depth - 1);
    let wrapped = |of: &Source, before: &'static str, after: &'static str| {
        of.clone().prop_map(move |of| format!("{before}{of}{after}")).boxed()
    };
    let chosen = |of: &Source| {
        (bools.clone(), of.clone(), of.clone())
            .prop_map(|(condition, one, two)| format!("({condition} ? {one} : {two})"))
            .boxed()
    };
    let over = |name: &'static str, body: Source| {
        (lists.clone(), body)
            .prop_map(move |(list, body)| format!("{list}.{name}(x, {body})"))
            .boxed()
    };
    let of_item =
        || prop_oneof![bools.clone(), Just("x > n".to_owned()), Just("1 / x > 0".to_owned())];
    let [leaf_bool, leaf_int, leaf_string, leaf_list] = leaves;
    [
        prop_oneof![
            leaf_bool,
            wrapped(&bools, "!(", ")"),
            joined(&bools, &["&&", "||", "==", "!="]),
            joined(&ints, &["==", "!=", "<", "<=", ">", ">="]),
            joined(&strings, &["==", "!=", "<", "<=", ">", ">="]),
            joined(&lists, &["==", "!="]),
            (ints.clone(), lists.clone()).prop_map(|(item, list)| format!("({item} in {list})")),
            (
                strings.clone(),
                prop::sample::select(vec!["contains", "startsWith", "endsWith"]),
                strings.clone()
            )
                .prop_map(|(one, method, two)| format!("{one}.{method}({two})")),
            over("exists", of_item().boxed()),
            over("all", of_item().boxed()),
            over("exists_one", of_item().boxed()),
            chosen(&bools),
        ]
        .boxed(),
        prop_oneof![
            leaf_int,
            joined(&ints, &["+", "-", "*", "/", "%"]),
            wrapped(&ints, "-(", ")"),
            wrapped(&strings, "size(", ")"),
            wrapped(&lists, "size(", ")"),
            (lists.clone(), ints.clone()).prop_map(|(list, index)| format!("{list}[{index}]")),
            chosen(&ints),
        ]
        .boxed(),
        prop_oneof![leaf_string, joined(&strings, &["+"]), chosen(&strings)].boxed(),
        prop_oneof![
            leaf_list,
            joined(&lists, &["+"]),
            over("filter", of_item().boxed()),
            over("map", prop_oneof![ints.clone(), Just("x * 2".to_owned())].boxed()),
            chosen(&lists),
        ]
        .boxed(),
    ]
}

/// What the other says; nothing where it refuses the condition or has no such operation.
fn theirs(condition: &str, facts: &Facts) -> Option<Truth> {
    let program = Program::compile(condition).ok()?;
    let mut context = Context::default();
    for (name, _, slot) in facts {
        if let Slot::Known(value) = slot {
            context.add_variable_from_value(name.as_str(), cel_value(value));
        }
    }
    match program.execute(&context) {
        Ok(Cel::Bool(true)) => Some(Truth::True),
        Ok(Cel::Bool(false)) => Some(Truth::False),
        Ok(_) => None,
        Err(
            ExecutionError::DivisionByZero(_)
            | ExecutionError::RemainderByZero(_)
            | ExecutionError::Overflow(..)
            | ExecutionError::IndexOutOfBounds(_),
        ) => Some(Truth::Error),
        Err(_) => None,
    }
}

fn cel_value(value: &Value) -> Cel {
    match value {
        Value::Bool(truth) => Cel::Bool(*truth),
        Value::Int(int) => Cel::Int(*int),
        Value::String(text) => Cel::String(text.to_string().into()),
        Value::List(items) => Cel::List(items.iter().map(cel_value).collect::<Vec<_>>().into()),
        Value::Record(_) => Cel::Null,
    }
}

fn facts() -> Facts {
    let known = |name: &str, ty, value| (name.to_owned(), ty, Slot::Known(value));
    let numbers = [3, 0, 1].map(Value::Int).to_vec();
    vec![
        known("a", Type::Bool, Value::Bool(true)),
        known("b", Type::Bool, Value::Bool(false)),
        known("n", Type::Int, Value::Int(2)),
        known("m", Type::Int, Value::Int(i64::MIN)),
        known("text", Type::String, Value::String("xyz".into())),
        known("numbers", Type::List(&Type::Int), Value::List(numbers)),
    ]
}

#[test]
fn conditions_come_out_as_they_do_elsewhere() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let [conditions, ..] = sources(3);
    let facts = facts();
    let (mut compared, mut different) = ([0; 3], Vec::new());
    for _ in 0..4_000 {
        let condition = conditions.new_tree(&mut runner).unwrap().current();
        let ours = truth(&condition, &facts).unwrap_or_else(|error| panic!("{condition}: {error}"));
        let Some(theirs) = theirs(&condition, &facts) else { continue };
        if ours != theirs {
            different.push(format!("{condition}: {ours:?}, and there {theirs:?}"));
        }
        compared[match ours {
            Truth::True => 0,
            Truth::False => 1,
            Truth::Error | Truth::Unknown => 2,
        }] += 1;
    }
    println!("compared {compared:?}");
    assert!(compared.iter().all(|count| *count > 100), "{compared:?}");
    different.sort_by_key(String::len);
    assert!(
        different.is_empty(),
        "{}: {:#?}",
        different.len(),
        different.get(..different.len().min(20))
    );
}
