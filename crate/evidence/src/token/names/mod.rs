//! What numbers in tokens are called and mean. Each table is one text, a line an entry, which takes less
//! room than as many pointers.

/// The flags of NTLM by bit, from the lowest (MS-NLMP section 2.2.2.5); `reserved` are those it names r1 to r10.
pub(super) const NTLM_FLAGS: [&str; 32] = [
    "unicode",
    "oem",
    "request-target",
    "reserved-3",
    "sign",
    "seal",
    "datagram",
    "lm-key",
    "reserved-8",
    "ntlm",
    "reserved-10",
    "anonymous",
    "oem-domain-supplied",
    "oem-workstation-supplied",
    "reserved-14",
    "always-sign",
    "target-type-domain",
    "target-type-server",
    "reserved-18",
    "extended-session-security",
    "identify",
    "reserved-21",
    "request-non-nt-session-key",
    "target-info",
    "reserved-24",
    "version",
    "reserved-26",
    "reserved-27",
    "reserved-28",
    "128",
    "key-exchange",
    "56",
];

const KERBEROS_ERRORS: &str = include_str!("kerberos-errors.txt");
const ETYPES: &str = include_str!("etypes.txt");
const PADATA: &str = include_str!("padata.txt");
const NT_STATUS: &str = include_str!("nt-status.txt");

/// The line of that number: a word, and what is after it.
fn find(table: &'static str, number: i64) -> Option<(&'static str, &'static str)> {
    table.lines().find_map(|line| {
        let (of, rest) = line.split_once(' ')?;
        let found = of.parse() == Ok(number);
        found.then(|| rest.split_once(' ').unwrap_or((rest, "")))
    })
}

/// The name and the meaning of a Kerberos error (RFC 4120 section 7.5.9 and later specifications).
#[must_use]
pub fn kerberos_error(code: i64) -> Option<(&'static str, &'static str)> {
    find(KERBEROS_ERRORS, code)
}

/// The name of an encryption type of Kerberos.
#[must_use]
pub fn etype(number: i64) -> Option<&'static str> {
    find(ETYPES, number).map(|(name, _)| name)
}

pub(super) fn padata(number: i64) -> Option<&'static str> {
    find(PADATA, number).map(|(name, _)| name)
}

/// The name and the meaning of an NTSTATUS (MS-ERREF section 2.3) that authentication gives.
#[must_use]
pub fn nt_status(status: u32) -> Option<(&'static str, &'static str)> {
    find(NT_STATUS, status.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_number_and_a_name() {
        for (table, prose) in
            [(KERBEROS_ERRORS, true), (ETYPES, false), (PADATA, false), (NT_STATUS, true)]
        {
            let mut last = i64::MIN;
            for line in table.lines() {
                let number: i64 = line.split(' ').next().unwrap().parse().unwrap();
                assert!(number > last, "{line}");
                last = number;
                let (name, meaning) = find(table, number).unwrap();
                assert!(!name.is_empty() && prose != meaning.is_empty(), "{line}");
            }
        }
    }

    #[test]
    fn the_errors_are_all_of_rfc_4120() {
        let codes = (0..=29).chain(31..=42).chain(44..=52).chain(60..=69);
        for code in codes {
            assert!(kerberos_error(code).is_some(), "{code}");
        }
        assert_eq!(kerberos_error(41).map(|(name, _)| name), Some("KRB_AP_ERR_MODIFIED"));
        assert_eq!(kerberos_error(30), None);
    }

    #[test]
    fn others_are_found() {
        assert_eq!(etype(18), Some("aes256-cts-hmac-sha1-96"));
        assert_eq!(etype(-133), Some("rc4-hmac-old"));
        assert_eq!(nt_status(0xC000_006D).map(|(name, _)| name), Some("STATUS_LOGON_FAILURE"));
        assert_eq!(padata(19), Some("pa-etype-info2"));
    }
}
