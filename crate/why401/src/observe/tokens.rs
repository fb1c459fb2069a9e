//! What the tokens of a case say: the client's and the server's, decoded, and what is odd about them.

use why401_engine::{FactId, Type, Value};
use why401_evidence::capture::{Field as HeadField, Request, named};
use why401_evidence::gather::Gather;
use why401_evidence::http::date::told_difference;
use why401_evidence::http::{Param, all_credentials};
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{
    self, Decoded, Field, Hint, Kind, NoteKind, Place, Reading, decode, decode_challenges,
    decode_field, digest,
};
use why401_facts as facts;

use super::{Observed, string};
use crate::case::{Case, Leg};
use crate::redact;

/// Legs whose tokens are decoded: the last ones.
const LEGS: usize = 32;

/// How a value of a token becomes one of a fact.
#[derive(Clone, Copy)]
enum As {
    /// Its text, or its number.
    Itself,
    /// Several texts; one text alone makes a list of one.
    List,
    /// Texts joined with `/`, all of them or one.
    Joined,
    Part(usize),
    /// Numbers joined with a dot.
    Version,
    /// A number as eight hexadecimal digits.
    Hex,
    /// The names of its fields.
    Names,
    /// Words separated by spaces, or a list of them.
    Words,
    /// Its first four characters.
    Prefix,
    /// The length of a secret.
    Length,
    /// Whether it is there.
    Present,
    /// present, zero or absent, of bytes.
    Zero,
}

/// Tokens of these kinds. Where a scheme is named, only those whose scheme begins so; where none is, those without.
type Family = (&'static [Kind], &'static str);

type Row = (FactId, &'static Family, &'static str, As);

const CREDENTIALS: &[Kind] = &[Kind::Credentials];
const CHALLENGES: &[Kind] = &[Kind::Challenge];
const SIGNED: &[Kind] = &[Kind::Jws, Kind::JwsUnsecured, Kind::Jwe];

const JOSE: &Family = &(SIGNED, "");
const DPOP: &Family = &(SIGNED, "dpop");
const CHALLENGE: &Family = &(&[Kind::NtlmChallenge], "");
const PROOF: &Family = &(&[Kind::NtlmAuthenticate], "");
const NTLM: &Family = &(&[Kind::NtlmNegotiate, Kind::NtlmChallenge, Kind::NtlmAuthenticate], "");
const INIT: &Family = &(&[Kind::SpnegoInit], "");
const RESPONSE: &Family = &(&[Kind::SpnegoResponse], "");
const TICKET: &Family = &(&[Kind::KerberosApReq], "");
const ERROR: &Family = &(&[Kind::KerberosError], "");
const BASIC: &Family = &(&[Kind::Basic], "");
const DIGEST: &Family = &(CREDENTIALS, "digest");
const AWS: &Family = &(CREDENTIALS, "aws4-");
const SCRAM_START: &Family = &(&[Kind::ScramClientFirst], "");
const SCRAM_CHALLENGE: &Family = &(&[Kind::ScramServerFirst], "");
const SCRAM_END: &Family = &(&[Kind::ScramServerFinal], "");
const HAWK: &Family = &(CREDENTIALS, "hawk");
const HAWK_CHALLENGE: &Family = &(CHALLENGES, "hawk");
const HOBA: &Family = &(CREDENTIALS, "hoba");
const HOBA_CHALLENGE: &Family = &(CHALLENGES, "hoba");
const MUTUAL: &Family = &(CREDENTIALS, "mutual");
const MUTUAL_CHALLENGE: &Family = &(CHALLENGES, "mutual");
const PRIVATE_TOKEN: &Family = &(CREDENTIALS, "privatetoken");
const PRIVATE_TOKEN_CHALLENGE: &Family = &(CHALLENGES, "privatetoken");
const OAUTH1: &Family = &(CREDENTIALS, "oauth");
const GNAP_CHALLENGE: &Family = &(CHALLENGES, "gnap");
const VAPID: &Family = &(CREDENTIALS, "vapid");
const CONCEALED: &Family = &(CREDENTIALS, "concealed");
const SIGNATURE: &Family = &(&[Kind::SignatureInput], "");
/// Signatures before RFC 9421, with their parameters in the credentials.
const OLD_SIGNATURE: &Family = &(CREDENTIALS, "signature");

