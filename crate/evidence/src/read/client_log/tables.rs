//! The lines that clients log.

use crate::capture::Format;
use crate::read::pattern::{Glance, any, has_any};

/// What one program, or a family of them, prints.
pub(super) struct Log {
    pub(super) format: &'static Format,
    /// A line without any of these starts no stretch of the log.
    pub(super) glance: &'static [&'static str],
    /// Two of its loggers print the same heads.
    pub(super) twice: bool,
    pub(super) patterns: &'static [&'static str],
}

/// The first log of which the line is known to be one.
pub(super) fn log_of(line: &str) -> Option<&'static Log> {
    let candidates = GLANCE.at(line);
    if candidates == 0 {
        return None;
    }
    let is = |(nth, log): &(usize, &Log)| {
        candidates & (1 << nth) != 0 && has_any(line, log.glance) && any(log.patterns, line)
    };
    LOGS.iter().enumerate().find(is).map(|(_, log)| log)
}

static GLANCE: Glance = {
    let mut glance = Glance::NONE;
    let mut nth = 0;
    while nth < LOGS.len() {
        glance = glance.with(nth, LOGS[nth].glance);
        nth += 1;
    }
    glance
};

const PYTHON: Format =
    Format { id: "python-http", label: "Python's HTTP clients, debugging", unit: "exchange" };
const RUBY: Format =
    Format { id: "ruby-net-http", label: "Ruby's set_debug_output", unit: "exchange" };
const APACHE: Format =
    Format { id: "apache-httpclient", label: "Apache HttpClient's log", unit: "exchange" };
const JAVA: Format =
    Format { id: "java-httpclient", label: "java.net.http's log", unit: "exchange" };
const KUBECTL: Format = Format { id: "kubectl", label: "kubectl -v=8", unit: "exchange" };
const WGET: Format = Format { id: "wget", label: "wget -S or -d", unit: "exchange" };
const NODE: Format = Format { id: "node-debug", label: "NODE_DEBUG=fetch", unit: "exchange" };
const GO: Format = Format { id: "go-http2-debug", label: "GODEBUG=http2debug=2", unit: "exchange" };
const NGHTTP: Format = Format { id: "nghttp", label: "nghttp -v", unit: "exchange" };
const OKHTTP: Format = Format { id: "okhttp", label: "OkHttp's log", unit: "exchange" };
const LOGFMT: Format =
    Format { id: "container-tools", label: "skopeo --debug, a registry's log", unit: "message" };

pub(super) const FORMATS: &[&Format] =
    &[&PYTHON, &RUBY, &APACHE, &JAVA, &KUBECTL, &WGET, &NODE, &GO, &NGHTTP, &OKHTTP, &LOGFMT];

