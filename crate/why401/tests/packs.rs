//! Packs: what they add, and what they can't change.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::path::Path;

use why401::author::{SourceFile, compile, pack, run_examples};
use why401::report::{Report, Verdict};
use why401::{MAX_PACKS, Options, Paste, check_pack, diagnose, explain, rules};
use why401_engine::LoadError;

const TRACE: &str =
    "HTTP/1.1 401 Access Denied\nServer: Microsoft-IIS/5.0\nWWW-Authenticate: NTLM\n\n";

fn rule(id: &str, front: &str) -> SourceFile {
    let text = format!(
        "+++\nid = '{id}'\ntitle = 'Of a pack'\nseverity = 'error'\nstrength = 'likely'\n{front}\n+++\n\
         ## Cause\nIt is so.\n## Fix\n1. Mend it.\n## Examples\n### likely: x\n### quiet: x\n"
    );
    SourceFile { path: format!("{id}.md"), text }
}

fn packed(name: &str, files: &[SourceFile]) -> Vec<u8> {
    let compiled = compile(files).unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
    pack(name, &compiled).unwrap()
}

fn report(paste: &str, packs: Vec<Vec<u8>>) -> Report {
    let options = Options { packs, all: true, now: Some(0), ..Options::default() };
    diagnose(&[Paste::Text(paste)], &options).report
}

#[test]
fn the_example_in_the_documentation_is_right() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/example-rule.md");
    let text = fs::read_to_string(path).unwrap();
    let compiled = compile(&[SourceFile { path: "docs/example-rule.md".into(), text }])
        .unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
    let bytes = pack("docs", &compiled).unwrap();
    assert_eq!(run_examples(&compiled, Some(("docs".into(), bytes))), []);
    assert_eq!(compiled.examples.len(), 3);
}

#[test]
fn an_example_that_comes_out_otherwise_is_told() {
    let mut file = rule("loud", "when = 'response.status == 401'");
    file.text = file.text.replace("### quiet: x", &format!("### quiet: x\n```paste\n{TRACE}```"));
    let compiled = compile(&[file]).unwrap();
    let bytes = pack("mine", &compiled).unwrap();
    let failures = run_examples(&compiled, Some(("mine".into(), bytes)));
    let told: Vec<_> = failures.iter().map(|wrong| (wrong.line, wrong.problem.as_str())).collect();
    let expected = [
        (13, "expected likely, found quiet"),
        (
            14,
            "expected quiet, found likely\n    when: `response.status == 401` holds: response.status is 401",
        ),
    ];
    assert_eq!(told, expected);
}

#[test]
fn rules_of_a_pack_speak_with_their_own_names() {
    let front = "when = 'response.status == 401 && \"ntlm\" in offers'\nsupersedes = ['weaker']";
    let files = [rule("weaker", "when = 'response.status == 401'"), rule("stronger", front)];
    let report = report(TRACE, vec![packed("mine", &files)]);
    let findings = &report.cases[0].findings;
    let found = findings.iter().find(|found| found.rule == "mine/stronger").unwrap();
    assert_eq!((found.verdict, found.title.as_str()), (Verdict::Likely, "Of a pack"));
    assert_eq!(found.superseded, ["mine/weaker"]);
}

#[test]
fn a_pack_changes_no_verdict_of_the_built_in_rules() {
    // As loud as a pack can be, under names of rules that are there.
    let loud = "when = 'response.status == 401'\nconfirm = 'response.status == 401'";
    let files = [
        rule("providers-ntlm-only", loud),
        rule("ntlm-only-offered", "when = 'true'\nsupersedes = ['providers-ntlm-only']"),
    ];
    let packs = vec![packed("mine", &files), packed("other", &files)];
    let pastes = [
        TRACE,
        "HTTP/1.1 401 x\nWWW-Authenticate: NTLM\n\n",
        "NTAuthenticationProviders : (STRING) \"NTLM\"\n",
        "none",
    ];
    for paste in pastes {
        let (without, with) = (report(paste, Vec::new()), report(paste, packs.clone()));
        assert_eq!(without.cases.len(), with.cases.len());
        for (without, with) in without.cases.iter().zip(&with.cases) {
            let built_in =
                with.findings.iter().filter(|found| !found.rule.contains('/')).collect::<Vec<_>>();
            assert_eq!(built_in, without.findings.iter().collect::<Vec<_>>(), "{paste}");
        }
    }
    assert!(report(TRACE, packs).cases[0].findings.len() > 2);
}

#[test]
fn questions_of_packs_are_asked_too() {
    let front = "when = 'response.status == 401'\n\
        confirm = 'metabase.NTAuthenticationProviders == \"x\"'";
    let packs = vec![packed("mine", &[rule("asks", front)])];
    let report = report("HTTP/1.1 401 x\nWWW-Authenticate: Foo\n\n", packs);
    let asked = &report.questions[0];
    assert_eq!(asked.fact, "metabase.NTAuthenticationProviders");
    assert_eq!(asked.rules, ["mine/asks"]);
}

