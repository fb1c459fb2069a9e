//! Where the readers put what they read: builds the capture and keeps its order.

use crate::capture::{Capture, Exchange, Format, Part, RECORDS, Record, Response, Unread};
use crate::iis::log::Log;
use crate::order::sort_by_key;
use crate::read::Reader;
use crate::read::adsutil::Pending;
use crate::read::curl_verbose::Connections;
use crate::read::cursor::Cursor;
use crate::span::{Leaf, Span};
use crate::text::Text;

#[derive(Default)]
pub(super) struct Sink {
    /// Those that read.
    pub(super) readers: &'static [&'static Reader],
    /// There are others, who may take what these do not.
    pub(super) has_others: bool,
    pub(super) capture: Capture,
    /// The last exchange lacks its response, and nothing else was read since.
    pub(super) awaits_response: bool,
    /// What is read is the content of a refusal.
    pub(super) refused: bool,
    /// The `adsutil` command whose output is still to come.
    pub(super) pending: Option<Pending>,
    pub(super) connections: Connections,
    /// XML documents that broke off or told nothing.
    pub(super) broken_xml: u32,
    /// What the last `appcmd list config` asked for; its output is XML without a path.
    pub(super) appcmd_path: Option<Leaf>,
    /// Stretches in which the exchanges are to stay in the order in which they came, in paste order.
    pub(super) in_order: Vec<Span>,
}

impl Sink {
    pub(super) fn part(&mut self, format: &'static Format, span: Span) {
        match self.capture.parts.last_mut() {
            Some(last) if last.format == format && last.span.hull(span) == last.span => {}
            _ => self.capture.parts.push(Part { format, span }),
        }
        self.awaits_response = false;
    }

    /// A part that begins at `span`, or that has begun there and now goes on to its end.
    pub(super) fn stretch(&mut self, format: &'static Format, span: Span) {
        match self.capture.parts.last_mut() {
            Some(last) if last.format == format && last.span.position() == span.position() => {
                last.span = span;
            }
            _ => self.part(format, span),
        }
    }

    /// A line that no reader takes; neighbours are one stretch.
    pub(super) fn unread(&mut self, span: Span, reason: &'static str) {
        let read_to = self.capture.parts.last().map(|part| part.span);
        if let Some(last) = self.capture.unread.last_mut()
            && last.reason == reason
            && last.span.paste == span.paste
            && read_to.is_none_or(|read| read.position() < last.span.position())
        {
            last.span.end = span.end;
            return;
        }
        self.capture.unread.push(Unread { span, reason });
    }

    /// A request or a whole exchange.
    pub(super) fn exchange(&mut self, exchange: Exchange) {
        self.part(exchange.format, exchange.span);
        self.awaits_response = exchange.request.is_some() && exchange.response.is_none();
        self.capture.exchanges.push(exchange);
    }

    /// Several exchanges of one paste, in order.
    pub(super) fn exchanges(&mut self, mut exchanges: Vec<Exchange>) {
        for exchange in &exchanges {
            self.part(exchange.format, exchange.span);
            self.awaits_response = exchange.request.is_some() && exchange.response.is_none();
        }
        if self.capture.exchanges.is_empty() {
            self.capture.exchanges = exchanges;
        } else {
            self.capture.exchanges.append(&mut exchanges);
        }
    }

    /// A response: of the request just before it, if there is one without.
    pub(super) fn response(&mut self, response: Response, format: &'static Format) {
        let awaited = self.awaits_response;
        self.part(format, response.span);
        match self.capture.exchanges.last_mut() {
            Some(exchange) if awaited && exchange.span.paste == response.span.paste => {
                exchange.span = exchange.span.hull(response.span);
                self.awaits_response = answer(exchange, response);
            }
            _ => {
                let mut exchange = empty_exchange(format, response.span);
                self.awaits_response = answer(&mut exchange, response);
                self.capture.exchanges.push(exchange);
            }
        }
    }

