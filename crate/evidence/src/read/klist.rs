//! Tickets and keys as `klist` of MIT Kerberos, of Heimdal and of Windows lists them, `ktutil list` and `kvno`.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sheet::{self, PASSED, Sheet};
use crate::read::sink::Sink;
use crate::span::Leaf;

const MIT: Format =
    Format { id: "klist-mit", label: "klist and kvno of MIT Kerberos", unit: "ticket" };
const HEIMDAL: Format = Format { id: "klist-heimdal", label: "klist of Heimdal", unit: "ticket" };
const WINDOWS: Format = Format { id: "klist-windows", label: "klist of Windows", unit: "ticket" };

pub(super) const READER: Reader =
    Reader { formats: &[&MIT, &HEIMDAL, &WINDOWS], starts: |_| false, read, of_content: false };

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    sheet::read(cursor, sink, &MIT_SHEET)
        || sheet::read(cursor, sink, &HEIMDAL_SHEET)
        || json(cursor, sink)
        || sessions(cursor, sink)
        || sheet::read(cursor, sink, &WINDOWS_SHEET)
        || pattern::read(cursor, sink, &MIT, Kind::Ticket, &["{server.}: kvno = {kvno#}"])
        || pattern::read(cursor, sink, &WINDOWS, Kind::Error, WINDOWS_ERRORS)
}

const MIT_SHEET: Sheet = Sheet {
    format: &MIT,
    kind: Kind::Ticket,
    opens: &[
        "Ticket cache: {cache}",
        "Default principal: {client}",
        "Keytab name: {cache}",
        "Valid starting {_} Service principal",
        "KVNO {_}Principal",
        "slot KVNO Principal",
        "---- {_}---",
    ],
    begins: &[],
    row: mit_row,
    bare: false,
    labels: &[],
    goes_on: &[
        "renew until {renew}, Flags: {flags.}",
        "renew until {renew}, Flags: {flags.}, Etype (skey, tkt): {session_etype.}, {etype.}",
        "renew until {renew}, Etype (skey, tkt): {session_etype.}, {etype.}",
        "renew until {renew}",
        "Flags: {flags.}, Etype (skey, tkt): {session_etype.}, {etype.}",
        "Flags: {flags.}",
        "Etype (skey, tkt): {session_etype.}, {etype.}",
        "for client {client}",
        "Ticket server: {_}",
        "Addresses: {_}",
    ],
};

/// A ticket, or a key: `KVNO [time] principal [(etype)]`, in `ktutil`'s list after the number of its slot.
fn mit_row(line: &Leaf) -> Option<Vec<Entry>> {
    let text = line.as_str();
    let (list, etype) = text.rsplit_once(" (").unwrap_or((text, ""));
    let etype = etype.strip_suffix(')').unwrap_or_default();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = list.split_whitespace().peekable();
    let Some(mut kvno) = words.next().filter(|word| number(word)) else { return times(line) };
    kvno = words.next_if(|word| number(word)).unwrap_or(kvno);
    let server = words.last().filter(|word| word.contains('@'))?;
    let mut entries = vec![entry(line, "kvno", kvno), entry(line, "server", server)];
    if !etype.is_empty() {
        entries.push(entry(line, "etype", etype));
    }
    Some(entries)
}

/// `start end principal`, whatever the locale makes of the times.
fn times(line: &Leaf) -> Option<Vec<Entry>> {
    let (times, server) = line.as_str().rsplit_once(char::is_whitespace)?;
    let times = times.trim_end();
    if !(server.contains('@') && times.contains(':')) {
        return None;
    }
    let expired = times.strip_suffix(">>>Expired<<<").map(str::trim_end);
    let (start, end) = match expired {
        Some(start) => (start, times.get(start.len()..)?),
        None => {
            // Both have as many words.
            let starts = |at: &usize| {
                let before = times.as_bytes().get(at.wrapping_sub(1));
                before.is_none_or(u8::is_ascii_whitespace)
                    && times.as_bytes().get(*at).is_some_and(|byte| !byte.is_ascii_whitespace())
            };
            let words = times.split_whitespace().count();
            let middle = (0..times.len()).filter(starts).nth(words / 2)?;
            times.split_at_checked(middle)?
        }
    };
    let (start, end) = (start.trim(), end.trim());
    let digits = |time: &str| time.bytes().filter(u8::is_ascii_digit).count();
    if digits(start) < 6 || start.len() > 40 {
        return None;
    }
    Some(vec![entry(line, "start", start), entry(line, "end", end), entry(line, "server", server)])
}

fn entry(line: &Leaf, name: &'static str, value: &str) -> Entry {
    Entry { name, value: part_of(line, value) }
}

