//! HTTP Message Signatures by their two fields (RFC 9421 sections 4.1 and 4.2).

use super::Kind;
use super::note::NoteKind;
use super::tree::{Decoded, Field, Place, Value};
use crate::gather::Gather;

/// Signatures that are read of one field.
const LABELS: usize = 64;

/// `Signature-Input: label=("component" ...);created=1618884473;keyid="key"`
pub(super) fn input(text: &str, from: usize, now: Option<i64>) -> Decoded {
    let mut out = Decoded::new(Kind::SignatureInput);
    members(text, from, &mut out, |value, at, out| {
        let place = |range: (usize, usize)| Place::new(at + range.0, at + range.1);
        let mut fields = Vec::new();
        let close = value.rfind(')').filter(|_| value.starts_with('('));
        let Some(close) = close else {
            out.note(NoteKind::Damaged, place((0, value.len())));
            return Value::Fields(fields);
        };
        let list = value.get(1..close).unwrap_or_default();
        let components = list.split(' ').filter(|one| !one.is_empty());
        let components = components.map(|one| Value::Text(one.replace('"', ""))).gather();
        let (value_place, mut start) = (place((0, close + 1)), close + 1);
        fields.push(Field {
            name: "components".into(),
            value: Value::List(components),
            place: value_place,
        });
        for param in value.get(start..).unwrap_or_default().split(';') {
            let here = place((start, start + param.len()));
            start += param.len() + 1;
            let Some((name, value)) = param.trim().split_once('=') else { continue };
            let bare = value.trim_matches('"');
            let read = bare.parse().ok().filter(|_| bare == value);
            if name == "expires" && read.zip(now).is_some_and(|(time, now): (i64, i64)| time <= now)
            {
                out.note(NoteKind::Expired, here);
            }
            if name == "created" && read.zip(now).is_some_and(|(time, now)| time > now) {
                out.note(NoteKind::FutureIssue, here);
            }
            let value = read.map_or_else(|| Value::text(bare), Value::Int);
            fields.push(Field { name: name.to_owned().into(), value, place: here });
        }
        Value::Fields(fields)
    });
    out
}

/// `Signature: label=:base64:`
pub(super) fn signature(text: &str, from: usize) -> Decoded {
    let mut out = Decoded::new(Kind::Signature);
    members(text, from, &mut out, |value, at, out| {
        let sequence = value.strip_prefix(':').and_then(|value| value.strip_suffix(':'));
        if sequence.is_none() {
            out.note(NoteKind::Damaged, Place::new(at, at + value.len()));
        }
        Value::secret(value.as_bytes())
    });
    out
}

/// The members of a dictionary; commas inside of quotes and parentheses are part of a value.
fn members(
    text: &str,
    from: usize,
    out: &mut Decoded,
    read: impl Fn(&str, usize, &mut Decoded) -> Value,
) {
    let (mut start, mut quoted, mut depth) = (0, false, 0_usize);
    let ends = text.char_indices().filter_map(|(at, c)| {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == ',' && !quoted && depth == 0).then_some(at)
    });
    for (count, end) in ends.chain(Some(text.len())).enumerate() {
        let member = text.get(start..end).unwrap_or_default();
        let at = start + member.len() - member.trim_start().len();
        start = end + 1;
        if count == LABELS {
            return out.note(NoteKind::TooMany, Place::new(from + at, from + text.len()));
        }
        let Some((label, value)) = member.trim().split_once('=') else { continue };
        let at = from + at + label.len() + 1;
        let place = Place::new(at, at + value.len());
        let value = read(value, at, out);
        out.put(label.to_owned(), value, place);
    }
}
