//! why401's first look: the report on heads of exchanges, from a module that is quick to load. Whoever pastes anything
//! else is served by `why401-wasm`, which reads all.
#![forbid(unsafe_code)]

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use why401::report::Offsets;

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

/// The report on texts that are heads of exchanges, its offsets in UTF-16 code units; `undefined` where they have anything
/// else. `now` is the time in seconds since 1970 in UTC.
///
/// # Errors
/// Where JavaScript refuses to make an object.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands over what it made")]
pub fn first_look(pastes: Vec<String>, now: f64) -> Result<JsValue, JsValue> {
    let pastes: Vec<&str> = pastes.iter().map(String::as_str).collect();
    match why401::first_look(&pastes, Some(now.floor() as i64), Offsets::Utf16) {
        Some(report) => report.serialize(&PLAIN).map_err(JsValue::from),
        None => Ok(JsValue::UNDEFINED),
    }
}
