//! What the grammars of several formats share, and nom has in a larger form.

use nom::error::{Error, ErrorKind};
use nom::{Err, IResult};

/// These words in any case of ASCII letters. nom's own compares all of Unicode, whose tables weigh 12 KB.
pub(crate) fn no_case<'a>(words: &'static str) -> impl Fn(&'a str) -> IResult<&'a str, &'a str> {
    move |input| match input.split_at_checked(words.len()) {
        Some((found, rest)) if found.eq_ignore_ascii_case(words) => Ok((rest, found)),
        _ => Err(Err::Error(Error::new(input, ErrorKind::Tag))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_letters_alone_may_differ() {
        let read = |input| no_case("Kelvin")(input).map(|(rest, _)| rest).ok();
        assert_eq!(read("kELVIN scale"), Some(" scale"));
        // U+212A, the sign of the unit, is K in lower case.
        assert_eq!(read("\u{212a}elvin"), None);
        assert_eq!(read("kel"), None);
    }
}
