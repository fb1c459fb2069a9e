//! JOSE's tokens: any text, and any header and payload.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    why401_fuzz::text(&String::from_utf8_lossy(data), "bearer");
    let mut parts = data.splitn(3, |byte| *byte == 0).map(|part| URL_SAFE_NO_PAD.encode(part));
    let (header, payload) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    why401_fuzz::text(&format!("{header}.{payload}.{}", parts.next().unwrap_or_default()), "dpop");
});
