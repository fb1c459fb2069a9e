//! Which findings count, how grave each is, and in which order they are told.

use why401_engine::{Judgement, Judgements, RuleHead, RuleId};
use why401_evidence::gather::Gather;
use why401_facts as facts;

use crate::case::Outcome;
use crate::packs::Rules;
use crate::report::{Severity, Verdict};

/// A finding and its place in the order.
pub(crate) struct Ranked<'j, 'a> {
    pub(crate) rules: &'j Rules<'a>,
    pub(crate) judgement: &'j Judgement,
    pub(crate) head: RuleHead<'a>,
    pub(crate) severity: Severity,
    pub(crate) superseded: Vec<RuleId>,
    /// It is ruled out, or another one stands for it, or it is a fallback that is not needed.
    pub(crate) aside: bool,
}

/// Orders the findings. What explains a failure comes before what is worth knowing; then the surer one;
/// then the graver one; then the one that rests on more facts (those that made a `when` or `confirm` true, each
/// once), being more specific; then one of a pack, whose author knows the place; then by id.
/// One that a finding at least as sure stands for is left out, and so is one that is ruled out, and a fallback
/// where another explains the failure;
/// both come last where `all` are wanted.
/// Of equal ones of several packs the first pack's come first.
pub(crate) fn rank<'j, 'a>(
    rules: &[&'j Rules<'a>],
    judgements: &'j [Judgements],
    outcome: Outcome,
    all: bool,
) -> Vec<Ranked<'j, 'a>> {
    // They are few: put in place one by one they need no sorting, whose code would be large.
    let mut ordered: Vec<Ranked<'j, 'a>> = Vec::new();
    for (rules, judgements) in rules.iter().zip(judgements) {
        for ranked in of_one(rules, judgements, outcome) {
            if all || !ranked.aside {
                let place = ordered.partition_point(|before| before.weight() >= ranked.weight());
                ordered.insert(place, ranked);
            }
        }
    }
    ordered
}

/// The findings of the rules of one origin, which supersede only each other.
fn of_one<'j, 'a>(
    rules: &'j Rules<'a>,
    judgements: &'j Judgements,
    outcome: Outcome,
) -> Vec<Ranked<'j, 'a>> {
    let mut found: Vec<Ranked<'j, 'a>> = Vec::new();
    for judgement in &judgements.findings {
        if let Some(head) = rules.catalogue.rule(judgement.rule) {
            let severity = cap(&head, judgement, outcome);
            let aside = judgement.verdict == why401_engine::Verdict::RuledOut;
            found.push(Ranked { rules, judgement, head, severity, superseded: Vec::new(), aside });
        }
    }
    let mut superseded: Vec<Vec<RuleId>> = Vec::new();
    for ranked in &found {
        let stands_for = |rule: &RuleId| {
            found.iter().any(|other| {
                other.judgement.rule == *rule
                    && other.verdict() != Verdict::RuledOut
                    && other.verdict() <= ranked.verdict()
            })
        };
        superseded.push(match ranked.verdict() {
            Verdict::RuledOut => Vec::new(),
            _ => ranked.head.supersedes().filter(stands_for).gather(),
        });
    }
    let hidden: Vec<RuleId> = superseded.concat();
    let explained = found.iter().any(|ranked| {
        let stands = !ranked.aside && !hidden.contains(&ranked.judgement.rule);
        stands && !ranked.head.fallback && ranked.severity > Severity::Note
    });
    for (ranked, superseded) in found.iter_mut().zip(superseded) {
        ranked.superseded = superseded;
        let needless = explained && ranked.head.fallback;
        ranked.aside |= needless || hidden.contains(&ranked.judgement.rule);
    }
    found
}

/// Not set aside; explains a failure; how sure, how grave, on how many facts; of a pack.
type Weight = (bool, bool, Verdict, Severity, usize, bool);

impl Ranked<'_, '_> {
    /// How sure it is.
    pub(crate) fn verdict(&self) -> Verdict {
        verdict(self.judgement.verdict)
    }

    /// The heavier one comes first.
    fn weight(&self) -> Weight {
        let explains = self.severity > Severity::Note;
        let facts = self.judgement.evidence.len();
        let of_pack = !self.rules.pack.is_empty();
        (!self.aside, explains, self.verdict(), self.severity, facts, of_pack)
    }

    /// What puts it before another one that is told too, in a sentence without its subject.
    #[cfg(feature = "author")]
    pub(crate) fn is_before_since(&self, other: &Ranked<'_, '_>) -> String {
        let (one, two) = (self.weight(), other.weight());
        if one.0 != two.0 {
            "stands for it, or makes it needless".to_owned()
        } else if one.1 != two.1 {
            "explains the failure, where it is a note".to_owned()
        } else if one.2 != two.2 {
            format!("is surer: {:?}, where it is {:?}", one.2, two.2).to_lowercase()
        } else if one.3 != two.3 {
            format!("is graver: {:?}, where it is {:?}", one.3, two.3).to_lowercase()
        } else if one.4 != two.4 {
            format!("rests on {} facts, where it rests on {}", one.4, two.4)
        } else if one.5 != two.5 {
            "is of a pack, and as good".to_owned()
        } else {
            "is as good, and its id or its pack comes first".to_owned()
        }
    }
}

/// A normal first leg is not a fault, and neither is what ended well, unless the rule is about just that. What a log tells is about
/// other requests than the exchange that is judged.
fn cap(head: &RuleHead<'_>, judgement: &Judgement, outcome: Outcome) -> Severity {
    let severity = match head.severity {
        why401_engine::Severity::Note => Severity::Note,
        why401_engine::Severity::Warning => Severity::Warning,
        why401_engine::Severity::Error => Severity::Error,
    };
    let of_log = judgement
        .evidence
        .iter()
        .any(|id| facts::readers(*id).iter().all(|(reader, _)| *reader == facts::Reader::W3cLog));
    match outcome {
        Outcome::Succeeded if !of_log && !head.first_leg => Severity::Note,
        Outcome::Open if !of_log && !head.first_leg => severity.min(Severity::Warning),
        _ => severity,
    }
}

pub(crate) fn verdict(verdict: why401_engine::Verdict) -> Verdict {
    match verdict {
        why401_engine::Verdict::RuledOut => Verdict::RuledOut,
        why401_engine::Verdict::Possible => Verdict::Possible,
        why401_engine::Verdict::Likely => Verdict::Likely,
        why401_engine::Verdict::Confirmed => Verdict::Confirmed,
    }
}
