//! Reads the lines of an authentication field from front to back, and goes on after each mistake.

use memchr::{memchr, memchr2};
use nom::Offset;

use crate::capture::Field;
use crate::http::advice;
use crate::http::challenge::{Challenge, Challenges, Param};
use crate::http::grammar::{
    element, equals, is_control, is_ows, is_token68_char, ows, quoted_string, token, token68,
};
use crate::http::problem::{Problem, ProblemKind, Severity};
use crate::http::scheme;
use crate::order::sort_by_key;
use crate::span::{Leaf, LeafBuilder};

/// Which grammar a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// `#challenge`
    Challenges,
    /// `credentials`
    Credentials,
    /// `#auth-param`
    Params,
}

/// Reads field lines as one list, and tells all that is wrong with them.
pub(super) fn read_and_look_over(grammar: Grammar, fields: &[&Field]) -> Challenges {
    let mut found = Challenges::default();
    read_into(&mut found, grammar, fields);
    advice::look_over(grammar, &mut found);
    if found.problems.len() > 1 {
        sort_by_key(&mut found.problems, |problem| problem.span.position());
        found.problems.dedup();
    }
    found
}

/// Reads field lines as one list (RFC 9110 section 5.3). The problems are those that reading met, in
/// no order: what needs a second look is left to who asks for it. Of [`Grammar::Params`] there is one
/// challenge, without a scheme's name.
pub(super) fn read(grammar: Grammar, fields: &[&Field]) -> Challenges {
    let mut found = Challenges::default();
    read_into(&mut found, grammar, fields);
    found
}

/// Fills what is handed in: moving it costs as much as reading a short field.
fn read_into(found: &mut Challenges, grammar: Grammar, fields: &[&Field]) {
    let mut spaced = false;
    for (index, field) in fields.iter().enumerate() {
        let value = &field.value;
        // All bytes are looked at, without a way out: that is faster than to stop at the first.
        if !value.as_str().bytes().fold(false, |found, byte| found | is_control(byte)) {
            spaced = Line::new(value, index, grammar, spaced, found).read();
            continue;
        }
        let value = controlled(value, &mut found.problems);
        spaced = Line::new(&value, index, grammar, spaced, found).read();
    }
    if found.list.is_empty()
        && grammar != Grammar::Params
        && found.problems.iter().all(|problem| problem.severity() < Severity::Error)
        && let Some(field) = fields.first()
    {
        found.problems.push(Problem { kind: ProblemKind::EmptyField, span: field.value.span() });
    }
}

/// A value with control characters: what folds lines is replaced, the others are told of.
#[inline(never)]
fn controlled(value: &Leaf, problems: &mut Vec<Problem>) -> Leaf {
    let value = unfolded(value, problems);
    let text = value.as_str();
    for run in text.as_bytes().chunk_by(|one, two| is_control(*one) == is_control(*two)) {
        if run.first().is_some_and(|byte| is_control(*byte)) {
            let start = text.as_bytes().offset(run);
            let span = value.slice(start..start + run.len()).span();
            problems.push(Problem { kind: ProblemKind::ControlCharacter, span });
        }
    }
    value
}

/// Replaces each `obs-fold = OWS CRLF RWS` by a space (RFC 9112 section 5.2).
fn unfolded(value: &Leaf, problems: &mut Vec<Problem>) -> Leaf {
    let text = value.as_str().as_bytes();
    let mut builder = LeafBuilder::new();
    let (mut kept, mut from) = (0, 0);
    while let Some(at) = memchr2(b'\r', b'\n', text.get(from..).unwrap_or_default()) {
        let start = from + at;
        let rest = text.get(start..).unwrap_or_default();
        let after = rest.strip_prefix(b"\r\n").or(rest.get(1..)).unwrap_or_default();
        let spaces = after.iter().take_while(|byte| is_ows(**byte)).count();
        from = text.len() - after.len() + spaces;
        if spaces > 0 {
            let span = value.slice(start..from).span();
            problems.push(Problem { kind: ProblemKind::ObsFold, span });
            builder.append(&value.slice(kept..start));
            builder.push(" ", span);
            kept = from;
        }
    }
    builder.append(&value.slice(kept..text.len()));
    builder.finish(value.span())
}

/// One field line.
pub(super) struct Line<'a, 'r> {
    value: &'a Leaf,
    whole: &'a [u8],
    pub(super) rest: &'a [u8],
    field: usize,
    grammar: Grammar,
    /// The comma read last, empty before the first.
    comma: &'a [u8],
    /// A space follows the last scheme.
    spaced: bool,
    into: &'r mut Challenges,
}

