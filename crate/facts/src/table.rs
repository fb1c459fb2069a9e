//! The table itself.

use why401_engine::{FactId, FactType, FieldType, RecordType, Shape, Type};

use crate::fact::{
    Answer, Command, Fact,
    Home::{Anywhere, Iis, Metabase, Unix, Windows},
    Lacking::{self, Absent, Empty, Unknown},
    Question,
    Reader::{
        self, AccessLog, Adsutil, BareFields, BrowserPrefs, Clock, CurlMessages, Derived,
        DomainTool, ErrorLines, ErrorPage, Exchanges, IisConfig, RequestHead, ResponseHead,
        SpnList, TicketList, Tokens, W3cLog, WindowsEvents,
    },
};

/// Makes an id constant, a row and an engine type of each entry, so that they can't drift apart.
macro_rules! facts {
    ($($(#[doc = $meaning:literal])+ $id:ident = $name:literal: $ty:expr, { $($field:ident: $value:expr),* $(,)? };)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Index { $($id),+ }
        $(
            $(#[doc = $meaning])+
            pub const $id: FactId = FactId(Index::$id as u16);
        )+
        /// Every fact, at the index of its id.
        pub static FACTS: &[Fact] = &[$(Fact {
            name: $name,
            ty: $ty,
            $($field: $value,)*
            ..BLANK
        }),+];
        /// What the engine has to know of every fact, at the index of its id.
        pub(crate) static TYPES: &[FactType] = &[$({
            let fact = Fact { $($field: $value,)* ..BLANK };
            FactType { name: $name, ty: $ty, shape: shape($ty, fact.shape), secret: fact.secret }
        }),+];
        /// What every fact is, in a sentence, at the index of its id.
        pub(crate) static MEANINGS: &[&str] = &[$(concat!($($meaning),+).trim_ascii_start()),+];
        /// What can make every fact known, at the index of its id.
        pub(crate) static READERS: &[&[(Reader, Lacking)]] = &[$({
            let fact = Fact { $($field: $value,)* ..BLANK };
            fact.readers
        }),+];
        /// What every fact is beside its value, and how to ask for it, at the index of its id.
        pub(crate) static SHOWN: &[(&str, Option<&Question>)] = &[$({
            const FACT: Fact = Fact { $($field: $value,)* ..BLANK };
            (FACT.label, FACT.question.as_ref())
        }),+];
    };
}

/// Numbers have a shape of their own.
const fn shape(ty: Type, shape: Shape) -> Shape {
    match ty {
        Type::Int => Shape::Number,
        _ => shape,
    }
}

const BLANK: Fact = Fact {
    name: "",
    ty: Type::Bool,
    shape: Shape::Text,
    secret: false,
    label: "",
    unit: None,
    readers: &[],
    question: None,
};

const STRINGS: Type = Type::List(&Type::String);

/// The fields of an element of `challenges`. Those after `realm` are parameters as schemes define them.
pub static CHALLENGE: RecordType = RecordType {
    name: "challenge",
    fields: &[
        FieldType { name: "scheme", ty: Type::String },
        FieldType { name: "realm", ty: Type::String },
        FieldType { name: "error", ty: Type::String },
        FieldType { name: "error_description", ty: Type::String },
        FieldType { name: "scope", ty: Type::String },
        FieldType { name: "stale", ty: Type::String },
        FieldType { name: "algorithm", ty: Type::String },
        FieldType { name: "qop", ty: Type::String },
        FieldType { name: "charset", ty: Type::String },
        FieldType { name: "service", ty: Type::String },
        FieldType { name: "claims", ty: Type::String },
        FieldType { name: "acr_values", ty: Type::String },
        FieldType { name: "max_age", ty: Type::String },
        FieldType { name: "resource_metadata", ty: Type::String },
        FieldType { name: "authorization_uri", ty: Type::String },
        FieldType { name: "names", ty: STRINGS },
        FieldType { name: "token", ty: Type::String },
    ],
};

/// The fields of an element of `legs`: one exchange of the case.
pub static LEG: RecordType = RecordType {
    name: "leg",
    fields: &[
        FieldType { name: "method", ty: Type::String },
        FieldType { name: "host", ty: Type::String },
        FieldType { name: "path", ty: Type::String },
        FieldType { name: "status", ty: Type::Int },
        FieldType { name: "scheme", ty: Type::String },
        FieldType { name: "token", ty: Type::String },
        FieldType { name: "offers", ty: STRINGS },
        FieldType { name: "connection", ty: Type::Int },
    ],
};

/// The fields of an element of `request.fields` and `response.fields`.
pub static FIELD: RecordType = RecordType {
    name: "field",
    fields: &[
        FieldType { name: "name", ty: Type::String },
        FieldType { name: "value", ty: Type::String },
    ],
};

/// The fields of an element of `errors`: one message of a program.
pub static ERROR: RecordType = RecordType {
    name: "error",
    fields: &[
        FieldType { name: "format", ty: Type::String },
        FieldType { name: "code", ty: Type::String },
        FieldType { name: "status", ty: Type::Int },
        FieldType { name: "text", ty: Type::String },
        FieldType { name: "url", ty: Type::String },
        FieldType { name: "user", ty: Type::String },
        FieldType { name: "realm", ty: Type::String },
    ],
};

/// The fields of an element of `access`: rows of an access log that refused alike.
pub static ROW: RecordType = RecordType {
    name: "row",
    fields: &[
        FieldType { name: "status", ty: Type::Int },
        FieldType { name: "substatus", ty: Type::Int },
        FieldType { name: "win32_status", ty: Type::Int },
        FieldType { name: "method", ty: Type::String },
        FieldType { name: "target", ty: Type::String },
        FieldType { name: "user", ty: Type::String },
        FieldType { name: "reason", ty: Type::String },
        FieldType { name: "agent", ty: Type::String },
        FieldType { name: "count", ty: Type::Int },
    ],
};

/// The fields of an element of `events`: one event of Windows.
pub static EVENT: RecordType = RecordType {
    name: "event",
    fields: &[
        FieldType { name: "id", ty: Type::Int },
        FieldType { name: "source", ty: Type::String },
        FieldType { name: "account", ty: Type::String },
        FieldType { name: "domain", ty: Type::String },
        FieldType { name: "service", ty: Type::String },
        FieldType { name: "client", ty: Type::String },
        FieldType { name: "status", ty: Type::String },
        FieldType { name: "substatus", ty: Type::String },
        FieldType { name: "etype", ty: Type::String },
        FieldType { name: "preauth", ty: Type::String },
        FieldType { name: "logon_type", ty: Type::String },
        FieldType { name: "package", ty: Type::String },
        FieldType { name: "process", ty: Type::String },
        FieldType { name: "text", ty: Type::String },
    ],
};

/// The fields of an element of `tickets`: a ticket of a cache, or a key of a keytab.
pub static TICKET: RecordType = RecordType {
    name: "ticket",
    fields: &[
        FieldType { name: "client", ty: Type::String },
        FieldType { name: "server", ty: Type::String },
        FieldType { name: "etype", ty: Type::String },
        FieldType { name: "session_etype", ty: Type::String },
        FieldType { name: "kvno", ty: Type::Int },
        FieldType { name: "flags", ty: Type::String },
        FieldType { name: "end", ty: Type::String },
    ],
};

/// The fields of an element of `spns`: a service principal name and who has it.
pub static SPN: RecordType = RecordType {
    name: "spn",
    fields: &[
        FieldType { name: "spn", ty: Type::String },
        FieldType { name: "account", ty: Type::String },
        FieldType { name: "duplicate", ty: Type::Bool },
        FieldType { name: "missing", ty: Type::Bool },
    ],
};

const YES_NO: &[Answer] =
    &[Answer { label: "yes", value: "true" }, Answer { label: "no", value: "false" }];

/// What to ask where nothing but the program that authenticates can show what it sends.
const PROGRAM: Option<Question> = Some(Question {
    text: "What does the program send to authenticate, as the request with its Authorization field and the answer show (secrets are covered)?",
    commands: &[Command {
        home: Anywhere,
        platform: "sh",
        text: r#"curl -v -H "Authorization: $CREDENTIALS" https://<host>/"#,
    }],
    answers: &[],
});

/// What to ask where the request was not pasted, or not all of it.
const REQUEST: Option<Question> = Some(Question {
    text: "What did the client send, as its log, its developer tools or curl -v show it (paste the request too; secrets are covered)?",
    commands: &[Command { home: Anywhere, platform: "sh", text: "curl -v http://<host>/" }],
    answers: &[],
});

facts! {
    /// How the case ended: succeeded, failed, open or unknown.
    CASE_OUTCOME = "case.outcome": Type::String, {
        label: "how it ended",
        readers: &[(Derived, Unknown)],
    };
    /// Every exchange of the case, in order.
    LEGS = "legs": Type::List(&Type::Record(&LEG)), {
        label: "the exchanges",
        readers: &[(RequestHead, Unknown), (ResponseHead, Unknown), (BareFields, Unknown)],
    };
    /// The method of the request.
    REQUEST_METHOD = "request.method": Type::String, {
        shape: Shape::Word,
        label: "the method",
        readers: &[(RequestHead, Unknown)],
        question: REQUEST,
    };
    /// The host that was asked, without the port.
    REQUEST_URL_HOST = "request.url.host": Type::String, {
        shape: Shape::Host,
        label: "the host",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
        question: REQUEST,
    };
    /// The path that was asked, without the query.
    REQUEST_URL_PATH = "request.url.path": Type::String, {
        shape: Shape::Path,
        label: "the path",
        readers: &[(RequestHead, Absent)],
        question: REQUEST,
    };
    /// The scheme of the credentials that the request carries, in lower case.
    CREDENTIALS_SCHEME = "credentials.scheme": Type::String, {
        shape: Shape::Word,
        label: "the scheme that the client used",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
        question: REQUEST,
    };
    /// The token that the request carries as its credentials, as it was sent.
    CREDENTIALS_TOKEN68 = "credentials.token68": Type::String, {
        secret: true,
        label: "the token",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
    };
    /// What the request's token is: ntlm-negotiate, ntlm-authenticate, spnego-init, kerberos-ap-req and so on.
    TOKEN_KIND = "token.kind": Type::String, {
        label: "the client's token",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
        question: REQUEST,
    };
    /// What the SPNEGO token of the request carries inside, named as `token.kind` names it.
    TOKEN_INNER = "token.inner": Type::String, {
        label: "what the token carries inside",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
    };
    /// The status of the response.
    RESPONSE_STATUS = "response.status": Type::Int, {
        label: "the status",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown)],
    };
    /// The schemes that the response's challenges offer, in lower case and in order; those of 401 and 407 only.
    OFFERS = "offers": STRINGS, {
        label: "every scheme that is offered",
        readers: &[(ResponseHead, Empty), (BareFields, Unknown)],
        question: Some(Question {
            text: "What does the server answer to a request without credentials?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -sv -o - http://<host>/" }],
            answers: &[],
        }),
    };
    /// The response's challenges: scheme and realm.
    CHALLENGES = "challenges": Type::List(&Type::Record(&CHALLENGE)), {
        label: "the challenges",
        readers: &[(ResponseHead, Empty), (BareFields, Unknown)],
    };
    /// The scope that the challenge of a 401 or 403 asks for.
    CHALLENGE_SCOPE = "challenge.scope": Type::String, {
        label: "the scope that is needed",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown)],
    };
    /// The product that answers, in lower case: iis, apache, nginx and so on.
    SERVER_PRODUCT = "server.product": Type::String, {
        label: "the server",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown), (Adsutil, Unknown), (W3cLog, Unknown)],
        question: Some(Question {
            text: "Which web server answers?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -sI http://<host>/" }],
            answers: &[
                Answer { label: "IIS", value: "iis" },
                Answer { label: "Apache", value: "apache" },
                Answer { label: "nginx", value: "nginx" },
            ],
        }),
    };
    /// The major version of the product that answers.
    SERVER_MAJOR = "server.major": Type::Int, {
        label: "the server's version",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown), (W3cLog, Unknown)],
        question: Some(Question {
            text: "Which version of the web server is it (the number before the dot)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -sI http://<host>/" }],
            answers: &[
                Answer { label: "4.0", value: "4" },
                Answer { label: "5.0", value: "5" },
                Answer { label: "6.0", value: "6" },
                Answer { label: "7.0 or 7.5", value: "7" },
                Answer { label: "8.0 or 8.5", value: "8" },
                Answer { label: "10.0", value: "10" },
            ],
        }),
    };
    /// The minor version of the product that answers.
    SERVER_MINOR = "server.minor": Type::Int, {
        label: "the server's version",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown), (W3cLog, Unknown)],
    };
    /// Whether the server is an IIS that keeps its settings in a metabase, as 4.0 to 6.0 do.
    IIS_HAS_METABASE = "iis.has_metabase": Type::Bool, {
        label: "an IIS with a metabase",
        readers: &[(Derived, Unknown)],
        question: Some(Question {
            text: "Is the server IIS 4.0, 5.0 or 6.0 (Windows NT 4.0, 2000, XP or Server 2003)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -sI http://<host>/" }],
            answers: YES_NO,
        }),
    };
    /// The effective value of NTAuthenticationProviders at the path that failed.
    METABASE_NTAUTHENTICATIONPROVIDERS = "metabase.NTAuthenticationProviders": Type::String, {
        label: "NTAuthenticationProviders",
        readers: &[(Adsutil, Absent)],
        question: Some(Question {
            text: "What is NTAuthenticationProviders set to?",
            commands: &[Command {
                home: Metabase,
                platform: "cmd",
                text: "cscript adsutil.vbs get w3svc/NTAuthenticationProviders",
            }],
            answers: &[
                Answer { label: "NTLM", value: "NTLM" },
                Answer { label: "Negotiate,NTLM", value: "Negotiate,NTLM" },
                Answer { label: "not set", value: "" },
            ],
        }),
    };
    /// Whether clients of this case authenticate with Kerberos.
    KERBEROS_USED = "kerberos.used": Type::Bool, {
        label: "Kerberos in use",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown), (Adsutil, Unknown)],
        question: Some(Question {
            text: "Do clients of this site authenticate with Kerberos: does `klist tickets` on one of them name HTTP and this host?",
            commands: &[],
            answers: YES_NO,
        }),
    };
    /// The number of days from one run of 401s to the next, where a log shows at least three runs about as far apart.
    LOG_FAILURE_PERIOD_DAYS = "log.failure_period_days": Type::Int, {
        label: "days from one run of 401s to the next",
        unit: Some("days"),
        readers: &[(W3cLog, Absent)],
    };
    /// The days on which runs of 401s began, as YYYY-MM-DD.
    LOG_FAILURE_DATES = "log.failure_dates": STRINGS, {
        label: "the days on which the 401s began",
        readers: &[(W3cLog, Absent)],
    };
    /// Whether runs of 401s began on one and the same day of each calendar month.
    LOG_FAILURES_SAME_DAY_OF_MONTH = "log.failures_same_day_of_month": Type::Bool, {
        label: "the same day of each month",
        readers: &[(W3cLog, Absent)],
    };
    /// What the client said of its own work, such as the `*` lines of curl.
    CLIENT_MESSAGES = "client.messages": STRINGS, {
        label: "what the client said",
        readers: &[(CurlMessages, Unknown)],
    };
    /// What was pasted: the ids of the formats that were recognised, such as http-head, curl-v or iis-log.
    FORMATS = "formats": STRINGS, {
        label: "the formats",
        readers: &[(Exchanges, Unknown)],
    };
    /// What is remarkable about the way the exchanges follow each other: no-first-leg, challenge-repeated, other-connection, connection-closed, refused-after-proof and so on.
    HANDSHAKE_SIGNS = "handshake.signs": STRINGS, {
        label: "what the handshake shows",
        readers: &[(Exchanges, Empty)],
    };
    /// http or https, where what was pasted tells.
    REQUEST_URL_SCHEME = "request.url.scheme": Type::String, {
        shape: Shape::Word,
        label: "the URL's scheme",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
        question: Some(Question {
            text: "Does the URL begin with https or with http?",
            commands: &[],
            answers: &[
                Answer { label: "https", value: "https" },
                Answer { label: "http", value: "http" },
            ],
        }),
    };
    /// The port that was asked, where the URL or the Host field names it.
    REQUEST_URL_PORT = "request.url.port": Type::Int, {
        label: "the port",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// Whether the host that was asked is an IP address.
    REQUEST_URL_IS_IP = "request.url.is_ip": Type::Bool, {
        label: "an address in place of a name",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// Whether the host that was asked is a single label, not a fully qualified name, and no address.
    REQUEST_URL_IS_SHORT = "request.url.is_short": Type::Bool, {
        label: "a host name without dots",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// Whether the URL carries a user or a password before its host.
    REQUEST_URL_USERINFO = "request.url.userinfo": Type::Bool, {
        label: "credentials in the URL",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// The names of the query's parameters, in lower case.
    REQUEST_URL_QUERY_NAMES = "request.url.query_names": STRINGS, {
        label: "the names in the query",
        readers: &[(RequestHead, Empty)],
    };
    /// The version of HTTP that the request names: HTTP/1.1, HTTP/2.
    REQUEST_VERSION = "request.version": Type::String, {
        label: "the HTTP version",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// Whether all header fields of the request were seen, so that one that is missing was not sent.
    REQUEST_COMPLETE = "request.complete": Type::Bool, {
        label: "the whole head",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
        question: REQUEST,
    };
    /// The names of the request's header fields, in lower case.
    REQUEST_FIELD_NAMES = "request.field_names": STRINGS, {
        label: "the request's fields",
        readers: &[(RequestHead, Empty), (BareFields, Unknown)],
        question: REQUEST,
    };
    /// The request's header fields: name in lower case, value; those of secret fields are left out.
    REQUEST_FIELDS = "request.fields": Type::List(&Type::Record(&FIELD)), {
        label: "the request's fields",
        readers: &[(RequestHead, Empty), (BareFields, Unknown)],
        question: REQUEST,
    };
    /// What the request's User-Agent field says.
    REQUEST_AGENT = "request.agent": Type::String, {
        label: "the client",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// Characters of the field that carries the credentials.
    CREDENTIALS_SIZE = "credentials.size": Type::Int, {
        label: "the size of the credentials",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
        unit: Some("characters"),
    };
    /// How many Authorization fields the request has (Proxy-Authorization where a proxy answers).
    CREDENTIALS_COUNT = "credentials.count": Type::Int, {
        label: "how many fields with credentials",
        readers: &[(RequestHead, Unknown), (BareFields, Unknown)],
    };
    /// The names of the credentials' parameters, in lower case.
    CREDENTIALS_NAMES = "credentials.names": STRINGS, {
        label: "the parameters of the credentials",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
    };
    /// The codes of the mistakes in the field that carries the credentials, as `why401 parse` tells them; none of them where it is right.
    CREDENTIALS_PROBLEMS = "credentials.problems": STRINGS, {
        label: "mistakes in the credentials",
        readers: &[(Exchanges, Unknown)],
    };
    /// The user that the credentials name: of Basic, Digest, NTLM.
    CREDENTIALS_USER = "credentials.user": Type::String, {
        label: "the user",
        readers: &[(Tokens, Absent)],
        shape: Shape::Account,
    };
    /// The mechanisms that the SPNEGO token of the request offers, in order: kerberos, ms-kerberos, ntlm, negoex or an OID.
    TOKEN_MECHANISMS = "token.mechanisms": STRINGS, {
        label: "the mechanisms",
        readers: &[(Tokens, Absent)],
    };
    /// What is odd about the credentials or the token as far as they can be decoded: cut-off, placeholder, expired, missing-colon, digest-realm-differs and so on, the codes that `why401 token` prints.
    TOKEN_PROBLEMS = "token.problems": STRINGS, {
        label: "what is wrong with the token",
        readers: &[(Tokens, Empty)],
    };
    /// The version of HTTP that the response names: HTTP/1.1, HTTP/2.
    RESPONSE_VERSION = "response.version": Type::String, {
        label: "the HTTP version",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown)],
    };
    /// The reason phrase of the response.
    RESPONSE_REASON = "response.reason": Type::String, {
        label: "the reason phrase",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown)],
    };
    /// Whether all header fields of the response were seen, so that one that is missing was not sent.
    RESPONSE_COMPLETE = "response.complete": Type::Bool, {
        label: "the whole head",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown)],
    };
    /// The names of the response's header fields, in lower case.
    RESPONSE_FIELD_NAMES = "response.field_names": STRINGS, {
        label: "the response's fields",
        readers: &[(ResponseHead, Empty), (BareFields, Unknown)],
    };
    /// The response's header fields: name in lower case, value; those of secret fields are left out.
    RESPONSE_FIELDS = "response.fields": Type::List(&Type::Record(&FIELD)), {
        label: "the response's fields",
        readers: &[(ResponseHead, Empty), (BareFields, Unknown)],
    };
    /// The substatus that IIS gives the refusal, the 2 of 401.2, where all that was pasted agrees on one.
    RESPONSE_SUBSTATUS = "response.substatus": Type::Int, {
        label: "the substatus",
        readers: &[(ErrorPage, Unknown), (W3cLog, Unknown), (AccessLog, Unknown)],
        question: Some(Question {
            text: "Which substatus does IIS log for this request (the number in the column sc-substatus)?",
            commands: &[
                Command { home: Metabase, platform: "cmd", text: r"type %windir%\system32\LogFiles\W3SVC1\ex<yymmdd>.log" },
                Command { home: Iis, platform: "powershell", text: "Get-ChildItem C:/inetpub/logs/LogFiles -Recurse -Filter *.log | Sort-Object LastWriteTime | Select-Object -Last 1 | Get-Content -Tail 40" },
            ],
            answers: &[],
        }),
    };
    /// The Windows error code that IIS logs with the refusal (sc-win32-status), unsigned, where all that was pasted agrees on one.
    RESPONSE_WIN32_STATUS = "response.win32_status": Type::Int, {
        label: "the Windows status",
        readers: &[(ErrorPage, Unknown), (W3cLog, Unknown), (AccessLog, Unknown)],
    };
    /// The codes of the mistakes in the fields that carry the challenges, as `why401 parse` tells them; none of them where they are right.
    CHALLENGE_PROBLEMS = "challenge.problems": STRINGS, {
        label: "mistakes in the challenges",
        readers: &[(Exchanges, Unknown)],
    };
    /// Intermediaries that the messages name: the fields, in lower case, that proxies, caches and gateways add (via, x-cache, x-amzn-requestid, cf-ray and the like).
    VIA = "via": STRINGS, {
        label: "what stands between",
        readers: &[(RequestHead, Unknown), (ResponseHead, Empty), (BareFields, Unknown)],
    };
    /// Messages of programs about what went wrong: of clients, of servers, of frameworks.
    ERRORS = "errors": Type::List(&Type::Record(&ERROR)), {
        label: "what programs said",
        readers: &[(ErrorLines, Unknown), (ErrorPage, Unknown)],
    };
    /// The codes in messages of programs as people search for them: AH01617, E401, 0x80090322, KRB_AP_ERR_MODIFIED, invalid_token, 401.2.
    ERROR_CODES = "error.codes": STRINGS, {
        label: "the error",
        readers: &[(ErrorLines, Unknown), (ErrorPage, Unknown), (WindowsEvents, Unknown)],
    };
    /// The status of HTTP that messages of programs name, where they agree on one.
    ERROR_STATUS = "error.status": Type::Int, {
        label: "the status in the error",
        readers: &[(ErrorLines, Unknown), (ErrorPage, Unknown)],
    };
    /// Rows of access logs that refused, the like counted together.
    ACCESS = "access": Type::List(&Type::Record(&ROW)), {
        label: "refusals in the log",
        readers: &[(W3cLog, Unknown), (AccessLog, Unknown)],
    };
    /// The statuses of refusals in access logs with their substatus: 401, 401.2, 407.
    ACCESS_CODES = "access.codes": STRINGS, {
        label: "refusals in the log",
        readers: &[(W3cLog, Unknown), (AccessLog, Unknown)],
    };
    /// The Windows error codes of refusals in access logs, unsigned.
    ACCESS_WIN32 = "access.win32": Type::List(&Type::Int), {
        label: "the Windows status in the log",
        readers: &[(W3cLog, Unknown)],
    };
    /// Events of Windows about logons and Kerberos.
    EVENTS = "events": Type::List(&Type::Record(&EVENT)), {
        label: "events of Windows",
        readers: &[(WindowsEvents, Unknown)],
    };
    /// The ids of events of Windows about logons and Kerberos.
    EVENT_IDS = "event.ids": Type::List(&Type::Int), {
        label: "the event",
        readers: &[(WindowsEvents, Unknown)],
    };
    /// The tickets of a cache, or the keys of a keytab; an empty list where the tool says that there are none.
    TICKETS = "tickets": Type::List(&Type::Record(&TICKET)), {
        label: "the tickets",
        readers: &[(TicketList, Empty)],
        question: Some(Question {
            text: "Which Kerberos tickets does the client hold?",
            commands: &[
                Command { home: Windows, platform: "cmd", text: "klist" },
                Command { home: Unix, platform: "sh", text: "klist -e" },
            ],
            answers: &[],
        }),
    };
    /// Service principal names and the accounts that have them.
    SPNS = "spns": Type::List(&Type::Record(&SPN)), {
        label: "the SPNs",
        readers: &[(SpnList, Unknown)],
        question: Some(Question {
            text: "Which account holds the SPN of this host, and is it held twice?",
            commands: &[
                Command { home: Anywhere, platform: "cmd", text: "setspn -Q HTTP/<host>" },
                Command { home: Anywhere, platform: "cmd", text: "setspn -X" },
            ],
            answers: &[],
        }),
    };
    /// Whether a service principal name is held by two accounts.
    SPN_DUPLICATE = "spn.duplicate": Type::Bool, {
        label: "an SPN held twice",
        readers: &[(SpnList, Unknown)],
    };
    /// The states that tools such as nltest tell of the domain's trust: 0x0, 0x5 ERROR_ACCESS_DENIED.
    DOMAIN_STATUSES = "domain.statuses": STRINGS, {
        label: "the state of the trust",
        readers: &[(DomainTool, Unknown)],
    };
    /// Whether the browser's settings let it send the system logon to this host by itself.
    BROWSER_SENDS_LOGON = "browser.sends_logon": Type::Bool, {
        label: "the hosts that the browser may log on to",
        readers: &[(BrowserPrefs, Unknown)],
        question: Some(Question {
            text: "Is the host on the browser's list: `network.negotiate-auth.trusted-uris` in `about:config`, or `AuthServerAllowlist` in `chrome://policy` (the line can be copied from there)?",
            commands: &[],
            answers: YES_NO,
        }),
    };
    /// The time in the NTLM challenge of the server.
    NTLM_SERVER_CLOCK = "ntlm.server_clock": Type::Int, {
        label: "the server's clock",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
        question: Some(Question {
            text: "What does the server say in its NTLM challenge, as the trace of a request shows?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -v --ntlm -u : http://<host>/" }],
            answers: &[],
        }),
    };
    /// The domain or server that the NTLM challenge names.
    NTLM_TARGET_NAME = "ntlm.target_name": Type::String, {
        label: "the NTLM target",
        readers: &[(Tokens, Absent)],
    };
    /// The NetBIOS name of the server's domain in the NTLM challenge.
    NTLM_NB_DOMAIN = "ntlm.nb_domain": Type::String, {
        label: "the server's domain (NetBIOS)",
        readers: &[(Tokens, Absent)],
    };
    /// The NetBIOS name of the server in the NTLM challenge.
    NTLM_NB_COMPUTER = "ntlm.nb_computer": Type::String, {
        label: "the server (NetBIOS)",
        readers: &[(Tokens, Absent)],
    };
    /// The DNS name of the server's domain in the NTLM challenge.
    NTLM_DNS_DOMAIN = "ntlm.dns_domain": Type::String, {
        label: "the server's domain",
        readers: &[(Tokens, Absent)],
        shape: Shape::Host,
    };
    /// The DNS name of the server in the NTLM challenge.
    NTLM_DNS_COMPUTER = "ntlm.dns_computer": Type::String, {
        label: "the server's own name",
        readers: &[(Tokens, Absent)],
        shape: Shape::Host,
    };
    /// The version of Windows in the NTLM challenge: 10.0.17763.
    NTLM_SERVER_BUILD = "ntlm.server_build": Type::String, {
        label: "the server's Windows",
        readers: &[(Tokens, Absent)],
    };
    /// The domain in the NTLM authenticate message.
    NTLM_DOMAIN = "ntlm.domain": Type::String, {
        label: "the user's domain",
        readers: &[(Tokens, Absent)],
    };
    /// The workstation in the NTLM authenticate message.
    NTLM_WORKSTATION = "ntlm.workstation": Type::String, {
        label: "the client's computer",
        readers: &[(Tokens, Absent)],
    };
    /// What proves the user in the NTLM authenticate message: v1, v2, session, anonymous.
    NTLM_RESPONSE = "ntlm.response": Type::String, {
        label: "the kind of NTLM",
        readers: &[(Tokens, Absent)],
    };
    /// The flags of the last NTLM message, named as in MS-NLMP without their prefix: unicode, oem, seal, key-exchange.
    NTLM_FLAGS = "ntlm.flags": STRINGS, {
        label: "the NTLM flags",
        readers: &[(Tokens, Absent)],
    };
    /// Whether the NTLM challenge carries the server's time.
    NTLM_HAS_TIMESTAMP = "ntlm.has_timestamp": Type::Bool, {
        label: "a timestamp in the challenge",
        readers: &[(Tokens, Absent)],
    };
    /// Whether the NTLM authenticate message carries a message integrity code.
    NTLM_HAS_MIC = "ntlm.has_mic": Type::Bool, {
        label: "a MIC in the proof",
        readers: &[(Tokens, Absent)],
    };
    /// Channel bindings in the NTLM authenticate message: present, zero, absent.
    NTLM_CHANNEL_BINDINGS = "ntlm.channel_bindings": Type::String, {
        label: "channel bindings",
        readers: &[(Tokens, Absent)],
    };
    /// The service that the client says it proves itself to (MsvAvTargetName).
    NTLM_CLIENT_TARGET = "ntlm.client_target": Type::String, {
        label: "the SPN in the NTLM proof",
        readers: &[(Tokens, Absent)],
        shape: Shape::Spn,
    };
    /// The state in the server's SPNEGO answer: accept-completed, accept-incomplete, reject, request-mic.
    SPNEGO_STATE = "spnego.state": Type::String, {
        label: "the SPNEGO state",
        readers: &[(Tokens, Absent)],
    };
    /// The mechanism that the server's SPNEGO answer names.
    SPNEGO_CHOSEN = "spnego.chosen": Type::String, {
        label: "the mechanism chosen",
        readers: &[(Tokens, Absent)],
    };
    /// The service that the Kerberos ticket is for: HTTP/web1.corp.example.
    KERBEROS_TICKET_SNAME = "kerberos.ticket.sname": Type::String, {
        label: "the ticket's service",
        readers: &[(Tokens, Absent)],
        shape: Shape::Spn,
        question: Some(Question {
            text: "Which ticket does the client send, as the trace of a request shows (the ticket itself is covered)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -v --negotiate -u : http://<host>/" }],
            answers: &[],
        }),
    };
    /// The first part of the name of the service that the Kerberos ticket is for: HTTP.
    KERBEROS_TICKET_SERVICE = "kerberos.ticket.service": Type::String, {
        label: "the ticket's service class",
        readers: &[(Tokens, Absent)],
    };
    /// The host in the name of the service that the Kerberos ticket is for.
    KERBEROS_TICKET_HOST = "kerberos.ticket.host": Type::String, {
        label: "the ticket's host",
        readers: &[(Tokens, Absent)],
        shape: Shape::Host,
    };
    /// The realm of the Kerberos ticket.
    KERBEROS_TICKET_REALM = "kerberos.ticket.realm": Type::String, {
        label: "the ticket's realm",
        readers: &[(Tokens, Absent)],
        shape: Shape::Host,
    };
    /// The number of the encryption type of the Kerberos ticket: 23 is RC4, 18 AES-256.
    KERBEROS_TICKET_ETYPE = "kerberos.ticket.etype": Type::Int, {
        label: "the ticket's encryption",
        readers: &[(Tokens, Absent)],
    };
    /// The version of the key that the Kerberos ticket is encrypted with.
    KERBEROS_TICKET_KVNO = "kerberos.ticket.kvno": Type::Int, {
        label: "the ticket's key version",
        readers: &[(Tokens, Absent)],
    };
    /// Bytes of the encrypted part of the Kerberos ticket.
    KERBEROS_TICKET_SIZE = "kerberos.ticket.size": Type::Int, {
        label: "the ticket's size",
        readers: &[(Tokens, Absent)],
        unit: Some("bytes"),
    };
    /// The service that the client wants a ticket for: as a message names it, else of the host that was asked.
    KERBEROS_SERVICE = "kerberos.service": Type::String, {
        label: "the service that is asked for",
        readers: &[(CurlMessages, Unknown), (ErrorLines, Unknown), (RequestHead, Unknown)],
        shape: Shape::Spn,
    };
    /// The number in a KRB-ERROR: 41 is KRB_AP_ERR_MODIFIED.
    KERBEROS_ERROR_CODE = "kerberos.error.code": Type::Int, {
        label: "the Kerberos error",
        readers: &[(Tokens, Absent)],
    };
    /// The name in RFC 4120 of the error in a KRB-ERROR.
    KERBEROS_ERROR_NAME = "kerberos.error.name": Type::String, {
        label: "the Kerberos error",
        readers: &[(Tokens, Absent)],
    };
    /// The service that the KRB-ERROR names.
    KERBEROS_ERROR_SNAME = "kerberos.error.sname": Type::String, {
        label: "the service in the error",
        readers: &[(Tokens, Absent)],
        shape: Shape::Spn,
    };
    /// The server's time in the KRB-ERROR.
    KERBEROS_ERROR_SERVER_TIME = "kerberos.error.server_time": Type::Int, {
        label: "the time in the error",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The server's time less the client's in the KRB-ERROR.
    KERBEROS_ERROR_SKEW_SECONDS = "kerberos.error.skew_seconds": Type::Int, {
        label: "the clocks' difference",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds"),
    };
    /// The NTSTATUS that Windows puts into a KRB-ERROR, as 0xC000006D.
    KERBEROS_ERROR_NTSTATUS = "kerberos.error.ntstatus": Type::String, {
        label: "the Windows status in the error",
        readers: &[(Tokens, Absent)],
    };
    /// jws, jws-unsecured or jwe.
    JWT_TYPE = "jwt.type": Type::String, {
        label: "the kind of JWT",
        readers: &[(Tokens, Absent)],
    };
    /// The algorithm in the JWT's header.
    JWT_ALG = "jwt.alg": Type::String, {
        label: "the algorithm",
        readers: &[(Tokens, Absent)],
    };
    /// The type in the JWT's header.
    JWT_TYP = "jwt.typ": Type::String, {
        label: "the type",
        readers: &[(Tokens, Absent)],
    };
    /// The key id in the JWT's header.
    JWT_KID = "jwt.kid": Type::String, {
        label: "the key id",
        readers: &[(Tokens, Absent)],
    };
    /// The issuer in the JWT.
    JWT_ISS = "jwt.iss": Type::String, {
        label: "the issuer",
        readers: &[(Tokens, Absent)],
    };
    /// The audiences in the JWT.
    JWT_AUD = "jwt.aud": STRINGS, {
        label: "the audience",
        readers: &[(Tokens, Absent)],
    };
    /// When the JWT expires.
    JWT_EXP = "jwt.exp": Type::Int, {
        label: "when it expires",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
        question: Some(Question {
            text: "Until when does the token hold, as the request with its Authorization field shows (the token itself is covered)?",
            commands: &[
                Command { home: Unix, platform: "sh", text: r#"curl -v -H "Authorization: Bearer $TOKEN" http://<host>/"# },
                Command { home: Windows, platform: "cmd", text: r#"curl -v -H "Authorization: Bearer %TOKEN%" http://<host>/"# },
            ],
            answers: &[],
        }),
    };
    /// When the JWT begins to hold.
    JWT_NBF = "jwt.nbf": Type::Int, {
        label: "when it begins",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// When the JWT was issued.
    JWT_IAT = "jwt.iat": Type::Int, {
        label: "when it was issued",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The scopes in the JWT, of its claims scope and scp.
    JWT_SCOPES = "jwt.scopes": STRINGS, {
        label: "the scopes",
        readers: &[(Tokens, Absent)],
    };
    /// The names of the JWT's claims.
    JWT_CLAIMS = "jwt.claims": STRINGS, {
        label: "the claims",
        readers: &[(Tokens, Absent)],
    };
    /// The extensions that the JWT's header declares critical: who does not know them has to refuse it.
    JWT_CRIT = "jwt.crit": STRINGS, {
        label: "critical extensions",
        readers: &[(Tokens, Absent)],
    };
    /// The names of the members of the JWT's claim cnf, which binds it to a key: jkt, x5t#S256.
    JWT_CNF = "jwt.cnf": STRINGS, {
        label: "what the token is bound to",
        readers: &[(Tokens, Absent)],
    };
    /// Characters of the JWT.
    JWT_SIZE = "jwt.size": Type::Int, {
        label: "the size of the JWT",
        readers: &[(Tokens, Absent)],
        unit: Some("characters"),
    };
    /// How Basic credentials are encoded, as far as their bytes tell: us-ascii, utf-8, iso-8859-1 or windows-1252.
    BASIC_CHARSET = "basic.charset": Type::String, {
        label: "the encoding",
        readers: &[(Tokens, Absent)],
    };
    /// Bytes of the password in Basic credentials.
    BASIC_PASSWORD_LENGTH = "basic.password_length": Type::Int, {
        label: "the password's length",
        readers: &[(Tokens, Absent)],
        unit: Some("bytes"),
        question: Some(Question {
            text: "What do the Basic credentials hold, as the request with its Authorization field shows (the password is covered)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -v -u <account> http://<host>/" }],
            answers: &[],
        }),
    };
    /// The region in the credential scope of AWS Signature Version 4.
    AWS_REGION = "aws.region": Type::String, {
        label: "the region",
        readers: &[(Tokens, Absent)],
        question: Some(Question {
            text: "Which region and service does the signature name, as the request with its Authorization field shows (the signature is covered)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "aws s3 ls --debug" }],
            answers: &[],
        }),
    };
    /// The service in the credential scope of AWS Signature Version 4.
    AWS_SERVICE = "aws.service": Type::String, {
        label: "the service",
        readers: &[(Tokens, Absent)],
    };
    /// The day in the credential scope of AWS Signature Version 4, as YYYYMMDD.
    AWS_DATE = "aws.date": Type::String, {
        label: "the day of the scope",
        readers: &[(Tokens, Absent)],
    };
    /// The first four letters of the access key id: AKIA for a lasting one, ASIA for a temporary one.
    AWS_KEY_KIND = "aws.key_kind": Type::String, {
        label: "the kind of access key",
        readers: &[(Tokens, Absent)],
    };
    /// The names of the fields that AWS Signature Version 4 signs.
    AWS_SIGNED_FIELDS = "aws.signed_fields": STRINGS, {
        label: "the signed fields",
        readers: &[(Tokens, Absent)],
    };
    /// The algorithm that Digest credentials name.
    DIGEST_ALGORITHM = "digest.algorithm": Type::String, {
        label: "the Digest algorithm",
        readers: &[(Tokens, Absent)],
        question: Some(Question {
            text: "What do the Digest credentials say, as the trace of a request shows (the response is covered)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: "curl -v --digest -u <account> http://<host>/" }],
            answers: &[],
        }),
    };
    /// The quality of protection that Digest credentials name: auth, auth-int.
    DIGEST_QOP = "digest.qop": Type::String, {
        label: "the Digest qop",
        readers: &[(Tokens, Absent)],
    };
    /// How many requests the client says it has sent with this nonce of Digest.
    DIGEST_NC = "digest.nc": Type::Int, {
        label: "the nonce count",
        readers: &[(Tokens, Absent)],
    };
    /// Whether Digest credentials say that their user name is a hash: true, false.
    DIGEST_USERHASH = "digest.userhash": Type::String, {
        label: "userhash",
        readers: &[(Tokens, Absent)],
    };
    /// How SCRAM's first message begins: `n,,` without channel binding, `y,,` where the server seems to have none, `p=...` with one.
    SCRAM_GS2 = "scram.gs2": Type::String, {
        label: "the channel binding",
        readers: &[(Tokens, Absent)],
    };
    /// How often the password is to be hashed, as SCRAM's server says.
    SCRAM_ITERATIONS = "scram.iterations": Type::Int, {
        label: "the iterations",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// The error in the last message of SCRAM's server.
    SCRAM_ERROR = "scram.error": Type::String, {
        label: "the error of SCRAM",
        readers: &[(Tokens, Absent)],
    };
    /// The time in Hawk's credentials.
    HAWK_TS = "hawk.ts": Type::Int, {
        label: "the time of Hawk",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
        question: PROGRAM,
    };
    /// The time that a server of Hawk tells in its challenge.
    HAWK_SERVER_TS = "hawk.server_ts": Type::Int, {
        label: "the server's time",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The key id in HOBA's credentials, in base64url.
    HOBA_KID = "hoba.kid": Type::String, {
        label: "the key id",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// How long HOBA's challenge holds.
    HOBA_MAX_AGE = "hoba.max_age": Type::Int, {
        label: "how long the challenge holds",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds"),
    };
    /// What a challenge of Mutual binds the login to: host, tls-server-end-point, tls-unique.
    MUTUAL_VALIDATION = "mutual.validation": Type::String, {
        label: "the validation",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// The algorithm that a challenge of Mutual names.
    MUTUAL_ALGORITHM = "mutual.algorithm": Type::String, {
        label: "the Mutual algorithm",
        readers: &[(Tokens, Absent)],
    };
    /// Why a server of Mutual asks: initial, stale-session, auth-failed and so on.
    MUTUAL_REASON = "mutual.reason": Type::String, {
        label: "the reason",
        readers: &[(Tokens, Absent)],
    };
    /// The type of the PrivateToken that was sent: 1 can be checked by its issuer alone, 2 by anybody.
    PRIVATE_TOKEN_TYPE = "private_token.type": Type::Int, {
        label: "the token's type",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// The type of PrivateToken that the challenge asks for.
    PRIVATE_TOKEN_WANTED_TYPE = "private_token.wanted_type": Type::Int, {
        label: "the type asked for",
        readers: &[(Tokens, Absent)],
    };
    /// The issuer that the challenge of PrivateToken names.
    PRIVATE_TOKEN_ISSUER = "private_token.issuer": Type::String, {
        label: "the issuer asked for",
        readers: &[(Tokens, Absent)],
    };
    /// The time in OAuth 1's credentials.
    OAUTH1_TIMESTAMP = "oauth1.timestamp": Type::Int, {
        label: "oauth_timestamp",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
        question: PROGRAM,
    };
    /// How OAuth 1's credentials are signed: HMAC-SHA1, RSA-SHA1, PLAINTEXT.
    OAUTH1_SIGNATURE_METHOD = "oauth1.signature_method": Type::String, {
        label: "the signature method",
        readers: &[(Tokens, Absent)],
    };
    /// The authorization server that a challenge of GNAP names.
    GNAP_AS_URI = "gnap.as_uri": Type::String, {
        label: "the authorization server",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// For which push service the token of vapid is.
    VAPID_AUD = "vapid.aud": Type::String, {
        label: "the audience",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// When the token of vapid expires.
    VAPID_EXP = "vapid.exp": Type::Int, {
        label: "when it expires",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The number of the signature scheme in Concealed credentials.
    CONCEALED_SCHEME = "concealed.scheme": Type::String, {
        label: "the signature scheme",
        readers: &[(Tokens, Absent)],
        question: PROGRAM,
    };
    /// The type in the header of the DPoP proof: dpop+jwt.
    DPOP_TYP = "dpop.typ": Type::String, {
        label: "the proof's type",
        readers: &[(Tokens, Absent)],
    };
    /// The algorithm in the header of the DPoP proof.
    DPOP_ALG = "dpop.alg": Type::String, {
        label: "the proof's algorithm",
        readers: &[(Tokens, Absent)],
    };
    /// The method that the DPoP proof is for.
    DPOP_HTM = "dpop.htm": Type::String, {
        label: "the proof's method",
        readers: &[(Tokens, Absent)],
        question: Some(Question {
            text: "What does the proof say, as the request with its field DPoP shows (the proof is covered)?",
            commands: &[Command { home: Anywhere, platform: "sh", text: r#"curl -v -H "Authorization: DPoP $TOKEN" -H "DPoP: $PROOF" https://<host>/"# }],
            answers: &[],
        }),
    };
    /// The address that the DPoP proof is for.
    DPOP_HTU = "dpop.htu": Type::String, {
        label: "the proof's address",
        readers: &[(Tokens, Absent)],
    };
    /// When the DPoP proof was made.
    DPOP_IAT = "dpop.iat": Type::Int, {
        label: "when the proof was made",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The names of the DPoP proof's claims: jti, htm, htu, iat, ath, nonce.
    DPOP_CLAIMS = "dpop.claims": STRINGS, {
        label: "the proof's claims",
        readers: &[(Tokens, Absent)],
    };
    /// What the request's HTTP message signature covers, of several signatures the first: @method, @authority, content-digest.
    SIGNATURE_COMPONENTS = "signature.components": STRINGS, {
        label: "what is signed",
        readers: &[(Tokens, Absent)],
        question: Some(Question {
            text: "What does the signature cover, as the request with its field Signature-Input shows?",
            commands: &[Command { home: Anywhere, platform: "sh", text: r#"curl -v -H "Signature-Input: $INPUT" -H "Signature: $SIGNATURE" https://<host>/"# }],
            answers: &[],
        }),
    };
    /// When the request's HTTP message signature was made.
    SIGNATURE_CREATED = "signature.created": Type::Int, {
        label: "when it was signed",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// When the request's HTTP message signature expires.
    SIGNATURE_EXPIRES = "signature.expires": Type::Int, {
        label: "when the signature expires",
        readers: &[(Tokens, Absent)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The key id of the request's HTTP message signature.
    SIGNATURE_KEYID = "signature.keyid": Type::String, {
        label: "the key id",
        readers: &[(Tokens, Absent)],
    };
    /// The algorithm that the request's HTTP message signature names.
    SIGNATURE_ALG = "signature.alg": Type::String, {
        label: "the algorithm",
        readers: &[(Tokens, Absent)],
    };
    /// The time now, where the caller gives it, else unknown.
    CLOCK_NOW = "clock.now": Type::Int, {
        label: "the time now",
        readers: &[(Clock, Unknown)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The time in the response's Date field, unless the response is a copy from a cache.
    CLOCK_SERVER = "clock.server": Type::Int, {
        label: "the server's clock",
        readers: &[(Exchanges, Unknown)],
        unit: Some("seconds since 1970 UTC"),
    };
    /// The server's clock less the client's, where both can be told from what was pasted: the least that their times
    /// allow, 0 where that is less than 5 seconds.
    CLOCK_DIFFERENCE = "clock.difference": Type::Int, {
        label: "the clocks' difference",
        readers: &[(Clock, Unknown), (Tokens, Unknown)],
        unit: Some("seconds"),
    };
    /// Whether Windows authentication is on at the path that failed.
    IIS_CONFIG_WINDOWS_AUTH_ENABLED = "iis_config.windows_auth.enabled": Type::Bool, {
        label: "Windows authentication",
        readers: &[(IisConfig, Unknown)],
        question: Some(Question {
            text: "Is Windows authentication on for this site?",
            commands: &[
                Command { home: Iis, platform: "cmd", text: r#"%windir%\system32\inetsrv\appcmd list config "<site>" -section:windowsAuthentication"# },
            ],
            answers: YES_NO,
        }),
    };
    /// The providers of Windows authentication in order, in effect at the path that failed.
    IIS_CONFIG_WINDOWS_AUTH_PROVIDERS = "iis_config.windows_auth.providers": STRINGS, {
        label: "the providers",
        readers: &[(IisConfig, Unknown)],
        question: Some(Question {
            text: "Which providers does Windows authentication have, and in which order?",
            commands: &[
                Command { home: Iis, platform: "cmd", text: r#"%windir%\system32\inetsrv\appcmd list config "<site>" -section:windowsAuthentication"# },
            ],
            answers: &[],
        }),
    };
    /// Whether HTTP.sys authenticates in kernel mode (the default).
    IIS_CONFIG_WINDOWS_AUTH_USE_KERNEL_MODE = "iis_config.windows_auth.use_kernel_mode": Type::Bool, {
        label: "useKernelMode",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether kernel mode decrypts tickets with the key of the application pool's account.
    IIS_CONFIG_WINDOWS_AUTH_USE_APP_POOL_CREDENTIALS = "iis_config.windows_auth.use_app_pool_credentials": Type::Bool, {
        label: "useAppPoolCredentials",
        readers: &[(IisConfig, Unknown)],
    };
    /// tokenChecking of extended protection: None, Allow, Require.
    IIS_CONFIG_WINDOWS_AUTH_TOKEN_CHECKING = "iis_config.windows_auth.token_checking": Type::String, {
        label: "extended protection",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether the logon is dropped after each request.
    IIS_CONFIG_WINDOWS_AUTH_AUTH_PERSIST_SINGLE_REQUEST = "iis_config.windows_auth.auth_persist_single_request": Type::Bool, {
        label: "authPersistSingleRequest",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether a Kerberos logon holds for the connection.
    IIS_CONFIG_WINDOWS_AUTH_AUTH_PERSIST_NON_NTLM = "iis_config.windows_auth.auth_persist_non_ntlm": Type::Bool, {
        label: "authPersistNonNTLM",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether anonymous access is on at the path that failed.
    IIS_CONFIG_ANONYMOUS_ENABLED = "iis_config.anonymous.enabled": Type::Bool, {
        label: "anonymous access",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether Basic authentication is on at the path that failed.
    IIS_CONFIG_BASIC_ENABLED = "iis_config.basic.enabled": Type::Bool, {
        label: "Basic authentication",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether Digest authentication is on at the path that failed.
    IIS_CONFIG_DIGEST_ENABLED = "iis_config.digest.enabled": Type::Bool, {
        label: "Digest authentication",
        readers: &[(IisConfig, Unknown)],
    };
    /// The flags of the section access: Ssl, SslNegotiateCert, SslRequireCert.
    IIS_CONFIG_SSL_FLAGS = "iis_config.ssl_flags": Type::String, {
        label: "sslFlags",
        readers: &[(IisConfig, Unknown)],
    };
    /// The mode of ASP.NET's authentication: Windows, Forms, None.
    IIS_CONFIG_ASPNET_MODE = "iis_config.aspnet.mode": Type::String, {
        label: "ASP.NET's authentication",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether ASP.NET's authorization denies users that are not logged on.
    IIS_CONFIG_ASPNET_DENIES_ANONYMOUS = "iis_config.aspnet.denies_anonymous": Type::Bool, {
        label: "ASP.NET denies anonymous users",
        readers: &[(IisConfig, Unknown)],
    };
    /// Whether ASP.NET impersonates the user.
    IIS_CONFIG_ASPNET_IMPERSONATES = "iis_config.aspnet.impersonates": Type::Bool, {
        label: "ASP.NET impersonates",
        readers: &[(IisConfig, Unknown)],
    };
    /// The schemes that AuthFlags turns on at the path that failed, by the names of its bits: AuthAnonymous, AuthBasic, AuthNTLM, AuthMD5, AuthPassport.
    METABASE_AUTHFLAGS = "metabase.AuthFlags": STRINGS, {
        label: "AuthFlags",
        readers: &[(Adsutil, Absent)],
        question: Some(Question {
            text: "Which schemes does AuthFlags turn on?",
            commands: &[
                Command { home: Metabase, platform: "cmd", text: "cscript adsutil.vbs get w3svc/AuthFlags" },
            ],
            answers: &[],
        }),
    };
    /// How long a logon holds, by the names of the bits of AuthPersistence: AuthPersistSingleRequest, AuthPersistSingleRequestIfProxy, AuthPersistSingleRequestAlwaysIfProxy.
    METABASE_AUTHPERSISTENCE = "metabase.AuthPersistence": STRINGS, {
        label: "AuthPersistence",
        readers: &[(Adsutil, Absent)],
        question: Some(Question {
            text: "What is AuthPersistence set to?",
            commands: &[
                Command { home: Metabase, platform: "cmd", text: "cscript adsutil.vbs get w3svc/AuthPersistence" },
            ],
            answers: &[],
        }),
    };
    /// What TLS has to bring, by the names of the bits of AccessSSLFlags: AccessSSL, AccessSSL128, AccessSSLNegotiateCert, AccessSSLRequireCert, AccessSSLMapCert.
    METABASE_ACCESSSSLFLAGS = "metabase.AccessSSLFlags": STRINGS, {
        label: "AccessSSLFlags",
        readers: &[(Adsutil, Absent)],
    };
    /// The account of anonymous access at the path that failed.
    METABASE_ANONYMOUSUSERNAME = "metabase.AnonymousUserName": Type::String, {
        label: "AnonymousUserName",
        readers: &[(Adsutil, Absent)],
        shape: Shape::Account,
    };
    /// Whether IIS keeps the anonymous account's password.
    METABASE_ANONYMOUSPASSWORDSYNC = "metabase.AnonymousPasswordSync": Type::Bool, {
        label: "AnonymousPasswordSync",
        readers: &[(Adsutil, Absent)],
    };
    /// The realm that Basic and Digest challenges name.
    METABASE_REALM = "metabase.Realm": Type::String, {
        label: "Realm",
        readers: &[(Adsutil, Absent)],
    };
    /// The domain of Basic logons that name none.
    METABASE_DEFAULTLOGONDOMAIN = "metabase.DefaultLogonDomain": Type::String, {
        label: "DefaultLogonDomain",
        readers: &[(Adsutil, Absent)],
    };
    /// How Basic logs users on: 0 interactive, 1 batch, 2 network, 3 network with clear text.
    METABASE_LOGONMETHOD = "metabase.LogonMethod": Type::Int, {
        label: "LogonMethod",
        readers: &[(Adsutil, Absent)],
    };
    /// Whether Digest goes through the security package of Windows (Advanced Digest).
    METABASE_USEDIGESTSSP = "metabase.UseDigestSSP": Type::Bool, {
        label: "UseDigestSSP",
        readers: &[(Adsutil, Absent)],
    };
}
