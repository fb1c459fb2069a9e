//! Strings as programs print them: in quotes, with escapes.

use crate::span::{Leaf, LeafBuilder};

/// The lines of the string whose opening quote stands at `from`, and where it ends. A string that is
/// not closed ends with its line. Line ends are those that the string itself has, as escapes.
pub(super) fn lines(text: &Leaf, from: usize) -> Option<(Vec<Leaf>, usize)> {
    let all = text.as_str();
    let mut rest = all.get(from..)?.chars();
    let quote = rest.next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let (mut lines, mut line) = (Vec::new(), LeafBuilder::new());
    let mut run = from + 1;
    loop {
        let at = all.len() - rest.as_str().len();
        let c = rest.next().unwrap_or('\n');
        if c != quote && c != '\\' && c != '\n' {
            continue;
        }
        line.append(&text.slice(run..at));
        let end = all.len() - rest.as_str().len();
        if c == quote || c == '\n' {
            lines.push(line.finish(text.slice(at..at).span()));
            return Some((lines, end));
        }
        let escaped = rest.next().unwrap_or('\\');
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            _ => 0,
        };
        let code = rest.as_str().get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        let meant = match (escaped, code.and_then(char::from_u32)) {
            ('x' | 'u', Some(meant)) => {
                rest = rest.as_str().get(digits..).unwrap_or_default().chars();
                meant
            }
            ('t', _) => '\t',
            ('n', _) => '\n',
            ('r', _) => '\r',
            (other, _) => other,
        };
        run = all.len() - rest.as_str().len();
        match meant {
            '\n' => {
                let line = std::mem::take(&mut line);
                lines.push(line.finish(text.slice(at..at).span()));
            }
            '\r' => {}
            meant => line.push(meant.encode_utf8(&mut [0; 4]), text.slice(at..run).span()),
        }
    }
}

/// True if a string starts there, with or without Python's mark of bytes before it; where its quote is.
pub(super) fn quote(text: &str) -> Option<usize> {
    let at = usize::from(text.starts_with(['b', 'u']));
    text.get(at..)?.starts_with(['"', '\'']).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn parsed(text: &str) -> Vec<(String, bool)> {
        let leaf = Leaf::verbatim(text, Span::new(0, 0..text.len()));
        let (lines, end) = lines(&leaf, quote(text).expect("a quote")).expect("a string");
        assert!(text.get(end..).is_some());
        lines.iter().map(|line| (line.as_str().to_owned(), line.is_verbatim())).collect()
    }

    #[test]
    fn a_string_is_split_at_its_line_ends() {
        let lines = parsed(r"b'GET / HTTP/1.1\r\nHost: a\r\n\r\n'");
        let texts: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(texts, ["GET / HTTP/1.1", "Host: a", "", ""]);
        assert!(lines.iter().all(|(_, verbatim)| *verbatim));
    }

    #[test]
    fn escapes_are_decoded() {
        let escaped = parsed(r#""a \"b\" \\ \x41\u00e9""#);
        assert_eq!(escaped, [("a \"b\" \\ Aé".to_owned(), false)]);
    }

    #[test]
    fn a_string_that_is_not_closed_ends_with_its_line() {
        assert_eq!(parsed("'open\nmore'"), [("open".to_owned(), true)]);
        assert_eq!(parsed(r#""a\"#), [("a\\".to_owned(), true)]);
    }
}