impl<'a, 'r> Line<'a, 'r> {
    fn new(
        value: &'a Leaf,
        field: usize,
        grammar: Grammar,
        mut spaced: bool,
        into: &'r mut Challenges,
    ) -> Line<'a, 'r> {
        let whole = value.as_str().as_bytes();
        if into.list.capacity() == 0 {
            // A line has one or two most often.
            into.list = Vec::with_capacity(2);
        }
        if grammar == Grammar::Params && into.list.is_empty() {
            let scheme = value.slice(0..0);
            into.list.push(Challenge { scheme, token68: None, params: Vec::new(), field });
            spaced = true;
        }
        Line { value, whole, rest: whole, field, grammar, comma: &[], spaced, into }
    }

    /// True if a space follows the last scheme.
    fn read(mut self) -> bool {
        let mut parted = true;
        loop {
            parted |= self.skip_separators(parted);
            if self.rest.is_empty() {
                return self.spaced;
            }
            let before = self.rest.len();
            parted = self.element(parted);
            debug_assert!(self.rest.len() < before, "each round reads something");
        }
    }

    /// Skips white space, commas and semicolons; true if there was a comma or a semicolon.
    fn skip_separators(&mut self, parted: bool) -> bool {
        let mut commas = 0_usize;
        let mut semicolon = false;
        while let [first, rest @ ..] = self.rest {
            match first {
                b',' => {
                    commas += 1;
                    self.comma = self.rest.get(..1).unwrap_or_default();
                }
                b';' => {
                    semicolon = true;
                    let about = self.rest.get(..1).unwrap_or_default();
                    self.problem(ProblemKind::SemicolonSeparator, about);
                }
                byte if is_ows(*byte) => {}
                _ => break,
            }
            self.rest = rest;
        }
        if commas > 0 {
            if self.is_comma_in_credentials() {
                self.problem(ProblemKind::CommaInCredentials, self.comma);
            } else if commas > usize::from(!parted) || self.rest.is_empty() {
                self.problem(ProblemKind::EmptyElement, self.comma);
            }
        }
        semicolon || commas > 0
    }

    /// `credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`: a comma stands among
    /// parameters only. What follows one elsewhere is told as the mistake.
    fn is_comma_in_credentials(&self) -> bool {
        if self.grammar != Grammar::Credentials {
            return false;
        }
        let Some(challenge) = self.into.list.last() else { return true };
        let no_params = challenge.params.is_empty();
        self.rest.is_empty() && (challenge.token68.is_some() || no_params && !self.spaced)
    }

    /// Reads what starts here; true where what follows it counts as parted from it.
    fn element(&mut self, parted: bool) -> bool {
        let Ok((after, name)) = token(self.rest) else {
            self.skip_unreadable();
            return false;
        };
        if !after.is_empty()
            && let Ok((value, _)) = equals(after)
        {
            if !parted {
                self.problem(ProblemKind::MissingComma, name);
            }
            self.param(name, value, parted);
            return false;
        }
        if self.is_valueless(name, after) {
            self.rest = after;
            self.problem(ProblemKind::ValuelessParam, name);
            let end = self.whole.offset(after);
            let value = self.value.slice(end..end);
            let param = Param { name: self.leaf(name), value, quoted: false };
            if let Some(last) = self.into.list.last_mut() {
                last.params.push(param);
            }
            return false;
        }
        if self.grammar == Grammar::Params {
            // Often a scheme's name, which does not belong here; its parameters do.
            self.problem(ProblemKind::UnexpectedWord, name);
            self.rest = after;
            return true;
        }
        if self.grammar == Grammar::Credentials && !self.into.list.is_empty() {
            self.skip_element(ProblemKind::UnexpectedWord);
            return false;
        }
        if !parted {
            self.problem(ProblemKind::MissingComma, name);
        }
        self.scheme(name, after);
        false
    }

    /// Whether a word that stands alone can only be meant as a parameter: where no scheme may stand,
    /// or where a parameter after it shows that it is none.
    fn is_valueless(&self, name: &[u8], after: &[u8]) -> bool {
        let Some(challenge) = self.into.list.last() else { return false };
        let Ok((next, space)) = ows(after) else { return false };
        if !matches!(next.first(), None | Some(b',')) {
            return false;
        }
        match self.grammar {
            Grammar::Params => true,
            Grammar::Credentials => !challenge.params.is_empty(),
            Grammar::Challenges => {
                let lower = name.first().is_some_and(u8::is_ascii_lowercase);
                !challenge.params.is_empty()
                    && space.is_empty()
                    && (lower || scheme::is_param(name))
                    && !scheme::is_known(name)
                    && next.get(1..).is_some_and(|next| starts_param(next.trim_ascii_start()))
            }
        }
    }

    fn skip_unreadable(&mut self) {
        match quoted_string(self.rest) {
            // A comma in it separates nothing.
            Ok((rest, _)) => {
                let skipped = self.rest.get(..self.rest.offset(rest)).unwrap_or_default();
                self.problem(ProblemKind::UnexpectedCharacter, skipped);
                self.rest = rest;
            }
            Err(_) => self.skip_element(ProblemKind::UnexpectedCharacter),
        }
    }

