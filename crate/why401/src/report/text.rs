//! The report for a terminal: the answer first, carets under the evidence, one next step.
//!
//! The text carries ANSI styles; a caller that writes elsewhere strips them. Colour adds and never
//! carries: every word stands without it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::excerpt;
use super::{
    Case, Command, Direction, Finding, Leg, Outcome, Question, Report, Severity, Source, Verdict,
};

/// How wide lines may be, in columns.
const WIDTH: usize = 80;
/// Where the text of a step begins.
const STEP: usize = 12;
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const COMMAND: Style = AnsiColor::Cyan.on_default();

/// Writes `report` for a terminal. `masked` are the texts of the pastes with secrets covered,
/// as [`crate::Diagnosis::masked`] holds them; `all` shows every finding whole.
pub fn render(report: &Report, masked: &[String], all: bool) -> String {
    let mut out = String::new();
    for (at, case) in report.cases.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        write_case(&mut out, report, case, masked, all);
        write_questions(&mut out, report, at);
        write_unasked(&mut out, report, at, all);
    }
    if report.read.is_empty() {
        out.push_str(NOTHING_READ);
    } else if report.cases.is_empty() {
        out.push_str("Nothing in what was pasted tells of an authentication.\n");
    }
    write_unread(&mut out, report, masked);
    out
}

const NOTHING_READ: &str = "\
Nothing here was recognised. What can be pasted:

  what `curl -v http://host/` prints
  the head of a request or a response, or its WWW-Authenticate lines
  what `cscript adsutil.vbs get w3svc/NTAuthenticationProviders` prints
  lines of an IIS log, with the #Fields line above them
";

fn write_case(out: &mut String, report: &Report, case: &Case, masked: &[String], all: bool) {
    let mut what = Vec::new();
    if let Some(url) = &case.url {
        what.push(printable(url));
    }
    if let Some(status) = case.status {
        what.push(match &case.reason {
            Some(reason) => format!("{status} {}", printable(reason)),
            None => status.to_string(),
        });
    }
    let left = what.join("  ");
    if left.is_empty() {
        let _ = writeln!(out, "{DIM}{}{DIM:#}", case.summary);
    } else {
        let gap = WIDTH.saturating_sub(width(&left) + width(&case.summary)).max(2);
        if width(&left) + gap + width(&case.summary) > WIDTH {
            let _ = writeln!(out, "{BOLD}{left}{BOLD:#}\n{DIM}{}{DIM:#}", case.summary);
        } else {
            let _ = writeln!(out, "{BOLD}{left}{BOLD:#}{:gap$}{DIM}{}{DIM:#}", "", case.summary);
        }
    }
    if case.count > 1 {
        let _ = writeln!(out, "{DIM}the same {} times{DIM:#}", case.count);
    }
    write_handshake(out, case);
    let Some((primary, others)) = case.findings.split_first() else {
        let faultless = report.cases.iter().all(|case| case.findings.is_empty());
        let word = match case.outcome {
            Outcome::Succeeded if faultless => "This works. Nothing is wrong in what was pasted.",
            Outcome::Succeeded => "This works.",
            _ if !faultless => "No known problem shows here.",
            _ => "No known problem shows in what was pasted.",
        };
        let _ = writeln!(out, "\n{word}");
        return;
    };
    out.push('\n');
    write_finding(out, case.outcome, primary, masked, all);
    if all {
        for finding in others {
            out.push('\n');
            write_finding(out, case.outcome, finding, masked, all);
        }
    } else if !others.is_empty() {
        out.push('\n');
        for finding in others {
            let line = format!("also {}: {}", word(finding.verdict), plain(&finding.title));
            for line in wrap(&line, WIDTH) {
                let _ = writeln!(out, "{line}");
            }
        }
        let _ = writeln!(out, "{DIM}(--all shows them whole){DIM:#}");
    }
}

fn write_handshake(out: &mut String, case: &Case) {
    if case.handshake.len() < 3 {
        return;
    }
    out.push('\n');
    let longest = |of: fn(&Leg) -> usize| case.handshake.iter().map(of).max().unwrap_or(0).min(24);
    let line = longest(|leg| width(&leg.line));
    let scheme = longest(|leg| width(&leg.schemes.join(", ")));
    for leg in &case.handshake {
        let arrow = match leg.direction {
            Direction::Request => "->",
            Direction::Response => "<-",
        };
        let schemes = leg.schemes.join(", ");
        let token = leg.token.as_deref().unwrap_or_default();
        let told = printable(&leg.line);
        let line = format!("  {arrow} {told:<line$}  {schemes:<scheme$}  {token}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    for sign in &case.signs {
        for (at, line) in wrap(&sign.text, WIDTH - 4).iter().enumerate() {
            let _ = writeln!(out, "  {} {line}", if at == 0 { "*" } else { " " });
        }
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "confirmed",
        Verdict::Likely => "likely",
        Verdict::Possible => "possible",
        Verdict::RuledOut => "ruled out",
    }
}

fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Note => AnsiColor::Blue.on_default(),
    }
}

