//! Tables of rules: what differs, what is common, and every mistake that can be made in them.
use crate::common::{SCHEMA, compiled, id, int, rule, shown, slots, text};
use why401_engine::author::{Compiled, Diagnostic, SourceFile, compile};
use why401_engine::{Catalogue, Prose, Segment, Severity, Verdict};

pub(crate) const TABLE: &str = r####"+++
severity = "error"
strength = "likely"
when = 'response.status == 401 && n == $code'
confirm = ['text == "401.$code"']
references = ["Status codes, 401.$code"]

[labels]
n = "substatus $code"

[[entry]]
id = "status-1"
code = 1
title = "401.$code: the logon failed"
aliases = ["401.1"]

[[entry]]
id = "status-7"
code = 7
title = "Refused by the policy of {{server.product|the server}}"
severity = "warning"
confirm = 'm == $code'
supersedes = ["status-1"]
+++
## status-1
### Cause
Code $code means a `401.$code`.

### Fix
1. Look into the log for $code:
   ```cmd
   findstr "401 $code" ex.log
   ```

### Examples
#### likely: a $code
```paste
401 $code
```
#### quiet (like status-7): another code

## status-7
### Cause
It is so.

### Fix
1. Mend it.

### Risk
There is one in $code.

### Examples
#### confirmed: both
```facts
n = $code
m = $code
```
#### quiet: none
"####;

fn file(text: &str) -> SourceFile {
    SourceFile { path: "rules/iis/status.table.md".into(), text: text.to_owned() }
}

fn whole() -> Compiled {
    compiled(&[file(TABLE)])
}

#[test]
fn each_entry_is_an_ordinary_rule() {
    let compiled = whole();
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let [one, seven] = ["status-1", "status-7"].map(|id| catalogue.find(id).unwrap());
    let severity = |rule| catalogue.rule(rule).unwrap().severity;
    assert_eq!((severity(one), severity(seven)), (Severity::Error, Severity::Warning));
    assert_eq!(catalogue.rule(seven).unwrap().supersedes().collect::<Vec<_>>(), [one]);
    let verdicts = |known: &[_]| -> Vec<_> {
        let judgements = catalogue.judge(&slots(known));
        judgements.findings.iter().map(|found| (found.rule, found.verdict)).collect()
    };
    let status = ("response.status", int(401));
    use Verdict::{Confirmed, Likely};
    assert_eq!(verdicts(&[status.clone(), ("n", int(1))]), [(one, Likely)]);
    let known = [status.clone(), ("n", int(1)), ("text", text("401.1"))];
    assert_eq!(verdicts(&known), [(one, Confirmed)]);
    let known = [status.clone(), ("n", int(7)), ("text", text("401.7")), ("m", int(8))];
    assert_eq!(verdicts(&known), [(seven, Likely)]);
    assert_eq!(verdicts(&[status, ("n", int(7)), ("m", int(7))]), [(seven, Confirmed)]);
}

#[test]
fn the_code_stands_in_all_texts() {
    let compiled = whole();
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let prose = Prose::load(&compiled.explained).unwrap();
    let rule = prose.rule(catalogue.find("status-1").unwrap()).unwrap();
    assert_eq!(rule.title.segments(), [Segment::Text("401.1: the logon failed")]);
    assert_eq!((rule.aliases, rule.references), (vec!["401.1"], vec!["Status codes, 401.1"]));
    assert_eq!(rule.cause.segments(), [Segment::Text("Code 1 means a `401.1`.")]);
    assert_eq!(rule.fix[0].text.segments(), [Segment::Text("Look into the log for 1:")]);
    let command = &rule.fix[0].commands[0].text;
    assert_eq!(command.segments(), [Segment::Text("findstr \"401 1\" ex.log")]);
    assert_eq!(rule.labels[0].0, id("n"));
    assert_eq!(rule.labels[0].1.segments(), [Segment::Text("substatus 1")]);
    assert_eq!(rule.conditions.when, ["response.status == 401 && n == 1"]);
    assert_eq!(rule.conditions.confirm, ["text == \"401.1\""]);
    let examples: Vec<_> = compiled
        .examples
        .iter()
        .map(|(rule, example)| (rule.as_str(), example.title.as_str(), example.line))
        .collect();
    let expected = [
        ("status-1", "a 1", 36),
        ("status-1", "another code", 40),
        ("status-7", "both", 53),
        ("status-7", "none", 58),
    ];
    assert_eq!(examples, expected);
    assert_eq!(compiled.examples[0].1.pastes, [b"401 1\n".to_vec()]);
    assert_eq!(compiled.examples[2].1.facts.len(), 2);
}

