//! Basic credentials: user, colon, password (RFC 7617 section 2).

use super::Kind;
use super::base64;
use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};

/// Reads them; the password is told by its length alone, and so is all of what has no colon.
pub(super) fn decode(whole: &[u8], bytes: &[u8]) -> Decoded {
    let mut out = Decoded::new(Kind::Basic);
    let place = Place::of(whole, bytes);
    let (charset, text) = match std::str::from_utf8(bytes) {
        Ok(_) if bytes.is_ascii() => ("us-ascii", true),
        Ok(_) => ("utf-8", true),
        // No byte from 0x80 to 0x9F is a character of ISO 8859-1; Windows puts quotes and the euro there.
        Err(_) if bytes.iter().any(|byte| matches!(byte, 0x80..=0x9F)) => ("windows-1252", false),
        Err(_) => ("iso-8859-1", false),
    };
    out.put("charset", Value::text(charset), place);
    match bytes.iter().position(|byte| *byte == b':') {
        Some(at) => {
            let (user, password) = bytes.split_at(at);
            let password = password.get(1..).unwrap_or_default();
            let name = match std::str::from_utf8(user).ok().filter(|_| text) {
                Some(name) => name.to_owned(),
                None => user.iter().copied().map(char::from).collect(),
            };
            out.put("user", Value::Text(name), Place::of(whole, user));
            out.put("password", Value::secret(password), Place::of(whole, password));
            if user.is_empty() {
                out.note(NoteKind::EmptyUser, Place::of(whole, user));
            }
            if password.is_empty() {
                out.note(NoteKind::EmptyPassword, Place::of(whole, password));
            }
        }
        None => {
            out.put("secret", Value::secret(bytes), place);
            out.note(NoteKind::MissingColon, place);
            let again = text.then(|| str::from_utf8(bytes).ok().and_then(base64::decode)).flatten();
            if again.is_some_and(|(inner, notes)| !notes.cut && inner.contains(&b':')) {
                out.note(NoteKind::DoubleEncoded, place);
            }
        }
    }
    let at = |found: fn(&u8) -> bool| {
        let at = bytes.iter().position(found)?;
        Some(Place::of(whole, bytes.get(at..=at)?))
    };
    if let Some(place) = at(|byte| matches!(byte, b'\n' | b'\r')) {
        out.note(NoteKind::Newline, place);
    }
    if let Some(place) = at(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r')) {
        out.note(NoteKind::Control, place);
    }
    out
}
