//! What is said of one fact.

use why401_engine::{Shape, Type};

/// One row of the table of facts.
#[derive(Debug)]
pub struct Fact {
    /// The dotted name.
    pub name: &'static str,
    /// The type of its value.
    pub ty: Type,
    /// Characters that its text can have; that of a number is in the [`SCHEMA`](crate::SCHEMA).
    pub shape: Shape,
    /// Whether its value is a secret.
    pub secret: bool,
    /// What it is in a few words, beside its value under a line of a paste.
    pub label: &'static str,
    /// The unit of a number.
    pub unit: Option<&'static str>,
    /// What can make it known, and what it means where that lacks it.
    pub readers: &'static [(Reader, Lacking)],
    /// How to learn it from the person.
    pub question: Option<Question>,
}

/// What can make a fact known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A request line with its fields.
    RequestHead,
    /// A status line with its fields.
    ResponseHead,
    /// Header lines without a start line.
    BareFields,
    /// The `*` lines of `curl -v`.
    CurlMessages,
    /// Commands and output of `adsutil.vbs`.
    Adsutil,
    /// Tools and files that tell the settings of an IIS 7.0 or later: `web.config`, `appcmd`.
    IisConfig,
    /// A W3C extended log of IIS.
    W3cLog,
    /// Rows of other access logs: of Apache, nginx, proxies, HTTP.sys.
    AccessLog,
    /// What programs say went wrong: error lines of clients, error logs of servers.
    ErrorLines,
    /// The page or the trace in which a server says why it refused.
    ErrorPage,
    /// Events of Windows.
    WindowsEvents,
    /// Lists of tickets and keys: `klist`, `kvno`, keytabs.
    TicketList,
    /// Lists of service principal names: `setspn`.
    SpnList,
    /// `nltest` and its like.
    DomainTool,
    /// Settings of a browser: `about:config`, `chrome://policy`.
    BrowserPrefs,
    /// A token or credentials, wherever they stand.
    Tokens,
    /// Times in what was pasted, and the time now where the caller gives it.
    Clock,
    /// Several exchanges, and the letter of their fields: more than the heads of one exchange tell.
    Exchanges,
    /// It follows from other facts.
    Derived,
}

impl Reader {
    /// Whether it may have something to read where nothing is there but the heads of an exchange.
    pub fn reads_heads(self) -> bool {
        use Reader::{BareFields, Derived, RequestHead, ResponseHead};
        matches!(self, RequestHead | ResponseHead | BareFields | Derived)
    }

    /// Whether it may have something to read where nothing is there but exchanges without content, and what the client
    /// said meanwhile.
    pub fn reads_exchanges(self) -> bool {
        use Reader::{Clock, CurlMessages, Exchanges, Tokens};
        let more = matches!(self, Clock | CurlMessages | Exchanges | Tokens);
        more || self.reads_heads()
    }
}

/// What it means that a source, though there, lacks the fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The source would show it: there is none.
    Absent,
    /// The source would show its items: the list is known, and has none.
    Empty,
    /// The source may leave it out: nothing is known.
    Unknown,
}

/// How to learn a fact from the person.
#[derive(Debug)]
pub struct Question {
    /// The question, in a sentence.
    pub text: &'static str,
    /// Commands whose output tells. `<host>` stands for the host of the case. Where what is known excludes the homes of all of
    /// them, the question is none for this case.
    pub commands: &'static [Command],
    /// Answers to choose from.
    pub answers: &'static [Answer],
}

/// On which system, or beside which server, a command is of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// On any, or on the one that the fact speaks of in any case.
    Anywhere,
    /// On a client with Windows.
    Windows,
    /// On a client with another system.
    Unix,
    /// On an IIS 4.0 to 6.0.
    Metabase,
    /// On an IIS 7.0 or later.
    Iis,
}

/// A command and what understands it.
#[derive(Debug)]
pub struct Command {
    /// Where it is of use.
    pub home: Home,
    /// `cmd`, `powershell` or `sh`.
    pub platform: &'static str,
    /// What to paste there.
    pub text: &'static str,
}

/// An answer to choose.
#[derive(Debug)]
pub struct Answer {
    /// What to show.
    pub label: &'static str,
    /// The value that it stands for; empty where it says that there is none.
    pub value: &'static str,
}
