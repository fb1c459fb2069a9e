//! The command line as a person uses it: the real binary, its output and its exit status.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const TRACE: &str =
    "HTTP/1.1 401 Access Denied\r\nServer: Microsoft-IIS/5.0\r\nWWW-Authenticate: NTLM\r\n\r\n";
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
