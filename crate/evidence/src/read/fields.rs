//! Header field lines, with their names told apart, and folded lines joined.

use std::ops::Range;

use crate::capture::Field;
use crate::read::cursor::Cursor;
use crate::span::{Leaf, LeafBuilder, Span};

/// Which message a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
    Either,
}

/// Names known to be fields of HTTP, lower case and sorted, and which message they tell of.
#[rustfmt::skip]
const NAMES: [(&str, Side); 84] = {
    use Side::{Either, Request, Response};
    [
        ("accept", Request), ("accept-charset", Request), ("accept-encoding", Request),
        ("accept-language", Request), ("accept-ranges", Response),
        ("access-control-allow-credentials", Response), ("access-control-allow-headers", Response),
        ("access-control-allow-methods", Response), ("access-control-allow-origin", Response),
        ("access-control-expose-headers", Response), ("access-control-max-age", Response),
        ("access-control-request-headers", Request), ("access-control-request-method", Request),
        ("age", Response), ("allow", Response), ("alt-svc", Response),
        ("authentication-info", Response), ("authorization", Request), ("cache-control", Either),
        ("connection", Either), ("content-disposition", Either), ("content-encoding", Either),
        ("content-language", Either), ("content-length", Either), ("content-location", Either),
        ("content-security-policy", Response), ("content-type", Either), ("cookie", Request),
        ("date", Either), ("dpop", Request), ("dpop-nonce", Response), ("etag", Response),
        ("expect", Request), ("expires", Response), ("forwarded", Request), ("host", Request),
        ("if-match", Request), ("if-modified-since", Request), ("if-none-match", Request),
        ("if-range", Request), ("if-unmodified-since", Request), ("keep-alive", Either),
        ("last-modified", Response), ("link", Response), ("location", Response),
        ("max-forwards", Request), ("microsoftsharepointteamservices", Response),
        ("mime-version", Either), ("origin", Request), ("persistent-auth", Response),
        ("pragma", Either), ("proxy-authenticate", Response),
        ("proxy-authentication-info", Response), ("proxy-authorization", Request),
        ("proxy-connection", Either), ("proxy-support", Response), ("range", Request),
        ("referer", Request), ("retry-after", Response), ("sec-fetch-dest", Request),
        ("sec-fetch-mode", Request), ("sec-fetch-site", Request), ("server", Response),
        ("set-cookie", Response), ("strict-transport-security", Response), ("te", Request),
        ("trailer", Either), ("transfer-encoding", Either), ("upgrade", Either),
        ("upgrade-insecure-requests", Request), ("user-agent", Request), ("vary", Response),
        ("via", Either), ("warning", Either), ("www-authenticate", Response),
        ("x-amz-date", Request), ("x-aspnet-version", Response), ("x-cache", Response),
        ("x-forwarded-for", Request), ("x-forwarded-host", Request),
        ("x-forwarded-proto", Request), ("x-ms-diagnostics", Response),
        ("x-powered-by", Response), ("x-requested-with", Request),
    ]
};

/// What a name tells; nothing for names that are not known.
pub(super) fn side(name: &str) -> Option<Side> {
    let order = |(known, _): &(&str, Side)| {
        known.bytes().cmp(name.bytes().map(|byte| byte.to_ascii_lowercase()))
    };
    let found = NAMES.binary_search_by(order).ok()?;
    NAMES.get(found).map(|(_, side)| *side)
}

/// The fields that carry challenges and credentials.
pub(super) fn is_authentication(name: &str) -> bool {
    ["www-authenticate", "proxy-authenticate", "authorization", "proxy-authorization"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// The name of `field-line = field-name ":" OWS field-value OWS` (RFC 9112 section 5); HTTP/2's
/// pseudo-fields start with a colon of their own.
pub(super) fn name_of(line: &str) -> Option<&str> {
    let colon = usize::from(line.starts_with(':'));
    let length = line.get(colon..)?.bytes().position(|byte| !crate::http::is_tchar(byte))?;
    let name = line.get(..colon + length).filter(|_| length > 0)?;
    (line.as_bytes().get(name.len()) == Some(&b':')).then_some(name)
}

/// Collects the field lines of one head.
#[derive(Default)]
pub(super) struct Fields {
    list: Vec<Field>,
    open: Option<Open>,
}

/// The last field, which later lines may continue.
struct Open {
    name: Leaf,
    value: Leaf,
    folded: Option<LeafBuilder>,
    end: usize,
}

/// A token this long is one that programs wrap.
const WRAPPED: usize = 40;

impl Fields {
    /// Takes a field line; false if it is none.
    pub(super) fn line(&mut self, cursor: &Cursor<'_>, text: &str, start: usize) -> bool {
        let Some(name) = name_of(text) else { return false };
        self.close();
        let value = text.get(name.len() + 1..).unwrap_or_default();
        let from = start + text.len() - value.trim_start().len();
        let end = start + text.len();
        self.open = Some(Open {
            name: cursor.leaf(start..start + name.len()),
            value: cursor.leaf(from..end),
            folded: None,
            end,
        });
        true
    }

    /// Takes a line that continues the last field; false without one.
    ///
    /// `obs-fold = OWS CRLF RWS` is replaced by a space (RFC 9112 section 5.2), but a token that was
    /// cut in two is put together.
    pub(super) fn fold(&mut self, cursor: &Cursor<'_>, range: Range<usize>) -> bool {
        let Some(open) = &mut self.open else { return false };
        let line = cursor.leaf(range.clone());
        let builder = open.folded.get_or_insert_with(|| {
            let mut builder = LeafBuilder::new();
            builder.append(&open.value);
            builder
        });
        if !(ends_in_long_token(builder.as_str()) && is_token68(line.as_str())) {
            builder.push(" ", cursor.span(open.end..range.start));
        }
        builder.append(&line);
        open.end = range.end;
        true
    }

    /// True if the last value ends in a token so long that an unindented line may be the rest of it.
    pub(super) fn is_wrapped_by(&self, line: &str) -> bool {
        let Some(open) = &self.open else { return false };
        let so_far = open.folded.as_ref().map_or(open.value.as_str(), LeafBuilder::as_str);
        ends_in_long_token(so_far) && line.len() >= 4 && is_token68(line)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.open.is_none()
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let value = match open.folded {
            Some(builder) => builder.finish(open.value.span()),
            None => open.value,
        };
        let start = open.name.span();
        let span = Span { end: Span::new(start.paste, 0..open.end).end, ..start };
        self.list.push(Field { name: open.name, value, span });
    }

    pub(super) fn finish(mut self) -> Vec<Field> {
        self.close();
        self.list
    }
}

fn ends_in_long_token(text: &str) -> bool {
    let tail = text.len().checked_sub(WRAPPED).and_then(|from| text.as_bytes().get(from..));
    tail.is_some_and(|tail| tail.iter().all(|byte| crate::http::is_token68_char(*byte)))
}

fn is_token68(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    !bare.is_empty() && bare.bytes().all(crate::http::is_token68_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        assert!(NAMES.is_sorted_by(|(one, _), (two, _)| one < two));
        assert_eq!(side("WWW-Authenticate"), Some(Side::Response));
        assert_eq!(side("X-Unheard-Of"), None);
    }

    #[test]
    fn a_name_ends_at_its_colon() {
        assert_eq!(name_of("Host: a"), Some("Host"));
        assert_eq!(name_of(":path: /"), Some(":path"));
        for line in ["Host : a", ": a", "Last Modified: x", "Host", "(a): b", ""] {
            assert_eq!(name_of(line), None, "{line}");
        }
    }
}