fn write_finding(
    out: &mut String,
    outcome: Outcome,
    finding: &Finding,
    masked: &[String],
    all: bool,
) {
    let style = colour(finding.severity);
    let verdict = word(finding.verdict).to_uppercase();
    let strong = style.bold();
    let lines = wrap(&plain(&finding.title), WIDTH - verdict.len() - 2);
    let mut lines = lines.iter();
    let _ = writeln!(
        out,
        "{strong}{verdict}{strong:#}  {BOLD}{}{BOLD:#}",
        lines.next().map(String::as_str).unwrap_or_default()
    );
    for line in lines {
        let _ = writeln!(out, "{:indent$}{BOLD}{line}{BOLD:#}", "", indent = verdict.len() + 2);
    }
    let mut names = vec![finding.rule.clone()];
    names.extend(finding.aliases.iter().cloned());
    names.extend(finding.applies.iter().map(|applies| plain(applies)));
    if finding.severity == Severity::Note {
        names.push(match outcome {
            Outcome::Succeeded => "worth knowing, no fault in this exchange".to_owned(),
            _ => "worth knowing".to_owned(),
        });
    }
    for line in wrap(&names.join(" . "), WIDTH - verdict.len() - 2) {
        let _ = writeln!(out, "{:indent$}{DIM}{line}{DIM:#}", "", indent = verdict.len() + 2);
    }
    let carets = excerpt::carets(&finding.evidence, masked, WIDTH);
    if !carets.is_empty() {
        out.push('\n');
    }
    for line in &carets {
        match line {
            excerpt::Line::Source { number, text, paste } => {
                let place = match paste {
                    0 => number.to_string(),
                    paste => format!("{}:{number}", paste + 1),
                };
                let _ = writeln!(out, "{DIM}{place:>5} |{DIM:#} {text}");
            }
            excerpt::Line::Mark { before, marks, label } => {
                let marks = "-".repeat(*marks);
                let space = if label.is_empty() { "" } else { " " };
                let _ = writeln!(
                    out,
                    "{DIM}      |{DIM:#} {:before$}{style}{marks}{style:#}{space}{label}",
                    ""
                );
            }
        }
    }
    for evidence in &finding.evidence {
        if evidence.source == Source::Answer {
            let value = excerpt::shown(&evidence.value);
            let _ = writeln!(out, "      {DIM}|{DIM:#} {} = {value}: you answered", evidence.fact);
        }
    }
    out.push('\n');
    labelled(out, "Why", &finding.cause);
    for (at, step) in finding.fix.iter().enumerate() {
        let head = if at == 0 { "Fix" } else { "" };
        let number = format!("{}.", at + 1);
        let indent = 9 + number.len() + 1;
        for (row, line) in wrap(&plain(&step.text), WIDTH - indent).iter().enumerate() {
            if row == 0 {
                let _ = writeln!(out, "  {BOLD}{head:<6}{BOLD:#} {number} {line}");
            } else {
                let _ = writeln!(out, "{:indent$}{line}", "");
            }
        }
        write_commands(out, &step.commands);
    }
    if let Some(risk) = &finding.risk {
        labelled(out, "Mind", risk);
    }
    if !finding.references.is_empty() {
        labelled(out, "See", &finding.references.join("; "));
    }
    if all && !finding.superseded.is_empty() {
        labelled(out, "Covers", &finding.superseded.join(", "));
    }
}

fn labelled(out: &mut String, head: &str, prose: &str) {
    let mut head = head;
    for paragraph in prose.split("\n\n") {
        for line in wrap(&plain(paragraph), WIDTH - 9) {
            let _ = writeln!(out, "  {BOLD}{head:<6}{BOLD:#} {line}");
            head = "";
        }
    }
}

/// Commands are never broken: one that is too long for its indent is moved to the left, with those beside it. One that is wider
/// than the report whatever its indent stays below the text of its step. Where they are for several platforms, each is named.
fn write_commands(out: &mut String, commands: &[Command]) {
    const LEFTMOST: usize = 4;
    let first = commands.first().map(|command| &command.platform);
    let longest = commands.iter().flat_map(|command| command.text.lines()).map(width).max();
    let indent = match WIDTH.saturating_sub(longest.unwrap_or(0)) {
        room if room < LEFTMOST => STEP,
        room => room.min(STEP + 2),
    };
    let mixed = commands.iter().any(|one| Some(&one.platform) != first);
    let mut last = None;
    for command in commands {
        if mixed && last.replace(&command.platform) != Some(&command.platform) {
            let _ = writeln!(out, "{:indent$}{DIM}{}:{DIM:#}", "", printable(&command.platform));
        }
        for line in command.text.lines() {
            let _ = writeln!(out, "{:indent$}{COMMAND}{line}{COMMAND:#}", "");
        }
    }
}

