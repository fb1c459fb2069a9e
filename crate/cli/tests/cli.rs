//! The command line as a person uses it: the real binary, its output and its exit status.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The capture that every face is tested with.
const TRACE: &str = include_str!("../../../tests/captures/ntlm-alone-iis5-401/paste.txt");
const VALUE: &str = "NTAuthenticationProviders : (STRING) \"NTLM\"\n";

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_why401"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    // A run that refuses its arguments may close its input unread.
    let _ = child.stdin.take().expect("its input").write_all(input);
    child.wait_with_output().expect("its output")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn a_fault_is_told_with_its_evidence_and_the_next_question() {
    let output = run(&[], TRACE.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let text = text(&output);
    assert!(
        text.contains("LIKELY  Kerberos is never tried: the server offers NTLM alone"),
        "{text}"
    );
    // The mark stands under the value.
    let lines: Vec<&str> = text.lines().collect();
    let at =
        lines.iter().position(|line| line.ends_with("| WWW-Authenticate: NTLM")).expect("the line");
    let column = lines[at].find("NTLM").expect("the value");
    assert_eq!(lines[at + 1].get(column..column + 4), Some("----"), "{text}");
    assert!(text.contains("cscript adsutil.vbs get w3svc/NTAuthenticationProviders"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn no_colour_codes_are_written_to_a_pipe() {
    assert!(!text(&run(&[], TRACE.as_bytes())).contains('\u{1b}'));
}

#[test]
fn an_answer_and_a_second_paste_confirm() {
    let both = format!("{TRACE}{VALUE}");
    assert!(text(&run(&[], both.as_bytes())).contains("CONFIRMED  Kerberos is never tried"));
    let answered = run(&["--answer", "metabase.NTAuthenticationProviders=NTLM"], TRACE.as_bytes());
    let answered = text(&answered);
    assert!(answered.contains("CONFIRMED  Kerberos is never tried"), "{answered}");
    assert!(answered.contains("you answered"), "{answered}");
}

#[test]
fn the_exit_status_tells_what_was_found() {
    let well = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (args, input, status) in [
        (&[][..], well.as_slice(), 0),
        (&[], TRACE.as_bytes(), 1),
        (&[], b"", 2),
        (&[], b"the cat sat on the mat\n", 2),
        (&["/no/such/file"], b"", 2),
        (&["--answer", "server.major=five"], TRACE.as_bytes(), 2),
        (&["--answer", "no.such.fact=1"], TRACE.as_bytes(), 2),
        (&["--no-such-option"], b"", 2),
        (&["./parse"], b"", 2),
        (&["help"], b"", 2),
        (&["parse", "/no/such/file"], b"", 2),
    ] {
        let output = run(args, input);
        assert_eq!(output.status.code(), Some(status), "{args:?}: {}", text(&output));
    }
}

#[test]
fn what_was_not_recognised_is_answered_with_what_can_be_pasted() {
    let text = text(&run(&[], b"the cat sat on the mat\n"));
    assert!(text.contains("curl -v") && text.contains("#Fields"), "{text}");
}

#[test]
fn json_is_the_versioned_report() {
    let output = run(&["--format", "json"], TRACE.as_bytes());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["schema"], "why401/report/1");
    assert_eq!(report["cases"][0]["findings"][0]["rule"], "providers-ntlm-only");
    assert_eq!(report["cases"][0]["findings"][0]["verdict"], "likely");
}

#[test]
fn no_secret_is_written() {
    let secret = "YWxpY2U6aHVudGVyMg==";
    let input = format!(
        "GET /?access_token=s3cretvalue HTTP/1.1\r\nHost: h\r\nAuthorization: Basic {secret}\r\n\
         Cookie: sid=c00kievalue\r\n\r\n{TRACE}"
    );
    for format in ["text", "json"] {
        let output = run(&["--all", "--format", format], input.as_bytes());
        let text = text(&output);
        for word in [secret, "hunter2", "s3cretvalue", "c00kievalue"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[test]
fn escape_sequences_of_a_paste_do_not_reach_the_terminal() {
    let input =
        "HTTP/1.1 401 \u{1b}[2JX\r\nServer: Microsoft-IIS/5.0\r\nWWW-Authenticate: NTLM\r\n\r\n";
    assert!(!text(&run(&["--all"], input.as_bytes())).contains('\u{1b}'));
}

#[test]
fn parse_reads_values_in_lines_of_json_and_writes_what_they_say() {
    for (input, output) in [
        (
            r#"{"header": "www-authenticate", "values": ["Basic realm=\"a\\\"b\"", "NTLM TlRM"]}"#,
            r#"{"challenges":[{"scheme":"Basic","params":[["realm","a\"b"]],"token68":null},{"scheme":"NTLM","params":[],"token68":"TlRM"}],"problems":[{"code":"scheme-common-not-registered","severity":"note","line":1,"span":[0,4],"message":"This scheme is in common use, but not registered with IANA."}]}"#,
        ),
        (
            r#"{"values": ["Basic dXNlcjpwYXNz"], "header": "Authorization"}"#,
            r#"{"credentials":[{"scheme":"Basic","params":[],"token68":"dXNlcjpwYXNz"}],"problems":[]}"#,
        ),
        (
            r#"{"header": "Proxy-Authentication-Info", "values": ["a=b"]}"#,
            r#"{"params":[["a","b"]],"problems":[]}"#,
        ),
    ] {
        let written = run(&["parse", "--jsonl"], input.as_bytes());
        assert_eq!(text(&written), format!("{output}\n"));
        assert_eq!(written.status.code(), Some(0));
    }
}

#[test]
fn parse_loses_no_byte() {
    let value = "Basic realm=\"\u{c3}\u{bc} \\\u{fc}\u{1}\" x";
    let input = serde_json::json!({"header": "www-authenticate", "values": ["", value]});
    let output = run(&["parse", "--jsonl"], format!("{input}\n").as_bytes());
    let output: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let params = &output["challenges"][0]["params"];
    assert_eq!(params, &serde_json::json!([["realm", "\u{c3}\u{bc} \u{fc}\u{1}"]]));
    let problems = output["problems"].as_array().expect("problems");
    let place = |code: &str| {
        let found = problems.iter().find(|problem| problem["code"] == code);
        found.map(|problem| (problem["line"].clone(), problem["span"].clone()))
    };
    // U+00NN is one byte.
    assert_eq!(place("control-character"), Some((1.into(), vec![18, 19].into())));
    assert_eq!(place("missing-comma"), Some((1.into(), vec![21, 22].into())));
}

#[test]
fn parse_answers_a_line_that_it_cannot_read_in_its_place() {
    let input = "{\n\n{\"header\": \"host\", \"values\": []}\n{\"header\": \"authorization\", \"values\": []}\n";
    let output = run(&["parse", "--jsonl"], input.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let lines: Vec<String> = text(&output).lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("{\"error\":") && lines[1].contains("host"), "{lines:?}");
    assert_eq!(lines[2..], ["{\"credentials\":[],\"problems\":[]}"]);
}

#[test]
fn parse_prints_a_tree_with_carets() {
    let input = "WWW-Authenticate: Digest realm=\"a\" nonce=b\nWWW-Authenticate: Negotiate\n";
    let output = run(&["parse"], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let expected = "\
WWW-Authenticate
  Digest
    realm  a
    nonce  b
  Negotiate

  error missing-comma: A comma is missing before this.
     1 | WWW-Authenticate: Digest realm=\"a\" nonce=b
       |                                    ^^^^^
";
    assert_eq!(text(&output), expected);
    assert_eq!(run(&["parse"], b"WWW-Authenticate: Negotiate\n").status.code(), Some(0));
    assert_eq!(run(&["parse"], b"the cat\n").status.code(), Some(2));
}

#[test]
fn parse_covers_secrets_and_moves_no_cursor() {
    let input = "Authorization: Basic YWxpY2U6aHVudGVyMg==\n\nAuthorization: Digest username=\"a\", \
                 response=s3cretvalue\u{1b}[2J\n";
    let output = run(&["parse"], input.as_bytes());
    let text = text(&output);
    assert!(text.contains("control-character"), "{text}");
    for word in ["YWxpY2U6", "s3cretvalue", "\u{1b}"] {
        assert!(!text.contains(word), "{text}");
    }
}
