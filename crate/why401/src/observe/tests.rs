//! Pastes and the facts that they make known.

use why401_evidence::text::Text;
use why401_facts as facts;

use super::observe;
use crate::Options;
use crate::case::cases;
use crate::prose::json;
use why401_engine::Slot;

/// The known facts of the first case whose names start so, one a line.
fn known(paste: &str, prefix: &str) -> String {
    let capture = why401_evidence::read(&[Text::from_str(paste)]);
    let cases = cases(&capture);
    let case = cases.first().expect("a case");
    let episodes = why401_evidence::iis::episodes::Episodes::of(&capture.logs);
    let options = Options { now: Some(1_795_000_000), ..Options::default() };
    let seen = observe(&capture, &episodes, case, &options);
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
    crate::diagnose::evidence(id, &[], &seen).map(|evidence| evidence.label)
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
    assert_eq!(known(paste, "basic."), "basic.password_length = 7");
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
