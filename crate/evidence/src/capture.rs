//! What was pasted, read: exchanges, settings, logs, and what was not understood.

use crate::gather::Gather;
use crate::iis::log::Log;
use crate::span::{Leaf, Span};
use crate::text::Text;

/// Everything that [`crate::read()`] understood, and a list of what it did not.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// The pastes; spans point into them.
    pub texts: Vec<Text>,
    /// Which format stands where, in paste order.
    pub parts: Vec<Part>,
    /// In paste order.
    pub exchanges: Vec<Exchange>,
    /// In paste order.
    pub settings: Vec<Setting>,
    /// In paste order.
    pub logs: Vec<Log>,
    /// In paste order; at most [`RECORDS`].
    pub records: Vec<Record>,
    /// Tokens that stand alone, in paste order.
    pub tokens: Vec<Leaf>,
    /// What no reader understood, in paste order.
    pub unread: Vec<Unread>,
}

impl Capture {
    /// The characters at `span`; empty where it points outside its paste.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let text = self.texts.get(span.paste as usize).map(Text::as_str);
        text.and_then(|text| text.get(span.range())).unwrap_or_default()
    }
}

/// A stretch of a paste in one format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it was recognised as.
    pub format: &'static Format,
    /// Where it stands.
    pub span: Span,
}

/// A format that a reader knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    /// Its name for programs and for the documentation, lower case with hyphens.
    pub id: &'static str,
    /// Its name for people: `curl -v`.
    pub label: &'static str,
    /// What is counted in it, in the singular: `exchange`, `row of a log`.
    pub unit: &'static str,
}

/// A stretch that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where it stands.
    pub span: Span,
    /// Why, as a phrase.
    pub reason: &'static str,
}

/// A request and its response, or the half of it that was pasted.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Unknown where only a response was pasted.
    pub request: Option<Request>,
    /// Responses 100 to 199 before the final one; 101 is final.
    pub interim: Vec<Response>,
    /// The final response.
    pub response: Option<Response>,
    /// Exchanges with the same number ran on the same connection. curl's own number, unless
    /// several runs of curl are pasted: then those of later runs are moved past the earlier ones'.
    pub connection: Option<u32>,
    /// What the client's clock showed when it began, as printed, where the format tells that with its zone.
    pub started: Option<Leaf>,
    /// Milliseconds from then until the response was there, rounded up.
    pub took: Option<u32>,
    /// What a program says of this exchange, in order: curl's `*` lines without the mark, what a
    /// network trace tells of a token, what a browser says that it left out.
    pub messages: Vec<Leaf>,
    /// From its first to its last line; content that was understood belongs to it.
    pub span: Span,
    /// The format it stood in.
    pub format: &'static Format,
}

/// A request head.
#[derive(Clone, Debug)]
pub struct Request {
    /// Unknown where bare header lines were pasted.
    pub method: Option<Leaf>,
    /// The request target as it was sent (RFC 9112 section 3.2).
    pub target: Option<Leaf>,
    /// As printed: `HTTP/1.1`, `HTTP/2`.
    pub version: Option<Leaf>,
    /// In order.
    pub fields: Vec<Field>,
    /// The request line and all fields were seen: a field that is missing was not sent.
    pub has_head: bool,
    /// The head.
    pub span: Span,
}

/// A response head.
#[derive(Clone, Debug)]
pub struct Response {
    /// As printed: `HTTP/1.1`, `HTTP/2`.
    pub version: Option<Leaf>,
    /// Unknown where header lines were pasted that do not tell.
    pub status: Option<Status>,
    /// The reason phrase, not empty.
    pub reason: Option<Leaf>,
    /// In order.
    pub fields: Vec<Field>,
    /// The status line and all fields were seen: a field that is missing was not sent.
    pub has_head: bool,
    /// The head.
    pub span: Span,
}

impl Response {
    /// It refuses access.
    pub(crate) fn refuses(&self) -> bool {
        matches!(self.status, Some(Status { code: 401 | 403 | 407, .. }))
    }
}

/// A status code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// 100 to 999.
    pub code: u16,
    /// Where it was read.
    pub leaf: Option<Leaf>,
    /// It was not pasted: a challenge without a status line came with a 401 (407 from a proxy).
    pub assumed: bool,
}

/// A header field line (RFC 9112 section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// As printed.
    pub name: Leaf,
    /// Without white space at its ends; folded lines are joined.
    pub value: Leaf,
    /// From the name to the end of the value.
    pub span: Span,
}

impl Field {
    /// Names are compared without regard to case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.as_str().eq_ignore_ascii_case(name)
    }
}

/// The fields of that name, in order.
#[must_use]
pub fn named<'a>(fields: &'a [Field], name: &str) -> Vec<&'a Field> {
    fields.iter().filter(|field| field.is(name)).gather()
}

