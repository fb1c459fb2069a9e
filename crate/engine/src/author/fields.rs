//! TOML tables of a rule file: their keys, types and places.
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::nearest;
use super::diagnostic::Report;
use super::placed::{CODE, Placed};

/// A table of which every key is known.
pub(super) struct Fields<'t> {
    table: DeTable<'t>,
    source: &'t Placed,
    /// What `$code` stands for in an entry of a table of rules.
    code: Option<Code>,
}

/// The code of an entry.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// As it is written in prose.
    pub(super) plain: String,
    /// As a literal of a condition.
    pub(super) literal: String,
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

/// In which form a code stands after this text.
type Form = for<'c> fn(&'c Code, &str) -> &'c str;

fn plain<'c>(code: &'c Code, _before: &str) -> &'c str {
    &code.plain
}

/// In a condition: plain inside of a string, where a literal would end it.
fn literal<'c>(code: &'c Code, before: &str) -> &'c str {
    let mut open = None;
    let mut chars = before.chars();
    while let Some(char) = chars.next() {
        match (open, char) {
            (Some(_), '\\') => _ = chars.next(),
            (Some(quote), _) if quote == char => open = None,
            (None, '"' | '\'') => open = Some(char),
            _ => {}
        }
    }
    if open.is_some() { &code.plain } else { &code.literal }
}

impl<'t> Fields<'t> {
    /// Reads a table with these keys and no others.
    pub(super) fn read(source: &'t Placed, keys: &[&str], report: &mut Report<'_>) -> Fields<'t> {
        let table = read(source, report);
        check_keys(&table, keys, source, report);
        Fields { table, source, code: None }
    }

    /// The tables of the list `key`, each with the keys of this one where it has none itself.
    pub(super) fn entries(
        &self,
        key: &str,
        keys: &[&str],
        report: &mut Report<'_>,
    ) -> Vec<Fields<'t>> {
        let mut common = self.table.clone();
        common.remove(key);
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wanted(key, "a list of tables", value, report);
            return Vec::new();
        };
        let mut entries = Vec::new();
        for item in list.iter() {
            let Some(table) = item.get_ref().as_table() else {
                self.wanted(key, "a list of tables", item, report);
                continue;
            };
            check_keys(table, keys, self.source, report);
            let mut merged = common.clone();
            for (name, value) in table.iter() {
                // The key goes too, or an error would be told at the place of the common one.
                merged.remove(&**name.get_ref());
                merged.insert(name.clone(), value.clone());
            }
            let code = table.get("code").and_then(|value| self.read_code(value, report));
            entries.push(Fields { table: merged, source: self.source, code });
        }
        entries
    }

    fn read_code(&self, value: &Spanned<DeValue<'_>>, report: &mut Report<'_>) -> Option<Code> {
        match value.get_ref() {
            DeValue::Integer(int) => {
                let int = i64::from_str_radix(int.as_str(), int.radix()).ok()?;
                Some(Code { plain: int.to_string(), literal: int.to_string() })
            }
            DeValue::String(text) if !text.contains(['"', '\\', '\n']) => {
                Some(Code { plain: text.to_string(), literal: format!("\"{text}\"") })
            }
            _ => {
                let wanted = "an integer, or a string without quotes and backslashes,";
                self.wanted("code", wanted, value, report);
                None
            }
        }
    }

    pub(super) fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }
}

/// Tells of the keys that are none of these.
fn check_keys(table: &DeTable<'_>, keys: &[&str], source: &Placed, report: &mut Report<'_>) {
    for key in table.keys().filter(|key| !keys.contains(&&**key.get_ref())) {
        let name = key.get_ref();
        let help = match nearest(name, keys.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys are `{}`", keys.join("`, `")),
        };
        let span = source.span(key.span());
        report.add_with_help(span, format!("there is no key `{name}`"), help);
    }
}

impl<'t> Fields<'t> {
    pub(super) fn get(&self, key: &str) -> Option<&Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// Where a value stands in the file.
    pub(super) fn span(&self, value: &Spanned<DeValue<'_>>) -> Range<usize> {
        self.source.span(value.span())
    }

    /// The string of a value, if it is one.
    fn placed(&self, value: &Spanned<DeValue<'_>>) -> Option<Placed> {
        self.placed_as(value, plain)
    }

    fn placed_as(&self, value: &Spanned<DeValue<'_>>, form: Form) -> Option<Placed> {
        let decoded = value.get_ref().as_str()?;
        let placed = self.source.toml_string(value.span(), decoded);
        Some(match &self.code {
            Some(code) => placed.replace(CODE, |before| form(code, before)),
            None => placed,
        })
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
        self.strings_as(key, plain, report)
    }

    fn strings_as(&self, key: &str, form: Form, report: &mut Report<'_>) -> Vec<Placed> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wanted(key, "a list of strings", value, report);
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items.iter() {
            match self.placed_as(item, form) {
                Some(placed) => strings.push(placed),
                None => self.wanted(key, "a list of strings", item, report),
            }
        }
        strings
    }

    /// A condition, or a list of them; `$code` stands for a literal in them.
    pub(super) fn conditions(&self, key: &str, report: &mut Report<'_>) -> Vec<Placed> {
        match self.get(key).and_then(|value| self.placed_as(value, literal)) {
            Some(one) => vec![one],
            None => self.strings_as(key, literal, report),
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
