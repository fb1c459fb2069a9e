//! Cases: which exchanges belong together, which of them is judged, and how it ended.

use crate::redact::{self, has_scheme};
use crate::report;
use why401_evidence::capture::{Capture, Exchange, Field, Request, Response, named};
use why401_evidence::gather::Gather;
use why401_evidence::http::{Challenge, challenge_list, credentials, scheme};
use why401_evidence::order::first_equal;
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{Sniffed, sniff};

/// One exchange with what its authentication fields say.
pub(crate) struct Leg<'a> {
    pub(crate) exchange: &'a Exchange,
    /// The credentials that the request carries.
    pub(crate) credentials: Option<Sent>,
    /// The challenges that came with a refusal.
    pub(crate) challenges: Vec<Challenge>,
}

/// Credentials of a request.
pub(crate) struct Sent {
    /// None where a token stands alone.
    pub(crate) scheme: Option<Leaf>,
    /// What their token is, where they have one.
    pub(crate) token: Option<Sniffed>,
    /// The names of their parameters.
    pub(crate) names: Vec<Leaf>,
    /// Characters of the field's value.
    pub(crate) size: i64,
    /// Where the scheme stands, or the token without one.
    pub(crate) spans: Vec<Span>,
}

/// Exchanges with one origin, or none where only settings and logs were pasted.
pub(crate) struct Case<'a> {
    pub(crate) legs: Vec<Leg<'a>>,
    /// Index into `legs` of the exchange that is judged.
    pub(crate) focus: Option<usize>,
    pub(crate) outcome: Outcome,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Succeeded,
    Failed,
    Open,
    Unknown,
}

impl Outcome {
    /// The value of the fact `case.outcome`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Outcome::Succeeded => "succeeded",
            Outcome::Failed => "failed",
            Outcome::Open => "open",
            Outcome::Unknown => "unknown",
        }
    }
}

impl From<Outcome> for report::Outcome {
    fn from(outcome: Outcome) -> report::Outcome {
        match outcome {
            Outcome::Succeeded => report::Outcome::Succeeded,
            Outcome::Failed => report::Outcome::Failed,
            Outcome::Open => report::Outcome::Open,
            Outcome::Unknown => report::Outcome::Unknown,
        }
    }
}

