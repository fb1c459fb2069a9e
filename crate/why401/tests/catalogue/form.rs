//! The prose of every rule is whole, and its references can be looked up.

use why401_engine::RuleProse;

use crate::rules::{COMPILED, each, plain};

/// Lines of a fix that take something away, and what the risk is then about.
const HARMFUL: &[(&str, &str)] = &[
    ("adsutil.vbs set", "the metabase is edited"),
    ("adsutil.vbs delete", "the metabase is edited"),
    ("mdutil SET", "the metabase is edited"),
    ("NTAuthenticationProviders \"NTLM\"", "Kerberos is given up"),
    ("/-\"providers.[value='Negotiate']\"", "Kerberos is given up"),
    ("DisableLoopbackCheck", "the loopback check is switched off"),
    ("tokenChecking:None", "the protection against relaying is switched off"),
    ("tokenChecking:\"None\"", "the protection against relaying is switched off"),
];

#[test]
fn prose_is_complete() {
    let mut wrong = Vec::new();
    each(|rule, told| {
        let mut say = |what: &str| wrong.push(format!("{}: {what}", rule.id));
        let sentences = sentences(&plain(&told.cause));
        if !(2..=5).contains(&sentences) {
            say(&format!("its cause has {sentences} sentences, and should have two to five"));
        }
        let is_whole = |text: String| text.ends_with(['.', '?']);
        if told.fix.iter().any(|step| step.commands.is_empty() && !is_whole(plain(&step.text))) {
            say("a step of its fix is no sentence");
        }
        if told.risk.is_none()
            && let Some((_, harm)) = HARMFUL.iter().find(|(line, _)| runs(told, line))
        {
            say(&format!("{harm}, and no risk is told"));
        }
        let title = plain(&told.title);
        if title.chars().count() > 100 || title.ends_with('.') {
            say("its title is too long, or a sentence with a full stop");
        }
        if told.references.is_empty() {
            say("it has no reference");
        }
        for reference in &told.references {
            if !is_reference(reference) {
                say(&format!("{reference:?} is no reference"));
            }
        }
    });
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether a command of the fix has this in it.
fn runs(told: &RuleProse<'_>, line: &str) -> bool {
    let mut commands = told.fix.iter().flat_map(|step| &step.commands);
    commands.any(|command| plain(&command.text).contains(line))
}

/// How many sentences there are. What stands in a code span ends none.
fn sentences(text: &str) -> usize {
    let outside: Vec<&str> = text.split('`').step_by(2).collect();
    let text = outside.join("x");
    let ends = |(at, mark): (usize, char)| {
        let after = text[at + mark.len_utf8()..].chars().next();
        matches!(mark, '.' | '!' | '?') && after.is_none_or(char::is_whitespace)
    };
    text.char_indices().filter(|found| ends(*found)).count()
}

/// The number of an article, a section of an RFC or of an open specification, an address, or the title of a page.
fn is_reference(text: &str) -> bool {
    let numbers = |text: &str| {
        !text.is_empty()
            && text.split('.').all(|part| {
                !part.is_empty()
                    && part.len() <= 5
                    && part.bytes().all(|byte| byte.is_ascii_digit())
            })
    };
    let sections =
        |text: &str| match (text.strip_prefix(" section "), text.strip_prefix(" sections ")) {
            (Some(one), _) => numbers(one),
            (_, Some(several)) => several.split(" and ").all(numbers) && several.contains(" and "),
            (None, None) => text.is_empty(),
        };
    if let Some(number) = text.strip_prefix("KB ") {
        let number = number.strip_prefix('Q').unwrap_or(number);
        return (6..=7).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    }
    if let Some(rest) = text.strip_prefix("RFC ") {
        let end = rest.find(' ').unwrap_or(rest.len());
        return numbers(&rest[..end]) && !rest[..end].contains('.') && sections(&rest[end..]);
    }
    if text.starts_with("MS-") {
        let end = text.find(' ').unwrap_or(text.len());
        return text[3..end].bytes().all(|byte| byte.is_ascii_uppercase())
            && sections(&text[end..]);
    }
    if let Some(address) = text.strip_prefix("https://") {
        return address.contains('.') && !address.contains(char::is_whitespace);
    }
    let is_title = |text: &str| text.split_whitespace().count() >= 2 && text.chars().count() <= 100;
    is_title(text)
        && text.trim() == text
        && !text.ends_with(['.', ',', ':'])
        && !text.contains("http:")
}

#[test]
fn references_are_told_from_other_texts() {
    for right in [
        "KB Q248350",
        "KB 5011233",
        "RFC 9110",
        "RFC 7616 sections 3.3 and 6.1",
        "MS-NLMP section 2.2.1",
    ] {
        assert!(is_reference(right), "{right}");
    }
    for wrong in [
        "KB Q2483",
        "KB",
        "RFC",
        "RFC 9110 11.6",
        "RFC 9110 section",
        "MS-NLMP 2.2",
        "https://x",
        "Word",
        "A page.",
    ] {
        assert!(!is_reference(wrong), "{wrong}");
    }
    assert_eq!(sentences("IIS 6.0 says `a. b.` here. Is it so? Yes"), 2);
}

#[test]
fn no_two_rules_have_equal_conditions() {
    assert_eq!(COMPILED.alike, []);
}
