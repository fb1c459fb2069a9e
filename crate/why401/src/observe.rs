//! Fills the fact slots of a case from what was read, and remembers where each value stood.

use std::collections::BTreeMap;

use why401_engine::{FactId, Slot, Slots, Type, Value};
use why401_evidence::capture::{Act, Capture, Field, Setting, SettingValue, named};
use why401_evidence::iis::date::Date;
use why401_evidence::iis::episodes::Episodes;
use why401_evidence::iis::metabase::{Effective, NodePath, effective, node_of};
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::Kind;
use why401_facts as facts;

use crate::case::{Case, Leg, host, path};
use crate::report::Source;

/// The facts of a case, and where they come from.
pub(crate) struct Observed {
    pub(crate) slots: Slots,
    pub(crate) origins: BTreeMap<FactId, Origin>,
}

/// Where a known fact comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) source: Source,
    pub(crate) spans: Vec<Span>,
    /// What a person has to know of it besides its value.
    pub(crate) remark: Option<Remark>,
}

/// What is to be said of a fact besides its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// The person answered this, and a paste says otherwise.
    Contradicts(String),
    /// The setting was changed to this after the exchange that is judged.
    ChangedLater(String),
}

/// Fills the slots for `case`. `answers` are names of facts and values; one that names no fact or
/// does not fit its type is passed over, since [`check_answer`] has told of it before.
pub(crate) fn observe(
    capture: &Capture,
    case: &Case<'_>,
    answers: &[(String, String)],
) -> Observed {
    let mut seen = Observed { slots: Slots::unknown(&facts::SCHEMA), origins: BTreeMap::new() };
    seen.case(case);
    if let Some(leg) = case.focus() {
        seen.request(leg);
        seen.response(case, leg);
    }
    seen.server(capture, case);
    seen.settings(capture, case);
    seen.logs(capture);
    seen.derive(capture, case);
    seen.answers(answers);
    // An answer can make known what others follow from.
    seen.derive(capture, case);
    seen
}

/// Whether `value` can be the value of the fact `name`; if not, a sentence that says why.
pub fn check_answer(name: &str, value: &str) -> Result<(), String> {
    let Some((_, fact)) = facts::by_name(name) else {
        return Err(format!("there is no fact named {name}"));
    };
    match parse(fact.ty, value) {
        Some(_) => Ok(()),
        None => Err(match fact.ty {
            Type::Bool => format!("{name} is answered with yes or no, not with {value:?}"),
            Type::Int => format!("{name} is answered with a whole number, not with {value:?}"),
            Type::String | Type::List(_) | Type::Record(_) => format!("{name} can't be answered"),
        }),
    }
}

