//! Finds the facts that a condition names, and checks its types.
use std::ops::Range;

use super::syntax::{Kind as Form, Mistake, Operator, Syntax};
use super::term::{Kind, Term};
use crate::opcode;
use crate::value::{FactId, Schema};

/// The macros over lists, with the type of their body and of their result.
const MACROS: &[(&str, u8)] = &[
    ("exists", opcode::EXISTS),
    ("all", opcode::ALL),
    ("exists_one", opcode::EXISTS_ONE),
    ("filter", opcode::FILTER),
    ("map", opcode::MAP),
];

/// The methods that look for one text in another.
const SEARCHES: &[(&str, u8)] = &[
    ("contains", opcode::CONTAINS),
    ("startsWith", opcode::STARTS_WITH),
    ("endsWith", opcode::ENDS_WITH),
];

/// Checks a condition.
pub(super) fn check(syntax: &Syntax, schema: &Schema) -> Result<Term, Vec<Mistake>> {
    let mut checker = Checker { schema, variables: Vec::new(), mistakes: Vec::new() };
    let (term, kind) = checker.term(syntax);
    if !Kind::Bool.fits(&kind) {
        checker.expected("bool, as conditions are", &kind, &syntax.span);
    }
    if checker.mistakes.is_empty() { Ok(term) } else { Err(checker.mistakes) }
}

/// The fact of this name, or a mistake at `span` that suggests one.
pub(super) fn find_fact(
    schema: &Schema,
    name: &str,
    span: &Range<usize>,
) -> Result<FactId, Mistake> {
    let found = schema.facts.iter().zip(0..).find(|(fact, _)| fact.name == name);
    found.map(|(_, number)| FactId(number)).ok_or_else(|| unknown_fact(schema, name, span))
}

fn unknown_fact(schema: &Schema, name: &str, span: &Range<usize>) -> Mistake {
    let mistake = Mistake::new(span.clone(), format!("there is no fact `{name}`"));
    let names = schema.facts.iter().map(|fact| fact.name);
    let inside = |fact: &&str| fact.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    let group: Vec<&str> = names.clone().filter(inside).take(5).collect();
    if !group.is_empty() {
        return mistake.help(format!("facts in it are `{}`", group.join("`, `")));
    }
    match nearest(name, names) {
        Some(near) => mistake.help(format!("did you mean `{near}`?")),
        None => mistake,
    }
}

/// The name most like `name`, if one is like it at all.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &&str| strsim::damerau_levenshtein(name, other);
    let limit = name.chars().count() / 3 + 1;
    names
        .map(|name| (distance(&name), name))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|near| near.1)
}

struct Checker<'s> {
    schema: &'s Schema,
    /// The variables of the macros around, the outermost first.
    variables: Vec<(String, Kind)>,
    mistakes: Vec<Mistake>,
}

type Checked = (Term, Kind);

/// What stands for an expression that is mistaken.
const MISTAKEN: Checked = (Term::Bool(false), Kind::Unsure);

