//! Whatever is pasted: an answer, soon, without a panic and without a secret.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use why401::{Diagnosis, Options, Paste, diagnose};

fn all(paste: &[u8]) -> Diagnosis {
    diagnose(&[Paste::Bytes(paste)], &Options { all: true, ..Options::default() })
}

/// The generator of Marsaglia (xorshift64): the same bytes in every run.
fn random(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[3]
        })
        .collect()
}

#[test]
fn a_mebibyte_of_random_bytes_is_answered_within_a_second() {
    let paste = random(1 << 20);
    let start = Instant::now();
    let diagnosis = all(&paste);
    let text = why401::report::text(&diagnosis.report, &diagnosis.masked, true);
    let took = start.elapsed();
    // Unoptimised code is an order slower than what ships.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
    assert!(took < limit, "{took:?}");
    assert!(!text.is_empty());
}

#[test]
fn repeated_marks_take_linear_time() {
    for line in
        ["WWW-Authenticate: ", "a=", "\"", ",", "://", "code=", "> ", "#Fields: ", "HTTP/1.1 401\n"]
    {
        let paste = line.repeat((1 << 20) / line.len());
        let start = Instant::now();
        all(paste.as_bytes());
        let took = start.elapsed();
        let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });
        assert!(took < limit, "{line:?} took {took:?}");
    }
}

/// Every way in which a secret is pasted, with the secret's place as `SECRET`.
const PLACES: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer SECRET\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: SECRET\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nauthorization: Digest username=\"a\", response=\"SECRET\", uri=\"/\"\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Hawk id=\"1\" mac=\"SECRET\"\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1; sid=SECRET\r\n\r\n",
    "HTTP/1.1 401 No\r\nSet-Cookie: sid=SECRET; Path=/\r\nWWW-Authenticate: NTLM\r\nServer: Microsoft-IIS/5.0\r\n\r\n",
    "GET /a?access_token=SECRET&b=1 HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET http://alice:SECRET@h/a HTTP/1.1\r\nHost: h\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: https://h/cb?code=SECRET\r\n\r\n",
    "* Issue another request to this URL: 'http://a:SECRET@h/'\r\n> GET / HTTP/1.1\r\n> Host: h\r\n>\r\n< HTTP/1.1 401 No\r\n< WWW-Authenticate: NTLM\r\n<\r\n",
    "Authorization: Basic SECRET\r\nWWW-Authenticate: NTLM\r\n",
    "Proxy-Authorization: Basic SECRET\r\n",
    "AnonymousUserPass : (STRING) \"SECRET\"\r\nNTAuthenticationProviders : (STRING) \"NTLM\"\r\n",
];

proptest! {
    #[test]
    fn no_secret_is_told(at in 0..PLACES.len(), secret in "[A-Za-z0-9+_-]{12,40}") {
        let paste = format!("{}\r\nWWW-Authenticate: NTLM\r\n", PLACES[at].replace("SECRET", &secret));
        let diagnosis = all(paste.as_bytes());
        let json = serde_json::to_string(&diagnosis.report).expect("JSON");
        let text = why401::report::text(&diagnosis.report, &diagnosis.masked, true);
        prop_assert!(!json.contains(&secret), "{json}");
        prop_assert!(!text.contains(&secret), "{text}");
        prop_assert!(!diagnosis.masked.concat().contains(&secret), "{}", diagnosis.masked.concat());
    }

    #[test]
    fn any_text_is_answered(text in "(?s).{0,400}") {
        all(text.as_bytes());
    }

    #[test]
    fn lines_of_known_formats_in_any_order_are_answered(
        lines in proptest::collection::vec(proptest::sample::select(vec![
            "HTTP/1.1 401 Unauthorized", "GET / HTTP/1.1", "Host: h", "WWW-Authenticate: NTLM",
            "WWW-Authenticate: Negotiate", "> GET / HTTP/1.1", "< HTTP/1.1 401 No", "* Connected to h (1.2.3.4) port 80 (#0)",
            "> Authorization: NTLM TlRMTVNTUAABAAAA", "< WWW-Authenticate: NTLM", "", ">", "<",
            "NTAuthenticationProviders : (STRING) \"NTLM\"", "cscript adsutil.vbs set w3svc/1/NTAuthenticationProviders \"Negotiate,NTLM\"",
            "#Software: Microsoft Internet Information Services 5.0", "#Fields: date time c-ip cs-uri-stem sc-status",
            "2001-03-04 06:12:00 10.0.0.21 / 401", "#Date: 2001-03-04 00:00:00", "Content-Length: 99999999999999999999",
        ]), 0..40),
    ) {
        let diagnosis = all(lines.join("\n").as_bytes());
        // Every span lies inside its paste, on boundaries of characters.
        for finding in diagnosis.report.cases.iter().flat_map(|case| &case.findings) {
            for span in finding.evidence.iter().flat_map(|evidence| &evidence.spans) {
                let text = &diagnosis.masked[span.paste as usize];
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
        }
    }
}
