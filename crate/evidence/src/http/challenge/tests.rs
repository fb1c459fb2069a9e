//! Challenges by the grammar, and what is still read after a mistake.

use proptest::prelude::*;

use super::*;
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

fn kinds(value: &str) -> Vec<ProblemKind> {
    read(value).problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn lists_are_read_as_the_grammar_says() {
    for (value, expected) in [
        ("NTLM", &["NTLM"][..]),
        ("Negotiate, NTLM", &["Negotiate", "NTLM"]),
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
        ("", &[]),
        (" , ", &[]),
    ] {
        assert_eq!(shape(value), expected, "{value}");
        assert_eq!(kinds(value), [], "{value}");
    }
}

#[test]
fn after_a_mistake_the_others_are_read() {
    use ProblemKind::*;
    for (value, expected, problems) in [
        ("@x, NTLM", &["NTLM"][..], &[UnexpectedCharacter][..]),
        ("realm=x, NTLM", &["NTLM"], &[ParamWithoutScheme]),
        ("NTLM TlRMTVNTUAABAAAA, a=b", &["NTLM TlRMTVNTUAABAAAA a=b"], &[ParamAfterToken68]),
        ("Basic, realm=x", &["Basic realm=x"], &[CommaAfterScheme]),
        ("Basic realm=\"x\" NTLM", &["Basic realm=x", "NTLM"], &[MissingComma]),
        ("Digest a=b c=\"d\"", &["Digest a=b c=d"], &[MissingComma]),
        ("Bearer a=\"b\"; c=d", &["Bearer a=b c=d"], &[SemicolonSeparator]),
        ("Basic\trealm=x", &["Basic realm=x"], &[TabAfterScheme]),
        ("Basic realm=My Site, NTLM", &["Basic realm=My Site", "NTLM"], &[UnquotedValue]),
        ("Bearer a=https://x/y?z, b=c", &["Bearer a=https://x/y?z b=c"], &[UnquotedValue]),
        ("Basic realm=“a b”, NTLM", &["Basic realm=a b", "NTLM"], &[CurlyQuotes]),
        ("Basic realm=\"a, NTLM", &["Basic realm=a", "NTLM"], &[UnterminatedQuote]),
        ("Digest realm=, nonce=x", &["Digest realm= nonce=x"], &[EmptyValue]),
        ("Digest a=b, A=c", &["Digest a=b A=c"], &[DuplicateParam]),
        ("Negotiate NTLM", &["Negotiate NTLM"], &[Token68LooksLikeScheme]),
        ("Basic realm=", &["Basic realm="], &[Token68LooksLikeParam]),
        (
            "Negotiate NTLM Basic realm=x",
            &["Negotiate", "NTLM", "Basic realm=x"],
            &[MissingComma, MissingComma],
        ),
    ] {
        assert_eq!(shape(value), expected, "{value}");
        assert_eq!(kinds(value), problems, "{value}");
    }
}

#[test]
fn problems_point_at_their_characters() {
    let value = "Basic realm=My Site, NTLM";
    let span = read(value).problems[0].span;
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
    ] {
        for head in ["", "Basic ", "Basic realm=\"", "Basic realm=@"] {
            let value = format!("{head}{}", unit.repeat((1 << 17) / unit.len()));
            let start = std::time::Instant::now();
            read(&value);
            assert!(start.elapsed().as_secs() < 5, "{head:?} {unit:?} {:?}", start.elapsed());
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
