//! Facts as flat bytes, which a host writes straight into the module's memory.
//!
//! ```text
//! facts  = (fact value)*            a fact is its number, and none is there twice
//! value  = UNKNOWN | ABSENT | FALSE | TRUE | INT (8 bytes, a little-endian double)
//!        | TEXT length utf-8 | LIST count value* | RECORD count (value | SAME count value)*
//! ```
//! Numbers, lengths and counts are LEB128. `SAME` and a count stand before a value of so many fields. What is damaged is unknown.

use why401_engine::{FactId, Schema, Slot, Slots, Value};

mod kind {
    pub(super) const UNKNOWN: u8 = 0;
    pub(super) const ABSENT: u8 = 1;
    pub(super) const FALSE: u8 = 2;
    pub(super) const TRUE: u8 = 3;
    pub(super) const INT: u8 = 4;
    pub(super) const TEXT: u8 = 5;
    pub(super) const LIST: u8 = 6;
    pub(super) const RECORD: u8 = 7;
    pub(super) const SAME: u8 = 8;
}

/// Lists and records stand no deeper in each other than this.
const MAX_DEPTH: u8 = 8;
/// Room that is made for what a list or record is said to have.
const USUAL: usize = 32;

/// Reads the facts of a schema.
pub(crate) fn slots(bytes: &[u8], schema: &Schema) -> Slots {
    let mut slots = Slots::unknown(schema);
    let mut bytes = Bytes(bytes);
    while let Some(fact) = bytes.number() {
        let Some(slot) = bytes.slot(0) else { break };
        slots.set(FactId(fact as u16), slot);
    }
    slots
}

struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, len: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn slot(&mut self, depth: u8) -> Option<Slot> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(Slot::Known(match self.byte()? {
            kind::FALSE => Value::Bool(false),
            kind::TRUE => Value::Bool(true),
            kind::INT => {
                let (bytes, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                Value::Int(f64::from_le_bytes(*bytes) as i64)
            }
            kind::TEXT => {
                let len = self.number()?;
                Value::String(str::from_utf8(self.take(len)?).ok()?.into())
            }
            kind::LIST => {
                let count = self.number()?;
                let mut items = Vec::with_capacity(count.min(USUAL));
                for _ in 0..count {
                    if let Slot::Known(item) = self.slot(depth + 1)? {
                        items.push(item);
                    }
                }
                Value::List(items)
            }
            kind::RECORD => self.record(depth).map(Value::Record)?,
            kind::ABSENT => return Some(Slot::Absent),
            kind::UNKNOWN => return Some(Slot::Unknown),
            _ => return None,
        }))
    }

    fn record(&mut self, depth: u8) -> Option<Vec<Slot>> {
        let count = self.number()?;
        let mut slots = Vec::with_capacity(count.min(USUAL));
        while slots.len() < count {
            let mut same = 1;
            if self.0.first() == Some(&kind::SAME) {
                self.byte();
                same = self.number()?.min(count - slots.len());
            }
            let slot = self.slot(depth + 1)?;
            for _ in 1..same {
                slots.push(slot.clone());
            }
            slots.push(slot);
        }
        Some(slots)
    }
}
