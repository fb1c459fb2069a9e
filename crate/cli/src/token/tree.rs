//! A token as a tree for people.

use std::io::{self, Write};

use jiff::Timestamp;
use why401_evidence::token::{Decoded, Field, Kind, Reading, Value};

use crate::printable::printable;

/// Characters of one value that are shown.
const WIDTH: usize = 400;

/// Writes the tree; gives 2 where the token is none that is known.
pub(super) fn write(reading: &Reading, out: &mut impl Write) -> io::Result<u8> {
    token(&reading.token, 0, out)?;
    Ok(if reading.token.kind == Kind::Unknown { 2 } else { 0 })
}

fn token(token: &Decoded, depth: usize, out: &mut impl Write) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    match (token.kind, token.scheme) {
        (Kind::Challenge | Kind::Credentials, Some(scheme)) => {
            writeln!(out, "{indent}{scheme} {}", token.kind.name())?;
        }
        (kind, scheme) => {
            let proof = if scheme.is_some() { "Proof of DPoP. " } else { "" };
            writeln!(out, "{indent}{proof}{}", title(kind))?;
        }
    }
    fields(&token.fields, depth + 1, out)?;
    for note in &token.notes {
        writeln!(out, "{indent}  ! {}: {}", note.kind.code(), note.kind.message())?;
    }
    Ok(())
}

fn fields(list: &[Field], depth: usize, out: &mut impl Write) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    let width = list.iter().map(|field| field.name.chars().count()).filter(|width| *width <= 24);
    let width = width.max().unwrap_or_default();
    for Field { name, value, .. } in list {
        let name: String = name.chars().map(printable).collect();
        match value {
            Value::Token(inner) => {
                writeln!(out, "{indent}{name}")?;
                token(inner, depth + 1, out)?;
            }
            Value::Fields(inner) if !inner.is_empty() => {
                writeln!(out, "{indent}{name}")?;
                fields(inner, depth + 1, out)?;
            }
            value => {
                let shown = shown(&name, value);
                let cut: String = shown.chars().map(printable).take(WIDTH).collect();
                let rest = shown.chars().count().saturating_sub(WIDTH);
                let mark = if rest > 0 { format!("... ({rest} more)") } else { String::new() };
                writeln!(out, "{indent}{name:width$}  {cut}{mark}")?;
            }
        }
    }
    Ok(())
}

fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Int(flags) if name.ends_with("flags") => format!("{flags:#010X}"),
        Value::Int(status) if name == "nt_status" => format!("{status:#010X}"),
        Value::Int(time) if is_time(name) => match Timestamp::from_second(*time) {
            Ok(time) => format!("{} ({time})", time.as_second()),
            Err(_) => time.to_string(),
        },
        Value::Int(number) => number.to_string(),
        Value::Number(text) | Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Value::Secret(1) => "(1 byte, not shown)".to_owned(),
        Value::Secret(length) => format!("({length} bytes, not shown)"),
        Value::List(list) => {
            let list: Vec<String> = list.iter().map(|one| shown(name, one)).collect();
            // The parts of a principal's name are written with a slash between, those of a version with a dot.
            list.join(match name {
                "sname" | "cname" => "/",
                "version" => ".",
                _ => ", ",
            })
        }
        Value::Fields(inner) => {
            let inner =
                inner.iter().map(|field| format!("{}: {}", field.name, shown("", &field.value)));
            format!("{{{}}}", inner.collect::<Vec<_>>().join(", "))
        }
        Value::Token(token) => title(token.kind).to_owned(),
    }
}

/// Fields that are seconds since 1970.
fn is_time(name: &str) -> bool {
    name.ends_with("_clock")
        || matches!(
            name,
            "exp" | "nbf" | "iat" | "auth_time" | "created" | "expires" | "ts" | "oauth_timestamp"
        )
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::NtlmNegotiate => "NTLM type 1, the client's offer",
        Kind::NtlmChallenge => "NTLM type 2, the server's challenge",
        Kind::NtlmAuthenticate => "NTLM type 3, the client's proof",
        Kind::SpnegoInit => "SPNEGO NegTokenInit, the first message",
        Kind::SpnegoInit2 => "SPNEGO NegTokenInit2, the first message of a server",
        Kind::SpnegoResponse => "SPNEGO NegTokenResp, an answer",
        Kind::Negoex => "NEGOEX message",
        Kind::KerberosApReq => "Kerberos AP-REQ, a ticket and its authenticator",
        Kind::KerberosApRep => "Kerberos AP-REP, the server's proof",
        Kind::KerberosError => "Kerberos KRB-ERROR",
        Kind::Jws => "Signed token (JWS); the signature is not verified",
        Kind::JwsUnsecured => "Unsigned token (JWS with alg none)",
        Kind::Jwe => "Encrypted token (JWE); only its header can be read",
        Kind::Basic => "Basic credentials",
        Kind::ScramClientFirst => "SCRAM, the client's first message",
        Kind::ScramServerFirst => "SCRAM, the server's first message",
        Kind::ScramClientFinal => "SCRAM, the client's proof",
        Kind::ScramServerFinal => "SCRAM, the server's last message",
        Kind::SignatureInput => "Signature-Input of HTTP Message Signatures",
        Kind::Signature => "Signature of HTTP Message Signatures; not verified",
        Kind::Opaque => "A token that only its issuer can read",
        Kind::Placeholder => "A placeholder, no token",
        Kind::Challenge => "Challenge",
        Kind::Credentials => "Credentials",
        Kind::Unknown => "Nothing that is known here",
    }
}
