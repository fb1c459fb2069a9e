//! why401's first look: the report on heads of exchanges, from a module that is quick to load. Whoever pastes anything
//! else is served by `why401-wasm`, which reads all.
#![forbid(unsafe_code)]

use wasm_bindgen::prelude::*;
use why401::report::Offsets;

/// Every operation takes bounded time, with less code than the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[wasm_bindgen]
extern "C" {
    /// One call in place of one for each value: a third of the code, and the host has no function of ours to compile.
    #[wasm_bindgen(js_namespace = JSON)]
    fn parse(text: &str) -> JsValue;

    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

/// Makes a panic say in the console what happened, before it ends the instance.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| error(&panic.to_string())));
}

/// The report on texts that are heads of exchanges, its offsets in UTF-16 code units; `undefined` where they have anything
/// else. The texts stand in one, U+0000 between them. `now` is the time in seconds since 1970 in UTC.
#[wasm_bindgen]
#[must_use]
pub fn first_look(pastes: &str, now: f64) -> JsValue {
    let pastes: Vec<&str> = pastes.split('\0').collect();
    why401::first_look(&pastes, Some(now.floor() as i64), Offsets::Utf16)
        .and_then(|report| serde_json::to_string(&report).ok())
        .map_or(JsValue::UNDEFINED, |report| parse(&report))
}
