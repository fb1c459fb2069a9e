//! What to ask or run next, the most telling first.

use why401_engine::{FactId, Judge, Slot, Slots, Truth, Value, Verdict};
use why401_evidence::gather::Gather;
use why401_evidence::order::sort_by_key;
use why401_facts::{
    CLIENT_MESSAGES, CREDENTIALS_SCHEME, Home, IIS_HAS_METABASE, OFFERS, REQUEST_AGENT,
    REQUEST_URL_HOST, SERVER_PRODUCT, by_name, name, question,
};

use crate::packs::Rules;
use crate::rank::Ranked;
use crate::report::{self, Severity};

/// A question and how much its answer would settle.
struct Candidate {
    fact: FactId,
    /// First what it is worth for findings, then for rules that don't speak yet.
    weight: [u32; 2],
    rules: Vec<String>,
}

/// As many answers are offered, and none that is longer.
const ANSWERS: usize = 12;
const LONGEST: usize = 40;

/// What it is worth to settle a finding: by how sure it is, and how grave. A confirmed or excluded one has no open
/// questions of its own.
fn weight(ranked: &Ranked<'_, '_>) -> u32 {
    let sure = match ranked.judgement.verdict {
        Verdict::Likely => 2,
        Verdict::Possible => 1,
        Verdict::RuledOut | Verdict::Confirmed => 0,
    };
    let grave = match ranked.severity {
        Severity::Error => 4,
        Severity::Warning => 2,
        Severity::Note => 1,
    };
    sure * grave
}

/// A fact whose value alone could confirm a finding counts its weight so many times, and again if its value alone could
/// rule the finding out. One that settles nothing without others counts it once.
const ALONE: u32 = 4;

/// What may be asked about: the rules of each origin, and who judges them.
pub(crate) struct Open<'o, 'a, 'j> {
    pub(crate) rules: &'o [&'o Rules<'a>],
    pub(crate) judges: &'o mut [Judge<'j>],
    pub(crate) slots: &'o Slots,
    /// Whether there is a failure to explain, so that rules which don't speak yet are worth a question.
    pub(crate) failed: bool,
    /// Whether the exchange that is judged has ended so: a warning, of what will fail or is unsafe, does not explain that.
    pub(crate) ended: bool,
}

/// Those that nothing else stands for.
fn shown<'r, 'j, 'a>(ranked: &'r [Ranked<'j, 'a>]) -> impl Iterator<Item = &'r Ranked<'j, 'a>> {
    ranked.iter().filter(|ranked| !ranked.aside)
}

/// What is certain needs no more questions: the next step is its fix.
fn is_certain(ranked: &[Ranked<'_, '_>]) -> bool {
    shown(ranked).next().is_some_and(|first| first.judgement.verdict == Verdict::Confirmed)
}

/// Nothing explains a failure so far: only then rules that don't speak yet are asked about.
fn is_unexplained(ranked: &[Ranked<'_, '_>], failed: bool) -> bool {
    failed && !shown(ranked).any(|ranked| ranked.judgement.verdict >= Verdict::Likely)
}

/// Orders the unknown facts of the open findings by what they would settle, and after them those on which rules hang that
/// don't speak yet, those first that make one speak by themselves. Equal ones keep the order of the findings, and
/// of the facts in each. `ranked` are the findings in order; those that another stands for ask nothing. The judges' steps bound
/// what this costs: what they no longer reach counts as settling nothing alone.
pub(crate) fn ask(ranked: &[Ranked<'_, '_>], mut open: Open<'_, '_, '_>) -> Vec<report::Question> {
    if is_certain(ranked) {
        return Vec::new();
    }
    let mut candidates = of_findings(ranked, &mut open);
    if is_unexplained(ranked, open.failed) {
        prospects(&mut open, &mut candidates);
    }
    let mut questions = told(candidates, open.slots);
    offer(&mut questions, &mut open);
    questions
}

/// The same where not all rules are at hand: nothing where those that don't speak yet are to be asked about.
pub(crate) fn ask_first(
    ranked: &[Ranked<'_, '_>],
    mut open: Open<'_, '_, '_>,
) -> Option<Vec<report::Question>> {
    if is_certain(ranked) {
        return Some(Vec::new());
    }
    if is_unexplained(ranked, open.failed) {
        return None;
    }
    let candidates = of_findings(ranked, &mut open);
    Some(told(candidates, open.slots))
}

