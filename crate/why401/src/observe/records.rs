//! What pastes tell in records: errors, pages, access rows, events, tickets, names. Those in the
//! content of an exchange are of its case alone; those that stand for themselves are of every case.

use why401_engine::{FactId, RecordType, Slot, Type, Value};
use why401_evidence::capture::{Capture, Exchange, Kind, Record};
use why401_evidence::gather::Gather;
use why401_evidence::span::{Leaf, Span};
use why401_facts as facts;

use super::{Observed, slot, string};
use crate::case::{Case, host};
use crate::redact;

/// Most records of a kind that become elements of one fact.
const MOST: usize = 256;

impl Observed {
    /// What programs and pages say went wrong, and what logs and tools list.
    #[inline(never)]
    pub(super) fn records(&mut self, capture: &Capture, case: &Case<'_>) {
        let all = of_case(capture, case);
        let said = of(&all, &[Kind::Error, Kind::Page]);
        self.list(facts::ERRORS, &facts::ERROR, &said);
        self.codes(&of(&all, &[Kind::Error, Kind::Page, Kind::Event]), case);
        self.agreed(facts::ERROR_STATUS, &said, "status");
        let paged = of(&all, &[Kind::Page, Kind::Access]);
        self.agreed(facts::RESPONSE_SUBSTATUS, &paged, "substatus");
        self.agreed(facts::RESPONSE_WIN32_STATUS, &paged, "win32_status");
        let rows = of(&all, &[Kind::Access]);
        self.list(facts::ACCESS, &facts::ROW, &rows);
        self.access(capture, &rows);
        let events = of(&all, &[Kind::Event]);
        self.list(facts::EVENTS, &facts::EVENT, &events);
        let id = |event: &&Record| Some((Value::Int(number(event, "id")?), event.span));
        self.distinct(facts::EVENT_IDS, events.iter().filter_map(id).gather());
        self.tickets(&of(&all, &[Kind::Ticket]));
        let spns = of(&all, &[Kind::Spn]);
        self.list(facts::SPNS, &facts::SPN, &spns);
        if !spns.is_empty() {
            let mut twice = spns.clone();
            twice.retain(|spn| spn.get("duplicate").is_some());
            let found = Value::Bool(!twice.is_empty());
            let shown = if twice.is_empty() { &spns } else { &twice };
            self.read(facts::SPN_DUPLICATE, found, spans_of(shown));
        }
        self.preferences(&of(&all, &[Kind::Preference]), case);
        let mut statuses = Vec::new();
        for record in of(&all, &[Kind::Domain]) {
            for entry in &record.entries {
                if entry.name == "status" {
                    statuses.push((string(entry.value.as_str()), entry.value.span()));
                }
            }
        }
        self.distinct(facts::DOMAIN_STATUSES, statuses);
    }

    /// The records as a list of the fact's record type, whose fields are named as the entries are.
    fn list(&mut self, fact: FactId, ty: &RecordType, records: &[&Record]) {
        if records.is_empty() {
            return;
        }
        let values = records.iter().map(|record| element(ty, record)).gather();
        self.read(fact, Value::List(values), spans_of(records));
        for (item, record) in records.iter().enumerate() {
            for (at, field) in ty.fields.iter().enumerate() {
                if let Some(value) = record.get(field.name) {
                    self.part(fact, item, at, value.span());
                }
            }
        }
    }

    fn codes(&mut self, records: &[&Record], case: &Case<'_>) {
        let mut codes = Vec::new();
        for message in case.legs.iter().flat_map(|leg| &leg.exchange.messages) {
            let told = codes_in(message).map(|code| (string(&normal(code)), message.span()));
            codes.extend(told);
        }
        for record in records {
            let status = record.get("status").map(|status| status.as_str().to_owned());
            for entry in &record.entries {
                let code = match (entry.name, record.kind) {
                    ("code", _) | ("status", Kind::Event) => normal(entry.value.as_str()),
                    ("substatus", Kind::Event) => normal(entry.value.as_str()),
                    ("win32_status", Kind::Page) => normal(entry.value.as_str()),
                    ("substatus", Kind::Page) => match &status {
                        Some(status) => format!("{status}.{}", entry.value.as_str()),
                        None => continue,
                    },
                    _ => continue,
                };
                codes.push((string(&code), entry.value.span()));
            }
        }
        self.distinct(facts::ERROR_CODES, codes);
    }

