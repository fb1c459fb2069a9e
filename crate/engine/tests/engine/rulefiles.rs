//! What a rule file says comes out of the tables; what its prose and examples must not say is told.
use crate::common::{SCHEMA, compiled, id, leg, rule, shown};
use why401_engine::author::{
    Example, ExampleVerdict, Expect, SourceFile, compile, compile_beside, compile_where,
};
use why401_engine::{Catalogue, Prose, RuleId, Segment, Severity, Slot, Template, Value};

const WHOLE: &str = r####"+++
id = "one"
aliases = ["Q248350", "Q1"]
title = "The server {{server.product}} offers `NTLM`"
severity = "error"
strength = "likely"
applies = "IIS 5.0 to 6.0"
first_leg = true
when = ['response.status == 401 && server.product == "iis"', 'server.product == "IIS"']
confirm = 'n == 1'
unless = ['server.major < 5', "m == 2"]
references = ["RFC 4559 section 4"]
[labels]
"response.status" = "refused by {{server.product}}"
offers = "offered"
+++
## Cause
The server says `Negotiate` and
means {{request.url.host|the host}}.

A second paragraph.

## Fix
1. Look at it on {{request.url.host|the server}}:
   ```cmd
   cscript adsutil.vbs get w3svc

     /host:{{request.url.host|<host>}}
   ```
   ```powershell
   Get-It
   ```
2. Then set it.
   Twice.

   And again.

   ~~~text
   last
   ~~~

## Risk
Back it up.

## Examples
### confirmed: both are: there
```paste
< HTTP/1.1 401
*no* {{markup}} &amp; \n here
```
````paste
```
second
````
```facts
n = 1
"server.product" = "iis"
numbers = [1, 0x10]
legs = [{ status = 401, flags = ["x"] }]
now = -5
```
```expect
primary = "one"
severity = "warning"
missing = ["m", "server.major"]
evidence = ["HTTP/1.1 401"]
```
### quiet (like one): otherwise
```paste-escaped
a\x00\xFFé\r
\\x41\t\n
```
### ruled_out: old
"####;

fn whole() -> Vec<SourceFile> {
    vec![SourceFile { path: "rules/one.md".into(), text: WHOLE.into() }]
}

fn text<'t>(text: &'t str) -> Segment<'t> {
    Segment::Text(text)
}

fn segments<'t>(template: &'t Template<'t>) -> &'t [Segment<'t>] {
    template.segments()
}

#[test]
fn prose_comes_back() {
    let compiled = compiled(&whole());
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let prose = Prose::load(&compiled.explained).unwrap();
    let rule = prose.rule(catalogue.find("one").unwrap()).unwrap();
    let product = Segment::Fact { fact: id("server.product"), fallback: None };
    let host = |fallback| Segment::Fact { fact: id("request.url.host"), fallback };
    assert_eq!(rule.aliases, ["Q248350", "Q1"]);
    assert_eq!(segments(&rule.title), [text("The server "), product, text(" offers `NTLM`")]);
    assert_eq!(rule.applies, Some("IIS 5.0 to 6.0"));
    assert_eq!(
        segments(&rule.cause),
        [
            text("The server says `Negotiate` and means "),
            host(Some("the host")),
            text(".\n\nA second paragraph.")
        ]
    );
    assert_eq!(segments(rule.risk.as_ref().unwrap()), [text("Back it up.")]);
    assert_eq!(rule.references, ["RFC 4559 section 4"]);
    let labels: Vec<_> = rule.labels.iter().map(|(fact, label)| (*fact, segments(label))).collect();
    assert_eq!(
        labels,
        [
            (id("response.status"), &[text("refused by "), product][..]),
            (id("offers"), &[text("offered")][..])
        ]
    );
    let [first, second] = rule.fix.as_slice() else { panic!("{:?}", rule.fix) };
    assert_eq!(
        segments(&first.text),
        [text("Look at it on "), host(Some("the server")), text(":")]
    );
    assert_eq!(segments(&second.text), [text("Then set it. Twice.\n\nAnd again.")]);
    let platforms: Vec<_> = first.commands.iter().map(|command| command.platform).collect();
    assert_eq!(platforms, ["cmd", "powershell"]);
    assert_eq!(segments(&second.commands[0].text), [text("last")]);
    assert_eq!(rule.conditions.when[1], "server.product == \"IIS\"");
    assert_eq!(rule.conditions.confirm, ["n == 1"]);
    assert_eq!(rule.conditions.unless, ["server.major < 5", "m == 2"]);
    assert_eq!(rule.family, Some("rules"));
    assert_eq!(prose.rule(RuleId(1)), None);
}

#[test]
fn examples_come_back() {
    let compiled = compiled(&whole());
    let examples: Vec<&Example> = compiled.examples.iter().map(|(_, example)| example).collect();
    assert!(compiled.examples.iter().all(|(id, _)| id == "one"));
    let [confirmed, quiet, ruled_out] = examples.as_slice() else { panic!("{examples:?}") };
    let known = |value| Slot::Known(value);
    let leg = leg(
        known(Value::Int(401)),
        Slot::Absent,
        known(Value::List(vec![Value::String("x".into())])),
    );
    let mut facts = vec![
        ("n".to_owned(), Value::Int(1)),
        ("server.product".to_owned(), Value::String("iis".into())),
        ("numbers".to_owned(), Value::List(vec![Value::Int(1), Value::Int(16)])),
        ("legs".to_owned(), Value::List(vec![leg])),
    ];
    facts.sort_by(|fact, other| fact.0.cmp(&other.0));
    assert_eq!(
        **confirmed,
        Example {
            verdict: ExampleVerdict::Confirmed,
            like: None,
            title: "both are: there".into(),
            pastes: vec![
                b"< HTTP/1.1 401\n*no* {{markup}} &amp; \\n here\n".to_vec(),
                b"```\nsecond\n".to_vec()
            ],
            facts,
            now: Some(-5),
            expect: Expect {
                primary: Some("one".into()),
                severity: Some("warning".into()),
                missing: Some(vec!["m".into(), "server.major".into()]),
                evidence: Some(vec!["HTTP/1.1 401".into()]),
            },
            file: "rules/one.md".into(),
            line: 46,
        }
    );
    assert_eq!((quiet.verdict, quiet.like.as_deref()), (ExampleVerdict::Quiet, Some("one")));
    assert_eq!(quiet.pastes, [b"a\x00\xff\xc3\xa9\r\n\\x41\t\n".to_vec()]);
    assert_eq!(quiet.expect, Expect::default());
    assert_eq!((ruled_out.verdict, ruled_out.line), (ExampleVerdict::RuledOut, 73));
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let files = [crate::common::rule("b", "when = 'a'"), crate::common::rule("a", "when = 'b'")];
    let turned = [files[1].clone(), files[0].clone()];
    assert_eq!(compiled(&files), compiled(&turned));
}

