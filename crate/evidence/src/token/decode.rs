//! From what was pasted as a token to its tree.

use super::base64::{self, Base64};
use super::note::{Note, NoteKind};
use super::source::{Source, clean, placeholder};
use super::tree::{Decoded, Place, Value};
use super::{DEPTH, Kind, basic, jose, params, scram, signature};
use crate::capture::Field;
use crate::gather::Gather;
use crate::http::{AuthField, challenge_list, credentials, scheme};
use crate::span::{Leaf, Span};

/// Bytes of a token that are decoded, 1 MiB; its text in base64 can be a third longer. What is longer is
/// [`NoteKind::TooLong`].
pub const LONGEST: usize = 1 << 20;

/// Characters of a text that can be a token of [`LONGEST`] bytes.
const TEXT: usize = LONGEST / 3 * 4 + 4;

/// What is known of a token beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint<'a> {
    /// The name of the scheme that it is sent with; empty where it is not known.
    pub scheme: &'a str,
    /// The time to judge by, in seconds since 1970.
    pub now: Option<i64>,
}

/// A decoded token and the way back into the paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub token: Decoded,
    source: Source,
}

impl Reading {
    /// How the token's base64 deviates; none if it is no base64.
    #[must_use]
    pub fn base64(&self) -> Option<Base64> {
        self.source.base64
    }

    /// Where a place of the token's tree stands in the paste.
    #[must_use]
    pub fn spans(&self, place: Place) -> Vec<Span> {
        self.source.spans(place)
    }

    /// Where the whole token stands in the paste.
    #[must_use]
    pub fn whole(&self) -> Vec<Span> {
        self.source.leaf.spans()
    }

    /// The bytes at a place. Those of a secret are the secret.
    #[must_use]
    pub fn bytes(&self, place: Place) -> Vec<u8> {
        let bytes = self.source.bytes();
        bytes.get(place.start as usize..place.end as usize).unwrap_or_default().to_vec()
    }
}

/// Decodes a token, credentials, a challenge, or a whole field line of one of them.
#[must_use]
pub fn decode(text: &Leaf, hint: Hint<'_>) -> Reading {
    let text = text.trimmed();
    if text.len() > TEXT {
        return too_long(text);
    }
    let (field, value) = field(&text);
    if let Some(reading) = field.and_then(|field| of_line(field, &value, hint.now)) {
        return reading;
    }
    let word = value.as_str().split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
    let named = (scheme::find(word).is_some() || params::known(word).is_some())
        && (field.is_some() || word.len() < value.len() || params::known(word).is_some());
    if !named {
        return match with_params(&value, hint, field) {
            Some(token) => Reading { token, source: Source { leaf: value, base64: None } },
            None => token(&value, hint),
        };
    }
    let rest = value.slice(word.len()..value.len()).trimmed();
    if let Some(token) = with_params(&value, Hint { scheme: "", ..hint }, field) {
        return Reading { token, source: Source { leaf: value, base64: None } };
    }
    token(&rest, Hint { scheme: word, ..hint })
}

/// Decodes what a field of a request proves itself with: credentials, the proof of DPoP, a signature.
#[must_use]
pub fn decode_field(field: &Field, now: Option<i64>) -> Reading {
    let text = field.value.trimmed();
    if text.len() > TEXT {
        return too_long(text);
    }
    let line = Line::of(field.name.as_str());
    line.and_then(|line| of_line(line, &text, now))
        .unwrap_or_else(|| decode(&text, Hint { scheme: "", now }))
}

