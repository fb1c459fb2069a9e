//! Error pages of Apache, nginx, HAProxy, Squid, Tomcat and the like: their titles.

use crate::capture::{Format, Kind};
use crate::read::Reader;
use crate::read::pattern;

const PAGE: Format = Format { id: "error-page", label: "error page of a server", unit: "page" };

pub(super) const READER: Reader = Reader {
    formats: &[&PAGE],
    starts: |_| false,
    read: |cursor, sink| {
        // IIS puts a dash between.
        let view = cursor.peek();
        if view.is_none_or(|view| !view.text.contains('<') || view.text.contains(" - ")) {
            return false;
        }
        pattern::read(cursor, sink, &PAGE, Kind::Page, TITLES)
    },
    of_content: true,
};

const TITLES: &[&str] = &[
    "{_}<title>{status#} {text}</title>{_}",
    "{_}<title>HTTP Status {status#} {_} {text}</title>{_}",
    "{_}<title>Error {status#} {text}</title>{_}",
    "{_}<title>ERROR: {text}</title>{_}",
    "{_}<body><h1>{status#} {text}</h1>{_}",
    "{_}<body id={text}>{_}",
];
