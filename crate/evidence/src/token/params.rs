//! Challenges and credentials that are made of parameters: which scheme has which, and which are secrets.

use super::base64;
use super::note::NoteKind;
use super::tree::{Decoded, Field, Place, Value};
use super::{Kind, digest, jose, oauth, private_token, scram};
use crate::gather::Gather;
use crate::http::Param;
use crate::span::Span;

/// Parameters that are read of one challenge or of credentials.
pub(super) const PARAMS: usize = 256;

/// What is known of a scheme's parameters.
struct Scheme {
    /// In lower case.
    name: &'static str,
    /// Parameters of credentials that are no secrets, in lower case with a space between; every other one
    /// is taken for one.
    plain: &'static str,
    /// Parameters that credentials have and challenges have not.
    marks: &'static str,
}

const fn scheme(name: &'static str, plain: &'static str, marks: &'static str) -> Scheme {
    Scheme { name, plain, marks }
}

const SCHEMES: &[Scheme] = &[
    scheme("aws4-ecdsa-p256-sha256", "credential signedheaders", "credential signature"),
    scheme("aws4-hmac-sha256", "credential signedheaders", "credential signature"),
    scheme("basic", "realm", ""),
    scheme("bearer", "realm", ""),
    scheme("concealed", "k a s", "k a s v p"),
    scheme(
        "digest",
        "username username* realm nonce uri algorithm opaque qop nc cnonce userhash",
        "username username* uri response nc cnonce",
    ),
    scheme("dpop", "realm", ""),
    scheme("gnap", "", ""),
    scheme("gssapi", "", ""),
    scheme("hawk", "id ts nonce hash ext app dlg", "id mac"),
    scheme("hoba", "", "result"),
    scheme("kerberos", "", ""),
    scheme(
        "mutual",
        "version algorithm validation auth-scope realm user sid nc nonce-count",
        "user kc1 vkc",
    ),
    scheme("negotiate", "", ""),
    scheme("ntlm", "", ""),
    scheme(
        "oauth",
        "realm oauth_consumer_key oauth_signature_method oauth_timestamp oauth_nonce oauth_version oauth_callback",
        "oauth_consumer_key oauth_token oauth_signature oauth_signature_method",
    ),
    scheme("pop", "", ""),
    scheme("privatetoken", "", "token"),
    scheme("scram-sha-1", "realm sid", ""),
    scheme("scram-sha-256", "realm sid", ""),
    scheme("signature", "keyid algorithm headers created expires", "keyid signature"),
    scheme("token", "", ""),
    scheme("vapid", "k", "t k"),
    scheme("wsse", "realm profile", ""),
];

fn find(name: &str) -> Option<&'static Scheme> {
    SCHEMES.iter().find(|scheme| scheme.name.eq_ignore_ascii_case(name))
}

/// The name of a scheme in lower case, if it is known here.
pub(super) fn known(name: &str) -> Option<&'static str> {
    find(name).map(|scheme| scheme.name)
}

fn among(list: &str, name: &str) -> bool {
    list.split(' ').any(|one| one.eq_ignore_ascii_case(name))
}

/// Whether parameters are credentials rather than a challenge, going by their names.
pub(super) fn are_credentials(name: &str, params: &[Param]) -> bool {
    let marks = find(name).map_or("", |scheme| scheme.marks);
    params.iter().any(|param| among(marks, param.name.as_str()) || is_client_message(param))
}

/// SCRAM has the same parameters on both sides: the message tells.
fn is_client_message(param: &Param) -> bool {
    let text = Some(param).filter(|param| param.name.as_str() == "data");
    let bytes = text.and_then(|param| base64::decode(param.value.as_str()));
    bytes.is_some_and(|(bytes, _)| {
        [&b"n,"[..], b"y,", b"p=", b"c="].iter().any(|start| bytes.starts_with(start))
    })
}

