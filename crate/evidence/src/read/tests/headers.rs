//! Header lines without a start line.

use super::*;

#[test]
fn a_bare_challenge_assumes_its_status() {
    assert_eq!(shapes("WWW-Authenticate: NTLM"), ["none -> 401? (1)"]);
    assert_eq!(shapes("  proxy-authenticate: Basic realm=x\n"), ["none -> 407? (1)"]);
    assert_eq!(shapes("Server: Microsoft-IIS/5.0\n"), ["none -> - (1)"]);
}

#[test]
fn names_tell_request_from_response() {
    let text = "Date: x\nHost: a\nAuthorization: NTLM AAAA\nX-Own: b\n\
        Server: y\nWWW-Authenticate: NTLM\nVia: z\nHost: c\n";
    assert_eq!(shapes(text), ["- - (4) -> 401? (3)", "- - (1) -> none"]);
}

#[test]
fn prose_and_mail_are_not_headers() {
    for text in [
        "Note: the server says no.\n",
        "From: a\nDate: b\nSubject: c\n",
        "Server : x\n",
        "see http://a/b: it fails\n",
    ] {
        let capture = capture(text);
        assert_eq!(capture.exchanges.len(), 0, "{text}");
        assert_eq!(capture.unread.len(), 1, "{text}");
        assert_eq!(capture.slice(capture.unread[0].span), text.trim_end());
    }
}

#[test]
fn a_challenge_in_a_sentence_ends_with_its_last_quote() {
    let text = "Bearer error=\"invalid_token\", error_description=\"The audience 'empty' is invalid\" value in header WWW-Authenticate.\n";
    let capture = capture(text);
    let field = &capture.exchanges[0].response.as_ref().unwrap().fields[0];
    assert!(field.value.as_str().ends_with("is invalid\""), "{}", field.value.as_str());
}

#[test]
fn what_the_content_of_a_refusal_says_is_an_error_whatever_its_words() {
    let said = |status: &str, head: &str| -> Vec<String> {
        let text = format!("HTTP/1.1 {status}\n{head}\n{{\"message\":\"the moon is full\"}}\n");
        let told = capture(&text).records.into_iter();
        told.filter_map(|one| Some(one.get("text")?.as_str().to_owned())).collect()
    };
    let told = ["the moon is full"];
    assert_eq!(said("401 Unauthorized", "Content-Type: application/json\n"), told);
    assert_eq!(said("403 Forbidden", "Content-Length: 30\n"), told);
    // In other answers it takes words of refusals.
    assert_eq!(said("200 OK", "Content-Type: application/json\n"), [""; 0]);
}
