//! The commands for who writes rules.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLE: &str = include_str!("../../../docs/example-rule.md");
const TRACE: &str = "HTTP/1.1 407 Proxy Authentication Required\nServer: squid/6.6\nProxy-Authenticate: Basic realm=\"proxy\"\n\n";

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_why401")).args(args).output().expect("the binary")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A folder of one rule in a folder of this name, and a trace beside it.
fn folder(name: &str, rule: &str) -> (PathBuf, String, String) {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let rules = base.join("my-rules");
    fs::create_dir_all(rules.join("proxy")).expect("a folder");
    fs::write(rules.join("proxy/example-rule.md"), rule).expect("a rule");
    fs::write(base.join("trace.txt"), TRACE).expect("a trace");
    let shown = |path: PathBuf| path.to_string_lossy().into_owned();
    (base.clone(), shown(rules), shown(base.join("trace.txt")))
}

#[test]
fn rules_are_checked_with_their_examples() {
    let (_, rules, _) = folder("checked", EXAMPLE);
    let good = run(&["check-rules", &rules]);
    assert_eq!((good.status.code(), error(&good).as_str()), (Some(0), ""));
    assert_eq!(text(&good), "3 examples in 1 file, and all come out as they say\n");

    let (_, rules, _) = folder("quiet", &EXAMPLE.replace("### possible:", "### confirmed:"));
    let wrong = run(&["check-rules", &rules]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(error(&wrong).contains("example-rule.md:79: a product"), "{}", error(&wrong));
    assert!(error(&wrong).contains("expected confirmed, found possible"));

    let (_, rules, _) = folder("mistaken", &EXAMPLE.replace("\"squid\"'", "5'"));
    let mistaken = run(&["check-rules", &rules]);
    assert_eq!(mistaken.status.code(), Some(1));
    let told = error(&mistaken);
    assert!(told.contains("expected string, as on the left of `==`, found int"), "{told}");
    assert!(told.contains('^') && told.ends_with("1 mistake in 1 file\n"), "{told}");
}

#[test]
fn a_folder_and_its_pack_judge_alike() {
    let (base, rules, trace) = folder("packed", EXAMPLE);
    let pack = base.join("p.w4pack").to_string_lossy().into_owned();
    let made = run(&["pack", &rules, "-o", &pack]);
    assert_eq!(made.status.code(), Some(0), "{}", error(&made));
    let [by_folder, by_pack] =
        [&rules, &pack].map(|rules| run(&["--format", "json", "--rules", rules, &trace]));
    assert_eq!(by_folder.status.code(), Some(1), "{}", error(&by_folder));
    assert!(text(&by_folder).contains("\"rule\": \"my-rules/example-rule\""));
    assert_eq!(text(&by_folder), text(&by_pack));
    assert!(!text(&run(&[&trace])).contains("example-rule"));
    let named = run(&["pack", &rules, "-o", &pack, "--name", "other"]);
    assert!(text(&named).ends_with("its rules are other/...\n"));
    assert!(text(&run(&["--rules", &pack, &trace])).contains("other/example-rule"));
}

#[test]
fn what_can_not_be_loaded_is_refused_by_name() {
    let (base, rules, trace) = folder("refused", EXAMPLE);
    let table: [(&[&str], &str); 5] = [
        (
            &["--rules", &trace, &trace],
            "trace.txt: expected a folder of rule files, a rule file (.md)",
        ),
        (&["--rules", &rules, "--rules", &rules, &trace], "there is a pack `my-rules` already"),
        (&["--rules", "/nowhere", &trace], "/nowhere can't be read"),
        (&["pack", &rules, "-o", "x", "--name", "No Name"], "lower-case letters and digits"),
        (&["explain", "nothing"], "there is no rule `nothing`"),
    ];
    for (args, message) in table {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(error(&output).contains(message), "{args:?}: {}", error(&output));
    }
    let empty = base.join("empty");
    fs::create_dir_all(&empty).expect("a folder");
    let output = run(&["check-rules", &empty.to_string_lossy()]);
    assert!(error(&output).contains("has no rule files"), "{}", error(&output));
}

#[test]
fn a_rule_is_explained() {
    let (_, rules, trace) = folder("explained", EXAMPLE);
    let output = run(&["explain", "my-rules/example-rule", "--rules", &rules, &trace]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let told = text(&output);
    for line in [
        "this case: confirmed",
        "    holds     offers == [\"basic\"]",
        "              offers is [\"basic\"]",
        "    fails     server.product == \"iis\"",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\n{told}");
    }
    let quiet = run(&["explain", "providers-ntlm-only", &trace]);
    assert_eq!(quiet.status.code(), Some(1));
    assert!(text(&quiet).contains("the rule is quiet"));
    let shown = run(&["explain", "Q248350"]);
    assert!(text(&shown).starts_with("providers-ntlm-only: "), "{}", text(&shown));
    assert_eq!(shown.status.code(), Some(0));
}

#[test]
fn rules_and_facts_are_listed() {
    let (_, rules, _) = folder("listed", EXAMPLE);
    let listed = text(&run(&["rules", "--format", "json", "--rules", &rules]));
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let listed = listed.as_array().expect("a list");
    let find = |id: &str| listed.iter().find(|rule| rule["id"] == id).expect(id);
    let own = find("my-rules/example-rule");
    assert_eq!((&own["family"], &own["strength"]), (&"proxy".into(), &"possible".into()));
    let built_in = find("providers-ntlm-only");
    assert_eq!(
        (&built_in["severity"], &built_in["aliases"][0]),
        (&"error".into(), &"Q248350".into())
    );
    assert!(text(&run(&["rules"])).contains("\n  providers-ntlm-only (error, likely) . Q248350\n"));

    let facts = text(&run(&["facts", "--format", "json"]));
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
    let facts = facts.as_array().expect("a list");
    assert_eq!(facts.len(), why401_facts::FACTS.len());
    assert!(facts.iter().any(|fact| fact["name"] == "offers" && fact["type"] == "list of string"));
    assert!(text(&run(&["facts"])).contains("\nresponse.status: int, may stand in commands\n"));
}

#[test]
fn facts_that_nothing_asks_for_are_named() {
    let rule = EXAMPLE.replace("'server.product == \"iis\"'", "'\"401.2\" in access.codes'");
    let (_, rules, trace) = folder("unasked", &rule);
    let checked = run(&["check-rules", &rules]);
    assert_eq!(checked.status.code(), Some(1), "the example names what is missing");
    let told = error(&checked);
    assert!(told.contains("warning: example-rule may wait for access.codes, and no"), "{told}");
    let report = text(&run(&["--rules", &rules, &trace]));
    let line = "\nNot known: the statuses of refusals in access logs with their substatus\n\
        (access.codes). --answer FACT=VALUE says it.\n";
    assert!(report.contains(line), "{report}");
    let answered = run(&["--rules", &rules, "--answer", "access.codes=401.1", &trace]);
    assert!(!text(&answered).contains("Not known"), "{}", text(&answered));
}

#[test]
fn one_file_is_checked_and_judged_by() {
    let (_, rules, trace) = folder("one-file", EXAMPLE);
    let file = format!("{rules}/proxy/example-rule.md");
    let checked = run(&["check-rules", &file]);
    assert_eq!(checked.status.code(), Some(0), "{}", error(&checked));
    let report = text(&run(&["--rules", &file, &trace]));
    assert!(report.contains("proxy/example-rule"), "{report}");
    let other = run(&["check-rules", &trace]);
    assert_eq!(other.status.code(), Some(2));
    assert!(error(&other).contains("trace.txt: expected a folder of rule files"));
}

#[test]
fn no_pack_is_made_where_an_example_comes_out_otherwise() {
    let (base, rules, _) = folder("unpacked", &EXAMPLE.replace("### possible:", "### confirmed:"));
    let pack = base.join("p.w4pack");
    let made = run(&["pack", &rules, "-o", &pack.to_string_lossy()]);
    assert_eq!(made.status.code(), Some(2));
    assert!(error(&made).contains("1 mistake in the examples, and no pack is written"));
    assert!(!pack.exists());
}
