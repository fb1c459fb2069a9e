//! Error logs of Apache, nginx and Squid: what they say of authentication is kept.
//!
//! ```text
//! [Sun Nov 22 10:00:00.1 2026] [auth_basic:error] [pid 7:tid 8] [client 192.0.2.7:50000] AH01617: user ada: ...
//! 2026/11/22 10:00:00 [error] 7#7: *2 user "ada": password mismatch, client: 192.0.2.7, server: a, request: "GET / HTTP/1.1"
//! 2026/11/22 10:00:00| ERROR: Negotiate Authentication validating user. ...
//! ```

use crate::capture::{Entry, Format, Kind};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::krb5_text;
use crate::read::lines::{self, Line};
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::Leaf;

const APACHE: Format =
    Format { id: "apache-error-log", label: "error log of Apache", unit: "line" };
const NGINX: Format = Format { id: "nginx-error-log", label: "error log of nginx", unit: "line" };
const SQUID: Format = Format { id: "squid-cache-log", label: "cache.log of Squid", unit: "line" };

pub(super) const READER: Reader = Reader {
    formats: &[&APACHE, &NGINX, &SQUID],
    starts: |view| is_apache(view.text) || is_nginx(view.text) || is_squid(view.text),
    read,
    of_content: false,
};

/// A message without what Apache puts before it.
fn is_bare(line: &str) -> bool {
    let numbered = line.starts_with("AH01") && line.get(7..9) == Some(": ");
    numbered || line.starts_with("GSS ERROR In ") || line.starts_with("NO AUTH DATA ")
}

/// `[Sun Nov 22 10:00:00.123456 2026] [`.
fn is_apache(line: &str) -> bool {
    let bytes = line.as_bytes();
    if is_bare(line) {
        return true;
    }
    let is = |at: usize, byte| bytes.get(at) == Some(byte);
    is(0, &b'[')
        && is(4, &b' ')
        && is(8, &b' ')
        && is(14, &b':')
        && is(17, &b':')
        && line.contains("] [")
}

/// `2026/11/22 10:00:00`.
fn dated(line: &str) -> Option<&str> {
    let (time, rest) = line.split_at_checked(19)?;
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    };
    time.bytes().zip(*b"0000/00/00 00:00:00").all(fits).then_some(rest)
}

fn is_nginx(line: &str) -> bool {
    dated(line).is_some_and(|rest| rest.starts_with(" [") && rest.contains('#'))
}

fn is_squid(line: &str) -> bool {
    let dated = |line: &str| {
        dated(line).is_some_and(|rest| rest.starts_with("| ") || rest.starts_with(" kid"))
    };
    // Helpers put their source line and process before it.
    let helper = |(before, own): (&str, &str)| before.contains("_auth") && dated(own);
    dated(line)
        || is_bare_helper(line)
        || pattern::find(line, "_auth").is_some() && pattern::around(line, " :").is_some_and(helper)
}

/// What a helper says of Kerberos, without the time.
fn is_bare_helper(line: &str) -> bool {
    let own = |(before, _): (&str, &str)| !before.contains(' ');
    line.starts_with("negotiate_") && pattern::around(line, ": ERROR: ").is_some_and(own)
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if is_apache(view.text) {
        lines::read(cursor, sink, &APACHE, apache)
    } else if is_nginx(view.text) {
        lines::read(cursor, sink, &NGINX, nginx)
    } else if is_squid(view.text) {
        lines::read(cursor, sink, &SQUID, squid)
    } else {
        false
    }
}

/// Apache 2.4 names the module, 2.2 does not; the source file stands there from level debug on.
const APACHE_LINES: &[&str] = &[
    "[{time}] [{module}:{_}] [pid {_}] [client {client}] {message}",
    "[{time}] [{module}:{_}] [pid {_}] {_.}): [client {client}] {message}",
    // The words of the system for an error number.
    "[{time}] [{module}:{_}] [pid {_}] ({_.}){_}: [client {client}] {message}",
    "[{time}] [{_}] [client {client}] {message}",
];