impl<'a> Case<'a> {
    /// The exchange that is judged.
    pub(crate) fn focus(&self) -> Option<&Leg<'a>> {
        self.legs.get(self.focus?)
    }

    fn of(exchanges: Vec<&'a Exchange>) -> Case<'a> {
        let legs: Vec<Leg<'a>> = exchanges.into_iter().map(Leg::of).gather();
        let focus = focus(&legs);
        Case::judged_by(legs, focus)
    }

    /// The case that one exchange makes.
    pub(crate) fn of_one(exchange: &'a Exchange) -> Case<'a> {
        Case::judged_by(vec![Leg::of(exchange)], Some(0))
    }

    fn judged_by(legs: Vec<Leg<'a>>, focus: Option<usize>) -> Case<'a> {
        let outcome = focus.map_or(Outcome::Unknown, |at| outcome(&legs, at));
        Case { legs, focus, outcome }
    }
}

impl<'a> Leg<'a> {
    fn of(exchange: &'a Exchange) -> Leg<'a> {
        let status = status(exchange);
        let fields = match (&exchange.response, status) {
            (Some(response), Some(407)) => named(&response.fields, "Proxy-Authenticate"),
            (Some(response), Some(400 | 401 | 403)) => named(&response.fields, "WWW-Authenticate"),
            _ => Vec::new(),
        };
        let challenges = challenge_list(&fields);
        let credentials = exchange.request.as_ref().and_then(|request| sent(request, status));
        Leg { exchange, credentials, challenges }
    }

    pub(crate) fn status(&self) -> Option<u16> {
        status(self.exchange)
    }

    pub(crate) fn request(&self) -> Option<&'a Request> {
        self.exchange.request.as_ref()
    }

    /// The challenges that ask for credentials: a 400 or 403 tells with them why it refused, and asks for none.
    pub(crate) fn offers(&self) -> &[Challenge] {
        if matches!(self.status(), Some(401 | 407)) { &self.challenges } else { &[] }
    }

    /// The name of the field that carries credentials for who answered.
    pub(crate) fn credentials_name(&self) -> &'static str {
        if self.status() == Some(407) { "Proxy-Authorization" } else { "Authorization" }
    }

    /// The name of the field that carries the challenges of who answered.
    pub(crate) fn challenges_name(&self) -> &'static str {
        if self.status() == Some(407) { "Proxy-Authenticate" } else { "WWW-Authenticate" }
    }

    /// The field of the request that carries its credentials.
    pub(crate) fn credentials_field(&self) -> Option<&'a Field> {
        credentials_field(self.exchange.request.as_ref()?, self.status())
    }

    /// The challenges carry on a handshake rather than open one: one of a scheme that has tokens
    /// of several legs carries a token, and no last one.
    pub(crate) fn continues(&self) -> bool {
        self.offers().iter().any(|challenge| {
            let scheme = scheme::find(challenge.scheme.as_str());
            let token = challenge.token68.as_ref();
            scheme.is_some_and(|scheme| scheme.multi_leg)
                && token.is_some_and(|token| !sniff(token).token.ends())
        })
    }

    /// The connection ends with the response (RFC 9112 section 9.3).
    pub(crate) fn closes(&self) -> bool {
        let Some(response) = &self.exchange.response else { return false };
        let said = |word| {
            response.fields.iter().any(|field| {
                (field.is("Connection") || field.is("Proxy-Connection"))
                    && field.value.as_str().to_ascii_lowercase().contains(word)
            })
        };
        let is_old =
            response.version.as_ref().is_some_and(|version| version.as_str() == "HTTP/1.0");
        said("close") || is_old && !said("keep-alive")
    }

    pub(crate) fn refused(&self) -> bool {
        match self.status() {
            Some(400) => !self.challenges.is_empty(),
            status => matches!(status, Some(401 | 403 | 407)),
        }
    }

    /// The client says that it gave up.
    pub(crate) fn gave_up(&self) -> bool {
        let said = |words: &&str| {
            self.exchange.messages.iter().any(|message| message.as_str().contains(*words))
        };
        GAVE_UP.iter().any(said)
    }

    pub(crate) fn succeeded(&self) -> bool {
        matches!(self.status(), Some(101 | 200..=399))
    }

    /// The answer does not show whether credentials count: it leads elsewhere, to a login page too, or answers a preflight,
    /// which has none.
    fn tells_nothing(&self) -> bool {
        let method = self.exchange.request.as_ref().and_then(|request| request.method.as_ref());
        let preflight = method.is_some_and(|method| method.as_str() == "OPTIONS");
        preflight && self.credentials.is_none()
            || matches!(self.status(), Some(301..=303 | 307 | 308))
    }
}

/// What curl says when it gives up on authentication.
const GAVE_UP: &[&str] = &[
    "Authentication problem.",
    "gss_init_sec_context() failed",
    "InitializeSecurityContext failed",
];

fn status(exchange: &Exchange) -> Option<u16> {
    Some(exchange.response.as_ref()?.status.as_ref()?.code)
}

/// The field with the credentials that the response answers to: those for the proxy where it is the proxy's. Who
/// refuses says nothing of credentials for another.
fn credentials_field(request: &Request, status: Option<u16>) -> Option<&Field> {
    let names: &[&str] = match status {
        Some(407) => &["Proxy-Authorization"],
        Some(400..=499) => &["Authorization"],
        _ => &["Authorization", "Proxy-Authorization"],
    };
    names.iter().find_map(|name| named(&request.fields, name).into_iter().next())
}

#[inline(never)]
fn sent(request: &Request, status: Option<u16>) -> Option<Sent> {
    let field = credentials_field(request, status)?;
    let read = credentials(field)?;
    let token = read.token68.as_ref().map(sniff);
    let names = read.params.iter().map(|param| param.name.clone()).gather();
    let size = i64::try_from(field.value.len()).unwrap_or(i64::MAX);
    let spans = read.scheme.spans();
    Some(Sent { scheme: has_scheme(&read).then_some(read.scheme), token, names, size, spans })
}

/// As many cases are judged; a paste with more hosts is no one's question about one failure.
pub(crate) const CASES: usize = 256;

