//! Judges rules by what is known: which speak, how sure they are, on which facts that rests, and which unknown
//! facts could change it.
mod compared;
mod explain;
mod marks;
mod settle;

use crate::bytes::Reader;
use crate::catalogue::{Alternative, Catalogue, Conditions, Node, Rule, RuleHead, RuleId, Verdict};
use crate::evaluate::{Evaluator, Stop, forget_repeated};
use crate::outcomes::Outcomes;
use crate::value::{FactId, Slots};

pub use settle::Settles;

/// Steps of one call of [`Catalogue::judge`]; a case of any size of ours takes a hundredth of it.
pub(crate) const MAX_STEPS: u32 = 1_000_000;

/// What came of judging all rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgements {
    /// The rules that speak, in the order of their ids.
    pub findings: Vec<Judgement>,
    /// How many atoms were evaluated: the measure of what judging costs.
    pub evaluated: usize,
    /// The steps ran out: the rules after the last one named were not judged.
    pub exhausted: bool,
}

/// What a rule that speaks says. The lists of facts are in order of appearance and without repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Which rule.
    pub rule: RuleId,
    /// How sure it is.
    pub verdict: Verdict,
    /// The facts that made its `when` (and `confirm`) conditions true.
    pub evidence: Vec<FactId>,
    /// The unknown facts that could still confirm it or rule it out; empty where it is either.
    pub missing: Vec<FactId>,
    /// The facts that made an `unless` true: empty unless it is ruled out.
    pub against: Vec<FactId>,
}

/// A rule none of whose `when` is true, though one may become so, and is in part.
///
/// See [`Judge::prospects`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// Which rule.
    pub rule: RuleId,
    /// The unknown facts on which its `when` hang.
    pub unknown: Vec<FactId>,
}

/// The outcome of one condition, as CEL's partial evaluation has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It doesn't hold.
    False,
    /// More would have to be known.
    Unknown,
    /// An absent fact was read, or a computation has no result. It doesn't hold.
    Error,
}

/// The outcomes of a rule's conditions, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Those of `when`.
    pub when: Vec<Truth>,
    /// Those of `confirm`.
    pub confirm: Vec<Truth>,
    /// Those of `unless`.
    pub unless: Vec<Truth>,
}

/// The outcome of one atom of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtomTruth {
    /// How it came out.
    pub truth: Truth,
    /// The facts that made it so; those that would have to be known where it is unknown.
    pub facts: Vec<FactId>,
}

/// The atoms of each of a rule's conditions, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Atoms {
    /// Those of each `when`.
    pub when: Vec<Vec<AtomTruth>>,
    /// Those of each `confirm`.
    pub confirm: Vec<Vec<AtomTruth>>,
    /// Those of each `unless`.
    pub unless: Vec<Vec<AtomTruth>>,
}

impl Catalogue<'_> {
    /// Judges every rule by what is known. The same slots give the same judgements, on any machine.
    pub fn judge(&self, slots: &Slots) -> Judgements {
        Judge::new(self, slots).findings()
    }

    /// The outcome of each condition of one rule; `None` for a number that no rule has.
    pub fn explain(&self, rule: RuleId, slots: &Slots) -> Option<Explanation> {
        Judge::new(self, slots).explain(rule)
    }
}

/// Places for results to begin with: a power of two.
const USUAL: usize = 64;

/// The steps ran out.
#[derive(Debug)]
struct Exhausted;

/// The remembered result of an atom.
#[derive(Clone, Copy)]
struct AtomResult {
    /// Its node.
    id: u32,
    outcomes: Outcomes,
    /// Its facts in [`Judge::facts`]: those read, or those unknown.
    facts: (usize, usize),
}

/// Judges the rules of one catalogue by one set of slots. No atom is evaluated twice, however much is asked; all that is
/// asked together has 1,000,000 steps.
pub struct Judge<'c> {
    catalogue: &'c Catalogue<'c>,
    evaluator: Evaluator<'c>,
    /// Where the result of an atom is, found by its number: 0, or 1 + the place in `results`. Its size grows with
    /// the results and is a power of two, so that judging costs nothing for atoms that are not looked at.
    places: Vec<u32>,
    results: Vec<AtomResult>,
    facts: Vec<FactId>,
}