const LOGS: &[Log] = &[
    Log {
        format: &PYTHON,
        glance: &["send: b", "reply: '", "urllib3.connectionpool", "httpcore.", "HTTP Request: "],
        twice: false,
        patterns: &[
            "do=sent;;send: {line}",
            "do=received;;reply: {line}",
            "do=received;;header: {line}",
            "do=told;;{_}urllib3.connectionpool{_} \"{method.} {target.} {_}\" {status#} {_}",
            "do=skip;;{_}urllib3.connectionpool{_}Starting new {_}",
            "do=told;;{_}HTTP Request: {method.} {target.} \"HTTP/{_} {status#} {reason}\"",
            "do=head;;{_}send_request_headers.started request=<Request [b'{method}']>{_}",
            "do=fields;;{_}receive_response_headers.complete return_value=(b'{_}', {status#}, {_}, [{fields}",
            "do=fields;;{_}receive_response_headers.complete return_value=({status#}, [{fields}",
            "do=skip;;{_}httpcore.{_}",
        ],
    },
    Log {
        format: &RUBY,
        glance: &["<- \"", "-> \"", "opening connection to ", "(Net::HTTP"],
        twice: false,
        patterns: &[
            "do=sent;;<- {line}",
            "do=received;;-> {line}",
            "do=connect;;opening connection to {_}...",
            "do=skip;;opened",
            "do=skip;;starting SSL for {_}",
            "do=skip;;SSL established{_}",
            "do=skip;;reading {_}",
            "do=skip;;read {_} bytes",
            "do=skip;;Conn {_}",
            "do=record;;{_}: {status#} \"{text}\" ({code})",
            "do=skip;;from {_}:in {_}",
        ],
    },
    Log {
        format: &APACHE,
        glance: &[
            "http-outgoing-",
            "HttpAuthenticator - ",
            "header - ",
            "headers - ",
            "MainClientExec - ",
            "AuthenticationStrategy - ",
            "RequestAddCookies - ",
            "RequestAuthCache - ",
        ],
        twice: true,
        patterns: &[
            "do=sent;;{_}http-outgoing-{connection#} >> {line}",
            "do=received;;{_}http-outgoing-{connection#} << {line}",
            "do=sent;;{_}header - >> {line}",
            "do=received;;{_}header - << {line}",
            "do=sent;;{_}headers - >> {line}",
            "do=received;;{_}headers - << {line}",
            "do=note;;{_}HttpAuthenticator - {note}",
            "do=note;;{_}AuthenticationStrategy - {note}",
            "do=skip;;{_}DEBUG{_} - {_}",
        ],
    },
    Log {
        format: &JAVA,
        glance: &[" jdk.internal.net.http.", "HEADERS: RE", "INFO: RE", "IOException: "],
        twice: false,
        patterns: &[
            "do=opensent;;{_}HEADERS: REQUEST HEADERS:",
            "do=openreceived;;{_}HEADERS: RESPONSE HEADERS:",
            "do=told;;{_}: RESPONSE: ({method.} {target}) {status#} {_} Local port: {connection#}",
            "do=told;;{_}: RESPONSE: ({method.} {target}) {status#} {_}",
            "do=record;;{_}IOException: {code} for response code {status#}",
            "do=record;code=too many authentication attempts;;{_}IOException: too many authentication attempts{_}",
            "do=skip;;at {_}({_})",
            "do=skip;;INFO: REQUEST: {_}",
            "do=skip;;{_} jdk.internal.net.http.{_} {_}",
        ],
    },
    Log {
        format: &KUBECTL,
        glance: &[
            "round_trippers.go:",
            "] \"Request\" ",
            "] \"Response\" ",
            "loader.go:",
            "] \"Request Body\"",
        ],
        twice: false,
        patterns: &[
            "do=line;;{_}round_trippers.go:{_}] {name.}: {value}",
            "do=head;;{_}round_trippers.go:{_}] Response Status: {status#} {reason} in {_}",
            "do=skip;;{_}round_trippers.go:{_}] Re{_} Headers:",
            "do=head;;{_}round_trippers.go:{_}] {method.} http{http.}",
            "do=head;;{_}] \"Request\" verb=\"{method}\" url=\"{target}\"{_}",
            "do=head;;{_}] \"Response\" {_}status=\"{status#} {reason}\"{_}",
            "do=skip;;milliseconds={_}",
            "do=record;;{_}.go:{_}] \"Unhandled Error\" err=\"{text}\"",
            "do=skip;;{_}.go:{_}] {_}",
        ],
    },
    Log {
        format: &WGET,
        glance: &[
            "---request begin---",
            "---response begin---",
            "DEBUG output created by Wget",
            "Setting --",
            "--  http",
            "-- http",
            "awaiting response...",
            "Proxy tunneling failed: ",
            "Username/Password Authentication Failed",
        ],
        twice: false,
        patterns: &[
            "do=opensent;;---request begin---",
            "do=openreceived;;---response begin---",
            "do=end;;---{_} end---",
            "do=url;;--{_}-- http{http}",
            "do=told;;{_} request sent, awaiting response... {status#} {reason}",
            "do=record;program=wget;code=tunnel failed;status=407;;Proxy tunneling failed: Proxy Auth{_}",
            "do=openreceived;;{_} request sent, awaiting response...",
            "do=connect;;Connecting to {_} connected.",
            "do=record;program=wget;code=Username/Password Authentication Failed;;Username/Password Authentication Failed.",
            "do=record;program=wget;code=Unknown authentication scheme;;Unknown authentication scheme.",
            "do=record;program=wget;;{_} ERROR {status#}: {text}.",
            "do=skip;;Setting --{_}",
            "do=skip;;DEBUG output {_}",
            "do=skip;;Reading HSTS {_}",
            "do=skip;;URI {_}",
            "do=skip;;Host {_} challenge.",
            "do=skip;;Created socket {_}",
            "do=skip;;Releasing 0x{_}",
            "do=skip;;Deleting unused {_}",
            "do=skip;;Registered socket {_}",
            "do=skip;;Skipping {_}",
            "do=skip;;] done.",
            "do=skip;;Auth scheme {_}",
            "do=skip;;Auth param {_}",
            "do=skip;;Authentication selected: {_}",
            "do=skip;;Empty NTLM {_}",
            "do=skip;;Creating a type-{_}",
            "do=skip;;Received a type-{_}",
            "do=skip;;Reusing {_}",
            "do=skip;;Resolving {_}",
            "do=skip;;Caching {_}",
            "do=skip;;Closed {_}",
            "do=skip;;Disabling further reuse {_}",
            "do=skip;;{_#} {_}",
        ],
    },
    Log {
        format: &NODE,
        glance: &["FETCH ", "UNDICI "],
        twice: false,
        patterns: &[
            "do=told;;{_} {_#}: received response to {method.} {target.} - HTTP {status#}",
            "do=skip;;FETCH {_#}: {_}",
            "do=skip;;UNDICI {_#}: {_}",
        ],
    },
    Log {
        format: &GO,
        glance: &["http2: "],
        twice: false,
        patterns: &[
            "do=sent;;{_}http2: Transport encoding header \"{name}\" = {quoted}",
            "do=received;;{_}http2: decoded hpack field header field \"{name}\" = {quoted}",
            "do=end;;{_}http2: Framer 0x{_}",
            "do=skip;;{_}http2: Transport {_}",
        ],
    },
    Log {
        format: &NGHTTP,
        glance: &["] send ", "] recv ", "] Connected"],
        twice: false,
        patterns: &[
            "do=received;;[{_}] recv (stream_id={_}) {line}",
            "do=opensent;;[{_}] send HEADERS frame <{_}",
            "do=end;;[{_}] {_} frame <{_}",
            "do=skip;;[{_}] Connected",
            "do=skip;;The negotiated protocol: {_}",
            "do=skip;;[SETTINGS_{_}",
            "do=skip;;{_}END_{_}",
            "do=skip;;{_}pen new stream{_}",
            "do=skip;;{_}irst {_}response header{_}",
            "do=skip;;({_}={_})",
        ],
    },
    Log {
        format: &OKHTTP,
        glance: &["--> ", "<-- "],
        twice: false,
        patterns: &[
            "do=end;;{_}--> END {_}",
            "do=end;;{_}<-- END HTTP{_}",
            "do=head;partial=;;--> {method.} http{http.}{_}",
            "do=head;partial=;;--> {method.} {target.} {_}",
            "do=head;;<-- {status#} {_}http{_}",
            "do=head;partial=;;{_}OkHttp{_}: --> {method.} http{http.}{_}",
            "do=head;;{_}OkHttp{_}: <-- {status#} {_}http{_}",
            "do=head;partial=;;INFO: --> {method.} http{http.}{_}",
            "do=head;;INFO: <-- {status#} {_}http{_}",
            "do=line;;{_}OkHttp{_}: {name.}: {value}",
        ],
    },
    Log {
        format: &LOGFMT,
        glance: &[
            "level=debug msg=",
            "level=fatal msg=",
            "level=error msg=",
            "msg=\"token ",
            "msg=\"error auth",
        ],
        twice: false,
        patterns: &[
            "do=record;;time=\"{time}\" level={_} msg=\"Ping {url.} status {status#}\"",
            "do=record;code=unauthorized;;time=\"{time}\" level=fatal msg=\"{text}: unauthorized{_}\"",
            "do=record;;time=\"{time}\" level=fatal msg=\"{text}\"",
            "do=record;;time=\"{time}\" level=error msg=\"{text}\"",
            "do=record;code=token from untrusted issuer;;{_}msg=\"token from untrusted issuer: {_}",
            "do=record;code=error authorizing context: invalid token;;{_}msg=\"error authorizing context: invalid token\"{_}",
            "do=skip;;time={_} level=debug msg={_}",
            "do=skip;;time={_} level=info msg={_}",
            "do=skip;;time={_} level=warning msg={_}",
        ],
    },
];