/// Puts the exchanges of a capture into cases, one for each host and at most [`CASES`]; those that don't tell theirs
/// belong to the only host there is, else to a case of their own.
pub(crate) fn cases(capture: &Capture) -> Vec<Case<'_>> {
    let mut groups: Vec<Vec<&Exchange>> = Vec::new();
    let exchanges: Vec<&Exchange> =
        capture.exchanges.iter().filter(|exchange| !is_told_again(capture, exchange)).gather();
    let mut hosts: Vec<Option<String>> = exchanges.iter().map(|one| host_of(one)).gather();
    let mut known = hosts.iter().flatten();
    if let Some(only) = known.next()
        && known.all(|other| other == only)
    {
        let only = only.clone();
        hosts.fill(Some(only));
    }
    // For each exchange the place of its group.
    let mut places: Vec<usize> = Vec::new();
    for (exchange, first) in exchanges.into_iter().zip(first_equal(&hosts)) {
        let place = places.get(first).copied().unwrap_or(groups.len());
        places.push(place);
        match groups.get_mut(place) {
            Some(group) => group.push(exchange),
            None => groups.push(vec![exchange]),
        }
    }
    if groups.is_empty() && tells_more(capture) {
        groups.push(Vec::new());
    }
    groups.into_iter().take(CASES).map(Case::of).gather()
}

/// Something was read besides exchanges.
fn tells_more(capture: &Capture) -> bool {
    !(capture.settings.is_empty()
        && capture.logs.is_empty()
        && capture.records.is_empty()
        && capture.tokens.is_empty())
}

/// An answer alone that stands beside its request too, as where `curl -v` and `curl -i` are both pasted.
fn is_told_again(capture: &Capture, exchange: &Exchange) -> bool {
    let (None, Some(alone)) = (&exchange.request, &exchange.response) else { return false };
    let same = |known: &Response| {
        let code = |response: &Response| response.status.as_ref().map(|status| status.code);
        code(known) == code(alone)
            && known.fields.len() == alone.fields.len()
            && known.fields.iter().zip(&alone.fields).all(|(one, two)| {
                one.is(two.name.as_str()) && one.value.as_str() == two.value.as_str()
            })
    };
    let with_request = capture.exchanges.iter().take(CASES).filter(|one| one.request.is_some());
    alone.has_head && with_request.filter_map(|one| one.response.as_ref()).any(same)
}

fn host_of(exchange: &Exchange) -> Option<String> {
    let request = exchange.request.as_ref()?;
    Some(host(request)?.as_str().to_ascii_lowercase())
}

/// The host that a request asks, without the port (RFC 9110 section 7.2).
pub(crate) fn host(request: &Request) -> Option<Leaf> {
    authority(request).map(|(host, _)| host)
}

/// The host that a request asks, and the port where it is named.
pub(crate) fn authority(request: &Request) -> Option<(Leaf, Option<Leaf>)> {
    let target = request.target.as_ref();
    let absolute = target.and_then(|target| {
        let (_, rest) = target.as_str().split_once("://")?;
        let start = target.len() - rest.len();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let userinfo = rest.get(..end)?.rfind('@').map_or(0, |at| at + 1);
        Some(target.slice(start + userinfo..start + end))
    });
    let connect = || {
        let method = request.method.as_ref()?;
        (method.as_str() == "CONNECT").then(|| target.cloned())?
    };
    let field = |name| Some(named(&request.fields, name).first()?.value.clone());
    let authority = absolute.or_else(connect).or_else(|| field("Host"));
    let authority = authority.or_else(|| field(":authority"))?;
    let text = authority.as_str();
    let end = match text.rfind(']') {
        Some(bracket) => bracket + 1,
        None => text.rfind(':').unwrap_or(text.len()),
    };
    let port = (end < text.len()).then(|| authority.slice(end + 1..text.len()));
    (end > 0).then(|| (authority.slice(0..end), port))
}

/// The path that a request asks, without the query.
pub(crate) fn path(request: &Request) -> Option<Leaf> {
    let target = request.target.as_ref()?;
    let text = target.as_str();
    let start = match text.find("://") {
        Some(at) => text.get(at + 3..)?.find('/').map(|slash| at + 3 + slash)?,
        None if text.starts_with('/') => 0,
        None => return None,
    };
    let end = text.find(['?', '#']).unwrap_or(text.len());
    (start < end).then(|| target.slice(start..end))
}

