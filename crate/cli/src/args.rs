//! What the command line takes.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Tells why HTTP authentication failed. Give it what you have: headers, what `curl -v` printed, lines of
/// an IIS log, the output of adsutil.vbs. Nothing is sent anywhere.
#[derive(Debug, Parser)]
#[command(
    name = "why401",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = "\
Exit status: 0 something was recognised and nothing is wrong; 1 a fault was found;
2 usage, an unreadable file, or nothing was recognised.

  curl -v http://intranet/ 2>&1 | why401
  why401 trace.txt adsutil.txt"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Files to read, each a paste of its own; standard input where none is named, or for -
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Something that you know: the name of a fact and its value; may be given several times
    #[arg(long = "answer", value_name = "FACT=VALUE", value_parser = answer)]
    pub(crate) answers: Vec<(String, String)>,
    /// The time to judge by, such as 2026-11-22T02:00:00Z; now where it is not given
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<jiff::Timestamp>,
    /// Rules to judge by besides the built-in: a folder of rule files, a rule file, or a pack; may be given several times
    #[arg(long, value_name = "DIR|PACK")]
    pub(crate) rules: Vec<PathBuf>,
    /// Show every finding whole, those too that are ruled out or covered by another
    #[arg(long)]
    pub(crate) all: bool,
}

/// Something other than a report.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Takes authentication fields apart and tells what is wrong with them
    ///
    /// Reads WWW-Authenticate, Authorization, Authentication-Info and their Proxy- kin as RFC 9110 defines
    /// them. A file of this name is given as ./parse.
    #[command(after_help = "\
Exit status: 0 nothing is wrong, or --jsonl and every line was read; 1 a mistake was found;
2 usage, an unreadable file, or nothing to parse.")]
    Parse(ParseArgs),
    /// Decodes a token: NTLM, SPNEGO, Kerberos, JWT, Basic, Digest, SCRAM, AWS4 and others
    ///
    /// Takes the token alone, with its scheme before it, or a whole field line. Nothing is verified, and no
    /// secret is shown. A file of this name is given as ./token.
    #[command(after_help = "\
Exit status: 0 the token is known, or --jsonl and every line was read; 2 usage, unreadable input, or it is
not known.")]
    Token(TokenArgs),
    /// Tells of each condition of a rule how it comes out, and on what that rests
    #[command(after_help = "\
Exit status: 0 the rule speaks in a case, or none was given; 1 it is quiet in all; 2 usage, or an unreadable file.")]
    Explain(ExplainArgs),
    /// Lists the rules
    Rules(ListArgs),
    /// Lists the facts that conditions can speak of
    Facts(FormatArgs),
    /// Compiles a rule file, or those of a folder, and runs their examples
    #[command(after_help = "\
Exit status: 0 all is well; 1 a file has a mistake, or an example came out otherwise; 2 usage, or an unreadable file.")]
    CheckRules(FolderArgs),
    /// Compiles the rule files of a folder to one file, for --rules, where their examples come out as they say
    Pack(PackArgs),
}

/// What `why401 token` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct TokenArgs {
    /// The token; standard input where it is not given, or for -
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
    /// Read lines of JSON, {"b64": "..."} or {"text": "..."}, and write one for each
    #[arg(long)]
    pub(crate) jsonl: bool,
    /// The scheme that the token is sent with, where the text does not say it
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<String>,
    /// The time to judge by, such as 2026-11-22T02:00:00Z; now where it is not given
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<jiff::Timestamp>,
}

/// What `why401 parse` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct ParseArgs {
    /// Files with header lines; standard input where none is named, or for -
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Read lines of JSON, {"header": "www-authenticate", "values": ["..."]}, and write one for each; U+00NN is
    /// the byte NN
    #[arg(long)]
    pub(crate) jsonl: bool,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with marks under the evidence
    Text,
    /// For programs: why401/report/1
    Json,
}

fn answer(text: &str) -> Result<(String, String), String> {
    let (fact, value) =
        text.split_once('=').ok_or("there is no = between the fact and its value")?;
    Ok((fact.trim().to_owned(), value.trim().to_owned()))
}

/// What `why401 explain` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The id of a rule or one of its aliases; one of a pack or folder is `name/id`
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    /// What to judge by, each a paste of its own; - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Rules besides the built-in: a folder of rule files, a rule file, or a pack; may be given several times
    #[arg(long, value_name = "DIR|PACK")]
    pub(crate) rules: Vec<PathBuf>,
    /// Something that you know: the name of a fact and its value; may be given several times
    #[arg(long = "answer", value_name = "FACT=VALUE", value_parser = answer)]
    pub(crate) answers: Vec<(String, String)>,
}

/// What `why401 rules` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    /// Rules besides the built-in: a folder of rule files, a rule file, or a pack; may be given several times
    #[arg(long, value_name = "DIR|PACK")]
    pub(crate) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// How a list is written.
#[derive(Debug, clap::Args)]
pub(crate) struct FormatArgs {
    /// How to write the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(crate) format: ListFormat,
}

/// A form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs: an array, one object for each
    Json,
}

/// What `why401 check-rules` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct FolderArgs {
    /// A folder of rule files, or one rule file
    #[arg(value_name = "DIR|FILE")]
    pub(crate) folder: PathBuf,
}

/// What `why401 pack` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct PackArgs {
    /// A folder of rule files
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// What stands before the ids of its rules; the folder's name where it is not given
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}
