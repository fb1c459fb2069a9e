//! The report for a terminal, as a person reads it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use why401::author::{SourceFile, compile, pack};
use why401::{Options, Paste, diagnose, report};

const HEAD: &str = "HTTP/1.1 401 Unauthorized\nServer: zeta\nWWW-Authenticate: Negotiate\n\n";

/// What is told of a paste by a rule of a pack, without styles.
fn told(paste: &str, front: &str, cause: &str, fix: &str) -> String {
    let when = if front.contains("when = ") { "" } else { "when = 'response.status == 401'" };
    let text = format!(
        "+++\nid = 'mended'\ntitle = 'Of a pack'\nseverity = 'error'\nstrength = 'likely'\n\
         {when}\n{front}\n+++\n## Cause\n{cause}\n## Fix\n1. Mend it.\n{fix}\n\
         ## Examples\n### likely: x\n### quiet: x\n"
    );
    let file = SourceFile { path: "mended.md".into(), text };
    let compiled = compile(&[file]).unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
    let packs = vec![pack("mine", &compiled).unwrap()];
    let options = Options { packs, now: Some(0), ..Options::default() };
    let diagnosis = diagnose(&[Paste::Text(paste)], &options);
    let text = report::text(&diagnosis.report, &diagnosis.masked, false);
    // Escape sequences of styles end with an m.
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

#[test]
fn facts_are_named_in_words() {
    let text = told(HEAD, "confirm = '\"401.2\" in access.codes'", "It is so.", "");
    let line = "Not known: the statuses of refusals in access logs with their substatus\n\
        (access.codes). --answer FACT=VALUE says it.\n";
    assert!(text.contains(line), "{text}");
    let front = "confirm = 'spns.size() == 0 && aws.region == \"x\" && jwt.exp > 1'";
    let text = told(HEAD, front, "It is so.", "");
    // A name keeps its capitals, and the punctuation of a meaning does not break the list.
    let line = "It would also help to know the region in the credential scope of AWS Signature\n\
        Version 4 (aws.region); when the JWT expires (jwt.exp);";
    assert!(text.contains(line), "{text}");
}

#[test]
fn commands_for_several_platforms_are_told_apart() {
    let fence = |platform: &str, text: &str| format!("   ```{platform}\n   {text}\n   ```\n");
    let both = fence("cmd", "klist purge") + &fence("cmd", "klist") + &fence("sh", "kdestroy");
    let text = told(HEAD, "", "It is so.", &both);
    let place = "\n              cmd:\n              klist purge\n              klist\n              sh:\n              kdestroy\n";
    assert!(text.contains(place), "{text}");
    // One alone needs no name.
    let text = told(HEAD, "", "It is so.", &fence("cmd", "klist purge"));
    assert!(text.contains("\n              klist purge\n") && !text.contains("cmd:"), "{text}");
}

#[test]
fn an_empty_text_leaves_no_gap() {
    let cause = "The user is {{credentials.user|nobody}}. Of the site {{request.url.host|of old}}.";
    let paste = "GET / HTTP/1.1\nHost: a\nAuthorization: Basic OnNlY3JldA==\n\nHTTP/1.1 401 No\n\n";
    let text = told(paste, "", cause, "");
    assert!(text.contains("The user is nobody. Of the site a."), "{text}");
    // Where the condition proves it known, nothing has to stand in its place.
    let front = "when = 'credentials.user != \"bob\"'";
    let text = told(paste, front, "The user is {{credentials.user}}.", "");
    assert!(text.contains("The user is (empty)."), "{text}");
    let paste = paste.replace("OnNlY3JldA==", "YWxpY2U6c2VjcmV0");
    assert!(told(&paste, "", cause, "").contains("The user is alice."));
}

#[test]
fn a_name_that_is_missing_marks_no_other_field() {
    let front = "when = 'response.status == 401 && response.complete && !(\"x-a\" in response.field_names)'\n\
        [labels]\n\"response.field_names\" = \"no such field\"";
    let text = told(HEAD, front, "It is so.", "");
    assert!(text.contains("\n      | ------------ no such field\n"), "{text}");
    assert!(!text.contains("zeta"), "{text}");
    // A name that is there is marked itself.
    let front = front.replace("!(\"x-a\" in", "(\"server\" in");
    let text = told(HEAD, &front, "It is so.", "");
    assert!(text.contains("    2 | Server: zeta\n"), "{text}");
}