/// The questions of the findings.
fn of_findings(ranked: &[Ranked<'_, '_>], open: &mut Open<'_, '_, '_>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for ranked in shown(ranked) {
        let judgement = ranked.judgement;
        let judged_by = open.rules.iter().position(|rules| std::ptr::eq(*rules, ranked.rules));
        let Some(judge) = judged_by.and_then(|at| open.judges.get_mut(at)) else { continue };
        let rule = ranked.rules.name(judgement.rule);
        for fact in &judgement.missing {
            let settles = judge.settles(judgement.rule, *fact);
            let alone = u32::from(settles.confirms) + u32::from(settles.rules_out);
            let worth = weight(ranked) * (alone * ALONE).max(1);
            add(&mut candidates, *fact, [worth, 0], &rule);
        }
    }
    candidates
}

fn told(mut candidates: Vec<Candidate>, slots: &Slots) -> Vec<report::Question> {
    // The sort is stable.
    sort_by_key(&mut candidates, |candidate| std::cmp::Reverse(candidate.weight));
    let mut questions: Vec<report::Question> = Vec::new();
    for candidate in candidates {
        if let Some(question) = question_of(candidate, slots)
            // One paste answers all that have this text.
            && !questions.iter().any(|asked| asked.text == question.text)
        {
            questions.push(question);
        }
    }
    questions
}

/// Offers the values that the asking rules of packs compare with; the questions have those of the catalogue. What is not
/// chosen from a list needs none.
fn offer(questions: &mut [report::Question], open: &mut Open<'_, '_, '_>) {
    for (rules, judge) in open.rules.iter().zip(&mut *open.judges) {
        for rule in rules.catalogue.rules().filter(|_| !rules.pack.is_empty()) {
            let name = rules.name(rule);
            let asked = questions.iter_mut().filter(|question| question.rules.contains(&name));
            for question in asked.filter(|question| !question.answers.is_empty()) {
                let Some((fact, _)) = by_name(&question.fact) else { continue };
                for value in judge.compared(rule, fact) {
                    let answers = &mut question.answers;
                    let known = answers.iter().any(|answer| answer.value == value);
                    if !known && answers.len() < ANSWERS && value.len() <= LONGEST {
                        let (label, value) = (value.to_owned(), value.to_owned());
                        answers.push(report::Answer { label, value });
                    }
                }
            }
        }
    }
}

const WINDOWS: &[&str] = &["negotiate", "ntlm"];

/// Facts by the start of their names, and the schemes by the start of theirs that have them, or that they are about.
const FAMILIES: [(&str, &[&str]); 21] = [
    ("aws.", &["aws"]),
    ("basic.", &["basic"]),
    ("browser.sends_logon", WINDOWS),
    ("concealed.", &["concealed"]),
    ("digest.", &["digest"]),
    ("dpop.", &["dpop"]),
    ("gnap.", &["gnap"]),
    ("hawk.", &["hawk"]),
    ("hoba.", &["hoba"]),
    ("iis_config.", WINDOWS),
    ("jwt.", &["bearer", "dpop"]),
    ("kerberos.", &["negotiate"]),
    ("metabase.NTAuthenticationProviders", WINDOWS),
    ("mutual.", &["mutual"]),
    ("ntlm.", WINDOWS),
    ("oauth1.", &["oauth"]),
    ("private_token.", &["privatetoken"]),
    ("scram.", &["scram-"]),
    ("signature.", &["gnap", "signature"]),
    ("tickets", &["negotiate"]),
    ("vapid.", &["vapid"]),
];

/// Whether a fact can matter where nothing speaks yet: one that belongs to schemes of which the client used none and the
/// server offers none does not. Where neither shows a scheme, any may be in play.
fn is_in_play(fact: FactId, slots: &Slots) -> bool {
    let name = name(fact).unwrap_or_default();
    let Some((_, schemes)) = FAMILIES.iter().find(|(family, _)| name.starts_with(family)) else {
        return true;
    };
    let iis = Value::String("iis".into());
    let (mut any, mut own) =
        (false, *schemes == WINDOWS && *slots.get(SERVER_PRODUCT) == Slot::Known(iis));
    let mut see = |value: &Value| {
        if let Value::String(seen) = value {
            any = true;
            own |= schemes.iter().any(|scheme| seen.starts_with(scheme));
        }
    };
    for fact in [CREDENTIALS_SCHEME, OFFERS] {
        match slots.get(fact) {
            Slot::Known(Value::List(offers)) => offers.iter().for_each(&mut see),
            Slot::Known(scheme) => see(scheme),
            _ => {}
        }
    }
    own || !any
}

