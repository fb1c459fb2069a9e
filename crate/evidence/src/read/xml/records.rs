//! Events, failed-request traces and AuthMon's rows.

use super::{AUTHMON, Attribute, EVENT, Place, TRACE, get};
use crate::capture::{Entry, Kind, Record};
use crate::read::fields::Side;
use crate::read::message::Message;
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder, Span};

/// `Data Name="..."` of an event, and what it is called in a record.
const DATA: [(&str, &str); 20] = [
    ("TargetUserName", "account"),
    ("TargetDomainName", "domain"),
    ("ServiceName", "service"),
    ("TargetServerName", "service"),
    ("IpAddress", "client"),
    ("Status", "status"),
    ("SubStatus", "substatus"),
    ("TicketEncryptionType", "etype"),
    ("PreAuthType", "preauth"),
    ("LogonType", "logon_type"),
    ("AuthenticationPackageName", "package"),
    ("PackageName", "package"),
    ("WorkstationName", "workstation"),
    ("Workstation", "workstation"),
    ("ProcessName", "process"),
    ("FailureReason", "text"),
    // Of Kerberos's own events.
    ("Server", "service"),
    ("TargetRealm", "domain"),
    ("ErrorCode", "status"),
    ("ErrorText", "text"),
];

/// What the event says that set a failed request's status.
const REFUSED: [(&str, &str); 6] = [
    ("ModuleName", "module"),
    ("Notification", "notification"),
    ("HttpStatus", "status"),
    ("HttpSubStatus", "substatus"),
    ("HttpReason", "text"),
    ("ErrorCode", "win32_status"),
];

/// Attributes of `failedRequest`.
const REQUEST: [(&str, &str); 4] = [
    ("url", "url"),
    ("authenticationType", "logon_method"),
    ("userName", "logon_user"),
    ("failureReason", "text"),
];

#[derive(Default)]
pub(super) struct Records {
    /// Of the failed request that is open.
    request: Option<Vec<Entry>>,
    /// Of the event that is open.
    event: Option<Vec<Entry>>,
    /// What the text of the open element is.
    name: Option<&'static str>,
    /// The event tells which status a module set.
    refused: bool,
}

fn named(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, name)| *name)
}

impl Records {
    pub(super) fn open(&mut self, place: &Place<'_, '_>, all: &[Attribute], sink: &mut Sink) {
        self.name = None;
        match place.name {
            "failedRequest" => self.request = Some(failed_request(all)),
            "Event" => (self.event, self.refused) = (Some(Vec::new()), false),
            "AuthMonRow" => row(place, all, sink),
            _ => {}
        }
        let in_trace = self.request.is_some();
        let Some(event) = &mut self.event else { return };
        let mut add = |name, value: Option<&Leaf>| {
            event.extend(value.map(|value| Entry { name, value: value.clone() }));
        };
        match place.name {
            "Provider" if !in_trace => add("source", get(all, "Name")),
            "TimeCreated" if !in_trace => add("time", get(all, "SystemTime")),
            "EventID" if !in_trace => self.name = Some("id"),
            "Computer" if !in_trace => self.name = Some("computer"),
            "Opcode" if in_trace => self.name = Some("opcode"),
            "Data" | "Description" => {
                let name = get(all, "Name").or_else(|| get(all, "Data")).map_or("", Leaf::as_str);
                self.name = named(if in_trace { &REFUSED } else { &DATA }, name);
            }
            _ => {}
        }
    }

    /// The content of the element that ends here.
    pub(super) fn text(&mut self, element: &str, text: &Leaf) {
        let (Some(name), Some(event)) = (self.name.take(), &mut self.event) else { return };
        if name == "opcode" {
            self.refused |= text.as_str() == "MODULE_SET_RESPONSE_ERROR_STATUS";
        } else if element == "Description"
            && name != "win32_status"
            && let Some(known) = event.iter_mut().find(|entry| entry.name == name)
        {
            // The rendered text says more than the number.
            known.value = text.clone();
        } else if text.as_str() != "-" {
            event.push(Entry { name, value: text.clone() });
        }
    }

