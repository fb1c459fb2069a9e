//! `why401 token` as a person and as a program use it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_why401"))
        .arg("token")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    let mut stdin = child.stdin.take().expect("its input");
    let input = input.to_owned();
    // It writes while it reads.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("its output");
    writer.join().expect("the writer");
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn objects(output: &Output) -> Vec<Value> {
    text(output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

const CHALLENGE: &str = "TlRMTVNTUAACAAAACAAIADgAAAAFgomiESIzRFVmd4gAAAAAAAAAADgAOABAAAAACgA5OAAAAA9DAE8AUgBQAAIACABDAE8AUgBQAAMAGAB3AGUAYgAxAC4AZQB4AGEAbQBwAGwAZQAHAAgAAADnP0oQ3AEAAAAA";

#[test]
fn a_challenge_is_shown_with_its_names_and_its_clock() {
    for args in
        [&[CHALLENGE][..], &["--scheme", "NTLM", CHALLENGE], &[&format!("NTLM {CHALLENGE}")]]
    {
        let output = run(args, b"");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        let text = text(&output);
        for part in [
            "NTLM type 2, the server's challenge",
            "target_name       CORP",
            "flags             0xA2898205",
            "dns_computer  web1.example",
            "version           10.0.14393",
            "Z)",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn a_line_gives_a_line() {
    let input = format!(
        "{{\"b64\": \"{CHALLENGE}\"}}\n\n{{\"kind\": \"basic\", \"b64\": \"YWxpY2U6cGEkJHcwcmQ=\"}}\n{{}}\n\
         {{\"text\": \"Hawk id=\\\"k1\\\", ts=\\\"1795327017\\\", nonce=\\\"n\\\", mac=\\\"bWFj\\\"\"}}\n"
    );
    let output = run(&["--jsonl"], input.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let found = objects(&output);
    assert_eq!(found.len(), 4);
    assert_eq!(found[0]["kind"], "ntlm-challenge");
    assert_eq!(found[0]["server_challenge"], "1122334455667788");
    assert_eq!(found[0]["av"]["nb_domain"], "CORP");
    assert_eq!(found[0]["places"]["server_challenge"], json!([24, 32]));
    assert_eq!((&found[1]["user"], &found[1]["password_len"]), (&json!("alice"), &json!(8)));
    assert!(found[2]["error"].as_str().is_some_and(|error| error.contains("b64")));
    assert_eq!(
        (&found[3]["kind"], &found[3]["ts"]),
        (&json!("hawk-credentials"), &json!(1_795_327_017))
    );
    assert!(!text(&output).contains("bWFj"));
}

#[test]
fn what_is_not_known_is_told_so_and_not_shown() {
    let output = run(&["-"], b"s3cret-that-nobody-knows");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("Nothing that is known here"), "{}", text(&output));
    assert!(!text(&output).contains("s3cret"));
    let output = run(&["Bearer ${ACCESS_TOKEN}"], b"");
    assert!(text(&output).contains("A placeholder"), "{}", text(&output));
}

#[test]
fn a_proof_of_dpop_is_told_from_an_access_token() {
    // {"typ":"dpop+jwt","alg":"ES256"} . {"htm":"POST"}
    let proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0.eyJodG0iOiJQT1NUIn0.c2ln";
    for text in [proof, &format!("DPoP: {proof}")] {
        let told = self::text(&run(&[text], b""));
        assert!(told.starts_with("Proof of DPoP. Signed token"), "{told}");
        let line = json!({ "text": text }).to_string();
        assert_eq!(objects(&run(&["--jsonl"], line.as_bytes()))[0]["kind"], "jws");
    }
}

#[test]
fn times_are_judged_by_the_given_clock() {
    // {"alg":"HS256"}, {"exp":1800000000}
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE4MDAwMDAwMDB9.c2ln";
    let at = |now: &str| text(&run(&["--now", now, token], b""));
    assert!(at("2027-01-15T08:00:00Z").contains("! expired"));
    assert!(!at("2027-01-15T07:59:59Z").contains("! expired"));
    assert!(at("2027-01-15T08:00:00Z").contains("exp  1800000000 (2027-01-15T08:00:00Z)"));
}

/// The rows of a file in the folder that `WHY401_VECTORS` names, and what is told of each.
fn vectors(file: &str) -> Option<Vec<(Value, Value)>> {
    let Some(folder) = std::env::var_os("WHY401_VECTORS") else {
        println!("skipped: WHY401_VECTORS names no folder with {file}");
        return None;
    };
    let input = std::fs::read(std::path::Path::new(&folder).join(file)).expect(file);
    let output = run(&["--jsonl"], &input);
    assert_eq!(output.status.code(), Some(0));
    let rows = String::from_utf8(input).expect("UTF-8");
    let rows = rows.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let pairs: Vec<_> = rows.zip(objects(&output)).collect();
    assert_eq!(pairs.len(), objects(&output).len());
    Some(pairs)
}

/// Paths at which what is expected and what is told differ. A member that is expected to be null may be missing.
fn differences(expected: &Value, told: &Value, path: &str, found: &mut Vec<String>) {
    match expected {
        Value::Object(members) if told.is_object() => {
            for (name, expected) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                differences(expected, &told[name], &path, found);
            }
        }
        expected if expected != told => found.push(path.to_owned()),
        _ => {}
    }
}

#[test]
fn generated_tokens_agree_on_every_field() {
    let Some(pairs) = vectors("tokens-generated.jsonl") else { return };
    let (mut whole, mut cut, mut unlike) = (0, 0, Vec::new());
    for (number, (row, told)) in pairs.iter().enumerate() {
        let mut found = Vec::new();
        if row["kind"] == "truncated" {
            cut += 1;
            differences(&row["expect"]["of"], &told["kind"], "kind", &mut found);
            let noted = told.to_string().contains("\"cut-off\"");
            assert!(noted, "row {number} was cut, and is not said to be: {told}");
        } else {
            whole += 1;
            let mut expected = row["expect"].clone();
            if let Some(members) = expected.as_object_mut() {
                // The time by which the token's times are meant to be judged.
                members.remove("now_hint");
            }
            differences(&row["kind"], &told["kind"], "kind", &mut found);
            differences(&expected, told, "", &mut found);
        }
        unlike.extend(found.into_iter().map(|path| (number, row["kind"].clone(), path, row)));
    }
    println!("{whole} whole and {cut} cut tokens, {} differences", unlike.len());
    assert!(whole >= 370 && cut >= 20, "{whole}, {cut}");
    // One of the tokens is cut after 14 bytes, before the hints that make it a NegTokenInit2.
    unlike.retain(|(.., row)| {
        !(row["expect"]["of"] == "spnego-init2" && row["expect"]["have"] == 14)
    });
    assert!(unlike.is_empty(), "{unlike:?}");
}

/// Where public tokens are read otherwise than their source's test or its oracle reads them, and why.
const EXPLAINED: &[(&str, &str, &str)] = &[
    (
        "spnego-init",
        "req_flags",
        "the oracle reads no flags from a bit string of one byte, which has confidentiality set",
    ),
    ("ntlm-negotiate", "version", "eight zeros without the flag say nothing of a version"),
    (
        "ntlm-authenticate",
        "nt_len",
        "the message is cut: the length is what its field says, not what is there",
    ),
    (
        "ntlm-authenticate",
        "ntlm_version",
        "an LM response without an NT response has a user; nobody logs on with none at all",
    ),
    (
        "ntlm-authenticate",
        "av.av_114",
        "the header is of another length than its offsets say, and what is read there is no AV pair",
    ),
    (
        "ntlm-challenge",
        "av.nb_domain",
        "the pair's length reaches past the end: what is left of it is no name",
    ),
    ("ntlm-refused-by-oracle", "len", "about the bytes, not of the message"),
    ("ntlm-refused-by-oracle", "pyspnego_error", "about the oracle"),
    ("basic", "password", "secret"),
    ("digest-credentials", "password_used", "not in the credentials"),
    ("digest-credentials", "method", "not in the credentials"),
    ("digest-credentials", "response", "secret"),
    ("digest-credentials", "response_valid", "can't be known without the password"),
    ("scram-server-final", "v", "secret: with the rest a password could be tried against it"),
    ("aws4", "signature_valid_for", "can't be known without the key"),
    ("gnap-challenge", "note", "about the source"),
];

#[test]
fn public_tokens_agree_where_nothing_explains_otherwise() {
    let Some(pairs) = vectors("tokens.jsonl") else { return };
    let mut used = vec![false; EXPLAINED.len()];
    let (mut agree, mut unlike) = (0, Vec::new());
    for (row, told) in &pairs {
        let kind = row["kind"].as_str().unwrap_or_default();
        let mut found = Vec::new();
        if kind != "ntlm-refused-by-oracle" {
            differences(&row["kind"], &told["kind"], "kind", &mut found);
        }
        differences(&row["expect"], told, "", &mut found);
        agree += usize::from(found.is_empty());
        for path in found {
            let explained = |(of, at, _): &&(&str, &str, &str)| *of == kind && *at == path;
            match EXPLAINED.iter().position(|one| explained(&one)) {
                Some(at) => used[at] = true,
                None => unlike.push(format!("{kind} {path}: {told}")),
            }
        }
    }
    println!("{} tokens, {agree} agree whole", pairs.len());
    assert!(pairs.len() >= 126 && agree >= 106, "{agree} of {}", pairs.len());
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
    let idle: Vec<_> = EXPLAINED.iter().zip(&used).filter(|(_, used)| !**used).collect();
    assert!(idle.is_empty(), "no longer needed: {idle:?}");
}