/// The first question that a command answers is asked whole; what else would help is named.
fn write_questions(out: &mut String, report: &Report, case: usize) {
    let here: Vec<&Question> = report
        .questions
        .iter()
        .filter(|question| usize::try_from(question.case) == Ok(case))
        .collect();
    let Some((first, rest)) = here.split_first() else { return };
    out.push('\n');
    for line in wrap(&format!("To be certain: {}", plain(&first.text)), WIDTH) {
        let _ = writeln!(out, "{BOLD}{line}{BOLD:#}");
    }
    if !first.commands.is_empty() {
        out.push_str("Run this, and paste what it prints below what you have:\n");
        write_commands(out, &first.commands);
    }
    let choices: Vec<String> = first
        .answers
        .iter()
        .filter(|answer| !answer.value.is_empty())
        .map(|answer| answer.value.clone())
        .collect();
    if !choices.is_empty() {
        let _ = writeln!(out, "Or say it: {COMMAND}--answer {}=VALUE{COMMAND:#}", first.fact);
        let yes_or_no = choices.iter().all(|choice| ["true", "false"].contains(&choice.as_str()));
        let other = if yes_or_no { "" } else { ", or another" };
        let line = format!("with one of these: {}{other}", printable(&choices.join(" | ")));
        for line in wrap(&line, WIDTH) {
            let _ = writeln!(out, "{line}");
        }
    }
    if !rest.is_empty() {
        let names: Vec<String> = rest.iter().map(|question| named(&question.fact)).collect();
        for line in wrap(&format!("It would also help to know {}.", names.join("; ")), WIDTH) {
            let _ = writeln!(out, "{DIM}{line}{DIM:#}");
        }
    }
}

/// A fact in words, with the name that an answer goes by.
fn named(fact: &str) -> String {
    let known = why401_facts::by_name(fact);
    let meaning = known.map_or("", |(id, _)| why401_facts::meaning(id)).trim_end_matches('.');
    // What follows is how its values are written.
    let end = meaning.find([',', ':', ';', '(']).unwrap_or(meaning.len());
    let mut words = meaning.get(..end).unwrap_or_default().trim_end().to_owned();
    // Other capitals are those of a name: AWS, DPoP.
    if words.get(1..2).is_some_and(|second| second.chars().all(char::is_lowercase))
        && let Some(first) = words.get_mut(..1)
    {
        first.make_ascii_lowercase();
    }
    if words.contains(' ') { format!("{} ({fact})", plain(&words)) } else { fact.to_owned() }
}

/// What the findings that are shown whole wait for, and no question asks.
fn write_unasked(out: &mut String, report: &Report, case: usize, all: bool) {
    let shown = if all { usize::MAX } else { 1 };
    let findings = report.cases.get(case).map_or(&[][..], |case| &case.findings);
    let mut names: Vec<&str> = Vec::new();
    for fact in findings.iter().take(shown).flat_map(|finding| &finding.missing) {
        let asked = why401_facts::by_name(fact).is_none_or(|(id, row)| {
            let told_by = |question: &Question| {
                let text = row.question.as_ref().map(|question| question.text);
                question.fact == *fact || text == Some(question.text.as_str())
            };
            !why401_facts::can_be_answered(id) || report.questions.iter().any(told_by)
        });
        if !asked && !names.contains(&fact.as_str()) {
            names.push(fact);
        }
    }
    if !names.is_empty() {
        out.push('\n');
        let names: Vec<String> = names.into_iter().map(named).collect();
        let line = format!("Not known: {}. --answer FACT=VALUE says it.", names.join("; "));
        for line in wrap(&line, WIDTH) {
            let _ = writeln!(out, "{DIM}{line}{DIM:#}");
        }
    }
}

fn write_unread(out: &mut String, report: &Report, masked: &[String]) {
    if report.unread.is_empty() || report.read.is_empty() {
        return;
    }
    out.push('\n');
    for unread in report.unread.iter().take(5) {
        let line = excerpt::line_number(masked, unread.span);
        let _ = writeln!(out, "{DIM}not read, line {line}: {}{DIM:#}", unread.reason);
    }
    if report.unread.len() > 5 {
        let _ = writeln!(out, "{DIM}not read: {} more places{DIM:#}", report.unread.len() - 5);
    }
}

/// Prose without the marks of code: a terminal shows commands on lines of their own.
fn plain(prose: &str) -> String {
    printable(&prose.replace('`', ""))
}

/// Control characters could move the cursor or change colours: none gets through.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

fn wrap(text: &str, columns: usize) -> Vec<String> {
    // A name with hyphens, such as a field's, stays whole.
    let options = textwrap::Options::new(columns.max(20))
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
}
