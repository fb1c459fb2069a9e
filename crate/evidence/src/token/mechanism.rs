//! The mechanisms that GSS-API tokens name.

use crate::token::der::Element;

/// A mechanism's object identifier, and its name where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mechanism {
    /// In dotted form.
    pub oid: String,
    /// The word for it, `unknown` for others.
    pub name: &'static str,
}

const NAMES: [(&str, &str); 8] = [
    ("1.2.840.113554.1.2.2", "kerberos"),
    ("1.2.840.113554.1.2.2.3", "kerberos-user-to-user"),
    // 113554 with its top bit lost: an old mistake of Windows 2000, still offered.
    ("1.2.840.48018.1.2.2", "ms-kerberos"),
    ("1.3.5.1.5.2", "kerberos-old"),
    ("1.3.6.1.4.1.311.2.2.10", "ntlm"),
    ("1.3.6.1.4.1.311.2.2.30", "negoex"),
    ("1.3.6.1.5.2.5", "iakerb"),
    (SPNEGO, "spnego"),
];

const SPNEGO: &str = "1.3.6.1.5.5.2";

/// No mechanism's identifier is longer.
const LONGEST: usize = 64;

impl Mechanism {
    pub(super) fn read(element: &Element<'_>) -> Option<Mechanism> {
        let fits = element.tag == 6 && (1..=LONGEST).contains(&element.content.len());
        let oid = dotted(element.content).filter(|_| fits)?;
        let name =
            NAMES.iter().find(|(known, _)| *known == oid).map_or("unknown", |(_, name)| name);
        Some(Mechanism { oid, name })
    }

    pub(super) fn is_spnego(&self) -> bool {
        self.oid == SPNEGO
    }

    /// One whose tokens are Kerberos messages.
    #[must_use]
    pub fn is_kerberos(&self) -> bool {
        self.name.contains("kerberos")
    }
}

/// Base 128, the top bit set in all bytes of a number but its last; the first number holds two
/// (X.690 section 8.19).
fn dotted(bytes: &[u8]) -> Option<String> {
    let mut oid = String::new();
    let mut number = 0_u64;
    for byte in bytes {
        number = number.checked_mul(128)?.checked_add(u64::from(byte & 0x7F))?;
        if byte & 0x80 != 0 {
            continue;
        }
        if oid.is_empty() {
            let first = (number / 40).min(2);
            oid = format!("{first}.{}", number - first * 40);
        } else {
            oid += &format!(".{number}");
        }
        number = 0;
    }
    Some(oid)
}
