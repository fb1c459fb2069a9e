//! `Authorization` and `Proxy-Authorization`: credentials (RFC 9110 section 11.4).
//!
//! ```text
//! credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! ```

use crate::capture::Field;
use crate::http::challenge::{Param, Reader, find};
use crate::http::problem::Problem;
use crate::span::Leaf;

/// The credentials in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The first word.
    pub scheme: Leaf,
    /// All after the scheme, whether or not it keeps to the grammar.
    pub rest: Leaf,
    /// The token, where the scheme is followed by one.
    pub token68: Option<Leaf>,
    /// The parameters, where the scheme is followed by them.
    pub params: Vec<Param>,
    /// What is against the grammar.
    pub problems: Vec<Problem>,
}

impl Credentials {
    /// The first parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        find(&self.params, name)
    }
}

/// Reads the credentials in a field; none where its value is empty or starts with no token.
#[must_use]
pub fn credentials(field: &Field) -> Option<Credentials> {
    let mut reader = Reader::new(&field.value, true, 0);
    reader.read();
    let Reader { list, problems, .. } = reader;
    let challenge = list.into_iter().next()?;
    let value = field.value.as_str();
    let after = value.find(challenge.scheme.as_str())? + challenge.scheme.len();
    let rest = field.value.slice(after..value.len()).trimmed();
    let (scheme, token68, params) = (challenge.scheme, challenge.token68, challenge.params);
    Some(Credentials { scheme, rest, token68, params, problems })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::ProblemKind;
    use crate::span::Span;

    fn read(value: &str) -> Option<Credentials> {
        let leaf = |text: &str, start| {
            Leaf::verbatim(text, Span { paste: 0, start, end: start + text.len() as u32 })
        };
        let (name, value) = (leaf("Authorization", 0), leaf(value, 15));
        let span = name.span().hull(value.span());
        credentials(&Field { name, value, span })
    }

    #[test]
    fn a_scheme_is_followed_by_a_token_or_by_parameters() {
        let basic = read("Basic YWxpY2U6c2VjcmV0").unwrap();
        assert_eq!(basic.token68.unwrap().as_str(), "YWxpY2U6c2VjcmV0");
        let digest = read(r#"Digest username="alice", nc=00000001, qop=auth, uri="/a,b""#).unwrap();
        assert_eq!((digest.params.len(), digest.problems.len()), (4, 0));
        assert_eq!(digest.param("URI").unwrap().value.as_str(), "/a,b");
        let alone = read("Negotiate").unwrap();
        assert_eq!((alone.token68, alone.rest.as_str()), (None, ""));
        assert_eq!(read("  "), None);
    }

    #[test]
    fn what_keeps_to_no_grammar_is_still_there_whole() {
        let basic = read("Basic alice:secret").unwrap();
        assert_eq!((basic.token68, basic.rest.as_str()), (None, "alice:secret"));
        assert!(!basic.problems.is_empty());
        let bearer = read("Bearer a.b.c, Bearer d").unwrap();
        assert_eq!(bearer.token68.unwrap().as_str(), "a.b.c");
        assert_eq!(bearer.problems[0].kind, ProblemKind::UnexpectedWord);
    }

    #[test]
    fn a_signature_keeps_its_unquoted_lists() {
        let aws = read("AWS4-HMAC-SHA256 Credential=AKIA/20261122/s3, SignedHeaders=host;x-amz-date, Signature=ab21").unwrap();
        let values: Vec<_> = aws.params.iter().map(|param| param.value.as_str()).collect();
        assert_eq!(values, ["AKIA/20261122/s3", "host;x-amz-date", "ab21"]);
    }
}
