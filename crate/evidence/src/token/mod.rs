//! The tokens that challenges and credentials carry: recognised by their first bytes.

mod base64;
mod basic;
mod binary;
mod decode;
mod der;
pub mod digest;
mod jose;
mod json;
mod kerberos;
mod mechanism;
mod names;
mod note;
mod ntlm;
mod oauth;
mod params;
mod private_token;
mod scram;
mod signature;
mod source;
mod spnego;
mod time;
mod tree;

pub use base64::Base64;
pub use decode::{Hint, LONGEST, Reading, decode, decode_bytes, decode_challenges, decode_field};
pub use mechanism::Mechanism;
pub use names::{etype, kerberos_error, nt_status};
pub use note::{Note, NoteKind};
pub use tree::{Decoded, Field, Place, Value};

use crate::gather::Gather;
use nom::bytes::complete::{tag, take};
use nom::number::complete::le_u32;
use nom::sequence::preceded;
use nom::{IResult, Parser};

use crate::span::Leaf;
use der::{Element, element, elements, explicit, integer};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kind {
    /// NTLM's first message, of the client (MS-NLMP section 2.2.1.1).
    NtlmNegotiate,
    /// NTLM's second message, of the server (MS-NLMP section 2.2.1.2).
    NtlmChallenge,
    /// NTLM's third message, of the client (MS-NLMP section 2.2.1.3).
    NtlmAuthenticate,
    /// SPNEGO's first message, a NegTokenInit (RFC 4178 section 4.2.1).
    SpnegoInit,
    /// SPNEGO's later messages, a NegTokenResp (RFC 4178 section 4.2.2).
    SpnegoResponse,
    /// A Kerberos ticket and its authenticator (RFC 4120 section 5.5.1).
    KerberosApReq,
    /// A server's proof to the client (RFC 4120 section 5.5.2).
    KerberosApRep,
    /// A Kerberos error (RFC 4120 section 5.9.1).
    KerberosError,
    /// SPNEGO's first message with hints of the server (MS-SPNG section 2.2.1).
    SpnegoInit2,
    /// A message of NEGOEX, which negotiates further inside SPNEGO.
    Negoex,
    /// A signed token of JOSE (RFC 7515); a JWT if its payload has claims.
    Jws,
    /// The same without a signature: its algorithm is `none`.
    JwsUnsecured,
    /// An encrypted token of JOSE (RFC 7516).
    Jwe,
    /// User and password (RFC 7617).
    Basic,
    /// SCRAM's first message, of the client (RFC 5802 section 7).
    ScramClientFirst,
    /// SCRAM's second message, of the server.
    ScramServerFirst,
    /// SCRAM's third message, of the client.
    ScramClientFinal,
    /// SCRAM's last message, of the server.
    ScramServerFinal,
    /// A challenge of a scheme that has parameters.
    Challenge,
    /// Credentials of a scheme that has parameters.
    Credentials,
    /// The field `Signature-Input` of HTTP Message Signatures (RFC 9421).
    SignatureInput,
    /// The field `Signature` of HTTP Message Signatures.
    Signature,
    /// A token that only who issued it can read.
    Opaque,
    /// Text that stands where a token belongs.
    Placeholder,
    /// None of these.
    #[default]
    Unknown,
}

/// The words for kinds, in the order of [`Kind`].
const KINDS: &[&str] = &[
    "ntlm-negotiate",
    "ntlm-challenge",
    "ntlm-authenticate",
    "spnego-init",
    "spnego-response",
    "kerberos-ap-req",
    "kerberos-ap-rep",
    "kerberos-error",
    "spnego-init2",
    "negoex",
    "jws",
    "jws-unsecured",
    "jwe",
    "basic",
    "scram-client-first",
    "scram-server-first",
    "scram-client-final",
    "scram-server-final",
    "challenge",
    "credentials",
    "signature-input",
    "signature",
    "opaque",
    "placeholder",
    "unknown",
];

impl Kind {
    /// The word for it, as facts and reports use it.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS.get(self as usize).unwrap_or(&"unknown")
    }

    /// Whether it is a message of NTLM.
    #[must_use]
    pub fn is_ntlm(self) -> bool {
        matches!(self, Kind::NtlmNegotiate | Kind::NtlmChallenge | Kind::NtlmAuthenticate)
    }
}

/// A token, decoded as far as to tell what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// In order of preference: those that a NegTokenInit offers, the one that a NegTokenResp chose,
    /// the one that a Kerberos token names around itself.
    pub mechanisms: Vec<Mechanism>,
    /// The token inside a SPNEGO message: the optimistic one, or the response.
    pub inner: Option<Box<Token>>,
    /// The state that a NegTokenResp names: 0 accept-completed, 1 accept-incomplete, 2 reject.
    pub state: Option<i64>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Token {
    /// No message follows it: the other side has rejected or completed the handshake, or told a Kerberos error.
    #[must_use]
    pub fn ends(&self) -> bool {
        let is_error = |token: &Token| token.kind == Kind::KerberosError;
        matches!(self.state, Some(0 | 2))
            || is_error(self)
            || self.inner.as_deref().is_some_and(is_error)
    }
}

/// A token68 decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it is.
    pub token: Token,
    /// How its base64 deviates; none if it is no base64 at all.
    pub base64: Option<Base64>,
    /// Where it stood.
    pub leaf: Leaf,
}

/// Decodes a token68 and tells what it is.
#[must_use]
pub fn sniff(token68: &Leaf) -> Sniffed {
    let decoded = base64::decode(token68.as_str());
    let (bytes, base64) = decoded.map_or((Vec::new(), None), |(bytes, notes)| (bytes, Some(notes)));
    Sniffed { token: recognise(bytes), base64, leaf: token68.clone() }
}