impl<'c> Judge<'c> {
    /// Nothing is evaluated yet.
    pub fn new(catalogue: &'c Catalogue<'c>, slots: &'c Slots) -> Judge<'c> {
        let evaluator = Evaluator::new(catalogue.strings, slots, MAX_STEPS);
        // As much as most cases need.
        let (results, facts) = (Vec::with_capacity(USUAL / 2), Vec::with_capacity(USUAL / 2));
        Judge { catalogue, evaluator, places: vec![0; USUAL], results, facts }
    }

    /// The rules that speak. What is unknown costs nothing here: a rule is looked at only where the test holds
    /// under which it is filed.
    pub fn findings(&mut self) -> Judgements {
        let mut judgements = Judgements::default();
        let slots = self.evaluator.slots;
        let candidates = self.catalogue.index.candidates(slots, &mut self.evaluator.steps);
        judgements.exhausted = candidates.is_none();
        let candidates = candidates.unwrap_or_default();
        let mut next = candidates.as_slice();
        while let Some(rule) = self.alternative(next.first()).map(|first| first.rule) {
            match self.finding(rule, &mut next) {
                Ok(finding) => judgements.findings.extend(finding),
                Err(Exhausted) => {
                    judgements.exhausted = true;
                    break;
                }
            }
        }
        judgements.evaluated = self.results.len();
        judgements
    }

    fn alternative(&self, number: Option<&u32>) -> Option<Alternative> {
        self.catalogue.table.alternatives.get(*number? as usize).copied()
    }

    /// The rules that might speak if more were known, and of whose `when` a part is true, in the order of their ids.
    /// At most 1,024 rules are looked at, those first of which the most telling condition holds: where much is unknown, most rules
    /// of a large catalogue may come to speak, and nobody would answer so many questions.
    pub fn prospects(&mut self) -> Vec<Prospect> {
        let slots = self.evaluator.slots;
        let candidates = self.catalogue.index.prospects(slots, &mut self.evaluator.steps);
        let mut prospects = Vec::new();
        let mut last = None;
        for number in candidates.unwrap_or_default() {
            let Some(Alternative { rule, .. }) = self.alternative(Some(&number)) else { break };
            if last.replace(rule) == Some(rule) {
                continue;
            }
            match self.prospect(rule) {
                Ok(prospect) => prospects.extend(prospect),
                Err(Exhausted) => break,
            }
        }
        prospects
    }

    fn conditions(&self, rule: RuleId) -> Option<Conditions<'c>> {
        Some(self.catalogue.table.rule(rule)?.conditions)
    }

    /// What a rule says, of whose alternatives those may be true that come next.
    fn finding(&mut self, rule: RuleId, next: &mut &[u32]) -> Result<Option<Judgement>, Exhausted> {
        let mut speaks = false;
        let mut evidence = Vec::new();
        while let Some(alternative) = self.alternative(next.first()) {
            if alternative.rule != rule {
                break;
            }
            *next = next.get(1..).unwrap_or_default();
            // Most of those that are looked at are not true: this spares them a second look.
            if self.outcomes(alternative.condition)? == Outcomes::TRUE {
                speaks = true;
                self.gather(alternative.condition, Outcomes::TRUE, &mut evidence)?;
            }
        }
        let found = if speaks { self.catalogue.table.rule(rule) } else { None };
        let Some(Rule { head: RuleHead { strength, .. }, conditions }) = found else {
            return Ok(None);
        };
        let mut against = Vec::new();
        let confirm = self.alternatives(conditions.confirm, &mut evidence)?;
        let unless = self.alternatives(conditions.unless, &mut against)?;
        let verdict = match (unless, confirm) {
            (Outcomes::TRUE, _) => Verdict::RuledOut,
            (unless, Outcomes::TRUE) if !unless.may(Outcomes::TRUE) => Verdict::Confirmed,
            _ => strength,
        };
        let mut missing = Vec::new();
        if verdict == strength {
            if confirm != Outcomes::TRUE {
                self.ask_all(conditions.confirm, &mut missing)?;
            }
            self.ask_all(conditions.unless, &mut missing)?;
        }
        forget_repeated(&mut evidence, 0);
        forget_repeated(&mut against, 0);
        forget_repeated(&mut missing, 0);
        Ok(Some(Judgement { rule, verdict, evidence, missing, against }))
    }

