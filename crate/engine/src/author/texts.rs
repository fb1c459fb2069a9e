//! Writes the tables of titles and prose, texts that stand in several places once; `prose.rs` describes and reads them.
use std::collections::BTreeMap;

use super::placed::Placed;
use super::rulefile::{Conditions, Rule};
use super::template::Template;
use crate::bytes::Writer;
use crate::prose::MAX_SHARED_BYTES;

/// What is written of each rule.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// The title, and nothing else.
    Title,
    /// What people read.
    Prose,
    /// That, and the conditions.
    ProseAndConditions,
}

/// The table of these rules, without its header.
pub(super) fn write(rules: &[Rule], told: Told) -> Writer {
    // Once to count the texts, and once more with numbers for those that are shared.
    let mut seen = BTreeMap::new();
    write_rules(rules, told, &BTreeMap::new(), &mut seen);
    let mut shared: Vec<(&str, u32)> =
        seen.into_iter().filter(|(text, uses)| pays(text, *uses)).collect();
    // The most common get the shortest numbers.
    shared.sort_by_key(|(text, uses)| (std::cmp::Reverse(*uses), *text));
    let mut table = Writer::default();
    table.length(shared.len());
    shared.iter().for_each(|(text, _)| table.text(text));
    let numbers = shared.iter().zip(0..).map(|((text, _), number)| (*text, number)).collect();
    table.length(rules.len());
    for rule in write_rules(rules, told, &numbers, &mut BTreeMap::new()) {
        table.part(&rule.0);
    }
    table
}

/// Whether sharing takes fewer bytes: a number takes two, and a length one or two.
fn pays(text: &str, uses: u32) -> bool {
    let uses = uses as usize;
    uses > 1
        && text.len() <= MAX_SHARED_BYTES
        && text.len() + 2 + 2 * uses < (text.len() + 1) * uses
}

fn write_rules<'t>(
    rules: &'t [Rule],
    told: Told,
    numbers: &BTreeMap<&str, usize>,
    seen: &mut BTreeMap<&'t str, u32>,
) -> Vec<Writer> {
    let written = rules.iter().map(|rule| {
        let mut texts = TextWriter { writer: Writer::default(), numbers, seen };
        texts.rule(rule, told);
        texts.writer
    });
    written.collect()
}

/// Writes texts, and counts them.
pub(super) struct TextWriter<'t, 'w> {
    pub(super) writer: Writer,
    /// The numbers of those that are shared.
    numbers: &'w BTreeMap<&'w str, usize>,
    seen: &'w mut BTreeMap<&'t str, u32>,
}

/// The counts after the title in the layout of a rule.
const COUNTS_AFTER_TITLE: usize = 10;

impl<'t> TextWriter<'t, '_> {
    pub(super) fn text(&mut self, text: &'t str) {
        *self.seen.entry(text).or_default() += 1;
        match self.numbers.get(text) {
            Some(number) => self.writer.length(number * 2 + 1),
            None => {
                self.writer.length(text.len() * 2);
                self.writer.0.extend_from_slice(text.as_bytes());
            }
        }
    }

    fn list(&mut self, texts: impl ExactSizeIterator<Item = &'t str>) {
        self.writer.length(texts.len());
        texts.for_each(|text| self.text(text));
    }

    fn placed(&mut self, texts: &'t [Placed]) {
        self.list(texts.iter().map(|placed| placed.text.as_str()));
    }

    fn rule(&mut self, rule: &'t Rule, told: Told) {
        if told == Told::Title {
            let no_aliases = 0;
            self.writer.length(no_aliases);
            rule.title.write(self);
            (0..COUNTS_AFTER_TITLE).for_each(|_| self.writer.length(0));
            return;
        }
        self.placed(&rule.aliases);
        rule.title.write(self);
        self.placed(rule.applies.as_slice());
        rule.cause.write(self);
        self.writer.length(rule.fix.len());
        for step in &rule.fix {
            step.text.write(self);
            self.writer.length(step.commands.len());
            for (platform, text) in &step.commands {
                self.text(platform);
                text.write(self);
            }
        }
        let risk: &[Template] = rule.risk.as_slice();
        self.writer.length(risk.len());
        risk.iter().for_each(|risk| risk.write(self));
        self.placed(&rule.references);
        self.writer.length(rule.labels.len());
        for (fact, label) in &rule.labels {
            self.writer.number(u32::from(fact.0));
            label.write(self);
        }
        for Conditions { sources, .. } in [&rule.when, &rule.confirm, &rule.unless] {
            let written = if told == Told::Prose { 0 } else { sources.len() };
            self.list(sources.iter().take(written).map(String::as_str));
        }
        self.list(rule.family.as_slice().iter().map(String::as_str));
    }
}
