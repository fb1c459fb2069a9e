//! The table itself.

use why401_engine::{FactId, FactType, FieldType, RecordType, Shape, Type};

use crate::fact::{
    Answer, Command, Fact,
    Lacking::{self, Absent, Unknown},
    Question,
    Reader::{self, Adsutil, BareFields, CurlMessages, Derived, RequestHead, ResponseHead, W3cLog},
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
            FactType { name: $name, ty: $ty, shape: fact.shape, secret: fact.secret }
        }),+];
        /// What every fact is, in a sentence, at the index of its id.
        pub(crate) static MEANINGS: &[&str] = &[$(concat!($($meaning),+).trim_ascii_start()),+];
        /// What can make every fact known, at the index of its id.
        pub(crate) static READERS: &[&[(Reader, Lacking)]] = &[$({
            let fact = Fact { $($field: $value,)* ..BLANK };
            fact.readers
        }),+];
    };
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

/// The fields of an element of `challenges`.
pub static CHALLENGE: RecordType = RecordType {
    name: "challenge",
    fields: &[
        FieldType { name: "scheme", ty: Type::String },
        FieldType { name: "realm", ty: Type::String },
    ],
};

/// The fields of an element of `legs`: one exchange of the case.
pub static LEG: RecordType = RecordType {
    name: "leg",
    fields: &[
        FieldType { name: "method", ty: Type::String },
        FieldType { name: "status", ty: Type::Int },
        FieldType { name: "scheme", ty: Type::String },
        FieldType { name: "token", ty: Type::String },
        FieldType { name: "offers", ty: STRINGS },
        FieldType { name: "connection", ty: Type::Int },
    ],
};

const YES_NO: &[Answer] =
    &[Answer { label: "yes", value: "true" }, Answer { label: "no", value: "false" }];

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
        label: "the method",
        readers: &[(RequestHead, Unknown)],
    };
    /// The host that was asked, without the port.
    REQUEST_URL_HOST = "request.url.host": Type::String, {
        shape: Shape::Host,
        label: "the host",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
    };
    /// The path that was asked, without the query.
    REQUEST_URL_PATH = "request.url.path": Type::String, {
        shape: Shape::Path,
        label: "the path",
        readers: &[(RequestHead, Absent)],
    };
    /// The scheme of the credentials that the request carries, in lower case.
    CREDENTIALS_SCHEME = "credentials.scheme": Type::String, {
        label: "the scheme that the client used",
        readers: &[(RequestHead, Absent), (BareFields, Unknown)],
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
        readers: &[(ResponseHead, Absent), (BareFields, Unknown)],
        question: Some(Question {
            text: "What does the server answer to a request without credentials?",
            commands: &[Command { platform: "sh", text: "curl -sv -o - http://<host>/" }],
            answers: &[],
        }),
    };
    /// The response's challenges: scheme and realm.
    CHALLENGES = "challenges": Type::List(&Type::Record(&CHALLENGE)), {
        label: "the challenges",
        readers: &[(ResponseHead, Absent), (BareFields, Unknown)],
    };
    /// The product that answers, in lower case: iis, apache, nginx and so on.
    SERVER_PRODUCT = "server.product": Type::String, {
        label: "the server",
        readers: &[(ResponseHead, Unknown), (BareFields, Unknown), (Adsutil, Unknown), (W3cLog, Unknown)],
        question: Some(Question {
            text: "Which web server answers?",
            commands: &[Command { platform: "sh", text: "curl -sI http://<host>/" }],
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
            commands: &[Command { platform: "sh", text: "curl -sI http://<host>/" }],
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
            commands: &[Command { platform: "sh", text: "curl -sI http://<host>/" }],
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
    /// The days on which those runs of 401s began, as YYYY-MM-DD.
    LOG_FAILURE_DATES = "log.failure_dates": STRINGS, {
        label: "the days on which the 401s began",
        readers: &[(W3cLog, Absent)],
    };
    /// Whether those runs began on one and the same day of each calendar month.
    LOG_FAILURES_SAME_DAY_OF_MONTH = "log.failures_same_day_of_month": Type::Bool, {
        label: "the same day of each month",
        readers: &[(W3cLog, Absent)],
    };
    /// What the client said of its own work, such as the `*` lines of curl.
    CLIENT_MESSAGES = "client.messages": STRINGS, {
        label: "what the client said",
        readers: &[(CurlMessages, Absent)],
    };
}