/// Which field of which token each fact is.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (facts::NTLM_SERVER_CLOCK, CHALLENGE, "server_clock", As::Itself),
    (facts::NTLM_TARGET_NAME, CHALLENGE, "target_name", As::Itself),
    (facts::NTLM_NB_DOMAIN, CHALLENGE, "av.nb_domain", As::Itself),
    (facts::NTLM_NB_COMPUTER, CHALLENGE, "av.nb_computer", As::Itself),
    (facts::NTLM_DNS_DOMAIN, CHALLENGE, "av.dns_domain", As::Itself),
    (facts::NTLM_DNS_COMPUTER, CHALLENGE, "av.dns_computer", As::Itself),
    (facts::NTLM_SERVER_BUILD, CHALLENGE, "version", As::Version),
    (facts::NTLM_HAS_TIMESTAMP, CHALLENGE, "av.timestamp", As::Present),
    (facts::NTLM_DOMAIN, PROOF, "domain", As::Itself),
    (facts::NTLM_WORKSTATION, PROOF, "workstation", As::Itself),
    (facts::NTLM_RESPONSE, PROOF, "ntlm_version", As::Itself),
    (facts::NTLM_HAS_MIC, PROOF, "has_mic", As::Itself),
    (facts::NTLM_CHANNEL_BINDINGS, PROOF, "av.channel_bindings", As::Zero),
    (facts::NTLM_CLIENT_TARGET, PROOF, "av.target_spn", As::Itself),
    (facts::NTLM_FLAGS, NTLM, "flag_names", As::List),
    (facts::TOKEN_MECHANISMS, INIT, "mech_names", As::List),
    (facts::SPNEGO_STATE, RESPONSE, "neg_state_name", As::Itself),
    (facts::SPNEGO_CHOSEN, RESPONSE, "supported_mech_name", As::Itself),
    (facts::KERBEROS_TICKET_SNAME, TICKET, "sname", As::Joined),
    (facts::KERBEROS_TICKET_SERVICE, TICKET, "sname", As::Part(0)),
    (facts::KERBEROS_TICKET_HOST, TICKET, "sname", As::Part(1)),
    (facts::KERBEROS_TICKET_REALM, TICKET, "realm", As::Itself),
    (facts::KERBEROS_TICKET_ETYPE, TICKET, "ticket_etype", As::Itself),
    (facts::KERBEROS_TICKET_KVNO, TICKET, "ticket_kvno", As::Itself),
    (facts::KERBEROS_TICKET_SIZE, TICKET, "ticket_len", As::Itself),
    (facts::KERBEROS_ERROR_CODE, ERROR, "error_code", As::Itself),
    (facts::KERBEROS_ERROR_NAME, ERROR, "error_name", As::Itself),
    (facts::KERBEROS_ERROR_SNAME, ERROR, "sname", As::Joined),
    (facts::KERBEROS_ERROR_SERVER_TIME, ERROR, "server_clock", As::Itself),
    (facts::KERBEROS_ERROR_NTSTATUS, ERROR, "nt_status", As::Hex),
    (facts::JWT_ALG, JOSE, "header.alg", As::Itself),
    (facts::JWT_TYP, JOSE, "header.typ", As::Itself),
    (facts::JWT_KID, JOSE, "header.kid", As::Itself),
    (facts::JWT_ISS, JOSE, "claims.iss", As::Itself),
    (facts::JWT_AUD, JOSE, "claims.aud", As::List),
    (facts::JWT_EXP, JOSE, "claims.exp", As::Itself),
    (facts::JWT_NBF, JOSE, "claims.nbf", As::Itself),
    (facts::JWT_IAT, JOSE, "claims.iat", As::Itself),
    (facts::JWT_SCOPES, JOSE, "claims.scp", As::Words),
    (facts::JWT_SCOPES, JOSE, "claims.scope", As::Words),
    (facts::JWT_CLAIMS, JOSE, "claims", As::Names),
    (facts::JWT_CRIT, JOSE, "header.crit", As::List),
    (facts::JWT_CNF, JOSE, "claims.cnf", As::Names),
    (facts::JWT_SIZE, JOSE, "len", As::Itself),
    (facts::CREDENTIALS_USER, PROOF, "user", As::Itself),
    (facts::CREDENTIALS_USER, BASIC, "user", As::Itself),
    (facts::CREDENTIALS_USER, DIGEST, "username", As::Itself),
    (facts::CREDENTIALS_USER, MUTUAL, "user", As::Itself),
    (facts::CREDENTIALS_USER, SCRAM_START, "n", As::Itself),
    (facts::BASIC_CHARSET, BASIC, "charset", As::Itself),
    (facts::BASIC_PASSWORD_LENGTH, BASIC, "password", As::Length),
    (facts::AWS_KEY_KIND, AWS, "access_key", As::Prefix),
    (facts::AWS_REGION, AWS, "region", As::Itself),
    (facts::AWS_SERVICE, AWS, "service", As::Itself),
    (facts::AWS_DATE, AWS, "date", As::Itself),
    (facts::AWS_SIGNED_FIELDS, AWS, "signed_headers", As::List),
    (facts::DIGEST_ALGORITHM, DIGEST, "algorithm", As::Itself),
    (facts::DIGEST_QOP, DIGEST, "qop", As::Itself),
    (facts::DIGEST_NC, DIGEST, "nc", As::Itself),
    (facts::DIGEST_USERHASH, DIGEST, "userhash", As::Itself),
    (facts::SCRAM_GS2, SCRAM_START, "gs2", As::Itself),
    (facts::SCRAM_ITERATIONS, SCRAM_CHALLENGE, "i", As::Itself),
    (facts::SCRAM_ERROR, SCRAM_END, "e", As::Itself),
    (facts::HAWK_TS, HAWK, "ts", As::Itself),
    (facts::HAWK_SERVER_TS, HAWK_CHALLENGE, "ts", As::Itself),
    (facts::HOBA_KID, HOBA, "kid", As::Itself),
    (facts::HOBA_MAX_AGE, HOBA_CHALLENGE, "max-age", As::Itself),
    (facts::MUTUAL_VALIDATION, MUTUAL_CHALLENGE, "validation", As::Itself),
    (facts::MUTUAL_ALGORITHM, MUTUAL_CHALLENGE, "algorithm", As::Itself),
    (facts::MUTUAL_REASON, MUTUAL_CHALLENGE, "reason", As::Itself),
    (facts::PRIVATE_TOKEN_TYPE, PRIVATE_TOKEN, "token_type", As::Itself),
    (facts::PRIVATE_TOKEN_WANTED_TYPE, PRIVATE_TOKEN_CHALLENGE, "token_challenge.token_type", As::Itself),
    (facts::PRIVATE_TOKEN_ISSUER, PRIVATE_TOKEN_CHALLENGE, "token_challenge.issuer", As::Itself),
    (facts::OAUTH1_TIMESTAMP, OAUTH1, "oauth_timestamp", As::Itself),
    (facts::OAUTH1_SIGNATURE_METHOD, OAUTH1, "oauth_signature_method", As::Itself),
    (facts::GNAP_AS_URI, GNAP_CHALLENGE, "as_uri", As::Itself),
    (facts::VAPID_AUD, VAPID, "inner.claims.aud", As::Itself),
    (facts::VAPID_EXP, VAPID, "inner.claims.exp", As::Itself),
    (facts::CONCEALED_SCHEME, CONCEALED, "s", As::Itself),
    (facts::DPOP_TYP, DPOP, "header.typ", As::Itself),
    (facts::DPOP_ALG, DPOP, "header.alg", As::Itself),
    (facts::DPOP_HTM, DPOP, "claims.htm", As::Itself),
    (facts::DPOP_HTU, DPOP, "claims.htu", As::Itself),
    (facts::DPOP_IAT, DPOP, "claims.iat", As::Itself),
    (facts::DPOP_CLAIMS, DPOP, "claims", As::Names),
    (facts::SIGNATURE_COMPONENTS, SIGNATURE, "*.components", As::List),
    (facts::SIGNATURE_CREATED, SIGNATURE, "*.created", As::Itself),
    (facts::SIGNATURE_EXPIRES, SIGNATURE, "*.expires", As::Itself),
    (facts::SIGNATURE_KEYID, SIGNATURE, "*.keyid", As::Itself),
    (facts::SIGNATURE_ALG, SIGNATURE, "*.alg", As::Itself),
    (facts::SIGNATURE_COMPONENTS, OLD_SIGNATURE, "headers", As::Words),
    (facts::SIGNATURE_CREATED, OLD_SIGNATURE, "created", As::Itself),
    (facts::SIGNATURE_EXPIRES, OLD_SIGNATURE, "expires", As::Itself),
    (facts::SIGNATURE_KEYID, OLD_SIGNATURE, "keyid", As::Itself),
    (facts::SIGNATURE_ALG, OLD_SIGNATURE, "algorithm", As::Itself),
];

