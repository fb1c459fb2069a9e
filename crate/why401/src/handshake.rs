//! Where a handshake stands, and what broke it: read off the way the exchanges of a case follow
//! each other. Each sign has a name that rules can ask for, a sentence, and places.

use why401_evidence::capture::{Capture, Exchange, Field, Request, Response, named};
use why401_evidence::gather::Gather;
use why401_evidence::http::scheme;
use why401_evidence::order::sort_by_key;
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{Kind, sniff};

use crate::case::{Case, Leg, authority};

/// One thing that the course of a handshake shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    /// The word in `handshake.signs`.
    pub(crate) name: &'static str,
    /// A sentence.
    pub(crate) text: &'static str,
    /// Where it shows.
    pub(crate) spans: Vec<Span>,
}

/// Every sign and its sentence.
#[rustfmt::skip]
const SIGNS: &[(&str, &str)] = &[
    ("first-leg", "The client asked without credentials and was told which schemes there are: that is how every handshake starts."),
    ("no-first-leg", "The client's proof (NTLM type 3) comes without the server's challenge (type 2) before it."),
    ("first-message-refused", "The client's first message was answered with a fresh offer of schemes, not with the next message of the handshake."),
    ("other-connection", "The handshake went on over another connection than it began on; NTLM authenticates a connection, so that the server knows nothing of it there."),
    ("connection-closed", "The connection was closed in the middle of the handshake."),
    ("http-2", "NTLM or Negotiate was tried over HTTP/2, which shares one connection among all requests; servers refuse it there or want HTTP/1.1."),
    ("intermediary", "A proxy or gateway stands between client and server; NTLM and Negotiate need one and the same connection to the server for every leg."),
    ("refused-after-proof", "The handshake was complete, and the server refused what it was given."),
    ("refused-again", "The same credentials were refused more than once: nothing was changed between the tries."),
    ("no-mutual-proof", "The server accepted, but did not prove itself in turn: the last token of the handshake is missing from its answer."),
    ("stale-nonce", "The server said that the nonce was too old; the client has to ask again with the new one."),
    ("stale-again", "The server calls every nonce too old, also one that it just gave out."),
    ("proxy-first", "The proxy asked for credentials before the server did."),
    ("preflight", "A CORS preflight was refused. Browsers never send credentials with it, so that no credentials can be right."),
    ("credentials-dropped", "A redirect to another origin came before, and the client left its credentials out after it, as it should."),
    ("cookie-left-out", "The server set a cookie before, and this request came without it."),
    ("gave-up", "The client says that it gave up on authentication."),
];

/// What the course of `case` shows, in the order of [`SIGNS`].
pub(crate) fn signs<'a>(case: &'a Case<'a>, capture: &Capture, has_via: bool) -> Vec<Sign> {
    let legs = &case.legs;
    let mut found = Found::default();
    for leg in legs {
        found.one(leg, legs.len() > 1);
    }
    found.course(legs, has_via);
    if let Some(focus) = case.focus() {
        if capture.exchanges.len() > 1 {
            found.redirected(capture, focus);
        }
        if let Some(request) = focus.exchange.request.as_ref().filter(|one| one.has_head) {
            found.cookie(legs, focus, request);
        }
    }
    let mut signs = found.signs;
    sort_by_key(&mut signs, |sign| SIGNS.iter().position(|(name, _)| *name == sign.name));
    signs
}

/// The signs so far, and what the legs so far leave open.
#[derive(Default)]
struct Found<'a> {
    signs: Vec<Sign>,
    /// There was a leg before.
    begun: bool,
    /// The last leg whose answer was NTLM's challenge.
    challenged: Option<&'a Leg<'a>>,
    /// The last leg whose nonce was called too old, with no success since.
    stale: Option<&'a Leg<'a>>,
    /// Credentials that were refused last, the newest first.
    refused: Vec<&'a str>,
}

