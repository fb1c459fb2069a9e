//! What the tokens of a case say: the client's and the server's, decoded, and what is odd about them.

use why401_engine::{FactId, Value};
use why401_evidence::capture::{Field as HeadField, named};
use why401_evidence::gather::Gather;
use why401_evidence::http::date::told_difference;
use why401_evidence::http::{Param, all_credentials};
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{self, Decoded, Hint, Kind, Place, Reading, decode, digest};
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

type Row = (FactId, &'static [Kind], &'static str, As);

const JOSE: &[Kind] = &[Kind::Jws, Kind::JwsUnsecured, Kind::Jwe];
const CHALLENGE: &[Kind] = &[Kind::NtlmChallenge];
const PROOF: &[Kind] = &[Kind::NtlmAuthenticate];
const NTLM: &[Kind] = &[Kind::NtlmNegotiate, Kind::NtlmChallenge, Kind::NtlmAuthenticate];
const INIT: &[Kind] = &[Kind::SpnegoInit];
const RESPONSE: &[Kind] = &[Kind::SpnegoResponse];
const TICKET: &[Kind] = &[Kind::KerberosApReq];
const ERROR: &[Kind] = &[Kind::KerberosError];
const PARAMS: &[Kind] = &[Kind::Credentials];

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
    (facts::JWT_SIZE, JOSE, "len", As::Itself),
    (facts::CREDENTIALS_USER, PROOF, "user", As::Itself),
    (facts::CREDENTIALS_USER, &[Kind::Basic], "user", As::Itself),
    (facts::CREDENTIALS_USER, PARAMS, "username", As::Itself),
    (facts::BASIC_PASSWORD_LENGTH, &[Kind::Basic], "password", As::Length),
    (facts::AWS_KEY_KIND, PARAMS, "access_key", As::Prefix),
    (facts::AWS_REGION, PARAMS, "region", As::Itself),
    (facts::AWS_SERVICE, PARAMS, "service", As::Itself),
    (facts::AWS_DATE, PARAMS, "date", As::Itself),
    (facts::AWS_SIGNED_FIELDS, PARAMS, "signed_headers", As::List),
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
            for field in client_tokens(leg) {
                readings.push(decode(&field.value, hint));
            }
        }
        for (fact, kinds, path, how) in ROWS {
            // The last token that tells it counts.
            for reading in readings.iter().rev() {
                let Some(token) = with_kind(&reading.token, kinds) else { continue };
                let field = token.field(path);
                let value = match (how, field) {
                    (As::Present, field) => Some(Value::Bool(field.is_some())),
                    (As::Zero, None) => Some(string("absent")),
                    (_, field) => field.and_then(|field| value(&field.value, *how)),
                };
                if let Some(value) = value {
                    let place = field.map_or(Place::default(), |field| field.place);
                    self.read(*fact, value, spans(reading, place));
                    break;
                }
            }
        }
        if let Some(reading) = readings.iter().rev().find(|one| JOSE.contains(&one.token.kind)) {
            let kind = string(reading.token.kind.name());
            self.read(facts::JWT_TYPE, kind, spans(reading, Place::default()));
        }
        self.skew(&readings);
        self.token_problems(case, readings.get(judged..).unwrap_or_default());
    }

    /// The clocks in a KRB-ERROR: the server's less the client's.
    fn skew(&mut self, readings: &[Reading]) {
        let found = readings.iter().rev().find_map(|reading| {
            let error = with_kind(&reading.token, ERROR)?;
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
        if let Some(focus) = case.focus() {
            for (code, spans) in digest_mismatches(case, focus) {
                add(code, spans);
            }
        }
        if !readings.is_empty() {
            self.read(facts::TOKEN_PROBLEMS, Value::List(problems), places);
        }
    }
}

/// The fields of a request that carry what it proves itself with.
fn client_tokens<'a>(leg: &Leg<'a>) -> Vec<&'a HeadField> {
    let Some(request) = &leg.exchange.request else { return Vec::new() };
    let mut fields = named(&request.fields, leg.credentials_name());
    fields.extend(named(&request.fields, "DPoP"));
    fields
}

fn server_tokens(leg: &Leg<'_>, now: Option<i64>, readings: &mut Vec<Reading>) {
    let Some(response) = &leg.exchange.response else { return };
    let fields = response
        .fields
        .iter()
        .filter(|field| field.is("WWW-Authenticate") || field.is("Proxy-Authenticate"));
    for field in fields {
        for challenge in why401_evidence::http::challenge_list(&[field]) {
            if let Some(token68) = &challenge.token68 {
                readings.push(decode(token68, Hint { scheme: challenge.scheme.as_str(), now }));
            }
        }
    }
}

/// Where credentials of Digest differ from the challenge before them, and from their own request.
fn digest_mismatches(case: &Case<'_>, focus: &Leg<'_>) -> Vec<(&'static str, Vec<Span>)> {
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
    let fields: Vec<&HeadField> = client_tokens(focus);
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
    let target = focus.exchange.request.as_ref().and_then(|request| request.target.as_ref());
    let offered: &[Param] = challenge.map_or(&sent.params, |challenge| &challenge.params);
    let found = digest::compare(offered, &sent.params, target);
    let code = |mismatch: digest::Mismatch| {
        let (_, code) = CODES.iter().find(|(param, _)| *param == mismatch.param)?;
        let spans = mismatch.found.or(mismatch.wanted).map(|leaf| leaf.spans());
        Some((*code, spans.unwrap_or_default()))
    };
    found.into_iter().filter_map(code).gather()
}

/// The token, or the one inside it, of one of these kinds.
fn with_kind<'a>(token: &'a Decoded, kinds: &[Kind]) -> Option<&'a Decoded> {
    token.nested().find(|token| kinds.contains(&token.kind))
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
