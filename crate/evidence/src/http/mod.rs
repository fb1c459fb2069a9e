//! The fields of HTTP authentication (RFC 9110 section 11).
//!
//! Each is read by the letter, and past its mistakes: what is wrong is listed as [`Problem`]s with
//! their place, and all else is there. A value is strictly valid if none of its problems is a
//! [`Severity::Error`].

mod advice;
pub mod challenge;
pub mod credentials;
pub mod date;
mod grammar;
pub mod info;
pub mod problem;
mod reader;
pub mod scheme;
mod value;

pub use challenge::{Challenge, Challenges, Param, challenge_list, challenges};
pub use credentials::{AllCredentials, Credentials, all_credentials, credentials};
pub(crate) use grammar::{is_tchar, is_token68_char};
pub use info::{AuthenticationInfo, authentication_info};
pub use problem::{Problem, ProblemKind, Severity};

/// Which of the fields of authentication a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthField {
    /// `WWW-Authenticate`, `Proxy-Authenticate`: see [`challenges`].
    Challenges,
    /// `Authorization`, `Proxy-Authorization`: see [`credentials`].
    Credentials,
    /// `Authentication-Info`, `Proxy-Authentication-Info`: see [`authentication_info`].
    Info,
}

impl AuthField {
    /// By a field's name, without regard to case.
    #[must_use]
    pub fn of(name: &str) -> Option<AuthField> {
        let is = |(known, _): &&(&str, AuthField)| known.eq_ignore_ascii_case(name);
        AUTH_FIELDS.iter().find(is).map(|(_, field)| *field)
    }
}

const AUTH_FIELDS: &[(&str, AuthField)] = &[
    ("WWW-Authenticate", AuthField::Challenges),
    ("Proxy-Authenticate", AuthField::Challenges),
    ("Authorization", AuthField::Credentials),
    ("Proxy-Authorization", AuthField::Credentials),
    ("Authentication-Info", AuthField::Info),
    ("Proxy-Authentication-Info", AuthField::Info),
];
