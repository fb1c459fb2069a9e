//! Base64 as it is met: both alphabets, with and without padding, cut short.

use crate::gather::Gather;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// How a text deviates from RFC 4648 section 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base64 {
    /// It has `-` or `_` in place of `+` and `/` (section 5).
    pub url_safe: bool,
    /// Its padding is missing or wrong.
    pub padding: bool,
    /// Its last character stands alone: a part was cut off.
    pub cut: bool,
}

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes, and what is unusual; nothing if it is empty or has other characters.
#[must_use]
pub(super) fn decode(text: &str) -> Option<(Vec<u8>, Base64)> {
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    let mut notes =
        Base64 { padding: !(bare.len() + padding).is_multiple_of(4), ..Base64::default() };
    let standard = bare.bytes().map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte,
    });
    let mut standard: Vec<u8> = standard.gather();
    notes.url_safe = standard != bare.as_bytes();
    notes.cut = standard.len() % 4 == 1;
    if notes.cut {
        standard.pop();
    }
    let bytes = ENGINE.decode(&standard).ok()?;
    (!bytes.is_empty()).then_some((bytes, notes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_are_noted_and_read() {
        let notes = |text| {
            decode(text).map(|(bytes, notes)| (bytes, notes.url_safe, notes.padding, notes.cut))
        };
        assert_eq!(notes("+/8="), Some((vec![0xFB, 0xFF], false, false, false)));
        assert_eq!(notes("-_8"), Some((vec![0xFB, 0xFF], true, true, false)));
        assert_eq!(notes("+/8=="), Some((vec![0xFB, 0xFF], false, true, false)));
        assert_eq!(notes("AAAAB"), Some((vec![0, 0, 0], false, true, true)));
        assert_eq!(notes("a.b"), None);
        assert_eq!(notes(""), None);
    }
}
