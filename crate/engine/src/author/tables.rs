//! Writes the table of checked rules, which `catalogue.rs` describes and reads, and brings all tables together.
use std::collections::BTreeMap;

use super::encode::Nodes;
use super::rulefile::Rule;
use super::texts::{self, Told};
use super::{Compiled, Example, filing};
use crate::bytes::{Fnv, Header, LOGIC, PROSE, Reader, Writer, fingerprint};
use crate::catalogue::{FALLBACK, FIRST_LEG, LIKELY, Node, Severity, Table, Verdict};
use crate::index::Literal;
use crate::value::Schema;

/// Writes rules that are in the order of their ids.
pub(super) fn write(rules: Vec<Rule>, schema: &Schema) -> Compiled {
    let mut nodes = Nodes::default();
    let numbers: BTreeMap<&str, u32> =
        rules.iter().zip(0..).map(|(rule, number)| (rule.id.text.as_str(), number)).collect();
    let mut logic = Writer::default();
    for rule in &rules {
        let mut part = Writer::default();
        write_logic(rule, &mut nodes, &numbers, &mut part);
        logic.part(&part.0);
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
    let told = [Told::Prose, Told::ProseAndConditions, Told::Title];
    let [prose, explained, titles] = told.map(|told| texts::write(&rules, told));
    let mut build = Fnv::default();
    build.bytes(&body.0);
    build.bytes(&explained.0);
    let header = Header { facts: fingerprint(schema), build: build.0 };
    let table = |magic, body: &[u8]| {
        let mut table = Writer::table(magic, header);
        table.0.extend_from_slice(body);
        table.0
    };
    let [prose, explained, titles] = [prose, explained, titles].map(|body| table(PROSE, &body.0));
    let logic = table(LOGIC, &body.0);
    let with_id = |rule: Rule| {
        let id = rule.id.text;
        rule.examples.into_iter().map(move |example| (id.clone(), example))
    };
    let examples: Vec<(String, Example)> = rules.into_iter().flat_map(with_id).collect();
    Compiled { logic, prose, explained, titles, examples, alike: Vec::new() }
}

/// The index of the rules just written. Where those are too many there is none, and loading the table tells why.
fn write_index(strings: &str, parts: &Writer, known: &Nodes, index: &mut Writer) {
    let mut reader = Reader::new(&parts.0);
    let Ok(table) = Table::read(&mut reader) else { return };
    let nodes: Vec<Node<'_>> = (0..).map_while(|id| table.node(id)).collect();
    let literal = |kind: u8, literal: Literal<'_>, writer: &mut Writer| {
        known.literal(kind, literal, writer);
    };
    filing::write(strings, &nodes, &table.alternatives, literal, index);
}

fn write_logic(rule: &Rule, nodes: &mut Nodes, numbers: &BTreeMap<&str, u32>, writer: &mut Writer) {
    writer.text(&rule.id.text);
    let severity = match rule.severity {
        Severity::Note => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
    };
    let traits = [
        (rule.strength == Verdict::Likely, LIKELY),
        (rule.first_leg, FIRST_LEG),
        (rule.fallback, FALLBACK),
    ];
    let traits = traits.iter().filter(|(has, _)| *has).map(|(_, bit)| bit);
    writer.byte(severity + traits.sum::<u8>());
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
