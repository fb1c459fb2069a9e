//! The names of authentication schemes: those of IANA's registry, and those in common use without.

/// What is known of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// As its specification writes it.
    pub name: &'static str,
    /// It is in IANA's HTTP Authentication Scheme Registry (RFC 9110 section 16.4.1).
    pub registered: bool,
    /// Its specification wants these parameters in a challenge.
    pub required: &'static [&'static str],
    /// It authenticates a connection in several legs, and takes a token where others take
    /// parameters (RFC 4559, MS-NTHT).
    pub multi_leg: bool,
}

const fn registered(name: &'static str, required: &'static [&'static str]) -> Scheme {
    Scheme { name, registered: true, required, multi_leg: false }
}

const fn common(name: &'static str) -> Scheme {
    Scheme { name, registered: false, required: &[], multi_leg: false }
}

const fn multi_leg(scheme: Scheme) -> Scheme {
    Scheme { multi_leg: true, ..scheme }
}

/// Every scheme that is known here, in the order of their names without regard to case.
pub const SCHEMES: &[Scheme] = &[
    common("AWS4-HMAC-SHA256"),
    registered("Basic", &["realm"]), // RFC 7617 section 2
    registered("Bearer", &[]),
    registered("Concealed", &[]),
    registered("Digest", &["realm", "nonce"]), // RFC 7616 section 3.3
    registered("DPoP", &[]),
    registered("GNAP", &[]),
    common("GSSAPI"),
    common("Hawk"),
    registered("HOBA", &[]),
    multi_leg(common("Kerberos")),
    registered("Mutual", &[]),
    multi_leg(registered("Negotiate", &[])),
    multi_leg(common("NTLM")),
    registered("OAuth", &[]),
    common("PoP"),
    registered("PrivateToken", &[]),
    registered("SCRAM-SHA-1", &[]),
    registered("SCRAM-SHA-256", &[]),
    common("Signature"),
    common("Token"),
    registered("vapid", &[]),
    common("WSSE"),
];

/// Names that are parameters of those schemes and no schemes.
const PARAMS: &[&str] = &[
    "algorithm",
    "charset",
    "domain",
    "error",
    "error_description",
    "nonce",
    "opaque",
    "qop",
    "realm",
    "scope",
    "stale",
    "userhash",
];

/// Which schemes have a name of that length, a bit each: few are compared with a name.
static OF_LENGTH: [u32; 20] = {
    let mut lengths = [0; 20];
    let mut nth = 0;
    while nth < SCHEMES.len() {
        lengths[SCHEMES[nth].name.len()] |= 1 << nth;
        nth += 1;
    }
    lengths
};

/// The scheme of that name, without regard to case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Scheme> {
    named(name.as_bytes())
}

/// Whether bytes of a field value are the name of a known scheme.
pub(super) fn is_known(name: &[u8]) -> bool {
    named(name).is_some()
}

fn named(name: &[u8]) -> Option<&'static Scheme> {
    let mut left = OF_LENGTH.get(name.len()).copied()?;
    while left != 0 {
        let scheme = SCHEMES.get(left.trailing_zeros() as usize)?;
        let known = scheme.name.as_bytes();
        let begins =
            known.first().zip(name.first()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        if begins && (known == name || known.eq_ignore_ascii_case(name)) {
            return Some(scheme);
        }
        left &= left - 1;
    }
    None
}

/// Whether bytes of a field value are the name of a parameter that known schemes have.
pub(super) fn is_param(name: &[u8]) -> bool {
    PARAMS.iter().any(|param| param.as_bytes().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted_and_no_parameters() {
        let lower = |scheme: &Scheme| scheme.name.to_ascii_lowercase();
        assert!(SCHEMES.is_sorted_by(|one, two| lower(one) < lower(two)));
        assert!(SCHEMES.iter().all(|scheme| !is_param(scheme.name.as_bytes())));
        assert!(PARAMS.is_sorted());
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(
            find("ntlm").map(|scheme| (scheme.name, scheme.registered)),
            Some(("NTLM", false))
        );
        assert!(find("Negotiate").is_some_and(|scheme| scheme.registered && scheme.multi_leg));
        assert_eq!(find("Barer"), None);
    }
}
