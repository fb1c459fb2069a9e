//! JOSE's compact tokens: JWS, with a JWT's claims where its payload has them (RFC 7515, RFC 7519), and JWE
//! (RFC 7516). Nothing is verified.

use super::Kind;
use super::base64;
use super::json;
use super::note::NoteKind;
use super::tree::{Decoded, Field, Place, Value};

/// Later than this, in seconds, nobody's token expires: it is in milliseconds.
const FAR: i64 = 100_000_000_000;

/// The scheme of a proof of DPoP, which is no access token (RFC 9449 section 4.2).
pub(super) const DPOP: &str = "dpop";

const JWE_PARTS: [&str; 4] = ["encrypted_key", "iv", "ciphertext", "tag"];

/// Whether a text begins as such a token does: with a JSON object in base64.
pub(super) fn looks_like(text: &str) -> bool {
    let first = text.split('.').next().unwrap_or_default();
    let start = first.get(..4.min(first.len())).unwrap_or_default();
    let decoded = base64::decode(start);
    // "{" alone would also begin other things.
    decoded.is_some_and(|(bytes, _)| match bytes.as_slice() {
        [b'{', second, ..] => *second == b'"' || second.is_ascii_whitespace(),
        _ => false,
    })
}

/// Reads a token that begins at `from` of what places count in. `bearer` is true where an access token
/// belongs.
pub(super) fn decode(text: &str, from: usize, now: Option<i64>, bearer: bool) -> Decoded {
    let mut out = Decoded::new(Kind::Jws);
    let mut at = from;
    let mut parts: Vec<(usize, &str)> = Vec::new();
    for part in text.splitn(7, '.') {
        parts.push((at, part));
        at += part.len() + 1;
    }
    let here = Place::new(from, from + text.len());
    let part = |number: usize| parts.get(number).copied();
    let header = part(0).and_then(|part| fields("header", part, &mut out));
    let member = |name: &str| {
        let found = header.iter().flatten().find(|field| field.name == name);
        found.and_then(|field| field.value.as_str().map(str::to_owned))
    };
    let (alg, encrypted, typ) = (member("alg"), member("enc").is_some(), member("typ"));
    if typ.as_deref().is_some_and(|typ| typ.eq_ignore_ascii_case("dpop+jwt")) {
        out.scheme = Some(DPOP);
    }
    out.put("parts", Value::Int(parts.len() as i64), here);
    out.put("len", Value::Int(text.len() as i64), here);
    let end = here.end as usize;
    if encrypted || parts.len() == 5 {
        out.kind = Kind::Jwe;
        for (number, name) in (1..).zip(JWE_PARTS) {
            if let Some((at, text)) = part(number) {
                out.put(name, Value::secret(text.as_bytes()), Place::new(at, at + text.len()));
            }
        }
        count(&mut out, parts.len(), 5, end);
        return out;
    }
    if let Some(alg) = &alg
        && alg.eq_ignore_ascii_case("none")
    {
        out.kind = Kind::JwsUnsecured;
        out.note(NoteKind::AlgNone, here);
    }
    if alg.is_none() && header.is_some() {
        out.note(NoteKind::NoAlg, here);
    }
    let cut_before = out.has(NoteKind::Cut);
    let claims = part(1).and_then(|part| fields("claims", part, &mut out));
    if claims.is_none()
        && let Some((at, text)) = part(1)
    {
        let place = Place::new(at, at + text.len());
        out.put("claims", Value::Null, place);
        out.put("payload_len", Value::Int(text.len() as i64), place);
    }
    if let Some((at, text)) = part(2) {
        let place = Place::new(at, at + text.len());
        out.put("signature", Value::secret(text.as_bytes()), place);
        alphabet(text, place, &mut out);
        let cut = base64::decode(text).is_some_and(|(_, notes)| notes.cut);
        let empty = text.is_empty() && out.kind == Kind::Jws;
        if (cut || empty) && !cut_before {
            out.note(NoteKind::Cut, Place::new(end, end));
        }
    }
    count(&mut out, parts.len(), 3, end);
    if let Some(claims) = claims {
        times(&claims, now, &mut out);
        if bearer && is_id_token(&claims, typ.as_deref()) {
            out.note(NoteKind::IdToken, here);
        }
    }
    out
}

fn count(out: &mut Decoded, parts: usize, wanted: usize, end: usize) {
    if parts != wanted {
        out.note(NoteKind::WrongParts, Place::new(end, end));
    }
    if parts < wanted && !out.has(NoteKind::Cut) {
        out.note(NoteKind::Cut, Place::new(end, end));
    }
}

/// Reads a part that is a JSON object in base64url, puts its members under `name`, and gives them.
fn fields(name: &'static str, (at, text): (usize, &str), out: &mut Decoded) -> Option<Vec<Field>> {
    let place = Place::new(at, at + text.len());
    alphabet(text, place, out);
    let Some((bytes, _)) = base64::decode(text) else {
        out.note(NoteKind::Damaged, place);
        return None;
    };
    // Three bytes are four characters.
    let within = |start: usize, end: usize| {
        let (start, end) = (start.saturating_mul(4) / 3, end.saturating_mul(4).div_ceil(3));
        Place::new(at + start.min(text.len()), at + end.min(text.len()))
    };
    let Some(fields) = json::object(&bytes, out, &within) else {
        out.note(NoteKind::NotJson, place);
        return None;
    };
    out.put(name, Value::Fields(fields.clone()), place);
    Some(fields)
}

fn alphabet(text: &str, place: Place, out: &mut Decoded) {
    if text.contains(['+', '/']) && !out.has(NoteKind::Base64Standard) {
        out.note(NoteKind::Base64Standard, place);
    }
    if text.contains('=') && !out.has(NoteKind::Padding) {
        out.note(NoteKind::Padding, place);
    }
}

fn times(claims: &[Field], now: Option<i64>, out: &mut Decoded) {
    for (name, past, note) in [
        ("exp", true, NoteKind::Expired),
        ("nbf", false, NoteKind::NotYetValid),
        ("iat", false, NoteKind::FutureIssue),
    ] {
        let Some(field) = claims.iter().find(|field| field.name == name) else { continue };
        let time = match &field.value {
            Value::Int(time) => *time,
            // Fractions are allowed (RFC 7519 section 2).
            Value::Number(number) => {
                match number.split_once('.').and_then(|(whole, _)| whole.parse().ok()) {
                    Some(time) => time,
                    None => continue,
                }
            }
            _ => {
                out.note(NoteKind::NotNumber, field.place);
                continue;
            }
        };
        if time > FAR {
            out.note(NoteKind::Milliseconds, field.place);
        } else if now.is_some_and(|now| if past { time <= now } else { time > now }) {
            out.note(note, field.place);
        }
    }
}

/// Signs of an ID token (OpenID Connect Core section 2) and no sign of an access token.
fn is_id_token(claims: &[Field], typ: Option<&str>) -> bool {
    let text = |name: &str| {
        claims.iter().find(|field| field.name == name).and_then(|field| field.value.as_str())
    };
    let has = |names: &[&str]| claims.iter().any(|field| names.contains(&&*field.name));
    if typ.is_some_and(|typ| typ.eq_ignore_ascii_case("at+jwt")) {
        return false;
    }
    // Cognito and Keycloak say it.
    text("token_use") == Some("id")
        || text("typ").is_some_and(|typ| typ.eq_ignore_ascii_case("id"))
        || has(&["nonce", "at_hash", "c_hash"]) && !has(&["scope", "scp", "roles", "client_id"])
}
