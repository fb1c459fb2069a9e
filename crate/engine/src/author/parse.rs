//! The language of conditions: a subset of CEL, the Common Expression Language (its `langdef.md`).
//!
//! ```text
//! Expr           = ConditionalOr ["?" ConditionalOr ":" Expr]
//! ConditionalOr  = ConditionalAnd {"||" ConditionalAnd}
//! ConditionalAnd = Relation {"&&" Relation}
//! Relation       = Addition {("<" | "<=" | ">=" | ">" | "==" | "!=" | "in") Addition}
//! Addition       = Multiplication {("+" | "-") Multiplication}
//! Multiplication = Unary {("*" | "/" | "%") Unary}
//! Unary          = Member | "!" {"!"} Member | "-" {"-"} Member
//! Member         = Primary {"." IDENT ["(" [ExprList] ")"] | "[" Expr "]"}
//! Primary        = IDENT ["(" [ExprList] ")"] | "(" Expr ")" | "[" [ExprList [","]] "]" | LITERAL
//! ExprList       = Expr {"," Expr}
//! LITERAL        = ["-"] DIGIT {DIGIT} | ["-"] "0x" HEX {HEX} | "true" | "false"
//!                | ["r"] "'" ... "'" | ["r"] '"' ... '"' | ["r"] three quotes ... three quotes
//! IDENT          = ("_" | LETTER) {"_" | LETTER | DIGIT}, but no reserved word
//! ESCAPE         = "\" (one of `abfnrtv\?"'` and the backtick) | "\x" 2HEX | "\u" 4HEX | "\U" 8HEX | "\" 3OCTAL
//! ```
//! Blanks, line ends and `//` comments may stand between tokens. What CEL has besides is refused by name.
use std::ops::Range;

use nom::Parser;
use nom::combinator::map_opt;

use super::syntax::{Kind, Mistake, Operator, Syntax};
use super::token::{
    MISTAKEN, Parsed, Refusal, expect, helped, identifier, integer, refuse, refuse_feature, space,
    symbol, text, unexpected, word,
};
use crate::opcode;

/// Parentheses, and operations inside of each other.
const MAX_DEPTH: u16 = 32;

/// The levels of operators that need both operands, from the loosest to the tightest. Of two that begin alike, the longer
/// comes first.
const LEVELS: [&[Operator]; 3] = [
    &[
        Operator { symbol: "==", code: opcode::EQUAL },
        Operator { symbol: "!=", code: opcode::UNEQUAL },
        Operator { symbol: "<=", code: opcode::LESS_EQUAL },
        Operator { symbol: "<", code: opcode::LESS },
        Operator { symbol: ">=", code: opcode::GREATER_EQUAL },
        Operator { symbol: ">", code: opcode::GREATER },
        Operator { symbol: "in", code: opcode::IN },
    ],
    &[
        Operator { symbol: "+", code: opcode::ADD },
        Operator { symbol: "-", code: opcode::SUBTRACT },
    ],
    &[
        Operator { symbol: "*", code: opcode::MULTIPLY },
        Operator { symbol: "/", code: opcode::DIVIDE },
        Operator { symbol: "%", code: opcode::REMAINDER },
    ],
];

const FUNCTIONS: &[&str] = &["has", "size"];
const METHODS: &[&str] = &[
    "all",
    "contains",
    "endsWith",
    "exists",
    "exists_one",
    "filter",
    "lowerAscii",
    "map",
    "size",
    "startsWith",
];

/// Parses a condition.
pub(super) fn parse(source: &str) -> Result<Syntax, Mistake> {
    let parser = Grammar { len: source.len() };
    let parsed = parser.expression(source, 0).and_then(|(rest, syntax)| {
        let rest = space(rest);
        if rest.is_empty() { Ok(syntax) } else { Err(unexpected(rest)) }
    });
    parsed.map_err(|error| {
        let (nom::Err::Error(refusal) | nom::Err::Failure(refusal)) = error else {
            return Mistake::new(0..source.len(), "the condition is incomplete");
        };
        let start = source.len().saturating_sub(refusal.rest);
        let span = start..(start + refusal.len).min(source.len().max(start));
        Mistake { span, message: refusal.message, help: refusal.help }
    })
}

struct Grammar {
    /// Of the whole text.
    len: usize,
}

impl Grammar {
    /// The bytes from where `start` begins to where `rest` begins.
    fn span(&self, start: &str, rest: &str) -> Range<usize> {
        self.len - start.len()..self.len - rest.len()
    }

