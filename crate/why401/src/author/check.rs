//! Whether an example comes out as it says, and what to tell its author where it doesn't.

use why401_engine::Truth;
use why401_engine::author::{Example, ExampleVerdict};

use super::given;
use crate::diagnose::told_before;
use crate::report::{Evidence, Finding, Verdict};
use crate::{Diagnosis, ExplainedAtom, Kind, Options, Paste, diagnose, explain};

/// Runs the examples of the rules of one origin.
pub(super) struct Runner<'c> {
    /// The name of their pack; empty for the catalogue.
    pub(super) pack: String,
    /// The bytes of the pack; none for the catalogue.
    pub(super) packs: Vec<Vec<u8>>,
    /// Their ids.
    pub(super) own: Vec<&'c str>,
}

/// A verdict as examples name it.
fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Confirmed) => "confirmed",
        Some(Verdict::Likely) => "likely",
        Some(Verdict::Possible) => "possible",
        Some(Verdict::RuledOut) => "ruled_out",
        None => "quiet",
    }
}

fn expected(example: &Example) -> Option<Verdict> {
    match example.verdict {
        ExampleVerdict::Confirmed => Some(Verdict::Confirmed),
        ExampleVerdict::Likely => Some(Verdict::Likely),
        ExampleVerdict::Possible => Some(Verdict::Possible),
        ExampleVerdict::RuledOut => Some(Verdict::RuledOut),
        ExampleVerdict::Quiet => None,
    }
}

impl Runner<'_> {
    /// A rule as reports name it: one of these has its pack's name before it.
    fn full(&self, id: &str) -> String {
        match self.own.contains(&id) && !self.pack.is_empty() {
            true => format!("{}/{id}", self.pack),
            false => id.to_owned(),
        }
    }

    /// What is wrong with an example; empty where all is well.
    pub(super) fn check(&self, id: &str, example: &Example) -> Vec<String> {
        let (pastes, options) = given(example);
        let options = Options { all: true, packs: self.packs.clone(), ..options };
        let diagnosis = diagnose(&pastes, &options);
        let report = &diagnosis.report;
        let rule = self.full(id);
        let found: Vec<&Finding> = report.cases.iter().flat_map(|case| &case.findings).collect();
        let own = found.iter().find(|finding| finding.rule == rule);
        let mut wrong = Vec::new();
        let (wanted, said) = (expected(example), own.map(|finding| finding.verdict));
        // A rule that is ruled out says nothing to a person: that is quiet too.
        let quiet = wanted.is_none() && said == Some(Verdict::RuledOut);
        if said != wanted && !quiet {
            let mut problem = format!("expected {}, found {}", word(wanted), word(said));
            for line in reasons(&rule, wanted, said, &pastes, &options) {
                problem.push_str("\n    ");
                problem.push_str(&line);
            }
            wrong.push(problem);
        }
        if let Some(like) = &example.like
            && !found.iter().any(|finding| {
                finding.rule == self.full(like) && finding.verdict > Verdict::RuledOut
            })
        {
            wrong.push(format!("the look-alike {like} does not speak"));
        }
        let first = report.cases.first().and_then(|case| case.findings.first());
        let primary = first.filter(|finding| finding.verdict > Verdict::RuledOut);
        if let Some(wanted) = &example.expect.primary
            && primary.is_none_or(|finding| finding.rule != self.full(wanted))
        {
            wrong.push(self.not_primary(wanted, primary, &pastes, &options));
        }
        if let Some(own) = own {
            wrong.extend(not_as_expected(own, example, &diagnosis));
        }
        wrong
    }

    fn not_primary(
        &self,
        wanted: &str,
        primary: Option<&Finding>,
        pastes: &[Paste<'_>],
        options: &Options,
    ) -> String {
        let Some(primary) = primary else {
            return format!("expected {wanted} to be primary, found no rule that speaks");
        };
        let first = &primary.rule;
        let before = told_before(&self.full(wanted), pastes, options);
        match before.iter().find(|(name, _)| name == first) {
            Some((_, since)) => {
                format!("expected {wanted} to be primary, found {first} before it: that {since}")
            }
            None => format!("expected {wanted} to be primary, found {first}: {wanted} is quiet"),
        }
    }
}