/// Decodes the challenges in a field, each that has a token or parameters that are known.
#[must_use]
pub fn decode_challenges(field: &Field, now: Option<i64>) -> Vec<Reading> {
    let text = field.value.as_str();
    if text.len() > TEXT {
        return Vec::new();
    }
    // A field of its own, so that its spans are places.
    let own = Leaf::verbatim(text, Span::new(0, 0..text.len()));
    let own = Field { name: own.slice(0..0), span: own.span(), value: own };
    let mut found = Vec::new();
    for challenge in challenge_list(&[&own]) {
        let name = challenge.scheme.as_str();
        if let Some(token68) = &challenge.token68 {
            let leaf = field.value.slice(token68.span().range());
            found.push(decode(&leaf, Hint { scheme: name, now }));
        } else if !challenge.params.is_empty() && params::known(name).is_some() {
            let token = params::decode(name, &challenge.params, false, 0, now);
            found.push(Reading {
                token,
                source: Source { leaf: field.value.clone(), base64: None },
            });
        }
    }
    found
}

/// Decodes bytes: those of a message, or those of a text that is a token.
#[must_use]
pub fn decode_bytes(bytes: &[u8], hint: Hint<'_>) -> Decoded {
    if bytes.len() > LONGEST {
        let mut out = Decoded::default();
        out.note(NoteKind::TooLong, Place::new(0, bytes.len()));
        return out;
    }
    let mut out = message(bytes, hint);
    scheme_fits(&mut out, hint.scheme);
    out
}

/// A field whose value is no list of challenges.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Auth(AuthField),
    DPoP,
    Signature,
    SignatureInput,
}

impl Line {
    fn of(name: &str) -> Option<Line> {
        Some(match name.trim() {
            name if name.eq_ignore_ascii_case("dpop") => Line::DPoP,
            name if name.eq_ignore_ascii_case("signature") => Line::Signature,
            name if name.eq_ignore_ascii_case("signature-input") => Line::SignatureInput,
            name => Line::Auth(AuthField::of(name)?),
        })
    }
}

/// Decodes the value of a field that has neither challenges nor credentials.
fn of_line(line: Line, value: &Leaf, now: Option<i64>) -> Option<Reading> {
    let token = match line {
        Line::Auth(_) => return None,
        Line::DPoP => {
            let mut proof = token(value, Hint { scheme: "", now });
            proof.token.scheme = Some(jose::DPOP);
            return Some(proof);
        }
        Line::Signature => signature::signature(value.as_str(), 0),
        Line::SignatureInput => signature::input(value.as_str(), 0, now),
    };
    Some(Reading { token, source: Source { leaf: value.clone(), base64: None } })
}

/// The field that a line is of, and its value.
fn field(text: &Leaf) -> (Option<Line>, Leaf) {
    let named = || {
        let (name, _) = text.as_str().split_once(':')?;
        let line = Line::of(name)?;
        Some((Some(line), text.slice(name.len() + 1..text.len()).trimmed()))
    };
    named().unwrap_or_else(|| (None, text.clone()))
}

/// Reads parameters of a scheme; nothing where there are none. Where the hint names the scheme the text has
/// none before them.
fn with_params(value: &Leaf, hint: Hint<'_>, line: Option<Line>) -> Option<Decoded> {
    let text = value.as_str();
    // A leaf of its own, so that its spans are places.
    let prefix = if hint.scheme.is_empty() { String::new() } else { [hint.scheme, " "].concat() };
    let own = [prefix.as_str(), text].concat();
    let own = Leaf::verbatim(&own, Span::new(0, 0..own.len()));
    let from = u32::try_from(prefix.len()).unwrap_or(u32::MAX);
    let field = Field { name: own.slice(0..0), span: own.span(), value: own };
    let list = challenge_list(&[&field]);
    let first = list.first()?;
    let name = first.scheme.as_str();
    params::known(name)?;
    let sent = credentials(&field).filter(|sent| !sent.params.is_empty());
    let is_sent = |params| params::are_credentials(name, params);
    let sends = match line {
        Some(Line::Auth(AuthField::Challenges)) => false,
        Some(Line::Auth(AuthField::Credentials)) => true,
        _ => sent.as_ref().is_some_and(|sent| is_sent(&sent.params)),
    };
    if sends {
        let sent = sent?;
        return Some(params::decode(name, &sent.params, true, from, hint.now));
    }
    // A token that ends in = can look like a parameter's name.
    let bare = first.token68.is_none() && line.is_some() && list.len() == 1 && !text.contains(' ');
    let params =
        !first.params.is_empty() && first.params.iter().any(|param| !param.value.is_empty());
    if !params && !bare {
        return None;
    }
    let mut out = params::decode(name, &first.params, false, from, hint.now);
    if list.len() > 1 {
        let others = list.iter().skip(1).take(params::PARAMS);
        let others = others.map(|other| Value::text(other.scheme.as_str())).gather();
        out.put("other_schemes", Value::List(others), Place::new(0, text.len()));
    }
    Some(out)
}

