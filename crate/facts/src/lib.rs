//! The one table of facts that why401 reasons about: what each is, where it can be read, and how to ask for it.
//!
//! [`FACTS`] is the only place where a fact is defined. The schema that conditions are checked
//! against, the reference page of facts and the questions are all made from it.
#![forbid(unsafe_code)]

mod fact;
mod table;

pub use fact::{Answer, Command, Fact, Home, Lacking, Question, Reader};
pub use table::*;

use why401_engine::{FactId, FactType, Schema, Shape, Type};

/// The schema of all facts, for the engine.
pub static SCHEMA: Schema = Schema { facts: TYPES };

/// The fact of this id; none where the id is not one of [`SCHEMA`].
pub fn fact(id: FactId) -> Option<&'static Fact> {
    FACTS.get(usize::from(id.0))
}

/// Name, type and shape of the fact of this id. Who needs no more than this need not carry the table's texts.
pub fn fact_type(id: FactId) -> Option<&'static FactType> {
    TYPES.get(usize::from(id.0))
}

/// The name of the fact of this id.
pub fn name(id: FactId) -> Option<&'static str> {
    Some(fact_type(id)?.name)
}

/// What the fact of this id is, in a sentence. Who does not print the table need not carry this.
pub fn meaning(id: FactId) -> &'static str {
    MEANINGS.get(usize::from(id.0)).copied().unwrap_or_default()
}

/// What the fact of this id is beside its value; see [`Fact::label`].
pub fn label(id: FactId) -> &'static str {
    SHOWN.get(usize::from(id.0)).map_or("", |(label, _)| label)
}

/// How to learn the fact of this id from the person; see [`Fact::question`].
pub fn question(id: FactId) -> Option<&'static Question> {
    SHOWN.get(usize::from(id.0)).and_then(|(_, question)| *question)
}

/// Whether a person can say the fact's value in a word: a number, a text, or texts with commas between.
pub fn can_be_answered(id: FactId) -> bool {
    let ty = fact_type(id).map(|ty| ty.ty);
    matches!(ty, Some(Type::Bool | Type::Int | Type::String | Type::List(Type::String)))
}

/// Whether its value may stand in a command, as far as its characters are safe there.
pub fn fits_commands(id: FactId) -> bool {
    fact_type(id).is_some_and(|fact| fact.shape != Shape::Text)
}

/// What can make the fact of this id known; see [`Fact::readers`].
pub fn readers(id: FactId) -> &'static [(Reader, Lacking)] {
    READERS.get(usize::from(id.0)).copied().unwrap_or_default()
}

/// The fact of this name.
pub fn by_name(name: &str) -> Option<(FactId, &'static Fact)> {
    let at = TYPES.iter().position(|ty| ty.name == name)?;
    let id = FactId(u16::try_from(at).ok()?);
    Some((id, FACTS.get(at)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for (at, ty) in TYPES.iter().enumerate() {
            let (id, found) = by_name(ty.name).expect(ty.name);
            assert_eq!(usize::from(id.0), at, "{} is defined twice", ty.name);
            assert_eq!(found.name, ty.name);
        }
    }

    #[test]
    fn every_fact_tells_what_it_is_and_who_reads_it() {
        for (fact, id) in FACTS.iter().zip((0..).map(FactId)) {
            assert!(meaning(id).ends_with('.'), "{}: a meaning is a sentence", fact.name);
            assert!(!fact.label.is_empty(), "{} has no label", fact.name);
            assert!(!fact.readers.is_empty(), "{} is read by nobody", fact.name);
        }
    }

    #[test]
    fn questions_can_be_put() {
        for fact in FACTS {
            let Some(question) = &fact.question else { continue };
            assert!(question.text.ends_with('?'), "{}: {}", fact.name, question.text);
            assert!(
                !question.commands.is_empty() || !question.answers.is_empty(),
                "{}: nothing to run and nothing to choose",
                fact.name
            );
        }
    }
}
