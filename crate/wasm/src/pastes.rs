//! From what JavaScript calls a paste to ours.

use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use why401::Paste;

use crate::type_error;

/// The most that a single paste may have: bytes, or UTF-16 code units of a string, which are never more than its bytes.
const LIMIT: u32 = 64 << 20;

/// A paste that was copied from JavaScript's memory into ours.
pub(crate) enum Owned {
    /// A string; an unpaired surrogate became U+FFFD, which keeps every offset in UTF-16 as it was.
    Text(String),
    /// A `Uint8Array`.
    Bytes(Vec<u8>),
}

impl Owned {
    /// The paste as the library takes it.
    pub(crate) fn borrow(&self) -> Paste<'_> {
        match self {
            Self::Text(text) => Paste::Text(text),
            Self::Bytes(bytes) => Paste::Bytes(bytes),
        }
    }
}

/// Copies one paste or an array of them.
pub(crate) fn read(value: &JsValue) -> Result<Vec<Owned>, JsValue> {
    match value.dyn_ref::<Array>() {
        Some(several) => several.iter().map(|one| read_one(&one)).collect(),
        None => Ok(vec![read_one(value)?]),
    }
}

fn read_one(value: &JsValue) -> Result<Owned, JsValue> {
    if let Some(text) = value.dyn_ref::<JsString>() {
        check_size(text.length())?;
        Ok(Owned::Text(String::from(text)))
    } else if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        check_size(bytes.length())?;
        Ok(Owned::Bytes(bytes.to_vec()))
    } else {
        Err(type_error("a paste is a string, a Uint8Array or an array of those"))
    }
}

/// Refuses a paste that is too large, before it is copied.
fn check_size(length: u32) -> Result<(), JsValue> {
    if length <= LIMIT {
        return Ok(());
    }
    let message = format!(
        "this paste has {} MiB and the limit is {} MiB: cut out the part around the failure",
        length >> 20,
        LIMIT >> 20
    );
    Err(js_sys::RangeError::new(&message).into())
}
