//! Every mistake that an author can make is told at its place.
use crate::common::{SCHEMA, rule, shown};
use why401_engine::author::{Diagnostic, SourceFile, compile};

fn mistakes(files: &[SourceFile]) -> Vec<Diagnostic> {
    compile(files, &SCHEMA).err().unwrap_or_default()
}

/// The one mistake of a rule with these lines of front matter, which begin at line 6.
fn told(front: &str) -> String {
    shown(&mistakes(&[rule("one", front)]))
}

/// Conditions with the place of the mistake in guillemets, the message and the help.
const CONDITIONS: &[(&str, &str, &str)] = &[
    // What no CEL expression is.
    ("«»", "the condition ends too early", ""),
    ("a &&«»", "the condition ends too early", ""),
    ("n == 1 +«»", "the condition ends too early", ""),
    ("a «b»", "unexpected `b`", ""),
    ("a «=» b", "unexpected `=`", "`==` compares"),
    ("a «&» b", "unexpected `&`", "`&&` is the and"),
    ("a «and» b", "unexpected `and`", "`&&` is the and"),
    ("«#»", "unexpected `#`", ""),
    ("a && !«-»n", "unexpected `-`", ""),
    ("(a«»", "`)` is missing here", ""),
    ("(a «b»)", "`)` is missing here", ""),
    ("[1, 2«»", "`]` is missing here", ""),
    ("a ? b«»", "`:` is missing here", ""),
    ("has(n«»", "`)` is missing here", ""),
    ("«if» == 1", "`if` is a reserved word", ""),
    ("'é' == '«\\q»'", "this is no escape", "`\\\\` is a backslash, and `r'...'` has no escapes"),
    ("'«\\x»4' == text", "this is no escape", "`\\\\` is a backslash, and `r'...'` has no escapes"),
    ("text == «'abc»", "this text has no closing quote", ""),
    ("n == «9223372036854775808»", "this int does not fit into 64 bits", ""),
    ("n == «-9223372036854775809»", "this int does not fit into 64 bits", ""),
    // What is CEL and not in the subset.
    ("n == «1.5»", "doubles are not part of the subset of CEL", ""),
    ("n == «2e3»", "doubles are not part of the subset of CEL", ""),
    ("n == «.»5", "doubles are not part of the subset of CEL", ""),
    ("n == «-1.5»", "doubles are not part of the subset of CEL", ""),
    ("n == «1u»", "unsigned ints are not part of the subset of CEL", ""),
    ("text == «b'»x'", "bytes are not part of the subset of CEL", ""),
    (
        "n == «null»",
        "`null` is not part of the subset of CEL",
        "`has(fact)` asks whether there is one",
    ),
    ("«{»'a': 1} == n", "maps are not part of the subset of CEL", ""),
    ("a && Leg«{»status: 1}", "messages are not part of the subset of CEL", ""),
    ("a«.?»b", "optional fields are not part of the subset of CEL", ""),
    ("«`»a` == 1", "names in backticks are not part of the subset of CEL", ""),
    ("«.»a", "names that begin with a dot are not part of the subset of CEL", ""),
    (
        "text.«matches»('x')",
        "`matches` is not part of the subset of CEL",
        "`contains`, `startsWith` and `endsWith` look into texts",
    ),
    (
        "«int»(text) == 1",
        "`int` is not part of the subset of CEL",
        "the functions are `has`, `size`",
    ),
    // Names.
    (
        "«respons.status» == 1",
        "there is no fact `respons.status`",
        "did you mean `response.status`?",
    ),
    (
        "a || «response.sttus» == 1",
        "there is no fact `response.sttus`",
        "did you mean `response.status`?",
    ),
    (
        "«server» == 1",
        "there is no fact `server`",
        "facts in it are `server.product`, `server.major`",
    ),
    ("«quite_another.thing»", "there is no fact `quite_another.thing`", ""),
    ("response.status.«code» == 1", "int has no field `code`", ""),
    ("legs.exists(l, l.«sttus» == 1)", "record leg has no field `sttus`", "did you mean `status`?"),
    (
        "legs[0].«nothing» == 1",
        "record leg has no field `nothing`",
        "its fields are `status`, `scheme`, `flags`",
    ),
    ("numbers.exists(«1», true)", "a name for the items is expected here", ""),
    // Types.
    ("«n»", "expected bool, as conditions are, found int", ""),
    ("response.status == «'401'»", "expected int, as on the left of `==`, found string", ""),
    ("'a' < «1»", "expected string, as on the left of `<`, found int", ""),
    ("«numbers» < numbers", "`<` is not defined for list of int", ""),
    ("[][0].«foo» == 1", "an item of an empty list has no type", ""),
    ("«[][0]»[1] == 1", "an item of an empty list has no type", ""),
    ("size(«[][0]») == 1", "an item of an empty list has no type", ""),
    ("1 in «[][0]»", "an item of an empty list has no type", ""),
    ("«last_leg» == last_leg", "`==` is not defined for record leg", ""),
    (
        "last_leg in «legs»",
        "`in` is not defined for record leg",
        "`exists` looks into the fields of records",
    ),
    ("a && «n»", "expected bool as operand of `&&`, found int", ""),
    ("!«n»", "expected bool after `!`, found int", ""),
    ("-«a» == 1", "expected int after `-`, found bool", ""),
    ("«text» * 2 == 2", "`*` is not defined for string", ""),
    ("n + «'x'» == 2", "expected int, as on the left of `+`, found string", ""),
    ("n in «5»", "expected list on the right of `in`, found int", ""),
    ("«'x'» in numbers", "expected int, as the items on the right of `in`, found string", ""),
    ("[1, «'a'»].size() == 1", "expected int, as the items before, found string", ""),
    ("numbers[«'a'»] == 1", "expected int as index, found string", ""),
    ("«n»[0] == 1", "expected list before `[`, found int", ""),
    ("«n» ? a : b", "expected bool before `?`, found int", ""),
    ("(a ? n : «text») == 1", "expected int as in the branch before `:`, found string", ""),
    ("«text».exists(x, true)", "expected list for `exists`, found string", ""),
    ("numbers.exists(x, «x»)", "expected bool for `exists`, found int", ""),
    ("«n».contains('1')", "expected string for `contains`, found int", ""),
    ("text.contains(«n»)", "expected string for `contains`, found int", ""),
    ("text.«contains»('a', 'b')", "`contains` takes 1 argument", ""),
    ("text.«lowerAscii»('a') == 'a'", "`lowerAscii` takes 0 arguments", ""),
    ("offers.«map»(x, true, x).size() == 1", "`map` takes 2 arguments", ""),
    ("«size»() == 1", "`size` takes 1 argument", ""),
    ("size(«n») == 1", "expected string or list for `size`, found int", ""),
    ("has(«1 + 1»)", "`has` asks for a fact or a field", ""),
    ("numbers.exists(x, has(«x»))", "`has` asks for a fact or a field", ""),
];

