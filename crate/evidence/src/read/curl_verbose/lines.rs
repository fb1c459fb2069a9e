//! The lines of `curl -v` told apart.

use memchr::memchr_iter;

use crate::read::cursor::{Cursor, View};
use crate::read::http1::{request_line, status_line};
use crate::read::pattern;

/// What a line is, with where its text starts and the text.
pub(super) enum Mark<'a> {
    /// `* text`
    Message(usize, &'a str),
    /// The same after content that did not end in a line end; where the content ends comes first.
    Glued(usize, usize, &'a str),
    /// `> text`
    Sent(usize, &'a str),
    /// `< text`
    Received(usize, &'a str),
    /// Data sizes and the progress meter.
    Noise,
    Blank,
    Other,
}

/// Tells a line apart in curl's output that is quoted `quotes` deep. In content a star may be the
/// content's own: there only known messages count.
pub(super) fn mark<'a>(view: &View<'a>, quotes: usize, in_content: bool) -> Mark<'a> {
    if view.quotes == quotes + 1 {
        return Mark::Sent(view.start, view.text);
    }
    if view.quotes != quotes {
        return Mark::Other;
    }
    let after_meter = without_meter(view.text);
    let text = after_meter.unwrap_or(view.text);
    let start = view.start + view.text.len() - text.len();
    if let Some(message) = text.strip_prefix('*').filter(|text| text.starts_with([' ', '\t']))
        && (!in_content || is_message(message))
    {
        return at(Mark::Message, start + 1, message);
    }
    if let Some(line) = text.strip_prefix('<').filter(|text| is_marked(text)) {
        return at(Mark::Received, start + 1, line);
    }
    if after_meter.is_some()
        && let Some(line) = text.strip_prefix('>').filter(|text| is_marked(text))
    {
        return at(Mark::Sent, start + 1, line);
    }
    if is_noise(text) || after_meter.is_some() && text.is_empty() {
        return Mark::Noise;
    }
    if in_content && let Some(glued) = glued_message(text) {
        let message = text.get(glued + 1..).unwrap_or_default().trim_start();
        return Mark::Glued(start + glued, start + text.len() - message.len(), message);
    }
    if text.is_empty() { Mark::Blank } else { Mark::Other }
}

fn at<'a>(mark: fn(usize, &'a str) -> Mark<'a>, start: usize, text: &'a str) -> Mark<'a> {
    let trimmed = text.trim_start();
    mark(start + text.len() - trimmed.len(), trimmed)
}

fn is_marked(after: &str) -> bool {
    after.is_empty() || after.starts_with(' ')
}

/// `{ [121 bytes data]`, `} [5 bytes data]` and the meter's heading.
fn is_noise(text: &str) -> bool {
    (text.starts_with(['{', '}']) && text.ends_with(" bytes data]"))
        || text.starts_with("% Total ")
        || text.starts_with("Dload  Upload ")
}

/// What follows the progress meter on its line, which ends in a carriage return at best.
fn without_meter(text: &str) -> Option<&str> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let columns = |c: char| c.is_ascii_digit() || " :.-kMGTP".contains(c);
    let rest = text.trim_start_matches(columns);
    let meter = text.get(..text.len() - rest.len())?;
    (meter.contains("--:--:--") || meter.matches(':').count() >= 4).then_some(rest)
}

/// A message after content that did not end in a line end.
fn glued_message(text: &str) -> Option<usize> {
    const MESSAGES: [&str; 4] = [
        "* Connection #",
        "* Closing connection",
        "* closing connection #",
        "* shutting down connection",
    ];
    MESSAGES.iter().find_map(|message| {
        let starts = |at: &usize| text.get(*at..).is_some_and(|rest| rest.starts_with(message));
        memchr_iter(b'*', text.as_bytes()).find(starts)
    })
}

/// A line that can only be curl's, whatever stands around it.
pub(super) fn starts_plainly(view: &View<'_>) -> bool {
    match view.text.as_bytes().first() {
        Some(b'*') => view.text.get(1..).is_some_and(is_message),
        Some(b'<') => view
            .text
            .strip_prefix("< ")
            .is_some_and(|line| status_line(line.trim_start()).is_some()),
        Some(b'{' | b'}' | b'%') => is_noise(view.text),
        Some(first) if first.is_ascii_digit() => without_meter(view.text).is_some(),
        _ => is_command(view.text),
    }
}

/// How deep curl's output is quoted that starts here; none if none starts here.
pub(super) fn quoting(cursor: &Cursor<'_>, view: &View<'_>) -> Option<usize> {
    if starts_plainly(view) {
        return Some(view.quotes);
    }
    let outside = view.quotes.checked_sub(1)?;
    let sent = request_line(view.text).is_some() && super::marks_follow(cursor, outside);
    sent.then_some(outside)
}

