//! `WWW-Authenticate` and `Proxy-Authenticate`: the challenges in them (RFC 9110 section 11.3).
//!
//! ```text
//! WWW-Authenticate = [ challenge *( OWS "," OWS challenge ) ]
//! challenge  = auth-scheme [ 1*SP ( token68 / [ auth-param *( OWS "," OWS auth-param ) ] ) ]
//! auth-param = token BWS "=" BWS ( token / quoted-string )
//! ```
//! Lists may have empty elements (section 5.6.1). What is against the grammar is listed as a
//! [`Problem`] and does not keep the other challenges from being read.

use std::fmt;

use memchr::{memchr, memchr2_iter};
use nom::Offset;

use crate::capture::Field;
use crate::http::grammar::{element, equals, is_ows, is_tchar, ows, quoted_string, token, token68};
use crate::http::problem::{Problem, ProblemKind};
use crate::span::{Leaf, LeafBuilder};

/// One challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// As printed; schemes are compared without regard to case.
    pub scheme: Leaf,
    /// The token after the scheme, of NTLM and Negotiate.
    pub token68: Option<Leaf>,
    /// In order.
    pub params: Vec<Param>,
    /// Index of its field among those given to [`challenges`].
    pub field: usize,
}

/// An auth-param.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// As printed; names are compared without regard to case.
    pub name: Leaf,
    /// Without its quotes and with its quoted-pairs resolved.
    pub value: Leaf,
    /// It stood in quotes.
    pub quoted: bool,
}

/// The challenges of one or more fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenges {
    /// In the order of the fields.
    pub list: Vec<Challenge>,
    /// What is against the grammar.
    pub problems: Vec<Problem>,
}

impl Challenge {
    /// The first parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        find(&self.params, name)
    }
}

pub(super) fn find<'a>(params: &'a [Param], name: &str) -> Option<&'a Param> {
    params.iter().find(|param| param.name.as_str().eq_ignore_ascii_case(name))
}

/// Prints a challenge so that it reads back as the same.
impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme.as_str())?;
        if let Some(token68) = &self.token68 {
            write!(f, " {token68}")?;
        }
        for (index, param) in self.params.iter().enumerate() {
            f.write_str(if index == 0 { " " } else { ", " })?;
            write!(f, "{}=", param.name)?;
            let value = param.value.as_str();
            if param.quoted || value.is_empty() || !value.bytes().all(is_tchar) {
                write!(f, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))?;
            } else {
                f.write_str(value)?;
            }
        }
        Ok(())
    }
}

/// Reads the challenges in fields of one name, in order.
#[must_use]
pub fn challenges(fields: &[&Field]) -> Challenges {
    let mut challenges = Challenges::default();
    for (index, field) in fields.iter().enumerate() {
        let mut reader = Reader::new(&field.value, false, index);
        reader.read();
        challenges.list.append(&mut reader.list);
        challenges.problems.append(&mut reader.problems);
    }
    challenges
}

/// Names that are schemes where they stand alone.
const SCHEMES: [&str; 8] =
    ["basic", "bearer", "digest", "dpop", "kerberos", "negotiate", "ntlm", "scram-sha-256"];

/// Names that are parameters of those schemes.
const PARAMS: [&str; 6] = ["algorithm", "charset", "error", "nonce", "qop", "realm"];

/// As many parameters of a challenge are compared to find one that occurs twice.
const COMPARED: usize = 64;

