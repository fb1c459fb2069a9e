//! SCRAM's messages (RFC 5802 section 7), which HTTP carries in base64 (RFC 7804).

use super::Kind;
use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};

/// Reads a message; nothing where the text is none. `place` gives where a stretch of it stood.
pub(super) fn decode(text: &str, place: &dyn Fn(usize, usize) -> Place) -> Option<Decoded> {
    let kind = kind(text)?;
    let mut out = Decoded::new(kind);
    let mut at = 0;
    if kind == Kind::ScramClientFirst {
        // gs2-header = gs2-cbind-flag "," [ authzid ] ","
        let end = text.match_indices(',').nth(1).map_or(text.len(), |(at, _)| at + 1);
        out.put("gs2", Value::text(text.get(..end).unwrap_or_default()), place(0, end));
        at = end;
    }
    for part in text.get(at..).unwrap_or_default().split(',') {
        let start = at;
        at += part.len() + 1;
        let Some((name, value)) = part.split_once('=') else { continue };
        let place = place(start + name.len() + 1, start + part.len());
        let value = match name {
            "n" => Value::Text(value.replace("=2C", ",").replace("=3D", "=")),
            "i" => value.parse().map_or_else(|_| Value::text(value), Value::Int),
            "r" | "s" | "c" | "e" | "m" | "a" => Value::text(value),
            // The proof, the server's signature, and what is not known.
            _ => Value::secret(value.as_bytes()),
        };
        out.put(name.to_owned(), value, place);
    }
    let wanted: &[&str] = match kind {
        Kind::ScramClientFirst => &["n", "r"],
        Kind::ScramServerFirst => &["r", "s", "i"],
        Kind::ScramClientFinal => &["c", "r", "p"],
        _ => &[],
    };
    if wanted.iter().any(|name| out.field(name).is_none()) {
        out.note(NoteKind::MissingParam, place(0, text.len()));
    }
    Some(out)
}

fn kind(text: &str) -> Option<Kind> {
    let printable = text.bytes().all(|byte| !byte.is_ascii_control());
    let has = |part: &str| text.contains(part);
    let first = ["n,", "y,", "p="].iter().any(|start| text.starts_with(start));
    match text.get(..2).filter(|_| printable)? {
        _ if first && (has(",n=") && has(",r=")) => Some(Kind::ScramClientFirst),
        "r=" if has(",s=") && has(",i=") => Some(Kind::ScramServerFirst),
        "c=" if has(",r=") => Some(Kind::ScramClientFinal),
        "v=" | "e=" if !has(":") => Some(Kind::ScramServerFinal),
        _ => None,
    }
}
