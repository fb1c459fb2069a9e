//! `WWW-Authenticate` and `Proxy-Authenticate`: the challenges in them (RFC 9110 section 11.3).
//!
//! ```text
//! WWW-Authenticate = [ challenge *( OWS "," OWS challenge ) ]
//! challenge  = auth-scheme [ 1*SP ( token68 / [ auth-param *( OWS "," OWS auth-param ) ] ) ]
//! auth-param = token BWS "=" BWS ( token / quoted-string )
//! ```
//! Lists may have empty elements (section 5.6.1). What is against the grammar is listed as a
//! [`Problem`] and does not keep the other challenges from being read.

use std::fmt;

use crate::capture::Field;
use crate::http::grammar::is_tchar;
use crate::http::problem::Problem;
use crate::http::reader::{Grammar, read, read_and_look_over};
use crate::span::Leaf;

/// One challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// As printed; schemes are compared without regard to case.
    pub scheme: Leaf,
    /// The token after the scheme, of NTLM and Negotiate.
    pub token68: Option<Leaf>,
    /// In order.
    pub params: Vec<Param>,
    /// Index of the field it starts in, among those given to [`challenges`].
    pub field: usize,
}

/// An auth-param.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// As printed; names are compared without regard to case.
    pub name: Leaf,
    /// Without its quotes and with its quoted-pairs resolved.
    pub value: Leaf,
    /// It stood in quotes.
    pub quoted: bool,
}

/// The challenges of one or more fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenges {
    /// In the order of the fields.
    pub list: Vec<Challenge>,
    /// What is wrong with them, in order of place.
    pub problems: Vec<Problem>,
}

impl Challenge {
    /// The first parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        find(&self.params, name)
    }
}

pub(super) fn find<'a>(params: &'a [Param], name: &str) -> Option<&'a Param> {
    params.iter().find(|param| param.name.as_str().eq_ignore_ascii_case(name))
}

/// Prints a challenge so that it reads back as the same.
impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme.as_str())?;
        if let Some(token68) = &self.token68 {
            write!(f, " {token68}")?;
        }
        for (index, param) in self.params.iter().enumerate() {
            f.write_str(if index == 0 { " " } else { ", " })?;
            write!(f, "{}=", param.name)?;
            let value = param.value.as_str();
            if param.quoted || value.is_empty() || !value.bytes().all(is_tchar) {
                write!(f, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))?;
            } else {
                f.write_str(value)?;
            }
        }
        Ok(())
    }
}

/// Reads the challenges alone, for who does not ask what is wrong with them: that is less work, and
/// less code where code has to be small.
#[must_use]
pub fn challenge_list(fields: &[&Field]) -> Vec<Challenge> {
    read(Grammar::Challenges, fields).list
}

/// Reads the challenges in fields of one name, in order, as one list.
#[must_use]
pub fn challenges(fields: &[&Field]) -> Challenges {
    read_and_look_over(Grammar::Challenges, fields)
}

#[cfg(test)]
mod tests;
