//! As much of DER (X.690) as tokens need: definite lengths, tags of one byte.

use nom::bytes::complete::take;
use nom::number::complete::u8;
use nom::{IResult, Parser};

/// A tag and the bytes that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// Bytes that its length tells and that are not there.
    pub(super) missing: usize,
}

/// Reads one element. A token that was cut short ends early: its content is what is there.
pub(super) fn element(input: &[u8]) -> IResult<&[u8], Element<'_>> {
    let (rest, tag) = u8.parse(input)?;
    let (rest, length) = length(rest)?;
    let missing = length.saturating_sub(rest.len());
    let (rest, content) = take(length - missing).parse(rest)?;
    Ok((rest, Element { tag, content, missing }))
}

/// One byte below 128, or the number of bytes that follow, at most four.
fn length(input: &[u8]) -> IResult<&[u8], usize> {
    let (rest, first) = u8.parse(input)?;
    match first {
        0..=0x7F => Ok((rest, usize::from(first))),
        0x81..=0x84 => {
            let (rest, bytes) = take(usize::from(first & 0x7F)).parse(rest)?;
            let number = bytes.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            Ok((rest, usize::try_from(number).unwrap_or(usize::MAX)))
        }
        _ => {
            Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::LengthValue)))
        }
    }
}

/// The elements one after another inside another.
pub(super) fn elements<'a>(of: &Element<'a>) -> impl Iterator<Item = Element<'a>> + use<'a> {
    let mut rest = of.content;
    std::iter::from_fn(move || {
        let (after, found) = element(rest).ok()?;
        rest = after;
        Some(found)
    })
}

/// The one element inside an explicit tag.
pub(super) fn explicit<'a>(of: &Element<'a>) -> Option<Element<'a>> {
    element(of.content).ok().map(|(_, inner)| inner)
}

/// The number of an INTEGER or ENUMERATED of at most 8 bytes that is all there.
pub(super) fn integer(of: &Element<'_>) -> Option<i64> {
    let (first, rest) = of.content.split_first()?;
    if !matches!(of.tag, 0x02 | 0x0A) || of.missing > 0 || rest.len() > 7 {
        return None;
    }
    let first = i64::from(first.cast_signed());
    Some(rest.iter().fold(first, |number, byte| number << 8 | i64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_or_long_and_never_past_the_end() {
        let read =
            |bytes: &'static [u8]| element(bytes).ok().map(|(_, e)| (e.tag, e.content, e.missing));
        assert_eq!(read(&[4, 2, 1, 2, 3]), Some((4, &[1, 2][..], 0)));
        assert_eq!(read(&[4, 0x82, 0, 1, 9]), Some((4, &[9][..], 0)));
        assert_eq!(read(&[4, 0x84, 0, 0, 0, 3, 9]), Some((4, &[9][..], 2)));
        assert_eq!(read(&[4, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 9]).map(|read| read.1), Some(&[9][..]));
        assert_eq!(read(&[4, 0x85, 0, 0, 0, 0, 1, 9]), None);
        assert_eq!(read(&[4, 0x80, 9]), None);
        assert_eq!(read(&[4]), None);
    }

    #[test]
    fn integers_have_a_sign() {
        let read = |bytes: &'static [u8]| integer(&element(bytes).ok()?.1);
        assert_eq!(read(&[2, 1, 0x7F]), Some(127));
        assert_eq!(read(&[2, 2, 0xFF, 0x7B]), Some(-133));
        assert_eq!(read(&[2, 4, 0x7F, 0xFF, 0xFF, 0xFF]), Some(0x7FFF_FFFF));
        assert_eq!(read(&[2, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1]), None);
        assert_eq!(read(&[2, 2, 1]), None);
        assert_eq!(read(&[2, 0]), None);
    }
}