#[test]
fn mistakes_in_conditions() {
    for (marked, message, help) in CONDITIONS {
        let condition = marked.replace(['«', '»'], "");
        let before = marked.split('«').next().unwrap().to_owned();
        let place = marked.split('«').nth(1).unwrap().split('»').next().unwrap();
        let file = rule("one", &format!("when = '''\n  {condition}'''"));
        let text = file.text.clone();
        let found = mistakes(&[file]);
        let [mistake] = found.as_slice() else { panic!("{marked}: {}", shown(&found)) };
        assert_eq!(mistake.message, *message, "{marked}");
        assert_eq!(mistake.help.as_deref().unwrap_or_default(), *help, "{marked}");
        let column = 3 + before.chars().count();
        assert_eq!((mistake.line, mistake.column), (7, column), "{marked}");
        let shown = mistake.to_string();
        let carets = "^".repeat(place.chars().count().max(1));
        let line = shown.lines().nth(3).unwrap();
        assert_eq!(line, format!("  | {}{carets}", " ".repeat(column - 1)), "{marked}");
        // At the end of a text there is nothing to mark but its end.
        let start = text.find("'''\n  ").unwrap() + 6 + before.len();
        assert_eq!(mistake.span.start, start, "{marked}");
        if !place.is_empty() {
            assert_eq!(&text[mistake.span.clone()], place, "{marked}");
        }
    }
}

