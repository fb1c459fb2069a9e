//! SPNEGO's messages (RFC 4178 section 4.2, MS-SPNG section 2.2.1).

use super::binary::binary;
use super::der::{Element, element, elements, explicit, integer};
use super::mechanism::Mechanism;
use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};
use super::{Kind, kerberos};
use crate::gather::Gather;

/// Mechanisms that are read of one message.
const MECHANISMS: usize = 64;

const STATES: [&str; 4] = ["accept-completed", "accept-incomplete", "reject", "request-mic"];

/// ```text
/// NegTokenInit ::= SEQUENCE {
///     mechTypes   [0] SEQUENCE OF OBJECT IDENTIFIER,
///     reqFlags    [1] ContextFlags  OPTIONAL,
///     mechToken   [2] OCTET STRING  OPTIONAL,
///     mechListMIC [3] OCTET STRING  OPTIONAL }
/// ```
/// In NegTokenInit2 `[3]` is negHints, a SEQUENCE, and `[4]` the MIC.
pub(super) fn init(whole: &[u8], message: &Element<'_>, depth: usize) -> Decoded {
    let mut out = Decoded::new(Kind::SpnegoInit);
    let Some(sequence) = explicit(message) else { return out };
    let mut mechanisms = Vec::new();
    let (mut hint, mut flags, mut inner, mut mic) = (Value::Null, Value::Null, None, None);
    let here = Place::of(whole, message.content);
    let (mut flags_at, mut hint_at) = (here, here);
    for field in elements(&sequence) {
        let Some(value) = explicit(&field) else { continue };
        match field.tag {
            0xA0 => mechanisms = mech_types(&mut out, whole, &value),
            0xA1 => {
                flags = bits(&value);
                flags_at = Place::of(whole, field.content);
            }
            0xA2 => inner = Some(value),
            0xA3 if value.tag == 0x30 => {
                out.kind = Kind::SpnegoInit2;
                hint = hint_name(&value);
                hint_at = Place::of(whole, field.content);
            }
            0xA3 | 0xA4 => mic = Some(value),
            _ => {}
        }
    }
    let whole_message = kerberos::cut(&mut out, whole, message);
    if whole_message || flags != Value::Null {
        out.put("has_req_flags", Value::Bool(flags != Value::Null), flags_at);
        out.put("req_flags", flags, flags_at);
    }
    if whole_message || hint != Value::Null {
        out.put("hint_name", hint, hint_at);
    }
    put_mic(&mut out, whole, mic, whole_message, here);
    put_inner(&mut out, whole, inner, whole_message, depth);
    if mechanisms.is_empty() && whole_message {
        out.note(NoteKind::NoMechanisms, here);
    }
    let first = mechanisms.first().map_or("", |mechanism| mechanism.name);
    let kind = out.inner().map(|inner| inner.kind);
    let fits = match kind {
        Some(kind) if kind.is_ntlm() => first == "ntlm",
        Some(Kind::KerberosApReq) => first.contains("kerberos"),
        Some(Kind::Negoex) => first == "negoex",
        _ => true,
    };
    if !fits && !first.is_empty() {
        out.note(NoteKind::OptimisticMismatch, here);
    }
    out
}

/// ```text
/// NegTokenResp ::= SEQUENCE {
///     negState      [0] ENUMERATED        OPTIONAL,
///     supportedMech [1] OBJECT IDENTIFIER OPTIONAL,
///     responseToken [2] OCTET STRING      OPTIONAL,
///     mechListMIC   [3] OCTET STRING      OPTIONAL }
/// ```
pub(super) fn response(whole: &[u8], message: &Element<'_>, depth: usize) -> Decoded {
    let mut out = Decoded::new(Kind::SpnegoResponse);
    let Some(sequence) = explicit(message) else { return out };
    let here = Place::of(whole, message.content);
    let (mut state, mut mechanism, mut inner, mut mic) = (None, None, None, None);
    for field in elements(&sequence) {
        let Some(value) = explicit(&field) else { continue };
        let place = Place::of(whole, field.content);
        match field.tag {
            0xA0 => state = integer(&value).map(|state| (state, place)),
            0xA1 => mechanism = Mechanism::read(&value).map(|mechanism| (mechanism, place)),
            0xA2 => inner = Some(value),
            0xA3 => mic = Some(value),
            _ => {}
        }
    }
    let whole_message = kerberos::cut(&mut out, whole, message);
    match state {
        Some((state, place)) => {
            out.put("neg_state", Value::Int(state), place);
            let name = usize::try_from(state).ok().and_then(|state| STATES.get(state));
            out.put("neg_state_name", Value::text(name.unwrap_or(&"unknown")), place);
        }
        None if whole_message => out.put("neg_state", Value::Null, here),
        None => {}
    }
    match mechanism {
        Some((mechanism, place)) => {
            out.put("supported_mech", Value::Text(mechanism.oid), place);
            out.put("supported_mech_name", Value::text(mechanism.name), place);
        }
        None if whole_message => out.put("supported_mech", Value::Null, here),
        None => {}
    }
    put_mic(&mut out, whole, mic, whole_message, here);
    put_inner(&mut out, whole, inner, whole_message, depth);
    out
}