impl Checker<'_> {
    fn mistake(&mut self, mistake: Mistake) -> Checked {
        self.mistakes.push(mistake);
        MISTAKEN
    }

    /// What needs a type and has none: it is mistaken already, or an item of an empty list.
    fn unsure(&mut self, span: &Range<usize>) -> Checked {
        if self.mistakes.is_empty() {
            let message = "an item of an empty list has no type";
            return self.mistake(Mistake::new(span.clone(), message));
        }
        MISTAKEN
    }

    fn expected(&mut self, expected: &str, found: &Kind, span: &Range<usize>) -> Checked {
        self.mistake(Mistake::new(span.clone(), format!("expected {expected}, found {found}")))
    }

    /// A term that has to be of this kind; `role` says in the message whose operand it is.
    fn wanted(&mut self, syntax: &Syntax, wanted: &Kind, role: &str) -> Term {
        let (term, kind) = self.term(syntax);
        if !wanted.fits(&kind) {
            self.expected(&format!("{wanted} {role}"), &kind, &syntax.span);
        }
        term
    }

    fn all_wanted(&mut self, operands: &[Syntax], wanted: &Kind, role: &str) -> Vec<Term> {
        operands.iter().map(|operand| self.wanted(operand, wanted, role)).collect()
    }

    fn term(&mut self, syntax: &Syntax) -> Checked {
        match &syntax.kind {
            Form::Bool(truth) => (Term::Bool(*truth), Kind::Bool),
            Form::Int(int) => (Term::Int(*int), Kind::Int),
            Form::Text(text) => (Term::Text(text.clone()), Kind::String),
            Form::List(items) => self.list(items),
            Form::Name(_) | Form::Select(..) => self.path(syntax),
            Form::Index(operands) => self.index(operands),
            Form::Not(operand) => {
                (Term::Not(Box::new(self.wanted(operand, &Kind::Bool, "after `!`"))), Kind::Bool)
            }
            Form::Minus(operand) => {
                let operand = self.wanted(operand, &Kind::Int, "after `-`");
                (Term::Strict(opcode::NEGATE, vec![operand]), Kind::Int)
            }
            Form::And(operands) => {
                let operands = self.all_wanted(operands, &Kind::Bool, "as operand of `&&`");
                (Term::And(operands), Kind::Bool)
            }
            Form::Or(operands) => {
                let operands = self.all_wanted(operands, &Kind::Bool, "as operand of `||`");
                (Term::Or(operands), Kind::Bool)
            }
            Form::Choice(operands) => self.choice(operands),
            Form::Binary(operator, operands) => self.binary(*operator, operands),
            Form::Call { target: None, name, name_span, arguments } => match arguments.as_slice() {
                [of] if name == "has" => self.has(of),
                [of] => self.size(of),
                _ => self.argument_count(name, 1, name_span),
            },
            Form::Call { target: Some(target), name, name_span, arguments } => {
                self.method(target, name, name_span, arguments)
            }
        }
    }

    fn argument_count(&mut self, name: &str, count: usize, span: &Range<usize>) -> Checked {
        let plural = if count == 1 { "" } else { "s" };
        self.mistake(Mistake::new(span.clone(), format!("`{name}` takes {count} argument{plural}")))
    }

    fn list(&mut self, items: &[Syntax]) -> Checked {
        let mut of = Kind::Unsure;
        let mut terms = Vec::new();
        for item in items {
            let (term, kind) = self.term(item);
            if !of.fits(&kind) {
                self.expected(&format!("{of}, as the items before"), &kind, &item.span);
            } else if matches!(of, Kind::Unsure) {
                of = kind;
            }
            terms.push(term);
        }
        (Term::List(terms), Kind::List(Box::new(of)))
    }

    fn index(&mut self, operands: &[Syntax; 2]) -> Checked {
        let [list, index] = operands;
        let (list_term, kind) = self.term(list);
        let index = self.wanted(index, &Kind::Int, "as index");
        match kind {
            Kind::List(item) => (Term::Strict(opcode::INDEX, vec![list_term, index]), *item),
            Kind::Unsure => self.unsure(&list.span),
            kind => self.expected("list before `[`", &kind, &list.span),
        }
    }

    fn choice(&mut self, operands: &[Syntax; 3]) -> Checked {
        let [condition, then, otherwise] = operands;
        let condition = self.wanted(condition, &Kind::Bool, "before `?`");
        let (then, kind) = self.term(then);
        let role = "as in the branch before `:`";
        let otherwise = self.wanted(otherwise, &kind, role);
        (Term::Choice(Box::new([condition, then, otherwise])), kind)
    }

    fn binary(&mut self, operator: Operator, operands: &[Syntax; 2]) -> Checked {
        let Operator { symbol, code } = operator;
        let [left, right] = operands;
        let ((left_term, kind), (right_term, other)) = (self.term(left), self.term(right));
        let role = format!("as on the left of `{symbol}`");
        let (allowed, result) = match code {
            opcode::EQUAL | opcode::UNEQUAL => (!kind.has_record(), Kind::Bool),
            opcode::LESS | opcode::LESS_EQUAL | opcode::GREATER | opcode::GREATER_EQUAL => {
                (!matches!(kind, Kind::List(_) | Kind::Record(_)), Kind::Bool)
            }
            opcode::IN => return self.inside((left_term, kind), (right_term, other), operands),
            opcode::ADD => (!matches!(kind, Kind::Bool | Kind::Record(_)), kind.clone()),
            _ => (matches!(kind, Kind::Int | Kind::Unsure), Kind::Int),
        };
        if !allowed {
            let message = format!("`{symbol}` is not defined for {kind}");
            return self.mistake(Mistake::new(left.span.clone(), message));
        }
        if !kind.fits(&other) {
            return self.expected(&format!("{kind}, {role}"), &other, &right.span);
        }
        (Term::Strict(code, vec![left_term, right_term]), result)
    }

    fn inside(&mut self, item: Checked, list: Checked, operands: &[Syntax; 2]) -> Checked {
        let [left, right] = operands;
        let ((item, kind), (list, of)) = (item, list);
        match of {
            Kind::Unsure => self.unsure(&right.span),
            Kind::List(of) if !of.fits(&kind) => {
                let expected = format!("{of}, as the items on the right of `in`");
                self.expected(&expected, &kind, &left.span)
            }
            Kind::List(of) if of.has_record() => {
                let message = format!("`in` is not defined for {of}");
                let help = "`exists` looks into the fields of records";
                self.mistake(Mistake::new(right.span.clone(), message).help(help))
            }
            Kind::List(_) => (Term::Strict(opcode::IN, vec![item, list]), Kind::Bool),
            of => self.expected("list on the right of `in`", &of, &right.span),
        }
    }

    /// A name and the fields selected from it: a variable, or the longest name of a fact, then its fields.
    fn path(&mut self, syntax: &Syntax) -> Checked {
        let Some((first, mut fields)) = segments(syntax) else {
            // Fields of what is no name: of an item, or of a call's result.
            let Form::Select(of, field, span) = &syntax.kind else { return MISTAKEN };
            let of = self.term(of);
            return self.field(of, field, span);
        };
        let variable = self.variables.iter().rposition(|(variable, _)| variable == first);
        let mut found = match variable.and_then(|at| Some((at, self.variables.get(at)?))) {
            Some((at, (_, kind))) => (Term::Variable(at), kind.clone()),
            None => {
                let Some((fact, used)) = self.longest_fact(first, &fields) else {
                    let name = path_name(first, &fields);
                    return self.mistake(unknown_fact(self.schema, &name, &syntax.span));
                };
                fields.drain(..used);
                let kind = self.schema.facts.get(usize::from(fact.0));
                (Term::Fact(fact), kind.map_or(Kind::Unsure, |fact| Kind::of(&fact.ty)))
            }
        };
        for (field, span) in fields {
            found = self.field(found, field, span);
        }
        found
    }

    /// The fact with the longest name, and how many of the fields belong to it.
    fn longest_fact(&self, first: &str, fields: &[Segment<'_>]) -> Option<(FactId, usize)> {
        (0..=fields.len()).rev().find_map(|used| {
            let name = path_name(first, fields.get(..used)?);
            let mut facts = self.schema.facts.iter().zip(0..);
            facts.find(|(fact, _)| fact.name == name).map(|(_, number)| (FactId(number), used))
        })
    }

    fn field(&mut self, of: Checked, field: &str, span: &Range<usize>) -> Checked {
        let (term, kind) = of;
        let record = match kind {
            Kind::Record(record) => record,
            Kind::Unsure => return self.unsure(span),
            kind => {
                let message = format!("{kind} has no field `{field}`");
                return self.mistake(Mistake::new(span.clone(), message));
            }
        };
        let Some(at) = record.fields.iter().position(|known| known.name == field) else {
            let message = format!("record {} has no field `{field}`", record.name);
            let names = record.fields.iter().map(|field| field.name);
            let help = match nearest(field, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its fields are `{}`", names.collect::<Vec<_>>().join("`, `")),
            };
            return self.mistake(Mistake::new(span.clone(), message).help(help));
        };
        let kind = record.fields.get(at).map_or(Kind::Unsure, |field| Kind::of(&field.ty));
        (Term::Field(Box::new(term), at), kind)
    }

    fn has(&mut self, of: &Syntax) -> Checked {
        match self.term(of).0 {
            Term::Fact(fact) => (Term::HasFact(fact), Kind::Bool),
            Term::Field(record, at) => (Term::HasField(record, at), Kind::Bool),
            // Mistaken already.
            Term::Bool(false) if !self.mistakes.is_empty() => MISTAKEN,
            _ => {
                let message = "`has` asks for a fact or a field";
                self.mistake(Mistake::new(of.span.clone(), message))
            }
        }
    }

    fn size(&mut self, of: &Syntax) -> Checked {
        match self.term(of) {
            (term, Kind::String | Kind::List(_)) => {
                (Term::Strict(opcode::SIZE, vec![term]), Kind::Int)
            }
            (_, Kind::Unsure) => self.unsure(&of.span),
            (_, kind) => self.expected("string or list for `size`", &kind, &of.span),
        }
    }

    fn method(
        &mut self,
        target: &Syntax,
        name: &str,
        name_span: &Range<usize>,
        arguments: &[Syntax],
    ) -> Checked {
        let named = |table: &[(&str, u8)]| {
            table.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
        };
        let role = format!("for `{name}`");
        if let Some(code) = named(MACROS) {
            let [variable, body] = arguments else {
                return self.argument_count(name, 2, name_span);
            };
            return self.over_items(code, target, variable, body, &role);
        }
        if let Some(code) = named(SEARCHES) {
            let [argument] = arguments else {
                return self.argument_count(name, 1, name_span);
            };
            let operands =
                [target, argument].map(|operand| self.wanted(operand, &Kind::String, &role));
            return (Term::Strict(code, operands.into()), Kind::Bool);
        }
        if !arguments.is_empty() {
            return self.argument_count(name, 0, name_span);
        }
        if name == "size" {
            return self.size(target);
        }
        let operand = self.wanted(target, &Kind::String, &role);
        (Term::Strict(opcode::LOWER_ASCII, vec![operand]), Kind::String)
    }

    fn over_items(
        &mut self,
        code: u8,
        target: &Syntax,
        variable: &Syntax,
        body: &Syntax,
        role: &str,
    ) -> Checked {
        let (list, kind) = self.term(target);
        let item = match kind {
            Kind::List(item) => *item,
            Kind::Unsure => Kind::Unsure,
            kind => {
                self.expected(&format!("list {role}"), &kind, &target.span);
                Kind::Unsure
            }
        };
        let Form::Name(name) = &variable.kind else {
            let message = "a name for the items is expected here";
            return self.mistake(Mistake::new(variable.span.clone(), message));
        };
        self.variables.push((name.clone(), item.clone()));
        let (body_term, of) = self.term(body);
        self.variables.pop();
        if code != opcode::MAP && !Kind::Bool.fits(&of) {
            self.expected(&format!("bool {role}"), &of, &body.span);
        }
        let result = match code {
            opcode::MAP => Kind::List(Box::new(of)),
            opcode::FILTER => Kind::List(Box::new(item)),
            _ => Kind::Bool,
        };
        (Term::Macro(code, Box::new([list, body_term])), result)
    }
}

/// A name in a dotted path, and its place.
type Segment<'s> = (&'s str, &'s Range<usize>);

/// The first name of a dotted path, and the names after it with their places; `None` for fields of anything else.
fn segments(syntax: &Syntax) -> Option<(&str, Vec<Segment<'_>>)> {
    match &syntax.kind {
        Form::Name(name) => Some((name, Vec::new())),
        Form::Select(of, field, span) => {
            let (first, mut fields) = segments(of)?;
            fields.push((field, span));
            Some((first, fields))
        }
        _ => None,
    }
}

fn path_name(first: &str, fields: &[Segment<'_>]) -> String {
    fields.iter().fold(first.to_owned(), |name, (field, _)| name + "." + field)
}
