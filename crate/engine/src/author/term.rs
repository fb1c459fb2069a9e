//! The checked form of a condition: facts found, macros told apart, every operation of one type.
use std::collections::BTreeSet;
use std::fmt;

use crate::value::{FactId, RecordType, Type};

/// The type of an expression. Unlike [`Type`] it can be made up of literals, and unsure.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Bool,
    Int,
    String,
    List(Box<Kind>),
    Record(&'static RecordType),
    /// Of an item of an empty list, and of what is mistaken already: fits everything.
    Unsure,
}

impl Kind {
    pub(super) fn of(ty: &Type) -> Kind {
        match ty {
            Type::Bool => Kind::Bool,
            Type::Int => Kind::Int,
            Type::String => Kind::String,
            Type::List(item) => Kind::List(Box::new(Kind::of(item))),
            Type::Record(record) => Kind::Record(record),
        }
    }

    pub(super) fn fits(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Unsure, _) | (_, Kind::Unsure) => true,
            (Kind::Bool, Kind::Bool) | (Kind::Int, Kind::Int) | (Kind::String, Kind::String) => {
                true
            }
            (Kind::List(item), Kind::List(other)) => item.fits(other),
            (Kind::Record(record), Kind::Record(other)) => record.name == other.name,
            _ => false,
        }
    }

    /// Whether there is a record in it: those can't be compared, since their fields may be unknown.
    pub(super) fn has_record(&self) -> bool {
        match self {
            Kind::List(item) => item.has_record(),
            Kind::Record(_) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Bool => f.write_str("bool"),
            Kind::Int => f.write_str("int"),
            Kind::String => f.write_str("string"),
            Kind::List(item) => write!(f, "list of {item}"),
            Kind::Record(record) => write!(f, "record {}", record.name),
            Kind::Unsure => f.write_str("anything"),
        }
    }
}

/// A checked expression. That terms have an order means nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Term {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Term>),
    Fact(FactId),
    HasFact(FactId),
    /// A macro's variable, by how many stand around it.
    Variable(usize),
    /// A record and the number of its field.
    Field(Box<Term>, usize),
    HasField(Box<Term>, usize),
    Not(Box<Term>),
    And(Vec<Term>),
    Or(Vec<Term>),
    Choice(Box<[Term; 3]>),
    /// An [`opcode`](crate::opcode) with one or two operands that needs them all.
    Strict(u8, Vec<Term>),
    /// An opcode, the list, the body.
    Macro(u8, Box<[Term; 2]>),
}

impl Term {
    /// The condition with the operands of `&&` and `||` in a fixed order, each once.
    pub(super) fn normal(&self) -> Term {
        let is_and = match self {
            Term::And(_) => true,
            Term::Or(_) => false,
            Term::Not(operand) => return Term::Not(Box::new(operand.normal())),
            other => return other.clone(),
        };
        let mut operands = BTreeSet::new();
        self.flatten(is_and, &mut operands);
        let operands = operands.into_iter().collect();
        if is_and { Term::And(operands) } else { Term::Or(operands) }
    }

    fn flatten(&self, is_and: bool, operands: &mut BTreeSet<Term>) {
        match (self, is_and) {
            (Term::And(inside), true) | (Term::Or(inside), false) => {
                inside.iter().for_each(|term| term.flatten(is_and, operands));
            }
            (other, _) => _ = operands.insert(other.normal()),
        }
    }
}
