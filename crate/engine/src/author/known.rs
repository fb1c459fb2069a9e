//! Which facts a condition proves known, so that a template may show them without a fallback.
use std::collections::BTreeSet;

use super::term::Term;
use crate::opcode;
use crate::value::FactId;

type Facts = BTreeSet<FactId>;

/// The facts that are surely known wherever one of these conditions is true.
pub(super) fn proven(alternatives: &[Term]) -> Facts {
    common(alternatives.iter().map(|term| when(term, true)))
}

/// Those that all have.
fn common(sets: impl Iterator<Item = Facts>) -> Facts {
    sets.reduce(|some, other| &some & &other).unwrap_or_default()
}

fn together(sets: impl Iterator<Item = Facts>) -> Facts {
    sets.flatten().collect()
}

/// The facts that are surely known where the term is true, or where it is false.
fn when(term: &Term, wanted: bool) -> Facts {
    match term {
        Term::Not(operand) => when(operand, !wanted),
        // `&&` is true where all operands are, and false where any is; `||` the other way round.
        Term::And(operands) | Term::Or(operands) => {
            let operands_known = operands.iter().map(|operand| when(operand, wanted));
            if matches!(term, Term::And(_)) == wanted {
                together(operands_known)
            } else {
                common(operands_known)
            }
        }
        Term::Choice(operands) => {
            let [condition, then, otherwise] = &**operands;
            let then = &when(condition, true) | &when(then, wanted);
            let otherwise = &when(condition, false) | &when(otherwise, wanted);
            &then & &otherwise
        }
        Term::HasFact(fact) if wanted => Facts::from([*fact]),
        // Some item made it so: what its body proves is proven.
        Term::Macro(opcode::EXISTS | opcode::EXISTS_ONE, operands) if wanted => {
            let [list, body] = &**operands;
            &read(list) | &when(body, true)
        }
        Term::Macro(opcode::ALL, operands) if !wanted => {
            let [list, body] = &**operands;
            &read(list) | &when(body, false)
        }
        _ => read(term),
    }
}

/// The facts without which the term has no value at all.
fn read(term: &Term) -> Facts {
    match term {
        Term::Fact(fact) => Facts::from([*fact]),
        Term::Bool(_) | Term::Int(_) | Term::Text(_) | Term::Variable(_) | Term::HasFact(_) => {
            Facts::new()
        }
        Term::List(operands) | Term::Strict(_, operands) => together(operands.iter().map(read)),
        Term::Field(operand, _) | Term::HasField(operand, _) | Term::Not(operand) => read(operand),
        Term::And(operands) | Term::Or(operands) => common(operands.iter().map(read)),
        Term::Choice(operands) => {
            let [condition, then, otherwise] = &**operands;
            &read(condition) | &(&read(then) & &read(otherwise))
        }
        // The body is not evaluated where the list is empty.
        Term::Macro(_, operands) => {
            let [list, _] = &**operands;
            read(list)
        }
    }
}
