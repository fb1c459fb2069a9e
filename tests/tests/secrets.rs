//! No report shows a secret: generated ones, in every form in which clients send them, in the formats in which
//! people paste them.

use proptest::prelude::*;
use why401::{Options, Paste, diagnose};

/// Base64 (RFC 4648 section 4), so that what is looked for is made apart from what is tested.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Fields in which the secret stands as it is.
const PLAIN: [&str; 8] = [
    r#"Authorization: Hawk id="k1", ts="1795341600", nonce="n1", ext="e", mac="SECRET""#,
    r#"Authorization: HOBA result="a2lk.Y2hhbGxlbmdl.bm9uY2U.SECRET""#,
    r#"Authorization: Mutual version=1, realm="r", user="alice", kc1="SECRET""#,
    r#"Authorization: OAuth oauth_consumer_key="ck", oauth_token="SECRET", oauth_signature="SECRET", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1795341600""#,
    "Authorization: vapid t=eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE3OTUwODAwMDB9.SECRET, k=BA1H",
    "Authorization: Concealed k=a2V5, a=cHVi, s=2055, v=dmVy, p=SECRET",
    "DPoP: eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0.eyJqdGkiOiJlMWozIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tL29yZGVycyIsImlhdCI6MTc5NTAwMDAwMH0.SECRET",
    "Signature: sig1=:SECRET:",
];

/// A request's field that carries the secret, and the forms of it that may be shown nowhere.
fn field(kind: usize, secret: &str) -> (String, Vec<String>) {
    let basic = base64(format!("alice:{secret}").as_bytes());
    match kind {
        0 => (format!("Authorization: Basic {basic}"), vec![secret.into(), basic]),
        1 => (format!("Authorization: Bearer {secret}{secret}"), vec![secret.into()]),
        2 => (
            format!(
                "Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"/a\", response=\"{secret}\", qop=auth, nc=00000001, cnonce=\"c\""
            ),
            vec![secret.into()],
        ),
        3 => (format!("Cookie: session={secret}"), vec![secret.into()]),
        4 => (format!("Proxy-Authorization: Basic {basic}"), vec![secret.into(), basic]),
        5 => (format!("X-Api-Key: {secret}"), vec![secret.into()]),
        6 => {
            let data = base64(format!("c=biws,r=abc,p={secret}").as_bytes());
            let field = format!("Authorization: SCRAM-SHA-256 sid=s1, data=\"{data}\"");
            (field, vec![secret.into(), data])
        }
        7 => {
            let token = base64(format!("\0\x02{}{secret}", "n".repeat(96)).as_bytes());
            let field = format!("Authorization: PrivateToken token=\"{token}\"");
            (field, vec![secret.into(), token])
        }
        8..=15 => (PLAIN[kind - 8].replace("SECRET", secret), vec![secret.into()]),
        _ => (
            format!(
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature={secret}"
            ),
            vec![secret.into()],
        ),
    }
}

/// The field in a paste of that format.
fn paste(format: usize, field: &str) -> String {
    let (name, value) = field.split_once(": ").unwrap_or((field, ""));
    let quoted = field.replace('"', "\\\"");
    let answer = "HTTP/1.1 401 Unauthorized\nServer: Apache/2.4.58 (Ubuntu)\nWWW-Authenticate: Basic realm=\"r\"\nContent-Length: 0\n";
    match format {
        0 => format!("GET /a HTTP/1.1\nHost: h.example.com\n{field}\n\n{answer}\n"),
        1 => {
            let answer: String = answer.lines().map(|line| format!("< {line}\n")).collect();
            format!(
                "* Connected to h.example.com (192.0.2.1) port 80\n> GET /a HTTP/1.1\n> Host: h.example.com\n> {field}\n>\n{answer}<\n"
            )
        }
        2 => format!("{field}\nWWW-Authenticate: Basic realm=\"r\"\n"),
        3 => format!(
            "{{\"log\":{{\"version\":\"1.2\",\"creator\":{{\"name\":\"x\",\"version\":\"1\"}},\"entries\":[{{\"startedDateTime\":\"2026-11-22T02:00:00.000Z\",\"request\":{{\"method\":\"GET\",\"url\":\"https://h.example.com/a\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[{{\"name\":\"{name}\",\"value\":\"{}\"}}]}},\"response\":{{\"status\":401,\"statusText\":\"Unauthorized\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[{{\"name\":\"WWW-Authenticate\",\"value\":\"Basic realm=\\\"r\\\"\"}}]}}}}]}}}}",
            value.replace('"', "\\\"")
        ),
        4 => format!("curl 'https://h.example.com/a' \\\n  -H '{field}' \\\n  --insecure\n"),
        5 => format!(
            "fetch(\"https://h.example.com/a\", {{\n  \"headers\": {{\n    \"{}\": \"{}\"\n  }},\n  \"method\": \"GET\"\n}});\n",
            name.to_lowercase(),
            value.replace('"', "\\\"")
        ),
        6 => format!(
            "send: b'GET /a HTTP/1.1\\r\\nHost: h.example.com\\r\\n{quoted}\\r\\n\\r\\n'\nreply: 'HTTP/1.1 401 Unauthorized\\r\\n'\nheader: WWW-Authenticate: Basic realm=\"r\"\n"
        ),
        7 => format!(
            "Request URL\nhttps://h.example.com/a\nRequest method\nGET\nStatus code\n401 Unauthorized\n{}\n{value}\nwww-authenticate\nBasic realm=\"r\"\n",
            name.to_lowercase()
        ),
        _ => format!(
            "=> Send header, 40 bytes (0x28)\n0000: GET /a HTTP/1.1\n0011: Host: h.example.com\n0027: {field}\n0080: \n<= Recv header, 20 bytes (0x14)\n0000: HTTP/1.1 401 Unauthorized\n<= Recv header, 20 bytes (0x14)\n0000: WWW-Authenticate: Basic realm=\"r\"\n<= Recv header, 2 bytes (0x2)\n0000: \n"
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_report_shows_a_secret(secret in "[a-f0-9]{16}[A-Z][a-z0-9]{15}") {
        for kind in 0..17 {
            for format in 0..9 {
                let (field, forms) = field(kind, &secret);
                let text = paste(format, &field);
                let diagnosis = diagnose(&[Paste::Text(&text)], &Options { all: true, ..Options::default() });
                let json = serde_json::to_string(&diagnosis.report).expect("JSON");
                let shown = why401::report::text(&diagnosis.report, &diagnosis.masked, true);
                for form in forms {
                    prop_assert!(!json.contains(&form), "JSON, kind {kind}, format {format}:\n{text}\n{json}");
                    prop_assert!(!shown.contains(&form), "text, kind {kind}, format {format}:\n{text}\n{shown}");
                }
            }
        }
    }
}
