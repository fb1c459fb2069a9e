//! Conditions over facts, judged in three values: true, false, unknown.
#![forbid(unsafe_code)]

mod value;

pub use value::{FactId, FactType, FieldType, RecordType, Schema, Shape, Slot, Slots, Type, Value};
