//! What was pasted, read: exchanges, settings, logs, and what was not understood.

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
    pub format: Format,
    /// Where it stands.
    pub span: Span,
}

/// A format that a reader knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A request or response head as on the wire, or as `curl -i` prints it.
    Http1,
    /// What `curl -v` prints.
    CurlVerbose,
    /// Header lines without a start line.
    Headers,
    /// The content of a message, skipped.
    Body,
    /// Commands and output of IIS's `adsutil.vbs`.
    Adsutil,
    /// A W3C extended log, as IIS writes it.
    W3cLog,
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
    /// curl's `*` lines about this exchange, without the mark, in order.
    pub messages: Vec<Leaf>,
    /// From its first to its last line.
    pub span: Span,
    /// The format it stood in.
    pub format: Format,
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
    fields.iter().filter(|field| field.is(name)).collect()
}

/// A setting of a server, as a tool printed or set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Which tool.
    pub tool: Tool,
    /// Printed or set.
    pub act: Act,
    /// The node, `w3svc/1/root`, from the command; see [`crate::iis::metabase::NodePath`].
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
