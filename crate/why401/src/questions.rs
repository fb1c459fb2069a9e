//! What to ask or run next, the most telling first.

use why401_engine::{FactId, Slot, Slots, Verdict};
use why401_evidence::gather::Gather;
use why401_evidence::order::sort_by_key;
use why401_facts::{REQUEST_URL_HOST, fact};

use crate::rank::Ranked;
use crate::report;

/// A question and how much its answer would settle.
struct Candidate {
    fact: FactId,
    weight: u32,
    rules: Vec<String>,
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

/// Orders the unknown facts of the open findings by what they would settle. `ranked` are the findings
/// in order; those that another stands for ask nothing. `prospects` finds the rules that don't speak
/// yet and are worth a question, with the facts that they hang on.
pub(crate) fn ask<E>(
    ranked: &[Ranked<'_, '_>],
    slots: &Slots,
    prospects: impl FnOnce() -> Result<Vec<(String, Vec<FactId>)>, E>,
) -> Result<Vec<report::Question>, E> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |fact: FactId, worth: u32, rule: &str| {
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
            if !candidate.rules.iter().any(|known| known == rule) {
                candidate.rules.push(rule.to_owned());
            }
        }
    };
    let mut shown = ranked.iter().filter(|ranked| !ranked.aside).peekable();
    if shown.peek().is_some_and(|first| first.judgement.verdict == Verdict::Confirmed) {
        // What is certain needs no more questions: the next step is its fix.
        return Ok(Vec::new());
    }
    // A rule that does not speak yet is asked about only where nothing explains a failure so far.
    let mut explained = false;
    for ranked in shown {
        let judgement = ranked.judgement;
        explained |= judgement.verdict >= Verdict::Likely;
        let rule = ranked.rules.name(judgement.rule);
        for (place, fact) in judgement.missing.iter().enumerate() {
            // What a rule needs first to be confirmed tells more than its exceptions.
            let first = u32::from(place == 0);
            add(*fact, weight(judgement.verdict) + first, &rule);
        }
    }
    let prospects = if explained { Vec::new() } else { prospects()? };
    for (rule, unknown) in &prospects {
        for fact in unknown {
            add(*fact, PROSPECT, rule);
        }
    }
    // The sort is stable: equal ones keep the order of their findings.
    sort_by_key(&mut candidates, |candidate| std::cmp::Reverse(candidate.weight));
    Ok(candidates.into_iter().filter_map(|candidate| question(candidate, slots)).gather())
}

fn question(candidate: Candidate, slots: &Slots) -> Option<report::Question> {
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
        commands: commands.gather(),
        answers: answers.gather(),
        rules: candidate.rules,
    })
}
