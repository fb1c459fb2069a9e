//! From pastes to a report: read, observe, judge, tell.

use std::cmp::Reverse;
use std::sync::LazyLock;

use why401_engine::{Catalogue, FactId, Judge, Prose, RuleId, Slot, Truth};
use why401_evidence::capture::{Capture, Kind};
use why401_evidence::iis::episodes::Episodes;
use why401_evidence::order::sort_by_key;
use why401_evidence::text::Text;
use why401_facts as facts;

use crate::case::{Case, Outcome, cases};
use crate::handshake::signs;
use crate::observe::{Observed, Remark, observe, passed_an_intermediary};
use crate::prose::{fill, fill_command, json, words};
use crate::rank::{Ranked, rank};
use crate::report::{self, Finding, Json, Report, Severity, Source, Verdict};
use crate::{Diagnosis, Options, Paste, questions, redact, summary};

/// The built-in rules. They are made with the crate, so that they load; the test of the catalogue
/// sees to it.
static RULES: LazyLock<Option<(Catalogue<'static>, Prose<'static>)>> = LazyLock::new(|| {
    let catalogue = Catalogue::load(why401_rules::LOGIC, &facts::SCHEMA).ok()?;
    let prose = Prose::load(why401_rules::PROSE).ok()?;
    prose.belongs_to(&catalogue).then_some((catalogue, prose))
});

