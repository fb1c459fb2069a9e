//! Which question comes first, and which command comes with it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use why401::author::{SourceFile, compile, pack};
use why401::report::{Question, Report};
use why401::{Options, Paste, diagnose};

/// The built-in rules have little to say of this.
const HEAD: &str = "HTTP/1.1 401 Unauthorized\nServer: zeta\nWWW-Authenticate: Negotiate\n\n";

/// Rules of a pack that speak of a 401: id, severity and strength, what follows.
fn report(paste: &str, rules: &[(&str, [&str; 2], &str)]) -> Report {
    let file = |(id, [severity, strength], front): &(&str, [&str; 2], &str)| {
        let when = if front.contains("when = ") { "" } else { "when = 'response.status == 401'" };
        let text = format!(
            "+++\nid = '{id}'\ntitle = 'Of a pack'\nseverity = '{severity}'\n\
             strength = '{strength}'\n{when}\n{front}\n+++\n## Cause\nIt is so.\n## Fix\n1. Mend it.\n\
             ## Examples\n### {strength}: x\n### quiet: x\n"
        );
        SourceFile { path: format!("{id}.md"), text }
    };
    let files: Vec<SourceFile> = rules.iter().map(file).collect();
    let compiled = compile(&files).unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
    let packs = vec![pack("mine", &compiled).unwrap()];
    let options = Options { packs, all: true, now: Some(0), ..Options::default() };
    diagnose(&[Paste::Text(paste)], &options).report
}

/// The questions that rules of the pack ask, in order.
fn asked(paste: &str, rules: &[(&str, [&str; 2], &str)]) -> Vec<Question> {
    let questions = report(paste, rules).questions.into_iter();
    questions.filter(|one| one.rules.iter().any(|rule| rule.starts_with("mine/"))).collect()
}

fn order(rules: &[(&str, [&str; 2], &str)]) -> Vec<String> {
    asked(HEAD, rules).into_iter().map(|question| question.fact).collect()
}

const ERROR: [&str; 2] = ["error", "likely"];

#[test]
fn what_settles_a_finding_alone_comes_before_what_needs_others() {
    let together = ("a", ERROR, "confirm = 'kerberos.used && spns.size() == 0'");
    let alone = ("b", ERROR, "confirm = 'aws.region == \"x\"'");
    assert_eq!(order(&[together, alone]), ["aws.region", "kerberos.used", "spns"]);
    // An alternative is enough by itself, and so is one exception.
    let either = ("a", ERROR, "confirm = 'kerberos.used || spns.size() == 0'");
    assert_eq!(order(&[either, alone]), ["kerberos.used", "spns", "aws.region"]);
    let excepted = ("c", ERROR, "unless = 'aws.region == \"x\"'");
    assert_eq!(order(&[together, excepted]), ["aws.region", "kerberos.used", "spns"]);
}

#[test]
fn what_decides_either_way_comes_before_what_decides_one() {
    let one_way = ("a", ERROR, "confirm = 'kerberos.used'");
    let either_way =
        ("b", ERROR, "confirm = 'aws.region == \"x\"'\nunless = 'aws.region == \"y\"'");
    assert_eq!(order(&[one_way, either_way]), ["aws.region", "kerberos.used"]);
    // With an exception open, nothing is certain by what confirms: then each settles one way, and the second two of two.
    let excepted = ("b", ERROR, "confirm = 'kerberos.used'\nunless = 'aws.region == \"y\"'");
    assert_eq!(order(&[excepted]), ["aws.region", "kerberos.used"]);
}

#[test]
fn what_several_findings_hang_on_comes_first() {
    let one = ("a", ERROR, "confirm = 'kerberos.used'");
    let two = [
        ("b", ERROR, "confirm = 'aws.region == \"x\"'"),
        ("c", ERROR, "confirm = 'aws.region == \"y\"'"),
    ];
    assert_eq!(order(&[one, two[0], two[1]]), ["aws.region", "kerberos.used"]);
    let questions = asked(HEAD, &[one, two[0], two[1]]);
    assert_eq!(questions[0].rules, ["mine/b", "mine/c"]);
    assert_eq!(questions[1].rules, ["mine/a"]);
}

