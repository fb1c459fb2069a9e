//! NTLM's messages.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    why401_fuzz::bytes(data, "ntlm");
    if let Some((first, rest)) = data.split_first() {
        let start = [b"NTLMSSP\0".as_slice(), &[first % 3 + 1, 0, 0, 0]].concat();
        why401_fuzz::bytes(&[&start, rest].concat(), "ntlm");
    }
});