/// Decodes a text that is a token and nothing else.
fn token(leaf: &Leaf, hint: Hint<'_>) -> Reading {
    let plain =
        |token, leaf: &Leaf| Reading { token, source: Source { leaf: leaf.clone(), base64: None } };
    if let Some(found) = placeholder(leaf.as_str()) {
        return plain(found, leaf);
    }
    // A SCRAM message as it is can have anything in it that printing characters are.
    if let Some(found) = scram::decode(leaf.as_str(), &Place::new) {
        return plain(found, leaf);
    }
    let clean = clean(leaf);
    let (leaf, text) = (&clean.leaf, clean.leaf.as_str());
    let mut reading = if let Some(found) = placeholder(text) {
        plain(found, leaf)
    } else if text.contains('.') || jose::looks_like(text) {
        if jose::looks_like(text) {
            plain(jose::decode(text, 0, hint.now, is_bearer(hint.scheme)), leaf)
        } else {
            plain(opaque(text, hint), leaf)
        }
    } else {
        let decoded = base64::decode(text).map(|(bytes, notes)| {
            let all = Place::new(0, bytes.len());
            (message(&bytes, hint), notes, all)
        });
        match decoded {
            // Base64 of nothing that is known is as likely no base64 at all.
            Some((token, ..)) if token.kind == Kind::Opaque || is_unknown(&token) => {
                plain(opaque(text, hint), leaf)
            }
            Some((mut token, notes, all)) => {
                for (odd, kind) in [
                    (notes.url_safe, NoteKind::Base64Url),
                    (notes.padding, NoteKind::Padding),
                    (notes.cut, NoteKind::Cut),
                ] {
                    if odd && !token.has(kind) {
                        token.notes.push(Note { kind, place: all });
                    }
                }
                let source = Source { leaf: leaf.clone(), base64: Some(notes) };
                Reading { token, source }
            }
            None => plain(opaque(text, hint), leaf),
        }
    };
    let all = match reading.source.base64 {
        Some(_) => Place::new(0, text.len() / 4 * 3),
        None => Place::new(0, text.len()),
    };
    let notes = clean.notes.iter().map(|kind| Note { kind: *kind, place: all });
    reading.token.notes.splice(0..0, notes);
    scheme_fits(&mut reading.token, hint.scheme);
    reading
}

