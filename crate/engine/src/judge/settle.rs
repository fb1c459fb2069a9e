//! What one unknown fact could settle about a rule, if it alone were learnt.
use super::{Exhausted, Judge};
use crate::bytes::Reader;
use crate::catalogue::{Conditions, Node, RuleId};
use crate::outcomes::Outcomes;
use crate::value::FactId;

/// What some value of one unknown fact would do to a rule, with all else as it is.
///
/// See [`Judge::settles`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settles {
    /// It would make the rule speak, or it speaks already.
    pub speaks: bool,
    /// It would make it speak and confirm it.
    pub confirms: bool,
    /// It would make it speak and rule it out.
    pub rules_out: bool,
}

impl Judge<'_> {
    /// What `fact` could settle about a rule. An atom that hangs on this fact alone is taken to come out true for some
    /// value and false for another, each atom for itself: values are not made up, so that two atoms which never hold
    /// together count as if they could. Nothing is settled where the steps ran out.
    pub fn settles(&mut self, rule: RuleId, fact: FactId) -> Settles {
        self.try_settles(rule, fact).unwrap_or_default()
    }

    fn try_settles(&mut self, rule: RuleId, fact: FactId) -> Result<Settles, Exhausted> {
        let Some(Conditions { when, confirm, unless }) = self.conditions(rule) else {
            return Ok(Settles::default());
        };
        if !self.any_settles(when, fact)? {
            return Ok(Settles::default());
        }
        let rules_out = self.any_settles(unless, fact)?;
        let mut confirms = self.any_settles(confirm, fact)?;
        for id in unless {
            // An error rules nothing out either.
            confirms = confirms
                && self.node_settles(id, Outcomes::TRUE.not().or(Outcomes::ERROR), fact)?;
        }
        Ok(Settles { speaks: true, confirms, rules_out })
    }

    /// Whether the fact alone makes one of the conditions true.
    fn any_settles(&mut self, ids: Reader<'_>, fact: FactId) -> Result<bool, Exhausted> {
        self.operands_settle(ids, true, Outcomes::TRUE, fact)
    }

    /// Whether a node comes out as one of `wanted` for some value of the fact, whatever else is unknown. Wanted are true, false,
    /// an error, or one of the first two with errors.
    fn node_settles(&mut self, id: u32, wanted: Outcomes, fact: FactId) -> Result<bool, Exhausted> {
        let outcomes = self.outcomes(id)?;
        let settled = outcomes.only(wanted) == outcomes;
        if settled || !outcomes.may(wanted) {
            return Ok(settled);
        }
        match self.node(id)? {
            Node::Atom(code) => {
                let (start, end) = self.atom(id, code)?.facts;
                Ok(self.facts.get(start..end) == Some(&[fact]))
            }
            // False as soon as one operand is, and true as soon as one is; an error where all others are what decides nothing.
            Node::And(ids) => {
                let wanted = with_neutral(wanted, Outcomes::TRUE);
                self.operands_settle(ids, !wanted.may(Outcomes::TRUE), wanted, fact)
            }
            Node::Or(ids) => {
                let wanted = with_neutral(wanted, Outcomes::FALSE);
                self.operands_settle(ids, !wanted.may(Outcomes::FALSE), wanted, fact)
            }
            Node::Not(id) => self.node_settles(id, wanted.not(), fact),
            Node::Choice(condition, then, otherwise) => {
                let error = wanted.may(Outcomes::ERROR);
                if error && self.node_settles(condition, Outcomes::ERROR, fact)? {
                    return Ok(true);
                }
                // With both branches settled, a condition without a value makes an error.
                let mut all = error;
                for (branch, taken) in [(then, Outcomes::TRUE), (otherwise, Outcomes::FALSE)] {
                    let settled = self.node_settles(branch, wanted, fact)?;
                    let taken = taken.or(wanted.only(Outcomes::ERROR));
                    if settled && self.node_settles(condition, taken, fact)? {
                        return Ok(true);
                    }
                    all &= settled;
                }
                Ok(all)
            }
        }
    }

    /// Whether one operand does, or all do.
    fn operands_settle(
        &mut self,
        ids: Reader<'_>,
        one_is_enough: bool,
        wanted: Outcomes,
        fact: FactId,
    ) -> Result<bool, Exhausted> {
        for id in ids {
            if self.node_settles(id, wanted, fact)? == one_is_enough {
                return Ok(one_is_enough);
            }
        }
        Ok(!one_is_enough)
    }
}

/// What operands have to be for an error to come of them.
fn with_neutral(wanted: Outcomes, neutral: Outcomes) -> Outcomes {
    if wanted == Outcomes::ERROR { wanted.or(neutral) } else { wanted }
}
