//! Spring Security's SPNEGO filter, which logs why it refused a token, and the exceptions below it.

use crate::capture::{Format, Kind};
use crate::read::Reader;
use crate::read::sheet::{self, Sheet};

const SPRING: Format =
    Format { id: "spring-spnego", label: "Spring Security's SPNEGO filter", unit: "error" };

pub(super) const READER: Reader = Reader {
    formats: &[&SPRING],
    starts: |_| false,
    read: |cursor, sink| {
        let near = |text: &str| {
            text.contains("Negotiate Header was invalid")
                || text.contains("KerberosServiceAuthenticationProvider")
        };
        cursor.peek().is_some_and(|view| near(view.text)) && sheet::read(cursor, sink, &SHEET)
    },
    of_content: false,
};

const SHEET: Sheet = Sheet {
    format: &SPRING,
    kind: Kind::Error,
    opens: &["{_}Negotiate Header was invalid: {scheme.} {token.}{_}"],
    begins: &[],
    row: sheet::no_row,
    bare: false,
    labels: &[],
    goes_on: &[
        "{_}BadCredentialsException: {text}",
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