/// Reads the pastes and tells what is wrong.
pub fn diagnose(pastes: &[Paste<'_>], options: &Options) -> Diagnosis {
    let texts: Vec<Text> = pastes
        .iter()
        .map(|paste| match paste {
            Paste::Text(text) => Text::from_str(text),
            Paste::Bytes(bytes) => Text::decode(bytes),
        })
        .collect();
    let capture = why401_evidence::read(&texts);
    let episodes = Episodes::of(&capture.logs);
    let mut judged: Vec<Judged> =
        cases(&capture).iter().map(|case| Judged::of(&capture, &episodes, case, options)).collect();
    // The sort is stable: of equally grave cases the first pasted comes first.
    sort_by_key(&mut judged, |judged| Reverse(judged.gravity()));
    let mut report = Report {
        schema: report::SCHEMA,
        offsets: report::Offsets::Utf8,
        read: summary::parts(&capture),
        cases: Vec::new(),
        questions: Vec::new(),
        unread: capture.unread.iter().map(summary::unread).collect(),
    };
    for Judged { case, questions } in judged {
        if let Some(known) = report.cases.iter_mut().find(|known| same(known, &case)) {
            known.count += 1;
            continue;
        }
        let at = u32::try_from(report.cases.len()).unwrap_or(u32::MAX);
        report.questions.extend(
            questions.into_iter().map(|question| report::Question { case: at, ..question }),
        );
        report.cases.push(case);
    }
    let secrets = redact::spans(&capture);
    let masked = (0..)
        .zip(&capture.texts)
        .map(|(paste, text)| redact::mask(text.as_str(), paste, &secrets))
        .collect();
    if options.offsets == report::Offsets::Utf16 {
        report::to_utf16(&mut report, &texts);
    }
    Diagnosis { report, masked }
}

/// Two cases that tell a person the same.
fn same(one: &report::Case, other: &report::Case) -> bool {
    let rules = |case: &report::Case| -> Vec<(String, Verdict)> {
        case.findings.iter().map(|finding| (finding.rule.clone(), finding.verdict)).collect()
    };
    let lines = |case: &report::Case| -> Vec<String> {
        case.handshake.iter().map(|leg| leg.line.clone()).collect()
    };
    (&one.url, one.status, one.outcome) == (&other.url, other.status, other.outcome)
        && rules(one) == rules(other)
        && lines(one) == lines(other)
}

/// A case and what to ask of it.
struct Judged {
    case: report::Case,
    questions: Vec<report::Question>,
}

impl Judged {
    fn of(capture: &Capture, episodes: &Episodes, case: &Case<'_>, options: &Options) -> Judged {
        let has_via = case.legs.iter().any(|leg| passed_an_intermediary(leg.exchange));
        let signs = signs(case, Some(capture), has_via);
        let seen = observe(capture, episodes, case, &signs, options);
        let mut findings = Vec::new();
        let mut questions = Vec::new();
        if let Some((catalogue, prose)) = RULES.as_ref() {
            let mut judge = Judge::new(catalogue, &seen.slots);
            let judgements = judge.findings();
            let ranked = rank(catalogue, &judgements, case.outcome, options.all);
            let shown = ranked.iter().filter(|ranked| !ranked.aside);
            let shown: Vec<RuleId> = shown.map(|ranked| ranked.judgement.rule).collect();
            let name =
                |rule| catalogue.rule(rule).map_or_else(String::new, |head| head.id.to_owned());
            let prospects = || {
                if !failed(capture, case) {
                    return Vec::new();
                }
                let mut prospects = judge.prospects();
                // One that would be ruled out at once is none to ask about.
                prospects.retain(|prospect| {
                    let explained = judge.explain(prospect.rule);
                    explained.is_some_and(|explained| !explained.unless.contains(&Truth::True))
                });
                prospects
            };
            questions = questions::ask(&judgements, &shown, &seen.slots, prospects, name);
            findings = ranked
                .iter()
                .filter_map(|ranked| finding(ranked, catalogue, prose, &seen))
                .collect();
        }
        Judged { case: summary::case(capture, case, &signs, findings, options.now), questions }
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

fn finding(
    ranked: &Ranked<'_, '_>,
    catalogue: &Catalogue<'_>,
    prose: &Prose<'_>,
    seen: &Observed,
) -> Option<Finding> {
    let told = prose.rule(ranked.judgement.rule)?;
    let text = |template| fill(template, &seen.slots);
    let owned =
        |list: &[&str]| -> Vec<String> { list.iter().map(|item| (*item).to_owned()).collect() };
    let name = |id: &FactId| facts::fact(*id).map(|fact| fact.name.to_owned());
    // What rules a finding out is what a person wants to see of it.
    let mut resting = match ranked.verdict() {
        Verdict::RuledOut => ranked.judgement.against.clone(),
        _ => ranked.judgement.evidence.clone(),
    };
    // What a rule has a label for belongs to the picture, such as the server that it is about.
    let seen_too = told
        .labels
        .iter()
        .map(|(fact, _)| *fact)
        .filter(|fact| seen.origin(*fact).is_some_and(|origin| origin.source == Source::Paste));
    for fact in seen_too.collect::<Vec<_>>() {
        if !resting.contains(&fact) {
            resting.push(fact);
        }
    }
    let labels: Vec<(FactId, String)> =
        told.labels.iter().map(|(fact, label)| (*fact, text(label))).collect();
    let mut cause = text(&told.cause);
    for remark in resting.iter().filter_map(|id| changed_later(*id, seen)) {
        cause.push_str("\n\n");
        cause.push_str(&remark);
    }
    Some(Finding {
        rule: ranked.head.id.to_owned(),
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
                    .collect(),
            })
            .collect(),
        risk: told.risk.as_ref().map(text),
        applies: told.applies.map(str::to_owned),
        evidence: resting.iter().filter_map(|id| evidence(*id, &labels, seen)).collect(),
        missing: ranked.judgement.missing.iter().filter_map(name).collect(),
        superseded: ranked
            .superseded
            .iter()
            .filter_map(|rule| Some(catalogue.rule(*rule)?.id.to_owned()))
            .collect(),
        references: owned(&told.references),
    })
}

fn changed_later(id: FactId, seen: &Observed) -> Option<String> {
    let Some(Remark::ChangedLater(value)) = &seen.origin(id)?.remark else { return None };
    let name = facts::fact(id)?.name.rsplit('.').next()?;
    let value = words(&why401_engine::Value::String(value.as_str().into()));
    Some(format!(
        "Further down, `{name}` was set to `{value}`. What is said here is about the time before: \
         ask for the page again, and paste the new answer."
    ))
}

fn evidence(id: FactId, labels: &[(FactId, String)], seen: &Observed) -> Option<report::Evidence> {
    let fact = facts::fact(id)?;
    let (value, shown) = match seen.slots.get(id) {
        Slot::Known(value) => (json(value), words(value)),
        Slot::Absent => (Json::Null, "not there".to_owned()),
        Slot::Unknown => return None,
    };
    let origin = seen.origin(id);
    let source = origin.map_or(Source::Assumed, |origin| origin.source);
    let own = labels.iter().find(|(of, _)| *of == id).map(|(_, label)| label.clone());
    let mut label = own.unwrap_or_else(|| match source {
        // Where it stands in the paste, the value need not be said again.
        Source::Paste => fact.label.to_owned(),
        Source::Assumed => format!("{}: {shown}, as follows from this", fact.label),
        Source::Answer => format!("{}: {shown}", fact.label),
    });
    if let Some(Remark::Contradicts(answer)) = origin.and_then(|origin| origin.remark.as_ref()) {
        let answer = words(&why401_engine::Value::String(answer.as_str().into()));
        label.push_str(&format!(" (you answered {answer}; what was pasted counts)"));
    }
    Some(report::Evidence {
        fact: fact.name.to_owned(),
        value: if fact.secret { Json::String("***".to_owned()) } else { value },
        label,
        source,
        spans: origin
            .map(|origin| origin.spans.iter().map(summary::span).collect())
            .unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_loads() {
        assert!(RULES.is_some());
    }
}
