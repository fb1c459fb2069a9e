//! The command line: what was pasted in, the report out.
#![forbid(unsafe_code)]

mod args;
mod input;
mod parse;
mod printable;
mod rules;
mod token;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use why401::report::{Report, Severity};
use why401::{Diagnosis, Options, Paste, diagnose};

use args::{Args, Command, Format};

fn main() -> ExitCode {
    let args = Args::parse();
    let now = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    };
    if let Some(command) = &args.command {
        let done = match command {
            Command::Parse(args) => parse::run(args),
            Command::Token(args) => {
                token::run(args, args.now.map(|now| now.as_second()).or_else(now))
            }
            Command::Explain(args) => rules::explain(args),
            Command::Rules(args) => rules::rules(args),
            Command::Facts(args) => rules::facts(args),
            Command::CheckRules(args) => rules::check(args),
            Command::Pack(args) => rules::write_pack(args),
        };
        return match done {
            Ok(status) => ExitCode::from(status),
            Err(error) => refuse(&error),
        };
    }
    let packs = match rules::load(&args.rules) {
        Ok(packs) => packs,
        Err(error) => return refuse(&error),
    };
    let pastes = match input::read(&args.files) {
        Ok(pastes) => pastes,
        Err(error) => return refuse(&error),
    };
    for (fact, value) in &args.answers {
        if let Err(error) = why401::check_answer(fact, value) {
            return refuse(&error);
        }
    }
    let now = args.now.map(|now| now.as_second()).or_else(now);
    let options =
        Options { now, answers: args.answers, all: args.all, packs, ..Options::default() };
    let pastes: Vec<Paste<'_>> = pastes.iter().map(|bytes| Paste::Bytes(bytes)).collect();
    let diagnosis = diagnose(&pastes, &options);
    match write(&diagnosis, args.format, args.all) {
        // Who reads the output may have seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => refuse(&error.to_string()),
        _ => ExitCode::from(status(&diagnosis.report)),
    }
}

fn write(diagnosis: &Diagnosis, format: Format, all: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match format {
        Format::Text => {
            let text = why401::report::text(&diagnosis.report, &diagnosis.masked, all);
            out.write_all(text.as_bytes())?;
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &diagnosis.report)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}

/// 0: something was recognised and nothing is wrong; 1: an error or a warning; 2: nothing was recognised.
fn status(report: &Report) -> u8 {
    let found = report.cases.iter().flat_map(|case| &case.findings);
    let wrong = |finding: &why401::report::Finding| {
        finding.severity > Severity::Note && finding.verdict > why401::report::Verdict::RuledOut
    };
    if report.read.is_empty() { 2 } else { u8::from(found.into_iter().any(wrong)) }
}

fn refuse(error: &str) -> ExitCode {
    eprintln!("why401: {error}");
    ExitCode::from(2)
}
