//! What was read, in a few words: parts, legs, outcomes.

use why401_evidence::capture::{Capture, Request, Unread, named};
use why401_evidence::gather::Gather;
use why401_evidence::span::Span;

use crate::case::{Case, Leg, Outcome, Sent, host, path, url};
use crate::decoded;
use crate::handshake::Sign;
use crate::redact;
use crate::report::{self, Direction, Finding, Severity};

/// A span as the report has it.
pub(crate) fn span(span: &Span) -> report::Span {
    report::Span { paste: span.paste, start: span.start, end: span.end }
}

/// Spans as the report has them.
pub(crate) fn spans(spans: &[Span]) -> Vec<report::Span> {
    spans.iter().map(span).gather()
}

/// A stretch that was not understood.
pub(crate) fn unread(unread: &Unread) -> report::Unread {
    report::Unread { span: span(&unread.span), reason: unread.reason.to_owned() }
}

/// What was recognised; stretches of one format that follow each other are one.
pub(crate) fn parts(capture: &Capture) -> Vec<report::Part> {
    // All of them are in paste order, so that each part finds its own by halving.
    fn inside<T>(all: &[T], place: fn(&T) -> Span, part: Span) -> &[T] {
        let from = all.partition_point(|one| place(one).position() < part.position());
        let end = (part.paste, part.end);
        let to = all.partition_point(|one| place(one).position() < end).max(from);
        all.get(from..to).unwrap_or_default()
    }
    let mut told: Vec<(report::Part, u64, &str)> = Vec::new();
    for part in &capture.parts {
        let format = part.format;
        let logs = inside(&capture.logs, |one| one.span, part.span);
        let count = inside(&capture.exchanges, |one| one.span, part.span).len() as u64
            + inside(&capture.settings, |one| one.span, part.span).len() as u64
            + inside(&capture.records, |one| one.span, part.span).len() as u64
            + inside(&capture.tokens, |one| one.span(), part.span).len() as u64
            + logs.iter().map(|log| log.rows).sum::<u64>();
        match told.last_mut() {
            // The heads of one exchange are one stretch to a person.
            Some((last, sum, _))
                if last.format == format.label && last.span.paste == part.span.paste =>
            {
                last.span.end = part.span.end;
                *sum += count;
            }
            _ => {
                let span = span(&part.span);
                let part =
                    report::Part { format: format.label.to_owned(), span, summary: String::new() };
                told.push((part, count, format.unit));
            }
        }
    }
    let mut parts = Vec::new();
    for (mut part, count, unit) in told {
        if count > 0 && !unit.is_empty() {
            part.summary = counted(count, unit);
        }
        parts.push(part);
    }
    parts
}

fn counted(count: u64, unit: &str) -> String {
    match unit.split_once(' ') {
        _ if count == 1 => ["1 ", unit].concat(),
        Some((noun, rest)) => format!("{count} {noun}s {rest}"),
        None => format!("{count} {unit}s"),
    }
}

/// A case without what to ask of it.
pub(crate) fn case(
    capture: &Capture,
    case: &Case<'_>,
    signs: &[Sign],
    findings: Vec<Finding>,
    now: Option<i64>,
) -> report::Case {
    let focus = case.focus();
    let response = focus.and_then(|leg| leg.exchange.response.as_ref());
    let mut handshake = Vec::new();
    for leg in &case.legs {
        legs(leg, now, &mut handshake);
    }
    report::Case {
        url: focus.and_then(Leg::request).and_then(url),
        status: focus.and_then(Leg::status),
        reason: response
            .and_then(|response| response.reason.as_ref())
            .map(|reason| redact::value(reason.as_str())),
        outcome: case.outcome.into(),
        summary: summary(capture, case, &findings),
        count: 1,
        handshake,
        signs: signs
            .iter()
            .map(|sign| report::Sign {
                sign: sign.name.to_owned(),
                text: sign.text.to_owned(),
                spans: spans(&sign.spans),
            })
            .gather(),
        findings,
    }
}