    /// A node, if it is not too high.
    fn node<'s>(&self, span: Range<usize>, kind: Kind, rest: &'s str) -> Parsed<'s, Syntax> {
        let len = span.len();
        let from = self.len - span.start;
        let node = Syntax::new(span, kind);
        if node.height > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} operations inside of each other");
            return Err(nom::Err::Failure(Refusal { rest: from, len, message, help: None }));
        }
        Ok((rest, node))
    }

    fn expression<'s>(&self, rest: &'s str, depth: u16) -> Parsed<'s, Syntax> {
        let start = space(rest);
        if depth > MAX_DEPTH {
            return refuse(
                start,
                1,
                format!("more than {MAX_DEPTH} parentheses inside of each other"),
            );
        }
        let (rest, condition) = self.or(rest, depth)?;
        let Some(after) = symbol(rest, "?") else {
            return Ok((rest, condition));
        };
        let (rest, then) = self.or(after, depth)?;
        let (rest, otherwise) = self.expression(expect(rest, ":")?, depth + 1)?;
        let operands = Box::new([condition, then, otherwise]);
        self.node(self.span(start, rest), Kind::Choice(operands), rest)
    }

    fn or<'s>(&self, rest: &'s str, depth: u16) -> Parsed<'s, Syntax> {
        self.operands(rest, "||", Kind::Or, |rest| self.and(rest, depth))
    }

    fn and<'s>(&self, rest: &'s str, depth: u16) -> Parsed<'s, Syntax> {
        self.operands(rest, "&&", Kind::And, |rest| self.binary(rest, depth, &LEVELS))
    }

    /// Operands between the same symbol: one node for all of them, since their order of evaluation is free.
    fn operands<'s>(
        &self,
        rest: &'s str,
        between: &'static str,
        kind: fn(Vec<Syntax>) -> Kind,
        operand: impl Fn(&'s str) -> Parsed<'s, Syntax>,
    ) -> Parsed<'s, Syntax> {
        let start = space(rest);
        let (mut rest, first) = operand(rest)?;
        let mut operands = Vec::new();
        while let Some(after) = symbol(rest, between) {
            let (after, operand) = operand(after)?;
            operands.push(operand);
            rest = after;
        }
        if operands.is_empty() {
            return Ok((rest, first));
        }
        operands.insert(0, first);
        self.node(self.span(start, rest), kind(operands), rest)
    }

    fn binary<'s>(
        &self,
        rest: &'s str,
        depth: u16,
        levels: &[&'static [Operator]],
    ) -> Parsed<'s, Syntax> {
        let Some((operators, tighter)) = levels.split_first() else {
            return self.unary(rest, depth);
        };
        let start = space(rest);
        let (mut rest, mut left) = self.binary(rest, depth, tighter)?;
        while let Some((after, operator)) = operator(rest, operators) {
            let (after, right) = self.binary(after, depth, tighter)?;
            let kind = Kind::Binary(operator, Box::new([left, right]));
            (rest, left) = self.node(self.span(start, after), kind, after)?;
        }
        Ok((rest, left))
    }

    fn unary<'s>(&self, rest: &'s str, depth: u16) -> Parsed<'s, Syntax> {
        let start = space(rest);
        let Some(sign) = start.chars().next().filter(|char| matches!(char, '!' | '-')) else {
            return self.member(rest, depth);
        };
        let after = start.get(1..).unwrap_or_default();
        if sign == '-' && after.starts_with(|char: char| char.is_ascii_digit()) {
            return self.member(rest, depth);
        }
        if depth > MAX_DEPTH {
            return refuse(start, 1, format!("more than {MAX_DEPTH} signs in a row"));
        }
        // As in CEL, `!-x` and `-!x` are none.
        if space(after).starts_with(if sign == '!' { '-' } else { '!' }) {
            return Err(unexpected(space(after)));
        }
        let (rest, operand) = self.unary(after, depth + 1)?;
        let operand = Box::new(operand);
        let kind = if sign == '!' { Kind::Not(operand) } else { Kind::Minus(operand) };
        self.node(self.span(start, rest), kind, rest)
    }

    fn member<'s>(&self, rest: &'s str, depth: u16) -> Parsed<'s, Syntax> {
        let start = space(rest);
        let (mut rest, mut of) = self.primary(start, depth)?;
        loop {
            let at = space(rest);
            if at.starts_with(".?") || at.starts_with("[?") {
                return refuse_feature(at, 2, "optional fields");
            }
            if let Some(after) = symbol(rest, ".") {
                let name_start = space(after);
                let (after, name) = identifier(name_start)?;
                let name_span = self.span(name_start, after);
                let (after, kind) = match symbol(after, "(") {
                    Some(inside) => {
                        known_function(name_start, name, METHODS)?;
                        let (after, arguments) = self.list(inside, depth, ")")?;
                        let (target, name) = (Some(Box::new(of)), name.to_owned());
                        (after, Kind::Call { target, name, name_span, arguments })
                    }
                    None => (after, Kind::Select(Box::new(of), name.to_owned(), name_span)),
                };
                (rest, of) = self.node(self.span(start, after), kind, after)?;
            } else if let Some(inside) = symbol(rest, "[") {
                let (after, index) = self.expression(inside, depth + 1)?;
                let after = expect(after, "]")?;
                let kind = Kind::Index(Box::new([of, index]));
                (rest, of) = self.node(self.span(start, after), kind, after)?;
            } else if at.starts_with('{') {
                return refuse_feature(at, 1, "messages");
            } else {
                return Ok((rest, of));
            }
        }
    }

    /// Expressions between commas, up to the closing symbol.
    fn list<'s>(&self, rest: &'s str, depth: u16, close: &'static str) -> Parsed<'s, Vec<Syntax>> {
        let mut items = Vec::new();
        let mut rest = rest;
        loop {
            // A list, not a call, may end in a comma.
            let may_end = items.is_empty() || close == "]";
            if let Some(after) = symbol(rest, close).filter(|_| may_end) {
                return Ok((after, items));
            }
            let (after, item) = self.expression(rest, depth + 1)?;
            items.push(item);
            match symbol(after, ",") {
                Some(after) => rest = after,
                None => return Ok((expect(after, close)?, items)),
            }
        }
    }

    fn primary<'s>(&self, start: &'s str, depth: u16) -> Parsed<'s, Syntax> {
        refuse_foreign(start)?;
        if let Some(inside) = symbol(start, "(") {
            let (rest, inner) = self.expression(inside, depth + 1)?;
            return Ok((expect(rest, ")")?, inner));
        }
        if let Some(inside) = symbol(start, "[") {
            let (rest, items) = self.list(inside, depth, "]")?;
            return self.node(self.span(start, rest), Kind::List(items), rest);
        }
        if start.starts_with(|char: char| char == '-' || char.is_ascii_digit()) {
            let (rest, digits) = integer(start)?;
            let Some(int) = digits else {
                return refuse(
                    start,
                    start.len() - rest.len(),
                    "this int does not fit into 64 bits",
                );
            };
            return self.node(self.span(start, rest), Kind::Int(int), rest);
        }
        if let Some(text) = text(start) {
            let (rest, text) = text?;
            return self.node(self.span(start, rest), Kind::Text(text), rest);
        }
        let literal: Parsed<'s, bool> = map_opt(word, |word| match word {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
        .parse(start);
        if let Ok((rest, truth)) = literal {
            return self.node(self.span(start, rest), Kind::Bool(truth), rest);
        }
        let (rest, name) = identifier(start)?;
        let name_span = self.span(start, rest);
        let Some(inside) = symbol(rest, "(") else {
            return self.node(name_span, Kind::Name(name.to_owned()), rest);
        };
        known_function(start, name, FUNCTIONS)?;
        let (rest, arguments) = self.list(inside, depth, ")")?;
        let kind = Kind::Call { target: None, name: name.to_owned(), name_span, arguments };
        self.node(self.span(start, rest), kind, rest)
    }
}

