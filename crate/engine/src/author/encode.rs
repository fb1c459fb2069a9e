//! Writes terms as the nodes and codes of the table of rules, equal ones once.
use std::collections::HashMap;

use super::term::Term;
use crate::bytes::Writer;
use crate::index::Literal;
use crate::opcode::{self, node};

/// The nodes of a table, and the strings that they share.
#[derive(Default)]
pub(super) struct Nodes {
    pub(super) strings: String,
    places: HashMap<String, usize>,
    /// Each node's bytes, and its number.
    numbers: HashMap<Vec<u8>, u32>,
    /// The nodes in order, each with its length before it.
    pub(super) bytes: Writer,
}

impl Nodes {
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Adds a condition; its number.
    pub(super) fn add(&mut self, term: &Term) -> u32 {
        let mut writer = Writer::default();
        match term {
            Term::And(operands) => self.connect(node::AND, operands, &mut writer),
            Term::Or(operands) => self.connect(node::OR, operands, &mut writer),
            Term::Not(operand) => self.connect(node::NOT, [&**operand], &mut writer),
            Term::Choice(operands) => self.connect(node::CHOICE, &**operands, &mut writer),
            atom => self.code(atom, &mut writer),
        }
        let next = self.numbers.len() as u32;
        match self.numbers.entry(writer.0) {
            std::collections::hash_map::Entry::Occupied(known) => *known.get(),
            std::collections::hash_map::Entry::Vacant(free) => {
                self.bytes.part(free.key());
                *free.insert(next)
            }
        }
    }

    fn connect<'t>(
        &mut self,
        kind: u8,
        operands: impl IntoIterator<Item = &'t Term>,
        writer: &mut Writer,
    ) {
        writer.byte(kind);
        for operand in operands {
            let number = self.add(operand);
            writer.number(number);
        }
    }

    fn text(&mut self, text: &str, writer: &mut Writer) {
        let place = *self.places.entry(text.to_owned()).or_insert_with(|| {
            self.strings.push_str(text);
            self.strings.len() - text.len()
        });
        writer.length(place);
        writer.length(text.len());
    }

    /// Writes a literal of a condition that was added.
    /// What it begins with is added to `kind`.
    pub(super) fn literal(&self, kind: u8, literal: Literal<'_>, writer: &mut Writer) {
        match literal {
            Literal::Bool(true) => writer.byte(kind + opcode::TRUE),
            Literal::Bool(false) => writer.byte(kind + opcode::FALSE),
            Literal::Int(int) => {
                writer.byte(kind + opcode::INT);
                writer.int(int);
            }
            Literal::Text(text) => {
                writer.byte(kind + opcode::TEXT);
                writer.length(self.places.get(text).copied().unwrap_or(0));
                writer.length(text.len());
            }
        }
    }

    fn part(&mut self, term: &Term, writer: &mut Writer) {
        let mut part = Writer::default();
        self.code(term, &mut part);
        writer.part(&part.0);
    }

    fn code(&mut self, term: &Term, writer: &mut Writer) {
        match term {
            Term::Bool(truth) => writer.byte(if *truth { opcode::TRUE } else { opcode::FALSE }),
            Term::Int(int) => {
                writer.byte(opcode::INT);
                writer.int(*int);
            }
            Term::Text(text) => {
                writer.byte(opcode::TEXT);
                self.text(text, writer);
            }
            Term::List(items) => {
                writer.byte(opcode::LIST);
                writer.length(items.len());
                items.iter().for_each(|item| self.code(item, writer));
            }
            Term::Fact(fact) => {
                writer.byte(opcode::FACT);
                writer.number(u32::from(fact.0));
            }
            Term::HasFact(fact) => {
                writer.byte(opcode::HAS_FACT);
                writer.number(u32::from(fact.0));
            }
            Term::Variable(index) => {
                writer.byte(opcode::VARIABLE);
                writer.length(*index);
            }
            Term::Field(record, index) => {
                writer.byte(opcode::FIELD);
                writer.length(*index);
                self.code(record, writer);
            }
            Term::HasField(record, index) => {
                writer.byte(opcode::HAS_FIELD);
                writer.length(*index);
                self.code(record, writer);
            }
            Term::Not(operand) => {
                writer.byte(opcode::NOT);
                self.code(operand, writer);
            }
            Term::And(operands) => self.parts(opcode::AND, operands, writer),
            Term::Or(operands) => self.parts(opcode::OR, operands, writer),
            Term::Choice(operands) => {
                writer.byte(opcode::CHOICE);
                operands.iter().for_each(|operand| self.part(operand, writer));
            }
            Term::Strict(operation, operands) => {
                writer.byte(*operation);
                operands.iter().for_each(|operand| self.code(operand, writer));
            }
            Term::Macro(operation, operands) => {
                writer.byte(*operation);
                operands.iter().for_each(|operand| self.part(operand, writer));
            }
        }
    }

    fn parts(&mut self, operation: u8, operands: &[Term], writer: &mut Writer) {
        writer.byte(operation);
        writer.length(operands.len());
        operands.iter().for_each(|operand| self.part(operand, writer));
    }
}
