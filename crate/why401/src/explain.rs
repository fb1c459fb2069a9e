//! Why a rule says what it says: each of its conditions, and each part of them.

use std::ops::Range;

use why401_engine::author::atoms;
use why401_engine::{AtomTruth, FactId, Judge, RuleId, Slot, Slots, Truth, Type, Value};
use why401_evidence::iis::episodes::Episodes;
use why401_evidence::text::Text;

use crate::case::{Leg, cases, url};
use crate::diagnose::texts;
use crate::observe::{Observed, observe};
use crate::packs::{RULES, Rules, load};
use crate::prose::words;
use crate::rank::verdict;
use crate::report::Verdict;
use crate::{Options, Paste, RuleEntry, rules};

/// A rule, and what came of it in each case.
#[derive(Clone, Debug)]
pub struct RuleExplained {
    /// What it is.
    pub rule: RuleEntry,
    /// To what it applies, for people.
    pub applies: Option<String>,
    /// Its conditions as they are written.
    pub written: Vec<(Kind, String)>,
    /// The cases of the pastes.
    pub cases: Vec<ExplainedCase>,
}

/// What came of a rule in one case.
#[derive(Clone, Debug)]
pub struct ExplainedCase {
    /// The URL without its query and without secrets.
    pub url: Option<String>,
    /// What the rule says; nothing where it doesn't speak.
    pub verdict: Option<Verdict>,
    /// Its conditions, in the order of writing.
    pub conditions: Vec<Condition>,
}

/// Which kind of condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The rule speaks where one is true.
    When,
    /// What makes it certain.
    Confirm,
    /// What rules it out.
    Unless,
}

/// A condition, and how it came out.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Its kind.
    pub kind: Kind,
    /// How it came out.
    pub truth: Truth,
    /// Its parts.
    pub atoms: Vec<ExplainedAtom>,
}

