//! The lexical grammar that challenges and credentials are made of, beside its characters.

use memchr::memchr2;
use nom::bytes::complete::{tag, take_till, take_while, take_while1};
use nom::combinator::{fail, recognize};
use nom::sequence::delimited;
use nom::{IResult, Parser};

/// What is left after a piece of grammar, and the piece.
pub(super) type Read<'a> = IResult<&'a [u8], &'a [u8]>;

const TCHAR: u8 = 1;
const TOKEN68: u8 = 2;
const OWS: u8 = 4;

/// For each byte the classes that it belongs to.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        let mut class = 0;
        // RFC 9110 section 5.6.2:
        // tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`"
        //       / "|" / "~" / DIGIT / ALPHA
        if b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'!' | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'-'
                    | b'.'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'|'
                    | b'~'
            )
        {
            class |= TCHAR;
        }
        // RFC 9110 section 11.2:
        // token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/') {
            class |= TOKEN68;
        }
        // RFC 9110 section 5.6.3: OWS = *( SP / HTAB )
        if matches!(b, b' ' | b'\t') {
            class |= OWS;
        }
        table[byte] = class;
        byte += 1;
    }
    table
}

fn is(byte: u8, class: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|classes| classes & class != 0)
}

pub(crate) fn is_tchar(byte: u8) -> bool {
    is(byte, TCHAR)
}

/// The characters of a token68, its padding not included.
pub(crate) fn is_token68_char(byte: u8) -> bool {
    is(byte, TOKEN68)
}

pub(super) fn is_ows(byte: u8) -> bool {
    is(byte, OWS)
}

/// CTL without HTAB: what no field value has (RFC 9110 section 5.5).
pub(super) fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' || byte == 0x7F
}

/// `token = 1*tchar`
pub(super) fn token(input: &[u8]) -> Read<'_> {
    take_while1(is_tchar).parse(input)
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
pub(super) fn token68(input: &[u8]) -> Read<'_> {
    recognize((take_while1(is_token68_char), take_while(|byte| byte == b'='))).parse(input)
}

/// `OWS = *( SP / HTAB )`, and BWS, which is the same in bad places.
pub(super) fn ows(input: &[u8]) -> Read<'_> {
    take_while(is_ows).parse(input)
}

/// `BWS "=" BWS`, as between an auth-param's name and value.
pub(super) fn equals(input: &[u8]) -> Read<'_> {
    delimited(ows, tag("="), ows).parse(input)
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`; gives what is between the quotes.
/// `qdtext = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text`: control characters are none, but in
/// a paste they are damage, told of as such, and kept.
pub(super) fn quoted_string(input: &[u8]) -> Read<'_> {
    let (body, _) = tag(&b"\""[..]).parse(input)?;
    let mut from = 0;
    while let Some(found) = memchr2(b'"', b'\\', body.get(from..).unwrap_or_default()) {
        let at = from + found;
        match body.split_at_checked(at) {
            Some((between, [b'"', rest @ ..])) => return Ok((rest, between)),
            // quoted-pair = "\\" ( HTAB / SP / VCHAR / obs-text )
            _ => from = at + 2,
        }
    }
    fail().parse(input)
}

/// Up to the next comma.
pub(super) fn element(input: &[u8]) -> Read<'_> {
    take_till(|byte| byte == b',').parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_string_ends_at_the_first_bare_quote() {
        let read = |text: &'static str| quoted_string(text.as_bytes()).ok().map(|(_, text)| text);
        assert_eq!(read(r#""a\"b\\" , "c""#), Some(&br#"a\"b\\"#[..]));
        assert_eq!(read(r#""""#), Some(&b""[..]));
        assert_eq!(read(r#""a\"#), None);
        assert_eq!(read("abc"), None);
    }

    #[test]
    fn token68_takes_its_padding() {
        let read = |text: &'static str| token68(text.as_bytes()).ok().map(|(rest, _)| rest);
        assert_eq!(read("YWI=="), Some(&b""[..]));
        assert_eq!(read("realm=x"), Some(&b"x"[..]));
        assert_eq!(read("="), None);
    }
}