/// `curl ...` after a prompt or alone.
pub(super) fn is_command(line: &str) -> bool {
    let line = match pattern::around(line, "curl") {
        Some((prompt, rest)) => {
            let prompted = prompt.is_empty() || prompt.ends_with("$ ") || prompt.ends_with("# ");
            if !prompted || prompt.len() > 60 {
                return false;
            }
            rest
        }
        None => return false,
    };
    let rest = line.strip_prefix(".exe").unwrap_or(line);
    rest.starts_with(" -")
        || rest.starts_with(" http")
        || rest.starts_with(" '")
        || rest.starts_with(" \"")
}

/// How curl's messages start (lib/*.c, `infof`), from curl 7 to 8.
const MESSAGES: [&str; 78] = [
    "ALPN",
    "About to connect",
    "Added ",
    "Authentication problem",
    "Basic authentication problem",
    "Bearer authentication problem",
    "CAfile",
    "CApath",
    "CONNECT ",
    "Can not multiplex",
    "Certificate",
    "Closing connection",
    "Connect socket",
    "Connected to ",
    "Connection #",
    "Connection closure",
    "Connection died",
    "Could not resolve",
    "Curl_",
    "Digest",
    "Empty reply",
    "Establish",
    "Excess found",
    "Expire",
    "Failed to connect",
    "Found bundle",
    "GSS",
    "GnuTLS",
    "HTTP 1.0",
    "HTTP error",
    "HTTP/1",
    "HTTP/2",
    "Host ",
    "Hostname ",
    "IPv4:",
    "IPv6:",
    "Ignoring ",
    "Immediate connect fail",
    "InitializeSecurityContext",
    "Issue another request",
    "Kerberos",
    "LibreSSL",
    "Mark bundle",
    "Mismatch",
    "NTLM",
    "Negotiate",
    "Need to rewind",
    "No URL set",
    "OpenSSL",
    "Proxy auth using",
    "Proxy replied",
    "Re-using existing",
    "Rebuilt URL",
    "Received HTTP",
    "Recv failure",
    "Request completely sent",
    "Reusing existing",
    "SPNEGO",
    "SSL",
    "STATE:",
    "Send failure",
    "Server auth using",
    "Server certificate",
    "Switched",
    "TCP_NODELAY",
    "TLS",
    "The requested URL returned",
    "Trying ",
    "Using HTTP",
    "Uses proxy env",
    "We are completely uploaded",
    "[HTTP/",
    "gss_",
    "h2h3 ",
    "schannel",
    "upload completely sent",
    "using HTTP/",
    "closing connection #",
];

fn is_message(after_star: &str) -> bool {
    let Some(text) = after_star.strip_prefix(' ') else { return false };
    let text = text.trim_start();
    let more = ["no chunk, no close", "shutting down connection", "successfully set certificate"];
    MESSAGES.iter().chain(&more).any(|start| text.starts_with(start))
}

/// Messages that come after a response and are still about it.
pub(in crate::read) fn is_about_last(text: &str) -> bool {
    const ABOUT_LAST: [&str; 12] = [
        "Authentication problem",
        "Basic authentication problem",
        "Bearer authentication problem",
        "Closing connection",
        "Connection #",
        "Connection closure",
        "Excess found",
        "HTTP error",
        "Ignoring the response-body",
        "The requested URL returned",
        "closing connection #",
        "shutting down connection",
    ];
    ABOUT_LAST.iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_is_looked_through() {
        let meter = "0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0";
        assert_eq!(without_meter(meter), Some(""));
        assert_eq!(without_meter(&format!("{meter}*   Trying")), Some("*   Trying"));
        assert_eq!(without_meter("100   121  100   121"), None);
        assert_eq!(without_meter("10:11:12 a"), None);
    }

    #[test]
    fn a_star_alone_is_not_curls() {
        for (line, expected) in [
            (" Connected to a (1.2.3.4) port 80 (#0)", true),
            ("   Trying 127.0.0.1:80...", true),
            (" a point of a list", false),
            (" {", false),
            ("Connected to", false),
        ] {
            assert_eq!(is_message(line), expected, "{line}");
        }
    }

    #[test]
    fn commands_are_told_from_prose() {
        for line in
            ["curl -v http://a/", "$ curl -sS -v x", "root@a:~# curl http://a/", "curl.exe -v x"]
        {
            assert!(is_command(line), "{line}");
        }
        for line in ["use curl -v", "curl is a tool", "$ libcurl -v"] {
            assert!(!is_command(line), "{line}");
        }
    }
}
