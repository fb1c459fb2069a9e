//! What is kept of a W3C extended log: a summary of bounded size.

use crate::span::{Leaf, Span};

/// One log, or several of the same server software after each other in one paste.
#[derive(Clone, Debug)]
pub struct Log {
    /// The value of `#Software`.
    pub software: Option<Leaf>,
    /// The version in `#Software: Microsoft Internet Information Services 5.0`, (5, 0); none
    /// where the software is another.
    pub iis: Option<(u16, u16)>,
    /// The columns, by the last `#Fields` line.
    pub fields: Vec<Leaf>,
    /// Rows that fit their `#Fields` line.
    pub rows: u64,
    /// Rows of status 401, 403 and 407, counted by their codes; at most [`REFUSALS`] kinds.
    pub refusals: Vec<Refusal>,
    /// Days with 401s, in order; at most [`DAYS`].
    pub days: Vec<LogDay>,
    /// The columns needed to tell which 401s stayed without success were there in all rows: a
    /// time, `c-ip`, `cs-uri-stem` and `sc-status`.
    pub tells_unresolved: bool,
    /// From its first to its last line.
    pub span: Span,
}

/// Most kinds of refusals kept of one log.
pub const REFUSALS: usize = 256;

/// Most days with 401s kept of one log: thirty years.
pub const DAYS: usize = 10_958;

/// Rows that refused with the same codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// 401, 403 or 407.
    pub status: u16,
    /// IIS 6.0 and later.
    pub substatus: Option<u16>,
    /// The Windows error code.
    pub win32_status: Option<u32>,
    /// How many rows.
    pub count: u64,
    /// The first of them.
    pub first: Span,
}

/// A day with 401s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogDay {
    /// Days since 1970-01-01.
    pub day: i32,
    /// 401s that the same client address and URI did not follow with success within a minute.
    pub unresolved: u64,
    /// 401s whose Windows error code names the account as the cause: see [`ACCOUNT_FAILURES`].
    pub account_failures: u64,
    /// The first unresolved row of the day (the first at all while there is none).
    pub first: Span,
    /// The last of those.
    pub last: Span,
}

/// Windows error codes that name the account as the cause of a 401.
pub const ACCOUNT_FAILURES: [(u32, &str); 8] = [
    (1327, "the account is restricted"),
    (1328, "the account may not log on at this hour"),
    (1329, "the account may not log on to this computer"),
    (1330, "the password has expired"),
    (1331, "the account is disabled"),
    (1793, "the account has expired"),
    (1907, "the password must be changed before the first logon"),
    (1909, "the account is locked out"),
];
