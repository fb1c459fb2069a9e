//! What applications and services say in plain words where they refuse: in a body, in a log, or in a line of a settings
//! file that takes credentials away.

use crate::capture::{Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::pattern::{self, Glance};
use crate::read::sink::Sink;

const PLAIN: Format = Format { id: "plain-error", label: "words of an application", unit: "error" };

pub(super) const READER: Reader =
    Reader { formats: &[&PLAIN], starts: |_| false, read, of_content: true };

/// A longer line is data.
const LONGEST: usize = 4096;

/// One of these is in every line that is read.
const WORDS: &[&str] = &[
    "with passwords is deprecated",
    "supporting account passwords",
    "No signatures found matching",
    "X-Hub-Signature",
    "X-Hub-signature",
    "X-hub-signature",
    "event payload and secret",
    "ebhook signature",
    "matching signature found",
    "NotAuthorized",
    "Wsse authorized",
    "ender not authorized",
    "ender not Authorized",
    "set_header",
    "not set. Defaulting",
    "/auth-secret",
    "method DESCRIBE failed: 401",
    "Basic prefix not found",
    "401  Unauthorized",
    "HTTPS Error 401",
    "Status code: 401 for",
    "CondaHTTPError: HTTP 40",
    "(HTTP Code: 40",
    "bad response code: 401",
    ".info: 401",
    ".mod: 401",
    "header found. Either",
    "expected Digest",
    "wrong user/pass",
    "RTSP/1.0 401",
    "Url: http",
    "Invalid credentials for http",
    "to access this content",
    "only accessible from a browser running",
    "tomcat-users.xml",
    "RBAC: access denied",
    "enforced denied",
    "ext_authz",
    " UAEX ",
    "rbac_access_denied",
    "SPNEGO error in unmarshaling",
    "context initiator is null",
];

static GLANCE: Glance = Glance::NONE.with(0, WORDS);

const PATTERNS: &[&str] = &[
    "code=Basic authentication with passwords is deprecated;;{_}Basic authentication with passwords is deprecated{_}",
    "code=account passwords are not supported;;{_}stopped supporting account passwords{_}",
    "code=no Digest sent;;{_}No 'Authorization: Digest' header found. Either the client didn't send one{_}",
    "code=no Digest sent;;{_}No &#39;Authorization: Digest&#39; header found. Either{_}",
    "code=no Digest sent;;{_}sing Basic, expected Digest{_}",
    "code=No Authorization header found;;{_}No 'Authorization: {_}' header found. Either the client didn't send one{_}",
    "code=webhook signature;;{_}No signatures found matching the expected signature{_}",
    "code=webhook signature;;{_}ebhook signature verification failed{_}",
    "code=webhook signature;;{_}o matching signature found{_}",
    "code=webhook signature;;{_}X-Hub-Signature{_} does not match{_}",
    "code=webhook signature;;{_}signature does not match event payload and secret{_}",
    "code=ter:NotAuthorized;;{_}ter:NotAuthorized{_}",
    "code=ter:NotAuthorized;;{_}onvif.org/ver10/error}NotAuthorized{_}",
    "code=ter:NotAuthorized;;{_}ONVIF{_}Sender not authorized{_}",
    "code=Wsse authorized time check failed;;{_}Wsse authorized time check failed{_}",
    "code=proxy_set_header Authorization;;proxy_set_header Authorization \"\";{_}",
    "code=RTSP 401;status=401;;{_}method DESCRIBE failed: 401 Unauthorized{_}",
    "code=RTSP 401;;{_}streams: wrong user/pass{_}",
    "code=RTSP 401;;{_}RTSP/1.0 401{_}",
    "{_}rror. Url: {url.} Status code {status#}.{_}",
    "status=401;;{_}UnauthorizedError: Invalid credentials for {url.}",
    "code=HAProxy;status=401;;{_}You need a valid user and password to access this content{_}",
    "code=Tomcat local;;{_}anager is only accessible from a browser running on the same machine{_}",
    "code=Tomcat users;;{_}conf/tomcat-users.xml{_}",
    "code=Envoy;;{_}RBAC: access denied{_}",
    "code=Envoy;;{_}enforced denied, matched policy {text}",
    "code=Envoy;;{_}rbac_access_denied{_}",
    "code=Envoy;;{_}ext_authz filter rejected{_}",
    "code=Envoy;;{_} 40{_#} UAEX {_}",
    "code=Envoy;;{_}ext_authz_denied{_}",
    "code=GSS acceptor;text=unsupported mechanism was requested;;{_}SPNEGO error in unmarshaling SPNEGO token{_}",
    "code=GSS acceptor;text=unsupported mechanism was requested;;{_}GSSContext name of the context initiator is null{_}",
    "code=Basic prefix not found;;{_}Basic prefix not found in authorization header{_}",
    "code=package source;status=401;;{_}Failed to fetch {_} 401 Unauthorized{_}",
    "code=package source;status=401;;{_}HTTPS Error 401{_}",
    "code=package source;status=401;;{_}Status code: 401 for http{_}",
    "code=package source;;{_}CondaHTTPError: HTTP {status#} {_} for url {_}",
    "code=package source;;{_}Galaxy (HTTP Code: {status#}{_}",
    "code=package source;status=401;;{_}source code from {_}bad response code: 401{_}",
    "code=package source;status=401;;go: {_}: reading http{_}: 401 Unauthorized{_}",
    "code=auth-secret;;{_}nginx.ingress.kubernetes.io/auth-secret: {_}",
    "code=variable is not set;;{_}The {_} variable is not set. Defaulting to a blank string.{_}",
];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let told = view.text.len() <= LONGEST
        && GLANCE.at(view.text) != 0
        && pattern::has_any(view.text, WORDS);
    told && pattern::read(cursor, sink, &PLAIN, Kind::Error, PATTERNS)
}