#[test]
fn a_code_may_be_text() {
    let table = TABLE
        .replace("n == $code", "server.product == $code")
        .replace("code = 7", "code = 'iis'")
        .replace("m == $code", "text == $code")
        .replace("n = $code\nm = $code", "text = '$code'")
        .replace("code = 1\n", "code = 'other'\n");
    let compiled = compiled(&[file(&table)]);
    let prose = Prose::load(&compiled.explained).unwrap();
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let rule = prose.rule(catalogue.find("status-7").unwrap()).unwrap();
    assert_eq!(rule.conditions.when, ["response.status == 401 && server.product == \"iis\""]);
    assert_eq!(rule.risk.unwrap().segments(), [Segment::Text("There is one in iis.")]);
    let rule = prose.rule(catalogue.find("status-1").unwrap()).unwrap();
    assert_eq!(rule.conditions.confirm, ["text == \"401.other\""]);
}

fn told(old: &str, new: &str) -> Vec<String> {
    assert!(TABLE.contains(old), "{old}");
    let found = compile(&[file(&TABLE.replacen(old, new, 1))], &SCHEMA).err().unwrap_or_default();
    let line =
        |mistake: &Diagnostic| format!("{}:{}: {}", mistake.line, mistake.column, mistake.message);
    found.iter().map(line).collect()
}

#[test]
fn mistakes_are_told_once_and_at_their_place() {
    let table: &[(&str, &str, &[&str])] = &[
        // In what is common: told for both entries, shown once.
        ("n == $code'", "nn == $code'", &["4:35: there is no fact `nn`"]),
        (
            "n == $code'",
            "n == $code && text == 1'",
            &["4:57: expected string, as on the left of `==`, found int"],
        ),
        (
            "severity = \"error\"",
            "severity = \"grave\"",
            &["2:12: `severity` is one of `error`, `warning`, `note`"],
        ),
        ("severity = \"error\"\n", "", &["11:6: the key `severity` is missing"]),
        (
            "severity = \"error\"",
            "title = \"x\"\nseverity = \"error\"",
            &["2:1: there is no key `title`"],
        ),
        // In an entry.
        ("code = 7\n", "", &["18:6: the entry needs a `code`"]),
        (
            "code = 7",
            "code = true",
            &[
                "19:8: expected an integer, or a string without quotes and backslashes, for `code`, found boolean",
            ],
        ),
        (
            "code = 7",
            "coda = 7",
            &["18:6: the entry needs a `code`", "19:1: there is no key `coda`"],
        ),
        ("m == $code", "mm == $code", &["22:12: there is no fact `mm`"]),
        (
            "id = \"status-7\"",
            "id = \"Status-7\"",
            &[
                "18:6: the section `## Status-7` is missing",
                "40:18: there is no rule `status-7`",
                "42:1: there is no entry with the id `status-7`",
            ],
        ),
        ("id = \"status-7\"\n", "", &[]),
        // In the sections.
        ("## status-7", "## status-7\n### Nothing", &["43:1: unexpected section"]),
        ("## status-7", "# status-7", &[]),
        ("### Risk\nThere is one in $code.\n", "### Risk\n", &["49:1: this section is empty"]),
        (
            "## status-1",
            "Before.\n\n## status-1",
            &["25:1: this stands before the first section; each is headed by the id of its entry"],
        ),
        ("#### quiet: none", "### quiet: none", &[]),
        ("It is so.", "{{text}}", &["44:3: `text` may be unknown here and needs a fallback"]),
        (
            "`401.$code`",
            "`401.$code` {{text}}",
            &["27:34: `text` may be unknown here and needs a fallback"],
        ),
    ];
    let mut wrong = Vec::new();
    for (old, new, expected) in table {
        let found = told(old, new);
        assert!(!found.is_empty(), "{new}");
        if !expected.is_empty() {
            wrong.extend((found != *expected).then_some((new, found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ids_are_compared_with_those_of_all_files() {
    let mistakes = compile(&[file(TABLE), rule("status-1", "when = 'a'")], &SCHEMA).unwrap_err();
    assert!(shown(&mistakes).contains("has the same id"), "{}", shown(&mistakes));
    let other = rule("other", "when = 'a'\nsupersedes = ['status-7']");
    assert_eq!(compiled(&[file(TABLE), other]).examples.len(), 6);
    let empty = compile(&[file("+++\n+++\n")], &SCHEMA).unwrap_err();
    assert_eq!(empty[0].message, "a table of rules needs entries: `[[entry]]`");
}