    pub(super) fn close(&mut self, element: &str, span: Span, sink: &mut Sink) {
        self.name = None;
        match element {
            "Event" => self.end_of_event(span, sink),
            "failedRequest" => self.end_of_request(span, sink),
            _ => {}
        }
    }

    fn end_of_event(&mut self, span: Span, sink: &mut Sink) {
        let Some(event) = self.event.take() else { return };
        let Some(request) = &mut self.request else {
            if event.iter().any(|entry| entry.name == "id") {
                let span =
                    event.iter().fold(within(&event, span), |span, e| span.hull(e.value.span()));
                sink.record(Record {
                    kind: Kind::Event,
                    format: &EVENT,
                    entries: event,
                    count: 1,
                    span,
                });
            }
            return;
        };
        let told = request.iter().any(|entry| entry.name == "module");
        if !told && (self.refused || event.iter().any(|entry| entry.name == "status")) {
            let new = |entry: &Entry| !request.iter().any(|known| known.name == entry.name);
            let mut more = event;
            more.retain(new);
            request.append(&mut more);
        }
    }

    fn end_of_request(&mut self, span: Span, sink: &mut Sink) {
        let Some(entries) = self.request.take() else { return };
        if entries.iter().any(|entry| entry.name == "status") {
            sink.record(Record { kind: Kind::Page, format: &TRACE, entries, count: 1, span });
        }
    }

    /// The paste ends inside what is open.
    pub(super) fn cut(&mut self, span: Span, sink: &mut Sink) {
        self.end_of_event(span, sink);
        self.end_of_request(span, sink);
    }
}

/// From the first value on: an event is one of many in a document.
fn within(entries: &[Entry], span: Span) -> Span {
    entries.first().map_or(span, |entry| entry.value.span())
}

fn failed_request(all: &[Attribute]) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Some(code) = get(all, "statusCode").or_else(|| get(all, "triggerStatusCode")) {
        let dot = code.as_str().find('.').unwrap_or(code.len());
        entries.push(Entry { name: "status", value: code.slice(0..dot) });
        if dot < code.len() {
            entries.push(Entry { name: "substatus", value: code.slice(dot + 1..code.len()) });
        }
    }
    for (name, value) in all {
        if let Some(name) = named(&REQUEST, name.as_str())
            && !value.is_empty()
        {
            entries.push(Entry { name, value: value.clone() });
        }
    }
    entries
}

/// A row of AuthMon: the request as the server got it, what Windows said of its token, the response.
fn row(place: &Place<'_, '_>, all: &[Attribute], sink: &mut Sink) {
    if let Some(status) = get(all, "StatusCode") {
        let mut message = Message::new(Side::Response, place.span);
        message.status(status.clone());
        if let Some(reason) = get(all, "Reason") {
            message.reason(reason.clone());
        }
        message.put(false, &AUTHMON, sink);
    } else if let Some(verb) = get(all, "Verb") {
        let mut message = Message::new(Side::Request, place.span);
        message.method(verb.clone());
        if let Some(url) = get(all, "Url") {
            message.target(url.clone());
        }
        let mut header =
            all.iter().filter(|(name, value)| name.as_str() == "Auth_header" && !value.is_empty());
        if let Some((name, value)) = header.next() {
            let mut builder = LeafBuilder::new();
            builder.push("Authorization", name.span());
            message.field(builder.finish(name.span()), value.clone());
        }
        message.put(false, &AUTHMON, sink);
    } else if let Some(code) = get(all, "Result").filter(|code| code.as_str() != "0x0") {
        const NAMES: [(&str, &str); 4] =
            [("Name", "text"), ("Package", "scheme"), ("UserName", "user"), ("ServerName", "host")];
        let mut entries = vec![Entry { name: "code", value: code.clone() }];
        for (from, name) in NAMES {
            let value = get(all, from).filter(|value| !value.is_empty());
            entries.extend(value.map(|value| Entry { name, value: value.clone() }));
        }
        let awaits_response = sink.awaits_response;
        sink.record(Record {
            kind: Kind::Error,
            format: &AUTHMON,
            entries,
            count: 1,
            span: place.span,
        });
        sink.awaits_response = awaits_response;
    } else {
        let awaits_response = sink.awaits_response;
        sink.part(&AUTHMON, place.span);
        sink.awaits_response = awaits_response;
    }
}
