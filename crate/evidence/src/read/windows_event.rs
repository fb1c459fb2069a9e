//! Events of Windows' logs about logons and Kerberos, as text: from the event viewer, `wevtutil`, Splunk and agents that
//! send JSON. Their XML is read elsewhere.

use crate::capture::{Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::message::part_of;
use crate::read::sheet::{self, OTHERS, OWN, PASSED, Reading, Sheet};
use crate::read::sink::Sink;

const EVENT: Format = Format { id: "windows-event", label: "event of Windows", unit: "event" };

pub(super) const READER: Reader =
    Reader { formats: &[&EVENT], starts: |_| false, read, of_content: false };

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    json(cursor, sink) || sheet::read(cursor, sink, &SHEET)
}

/// An event on one line, its message with escaped line ends.
fn json(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if !(view.text.starts_with('{') && view.text.contains("\\r\\n")) {
        return false;
    }
    let line = cursor.leaf(view.range());
    let mut reading = Reading::default();
    for piece in view.text.split("\\r\\n").flat_map(|piece| piece.split("\",\"")) {
        // A member of the object, or a line of the message, which a quote may begin.
        let text = piece.rsplit_once(":\"\\\"").map_or(piece, |(_, message)| message);
        let text = text.rsplit_once("message\":\"").map_or(text, |(_, message)| message);
        reading.line(&SHEET, &part_of(&line, text.trim_start_matches("\\t")));
    }
    let taken = reading.put(&SHEET, sink);
    if taken {
        cursor.advance();
    }
    taken
}

const SHEET: Sheet = Sheet {
    format: &EVENT,
    kind: Kind::Event,
    opens: &[
        "Log Name: {_}",
        "LogName={_}",
        "Event Type: {_}",
        "Event[{_}",
        "Event ID: {id#}",
        "EventCode={id#}",
        "eventID\":\"{id#}",
        "systemTime\":\"{time}",
        "computer\":\"{computer}",
    ],
    begins: &[
        "id=4625;;An account failed to log on.",
        "id=4768;;A Kerberos authentication ticket (TGT) was requested.",
        "id=4769;;A Kerberos service ticket was requested.",
        "id=4771;;Kerberos pre-authentication failed.",
        "id=4776;;The computer attempted to validate the credentials for an account.",
        "id=3;;A Kerberos error message was received:",
        "id=4;;The Kerberos client received a {status.} error from the server {account}. The target name used was {service.}. {_}",
        "id=4;;The Kerberos client received a {status.} error from the server {account}. {_}",
        "id=4;;The Kerberos client received a {status.} error from the server {account}",
        "id=7;;The Kerberos subsystem encountered a PAC verification failure. {_}",
        "id=11;;The KDC encountered duplicate names while processing a Kerberos authentication request. The duplicate name is {service.} {_}",
        "id=11;;There are multiple accounts with name {service.} of type {_}",
        "id=14;;There were password errors using the Credential Manager. {_} for the credential {account}.",
        "id=14;;There were password errors using the Credential Manager.{_}",
        "id=14;;While processing an AS request for target service {service.}, the account {account.} did not have a suitable key {_}",
        "id=16;;While processing a TGS request for the target server {service.}, the account {account.} did not have a suitable key {_}",
        "id=40960;;The Security System detected an authentication error for the server {service.}. {_} ({status.}).{_}",
        "id=4001;;NTLM client blocked: {_}",
        "id=4002;;NTLM server blocked: {_}",
        "id=4003;;NTLM server blocked in the domain: {_}",
        "id=5719;;This computer was not able to set up a secure session with a domain controller {_}",
        "id=6037;;The program {process}, with the assigned process ID {_#}, could not authenticate locally by using the target name {service.}. {_}",
        "Failure Information:",
        "Failure Code: {status.}",
        "Sub Status: {substatus.}",
        "Additional Information:",
    ],
    row: sheet::no_row,
    bare: true,
    labels: LABELS,
    goes_on: &[
        "on logon session{_}",
        "{_}target name used was {service.}. {_}",
        "This event is generated {_}",
        "The {_} field{_}",
        "The network {_}",
        "The authentication information fields {_}",
        "- {_}",
        "Pre-authentication types, ticket options{_}",
        "Certificate information is only {_}",
        "This indicates that the {_}",
        "This can occur when the {_}",
        "There are currently no logon servers available {_}",
        "To remedy, {_} for the credential {account}.",
    ],
};

const LABELS: &[(&str, &str)] = &[
    ("log name", PASSED),
    ("logname", PASSED),
    ("source", "source"),
    ("event source", "source"),
    ("sourcename", "source"),
    ("date", "time"),
    ("time", "time"),
    ("eventtype", PASSED),
    ("type", PASSED),
    ("event category", PASSED),
    ("event id", "id"),
    ("eventcode", "id"),
    ("task", PASSED),
    ("task category", PASSED),
    ("taskcategory", PASSED),
    ("level", PASSED),
    ("opcode", PASSED),
    ("keyword", PASSED),
    ("keywords", PASSED),
    ("recordnumber", PASSED),
    ("user", PASSED),
    ("user name", "account"),
    ("computer", "computer"),
    ("computername", "computer"),
    ("description", PASSED),
    ("subject", OTHERS),
    ("account for which logon failed", OWN),
    ("account information", OWN),
    ("failure information", OWN),
    ("process information", OWN),
    ("network information", OWN),
    ("service information", OWN),
    ("additional information", OWN),
    ("certificate information", OWN),
    ("detailed authentication information", OWN),
    ("security id", PASSED),
    ("user id", PASSED),
    ("service id", PASSED),
    ("logon id", PASSED),
    ("logon guid", PASSED),
    ("logon type", "logon_type"),
    ("account name", "account"),
    ("logon account", "account"),
    ("account domain", "domain"),
    ("supplied realm name", "domain"),
    ("service name", "service"),
    ("client address", "client"),
    ("source network address", "client"),
    ("client port", PASSED),
    ("source port", PASSED),
    ("workstation name", "workstation"),
    ("source workstation", "workstation"),
    ("failure reason", "text"),
    ("status", "status"),
    ("sub status", "substatus"),
    ("result code", "status"),
    ("failure code", "status"),
    ("ticket options", PASSED),
    ("ticket encryption type", "etype"),
    ("session encryption type", PASSED),
    ("pre-authentication type", "preauth"),
    ("certificate issuer name", PASSED),
    ("certificate serial number", PASSED),
    ("certificate thumbprint", PASSED),
    ("caller process id", PASSED),
    ("caller process name", "process"),
    ("logon process", "process"),
    ("authentication package", "package"),
    ("transited services", PASSED),
    ("package name (ntlm only)", PASSED),
    ("key length", PASSED),
    // Of the Kerberos client's error message.
    ("on logon session", PASSED),
    ("client time", PASSED),
    ("server time", PASSED),
    ("error code", "status"),
    ("extended error", "substatus"),
    ("client realm", PASSED),
    ("client name", "account"),
    ("server realm", "domain"),
    ("server name", PASSED),
    ("target name", "service"),
    ("target server", "service"),
    ("error text", "text"),
    ("file", PASSED),
    ("line", PASSED),
];
