//! JSON objects with the places of their members, also where they are cut off.

use serde_json::Value as Json;

use super::note::NoteKind;
use super::tree::{Decoded, Field, Place, Value};

/// Members that are read of one object.
pub(super) const MEMBERS: usize = 512;

/// Members whose text is a secret wherever they stand.
const SECRETS: &[&str] = &[
    "access_token",
    "assertion",
    "client_secret",
    "code",
    "id_token",
    "passwd",
    "password",
    "refresh_token",
    "secret",
];

/// The private parts of a JSON Web Key (RFC 7518 section 6).
const KEY_PARTS: &[&str] = &["d", "dp", "dq", "k", "p", "q", "qi"];

/// The members of the object in `bytes`; `place` gives where a stretch of them stood. Nothing if it is no
/// object.
pub(super) fn object(
    bytes: &[u8],
    out: &mut Decoded,
    place: &dyn Fn(usize, usize) -> Place,
) -> Option<Vec<Field>> {
    let (members, whole) = members(bytes)?;
    let mut fields: Vec<Field> = Vec::new();
    for Member { name, value, start, end } in members {
        if fields.len() == MEMBERS {
            out.note(NoteKind::TooMany, place(start, end));
            break;
        }
        let read =
            serde_json::from_slice::<String>(name).ok().zip(serde_json::from_slice(value).ok());
        let Some((name, value)) = read else {
            out.note(NoteKind::NotJson, place(start, end));
            continue;
        };
        if fields.iter().any(|field| field.name == name) {
            out.note(NoteKind::DuplicateMember, place(start, end));
        }
        let value = convert(&name, value, false, out, place(start, end));
        fields.push(Field { name: name.into(), value, place: place(start, end) });
    }
    if !whole {
        out.note(NoteKind::Cut, place(bytes.len(), bytes.len()));
    }
    Some(fields)
}

/// A value as a tree has it. What is inside of `of` stands where `of` does.
fn convert(name: &str, json: Json, in_key: bool, out: &mut Decoded, of: Place) -> Value {
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(yes),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::Number(number.to_string()), Value::Int)
        }
        Json::String(text) if in_key && KEY_PARTS.contains(&name) => {
            out.note(NoteKind::PrivateKey, of);
            Value::Secret(length(&text))
        }
        Json::String(text) if SECRETS.contains(&name) => Value::Secret(length(&text)),
        Json::String(text) => Value::Text(text),
        Json::Array(list) => {
            let list = list.into_iter().map(|one| convert(name, one, in_key, out, of));
            Value::List(list.collect())
        }
        Json::Object(members) => {
            let in_key = in_key || name == "jwk";
            let fields = members.into_iter().map(|(name, value)| {
                let value = convert(&name, value, in_key, out, of);
                Field { name: name.into(), value, place: of }
            });
            Value::Fields(fields.collect())
        }
    }
}

/// A member of an object: its name in quotes and its value as they are written, and where the value stands.
struct Member<'a> {
    name: &'a [u8],
    value: &'a [u8],
    start: usize,
    end: usize,
}

/// The members that are there whole, and whether the object ends.
fn members(bytes: &[u8]) -> Option<(Vec<Member<'_>>, bool)> {
    let mut at = skip(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    at += 1;
    let mut found = Vec::new();
    loop {
        at = skip(bytes, at);
        match bytes.get(at) {
            Some(b'}') => return Some((found, true)),
            Some(b',') => {
                at += 1;
                continue;
            }
            Some(b'"') => {}
            None => return Some((found, false)),
            // No object after all, or one with a mistake; what was read of it counts.
            Some(_) => return (!found.is_empty()).then_some((found, false)),
        }
        let Some(name_end) = string_end(bytes, at) else { return Some((found, false)) };
        let colon = skip(bytes, name_end);
        let start = skip(bytes, colon + 1);
        let Some(end) = value_end(bytes, start) else { return Some((found, false)) };
        let (name, value) = (bytes.get(at..name_end), bytes.get(start..end));
        if let (Some(name), Some(value), Some(b':')) = (name, value, bytes.get(colon)) {
            found.push(Member { name, value: value.trim_ascii_end(), start, end });
        } else {
            return Some((found, false));
        }
        at = end;
    }
}

fn skip(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// After the quote that closes the string which begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// At the comma or the brace that follows the value which begins at `at`.
fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut at, mut depth) = (at, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b'}' | b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
}