    /// The number that all records that have the entry agree on.
    fn agreed(&mut self, fact: FactId, records: &[&Record], name: &str) {
        let mut found = records
            .iter()
            .filter_map(|record| Some((number(record, name)?, record.get(name)?.span())));
        let Some((first, span)) = found.next() else { return };
        if found.all(|(other, _)| other == first) {
            self.read(fact, Value::Int(first), vec![span]);
        }
    }

    /// The rows of IIS logs, which are summed up while they are read, and those of other logs.
    fn access(&mut self, capture: &Capture, rows: &[&Record]) {
        let refusals: Vec<_> = capture.logs.iter().flat_map(|log| &log.refusals).gather();
        let mut codes = Vec::new();
        let mut win32 = Vec::new();
        for row in rows {
            let Some(status) = number(row, "status") else { continue };
            codes.push((code(status, number(row, "substatus")), row.span));
            if let Some(number) = number(row, "win32_status") {
                win32.push((Value::Int(number), row.span));
            }
        }
        for refusal in &refusals {
            let substatus = refusal.substatus.map(i64::from);
            codes.push((code(i64::from(refusal.status), substatus), refusal.first));
            if let Some(number) = refusal.win32_status {
                win32.push((Value::Int(i64::from(number)), refusal.first));
            }
        }
        if codes.is_empty() {
            return;
        }
        if let Some(first) = refusals.first()
            && refusals.iter().all(|other| other.substatus == first.substatus)
            && let Some(substatus) = first.substatus
            && self.is_unknown(facts::RESPONSE_SUBSTATUS)
        {
            let substatus = Value::Int(i64::from(substatus));
            self.read(facts::RESPONSE_SUBSTATUS, substatus, vec![first.first]);
        }
        if let Some(first) = refusals.first()
            && refusals.iter().all(|other| other.win32_status == first.win32_status)
            && let Some(status) = first.win32_status
            && self.is_unknown(facts::RESPONSE_WIN32_STATUS)
        {
            let status = Value::Int(i64::from(status));
            self.read(facts::RESPONSE_WIN32_STATUS, status, vec![first.first]);
        }
        self.distinct(facts::ACCESS_CODES, codes);
        self.distinct(facts::ACCESS_WIN32, win32);
        if rows.is_empty() {
            let int = |number: Option<i64>| slot(number.map(Value::Int), false);
            let values = refusals.iter().take(MOST).map(|refusal| {
                // In the order of `why401_facts::ROW`.
                Value::Record(vec![
                    int(Some(i64::from(refusal.status))),
                    int(refusal.substatus.map(i64::from)),
                    int(refusal.win32_status.map(i64::from)),
                    Slot::Unknown,
                    Slot::Unknown,
                    Slot::Unknown,
                    Slot::Unknown,
                    Slot::Unknown,
                    int(i64::try_from(refusal.count).ok()),
                ])
            });
            let spans = refusals.iter().map(|refusal| refusal.first).gather();
            self.read(facts::ACCESS, Value::List(values.gather()), spans);
        }
    }

    /// An empty cache is told by a record without a server.
    fn tickets(&mut self, records: &[&Record]) {
        if records.is_empty() {
            return;
        }
        let full: Vec<&Record> =
            records.iter().filter(|record| record.get("server").is_some()).copied().gather();
        match full.as_slice() {
            [] => self.read(facts::TICKETS, Value::List(Vec::new()), spans_of(records)),
            full => self.list(facts::TICKETS, &facts::TICKET, full),
        }
    }

    /// Whether a browser's lists of hosts have the host of the case.
    fn preferences(&mut self, records: &[&Record], case: &Case<'_>) {
        let host = case.focus().and_then(|leg| host(leg.exchange.request.as_ref()?));
        let Some(host) = host.filter(|_| !records.is_empty()) else { return };
        let host = host.as_str().to_ascii_lowercase();
        let below = |name: &str| {
            let before = host.strip_suffix(name);
            before.is_some_and(|before| name.starts_with('.') || before.ends_with('.'))
        };
        let (mut listed, mut sends) = (false, false);
        for entry in records.iter().flat_map(|record| &record.entries) {
            let of_firefox = entry.name == "trusted";
            listed |= entry.name != "non_fqdn";
            sends |= entry.name == "non_fqdn" && !host.contains('.');
            for item in entry.value.as_str().split([',', ' ']) {
                let item = item.trim().to_ascii_lowercase();
                let item = item.split_once("://").map_or(item.as_str(), |(_, rest)| rest);
                let star = item.starts_with('*');
                let item = item.trim_start_matches('*');
                sends |= star && item.is_empty();
                sends |= !item.is_empty() && (item == host || (of_firefox || star) && below(item));
            }
        }
        if listed || sends {
            self.read(facts::BROWSER_SENDS_LOGON, Value::Bool(sends), spans_of(records));
        }
    }