const HEIMDAL_SHEET: Sheet = Sheet {
    format: &HEIMDAL,
    kind: Kind::Ticket,
    opens: &["Credentials cache: {cache}", "Issued {_} Principal", "Vno Type Principal{_}"],
    begins: &["Server: {server}"],
    row: heimdal_row,
    bare: false,
    labels: &[
        ("principal", "client"),
        ("cache version", PASSED),
        ("kdc time offset", PASSED),
        ("client", "client"),
        ("session key", "session_etype"),
        ("ticket length", PASSED),
        ("auth time", "start"),
        ("start time", PASSED),
        ("end time", "end"),
        ("renew till", "renew"),
        ("ticket flags", "flags"),
        ("addresses", PASSED),
    ],
    goes_on: &["Ticket etype: {etype}, kvno {kvno#}", "Ticket etype: {etype}"],
};

/// A ticket, or a key of `ktutil list`: `Vno Type Principal`.
fn heimdal_row(line: &Leaf) -> Option<Vec<Entry>> {
    times(line).or_else(|| pattern::entries(&["{kvno#} {etype.} {server.}"], line))
}

/// `klist --json`, on one line.
fn json(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if !(view.text.starts_with('{')
        && view.text.contains("\"cache\"")
        && view.text.contains("\"tickets\""))
    {
        return false;
    }
    let line = cursor.leaf(view.range());
    let span = cursor.span_of(&view);
    let mut pieces = view.text.split('{');
    let shared = pieces.nth(1).and_then(|piece| pattern::entries(CACHE, &part_of(&line, piece)));
    sink.part(&HEIMDAL, span);
    cursor.advance();
    for piece in pieces {
        let mut entries = shared.clone().unwrap_or_default();
        entries.extend(pattern::entries(TICKET, &part_of(&line, piece)).unwrap_or_default());
        sink.record(Record { kind: Kind::Ticket, format: &HEIMDAL, entries, count: 1, span });
    }
    true
}

const CACHE: &[&str] = &[r#"{_}"cache" : "{cache}"{_}"principal" : "{client}"{_}"#];
const TICKET: &[&str] =
    &[r#"{_}"Issued" : "{start}"{_}"Expires" : "{end}"{_}"Principal" : "{server}"{_}"#];

/// `klist sessions` lists logons, no tickets.
fn sessions(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let is_session = |text: &str| pattern::any(&["[{_#}] Session {_}"], text);
    let mut ahead = cursor.clone();
    let Some(first) = ahead.peek() else { return false };
    if first.text.starts_with("Current LogonId is ") {
        ahead.advance();
        while ahead.peek().is_some_and(|view| view.text.is_empty()) {
            ahead.advance();
        }
    }
    let mut whole = None;
    while let Some(view) = ahead.peek().filter(|view| is_session(view.text)) {
        whole = Some(cursor.span_of(&first).hull(cursor.span_of(&view)));
        ahead.advance();
    }
    let Some(whole) = whole else { return false };
    sink.part(&WINDOWS, whole);
    *cursor = ahead;
    true
}

const WINDOWS_SHEET: Sheet = Sheet {
    format: &WINDOWS,
    kind: Kind::Ticket,
    opens: &[
        "{_}>{_}klist{_}",
        "Current LogonId is {cache}",
        "Cached Tickets: ({_})",
        "Cached TGT:",
        "Targeted LogonId is {cache}",
    ],
    begins: &["#{_#}> Client: {client}", "ServiceName : {server}"],
    row: sheet::no_row,
    bare: true,
    labels: &[
        ("server", "server"),
        ("kerbticket encryption type", "etype"),
        ("start time", "start"),
        ("end time", "end"),
        ("renew time", "renew"),
        ("session key type", "session_etype"),
        ("cache flags", PASSED),
        ("kdc called", "kdc"),
        ("targetname (spn)", PASSED),
        ("clientname", "client"),
        ("domainname", PASSED),
        ("targetdomainname", PASSED),
        ("alttargetdomainname", PASSED),
        ("ticket flags", "flags"),
        ("session key", "session_etype"),
        ("starttime", "start"),
        ("endtime", "end"),
        ("renewuntil", "renew"),
        ("timeskew", PASSED),
        ("encodedticket", PASSED),
        ("", PASSED),
    ],
    goes_on: &[
        "0{_}:{_}",
        "Ticket Flags {flags}",
        "Deleting all tickets:",
        "Ticket(s) purged!",
        "A ticket to {_} has been retrieved successfully.",
    ],
};

const WINDOWS_ERRORS: &[&str] = &[
    "klist failed with {code.}/{_#}: {text}",
    "klist failed with {code.}/-{_#}: {text}",
    "Error calling API {text}: {code.}",
];
