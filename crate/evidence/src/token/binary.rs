//! Tokens that are bytes: told apart by their first ones, then decoded whole.

use super::der::element;
use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};
use super::{Kind, kerberos, ntlm, spnego};

/// Decodes a message of NTLM, SPNEGO or Kerberos; nothing where the first bytes are of none of them.
/// `whole` is what places count in.
pub(super) fn binary(whole: &[u8], bytes: &[u8], depth: usize) -> Option<Decoded> {
    if let Some(found) = super::ntlm(bytes) {
        return Some(ntlm::decode(whole, bytes, found.kind));
    }
    if let Some(message) = bytes.strip_prefix(b"NEGOEXTS") {
        let mut out = Decoded::new(Kind::Negoex);
        if let Some([a, b, c, d]) = message.get(..4) {
            let number = u32::from_le_bytes([*a, *b, *c, *d]);
            out.put("message_type", Value::Int(number.into()), Place::of(whole, message));
        }
        return Some(out);
    }
    let Some((mechanism, place, framed)) = spnego::frame(whole, bytes) else {
        return message(whole, bytes, depth);
    };
    let (id, inner) = match mechanism.is_spnego() {
        true => (&[][..], framed.inner),
        false if mechanism.is_kerberos() => framed.inner.split_at_checked(2)?,
        false => return None,
    };
    let mut out = message(whole, inner, depth).or_else(|| {
        let kind = if mechanism.is_spnego() { Kind::SpnegoInit } else { super::kerberos(id)?.kind };
        let mut out = Decoded::new(kind);
        let note = if framed.missing > 0 { NoteKind::Cut } else { NoteKind::Damaged };
        out.note(note, Place::of(whole, inner));
        Some(out)
    })?;
    out.put("gss_mech", Value::Text(mechanism.oid), place);
    out.put("gss_mech_name", Value::text(mechanism.name), place);
    if !id.is_empty() {
        out.put("tok_id", Value::Bytes(id.to_vec()), Place::of(whole, id));
    }
    if framed.missing > 0 && !out.has(NoteKind::Cut) {
        out.note(NoteKind::Cut, Place::of(whole, framed.after));
    }
    if !framed.after.is_empty() {
        out.note(NoteKind::Trailing, Place::of(whole, framed.after));
    }
    Some(out)
}

/// A message without the frame of GSS-API.
fn message(whole: &[u8], bytes: &[u8], depth: usize) -> Option<Decoded> {
    let kind = super::bare(bytes, 0)?.kind;
    let (after, message) = element(bytes).ok()?;
    let mut out = match kind {
        Kind::SpnegoInit => spnego::init(whole, &message, depth),
        Kind::SpnegoResponse => spnego::response(whole, &message, depth),
        kind => kerberos::decode(whole, &message, kind),
    };
    if !after.is_empty() {
        out.note(NoteKind::Trailing, Place::of(whole, after));
    }
    Some(out)
}