#[test]
fn the_graver_and_the_surer_finding_asks_first() {
    let others = [["warning", "likely"], ["note", "likely"], ["error", "possible"]];
    for lesser in others {
        let rules = [
            ("a", lesser, "confirm = 'kerberos.used'"),
            ("b", ERROR, "confirm = 'aws.region == \"x\"'"),
        ];
        assert_eq!(order(&rules), ["aws.region", "kerberos.used"], "{lesser:?}");
    }
}

#[test]
fn equal_ones_keep_the_order_of_the_findings() {
    let rules = [
        ("a", ERROR, "confirm = 'kerberos.used'"),
        ("b", ERROR, "confirm = 'aws.region == \"x\"'"),
    ];
    assert_eq!(order(&rules), ["kerberos.used", "aws.region"]);
    let turned = [("a", ERROR, rules[1].2), ("b", ERROR, rules[0].2)];
    assert_eq!(order(&turned), ["aws.region", "kerberos.used"]);
}

#[test]
fn a_rule_that_does_not_speak_yet_asks_last() {
    // What none of the built-in rules asks here.
    let alone = "when = 'response.status == 401 && jwt.exp > 1'";
    let together =
        "when = 'response.status == 401 && basic.password_length > 3 && ntlm.server_clock > 9'";
    let speaking = "confirm = 'aws.region == \"x\" && spns.size() == 0'";
    let rules =
        [("a", ERROR, together), ("b", ERROR, alone), ("c", ["note", "possible"], speaking)];
    // Of schemes that are offered.
    let offers = "Negotiate\nWWW-Authenticate: Bearer\nWWW-Authenticate: Basic realm=\"a\"";
    let paste = HEAD.replace("Negotiate", offers);
    let order: Vec<String> = asked(&paste, &rules).into_iter().map(|one| one.fact).collect();
    let place = |fact: &str| order.iter().position(|asked| asked == fact).unwrap();
    assert!(place("spns") < place("jwt.exp"), "{order:?}");
    assert!(place("jwt.exp") < place("basic.password_length"), "{order:?}");
}

#[test]
fn what_belongs_to_another_scheme_is_not_asked() {
    let rules = [
        ("a", ERROR, "when = 'response.status == 401 && jwt.exp > 1'"),
        ("b", ERROR, "when = 'response.status == 401 && ntlm.server_clock > 9'"),
        ("c", ERROR, "when = 'response.status == 401 && iis_config.windows_auth.enabled'"),
    ];
    let facts = |fields: &str| -> Vec<String> {
        let paste = format!("GET / HTTP/1.1\nHost: a\n\nHTTP/1.1 401 No\n{fields}\n");
        asked(&paste, &rules).into_iter().map(|one| one.fact).collect()
    };
    assert_eq!(facts("Server: zeta\nWWW-Authenticate: Bearer\n"), ["jwt.exp"]);
    assert_eq!(facts("Server: zeta\nWWW-Authenticate: Negotiate\n"), ["ntlm.server_clock"]);
    assert_eq!(facts("Server: zeta\nWWW-Authenticate: HOBA challenge=\"YQ\"\n"), [""; 0]);
    // The settings of IIS matter where it answers, and Windows' schemes can be what is missing.
    let of_iis = facts("Server: Microsoft-IIS/10.0\nWWW-Authenticate: Bearer\n");
    assert!(of_iis.contains(&"iis_config.windows_auth.enabled".to_owned()), "{of_iis:?}");
}

#[test]
fn what_is_only_unsafe_is_not_asked_of_what_was_refused() {
    let unsafe_ = [(
        "a",
        ["warning", "likely"],
        "when = 'response.status == 401 && basic.password_length < 9'",
    )];
    let paste = "GET / HTTP/1.1\nHost: a\nAuthorization: Basic ***\n\nHTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\"r\"\n\n";
    let open = paste.replace("Authorization: Basic ***\n", "");
    assert_eq!(asked(paste, &unsafe_), []);
    assert_eq!(asked(&open, &unsafe_).len(), 1);
}

/// A request by this client, and the answer of this server.
fn trace(agent: &str, server: &str) -> String {
    format!(
        "> GET / HTTP/1.1\n> Host: web1.corp.example\n> User-Agent: {agent}\n>\n\
         < HTTP/1.1 401 Unauthorized\n< Server: {server}\n< WWW-Authenticate: Negotiate\n<\n"
    )
}

