//! What MIT krb5 says when it fails, by the symbol that people search for (RFC 4120 section 7.5.9, and
//! `krb5.h`).

use crate::capture::Entry;
use crate::span::Leaf;

/// A phrase of the message, and the symbol. The first that occurs counts.
const CODES: &[(&str, &str)] = &[
    ("Clock skew too great", "KRB_AP_ERR_SKEW"),
    ("not found in Kerberos database", "KDC_ERR_S_PRINCIPAL_UNKNOWN"),
    ("not found in database", "KDC_ERR_S_PRINCIPAL_UNKNOWN"),
    ("Preauthentication failed", "KDC_ERR_PREAUTH_FAILED"),
    ("Password incorrect", "KDC_ERR_PREAUTH_FAILED"),
    ("Additional pre-authentication required", "KDC_ERR_PREAUTH_REQUIRED"),
    ("has no support for encryption type", "KDC_ERR_ETYPE_NOSUPP"),
    ("encryption type not permitted", "KRB5_NOPERM_ETYPE"),
    ("Password has expired", "KDC_ERR_KEY_EXPIRED"),
    ("credentials have been revoked", "KDC_ERR_CLIENT_REVOKED"),
    ("entry in database has expired", "KDC_ERR_NAME_EXP"),
    ("KDC policy rejects request", "KDC_ERR_POLICY"),
    ("can't fulfill requested option", "KDC_ERR_BADOPTION"),
    ("Ticket expired", "KRB_AP_ERR_TKT_EXPIRED"),
    ("Ticket not yet valid", "KRB_AP_ERR_TKT_NYV"),
    ("Request is a replay", "KRB_AP_ERR_REPEAT"),
    ("Message stream modified", "KRB_AP_ERR_MODIFIED"),
    ("cannot decrypt ticket", "KRB_AP_ERR_MODIFIED"),
    ("Decrypt integrity check failed", "KRB_AP_ERR_BAD_INTEGRITY"),
    ("Wrong principal in request", "KRB5KRB_AP_WRONG_PRINC"),
    ("Cannot find key for", "KRB5_KT_KVNONOTFOUND"),
    ("keytab is likely out of date", "KRB_AP_ERR_BADKEYVER"),
    ("not found in keytab", "KRB_AP_ERR_NOKEY"),
    ("Service key not available", "KRB_AP_ERR_NOKEY"),
    ("Response too big for UDP", "KRB_ERR_RESPONSE_TOO_BIG"),
    ("Cannot contact any KDC", "KRB5_KDC_UNREACH"),
    ("Cannot find KDC for", "KRB5_REALM_UNKNOWN"),
    ("Cannot resolve servers for KDC", "KRB5_REALM_CANT_RESOLVE"),
    ("KDC reply did not match expectations", "KRB5_KDCREP_MODIFIED"),
    ("No credentials cache found", "KRB5_FCC_NOFILE"),
    ("No ticket file", "KRB5_FCC_NOFILE"),
    ("Credentials cache file", "KRB5_FCC_NOFILE"),
    ("Credentials cache keyring", "KRB5_FCC_NOFILE"),
    ("Credentials cache 'KCM", "KRB5_FCC_NOFILE"),
    ("Matching credential not found", "KRB5_CC_NOTFOUND"),
    ("Key table entry not found", "KRB5_KT_NOTFOUND"),
    ("No principal in keytab matches", "KRB5_KT_NOTFOUND"),
    ("Key table file", "KRB5_KT_IOERR"),
    ("key in key table is incorrect", "KRB5_KT_KVNONOTFOUND"),
    ("No key table entry found", "KRB5_KT_NOTFOUND"),
    ("cannot find mechanisms to negotiate", "GSS_S_BAD_MECH"),
    ("unsupported mechanism was requested", "GSS_S_BAD_MECH"),
    ("Invalid token was supplied", "GSS_S_DEFECTIVE_TOKEN"),
];

/// Puts the symbol of what `text` says before the other entries.
pub(super) fn add_code(text: &Leaf, entries: &mut Vec<Entry>) {
    let said = text.as_str();
    let Some((phrase, code)) = CODES.iter().find(|(phrase, _)| said.contains(phrase)) else {
        return;
    };
    let at = said.find(phrase).unwrap_or_default();
    let before = said.get(..at).unwrap_or_default();
    let of_client = before.rfind("Client") > before.rfind("Server");
    let code = match *code {
        "KDC_ERR_S_PRINCIPAL_UNKNOWN" if of_client => "KDC_ERR_C_PRINCIPAL_UNKNOWN",
        code => code,
    };
    let place = text.slice(at..at + phrase.len()).span();
    entries.insert(0, Entry { name: "code", value: Leaf::verbatim(code, place) });
}
