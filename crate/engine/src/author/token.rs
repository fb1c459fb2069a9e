//! The tokens of conditions: names, numbers, texts, symbols, and how what can't be one is refused.
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n};
use nom::character::complete::{anychar, char, digit1, hex_digit1, multispace1, one_of, satisfy};
use nom::combinator::{map_opt, not, opt, recognize, value, verify};
use nom::multi::{many0, many0_count};
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

/// Words that CEL keeps for itself.
const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// What people write for what CEL writes otherwise.
pub(super) const MISTAKEN: &[(&str, &str)] = &[
    ("=", "`==` compares"),
    ("&", "`&&` is the and"),
    ("|", "`||` is the or"),
    ("and", "`&&` is the and"),
    ("or", "`||` is the or"),
    ("not", "`!` is the not"),
    ("matches", "`contains`, `startsWith` and `endsWith` look into texts"),
    ("?", "`has(x) ? a : b` chooses"),
];

pub(super) type Parsed<'s, T> = IResult<&'s str, T, Refusal>;

/// A mistake, its place counted from the end of the text, since that is what a rest of it tells.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) rest: usize,
    pub(super) len: usize,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl nom::error::ParseError<&str> for Refusal {
    fn from_error_kind(rest: &str, _: nom::error::ErrorKind) -> Refusal {
        Refusal { rest: rest.len(), len: 1, message: String::new(), help: None }
    }

    fn append(_: &str, _: nom::error::ErrorKind, other: Refusal) -> Refusal {
        other
    }
}

/// Refuses what stands at the start of `rest`.
pub(super) fn refuse<T>(
    rest: &str,
    len: usize,
    message: impl Into<String>,
) -> Result<T, nom::Err<Refusal>> {
    Err(nom::Err::Failure(Refusal { rest: rest.len(), len, message: message.into(), help: None }))
}

pub(super) fn refuse_feature<T>(
    rest: &str,
    len: usize,
    feature: &str,
) -> Result<T, nom::Err<Refusal>> {
    refuse(rest, len, format!("{feature} are not part of the subset of CEL"))
}

/// The first token of `rest` can't stand there.
pub(super) fn unexpected(rest: &str) -> nom::Err<Refusal> {
    let token = word(rest)
        .map(|(_, word)| word.len())
        .unwrap_or_else(|_| rest.chars().next().map_or(0, char::len_utf8));
    let token = rest.get(..token).unwrap_or_default();
    let message = match token {
        "" => "the condition ends too early".to_owned(),
        token => format!("unexpected `{token}`"),
    };
    let help =
        MISTAKEN.iter().find(|(wrong, _)| *wrong == token).map(|(_, help)| (*help).to_owned());
    nom::Err::Failure(Refusal { rest: rest.len(), len: token.len().max(1), message, help })
}

/// Passes over blanks and comments.
pub(super) fn space(rest: &str) -> &str {
    let comment = recognize(pair(tag("//"), take_while(|char| char != '\n')));
    let spaces: Parsed<'_, usize> = many0_count(alt((multispace1, comment))).parse(rest);
    spaces.map_or(rest, |(rest, _)| rest)
}

/// A symbol after blanks.
pub(super) fn symbol<'s>(rest: &'s str, symbol: &'static str) -> Option<&'s str> {
    let found: Parsed<'s, &'s str> = tag(symbol).parse(space(rest));
    found.ok().map(|(rest, _)| rest)
}

pub(super) fn expect<'s>(
    rest: &'s str,
    wanted: &'static str,
) -> Result<&'s str, nom::Err<Refusal>> {
    symbol(rest, wanted).map_or_else(
        || {
            let rest = space(rest);
            let len = rest.chars().next().map_or(1, char::len_utf8);
            refuse(rest, len, format!("`{wanted}` is missing here"))
        },
        Ok,
    )
}

/// A name or a reserved word.
pub(super) fn word(rest: &str) -> Parsed<'_, &str> {
    let letter = |char: char| char == '_' || char.is_ascii_alphabetic();
    let more = take_while(|char: char| char == '_' || char.is_ascii_alphanumeric());
    recognize(pair(satisfy(letter), more)).parse(rest)
}

pub(super) fn identifier(start: &str) -> Parsed<'_, &str> {
    match word(start) {
        Ok((_, word)) if RESERVED.contains(&word) => {
            refuse(start, word.len(), format!("`{word}` is a reserved word"))
        }
        Ok(found) => Ok(found),
        Err(_) => Err(unexpected(start)),
    }
}