/// Places kept of one sign.
const PLACES: usize = 16;
/// How many refused credentials later ones are compared with.
const REFUSED: usize = 8;

impl<'a> Found<'a> {
    fn add(&mut self, name: &str, mut spans: Vec<Span>) {
        let Some((name, text)) = SIGNS.iter().find(|(known, _)| *known == name) else { return };
        match self.signs.iter_mut().find(|sign| sign.name == *name) {
            Some(sign) => {
                let room = PLACES.saturating_sub(sign.spans.len());
                spans.truncate(room);
                sign.spans.append(&mut spans);
            }
            None => {
                spans.truncate(PLACES);
                self.signs.push(Sign { name, text, spans });
            }
        }
    }

    /// What one leg shows after those before it; `several` tells that it is not the only one.
    fn one(&mut self, leg: &'a Leg<'a>, several: bool) {
        let first = !std::mem::replace(&mut self.begun, true);
        let continues = leg.continues();
        if continues {
            self.closed(leg);
        }
        if leg.challenges.iter().any(is_stale) {
            self.called_stale(leg);
        }
        if leg.succeeded() {
            self.stale = None;
        }
        if leg.gave_up() {
            let messages = leg.exchange.messages.iter().map(|message| message.span());
            self.add("gave-up", messages.gather());
        }
        if let Some(request) = &leg.exchange.request {
            self.asked(leg, request, first, several);
        }
        if continues && carries(leg, Kind::NtlmChallenge) {
            self.challenged = Some(leg);
        }
    }

    #[inline(never)]
    fn closed(&mut self, leg: &Leg<'_>) {
        if leg.closes()
            && let Some(response) = &leg.exchange.response
        {
            self.add("connection-closed", vec![closing_span(response)]);
        }
    }

    #[inline(never)]
    fn called_stale(&mut self, leg: &'a Leg<'a>) {
        let again = self.stale.replace(leg).is_some_and(|before| answers(leg, before));
        self.add(if again { "stale-again" } else { "stale-nonce" }, challenge_spans(leg));
    }

    /// What a leg shows of which the request is known. By itself: hosts of WebAssembly compile what is called, and an
    /// answer is often pasted alone.
    #[inline(never)]
    fn asked(&mut self, leg: &'a Leg<'a>, request: &Request, first: bool, several: bool) {
        let sent = kinds(leg);
        let challenged = matches!(leg.status(), Some(401 | 407));
        if sent.contains(&Kind::NtlmAuthenticate) {
            self.proof(leg, first);
        }
        let opens = [Kind::NtlmNegotiate, Kind::SpnegoInit];
        let proves = [Kind::NtlmAuthenticate, Kind::KerberosApReq];
        if challenged && !leg.continues() && !leg.challenges.is_empty() {
            if sent.iter().any(|kind| proves.contains(kind)) {
                self.add("refused-after-proof", status_span(leg));
            } else if sent.iter().any(|kind| opens.contains(kind)) {
                let mut spans = credentials_span(leg);
                spans.append(&mut challenge_spans(leg));
                self.add("first-message-refused", spans);
            }
        }
        if sent.contains(&Kind::KerberosApReq)
            && matches!(leg.status(), Some(200..=299))
            && leg.exchange.response.as_ref().is_some_and(|response| {
                response.has_head && named(&response.fields, "WWW-Authenticate").is_empty()
            })
        {
            self.add("no-mutual-proof", status_span(leg));
        }
        if leg.refused()
            && let Some(credentials) = credentials(leg)
        {
            if self.refused.contains(&credentials) {
                self.add("refused-again", credentials_span(leg));
            } else {
                self.refused.truncate(REFUSED - 1);
                self.refused.insert(0, credentials);
            }
        }
        let preflight = request.method.as_ref().is_some_and(|method| method.as_str() == "OPTIONS")
            && !named(&request.fields, "Access-Control-Request-Method").is_empty();
        if preflight && leg.refused() {
            self.add("preflight", status_span(leg));
        }
        if challenged && leg.credentials.is_none() && request.has_head && first && several {
            self.add("first-leg", status_span(leg));
        }
    }

