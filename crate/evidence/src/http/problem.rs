//! What can be wrong with an authentication field: one table, with a sentence for each.

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
        self.kind.code()
    }

    /// How grave it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// A sentence.
    #[must_use]
    pub fn message(&self) -> &'static str {
        self.kind.message()
    }

    /// Which clients read it in a way of their own, and how: a sentence, where it is known.
    #[must_use]
    pub fn clients(&self) -> Option<&'static str> {
        self.kind.clients()
    }
}

/// How grave a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Legal and in wide use; good to know.
    Note,
    /// Legal by RFC 9110, but against what the scheme's own specification asks for, or known to
    /// trouble some clients.
    Warning,
    /// Against the grammar of RFC 9110, or a MUST of it.
    Error,
}

impl Severity {
    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

macro_rules! problems {
    ($($name:ident, $code:literal, $severity:ident, $message:literal $(, $clients:literal)?;)*) => {
        /// The kinds of mistakes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemKind {
            $(#[doc = $message] $name,)*
        }

        impl ProblemKind {
            /// All of them.
            pub const ALL: &'static [ProblemKind] = &[$(ProblemKind::$name,)*];

            // One match a column, so that who asks for one does not carry the sentences of the others.
            fn code(self) -> &'static str {
                match self { $(ProblemKind::$name => $code,)* }
            }

            fn severity(self) -> Severity {
                match self { $(ProblemKind::$name => Severity::$severity,)* }
            }

            fn message(self) -> &'static str {
                match self { $(ProblemKind::$name => $message,)* }
            }

            fn clients(self) -> Option<&'static str> {
                match self { $(ProblemKind::$name => [$($clients,)?].first().copied(),)* }
            }
        }
    };
}

problems! {
    // What RFC 9110 forbids.
    EmptyField, "empty-field", Error,
        "This field is empty; it must name at least one scheme.";
    SeveralFieldLines, "several-field-lines", Error,
        "Credentials are sent in one field line; this is another.";
    ControlCharacter, "control-character", Error,
        "A field value has no control characters, a tab excepted.";
    UnexpectedCharacter, "unexpected-character", Error,
        "This can't start a scheme or a parameter; it was skipped up to the next comma.";
    UnexpectedWord, "unexpected-word", Error,
        "This word is neither a scheme's token nor one of its parameters.";
    BadToken68, "bad-token68", Error,
        "What follows this scheme is neither a token, which has none of these characters, nor a parameter.";
    ParamWithoutScheme, "param-without-scheme", Error,
        "This parameter follows no scheme.";
    ParamAfterToken68, "param-after-token68", Error,
        "A scheme is followed by one token or by parameters, not by both.",
        "OkHttp keeps the token and reads no further.";
    CommaAfterScheme, "comma-after-scheme", Error,
        "A scheme is parted from its first parameter by a space, not by a comma.";
    CommaInCredentials, "comma-in-credentials", Error,
        "Credentials are no list of schemes: no comma stands here.";
    MissingComma, "missing-comma", Error,
        "A comma is missing before this.";
    SemicolonSeparator, "semicolon-separator", Error,
        "Parameters are separated by commas, not by semicolons.";
    TabAfterScheme, "tab-after-scheme", Error,
        "A scheme is followed by a space, not by a tab.";
    UnquotedValue, "unquoted-value", Error,
        "This value has characters that need double quotes around it.",
        "Chromium and the browsers made of it take such a value as it is.";
    CurlyQuotes, "curly-quotes", Error,
        "These are typographic quotes; only the straight double quote counts.";
    SingleQuotedValue, "single-quoted-value", Error,
        "Single quotes do not hold a value together; only double quotes do.",
        "httplib2 ends the value at the first space and drops the rest.";
    MissingOpeningQuote, "missing-opening-quote", Error,
        "This value ends with a double quote and starts with none.";
    UnterminatedQuote, "unterminated-quote", Error,
        "The closing quote is missing; the value was taken to end at the next comma.",
        "Chromium and the browsers made of it take all that follows for the value.";
    UnescapedQuote, "unescaped-quote", Error,
        "A double quote within a quoted value needs a backslash before it.";
    EmptyValue, "empty-value", Error,
        "This parameter has no value; an empty one is written as two double quotes.";
    ValuelessParam, "valueless-param", Error,
        "This parameter has no equals sign and no value.",
        "Apache HttpClient reads it as a parameter without value.";
    DuplicateParam, "duplicate-param", Error,
        "This parameter occurs twice in one challenge; each may occur once.",
        "OkHttp drops this challenge and all that follow.";
    // What is legal and troubles clients, or is against the scheme's own specification.
    EmptyElement, "empty-element", Warning,
        "A comma stands here with nothing to separate; recipients must skip it, and some do not.";
    ObsFold, "obs-fold", Warning,
        "This value goes on in another line, which is obsolete; servers and proxies may refuse it.";
    ObsText, "obs-text", Warning,
        "This value has characters outside of ASCII, and no rule says how their bytes are read.",
        "Chromium and the browsers made of it read a realm as ISO-8859-1, whatever was meant.";
    SingleQuotes, "single-quotes", Warning,
        "Single quotes are part of the value; only double quotes are left away.";
    Token68LooksLikeScheme, "token68-looks-like-scheme", Warning,
        "By the grammar this is the token of the scheme before it; a comma makes it a scheme.";
    Token68LooksLikeParam, "token68-looks-like-param", Warning,
        "By the grammar this is a token; a parameter has a value after its equals sign.";
    SchemeLooksLikeParam, "scheme-looks-like-param", Warning,
        "By the grammar this is a scheme; a parameter has an equals sign and a value.",
        "Apache HttpClient reads it as a parameter without value.";
    MissingRealm, "missing-realm", Warning,
        "This scheme's specification asks for a realm.";
    MissingNonce, "missing-nonce", Warning,
        "A Digest challenge without a nonce can't be answered.";
    UnquotedRealm, "unquoted-realm", Warning,
        "A realm is sent in double quotes; some clients read no other.";
    ContinuedOnNextLine, "continued-on-next-line", Warning,
        "By the grammar this belongs to the challenge in the field line before.",
        "Chromium and the browsers made of it read each field line by itself.";
    JoinedMultiLeg, "joined-multi-leg", Warning,
        "Negotiate or NTLM shares a field line with other schemes; each is safest in a line of its own.",
        "Chromium and the browsers made of it read one challenge a line, the first.";
    Joined, "joined-challenges", Warning,
        "This challenge shares a field line with one before it; each is safest in a line of its own.",
        "Chromium and the browsers made of it read one challenge a line, the first.";
    SchemeCase, "scheme-case", Warning,
        "Schemes are compared without regard to case, but old programs know this one only as it is specified.";
    SchemeNotRegistered, "scheme-not-registered", Warning,
        "This scheme is neither registered with IANA nor in common use; clients skip what they don't know.";
    SchemeCommonNotRegistered, "scheme-common-not-registered", Note,
        "This scheme is in common use, but not registered with IANA.";
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
            assert!(problem.clients().is_none_or(|clients| clients.ends_with('.')));
        }
    }
}
