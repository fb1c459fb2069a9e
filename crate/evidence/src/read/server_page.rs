//! Error pages of Apache, nginx, HAProxy, Squid, Tomcat, Express and the like: what they name as the error.

use crate::capture::{Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::pattern;
use crate::read::sink::Sink;

const PAGE: Format = Format { id: "error-page", label: "error page of a server", unit: "page" };

pub(super) const READER: Reader =
    Reader { formats: &[&PAGE], starts: |_| false, read, of_content: true };

const TITLES: &[&str] = &[
    "{_}<title>{status#} {text}</title>{_}",
    "{_}<title>HTTP Status {status#} {_} {text}</title>{_}",
    "code=KRB5_KT_NOTFOUND;;{_}<title>Error {status#} GSSException: No valid credentials provided {text}</title>{_}",
    "{_}<title>Error {status#} {text}</title>{_}",
    "{_}<body><h1>{status#} {text}</h1>{_}",
    "{_}<title>ERROR: {text}</title>{_}",
    // Express, with the trace of calls or without it.
    "<pre>{code.}: {text}<br>{_}",
    "<pre>{code.}: {text}</pre>{_}",
];

/// What Squid says without a status.
const SQUID: [&str; 2] = ["Cache Access Denied", "The requested URL could not be retrieved"];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    // A page within a string, such as the content in a HAR on one line, is that reader's.
    let Some(view) = cursor.peek().filter(|view| view.text.starts_with('<')) else { return false };
    let Some(entries) = pattern::entries(TITLES, &cursor.leaf(view.range())) else { return false };
    let says = match entries.as_slice() {
        // IIS puts a dash between, and numbers that tell more.
        [code, _] if code.name == "code" => {
            let code = code.value.as_str();
            code.ends_with("Error") && (code.starts_with("Unauthorized") || code.contains("Token"))
        }
        [_, status, text] | [status, text] => {
            let status = status.value.as_str();
            status.len() == 3
                && status.starts_with(['4', '5'])
                && !text.value.as_str().starts_with('-')
        }
        [text] => SQUID.contains(&text.value.as_str()),
        _ => false,
    };
    if says {
        let (kind, span) = (Kind::Page, cursor.span_of(&view));
        sink.record(Record { kind, format: &PAGE, entries, count: 1, span });
        cursor.advance();
    }
    says
}