/// The slot that an answer stands for; an empty one says that there is none.
fn parse(ty: Type, value: &str) -> Option<Slot> {
    let value = value.trim();
    if value.is_empty() {
        return Some(Slot::Absent);
    }
    let known = match ty {
        Type::Bool => Value::Bool(match value.to_ascii_lowercase().as_str() {
            "true" | "yes" => true,
            "false" | "no" => false,
            _ => return None,
        }),
        Type::Int => Value::Int(value.parse().ok()?),
        Type::String => Value::String(value.into()),
        Type::List(Type::String) => {
            Value::List(value.split(',').map(|item| Value::String(item.trim().into())).collect())
        }
        Type::List(_) | Type::Record(_) => return None,
    };
    Some(Slot::Known(known))
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
    fn known(&mut self, fact: FactId, value: Value, spans: Vec<Span>, source: Source) {
        self.slots.set(fact, Slot::Known(value));
        self.origins.insert(fact, Origin { source, spans, remark: None });
    }

    fn read(&mut self, fact: FactId, value: Value, spans: Vec<Span>) {
        self.known(fact, value, spans, Source::Paste);
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
        self.origins.get(&fact).map(|origin| origin.spans.clone()).unwrap_or_default()
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
        let legs = case.legs.iter().map(record).collect();
        let spans = case.legs.iter().map(|leg| leg.exchange.span).collect();
        self.read(facts::LEGS, Value::List(legs), spans);
        let messages: Vec<&Leaf> =
            case.legs.iter().flat_map(|leg| &leg.exchange.messages).collect();
        if !messages.is_empty() {
            self.read(
                facts::CLIENT_MESSAGES,
                Value::List(messages.iter().map(|message| string(message.as_str())).collect()),
                messages.iter().flat_map(|message| message.spans()).collect(),
            );
        }
    }

    fn request(&mut self, leg: &Leg<'_>) {
        let Some(request) = &leg.exchange.request else { return };
        self.leaf(facts::REQUEST_METHOD, request.method.as_ref(), false);
        self.leaf(facts::REQUEST_URL_HOST, host(request).as_ref(), request.has_head);
        self.leaf(facts::REQUEST_URL_PATH, path(request).as_ref(), request.has_head);
        let Some(sent) = &leg.credentials else {
            if request.has_head {
                const NONE: [FactId; 4] = [
                    facts::CREDENTIALS_SCHEME,
                    facts::CREDENTIALS_TOKEN68,
                    facts::TOKEN_KIND,
                    facts::TOKEN_INNER,
                ];
                NONE.into_iter().for_each(|fact| self.slots.set(fact, Slot::Absent));
            }
            return;
        };
        match &sent.scheme {
            Some(scheme) => self.read(facts::CREDENTIALS_SCHEME, lower(scheme), scheme.spans()),
            None => self.slots.set(facts::CREDENTIALS_SCHEME, Slot::Absent),
        }
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
        let challenges = leg.challenges.iter().map(|challenge| {
            let realm = challenge.param("realm").map(|realm| string(realm.value.as_str()));
            Value::Record(vec![Slot::Known(lower(&challenge.scheme)), slot(realm, true)])
        });
        let spans: Vec<Span> =
            leg.challenges.iter().flat_map(|challenge| challenge.scheme.spans()).collect();
        if response.has_head || !leg.challenges.is_empty() {
            self.read(facts::CHALLENGES, Value::List(challenges.collect()), spans.clone());
        }
        // A challenge that carries a handshake on names the scheme in use, not those on offer: these
        // stand in the last 401 before it that opens one.
        let opening = if leg.continues() {
            case.legs.iter().rev().find(|leg| !leg.challenges.is_empty() && !leg.continues())
        } else {
            Some(leg)
        };
        let Some(opening) = opening else { return };
        let seen = opening.exchange.response.as_ref().is_some_and(|response| response.has_head);
        if opening.challenges.is_empty() && !seen {
            return;
        }
        let mut offers: Vec<Value> = Vec::new();
        for challenge in &opening.challenges {
            let scheme = lower(&challenge.scheme);
            if !offers.contains(&scheme) {
                offers.push(scheme);
            }
        }
        let spans =
            opening.challenges.iter().flat_map(|challenge| challenge.scheme.spans()).collect();
        self.read(facts::OFFERS, Value::List(offers), spans);
    }

    /// The server: the Server field of the exchange that is judged, else of another one, else what a
    /// log or a tool of IIS tells.
    fn server(&mut self, capture: &Capture, case: &Case<'_>) {
        let fields = case.focus().into_iter().chain(case.legs.iter().rev()).find_map(|leg| {
            let response = leg.exchange.response.as_ref()?;
            Some(named(&response.fields, "Server").first()?.value.clone())
        });
        if let Some(field) = fields
            && let Some(server) = Server::of(&field)
        {
            self.read(facts::SERVER_PRODUCT, string(&server.product), server.spans.clone());
            for (fact, number) in
                [(facts::SERVER_MAJOR, server.major), (facts::SERVER_MINOR, server.minor)]
            {
                if let Some(number) = number {
                    self.read(fact, Value::Int(number), server.spans.clone());
                }
            }
            return;
        }
        let mut versions =
            capture.logs.iter().filter_map(|log| Some((log.iis?, log.software.as_ref()?)));
        if let Some((version, software)) = versions.next() {
            let spans = software.spans();
            self.read(facts::SERVER_PRODUCT, string("iis"), spans.clone());
            if versions.all(|(other, _)| other == version) {
                self.read(facts::SERVER_MAJOR, Value::Int(i64::from(version.0)), spans.clone());
                self.read(facts::SERVER_MINOR, Value::Int(i64::from(version.1)), spans);
            }
        } else if let Some(setting) = capture.settings.first() {
            self.known(facts::SERVER_PRODUCT, string("iis"), vec![setting.span], Source::Assumed);
        }
    }

    fn settings(&mut self, capture: &Capture, case: &Case<'_>) {
        const KEY: &str = "NTAuthenticationProviders";
        let of_key: Vec<&Setting> = capture
            .settings
            .iter()
            .filter(|setting| setting.key.as_str().eq_ignore_ascii_case(KEY))
            .collect();
        let nodes: Vec<NodePath> = of_key.iter().map(|setting| node_of(setting)).collect();
        let Some(node) = nodes.iter().max_by_key(|node| node.as_str().len()) else { return };
        let sites: Vec<u32> = nodes.iter().filter_map(NodePath::site).collect();
        if sites.iter().any(|site| Some(site) != sites.first()) {
            // Several sites, and nothing tells which of them failed.
            return;
        }
        let judged = case.focus().map(|leg| leg.exchange.span);
        let mut found = effective(&capture.settings, KEY, node, judged);
        if found == Effective::Unknown
            && let Some(judged) = judged
        {
            // What was printed after the exchange, and before any change, was so before it too.
            let change = capture.settings.iter().position(|setting| {
                setting.act == Act::Set
                    && setting.key.as_str().eq_ignore_ascii_case(KEY)
                    && setting.span.position() > judged.position()
            });
            let unchanged = capture.settings.get(..change.unwrap_or(capture.settings.len()));
            found = effective(unchanged.unwrap_or_default(), KEY, node, None);
        }
        let fact = facts::METABASE_NTAUTHENTICATIONPROVIDERS;
        match &found {
            Effective::Value {
                setting: Setting { value: SettingValue::Text(value), .. }, ..
            } => {
                self.leaf(fact, Some(value), true);
            }
            Effective::NotSet(_) => self.slots.set(fact, Slot::Absent),
            Effective::Value { .. } | Effective::Unknown => {}
        }
        let later = of_key.iter().rev().find(|setting| {
            setting.act == Act::Set
                && judged.is_some_and(|judged| setting.span.position() > judged.position())
        });
        if let Some(Setting { value: SettingValue::Text(later), .. }) = later
            && self.text(fact).is_some_and(|value| value != later.as_str())
            && let Some(origin) = self.origins.get_mut(&fact)
        {
            origin.remark = Some(Remark::ChangedLater(later.as_str().to_owned()));
        }
    }

    fn logs(&mut self, capture: &Capture) {
        const ALL: [FactId; 3] = [
            facts::LOG_FAILURE_PERIOD_DAYS,
            facts::LOG_FAILURE_DATES,
            facts::LOG_FAILURES_SAME_DAY_OF_MONTH,
        ];
        let episodes = Episodes::of(&capture.logs);
        let Some(period) = &episodes.period else {
            let complete = !capture.logs.is_empty()
                && capture.logs.iter().all(|log| log.rows > 0 && log.tells_unresolved);
            if complete {
                ALL.into_iter().for_each(|fact| self.slots.set(fact, Slot::Absent));
            }
            return;
        };
        let spans: Vec<Span> =
            episodes.periodic().map(|episode| first_word(capture, episode.first)).collect();
        let dates = episodes.periodic().map(|episode| string(&iso(episode.date()))).collect();
        self.read(ALL[0], Value::Int(i64::from(period.days)), spans.clone());
        self.read(ALL[1], Value::List(dates), spans.clone());
        self.read(ALL[2], Value::Bool(period.same_day_of_month), spans);
    }

    /// What follows from what is known. A fact that is known already stays as it is.
    fn derive(&mut self, capture: &Capture, case: &Case<'_>) {
        if self.is_unknown(facts::IIS_HAS_METABASE)
            && let Some(product) = self.text(facts::SERVER_PRODUCT)
        {
            let major = self.slots.get(facts::SERVER_MAJOR);
            let (value, fact) = match (product, major) {
                ("iis", Slot::Known(Value::Int(major))) => {
                    (Some((4..=6).contains(major)), facts::SERVER_MAJOR)
                }
                ("iis", _) => {
                    ((!capture.settings.is_empty()).then_some(true), facts::SERVER_PRODUCT)
                }
                _ => (Some(false), facts::SERVER_PRODUCT),
            };
            if let Some(value) = value {
                let spans = self.spans(fact);
                self.known(facts::IIS_HAS_METABASE, Value::Bool(value), spans, Source::Assumed);
            }
        }
        if self.is_unknown(facts::KERBEROS_USED) {
            let tickets: Vec<Span> = case.legs.iter().filter_map(kerberos_ticket).collect();
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

    fn answers(&mut self, answers: &[(String, String)]) {
        for (name, value) in answers {
            let Some((id, fact)) = facts::by_name(name) else { continue };
            let Some(answer) = parse(fact.ty, value) else { continue };
            if self.is_unknown(id) {
                self.slots.set(id, answer);
                let origin = Origin { source: Source::Answer, spans: Vec::new(), remark: None };
                self.origins.insert(id, origin);
            } else if *self.slots.get(id) != answer
                && let Some(origin) = self.origins.get_mut(&id)
            {
                origin.remark = Some(Remark::Contradicts(value.clone()));
            }
        }
    }
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
    let offers = leg.challenges.iter().map(|challenge| lower(&challenge.scheme)).collect();
    let answered = exchange.response.as_ref().is_some_and(|response| response.has_head);
    // In the order of `why401_facts::LEG`.
    Value::Record(vec![
        slot(method.map(|method| string(method.as_str())), false),
        slot(leg.status().map(|status| Value::Int(i64::from(status))), false),
        slot(sent.and_then(|sent| sent.scheme.as_ref()).map(lower), has_head),
        slot(token.map(|kind| string(kind.name())), has_head),
        slot((answered || !leg.challenges.is_empty()).then_some(Value::List(offers)), false),
        slot(exchange.connection.map(|number| Value::Int(i64::from(number))), false),
    ])
}

/// The names of the fields that carry challenges.
fn named_challenges(leg: &Leg<'_>) -> Vec<Span> {
    let fields = leg.exchange.response.iter().flat_map(|response| &response.fields);
    let challenge = |field: &&Field| field.is("WWW-Authenticate") || field.is("Proxy-Authenticate");
    fields.filter(challenge).map(|field| field.name.span()).collect()
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

/// The first column of a log's row, which is its day or its time.
fn first_word(capture: &Capture, row: Span) -> Span {
    let word = capture.slice(row).split_ascii_whitespace().next().unwrap_or_default();
    let start = row.range().start;
    Span::new(row.paste, start..start + word.len())
}

/// A day as ISO 8601 writes it.
fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
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
        let start = field.as_str().find(text)?;
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
mod tests {
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

    #[test]
    fn an_answer_must_fit_its_fact() {
        assert_eq!(check_answer("kerberos.used", "yes"), Ok(()));
        assert_eq!(check_answer("metabase.NTAuthenticationProviders", ""), Ok(()));
        assert!(check_answer("kerberos.used", "perhaps").is_err());
        assert!(check_answer("server.major", "five").is_err());
        assert!(check_answer("kerberos.usde", "yes").is_err());
    }
}
