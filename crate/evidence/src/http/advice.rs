//! What shows only when all is read: parameters that occur twice or are missing, and what is legal
//! and troubles clients all the same.

use crate::gather::Gather;
use crate::http::challenge::{Challenge, Challenges, Param, find};
use crate::http::problem::{Problem, ProblemKind};
use crate::http::reader::Grammar;
use crate::http::scheme::{self, Scheme};
use crate::order::sort_by;

/// Adds the problems of what was read.
pub(super) fn look_over(grammar: Grammar, found: &mut Challenges) {
    let Challenges { list, problems } = found;
    for (index, challenge) in list.iter().enumerate() {
        duplicates(&challenge.params, problems);
        if grammar == Grammar::Params {
            continue;
        }
        let scheme = scheme::find(challenge.scheme.as_str());
        scheme_name(challenge, scheme, grammar, problems);
        if grammar == Grammar::Challenges {
            realm(challenge, scheme, problems);
            let neighbours = [index.wrapping_sub(1), index + 1].map(|index| list.get(index));
            joined(challenge, scheme, neighbours, problems);
        }
    }
}

/// Up to so many names are compared each with each.
const FEW: usize = 16;

/// RFC 9110 section 11.2: each parameter name MUST only occur once per challenge.
fn duplicates(params: &[Param], problems: &mut Vec<Problem>) {
    let mut tell = |param: &Param| {
        let span = param.name.span();
        problems.push(Problem { kind: ProblemKind::DuplicateParam, span });
    };
    if params.len() <= FEW {
        for (index, param) in params.iter().enumerate() {
            let before = params.get(..index).unwrap_or_default();
            if find(before, param.name.as_str()).is_some() {
                tell(param);
            }
        }
        return;
    }
    duplicates_of_many(params, &mut tell);
}

#[inline(never)]
fn duplicates_of_many(params: &[Param], tell: &mut dyn FnMut(&Param)) {
    let mut names: Vec<_> =
        params.iter().map(|param| (param.name.as_str().to_ascii_lowercase(), param)).gather();
    sort_by(&mut names, |(one, _), (two, _)| one < two);
    for same in names.chunk_by(|(one, _), (two, _)| one == two) {
        same.iter().skip(1).for_each(|(_, param)| tell(param));
    }
}

fn scheme_name(
    challenge: &Challenge,
    scheme: Option<&Scheme>,
    grammar: Grammar,
    problems: &mut Vec<Problem>,
) {
    let printed = challenge.scheme.as_str();
    let kind = match scheme {
        Some(scheme) if scheme.name != printed => ProblemKind::SchemeCase,
        Some(scheme) if scheme.registered => return,
        Some(_) => ProblemKind::SchemeCommonNotRegistered,
        None if grammar == Grammar::Challenges
            && challenge.params.is_empty()
            && scheme::is_param(printed.as_bytes()) =>
        {
            ProblemKind::SchemeLooksLikeParam
        }
        None => ProblemKind::SchemeNotRegistered,
    };
    problems.push(Problem { kind, span: challenge.scheme.span() });
}

/// RFC 9110 section 11.5: a realm is sent as a quoted-string, though recipients may have to take a
/// token for one; RFC 7617 section 2 and RFC 7616 section 3.3: Basic and Digest need one.
fn realm(challenge: &Challenge, scheme: Option<&Scheme>, problems: &mut Vec<Problem>) {
    if let Some(realm) = challenge.param("realm")
        && !realm.quoted
        && !realm.value.is_empty()
    {
        problems.push(Problem { kind: ProblemKind::UnquotedRealm, span: realm.value.span() });
    }
    for name in scheme.map_or(&[][..], |scheme| scheme.required) {
        if challenge.token68.is_none() && challenge.param(name).is_none() {
            let kind = match *name {
                "nonce" => ProblemKind::MissingNonce,
                _ => ProblemKind::MissingRealm,
            };
            problems.push(Problem { kind, span: challenge.scheme.span() });
        }
    }
}

/// Each challenge of several legs that shares its line, and each other one that follows another in its line.
fn joined(
    challenge: &Challenge,
    scheme: Option<&Scheme>,
    neighbours: [Option<&Challenge>; 2],
    problems: &mut Vec<Problem>,
) {
    let [before, after] =
        neighbours.map(|other| other.is_some_and(|other| other.field == challenge.field));
    let kind = match scheme.is_some_and(|scheme| scheme.multi_leg) {
        true if before || after => ProblemKind::JoinedMultiLeg,
        false if before => ProblemKind::Joined,
        _ => return,
    };
    problems.push(Problem { kind, span: challenge.scheme.span() });
}