/// Reads one field value from front to back.
pub(super) struct Reader<'a> {
    value: &'a Leaf,
    whole: &'a [u8],
    rest: &'a [u8],
    /// Credentials: a list of parameters, no list of schemes.
    one_scheme: bool,
    field: usize,
    pub(super) list: Vec<Challenge>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(value: &'a Leaf, one_scheme: bool, field: usize) -> Reader<'a> {
        let whole = value.as_str().as_bytes();
        let (list, problems) = (Vec::new(), Vec::new());
        Reader { value, whole, rest: whole, one_scheme, field, list, problems }
    }

    pub(super) fn read(&mut self) {
        let mut after_comma = true;
        loop {
            after_comma |= self.skip_separators();
            if self.rest.is_empty() {
                return;
            }
            let before = self.rest.len();
            match token(self.rest) {
                Err(_) => self.skip_element(ProblemKind::UnexpectedCharacter),
                Ok((rest, name)) => {
                    if !after_comma {
                        self.problem(ProblemKind::MissingComma, name);
                    }
                    match equals(rest) {
                        Ok((value, _)) => self.param(name, value, after_comma),
                        Err(_) if self.one_scheme && !self.list.is_empty() => {
                            self.skip_element(ProblemKind::UnexpectedWord);
                        }
                        Err(_) => self.scheme(name, rest),
                    }
                }
            }
            after_comma = false;
            debug_assert!(self.rest.len() < before, "each round reads something");
        }
    }

    /// Skips white space, commas and semicolons; true if there was a comma or a semicolon.
    fn skip_separators(&mut self) -> bool {
        let mut separated = false;
        while let [first, rest @ ..] = self.rest {
            match first {
                b',' => separated = true,
                b';' => {
                    self.problem(
                        ProblemKind::SemicolonSeparator,
                        self.rest.get(..1).unwrap_or_default(),
                    );
                    separated = true;
                }
                byte if is_ows(*byte) => {}
                _ => break,
            }
            self.rest = rest;
        }
        separated
    }

    fn skip_element(&mut self, kind: ProblemKind) {
        if let Ok((rest, skipped)) = element(self.rest) {
            self.problem(kind, skipped.trim_ascii_end());
            self.rest = rest;
        }
    }

    fn scheme(&mut self, name: &'a [u8], after: &'a [u8]) {
        self.rest = after;
        let mut challenge = Challenge {
            scheme: self.leaf(name),
            token68: None,
            params: Vec::new(),
            field: self.field,
        };
        if let Ok((argument, space)) = ows(after)
            && !space.is_empty()
        {
            if space.contains(&b'\t') {
                self.problem(ProblemKind::TabAfterScheme, space);
            }
            if let Some((rest, found)) = self.token68(argument) {
                challenge.token68 = Some(self.leaf(found));
                self.rest = rest;
            } else if let Ok((rest, name)) = token(argument)
                && let Ok((value, _)) = equals(rest)
            {
                self.list.push(challenge);
                return self.param(name, value, false);
            }
        }
        self.list.push(challenge);
    }

    /// A token68 is one only if the list element ends after it. A long one that is followed by
    /// something else was cut or wrapped, and is still no scheme. What looks like one and has a
    /// parameter after it was a parameter without value.
    fn token68(&mut self, argument: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let (rest, found) = token68(argument).ok()?;
        let (next, space) = ows(rest).ok()?;
        let ends = matches!(next.first(), None | Some(b','));
        let parted = !space.is_empty() && next.first() != Some(&b'=');
        let is_token = found.len() >= 24 || found.contains(&b'/') || found.ends_with(b"==");
        let after_comma = next.strip_prefix(b",").unwrap_or_default();
        let valueless = found.ends_with(b"=") && starts_param(after_comma.trim_ascii_start());
        if valueless || !(ends || parted && is_token) {
            return None;
        }
        let text = String::from_utf8_lossy(found).to_ascii_lowercase();
        let name = text.strip_suffix('=');
        if SCHEMES.contains(&text.as_str()) {
            self.problem(ProblemKind::Token68LooksLikeScheme, found);
        } else if name.is_some_and(|name| PARAMS.contains(&name)) {
            self.problem(ProblemKind::Token68LooksLikeParam, found);
        }
        Some((rest, found))
    }

    fn param(&mut self, name: &'a [u8], value: &'a [u8], after_comma: bool) {
        let (value, quoted) = self.param_value(name, value);
        let param = Param { name: self.leaf(name), value, quoted };
        let Some(challenge) = self.list.last() else {
            return self.problem(ProblemKind::ParamWithoutScheme, name);
        };
        let compared = challenge.params.get(..COMPARED).unwrap_or(&challenge.params);
        let problem = if challenge.token68.is_some() {
            Some(ProblemKind::ParamAfterToken68)
        } else if challenge.params.is_empty() {
            after_comma.then_some(ProblemKind::CommaAfterScheme)
        } else {
            let twice = find(compared, param.name.as_str()).is_some();
            twice.then_some(ProblemKind::DuplicateParam)
        };
        if let Some(kind) = problem {
            self.problem(kind, name);
        }
        if let Some(challenge) = self.list.last_mut() {
            challenge.params.push(param);
        }
    }

    /// Reads a value and leaves `rest` after it.
    fn param_value(&mut self, name: &'a [u8], input: &'a [u8]) -> (Leaf, bool) {
        if let Ok((rest, between)) = quoted_string(input) {
            self.rest = rest;
            return (self.unquoted(between), true);
        }
        if let Ok((rest, value)) = token(input)
            && self.ends_value(rest)
        {
            self.rest = rest;
            return (self.leaf(value), false);
        }
        if input.first() == Some(&b'"') {
            self.problem(ProblemKind::UnterminatedQuote, input.get(..1).unwrap_or_default());
            return (self.up_to_comma(input.get(1..).unwrap_or_default()), true);
        }
        if let Some((rest, between)) = curly_quoted(input) {
            self.rest = rest;
            self.problem(ProblemKind::CurlyQuotes, between);
            return (self.leaf(between), true);
        }
        let value = self.up_to_comma(input);
        if value.is_empty() {
            self.problem(ProblemKind::EmptyValue, name);
        } else {
            self.problems.push(Problem { kind: ProblemKind::UnquotedValue, span: value.span() });
        }
        (value, false)
    }

    /// A value that does not end by the grammar ends at the next comma, or before a word that has
    /// an equals sign after it.
    fn up_to_comma(&mut self, input: &'a [u8]) -> Leaf {
        let ends = |at: &usize| match input.get(*at..) {
            None | Some([] | [b',', ..]) => true,
            Some([byte, word @ ..]) => is_ows(*byte) && starts_param(word),
        };
        let end = (0..input.len()).find(ends).unwrap_or(input.len());
        let (value, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
        self.rest = rest;
        self.leaf(value.trim_ascii())
    }

    /// After a token that is a value: the end of the list element, or a space and then a parameter.
    fn ends_value(&self, rest: &[u8]) -> bool {
        let Ok((next, space)) = ows(rest) else { return false };
        match next.first() {
            None | Some(b',') => true,
            Some(b';') => !self.one_scheme,
            _ => !space.is_empty() && token(next).is_ok_and(|(rest, _)| equals(rest).is_ok()),
        }
    }

    /// Resolves `quoted-pair = "\\" ( HTAB / SP / VCHAR / obs-text )`.
    fn unquoted(&self, between: &'a [u8]) -> Leaf {
        let leaf = self.leaf(between);
        if !between.contains(&b'\\') {
            return leaf;
        }
        let mut builder = LeafBuilder::new();
        let mut from = 0;
        while let Some(at) = memchr(b'\\', between.get(from..).unwrap_or_default()) {
            builder.append(&leaf.slice(from..from + at));
            // What a backslash precedes is kept, even a second backslash.
            let kept = from + at + 1;
            let length = leaf.as_str().get(kept..).and_then(|rest| rest.chars().next());
            let end = kept + length.map_or(0, char::len_utf8);
            builder.append(&leaf.slice(kept..end));
            from = end;
        }
        builder.append(&leaf.slice(from..between.len()));
        builder.finish(leaf.span())
    }

    fn leaf(&self, part: &[u8]) -> Leaf {
        let start = self.whole.offset(part);
        self.value.slice(start..start + part.len())
    }

    fn problem(&mut self, kind: ProblemKind, about: &[u8]) {
        let span = self.leaf(about).span();
        self.problems.push(Problem { kind, span });
    }
}

/// A name, an equals sign and a value come next.
fn starts_param(input: &[u8]) -> bool {
    token(input).is_ok_and(|(rest, _)| equals(rest).is_ok_and(|(value, _)| !value.is_empty()))
}

/// What stands between typographic quotes, which text programs put in place of straight ones.
fn curly_quoted(input: &[u8]) -> Option<(&[u8], &[u8])> {
    const QUOTE: &[u8] = "\u{201c}".as_bytes();
    /// Bytes in which the closing quote is looked for.
    const LONGEST: usize = 256;
    const CLOSING: [&[u8]; 2] = ["\u{201d}".as_bytes(), QUOTE];
    let opening = [QUOTE, "\u{201d}".as_bytes(), "\u{201e}".as_bytes()];
    let body = opening.iter().find_map(|quote| input.strip_prefix(*quote))?;
    let near = body.get(..LONGEST).unwrap_or(body);
    let end = memchr2_iter(b'"', 0xE2, near).find(|at| {
        let rest = body.get(*at..).unwrap_or_default();
        rest.starts_with(b"\"") || CLOSING.iter().any(|quote| rest.starts_with(quote))
    })?;
    let (between, rest) = body.split_at_checked(end)?;
    let straight = rest.strip_prefix(b"\"");
    let rest = straight.or_else(|| CLOSING.iter().find_map(|quote| rest.strip_prefix(*quote)))?;
    Some((rest, between))
}

#[cfg(test)]
mod tests;
