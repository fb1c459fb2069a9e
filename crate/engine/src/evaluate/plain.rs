//! Atoms that are quick to evaluate, which most are.
use super::{Evaluator, Stop, fact};
use crate::bytes::Reader;
use crate::index::Literal;
use crate::opcode;
use crate::value::{Slot, Value};

impl<'v> Evaluator<'v> {
    /// The truth of an atom that compares a fact with a literal, or looks for one in it. Most do, and so no values have to
    /// be made for them. Nothing for others.
    pub(super) fn plain(&mut self, mut code: Reader<'v>) -> Option<Result<bool, Stop>> {
        let operation = code.byte()?;
        if !matches!(operation, opcode::EQUAL | opcode::UNEQUAL | opcode::IN) {
            return None;
        }
        let mut turned = code;
        let first = Literal::read(self.strings, &mut turned);
        match first {
            Some(_) => code = turned,
            None if operation == opcode::IN => return None,
            None => {}
        }
        if code.byte()? != opcode::FACT {
            return None;
        }
        let fact = fact(&mut code).ok()?;
        let literal = first.or_else(|| Literal::read(self.strings, &mut code))?;
        self.reads.push(fact);
        Some(match self.slots.get(fact) {
            Slot::Unknown => self.unknown(fact).map(|_| false),
            Slot::Absent => Err(Stop::Error),
            Slot::Known(Value::List(items)) if operation == opcode::IN => {
                self.spend(items.len()).and_then(|()| literal.is_among(items).ok_or(Stop::Error))
            }
            Slot::Known(value) => match literal.is(value) {
                Some(equal) if operation != opcode::IN => Ok(equal == (operation == opcode::EQUAL)),
                _ => Err(Stop::Error),
            },
        })
    }
}
