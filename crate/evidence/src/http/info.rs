//! `Authentication-Info` and `Proxy-Authentication-Info`: what a server tells after a request that
//! succeeded (RFC 9110 sections 11.6.3 and 11.7.3).
//!
//! ```text
//! Authentication-Info = [ auth-param *( OWS "," OWS auth-param ) ]
//! ```

use crate::capture::Field;
use crate::http::challenge::{Challenges, Param, find};
use crate::http::problem::Problem;
use crate::http::reader::{Grammar, read_and_look_over};

/// The parameters of one or more fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticationInfo {
    /// In the order of the fields.
    pub params: Vec<Param>,
    /// What is wrong with them, in order of place.
    pub problems: Vec<Problem>,
}

impl AuthenticationInfo {
    /// The first parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        find(&self.params, name)
    }
}

/// Reads the parameters in fields of one name, in order, as one list.
#[must_use]
pub fn authentication_info(fields: &[&Field]) -> AuthenticationInfo {
    let Challenges { list, problems } = read_and_look_over(Grammar::Params, fields);
    let params = list.into_iter().next().map(|challenge| challenge.params).unwrap_or_default();
    AuthenticationInfo { params, problems }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::{ProblemKind, Severity};
    use crate::span::{Leaf, Span};

    #[test]
    fn a_scheme_does_not_belong_here_and_its_parameters_are_read() {
        for (value, params, expected) in [
            ("qop=auth, rspauth=\"6629\",, nc=00000001", 3, None),
            ("PoP nextnonce=\"a\", realm = \"b\"", 2, Some(ProblemKind::UnexpectedWord)),
            ("realm = a, this, name = b", 3, Some(ProblemKind::ValuelessParam)),
        ] {
            let leaf = Leaf::verbatim(value, Span::new(0, 0..value.len()));
            let field = Field { name: leaf.clone(), span: leaf.span(), value: leaf };
            let info = authentication_info(&[&field]);
            assert_eq!(info.params.len(), params, "{value}");
            let mut grave = info.problems.iter().filter(|p| p.severity() == Severity::Error);
            assert_eq!(grave.next().map(|problem| problem.kind), expected, "{value}");
            assert_eq!(grave.next(), None, "{value}");
        }
    }
}
