//! Why HTTP authentication failed: from what was pasted to a report.
#![forbid(unsafe_code)]

pub mod report;

use report::{Offsets, Report, SCHEMA};

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
    /// Facts and values that the person answered; see [`report::Question`].
    pub answers: Vec<(String, String)>,
    /// Whether findings that are ruled out or stood for by another are listed too.
    pub all: bool,
    /// The unit of the report's offsets.
    pub offsets: Offsets,
}

/// Reads the pastes and tells what is wrong.
pub fn diagnose(pastes: &[Paste<'_>], options: &Options) -> Report {
    let _ = pastes;
    Report {
        schema: SCHEMA,
        offsets: options.offsets,
        read: Vec::new(),
        cases: Vec::new(),
        questions: Vec::new(),
        unread: Vec::new(),
    }
}