impl Observed {
    /// `now` is the time to judge tokens by. Tokens that were pasted alone count for a case without
    /// exchanges.
    pub(super) fn tokens(&mut self, case: &Case<'_>, alone: &[Leaf], now: Option<i64>) {
        let mut readings: Vec<Reading> = Vec::new();
        let hint = Hint { scheme: "", now };
        if case.legs.is_empty() {
            for token in alone.iter().take(LEGS) {
                readings.push(decode(token, hint));
            }
        }
        // Where those of the exchange that is judged begin: it is the last one looked at.
        let mut judged = 0;
        let until = case.focus.map_or(0, |focus| focus + 1);
        let legs = case.legs.get(..until).unwrap_or_default();
        for leg in legs.iter().skip(legs.len().saturating_sub(LEGS)) {
            server_tokens(leg, now, &mut readings);
            judged = readings.len();
            if let Some(request) = &leg.exchange.request {
                decode_sent(leg, request, now, &mut readings);
            }
        }
        if !readings.is_empty() {
            self.decoded(&readings);
        }
        let judged = readings.get(judged..).unwrap_or_default();
        if !judged.is_empty() {
            self.token_problems(case, judged);
        }
    }

    /// What tokens say that were decoded.
    #[inline(never)]
    fn decoded(&mut self, readings: &[Reading]) {
        for (fact, family, path, how) in ROWS {
            let mut lacking = false;
            // The last token that tells it counts.
            let told = readings.iter().rev().find_map(|reading| {
                let token = of_family(&reading.token, family)?;
                let field = token.field(path);
                let value = match (how, field) {
                    (As::Present, field) => Some(Value::Bool(field.is_some())),
                    (As::Zero, None) => Some(string("absent")),
                    (_, field) => field.and_then(|field| value(&field.value, *how)),
                };
                lacking |= field.is_none() && is_whole(token, path);
                let value = value.filter(|value| fits(*fact, value))?;
                let place = field.map_or(Place::default(), |field| field.place);
                Some((value, spans(reading, place)))
            });
            match told {
                Some((value, spans)) => self.read(*fact, value, spans),
                None if lacking && self.is_unknown(*fact) => self.absent(&[*fact]),
                None => {}
            }
        }
        let jose =
            readings.iter().rev().find_map(|one| Some((one, of_family(&one.token, JOSE)?.kind)));
        if let Some((reading, kind)) = jose {
            self.read(facts::JWT_TYPE, string(kind.name()), spans(reading, Place::default()));
        }
        self.skew(readings);
    }

