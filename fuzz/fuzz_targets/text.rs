//! Schemes whose tokens are text: Basic, Digest, SCRAM, AWS4 and all others, damage and placeholders.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;

const SCHEMES: [&str; 16] = [
    "",
    "Basic",
    "Bearer",
    "Digest",
    "DPoP",
    "AWS4-HMAC-SHA256",
    "Hawk",
    "HOBA",
    "Mutual",
    "OAuth",
    "PrivateToken",
    "SCRAM-SHA-256",
    "vapid",
    "Signature:",
    "Signature-Input:",
    "WWW-Authenticate: Digest",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let scheme = SCHEMES[usize::from(*first) % SCHEMES.len()];
    let text = String::from_utf8_lossy(rest);
    why401_fuzz::text(&text, scheme);
    why401_fuzz::text(&format!("{scheme} {text}"), "");
    why401_fuzz::text(&STANDARD.encode(rest), scheme);
    for name in ["DPoP", "Signature-Input"] {
        why401_fuzz::field(&text, name);
    }
    why401_fuzz::field(&format!("{scheme} {text}"), "WWW-Authenticate");
});
