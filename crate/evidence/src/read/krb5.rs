//! What the tools, the library (`KRB5_TRACE`) and the KDC of MIT Kerberos and Heimdal say.

use crate::capture::{Entry, Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::krb5_text;
use crate::read::lines::{self, Line};
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::Leaf;

const ERROR: Format = Format { id: "krb5-error", label: "errors of Kerberos tools", unit: "line" };
const TRACE: Format = Format { id: "krb5-trace", label: "KRB5_TRACE", unit: "line" };
const KDC: Format = Format { id: "krb5-kdc-log", label: "log of krb5kdc", unit: "line" };

pub(super) const READER: Reader =
    Reader { formats: &[&ERROR, &TRACE, &KDC], starts: |_| false, read, of_content: false };

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if view.text.starts_with('[') {
        lines::read(cursor, sink, &TRACE, trace)
    } else if pattern::find(view.text, " krb5kdc[").is_some() {
        lines::read(cursor, sink, &KDC, kdc)
    } else {
        lines::read(cursor, sink, &ERROR, error)
    }
}

const TOOLS: &[&str] = &[
    "kadmin",
    "kadmin.local",
    "kdestroy",
    "kgetcred",
    "kinit",
    "klist",
    "kpasswd",
    "kswitch",
    "ktutil",
    "kvno",
    "heimtools",
];

const ERRORS: &[&str] = &[
    "Server {service.} {text} while {_}",
    "Server ({service}) {text}",
    "Client '{user}' {text} while {_}",
    "Client ({user}) {text}",
    "{_}: Client ({user}) {text}",
    "{text} while getting credentials for {service.}",
    "{text} while {_}",
    "{text}",
];

fn error(line: &Leaf) -> Line {
    let said = line.as_str();
    if said.starts_with("Password for ") && said.ends_with(':') && said.contains('@') {
        return Line::Passed;
    }
    let Some((tool, text)) = pattern::around(said, ": ") else { return Line::Other };
    if !TOOLS.contains(&tool) {
        return Line::Other;
    }
    let message = part_of(line, text);
    let mut entries = pattern::entries(ERRORS, &message).unwrap_or_default();
    krb5_text::add_code(&message, &mut entries);
    entries.push(Entry { name: "program", value: part_of(line, tool) });
    Line::Kept(Kind::Error, entries)
}

const TRACED: &[&str] = &[
    "{_}equest result: -{code}/{text}",
    "Received error from KDC: -{code}/{text}",
    "{_} returned: -{code}/{text}",
    "Retrieving {service.} from {_} (vno {_}) with result: -{code}/{text}",
];

fn trace(line: &Leaf) -> Line {
    let Some(head) = pattern::entries(&["[{_#}] {time.}: {text}"], line) else {
        return Line::Other;
    };
    let [time, text] = head.as_slice() else { return Line::Other };
    if !time.value.as_str().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Line::Other;
    }
    if let Some(asked) = pattern::entries(&["Requesting tickets for {service.}, {_}"], &text.value)
    {
        return Line::Context(asked);
    }
    // Every client without a ticket is told so once.
    if text.value.as_str().contains("Additional pre-authentication required") {
        return Line::Passed;
    }
    let Some(mut entries) = pattern::entries(TRACED, &text.value) else { return Line::Passed };
    // The sign belongs to the number.
    if let Some(code) = entries.iter_mut().find(|entry| entry.name == "code") {
        let at = nom::Offset::offset(line.as_str(), code.value.as_str());
        code.value = line.slice(at.saturating_sub(1)..at + code.value.len());
    }
    krb5_text::add_code(&text.value, &mut entries);
    entries.push(time.clone());
    Line::Kept(Kind::Error, entries)
}

const ISSUED: &[&str] = &[
    "{_}}) {_.}: ISSUE: authtime {start#}, etypes {_}tkt={etype}, ses={session_etype}}, {client} for {server.}",
];

const REFUSED: &[&str] = &[
    "{_}}) {client.}: {_.}: authtime {_}} {user} for {service.}, {text}",
    "{_}}) {client.}: {_.}: {user} for {service.}, {text}",
    "preauth ({_}) verify failure: {text}",
];

fn kdc(line: &Leaf) -> Line {
    let Some((head, rest)) = line.as_str().split_once(" krb5kdc[") else { return Line::Other };
    let said = rest.split_once(": ").map_or(rest, |(_, said)| said);
    let message = part_of(line, said);
    if let Some(ticket) = pattern::entries(ISSUED, &message) {
        return Line::Kept(Kind::Ticket, ticket);
    }
    if said.contains("NEEDED_PREAUTH") {
        return Line::Passed;
    }
    let Some(mut entries) = pattern::entries(REFUSED, &message) else { return Line::Passed };
    krb5_text::add_code(&message, &mut entries);
    let time = head.rsplit_once(' ').map_or(head, |(time, _)| time);
    entries.push(Entry { name: "time", value: part_of(line, time) });
    Line::Kept(Kind::Error, entries)
}
