//! From the heads of one exchange to findings, without a text to read: for who stands between client
//! and server. Of the prose only the titles are here, so that a small module can be made of it.

use std::sync::LazyLock;
use why401_evidence::gather::Gather;

use why401_engine::Judgements;
use why401_evidence::capture::{Exchange, Field, Request, Response, Status};
use why401_evidence::read::HEAD;
use why401_evidence::span::{Leaf, Span};
use why401_facts as facts;
use why401_rules::{HEADS, TITLES};

use crate::case::{Case, url};
use crate::observe::observe_exchanges;
use crate::packs::{self, BuiltIn, Rules};
use crate::prose::fill;
use crate::rank::rank;
use crate::report::{Outcome, Severity, Verdict};

/// The built-in rules that heads can make speak, and their titles.
static RULES: BuiltIn = LazyLock::new(|| Rules::built_in(HEADS, TITLES));

/// A request and the final response to it, each with all its fields (RFC 9110 section 6.3).
#[derive(Clone, Debug, Default)]
pub struct Heads<'a> {
    /// The method.
    pub method: &'a str,
    /// The absolute URL that was asked.
    pub url: &'a str,
    /// Names and values of the request's fields, in order.
    pub request_fields: Vec<(&'a str, &'a str)>,
    /// The status, 100 to 999.
    pub status: u16,
    /// Names and values of the response's fields, in order. The values of repeated fields may be
    /// joined with a comma (RFC 9110 section 5.3).
    pub response_fields: Vec<(&'a str, &'a str)>,
    /// The time, in seconds since 1970 in UTC; unknown where none is given.
    pub now: Option<i64>,
    /// Packs of rules to judge by besides the catalogue; see [`check_pack_for_heads`](crate::check_pack_for_heads).
    pub packs: &'a [Vec<u8>],
}

/// What [`diagnose_heads`] gives. Names are those of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadsDiagnosis {
    /// The URL without its query and without secrets; none where it can't be told.
    pub url: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found, the primary finding first.
    pub findings: Vec<HeadsFinding>,
}

/// What one rule says of an exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadsFinding {
    /// The rule's id.
    pub rule: String,
    /// How sure it is.
    pub verdict: Verdict,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in a line without control characters.
    pub title: String,
    /// Facts that would confirm it or rule it out, and are not known.
    pub missing: Vec<&'static str>,
}

/// Tells what is wrong, by the heads alone.
#[must_use]
pub fn diagnose_heads(heads: &Heads<'_>) -> HeadsDiagnosis {
    let exchange = exchange(heads);
    let case = Case::of_one(&exchange);
    let slots = observe_exchanges(&case).slots;
    let packs = packs::load_for_titles(heads.packs);
    let rules: Vec<&Rules<'_>> = RULES.iter().chain(&packs).gather();
    let judgements: Vec<Judgements> =
        rules.iter().map(|rules| rules.catalogue.judge(&slots)).gather();
    let mut findings = Vec::new();
    for ranked in rank(&rules, &judgements, case.outcome, false) {
        let Some(title) = ranked.rules.prose.title(ranked.judgement.rule) else { continue };
        let missing = ranked.judgement.missing.iter();
        findings.push(HeadsFinding {
            rule: ranked.rules.name(ranked.judgement.rule),
            verdict: ranked.verdict(),
            severity: ranked.severity,
            title: fill(&title, &slots),
            missing: missing.filter_map(|id| facts::name(*id)).gather(),
        });
    }
    let url = exchange.request.as_ref().and_then(url);
    HeadsDiagnosis { url, outcome: case.outcome.into(), findings }
}

fn exchange(heads: &Heads<'_>) -> Exchange {
    let span = Span::default();
    let status = Status { code: heads.status, leaf: None, assumed: false };
    Exchange {
        request: Some(Request {
            method: Some(leaf(heads.method)),
            target: Some(leaf(heads.url)),
            version: None,
            fields: fields(&heads.request_fields),
            has_head: true,
            span,
        }),
        interim: Vec::new(),
        response: Some(Response {
            version: None,
            status: Some(status),
            reason: None,
            fields: fields(&heads.response_fields),
            has_head: true,
            span,
        }),
        connection: None,
        started: None,
        took: None,
        messages: Vec::new(),
        span,
        format: &HEAD,
    }
}

