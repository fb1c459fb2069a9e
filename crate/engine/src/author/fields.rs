//! TOML tables of a rule file: their keys, types and places.
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::nearest;
use super::diagnostic::Report;
use super::placed::Placed;

/// A table of which every key is known.
pub(super) struct Fields<'t> {
    table: DeTable<'t>,
    source: &'t Placed,
}

/// Reads TOML; mistakes in it are reported, and what can be read is read.
pub(super) fn read<'t>(source: &'t Placed, report: &mut Report<'_>) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let span = error.span().unwrap_or(0..source.text.len());
        report.add(source.span(span), error.message().replace('\n', ", "));
    }
    table.into_inner()
}

impl<'t> Fields<'t> {
    /// Reads a table with these keys and no others.
    pub(super) fn read(source: &'t Placed, keys: &[&str], report: &mut Report<'_>) -> Fields<'t> {
        let table = read(source, report);
        for key in table.keys().filter(|key| !keys.contains(&&**key.get_ref())) {
            let name = key.get_ref();
            let help = match nearest(name, keys.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are `{}`", keys.join("`, `")),
            };
            let span = source.span(key.span());
            report.add_with_help(span, format!("there is no key `{name}`"), help);
        }
        Fields { table, source }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// Where a value stands in the file.
    pub(super) fn span(&self, value: &Spanned<DeValue<'_>>) -> Range<usize> {
        self.source.span(value.span())
    }

    /// The string of a value, if it is one.
    fn placed(&self, value: &Spanned<DeValue<'_>>) -> Option<Placed> {
        let decoded = value.get_ref().as_str()?;
        Some(self.source.toml_string(value.span(), decoded))
    }

    fn wanted(
        &self,
        key: &str,
        wanted: &str,
        value: &Spanned<DeValue<'_>>,
        report: &mut Report<'_>,
    ) {
        let found = value.get_ref().type_str();
        report.add(self.span(value), format!("expected {wanted} for `{key}`, found {found}"));
    }

    pub(super) fn string(&self, key: &str, report: &mut Report<'_>) -> Option<Placed> {
        let value = self.get(key)?;
        let placed = self.placed(value);
        if placed.is_none() {
            self.wanted(key, "a string", value, report);
        }
        placed
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        report: &mut Report<'_>,
    ) -> Option<T> {
        let word = self.string(key, report)?;
        let found = choices.iter().find(|(choice, _)| *choice == word.text);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
            let message = format!("`{key}` is one of `{}`", names.join("`, `"));
            report.add(word.whole, message);
        }
        found.map(|(_, value)| *value)
    }

    /// A list of strings, or none where the key is missing.
    pub(super) fn strings(&self, key: &str, report: &mut Report<'_>) -> Vec<Placed> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wanted(key, "a list of strings", value, report);
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items.iter() {
            match self.placed(item) {
                Some(placed) => strings.push(placed),
                None => self.wanted(key, "a list of strings", item, report),
            }
        }
        strings
    }

    /// A string, or a list of them.
    pub(super) fn one_or_more(&self, key: &str, report: &mut Report<'_>) -> Vec<Placed> {
        match self.get(key).and_then(|value| self.placed(value)) {
            Some(one) => vec![one],
            None => self.strings(key, report),
        }
    }

    pub(super) fn bool(&self, key: &str, report: &mut Report<'_>) -> Option<bool> {
        let value = self.get(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wanted(key, "`true` or `false`", value, report);
        }
        truth
    }

    /// A table of strings, with the places of its keys.
    pub(super) fn table(&self, key: &str, report: &mut Report<'_>) -> Vec<(Placed, Placed)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.wanted(key, "a table", value, report);
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (name, value) in table.iter() {
            let name = self.source.toml_string(name.span(), name.get_ref());
            match self.placed(value) {
                Some(text) => entries.push((name, text)),
                None => self.wanted(&name.text, "a string", value, report),
            }
        }
        entries.sort_by_key(|(name, _)| name.whole.start);
        entries
    }
}