    fn skip_element(&mut self, kind: ProblemKind) {
        if let Ok((rest, skipped)) = element(self.rest) {
            self.problem(kind, skipped.trim_ascii_end());
            self.rest = rest;
        }
    }

    fn scheme(&mut self, name: &'a [u8], after: &'a [u8]) {
        self.rest = after;
        self.spaced = after.first() == Some(&b' ');
        let scheme = self.leaf(name);
        let challenge = Challenge { scheme, token68: None, params: Vec::new(), field: self.field };
        self.into.list.push(challenge);
        if !after.is_empty() {
            self.argument(after);
        }
    }

    /// What follows a scheme's name. By itself, as NTLM and Negotiate are most often alone.
    #[inline(never)]
    fn argument(&mut self, after: &'a [u8]) {
        let Ok((argument, space)) = ows(after) else { return };
        if space.is_empty() || matches!(argument.first(), None | Some(b',' | b';')) {
            return;
        }
        if space.contains(&b'\t') {
            self.problem(ProblemKind::TabAfterScheme, space);
        }
        if let Some((rest, found)) = self.token68(argument) {
            let found = self.leaf(found);
            if let Some(last) = self.into.list.last_mut() {
                last.token68 = Some(found);
            }
            self.rest = rest;
            return;
        }
        if let Ok((rest, name)) = token(argument)
            && let Ok((value, _)) = equals(rest)
        {
            return self.param(name, value, false);
        }
        let word = argument.iter().take_while(|byte| !is_ows(**byte) && **byte != b',').count();
        let (mut word, mut rest) = argument.split_at_checked(word).unwrap_or((argument, &[]));
        if let Ok((after, _)) = quoted_string(argument) {
            (word, rest) =
                argument.split_at_checked(argument.offset(after)).unwrap_or((word, rest));
        }
        if !word.iter().all(|byte| is_token68_char(*byte)) {
            self.problem(ProblemKind::BadToken68, word);
            self.rest = rest;
        }
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
        if scheme::is_known(found) {
            self.problem(ProblemKind::Token68LooksLikeScheme, found);
        } else if found.strip_suffix(b"=").is_some_and(scheme::is_param) {
            self.problem(ProblemKind::Token68LooksLikeParam, found);
        }
        Some((rest, found))
    }

    fn param(&mut self, name: &'a [u8], value: &'a [u8], parted: bool) {
        let (value, quoted) = self.param_value(name, value);
        let param = Param { name: self.leaf(name), value, quoted };
        let Some(challenge) = self.into.list.last_mut() else {
            return self.problem(ProblemKind::ParamWithoutScheme, name);
        };
        let first = challenge.params.is_empty();
        let has_token = challenge.token68.is_some();
        let continued = challenge.field != self.field;
        challenge.params.push(param);
        if has_token {
            self.problem(ProblemKind::ParamAfterToken68, name);
        } else if first && parted && !self.spaced {
            let about = if self.comma.is_empty() { name } else { self.comma };
            self.problem(ProblemKind::CommaAfterScheme, about);
        } else if first && parted && !self.comma.is_empty() {
            self.problem(ProblemKind::EmptyElement, self.comma);
        }
        if continued && self.grammar == Grammar::Challenges {
            self.problem(ProblemKind::ContinuedOnNextLine, name);
        }
    }

    /// Resolves `quoted-pair = "\\" ( HTAB / SP / VCHAR / obs-text )`.
    pub(super) fn unquoted(&self, between: &'a [u8]) -> Leaf {
        let leaf = self.leaf(between);
        let mut backslash = memchr(b'\\', between);
        if backslash.is_none() {
            return leaf;
        }
        let mut builder = LeafBuilder::new();
        let mut from = 0;
        while let Some(at) = backslash {
            builder.append(&leaf.slice(from..at));
            from = at + 1;
            // What a backslash precedes is kept, even a second backslash.
            let next = from + 1;
            let rest = between.get(next..).unwrap_or_default();
            backslash = memchr(b'\\', rest).map(|at| next + at);
        }
        builder.append(&leaf.slice(from..between.len()));
        builder.finish(leaf.span())
    }

    pub(super) fn leaf(&self, part: &[u8]) -> Leaf {
        let start = self.whole.offset(part);
        self.value.part(start..start + part.len())
    }

    pub(super) fn problem(&mut self, kind: ProblemKind, about: &[u8]) {
        let start = self.whole.offset(about);
        let span = self.value.place(start..start + about.len());
        self.into.problems.push(Problem { kind, span });
    }

    pub(super) fn problem_about(&mut self, kind: ProblemKind, about: &Leaf) {
        self.into.problems.push(Problem { kind, span: about.span() });
    }

    pub(super) fn one_scheme(&self) -> bool {
        self.grammar == Grammar::Credentials
    }
}

/// A name, an equals sign and a value come next.
pub(super) fn starts_param(input: &[u8]) -> bool {
    token(input).is_ok_and(|(rest, _)| equals(rest).is_ok_and(|(value, _)| !value.is_empty()))
}
