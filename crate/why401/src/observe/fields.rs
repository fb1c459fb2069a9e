//! What the heads of the exchange that is judged tell besides its authentication: the URL, the
//! fields, what stands between client and server.

use why401_engine::{FactId, Slot, Value};
use why401_evidence::capture::{Field, Request, Response};
use why401_evidence::gather::Gather;
use why401_evidence::span::{Leaf, Span};
use why401_facts as facts;

use super::{Observed, lower, string};
use crate::case::{Leg, authority};
use crate::redact;
use crate::report::Source;

/// Fields, or the starts of their names, that intermediaries add. Lower case.
const INTERMEDIARIES: &[&str] = &[
    "via",
    "forwarded",
    "x-forwarded-",
    "x-cache",
    "x-varnish",
    "x-squid-error",
    "x-amz-cf-",
    "x-amz-apigw-",
    "x-amzn-",
    "x-azure-ref",
    "x-ms-proxy",
    "x-envoy-",
    "x-kong-",
    "x-goog-iap-",
    "cf-ray",
    "cf-access-",
    "proxy-connection",
    "proxy-support",
];

/// Whether a field, by its name in lower case, is one that intermediaries add.
fn is_of_intermediary(name: &str) -> bool {
    INTERMEDIARIES.iter().any(|known| name.starts_with(known))
}

impl Observed {
    #[inline(never)]
    pub(super) fn request_fields(&mut self, request: &Request) {
        self.url(request);
        self.version(facts::REQUEST_VERSION, request.version.as_ref());
        let agent = request.fields.iter().find(|field| field.is("User-Agent"));
        self.leaf(facts::REQUEST_AGENT, agent.map(|field| &field.value), request.has_head);
        self.complete(facts::REQUEST_COMPLETE, request.has_head, request.span);
        let (names, fields) = (facts::REQUEST_FIELD_NAMES, facts::REQUEST_FIELDS);
        self.fields(names, fields, &request.fields, request.has_head);
        self.query_names(request);
    }

    pub(super) fn response_fields(&mut self, leg: &Leg<'_>) {
        let Some(response) = &leg.exchange.response else { return };
        self.version(facts::RESPONSE_VERSION, response.version.as_ref());
        self.leaf(facts::RESPONSE_REASON, response.reason.as_ref(), response.has_head);
        self.complete(facts::RESPONSE_COMPLETE, response.has_head, response.span);
        let (names, fields) = (facts::RESPONSE_FIELD_NAMES, facts::RESPONSE_FIELDS);
        self.fields(names, fields, &response.fields, response.has_head);
    }

    /// The fields of intermediaries in any message of the case.
    pub(super) fn via<'a>(&mut self, legs: impl Iterator<Item = &'a Leg<'a>>) {
        let mut complete = false;
        let mut names: Vec<Value> = Vec::new();
        let mut spans = Vec::new();
        for leg in legs {
            let request = leg.exchange.request.as_ref();
            let response = leg.exchange.response.as_ref();
            complete |= response.is_some_and(|response: &Response| response.has_head);
            let fields = [
                request.map(|request| request.fields.as_slice()),
                response.map(|response| response.fields.as_slice()),
            ];
            for field in fields.into_iter().flatten().flatten() {
                let name = field.name.as_str().to_ascii_lowercase();
                if is_of_intermediary(&name) {
                    spans.push(field.name.span());
                    let name = string(&name);
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        if complete || !names.is_empty() {
            self.read(facts::VIA, Value::List(names), spans);
        }
    }

    fn complete(&mut self, fact: FactId, complete: bool, head: Span) {
        self.known(fact, Value::Bool(complete), vec![head], Source::Assumed);
    }

    fn url(&mut self, request: &Request) {
        if let Some(target) = &request.target
            && let Some((scheme, _)) = target.as_str().split_once("://")
        {
            let leaf = target.slice(0..scheme.len());
            let scheme = string(&scheme.to_ascii_lowercase());
            self.read(facts::REQUEST_URL_SCHEME, scheme, leaf.spans());
            let authority = target.as_str().get(leaf.len() + 3..).unwrap_or_default();
            let end = authority.find(['/', '?', '#']).unwrap_or(authority.len());
            let userinfo = authority.get(..end).is_some_and(|authority| authority.contains('@'));
            self.read(facts::REQUEST_URL_USERINFO, Value::Bool(userinfo), leaf.spans());
        }
        let Some((host, port)) = authority(request) else { return };
        let text = host.as_str();
        let is_ip = text.starts_with('[') || is_ipv4(text);
        self.read(facts::REQUEST_URL_IS_IP, Value::Bool(is_ip), host.spans());
        let is_short = !is_ip && !text.contains('.');
        self.read(facts::REQUEST_URL_IS_SHORT, Value::Bool(is_short), host.spans());
        if let Some(port) = port
            && let Ok(number) = port.as_str().parse::<u16>()
        {
            self.read(facts::REQUEST_URL_PORT, Value::Int(number.into()), port.spans());
        }
    }

    fn query_names(&mut self, request: &Request) {
        let Some(target) = &request.target else { return };
        let text = target.as_str();
        let from = text.find('?').map_or(text.len(), |at| at + 1);
        let query = text.get(from..).unwrap_or_default();
        let query = query.split('#').next().unwrap_or_default();
        let names = query
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| string(&part.split('=').next().unwrap_or_default().to_ascii_lowercase()));
        let names = Value::List(names.gather());
        self.read(facts::REQUEST_URL_QUERY_NAMES, names, target.slice(from..text.len()).spans());
    }

    fn version(&mut self, fact: FactId, version: Option<&Leaf>) {
        if let Some(version) = version {
            let text = version.as_str();
            self.read(fact, string(text.strip_suffix(".0").unwrap_or(text)), version.spans());
        }
    }

    fn fields(&mut self, names: FactId, fields: FactId, list: &[Field], complete: bool) {
        if list.is_empty() && !complete {
            return;
        }
        let (mut all, mut spans) = (Vec::new(), Vec::new());
        let (mut told, mut told_spans) = (Vec::new(), Vec::new());
        for field in list {
            let name = lower(&field.name);
            all.push(name.clone());
            spans.push(field.name.span());
            if !redact::is_secret(field) {
                told_spans.push(field.name.span());
                let value = string(&redact::value(field.value.as_str()));
                // In the order of `why401_facts::FIELD`.
                told.push(Value::Record(vec![Slot::Known(name), Slot::Known(value)]));
            }
        }
        self.read(names, Value::List(all), spans);
        self.read(fields, Value::List(told), told_spans);
    }
}

/// Whether a host is an IPv4 address as RFC 3986 section 3.2.2 writes it. The standard library's parser also carries
/// that of IPv6.
fn is_ipv4(host: &str) -> bool {
    let mut octets = 0;
    let all = host.split('.').all(|octet| {
        octets += 1;
        let plain = octet.bytes().all(|byte| byte.is_ascii_digit())
            && (octet == "0" || !octet.starts_with('0'));
        plain && octet.parse::<u16>().is_ok_and(|octet| octet < 256)
    });
    all && octets == 4
}

#[cfg(test)]
mod tests {
    use super::is_ipv4;

    #[test]
    fn addresses_are_told_from_names() {
        for host in [
            "192.0.2.7",
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "01.2.3.4",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.",
            "",
            "+1.2.3.4",
            "1.2.3.4000",
            "1.2.3.99999999999",
            "web1.contoso.com",
        ] {
            assert_eq!(is_ipv4(host), host.parse::<std::net::Ipv4Addr>().is_ok(), "{host}");
        }
    }
}