/// How it ended and what was seen of it.
fn summary(capture: &Capture, case: &Case<'_>, findings: &[Finding]) -> String {
    let Some(focus) = case.focus() else { return summary_besides(capture) };
    let count = counted(case.legs.len() as u64, "exchange");
    let sent = case.legs.iter().any(|leg| leg.credentials.is_some());
    let head = focus.exchange.request.as_ref().is_some_and(|request| request.has_head);
    match case.outcome {
        // A status can be a success where the content is none, or the settings beside it are wrong.
        Outcome::Succeeded if findings.iter().any(|one| one.severity > Severity::Note) => count,
        Outcome::Succeeded => ["succeeded, ", &count].concat(),
        Outcome::Failed => ["failed, ", &count].concat(),
        Outcome::Open if sent => ["open, ", &count, ", in the middle of the handshake"].concat(),
        Outcome::Open => ["open, ", &count, ", no credentials sent yet"].concat(),
        Outcome::Unknown if head => count,
        Outcome::Unknown => "the request was not pasted".to_owned(),
    }
}

/// What was seen where there is no exchange.
#[inline(never)]
fn summary_besides(capture: &Capture) -> String {
    let rows: u64 = capture.logs.iter().map(|log| log.rows).sum();
    let settings = capture.settings.len() as u64;
    let tokens = capture.tokens.len() as u64;
    let mut seen = vec![(rows, "row of a log"), (settings, "setting"), (tokens, "token")];
    for record in &capture.records {
        let unit = record.format.unit;
        match seen.iter_mut().find(|(_, known)| *known == unit) {
            Some((count, _)) => *count += 1,
            None => seen.push((1, unit)),
        }
    }
    let seen = seen.into_iter().filter(|(count, _)| *count > 0);
    let seen: Vec<String> = seen.map(|(count, unit)| counted(count, unit)).gather();
    match seen.as_slice() {
        [] => "no exchange was pasted".to_owned(),
        seen => format!("{}, no exchange", seen.join(", ")),
    }
}

/// The request of an exchange. By itself: hosts of WebAssembly compile what is called, and an answer is often pasted alone.
#[inline(never)]
fn request_of(leg: &Leg<'_>, request: &Request, now: Option<i64>) -> report::Leg {
    let method = request.method.as_ref().map_or("(a request)", |method| method.as_str());
    let path = path(request).or_else(|| host(request));
    let path = path.as_ref().map(|path| [" ", path.as_str()].concat()).unwrap_or_default();
    let sent = leg.credentials.as_ref();
    let field = leg.credentials_field();
    let told = field.map(|field| decoded::told(&field.value, "", now)).unwrap_or_default();
    report::Leg {
        direction: Direction::Request,
        line: redact::value(&[method, &path].concat()),
        schemes: sent
            .and_then(|sent| sent.scheme.as_ref())
            .map(|scheme| vec![scheme.as_str().to_owned()])
            .unwrap_or_default(),
        token: match sent {
            None if request.has_head => Some("no credentials".to_owned()),
            None => None,
            Some(Sent { scheme: None, .. }) => Some("a token without a scheme".to_owned()),
            Some(_) => told.line,
        },
        decoded: told.fields,
        odd: told.odd,
        connection: leg.exchange.connection,
        span: span(&request.span),
    }
}

/// Adds the request and the response of one exchange.
fn legs(leg: &Leg<'_>, now: Option<i64>, legs: &mut Vec<report::Leg>) {
    let exchange = leg.exchange;
    if let Some(request) = &exchange.request {
        legs.push(request_of(leg, request, now));
    }
    if let Some(response) = &exchange.response {
        let status = leg.status().map_or("(a response)".to_owned(), |status| status.to_string());
        let mut schemes: Vec<String> = Vec::new();
        for challenge in &leg.challenges {
            let scheme = challenge.scheme.as_str().to_owned();
            if !schemes.contains(&scheme) {
                schemes.push(scheme);
            }
        }
        let with_token = leg
            .challenges
            .iter()
            .find_map(|challenge| Some((challenge.token68.as_ref()?, challenge.scheme.as_str())));
        let told = with_token.map(|(token, scheme)| decoded::told(token, scheme, now));
        let told = told.unwrap_or_default();
        legs.push(report::Leg {
            direction: Direction::Response,
            line: status,
            schemes,
            token: told.line.or_else(|| product(&response.fields)),
            decoded: told.fields,
            odd: told.odd,
            connection: exchange.connection,
            span: span(&response.span),
        });
    }
}

fn product(fields: &[why401_evidence::capture::Field]) -> Option<String> {
    Some(["from ", named(fields, "Server").first()?.value.as_str()].concat())
}
