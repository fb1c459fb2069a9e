//! From pastes to a report: read, observe, judge, tell.

use std::cmp::Reverse;
use std::convert::Infallible;
use why401_evidence::gather::Gather;

use why401_engine::{FactId, Judge, Judgements, Mark, Slot};
use why401_evidence::capture::{Capture, Kind};
use why401_evidence::iis::episodes::Episodes;
use why401_evidence::order::sort_by_key;
use why401_evidence::text::Text;
use why401_facts as facts;

use crate::case::{Case, Outcome, cases};
use crate::observe::{Observed, Remark, observe, observe_first, says_codes};
use crate::packs::{FIRST, RULES, Rules};
use crate::prose::{fill, fill_command, json, words};
use crate::questions::Open;
use crate::rank::{Ranked, rank};
use crate::report::{self, Finding, Json, Offsets, Report, Severity, Source, Verdict};
use crate::{Diagnosis, Options, Paste, packs, questions, redact, summary};

/// Reads the pastes and tells what is wrong.
#[must_use]
pub fn diagnose(pastes: &[Paste<'_>], options: &Options) -> Diagnosis {
    let (report, capture) = examine(pastes, options);
    let secrets = redact::spans(&capture);
    let masked = (0..)
        .zip(&capture.texts)
        .map(|(paste, text)| redact::mask(text.as_str(), paste, &secrets))
        .gather();
    Diagnosis { report, masked }
}

/// The report alone, for who has the pastes to draw excerpts from.
#[must_use]
pub fn report_on(pastes: &[Paste<'_>], options: &Options) -> Report {
    examine(pastes, options).0
}

/// The same report from heads of exchanges, as their clients show them: nothing where the pastes have anything else, so
/// that [`report_on`] is to be asked. Its code is less than two thirds of the other's, for who loads it over a network.
#[must_use]
pub fn first_look(pastes: &[&str], now: Option<i64>, offsets: Offsets) -> Option<Report> {
    let texts: Vec<Text> = pastes.iter().map(|text| Text::from_str(text)).gather();
    let capture = why401_evidence::first_look(&texts)?;
    // The rules that go by codes are not among those of the first look.
    if says_codes(&capture.exchanges) {
        return None;
    }
    let options = Options { now, offsets, ..Options::default() };
    let rules: Vec<&Rules<'_>> = FIRST.iter().gather();
    let observe = |case: &Case<'_>| observe_first(&capture, case, now);
    let more = More {
        observe: &observe,
        ask: |ranked, open| questions::ask_first(ranked, open).ok_or(()),
    };
    tell(&capture, &rules, &options, &more).ok()
}

fn examine(pastes: &[Paste<'_>], options: &Options) -> (Report, Capture) {
    let capture = why401_evidence::read(&texts(pastes));
    let episodes = Episodes::of(&capture.logs);
    let packs = packs::load(&options.packs);
    let rules: Vec<&Rules<'_>> = RULES.iter().chain(&packs).gather();
    let observe = |case: &Case<'_>| observe(&capture, &episodes, case, options);
    let more = More::<Infallible> {
        observe: &observe,
        ask: |ranked, open| Ok(questions::ask(ranked, open)),
    };
    let Ok(report) = tell(&capture, &rules, options, &more);
    (report, capture)
}

/// For each case what puts its primary finding before the one of `rule`, where that speaks and is told later: the primary's
/// name and a sentence about it.
#[cfg(feature = "author")]
pub(crate) fn told_before(
    rule: &str,
    pastes: &[Paste<'_>],
    options: &Options,
) -> Vec<(String, String)> {
    let capture = why401_evidence::read(&texts(pastes));
    let episodes = Episodes::of(&capture.logs);
    let packs = packs::load(&options.packs);
    let rules: Vec<&Rules<'_>> = RULES.iter().chain(&packs).collect();
    let mut told = Vec::new();
    for case in cases(&capture) {
        let slots = observe(&capture, &episodes, &case, options).slots;
        let judgements: Vec<Judgements> =
            rules.iter().map(|rules| rules.catalogue.judge(&slots)).collect();
        let ranked = rank(&rules, &judgements, case.outcome, true);
        let name = |ranked: &Ranked<'_, '_>| ranked.rules.name(ranked.judgement.rule);
        let own = ranked.iter().find(|ranked| name(ranked) == rule);
        if let (Some(first), Some(own)) = (ranked.first(), own)
            && name(first) != rule
        {
            told.push((name(first), first.is_before_since(own)));
        }
    }
    told
}

/// What a first look goes without, so that its module has nothing of it.
struct More<'a, E> {
    /// What is known of a case.
    observe: &'a dyn Fn(&Case<'_>) -> Observed,
    /// What to ask; an error where that can't be told.
    ask: fn(&[Ranked<'_, '_>], Open<'_, '_, '_>) -> Result<Vec<report::Question>, E>,
}

/// Judges the cases of a capture; an error where something is to be asked and can't be told.
fn tell<E>(
    capture: &Capture,
    rules: &[&Rules<'_>],
    options: &Options,
    more: &More<'_, E>,
) -> Result<Report, E> {
    let mut judged = Vec::new();
    for case in cases(capture) {
        judged.push(Judged::of(capture, &case, rules, options, more)?);
    }
    // The sort is stable: of equally grave cases the first pasted comes first.
    sort_by_key(&mut judged, |judged| Reverse(judged.gravity()));
    let mut report = Report {
        schema: report::SCHEMA,
        offsets: Offsets::Utf8,
        read: summary::parts(capture),
        cases: Vec::new(),
        questions: Vec::new(),
        unread: capture.unread.iter().map(summary::unread).gather(),
    };
    for Judged { case, questions } in judged {
        if let Some(known) = report.cases.iter_mut().find(|known| same(known, &case)) {
            known.count += 1;
            continue;
        }
        let at = u32::try_from(report.cases.len()).unwrap_or(u32::MAX);
        for mut question in questions {
            question.case = at;
            report.questions.push(question);
        }
        report.cases.push(case);
    }
    if options.offsets == Offsets::Utf16 {
        report::to_utf16(&mut report, &capture.texts);
    }
    Ok(report)
}

/// The texts of the pastes.
pub(crate) fn texts(pastes: &[Paste<'_>]) -> Vec<Text> {
    let text = |paste: &Paste<'_>| match paste {
        Paste::Text(text) => Text::from_str(text),
        Paste::Bytes(bytes) => Text::decode(bytes),
    };
    pastes.iter().map(text).gather()
}

/// Two cases that tell a person the same.
fn same(one: &report::Case, other: &report::Case) -> bool {
    let rules = one.findings.iter().zip(&other.findings);
    let lines = one.handshake.iter().zip(&other.handshake);
    (&one.url, one.status, one.outcome) == (&other.url, other.status, other.outcome)
        && (one.findings.len(), one.handshake.len())
            == (other.findings.len(), other.handshake.len())
        && { rules }.all(|(one, other)| (&one.rule, one.verdict) == (&other.rule, other.verdict))
        && { lines }.all(|(one, other)| one.line == other.line)
}

/// A case and what to ask of it.
struct Judged {
    case: report::Case,
    questions: Vec<report::Question>,
}

impl Judged {
    fn of<E>(
        capture: &Capture,
        case: &Case<'_>,
        rules: &[&Rules<'_>],
        options: &Options,
        more: &More<'_, E>,
    ) -> Result<Judged, E> {
        let seen = (more.observe)(case);
        let mut judges: Vec<Judge<'_>> =
            rules.iter().map(|rules| Judge::new(&rules.catalogue, &seen.slots)).gather();
        let judgements: Vec<Judgements> = judges.iter_mut().map(Judge::findings).gather();
        let ranked = rank(rules, &judgements, case.outcome, options.all);
        let failed = failed(capture, case);
        let slots = &seen.slots;
        let ended = case.focus().is_some() && case.outcome != Outcome::Open;
        let open = Open { rules, judges: &mut judges, slots, failed, ended };
        let questions = (more.ask)(&ranked, open)?;
        let mut findings = Vec::new();
        for ranked in &ranked {
            let judged_by = rules.iter().position(|rules| std::ptr::eq(*rules, ranked.rules));
            let judge = judged_by.and_then(|at| judges.get_mut(at));
            let against = ranked.verdict() == Verdict::RuledOut;
            let marks = judge.map(|judge| judge.marks(ranked.judgement.rule, against));
            findings.extend(finding(ranked, &seen, &marks.unwrap_or_default()));
        }
        let case = summary::case(capture, case, &seen.signs, findings, options.now);
        Ok(Judged { case, questions })
    }

    fn gravity(&self) -> Option<(Severity, Verdict)> {
        self.case.findings.first().map(|primary| (primary.severity, primary.verdict))
    }
}

/// Whether what was pasted shows a failure to explain: a setting alone shows none.
fn failed(capture: &Capture, case: &Case<'_>) -> bool {
    match case.focus() {
        Some(leg) => case.outcome != Outcome::Succeeded && leg.refused(),
        None => {
            capture.logs.iter().any(|log| log.days.iter().any(|day| day.unresolved > 0))
                || capture.records.iter().any(|record| {
                    matches!(record.kind, Kind::Error | Kind::Page | Kind::Access | Kind::Event)
                })
        }
    }
}

/// `marks` are the items of lists on which the finding rests.
fn finding(ranked: &Ranked<'_, '_>, seen: &Observed, marks: &[Mark]) -> Option<Finding> {
    let told = ranked.rules.prose.rule(ranked.judgement.rule)?;
    let text = |template| fill(template, &seen.slots);
    let owned =
        |list: &[&str]| -> Vec<String> { list.iter().map(|item| (*item).to_owned()).gather() };
    let name = |id: &FactId| facts::name(*id).map(str::to_owned);
    // What rules a finding out is what a person wants to see of it.
    let mut resting = match ranked.verdict() {
        Verdict::RuledOut => ranked.judgement.against.clone(),
        _ => ranked.judgement.evidence.clone(),
    };
    // What a rule has a label for belongs to the picture, such as the server that it is about.
    let mut labels: Vec<(FactId, String)> = Vec::new();
    for (fact, label) in &told.labels {
        let seen_too = seen.origin(*fact).is_some_and(|origin| origin.source == Source::Paste);
        if seen_too && !resting.contains(fact) {
            resting.push(*fact);
        }
        labels.push((*fact, text(label)));
    }
    let mut cause = text(&told.cause);
    for id in &resting {
        if let Some(remark) = changed_later(*id, seen) {
            cause.push_str("\n\n");
            cause.push_str(&remark);
        }
    }
    Some(Finding {
        rule: ranked.rules.name(ranked.judgement.rule),
        aliases: owned(&told.aliases),
        verdict: ranked.verdict(),
        severity: ranked.severity,
        title: text(&told.title),
        cause,
        fix: told
            .fix
            .iter()
            .map(|step| report::Step {
                text: text(&step.text),
                commands: step
                    .commands
                    .iter()
                    .map(|command| report::Command {
                        platform: command.platform.to_owned(),
                        text: fill_command(&command.text, &seen.slots),
                    })
                    .gather(),
            })
            .gather(),
        risk: told.risk.as_ref().map(text),
        applies: told.applies.map(str::to_owned),
        evidence: resting.iter().filter_map(|id| evidence(*id, &labels, seen, marks)).gather(),
        missing: ranked.judgement.missing.iter().filter_map(name).gather(),
        superseded: ranked.superseded.iter().map(|rule| ranked.rules.name(*rule)).gather(),
        references: owned(&told.references),
    })
}

fn changed_later(id: FactId, seen: &Observed) -> Option<String> {
    let value = seen.origin(id)?.remarks.iter().find_map(|remark| match remark {
        Remark::ChangedLater(value) => Some(value),
        _ => None,
    })?;
    said_of_change(id, value)
}

#[inline(never)]
fn said_of_change(id: FactId, value: &str) -> Option<String> {
    let name = facts::name(id)?.rsplit('.').next()?;
    let value = words(&why401_engine::Value::String(value.into()));
    Some(format!(
        "Further down, `{name}` was set to `{value}`. What is said here is about the time before: \
         ask for the page again, and paste the new answer."
    ))
}

pub(crate) fn evidence(
    id: FactId,
    labels: &[(FactId, String)],
    seen: &Observed,
    marks: &[Mark],
) -> Option<report::Evidence> {
    let (fact, named) = (facts::fact_type(id)?, facts::label(id));
    let (value, shown) = match seen.slots.get(id) {
        Slot::Known(value) => (json(value), words(value)),
        Slot::Absent => (Json::Null, "not there".to_owned()),
        Slot::Unknown => return None,
    };
    let origin = seen.origin(id);
    let source = origin.map_or(Source::Assumed, |origin| origin.source);
    let is_default = origin.is_some_and(|origin| origin.remarks.contains(&Remark::Default));
    let own = labels.iter().find(|(of, _)| *of == id).map(|(_, label)| label.clone());
    let has_own = own.is_some();
    let mut label = own.unwrap_or_else(|| match source {
        // Where it stands in the paste, the value need not be said again.
        Source::Paste => named.to_owned(),
        Source::Assumed if !is_default => [named, ": ", &shown, ", as follows from this"].concat(),
        Source::Assumed | Source::Answer => [named, ": ", &shown].concat(),
    });
    for remark in origin.map_or(&[][..], |origin| &origin.remarks) {
        match remark {
            Remark::Contradicts(answer) => {
                let answer = words(&why401_engine::Value::String(answer.as_str().into()));
                label.push_str(" (you answered ");
                label.push_str(&answer);
                label.push_str("; what was pasted counts)");
            }
            // A rule's label is a sentence about the value.
            Remark::SetAt(node) if has_own => {
                label = ["set at ", node.as_str(), ": ", label.as_str()].concat();
            }
            Remark::SetAt(node) => {
                label.push_str(", set at ");
                label.push_str(node);
            }
            Remark::Default => label.push_str(" (IIS's default; nothing that was pasted sets it)"),
            Remark::DefaultList => {
                label.push_str(" (IIS's default list with the changes that were pasted)");
            }
            Remark::ChangedLater(_) => {}
        }
    }
    Some(report::Evidence {
        fact: fact.name.to_owned(),
        value: if fact.secret { Json::String("***".to_owned()) } else { value },
        label,
        source,
        spans: summary::spans(&seen.places(id, marks)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_loads() {
        assert!(RULES.is_some() && FIRST.is_some());
    }
}
