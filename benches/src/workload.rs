//! Rules of three conditions over twenty facts, of which two match.

use serde_json::{Map, Value as Json, json};
use why401_bench::SCHEMA;
use why401_engine::author::SourceFile;
use why401_engine::{FactId, Slot, Slots, Value};

/// What the conditions are like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One condition of each rule holds for almost no facts.
    Rare,
    /// Each condition holds for a quarter of all facts, so that none tells much alone.
    Common,
    /// As [`Kind::Rare`], with a third of the facts not known.
    Unknown,
}

/// A comparison of a fact with a literal.
#[derive(Clone)]
struct Condition {
    fact: String,
    operator: &'static str,
    literal: Literal,
}

#[derive(Clone, PartialEq)]
enum Literal {
    Int(i64),
    Text(String),
}

pub(crate) struct Workload {
    kind: Kind,
    rules: Vec<(String, [Condition; 3])>,
    facts: Vec<(String, Literal)>,
    matching: [String; 2],
}

/// xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn condition(fact: String, operator: &'static str, literal: Literal) -> Condition {
    Condition { fact, operator, literal }
}

fn id(rule: usize) -> String {
    format!("rule-{rule:05}")
}

impl Workload {
    pub(crate) fn new(kind: Kind, count: usize) -> Workload {
        // Those that match use facts that are known in every workload.
        let other = count - 49;
        let mut facts: Vec<(String, Literal)> = Vec::new();
        for number in 0..10 {
            let text = match (kind, number) {
                (Kind::Common, _) => "v0".to_owned(),
                (_, 0) => "v0".to_owned(),
                (_, 1) => format!("v{other}"),
                _ => "none".to_owned(),
            };
            facts.push((format!("s{number}"), Literal::Text(text)));
        }
        let int = if kind == Kind::Common { 0 } else { 5 };
        facts.extend((0..10).map(|number| (format!("n{number}"), Literal::Int(int))));
        if kind == Kind::Unknown {
            facts.retain(|(fact, _)| {
                !["s2", "s5", "s6", "s8", "n1", "n2", "n6"].contains(&fact.as_str())
            });
        }
        let mut random = Random(401);
        let rules = (0..count).map(|number| {
            let matches = number == 0 || number == other;
            let conditions = match kind {
                Kind::Common => common(matches, &mut random),
                Kind::Rare | Kind::Unknown => rare(number),
            };
            (id(number), conditions)
        });
        Workload { kind, rules: rules.collect(), facts, matching: [id(0), id(other)] }
    }

    pub(crate) fn name(&self) -> String {
        let kind = match self.kind {
            Kind::Rare => "rare",
            Kind::Common => "common",
            Kind::Unknown => "unknown",
        };
        format!("{kind}-{}", self.rules.len())
    }

    pub(crate) fn matching(&self) -> &[String] {
        &self.matching
    }

    /// The rules as files of ours.
    pub(crate) fn files(&self) -> Vec<SourceFile> {
        let file = |(id, conditions): &(String, [Condition; 3])| {
            let when: Vec<String> = conditions.iter().map(written).collect();
            let text = format!(
                "+++\nid = '{id}'\ntitle = 'A title'\nseverity = 'error'\nstrength = 'likely'\nwhen = '{}'\n+++\n\
                 ## Cause\nIt is so.\n\n## Fix\n1. Mend it.\n\n## Examples\n### likely: x\n### quiet: y\n",
                when.join(" && ")
            );
            SourceFile { path: format!("{id}.md"), text }
        };
        self.rules.iter().map(file).collect()
    }

    /// What is known.
    pub(crate) fn slots(&self) -> Slots {
        let mut slots = Slots::unknown(&SCHEMA);
        for (id, fact) in (0..).map(FactId).zip(SCHEMA.facts) {
            let value = match self.facts.iter().find(|(name, _)| name == fact.name) {
                Some((_, Literal::Int(int))) => Value::Int(*int),
                Some((_, Literal::Text(text))) => Value::String(text.as_str().into()),
                None => continue,
            };
            slots.set(id, Slot::Known(value));
        }
        slots
    }

    /// The rules and the facts for who makes its own form of them.
    pub(crate) fn json(&self) -> Json {
        let value = |literal: &Literal| match literal {
            Literal::Int(int) => json!(int),
            Literal::Text(text) => json!(text),
        };
        let condition = |condition: &Condition| {
            json!([condition.fact, condition.operator, value(&condition.literal)])
        };
        let rule = |(id, conditions): &(String, [Condition; 3])| json!({ "id": id, "conditions": conditions.iter().map(condition).collect::<Vec<_>>() });
        let facts: Map<String, Json> =
            self.facts.iter().map(|(fact, literal)| (fact.clone(), value(literal))).collect();
        json!({
            "rules": self.rules.iter().map(rule).collect::<Vec<_>>(),
            "facts": facts,
            "matching": self.matching,
        })
    }
}

/// The rare condition comes first, as one who writes rules for an engine without an index would put it.
fn rare(number: usize) -> [Condition; 3] {
    [
        condition(format!("s{}", number % 10), "==", Literal::Text(format!("v{number}"))),
        condition(format!("n{}", (number + 3) % 10), ">", Literal::Int(3)),
        condition(format!("n{}", (number + 7) % 10), "!=", Literal::Int(9)),
    ]
}

fn common(matches: bool, random: &mut Random) -> [Condition; 3] {
    let mut digit = |limit| random.below(limit);
    let (one, two, three) = (digit(10), digit(10), digit(10));
    let mut values = if matches { [0; 3] } else { [digit(4), digit(4), digit(4)] };
    if !matches && values == [0; 3] {
        values = [0, 0, 1];
    }
    let [first, second, third] = values;
    [
        condition(format!("s{one}"), "==", Literal::Text(format!("v{first}"))),
        condition(format!("s{two}"), "==", Literal::Text(format!("v{second}"))),
        condition(format!("n{three}"), "==", Literal::Int(third as i64)),
    ]
}

fn written(condition: &Condition) -> String {
    let literal = match &condition.literal {
        Literal::Int(int) => int.to_string(),
        Literal::Text(text) => format!("\"{text}\""),
    };
    format!("{} {} {literal}", condition.fact, condition.operator)
}
