//! Fills the fact slots of a case from what was read, and remembers where each value stood.

mod fields;
mod parts;
mod pasted;
mod records;
mod settings;
#[cfg(test)]
mod tests;
mod tokens;

use why401_engine::{FactId, Mark, Slot, Slots, Value};
use why401_evidence::capture::{Field, Request, named};
use why401_evidence::gather::Gather;
use why401_evidence::http::{Challenge, challenge_list};
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{Kind, sniff};
use why401_facts as facts;

use crate::case::{Case, Leg, host, path};
use crate::handshake::Sign;
use crate::redact;
use crate::report::Source;

pub use pasted::check_answer;
pub(crate) use pasted::{observe, observe_first};
pub(crate) use records::says_codes;

/// The facts of a case, and where they come from.
pub(crate) struct Observed {
    pub(crate) slots: Slots,
    /// What the course of the handshake shows.
    pub(crate) signs: Vec<Sign>,
    /// At the index of the fact's id; none for one that is not known.
    origins: Vec<Option<Origin>>,
    /// Where the fields of records in lists stand.
    parts: Vec<(Mark, Span)>,
}

/// Where a known fact comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) source: Source,
    pub(crate) spans: Vec<Span>,
    /// What a person has to know of it besides its value.
    pub(crate) remarks: Vec<Remark>,
}

/// What is to be said of a fact besides its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// The person answered this, and a paste says otherwise.
    Contradicts(String),
    /// The setting was changed to this after the exchange that is judged.
    ChangedLater(String),
    /// The setting is in force from this node of the metabase on.
    SetAt(String),
    /// No setting that was pasted says so: IIS has it so unless told otherwise.
    Default,
    /// What was pasted takes from a list that is inherited, and that was not pasted: IIS's own is taken for it.
    DefaultList,
}