    fn prospect(&mut self, rule: RuleId) -> Result<Option<Prospect>, Exhausted> {
        let Some(Conditions { when, .. }) = self.conditions(rule) else { return Ok(None) };
        let mut outcomes = Outcomes::FALSE;
        for id in when {
            outcomes = outcomes.connect(self.outcomes(id)?, Outcomes::TRUE);
        }
        if outcomes == Outcomes::TRUE || !outcomes.may(Outcomes::TRUE) {
            return Ok(None);
        }
        let mut unknown = Vec::new();
        let mut in_part = false;
        for id in when {
            if self.outcomes(id)?.may(Outcomes::TRUE) {
                self.ask(id, Outcomes::TRUE, &mut unknown)?;
                in_part |= self.has_true_atom(id)?;
            }
        }
        forget_repeated(&mut unknown, 0);
        Ok(in_part.then_some(Prospect { rule, unknown }))
    }

    /// Whether one of the conditions is true, and the facts that make those true which are.
    fn alternatives(
        &mut self,
        ids: Reader<'_>,
        evidence: &mut Vec<FactId>,
    ) -> Result<Outcomes, Exhausted> {
        let mut outcomes = Outcomes::FALSE;
        for id in ids {
            let outcome = self.outcomes(id)?;
            outcomes = outcomes.connect(outcome, Outcomes::TRUE);
            if outcome == Outcomes::TRUE {
                self.gather(id, Outcomes::TRUE, evidence)?;
            }
        }
        Ok(outcomes)
    }

    fn outcomes(&mut self, id: u32) -> Result<Outcomes, Exhausted> {
        self.evaluator.spend(1).map_err(|_| Exhausted)?;
        match self.node(id)? {
            Node::Atom(code) => self.atom(id, code).map(|result| result.outcomes),
            Node::And(ids) => self.connect(ids, Outcomes::FALSE),
            Node::Or(ids) => self.connect(ids, Outcomes::TRUE),
            Node::Not(id) => self.outcomes(id).map(Outcomes::not),
            Node::Choice(condition, then, otherwise) => {
                let condition = self.outcomes(condition)?;
                let mut outcomes = condition.only(Outcomes::ERROR);
                for (branch, taken) in [(then, Outcomes::TRUE), (otherwise, Outcomes::FALSE)] {
                    if condition.may(taken) {
                        outcomes = outcomes.or(self.outcomes(branch)?);
                    }
                }
                Ok(outcomes)
            }
        }
    }

    fn connect(&mut self, ids: Reader<'_>, absorbing: Outcomes) -> Result<Outcomes, Exhausted> {
        let mut outcomes = absorbing.not();
        for id in ids {
            outcomes = outcomes.connect(self.outcomes(id)?, absorbing);
            if outcomes == absorbing {
                break;
            }
        }
        Ok(outcomes)
    }

