//! The command line: what was pasted in, the report out.
#![forbid(unsafe_code)]

mod args;
mod input;
mod parse;
mod rules;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use why401::report::{Report, Severity};
use why401::{Diagnosis, Options, Paste, diagnose};

use args::{Args, Command, Format};

fn main() -> ExitCode {
    let args = Args::parse();
    if let Some(Command::Parse(args)) = &args.command {
        return match parse::run(args) {
            Ok(status) => ExitCode::from(status),
            Err(error) => refuse(&error),
        };
    }
    if let Some(command) = &args.command {
        return match rules::run(command) {
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
    let now = args.now.map(|now| now.as_second()).or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    });
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