fn mech_types(out: &mut Decoded, whole: &[u8], list: &Element<'_>) -> Vec<Mechanism> {
    let place = Place::of(whole, list.content);
    let all = || elements(list).filter(|oid| oid.missing == 0);
    let mechanisms: Vec<Mechanism> =
        all().filter_map(|oid| Mechanism::read(&oid)).take(MECHANISMS).gather();
    if all().nth(MECHANISMS).is_some() {
        out.note(NoteKind::TooMany, place);
    }
    let oids = mechanisms.iter().map(|mechanism| Value::text(&mechanism.oid)).gather();
    let names = mechanisms.iter().map(|mechanism| Value::text(mechanism.name)).gather();
    out.put("mech_types", Value::List(oids), place);
    out.put("mech_names", Value::List(names), place);
    mechanisms
}

/// The flags of a BIT STRING: its first byte counts the unused bits.
fn bits(value: &Element<'_>) -> Value {
    let bits = value.content.get(1..).unwrap_or_default();
    let number = bits.iter().take(4).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    Value::Int(number)
}

/// `NegHints ::= SEQUENCE { hintName [0] GeneralString OPTIONAL, hintAddress [1] OCTET STRING OPTIONAL }`
fn hint_name(hints: &Element<'_>) -> Value {
    let name = elements(hints).find(|field| field.tag == 0xA0);
    let name = name.and_then(|field| explicit(&field));
    name.map_or(Value::Null, |name| Value::Text(kerberos::string(name.content)))
}

/// The MIC is a signature under the session's key: with the rest of an NTLM handshake a password could be
/// tried against it, so that it is told by its length alone.
fn put_mic(
    out: &mut Decoded,
    whole: &[u8],
    mic: Option<Element<'_>>,
    whole_message: bool,
    here: Place,
) {
    match mic {
        Some(mic) => {
            out.put("mech_list_mic", Value::secret(mic.content), Place::of(whole, mic.content));
        }
        None if whole_message => out.put("mech_list_mic", Value::Null, here),
        None => {}
    }
}

fn put_inner(
    out: &mut Decoded,
    whole: &[u8],
    inner: Option<Element<'_>>,
    whole_message: bool,
    depth: usize,
) {
    let Some(inner) = inner else {
        if whole_message {
            out.put("inner", Value::Null, Place::default());
        }
        return;
    };
    let place = Place::of(whole, inner.content);
    let Some(depth) = depth.checked_sub(1) else {
        return out.note(NoteKind::TooDeep, place);
    };
    let mut token = binary(whole, inner.content, depth).unwrap_or_else(|| {
        let mut opaque = Decoded::new(Kind::Opaque);
        let length = i64::try_from(inner.content.len()).unwrap_or(i64::MAX);
        opaque.put("len", Value::Int(length), place);
        opaque
    });
    if inner.missing > 0 && !token.has(NoteKind::Cut) {
        token.note(NoteKind::Cut, Place::new(place.end as usize, place.end as usize));
    }
    out.put("inner", Value::Token(Box::new(token)), place);
}

/// The outer frame: `[APPLICATION 0] IMPLICIT SEQUENCE { thisMech OBJECT IDENTIFIER, ... }`
/// (RFC 2743 section 3.1). Gives the mechanism, its place, and what is in the frame after it.
pub(super) fn frame<'a>(whole: &[u8], bytes: &'a [u8]) -> Option<(Mechanism, Place, Framed<'a>)> {
    let (after, framed) = element(bytes).ok().filter(|(_, framed)| framed.tag == 0x60)?;
    let (inner, oid) = element(framed.content).ok()?;
    let mechanism = Mechanism::read(&oid).filter(|_| oid.missing == 0)?;
    Some((
        mechanism,
        Place::of(whole, oid.content),
        Framed { inner, missing: framed.missing, after },
    ))
}

/// What a GSS-API frame holds.
pub(super) struct Framed<'a> {
    pub(super) inner: &'a [u8],
    /// Bytes that its length tells and that are not there.
    pub(super) missing: usize,
    /// What follows the frame.
    pub(super) after: &'a [u8],
}