/// Replaces a text of the whole file; what is then told, as `line:column: message`.
fn told(old: &str, new: &str) -> Vec<String> {
    assert!(WHOLE.contains(old), "{old}");
    let text = WHOLE.replacen(old, new, 1);
    let file = SourceFile { path: "one.md".into(), text };
    let found = compile(&[file], &SCHEMA).err().unwrap_or_default();
    found
        .iter()
        .map(|mistake| format!("{}:{}: {}", mistake.line, mistake.column, mistake.message))
        .collect()
}

#[test]
fn mistakes_in_prose() {
    let table: &[(&str, &str, &[&str])] = &[
        ("means", "*means*", &["19:1: emphasis can't stand here"]),
        ("means", "**means**", &["19:1: strong emphasis can't stand here"]),
        ("means", "[means](x)", &["19:1: a link can't stand here"]),
        ("means", "<b>", &["19:1: HTML can't stand here"]),
        ("and\nmeans", "and  \nmeans", &["18:32: a forced line break can't stand here"]),
        ("A second paragraph.", "- a list", &["21:1: a list without numbers can't stand here"]),
        ("A second paragraph.", "> quoted", &["21:1: a quotation can't stand here"]),
        ("A second paragraph.", "    indented", &["21:5: an indented block can't stand here"]),
        ("A second paragraph.", "1. a step", &["21:1: only paragraphs can stand in this section"]),
        (
            "A second paragraph.",
            "### Further",
            &["21:1: only paragraphs can stand in this section"],
        ),
        (
            "## Cause",
            "Before.\n\n## Cause",
            &["17:1: this stands before the first section; it belongs under `## Cause`"],
        ),
        ("## Risk", "## Risks", &["42:1: unexpected section"]),
        ("## Risk", "# Risk", &["42:1: unexpected section"]),
        ("## Risk\nBack it up.\n", "## Cause\nagain\n", &["42:1: unexpected section"]),
        ("Back it up.", "", &["42:1: this section is empty"]),
        (
            "## Cause",
            "## Because",
            &["17:1: unexpected section", "74:1: the section `## Cause` is missing"],
        ),
        (
            "{{request.url.host|the host}}",
            "{{request.url.hst|x}}",
            &["19:9: there is no fact `request.url.hst`"],
        ),
        ("`Negotiate`", "`{{nn|x}}`", &["18:20: there is no fact `nn`"]),
        (
            "second paragraph",
            "second {{text}}",
            &["21:12: `text` may be unknown here and needs a fallback"],
        ),
        (
            "2. Then set it.",
            "Then set it.",
            &["33:1: the fix is one list of numbered steps and nothing else"],
        ),
        (
            "## Fix\n1. Look",
            "## Fix\nLook\n\n1. Look",
            &["24:1: the fix is one list of numbered steps and nothing else"],
        ),
        (
            "```powershell",
            "```bash",
            &["30:4: the fence has to say the platform: one of `cmd`, `powershell`, `sh`, `text`"],
        ),
        (
            "```powershell",
            "```",
            &["30:4: the fence has to say the platform: one of `cmd`, `powershell`, `sh`, `text`"],
        ),
        (
            "/host:{{request.url.host|<host>}}",
            "{{server.product}}",
            &["28:8: `server.product` can't stand inside a command"],
        ),
        (
            "/host:{{request.url.host|<host>}}",
            "{{response.status|1}}",
            &["28:8: `response.status` can't stand inside a command"],
        ),
        (
            "offers = \"offered\"",
            "offers = \"{{credentials.password|x}}\"",
            &["15:13: `credentials.password` is secret: it is never shown"],
        ),
    ];
    for (old, new, expected) in table {
        assert_eq!(told(old, new), *expected, "{new}");
    }
}

