//! why401 for workers at the edge: the heads of one exchange in, findings out, both as flat text.
//!
//! The readers of pastes and the rules' prose are not reached from here, so that the linker leaves them out.
#![forbid(unsafe_code)]

mod flat;

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use why401::{Heads, MAX_PACK_BYTES, MAX_PACKS, check_pack_for_heads};

thread_local! {
    static PACKS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Judges by a pack of rules too, from now on.
///
/// # Errors
/// A sentence, where it can't be loaded or is one too many.
#[wasm_bindgen]
pub fn add_pack(pack: &[u8]) -> Result<(), String> {
    if pack.len() > MAX_PACK_BYTES {
        return Err("a pack has at most 4 MiB".to_owned());
    }
    check_pack_for_heads(pack).map_err(|error| error.to_string())?;
    PACKS.with_borrow_mut(|packs| {
        if packs.len() >= MAX_PACKS {
            return Err("there are at most 16 packs".to_owned());
        }
        packs.push(pack.to_vec());
        Ok(())
    })
}

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
    PACKS.with_borrow(|packs| {
        let now = Some(now.floor() as i64);
        let heads = Heads { status, now, packs, ..flat::read(&lines) };
        flat::write(&why401::diagnose_heads(&heads))
    })
}
