//! Tests of the engine from outside: rule files in, judgements and mistakes out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]
mod common;
mod damage;
mod evaluation;
mod hostile;
mod judging;
mod mistakes;
mod packs;
mod properties;
mod rulefiles;
mod ruletables;
mod settling;
