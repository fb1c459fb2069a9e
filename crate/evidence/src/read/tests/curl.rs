//! What `curl -v` prints.

use super::*;

const NTLM: &str = "* Connected to a (10.0.0.1) port 80 (#0)
* Server auth using NTLM with user 'CORP\\alice'
> GET /n HTTP/1.1
> Host: a
> Authorization: NTLM TlRMTVNTUAABAAAA
>
< HTTP/1.1 401 Unauthorized
< WWW-Authenticate: NTLM TlRMTVNTUAACAAAA
< Content-Length: 9
<
* Ignoring the response-body
{ [9 bytes data]
* Connection #0 to host a left intact
* Issue another request to this URL: 'http://a/n'
* Re-using existing connection #0 with host a
> GET /n HTTP/1.1
> Host: a
> Authorization: NTLM TlRMTVNTUAADAAAA
>
< HTTP/1.1 401 Unauthorized
* NTLM handshake rejected
< WWW-Authenticate: NTLM
< Content-Length: 9
<
<p>no</p>* Connection #0 to host a left intact
";

#[test]
fn legs_have_their_connections_and_messages() {
    let capture = capture(NTLM);
    let shapes: Vec<_> = capture.exchanges.iter().map(shape).collect();
    assert_eq!(shapes, ["GET /n (2+) -> 401 (2+)"; 2]);
    for exchange in &capture.exchanges {
        assert_eq!(exchange.connection, Some(0));
    }
    let messages = |index: usize| -> Vec<&str> {
        capture.exchanges[index].messages.iter().map(Leaf::as_str).collect()
    };
    assert!(messages(0).contains(&"Connection #0 to host a left intact"));
    assert!(!messages(0).contains(&"NTLM handshake rejected"));
    assert_eq!(
        messages(1),
        [
            "Issue another request to this URL: 'http://a/n'",
            "Re-using existing connection #0 with host a",
            "NTLM handshake rejected",
            "Connection #0 to host a left intact",
        ]
    );
    assert_eq!(capture.unread, []);
}

#[test]
fn quoted_and_indented_output_is_read_alike() {
    let quoted = NTLM.replace('\n', "\n> ");
    let indented = NTLM.replace('\n', "\n\t");
    for text in [format!("> {quoted}"), format!("\t{indented}"), NTLM.replace('\n', "\r\n")] {
        assert_eq!(shapes(&text), ["GET /n (2+) -> 401 (2+)"; 2], "{text}");
    }
}

#[test]
fn a_mail_that_quotes_a_request_is_not_curls() {
    let text = "> GET /n HTTP/1.1\n> Host: a\n\nThat is what I sent.\n";
    let capture = capture(text);
    assert_eq!(shape(&capture.exchanges[0]), "GET /n (1+) -> none");
    assert_eq!(capture.exchanges[0].format.id, "http-head");
}

#[test]
fn the_tunnel_through_a_proxy_is_an_exchange_of_its_own() {
    let text = "*   Trying 10.0.0.3:3128...
* Connected to proxy (10.0.0.3) port 3128
* CONNECT tunnel: HTTP/1.1 negotiated
> CONNECT a:443 HTTP/1.1
> Host: a:443
>
< HTTP/1.1 200 Connection established
<
* CONNECT phase completed
* ALPN: server accepted h2
* using HTTP/2
* [HTTP/2] [1] OPENED stream for https://a/x
* [HTTP/2] [1] [:method: GET]
* [HTTP/2] [1] [:path: /x]
> GET /x HTTP/2
> Host: a
>
< HTTP/2 401
< www-authenticate: Bearer
<
* Connection #0 to host proxy left intact
";
    assert_eq!(shapes(text), ["CONNECT a:443 (1+) -> 200 (0)", "GET /x (1+) -> 401 (1+)"]);
    let connections: Vec<_> = capture(text).exchanges.iter().map(|e| e.connection).collect();
    assert_eq!(connections, [Some(0), Some(0)]);
}

#[test]
fn each_run_has_connections_of_its_own() {
    let run = |close: &str| {
        format!(
            "$ curl -v http://a/\n* Connected to a (::1) port 80\n> GET / HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 401 A\n< Server: b\n<\n* {close}\n"
        )
    };
    let text = run("Connection #0 to host a left intact") + &run("Closing connection");
    let late = capture(&run("closing connection #2")).exchanges;
    assert_eq!((late[0].connection, late[0].messages.len()), (Some(2), 2));
    let connections: Vec<_> = capture(&text).exchanges.iter().map(|e| e.connection).collect();
    assert_eq!(connections, [Some(0), Some(1)]);
    let counted_wrong = run("Connection #3 to host a left intact");
    assert_eq!(capture(&counted_wrong).exchanges[0].connection, Some(3));
}

#[test]
fn the_progress_meter_may_stand_before_anything() {
    let meter = "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0";
    let text = format!(
        "  % Total    % Received % Xferd\n\r{meter}*   Trying a...\n\r{meter}> GET / HTTP/1.1\n> Host: a\n> \n\r{meter}< HTTP/1.1 401 A\n< Server: b\n< \n{{ [5 bytes data]\n\r{meter}\n* Connection #0 to host a left intact\n"
    );
    assert_eq!(shapes(&text), ["GET / (1+) -> 401 (1+)"]);
}

#[test]
fn a_failure_without_a_request_is_an_exchange_without_halves() {
    let capture = capture("* Could not resolve host: a\n* Closing connection 0\n");
    assert_eq!(shape(&capture.exchanges[0]), "none -> none");
    assert_eq!(capture.exchanges[0].messages.len(), 2);
}

#[test]
fn content_without_a_line_end_is_read_before_curls_message() {
    let capture = capture(
        "> GET / HTTP/1.1\n> Host: a\n> \n< HTTP/1.1 401 A\n< Content-Length: 27\n< \n{\"detail\":\"Invalid token.\"}* Closing connection 0\n",
    );
    let text = capture.records[0].get("text").expect("a text");
    assert_eq!(text.as_str(), "Invalid token.");
    assert_eq!(capture.exchanges[0].messages[0].as_str(), "Closing connection 0");
}