/// The questions of rules that might speak if more were known.
fn prospects(open: &mut Open<'_, '_, '_>, candidates: &mut Vec<Candidate>) {
    for (rules, judge) in open.rules.iter().zip(&mut *open.judges) {
        for prospect in judge.prospects() {
            // One that would be ruled out at once is none to ask about.
            let explained = judge.explain(prospect.rule);
            if explained.is_none_or(|told| told.unless.contains(&Truth::True)) {
                continue;
            }
            let severity = rules.catalogue.rule(prospect.rule).map(|head| head.severity);
            if open.ended && severity != Some(why401_engine::Severity::Error) {
                continue;
            }
            let rule = rules.name(prospect.rule);
            for fact in prospect.unknown.iter().filter(|fact| is_in_play(**fact, open.slots)) {
                let speaks = judge.settles(prospect.rule, *fact).speaks;
                add(candidates, *fact, [0, 1 + u32::from(speaks)], &rule);
            }
        }
    }
}

fn add(candidates: &mut Vec<Candidate>, fact: FactId, worth: [u32; 2], rule: &str) {
    if worth == [0, 0] || question(fact).is_none() {
        return;
    }
    let known = candidates.iter().position(|candidate| candidate.fact == fact);
    let at = known.unwrap_or_else(|| {
        candidates.push(Candidate { fact, weight: [0, 0], rules: Vec::new() });
        candidates.len() - 1
    });
    if let Some(candidate) = candidates.get_mut(at) {
        for (weight, worth) in candidate.weight.iter_mut().zip(worth) {
            *weight = weight.saturating_add(worth);
        }
        if !candidate.rules.iter().any(|known| known == rule) {
            candidate.rules.push(rule.to_owned());
        }
    }
}

fn question_of(candidate: Candidate, slots: &Slots) -> Option<report::Question> {
    let question = question(candidate.fact)?;
    let host = match slots.get(REQUEST_URL_HOST) {
        Slot::Known(Value::String(host)) if why401_engine::Shape::Host.allows(host) => Some(host),
        _ => None,
    };
    let mut commands = question.commands.iter().filter(|one| may_run(one.home, slots)).peekable();
    if commands.peek().is_none() && !question.commands.is_empty() {
        return None;
    }
    let commands = commands.map(|command| report::Command {
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
        fact: name(candidate.fact)?.to_owned(),
        // The caller knows the place of the case in the report.
        case: 0,
        text: question.text.to_owned(),
        commands: commands.gather(),
        answers: answers.gather(),
        rules: candidate.rules,
    })
}

/// Whether a command of this home is of use, as far as is known.
fn may_run(home: Home, slots: &Slots) -> bool {
    let known = |fact, value| *slots.get(fact) != Slot::Unknown && *slots.get(fact) != value;
    let has_metabase = |truth| Slot::Known(Value::Bool(truth));
    match home {
        Home::Anywhere => true,
        Home::Windows => client_has_windows(slots) != Some(false),
        Home::Unix => client_has_windows(slots) != Some(true),
        Home::Metabase => !known(IIS_HAS_METABASE, has_metabase(true)),
        Home::Iis => {
            !known(IIS_HAS_METABASE, has_metabase(false))
                && !known(SERVER_PRODUCT, Slot::Known(Value::String("iis".into())))
        }
    }
}

/// Whether the client runs on Windows, as it names itself or its libraries.
fn client_has_windows(slots: &Slots) -> Option<bool> {
    /// Words of agents and of curl's messages.
    const WORDS: [(&str, bool); 7] = [
        ("Windows", true),
        ("schannel", true),
        ("SSPI", true),
        ("linux", false),
        ("Linux", false),
        ("Mac OS", false),
        ("gss_", false),
    ];
    let told = |value: &Value| {
        let Value::String(text) = value else { return None };
        WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, windows)| *windows)
    };
    [REQUEST_AGENT, CLIENT_MESSAGES].into_iter().find_map(|fact| match slots.get(fact) {
        Slot::Known(Value::List(messages)) => messages.iter().find_map(told),
        Slot::Known(agent) => told(agent),
        _ => None,
    })
}
