//! One question after the other: a trace is pasted, a question asked, what it asks for given, until all is certain.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use why401::report::{Finding, Question, Report, Verdict};
use why401::{Options, Paste, diagnose};

const TRACE: &str = include_str!("../captures/ntlm-alone-iis5-401/paste.txt");
const RULE: &str = "providers-ntlm-only";
const FACT: &str = "metabase.NTAuthenticationProviders";

fn report(pastes: &[&str], answers: &[(&str, &str)]) -> Report {
    let pastes: Vec<Paste<'_>> = pastes.iter().map(|text| Paste::Text(text)).collect();
    let answers = answers.iter().map(|(fact, value)| ((*fact).to_owned(), (*value).to_owned()));
    let options = Options {
        answers: answers.collect(),
        all: true,
        now: Some(1_000_000_000),
        ..Options::default()
    };
    diagnose(&pastes, &options).report
}

fn finding<'r>(report: &'r Report, rule: &str) -> &'r Finding {
    report.cases[0].findings.iter().find(|finding| finding.rule == rule).unwrap()
}

#[test]
fn a_trace_a_question_its_output_and_it_is_certain() {
    let first = report(&[TRACE], &[]);
    assert_eq!(finding(&first, RULE).verdict, Verdict::Likely);
    assert!(finding(&first, RULE).missing.contains(&FACT.to_owned()));
    let Question { fact, commands, rules, .. } = &first.questions[0];
    assert_eq!(fact, FACT);
    assert!(rules.contains(&RULE.to_owned()));
    let command = &commands[0].text;

    // What the person sees who runs it.
    for (output, verdict) in
        [("\"NTLM\"", Verdict::Confirmed), ("\"Negotiate,NTLM\"", Verdict::RuledOut)]
    {
        let output = format!("C:\\>{command}\nNTAuthenticationProviders : (STRING) {output}\n");
        let second = report(&[TRACE, &output], &[]);
        let found = finding(&second, RULE);
        assert_eq!(found.verdict, verdict, "{output}");
        assert!(found.missing.is_empty());
        assert!(second.questions.iter().all(|question| question.fact != FACT), "{output}");
        // The trace and the output both are evidence.
        let pastes = found.evidence.iter().flat_map(|evidence| &evidence.spans);
        let pastes: Vec<u32> = pastes.map(|span| span.paste).collect();
        assert!(pastes.contains(&1), "{pastes:?}");
    }
}

#[test]
fn every_answer_that_is_offered_settles_its_question() {
    let first = report(&[TRACE], &[]);
    let mut settled = Vec::new();
    for question in &first.questions {
        for answer in &question.answers {
            let second = report(&[TRACE], &[(&question.fact, &answer.value)]);
            let again = second.questions.iter().any(|asked| asked.fact == question.fact);
            assert!(!again, "{} is asked again after {}", question.fact, answer.label);
            settled.extend(second.cases[0].findings.iter().map(|finding| finding.verdict));
        }
    }
    assert!(settled.contains(&Verdict::Confirmed));
}

#[test]
fn answering_on_and_on_ends_in_no_question() {
    let mut answers: Vec<(String, String)> = Vec::new();
    for _ in 0..20 {
        let given: Vec<(&str, &str)> =
            answers.iter().map(|(fact, value)| (fact.as_str(), value.as_str())).collect();
        let report = report(&[TRACE], &given);
        let next = report.questions.iter().find(|question| !question.answers.is_empty());
        let Some(next) = next else {
            assert_eq!(finding(&report, RULE).verdict, Verdict::Confirmed);
            return;
        };
        assert!(answers.iter().all(|(fact, _)| *fact != next.fact), "{} again", next.fact);
        answers.push((next.fact.clone(), next.answers[0].value.clone()));
    }
    panic!("there is always another question: {answers:?}");
}
