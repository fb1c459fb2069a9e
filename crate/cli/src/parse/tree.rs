//! Authentication fields as a tree for people, with carets under what is wrong.

use std::io::{self, Write};

use why401::{Options, Paste, diagnose};
use why401_evidence::capture::Field;
use why401_evidence::http::{
    AuthField, Param, Problem, Severity, all_credentials, authentication_info, challenges,
};
use why401_evidence::span::{Leaf, Span};
use why401_evidence::{Text, read};

use crate::printable::printable;

/// Writes the fields of authentication in a paste of header lines; gives 1 where one has a mistake, 2
/// where there is none to write.
pub(super) fn write(paste: &[u8], out: &mut impl Write) -> io::Result<u8> {
    let text = Text::decode(paste);
    // Of the same length as the text: secrets are covered in one place, for every command.
    let masked = diagnose(&[Paste::Bytes(paste)], &Options::default()).masked;
    let tree = Tree::of(masked.first().map_or("", String::as_str));
    let capture = read(&[text]);
    let mut fields = Vec::new();
    for exchange in &capture.exchanges {
        let request = exchange.request.iter().map(|request| &request.fields);
        let responses = exchange.interim.iter().chain(&exchange.response);
        for message in request.chain(responses.map(|response| &response.fields)) {
            by_name(message, &mut fields);
        }
    }
    if fields.is_empty() {
        eprintln!(
            "why401: no field of HTTP authentication was recognised. Give it lines such as\n  \
             WWW-Authenticate: Basic realm=\"x\"\n  Authorization: Basic dXNlcjpwYXNz"
        );
        return Ok(2);
    }
    let mut status = 0;
    for (index, (kind, lines)) in fields.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        status = status.max(tree.field(*kind, lines, out)?);
    }
    Ok(status)
}

/// The fields of authentication in a message; lines of one name are one field.
fn by_name<'a>(message: &'a [Field], found: &mut Vec<(AuthField, Vec<&'a Field>)>) {
    let first = found.len();
    for field in message {
        let Some(kind) = AuthField::of(field.name.as_str()) else { continue };
        let same = |(_, lines): &&mut (AuthField, Vec<&Field>)| {
            lines.first().is_some_and(|other| other.is(field.name.as_str()))
        };
        match found.get_mut(first..).unwrap_or_default().iter_mut().find(same) {
            Some((_, lines)) => lines.push(field),
            None => found.push((kind, vec![field])),
        }
    }
}

struct Tree<'a> {
    /// The paste without its secrets.
    text: &'a str,
    /// Where its lines end, in order.
    line_ends: Vec<usize>,
}

/// Characters of a line that are shown, and those of them before a mistake.
const WIDTH: usize = 68;
const BEFORE: usize = 40;

impl<'a> Tree<'a> {
    fn of(text: &'a str) -> Tree<'a> {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Tree { text, line_ends }
    }

    fn field(&self, kind: AuthField, lines: &[&Field], out: &mut impl Write) -> io::Result<u8> {
        let Some(first) = lines.first() else { return Ok(0) };
        writeln!(out, "{}", first.name)?;
        let problems = match kind {
            AuthField::Challenges => {
                let read = challenges(lines);
                for challenge in &read.list {
                    let token68 = challenge.token68.as_ref();
                    self.scheme(&challenge.scheme, &challenge.params, token68, out)?;
                }
                read.problems
            }
            AuthField::Credentials => {
                let read = all_credentials(lines);
                for credentials in &read.list {
                    let token68 = credentials.token68.as_ref();
                    self.scheme(&credentials.scheme, &credentials.params, token68, out)?;
                }
                read.problems
            }
            AuthField::Info => {
                let read = authentication_info(lines);
                self.params(&read.params, "  ", out)?;
                read.problems
            }
        };
        for problem in &problems {
            self.problem(problem, out)?;
        }
        Ok(problems.iter().any(|problem| problem.severity() > Severity::Note).into())
    }

    fn scheme(
        &self,
        scheme: &Leaf,
        params: &[Param],
        token68: Option<&Leaf>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        writeln!(out, "  {}", self.shown(scheme.span()))?;
        if let Some(token68) = token68 {
            writeln!(out, "    {}", self.shown(token68.span()))?;
        }
        self.params(params, "    ", out)
    }

    fn params(&self, params: &[Param], indent: &str, out: &mut impl Write) -> io::Result<()> {
        let width = params.iter().map(|param| param.name.len()).filter(|width| *width <= 24).max();
        for param in params {
            let (name, value) = (self.shown(param.name.span()), self.shown(param.value.span()));
            writeln!(out, "{indent}{name:width$}  {value}", width = width.unwrap_or_default())?;
        }
        Ok(())
    }

    fn problem(&self, problem: &Problem, out: &mut impl Write) -> io::Result<()> {
        let Span { start, end, .. } = problem.span;
        let (before, after) = self.text.split_at_checked(start as usize).unwrap_or_default();
        let number = self.line_ends.partition_point(|end| *end < start as usize) + 1;
        let about = self.text.get(start as usize..end as usize).unwrap_or_default();
        let in_line = |c: &char| !matches!(c, '\n' | '\r');
        // Of a long line the part around the mistake.
        let mut before: Vec<char> =
            before.chars().rev().take_while(in_line).take(BEFORE + 1).collect();
        let cut = before.len() > BEFORE;
        before.truncate(BEFORE);
        before.reverse();
        let room = WIDTH - before.len();
        let carets = about.chars().take(room).take_while(in_line).count().max(1);
        let after = after.chars().take_while(in_line).take(room);
        let shown: String = before.iter().copied().chain(after).map(printable).collect();
        let mark = if cut { "..." } else { "" };
        writeln!(out)?;
        writeln!(out, "  {} {}: {}", problem.severity().name(), problem.code(), problem.message())?;
        writeln!(out, "  {number:>4} | {mark}{shown}")?;
        let spaces = " ".repeat(mark.len() + before.len());
        writeln!(out, "       | {spaces}{}", "^".repeat(carets))?;
        match problem.clients() {
            Some(clients) => writeln!(out, "         {clients}"),
            None => Ok(()),
        }
    }

    fn shown(&self, span: Span) -> String {
        self.text.get(span.range()).unwrap_or_default().chars().map(printable).collect()
    }
}
