//! The properties of the metabase that matter for authentication, and the sections of configuration that do.

use crate::iis::keys::Type::{Boolean, Dword, List, Text};

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A string.
    Text,
    /// A number, or flags.
    Dword,
    /// True or false.
    Boolean,
    /// Strings.
    List,
}

/// A property.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// As the administration scripts spell it.
    pub name: &'static str,
    /// Its number, which `mdutil` prints; of a flag that of the property it is a bit of.
    pub id: u16,
    /// What it holds.
    pub kind: Type,
    /// For a flag: its bit in the property of the same number.
    pub bit: u32,
    /// The value that a server of its own has after setup, first for IIS 4.0, then 5.0 and 5.1, then 6.0; empty where it is
    /// not set, or not known.
    pub defaults: [&'static str; 3],
}

const fn key(name: &'static str, id: u16, kind: Type, defaults: [&'static str; 3]) -> Key {
    Key { name, id, kind, bit: 0, defaults }
}

const fn flag(name: &'static str, id: u16, bit: u32) -> Key {
    Key { name, id, kind: Boolean, bit, defaults: [""; 3] }
}

const NONE: [&str; 3] = [""; 3];

/// A number's own property comes before its flags.
#[rustfmt::skip]
pub const KEYS: [Key; 48] = [
    key("AuthFlags", 6000, Dword, ["5", "5", "5"]),
    flag("AuthAnonymous", 6000, 0x1),
    flag("AuthBasic", 6000, 0x2),
    flag("AuthNTLM", 6000, 0x4),
    flag("AuthMD5", 6000, 0x10),
    flag("AuthPassport", 6000, 0x40),
    key("Realm", 6001, Text, NONE),
    key("DefaultLogonDomain", 6012, Text, NONE),
    key("LogonMethod", 6013, Dword, ["0", "0", "3"]),
    key("ScriptMaps", 6014, List, NONE),
    key("AccessFlags", 6016, Dword, NONE),
    flag("AccessRead", 6016, 0x1),
    flag("AccessWrite", 6016, 0x2),
    flag("AccessExecute", 6016, 0x4),
    flag("AccessSource", 6016, 0x10),
    flag("AccessScript", 6016, 0x200),
    key("IPSecurity", 6019, Text, NONE),
    key("AnonymousUserName", 6020, Text, NONE),
    key("AnonymousUserPass", 6021, Text, NONE),
    key("AnonymousPasswordSync", 6022, Boolean, ["True", "True", "False"]),
    key("DontLog", 6023, Boolean, NONE),
    key("EnableReverseDNS", 6029, Boolean, NONE),
    key("AccessSSLFlags", 6030, Dword, ["0", "0", "0"]),
    flag("AccessSSL", 6030, 0x8),
    flag("AccessSSLNegotiateCert", 6030, 0x20),
    flag("AccessSSLRequireCert", 6030, 0x40),
    flag("AccessSSLMapCert", 6030, 0x80),
    flag("AccessSSL128", 6030, 0x100),
    key("AuthPersistence", 6031, Dword, ["", "128", ""]),
    flag("AuthPersistSingleRequest", 6031, 0x40),
    flag("AuthPersistSingleRequestIfProxy", 6031, 0x80),
    flag("AuthPersistSingleRequestAlwaysIfProxy", 6031, 0x100),
    key("NTAuthenticationProviders", 6032, Text, ["NTLM", "Negotiate,NTLM", ""]),
    key("CreateProcessAsUser", 6035, Boolean, ["True", "True", "True"]),
    key("UseDigestSSP", 6047, Boolean, NONE),
    key("AllowKeepAlive", 6038, Boolean, ["True", "True", "True"]),
    key("PasswordExpirePrenotifyDays", 2063, Dword, NONE),
    key("PasswordCacheTTL", 2064, Dword, ["600", "600", "600"]),
    key("UseHostName", 2066, Boolean, NONE),
    key("PasswordChangeFlags", 2068, Dword, NONE),
    key("AuthChangeURL", 2060, Text, NONE),
    key("AuthExpiredURL", 2061, Text, NONE),
    key("AuthExpiredUnsecureURL", 2067, Text, NONE),
    key("SecureBindings", 2021, List, NONE),
    key("ServerBindings", 1023, List, NONE),
    key("UNCUserName", 3002, Text, NONE),
    key("UNCPassword", 3003, Text, NONE),
    key("AppPoolId", 9101, Text, NONE),
];

