//! With which texts a rule compares a fact, for who lets people choose one.
use super::{Exhausted, Judge};
use crate::bytes::Reader;
use crate::catalogue::{Conditions, Node, RuleId};
use crate::index::Literal;
use crate::opcode;
use crate::value::FactId;

impl<'c> Judge<'c> {
    /// The texts for which a rule's conditions ask whether a fact is one of them, in the order of writing; the first of them where
    /// the steps run out.
    pub fn compared(&mut self, rule: RuleId, fact: FactId) -> Vec<&'c str> {
        let mut texts = Vec::new();
        let Some(Conditions { when, confirm, unless }) = self.conditions(rule) else {
            return texts;
        };
        for ids in [when, confirm, unless] {
            if self.compared_in(ids, fact, &mut texts).is_err() {
                break;
            }
        }
        texts
    }

    fn compared_in(
        &mut self,
        ids: Reader<'_>,
        fact: FactId,
        texts: &mut Vec<&'c str>,
    ) -> Result<(), Exhausted> {
        for id in ids {
            self.compared_by(id, fact, texts)?;
        }
        Ok(())
    }

    fn compared_by(
        &mut self,
        id: u32,
        fact: FactId,
        texts: &mut Vec<&'c str>,
    ) -> Result<(), Exhausted> {
        self.evaluator.spend(1).map_err(|_| Exhausted)?;
        match self.node(id)? {
            Node::Atom(code) => {
                // Code that is damaged compares with nothing.
                let _ = literals(self.catalogue.strings, Reader::new(code), fact, texts);
                Ok(())
            }
            Node::And(ids) | Node::Or(ids) => self.compared_in(ids, fact, texts),
            Node::Not(id) => self.compared_by(id, fact, texts),
            Node::Choice(condition, then, otherwise) => [condition, then, otherwise]
                .into_iter()
                .try_for_each(|id| self.compared_by(id, fact, texts)),
        }
    }
}

/// The texts of `fact == "text"`, `fact != "text"` and `fact in ["text", ...]`.
fn literals<'c>(
    strings: &'c str,
    mut code: Reader<'c>,
    fact: FactId,
    texts: &mut Vec<&'c str>,
) -> Option<()> {
    let operation = code.byte()?;
    if code.byte()? != opcode::FACT || code.number()? != u32::from(fact.0) {
        return None;
    }
    let count = match operation {
        opcode::EQUAL | opcode::UNEQUAL => 1,
        opcode::IN if code.byte()? == opcode::LIST => code.length()?,
        _ => return None,
    };
    for _ in 0..count {
        let Literal::Text(text) = Literal::read(strings, &mut code)? else { return None };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Some(())
}
