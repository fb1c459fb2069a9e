//! Kerberos messages that a client and a service exchange (RFC 4120 section 5.5 and 5.9), read by tables:
//! each field's context tag, its name, and what it holds.

use super::Kind;
use super::der::{Element, element, elements, explicit, integer};
use super::names::{etype, kerberos_error, nt_status, padata};
use super::note::NoteKind;
use super::time;
use super::tree::{Decoded, Place, Value};
use crate::gather::Gather;

/// Components of a name, and elements of e-data, that are read.
const PARTS: usize = 64;

/// Seconds that the clocks of a client and a service may differ by, unless configured otherwise.
const SKEW: i64 = 300;

/// What a field holds.
#[derive(Clone, Copy)]
enum Shape {
    Int,
    /// A BIT STRING of flags.
    Flags,
    /// KerberosTime, and the name under which it stands as seconds.
    Time(&'static str),
    Text,
    /// PrincipalName, and the name under which its type stands.
    Principal(&'static str),
    /// EncryptedData: the names of its etype, of that in words, of its key version and of its length.
    Encrypted([&'static str; 4]),
    Ticket,
    Code,
    EData,
}

/// Context tag, name, shape, and whether the field is optional.
type Row = (u8, &'static str, Shape, bool);

const AP_REQ: &[Row] = &[
    (1, "msg_type", Shape::Int, false),
    (2, "ap_options", Shape::Flags, false),
    (3, "", Shape::Ticket, false),
    (
        4,
        "authenticator",
        Shape::Encrypted([
            "authenticator_etype",
            "authenticator_etype_name",
            "authenticator_kvno",
            "authenticator_len",
        ]),
        false,
    ),
];
const TICKET: &[Row] = &[
    (1, "realm", Shape::Text, false),
    (2, "sname", Shape::Principal("sname_type"), false),
    (
        3,
        "ticket",
        Shape::Encrypted(["ticket_etype", "ticket_etype_name", "ticket_kvno", "ticket_len"]),
        false,
    ),
];
const AP_REP: &[Row] = &[
    (1, "msg_type", Shape::Int, false),
    (2, "enc_part", Shape::Encrypted(["etype", "etype_name", "kvno", "enc_part_len"]), false),
];
const KRB_ERROR: &[Row] = &[
    (1, "msg_type", Shape::Int, false),
    (2, "ctime", Shape::Time("client_clock"), true),
    (3, "cusec", Shape::Int, true),
    (4, "stime", Shape::Time("server_clock"), false),
    (5, "susec", Shape::Int, false),
    (6, "error_code", Shape::Code, false),
    (7, "crealm", Shape::Text, true),
    (8, "cname", Shape::Principal("cname_type"), true),
    (9, "realm", Shape::Text, false),
    (10, "sname", Shape::Principal("sname_type"), false),
    (11, "e_text", Shape::Text, true),
    (12, "e_data", Shape::EData, true),
];

/// Reads a message by its application tag.
pub(super) fn decode(whole: &[u8], message: &Element<'_>, kind: Kind) -> Decoded {
    let mut out = Decoded::new(kind);
    let rows = match kind {
        Kind::KerberosApReq => AP_REQ,
        Kind::KerberosApRep => AP_REP,
        _ => KRB_ERROR,
    };
    let whole_message = cut(&mut out, whole, message);
    if let Some(sequence) = explicit(message) {
        read(&mut out, whole, &sequence, rows, whole_message);
    }
    if kind == Kind::KerberosApReq {
        let word = out.field("ap_options").and_then(|field| match &field.value {
            Value::Bytes(bytes) => bytes.first().map(|first| (*first, field.place)),
            _ => None,
        });
        if let Some((first, place)) = word {
            // RFC 4120 section 5.5.1: bit 0 is reserved.
            let names = [(0x40, "use-session-key"), (0x20, "mutual-required")];
            let names = names.iter().filter(|(bit, _)| first & bit != 0);
            let names = names.map(|(_, name)| Value::text(name)).gather();
            out.put("ap_option_names", Value::List(names), place);
        }
    }
    if let (Some(client), Some(server)) = (out.int("client_clock"), out.int("server_clock")) {
        let place = out.field("ctime").map(|field| field.place).unwrap_or_default();
        out.put("skew", Value::Int(client - server), place);
        if (client - server).abs() > SKEW {
            out.note(NoteKind::Skew, place);
        }
    }
    out
}

/// Notes where an element ends early; true if it is whole, and so is each last element inside.
pub(super) fn cut(out: &mut Decoded, whole: &[u8], message: &Element<'_>) -> bool {
    let mut ends = *message;
    // Constructed elements only; every step goes inside, so that this ends.
    while ends.missing == 0 && ends.tag & 0x20 != 0 {
        match elements(&ends).last() {
            Some(last) => ends = last,
            None => break,
        }
    }
    if ends.missing > 0 && !out.has(NoteKind::Cut) {
        let end = Place::of(whole, ends.content).end as usize;
        out.note(NoteKind::Cut, Place::new(end, end));
    }
    ends.missing == 0
}

fn read(
    out: &mut Decoded,
    whole: &[u8],
    sequence: &Element<'_>,
    rows: &[Row],
    whole_message: bool,
) {
    for (tag, name, shape, optional) in rows {
        let found = elements(sequence).find(|field| field.tag == 0xA0 | *tag);
        let value = found.and_then(|field| explicit(&field));
        match value {
            Some(value) => put(out, whole, name, *shape, &value, whole_message),
            None if *optional && whole_message => {
                out.put(*name, Value::Null, Place::of(whole, sequence.content));
            }
            None => {}
        }
    }
    let has = |tag: u8| elements(sequence).any(|field| field.tag == 0xA0 | tag);
    let required = rows.iter().filter(|(_, _, _, optional)| !optional);
    let missing = required.filter(|(tag, ..)| !has(*tag)).count();
    if missing > 0 && whole_message {
        out.note(NoteKind::Damaged, Place::of(whole, sequence.content));
    }
    if rows.iter().any(|(_, name, ..)| *name == "e_data") && (whole_message || has(12)) {
        out.put("has_e_data", Value::Bool(has(12)), Place::of(whole, sequence.content));
    }
}

fn put(
    out: &mut Decoded,
    whole: &[u8],
    name: &'static str,
    shape: Shape,
    value: &Element<'_>,
    whole_message: bool,
) {
    let place = Place::of(whole, value.content);
    match shape {
        // What is cut off is not there: half a number or a name would be another.
        _ if value.missing > 0 && value.tag & 0x20 == 0 => {}
        Shape::Int => out.put(name, integer(value).map_or(Value::Null, Value::Int), place),
        Shape::Flags => {
            let bits = value.content.get(1..).unwrap_or_default();
            out.put(name, Value::Bytes(bits.iter().take(8).copied().gather()), place);
        }
        Shape::Text => out.put(name, Value::Text(string(value.content)), place),
        Shape::Time(seconds) => {
            out.put(name, Value::Text(string(value.content)), place);
            match time::kerberos(value.content) {
                Some(unix) => out.put(seconds, Value::Int(unix), place),
                None => out.note(NoteKind::Damaged, place),
            }
        }
        Shape::Principal(kind) => principal(out, whole, name, kind, value),
        Shape::Encrypted(names) => encrypted(out, whole, name, names, value, whole_message),
        Shape::Ticket => {
            if let Some(sequence) =
                Some(value).filter(|ticket| ticket.tag == 0x61).and_then(explicit)
            {
                read(out, whole, &sequence, TICKET, whole_message);
            }
        }
        Shape::Code => {
            let code = integer(value);
            out.put(name, code.map_or(Value::Null, Value::Int), place);
            if let Some((name, meaning)) = code.and_then(kerberos_error) {
                out.put("error_name", Value::text(name), place);
                out.put("error_meaning", Value::text(meaning), place);
            }
        }
        Shape::EData => {
            out.put("e_data_len", Value::Int(value.content.len() as i64), place);
            e_data(out, whole, value.content);
        }
    }
}

/// `PrincipalName ::= SEQUENCE { name-type [0] Int32, name-string [1] SEQUENCE OF KerberosString }`
fn principal(
    out: &mut Decoded,
    whole: &[u8],
    name: &'static str,
    kind: &'static str,
    value: &Element<'_>,
) {
    for field in elements(value) {
        let Some(inner) = explicit(&field) else { continue };
        let place = Place::of(whole, field.content);
        match field.tag {
            0xA0 => out.put(kind, integer(&inner).map_or(Value::Null, Value::Int), place),
            0xA1 if inner.missing == 0 => {
                let parts = elements(&inner).take_while(|part| part.missing == 0).take(PARTS);
                let parts = parts.map(|part| Value::Text(string(part.content))).gather();
                out.put(name, Value::List(parts), place);
                if elements(&inner).nth(PARTS).is_some() {
                    out.note(NoteKind::TooMany, place);
                }
            }
            _ => {}
        }
    }
}

/// `EncryptedData ::= SEQUENCE { etype [0] Int32, kvno [1] UInt32 OPTIONAL, cipher [2] OCTET STRING }`
fn encrypted(
    out: &mut Decoded,
    whole: &[u8],
    name: &'static str,
    [etype_name, etype_word, kvno_name, length_name]: [&'static str; 4],
    value: &Element<'_>,
    whole_message: bool,
) {
    let number = |tag: u8| {
        let field = elements(value).find(|field| field.tag == tag)?;
        Some((integer(&explicit(&field)?)?, Place::of(whole, field.content)))
    };
    if let Some((number, place)) = number(0xA0) {
        out.put(etype_name, Value::Int(number), place);
        if let Some(word) = etype(number) {
            out.put(etype_word, Value::text(word), place);
        }
    }
    let here = Place::of(whole, value.content);
    let cipher = elements(value).find(|field| field.tag == 0xA2);
    match number(0xA1) {
        Some((number, place)) => out.put(kvno_name, Value::Int(number), place),
        // The cipher comes after it.
        None if whole_message || cipher.is_some() => out.put(kvno_name, Value::Null, here),
        None => {}
    }
    if let Some(cipher) = cipher.and_then(|field| explicit(&field)) {
        let place = Place::of(whole, cipher.content);
        let length = cipher.content.len().saturating_add(cipher.missing);
        out.put(length_name, Value::Int(i64::try_from(length).unwrap_or(i64::MAX)), place);
        out.put(name, Value::secret(cipher.content), place);
    }
}

/// What a KRB-ERROR adds: MS-KILE's extended error, METHOD-DATA or TYPED-DATA.
fn e_data(out: &mut Decoded, whole: &[u8], bytes: &[u8]) {
    let place = Place::of(whole, bytes);
    let outer = element(bytes).ok().map(|(_, outer)| outer).filter(|outer| outer.tag == 0x30);
    let Some(outer) = outer else {
        let status = extended(bytes);
        out.put(
            "e_data_kind",
            Value::text(if status.is_some() { "extended-error" } else { "other" }),
            place,
        );
        return put_status(out, status, place);
    };
    let first = elements(&outer).next();
    match first.map(|first| first.tag) {
        // KERB-ERROR-DATA ::= SEQUENCE { data-type [1] INTEGER, data-value [2] OCTET STRING OPTIONAL }
        Some(0xA1) => {
            let (number, value) = typed(&outer, 1);
            out.put("e_data_kind", Value::text("kerb-error-data"), place);
            out.put("e_data_type", number.map_or(Value::Null, Value::Int), place);
            put_status(out, value.and_then(|value| extended(value.content)), place);
        }
        Some(0x30) => {
            // METHOD-DATA has padata-type [1], TYPED-DATA data-type [0].
            let of_method = first.is_some_and(|first| {
                elements(&first).next().is_some_and(|field| field.tag == 0xA1)
            });
            let (kind, tag) = if of_method { ("method-data", 1) } else { ("typed-data", 0) };
            out.put("e_data_kind", Value::text(kind), place);
            let mut list = Vec::new();
            if elements(&outer).nth(PARTS).is_some() {
                out.note(NoteKind::TooMany, place);
            }
            for entry in elements(&outer).take(PARTS) {
                let (number, value) = typed(&entry, tag);
                let Some(number) = number else { continue };
                list.push(padata(number).map_or(Value::Int(number), Value::text));
                if number == 3 {
                    // Windows puts its status where the salt of the password would stand.
                    let status = value.and_then(|value| extended(value.content));
                    put_status(out, status, place);
                }
            }
            out.put("e_data_types", Value::List(list), place);
        }
        _ => out.put("e_data_kind", Value::text("other"), place),
    }
}

/// The number under one tag, and what is under the next.
fn typed<'a>(entry: &Element<'a>, tag: u8) -> (Option<i64>, Option<Element<'a>>) {
    let at = |tag: u8| {
        elements(entry).find(|field| field.tag == 0xA0 | tag).and_then(|field| explicit(&field))
    };
    (at(tag).and_then(|number| integer(&number)), at(tag + 1))
}

/// `KERB_EXT_ERROR`: status, reserved, flags, four bytes each, little end first (MS-KILE section 2.2.2).
/// Something else of that length could stand there; a status that says failure tells them apart.
fn extended(bytes: &[u8]) -> Option<u32> {
    let [a, b, c, d, ..] = bytes else { return None };
    let status = u32::from_le_bytes([*a, *b, *c, *d]);
    (bytes.len() == 12 && status >> 28 == 0xC).then_some(status)
}

fn put_status(out: &mut Decoded, status: Option<u32>, place: Place) {
    let Some(status) = status else { return };
    out.put("nt_status", Value::Int(status.into()), place);
    if let Some((name, meaning)) = nt_status(status) {
        out.put("nt_status_name", Value::text(name), place);
        out.put("nt_status_meaning", Value::text(meaning), place);
    }
}

/// KerberosString: UTF-8 or a byte a character.
pub(super) fn string(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}
