//! Conditions over facts, judged in three values: true, false, unknown.
//!
//! The engine knows nothing of HTTP. Who uses it brings a [`Schema`], the table of all facts there are; rules, one
//! Markdown file each; and, for a case, [`Slots`]: what is known of each fact.
//!
//! ```text
//! rule files --author::compile--> logic --Catalogue::load--> Catalogue --judge(Slots)--> Judgements
//!                    \----------> prose --Prose::load------> Prose ----rule(RuleId)----> RuleProse
//! ```
//!
//! - A fact is *known* with a value, *absent* (its source was seen and lacks it) or *unknown*.
//! - A rule *speaks* where one of its `when` conditions is true. It is then *ruled out* if an `unless` is
//!   true; *confirmed* if a `confirm` is true and no `unless` can become so; otherwise it is worth its `strength`.
//! - A [`Judgement`] names the facts it rests on and the unknown ones that could change it.
//!
//! ```
//! # #[cfg(feature = "compile")] {
//! use why401_engine::author::{SourceFile, compile};
//! use why401_engine::*;
//!
//! const fn int(name: &'static str) -> FactType {
//!     FactType { name, ty: Type::Int, shape: Shape::Text, secret: false }
//! }
//! static SCHEMA: Schema = Schema { facts: &[int("tank.level"), int("tank.leak")] };
//!
//! let text = r#"+++
//! id = "tank-low"
//! title = "The tank is at {{tank.level}} percent"
//! severity = "warning"
//! strength = "possible"
//! when = "tank.level < 10"
//! confirm = "tank.leak > 0"
//! +++
//! ### Cause
//! It is running dry.
//!
//! ### Fix
//! 1. Fill it.
//!
//! ### Examples
//! #### possible: at five percent
//! #### quiet: at fifty
//! "#;
//! let file = SourceFile { path: "tank-low.md".into(), text: text.into() };
//! let compiled = compile(&[file], &SCHEMA).unwrap();
//!
//! let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
//! let [level, leak] = [FactId(0), FactId(1)];
//! let mut slots = Slots::unknown(&SCHEMA);
//! slots.set(level, Slot::Known(Value::Int(5)));
//! let findings = catalogue.judge(&slots).findings;
//! assert_eq!(findings[0].verdict, Verdict::Possible);
//! assert_eq!((&findings[0].evidence, &findings[0].missing), (&vec![level], &vec![leak]));
//!
//! slots.set(leak, Slot::Known(Value::Int(1)));
//! assert_eq!(catalogue.judge(&slots).findings[0].verdict, Verdict::Confirmed);
//!
//! let prose = Prose::load(&compiled.prose).unwrap();
//! let rule = prose.rule(catalogue.find("tank-low").unwrap()).unwrap();
//! assert_eq!(rule.title.segments()[1], Segment::Fact { fact: level, fallback: None });
//! # }
//! ```
//!
//! `author` (feature `compile`) has the language of conditions, the form of rule files, and all errors that
//! their authors can make. What runs later, here, has no parser and needs no other crate; it reads the compiled
//! bytes in place and trusts none of them.
#![forbid(unsafe_code)]

#[cfg(feature = "compile")]
pub mod author;
mod bytes;
mod catalogue;
mod evaluate;
mod index;
mod judge;
mod mentions;
mod opcode;
mod operand;
mod outcomes;
mod pack;
mod prose;
mod value;

pub use bytes::LoadError;
pub use catalogue::{Catalogue, RuleHead, RuleId, Severity, Verdict};
pub use judge::{
    AtomTruth, Atoms, Explanation, Judge, Judgement, Judgements, Prospect, Settles, Truth,
};
pub use pack::{MAX_PACK_BYTES, Pack};
pub use prose::{Command, Prose, RuleProse, Segment, Sources, Step, Template};
pub use value::{
    FactId, FactType, FieldType, Mark, RecordType, Schema, Shape, Slot, Slots, Type, Value,
};
