//! Whether a text may stand anywhere in a value: in a text, in the items of a list, in the fields of records.
//!
//! All runs of three bytes in the value are noted as bits, of letters of either case. A text of which one run is not there
//! can't be in it; where all are, it may. Noting takes one look at the value, however many texts are asked for.
use crate::value::{Slot, Value};

/// What is shorter has no run of its own.
#[cfg(feature = "compile")]
pub(crate) const SHORTEST: usize = 3;
/// So many bytes looked at count as one step.
const BYTES_A_STEP: usize = 32;
const WORDS: usize = 64;

/// The runs of three bytes in a value, each as the bit of its hash.
pub(crate) struct Mentions([u32; WORDS]);

impl Mentions {
    /// Looks through a value; the steps that it takes are spent.
    pub(crate) fn of(value: &Value, steps: &mut u32) -> Option<Mentions> {
        let mut mentions = Mentions([0; WORDS]);
        mentions.add(value, steps)?;
        Some(mentions)
    }

    fn add(&mut self, value: &Value, steps: &mut u32) -> Option<()> {
        match value {
            Value::Bool(_) | Value::Int(_) => {}
            Value::String(text) => {
                *steps = steps.checked_sub((1 + text.len() / BYTES_A_STEP) as u32)?;
                for bit in runs(text) {
                    if let Some(word) = self.0.get_mut(usize::from(bit >> 5)) {
                        *word |= 1 << (bit & 31);
                    }
                }
            }
            Value::List(items) => {
                for item in items {
                    self.add(item, steps)?;
                }
            }
            Value::Record(slots) => {
                for slot in slots {
                    if let Slot::Known(value) = slot {
                        self.add(value, steps)?;
                    }
                }
            }
        }
        Some(())
    }

    /// Whether `text` may stand in the value.
    pub(crate) fn may_have(&self, text: &str) -> bool {
        runs(text).all(|bit| self.has_run(bit))
    }

    pub(crate) fn has_run(&self, bit: u16) -> bool {
        self.0.get(usize::from(bit >> 5)).is_some_and(|word| word >> (bit & 31) & 1 == 1)
    }
}

/// The number of the bit of the first run in a text.
pub(crate) fn first_run(text: &str) -> u16 {
    runs(text).next().unwrap_or(0)
}

/// Whether a part of the value is not known, so that anything may come to stand there.
pub(crate) fn is_open(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(is_open),
        Value::Record(slots) => slots.iter().any(|slot| match slot {
            Slot::Known(value) => is_open(value),
            Slot::Absent => false,
            Slot::Unknown => true,
        }),
        Value::Bool(_) | Value::Int(_) | Value::String(_) => false,
    }
}

/// The numbers of the bits of all runs in a text.
fn runs(text: &str) -> impl Iterator<Item = u16> {
    let mut run = 0_u32;
    let runs = text.bytes().map(move |byte| {
        run = (run << 8 | u32::from(byte.to_ascii_lowercase())) & 0xff_ffff;
        // Knuth's multiplicative hash, its highest 11 bits.
        (run.wrapping_mul(0x9e37_79b1) >> 21) as u16
    });
    // The first two are not whole.
    runs.skip(2)
}
