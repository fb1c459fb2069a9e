//! Texts that must stand somewhere in a fact for an atom to be true: those that are compared with parts of it.
use std::cmp::Reverse;

use crate::bytes::Reader;
use crate::index::Literal;
use crate::mentions::SHORTEST;
use crate::opcode;
use crate::value::FactId;

/// A fact, and texts of which one must stand in it for the atom to be true; nothing where there are none. Where several
/// would do, those are taken that are least common by `commonness`.
pub(super) fn of_atom<'a>(
    strings: &'a str,
    code: Reader<'a>,
    commonness: &mut dyn FnMut(FactId, &'a str) -> u32,
) -> Option<(FactId, Vec<&'a str>)> {
    let mut reader = code;
    match reader.byte()? {
        opcode::EXISTS | opcode::EXISTS_ONE => {
            let (mut list, body) = (reader.part()?, reader.part()?);
            let fact = whole_fact(&mut list)?;
            let commonness = &mut |text| commonness(fact, text);
            let variables = vec![Variable::Part];
            Some((fact, Body { strings, fact: None, variables, commonness }.texts(body)?))
        }
        opcode::EQUAL..=opcode::ENDS_WITH => {
            let fact = first_fact(strings, code)?;
            let commonness = &mut |text| commonness(fact, text);
            let (fact, variables) = (Some(fact), Vec::new());
            Some((fact?, Body { strings, fact, variables, commonness }.texts(code)?))
        }
        _ => None,
    }
}

fn whole_fact(code: &mut Reader<'_>) -> Option<FactId> {
    if code.byte()? != opcode::FACT {
        return None;
    }
    u16::try_from(code.number()?).ok().map(FactId)
}

/// The fact on one side of a comparison, itself or in lower case.
fn first_fact<'a>(strings: &'a str, mut code: Reader<'a>) -> Option<FactId> {
    code.byte()?;
    let mut other = code;
    if Literal::read(strings, &mut other).is_some() {
        code = other;
    }
    let mut lower = code;
    if lower.byte()? == opcode::LOWER_ASCII {
        code = lower;
    }
    whole_fact(&mut code)
}

/// What the variable of a macro stands for.
enum Variable<'a> {
    /// A part of the fact.
    Part,
    /// One of these texts.
    Texts(Vec<&'a str>),
}

/// What looks at parts of one fact: of its items, where it is the body of a macro.
struct Body<'a, 'c> {
    strings: &'a str,
    /// The fact itself, where it stands in no macro.
    fact: Option<FactId>,
    /// The variables of the macros around, the outermost first.
    variables: Vec<Variable<'a>>,
    commonness: &'c mut dyn FnMut(&'a str) -> u32,
}

impl<'a> Body<'a, '_> {
    /// Texts of which one must stand in the fact for the code to be true.
    fn texts(&mut self, mut code: Reader<'a>) -> Option<Vec<&'a str>> {
        match code.byte()? {
            opcode::AND => {
                let mut rarest = None;
                for _ in 0..code.length()? {
                    let Some(texts) = self.texts(code.part()?) else { continue };
                    let count = texts.iter().map(|text| (self.commonness)(text)).sum::<u32>();
                    // Of those that are as rare, the longer tell more.
                    let shortest = texts.iter().map(|text| text.len()).min().unwrap_or(0);
                    let rarity = (count, Reverse(shortest));
                    if rarest.as_ref().is_none_or(|(least, _)| rarity < *least) {
                        rarest = Some((rarity, texts));
                    }
                }
                rarest.map(|(_, texts)| texts)
            }
            opcode::OR => {
                let mut all = Vec::new();
                for _ in 0..code.length()? {
                    all.extend(self.texts(code.part()?)?);
                }
                Some(all)
            }
            opcode::EXISTS | opcode::EXISTS_ONE => {
                let (list, body) = (code.part()?, code.part()?);
                let variable = self.items(list)?;
                self.variables.push(variable);
                let texts = self.texts(body);
                self.variables.pop();
                texts
            }
            opcode::EQUAL => {
                let mut turned = code;
                if let Some(texts) = self.literals(&mut turned) {
                    return self.part(&mut turned).then_some(texts);
                }
                self.compared(code)
            }
            opcode::CONTAINS | opcode::STARTS_WITH | opcode::ENDS_WITH => self.compared(code),
            opcode::IN => {
                let mut held = code;
                if let Some(texts) = self.literals(&mut held) {
                    return self.part(&mut held).then_some(texts);
                }
                if !self.part(&mut code) || code.byte()? != opcode::LIST {
                    return None;
                }
                let items = code.length()?;
                (0..items).map(|_| self.literal(&mut code)).collect()
            }
            _ => None,
        }
    }

    /// What the items of a list inside of the macro are: of `[item.field.lowerAscii()]` or `["text", "other"]`.
    fn items(&self, mut list: Reader<'a>) -> Option<Variable<'a>> {
        if list.byte()? != opcode::LIST {
            return None;
        }
        let items = list.length()?;
        let mut parts = list;
        if (0..items).all(|_| self.part(&mut parts)) {
            return Some(Variable::Part);
        }
        let texts: Option<Vec<_>> = (0..items).map(|_| self.literal(&mut list)).collect();
        texts.map(Variable::Texts)
    }

    /// A part of the fact, and the texts with one of which it is compared.
    fn compared(&self, mut code: Reader<'a>) -> Option<Vec<&'a str>> {
        if !self.part(&mut code) {
            return None;
        }
        self.literals(&mut code)
    }

    /// A text, or a variable that stands for one of several.
    fn literals(&self, code: &mut Reader<'a>) -> Option<Vec<&'a str>> {
        let mut variable = *code;
        if variable.byte()? != opcode::VARIABLE {
            return self.literal(code).map(|text| vec![text]);
        }
        match self.variables.get(variable.length()?)? {
            Variable::Part => None,
            Variable::Texts(texts) => {
                *code = variable;
                Some(texts.clone())
            }
        }
    }

    /// A text that is long enough to be looked for.
    fn literal(&self, code: &mut Reader<'a>) -> Option<&'a str> {
        match Literal::read(self.strings, code)? {
            Literal::Text(text) if text.len() >= SHORTEST => Some(text),
            _ => None,
        }
    }

    /// Whether the next operand is a part of the fact: a field of an item, an item, or the fact itself; in lower case too.
    fn part(&self, code: &mut Reader<'a>) -> bool {
        let mut read = || {
            loop {
                match code.byte()? {
                    opcode::LOWER_ASCII => {}
                    opcode::FIELD => _ = code.length()?,
                    opcode::VARIABLE => {
                        let variable = self.variables.get(code.length()?);
                        return Some(matches!(variable, Some(Variable::Part)));
                    }
                    opcode::FACT => {
                        let fact = u16::try_from(code.number()?).ok().map(FactId);
                        return Some(fact.is_some() && fact == self.fact);
                    }
                    _ => return None,
                }
            }
        };
        read() == Some(true)
    }
}