/// Most records kept of all pastes together.
pub const RECORDS: usize = 4096;

/// What a paste tells besides exchanges, settings and logs: an error, an event, a ticket.
#[derive(Clone, Debug)]
pub struct Record {
    /// What it tells of.
    pub kind: Kind,
    /// The format it stood in.
    pub format: &'static Format,
    /// What it says, in paste order. A name may come several times.
    pub entries: Vec<Entry>,
    /// How many such records there are that differ in time and client at most; the first is kept.
    pub count: u32,
    /// From its first to its last character.
    pub span: Span,
}

impl Record {
    /// The first value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Leaf> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| &entry.value)
    }
}

/// One value of a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is; the names of each [`Kind`] are listed there.
    pub name: &'static str,
    /// The value as it stands, without quotes and escapes.
    pub value: Leaf,
}

/// What a record tells of, and the names of its entries. All are optional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a program says went wrong, on the client's side or in a server's error log:
    /// `code` (a symbol or number as people search for it: `AH01617`, `E401`, `0x80090322`,
    /// `invalid_token`, `KRB_AP_ERR_MODIFIED`, `GSSAPI:unknown mech`), `status` (of HTTP), `text`, `url`,
    /// `host`, `realm`, `scheme`, `token` (of the credentials), `user`, `client`, `service` (the principal that a
    /// ticket was asked for), `time`, `program`, `server` (its product), `server_time`, `region`,
    /// `string_to_sign` (AWS), `help` (the address of a page about it).
    Error,
    /// An error page or a failed-request trace of a server: `status`, `substatus`, `win32_status`, `text`, `module`,
    /// `notification`, `handler`, `url`, `path`, `logon_method`, `logon_user`.
    Page,
    /// A row of an access log that refused: `time`, `client`, `user`, `method`, `target`, `status`,
    /// `substatus`, `win32_status`, `reason`, `agent`, `host`, and what a proxy's log keeps of the fields: `scheme` and
    /// `token` of the credentials, `challenge`.
    Access,
    /// A ticket in a credentials cache or that a KDC issued, or a key in a keytab: `cache`, `client`, `server`, `etype`,
    /// `session_etype`, `start`, `end`, `renew`, `flags`, `kvno`, `kdc`. Without `server`: an empty cache.
    Ticket,
    /// A service principal name: `spn`, `account`; `duplicate` where the tool says that it is one, `missing`
    /// where it says that there is none such.
    Spn,
    /// An event of a log of Windows: `id`, `source`, `time`, `computer`, `account`, `domain`, `service`, `client`,
    /// `status`, `substatus`, `etype`, `preauth`, `logon_type`, `package`, `workstation`, `process`, `text`.
    Event,
    /// What `nltest` and the like say of a domain's trust: `command`, `domain`, `dc`, `flags`, `status`, `text`.
    Domain,
    /// To which hosts a browser sends the system logon by itself: `trusted` (a list of Firefox), `allowed` (one of
    /// Chromium), either may be empty; `non_fqdn` where names without dots are let in.
    Preference,
}

/// A setting of a server, as a tool printed or set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Which tool.
    pub tool: Tool,
    /// The section that the property belongs to (`windowsAuthentication`), in configuration that has sections.
    pub section: &'static str,
    /// Printed or set.
    pub act: Act,
    /// The node, `w3svc/1/root`, from the command; see [`crate::iis::metabase::NodePath`]. In configuration
    /// with sections the path of its `location`, `Default Web Site/app`.
    pub path: Option<Leaf>,
    /// The property.
    pub key: Leaf,
    /// The type as printed: `STRING`.
    pub kind: Option<Leaf>,
    /// Its value.
    pub value: SettingValue,
    /// For [`Act::Set`]: the tool's confirmation was pasted too, and the value is from there.
    pub echoed: bool,
    /// From the command, where there is one, to the value.
    pub span: Span,
}

/// A tool that prints settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `adsutil.vbs` of IIS 4.0 to 6.0.
    Adsutil,
    /// `mdutil.exe` of IIS 4.0.
    Mdutil,
    /// `MetaBase.xml` of IIS 6.0.
    MetabaseXml,
    /// `IIS.INF`, which setup of IIS 5.0 reads.
    IisInf,
    /// `applicationHost.config` and `web.config` of IIS 7.0 and later, and of ASP.NET.
    Config,
    /// `appcmd.exe` of IIS 7.0 and later.
    Appcmd,
}

/// What was done to a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It was printed.
    Get,
    /// It was changed.
    Set,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// One value, without its quotes.
    Text(Leaf),
    /// A list, without its quotes; it may be empty.
    List(Vec<Leaf>),
    /// The tool said that the property is not set at this node: it is inherited.
    NotSet,
}