#[test]
fn packs_are_checked_and_bounded() {
    let one = || rule("one", "when = 'response.status == 401'");
    let bytes = packed("mine", &[one()]);
    assert_eq!(check_pack(&bytes).as_deref(), Ok("mine"));
    assert_eq!(check_pack(b"nothing"), Err(LoadError::Format));
    // One that can't be loaded is passed over; no more than there may be are looked at.
    let mut packs = vec![b"nothing".to_vec(); MAX_PACKS - 1];
    packs.extend([bytes, packed("late", &[one()])]);
    let ids: Vec<String> = rules(&packs).into_iter().map(|rule| rule.id).collect();
    assert!(ids.contains(&"mine/one".to_owned()) && !ids.contains(&"late/one".to_owned()));
}

#[test]
fn a_rule_is_explained_down_to_its_parts() {
    use why401_engine::Truth::{False, True, Unknown};
    let options = Options::default();
    let told = explain("providers-ntlm-only", &[Paste::Text(TRACE)], &options).unwrap();
    assert_eq!(told.rule.family, "metabase");
    let case = &told.cases[0];
    assert!(case.verdict.is_some());
    let parts: Vec<_> = case.conditions.iter().flat_map(|condition| &condition.atoms).collect();
    for truth in [True, False, Unknown] {
        assert!(parts.iter().any(|part| part.truth == truth), "{truth:?}");
    }
    let unknown = parts.iter().find(|part| part.truth == Unknown).unwrap();
    assert!(unknown.unknown.contains(&"metabase.NTAuthenticationProviders"));
    let offers = parts.iter().find(|part| part.source == "\"ntlm\" in offers").unwrap();
    assert_eq!(offers.truth, True);
    assert_eq!(offers.known, [("offers", Some("[\"ntlm\"]".to_owned()))]);
    assert_eq!(explain("Q248350", &[], &options).unwrap().rule.id, "providers-ntlm-only");
    assert!(explain("nothing", &[], &options).is_none());
}

/// A rule with an example that pastes [`TRACE`] and expects this; what is told of it.
fn told_of(front: &str, expect: &str) -> Vec<String> {
    let mut file = rule("own", front);
    let example = format!("### likely: x\n```paste\n{TRACE}```\n```expect\n{expect}\n```");
    file.text = file.text.replace("### likely: x", &example);
    let compiled = compile(&[file]).unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
    let bytes = pack("mine", &compiled).unwrap();
    let failures = run_examples(&compiled, Some(("mine".into(), bytes)));
    failures.into_iter().map(|failure| failure.problem).collect()
}

#[test]
fn what_decided_who_is_primary_is_told() {
    let of_status = "when = 'response.status == 401'";
    let told = told_of(of_status, "primary = 'own'");
    assert_eq!(told.len(), 1, "{told:?}");
    let first = "expected own to be primary, found providers-ntlm-only before it: that rests on ";
    assert!(told[0].starts_with(first), "{told:?}");
    // With as many facts the pack's rule comes first.
    let as_many = "when = 'response.status == 401 && \"ntlm\" in offers && response.complete'";
    assert_eq!(told_of(as_many, "primary = 'own'"), [""; 0]);
    assert_eq!(told_of(as_many, "primary = 'mine/own'"), [""; 0]);
    let other = told_of(as_many, "primary = 'providers-ntlm-only'");
    assert!(other[0].contains("found mine/own before it: that"), "{other:?}");
}

#[test]
fn evidence_is_expected_by_what_is_marked_and_told_in_lines() {
    let front = "when = 'response.status == 401 && challenges.exists(c, c.scheme == \"ntlm\")'\n\
        labels.challenges = 'asks for NTLM'";
    assert_eq!(
        told_of(front, "evidence = ['NTLM', 'asks for', '401', 'scheme']"),
        ["\
no evidence shows scheme; there is
    response.status: the status, at 401
    challenges: asks for NTLM, at NTLM"]
    );
}

#[test]
fn parts_are_explained_with_what_turns_them_round() {
    use why401_engine::Truth::{False, True};
    let front = "when = 'response.status == 401'\n\
        unless = ['!has(offers)', '!(\"ntlm\" in offers) && !!(response.status == 401)', 'challenges.exists(c, has(c.realm))']";
    let packs = vec![packed("mine", &[rule("one", front)])];
    let options = Options { packs, ..Options::default() };
    let told = explain("mine/one", &[Paste::Text(TRACE)], &options).unwrap();
    let parts = told.cases[0].conditions.iter().flat_map(|condition| &condition.atoms);
    let parts: Vec<_> = parts.map(|part| (part.source.as_str(), part.truth)).collect();
    let expected = [
        ("response.status == 401", True),
        ("!has(offers)", False),
        ("!(\"ntlm\" in offers)", False),
        ("!!(response.status == 401)", True),
        ("challenges.exists(c, has(c.realm))", False),
    ];
    assert_eq!(parts, expected);
    let atom = &told.cases[0].conditions[3].atoms[0];
    assert_eq!(atom.known, [("challenges", Some("[{scheme: \"ntlm\", names: []}]".to_owned()))]);
}
