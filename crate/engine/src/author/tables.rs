//! Writes the tables of checked rules; `catalogue.rs` and `prose.rs` describe and read them.
use std::collections::BTreeMap;

use super::encode::Nodes;
use super::placed::Placed;
use super::rulefile::{Conditions, Rule};
use super::template::Template;
use super::{Compiled, Example, filing};
use crate::bytes::{Fnv, Header, LOGIC, PROSE, Reader, Writer, fingerprint};
use crate::catalogue::{Severity, Verdict, load_nodes, load_rules};
use crate::index::Literal;
use crate::value::Schema;

/// Writes rules that are in the order of their ids.
pub(super) fn write(rules: Vec<Rule>, schema: &Schema) -> Compiled {
    let mut nodes = Nodes::default();
    let numbers: BTreeMap<&str, u32> =
        rules.iter().zip(0..).map(|(rule, number)| (rule.id.text.as_str(), number)).collect();
    let mut logic = Writer::default();
    let mut prose = Writer::default();
    let mut titles = Writer::default();
    prose.length(rules.len());
    titles.length(rules.len());
    for rule in &rules {
        let mut part = Writer::default();
        write_logic(rule, &mut nodes, &numbers, &mut part);
        logic.part(&part.0);
        let mut part = Writer::default();
        write_prose(rule, &mut part);
        prose.part(&part.0);
        let mut part = Writer::default();
        write_title(rule, &mut part);
        titles.part(&part.0);
    }
    let strings = nodes.strings.clone();
    let mut parts = Writer::default();
    parts.length(nodes.count());
    parts.0.append(&mut nodes.bytes.0);
    parts.length(rules.len());
    parts.0.append(&mut logic.0);
    let mut index = Writer::default();
    write_index(&strings, &parts, &nodes, &mut index);
    let mut body = Writer::default();
    body.text(&strings);
    body.0.append(&mut parts.0);
    body.0.append(&mut index.0);
    let mut build = Fnv::default();
    build.bytes(&body.0);
    build.bytes(&prose.0);
    let header = Header { facts: fingerprint(schema), build: build.0 };
    let table = |magic, body: &[u8]| {
        let mut table = Writer::table(magic, header);
        table.0.extend_from_slice(body);
        table.0
    };
    let [prose, titles] = [prose, titles].map(|body| table(PROSE, &body.0));
    let logic = table(LOGIC, &body.0);
    let with_id = |rule: Rule| {
        let id = rule.id.text;
        rule.examples.into_iter().map(move |example| (id.clone(), example))
    };
    let examples: Vec<(String, Example)> = rules.into_iter().flat_map(with_id).collect();
    Compiled { logic, prose, titles, examples }
}

/// The index of the rules just written. Where those are too many there is none, and loading the table tells why.
fn write_index(strings: &str, parts: &Writer, known: &Nodes, index: &mut Writer) {
    let mut reader = Reader::new(&parts.0);
    let Ok(nodes) = load_nodes(&mut reader) else { return };
    let Ok(rules) = load_rules(&mut reader, nodes.len()) else { return };
    let literal = |literal: Literal<'_>, writer: &mut Writer| known.literal(literal, writer);
    filing::write(strings, &nodes, &rules, literal, index);
}

fn write_logic(rule: &Rule, nodes: &mut Nodes, numbers: &BTreeMap<&str, u32>, writer: &mut Writer) {
    writer.text(&rule.id.text);
    writer.byte(match rule.severity {
        Severity::Note => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
    });
    writer.byte(if rule.strength == Verdict::Likely { 2 } else { 1 });
    writer.byte(u8::from(rule.first_leg));
    for conditions in [&rule.when, &rule.confirm, &rule.unless] {
        let mut ids = Writer::default();
        conditions.terms.iter().for_each(|term| ids.number(nodes.add(term)));
        writer.part(&ids.0);
    }
    let mut ids = Writer::default();
    let superseded = rule.supersedes.iter().filter_map(|other| numbers.get(other.text.as_str()));
    superseded.for_each(|number| ids.number(*number));
    writer.part(&ids.0);
}

fn write_prose(rule: &Rule, writer: &mut Writer) {
    let texts = |writer: &mut Writer, texts: &[Placed]| {
        writer.length(texts.len());
        texts.iter().for_each(|text| writer.text(&text.text));
    };
    texts(writer, &rule.aliases);
    rule.title.write(writer);
    texts(writer, rule.applies.as_slice());
    rule.cause.write(writer);
    writer.length(rule.fix.len());
    for step in &rule.fix {
        step.text.write(writer);
        writer.length(step.commands.len());
        for (platform, text) in &step.commands {
            writer.text(platform);
            text.write(writer);
        }
    }
    let risk: &[Template] = rule.risk.as_slice();
    writer.length(risk.len());
    risk.iter().for_each(|risk| risk.write(writer));
    texts(writer, &rule.references);
    writer.length(rule.labels.len());
    for (fact, label) in &rule.labels {
        writer.number(u32::from(fact.0));
        label.write(writer);
    }
    for Conditions { sources, .. } in [&rule.when, &rule.confirm, &rule.unless] {
        writer.length(sources.len());
        sources.iter().for_each(|source| writer.text(source));
    }
    writer.length(rule.family.iter().len());
    rule.family.iter().for_each(|family| writer.text(family));
}

/// The counts after the title in the layout that `write_prose` has.
const COUNTS_AFTER_TITLE: usize = 10;

/// The same layout with nothing but the title in it.
fn write_title(rule: &Rule, writer: &mut Writer) {
    let no_aliases = 0;
    writer.length(no_aliases);
    rule.title.write(writer);
    (0..COUNTS_AFTER_TITLE).for_each(|_| writer.length(0));
}
