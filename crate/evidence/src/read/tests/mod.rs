//! Whole pastes, in all formats and several together.

mod adsutil;
mod curl;
mod headers;
mod http1;
mod logs;
mod traces;

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::capture::{Act, Capture, Exchange, Field, Request, Response, Setting, SettingValue};
use crate::http::challenges;
use crate::read;
use crate::span::Leaf;
use crate::text::Text;

fn capture(text: &str) -> Capture {
    read(&[Text::from_str(text)])
}

/// `GET /a (2) -> 401 (3)`: fields in parentheses, `+` for a head that is complete, `?` for a
/// status that was assumed.
fn shape(exchange: &Exchange) -> String {
    let head = |fields: &[Field], complete| {
        format!(" ({}{})", fields.len(), if complete { "+" } else { "" })
    };
    let text = |leaf: &Option<Leaf>| leaf.as_ref().map_or("-", Leaf::as_str).to_owned();
    let request = |request: &Request| {
        let line = format!("{} {}", text(&request.method), text(&request.target));
        line + &head(&request.fields, request.has_head)
    };
    let response = |response: &Response| {
        let status = response.status.as_ref();
        let code = status.map_or("-".to_owned(), |status| {
            format!("{}{}", status.code, if status.assumed { "?" } else { "" })
        });
        code + &head(&response.fields, response.has_head)
    };
    let none = || "none".to_owned();
    format!(
        "{} -> {}",
        exchange.request.as_ref().map_or_else(none, request),
        exchange.response.as_ref().map_or_else(none, response)
    )
}

fn shapes(text: &str) -> Vec<String> {
    capture(text).exchanges.iter().map(shape).collect()
}

fn formats(capture: &Capture) -> Vec<&'static str> {
    capture.parts.iter().map(|part| part.format.id).collect()
}

fn offers(exchange: &Exchange) -> Vec<String> {
    let fields = exchange.response.as_ref().map_or(&[][..], |response| &response.fields);
    let fields = crate::capture::named(fields, "www-authenticate");
    challenges(&fields).list.iter().map(ToString::to_string).collect()
}

#[test]
fn formats_follow_each_other_in_one_paste() {
    let text = "Hello,\n\nthe log says\n\n\
        #Software: Microsoft Internet Information Services 5.0\n#Fields: time sc-status\n00:00:00 401\n\n\
        HTTP/1.1 401 Access Denied\nServer: Microsoft-IIS/5.0\nWWW-Authenticate: NTLM\nContent-Length: 0\n\n\
        C:\\>cscript adsutil.vbs get w3svc/NTAuthenticationProviders\n\
        NTAuthenticationProviders : (STRING) \"NTLM\"\n\n\
        * Connected to a (::1) port 80 (#0)\n> GET / HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 401 A\n< Server: b\n<\n\n\
        WWW-Authenticate: NTLM\n\nThanks\n";
    let capture = capture(text);
    assert_eq!(shapes(text), ["none -> 401 (3+)", "GET / (1+) -> 401 (1+)", "none -> 401? (1)"]);
    assert_eq!((capture.logs.len(), capture.settings.len()), (1, 1));
    let unread: Vec<_> = capture.unread.iter().map(|unread| capture.slice(unread.span)).collect();
    assert_eq!(unread, ["Hello,\n\nthe log says", "Thanks"]);
}

#[test]
fn several_pastes_keep_their_number() {
    let capture = read(&[
        Text::from_str("WWW-Authenticate: NTLM"),
        Text::from_str("Host: a"),
        Text::from_str("HTTP/1.1 200 OK"),
    ]);
    let pastes: Vec<_> = capture.exchanges.iter().map(|exchange| exchange.span.paste).collect();
    assert_eq!(pastes, [0, 1, 2]);
}

/// Every field, setting and message, for checking their spans.
fn leaves(capture: &Capture) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let fields = |fields: &[Field]| -> Vec<Leaf> {
        fields.iter().flat_map(|field| [field.name.clone(), field.value.clone()]).collect()
    };
    for exchange in &capture.exchanges {
        leaves.extend(exchange.messages.iter().cloned());
        if let Some(request) = &exchange.request {
            leaves.extend(fields(&request.fields));
            leaves.extend([&request.method, &request.target].into_iter().flatten().cloned());
        }
        for response in exchange.response.iter().chain(&exchange.interim) {
            leaves.extend(fields(&response.fields));
            leaves.extend(response.reason.clone());
        }
    }
    for setting in &capture.settings {
        leaves.extend(
            [Some(setting.key.clone()), setting.path.clone(), setting.kind.clone()]
                .into_iter()
                .flatten(),
        );
        match &setting.value {
            SettingValue::Text(leaf) => leaves.push(leaf.clone()),
            SettingValue::List(list) => leaves.extend(list.iter().cloned()),
            SettingValue::NotSet => {}
        }
    }
    let entries = capture.records.iter().flat_map(|record| &record.entries);
    leaves.extend(entries.map(|entry| entry.value.clone()));
    leaves.extend(
        capture.logs.iter().flat_map(|log| log.fields.iter().chain(&log.software).cloned()),
    );
    leaves
}

