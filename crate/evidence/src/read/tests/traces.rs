//! Traces and logs of clients.

use super::{capture, offers, shapes};

#[test]
fn prose_and_other_formats_are_left_alone() {
    for text in [
        "click there --> see http://a/b for more\n",
        "The header: of a table\nreading 5 bytes\nopened\n",
        "foo -> \"bar\"\nsend: the letter\n",
        "-- http is a protocol\n",
        "200 people came\n",
        "[Server]\n[Host]\n",
        "{ \"date\": 1, \"name\": \"x\" }\n",
        "{\"status\": \"failed\", \"message\": \"no\"}\n",
        "(see the server)\n",
        "map[a:[b]]\n",
        "0000: nothing before it\n",
        "E1122 02:23:08.913606 20489 memcache.go:265] \"Unhandled Error\"\n",
    ] {
        let capture = capture(text);
        assert_eq!(capture.parts, [], "{text}");
        assert!(!capture.unread.is_empty(), "{text}");
    }
}

#[test]
fn rows_of_a_trace_are_put_together() {
    let realm = "r".repeat(64 - "WWW-Authenticate: Basic realm=\"".len() - 1);
    let row = format!("WWW-Authenticate: Basic realm=\"{realm} ");
    assert_eq!(row.len(), 64);
    // The space at the end of the row, and then none.
    for row in [row.as_str(), row.trim_end()] {
        let text = format!(
            "<= Recv header, 26 bytes (0x1a)\n0000: HTTP/1.1 401 Unauthorized\n\
             <= Recv header, 70 bytes (0x46)\n0000: {row}\n0040: ab\"\n<= Recv header, 2 bytes (0x2)\n0000: \n"
        );
        let capture = capture(&text);
        let expected = format!("Basic realm=\"{realm} ab\"");
        assert_eq!(offers(&capture.exchanges[0]), [expected], "{text}");
    }
}

#[test]
fn lines_that_fill_a_row_are_not_joined() {
    let agent = "a".repeat(62 - "User-Agent: ".len());
    let text = format!(
        "=> Send header, 99 bytes (0x63)\n0000: GET / HTTP/1.1\n0010: User-Agent: {agent}\n0050: Host: a\n0059: \n"
    );
    assert_eq!(shapes(&text), ["GET / (2+) -> none"]);
}

#[test]
fn what_is_told_twice_is_one_exchange() {
    let text = "send: b'GET /a HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n'\nreply: 'HTTP/1.1 401 No\\r\\n'\n\
        header: WWW-Authenticate: NTLM\nDEBUG:urllib3.connectionpool:http://h:80 \"GET /a HTTP/1.1\" 401 0\n\
        <Response [401]> {'WWW-Authenticate': 'NTLM'}\n";
    assert_eq!(shapes(text), ["GET /a (1+) -> 401 (1+)"]);
    let twice = "DEBUG:urllib3.connectionpool:http://h:80 \"GET /a HTTP/1.1\" 401 0\n".repeat(2);
    assert_eq!(shapes(&twice), ["GET http://h:80/a (0) -> 401 (0)"; 2]);
}

#[test]
fn pseudo_fields_tell_method_path_and_status() {
    let text = ":method: GET\n:path: /a\n:authority: h\nauthorization: Bearer x\n\n:status: 401\nwww-authenticate: Bearer\n";
    assert_eq!(shapes(text), ["GET /a (2+) -> 401 (1+)"]);
    assert_eq!(shapes(":status: 100\nx-a: b\n:status: 401\nwww-authenticate: Basic\n").len(), 1);
}

#[test]
fn traces_are_read_quoted_indented_and_with_crlf() {
    let text = "02:10:59.531318 http.c:860 => Send header, 0000000208 bytes (0x000000d0)\n\
        02:10:59.531323 http.c:872 => Send header: GET /a HTTP/1.1\n\
        02:10:59.531325 http.c:872 => Send header: Host: h\n02:10:59.531338 http.c:872 => Send header:\n\
        02:10:59.531993 http.c:872 <= Recv header: HTTP/1.1 401 Unauthorized\n\
        02:10:59.532013 http.c:872 <= Recv header: WWW-Authenticate: NTLM\n02:10:59.532030 http.c:872 <= Recv header:\n";
    for text in [
        text.to_owned(),
        format!("> {}", text.trim_end().replace('\n', "\n> ")),
        format!("```\n    {}\n```\n", text.trim_end().replace('\n', "\n    ")),
        text.replace('\n', "\r\n"),
    ] {
        assert_eq!(shapes(&text), ["GET /a (1+) -> 401 (1+)"], "{text}");
    }
}
