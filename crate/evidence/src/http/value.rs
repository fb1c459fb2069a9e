//! The value of an auth-param, also where its quotes are wrong or missing.

use memchr::{memchr, memchr_iter, memchr2_iter};

use crate::http::grammar::{equals, is_ows, ows, quoted_string, token};
use crate::http::problem::ProblemKind;
use crate::http::reader::{Line, starts_param};
use crate::http::scheme;
use crate::span::Leaf;

/// Bytes in which a closing quote is looked for where the quotes are wrong.
const LONGEST: usize = 256;

impl<'a> Line<'a, '_> {
    /// Reads a value and leaves `rest` after it; true if it was quoted.
    pub(super) fn param_value(&mut self, name: &'a [u8], input: &'a [u8]) -> (Leaf, bool) {
        match input.first() {
            Some(b'"') => (self.quoted_value(input), true),
            _ => self.bare_value(name, input),
        }
    }

    fn quoted_value(&mut self, input: &'a [u8]) -> Leaf {
        let Ok((mut rest, mut between)) = quoted_string(input) else {
            self.problem(ProblemKind::UnterminatedQuote, input.get(..1).unwrap_or_default());
            return self.up_to_comma(input.get(1..).unwrap_or_default());
        };
        if let Some((after, whole)) = unescaped(input, rest) {
            self.problem(ProblemKind::UnescapedQuote, rest.get(..0).unwrap_or_default());
            (rest, between) = (after, whole);
        }
        self.rest = rest;
        if !between.is_ascii() {
            self.problem(ProblemKind::ObsText, between);
        }
        self.unquoted(between)
    }

    fn bare_value(&mut self, name: &'a [u8], input: &'a [u8]) -> (Leaf, bool) {
        if let Ok((rest, value)) = token(input)
            && self.ends_value(rest)
        {
            self.rest = rest;
            if value.len() > 1 && value.starts_with(b"'") && value.ends_with(b"'") {
                self.problem(ProblemKind::SingleQuotes, value);
            }
            return (self.leaf(value), false);
        }
        if let Some((rest, between)) = curly_quoted(input) {
            self.rest = rest;
            self.problem(ProblemKind::CurlyQuotes, between);
            return (self.leaf(between), true);
        }
        if let Some((rest, between)) = single_quoted(input) {
            self.rest = rest;
            self.problem(ProblemKind::SingleQuotedValue, between);
            return (self.leaf(between), true);
        }
        let value = self.up_to_comma(input);
        let text = value.as_str();
        if text.is_empty() {
            self.problem(ProblemKind::EmptyValue, name);
        } else if memchr(b'"', text.as_bytes()) == Some(text.len() - 1) {
            let value = value.slice(0..text.len() - 1);
            self.problem_about(ProblemKind::MissingOpeningQuote, &value);
            return (value, true);
        } else {
            self.problem_about(ProblemKind::UnquotedValue, &value);
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

    /// After a token that is a value: the end of the list element, or a space and then a parameter
    /// or a scheme.
    fn ends_value(&self, rest: &[u8]) -> bool {
        let Ok((next, space)) = ows(rest) else { return false };
        match next.first() {
            None | Some(b',') => true,
            Some(b';') => !self.one_scheme(),
            _ => {
                !space.is_empty()
                    && token(next)
                        .is_ok_and(|(rest, word)| equals(rest).is_ok() || scheme::is_known(word))
            }
        }
    }
}

/// A quote right after which the value goes on was not meant to close it; then the last quote
/// before the next comma is.
fn unescaped<'a>(input: &'a [u8], rest: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let goes_on = !matches!(rest.first(), None | Some(b',' | b';' | b' ' | b'\t'));
    if !goes_on || starts_param(rest) {
        return None;
    }
    let near = rest.get(..LONGEST).unwrap_or(rest);
    let end = memchr_iter(b'"', near).find(|at| {
        let after = rest.get(at + 1..).unwrap_or_default().trim_ascii_start();
        matches!(after.first(), None | Some(b','))
    })?;
    let end = input.len() - rest.len() + end;
    Some((input.get(end + 1..)?, input.get(1..end)?))
}

/// What stands between single quotes and needs double ones.
fn single_quoted(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let body = input.strip_prefix(b"'")?;
    let near = body.get(..LONGEST).unwrap_or(body);
    let end = memchr_iter(b'\'', near).find(|at| {
        let after = body.get(at + 1..).unwrap_or_default();
        matches!(after.first(), None | Some(b',' | b';' | b' ' | b'\t'))
    })?;
    Some((body.get(end + 1..)?, body.get(..end)?))
}

/// What stands between typographic quotes, which text programs put in place of straight ones.
fn curly_quoted(input: &[u8]) -> Option<(&[u8], &[u8])> {
    const QUOTE: &[u8] = "\u{201c}".as_bytes();
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
