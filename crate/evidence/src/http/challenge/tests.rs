//! Challenges by the grammar, and what is still read after a mistake.

use proptest::prelude::*;

use super::*;
use crate::http::problem::{ProblemKind, Severity};
use crate::span::Span;

fn field(value: &str) -> Field {
    let leaf = |text: &str, start| {
        Leaf::verbatim(text, Span { paste: 0, start, end: start + text.len() as u32 })
    };
    let (name, value) = (leaf("WWW-Authenticate", 0), leaf(value, 18));
    let span = name.span().hull(value.span());
    Field { name, value, span }
}

fn read(value: &str) -> Challenges {
    challenges(&[&field(value)])
}

/// Each challenge as `scheme`, `scheme token68` or `scheme name=value name=value`.
fn shape(value: &str) -> Vec<String> {
    let shape = |challenge: &Challenge| {
        let mut shape = challenge.scheme.as_str().to_owned();
        if let Some(token) = &challenge.token68 {
            shape += &format!(" {token}");
        }
        for param in &challenge.params {
            shape += &format!(" {}={}", param.name, param.value);
        }
        shape
    };
    read(value).list.iter().map(shape).collect()
}

/// The problems of at least that severity.
fn kinds(value: &str, severity: Severity) -> Vec<ProblemKind> {
    let problems = read(value).problems;
    let grave = problems.iter().filter(|problem| problem.severity() >= severity);
    grave.map(|problem| problem.kind).collect()
}

