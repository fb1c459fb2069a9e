//! Where the items of lists stand, and the fields of records in them, for who shows on what a finding rests.

use why401_engine::{FactId, Mark, Slot, Value};
use why401_evidence::capture::Field;
use why401_evidence::gather::Gather;
use why401_evidence::order::sort_by_key;
use why401_evidence::span::Span;
use why401_facts as facts;

use super::{Observed, PARAMS};
use crate::case::Case;
use crate::redact;

impl Observed {
    /// Notes where the parts of challenges and fields stand. Who judges without a text has no use of that.
    pub(super) fn note_parts(&mut self, case: &Case<'_>) {
        let Some(leg) = case.focus() else { return };
        for (item, challenge) in leg.challenges.iter().enumerate() {
            self.part(facts::CHALLENGES, item, 0, challenge.scheme.span());
            for (at, name) in PARAMS.iter().enumerate() {
                if let Some(param) = challenge.param(name) {
                    self.part(facts::CHALLENGES, item, at + 1, param.value.span());
                }
            }
        }
        if let Some(request) = &leg.exchange.request {
            self.note_fields(facts::REQUEST_FIELDS, &request.fields);
        }
        if let Some(response) = &leg.exchange.response {
            self.note_fields(facts::RESPONSE_FIELDS, &response.fields);
        }
    }

    fn note_fields(&mut self, fact: FactId, fields: &[Field]) {
        let told = fields.iter().filter(|field| !redact::is_secret(field));
        for (item, field) in told.enumerate() {
            self.part(fact, item, 0, field.name.span());
            self.part(fact, item, 1, field.value.span());
        }
    }

    /// Notes where a field of an item stands; those of a fact come in order.
    pub(super) fn part(&mut self, fact: FactId, item: usize, field: usize, span: Span) {
        self.parts.push((Mark { fact, item: item as u32, field: Some(field as u32) }, span));
    }

    /// Where a fact stands. Of a list with a place for each item that is only those that are marked, each from the first to
    /// the last of its marked fields where their places are known.
    pub(crate) fn places(&self, fact: FactId, marks: &[Mark]) -> Vec<Span> {
        let all = self.spans(fact);
        let one_each = match self.slots.get(fact) {
            Slot::Known(Value::List(items)) => items.len() == all.len(),
            _ => false,
        };
        let marks: Vec<Mark> = marks.iter().filter(|mark| mark.fact == fact).copied().gather();
        match (one_each, marks.is_empty()) {
            (false, _) => all,
            (true, true) => self.first_line(fact).unwrap_or(all),
            (true, false) => self.narrowed(fact, marks, &all),
        }
    }

    /// That a name is not among those of a head is no matter of the others: its first line stands for it.
    #[inline(never)]
    fn first_line(&self, fact: FactId) -> Option<Vec<Span>> {
        let ends = match fact {
            facts::REQUEST_FIELD_NAMES | facts::REQUEST_FIELDS => {
                [facts::REQUEST_METHOD, facts::REQUEST_VERSION]
            }
            facts::RESPONSE_FIELD_NAMES | facts::RESPONSE_FIELDS => {
                [facts::RESPONSE_VERSION, facts::RESPONSE_STATUS]
            }
            _ => return None,
        };
        let spans = ends.into_iter().flat_map(|end| self.spans(end));
        spans.reduce(Span::hull).map(|line| vec![line])
    }

    /// Only what is marked of a list, whose items stand at `all`.
    #[inline(never)]
    fn narrowed(&self, fact: FactId, mut marks: Vec<Mark>, all: &[Span]) -> Vec<Span> {
        // An item's own mark then stands before those of its fields, whose places are in the same order.
        sort_by_key(&mut marks, |mark| *mark);
        let mut parts = self.parts.iter().filter(|(part, _)| part.fact == fact).peekable();
        let mut places: Vec<Span> = Vec::new();
        let mut narrowed = false;
        for mark in marks {
            if mark.field.is_none() {
                let span = all.get(mark.item as usize).filter(|span| places.last() != Some(*span));
                places.extend(span.copied());
                narrowed = false;
                continue;
            }
            while parts.next_if(|(part, _)| *part < mark).is_some() {}
            let Some((_, span)) = parts.next_if(|(part, _)| *part == mark) else { continue };
            if let Some(place) = places.last_mut() {
                *place = if narrowed { place.hull(*span) } else { *span };
                narrowed = true;
            }
        }
        places
    }
}