/// What bytes are: a message of NTLM, SPNEGO or Kerberos, or else text that is a token.
fn message(bytes: &[u8], hint: Hint<'_>) -> Decoded {
    // No message of these is all letters; a password or a name that begins like one can be.
    if !bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        let binary = super::binary::binary(bytes, bytes, DEPTH).filter(|token| {
            // Nor is a message without a frame sent as Bearer, while an opaque token can begin like one.
            let framed = token.kind.is_ntlm() || token.field("gss_mech").is_some();
            framed || !is_bearer(hint.scheme)
        });
        if let Some(token) = binary {
            return token;
        }
    }
    if hint.scheme.eq_ignore_ascii_case("basic") {
        return basic::decode(bytes, bytes);
    }
    let length = Value::Int(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let all = Place::new(0, bytes.len());
    // A frame of GSS-API that ends inside of its mechanism.
    let frame = super::der::element(bytes).ok().filter(|(_, frame)| frame.tag == 0x60);
    if frame.is_some_and(|(_, frame)| frame.missing > 0 && frame.content.starts_with(&[6])) {
        let mut out = Decoded::default();
        out.put("len", length, all);
        out.put("secret", Value::secret(bytes), all);
        out.note(NoteKind::Cut, Place::new(bytes.len(), bytes.len()));
        return out;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if jose::looks_like(text) {
            return jose::decode(text, 0, hint.now, is_bearer(hint.scheme));
        }
        if let Some(found) = scram::decode(text, &Place::new) {
            return found;
        }
        let printable = text.trim_end_matches(['\r', '\n']).chars().all(|c| !c.is_control());
        if printable && hint.scheme.is_empty() && text.contains(':') {
            return basic::decode(bytes, bytes);
        }
    }
    let mut out = Decoded::new(if hint.scheme.is_empty() { Kind::Unknown } else { Kind::Opaque });
    out.put("len", length, all);
    out.put("secret", Value::secret(bytes), all);
    out
}

fn opaque(text: &str, hint: Hint<'_>) -> Decoded {
    let all = Place::new(0, text.len());
    let mut out = Decoded::new(if hint.scheme.is_empty() { Kind::Unknown } else { Kind::Opaque });
    out.put("len", Value::Int(i64::try_from(text.len()).unwrap_or(i64::MAX)), all);
    out.put("secret", Value::secret(text.as_bytes()), all);
    if ["basic", "negotiate", "ntlm", "kerberos"]
        .iter()
        .any(|scheme| hint.scheme.eq_ignore_ascii_case(scheme))
    {
        // Who covers a part of a token mostly leaves its ends. Of these schemes only Basic's name is that short.
        let cover = |byte: u8| matches!(byte, b'*' | b'.' | 128..);
        let covered = hint.scheme.len() == 5 && text.bytes().any(cover) && !text.contains(':');
        out.note(if covered { NoteKind::Redacted } else { NoteKind::NotBase64 }, all);
    }
    out
}

/// Whether nothing at all is known of it.
fn is_unknown(token: &Decoded) -> bool {
    token.kind == Kind::Unknown && token.notes.is_empty()
}

fn is_bearer(scheme: &str) -> bool {
    ["bearer", "dpop"].iter().any(|bearer| scheme.eq_ignore_ascii_case(bearer))
}

/// Tells a token of one scheme that is sent with another.
fn scheme_fits(token: &mut Decoded, scheme: &str) {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    let note = match token.kind {
        kind if kind.is_ntlm() && is("negotiate") => NoteKind::NtlmRaw,
        Kind::KerberosApReq | Kind::KerberosApRep | Kind::KerberosError if is("negotiate") => {
            NoteKind::KerberosRaw
        }
        Kind::SpnegoInit | Kind::SpnegoInit2 | Kind::SpnegoResponse if is("ntlm") => {
            NoteKind::SpnegoUnderNtlm
        }
        Kind::Jws | Kind::JwsUnsecured | Kind::Jwe
            if ["basic", "negotiate", "ntlm", "digest"].into_iter().any(is) =>
        {
            NoteKind::SchemeMismatch
        }
        kind if kind.is_ntlm() && (is_bearer(scheme) || is("basic")) => NoteKind::SchemeMismatch,
        _ => return,
    };
    let place = token.fields.first().map(|field| field.place).unwrap_or_default();
    token.note(note, place);
}

fn too_long(text: Leaf) -> Reading {
    let mut token = Decoded::default();
    token.put("len", Value::Int(i64::try_from(text.len()).unwrap_or(i64::MAX)), Place::default());
    token.note(NoteKind::TooLong, Place::new(0, text.len()));
    Reading { token, source: Source { leaf: text, base64: None } }
}
