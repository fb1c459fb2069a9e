//! A mistake in a rule file, shown at its place.
use std::fmt;
use std::ops::Range;

use super::placed::Placed;
use super::syntax::Mistake;

/// A mistake in a rule file. Its [`Display`](fmt::Display) is a line `file:line:column: message`, the line of the file with carets under the
/// place, and the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The path of the file, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The place in bytes of the file's text, with its line ends as `\n`.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What may mend it.
    pub help: Option<String>,
    /// The line of the file.
    pub(crate) excerpt: String,
}

impl Diagnostic {
    /// A mistake at `span` of `text`.
    pub(crate) fn new(file: &str, text: &str, span: Range<usize>, message: String) -> Diagnostic {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let from_line = text.get(line_start..).unwrap_or_default();
        Diagnostic {
            file: file.to_owned(),
            line: 1 + before.matches('\n').count(),
            column: 1 + before.get(line_start..).unwrap_or_default().chars().count(),
            span,
            message,
            help: None,
            excerpt: from_line.lines().next().unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { file, line, column, span, message, help, excerpt } = self;
        writeln!(f, "{file}:{line}:{column}: {message}")?;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {excerpt}")?;
        // Tabs stay tabs, so that the carets stand under the text however wide a tab is.
        let mut place = excerpt.char_indices().skip(column - 1).map(|(at, _)| at);
        let start = place.next().unwrap_or(excerpt.len());
        let (before, from) = excerpt.split_at_checked(start).unwrap_or((excerpt, ""));
        let blank: String =
            before.chars().map(|char| if char == '\t' { '\t' } else { ' ' }).collect();
        let marked = from.get(..span.len()).unwrap_or(from);
        let carets = "^".repeat(marked.chars().count().max(1));
        write!(f, "{margin} | {blank}{carets}")?;
        match help {
            Some(help) => write!(f, "\n{margin} = help: {help}"),
            None => Ok(()),
        }
    }
}

/// Gathers the mistakes of one file.
pub(super) struct Report<'f> {
    pub(super) file: &'f str,
    /// The file's text, with its line ends as `\n`.
    pub(super) text: &'f str,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'f> Report<'f> {
    pub(super) fn new(file: &'f str, text: &'f str) -> Report<'f> {
        Report { file, text, diagnostics: Vec::new() }
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        1 + self.text.get(..at).unwrap_or(self.text).matches('\n').count()
    }

    pub(super) fn add(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.file, self.text, span, message.into()));
    }

    pub(super) fn add_with_help(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(span, message);
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = Some(help.into());
        }
    }

    /// Mistakes inside of a text of the file.
    pub(super) fn add_in(&mut self, placed: &Placed, mistakes: impl IntoIterator<Item = Mistake>) {
        for Mistake { span, message, help } in mistakes {
            self.add(placed.span(span), message);
            if let Some(last) = self.diagnostics.last_mut() {
                last.help = help;
            }
        }
    }
}