#[test]
fn too_deep_is_told_and_not_tried() {
    let deep = [
        ("(".repeat(70) + "a" + &")".repeat(70), "more than 32 parentheses inside of each other"),
        ("(".repeat(100_000), "more than 32 parentheses inside of each other"),
        ("[".repeat(100_000), "more than 32 parentheses inside of each other"),
        ("!".repeat(100_000) + "a", "more than 32 signs in a row"),
        ("1".to_owned() + &" + 1".repeat(100_000), "more than 32 operations inside of each other"),
        ("a".to_owned() + &".a".repeat(100_000), "more than 32 operations inside of each other"),
        ("a".to_owned() + &"[0]".repeat(100_000), "more than 32 operations inside of each other"),
        ("a ? b : ".repeat(100_000), "more than 32 parentheses inside of each other"),
    ];
    for (condition, message) in deep {
        let found = mistakes(&[rule("one", &format!("when = '''{condition}'''"))]);
        assert_eq!(found[0].message, message);
    }
    let wide = "a".to_owned() + &" && a".repeat(100_000);
    assert_eq!(mistakes(&[rule("one", &format!("when = '''{wide}'''"))]), []);
}

#[test]
fn all_mistakes_of_a_condition_and_of_all_files_are_told() {
    let files = [
        rule("two", "when = ['a', 'nn == 1', 'n == true && !n']"),
        rule("one", "when = 'a'\nunless = 'x('\nconfirm = 'text'"),
    ];
    let places: Vec<_> = mistakes(&files)
        .iter()
        .map(|mistake| (mistake.file.clone(), mistake.line, mistake.column))
        .collect();
    let expected = [
        ("one.md", 7, 11),
        ("one.md", 8, 12),
        ("two.md", 6, 15),
        ("two.md", 6, 31),
        ("two.md", 6, 40),
    ];
    let expected = expected.map(|(file, line, column)| (file.to_owned(), line, column));
    assert_eq!(places, expected);
}

