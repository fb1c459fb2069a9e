//! How the conditions of one rule came out, for who asks why it says what it does.
use super::{AtomResult, AtomTruth, Atoms, Exhausted, Explanation, Judge, Truth};
use crate::bytes::Reader;
use crate::catalogue::{Node, RuleId};
use crate::outcomes::Outcomes;

impl Judge<'_> {
    /// The outcome of each condition of one rule; `None` for a number that no rule has.
    pub fn explain(&mut self, rule: RuleId) -> Option<Explanation> {
        let conditions = self.conditions(rule)?;
        let mut truths = |ids: Reader<'_>| -> Vec<Truth> {
            ids.map(|id| self.outcomes(id).map_or(Truth::Unknown, Outcomes::truth)).collect()
        };
        let [when, confirm, unless] =
            [conditions.when, conditions.confirm, conditions.unless].map(&mut truths);
        Some(Explanation { when, confirm, unless })
    }

    /// The outcome of each atom of one rule; `None` for a number that no rule has, or where the steps ran out.
    pub fn atoms(&mut self, rule: RuleId) -> Option<Atoms> {
        let conditions = self.conditions(rule)?;
        let mut lists = |ids: Reader<'_>| -> Option<Vec<Vec<AtomTruth>>> {
            ids.map(|id| {
                let mut atoms = Vec::new();
                self.list_atoms(id, &mut atoms).ok()?;
                Some(atoms)
            })
            .collect()
        };
        Some(Atoms {
            when: lists(conditions.when)?,
            confirm: lists(conditions.confirm)?,
            unless: lists(conditions.unless)?,
        })
    }

    fn list_atoms(&mut self, id: u32, atoms: &mut Vec<AtomTruth>) -> Result<(), Exhausted> {
        self.evaluator.spend(1).map_err(|_| Exhausted)?;
        match self.node(id)? {
            Node::Atom(code) => {
                let AtomResult { outcomes, facts: (start, end), .. } = self.atom(id, code)?;
                let facts = self.facts.get(start..end).unwrap_or_default().to_vec();
                atoms.push(AtomTruth { truth: outcomes.truth(), facts });
                Ok(())
            }
            Node::And(ids) | Node::Or(ids) => {
                ids.into_iter().try_for_each(|id| self.list_atoms(id, atoms))
            }
            Node::Not(id) => self.list_atoms(id, atoms),
            Node::Choice(condition, then, otherwise) => [condition, then, otherwise]
                .into_iter()
                .try_for_each(|id| self.list_atoms(id, atoms)),
        }
    }
}
