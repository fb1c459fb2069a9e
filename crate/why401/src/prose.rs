//! Fills the templates of rules with the values of a case.

use why401_engine::{FactId, Segment, Shape, Slot, Slots, Template, Value};
use why401_evidence::gather::Gather;

use crate::report::Json;

/// A value longer than this many characters is cut: a title is no place for a page of text.
const LONGEST: usize = 200;

/// Fills a sentence from `slots`. Where nothing stands in place of a fact, the rule's condition proves it known.
pub(crate) fn fill(template: &Template<'_>, slots: &Slots) -> String {
    fill_with(template, |fact| known(fact, slots).map(words), |_| "(empty)")
}

/// Fills a sentence where no case is: what only a case tells is named, where the sentence says nothing in its place.
pub(crate) fn fill_open(template: &Template<'_>) -> String {
    let name = |segment: &Segment<'_>| match segment {
        Segment::Text(text) => (*text).to_owned(),
        Segment::Fact { fallback: Some(fallback), .. } => (*fallback).to_owned(),
        Segment::Fact { fact, fallback: None } => {
            ["<", why401_facts::name(*fact).unwrap_or_default(), ">"].concat()
        }
    };
    template.segments().iter().map(name).collect()
}

/// Fills a command from `slots`: only values that are safe there get in.
pub(crate) fn fill_command(template: &Template<'_>, slots: &Slots) -> String {
    let shape = |fact| why401_facts::fact_type(fact).map_or(Shape::Text, |fact| fact.shape);
    let value = |fact| {
        let text = words(known(fact, slots)?);
        (shape(fact) != Shape::Text && shape(fact).allows(&text)).then_some(text)
    };
    fill_with(template, value, |fact| shape(fact).placeholder())
}

fn fill_with(
    template: &Template<'_>,
    value: impl Fn(FactId) -> Option<String>,
    placeholder: impl Fn(FactId) -> &'static str,
) -> String {
    let mut out = String::new();
    for segment in template.segments() {
        match segment {
            Segment::Text(text) => out.push_str(text),
            Segment::Fact { fact, fallback } => match value(*fact) {
                // A sentence with a gap says nothing: an empty text is as good as none.
                Some(value) if !value.is_empty() => out.push_str(&value),
                _ => out.push_str(fallback.unwrap_or_else(|| placeholder(*fact))),
            },
        }
    }
    out
}

fn known(fact: FactId, slots: &Slots) -> Option<&Value> {
    match slots.get(fact) {
        Slot::Known(value) => Some(value),
        Slot::Absent | Slot::Unknown => None,
    }
}

/// A value as a sentence says it. A backtick marks code in prose, so that none of a value's own
/// gets in, and no control character does.
pub(crate) fn words(value: &Value) -> String {
    let text = match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::String(text) => text.as_ref().to_owned(),
        Value::List(list) => {
            let mut text = String::new();
            for (index, item) in list.iter().enumerate() {
                text.push_str(match index {
                    0 => "",
                    _ if index + 1 == list.len() => " and ",
                    _ => ", ",
                });
                text.push_str(&words(item));
            }
            if list.is_empty() { "nothing".to_owned() } else { text }
        }
        Value::Record(slots) => {
            let mut text = String::new();
            for slot in slots {
                let Slot::Known(value) = slot else { continue };
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&words(value));
            }
            text
        }
    };
    let mut out: String = text
        .chars()
        .take(LONGEST)
        .map(|c| match c {
            '`' => '\'',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A value as JSON shows it.
pub(crate) fn json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::Int(*value),
        Value::String(value) => Json::String(value.as_ref().to_owned()),
        Value::List(list) => Json::List(list.iter().map(json).gather()),
        Value::Record(slots) => {
            let field = |slot: &Slot| match slot {
                Slot::Known(value) => json(value),
                Slot::Absent | Slot::Unknown => Json::Null,
            };
            Json::List(slots.iter().map(field).gather())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_can_neither_mark_code_nor_move_the_cursor() {
        assert_eq!(words(&Value::String("a`b\u{1b}[2J".into())), "a'b\u{fffd}[2J");
    }

    #[test]
    fn a_long_value_is_cut() {
        let text = words(&Value::String("x".repeat(1000).into()));
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn a_list_reads_as_a_sentence() {
        let list = |items: &[&str]| {
            Value::List(items.iter().map(|item| Value::String((*item).into())).collect())
        };
        assert_eq!(words(&list(&["a"])), "a");
        assert_eq!(words(&list(&["a", "b", "c"])), "a, b and c");
    }
}
