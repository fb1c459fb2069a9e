//! Recognises what was pasted and reads it: one file a format.
//!
//! A reader looks at the line under the cursor. If its format starts there, it reads as far as
//! the format goes and fills the capture. A line that no reader takes is listed as unread.

mod body;
mod cursor;
mod fields;
mod json;
mod krb5_text;
mod lines;
mod literal;
mod message;
mod pattern;
mod sheet;
mod sink;
mod wire;

use crate::capture::{Capture, Format};
use crate::text::Text;
use cursor::{Cursor, View};
use sink::Sink;

/// Recognises and reads one format, or a family of formats that are told apart line by line.
struct Reader {
    /// What it reads.
    formats: &'static [&'static Format],
    /// The line can only be of this format, whatever stands around it: content before it ends there.
    starts: fn(&View<'_>) -> bool,
    /// Takes the lines of its format under the cursor; false, and nothing is taken, if there are
    /// none. It is asked at every line that no other takes, so that it has to decline at a glance.
    read: fn(&mut Cursor<'_>, &mut Sink) -> bool,
    /// It also reads the content of messages; there it adds records alone.
    of_content: bool,
}

/// Declares the module of each reader, and lists them in the order in which they are asked.
macro_rules! readers {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+
        const READERS: &[&Reader] = &[$(&$module::READER),+];
    };
}

readers! {
    httperr,
    w3c_log,
    xml,
    freb_text,
    appcmd,
    iis_page,
    s_client,
    curl_trace,
    access_log,
    server_log,
    krb5,
    klist,
    setspn,
    nltest,
    windows_event,
    kerberos_review,
    spring_spnego,
    server_page,
    client_log,
    copied,
    curl_verbose,
    har,
    json_error,
    packets,
    devtools,
    listed,
    aws_error,
    http1,
    iis_inf,
    adsutil,
    java_map,
    header_object,
    tool_errors,
    headers,
    token,
}

pub use http1::HEAD;

/// Every format that is read, in the order in which they are recognised.
pub fn formats() -> impl Iterator<Item = &'static Format> {
    READERS.iter().flat_map(|reader| reader.formats).copied()
}

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
            } else if !READERS.iter().any(|reader| (reader.read)(&mut cursor, &mut sink)) {
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
