//! Where nothing in the pastes is known: the status that a program names in words of its own.
//!
//! Only the last one counts: what was refused first and let in afterwards is no failure.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::cursor::Cursor;
use crate::read::pattern;
use crate::read::sink::Sink;

pub(super) const FORMAT: Format =
    Format { id: "status-words", label: "a status in the words of a program", unit: "error" };

/// A longer line is data.
const LONGEST: usize = 4096;

/// Most lines that are looked through.
const LINES: usize = 4096;

const PATTERNS: &[&str] = &[
    "status=407;;{_}Proxy Authentication Required{_}",
    "status=401;;{_}401 Unauthorized{_}",
    "status=401;;{_}401: Unauthorized{_}",
    "status=401;;{_}401 (Unauthorized){_}",
    "status=401;;{_}(401) Unauthorized{_}",
    "status=401;;{_}401 response{_}",
    "{_}status code {status#}{_}",
    "{_}status code: {status#}{_}",
    "{_}status code = {status#}{_}",
    "{_}status: {status#}{_}",
    "{_}status={status#}{_}",
    "{_}statusCode: {status#}{_}",
    "{_}statusCode={status#}{_}",
    "{_}response code {status#}{_}",
    "{_}response code: {status#}{_}",
    "{_}HTTP {status#}{_}",
    "{_}HTTP error {status#}{_}",
    "{_}HTTP error: {status#}{_}",
    "{_}HTTP/1.1 {status#}{_}",
    "{_}HTTP code {status#}{_}",
    "{_}error code {status#}{_}",
    "{_}error code: {status#}{_}",
    "{_}error {status#}{_}",
    "{_}error: {status#}{_}",
    "{_}Got code {status#}{_}",
    "{_}with status {status#}{_}",
    "{_}code={status#}{_}",
];

/// The last line that names a status, if that is one of a missing or refused logon.
pub(super) fn read(mut cursor: Cursor<'_>, sink: &mut Sink) {
    let mut last = None;
    for _ in 0..LINES {
        let Some(view) = cursor.peek() else { break };
        if view.text.len() <= LONGEST
            && let Some(entries) = pattern::entries(PATTERNS, &cursor.leaf(view.range()))
        {
            let is_status = |entry: &Entry| entry.name == "status" && entry.value.len() == 3;
            if entries.iter().any(is_status) {
                last = Some((cursor.span_of(&view), entries));
            }
        }
        cursor.advance();
    }
    if let Some((span, entries)) = last
        && entries.iter().any(|entry| matches!(entry.value.as_str(), "401" | "407"))
    {
        sink.record(Record { kind: Kind::Error, format: &FORMAT, entries, count: 1, span });
    }
}

#[cfg(test)]
mod tests {
    use crate::read::read;
    use crate::text::Text;

    fn status(text: &str) -> Option<String> {
        let capture = read(&[Text::from_str(text)]);
        let entry = capture.records.first()?.entries.first()?;
        Some(entry.value.as_str().to_owned())
    }

    #[test]
    fn a_refusal_that_nothing_follows_is_read() {
        for (text, code) in [
            ("sync: request refused, status code 401, giving up", "401"),
            ("Unable to fetch device info. Got code 401", "401"),
            ("could not open the tunnel: Proxy Authentication Required", "407"),
            ("first try: status=200\nsecond try: status=401", "401"),
        ] {
            assert_eq!(status(text).as_deref(), Some(code), "{text}");
        }
    }

    #[test]
    fn other_words_and_what_went_well_in_the_end_are_not() {
        for text in [
            "first try: status=401\nsecond try: status=200",
            "status code 404",
            "port 401 is open",
            "<errorCode>401</errorCode>",
            "Invalid Action",
        ] {
            assert_eq!(status(text), None, "{text}");
        }
    }
}
