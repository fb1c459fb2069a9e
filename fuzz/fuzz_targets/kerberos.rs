//! Kerberos messages, framed and bare.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// A frame that says nothing of what follows but its mechanism.
const FRAME: &[u8] = b"\x60\x84\x00\x00\xFF\xFF\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02";

fuzz_target!(|data: &[u8]| {
    why401_fuzz::bytes(data, "kerberos");
    why401_fuzz::bytes(&[FRAME, data].concat(), "negotiate");
});