/// Tells what a token's bytes are.
#[must_use]
pub fn recognise(bytes: Vec<u8>) -> Token {
    recognise_within(bytes, DEPTH)
}

/// SPNEGO in SPNEGO is damage; it is looked into so far.
const DEPTH: usize = 3;

fn recognise_within(bytes: Vec<u8>, depth: usize) -> Token {
    let found = ntlm(&bytes).or_else(|| gss(&bytes, depth)).or_else(|| bare(&bytes, depth));
    let Found { kind, mechanisms, inner, state } = found.unwrap_or_default();
    Token { kind, mechanisms, inner: inner.map(Box::new), state, bytes }
}

#[derive(Default)]
struct Found {
    kind: Kind,
    mechanisms: Vec<Mechanism>,
    inner: Option<Token>,
    state: Option<i64>,
}

impl From<Kind> for Found {
    fn from(kind: Kind) -> Found {
        Found { kind, ..Found::default() }
    }
}

/// `Signature "NTLMSSP\0"`, then `MessageType` (MS-NLMP section 2.2.1).
fn ntlm(bytes: &[u8]) -> Option<Found> {
    fn message_type(input: &[u8]) -> IResult<&[u8], u32> {
        preceded(tag(&b"NTLMSSP\0"[..]), le_u32).parse(input)
    }
    const TYPES: [(u32, Kind); 3] =
        [(1, Kind::NtlmNegotiate), (2, Kind::NtlmChallenge), (3, Kind::NtlmAuthenticate)];
    let (_, found) = message_type(bytes).ok()?;
    TYPES.iter().find(|(number, _)| *number == found).map(|(_, kind)| (*kind).into())
}

/// `[APPLICATION 0] IMPLICIT SEQUENCE { thisMech OBJECT IDENTIFIER, innerContextToken ANY }`
/// (RFC 2743 section 3.1).
fn gss(bytes: &[u8], depth: usize) -> Option<Found> {
    let (_, framed) = element(bytes).ok().filter(|(_, framed)| framed.tag == 0x60)?;
    let (inner, mechanism) = element(framed.content).ok()?;
    let mechanism = Mechanism::read(&mechanism)?;
    if mechanism.is_spnego() {
        return bare(inner, depth);
    }
    if !mechanism.is_kerberos() {
        return None;
    }
    let mut found = kerberos(inner)?;
    found.mechanisms.push(mechanism);
    Some(found)
}

/// `TOK_ID`, then the message (RFC 4121 section 4.1).
fn kerberos(bytes: &[u8]) -> Option<Found> {
    const IDS: [([u8; 2], Kind); 3] = [
        ([1, 0], Kind::KerberosApReq),
        ([2, 0], Kind::KerberosApRep),
        ([3, 0], Kind::KerberosError),
    ];
    let (_, id) = take::<_, _, nom::error::Error<&[u8]>>(2_usize).parse(bytes).ok()?;
    IDS.iter().find(|(known, _)| known == id).map(|(_, kind)| (*kind).into())
}

/// Messages without the frame of GSS-API, which some programs send.
fn bare(bytes: &[u8], depth: usize) -> Option<Found> {
    let (_, message) = element(bytes).ok()?;
    // All of them are a SEQUENCE inside; SCRAM's first message starts with the letter 0x6E.
    explicit(&message).filter(|inner| inner.tag == 0x30)?;
    match message.tag {
        0xA0 => Some(neg_token_init(&message, depth)),
        0xA1 => Some(neg_token_resp(&message, depth)),
        // [APPLICATION 14], 15 and 30 of RFC 4120.
        0x6E => Some(Kind::KerberosApReq.into()),
        0x6F => Some(Kind::KerberosApRep.into()),
        0x7E => Some(Kind::KerberosError.into()),
        _ => None,
    }
}

/// ```text
/// NegTokenInit ::= SEQUENCE {
///     mechTypes [0] SEQUENCE OF OBJECT IDENTIFIER,
///     reqFlags  [1] ContextFlags  OPTIONAL,
///     mechToken [2] OCTET STRING  OPTIONAL, ... }
/// ```
fn neg_token_init(message: &Element<'_>, depth: usize) -> Found {
    let mut found = Found::from(Kind::SpnegoInit);
    for field in explicit(message).iter().flat_map(elements) {
        match (field.tag, explicit(&field)) {
            (0xA0, Some(list)) => {
                found.mechanisms = elements(&list).filter_map(|oid| Mechanism::read(&oid)).gather();
            }
            (0xA2, Some(token)) => found.inner = inside(&token, depth),
            _ => {}
        }
    }
    found
}

/// ```text
/// NegTokenResp ::= SEQUENCE {
///     negState      [0] ENUMERATED        OPTIONAL,
///     supportedMech [1] OBJECT IDENTIFIER OPTIONAL,
///     responseToken [2] OCTET STRING      OPTIONAL, ... }
/// ```
fn neg_token_resp(message: &Element<'_>, depth: usize) -> Found {
    let mut found = Found::from(Kind::SpnegoResponse);
    for field in explicit(message).iter().flat_map(elements) {
        match (field.tag, explicit(&field)) {
            (0xA0, Some(state)) => found.state = integer(&state),
            (0xA1, Some(oid)) => found.mechanisms.extend(Mechanism::read(&oid)),
            (0xA2, Some(token)) => found.inner = inside(&token, depth),
            _ => {}
        }
    }
    found
}

fn inside(token: &Element<'_>, depth: usize) -> Option<Token> {
    let depth = depth.checked_sub(1)?;
    Some(recognise_within(token.content.to_vec(), depth))
}

#[cfg(test)]
mod tests;