    /// NTLM's third message: where the second came from.
    fn proof(&mut self, leg: &Leg<'_>, first: bool) {
        let Some(offer) = self.challenged else {
            if !first {
                self.add("no-first-leg", credentials_span(leg));
            }
            return;
        };
        let (one, two) = (offer.exchange.connection, leg.exchange.connection);
        if one.is_some() && two.is_some() && one != two {
            let mut spans = challenge_spans(offer);
            spans.append(&mut credentials_span(leg));
            self.add("other-connection", spans);
        }
    }

    /// A cookie that was given out before is not in the request that is judged.
    #[inline(never)]
    fn cookie(&mut self, legs: &[Leg<'_>], focus: &Leg<'_>, request: &Request) {
        let here = focus.exchange.span.position();
        let given = legs
            .iter()
            .filter(|leg| leg.succeeded() && leg.exchange.span.position() < here)
            .find_map(|leg| {
                let fields = &leg.exchange.response.as_ref()?.fields;
                // What has no life left is taken back, not given.
                let kept = |field: &&Field| {
                    let value = field.value.as_str();
                    !value.contains("Max-Age=0") && !value.contains("1970 00:00:0")
                };
                named(fields, "Set-Cookie").into_iter().find(kept).map(|field| field.name.span())
            });
        if let Some(place) = given
            && focus.refused()
            && named(&request.fields, "Cookie").is_empty()
        {
            self.add("cookie-left-out", vec![place]);
        }
    }

    /// What all legs together show.
    fn course(&mut self, legs: &[Leg<'_>], has_via: bool) {
        let multi_leg =
            |name: &Leaf| scheme::find(name.as_str()).is_some_and(|scheme| scheme.multi_leg);
        let connection_bound = |leg: &&Leg<'_>| {
            let sent = leg.credentials.as_ref().and_then(|sent| sent.scheme.as_ref());
            sent.is_some_and(multi_leg)
                || leg.challenges.iter().any(|challenge| multi_leg(&challenge.scheme))
        };
        let bound: Vec<&Leg<'_>> = legs.iter().filter(connection_bound).gather();
        let over_http2 = |leg: &Leg<'_>| {
            let request = leg.exchange.request.as_ref().and_then(|one| one.version.as_ref());
            let response = leg.exchange.response.as_ref().and_then(|one| one.version.as_ref());
            [request, response].into_iter().flatten().any(|version| {
                version.as_str().starts_with("HTTP/2") || version.as_str().starts_with("HTTP/3")
            })
        };
        let mut spans = Vec::new();
        for leg in &bound {
            if over_http2(leg) {
                spans.append(&mut status_span(leg));
            }
        }
        if !spans.is_empty() {
            self.add("http-2", spans);
        }
        if has_via && bound.iter().any(|leg| leg.credentials.is_some()) {
            self.add("intermediary", Vec::new());
        }
        let at = |status| legs.iter().position(|leg| leg.status() == Some(status));
        if let (Some(proxy), Some(server)) = (at(407), at(401))
            && proxy < server
        {
            self.add("proxy-first", legs.get(proxy).map(status_span).unwrap_or_default());
        }
    }