    /// Nodes were checked when they were loaded: there is one of every number that is asked for.
    fn node(&self, id: u32) -> Result<Node<'c>, Exhausted> {
        self.catalogue.table.node(id).ok_or(Exhausted)
    }

    /// The result of an atom, evaluated if it was not yet.
    fn atom(&mut self, id: u32, code: &'c [u8]) -> Result<AtomResult, Exhausted> {
        let at = self.place(id);
        let known = self.places.get(at).copied().unwrap_or(0);
        if let Some(result) = known.checked_sub(1).and_then(|at| self.results.get(at as usize)) {
            return Ok(*result);
        }
        let start = self.facts.len();
        let (outcomes, facts) = match self.evaluator.atom(code) {
            Ok(true) => (Outcomes::TRUE, self.evaluator.reads.as_slice()),
            Ok(false) => (Outcomes::FALSE, self.evaluator.reads.as_slice()),
            Err(Stop::Unknown) => (Outcomes::ANY, self.evaluator.unknowns.as_slice()),
            Err(Stop::Error) => (Outcomes::ERROR, &[][..]),
            Err(Stop::Exhausted) => return Err(Exhausted),
        };
        self.facts.extend_from_slice(facts);
        forget_repeated(&mut self.facts, start);
        let result = AtomResult { id, outcomes, facts: (start, self.facts.len()) };
        self.results.push(result);
        if let Some(place) = self.places.get_mut(at) {
            *place = self.results.len() as u32;
        }
        if self.results.len() * 2 > self.places.len() {
            self.grow();
        }
        Ok(result)
    }

    /// The place of an atom's result, or the empty one where it belongs. Half of the places are always empty.
    fn place(&self, id: u32) -> usize {
        let mask = self.places.len() - 1;
        // Knuth's multiplicative hash: numbers that stand near each other go far apart.
        let mut at = (id.wrapping_mul(0x9e37_79b1) >> 7) as usize & mask;
        loop {
            let result = self.places.get(at).copied().unwrap_or(0).checked_sub(1);
            let taken = result.and_then(|result| self.results.get(result as usize));
            match taken {
                Some(result) if result.id != id => at = (at + 1) & mask,
                _ => return at,
            }
        }
    }

    fn grow(&mut self) {
        self.places = vec![0; self.places.len() * 4];
        for number in 0..self.results.len() {
            let Some(result) = self.results.get(number) else { break };
            let at = self.place(result.id);
            if let Some(place) = self.places.get_mut(at) {
                *place = number as u32 + 1;
            }
        }
    }

    /// Collects the facts of those atoms that made the node come out as `wanted` (true or false), as it did.
    fn gather(
        &mut self,
        id: u32,
        wanted: Outcomes,
        evidence: &mut Vec<FactId>,
    ) -> Result<(), Exhausted> {
        let node = self.node(id)?;
        // What is `&&` and true, or `||` and false, is so in all its operands.
        let all = matches!(node, Node::And(_)) == (wanted == Outcomes::TRUE);
        match node {
            Node::Atom(code) => self.add_facts(id, code, evidence),
            Node::And(ids) | Node::Or(ids) => {
                for id in ids {
                    if all || self.outcomes(id)? == wanted {
                        self.gather(id, wanted, evidence)?;
                    }
                }
                Ok(())
            }
            Node::Not(id) => self.gather(id, wanted.not(), evidence),
            Node::Choice(condition, then, otherwise) => {
                for (branch, taken) in [(then, Outcomes::TRUE), (otherwise, Outcomes::FALSE)] {
                    if self.outcomes(condition)? == taken {
                        self.gather(condition, taken, evidence)?;
                        self.gather(branch, wanted, evidence)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn ask_all(&mut self, ids: Reader<'_>, facts: &mut Vec<FactId>) -> Result<(), Exhausted> {
        ids.into_iter().try_for_each(|id| self.ask(id, Outcomes::TRUE, facts))
    }

    /// Collects the unknown facts which decide whether the node comes out as `wanted`, if that is still open.
    fn ask(&mut self, id: u32, wanted: Outcomes, facts: &mut Vec<FactId>) -> Result<(), Exhausted> {
        let outcomes = self.outcomes(id)?;
        if outcomes == wanted || !outcomes.may(wanted) {
            return Ok(());
        }
        match self.node(id)? {
            Node::Atom(code) => self.add_facts(id, code, facts),
            Node::And(ids) | Node::Or(ids) => {
                ids.into_iter().try_for_each(|id| self.ask(id, wanted, facts))
            }
            Node::Not(id) => self.ask(id, wanted.not(), facts),
            Node::Choice(condition, then, otherwise) => {
                for (branch, taken) in [(then, Outcomes::TRUE), (otherwise, Outcomes::FALSE)] {
                    if self.outcomes(condition)?.may(taken) && self.outcomes(branch)?.may(wanted) {
                        self.ask(condition, taken, facts)?;
                        self.ask(branch, wanted, facts)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn add_facts(
        &mut self,
        id: u32,
        code: &'c [u8],
        facts: &mut Vec<FactId>,
    ) -> Result<(), Exhausted> {
        let (start, end) = self.atom(id, code)?.facts;
        facts.extend_from_slice(self.facts.get(start..end).unwrap_or_default());
        if self.evaluator.marking {
            // Its outcome is remembered, the items that decided it are not.
            return self.evaluator.atom(code).map(drop).map_err(|_| Exhausted);
        }
        Ok(())
    }

    /// Whether any atom under the node is true.
    fn has_true_atom(&mut self, id: u32) -> Result<bool, Exhausted> {
        self.evaluator.spend(1).map_err(|_| Exhausted)?;
        match self.node(id)? {
            Node::Atom(_) => Ok(self.outcomes(id)? == Outcomes::TRUE),
            Node::And(ids) | Node::Or(ids) => {
                for id in ids {
                    if self.has_true_atom(id)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Node::Not(id) => self.has_true_atom(id),
            Node::Choice(condition, then, otherwise) => Ok(self.has_true_atom(condition)?
                || self.has_true_atom(then)?
                || self.has_true_atom(otherwise)?),
        }
    }
}
