//! Templates: texts with places for the values of facts, `{{fact|fallback}}`.
use std::collections::BTreeSet;

use super::check::find_fact;
use super::placed::Placed;
use super::syntax::Mistake;
use super::term::Kind;
use super::texts::TextWriter;
use crate::prose::segment;
use crate::value::{FactId, Schema, Shape};

/// A checked template.
#[derive(Clone, Debug, Default)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Fact(FactId, Option<String>),
}

/// By what a template is checked.
#[derive(Clone, Copy)]
pub(super) struct Rules<'r> {
    pub(super) schema: &'r Schema,
    /// The facts that are known whenever the rule speaks; `None` where that can't be told for other mistakes.
    pub(super) proven: Option<&'r BTreeSet<FactId>>,
    /// Whether people will paste it into a command line.
    pub(super) command: bool,
}

/// Reads and checks a template. Spans of mistakes are in its text.
pub(super) fn template(placed: &Placed, rules: Rules<'_>) -> Result<Template, Vec<Mistake>> {
    let text = placed.text.as_str();
    let mut pieces = Vec::new();
    let mut mistakes = Vec::new();
    let mut at = 0;
    while let Some((before, after)) = text.get(at..).and_then(|rest| rest.split_once("{{")) {
        let open = at + before.len();
        let Some((inside, _)) = after.split_once("}}") else {
            mistakes.push(Mistake::new(open..open + 2, "this `{{` has no `}}`"));
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        match place(inside, open + 2, rules) {
            Ok(piece) => pieces.push(piece),
            Err(mistake) => mistakes.push(mistake),
        }
        at = open + 2 + inside.len() + 2;
    }
    let rest = text.get(at..).unwrap_or_default();
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    if mistakes.is_empty() { Ok(Template(pieces)) } else { Err(mistakes) }
}

/// What stands between the braces, at `at` of the text.
fn place(inside: &str, at: usize, rules: Rules<'_>) -> Result<Piece, Mistake> {
    let (name, fallback) = match inside.split_once('|') {
        Some((name, fallback)) => (name, Some(fallback)),
        None => (inside, None),
    };
    let span = at..at + name.len();
    let id = find_fact(rules.schema, name, &span)?;
    let Some(fact) = rules.schema.facts.get(usize::from(id.0)) else {
        return Err(Mistake::new(span, "there is no such fact"));
    };
    if fact.secret {
        return Err(Mistake::new(span, format!("`{name}` is secret: it is never shown")));
    }
    if Kind::of(&fact.ty).has_record() {
        let message = format!("`{name}` is a {} and can't be shown as text", Kind::of(&fact.ty));
        return Err(Mistake::new(span, message));
    }
    if rules.command && fact.shape == Shape::Text {
        let message = format!("`{name}` can't stand inside a command");
        let help = "only facts whose characters are safe there can: hosts, service principal names, accounts, paths, numbers, words; \
                    `why401 facts` names them";
        return Err(Mistake::new(span, message).help(help));
    }
    let proven = rules.proven.is_none_or(|proven| proven.contains(&id));
    if fallback.is_none() && !proven {
        let message = format!("`{name}` may be unknown here and needs a fallback");
        let help = format!("`{{{{{name}|what to say instead}}}}`");
        return Err(Mistake::new(span, message).help(help));
    }
    Ok(Piece::Fact(id, fallback.map(str::to_owned)))
}

impl Template {
    pub(super) fn write<'t>(&'t self, texts: &mut TextWriter<'t, '_>) {
        texts.writer.length(self.0.len());
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => {
                    texts.writer.byte(segment::TEXT);
                    texts.text(text);
                }
                Piece::Fact(fact, None) => {
                    texts.writer.byte(segment::FACT);
                    texts.writer.number(u32::from(fact.0));
                }
                Piece::Fact(fact, Some(fallback)) => {
                    texts.writer.byte(segment::FALLBACK);
                    texts.writer.number(u32::from(fact.0));
                    texts.text(fallback);
                }
            }
        }
    }
}