    /// The clocks in a KRB-ERROR: the server's less the client's.
    fn skew(&mut self, readings: &[Reading]) {
        let found = readings.iter().rev().find_map(|reading| {
            let error = of_family(&reading.token, ERROR)?;
            let (server, client) = (error.int("server_clock")?, error.int("client_clock")?);
            let place = error.field("stime").map(|field| field.place).unwrap_or_default();
            Some((server.saturating_sub(client), spans(reading, place)))
        });
        if let Some((skew, spans)) = found {
            self.read(facts::KERBEROS_ERROR_SKEW_SECONDS, Value::Int(skew), spans.clone());
            self.read(facts::CLOCK_DIFFERENCE, Value::Int(told_difference(skew)), spans);
        }
    }

    /// What is odd about the credentials of the exchange that is judged, which are decoded in `readings`.
    #[inline(never)]
    fn token_problems(&mut self, case: &Case<'_>, readings: &[Reading]) {
        let mut problems: Vec<Value> = Vec::new();
        let mut places = Vec::new();
        let mut add = |code: &str, spans: Vec<Span>| {
            if !problems.contains(&string(code)) {
                problems.push(string(code));
                places.extend(spans);
            }
        };
        for reading in readings {
            for token in reading.token.nested() {
                for note in &token.notes {
                    add(note.kind.code(), spans(reading, note.place));
                }
            }
        }
        if let Some(focus) = case.focus()
            && let Some(request) = &focus.exchange.request
        {
            for (code, spans) in digest_mismatches(case, focus, request) {
                add(code, spans);
            }
        }
        self.read(facts::TOKEN_PROBLEMS, Value::List(problems), places);
    }
}