/// Reads the parameters of a scheme; places count from `from`, an offset into the paste.
pub(super) fn decode(
    name: &str,
    params: &[Param],
    credentials: bool,
    from: u32,
    now: Option<i64>,
) -> Decoded {
    let known = find(name);
    let kind = if credentials { Kind::Credentials } else { Kind::Challenge };
    let mut out = Decoded { scheme: known.map(|scheme| scheme.name), ..Decoded::new(kind) };
    let plain = known.map_or("", |scheme| scheme.plain);
    let place = |param: &Param| place(param.value.span(), from);
    for param in params.iter().take(PARAMS) {
        let (name, value) = (param.name.as_str().to_ascii_lowercase(), param.value.as_str());
        let secret = credentials && !among(plain, &name);
        let value = if secret { Value::secret(value.as_bytes()) } else { Value::text(value) };
        out.put(name, value, place(param));
    }
    if params.len() > PARAMS {
        out.note(NoteKind::TooMany, Place::default());
    }
    let get =
        |name: &str| params.iter().find(|param| param.name.as_str().eq_ignore_ascii_case(name));
    times(&mut out);
    match out.scheme.unwrap_or_default() {
        "digest" => digest::look_over(&mut out, params, credentials, &place),
        "bearer" | "dpop" if !credentials => oauth::challenge(&mut out, &place, params),
        "aws4-hmac-sha256" | "aws4-ecdsa-p256-sha256" => aws4(&mut out),
        "hoba" => {
            if let Some(result) = get("result") {
                hoba(&mut out, result.value.as_str(), place(result));
            }
        }
        "privatetoken" => {
            for (name, read) in [
                ("challenge", private_token::challenge as fn(&str, Place, &mut Decoded)),
                ("token", private_token::token),
            ] {
                if let Some(param) = get(name) {
                    read(param.value.as_str(), place(param), &mut out);
                }
            }
        }
        "vapid" => {
            if let Some(token) = get("t") {
                let at = place(token);
                let inner = jose::decode(token.value.as_str(), at.start as usize, now, false);
                out.put("inner", Value::Token(Box::new(inner)), at);
            }
        }
        "scram-sha-1" | "scram-sha-256" => {
            if let Some(data) = get("data") {
                scram_data(&mut out, data.value.as_str(), place(data));
            }
        }
        _ => {}
    }
    out
}

fn place(span: Span, from: u32) -> Place {
    Place { start: span.start.saturating_sub(from), end: span.end.saturating_sub(from) }
}

/// `Credential=KEY/20150830/us-east-1/iam/aws4_request`, and the names of the signed headers.
fn aws4(out: &mut Decoded) {
    const SCOPE: [&str; 5] = ["access_key", "date", "region", "service", "terminator"];
    let Some(Field { value: Value::Text(credential), place, .. }) =
        out.field("credential").cloned()
    else {
        return out.note(NoteKind::MissingParam, Place::default());
    };
    // An access key can have slashes; the scope can't.
    let mut parts: Vec<&str> = credential.rsplitn(SCOPE.len(), '/').gather();
    parts.reverse();
    for (name, part) in SCOPE.into_iter().zip(&parts) {
        out.put(name, Value::text(part), place);
    }
    if parts.len() != SCOPE.len() || parts.last() != Some(&"aws4_request") {
        out.note(NoteKind::BadScope, place);
    }
    let Some(Field { value: Value::Text(signed), place, .. }) = out.field("signedheaders").cloned()
    else {
        return out.note(NoteKind::MissingParam, Place::default());
    };
    let signed: Vec<Value> = signed.split(';').map(Value::text).gather();
    if !signed.contains(&Value::text("host")) {
        out.note(NoteKind::HostNotSigned, place);
    }
    out.put("signed_headers", Value::List(signed), place);
}

/// Parameters that are numbers of seconds, since 1970 or from then on.
const TIMES: &str = "ts oauth_timestamp created expires max-age max_age";

/// Times that are written as text become numbers.
fn times(out: &mut Decoded) {
    for field in &mut out.fields {
        if among(TIMES, &field.name)
            && let Some(time) = field.value.as_str().and_then(|text| text.parse().ok())
        {
            field.value = Value::Int(time);
        }
    }
}

/// `result=kid.challenge.nonce.sig`, each in base64url (RFC 7486 section 3).
fn hoba(out: &mut Decoded, result: &str, place: Place) {
    let parts: Vec<&str> = result.split('.').gather();
    let [kid, challenge, nonce, _] = parts.as_slice() else {
        return out.note(NoteKind::WrongParts, place);
    };
    for (name, part) in [("kid", kid), ("challenge", challenge), ("nonce", nonce)] {
        out.put(name, Value::text(part), place);
    }
}

fn scram_data(out: &mut Decoded, data: &str, place: Place) {
    let bytes = base64::decode(data).map(|(bytes, _)| bytes);
    let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return out.note(NoteKind::NotBase64, place);
    };
    let within = |start: usize, end: usize| {
        let from = place.start as usize;
        let (start, end) = (start.saturating_mul(4) / 3, end.saturating_mul(4).div_ceil(3));
        Place::new(from + start.min(data.len()), from + end.min(data.len()))
    };
    match scram::decode(&text, &within) {
        Some(inner) => out.put("inner", Value::Token(Box::new(inner)), place),
        None => out.note(NoteKind::Damaged, place),
    }
}
