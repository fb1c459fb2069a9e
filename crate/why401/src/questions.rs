//! What to ask or run next, the most telling first.

use why401_engine::{FactId, Judgements, Prospect, RuleId, Slot, Slots, Verdict};
use why401_evidence::order::sort_by_key;
use why401_facts::{REQUEST_URL_HOST, fact};

use crate::report;

/// A question and how much its answer would settle.
struct Candidate {
    fact: FactId,
    weight: u32,
    rules: Vec<RuleId>,
}

/// What an answer is worth for a finding of this verdict. A confirmed or excluded one has no open
/// questions of its own.
fn weight(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Likely => 4,
        Verdict::Possible => 2,
        Verdict::RuledOut | Verdict::Confirmed => 0,
    }
}

/// What an answer is worth for a rule that does not speak yet.
const PROSPECT: u32 = 1;

/// Orders the unknown facts of the open findings by what they would settle. `shown` are the rules
/// whose findings the person sees, in order: those that another stands for ask nothing.
/// `prospects` finds the rules that don't speak yet and are worth a question.
pub(crate) fn ask(
    judgements: &Judgements,
    shown: &[RuleId],
    slots: &Slots,
    prospects: impl FnOnce() -> Vec<Prospect>,
    name: impl Fn(RuleId) -> String,
) -> Vec<report::Question> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |fact: FactId, worth: u32, rule: RuleId| {
        if worth == 0 || why401_facts::fact(fact).is_none_or(|fact| fact.question.is_none()) {
            return;
        }
        let known = candidates.iter().position(|candidate| candidate.fact == fact);
        let at = known.unwrap_or_else(|| {
            candidates.push(Candidate { fact, weight: 0, rules: Vec::new() });
            candidates.len() - 1
        });
        if let Some(candidate) = candidates.get_mut(at) {
            candidate.weight += worth;
            if !candidate.rules.contains(&rule) {
                candidate.rules.push(rule);
            }
        }
    };
    let verdict = |rule: &RuleId| {
        judgements.findings.iter().find(|found| found.rule == *rule).map(|found| found.verdict)
    };
    if shown.first().and_then(verdict) == Some(Verdict::Confirmed) {
        // What is certain needs no more questions: the next step is its fix.
        return Vec::new();
    }
    for rule in shown {
        let found = judgements.findings.iter().find(|judgement| judgement.rule == *rule);
        let Some(judgement) = found else { continue };
        for (place, fact) in judgement.missing.iter().enumerate() {
            // What a rule needs first to be confirmed tells more than its exceptions.
            let first = u32::from(place == 0);
            add(*fact, weight(judgement.verdict) + first, *rule);
        }
    }
    // A rule that does not speak yet is asked about only where nothing explains a failure so far.
    let explained = shown.iter().filter_map(verdict).any(|verdict| verdict >= Verdict::Likely);
    let prospects = if explained { Vec::new() } else { prospects() };
    for prospect in &prospects {
        for fact in &prospect.unknown {
            add(*fact, PROSPECT, prospect.rule);
        }
    }
    // The sort is stable: equal ones keep the order of their findings.
    sort_by_key(&mut candidates, |candidate| std::cmp::Reverse(candidate.weight));
    candidates.iter().filter_map(|candidate| question(candidate, slots, &name)).collect()
}

fn question(
    candidate: &Candidate,
    slots: &Slots,
    name: &impl Fn(RuleId) -> String,
) -> Option<report::Question> {
    let row = fact(candidate.fact)?;
    let question = row.question.as_ref()?;
    let host = match slots.get(REQUEST_URL_HOST) {
        Slot::Known(why401_engine::Value::String(host))
            if why401_engine::Shape::Host.allows(host) =>
        {
            Some(host)
        }
        _ => None,
    };
    let commands = question.commands.iter().map(|command| report::Command {
        platform: command.platform.to_owned(),
        text: match host {
            Some(host) => command.text.replace("<host>", host),
            None => command.text.to_owned(),
        },
    });
    let answers = question.answers.iter().map(|answer| report::Answer {
        label: answer.label.to_owned(),
        value: answer.value.to_owned(),
    });
    Some(report::Question {
        fact: row.name.to_owned(),
        // The caller knows the place of the case in the report.
        case: 0,
        text: question.text.to_owned(),
        commands: commands.collect(),
        answers: answers.collect(),
        rules: candidate.rules.iter().map(|rule| name(*rule)).collect(),
    })
}
