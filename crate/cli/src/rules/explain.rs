//! Why a rule says what it says.

use std::io::{self, Write};

use why401::{Condition, Kind, Options, Paste, RuleExplained, check_answer};
use why401_engine::Truth;

use super::{files, print};
use crate::args::ExplainArgs;
use crate::input;

pub(crate) fn run(args: &ExplainArgs) -> Result<u8, String> {
    for (fact, value) in &args.answers {
        check_answer(fact, value)?;
    }
    let packs = files::load(&args.rules)?;
    let pastes = if args.files.is_empty() { Vec::new() } else { input::read(&args.files)? };
    let pastes: Vec<Paste<'_>> = pastes.iter().map(|bytes| Paste::Bytes(bytes)).collect();
    let options = Options { answers: args.answers.clone(), packs, ..Options::default() };
    let Some(explained) = why401::explain(&args.rule, &pastes, &options) else {
        return Err(format!("there is no rule `{}`; `why401 rules` lists them", args.rule));
    };
    print(|out| write(&explained, out))?;
    let speaks = explained.cases.iter().any(|case| case.verdict.is_some());
    Ok(u8::from(!speaks && !args.files.is_empty()))
}

fn write(explained: &RuleExplained, out: &mut dyn Write) -> io::Result<()> {
    let RuleExplained { rule, applies, written, cases } = explained;
    writeln!(out, "{}: {}", rule.id, rule.title)?;
    let aliases: String = rule.aliases.iter().map(|alias| format!(", {alias}")).collect();
    let applies = applies.as_ref().map(|applies| format!(", {applies}")).unwrap_or_default();
    writeln!(out, "{}, {} by its trace alone{applies}{aliases}", rule.severity, rule.strength)?;
    if cases.is_empty() {
        for (kind, source) in written {
            writeln!(out, "\n{:<8}{}", word(*kind), indented(source))?;
        }
    }
    for case in cases {
        writeln!(out)?;
        let says = match case.verdict {
            Some(verdict) => format!("{verdict:?}").to_lowercase().replace("ruledout", "ruled out"),
            None => "the rule is quiet".to_owned(),
        };
        writeln!(out, "{}: {says}", case.url.as_deref().unwrap_or("this case"))?;
        for (condition, (_, source)) in case.conditions.iter().zip(written) {
            write_condition(condition, source, out)?;
        }
    }
    Ok(())
}

fn write_condition(condition: &Condition, source: &str, out: &mut dyn Write) -> io::Result<()> {
    let Condition { kind, truth, atoms } = condition;
    writeln!(out, "\n{:<8}{}", word(*kind), indented(source))?;
    writeln!(out, "        {}", outcome(*truth))?;
    for atom in atoms {
        writeln!(out, "    {:<10}{}", outcome(atom.truth), on_one_line(&atom.source))?;
        for known in &atom.known {
            let (fact, value) = known;
            writeln!(out, "              {fact} is {}", value.as_deref().unwrap_or("not there"))?;
        }
        for fact in &atom.unknown {
            writeln!(out, "              {fact} is not known")?;
        }
    }
    Ok(())
}

/// A part of a condition, whose lines are one here.
fn on_one_line(source: &str) -> String {
    let words: Vec<&str> = source.lines().map(str::trim).collect();
    words.join(" ")
}

/// A condition with all its lines below each other.
fn indented(source: &str) -> String {
    let lines: Vec<&str> = source.trim().lines().map(str::trim).collect();
    lines.join("\n        ")
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::When => "when",
        Kind::Confirm => "confirm",
        Kind::Unless => "unless",
    }
}

fn outcome(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "holds",
        Truth::False => "fails",
        Truth::Unknown => "unknown",
        Truth::Error => "error",
    }
}
