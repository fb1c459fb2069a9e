//! Logs and tools: what is not taken for one, and how much is kept.

use super::capture;

/// Prose, code and other formats that look a little like what the readers take.
#[test]
fn what_only_looks_like_it_is_left_alone() {
    for text in [
        "klist shows the canonical host principal",
        "Flags: 0",
        "Principal: arn:aws:iam::1:root",
        "---- ---- ----\n---- ---- ----",
        "Valid starting on Monday, the Service principal",
        "Additional Information: none\nFailure Information:",
        "Server: none\nClient: none",
        "[1] 2.x: see below",
        "[2024] as: of now",
        "kinit fails: why?",
        "CN=a\nand/or",
        "and/or\n\nand/or",
        "The user: ada",
        "run nltest /sc_verify:corp to see",
        "<title>2024 in review</title>",
        "<body id=\"main\">",
        "2026/11/22 10:00:00 it happened",
        "2026/11/22 10:00:00 [url=#a]b",
        "1795342442.101 seconds",
        "[Sun Nov 22 10:00:00 2026] hello",
        "a [22/Nov/2026] b",
        "{\"a\": \"b\\r\\nStatus: 1\"}",
    ] {
        let capture = capture(text);
        assert!(capture.records.is_empty(), "{text:?}: {:?}", capture.records);
        assert!(capture.settings.is_empty(), "{text:?}");
    }
}

#[test]
fn rows_that_refused_alike_are_counted_and_others_bounded() {
    let row = |client: usize, path: usize| {
        format!(
            "192.0.2.{client} - - [22/Nov/2026:10:00:00 +0000] \"GET /{path} HTTP/1.1\" 401 9\n"
        )
    };
    let alike: String = (0..1000).map(|at| row(at % 250, 0)).collect();
    let one = capture(&alike);
    assert_eq!((one.records.len(), one.parts.len()), (1, 1));
    assert_eq!(one.records.first().map(|record| record.count), Some(1000));
    let unlike: String = (0..1000).map(|at| row(1, at)).collect();
    let many = capture(&unlike);
    assert_eq!((many.records.len(), many.parts.len(), many.unread.len()), (256, 1, 1));
}

/// Lines that could begin something and never do are not gone through again and again.
#[test]
fn what_comes_to_nothing_takes_linear_time() {
    for line in [
        "---- ---\n",
        "Review:\n",
        "Failure Information:\n",
        "CN=a,DC=b\n",
        "and/or\n",
        "Checking domain x\n",
        "Current LogonId is\n",
        "Flags: 0\n",
        "Valid starting x Service principal\n",
        "Cached TGT:\n",
        "- a\n",
    ] {
        let text = line.repeat(20_000);
        let started = std::time::Instant::now();
        let _ = capture(&text);
        assert!(started.elapsed().as_secs() < 60, "{line:?}: {:?}", started.elapsed());
    }
}