    pub(super) fn distinct(&mut self, fact: FactId, found: Vec<(Value, Span)>) {
        if found.is_empty() {
            return;
        }
        let mut values: Vec<Value> = Vec::new();
        let mut spans = Vec::new();
        for (value, span) in found {
            if !values.contains(&value) {
                values.push(value);
                spans.push(span);
            }
        }
        self.read(fact, Value::List(values), spans);
    }
}

/// The records that are of the case.
fn of_case<'a>(capture: &'a Capture, case: &Case<'_>) -> Vec<&'a Record> {
    let own = |record: &&Record| {
        let within = |span: Span| {
            span.paste == record.span.paste
                && span.start <= record.span.start
                && record.span.end <= span.end
        };
        case.legs.iter().any(|leg| within(leg.exchange.span))
            || !capture.exchanges.iter().any(|exchange| within(exchange.span))
    };
    capture.records.iter().filter(own).gather()
}

/// Those of some kinds.
fn of<'a>(records: &[&'a Record], kinds: &[Kind]) -> Vec<&'a Record> {
    records.iter().filter(|record| kinds.contains(&record.kind)).take(MOST).copied().gather()
}

/// The codes in what Windows says to curl of the logon; what schannel says is of the certificate.
fn codes_in(message: &Leaf) -> impl Iterator<Item = &str> {
    let text = message.as_str();
    let text = if text.starts_with("schannel: ") { "" } else { text };
    let symbols = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    symbols.filter(|one| one.starts_with("SEC_E_") || one.starts_with("0x8009"))
}

/// Whether curl passed on codes of Windows.
pub(crate) fn says_codes<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>) -> bool {
    exchanges.into_iter().flat_map(|one| &one.messages).any(|one| codes_in(one).next().is_some())
}

fn spans_of(records: &[&Record]) -> Vec<Span> {
    records.iter().map(|record| record.span).gather()
}

/// `401.2`, or `401` where there is no substatus.
fn code(status: i64, substatus: Option<i64>) -> Value {
    match substatus {
        Some(substatus) => string(&format!("{status}.{substatus}")),
        None => string(&status.to_string()),
    }
}

/// A code in one spelling: hexadecimal digits in upper case after `0x`.
fn normal(code: &str) -> String {
    match code.strip_prefix("0x").or_else(|| code.strip_prefix("0X")) {
        Some(digits) => format!("0x{}", digits.to_ascii_uppercase()),
        None => code.to_owned(),
    }
}

/// A number of an entry, decimal or hexadecimal; negative Windows codes are read as unsigned.
fn number(record: &Record, name: &str) -> Option<i64> {
    parse(record.get(name)?.as_str())
}

fn parse(text: &str) -> Option<i64> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    let number: i64 = text.trim().parse().ok()?;
    Some(if (i64::from(i32::MIN)..0).contains(&number) { number + (1 << 32) } else { number })
}

/// The record's entries as the fields of `ty` that have their names.
fn element(ty: &RecordType, record: &Record) -> Value {
    let field = |name: &str, ty: Type| {
        let text = |name| record.get(name).map(|value| value.as_str());
        match (name, ty) {
            ("count", _) => Slot::Known(Value::Int(i64::from(record.count))),
            ("format", _) => Slot::Known(string(record.format.id)),
            (_, Type::Bool) => Slot::Known(Value::Bool(text(name).is_some())),
            (_, Type::Int) => slot(text(name).and_then(parse).map(Value::Int), false),
            _ => slot(text(name).map(|text| string(&redact::value(text))), true),
        }
    };
    Value::Record(ty.fields.iter().map(|one| field(one.name, one.ty)).gather())
}