fn fields(fields: &[(&str, &str)]) -> Vec<Field> {
    let field = |(name, value): &(&str, &str)| {
        let (name, value) = (leaf(name), leaf(value.trim()));
        Field { span: value.span(), name, value }
    };
    fields.iter().map(field).gather()
}

/// There is no paste that it could stand in: it stands in itself.
fn leaf(text: &str) -> Leaf {
    Leaf::verbatim(text, Span::new(0, 0..text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_loads_with_its_titles() {
        assert!(RULES.is_some());
    }

    #[test]
    fn rules_that_need_more_than_heads_are_left_out() {
        let Some(Rules { catalogue, .. }) = RULES.as_ref() else { return };
        for (rule, there) in [
            ("ntlm-only-offered", true),
            // One of its conditions asks for a setting, another for the heads alone.
            ("providers-ntlm-only", true),
            ("kerberos-fails-every-30-days", false),
            ("providers-space", false),
        ] {
            assert_eq!(catalogue.find(rule).is_some(), there, "{rule}");
        }
    }

    #[test]
    fn no_title_has_a_control_character() {
        let Some(Rules { catalogue, prose, .. }) = RULES.as_ref() else { return };
        let slots = why401_engine::Slots::unknown(&facts::SCHEMA);
        for number in 0.. {
            let rule = why401_engine::RuleId(number);
            let Some(head) = catalogue.rule(rule) else { break };
            let title = prose.title(rule).map(|title| fill(&title, &slots));
            assert!(title.is_some_and(|title| !title.contains(char::is_control)), "{}", head.id);
        }
    }

    #[test]
    fn packs_speak_with_their_titles() {
        let front = "when = 'response.status == 401'";
        let text = format!(
            "+++\nid = 'one'\ntitle = 'Mine'\nseverity = 'error'\nstrength = 'likely'\n{front}\n+++\n\
             ## Cause\nx\n## Fix\n1. x\n## Examples\n### likely: x\n### quiet: x\n"
        );
        let file = why401_engine::author::SourceFile { path: "one.md".into(), text };
        let compiled = why401_engine::author::compile(&[file], &facts::SCHEMA).unwrap();
        let pack = why401_engine::author::pack("mine", &compiled, &facts::SCHEMA).unwrap();
        assert_eq!(crate::check_pack_for_heads(&pack), Ok(()));
        assert!(crate::check_pack_for_heads(pack.get(1..).unwrap()).is_err());
        let packs = [pack, b"nothing".to_vec()];
        let heads = Heads {
            method: "GET",
            url: "https://a/",
            status: 401,
            response_fields: vec![("www-authenticate", "Bearer")],
            packs: &packs,
            ..Heads::default()
        };
        let found = diagnose_heads(&heads).findings;
        let found: Vec<_> = found.iter().map(|found| (&*found.rule, &*found.title)).collect();
        assert_eq!(found, [("mine/one", "Mine")]);
    }

    #[test]
    fn the_repeated_fields_of_a_challenge_may_be_joined() {
        let rules = |fields: &[(&'static str, &'static str)]| -> Vec<String> {
            let found = diagnose_heads(&Heads {
                method: "GET",
                url: "https://user:secret@intranet/a?code=1",
                status: 401,
                response_fields: fields.to_vec(),
                ..Heads::default()
            });
            assert_eq!(found.url.as_deref(), Some("https://intranet/a"));
            assert_eq!(found.outcome, Outcome::Open);
            found.findings.into_iter().map(|finding| finding.rule).collect()
        };
        let server = ("server", "Microsoft-IIS/5.0");
        assert_eq!(rules(&[server, ("www-authenticate", "NTLM")]), ["providers-ntlm-only"]);
        assert_eq!(rules(&[server, ("www-authenticate", "Negotiate, NTLM")]), [""; 0]);
    }
}