/// The fields of a request that carry what it proves itself with.
fn client_tokens<'a>(leg: &Leg<'a>, request: &'a Request) -> Vec<&'a HeadField> {
    let mut fields = named(&request.fields, leg.credentials_name());
    for name in ["DPoP", "Signature-Input"] {
        fields.append(&mut named(&request.fields, name));
    }
    fields
}

#[inline(never)]
fn decode_sent(leg: &Leg<'_>, request: &Request, now: Option<i64>, readings: &mut Vec<Reading>) {
    for field in client_tokens(leg, request) {
        readings.push(decode_field(field, now));
    }
}

fn server_tokens(leg: &Leg<'_>, now: Option<i64>, readings: &mut Vec<Reading>) {
    let Some(response) = &leg.exchange.response else { return };
    for field in &response.fields {
        if field.is("WWW-Authenticate") || field.is("Proxy-Authenticate") {
            readings.append(&mut decode_challenges(field, now));
        }
    }
}

/// Where credentials of Digest differ from the challenge before them, and from their own request.
fn digest_mismatches(
    case: &Case<'_>,
    focus: &Leg<'_>,
    request: &Request,
) -> Vec<(&'static str, Vec<Span>)> {
    /// The codes of the parameters that are compared.
    const CODES: [(&str, &str); 6] = [
        ("realm", "digest-realm-differs"),
        ("nonce", "digest-nonce-differs"),
        ("opaque", "digest-opaque-differs"),
        ("algorithm", "digest-algorithm-differs"),
        ("qop", "digest-qop-differs"),
        ("uri", "digest-uri-differs"),
    ];
    let is_digest = |scheme: &Leaf| scheme.as_str().eq_ignore_ascii_case("digest");
    let fields: Vec<&HeadField> = client_tokens(focus, request);
    let sent = all_credentials(&fields).list.into_iter().find(|sent| is_digest(&sent.scheme));
    let Some(sent) = sent else { return Vec::new() };
    let before = case.focus.and_then(|focus| case.legs.get(..focus)).unwrap_or_default();
    let challenge = before.iter().rev().find_map(|leg| {
        leg.challenges.iter().find(|challenge| {
            let nonce = |params: &[Param]| {
                let nonce =
                    params.iter().find(|one| one.name.as_str().eq_ignore_ascii_case("nonce"));
                nonce.map(|nonce| nonce.value.as_str().to_owned())
            };
            // Of several challenges the one that was answered.
            is_digest(&challenge.scheme)
                && (leg.challenges.iter().filter(|one| is_digest(&one.scheme)).count() == 1
                    || nonce(&challenge.params) == nonce(&sent.params))
        })
    });
    let target = request.target.as_ref();
    let offered: &[Param] = challenge.map_or(&sent.params, |challenge| &challenge.params);
    let found = digest::compare(offered, &sent.params, target);
    let code = |mismatch: digest::Mismatch| {
        let (_, code) = CODES.iter().find(|(param, _)| *param == mismatch.param)?;
        let spans = mismatch.found.or(mismatch.wanted).map(|leaf| leaf.spans());
        Some((*code, spans.unwrap_or_default()))
    };
    found.into_iter().filter_map(code).gather()
}

