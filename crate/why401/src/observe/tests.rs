//! Pastes and the facts that they make known.

use why401_evidence::text::Text;
use why401_facts as facts;

use super::{Observed, observe};
use crate::Options;
use crate::case::cases;
use crate::prose::json;
use why401_engine::{FactId, Slot, Value};

/// What is known of the first case of a paste.
fn observed(paste: &str) -> Observed {
    let capture = why401_evidence::read(&[Text::from_str(paste)]);
    let episodes = why401_evidence::iis::episodes::Episodes::of(&capture.logs);
    let options = Options { now: Some(1_795_000_000), ..Options::default() };
    observe(&capture, &episodes, cases(&capture).first().expect("a case"), &options)
}

/// The known facts of the first case whose names start so, one a line.
fn known(paste: &str, prefix: &str) -> String {
    let seen = observed(paste);
    let mut lines = Vec::new();
    for (at, fact) in facts::FACTS.iter().enumerate() {
        let id = why401_engine::FactId(at as u16);
        if let Slot::Known(value) = seen.slots.get(id)
            && fact.name.starts_with(prefix)
        {
            assert!(seen.origin(id).is_some(), "{} comes from nowhere", fact.name);
            let value = serde_json::to_string(&json(value)).expect("JSON");
            lines.push(format!("{} = {value}", fact.name));
        }
    }
    lines.join("\n")
}

/// How the evidence of a fact is labelled in the first case.
fn label(paste: &str, name: &str) -> Option<String> {
    let capture = why401_evidence::read(&[Text::from_str(paste)]);
    let cases = cases(&capture);
    let episodes = why401_evidence::iis::episodes::Episodes::of(&capture.logs);
    let seen = observe(&capture, &episodes, cases.first()?, &Options::default());
    let (id, _) = facts::by_name(name)?;
    crate::diagnose::evidence(id, &[], &seen, &[]).map(|evidence| evidence.label)
}

#[test]
fn the_node_whose_value_is_in_force_is_told() {
    let paste = "C:\\>cscript adsutil.vbs get w3svc/1/root/Realm\n\
        The parameter \"Realm\" is not set at this node.\n\n\
        C:\\>cscript adsutil.vbs get w3svc/1/Realm\nRealm : (STRING) \"corp\"\n\n\
        C:\\>cscript adsutil.vbs get w3svc/Realm\nRealm : (STRING) \"old\"\n";
    assert_eq!(known(paste, "metabase.Realm"), "metabase.Realm = \"corp\"");
    assert_eq!(label(paste, "metabase.Realm").as_deref(), Some("Realm, set at w3svc/1"));
    let flags = "cscript adsutil.vbs get w3svc/2/AuthFlags\nAuthFlags : (INTEGER) 6\n";
    let told = label(flags, "metabase.AuthFlags").expect("a label");
    assert!(told.ends_with(", set at w3svc/2"), "{told}");
    let alone = "Realm : (STRING) \"corp\"\n";
    assert_eq!(label(alone, "metabase.Realm").as_deref(), Some("Realm"));
}

#[test]
fn properties_by_number_are_facts_too() {
    let told = known(
        "mdutil get w3svc/1/6032\n6032 : [IS] (STRING) \"NTLM\"\n\n\
        mdutil enum_all w3svc\n6000 : [IS] (DWORD) 0x5={5}\n[/w3svc/1]\n6000 : [IS] (DWORD) 0x6={6}\n",
        "metabase.",
    );
    assert!(told.contains("metabase.NTAuthenticationProviders = \"NTLM\""), "{told}");
    assert!(told.contains("metabase.AuthFlags = [\"AuthBasic\",\"AuthNTLM\"]"), "{told}");
    let setup = "LM/W3SVC 6000 0x1 2 1 4 0x5\n";
    assert_eq!(known(setup, "metabase."), "metabase.AuthFlags = [\"AuthAnonymous\",\"AuthNTLM\"]");
    assert_eq!(known(setup, "iis.has_metabase"), "iis.has_metabase = true");
}

