//! Recognises what was pasted and reads it: one file a format.
//!
//! A reader looks at the line under the cursor. If its format starts there, it reads as far as
//! the format goes and fills the capture. A line that no reader takes is listed as unread.

mod body;
mod cursor;
mod fields;
mod json;
mod krb5_text;
mod last_resort;
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

impl Reader {
    /// Whether it takes lines under the cursor. One that says so and stays where it was has taken none: whatever is
    /// wrong with a reader, reading goes on.
    fn takes(&self, cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
        let before = cursor.at();
        (self.read)(cursor, sink) && cursor.at() > before
    }
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
    browser_prefs,
    copied,
    curl_verbose,
    har,
    json_error,
    plain_error,
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
    service_error,
    headers,
    token,
}

/// Those of heads as clients show them, in the same order: enough for a first look. Lines of a browser's panel look like
/// fields: it is told by its beginning, and left to who has room for its reader.
const FIRST: &[&Reader] = &[&curl_verbose::READER, &http1::READER, &headers::READER];

pub use http1::HEAD;

/// Every format that is read, in the order in which they are recognised.
pub fn formats() -> impl Iterator<Item = &'static Format> {
    READERS.iter().flat_map(|reader| reader.formats).copied().chain([&last_resort::FORMAT])
}

/// Reads pastes. Whatever they are made of there is a capture, and reading takes time and memory
/// linear in their size.
#[must_use]
pub fn read(pastes: &[Text]) -> Capture {
    read_by(READERS, pastes, false).unwrap_or_default()
}

/// The same with few readers, for who has room for few: nothing where any line needs another.
#[must_use]
pub fn first_look(pastes: &[Text]) -> Option<Capture> {
    read_by(FIRST, pastes, true).filter(|capture| capture.unread.is_empty())
}

/// Has the readers take the line under the cursor: as it stands, or else without what a collector of logs put before it.
fn take(readers: &[&Reader], has_others: bool, cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let any = |cursor: &mut Cursor<'_>, sink: &mut Sink| {
        readers.iter().any(|reader| reader.takes(cursor, sink))
    };
    if any(cursor, sink) {
        return true;
    }
    if has_others {
        return false;
    }
    let taken = cursor.look_through(true) && any(cursor, sink);
    cursor.look_through(false);
    taken
}

/// Where there are other readers, a line that none of these takes may be theirs: it ends there.
fn read_by(
    readers: &'static [&'static Reader],
    pastes: &[Text],
    has_others: bool,
) -> Option<Capture> {
    let mut sink = Sink { readers, has_others, ..Sink::default() };
    for (paste, text) in (0..).zip(pastes) {
        let mut cursor = Cursor::new(text, paste);
        while let Some(view) = cursor.peek() {
            if view.text.is_empty() || is_fence(view.text) {
                cursor.advance();
            } else if has_others && devtools::starts_here(&cursor) {
                return None;
            } else if !take(readers, has_others, &mut cursor, &mut sink) {
                if has_others {
                    return None;
                }
                sink.unread(cursor.span_of(&view), "not recognised");
                cursor.advance();
            }
        }
        sink.end_of_paste(&cursor, text);
    }
    if !has_others && sink.capture.parts.is_empty() && sink.capture.settings.is_empty() {
        for (paste, text) in (0..).zip(pastes) {
            last_resort::read(Cursor::new(text, paste), &mut sink);
        }
    }
    Some(sink.finish(pastes))
}

/// The line starts a format of these readers, whatever stands around it.
fn starts_a_format(view: &View<'_>, readers: &[&Reader]) -> bool {
    readers.iter().any(|reader| (reader.starts)(view))
}

/// Markdown's fences stand around what is meant to be read.
fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

#[cfg(test)]
mod tests;
