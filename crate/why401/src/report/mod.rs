//! The report: what a person or a program is told. Its JSON form is versioned by [`SCHEMA`].

#[cfg(feature = "text")]
mod excerpt;
#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "text")]
mod text;
mod utf16;

use serde::Serialize;

#[cfg(feature = "schema")]
pub use schema::json_schema;
#[cfg(feature = "text")]
pub use text::render as text;
pub(crate) use utf16::to_utf16;

/// The value of [`Report::schema`].
pub const SCHEMA: &str = "why401/report/1";

/// Everything that was found in what was pasted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub struct Report {
    /// Always `why401/report/1`.
    pub schema: &'static str,
    /// What unit the offsets of every span are in.
    pub offsets: Offsets,
    /// What was recognised in the pastes, in order.
    pub read: Vec<Part>,
    /// One for each origin or proxy and protection space, the gravest first.
    pub cases: Vec<Case>,
    /// What to ask or run next, the most telling first.
    pub questions: Vec<Question>,
    /// What was not understood.
    pub unread: Vec<Unread>,
}

/// The unit of offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Offsets {
    /// Bytes of the paste's text in UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16 code units of the paste's text, as JavaScript counts.
    #[serde(rename = "utf-16")]
    Utf16,
}

/// A range of a paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Which paste, from 0.
    pub paste: u32,
    /// Where it starts.
    pub start: u32,
    /// Where it ends; the character there is no longer part of it.
    pub end: u32,
}

/// A stretch of a paste in one format.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// The format's name, for example `curl -v`.
    pub format: String,
    /// Where it stands.
    pub span: Span,
    /// How much was read, for example `1 exchange`.
    pub summary: String,
}

/// One origin or proxy and protection space.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Case {
    /// The URL of the exchange that is judged, without secrets; null where none was pasted.
    pub url: Option<String>,
    /// The status of the response that is judged; null where none was pasted.
    pub status: Option<u16>,
    /// Its reason phrase, where there is one.
    pub reason: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// One line of what was seen, for people.
    pub summary: String,
    /// How many equal cases this one stands for.
    pub count: u32,
    /// Requests and responses in order.
    pub handshake: Vec<Leg>,
    /// What the course of the handshake shows: where it stands, and what broke it.
    pub signs: Vec<Sign>,
    /// What was found, the primary finding first.
    pub findings: Vec<Finding>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The last word was a success.
    Succeeded,
    /// Credentials were sent and refused, or the client gave up.
    Failed,
    /// No credentials yet, or in the middle of a handshake, and nothing follows.
    Open,
    /// What was pasted does not tell.
    Unknown,
}

/// A request or a response.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Leg {
    /// Who sent it.
    pub direction: Direction,
    /// One line for people: `GET /`, `401`.
    pub line: String,
    /// Authentication schemes that it offers, or the one that it uses, as written.
    pub schemes: Vec<String>,
    /// What its token is, in words; null where it has none.
    pub token: Option<String>,
    /// What its token says, decoded; secrets by their length alone.
    pub decoded: Vec<TokenField>,
    /// What is odd about its token.
    pub odd: Vec<Odd>,
    /// Which connection it ran on, as the client numbers them.
    pub connection: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// One value of a decoded token.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenField {
    /// Its name; a dot leads to what is inside: `av.dns_domain`, `inner.user`.
    pub name: String,
    /// Its value, for people.
    pub value: String,
    /// Where it stands.
    pub spans: Vec<Span>,
}

/// Something odd about a token.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Odd {
    /// The word for it, as the fact `token.problems` has it.
    pub code: String,
    /// A sentence.
    pub text: String,
    /// Where it shows.
    pub spans: Vec<Span>,
}

/// One thing that the course of a handshake shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sign {
    /// The word for it, as the fact `handshake.signs` has it: `other-connection`.
    pub sign: String,
    /// A sentence.
    pub text: String,
    /// Where it shows.
    pub spans: Vec<Span>,
}

/// Who sent a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The client.
    Request,
    /// The server.
    Response,
}

/// What one rule says of a case.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// Other names of the problem: KB numbers, error codes.
    pub aliases: Vec<String>,
    /// How sure it is.
    pub verdict: Verdict,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in a line. Here and in all prose, a pair of backticks marks code.
    pub title: String,
    /// Why it happens.
    pub cause: String,
    /// What to do, in order.
    pub fix: Vec<Step>,
    /// What the fix can harm; null where nothing.
    pub risk: Option<String>,
    /// To what it applies, in prose; null where to everything.
    pub applies: Option<String>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Facts that would confirm it or rule it out, and are not known.
    pub missing: Vec<String>,
    /// Rules whose findings it stands for.
    pub superseded: Vec<String>,
    /// Where to read more: KB numbers, RFC sections.
    pub references: Vec<String>,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something that was seen excludes it.
    RuledOut,
    /// It fits what was seen, as other things do.
    Possible,
    /// It is the best explanation of what was seen.
    Likely,
    /// Nothing that was seen leaves room for doubt.
    Confirmed,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Will fail, or is unsafe.
    Warning,
    /// Explains the failure.
    Error,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// What, in a sentence.
    pub text: String,
    /// Commands that do it.
    pub commands: Vec<Command>,
}

/// Something to paste into a shell or a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Command {
    /// What understands it, for example `cmd`, `powershell`, `sh`.
    pub platform: String,
    /// The command.
    pub text: String,
}

/// A fact that a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The fact's name.
    pub fact: String,
    /// Its value; secrets masked.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub value: Json,
    /// What it means here, in a few words.
    pub label: String,
    /// How it came to be known.
    pub source: Source,
    /// Where it was read; empty for an answer.
    pub spans: Vec<Span>,
}

/// A value as JSON shows it. What serde_json has for this also knows objects and fractions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Json>),
}

/// How a fact came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// It was read in a paste.
    Paste,
    /// It follows from what was read, and is not written there.
    Assumed,
    /// The person said so.
    Answer,
}

/// Something to ask or run, and what for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Question {
    /// The fact that it settles.
    pub fact: String,
    /// Which case it is about: an index into `cases`.
    pub case: u32,
    /// The question, in a sentence.
    pub text: String,
    /// Commands whose output answers it when pasted.
    pub commands: Vec<Command>,
    /// Answers to choose from; empty where any text can be one.
    pub answers: Vec<Answer>,
    /// Rules that its answer would confirm or rule out.
    pub rules: Vec<String>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// What to show.
    pub label: String,
    /// What to give back as the fact's value.
    pub value: String,
}

/// A stretch that was not understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unread {
    /// Where it stands.
    pub span: Span,
    /// Why it was not read.
    pub reason: String,
}
