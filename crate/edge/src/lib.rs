//! why401 for workers at the edge: the heads of one exchange in, findings out, both as flat text.
//!
//! The readers of pastes and the rules' prose are not reached from here, so that the linker leaves them out.
#![forbid(unsafe_code)]

mod flat;

use wasm_bindgen::prelude::*;
use why401::Heads;

/// Every operation takes bounded time, with less code than the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Tells what is wrong with one exchange. `heads` and the answer are texts as `flat.rs` has them; `status` is that of the
/// response, and `now` are seconds since 1970 in UTC.
#[wasm_bindgen]
#[must_use]
pub fn diagnose(heads: &str, status: u16, now: f64) -> String {
    let lines = flat::decode(heads);
    let heads = Heads { status, now: Some(now.floor() as i64), ..flat::read(&lines) };
    flat::write(&why401::diagnose_heads(&heads))
}
