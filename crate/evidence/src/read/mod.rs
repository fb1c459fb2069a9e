//! Recognises what was pasted and reads it: one file a format.
//!
//! A reader looks at the line under the cursor. If its format starts there, it reads as far as
//! the format goes and fills the capture. A line that no reader takes is listed as unread.

mod adsutil;
mod body;
mod curl_verbose;
mod cursor;
mod fields;
mod headers;
mod http1;
mod sink;
mod w3c_log;

use crate::capture::Capture;
use crate::text::Text;
use cursor::Cursor;
use sink::Sink;

/// Takes the lines of its format under the cursor; false, and nothing is taken, if there are none.
type Reader = fn(&mut Cursor<'_>, &mut Sink) -> bool;

/// In the order in which they are asked.
const READERS: [Reader; 5] =
    [w3c_log::read, curl_verbose::read, http1::read, adsutil::read, headers::read];

/// Reads pastes. Whatever they are made of there is a capture, and reading takes time and memory
/// linear in their size.
#[must_use]
pub fn read(pastes: &[Text]) -> Capture {
    let mut sink = Sink::default();
    for (paste, text) in (0..).zip(pastes) {
        let mut cursor = Cursor::new(text, paste);
        while let Some(view) = cursor.peek() {
            if view.text.is_empty() || is_fence(view.text) {
                cursor.advance();
            } else if !READERS.iter().any(|reader| reader(&mut cursor, &mut sink)) {
                sink.unread(cursor.span_of(&view), "not recognised");
                cursor.advance();
            }
        }
        sink.end_of_paste(&cursor, text);
    }
    sink.finish(pastes)
}

/// Markdown's fences stand around what is meant to be read.
fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

#[cfg(test)]
mod tests;