fn commands(paste: &str, front: &str) -> Option<Vec<String>> {
    let question = asked(paste, &[("a", ERROR, front)]).into_iter().next()?;
    Some(question.commands.into_iter().map(|command| command.text).collect())
}

#[test]
fn a_client_gets_the_command_of_its_system() {
    let front = "confirm = 'tickets.size() == 0'";
    let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36";
    for (agent, told) in [
        (windows, &["klist"][..]),
        ("curl/7.29.0 (x86_64-redhat-linux-gnu) libcurl/7.29.0", &["klist -e"]),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", &["klist -e"]),
        ("curl/8.5.0", &["klist", "klist -e"]),
    ] {
        assert_eq!(commands(&trace(agent, "zeta"), front).unwrap(), told, "{agent}");
    }
    // What curl says of its libraries tells too.
    for (message, told) in [
        ("schannel: SSL/TLS connection with web1.corp.example port 443", "klist"),
        ("gss_init_sec_context() failed: No Kerberos credentials available", "klist -e"),
    ] {
        let paste = format!("* {message}\n{}", trace("curl/8.5.0", "zeta"));
        assert_eq!(commands(&paste, front).unwrap(), [told], "{message}");
    }
}

#[test]
fn a_server_gets_the_command_of_its_version() {
    let agent = "curl/8.5.0";
    let substatus = "confirm = 'response.substatus == 2'";
    for (server, word, others) in [
        ("Microsoft-IIS/6.0", "LogFiles\\W3SVC1", "inetpub"),
        ("Microsoft-IIS/10.0", "inetpub", "W3SVC1\\ex"),
    ] {
        let told = commands(&trace(agent, server), substatus).unwrap();
        assert!(told.len() == 1 && told[0].contains(word), "{told:?}");
        assert!(!told[0].contains(others), "{told:?}");
    }
    // What its tools can't tell is not asked.
    let metabase = "confirm = 'metabase.AuthPersistence.size() == 0'";
    let windows_auth = "confirm = 'iis_config.windows_auth.enabled'";
    assert!(commands(&trace(agent, "Microsoft-IIS/6.0"), metabase).is_some());
    assert!(commands(&trace(agent, "Microsoft-IIS/6.0"), windows_auth).is_none());
    assert!(commands(&trace(agent, "Microsoft-IIS/10.0"), metabase).is_none());
    assert!(commands(&trace(agent, "Microsoft-IIS/10.0"), windows_auth).is_some());
    for front in [metabase, windows_auth, substatus] {
        assert!(commands(&trace(agent, "Apache/2.4.58"), front).is_none(), "{front}");
        let unknown = trace(agent, "zeta").replace("< Server: zeta\n", "");
        assert!(commands(&unknown, front).is_some(), "{front}");
    }
}

#[test]
fn the_values_that_rules_compare_with_can_be_chosen() {
    let front = "confirm = 'response.status == 401 && server.product == \"acme-lb\"'\n\
        unless = ['server.product in [\"zeta-lb\", \"acme-lb\"]', 'server.product.startsWith(\"y\")']";
    let paste = HEAD.replace("Server: zeta\n", "");
    let questions = asked(&paste, &[("of-a-product", ERROR, front)]);
    let values = |question: &Question| -> Vec<String> {
        question.answers.iter().map(|answer| answer.value.clone()).collect()
    };
    let product = questions.iter().find(|one| one.fact == "server.product").unwrap();
    for value in ["iis", "apache", "nginx", "acme-lb", "zeta-lb"] {
        let count = values(product).iter().filter(|one| *one == value).count();
        assert_eq!(count, 1, "{value}: {:?}", values(product));
    }
    // Where nothing is chosen from, nothing is added.
    let scheme = "confirm = 'response.status == 401 && credentials.scheme == \"acme\"'";
    let questions = asked(&paste, &[("of-a-scheme", ERROR, scheme)]);
    let sent = questions.iter().find(|one| one.fact == "credentials.scheme").unwrap();
    assert!(sent.answers.is_empty(), "{:?}", values(sent));
}