#[test]
fn mistakes_in_examples() {
    let table: &[(&str, &str, &[&str])] = &[
        (
            "### confirmed:",
            "### certain:",
            &[
                "46:5: a verdict is one of `confirmed`, `likely`, `possible`, `ruled_out`, `ruled out`, `quiet`",
            ],
        ),
        (
            "### ruled_out: old",
            "### ruled_out",
            &["73:1: an example is headed `### VERDICT: title`"],
        ),
        ("### ruled_out: old", "### possible: old", &["73:1: the rule's `strength` is `likely`"]),
        (
            "### ruled_out: old",
            "### ruled_out (like one): old",
            &["73:21: only quiet examples are `like` another rule's case"],
        ),
        ("(like one)", "(like oen)", &["68:17: there is no rule `oen`"]),
        (
            "confirm = 'n == 1'",
            "",
            &["46:1: the rule has no `confirm`, so that nothing confirms it"],
        ),
        (
            "unless = ['server.major < 5', \"m == 2\"]",
            "",
            &["73:1: the rule has no `unless`, so that nothing rules it out"],
        ),
        (
            "```paste\n<",
            "```pasted\n<",
            &["47:4: an example's block is one of `paste`, `paste-escaped`, `facts`, `expect`"],
        ),
        (
            "### quiet (like one)",
            "### likely",
            &["45:1: there is no example where the rule stays quiet"],
        ),
        (
            "### ruled_out: old",
            "text",
            &["73:1: examples are headings `### VERDICT: title`, each with fenced blocks"],
        ),
        ("\\t\\n", "\\q\\n", &["71:6: the escapes are `\\xNN`, `\\r`, `\\n`, `\\t` and `\\\\`"]),
        ("\\xFF", "\\xF", &["70:6: the escapes are `\\xNN`, `\\r`, `\\n`, `\\t` and `\\\\`"]),
        ("n = 1\n\"server", "nn = 1\n\"server", &["56:1: there is no fact `nn`"]),
        ("n = 1\n\"server", "n = 'x'\n\"server", &["56:5: this is no value of the type of `n`"]),
        (
            "status = 401, flags",
            "stats = 401, flags",
            &["59:8: this is no value of the type of `legs`"],
        ),
        ("now = -5", "now = '5'", &["60:7: `now` has to be an integer: seconds since 1970 in UTC"]),
        ("primary = \"one\"", "first = \"one\"", &["63:1: there is no key `first`"]),
        ("primary = \"one\"", "primary = \"two\"", &["63:11: there is no rule `two`"]),
        (
            "severity = \"warning\"\nm",
            "severity = \"grave\"\nm",
            &["64:12: `severity` is one of `error`, `warning`, `note`"],
        ),
        ("[\"m\", ", "[\"mm\", ", &["65:13: there is no fact `mm`"]),
    ];
    for (old, new, expected) in table {
        assert_eq!(told(old, new), *expected, "{new}");
    }
    let quiet = WHOLE.replace("### confirmed", "### quiet").replace("### ruled_out", "### quiet");
    let found = compile(&[SourceFile { path: "one.md".into(), text: quiet }], &SCHEMA).unwrap_err();
    assert_eq!(
        shown(&found),
        "one.md:45:1: there is no example where the rule speaks
   |
45 | ## Examples
   | ^^^^^^^^^^^"
    );
}