#[test]
fn lists_are_read_as_the_grammar_says() {
    for (value, expected) in [
        ("NTLM", &["NTLM"][..]),
        ("Negotiate, NTLM", &["Negotiate", "NTLM"]),
        ("Basic ,,, realm=\"x\"", &["Basic realm=x"]),
        ("Basic \t, realm=\"x\"", &["Basic realm=x"]),
        ("Basic\t, A", &["Basic", "A"]),
        ("A b= , C d=\"e\"", &["A b=", "C d=e"]),
        ("A b, B", &["A b", "B"]),
        (r#"Negotiate,NTLM,Basic realm="a, b""#, &["Negotiate", "NTLM", "Basic realm=a, b"]),
        (" , ,NTLM ,, Basic realm=x,", &["NTLM", "Basic realm=x"]),
        ("NTLM TlRMTVNTUAACAAAA==, Basic realm=x", &["NTLM TlRMTVNTUAACAAAA==", "Basic realm=x"]),
        (
            r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple""#,
            &[r#"Newauth realm=apps type=1 title=Login to "apps""#, "Basic realm=simple"],
        ),
        ("Digest realm = \"a\" ,\tnonce\t=\tb", &["Digest realm=a nonce=b"]),
        ("Basic realm=\"\"", &["Basic realm="]),
        ("Digest a= 1, b= \"c\"", &["Digest a=1 b=c"]),
        ("Basic   realm=x", &["Basic realm=x"]),
        ("A b=c, D, E f==, G", &["A b=c", "D", "E f==", "G"]),
    ] {
        assert_eq!(shape(value), expected, "{value}");
        assert_eq!(kinds(value, Severity::Error), [], "{value}");
    }
}

#[test]
fn after_a_mistake_the_others_are_read() {
    use ProblemKind::*;
    for (value, expected, problems) in [
        ("", &[][..], &[EmptyField][..]),
        (" , ", &[], &[EmptyField]),
        ("@x, NTLM", &["NTLM"], &[UnexpectedCharacter]),
        ("\"a, b\", NTLM", &["NTLM"], &[UnexpectedCharacter]),
        ("realm=x, NTLM", &["NTLM"], &[ParamWithoutScheme]),
        ("NTLM TlRMTVNTUAABAAAA, a=b", &["NTLM TlRMTVNTUAABAAAA a=b"], &[ParamAfterToken68]),
        ("Basic, realm=x", &["Basic realm=x"], &[CommaAfterScheme]),
        ("Basic realm=\"x\" NTLM", &["Basic realm=x", "NTLM"], &[MissingComma]),
        ("Basic realm=x NTLM", &["Basic realm=x", "NTLM"], &[MissingComma]),
        ("Digest a=b c=\"d\"", &["Digest a=b c=d"], &[MissingComma]),
        ("Digest a=\"b\"c=d", &["Digest a=b c=d"], &[MissingComma]),
        ("Bearer a=\"b\"; c=d", &["Bearer a=b c=d"], &[SemicolonSeparator]),
        ("Basic\trealm=x", &["Basic realm=x"], &[TabAfterScheme]),
        ("Basic \trealm=x", &["Basic realm=x"], &[TabAfterScheme]),
        ("Basic realm=My Site, NTLM", &["Basic realm=My Site", "NTLM"], &[UnquotedValue]),
        ("Bearer a=https://x/y?z, b=c", &["Bearer a=https://x/y?z b=c"], &[UnquotedValue]),
        ("Basic realm=“a b”, NTLM", &["Basic realm=a b", "NTLM"], &[CurlyQuotes]),
        ("Basic realm='a b', NTLM", &["Basic realm=a b", "NTLM"], &[SingleQuotedValue]),
        ("Basic realm=My Site\", NTLM", &["Basic realm=My Site", "NTLM"], &[MissingOpeningQuote]),
        ("Basic realm=\"a, NTLM", &["Basic realm=a", "NTLM"], &[UnterminatedQuote]),
        ("Basic realm=\"a\\\", NTLM", &["Basic realm=a\\\"", "NTLM"], &[UnterminatedQuote]),
        (r#"A a="the "big" one", b=c"#, &[r#"A a=the "big" one b=c"#], &[UnescapedQuote]),
        (r#"A a="b""c", d=e, F"#, &[r#"A a=b""c d=e"#, "F"], &[UnescapedQuote]),
        ("Digest realm=, nonce=x", &["Digest realm= nonce=x"], &[EmptyValue]),
        ("Digest a=b, stale, nonce=x", &["Digest a=b stale= nonce=x"], &[ValuelessParam]),
        ("Digest a=b, Basic, realm=x", &["Digest a=b", "Basic realm=x"], &[CommaAfterScheme]),
        ("Digest a=b, A=c", &["Digest a=b A=c"], &[DuplicateParam]),
        ("Digest user{name=a, c=d, NTLM", &["Digest c=d", "NTLM"], &[BadToken68]),
        ("A user:secret, NTLM", &["A", "NTLM"], &[BadToken68]),
        ("A \"b, c\", d=e, NTLM", &["A d=e", "NTLM"], &[BadToken68]),
        ("A b=\"c\u{1}d\", NTLM", &["A b=c\u{1}d", "NTLM"], &[ControlCharacter]),
        ("NT\0\0LM, B", &["NT", "B"], &[ControlCharacter, UnexpectedCharacter]),
        ("A b=c\rd, NTLM", &["A b=c\rd", "NTLM"], &[UnquotedValue, ControlCharacter]),
        (
            "Negotiate NTLM Basic realm=x",
            &["Negotiate", "NTLM", "Basic realm=x"],
            &[MissingComma, MissingComma],
        ),
    ] {
        assert_eq!(shape(value), expected, "{value}");
        assert_eq!(kinds(value, Severity::Error), problems, "{value}");
    }
}

#[test]
fn what_is_legal_and_troubles_clients_is_told() {
    use ProblemKind::*;
    for (value, problems) in [
        ("Negotiate", &[][..]),
        ("Basic realm=\"x\"", &[]),
        ("NTLM", &[SchemeCommonNotRegistered]),
        ("Newauth a=b", &[SchemeNotRegistered]),
        ("basic realm=\"x\"", &[SchemeCase]),
        ("ntlm", &[SchemeCase]),
        ("Negotiate NTLM", &[Token68LooksLikeScheme]),
        ("Basic realm=", &[Token68LooksLikeParam]),
        ("Digest", &[MissingRealm, MissingNonce]),
        ("Basic", &[MissingRealm]),
        ("Basic charset=\"UTF-8\"", &[MissingRealm]),
        ("Basic realm=x", &[UnquotedRealm]),
        ("Bearer a=b, scope", &[SchemeLooksLikeParam, Joined]),
        ("Bearer a='b'", &[SingleQuotes]),
        ("Bearer a=\"é\"", &[ObsText]),
        ("Bearer a=b,", &[EmptyElement]),
        (",Bearer a=b", &[EmptyElement]),
        ("Bearer , a=b", &[EmptyElement]),
        ("Bearer a=b,, c=d", &[EmptyElement]),
        ("Bearer\r\n a=b", &[ObsFold]),
        ("Negotiate, Bearer", &[JoinedMultiLeg, Joined]),
        ("Bearer, Negotiate", &[JoinedMultiLeg]),
        ("Bearer, DPoP", &[Joined]),
    ] {
        assert_eq!(kinds(value, Severity::Note), problems, "{value}");
        assert_eq!(kinds(value, Severity::Error), [], "{value}");
    }
}

#[test]
fn many_parameters_are_compared_too() {
    let params: Vec<_> = (0..40).map(|index| format!("a{}=b", index % 38)).collect();
    let challenges = read(&format!("Bearer {}", params.join(", ")));
    assert_eq!(challenges.problems.len(), 2);
    let names = challenges.list[0].params[38..].iter().map(|param| param.name.span());
    assert!(challenges.problems.iter().map(|problem| problem.span).eq(names));
}

#[test]
fn a_folded_value_is_read_as_one_line() {
    let value = "Digest\r\n realm=\"a\n\t b\",\r\n nonce=c";
    assert_eq!(shape(value), ["Digest realm=a b nonce=c"]);
    let challenges = read(value);
    assert!(challenges.problems.iter().all(|problem| problem.kind == ProblemKind::ObsFold));
    let places: Vec<_> = challenges
        .problems
        .iter()
        .map(|problem| &value[problem.span.start as usize - 18..problem.span.end as usize - 18])
        .collect();
    assert_eq!(places, ["\r\n ", "\n\t ", "\r\n "]);
    let nonce = challenges.list[0].param("nonce").unwrap().value.span();
    assert_eq!(nonce.end as usize - 18, value.len());
}

#[test]
fn several_lines_are_one_list() {
    let lines = ["Digest realm=\"a\"", "nonce=b, Basic realm=\"c\""].map(field);
    let read = challenges(&lines.each_ref());
    let shape: Vec<_> = read.list.iter().map(ToString::to_string).collect();
    assert_eq!(shape, ["Digest realm=\"a\", nonce=b", "Basic realm=\"c\""]);
    let kinds: Vec<_> = read.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::ContinuedOnNextLine]);
    let one_is_empty = ["", "Negotiate"].map(field);
    assert_eq!(challenges(&one_is_empty.each_ref()).problems, []);
}

#[test]
fn problems_point_at_their_characters() {
    let value = "Basic realm=My Site, NTLM";
    let problems = read(value).problems;
    let grave = problems.iter().find(|problem| problem.severity() == Severity::Error);
    let span = grave.unwrap().span;
    assert_eq!(&value[span.start as usize - 18..span.end as usize - 18], "My Site");
}

#[test]
fn a_quoted_pair_is_decoded_and_leads_back() {
    let value = r#"Basic realm="a\"b""#;
    let challenges = read(value);
    let realm = &challenges.list[0].param("Realm").unwrap().value;
    assert_eq!(realm.as_str(), "a\"b");
    assert!(!realm.is_verbatim());
    let places: Vec<_> = realm
        .spans()
        .iter()
        .map(|span| &value[span.start as usize - 18..span.end as usize - 18])
        .collect();
    assert_eq!(places, ["a", "\"b"]);
}

#[test]
fn several_fields_keep_their_index() {
    let (one, two) = (field("Negotiate"), field("NTLM, Basic realm=x"));
    let fields: Vec<_> = challenges(&[&one, &two]).list.iter().map(|c| c.field).collect();
    assert_eq!(fields, [0, 1, 1]);
}

#[test]
fn time_is_linear_in_hostile_values() {
    for unit in [
        "a=@ ",
        "a=„ ",
        "a=“ ",
        "a=\"",
        "a= ",
        " ",
        "a=b,",
        "a ",
        "a=\",\\\"",
        "a b=,",
        "\\,",
        "a=b=c ",
        "a;",
        "a,",
        "a=\"b\"c",
        "a=\"\"",
        "a='b ",
        "a=\"b",
        "=\"\\",
        "\r\n ",
        "\r",
        "\u{1} ",
        "a a=a",
        "Basic ",
        "é",
    ] {
        for head in ["", "Basic ", "Basic realm=\"", "Basic realm=@", "A ,", "A b=\""] {
            let value = format!("{head}{}", unit.repeat((1 << 15) / unit.len()));
            let start = std::time::Instant::now();
            read(&value);
            assert!(start.elapsed().as_secs() < 2, "{head:?} {unit:?} {:?}", start.elapsed());
        }
    }
}

proptest! {
    #[test]
    fn any_value_is_read_and_verbatim_leaves_slice_to_themselves(value in r#"([ -~]|é|“|[,"\\= ]){0,60}"#) {
        let challenges = read(&value);
        for challenge in &challenges.list {
            let params = challenge.params.iter().flat_map(|param| [&param.name, &param.value]);
            for leaf in params.chain([&challenge.scheme]).chain(&challenge.token68) {
                if leaf.is_verbatim() {
                    let span = leaf.span();
                    prop_assert_eq!(
                        value.get(span.start as usize - 18..span.end as usize - 18),
                        Some(leaf.as_str())
                    );
                }
            }
        }
        for problem in &challenges.problems {
            prop_assert!(problem.span.end as usize - 18 <= value.len());
        }
    }

    #[test]
    fn a_printed_challenge_reads_back(value in r#"[A-Za-z]{1,8} ([a-z]{1,4}=("([a-z, é]|\\["\\a]){0,9}"|[a-z]{1,5}), ?){1,4}(NTLM|Basic)?"#) {
        let printed: Vec<_> = read(&value).list.iter().map(ToString::to_string).collect();
        let again: Vec<_> = read(&printed.join(", ")).list.iter().map(ToString::to_string).collect();
        prop_assert_eq!(printed, again);
    }
}
