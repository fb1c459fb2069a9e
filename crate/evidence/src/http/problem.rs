//! What can be wrong with a challenge or with credentials: one enum, a sentence for each.

use crate::span::Span;

/// A mistake in a field value, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which mistake.
    pub kind: ProblemKind,
    /// The characters it is about.
    pub span: Span,
}

impl Problem {
    /// A stable word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.row().0
    }

    /// How grave it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind.row().1
    }

    /// A sentence.
    #[must_use]
    pub fn message(&self) -> &'static str {
        self.kind.row().2
    }
}

/// How grave a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Against the grammar, yet understood by all.
    Note,
    /// Some clients will read it otherwise than it is meant.
    Warning,
    /// Something of the value is lost.
    Error,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $severity:ident, $message:literal;)*) => {
        /// The kinds of mistakes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemKind {
            $(#[doc = $message] $name,)*
        }

        impl ProblemKind {
            /// All of them.
            pub const ALL: &'static [ProblemKind] = &[$(ProblemKind::$name,)*];

            fn row(self) -> (&'static str, Severity, &'static str) {
                match self {
                    $(ProblemKind::$name => ($code, Severity::$severity, $message),)*
                }
            }
        }
    };
}

problems! {
    UnexpectedCharacter, "unexpected-character", Error,
        "This can't start a scheme or a parameter; it was skipped up to the next comma.";
    UnexpectedWord, "unexpected-word", Error,
        "Credentials have one scheme; this word is neither its token nor one of its parameters.";
    ParamWithoutScheme, "param-without-scheme", Error,
        "This parameter follows no scheme.";
    ParamAfterToken68, "param-after-token68", Error,
        "A scheme is followed by one token or by parameters, not by both.";
    CommaAfterScheme, "comma-after-scheme", Warning,
        "The comma between a scheme and its first parameter must be a space.";
    MissingComma, "missing-comma", Warning,
        "A comma is missing before this.";
    SemicolonSeparator, "semicolon-separator", Warning,
        "Parameters are separated by commas, not by semicolons.";
    TabAfterScheme, "tab-after-scheme", Note,
        "A scheme is followed by a space, not by a tab.";
    UnquotedValue, "unquoted-value", Warning,
        "This value has characters that need double quotes around it.";
    CurlyQuotes, "curly-quotes", Warning,
        "These are typographic quotes; only the straight double quote counts.";
    UnterminatedQuote, "unterminated-quote", Error,
        "The closing quote is missing; the value was taken to end at the next comma.";
    EmptyValue, "empty-value", Warning,
        "This parameter has no value; an empty one is written as two double quotes.";
    DuplicateParam, "duplicate-param", Warning,
        "This parameter occurs twice in one challenge; each may occur once.";
    Token68LooksLikeScheme, "token68-looks-like-scheme", Warning,
        "By the grammar this is the token of the scheme before it; a comma makes it a scheme.";
    Token68LooksLikeParam, "token68-looks-like-param", Warning,
        "By the grammar this is a token; a parameter has a value after its equals sign.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_messages_are_sentences() {
        let mut codes = std::collections::BTreeSet::new();
        for kind in ProblemKind::ALL {
            let problem = Problem { kind: *kind, span: Span::default() };
            assert!(codes.insert(problem.code()), "{}", problem.code());
            assert!(problem.message().ends_with('.'));
        }
    }
}
