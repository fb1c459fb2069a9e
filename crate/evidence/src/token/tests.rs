//! Tokens of real programs.

use proptest::prelude::*;

use super::*;
use crate::span::Span;

fn token(text: &str) -> Token {
    let span = Span { paste: 0, start: 0, end: text.len() as u32 };
    sniff(&Leaf::verbatim(text, span)).token
}

fn names(token: &Token) -> Vec<&'static str> {
    token.mechanisms.iter().map(|mechanism| mechanism.name).collect()
}

const NTLM_1: &str = "TlRMTVNTUAABAAAAAQAAAAAAAAAgAAAAAAAAACAAAAA=";
const NTLM_2: &str = "TlRMTVNTUAACAAAAAAAAADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwAAAA";
const NTLM_3: &str = "TlRMTVNTUAADAAAAAAAAAFAAAAAAAAAAUAAAAAAAAABQAAAAAAAAAFAAAAAAAAAAUAAAAAAAAABQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const AP_REP: &str = "YIGZBgkqhkiG9xIBAgICAG+BiTCBhqADAgEFoQMCAQ+iejB4oAMCARKicQRvqRAcb/11tFrlaPuz0Gy6fujwtqV2hng18TCqt8CfBZmZRkD+gkJtJIm14duwta6OJszG5lOj3c4eHX1LPgMTCfbxuxTD1O061Jnwl0CO+vLZqUW3Qvf6vGTHJPVZRMhulq1ZUMb7LBxVFxNis6qi";
const BARE_KRB_ERROR: &str = "foGWMIGToAMCAQWhAwIBHqQRGA8yMDA1MDgxNjA5NDAyOVqlBQIDCCh8pgMCAQ6pCBsGREVOWURDqhswGaADAgECoRIwEBsGa3JidGd0GwZERU5ZREOsQQQ/MD0wO6EDAgELojQEMjAwMBagAwIBA6EPBA1ERU5ZREMuQ09NZGVzMBagAwIBAaEPBA1ERU5ZREMuQ09NZGVz";
const INIT_NTLM: &str = "YE0GBisGAQUFAqBDMEGgDjAMBgorBgEEAYI3AgIKoi8ELU5UTE1TU1AAAQAAABWCCGAJAAkAIAAAAAQABAApAAAAV09SS0dST1VQSkFDSw==";
const INIT_HINTS: &str = "YHYGBisGAQUFAqBsMGqgPDA6BgorBgEEAYI3AgIeBgkqhkiC9xIBAgIGCSqGSIb3EgECAgYKKoZIhvcSAQICAwYKKwYBBAGCNwICCqMqMCigJhskbm90X2RlZmluZWRfaW5fUkZDNDE3OEBwbGVhc2VfaWdub3Jl";
const RESP_MS_KERBEROS: &str = "oYGhMIGeoAMKAQChCwYJKoZIgvcSAQICooGJBIGGYIGDBgkqhkiG9xIBAgICAG90MHKgAwIBBaEDAgEPomYwZKADAgEXol0EW+GvsTj+9OAcj34EjxUyJcFbG3uPaBM5tdGhU6f1sMS0C5S2qmUzpofoWIJvpevJBPQtTsdJa9/ezw52j81xIt4v/RxS4qbsrfzqkYEk5obsKBrz43qQib0650A=";
const INIT_NEGOEX: &str = "YCgGBisGAQUFAqAeMBygGjAYBgorBgEEAYI3AgIeBgorBgEEAYI3AgIK";
/// The first bytes of a ticket of 820 characters.
const AP_REQ_CUT: &str = "YIICYwYJKoZIhvcSAQICAQBuggJSMIICTqADAgEFoQMCAQ6iBwMFAAAAAACjggFdYYIBWTCCAVWgAwIBBaENGwtURVNULkdPS1JCNaIjMCGgAwIBAaEaMBgb";
/// The first bytes of a token of 916 characters.
const INIT_KERBEROS_CUT: &str = "oIICqjCCAqagJzAlBgkqhkiG9xIBAgIGBSsFAQUCBgkqhkiC9xIBAgIGBisGAQUCBaKCAnkEggJ1YIICcQYJKoZIhvcSAQICAQBuggJgMIICXKADAgEFoQMCAQ6iBwMFAAAAAACjggFwYYIBbDCCAWigAwIBBaEN";

#[test]
fn kinds_are_told_by_the_first_bytes() {
    for (text, kind) in [
        (NTLM_1, "ntlm-negotiate"),
        (NTLM_2, "ntlm-challenge"),
        (NTLM_3, "ntlm-authenticate"),
        (AP_REP, "kerberos-ap-rep"),
        (AP_REQ_CUT, "kerberos-ap-req"),
        (BARE_KRB_ERROR, "kerberos-error"),
        (INIT_NTLM, "spnego-init"),
        (RESP_MS_KERBEROS, "spnego-response"),
        ("YWxpY2U6c2VjcmV0", "unknown"),
        ("a.b.c", "unknown"),
        // n,,n=user,r=rOprNGfwEbeRWgbNEkqO
        ("biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=", "unknown"),
        ("TlRMTVNTUAAJAAAA", "unknown"),
    ] {
        assert_eq!(token(text).kind.name(), kind, "{text}");
    }
}

#[test]
fn spnego_offers_in_order_and_carries_a_token() {
    let init = token(INIT_KERBEROS_CUT);
    assert_eq!(names(&init), ["kerberos", "kerberos-old", "ms-kerberos", "iakerb"]);
    assert_eq!(init.inner.map(|inner| inner.kind), Some(Kind::KerberosApReq));
    let ntlm = token(INIT_NTLM);
    assert_eq!(names(&ntlm), ["ntlm"]);
    assert_eq!(ntlm.inner.map(|inner| inner.kind), Some(Kind::NtlmNegotiate));
    assert_eq!(names(&token(INIT_NEGOEX)), ["negoex", "ntlm"]);
    let hints = token(INIT_HINTS);
    assert!(names(&hints).contains(&"ms-kerberos") && hints.inner.is_none());
}

#[test]
fn a_response_names_its_mechanism() {
    let response = token(RESP_MS_KERBEROS);
    assert_eq!(names(&response), ["ms-kerberos"]);
    assert_eq!(response.inner.map(|inner| inner.kind), Some(Kind::KerberosApRep));
}

#[test]
fn nesting_has_an_end() {
    let mut bytes = b"NTLMSSP\0\x01\0\0\0".to_vec();
    for _ in 0..60 {
        for tag in [0x04, 0xA2, 0x30, 0xA0] {
            let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
            bytes.splice(0..0, [tag, 0x82, length[0], length[1]]);
        }
    }
    let mut depth = 0;
    let mut token = recognise(bytes);
    while let Some(inner) = token.inner.take() {
        depth += 1;
        token = *inner;
    }
    assert_eq!(depth, DEPTH);
}

proptest! {
    #[test]
    fn any_bytes_are_some_token(start in prop::sample::select(vec![&b"\x60"[..], b"\xA0", b"\xA1", b"NTLMSSP\0", b""]), rest: Vec<u8>) {
        let bytes = [start, &rest].concat();
        prop_assert_eq!(&recognise(bytes.clone()).bytes, &bytes);
    }

    #[test]
    fn every_cut_of_a_token_is_read(end in 0..INIT_NTLM.len()) {
        token(&INIT_NTLM[..end]);
    }
}
