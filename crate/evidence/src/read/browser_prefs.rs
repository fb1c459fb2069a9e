//! To which hosts a browser is set to send the system logon by itself: lines of `about:config`, `user.js`,
//! `chrome://policy`, policy files and the registry.
//!
//! ```text
//! network.negotiate-auth.trusted-uris     .corp.example
//! AuthServerAllowlist                     *.corp.example
//! ```

use crate::capture::{Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::pattern;
use crate::read::sink::Sink;

const PREFS: Format =
    Format { id: "browser-prefs", label: "settings of a browser", unit: "setting" };

pub(super) const READER: Reader =
    Reader { formats: &[&PREFS], starts: |_| false, read, of_content: false };

/// Firefox takes the hosts below those that it lists too, Chromium only where there is a star.
const LINES: &[&str] = &[
    "trusted=;;network.negotiate-auth.trusted-uris",
    "trusted=;;network.negotiate-auth.trusted-uris =",
    "trusted=;;network.negotiate-auth.trusted-uris;",
    "trusted=;;{_}ref(\"network.negotiate-auth.trusted-uris\", \"\"{_}",
    "{_}ref(\"network.negotiate-auth.trusted-uris\", \"{trusted}\"{_}",
    "network.negotiate-auth.trusted-uris;{trusted}",
    "network.negotiate-auth.trusted-uris = {trusted}",
    "network.negotiate-auth.trusted-uris {trusted}",
    "non_fqdn=;;{_}network.negotiate-auth.allow-non-fqdn{_}true{_}",
    "{_}\"AuthServerAllowlist\": \"{allowed}\"{_}",
    "AuthServerAllowlist REG_SZ {allowed}",
    "AuthServerAllowlist {allowed.}{_}",
];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let words = ["network.negotiate-auth.", "AuthServerAllowlist"];
    if !pattern::has_any(view.text, &words) || view.text.len() > 1024 {
        return false;
    }
    if pattern::read(cursor, sink, &PREFS, Kind::Preference, LINES) {
        return true;
    }
    // Others of them tell nothing of the hosts.
    if view.text.starts_with(words[0]) {
        sink.part(&PREFS, cursor.span_of(&view));
        cursor.advance();
        return true;
    }
    false
}
