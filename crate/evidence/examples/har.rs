//! Measures the reading of a HAR: MB/s of processor time, and how many times its size it takes in memory.
//! The first is as browsers write them, indented, with content; the second is all headers, without a blank.
//!
//! `cargo run --release -p why401-evidence --example har`

use std::time::{Duration, Instant};

use why401_evidence::{Text, read};

const SIZE: usize = 50 << 20;

fn main() {
    for (name, content) in [("with content", 24_000), ("headers alone", 0)] {
        let har = har(content);
        let before = kilobytes("VmRSS:");
        reset_peak();
        let text = Text::decode(har.as_bytes());
        drop(har);
        let start = (Instant::now(), processor_time());
        let capture = read(std::slice::from_ref(&text));
        let time = match (start.1, processor_time()) {
            (Some(before), Some(after)) => after - before,
            _ => start.0.elapsed(),
        };
        let size = text.as_str().len();
        // The bytes that were handed in count: they are there while they are decoded.
        let own = before.saturating_sub(size as u64 / 1024);
        println!(
            "{name:14} {:4} MB, {:6} exchanges: {:5.0} MB/s, {:.2} times its size in memory",
            size / 1_000_000,
            capture.exchanges.len(),
            size as f64 / 1e6 / time.as_secs_f64(),
            kilobytes("VmHWM:").saturating_sub(own) as f64 * 1024.0 / size as f64,
        );
    }
}

fn processor_time() -> Option<Duration> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The peak is counted anew from here.
fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn kilobytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_ascii_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn har(content: usize) -> String {
    let (line, indent) = if content > 0 { ("\n", "              ") } else { ("", "") };
    let fields = |fields: &[(&str, &str)]| {
        let field = |(name, value): &(&str, &str)| {
            format!(
                "{indent}{{{line}{indent}\"name\": \"{name}\",{line}{indent}\"value\": \"{value}\"{line}{indent}}}"
            )
        };
        fields.iter().map(field).collect::<Vec<_>>().join(&format!(",{line}"))
    };
    let asked = fields(&[
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Host", "intranet.corp.example"),
        (
            "User-Agent",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)",
        ),
        ("sec-ch-ua", "\\\"Chromium\\\";v=\\\"156\\\", \\\"Not_A Brand\\\";v=\\\"24\\\""),
        ("Cookie", "id=1"),
    ]);
    let answered = fields(&[
        ("Content-Type", "text/html"),
        ("Date", "Sun, 22 Nov 2026 02:14:19 GMT"),
        ("Server", "Microsoft-IIS/10.0"),
        ("WWW-Authenticate", "Basic realm=\\\"intranet.corp.example\\\""),
    ]);
    let text = "<p class=\\\"a\\\">It\\u2019s text\\n".repeat(content / 34);
    let entry = format!(
        "{{{line}\"_connectionId\": \"7\",{line}\"request\": {{\"method\": \"GET\", \"url\": \"https://intranet.corp.example/a\", \
         \"httpVersion\": \"HTTP/1.1\", \"headers\": [{line}{asked}{line}], \"cookies\": []}},{line}\
         \"response\": {{\"status\": 401, \"statusText\": \"Unauthorized\", \"headers\": [{line}{answered}{line}], \
         \"content\": {{\"size\": 1, \"text\": \"{text}\"}}, \"_transferSize\": 388}},{line}\
         \"startedDateTime\": \"2026-11-22T02:14:19.638Z\", \"time\": 3.65200000017765{line}}}"
    );
    let mut har = String::with_capacity(SIZE + entry.len() + 64);
    har.push_str("{\"log\": {\"version\": \"1.2\", \"entries\": [\n");
    while har.len() < SIZE {
        har.push_str(&entry);
        har.push_str(",\n");
    }
    har.push_str("{}]}}\n");
    har
}
