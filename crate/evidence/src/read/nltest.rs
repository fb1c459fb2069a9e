//! What `nltest` says of a secure channel, a trust and the domain controllers.

use crate::capture::{Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::sheet::{self, PASSED, Sheet};
use crate::read::sink::Sink;

const NLTEST: Format = Format { id: "nltest", label: "nltest", unit: "answer" };

pub(super) const READER: Reader =
    Reader { formats: &[&NLTEST], starts: |_| false, read, of_content: false };

/// "Flags" alone may be of anything.
fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let mut ahead = cursor.clone();
    let Some(first) = ahead.peek() else { return false };
    let begins = ["Flags: ", "Trusted DC ", "DC: "];
    let says = ["nltest", " failed: Status = "];
    if !(begins.iter().any(|begin| first.text.starts_with(begin))
        || says.iter().any(|part| first.text.contains(part)))
    {
        return false;
    }
    if first.text.starts_with("Flags: ") {
        ahead.advance();
        while ahead.peek().is_some_and(|view| view.text.is_empty()) {
            ahead.advance();
        }
        if !ahead.peek().is_some_and(|view| view.text.starts_with("Trusted DC ")) {
            return false;
        }
    }
    sheet::read(cursor, sink, &SHEET)
}

const SHEET: Sheet = Sheet {
    format: &NLTEST,
    kind: Kind::Domain,
    opens: &[
        "command=sc_query;;{_}>{_}nltest{_}/sc_query:{domain.}",
        "command=sc_verify;;{_}>{_}nltest{_}/sc_verify:{domain.}",
        "command=sc_reset;;{_}>{_}nltest{_}/sc_reset:{domain.}",
        "command=dsgetdc;;{_}>{_}nltest{_}/dsgetdc:{domain.}{_}",
        "command=sc_query;;nltest{_}/sc_query:{domain.}",
        "command=sc_verify;;nltest{_}/sc_verify:{domain.}",
        "command=dsgetdc;;nltest{_}/dsgetdc:{domain.}",
        "Flags: {flags}",
        "DC: \\\\{dc}",
        "Trusted DC Name \\\\{dc}",
        "Trusted DC Name",
        "Trusted DC Connection Status Status = {_#} {status.} {text}",
        "Trust Verification Status = {_#} {status.} {text}",
        "{_} failed: Status = {_#} {status.} {text}",
    ],
    begins: &[],
    row: sheet::no_row,
    bare: false,
    labels: &[
        ("address", PASSED),
        ("dom guid", PASSED),
        ("dom name", "domain"),
        ("forest name", PASSED),
        ("dc site name", PASSED),
        ("our site name", PASSED),
    ],
    goes_on: &[
        "Trust Verification Status = {_#} {status.} {text}",
        "The command completed successfully",
    ],
};
