//! Why HTTP authentication failed: from what was pasted to a report.
//!
//! The way of the data: the readers of `why401-evidence` take the pastes apart; `case` puts exchanges
//! together; `observe` fills the facts; the engine judges every rule of the catalogue by them; `rank`
//! orders the findings; `diagnose` words them; `questions` tells what to ask next. [`diagnose`] is the
//! door. [`diagnose_heads`] is a side door for who holds the heads of one exchange and has room for
//! titles only. No clock, no I/O: the time is one of the [`Options`].
#![forbid(unsafe_code)]

#[cfg(feature = "author")]
pub mod author;
mod case;
mod decoded;
mod diagnose;
#[cfg(feature = "author")]
mod explain;
mod handshake;
mod heads;
mod list;
mod observe;
mod packs;
mod prose;
mod questions;
mod rank;
mod redact;
pub mod report;
mod summary;

pub use diagnose::{diagnose, first_look, report_on};
#[cfg(feature = "author")]
pub use explain::{Condition, ExplainedAtom, ExplainedCase, Kind, RuleExplained, explain, facts};
pub use heads::{Heads, HeadsDiagnosis, HeadsFinding, diagnose_heads};
pub use list::{RuleEntry, rules};
pub use observe::check_answer;
pub use packs::{MAX_PACKS, check_pack, check_pack_for_heads};
pub use why401_engine::MAX_PACK_BYTES;

use report::{Offsets, Report};

/// Something that a person pasted, or a file.
#[derive(Clone, Copy, Debug)]
pub enum Paste<'a> {
    /// Text.
    Text(&'a str),
    /// Bytes in an encoding to be found out.
    Bytes(&'a [u8]),
}

/// What a caller may say besides the pastes.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The time, in seconds since 1970 in UTC; unknown where none is given.
    pub now: Option<i64>,
    /// Facts and values that the person answered; see [`report::Question`] and [`check_answer`].
    pub answers: Vec<(String, String)>,
    /// Whether findings that are ruled out or stood for by another are listed too.
    pub all: bool,
    /// Packs of rules to judge by besides the catalogue; see [`check_pack`]. Their rules are `pack/id` in the report, and
    /// change nothing of what the others say.
    pub packs: Vec<Vec<u8>>,
    /// The unit of the report's offsets.
    pub offsets: Offsets,
}

/// What [`diagnose`] gives.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// What to tell.
    pub report: Report,
    /// The texts of the pastes with every secret covered, each as long as it was: what excerpts
    /// are drawn from. The spans of the report lie in them.
    pub masked: Vec<String>,
}
