//! Spring Security's SPNEGO filter, which logs why it refused a token, and the exceptions below it.

use crate::capture::{Format, Kind};
use crate::read::sheet::{self, Sheet};
use crate::read::{Reader, pattern};

const SPRING: Format =
    Format { id: "spring-spnego", label: "Spring Security's SPNEGO filter", unit: "error" };

pub(super) const READER: Reader = Reader {
    formats: &[&SPRING],
    starts: |_| false,
    read: |cursor, sink| {
        let near = ["Negotiate Header was invalid", "KerberosServiceAuthenticationProvider"];
        cursor.peek().is_some_and(|view| pattern::has_any(view.text, &near))
            && sheet::read(cursor, sink, &SHEET)
    },
    of_content: false,
};

const SHEET: Sheet = Sheet {
    format: &SPRING,
    kind: Kind::Error,
    opens: &[
        "code=GSS acceptor;text=unsupported mechanism was requested;;{_}Negotiate Header was invalid: {scheme.} {token.} {_}context initiator is null",
        "{_}Negotiate Header was invalid: {scheme.} {token.}{_}",
    ],
    begins: &[],
    row: sheet::no_row,
    bare: false,
    labels: &[],
    goes_on: &[
        "{_}BadCredentialsException: {text}",
        "{_}GSSException: {code} (Mechanism level: {code} ({_}))",
        "{_}GSSException: {code} (Mechanism level: {code})",
        "{_}GSSException: {code}",
        "{_}KrbException: {code} ({_}){_}",
        "{_}KrbException: {code}",
        "{_}Caused by: {_}",
        "at {_}",
        "{_} at {_.}({_}",
        "... {_#} more",
        "... {_#} common frames omitted",
    ],
};