/// Lines that readers know, and others, so that random pastes reach deep.
fn line() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "HTTP/1.1 401 Unauthorized",
        "HTTP/1.1 100 Continue",
        "GET /a HTTP/1.1",
        "> GET /a HTTP/1.1",
        "< HTTP/2 401",
        "> Host: a",
        "< WWW-Authenticate: NTLM",
        ">",
        "<",
        "* Connected to a (b) port 1 (#0)",
        "* Re-using existing connection #0 with host a",
        "* Connection #1 to host a left intact",
        "> > Host: é",
        "WWW-Authenticate: Basic realm=\"é\"",
        "  folded",
        "Authorization: NTLM AAAA",
        "Content-Length: 7",
        "",
        "adsutil get w3svc/1/A",
        "adsutil set w3svc/1/A \"b\" c",
        "A : (STRING) \"b\"",
        "A : (LIST) \"b",
        "\"c\" “d”",
        "The parameter \"A\" is not set at this node.",
        "#Fields: time c-ip cs-uri-stem sc-status",
        "#Software: Microsoft Internet Information Services 5.0",
        "00:00:00 1 /a 401",
        "00:00:59 1 /a 200",
        "{ [5 bytes data]",
        "0 0 --:--:-- --:--:--* Closing connection 0",
        "```",
        "== Info: Connected to a (b) port 1",
        "=> Send header, 18 bytes (0x12)",
        "<= Recv header: HTTP/1.1 401 é",
        "0000: GET / HTTP/1.1",
        "0010: 48 0d 0a                                        H..",
        "send: b'GET / HTTP/1.1\\r\\nHost: é\\r\\n\\r\\n'",
        "reply: 'HTTP/1.1 401 é\\r\\n'",
        "header: Server: é",
        "[ 0.1] recv (stream_id=1) :status: 401",
        "http2: decoded hpack field header field \"server\" = \"\\u00e9\"",
        "<Response [401]> {'Server': 'é', 'WWW-Authenticate': 'NTLM'}",
        "Response { status: 401, headers: Headers {",
        "'www-authenticate': ['NTLM', \"é",
        "map[Server:[é] Www-Authenticate:[Basic NTLM]]",
        "--> GET http://a/é h2",
        "CONNECTED(00000003)",
        "$ curl -v a",
        "...",
    ]);
    prop_oneof![
        4 => known.prop_map(str::to_owned),
        1 => "[ -~\u{e9}\u{1F600}]{0,30}",
    ]
}

proptest! {
    #[test]
    fn any_paste_is_read_and_verbatim_leaves_slice_to_themselves(
        lines in prop::collection::vec((line(), prop::sample::select(vec!["\n", "\r\n", "\r"])), 0..40),
        margin in prop::sample::select(vec!["", "\t", "> ", "  "]),
    ) {
        let text: String = lines.iter().flat_map(|(line, end)| [margin, line, end]).collect();
        let capture = capture(&text);
        for leaf in leaves(&capture) {
            if leaf.is_verbatim() {
                prop_assert_eq!(capture.slice(leaf.span()), leaf.as_str());
            }
            for span in leaf.spans() {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
        let mut spans: Vec<_> = capture.unread.iter().map(|unread| unread.span).collect();
        spans.extend(capture.parts.iter().map(|part| part.span));
        spans.extend(capture.records.iter().map(|record| record.span));
        spans.extend(capture.exchanges.iter().map(|exchange| exchange.span));
        for span in spans {
            prop_assert!(text.get(span.range()).is_some(), "{:?}", span);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes: Vec<u8>) {
        let capture = read(&[Text::decode(&bytes)]);
        prop_assert_eq!(capture.texts.len(), 1);
    }
}

#[test]
fn time_is_linear_in_hostile_pastes() {
    for unit in [
        " a\n",
        "a-b: c\n",
        "Host: a\nServer: b\n",
        ">",
        " ",
        "\n",
        "> GET / HTTP/1.1\n",
        "A : (STRING) \"\n",
        "adsutil set a \"\n",
        "00:00:00 1 /a 401\n",
        "* Connected to a (b) port 1\n> GET / HTTP/1.1\n* Connection #7\n",
        "0000: a",
        "=> Send header, 1\n0000: GET / HTTP/1.1\n",
        "== Info: Connected to a (b) port 1\n",
        "send: b'GET / HTTP/1.1\\r\\n",
        "http-outgoing-1 >> ",
        "{'host': [(",
        "(Host)\n",
        "map[Host:[a] ",
        "map[Host:[a]\n",
        "<Response [401]>\n",
        "401 a\n",
        "CONNECTED(0)\n",
        "] recv ",
    ] {
        for head in [
            "",
            "HTTP/1.1 401 a\nWWW-Authenticate: a\n",
            "#Fields: time c-ip cs-uri-stem sc-status\n",
        ] {
            let text = format!("{head}{}", unit.repeat((1 << 17) / unit.len()));
            let start = Instant::now();
            let capture = capture(&text);
            for exchange in &capture.exchanges {
                offers(exchange);
            }
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "{head:?} {unit:?} {:?}",
                start.elapsed()
            );
        }
    }
}
