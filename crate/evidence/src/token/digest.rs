//! Digest (RFC 7616): what is odd about one side, and where the two sides of an exchange differ.

use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};
use crate::http::Param;
use crate::span::Leaf;

/// Algorithms in upper case, and the characters of a response.
const ALGORITHMS: &[(&str, usize)] = &[
    ("MD5", 32),
    ("MD5-SESS", 32),
    ("SHA-256", 64),
    ("SHA-256-SESS", 64),
    ("SHA-512-256", 64),
    ("SHA-512-256-SESS", 64),
];

/// Parameters that stand in quotes (sections 3.3 and 3.4).
const QUOTED: &[&str] =
    &["realm", "domain", "nonce", "opaque", "username", "uri", "response", "cnonce"];

fn get<'a>(params: &'a [Param], name: &str) -> Option<&'a Param> {
    params.iter().find(|param| param.name.as_str().eq_ignore_ascii_case(name))
}

pub(super) fn look_over(
    out: &mut Decoded,
    params: &[Param],
    credentials: bool,
    place: &dyn Fn(&Param) -> Place,
) {
    let wanted: &[&str] =
        if credentials { &["realm", "nonce", "uri", "response"] } else { &["realm", "nonce"] };
    let user =
        !credentials || ["username", "username*"].iter().any(|name| get(params, name).is_some());
    if !user || wanted.iter().any(|name| get(params, name).is_none()) {
        out.note(NoteKind::MissingParam, Place::default());
    }
    for param in params {
        let name = param.name.as_str().to_ascii_lowercase();
        // A challenge has a list of them, and quotes it; credentials have one, and do not.
        let quoted = QUOTED.contains(&name.as_str()) || name == "qop" && !credentials;
        let bare = matches!(name.as_str(), "qop" | "nc" | "algorithm" | "stale" | "userhash");
        if quoted != param.quoted && (quoted || bare) {
            out.note(NoteKind::QuotedParam, place(param));
        }
    }
    let algorithm = get(params, "algorithm");
    let name =
        algorithm.map_or("MD5".to_owned(), |param| param.value.as_str().to_ascii_uppercase());
    let here = algorithm.map(place).unwrap_or_default();
    let length = ALGORITHMS.iter().find(|(known, _)| *known == name).map(|(_, length)| *length);
    match length {
        None => out.note(NoteKind::UnknownAlgorithm, here),
        Some(32) => out.note(NoteKind::WeakAlgorithm, here),
        Some(_) => {}
    }
    for (name, length) in [("nonce", "nonce_len"), ("cnonce", "cnonce_len")] {
        if let Some(param) = get(params, name) {
            out.put(length, Value::Int(param.value.len() as i64), place(param));
        }
    }
    if !credentials {
        return;
    }
    // Other letters cover it.
    if let Some(response) = get(params, "response")
        && length.is_some_and(|length| response.value.len() != length)
        && response.value.as_str().bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        out.note(NoteKind::ResponseLength, place(response));
    }
    if let Some(nc) = get(params, "nc") {
        let text = nc.value.as_str();
        let hexadecimal = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !hexadecimal {
            out.note(NoteKind::BadNc, place(nc));
        }
        let count = i64::from_str_radix(text, 16).ok().filter(|_| hexadecimal);
        let field = out.fields.iter_mut().find(|field| field.name == "nc");
        if let (Some(field), Some(count)) = (field, count) {
            field.value = Value::Int(count);
        }
    }
    if get(params, "qop").is_some()
        && (get(params, "cnonce").is_none() || get(params, "nc").is_none())
    {
        out.note(NoteKind::MissingCnonce, Place::default());
    }
}

/// What credentials say otherwise than the challenge that they answer, or than the request that they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The parameter, in lower case.
    pub param: &'static str,
    /// What the challenge or the request has; none where it has nothing of the kind.
    pub wanted: Option<Leaf>,
    /// What the credentials have; none where they lack it.
    pub found: Option<Leaf>,
}

/// Compares credentials with the challenge that they answer and with the target of their request. None of
/// the compared parameters is a secret.
#[must_use]
pub fn compare(challenge: &[Param], credentials: &[Param], target: Option<&Leaf>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    for (param, same) in [
        ("realm", str::eq as fn(&str, &str) -> bool),
        ("nonce", str::eq),
        ("opaque", str::eq),
        ("algorithm", str::eq_ignore_ascii_case),
        ("qop", offers),
    ] {
        let value = |params: &[Param]| get(params, param).map(|param| param.value.clone());
        let (wanted, sent) = (value(challenge), value(credentials));
        let equal = match (&wanted, &sent) {
            (Some(wanted), Some(sent)) => same(wanted.as_str(), sent.as_str()),
            // MD5 is what is meant where nothing is said.
            (None, Some(sent)) => param == "algorithm" && sent.as_str().eq_ignore_ascii_case("md5"),
            (Some(wanted), None) => {
                param == "algorithm" && wanted.as_str().eq_ignore_ascii_case("md5")
                    // Clients of RFC 2069 leave it out, and a server can take that.
                    || param == "qop" && get(credentials, "cnonce").is_none()
            }
            (None, None) => true,
        };
        if !equal {
            found.push(Mismatch { param, wanted, found: sent });
        }
    }
    let uri = get(credentials, "uri").map(|param| param.value.clone());
    if let (Some(target), Some(uri)) = (target, uri)
        && !same_target(target.as_str(), uri.as_str())
    {
        found.push(Mismatch { param: "uri", wanted: Some(target.clone()), found: Some(uri) });
    }
    found
}

/// Whether a list of qualities has one of them.
fn offers(list: &str, one: &str) -> bool {
    list.split(',').any(|offered| offered.trim().eq_ignore_ascii_case(one))
}

/// Either may be absolute, as in a request to a proxy, while the other is a path.
fn same_target(target: &str, uri: &str) -> bool {
    fn path(text: &str) -> &str {
        let Some((_, rest)) = text.split_once("://") else { return text };
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    }
    target == uri || path(target) == path(uri) && (target.starts_with('/') != uri.starts_with('/'))
}