/// The property of that name (compared without regard to case) or number.
#[must_use]
pub fn find(name: &str) -> Option<&'static Key> {
    let number: Option<u16> = name.parse().ok();
    KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name) || number == Some(key.id))
}

/// True for two ways to write one property: its name in any case, or its number.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let name = |text: &str| find(text).map(|key| key.name);
    one.eq_ignore_ascii_case(other)
        || (is_number(one) || is_number(other)) && name(one).is_some() && name(one) == name(other)
}

/// The sections of `applicationHost.config` and `web.config`, and where they stand.
#[rustfmt::skip]
pub const SECTIONS: [&str; 10] = [
    "anonymousAuthentication", "basicAuthentication", "digestAuthentication",
    "windowsAuthentication", "clientCertificateMappingAuthentication",
    "iisClientCertificateMappingAuthentication", "access", "authentication", "authorization",
    "identity",
];

/// The section that an element of that name is.
#[must_use]
pub fn section(name: &str) -> Option<&'static str> {
    SECTIONS.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// What the sub-status of a 401 or 403 says, in IIS of any version.
#[must_use]
pub fn status_text(status: u16, substatus: u16) -> Option<&'static str> {
    let found = STATUS_TEXTS.iter().find(|(code, sub, _)| (*code, *sub) == (status, substatus));
    found.map(|(.., text)| *text)
}

#[rustfmt::skip]
const STATUS_TEXTS: [(u16, u16, &str); 29] = [
    (401, 1, "the logon failed"),
    (401, 2, "the server's settings allow no scheme that the client used"),
    (401, 3, "the file's access control list refuses the account"),
    (401, 4, "a filter refused"),
    (401, 5, "the application refused"),
    (401, 7, "the URL authorization policy refuses"),
    (401, 501, "too many requests of the same client are open"),
    (401, 502, "too many requests of the same client came in too short a time"),
    (401, 503, "the client's address is on the list of those refused"),
    (401, 504, "the client's host name is on the list of those refused"),
    (403, 1, "execution is not allowed"),
    (403, 2, "reading is not allowed"),
    (403, 3, "writing is not allowed"),
    (403, 4, "HTTPS is required"),
    (403, 5, "128-bit encryption is required"),
    (403, 6, "the client's address is refused"),
    (403, 7, "a client certificate is required"),
    (403, 8, "the site refuses the client's name"),
    (403, 9, "too many clients are connected"),
    (403, 10, "the configuration allows no execution"),
    (403, 11, "the password was changed"),
    (403, 12, "the certificate's mapping refuses"),
    (403, 13, "the client certificate is revoked, or its revocation could not be checked"),
    (403, 14, "listing the folder is not allowed"),
    (403, 15, "the client access licences are used up"),
    (403, 16, "the client certificate is not trusted or not valid"),
    (403, 17, "the client certificate has expired or is not yet valid"),
    (403, 18, "the URL can't be run in this application pool"),
    (403, 19, "the application pool's account may not run CGI as the client"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_own_property_and_not_a_flag() {
        assert_eq!(find("6000").map(|key| key.name), Some("AuthFlags"));
        assert_eq!(find("authntlm").map(|key| (key.id, key.bit)), Some((6000, 4)));
        assert_eq!(find("6032").map(|key| key.defaults), Some(["NTLM", "Negotiate,NTLM", ""]));
        assert_eq!(find("Comment"), None);
        assert!(same("6032", "NTAuthenticationProviders") && same("Comment", "comment"));
        assert!(!same("6000", "AuthNTLM") && !same("9999", "9998"));
    }

    #[test]
    fn names_are_told_once_and_flags_follow_their_property() {
        for (index, key) in KEYS.iter().enumerate() {
            let before = &KEYS[..index];
            assert!(!before.iter().any(|known| known.name == key.name), "{}", key.name);
            let of_number = before.iter().filter(|known| known.id == key.id);
            assert_eq!(of_number.count() > 0, key.bit != 0, "{}", key.name);
        }
        assert_eq!(status_text(401, 2).map(str::len).is_some(), section("Access").is_some());
        assert_eq!(status_text(401, 99), None);
    }
}