/// What else an example expects of its rule's finding.
fn not_as_expected(own: &Finding, example: &Example, diagnosis: &Diagnosis) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(wanted) = &example.expect.severity {
        let found = format!("{:?}", own.severity).to_lowercase();
        if found != *wanted {
            wrong.push(format!("expected severity {wanted}, found {found}"));
        }
    }
    if let Some(wanted) = &example.expect.missing
        && own.missing != *wanted
    {
        let list = |facts: &[String]| match facts {
            [] => "nothing".to_owned(),
            facts => facts.join(", "),
        };
        let (wanted, found) = (list(wanted), list(&own.missing));
        wrong.push(format!("expected {wanted} to be missing, found {found}"));
    }
    for text in example.expect.evidence.iter().flatten() {
        if own.evidence.iter().any(|evidence| shows(evidence, text, &diagnosis.masked)) {
            continue;
        }
        let mut problem = format!("no evidence shows {text}; there is");
        for evidence in &own.evidence {
            let marked = marked(evidence, &diagnosis.masked).join(" ... ");
            problem.push_str("\n    ");
            problem.push_str(&format!("{}: {}", evidence.fact, evidence.label));
            if !marked.is_empty() {
                problem.push_str(&format!(", at {marked}"));
            }
        }
        wrong.push(problem);
    }
    wrong
}

fn shows(evidence: &Evidence, text: &str, masked: &[String]) -> bool {
    evidence.label.contains(text)
        || format!("{:?}", evidence.value).contains(text)
        || marked(evidence, masked).iter().any(|marked| marked.contains(text))
}

/// The marked texts, without what is secret in them.
fn marked<'m>(evidence: &Evidence, masked: &'m [String]) -> Vec<&'m str> {
    let text = |span: &crate::report::Span| {
        let range = usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?;
        masked.get(usize::try_from(span.paste).ok()?)?.get(range)
    };
    evidence.spans.iter().filter_map(text).collect()
}

/// The parts of conditions because of which a rule said something else, at most [`MOST`], each with what is known.
fn reasons(
    rule: &str,
    wanted: Option<Verdict>,
    said: Option<Verdict>,
    pastes: &[Paste<'_>],
    options: &Options,
) -> Vec<String> {
    /// A rule can have many alternatives.
    const MOST: usize = 6;
    let holds = |truth: Truth| truth == Truth::True;
    let of_interest = |kind: Kind, truth: Truth| match (kind, wanted, said) {
        (Kind::When, Some(_), None) => !holds(truth),
        (Kind::When, None, Some(_)) => holds(truth),
        (Kind::Unless, _, Some(Verdict::RuledOut)) => holds(truth),
        (Kind::Unless, Some(Verdict::RuledOut), Some(_)) => !holds(truth),
        (Kind::Confirm, Some(Verdict::Confirmed), Some(_)) => !holds(truth),
        (Kind::Unless, Some(Verdict::Confirmed), Some(_)) => truth == Truth::Unknown,
        (Kind::Confirm, Some(_), Some(Verdict::Confirmed)) => holds(truth),
        _ => false,
    };
    let Some(explained) = explain(rule, pastes, options) else { return Vec::new() };
    let mut lines = Vec::new();
    for case in &explained.cases {
        for condition in case.conditions.iter().filter(|one| of_interest(one.kind, one.truth)) {
            let kind = match condition.kind {
                Kind::When => "when",
                Kind::Confirm => "confirm",
                Kind::Unless => "unless",
            };
            for atom in
                condition.atoms.iter().filter(|atom| of_interest(condition.kind, atom.truth))
            {
                let line = format!("{kind}: {}", told(atom));
                if !lines.contains(&line) && lines.len() < MOST {
                    lines.push(line);
                }
            }
        }
    }
    lines
}

fn told(atom: &ExplainedAtom) -> String {
    let source: Vec<&str> = atom.source.split_whitespace().collect();
    let outcome = match atom.truth {
        Truth::True => "holds",
        Truth::False => "fails",
        Truth::Unknown => "is not known",
        Truth::Error => "has no value",
    };
    let mut facts: Vec<String> = Vec::new();
    for (fact, value) in &atom.known {
        /// Characters of a value: a list of fields can be long.
        const LONGEST: usize = 240;
        let value = value.as_deref().unwrap_or("not there");
        let cut = value.char_indices().nth(LONGEST).map(|(at, _)| at);
        match cut.and_then(|at| value.get(..at)) {
            Some(start) => facts.push(format!("{fact} is {start}...")),
            None => facts.push(format!("{fact} is {value}")),
        }
    }
    for fact in &atom.unknown {
        facts.push(format!("{fact} is not known"));
    }
    let facts = if facts.is_empty() { String::new() } else { format!(": {}", facts.join(", ")) };
    format!("`{}` {outcome}{facts}", source.join(" "))
}