const APACHE_MESSAGES: &[&str] = &[
    r#"{code.}: user {user}: {_} for "{url}": {text}"#,
    r#"{code.}: user {user}: {text} for "{url}":"#,
    "{code.}: user {user}: {text}: {url.}",
    "{code.}: user `{user}' in realm `{realm}' {text}: {url.}",
    "{code.}: user {user} {text}: {url.}",
    "{code.}: user {user}: {text}",
    "{code.}: client used wrong authentication scheme `{scheme}': {url.}",
    "text=client used wrong authentication scheme;;{code.}: client used wrong authentication scheme: {url.}",
    "{code.}: auth_ldap authenticate: user {user} {text}; URI {url.} {_}",
    "{code.}: {text}: {url.}, referer: {_}",
    "{code.}: {text}",
];

/// The same of modules that number nothing.
const APACHE_UNNUMBERED: &[&str] = &[
    "text=offered by the server;;RPC_{_}: server auth offer: {scheme.}",
    "text=chosen by the client;;RPC_{_}: client auth: {scheme.}",
    "GSS ERROR {_}: {text}",
    "code=AUTH NOT ALLOWED;;AUTH NOT ALLOWED {text}",
    "code=NO AUTH DATA;;NO AUTH DATA {text}",
    "user {user}: authentication failure for \"{url}\": {text}",
    "user {user} {text}: {url.}",
    "{text}",
];

fn apache(line: &Leaf) -> Line {
    if !is_apache(line.as_str()) {
        return Line::Other;
    }
    let bare = is_bare(line.as_str());
    let lines = if bare { &["{message}"] } else { APACHE_LINES };
    let Some(mut entries) = pattern::entries(lines, line) else { return Line::Passed };
    let Some(message) = entries.pop().map(|entry| entry.value) else { return Line::Passed };
    let module = entries.iter().position(|entry| entry.name == "module");
    let module = module.map(|at| entries.remove(at).value);
    let module = module.as_ref().map_or("", Leaf::as_str);
    let said = message.as_str();
    let numbered = said.starts_with("AH") && said.get(7..9) == Some(": ");
    // Nextcloud asks whether its data can be read from outside; that it is denied is well.
    if said.contains("/.ocdata") {
        return Line::Passed;
    }
    // Without a module there is nothing but words to tell by.
    let tells = match module {
        "" if bare => true,
        "" => {
            said.contains("auth")
                || said.contains("user ")
                || said.contains("krb5")
                || said.contains("gss_")
        }
        "proxy_msrpc" => said.contains("auth offer: ") || said.contains("client auth: "),
        _ if numbered => {
            module.starts_with("auth")
                || module.starts_with("access")
                || said.contains("authentication")
        }
        _ => {
            (module.starts_with("auth") || module.contains("oidc") || module.contains("openidc"))
                && !said.starts_with("URI: ")
                && !said.contains("skipping impersonation")
        }
    };
    if !tells {
        return Line::Passed;
    }
    let messages = if numbered { APACHE_MESSAGES } else { APACHE_UNNUMBERED };
    kept(&message, pattern::entries(messages, &message), entries)
}

/// The entries of a message, the symbol of what Kerberos says in it, and those of the line around it.
fn kept(message: &Leaf, entries: Option<Vec<Entry>>, around: Vec<Entry>) -> Line {
    let mut entries = entries.unwrap_or_default();
    krb5_text::add_code(message, &mut entries);
    entries.extend(around);
    Line::Kept(Kind::Error, entries)
}