#[test]
fn what_a_section_leaves_out_is_the_default_and_is_told_as_such() {
    let section = |inside: &str| {
        format!(
            "<windowsAuthentication enabled=\"true\" useAppPoolCredentials=\"true\">{inside}</windowsAuthentication>\n"
        )
    };
    let told = known(&section(""), "iis_config.windows_auth.");
    for line in [
        "iis_config.windows_auth.use_kernel_mode = true",
        "iis_config.windows_auth.use_app_pool_credentials = true",
        "iis_config.windows_auth.token_checking = \"None\"",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert!(!told.contains("providers"), "{told}");
    assert_eq!(
        label(&section(""), "iis_config.windows_auth.use_kernel_mode").as_deref(),
        Some("useKernelMode: yes (IIS's default; nothing that was pasted sets it)")
    );
    assert_eq!(
        label(&section(""), "iis_config.windows_auth.use_app_pool_credentials").as_deref(),
        Some("useAppPoolCredentials")
    );
    // Another section says nothing about this one.
    assert_eq!(known("<basicAuthentication enabled=\"true\" />\n", "iis_config.windows_auth."), "");
    let removed = section("<providers><remove value=\"Negotiate\" /></providers>");
    let providers = "iis_config.windows_auth.providers";
    assert_eq!(known(&removed, providers), format!("{providers} = [\"NTLM\"]"));
    assert_eq!(
        label(&removed, providers).as_deref(),
        Some("the providers (IIS's default list with the changes that were pasted)")
    );
}

#[test]
fn a_token_pasted_alone_tells_what_is_inside() {
    let challenge = "TlRMTVNTUAACAAAADgAOADgAAAAlgMniDwFtbq4mVpIAAAAAAAAAAH4AfgBGAAAACgBjYQAAAA9TAFIAVgAwADEAMgAzAAIADgBBAFAAUABfADcAMgAzAAEACABxZ6xONgAzAAQAIgBsAGEAYgAuAGMAbwBuAHQAbwBzAG8ALgBsAG8AYwBhAGwAAwAmAHFnrE44ADEALgBhAGQALgBjAG8AbgB0AG8AcwBvAC4AbgBlAHQABwAIAB789xq26u4BAAAAAA==";
    let told = known(challenge, "ntlm.");
    for line in [
        "ntlm.server_clock = 2286197035",
        "ntlm.target_name = \"SRV0123\"",
        "ntlm.dns_domain = \"lab.contoso.local\"",
        "ntlm.server_build = \"10.0.24931\"",
        "ntlm.has_timestamp = true",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn a_jwt_tells_its_claims_and_what_is_odd() {
    // {"alg":"none"} . {"iss":"https://login.example.com/","aud":["a","b"],"exp":1688785044,"scope":"read write"}
    let jwt = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tLyIsImF1ZCI6WyJhIiwiYiJdLCJleHAiOjE2ODg3ODUwNDQsInNjb3BlIjoicmVhZCB3cml0ZSJ9.";
    let paste =
        format!("GET / HTTP/1.1\nHost: a\nAuthorization: Bearer {jwt}\n\nHTTP/1.1 401 No\n\n");
    let told = known(&paste, "jwt.");
    assert!(told.contains("jwt.alg = \"none\""), "{told}");
    assert!(told.contains("jwt.aud = [\"a\",\"b\"]"), "{told}");
    assert!(told.contains("jwt.exp = 1688785044"), "{told}");
    assert!(told.contains("jwt.scopes = [\"read\",\"write\"]"), "{told}");
    let told = known(&paste, "token.problems");
    assert!(told.contains("alg-none") && told.contains("expired"), "{told}");
}

#[test]
fn basic_credentials_tell_the_user_and_never_the_password() {
    // alice:s3cret and a line break
    let paste =
        "GET / HTTP/1.1\nHost: a\nAuthorization: Basic YWxpY2U6czNjcmV0Cg==\n\nHTTP/1.1 401 No\n\n";
    assert_eq!(known(paste, "credentials.user"), "credentials.user = \"alice\"");
    assert_eq!(known(paste, "basic."), "basic.charset = \"us-ascii\"\nbasic.password_length = 7");
    assert!(known(paste, "token.problems").contains("\"newline\""));
    let all = known(paste, "");
    assert!(!all.contains("s3cret"), "{all}");
}

#[test]
fn credentials_of_digest_are_held_against_their_challenge() {
    let paste = "GET /a HTTP/1.1\nHost: h\n\nHTTP/1.1 401 No\nWWW-Authenticate: Digest realm=\"one\", nonce=\"n1\", qop=\"auth\"\n\n\
        GET /a?b HTTP/1.1\nHost: h\nAuthorization: Digest username=\"al\", realm=\"two\", nonce=\"n1\", uri=\"/a\", response=\"0123456789abcdef0123456789abcdef\", qop=auth, nc=1, cnonce=\"c\"\n\n\
        HTTP/1.1 401 No\nWWW-Authenticate: Digest realm=\"one\", nonce=\"n2\", qop=\"auth\"\n\n";
    let told = known(paste, "token.problems");
    for code in ["digest-realm-differs", "digest-uri-differs", "bad-nc"] {
        assert!(told.contains(code), "{code}: {told}");
    }
    assert!(!told.contains("digest-nonce-differs"), "{told}");
    assert_eq!(known(paste, "credentials.user"), "credentials.user = \"al\"");
}

#[test]
fn fields_and_the_url_are_told_without_secrets() {
    let paste = "GET http://10.0.0.1:8080/a?x=1&token=t0psecret HTTP/1.1\nHost: 10.0.0.1:8080\nCookie: a=t0psecret\nVia: 1.1 cache\n\n\
        HTTP/1.0 401 Access Denied\nX-Cache: MISS\nWWW-Authenticate: Basic realm=\"r\"\nConnection: close\n\n";
    let told = known(paste, "request.url.");
    for line in
        ["request.url.is_ip = true", "request.url.port = 8080", "request.url.scheme = \"http\""]
    {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert_eq!(known(paste, "via"), "via = [\"via\",\"x-cache\"]");
    assert!(!known(paste, "").contains("t0psecret"));
}

#[test]
fn settings_of_every_version_are_facts_where_they_hold() {
    let adsutil = "C:\\>cscript adsutil.vbs get w3svc/1/root/AuthFlags\nAuthFlags : (INTEGER) 6\n\n\
        C:\\>cscript adsutil.vbs get w3svc/Realm\nRealm : (STRING) \"corp\"\n";
    let told = known(adsutil, "metabase.");
    assert!(told.contains("metabase.AuthFlags = [\"AuthBasic\",\"AuthNTLM\"]"), "{told}");
    assert!(told.contains("metabase.Realm = \"corp\""), "{told}");
    assert_eq!(known(adsutil, "iis.has_metabase"), "iis.has_metabase = true");
    let config = "<location path=\"Site/app\"><system.webServer><security><authentication>\n\
        <windowsAuthentication enabled=\"true\" useKernelMode=\"false\"><providers><clear />\n\
        <add value=\"NTLM\" /><add value=\"Negotiate\" /></providers></windowsAuthentication>\n\
        </authentication></security></system.webServer></location>\n";
    let told = known(config, "iis_config.");
    for line in [
        "iis_config.windows_auth.enabled = true",
        "iis_config.windows_auth.use_kernel_mode = false",
        "iis_config.windows_auth.providers = [\"NTLM\",\"Negotiate\"]",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert_eq!(known(config, "iis.has_metabase"), "iis.has_metabase = false");
}

#[test]
fn rows_of_a_log_and_pages_tell_the_substatus() {
    let log = "#Software: Microsoft Internet Information Services 10.0\n\
        #Fields: date time s-ip cs-method cs-uri-stem c-ip sc-status sc-substatus sc-win32-status\n\
        2026-11-22 02:00:00 10.0.0.1 GET / 10.0.0.9 401 1 2148074252\n";
    assert_eq!(known(log, "access.codes"), "access.codes = [\"401.1\"]");
    assert_eq!(known(log, "access.win32"), "access.win32 = [2148074252]");
    let page = "HTTP Error 401.2 - Unauthorized\nYou are not authorized to view this page due to invalid authentication headers.\n";
    assert!(known(page, "error.codes").contains("401.2"), "{}", known(page, "error"));
    assert_eq!(known(page, "response.substatus"), "response.substatus = 2");
}

/// A refused request with those fields, one a line.
fn refused(fields: &str) -> String {
    format!(
        "GET /orders HTTP/1.1\nHost: api.example.com\n{fields}\n\nHTTP/1.1 401 Unauthorized\nContent-Length: 0\n\n"
    )
}

/// The text at the place that a fact of a paste comes from.
fn seen_at(paste: &str, fact: why401_engine::FactId) -> String {
    let seen = observed(paste);
    let origin = seen.origin(fact).expect("a known fact");
    origin.spans.iter().map(|span| &paste[span.range()]).collect()
}

/// Each line of `facts` is a known one that begins with `prefix`, and there are no others.
fn tells(paste: &str, prefix: &str, facts: &[&str]) {
    assert_eq!(known(paste, prefix).lines().collect::<Vec<_>>(), facts, "{paste}");
}

#[test]
fn digest_tells_its_count_and_its_algorithm() {
    let paste = refused(
        "Authorization: Digest username=\"al\", realm=\"r\", nonce=\"n\", uri=\"/orders\", response=\"00\", algorithm=SHA-256, qop=auth, nc=0000001f, cnonce=\"c\", userhash=true",
    );
    let told = [
        "digest.algorithm = \"SHA-256\"",
        "digest.qop = \"auth\"",
        "digest.nc = 31",
        "digest.userhash = \"true\"",
    ];
    tells(&paste, "digest.", &told);
    assert_eq!(seen_at(&paste, facts::DIGEST_NC), "0000001f");
    // A count that is no number is told by token.problems, and by no number.
    tells(&paste.replace("0000001f", "1"), "digest.nc", &[]);
}

#[test]
fn scram_tells_each_of_its_messages() {
    // n,,n=alice,r=Y2xpZW50bm9uY2U
    let first = "Authorization: SCRAM-SHA-256 realm=\"r\", data=\"biwsbj1hbGljZSxyPVkyeHBaVzUwYm05dVkyVQ==\"";
    tells(&refused(first), "scram.", &["scram.gs2 = \"n,,\""]);
    tells(&refused(first), "credentials.user", &["credentials.user = \"alice\""]);
    // r=Y2xpZW50bm9uY2U%server,s=c2FsdHNhbHQ=,i=1000
    let paste = "HTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\"r\", SCRAM-SHA-256 sid=\"s1\", data=\"cj1ZMnhwWlc1MGJtOXVZMlUlc2VydmVyLHM9YzJGc2RITmhiSFE9LGk9MTAwMA==\"\n\n";
    tells(paste, "scram.", &["scram.iterations = 1000"]);
    // The characters of data that hold 1000.
    assert_eq!(seen_at(paste, facts::SCRAM_ITERATIONS), "MTAwMA");
    // e=invalid-proof
    let paste = "HTTP/1.1 401 No\nWWW-Authenticate: SCRAM-SHA-256 sid=\"s1\", data=\"ZT1pbnZhbGlkLXByb29m\"\n\n";
    tells(paste, "scram.", &["scram.error = \"invalid-proof\""]);
}

#[test]
fn hawk_tells_the_time_of_either_side() {
    let paste = "GET / HTTP/1.1\nHost: a\nAuthorization: Hawk id=\"k1\", ts=\"1795000000\", nonce=\"n\", mac=\"bWFj\"\n\n\
        HTTP/1.1 401 No\nWWW-Authenticate: Hawk ts=\"1795000300\", tsm=\"dHNt\", error=\"Stale timestamp\"\n\n";
    tells(paste, "hawk.", &["hawk.ts = 1795000000", "hawk.server_ts = 1795000300"]);
    assert_eq!(seen_at(paste, facts::HAWK_TS), "1795000000");
    assert_eq!(seen_at(paste, facts::HAWK_SERVER_TS), "1795000300");
    assert!(!known(paste, "").contains("bWFj"));
}

#[test]
fn hoba_tells_the_key_and_how_long_its_challenge_holds() {
    let paste = "GET / HTTP/1.1\nHost: a\nAuthorization: HOBA result=\"a2lk.Y2hhbGxlbmdl.bm9uY2U.c2lnbmF0dXJl\"\n\n\
        HTTP/1.1 401 No\nWWW-Authenticate: HOBA max-age=\"180\", challenge=\"bmV3\"\n\n";
    tells(paste, "hoba.", &["hoba.kid = \"a2lk\"", "hoba.max_age = 180"]);
    assert_eq!(seen_at(paste, facts::HOBA_MAX_AGE), "180");
    assert!(!known(paste, "").contains("c2lnbmF0dXJl"));
}

#[test]
fn mutual_tells_what_the_server_wants() {
    let paste = "HTTP/1.1 401 No\nWWW-Authenticate: Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"r\", reason=stale-session\n\n";
    let told = [
        "mutual.validation = \"host\"",
        "mutual.algorithm = \"iso-kam3-dl-2048-sha256\"",
        "mutual.reason = \"stale-session\"",
    ];
    tells(paste, "mutual.", &told);
    assert_eq!(seen_at(paste, facts::MUTUAL_REASON), "stale-session");
    let sent =
        refused("Authorization: Mutual version=1, realm=\"r\", user=\"alice\", kc1=\"a2MxYQ\"");
    tells(&sent, "credentials.user", &["credentials.user = \"alice\""]);
}

#[test]
fn private_token_tells_the_type_of_either_side() {
    let token = "AAIAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=";
    let paste = format!(
        "GET / HTTP/1.1\nHost: a\nAuthorization: PrivateToken token=\"{token}\"\n\n\
         HTTP/1.1 401 No\nWWW-Authenticate: PrivateToken challenge=\"AAEADmlzc3Vlci5leGFtcGxlAAAOb3JpZ2luLmV4YW1wbGU=\", token-key=\"a2V5\"\n\n"
    );
    let told = [
        "private_token.type = 2",
        "private_token.wanted_type = 1",
        "private_token.issuer = \"issuer.example\"",
    ];
    tells(&paste, "private_token.", &told);
    assert_eq!(seen_at(&paste, facts::PRIVATE_TOKEN_TYPE), token);
}

#[test]
fn oauth_1_tells_its_time_and_gnap_its_server() {
    let paste = refused(
        "Authorization: OAuth realm=\"r\", oauth_consumer_key=\"ck\", oauth_signature_method=\"HMAC-SHA1\", oauth_signature=\"c2ln\", oauth_timestamp=\"1795000000\", oauth_nonce=\"n\"",
    );
    let told = ["oauth1.timestamp = 1795000000", "oauth1.signature_method = \"HMAC-SHA1\""];
    tells(&paste, "oauth1.", &told);
    assert_eq!(seen_at(&paste, facts::OAUTH1_TIMESTAMP), "1795000000");
    assert!(!known(&paste, "").contains("c2ln"));
    let paste = "HTTP/1.1 401 No\nWWW-Authenticate: GNAP as_uri=\"https://as.example.com/tx\", referrer=\"https://rs.example.com\"\n\n";
    tells(paste, "gnap.", &["gnap.as_uri = \"https://as.example.com/tx\""]);
    assert_eq!(seen_at(paste, facts::GNAP_AS_URI), "https://as.example.com/tx");
}

#[test]
fn vapid_tells_for_whom_its_token_is() {
    // {"alg":"ES256"} . {"aud":"https://push.example.net","exp":1795080000}
    let paste = refused(
        "Authorization: vapid t=eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE3OTUwODAwMDB9.c2lnbmF0dXJl, k=BA1H",
    );
    tells(
        &paste,
        "vapid.",
        &["vapid.aud = \"https://push.example.net\"", "vapid.exp = 1795080000"],
    );
    tells(&paste, "jwt.exp", &["jwt.exp = 1795080000"]);
    assert_eq!(seen_at(&paste, facts::VAPID_EXP), "jE3OTUwODAwMDB");
}

#[test]
fn concealed_tells_its_signature_scheme() {
    let paste = refused("Authorization: Concealed k=a2V5, a=cHVi, s=2055, v=dmVy, p=cHJvb2Y");
    tells(&paste, "concealed.", &["concealed.scheme = \"2055\""]);
    assert_eq!(seen_at(&paste, facts::CONCEALED_SCHEME), "2055");
}

#[test]
fn the_proof_of_dpop_is_told_apart_from_the_access_token() {
    // {"alg":"RS256","typ":"at+jwt","crit":["exp"]} . {"iat":1794999000,"exp":1795003600,"cnf":{"jkt":"0ZcO"}}
    let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImNyaXQiOlsiZXhwIl19.eyJpYXQiOjE3OTQ5OTkwMDAsImV4cCI6MTc5NTAwMzYwMCwiY25mIjp7ImprdCI6IjBaY08ifX0.c2lnbmF0dXJl";
    // {"typ":"dpop+jwt","alg":"ES256"} . {"jti":"e1j3","htm":"POST","htu":"https://api.example.com/orders","iat":1795000000}
    let proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0.eyJqdGkiOiJlMWozIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tL29yZGVycyIsImlhdCI6MTc5NTAwMDAwMH0.c2lnbmF0dXJl";
    let paste = refused(&format!("Authorization: DPoP {token}\nDPoP: {proof}"));
    let told = [
        "dpop.typ = \"dpop+jwt\"",
        "dpop.alg = \"ES256\"",
        "dpop.htm = \"POST\"",
        "dpop.htu = \"https://api.example.com/orders\"",
        "dpop.iat = 1795000000",
        "dpop.claims = [\"jti\",\"htm\",\"htu\",\"iat\"]",
    ];
    tells(&paste, "dpop.", &told);
    tells(proof, "dpop.", &told);
    let told = known(&paste, "jwt.");
    for line in [
        "jwt.type = \"jws\"",
        "jwt.alg = \"RS256\"",
        "jwt.typ = \"at+jwt\"",
        "jwt.iat = 1794999000",
        "jwt.crit = [\"exp\"]",
        "jwt.cnf = [\"jkt\"]",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert!(paste.find(&seen_at(&paste, facts::DPOP_HTM)) > paste.find("DPoP: "));
    tells(proof, "jwt.", &[]);
    // Without its type it is a proof by its field.
    let untyped =
        proof.replace("eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0", "eyJhbGciOiJFUzI1NiJ9");
    tells(&refused(&format!("DPoP: {untyped}")), "dpop.htm", &["dpop.htm = \"POST\""]);
}

#[test]
fn a_signature_tells_what_it_covers_and_how_long() {
    let paste = refused(
        "Signature-Input: sig1=(\"@method\" \"@authority\" \"content-digest\");created=1795000000;expires=1795000300;keyid=\"k1\";alg=\"ed25519\", sig2=(\"@path\");created=1\nSignature: sig1=:c2lnbmF0dXJl:, sig2=:c2lnbmF0dXJl:",
    );
    let told = [
        "signature.components = [\"@method\",\"@authority\",\"content-digest\"]",
        "signature.created = 1795000000",
        "signature.expires = 1795000300",
        "signature.keyid = \"k1\"",
        "signature.alg = \"ed25519\"",
    ];
    tells(&paste, "signature.", &told);
    assert_eq!(seen_at(&paste, facts::SIGNATURE_EXPIRES), "expires=1795000300");
    assert!(!known(&paste, "").contains("c2lnbmF0dXJl"));
    let old = refused(
        "Authorization: Signature keyId=\"k1\",algorithm=\"hs2019\",created=1795000000,headers=\"(request-target) host\",signature=\"c2lnbmF0dXJl\"",
    );
    let told = [
        "signature.components = [\"(request-target)\",\"host\"]",
        "signature.created = 1795000000",
        "signature.keyid = \"k1\"",
        "signature.alg = \"hs2019\"",
    ];
    tells(&old, "signature.", &told);
    assert!(!known(&old, "").contains("c2lnbmF0dXJl"));
}

#[test]
fn what_a_whole_token_lacks_is_absent_and_what_was_cut_off_is_unknown() {
    let slot = |token: &str, fact| {
        observed(&refused(&format!("Authorization: Bearer {token}"))).slots.get(fact).clone()
    };
    // {"alg":"RS256"} . {"iss":"a"}
    assert_eq!(slot("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln", facts::JWT_EXP), Slot::Absent);
    assert_eq!(slot("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhI", facts::JWT_EXP), Slot::Unknown);
    // {"alg":"dir","enc":"A256GCM"}: its claims are encrypted.
    let encrypted =
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXZpdml2aXZpdg.Y2lwaGVydGV4dA.dGFndGFndGFndGFn";
    assert_eq!(slot(encrypted, facts::JWT_EXP), Slot::Unknown);
    // {"alg":"RS256"} . {"exp":"soon"}: that is no time.
    assert_eq!(
        slot("eyJhbGciOiJSUzI1NiJ9.eyJleHAiOiJzb29uIn0.c2ln", facts::JWT_EXP),
        Slot::Unknown
    );
    assert_eq!(slot("opaque-token-of-nobody", facts::JWT_EXP), Slot::Unknown);
}

#[test]
fn an_answer_that_is_told_twice_is_one() {
    let sent = "GET / HTTP/1.1\nHost: a.example\nAuthorization: Basic YTpi\n\n";
    let answer = "HTTP/1.1 401 No\nDate: Sun, 22 Nov 2026 10:00:00 GMT\nWWW-Authenticate: Basic realm=\"a\"\n\n";
    let later = answer.replace("10:00:00", "10:00:09");
    assert_eq!(
        known(&[sent, answer, answer].concat(), "legs"),
        known(&[sent, answer].concat(), "legs")
    );
    // Another answer of the kind is one more leg, and the request that is known is judged.
    let again = known(&[sent, answer, &later].concat(), "credentials.scheme");
    assert_eq!(again, "credentials.scheme = \"basic\"");
    let other = later.replace("Basic", "Bearer");
    assert_eq!(known(&[sent, answer, &other].concat(), "credentials.scheme"), "");
}

#[test]
fn a_response_pasted_again_stands_for_its_exchange() {
    let answer = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"api\"\n\n";
    let request = "GET /orders HTTP/1.1\nHost: api.example.com\n\n";
    let told = known(&format!("{request}{answer}{answer}"), "request.");
    assert!(told.contains("request.url.path = \"/orders\""), "{told}");
    let other = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"api\"\n\n";
    assert_eq!(known(&format!("{request}{answer}{other}"), "request."), "");
}

#[test]
fn a_handshake_that_is_rejected_or_cut_off_has_failed() {
    let outcome = |token: &str, field: &str| {
        let request = "GET / HTTP/1.1\nHost: a\nAuthorization: Negotiate YIIB\n\n";
        let answer = "HTTP/1.1 401 No\nWWW-Authenticate: Negotiate ";
        known(&format!("{request}{answer}{token}\n{field}\n"), "case.outcome")
    };
    let (open, failed) = ("case.outcome = \"open\"", "case.outcome = \"failed\"");
    // negState accept-incomplete, then reject (RFC 4178 section 4.2.2).
    assert_eq!(outcome("oQcwBaADCgEB", ""), open);
    assert_eq!(outcome("oQcwBaADCgEC", ""), failed);
    assert_eq!(outcome("oQcwBaADCgEB", "Connection: close\n"), failed);
}

#[test]
fn a_redirect_or_a_preflight_alone_is_no_success() {
    let outcome = |request: &str, answer: &str| {
        known(&format!("{request}\nHost: a\n\nHTTP/1.1 {answer}\n\n"), "case.outcome")
    };
    let said = |word: &str| format!("case.outcome = \"{word}\"");
    let sent = "GET / HTTP/1.1\nAuthorization: Basic YTpi";
    assert_eq!(outcome(sent, "302 Found\nLocation: /login"), said("unknown"));
    assert_eq!(outcome(sent, "304 Not Modified"), said("succeeded"));
    assert_eq!(outcome("OPTIONS / HTTP/1.1", "204 No Content"), said("unknown"));
    assert_eq!(
        outcome("OPTIONS / HTTP/1.1\nAuthorization: Basic YTpi", "200 OK"),
        said("succeeded")
    );
    // A refusal that credentials overcame.
    let refused =
        "GET / HTTP/1.1\nHost: a\n\nHTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\"r\"\n";
    assert_eq!(
        outcome(&format!("{refused}\n{sent}"), "302 Found\nLocation: /b"),
        said("succeeded")
    );
}

#[test]
fn credentials_for_another_are_not_those_that_are_refused() {
    let paste = "GET / HTTP/1.1\nHost: a\nProxy-Authorization: Basic YTpi\n\nHTTP/1.1 401 No\n\
        WWW-Authenticate: Negotiate\n\n";
    assert_eq!(known(paste, "credentials.scheme"), "");
    let told = known(&paste.replace("401", "200"), "credentials.scheme");
    assert_eq!(told, "credentials.scheme = \"basic\"");
}

#[test]
fn challenges_of_a_403_are_known_and_offer_nothing() {
    let paste = "GET / HTTP/1.1\nHost: a\n\nHTTP/1.1 403 No\nWWW-Authenticate: Bearer \
        error=\"insufficient_scope\"\n\n";
    assert!(known(paste, "challenges").contains("insufficient_scope"));
    assert_eq!(known(paste, "offers"), "offers = []");
}

#[test]
fn the_service_is_the_one_that_a_message_names() {
    let head = "> GET / HTTP/1.1\n> Host: web1.corp.example\n> \n< HTTP/1.1 401 No\n< WWW-Authenticate: Negotiate\n< \n";
    let said = "* gss_init_sec_context() failed: Server HTTP/alias.corp.example@CORP.EXAMPLE not found in Kerberos database. \n";
    let told = |paste: &str| known(paste, "kerberos.service");
    assert_eq!(told(&format!("{said}{head}")), "kerberos.service = \"HTTP/alias.corp.example\"");
    assert_eq!(told(head), "kerberos.service = \"HTTP/web1.corp.example\"");
    assert_eq!(told(&head.replace("401", "407").replace("WWW-", "Proxy-")), "");
}

#[test]
fn of_a_list_only_the_items_that_are_marked_are_shown() {
    use why401_engine::Mark;
    let paste = "HTTP/1.1 401 Unauthorized\nServer: acme-lb/2.3\nSet-Cookie: s=1\nX-Acme-Reason: auth-stripped\n\
        WWW-Authenticate: Negotiate, Basic realm=\"acme\", charset=\"UTF-8\"\n\n";
    let seen = observed(paste);
    let shown = |fact, marks: &[(u32, Option<u32>)]| -> Vec<&str> {
        let mark = |(item, field): &(u32, Option<u32>)| Mark { fact, item: *item, field: *field };
        let marks: Vec<Mark> = marks.iter().map(mark).collect();
        seen.places(fact, &marks).iter().map(|span| &paste[span.range()]).collect()
    };
    let (fields, challenges) = (why401_facts::RESPONSE_FIELDS, why401_facts::CHALLENGES);
    // What is not among the fields marks none of them.
    assert_eq!(shown(fields, &[]), ["HTTP/1.1 401"]);
    // The cookie's value is a secret, and its field no item.
    assert_eq!(shown(fields, &[(1, None)]), ["X-Acme-Reason"]);
    assert_eq!(
        shown(fields, &[(1, Some(1)), (1, None), (1, Some(0))]),
        ["X-Acme-Reason: auth-stripped"]
    );
    assert_eq!(shown(challenges, &[(1, None), (1, Some(1))]), ["acme"]);
    assert_eq!(shown(challenges, &[(1, None), (1, Some(0)), (1, Some(1))]), ["Basic realm=\"acme"]);
    // A field that is not there has no place.
    assert_eq!(shown(challenges, &[(0, None), (0, Some(1))]), ["Negotiate"]);
    assert_eq!(shown(challenges, &[(0, None), (1, None), (1, Some(8))]), ["Negotiate", "UTF-8"]);
}

#[test]
fn what_heads_lack_is_as_the_table_of_facts_says() {
    use facts::{FACTS, Lacking, Reader};
    let heads = "GET / HTTP/1.1\r\nAccept: */*\r\n\r\nHTTP/1.1 204 No Content\r\nAge: 0\r\n\r\n";
    let seen = observed(heads);
    let mut wrong = Vec::new();
    for (id, fact) in (0..).map(FactId).zip(FACTS) {
        for (reader, lacking) in fact.readers {
            let found = seen.slots.get(id);
            let right = match (reader, lacking, found) {
                (Reader::RequestHead | Reader::ResponseHead, Lacking::Empty, found) => {
                    matches!(found, Slot::Known(Value::List(_)))
                }
                (Reader::RequestHead | Reader::ResponseHead, Lacking::Absent, found) => {
                    *found != Slot::Unknown
                }
                _ => true,
            };
            if !right {
                wrong.push((fact.name, lacking, found));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(*seen.slots.get(facts::OFFERS), Slot::Known(Value::List(Vec::new())));
}