#[test]
fn carets_stand_under_the_place_in_every_kind_of_toml_string() {
    assert_eq!(
        told("when = 'a && n'"),
        "one.md:6:14: expected bool as operand of `&&`, found int
  |
6 | when = 'a && n'
  |              ^"
    );
    // Escapes are longer in the file than in the condition; a tab stays a tab.
    assert_eq!(
        told("when\t= \"text == '\\u00e9\\\"\\\\\\\\' && nn\""),
        "one.md:6:35: there is no fact `nn`
  |
6 | when\t= \"text == '\\u00e9\\\"\\\\\\\\' && nn\"
  |     \t                             ^^
  = help: did you mean `n`?"
    );
    assert_eq!(
        told("when = \"\"\"\na && \\\n    \\\n   n\"\"\""),
        "one.md:9:4: expected bool as operand of `&&`, found int
  |
9 |    n\"\"\"
  |    ^"
    );
    assert_eq!(
        told("when = '''\na\n  && n'''"),
        "one.md:8:6: expected bool as operand of `&&`, found int
  |
8 |   && n'''
  |      ^"
    );
    assert_eq!(
        told("when = [\n  'a',\n  \"text == 'é' && n\", # é\n]"),
        "one.md:8:19: expected bool as operand of `&&`, found int
  |
8 |   \"text == 'é' && n\", # é
  |                   ^"
    );
    let mut windows = rule("one", "when = '''\na &&\nn'''");
    windows.text = windows.text.replace('\n', "\r\n");
    let found = mistakes(&[windows]);
    assert_eq!((found[0].line, found[0].column), (8, 1));
}

#[test]
fn mistakes_in_front_matter() {
    let table = [
        ("whn = 'a'", "1:1: the key `when` is missing\n6:1: there is no key `whn`"),
        ("when = []", "6:8: `when` needs at least one condition"),
        ("when = 5", "6:8: expected a list of strings for `when`, found integer"),
        ("when = ['a', 5]", "6:14: expected a list of strings for `when`, found integer"),
        (
            "when = 'a'\nfirst_leg = 'yes'",
            "7:13: expected `true` or `false` for `first_leg`, found string",
        ),
        ("when = 'a'\nwhen = 'b'", "7:1: duplicate key"),
        ("when = 'a'\napplies = ", "7:11: string values must be quoted, expected literal string"),
        ("when = 'a'\nseverity = 'bad'", "7:12: `severity` is one of `error`, `warning`, `note`"),
        ("when = 'a'\nstrength = 'confirmed'", "7:12: `strength` is one of `likely`, `possible`"),
        (
            "when = 'a'\naliases = 'Q1'",
            "7:11: expected a list of strings for `aliases`, found string",
        ),
        ("when = 'a'\nsupersedes = ['two']", "7:15: there is no rule `two`"),
        ("when = 'a'\nsupersedes = ['one']", "7:15: a rule can't supersede itself"),
        ("title = ' '\nwhen = 'a'", "6:9: the title is one line of text"),
        ("title = \"a\\nb\"\nwhen = 'a'", "6:9: the title is one line of text"),
        ("when = 'a'\n[labels]\nnn = 'x'", "8:1: there is no fact `nn`"),
        (
            "when = 'a'\n[labels]\nserver.product = 'x'",
            "8:1: expected a string for `server`, found table",
        ),
    ];
    for (front, expected) in table {
        // The helper writes these keys where the front matter has none, a line for each.
        let given = ["title = ", "severity = ", "strength = "];
        let shift = given.iter().filter(|key| front.contains(**key)).count();
        let mut told: Vec<String> = Vec::new();
        for mistake in mistakes(&[rule("one", front)]) {
            let line = if mistake.line == 1 { 1 } else { mistake.line + shift };
            told.push(format!("{line}:{}: {}", mistake.column, mistake.message));
        }
        assert_eq!(told.join("\n"), expected, "{front}");
    }
    let file = SourceFile { path: "dir/one.md".into(), text: "# One\n".into() };
    assert_eq!(
        shown(&mistakes(&[file])),
        "dir/one.md:1:1: a rule file begins with TOML between two lines `+++`
  |
1 | # One
  | ^^^^^
  = help: docs/example-rule.md shows what a rule file looks like"
    );
}

#[test]
fn ids_and_names_agree() {
    let told = |path: &str, name: &str| {
        let text = rule(name, "when = 'a'").text;
        let found = mistakes(&[SourceFile { path: path.into(), text }]);
        found.iter().map(|mistake| mistake.message.clone()).collect::<Vec<_>>()
    };
    let kebab = "an id is made of lower-case letters and digits, with single hyphens between";
    assert_eq!(told("rules/iis/one-2.md", "one-2"), [""; 0]);
    assert_eq!(told("rules/iis/two.md", "one"), ["the file of this rule has to be named `one.md`"]);
    for bad in ["One", "one_two", "-one", "one--two", ""] {
        assert_eq!(told(&format!("{bad}.md"), bad), [kebab], "{bad}");
    }
    let mut twin = rule("one", "when = 'a'");
    twin.path = "other/one.md".into();
    let found = mistakes(&[twin, rule("one", "when = 'a'")]);
    assert_eq!(
        shown(&found),
        "other/one.md:2:6: `one.md` has the same id
  |
2 | id = 'one'
  |      ^^^^^"
    );
}

#[test]
fn circles_of_supersedes_are_told_to_all_in_them() {
    let files = [
        rule("one", "when = 'a'\nsupersedes = ['two']"),
        rule("two", "when = 'a'\nsupersedes = ['three']"),
        rule("three", "when = 'a'\nsupersedes = ['one']"),
        rule("four", "when = 'a'\nsupersedes = ['one']"),
    ];
    let files: Vec<_> = mistakes(&files).into_iter().map(|mistake| mistake.file).collect();
    assert_eq!(files, ["one.md", "three.md", "two.md"]);
}

#[test]
fn another_files_mistake_makes_no_second_one() {
    let files = [rule("one", "when = 'a'\nsupersedes = ['two']"), rule("two", "when = 'aa'")];
    let found = mistakes(&files);
    assert_eq!(found.len(), 1, "{}", shown(&found));
}

#[test]
fn mistakes_in_templates() {
    let table = [
        ("{{«n»}}", "`n` may be unknown here and needs a fallback"),
        ("{{«credentials.password»|x}}", "`credentials.password` is secret: it is never shown"),
        ("{{«legs»|x}}", "`legs` is a list of record leg and can't be shown as text"),
        ("{{«nn»|x}}", "there is no fact `nn`"),
        ("a {{b|x}} é «{{»b", "this `{{` has no `}}`"),
    ];
    for (marked, message) in table {
        let title = marked.replace(['«', '»'], "");
        let found = mistakes(&[rule("one", &format!("title = '{title}'\nwhen = 'a'"))]);
        let [mistake] = found.as_slice() else { panic!("{marked}: {}", shown(&found)) };
        let column = 10 + marked.split('«').next().unwrap().chars().count();
        assert_eq!((mistake.message.as_str(), mistake.column), (message, column));
    }
}

#[test]
fn a_fallback_may_be_left_out_only_where_the_fact_is_proven_known() {
    let proves = [
        ("n == 1", true),
        ("n != 1", true),
        ("!(n == 1)", true),
        ("a && n == 1", true),
        ("a || n == 1", false),
        ("n == 2 || n == 1", true),
        ("!(a || n == 1)", true),
        ("!(a && n == 1)", false),
        ("has(n)", true),
        ("!has(n)", false),
        ("has(n) || a", false),
        ("a ? n == 1 : n == 2", true),
        ("a ? n == 1 : b", false),
        ("n == 1 ? a : b", true),
        ("numbers.exists(x, x == n)", true),
        ("numbers.all(x, x == n)", false),
        ("!numbers.all(x, x == n)", true),
        ("!numbers.exists(x, x == n)", false),
        ("numbers.exists(n, n == 1)", false),
        ("(a && n == 1) == false", false),
        ("numbers.map(x, n).size() == 0", false),
        ("(has(n) ? 1 : 2) == 1", false),
    ];
    for (condition, known) in proves {
        let front = format!("title = '{{{{n}}}}'\nwhen = '''{condition}'''");
        let found = mistakes(&[rule("one", &front)]);
        assert_eq!(found.is_empty(), known, "{condition}: {}", shown(&found));
    }
    let front = |when: &str| format!("title = '{{{{n}}}}'\nwhen = {when}");
    assert_eq!(mistakes(&[rule("one", &front("['n == 1', 'a && n == 2']"))]), []);
    assert_eq!(mistakes(&[rule("one", &front("['n == 1', 'a']"))]).len(), 1);
    // Where `when` is mistaken, nothing can be said of what it proves.
    let found = mistakes(&[rule("one", &front("['n == 1', 'nn == 1']"))]);
    assert_eq!(found.len(), 1, "{}", shown(&found));
}
