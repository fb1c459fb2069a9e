//! The flat text that crosses the boundary, since a serializer would be larger than all else.
//!
//! ```text
//! heads     = method LF url *( LF ( ">" / "<" ) name ":" value )
//! diagnosis = url LF outcome *( LF rule TAB verdict TAB severity TAB title [ TAB missing ] )
//! missing   = fact *( "," fact )
//! ```
//! `>` marks fields of the request, `<` those of the response. What is put in has no line ends of its own: who writes it
//! replaces each by a space (RFC 9110 section 5.5). Characters up to U+00FF are bytes.

use std::borrow::Cow;

use why401::report::{Outcome, Severity, Verdict};
use why401::{Heads, HeadsDiagnosis};
use why401_evidence::text::with_stray_bytes;

/// Each line as text: a line of bytes is UTF-8 where it can be, and a byte that is none stays U+00NN. A line with other
/// characters is text already, as hosts give it that decode the fields themselves.
pub(crate) fn decode(heads: &str) -> Vec<Cow<'_, str>> {
    let mut lines = Vec::new();
    for line in heads.split('\n') {
        lines.push(decode_line(line));
    }
    lines
}

fn decode_line(line: &str) -> Cow<'_, str> {
    if line.is_ascii() {
        return Cow::Borrowed(line);
    }
    let mut bytes = Vec::new();
    for c in line.chars() {
        let Ok(byte) = u8::try_from(c) else { return Cow::Borrowed(line) };
        bytes.push(byte);
    }
    Cow::Owned(with_stray_bytes(&bytes))
}

/// Takes the lines apart: all but status and time. A line that is no field is passed over.
pub(crate) fn read<'a>(lines: &'a [Cow<'_, str>]) -> Heads<'a> {
    let mut heads = Heads::default();
    let mut lines = lines.iter().map(Cow::as_ref);
    heads.method = lines.next().unwrap_or_default();
    heads.url = lines.next().unwrap_or_default();
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if let Some(name) = name.strip_prefix('>') {
            heads.request_fields.push((name, value));
        } else if let Some(name) = name.strip_prefix('<') {
            heads.response_fields.push((name, value));
        }
    }
    heads
}

/// Writes what was found.
pub(crate) fn write(found: &HeadsDiagnosis) -> String {
    let mut out = found.url.clone().unwrap_or_default();
    out.push('\n');
    out.push_str(match found.outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::Open => "open",
        Outcome::Unknown => "unknown",
    });
    for finding in &found.findings {
        let verdict = match finding.verdict {
            Verdict::RuledOut => "ruled_out",
            Verdict::Possible => "possible",
            Verdict::Likely => "likely",
            Verdict::Confirmed => "confirmed",
        };
        let severity = match finding.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let mut before = '\n';
        for part in [finding.rule.as_str(), verdict, severity, &finding.title] {
            out.push(before);
            out.push_str(part);
            before = '\t';
        }
        for fact in &finding.missing {
            out.push(before);
            out.push_str(fact);
            before = ',';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::diagnose;

    #[test]
    fn heads_go_in_and_findings_come_out() {
        let heads = "GET\nhttps://intranet/a?b\n>accept:*/*\n<server:Microsoft-IIS/5.0\n<www-authenticate:NTLM";
        assert_eq!(
            diagnose(heads, 401, 0.0),
            "https://intranet/a\nopen\nproviders-ntlm-only\tlikely\terror\t\
             Kerberos is never tried: the server offers NTLM alone\tmetabase.NTAuthenticationProviders"
        );
    }

    #[test]
    fn what_is_not_of_the_form_is_passed_over() {
        assert_eq!(diagnose("", 200, f64::NAN), "\nsucceeded");
        assert_eq!(
            diagnose("GET\nhttps://a/\n\n<\nwww-authenticate:NTLM", 200, 0.0),
            "https://a/\nsucceeded"
        );
    }

    #[test]
    fn bytes_are_decoded_and_text_is_taken_as_it_is() {
        let path = |url: &str| diagnose(&format!("GET\n{url}"), 200, 0.0);
        // The bytes C3 A9, the byte E9, and a character that is no byte.
        for (given, read) in [("\u{c3}\u{a9}", "é"), ("\u{e9}", "é"), ("€", "€")] {
            let found = path(&format!("https://a/{given}"));
            assert_eq!(found.lines().next(), Some(format!("https://a/{read}").as_str()));
        }
    }
}