/// A part of a condition, and how it came out.
#[derive(Clone, Debug)]
pub struct ExplainedAtom {
    /// As it is written.
    pub source: String,
    /// How it came out.
    pub truth: Truth,
    /// What it rests on: names of facts, and their values with the fields of records; nothing where it is not there.
    pub known: Vec<(&'static str, Option<String>)>,
    /// The names of facts that would have to be known.
    pub unknown: Vec<&'static str>,
}

/// Explains a rule by its id or one of its aliases; nothing where there is none.
#[must_use]
pub fn explain(name: &str, pastes: &[Paste<'_>], options: &Options) -> Option<RuleExplained> {
    let packs = load(&options.packs);
    let all: Vec<&Rules<'_>> = RULES.iter().chain(&packs).collect();
    let entries = rules(&options.packs);
    // An alias names first the rule that has it as its first.
    let named = |entry: &&RuleEntry, aliases: usize| {
        entry.id == name || entry.aliases.iter().take(aliases).any(|alias| alias == name)
    };
    let entry = [0, 1, usize::MAX]
        .into_iter()
        .find_map(|aliases| entries.iter().find(|entry| named(entry, aliases)))?;
    let (rules, rule) = all.iter().find_map(|rules| {
        let rule = rules.catalogue.rules().find(|rule| rules.name(*rule) == entry.id)?;
        Some((*rules, rule))
    })?;
    let told = rules.prose.rule(rule)?;
    let sources = [
        (Kind::When, &told.conditions.when),
        (Kind::Confirm, &told.conditions.confirm),
        (Kind::Unless, &told.conditions.unless),
    ];
    let written = sources
        .into_iter()
        .flat_map(|(kind, sources)| sources.iter().map(move |source| (kind, (*source).to_owned())));
    let written: Vec<(Kind, String)> = written.collect();
    let texts: Vec<Text> = texts(pastes);
    let capture = why401_evidence::read(&texts);
    let episodes = Episodes::of(&capture.logs);
    let explained = cases(&capture).into_iter().filter_map(|case| {
        let seen = observe(&capture, &episodes, &case, options);
        let (verdict, conditions) = conditions(rules, rule, &written, &seen)?;
        Some(ExplainedCase {
            url: case.focus().and_then(Leg::request).and_then(url),
            verdict,
            conditions,
        })
    });
    let cases = explained.collect();
    let applies = told.applies.map(str::to_owned);
    Some(RuleExplained { rule: entry.clone(), applies, written, cases })
}

/// What is known of each fact, for each case of the pastes: all that rules are judged by.
#[must_use]
pub fn facts(pastes: &[Paste<'_>], options: &Options) -> Vec<Slots> {
    let capture = why401_evidence::read(&texts(pastes));
    let episodes = Episodes::of(&capture.logs);
    let slots = |case| observe(&capture, &episodes, &case, options).slots;
    cases(&capture).into_iter().map(slots).collect()
}

fn conditions(
    rules: &Rules<'_>,
    rule: RuleId,
    written: &[(Kind, String)],
    seen: &Observed,
) -> Option<(Option<Verdict>, Vec<Condition>)> {
    let mut judge = Judge::new(&rules.catalogue, &seen.slots);
    let findings = judge.findings().findings;
    let found = findings.iter().find(|found| found.rule == rule);
    let (truths, atoms) = (judge.explain(rule)?, judge.atoms(rule)?);
    let truths = [truths.when, truths.confirm, truths.unless].concat();
    let lists = [atoms.when, atoms.confirm, atoms.unless].concat();
    let conditions =
        written.iter().zip(truths).zip(lists).map(|(((kind, source), truth), list)| Condition {
            kind: *kind,
            truth,
            atoms: parts(source, &list, seen),
        });
    Some((found.map(|found| verdict(found.verdict)), conditions.collect()))
}

fn parts(source: &str, list: &[AtomTruth], seen: &Observed) -> Vec<ExplainedAtom> {
    let part = |((span, turned), atom): ((Range<usize>, bool), &AtomTruth)| ExplainedAtom {
        source: source.get(span).unwrap_or_default().to_owned(),
        truth: match atom.truth {
            Truth::True if turned => Truth::False,
            Truth::False if turned => Truth::True,
            truth => truth,
        },
        known: atom.facts.iter().filter_map(|fact| known(*fact, seen)).collect(),
        unknown: match atom.truth {
            Truth::Unknown => {
                atom.facts.iter().filter_map(|fact| why401_facts::name(*fact)).collect()
            }
            _ => Vec::new(),
        },
    };
    atoms(source).into_iter().zip(list).map(part).collect()
}

/// A fact and its value; nothing for one that is not known.
fn known(fact: FactId, seen: &Observed) -> Option<(&'static str, Option<String>)> {
    let ty = why401_facts::fact_type(fact)?;
    let value = match seen.slots.get(fact) {
        Slot::Known(_) if ty.secret => Some("***".to_owned()),
        Slot::Known(value) => Some(written(value, &ty.ty)),
        Slot::Absent => None,
        Slot::Unknown => return None,
    };
    Some((ty.name, value))
}

/// A value as conditions are written; records with the names of those of their fields that are there.
fn written(value: &Value, ty: &Type) -> String {
    /// As many items of a list are shown.
    const ITEMS: usize = 16;
    match (value, ty) {
        (Value::List(items), Type::List(of)) => {
            let mut told: Vec<String> =
                items.iter().take(ITEMS).map(|item| written(item, of)).collect();
            if items.len() > ITEMS {
                told.push(format!("and {} more", items.len() - ITEMS));
            }
            format!("[{}]", told.join(", "))
        }
        (Value::Record(slots), Type::Record(record)) => {
            let fields = record.fields.iter().zip(slots).filter_map(|(field, slot)| match slot {
                Slot::Known(value) => {
                    Some(format!("{}: {}", field.name, written(value, &field.ty)))
                }
                Slot::Absent | Slot::Unknown => None,
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        (Value::String(text), _) => format!("{text:?}"),
        (Value::Int(number), _) => number.to_string(),
        (Value::Bool(truth), _) => truth.to_string(),
        (value, _) => words(value),
    }
}
