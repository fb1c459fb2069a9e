//! The syntax tree of a condition, every node with its place.
use std::ops::Range;

/// A mistake inside of a condition or template, at its place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Bytes of the text it is in.
    pub(super) span: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// What may mend it.
    pub(super) help: Option<String>,
}

impl Mistake {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { span, message: message.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Mistake {
        Mistake { help: Some(help.into()), ..self }
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Syntax {
    /// Its bytes in the condition, parentheses around it left out.
    pub(super) span: Range<usize>,
    /// Operations inside of each other, itself included.
    pub(super) height: u16,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Syntax>),
    Name(String),
    /// `of.field`, and the place of the field's name.
    Select(Box<Syntax>, String, Range<usize>),
    /// `list[index]`.
    Index(Box<[Syntax; 2]>),
    Not(Box<Syntax>),
    Minus(Box<Syntax>),
    And(Vec<Syntax>),
    Or(Vec<Syntax>),
    /// `condition ? then : otherwise`.
    Choice(Box<[Syntax; 3]>),
    Binary(Operator, Box<[Syntax; 2]>),
    /// `name(arguments)` or `target.name(arguments)`.
    Call {
        target: Option<Box<Syntax>>,
        name: String,
        name_span: Range<usize>,
        arguments: Vec<Syntax>,
    },
}

/// An operator between two operands that needs both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    /// How it is written.
    pub(super) symbol: &'static str,
    /// Its [`opcode`](crate::opcode).
    pub(super) code: u8,
}

impl Syntax {
    fn below(&self) -> Vec<&Syntax> {
        match &self.kind {
            Kind::Bool(_) | Kind::Int(_) | Kind::Text(_) | Kind::Name(_) => Vec::new(),
            Kind::List(items) | Kind::And(items) | Kind::Or(items) => items.iter().collect(),
            Kind::Select(of, ..) | Kind::Not(of) | Kind::Minus(of) => vec![of],
            Kind::Index(operands) | Kind::Binary(_, operands) => operands.iter().collect(),
            Kind::Choice(operands) => operands.iter().collect(),
            Kind::Call { target, arguments, .. } => {
                target.as_deref().into_iter().chain(arguments).collect()
            }
        }
    }

    /// The places of the operands that no connective is made of, each with the `!` before it, and whether those turn it round.
    pub(super) fn atoms(&self, atoms: &mut Vec<(Range<usize>, bool)>) {
        let (mut inner, mut turned) = (self, false);
        while let Kind::Not(operand) = &inner.kind {
            (inner, turned) = (operand, !turned);
        }
        match &inner.kind {
            Kind::And(_) | Kind::Or(_) | Kind::Choice(_) => {
                inner.below().into_iter().for_each(|below| below.atoms(atoms));
            }
            _ => atoms.push((self.span.clone(), turned)),
        }
    }

    pub(super) fn new(span: Range<usize>, kind: Kind) -> Syntax {
        let mut syntax = Syntax { span, height: 0, kind };
        syntax.height = syntax.below().iter().map(|below| below.height).max().unwrap_or(0) + 1;
        syntax
    }
}
