//! The tokens of a leg, decoded, for the report: fields and what is odd, never a secret.

use why401_evidence::gather::Gather;
use why401_evidence::span::Leaf;
use why401_evidence::token::{Decoded, Field, Hint, Kind, Place, Reading, Value, decode};

use crate::redact;
use crate::report;
use crate::summary;

/// Most fields told of one token.
const FIELDS: usize = 64;
/// Most characters told of one value.
const CHARACTERS: usize = 200;

/// What a token says, in the report's form.
#[derive(Default)]
pub(crate) struct Told {
    /// One line for people.
    pub(crate) line: Option<String>,
    pub(crate) fields: Vec<report::TokenField>,
    pub(crate) odd: Vec<report::Odd>,
}

/// Decodes the token or the credentials in `leaf`, sent with `scheme`.
pub(crate) fn told(leaf: &Leaf, scheme: &str, now: Option<i64>) -> Told {
    let reading = decode(leaf, Hint { scheme, now });
    let mut fields = Vec::new();
    flatten(&reading, "", &reading.token.fields, &mut fields);
    let mut odd = Vec::new();
    for token in reading.token.nested() {
        for note in &token.notes {
            odd.push(report::Odd {
                code: note.kind.code().to_owned(),
                text: note.kind.message().to_owned(),
                spans: spans(&reading, note.place),
            });
        }
    }
    Told { line: line(&reading.token), fields, odd }
}

fn flatten(reading: &Reading, path: &str, fields: &[Field], out: &mut Vec<report::TokenField>) {
    for field in fields {
        if out.len() >= FIELDS {
            return;
        }
        let name = if path.is_empty() {
            field.name.to_string()
        } else {
            [path, ".", &field.name].concat()
        };
        match &field.value {
            Value::Fields(fields) => flatten(reading, &name, fields, out),
            Value::Token(token) => {
                let kind = token.kind.name().to_owned();
                let spans = spans(reading, field.place);
                out.push(report::TokenField { name: name.clone(), value: kind, spans });
                flatten(reading, &name, &token.fields, out);
            }
            Value::Null => {}
            value => out.push(report::TokenField {
                name,
                value: text(value),
                spans: spans(reading, field.place),
            }),
        }
    }
}

fn spans(reading: &Reading, place: Place) -> Vec<report::Span> {
    summary::spans(&reading.spans(place))
}

/// A value in words.
fn text(value: &Value) -> String {
    let whole = match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Number(text) | Value::Text(text) => redact::value(text),
        Value::Bytes(bytes) => {
            bytes.iter().take(CHARACTERS / 2).fold(String::new(), |mut hex, byte| {
                for digit in [byte >> 4, byte & 15] {
                    hex.extend(char::from_digit(digit.into(), 16));
                }
                hex
            })
        }
        Value::Secret(length) => [&length.to_string(), " bytes, not shown"].concat(),
        Value::List(list) => list.iter().map(text).gather().join(", "),
        Value::Null | Value::Fields(_) | Value::Token(_) => String::new(),
    };
    match whole.char_indices().nth(CHARACTERS) {
        Some((end, _)) => [whole.get(..end).unwrap_or_default(), "…"].concat(),
        None => whole,
    }
}

/// What a token is and the little that tells most of it.
fn line(token: &Decoded) -> Option<String> {
    let word = match token.kind {
        Kind::NtlmNegotiate => "NTLM type 1, the client's offer",
        Kind::NtlmChallenge => "NTLM type 2, the server's challenge",
        Kind::NtlmAuthenticate => "NTLM type 3, the client's proof",
        Kind::SpnegoInit | Kind::SpnegoInit2 => "SPNEGO, first message",
        Kind::SpnegoResponse => "SPNEGO, answer",
        Kind::KerberosApReq => "a Kerberos ticket",
        Kind::KerberosApRep => "Kerberos, the server's proof",
        Kind::KerberosError => "a Kerberos error",
        Kind::Negoex => "NEGOEX",
        Kind::Jws => "a signed JWT",
        Kind::JwsUnsecured => "a JWT without a signature",
        Kind::Jwe => "an encrypted JWT",
        Kind::Basic => "user and password",
        Kind::Placeholder => "a placeholder, no token",
        _ => return None,
    };
    let parts = |path: &str| match &token.field(path)?.value {
        Value::List(list) => Some(list.iter().filter_map(Value::as_str).gather().join("/")),
        value => value.as_str().map(str::to_owned),
    };
    let detail = match token.kind {
        Kind::NtlmChallenge => parts("target_name").map(|name| ["from ", &name].concat()),
        Kind::NtlmAuthenticate => parts("user").map(|user| match parts("domain") {
            Some(domain) if !domain.is_empty() => ["of ", &domain, "\\", &user].concat(),
            _ => ["of ", &user].concat(),
        }),
        Kind::KerberosApReq => parts("sname").map(|name| ["for ", &name].concat()),
        Kind::KerberosError => parts("error_name"),
        Kind::SpnegoResponse => parts("neg_state_name"),
        Kind::Jws | Kind::JwsUnsecured => {
            parts("claims.iss").map(|issuer| ["from ", &redact::value(&issuer)].concat())
        }
        Kind::Basic => parts("user").map(|user| ["of ", &user].concat()),
        _ => None,
    };
    let own = match detail.filter(|detail| detail.len() > 3) {
        Some(detail) => [word, " (", &detail, ")"].concat(),
        None => word.to_owned(),
    };
    Some(match token.inner().and_then(line) {
        Some(inner) => [&inner, ", in ", &own].concat(),
        None => own,
    })
}
