//! why401 for JavaScript: the WebAssembly face. Plain data goes in and comes out; there is nothing to free.
#![forbid(unsafe_code)]

mod options;
mod pastes;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Every operation takes bounded time, with less code than the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Plain objects instead of `Map`s, `null` where JSON has `null`.
const PLAIN: Serializer =
    Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);

/// Makes a panic say in the console what happened, before it ends the instance.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Reads what was pasted and tells what is wrong: a report, its offsets in UTF-16 code units.
///
/// `pastes` is a string, a `Uint8Array` or an array of those. `options` may be left out, or is an object with any of:
/// - `now`: the time in seconds since 1970 in UTC; without it, the host's clock is asked.
/// - `answers`: an object of facts and their values, as strings.
/// - `packs`: an array of `Uint8Array`, packs of rules to judge by besides the built-in.
/// - `all`: whether findings that are ruled out or stood for by another are listed too.
///
/// # Errors
/// A `TypeError` where an argument is of another kind, a `RangeError` where a paste is over 64 MiB.
#[wasm_bindgen]
pub fn diagnose(pastes: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = options::read(options)?;
    let pastes = pastes::read(pastes)?;
    let pastes: Vec<why401::Paste<'_>> = pastes.iter().map(pastes::Owned::borrow).collect();
    let report = why401::report_on(&pastes, &options);
    report.serialize(&PLAIN).map_err(JsValue::from)
}

/// An error for an argument of the wrong kind.
fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
