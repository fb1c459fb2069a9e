//! What `openssl s_client` prints before the request that was typed into it: nothing of it is HTTP.

use crate::capture::Format;
use crate::read::cursor::{Cursor, View};
use crate::read::fields::{is_authentication, name_of};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern, starts_a_format};

const S_CLIENT: Format = Format { id: "openssl-s-client", label: "openssl s_client", unit: "" };

pub(super) const READER: Reader = Reader { formats: &[&S_CLIENT], starts, read, of_content: false };

fn starts(view: &View<'_>) -> bool {
    view.text.starts_with("CONNECTED(") || pattern::find(view.text, "openssl s_client -").is_some()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(first) = cursor.peek().filter(starts) else { return false };
    let mut end = first.range().end;
    cursor.advance();
    // A session's lines are of many kinds; what another reader knows for sure is not of it.
    while let Some(view) = cursor.peek() {
        let another = name_of(view.text).is_some_and(is_authentication)
            || starts_a_format(&view, sink.readers);
        if another || super::is_fence(view.text) {
            break;
        }
        end = view.range().end.max(end);
        cursor.advance();
        if view.text == "read R BLOCK" {
            break;
        }
    }
    sink.part(&S_CLIENT, cursor.span(first.start..end));
    true
}
