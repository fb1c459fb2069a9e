//! Challenges beside the `http-auth` crate: what it accepts is read the same.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use why401_evidence::capture::Field;
use why401_evidence::http::{Problem, ProblemKind, Severity, challenges};
use why401_evidence::span::{Leaf, Span};

type Shape = Vec<(String, Vec<(String, String)>)>;

/// None where it is refused.
fn theirs(value: &str) -> Option<Shape> {
    let list = http_auth::parse_challenges(value).ok()?;
    let shape = |challenge: http_auth::ChallengeRef<'_>| {
        let params = challenge.params.iter();
        let params = params.map(|(name, value)| ((*name).to_owned(), value.to_unescaped()));
        (challenge.scheme.to_owned(), params.collect())
    };
    Some(list.into_iter().map(shape).collect())
}

fn ours(value: &str) -> (Shape, Vec<Problem>) {
    let leaf = |text: &str| Leaf::verbatim(text, Span::new(0, 0..text.len()));
    let field = Field { name: leaf(""), value: leaf(value), span: leaf(value).span() };
    let read = challenges(&[&field]);
    let list = read.list.iter().map(|challenge| {
        assert_eq!(challenge.token68, None, "{value}");
        let params = challenge.params.iter();
        let params = params.map(|param| (param.name.to_string(), param.value.to_string()));
        (challenge.scheme.to_string(), params.collect())
    });
    (list.collect(), read.problems)
}

/// Whether it was accepted there; then both are equal, and nothing but a duplicate is an error here.
fn compare(value: &str) -> bool {
    let Some(theirs) = theirs(value) else { return false };
    let (ours, problems) = ours(value);
    assert_eq!(ours, theirs, "{value}");
    let grave = problems.iter().find(|problem| {
        problem.severity() == Severity::Error && problem.kind != ProblemKind::DuplicateParam
    });
    assert_eq!(grave, None, "{value}");
    true
}

/// Pieces that challenges are made of, so that many values are accepted and the others nearly.
fn value() -> impl Strategy<Value = String> {
    let param =
        r#"[a-z]{1,3}[ \t]{0,1}=[ \t]{0,1}([a-zA-Z0-9!']{1,4}|"([ !#-~&&[^\\]]|\\["\\a ]){0,8}")"#;
    let word = format!("([A-Z][a-z-]{{0,5}}|{param}|[A-Z][a-z]{{0,3}} {param})");
    let value =
        format!("[A-Z][a-z]{{0,3}}( {param})?(([ \t]{{0,2}},[ ,\t]{{0,3}}| ){word}){{0,5}}");
    proptest::string::string_regex(&value).expect("a pattern")
}

#[test]
fn made_values_are_read_the_same() {
    let mut runner = TestRunner::default();
    let (mut accepted, mut all) = (0, 0);
    let strategy = value();
    for _ in 0..4096 {
        let value = strategy.new_tree(&mut runner).expect("a value").current();
        accepted += usize::from(compare(&value));
        all += 1;
    }
    // Else nothing is compared.
    assert!(accepted * 4 > all, "{accepted} of {all}");
}

proptest! {
    #[test]
    fn any_values_are_read_the_same(value in r#"[A-Za-c=", \\\t]{0,24}"#) {
        compare(&value);
    }
}