    /// A redirect elsewhere just before, after which the credentials were left out.
    #[inline(never)]
    fn redirected(&mut self, capture: &Capture, focus: &Leg<'_>) {
        if focus.credentials.is_some() || !focus.refused() {
            return;
        }
        let origin = |exchange: &Exchange| {
            let (host, _) = authority(exchange.request.as_ref()?)?;
            Some(host.as_str().to_ascii_lowercase())
        };
        let here = focus.exchange.span.position();
        let before = capture.exchanges.iter().rev().find(|one| one.span.position() < here);
        let Some((before, response)) = before.and_then(|one| Some((one, one.response.as_ref()?)))
        else {
            return;
        };
        let redirects =
            response.status.as_ref().is_some_and(|status| (300..400).contains(&status.code));
        let sent = before
            .request
            .as_ref()
            .is_some_and(|request| !named(&request.fields, "Authorization").is_empty());
        if redirects && sent && origin(before).is_some() && origin(before) != origin(focus.exchange)
        {
            let location = named(&response.fields, "Location");
            let place = location.first().map(|field| field.value.span());
            self.add("credentials-dropped", place.into_iter().gather());
        }
    }
}

/// The credentials of a leg as they were sent, of a scheme that needs one message alone.
fn credentials<'a>(leg: &Leg<'a>) -> Option<&'a str> {
    let sent = leg.credentials.as_ref()?;
    let scheme = sent.scheme.as_ref().and_then(|name| scheme::find(name.as_str()));
    if scheme.is_some_and(|scheme| scheme.multi_leg) {
        return None;
    }
    let fields = &leg.exchange.request.as_ref()?.fields;
    Some(named(fields, leg.credentials_name()).first()?.value.as_str())
}

/// Whether the credentials of `leg` have a nonce that came with the refusal of `before`.
fn answers(leg: &Leg<'_>, before: &Leg<'_>) -> bool {
    let Some(sent) = credentials(leg) else { return false };
    let mut nonces = before.challenges.iter().filter_map(|challenge| challenge.param("nonce"));
    nonces.any(|nonce| sent.split('"').any(|part| part == nonce.value.as_str()))
}

/// What the token of the request is, and the one inside it.
fn kinds(leg: &Leg<'_>) -> Vec<Kind> {
    let token = leg.credentials.as_ref().and_then(|sent| sent.token.as_ref());
    let Some(token) = token else { return Vec::new() };
    let mut kinds = vec![token.token.kind];
    if let Some(inner) = &token.token.inner {
        kinds.push(inner.kind);
    }
    kinds
}

/// A challenge of the leg has a token of that kind, or one with it inside.
#[inline(never)]
fn carries(leg: &Leg<'_>, kind: Kind) -> bool {
    leg.challenges.iter().filter_map(|challenge| challenge.token68.as_ref()).any(|token68| {
        let token = sniff(token68).token;
        token.kind == kind || token.inner.is_some_and(|inner| inner.kind == kind)
    })
}

fn is_stale(challenge: &why401_evidence::http::Challenge) -> bool {
    challenge.param("stale").is_some_and(|param| param.value.as_str().eq_ignore_ascii_case("true"))
}

fn closing(response: &Response) -> impl Iterator<Item = &Field> {
    response.fields.iter().filter(|field| {
        (field.is("Connection") || field.is("Proxy-Connection"))
            && field.value.as_str().to_ascii_lowercase().contains("close")
    })
}

fn closing_span(response: &Response) -> Span {
    closing(response).next().map_or(response.span, |field| field.span)
}

/// The status of the leg's response; none where it has no response.
fn status_span(leg: &Leg<'_>) -> Vec<Span> {
    let Some(response) = leg.exchange.response.as_ref() else { return Vec::new() };
    let leaf = response.status.as_ref().and_then(|status| status.leaf.as_ref());
    vec![leaf.map_or(response.span, |leaf| leaf.span())]
}

/// The scheme of the leg's credentials; none where it has no credentials.
fn credentials_span(leg: &Leg<'_>) -> Vec<Span> {
    let scheme = leg.credentials.as_ref().and_then(|sent| sent.scheme.as_ref());
    scheme.map(|scheme| vec![scheme.span()]).unwrap_or_default()
}

fn challenge_spans(leg: &Leg<'_>) -> Vec<Span> {
    leg.challenges.iter().map(|challenge| challenge.scheme.span()).gather()
}
