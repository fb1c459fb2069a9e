//! Values while they are computed on, and what needs nothing but them.
use std::borrow::Cow;
use std::cmp::Ordering;

use crate::evaluate::BYTES_A_STEP;
use crate::opcode;
use crate::value::{FactId, Slot, Value};

/// A value while it is computed on. Lists and records of facts are not copied, and remember their fact, since
/// a field in them may turn out to be unknown.
#[derive(Clone, Debug)]
pub(crate) enum Operand<'v> {
    Bool(bool),
    Int(i64),
    Text(Cow<'v, str>),
    Items(&'v [Value], FactId),
    Made(Vec<Operand<'v>>),
    Record(&'v [Slot], FactId),
}

impl<'v> Operand<'v> {
    pub(crate) fn of(value: &'v Value, fact: FactId) -> Operand<'v> {
        match value {
            Value::Bool(truth) => Operand::Bool(*truth),
            Value::Int(int) => Operand::Int(*int),
            Value::String(text) => Operand::Text(Cow::Borrowed(text)),
            Value::List(items) => Operand::Items(items, fact),
            Value::Record(slots) => Operand::Record(slots, fact),
        }
    }

    /// How many items a list has; `None` for what is no list.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Operand::Items(items, _) => Some(items.len()),
            Operand::Made(items) => Some(items.len()),
            _ => None,
        }
    }

    pub(crate) fn item(&self, index: usize) -> Option<Operand<'v>> {
        match self {
            Operand::Items(items, fact) => Some(Operand::of(items.get(index)?, *fact)),
            Operand::Made(items) => items.get(index).cloned(),
            _ => None,
        }
    }

    /// About how many bytes a copy of it takes.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Operand::Text(Cow::Owned(text)) => text.len(),
            Operand::Made(items) => {
                items.iter().map(|item| BYTES_A_STEP + item.weight()).sum::<usize>()
            }
            _ => 0,
        }
    }
}

pub(crate) fn size<'v>(len: usize) -> Option<Operand<'v>> {
    i64::try_from(len).ok().map(Operand::Int)
}

pub(crate) fn of_ints<'v>(operation: u8, left: i64, right: i64) -> Option<Operand<'v>> {
    let int = match operation {
        opcode::ADD => left.checked_add(right),
        opcode::SUBTRACT => left.checked_sub(right),
        opcode::MULTIPLY => left.checked_mul(right),
        opcode::DIVIDE => left.checked_div(right),
        opcode::REMAINDER => left.checked_rem(right),
        _ => return ordered(operation, left.cmp(&right)).map(Operand::Bool),
    };
    int.map(Operand::Int)
}

#[inline(never)]
pub(crate) fn of_texts(operation: u8, left: &str, right: &str) -> Option<bool> {
    match operation {
        opcode::CONTAINS => Some(left.contains(right)),
        opcode::STARTS_WITH => Some(left.starts_with(right)),
        opcode::ENDS_WITH => Some(left.ends_with(right)),
        _ => ordered(operation, left.cmp(right)),
    }
}

pub(crate) fn ordered(operation: u8, ordering: Ordering) -> Option<bool> {
    match operation {
        opcode::LESS => Some(ordering.is_lt()),
        opcode::LESS_EQUAL => Some(ordering.is_le()),
        opcode::GREATER => Some(ordering.is_gt()),
        opcode::GREATER_EQUAL => Some(ordering.is_ge()),
        _ => None,
    }
}