fn operator<'s>(rest: &'s str, operators: &[Operator]) -> Option<(&'s str, Operator)> {
    operators.iter().find_map(|operator| {
        let after = symbol(rest, operator.symbol)?;
        let part_of_word = operator.symbol == "in"
            && after.starts_with(|char: char| char == '_' || char.is_ascii_alphanumeric());
        (!part_of_word).then_some((after, *operator))
    })
}

fn known_function(start: &str, name: &str, known: &[&str]) -> Result<(), nom::Err<Refusal>> {
    if known.contains(&name) {
        return Ok(());
    }
    let message = format!("`{name}` is not part of the subset of CEL");
    let mistaken = MISTAKEN.iter().find(|(wrong, _)| *wrong == name);
    let help = mistaken.map(|(_, help)| (*help).to_owned()).unwrap_or_else(|| {
        let kind = if known == FUNCTIONS { "functions" } else { "methods" };
        format!("the {kind} are `{}`", known.join("`, `"))
    });
    Err(nom::Err::Failure(Refusal {
        rest: start.len(),
        len: name.len(),
        message,
        help: Some(help),
    }))
}

/// Refuses by name what CEL has and the subset lacks, where an operand is to begin.
fn refuse_foreign(start: &str) -> Result<(), nom::Err<Refusal>> {
    let bytes = ["b", "B", "rb", "rB", "Rb", "RB", "br", "bR", "Br", "BR"];
    let is_bytes = bytes.iter().find(|prefix| {
        start.strip_prefix(**prefix).is_some_and(|rest| rest.starts_with(['\'', '"']))
    });
    if let Some(prefix) = is_bytes {
        return refuse_feature(start, prefix.len() + 1, "bytes");
    }
    if word(start).is_ok_and(|(_, word)| word == "null") {
        return refuse(start, 4, "`null` is not part of the subset of CEL")
            .map_err(|error| helped(error, "`has(fact)` asks whether there is one"));
    }
    let after_dot = start.strip_prefix('.');
    if after_dot.is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit())) {
        return refuse_feature(start, 1, "doubles");
    }
    match start.chars().next() {
        Some('{') => refuse_feature(start, 1, "maps"),
        Some('`') => refuse_feature(start, 1, "names in backticks"),
        Some('.') => refuse_feature(start, 1, "names that begin with a dot"),
        _ => Ok(()),
    }
}