    /// The exchange that a curl response belongs to, taken back so that it can be finished.
    pub(super) fn reopen(&mut self, format: &'static Format, paste: u32) -> Option<Exchange> {
        let last = self.capture.exchanges.last()?;
        let fits = self.awaits_response && last.format == format && last.span.paste == paste;
        if fits { self.capture.exchanges.pop() } else { None }
    }

    pub(super) fn log(&mut self, format: &'static Format, log: Log) {
        self.part(format, log.span);
        self.capture.logs.push(log);
    }

    /// A record. One that differs from a recent one in time and client at most is counted with it.
    pub(super) fn record(&mut self, record: Record) {
        self.record_within(record, RECORDS, "past the limit of 4,096 records");
    }

    /// The same where there may be no more than `limit` records, and why another is not kept.
    pub(super) fn record_within(&mut self, record: Record, limit: usize, past: &'static str) {
        /// How far back the like is looked for.
        const RECENT: usize = 32;
        self.part(record.format, record.span);
        let recent = self.capture.records.iter_mut().rev().take(RECENT);
        if let Some(known) = recent.into_iter().find(|known| is_like(known, &record)) {
            known.count = known.count.saturating_add(record.count);
        } else if self.capture.records.len() < limit.min(RECORDS) {
            self.capture.records.push(record);
        } else {
            self.unread(record.span, past);
        }
    }

    pub(super) fn end_of_paste(&mut self, cursor: &Cursor<'_>, text: &Text) {
        if let Some(pending) = self.pending.take() {
            self.capture.settings.extend(pending.without_output());
        }
        self.awaits_response = false;
        self.appcmd_path = None;
        if text.past_limit() > 0 {
            let end = text.as_str().len();
            self.unread(cursor.span(end..end), "past the limit of 64 MiB");
        }
    }

    pub(super) fn finish(mut self, pastes: &[Text]) -> Capture {
        self.capture.texts = pastes.to_vec();
        sort_by_key(&mut self.capture.parts, |part| part.span.position());
        sort_by_key(&mut self.capture.settings, |setting| setting.span.position());
        let in_order = self.in_order;
        sort_by_key(&mut self.capture.exchanges, |exchange| place(&in_order, exchange.span));
        sort_by_key(&mut self.capture.records, |record| record.span.position());
        self.capture
    }
}

/// What orders an exchange: of those in a stretch that has an order of its own, the stretch.
fn place(in_order: &[Span], span: Span) -> (u32, u32) {
    let after = in_order.partition_point(|whole| whole.position() <= span.position());
    let whole = after.checked_sub(1).and_then(|last| in_order.get(last));
    let within = whole.filter(|whole| whole.paste == span.paste && span.end <= whole.end);
    within.unwrap_or(&span).position()
}

/// The same was said again, at another time or to another client.
fn is_like(one: &Record, two: &Record) -> bool {
    let differs = |name: &str| matches!(name, "time" | "client");
    one.kind == two.kind
        && one.format == two.format
        && one.span.paste == two.span.paste
        && one.entries.len() == two.entries.len()
        && one.entries.iter().zip(&two.entries).all(|(one, two)| {
            one.name == two.name && (differs(one.name) || one.value.as_str() == two.value.as_str())
        })
}

pub(super) fn empty_exchange(format: &'static Format, span: Span) -> Exchange {
    Exchange {
        request: None,
        interim: Vec::new(),
        response: None,
        connection: None,
        started: None,
        took: None,
        messages: Vec::new(),
        span,
        format,
    }
}

/// Puts a response in its place; true while the final one is still to come (RFC 9110 section 15.2).
pub(super) fn answer(exchange: &mut Exchange, response: Response) -> bool {
    let code = response.status.as_ref().map_or(0, |status| status.code);
    let interim = (100..200).contains(&code) && code != 101;
    if interim {
        exchange.interim.push(response);
    } else {
        exchange.response = Some(response);
    }
    interim
}
