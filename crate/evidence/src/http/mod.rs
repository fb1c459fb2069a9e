//! The fields of HTTP authentication (RFC 9110 section 11).

pub mod challenge;
pub mod credentials;
mod grammar;
pub mod problem;

pub use challenge::{Challenge, Challenges, Param, challenges};
pub use credentials::{Credentials, credentials};
pub(crate) use grammar::{is_tchar, is_token68_char};
pub use problem::{Problem, ProblemKind, Severity};