const NGINX_MESSAGES: &[&str] = &[
    "text=no user/password was provided;scheme=Basic;;{_}no user/password was provided for basic authentication",
    r#"scheme=Basic;;{_}user "{user}": {text}"#,
    r#"scheme=Basic;;{_}user "{user}" {text}"#,
    "{_}auth request unexpected status: {status#}{_}",
    "{_} SSO auth handling IN: {_} ret={status#}",
    "{_}gss_{_}service principal: {service.}",
    "{_}gss_{_}",
    "{_}krb5_{_}",
    r#"{_} http header: "Authorization: {scheme.} {_}"#,
    "code=client certificate;;{_}client SSL certificate verify error{_}",
    "code=client certificate;;{_}no required SSL certificate{_}",
    "{_}access forbidden by rule{_}",
    // Of all files that can't be opened: those that may hold passwords, and those that stop a request.
    "{_}open() {_}passwd{_} failed ({_}",
    "{_}open() {_} failed (13: {_}",
    "code=crypt_r;;{_}crypt_r() failed{_}",
    "{_}too large header{_}",
    "{_}upstream sent too big header{_}",
    "{_}too long header{_}",
    "{_}too large request{_}",
    "{_}auth_jwt{_}",
    "{_}JWT {_}",
];

/// What stands after the message.
const NGINX_ENDS: &[&str] = &[
    r#", client: {client}, server: {_}, request: "{_.} {url.} {_}", host: "{host}"{_}"#,
    r#", client: {client}, server: {_}, request: "{_.} {url.} {_}"{_}"#,
    ", client: {client},{_}",
];

fn nginx(line: &Leaf) -> Line {
    let said = line.as_str();
    if !is_nginx(said) {
        // Lines that were left out.
        return if said == "<snip>" { Line::Passed } else { Line::Other };
    }
    let Some(rest) = dated(said).and_then(|rest| rest.split_once(": ")).map(|(_, rest)| rest)
    else {
        return Line::Passed;
    };
    let message = rest.split_once(", client: ").map_or(rest, |(message, _)| message);
    let end = rest.get(message.len()..).unwrap_or_default();
    let message = part_of(line, message);
    let Some(mut entries) = pattern::entries(NGINX_MESSAGES, &message) else { return Line::Passed };
    if !entries.iter().any(|entry| entry.name == "text") {
        // The number of the connection says nothing by itself.
        let numbered = message.as_str().split_once(' ').filter(|(first, _)| first.starts_with('*'));
        let text = numbered.map_or(message.as_str(), |(_, text)| text);
        if !text.starts_with("http header: ") {
            entries.push(Entry { name: "text", value: part_of(&message, text) });
        }
    }
    let mut around = pattern::entries(NGINX_ENDS, &part_of(line, end)).unwrap_or_default();
    around.push(Entry { name: "time", value: line.slice(0..19) });
    kept(&message, Some(entries), around)
}

const SQUID_MESSAGES: &[&str] = &[
    "ERROR: {scheme.} Authentication validating user. Result: {_}message: {text}; }}",
    "ERROR: {scheme.} Authentication {text}",
    "{program.}: DEBUG: Got '{_.} {token.}' {_}",
    "{program.}: ERROR: {text}",
    "{program.}: WARNING: {text}",
    "ERROR: {text}",
    "WARNING: {text}",
];

fn squid(line: &Leaf) -> Line {
    let said = line.as_str();
    if !is_squid(said) {
        return if said.starts_with("current master transaction: ") {
            Line::Passed
        } else {
            Line::Other
        };
    }
    let bare = is_bare_helper(said).then_some(("", said));
    let Some((before, message)) = bare.or_else(|| said.split_once("| ")) else {
        return Line::Passed;
    };
    let message = part_of(line, message);
    let Some(entries) = pattern::entries(SQUID_MESSAGES, &message) else { return Line::Passed };
    if !(said.contains("uth") || said.contains("407")) {
        return Line::Passed;
    }
    let before = before.split_once(" kid").map_or(before, |(before, _)| before);
    let start = before.len().saturating_sub(19);
    let time = Entry { name: "time", value: line.slice(start..before.len()) };
    kept(&message, Some(entries), if before.is_empty() { Vec::new() } else { vec![time] })
}
