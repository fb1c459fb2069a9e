//! Fills the templates of rules with the values of a case.

use why401_engine::{FactId, Segment, Shape, Slot, Slots, Template, Value};

/// A value longer than this many characters is cut: a title is no place for a page of text.
const LONGEST: usize = 200;

/// Where a template stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A sentence.
    Prose,
    /// A command: only values that are safe there get in.
    Command,
}

/// Fills `template` from `slots`.
pub(crate) fn fill(template: &Template<'_>, slots: &Slots, place: Place) -> String {
    let mut out = String::new();
    for segment in template.segments() {
        match segment {
            Segment::Text(text) => out.push_str(text),
            Segment::Fact { fact, fallback } => match value(*fact, slots, place) {
                Some(value) => out.push_str(&value),
                None => match (fallback, place) {
                    (Some(fallback), _) => out.push_str(fallback),
                    (None, Place::Prose) => out.push_str("(not known)"),
                    (None, Place::Command) => out.push_str(placeholder(*fact)),
                },
            },
        }
    }
    out
}

fn value(fact: FactId, slots: &Slots, place: Place) -> Option<String> {
    let Slot::Known(value) = slots.get(fact) else { return None };
    let text = words(value);
    match place {
        Place::Prose => Some(text),
        Place::Command => {
            let shape = why401_facts::fact(fact)?.shape;
            (shape != Shape::Text && shape.allows(&text)).then_some(text)
        }
    }
}

fn placeholder(fact: FactId) -> &'static str {
    why401_facts::fact(fact).map_or(Shape::Text, |fact| fact.shape).placeholder()
}

/// A value as a sentence says it. A backtick marks code in prose, so that none of a value's own
/// gets in, and no control character does.
pub(crate) fn words(value: &Value) -> String {
    let text = match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::String(text) => text.to_string(),
        Value::List(list) => {
            let items: Vec<String> = list.iter().map(words).collect();
            match items.split_last() {
                None => "nothing".to_owned(),
                Some((last, [])) => last.clone(),
                Some((last, before)) => format!("{} and {last}", before.join(", ")),
            }
        }
        Value::Record(slots) => {
            let items: Vec<String> = slots
                .iter()
                .filter_map(|slot| match slot {
                    Slot::Known(value) => Some(words(value)),
                    Slot::Absent | Slot::Unknown => None,
                })
                .collect();
            items.join(" ")
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
pub(crate) fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::String(value) => value.as_ref().into(),
        Value::List(list) => list.iter().map(json).collect(),
        Value::Record(slots) => slots
            .iter()
            .map(|slot| match slot {
                Slot::Known(value) => json(value),
                Slot::Absent | Slot::Unknown => serde_json::Value::Null,
            })
            .collect(),
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
