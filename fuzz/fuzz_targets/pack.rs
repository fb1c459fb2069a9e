//! Packs of rules: any bytes, any bytes behind right headers, and a pack of real rules that was changed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use why401_fuzz::pack::{MADE, by_hand, exercise};

fuzz_target!(|data: &[u8]| {
    let Some((mode, rest)) = data.split_first() else { return };
    match mode % 5 {
        0 => _ = exercise(rest),
        1 => _ = exercise(&changed(&MADE.pack, rest)),
        // The tables by themselves: the lengths around them stay right.
        2 => _ = exercise(&by_hand(b"x", &changed(&MADE.logic, rest)[20..], &MADE.prose[20..])),
        3 => _ = exercise(&by_hand(b"x", &MADE.logic[20..], &changed(&MADE.prose, rest)[20..])),
        _ => {
            let mut parts = rest.splitn(3, |byte| *byte == 0xff);
            let mut part = || parts.next().unwrap_or_default();
            let (name, logic, prose) = (part(), part(), part());
            exercise(&by_hand(name, logic, prose));
        }
    }
});

/// Changes bytes behind the header as each four bytes of `changes` say: what to do, where, and a byte.
fn changed(bytes: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes.chunks_exact(4) {
        let [act, high, low, byte] = [change[0], change[1], change[2], change[3]];
        let at = usize::from(u16::from_be_bytes([high, low]));
        let at = 20 + at % (bytes.len() - 20).max(1);
        if at >= bytes.len() {
            break;
        }
        match act % 6 {
            0 => bytes[at] = byte,
            1 => bytes[at] ^= byte,
            2 => bytes[at] = bytes[at].wrapping_add(byte),
            3 => bytes.insert(at, byte),
            4 => _ = bytes.remove(at),
            // A stretch from elsewhere, or the end cut off.
            _ if byte == 0 => bytes.truncate(at),
            _ => {
                let end = (at + usize::from(byte)).min(bytes.len());
                let stretch = bytes[at..end].to_vec();
                let to = 20 + usize::from(act) * 37 % (bytes.len() - 20);
                let end = (to + stretch.len()).min(bytes.len());
                bytes.splice(to..end, stretch);
            }
        }
    }
    bytes
}
