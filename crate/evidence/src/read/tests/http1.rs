//! Heads and messages of HTTP/1.x.

use super::*;

#[test]
fn a_request_and_its_response_are_one_exchange() {
    let text = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nHTTP/1.1 401 Unauthorized\r\nServer: y\r\n\
        WWW-Authenticate: NTLM\r\nContent-Length: 11\r\n\r\n<p>no</p>\r\n\
        GET /a HTTP/1.1\r\nHost: x\r\nAuthorization: NTLM AAAA\r\n\r\nHTTP/2 200\r\nserver: y\r\n\r\n";
    assert_eq!(shapes(text), ["GET /a (1+) -> 401 (3+)", "GET /a (2+) -> 200 (1+)"]);
    let capture = capture(text);
    assert_eq!(capture.unread, []);
    assert!(formats(&capture).contains(&"body"));
}

#[test]
fn interim_responses_are_kept_apart() {
    let text = "POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 3\n\n\
        HTTP/1.1 100 Continue\n\nHTTP/1.1 401 No\nServer: y\n\n";
    let capture = capture(text);
    assert_eq!(shape(&capture.exchanges[0]), "POST / (3+) -> 401 (1+)");
    assert_eq!(capture.exchanges[0].interim.len(), 1);
}

#[test]
fn two_responses_are_two_exchanges() {
    let text = "HTTP/1.1 401 A\nServer: y\n\nHTTP/1.1 200 OK\nServer: y\n";
    assert_eq!(shapes(text), ["none -> 401 (1+)", "none -> 200 (1+)"]);
}

#[test]
fn folded_lines_are_joined_and_lead_back() {
    let text = "HTTP/1.1 401 A\nWWW-Authenticate: Basic\n   realm=\"x\"\n\n";
    let capture = capture(text);
    let response = capture.exchanges[0].response.as_ref().unwrap();
    let value = &response.fields[0].value;
    assert_eq!((value.as_str(), value.is_verbatim()), ("Basic realm=\"x\"", false));
    let offers = challenges(&[&response.fields[0]]);
    let realm = &offers.list[0].params[0].value;
    assert_eq!(capture.slice(realm.span()), "x");
}

#[test]
fn a_token_cut_by_line_ends_is_put_together() {
    let half = "TlRMTVNTUAADAAAAGAAYAEAAAACQAJAAWAAAAAgACADoAAAA";
    for (text, expected) in [
        (format!("GET / HTTP/1.1\nAuthorization: NTLM {half}\n  {half}==\n"), "folded"),
        (format!("GET / HTTP/1.1\nAuthorization: NTLM {half}\n{half}==\nHost: a\n"), "wrapped"),
    ] {
        let capture = capture(&text);
        let request = capture.exchanges[0].request.as_ref().unwrap();
        let field = request.fields[0].value.as_str();
        assert_eq!(field, format!("NTLM {half}{half}=="), "{expected}");
    }
}

#[test]
fn what_was_left_out_is_not_absent() {
    assert_eq!(shapes("GET /a HTTP/1.1\n...\nHost: x\n"), ["GET /a (1) -> none"]);
    assert_eq!(shapes("HTTP/1.1 401 Unauthorized\n"), ["none -> 401 (0)"]);
}

#[test]
fn content_ends_where_its_length_says_or_something_starts() {
    let after = |text: &str| -> Vec<String> {
        let capture = capture(text);
        capture.unread.iter().map(|unread| capture.slice(unread.span).to_owned()).collect()
    };
    let counted = "HTTP/1.1 401 A\nContent-Length: 10\n\n<p>401</p>\nThat is what I see.\n";
    assert_eq!(after(counted), ["That is what I see."]);
    let left_out = "HTTP/1.1 401 A\nContent-Length: 5000\n\nHTTP/1.1 200 OK\nServer: a\n";
    assert_eq!(shapes(left_out), ["none -> 401 (1+)", "none -> 200 (1+)"]);
    let endless =
        "HTTP/1.1 401 A\nServer: a\n\n<p>\n\n</p>\nNTAuthenticationProviders : (STRING) \"NTLM\"\n";
    assert_eq!(after(endless), [""; 0]);
    assert_eq!(capture(endless).settings.len(), 1);
}

#[test]
fn indented_quoted_and_fenced_heads_are_read() {
    for text in [
        "\tHTTP/1.1 401 A\n\tWWW-Authenticate: Negotiate\n\tWWW-Authenticate: NTLM\n\t\n",
        "> HTTP/1.1 401 A\n> WWW-Authenticate: Negotiate\n> WWW-Authenticate: NTLM\n",
        ">> HTTP/1.1 401 A\n>> WWW-Authenticate: Negotiate\n>> WWW-Authenticate: NTLM\n>>\n",
        "```http\nHTTP/1.1 401 A\nWWW-Authenticate: Negotiate\nWWW-Authenticate: NTLM\n```\n",
        "\u{feff}HTTP/1.1 401 A\rWWW-Authenticate: Negotiate\rWWW-Authenticate: NTLM\r\r",
        "HTTP/1.1 401 A\nWWW-Authenticate: Negotiate,\n    NTLM\n",
        "HTTP/1.1 401 A\n  WWW-Authenticate: Negotiate\n    WWW-Authenticate: NTLM\n",
    ] {
        let capture = capture(text);
        assert_eq!(capture.exchanges.len(), 1, "{text}");
        assert_eq!(offers(&capture.exchanges[0]), ["Negotiate", "NTLM"], "{text}");
        assert_eq!(capture.unread, [], "{text}");
    }
}
