//! Which items of lists decided, for who shows evidence.
use super::Judge;
use crate::catalogue::{Conditions, RuleId};
use crate::value::Mark;

impl Judge<'_> {
    /// Which items of lists made the conditions of a rule true: those of its `unless` where that is `against` it, else
    /// those of `when` and `confirm`. None where the steps ran out.
    pub fn marks(&mut self, rule: RuleId, against: bool) -> Vec<Mark> {
        self.evaluator.marking = true;
        let marked = self.mark(rule, against);
        self.evaluator.marking = false;
        let marks = std::mem::take(&mut self.evaluator.marks);
        if marked.is_some() { marks } else { Vec::new() }
    }

    fn mark(&mut self, rule: RuleId, against: bool) -> Option<()> {
        let Conditions { when, confirm, unless } = self.conditions(rule)?;
        let (first, second) = if against { (unless, None) } else { (when, Some(confirm)) };
        for ids in [Some(first), second].into_iter().flatten() {
            self.alternatives(ids, &mut Vec::new()).ok()?;
        }
        Some(())
    }
}
