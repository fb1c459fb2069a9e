//! `Authorization` and `Proxy-Authorization`: credentials (RFC 9110 section 11.4).
//!
//! ```text
//! credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! ```

use crate::capture::Field;
use crate::http::challenge::{Challenges, Param, find};
use crate::http::problem::{Problem, ProblemKind};
use crate::http::reader::{Grammar, read, read_and_look_over};
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
    /// What is wrong with them, in order of place.
    pub problems: Vec<Problem>,
}

impl Credentials {
    /// The first parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        find(&self.params, name)
    }
}

/// All credentials in the fields of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllCredentials {
    /// Those of each field line that has some.
    pub list: Vec<Credentials>,
    /// What is wrong with the lines, in order: that of each of the credentials, that of lines without, and that
    /// there are several.
    pub problems: Vec<Problem>,
}

/// Reads the credentials in a field; none where its value has no scheme. Their problems are those that
/// keep it from being read by the grammar; [`all_credentials`] tells the others too.
#[must_use]
pub fn credentials(field: &Field) -> Option<Credentials> {
    credentials_of(field, read(Grammar::Credentials, &[field])).0
}

/// Reads the credentials in fields of one name. There should be one at most.
#[must_use]
pub fn all_credentials(fields: &[&Field]) -> AllCredentials {
    let mut all = AllCredentials::default();
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            let span = field.value.span();
            all.problems.push(Problem { kind: ProblemKind::SeveralFieldLines, span });
        }
        let read = read_and_look_over(Grammar::Credentials, &[field]);
        let (credentials, problems) = credentials_of(field, read);
        all.problems.extend(problems);
        if let Some(credentials) = credentials {
            all.problems.extend(&credentials.problems);
            all.list.push(credentials);
        }
    }
    all
}

/// The credentials, or the problems of a field that has none.
fn credentials_of(field: &Field, read: Challenges) -> (Option<Credentials>, Vec<Problem>) {
    let Challenges { list, problems } = read;
    let Some(challenge) = list.into_iter().next() else { return (None, problems) };
    let value = field.value.as_str();
    let at = value.find(challenge.scheme.as_str()).unwrap_or_default();
    let rest = field.value.slice(at + challenge.scheme.len()..value.len()).trimmed();
    let (scheme, token68, params) = (challenge.scheme, challenge.token68, challenge.params);
    (Some(Credentials { scheme, rest, token68, params, problems }), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
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
