//! The structures of PrivateToken (RFC 9577 section 2).

use super::base64;
use super::note::NoteKind;
use super::tree::{Decoded, Field, Place, Value};

/// The challenge: token type, issuer, redemption context, origins.
pub(super) fn challenge(text: &str, place: Place, out: &mut Decoded) {
    let Some((bytes, _)) = base64::decode(text) else {
        return out.note(NoteKind::NotBase64, place);
    };
    let mut fields = Vec::new();
    let mut rest = bytes.as_slice();
    let number = take(&mut rest, 2).map(token_type);
    let issuer = prefixed(&mut rest, 2);
    let context = prefixed(&mut rest, 1);
    let origins = prefixed(&mut rest, 2);
    let mut put = |name: &'static str, value: Option<Value>| {
        fields.extend(value.map(|value| Field { name: name.into(), value, place }));
    };
    let text = |bytes: &[u8]| Value::Text(String::from_utf8_lossy(bytes).into_owned());
    put("token_type", number);
    put("issuer", issuer.map(text));
    put("redemption_context_len", context.map(|context| Value::Int(context.len() as i64)));
    put("origins", origins.map(text));
    if origins.is_none() {
        out.note(NoteKind::Cut, place);
    }
    out.put("token_challenge", Value::Fields(fields), place);
}

/// The token: its type and the digest of the challenge that it answers; the rest is a secret.
pub(super) fn token(text: &str, place: Place, out: &mut Decoded) {
    let Some((bytes, _)) = base64::decode(text) else {
        return out.note(NoteKind::NotBase64, place);
    };
    let mut rest = bytes.as_slice();
    let Some(number) = take(&mut rest, 2).map(token_type) else { return };
    out.put("token_type", number, place);
    take(&mut rest, 32);
    match take(&mut rest, 32) {
        Some(digest) => out.put("challenge_digest", Value::Bytes(digest.to_vec()), place),
        None => out.note(NoteKind::Cut, place),
    }
}

fn token_type(bytes: &[u8]) -> Value {
    Value::Int(bytes.iter().fold(0, |number, byte| number << 8 | i64::from(*byte)))
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

/// Bytes after their length, which is a number of `width` bytes.
fn prefixed<'a>(rest: &mut &'a [u8], width: usize) -> Option<&'a [u8]> {
    let length = take(rest, width)?;
    let length = length.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
    take(rest, length)
}