pub(super) fn helped(error: nom::Err<Refusal>, help: &str) -> nom::Err<Refusal> {
    error.map(|refusal| Refusal { help: Some(help.to_owned()), ..refusal })
}

/// An int, `None` where it does not fit. Doubles and unsigned ints are refused.
pub(super) fn integer(start: &str) -> Parsed<'_, Option<i64>> {
    let hex = preceded(alt((tag("0x"), tag("0X"))), hex_digit1);
    let (rest, sign): (&str, Option<char>) = opt(char('-')).parse(start)?;
    let (rest, (digits, radix)) =
        alt((hex.map(|digits| (digits, 16)), digit1.map(|digits| (digits, 10)))).parse(rest)?;
    let exponent = |rest: &str| {
        rest.strip_prefix(['e', 'E']).is_some_and(|rest| {
            let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
            rest.starts_with(|char: char| char.is_ascii_digit())
        })
    };
    let fraction = |rest: &str| {
        rest.strip_prefix('.')
            .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
    };
    if radix == 10 && (exponent(rest) || fraction(rest)) {
        let number = |char: char| char == '.' || char.is_ascii_alphanumeric();
        let len = start.len() - rest.trim_start_matches(number).len();
        return refuse_feature(start, len, "doubles");
    }
    if rest.starts_with(['u', 'U']) {
        return refuse_feature(start, start.len() - rest.len() + 1, "unsigned ints");
    }
    let sign = if sign.is_some() { "-" } else { "" };
    Ok((rest, i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()))
}

/// A text in quotes; `None` where there is none.
pub(super) fn text(start: &str) -> Option<Parsed<'_, String>> {
    let raw: Parsed<'_, Option<char>> = opt(one_of("rR")).parse(start);
    let (rest, raw) = raw.ok()?;
    let quote: Parsed<'_, &str> = alt((tag("'''"), tag("\"\"\""), tag("'"), tag("\""))).parse(rest);
    let (rest, quote) = quote.ok()?;
    Some(text_body(start, rest, quote, raw.is_some()))
}

fn text_body<'s>(start: &'s str, rest: &'s str, quote: &'s str, raw: bool) -> Parsed<'s, String> {
    // Three quotes let line ends in, and single quotes.
    let long = quote.len() == 3;
    let plain = verify(anychar, move |char| {
        (raw || *char != '\\') && (long || !matches!(char, '\r' | '\n'))
    });
    let plain = preceded(not(tag(quote)), plain);
    let (rest, text) =
        if raw { many0(plain).parse(rest)? } else { many0(alt((plain, escape))).parse(rest)? };
    let end: Parsed<'s, &str> = tag(quote).parse(rest);
    match end {
        Ok((rest, _)) => Ok((rest, text.into_iter().collect())),
        Err(_) if rest.starts_with('\\') => {
            let len = rest.chars().take(2).map(char::len_utf8).sum();
            refuse(rest, len, "this is no escape").map_err(|error| {
                helped(error, "`\\\\` is a backslash, and `r'...'` has no escapes")
            })
        }
        Err(_) => refuse(start, start.len() - rest.len(), "this text has no closing quote"),
    }
}

/// The character that an escape stands for.
fn escape(rest: &str) -> Parsed<'_, char> {
    let hex = |len: usize| {
        let digits = take_while_m_n(len, len, |char: char| char.is_ascii_hexdigit());
        map_opt(digits, |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?))
    };
    let octal = take_while_m_n(3, 3, |char| matches!(char, '0'..='7'));
    let octal = map_opt(octal, |digits| u8::from_str_radix(digits, 8).ok().map(char::from));
    let simple = alt((
        value('\u{7}', char('a')),
        value('\u{8}', char('b')),
        value('\u{c}', char('f')),
        value('\n', char('n')),
        value('\r', char('r')),
        value('\t', char('t')),
        value('\u{b}', char('v')),
        one_of("\\?\"'`"),
    ));
    let coded = alt((
        preceded(one_of("xX"), hex(2)),
        preceded(char('u'), hex(4)),
        preceded(char('U'), hex(8)),
        octal,
    ));
    preceded(char('\\'), alt((simple, coded))).parse(rest)
}