/// Fills the slots for `case` from its exchanges, and from nothing else.
pub(crate) fn observe_exchanges(case: &Case<'_>) -> Observed {
    let mut seen = Observed::of_exchanges(case);
    seen.derive(case);
    seen
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

fn lower(leaf: &Leaf) -> Value {
    Value::String(leaf.as_str().to_ascii_lowercase().into())
}

/// A slot that is known, or absent where the source would have shown it.
fn slot(value: Option<Value>, complete: bool) -> Slot {
    match value {
        Some(value) => Slot::Known(value),
        None if complete => Slot::Absent,
        None => Slot::Unknown,
    }
}

impl Observed {
    fn of_exchanges(case: &Case<'_>) -> Observed {
        let origins = vec![None; facts::SCHEMA.facts.len()];
        let slots = Slots::unknown(&facts::SCHEMA);
        let mut seen = Observed { slots, signs: Vec::new(), origins, parts: Vec::new() };
        seen.case(case);
        if let Some(leg) = case.focus() {
            if let Some(request) = &leg.exchange.request {
                seen.request(leg, request);
                seen.request_fields(request);
            }
            seen.response(case, leg);
            seen.response_fields(leg);
        }
        seen.via(case.legs.iter());
        seen.server(case);
        seen
    }

    /// Where a known fact comes from.
    pub(crate) fn origin(&self, fact: FactId) -> Option<&Origin> {
        self.origins.get(usize::from(fact.0))?.as_ref()
    }

    fn origin_mut(&mut self, fact: FactId) -> Option<&mut Origin> {
        self.origins.get_mut(usize::from(fact.0))?.as_mut()
    }

    fn stems_from(&mut self, fact: FactId, origin: Origin) {
        if let Some(place) = self.origins.get_mut(usize::from(fact.0)) {
            *place = Some(origin);
        }
    }

    fn known(&mut self, fact: FactId, value: Value, spans: Vec<Span>, source: Source) {
        self.slots.set(fact, Slot::Known(value));
        self.stems_from(fact, Origin { source, spans, remarks: Vec::new() });
    }

    fn read(&mut self, fact: FactId, value: Value, spans: Vec<Span>) {
        self.known(fact, value, spans, Source::Paste);
    }

    fn absent(&mut self, facts: &[FactId]) {
        for fact in facts {
            self.slots.set(*fact, Slot::Absent);
        }
    }

    fn leaf(&mut self, fact: FactId, leaf: Option<&Leaf>, complete: bool) {
        match leaf {
            Some(leaf) => self.read(fact, string(leaf.as_str()), leaf.spans()),
            None if complete => self.slots.set(fact, Slot::Absent),
            None => {}
        }
    }

    fn is_unknown(&self, fact: FactId) -> bool {
        matches!(self.slots.get(fact), Slot::Unknown)
    }

    fn text(&self, fact: FactId) -> Option<&str> {
        match self.slots.get(fact) {
            Slot::Known(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    fn spans(&self, fact: FactId) -> Vec<Span> {
        self.origin(fact).map(|origin| origin.spans.clone()).unwrap_or_default()
    }

    fn case(&mut self, case: &Case<'_>) {
        self.known(
            facts::CASE_OUTCOME,
            string(case.outcome.name()),
            case.focus().map(outcome_spans).unwrap_or_default(),
            Source::Assumed,
        );
        if case.legs.is_empty() {
            return;
        }
        let legs = case.legs.iter().map(record).gather();
        let spans = case.legs.iter().map(|leg| leg.exchange.span).gather();
        self.read(facts::LEGS, Value::List(legs), spans);
        let (mut messages, mut spans) = (Vec::new(), Vec::new());
        for leg in &case.legs {
            for message in &leg.exchange.messages {
                messages.push(string(message.as_str()));
                spans.push(message.span());
            }
        }
        if !messages.is_empty() {
            self.read(facts::CLIENT_MESSAGES, Value::List(messages), spans);
        }
    }

    #[inline(never)]
    fn request(&mut self, leg: &Leg<'_>, request: &Request) {
        self.leaf(facts::REQUEST_METHOD, request.method.as_ref(), false);
        self.leaf(facts::REQUEST_URL_HOST, host(request).as_ref(), request.has_head);
        self.leaf(facts::REQUEST_URL_PATH, path(request).as_ref(), request.has_head);
        let carriers = named(&request.fields, leg.credentials_name());
        if !carriers.is_empty() || request.has_head {
            let count = Value::Int(carriers.len() as i64);
            let spans = carriers.iter().map(|field| field.span).gather();
            self.read(facts::CREDENTIALS_COUNT, count, spans);
        }
        let Some(sent) = &leg.credentials else {
            if request.has_head {
                const NONE: [FactId; 6] = [
                    facts::CREDENTIALS_SCHEME,
                    facts::CREDENTIALS_SIZE,
                    facts::CREDENTIALS_NAMES,
                    facts::CREDENTIALS_TOKEN68,
                    facts::TOKEN_KIND,
                    facts::TOKEN_INNER,
                ];
                self.absent(&NONE);
            }
            return;
        };
        match &sent.scheme {
            Some(scheme) => self.read(facts::CREDENTIALS_SCHEME, lower(scheme), scheme.spans()),
            None => self.slots.set(facts::CREDENTIALS_SCHEME, Slot::Absent),
        }
        self.read(facts::CREDENTIALS_SIZE, Value::Int(sent.size), sent.spans.clone());
        let names = sent.names.iter().map(lower).gather();
        self.read(facts::CREDENTIALS_NAMES, Value::List(names), sent.spans.clone());
        self.leaf(facts::CREDENTIALS_TOKEN68, sent.token.as_ref().map(|token| &token.leaf), true);
        let Some(token) = &sent.token else {
            self.slots.set(facts::TOKEN_KIND, Slot::Absent);
            self.slots.set(facts::TOKEN_INNER, Slot::Absent);
            return;
        };
        let spans = token.leaf.spans();
        if token.token.kind != Kind::Unknown {
            self.read(facts::TOKEN_KIND, string(token.token.kind.name()), spans.clone());
        }
        match &token.token.inner {
            Some(inner) => self.read(facts::TOKEN_INNER, string(inner.kind.name()), spans),
            None => self.slots.set(facts::TOKEN_INNER, Slot::Absent),
        }
    }

    fn response(&mut self, case: &Case<'_>, leg: &Leg<'_>) {
        let Some(response) = &leg.exchange.response else { return };
        if let Some(status) = &response.status {
            let (spans, source) = match &status.leaf {
                Some(leaf) => (leaf.spans(), Source::Paste),
                // It follows from the challenge: its field's name is where that shows.
                None => (named_challenges(leg), Source::Assumed),
            };
            self.known(facts::RESPONSE_STATUS, Value::Int(i64::from(status.code)), spans, source);
        }
        let challenges = leg.challenges.iter().map(challenge_record);
        let spans = scheme_spans(&leg.challenges);
        if response.has_head || !leg.challenges.is_empty() {
            self.read(facts::CHALLENGES, Value::List(challenges.gather()), spans);
        }
        let fields = named(&response.fields, "WWW-Authenticate");
        if let Some(scope) = challenge_list(&fields).iter().find_map(|one| one.param("scope")) {
            self.read(facts::CHALLENGE_SCOPE, string(scope.value.as_str()), scope.value.spans());
        }
        // A challenge that carries a handshake on names the scheme in use, not those on offer: these
        // stand in the last 401 before it that opens one.
        let opening = if leg.continues() {
            case.legs.iter().rev().find(|leg| !leg.offers().is_empty() && !leg.continues())
        } else {
            Some(leg)
        };
        let Some(opening) = opening else { return };
        let seen = opening.exchange.response.as_ref().is_some_and(|response| response.has_head);
        if opening.offers().is_empty() && !seen {
            return;
        }
        let mut offers: Vec<Value> = Vec::new();
        for challenge in opening.offers() {
            let scheme = lower(&challenge.scheme);
            if !offers.contains(&scheme) {
                offers.push(scheme);
            }
        }
        self.read(facts::OFFERS, Value::List(offers), scheme_spans(opening.offers()));
    }

    /// The server: the Server field of the exchange that is judged, else of another one.
    fn server(&mut self, case: &Case<'_>) {
        let field = |leg: &Leg<'_>| {
            let response = leg.exchange.response.as_ref()?;
            Some(named(&response.fields, "Server").first()?.value.clone())
        };
        let field = case.focus().and_then(field).or_else(|| case.legs.iter().rev().find_map(field));
        let Some(server) = field.as_ref().and_then(Server::of) else { return };
        self.read(facts::SERVER_PRODUCT, string(&server.product), server.spans.clone());
        for (fact, number) in
            [(facts::SERVER_MAJOR, server.major), (facts::SERVER_MINOR, server.minor)]
        {
            if let Some(number) = number {
                self.read(fact, Value::Int(number), server.spans.clone());
            }
        }
    }

    /// What follows from what is known. A fact that is known already stays as it is.
    fn derive(&mut self, case: &Case<'_>) {
        if self.is_unknown(facts::IIS_HAS_METABASE)
            && let Some(product) = self.text(facts::SERVER_PRODUCT)
        {
            let major = self.slots.get(facts::SERVER_MAJOR);
            let (value, fact) = match (product, major) {
                ("iis", Slot::Known(Value::Int(major))) => {
                    (Some((4..=6).contains(major)), facts::SERVER_MAJOR)
                }
                ("iis", _) => (None, facts::SERVER_PRODUCT),
                _ => (Some(false), facts::SERVER_PRODUCT),
            };
            if let Some(value) = value {
                let spans = self.spans(fact);
                self.known(facts::IIS_HAS_METABASE, Value::Bool(value), spans, Source::Assumed);
            }
        }
        if self.is_unknown(facts::KERBEROS_USED) {
            let tickets: Vec<Span> = case.legs.iter().filter_map(kerberos_ticket).gather();
            let fact = facts::METABASE_NTAUTHENTICATIONPROVIDERS;
            if !tickets.is_empty() {
                self.read(facts::KERBEROS_USED, Value::Bool(true), tickets);
            } else if self.text(fact) == Some("NTLM") {
                let spans = self.spans(fact);
                self.known(facts::KERBEROS_USED, Value::Bool(false), spans, Source::Assumed);
            } else if let Slot::Known(Value::List(offers)) = self.slots.get(facts::OFFERS)
                && offers.contains(&string("ntlm"))
                && !offers.contains(&string("negotiate"))
            {
                let spans = self.spans(facts::OFFERS);
                self.known(facts::KERBEROS_USED, Value::Bool(false), spans, Source::Assumed);
            }
        }
    }
}

/// In the order of `why401_facts::CHALLENGE`, after the scheme.
const PARAMS: [&str; 14] = [
    "realm",
    "error",
    "error_description",
    "scope",
    "stale",
    "algorithm",
    "qop",
    "charset",
    "service",
    "claims",
    "acr_values",
    "max_age",
    "resource_metadata",
    "authorization_uri",
];

fn challenge_record(challenge: &Challenge) -> Value {
    let param =
        |name| challenge.param(name).map(|param| string(&redact::value(param.value.as_str())));
    let names = challenge.params.iter().map(|param| lower(&param.name)).gather();
    let token = challenge.token68.as_ref().map(|token68| string(sniff(token68).token.kind.name()));
    let mut slots = vec![Slot::Known(lower(&challenge.scheme))];
    for name in PARAMS {
        slots.push(slot(param(name), true));
    }
    slots.push(Slot::Known(Value::List(names)));
    slots.push(slot(token, true));
    Value::Record(slots)
}

fn scheme_spans(challenges: &[Challenge]) -> Vec<Span> {
    challenges.iter().map(|challenge| challenge.scheme.span()).gather()
}

fn record(leg: &Leg<'_>) -> Value {
    let exchange = leg.exchange;
    let request = exchange.request.as_ref();
    let has_head = request.is_some_and(|request| request.has_head);
    let method = request.and_then(|request| request.method.as_ref());
    let sent = leg.credentials.as_ref();
    let token = sent
        .and_then(|sent| sent.token.as_ref())
        .map(|token| token.token.kind)
        .filter(|kind| *kind != Kind::Unknown);
    let offers = leg.offers().iter().map(|challenge| lower(&challenge.scheme)).gather();
    let answered = exchange.response.as_ref().is_some_and(|response| response.has_head);
    // In the order of `why401_facts::LEG`.
    Value::Record(vec![
        slot(method.map(|method| string(method.as_str())), false),
        slot(request.and_then(host).map(|host| string(host.as_str())), false),
        slot(request.and_then(path).map(|path| string(path.as_str())), false),
        slot(leg.status().map(|status| Value::Int(i64::from(status))), false),
        slot(sent.and_then(|sent| sent.scheme.as_ref()).map(lower), has_head),
        slot(token.map(|kind| string(kind.name())), has_head),
        slot((answered || !leg.offers().is_empty()).then_some(Value::List(offers)), false),
        slot(exchange.connection.map(|number| Value::Int(i64::from(number))), false),
    ])
}

/// The names of the fields that carry challenges.
fn named_challenges(leg: &Leg<'_>) -> Vec<Span> {
    let Some(response) = &leg.exchange.response else { return Vec::new() };
    let challenge = |field: &&Field| field.is("WWW-Authenticate") || field.is("Proxy-Authenticate");
    response.fields.iter().filter(challenge).map(|field| field.name.span()).gather()
}

fn outcome_spans(leg: &Leg<'_>) -> Vec<Span> {
    let status = leg.exchange.response.as_ref().and_then(|response| response.status.as_ref());
    status.and_then(|status| status.leaf.as_ref()).map(Leaf::spans).unwrap_or_default()
}

fn kerberos_ticket(leg: &Leg<'_>) -> Option<Span> {
    let sent = leg.credentials.as_ref()?.token.as_ref()?;
    let inner = sent.token.inner.as_ref().map(|inner| inner.kind);
    let ticket = [Some(sent.token.kind), inner].contains(&Some(Kind::KerberosApReq));
    ticket.then(|| sent.leaf.span())
}

/// What a Server field tells (RFC 9110 section 10.2.4): the first product and its version.
struct Server {
    product: String,
    major: Option<i64>,
    minor: Option<i64>,
    spans: Vec<Span>,
}

/// Names in the Server field that differ from the names of the products.
const PRODUCTS: &[(&str, &str)] = &[
    ("microsoft-iis", "iis"),
    ("microsoft-httpapi", "http.sys"),
    ("apache-coyote", "tomcat"),
    ("squid-cache", "squid"),
];

impl Server {
    fn of(field: &Leaf) -> Option<Server> {
        let text = field.as_str().split_ascii_whitespace().next()?;
        let start = field.len() - field.as_str().trim_ascii_start().len();
        let (name, version) = text.split_once('/').unwrap_or((text, ""));
        let name = name.to_ascii_lowercase();
        let known = PRODUCTS.iter().find(|(written, _)| *written == name);
        let mut numbers = version.split('.').map(|number| {
            let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            number.get(..digits)?.parse::<i64>().ok()
        });
        Some(Server {
            product: known.map_or(name.clone(), |(_, product)| (*product).to_owned()),
            major: numbers.next().flatten(),
            minor: numbers.next().flatten(),
            spans: field.slice(start..start + text.len()).spans(),
        })
    }
}

#[cfg(test)]
mod server_tests {
    use super::*;

    #[test]
    fn products_and_versions_are_read_from_the_server_field() {
        let of = |text: &str| {
            let leaf = Leaf::verbatim(text, Span::new(0, 0..text.len()));
            Server::of(&leaf).map(|server| (server.product, server.major, server.minor))
        };
        assert_eq!(of("Microsoft-IIS/5.0"), Some(("iis".to_owned(), Some(5), Some(0))));
        assert_eq!(of("Apache/2.4.58 (Unix)"), Some(("apache".to_owned(), Some(2), Some(4))));
        assert_eq!(of("cloudflare"), Some(("cloudflare".to_owned(), None, None)));
        assert_eq!(of("x/99999999999999999999.1").map(|(_, major, _)| major), Some(None));
        assert_eq!(of(""), None);
    }
}