#[test]
fn rules_that_need_what_is_never_known_are_left_out() {
    let files = [
        rule("needs-n", "when = 'a && n > 1'\nsupersedes = ['needs-a']"),
        rule("needs-a", "when = ['has(n)', 'a']\nsupersedes = ['needs-no-n']"),
        rule("needs-no-n", "when = 'a || n > 1'"),
    ];
    let compiled = compile_where(&files, &SCHEMA, |_, _, _| true, |fact| fact != id("n")).unwrap();
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let ids: Vec<&str> =
        catalogue.rules().filter_map(|rule| Some(catalogue.rule(rule)?.id)).collect();
    assert_eq!(ids, ["needs-a", "needs-no-n"]);
    assert!(Prose::load(&compiled.titles).unwrap().belongs_to(&catalogue));
    let grave = |_: &str, severity, _| severity == Severity::Error;
    let compiled = compile_where(&files, &SCHEMA, grave, |fact| fact != id("n")).unwrap();
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    let all = catalogue.rules().filter_map(|rule| catalogue.rule(rule));
    assert!(all.into_iter().all(|head| head.severity == Severity::Error));
}

#[test]
fn rules_with_the_same_conditions_are_named() {
    let front = |when: &str| format!("when = {when}\nunless = 'c'");
    let files = [
        rule("one", &front("['a && (b || n == 1)', 'text == \"x\"']")),
        rule("two", &front("'text == \"x\" || (n == 1 || b) && a && a'")),
        rule("three", &front("['a && (b || n == 1)', 'text != \"x\"']")),
        rule("four", "when = ['a && (b || n == 1)', 'text == \"x\"']"),
    ];
    let alike = [("one".to_owned(), "two".to_owned())];
    assert_eq!(compiled(&files).alike, alike);
}

#[test]
fn examples_name_built_in_rules_and_supersedes_does_not() {
    let like = |what: &str| {
        let mut file = rule("own", "when = 'a'");
        file.text = file.text.replace("### quiet: it is quiet", what);
        file
    };
    let built_in = |id: &str| id == "old";
    let told = |file: SourceFile| -> Vec<String> {
        let found = compile_beside(&[file], &SCHEMA, &built_in).err().unwrap_or_default();
        found.into_iter().map(|mistake| mistake.message).collect()
    };
    assert_eq!(told(like("### quiet (like old): x")), [""; 0]);
    assert_eq!(told(like("### quiet: x\n```expect\nprimary = 'old'\n```")), [""; 0]);
    assert_eq!(told(like("### quiet: x\n```expect\nprimary = 'my-rules/own'\n```")), [""; 0]);
    assert_eq!(told(like("### quiet (like odl): x")), ["there is no rule `odl`"]);
    assert_eq!(
        told(rule("own", "when = 'a'\nsupersedes = ['old']")),
        ["`old` is built in, and rules supersede only their own kind"]
    );
    // Without others beside them, there are none.
    let found = compile(&[like("### quiet (like old): x")], &SCHEMA).unwrap_err();
    assert_eq!(found[0].message, "there is no rule `old`");
}

#[test]
fn a_verdict_is_written_with_or_without_a_line() {
    let of = |text: &str| compiled(&[SourceFile { path: "one.md".into(), text: text.into() }]);
    let spaced = WHOLE.replace("### ruled_out:", "### ruled out:");
    assert_ne!(spaced, WHOLE);
    assert_eq!(of(&spaced), of(WHOLE));
}