/// The URL without its query and without secrets. The scheme is not to be seen in a head, so that it is left out where
/// the target does not carry it.
#[inline(never)]
pub(crate) fn url(request: &Request) -> Option<String> {
    let host = host(request);
    let path = path(request);
    let target = request.target.as_ref();
    let scheme = target.and_then(|target| target.as_str().split_once("://")).map(|(name, _)| name);
    let text = [
        scheme,
        scheme.and(Some("://")),
        host.as_ref().map(|leaf| leaf.as_str()),
        path.as_ref().map(|leaf| leaf.as_str()),
    ];
    let text: String = text.into_iter().flatten().collect();
    (!text.is_empty()).then(|| redact::value(&text))
}

/// The exchange that is judged. A response alone that answers as an earlier exchange did is taken for that one, pasted
/// again: its request tells more.
fn focus(legs: &[Leg<'_>]) -> Option<usize> {
    let last = last_refusal(legs)?;
    let leg = legs.get(last)?;
    if last == 0 || leg.exchange.request.is_some() {
        return Some(last);
    }
    Some(told_before(legs.get(..last)?, leg).unwrap_or(last))
}

#[inline(never)]
fn told_before(before: &[Leg<'_>], leg: &Leg<'_>) -> Option<usize> {
    let answer = |leg: &Leg<'_>| {
        let schemes = leg.challenges.iter().map(|one| one.scheme.as_str().to_ascii_lowercase());
        (leg.status(), leg.continues(), schemes.gather())
    };
    let same = |one: &Leg<'_>| one.exchange.request.is_some() && answer(one) == answer(leg);
    before.iter().rposition(same)
}

/// The last 401, 403 or 407 that no success of the same path follows, else the last.
fn last_refusal(legs: &[Leg<'_>]) -> Option<usize> {
    let asked = |leg: &Leg<'_>| {
        let request = leg.exchange.request.as_ref()?;
        Some(path(request)?.as_str().to_owned())
    };
    let paths: Vec<Option<String>> = legs.iter().map(asked).gather();
    let places = first_equal(&paths);
    let (mut succeeded, mut any, mut unknown) = (vec![false; legs.len()], false, false);
    for (at, leg) in legs.iter().enumerate().rev() {
        let here = places.get(at).and_then(|place| succeeded.get_mut(*place));
        let no_path = paths.get(at).is_none_or(Option::is_none);
        // Where a path is not known, it may be the same.
        let followed = any && (no_path || unknown || here.as_ref().is_some_and(|here| **here));
        if leg.refused() && !followed {
            return Some(at);
        }
        if leg.succeeded() {
            any = true;
            unknown |= no_path;
            if let Some(here) = here {
                *here = true;
            }
        }
    }
    legs.len().checked_sub(1)
}

fn outcome(legs: &[Leg<'_>], focus: usize) -> Outcome {
    let Some(leg) = legs.get(focus) else { return Outcome::Unknown };
    if leg.succeeded() {
        let asked = legs.get(..focus).is_some_and(|before| before.iter().any(Leg::refused));
        return if leg.tells_nothing() && !asked { Outcome::Unknown } else { Outcome::Succeeded };
    }
    if !leg.refused() {
        return Outcome::Unknown;
    }
    let gave_up = leg.gave_up();
    if leg.credentials.is_none() {
        let seen = leg.exchange.request.as_ref().is_some_and(|request| request.has_head);
        return match leg.status() {
            _ if gave_up => Outcome::Failed,
            Some(401 | 407) if seen => Outcome::Open,
            _ => Outcome::Unknown,
        };
    }
    let stale = leg.challenges.iter().any(|challenge| {
        challenge.params.iter().any(|param| {
            param.name.as_str().eq_ignore_ascii_case("stale")
                && param.value.as_str().eq_ignore_ascii_case("true")
        })
    });
    // A token in a 401 asks for the next message, a stale nonce for the same one again: nothing
    // was refused yet. Where the connection closes, no next message can follow on it.
    let open = !gave_up && (leg.continues() && !leg.closes() || stale);
    if open { Outcome::Open } else { Outcome::Failed }
}