/// The token, or the one inside it, of this family.
fn of_family<'a>(token: &'a Decoded, (kinds, scheme): &Family) -> Option<&'a Decoded> {
    token.nested().find(|token| {
        let own = token.scheme.unwrap_or_default();
        kinds.contains(&token.kind)
            && own.starts_with(scheme)
            && own.is_empty() == scheme.is_empty()
    })
}

/// Whether a token that lacks this field was read so far that it would show: nothing was cut off, and what the
/// field would stand in is there.
fn is_whole(token: &Decoded, path: &str) -> bool {
    const DAMAGE: &[NoteKind] = &[
        NoteKind::Cut,
        NoteKind::Damaged,
        NoteKind::NotBase64,
        NoteKind::NotJson,
        NoteKind::OutOfBounds,
        NoteKind::TooMany,
    ];
    let inside = path.rsplit_once('.').is_none_or(|(outer, _)| {
        matches!(token.field(outer), Some(Field { value: token::Value::Fields(_), .. }))
    });
    inside && !token.nested().any(|token| DAMAGE.iter().any(|kind| token.has(*kind)))
}

/// Whether a value is of the fact's type: who writes a token can write text where a number belongs.
fn fits(fact: FactId, value: &Value) -> bool {
    matches!(
        (facts::fact_type(fact).map(|fact| fact.ty), value),
        (Some(Type::Bool), Value::Bool(_))
            | (Some(Type::Int), Value::Int(_))
            | (Some(Type::String), Value::String(_))
            | (Some(Type::List(_)), Value::List(_))
    )
}

/// Where a place of the token, or of one inside it, stands; all of it where there is no place.
fn spans(reading: &Reading, place: Place) -> Vec<Span> {
    if place == Place::default() { reading.whole() } else { reading.spans(place) }
}

fn value(found: &token::Value, how: As) -> Option<Value> {
    use token::Value::{Bytes, Fields, Int, List, Secret, Text};
    let text = |text: &str| string(&redact::value(text));
    Some(match (how, found) {
        (As::Itself, Text(found)) => text(found),
        (As::Itself, Int(number)) => Value::Int(*number),
        (As::Itself, token::Value::Bool(found)) => Value::Bool(*found),
        (As::List | As::Words, List(list)) => {
            Value::List(list.iter().filter_map(token::Value::as_str).map(text).gather())
        }
        (As::List, Text(found)) => Value::List(vec![text(found)]),
        (As::Words, Text(found)) => Value::List(found.split_ascii_whitespace().map(text).gather()),
        (As::Joined, List(list)) => {
            let parts: Vec<&str> = list.iter().filter_map(token::Value::as_str).gather();
            string(&parts.join("/"))
        }
        (As::Part(number), List(list)) => string(list.get(number)?.as_str()?),
        (As::Version, List(list)) => {
            let parts: Vec<String> =
                list.iter().filter_map(token::Value::as_int).map(|one| one.to_string()).gather();
            string(&parts.join("."))
        }
        (As::Hex, Int(number)) => string(&format!("0x{number:08X}")),
        (As::Names, Fields(fields)) => {
            Value::List(fields.iter().map(|field| string(&field.name)).gather())
        }
        (As::Prefix, Text(found)) => string(found.get(..4)?),
        (As::Length, Secret(length)) => Value::Int(i64::from(*length)),
        (As::Zero, Bytes(bytes)) => {
            string(if bytes.iter().all(|byte| *byte == 0) { "zero" } else { "present" })
        }
        _ => return None,
    })
}
