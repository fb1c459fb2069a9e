//! curl commands as they are typed, with the head that `-i` or `-I` prints below: the request that it answers.
//!
//! ```text
//! alice@host:~$ curl -i -u alice:... -X POST https://example.com/api
//! HTTP/1.1 401 Unauthorized
//! ```
//! With `-v` curl prints the request itself, and with a scheme that takes several legs not all of them are known.
//! Credentials are mostly covered, or a variable of the shell: their scheme is what counts.

use crate::capture::Format;
use crate::read::copied::{Shell, Words};
use crate::read::cursor::Cursor;
use crate::read::fields::Side;
use crate::read::http1::status_line;
use crate::read::message::Message;
use crate::read::sink::Sink;
use crate::span::{Leaf, Span};

pub(super) const TYPED: Format =
    Format { id: "typed-curl", label: "curl command with the head it printed", unit: "request" };

/// A longer prompt is prose.
const PROMPT: usize = 80;

/// Long options, and the letters that mean the same to a request: `@` is an address, `B` a Bearer token, and `v` says that the request
/// is shown itself or not known from the command.
const LONG: [(&str, u8); 25] = [
    ("--header", b'H'),
    ("--request", b'X'),
    ("--user", b'u'),
    ("--oauth2-bearer", b'B'),
    ("--data", b'd'),
    ("--data-raw", b'd'),
    ("--data-binary", b'd'),
    ("--data-urlencode", b'd'),
    ("--json", b'd'),
    ("--form", b'F'),
    ("--upload-file", b'T'),
    ("--url", b'@'),
    ("--output", b'o'),
    ("--user-agent", b'A'),
    ("--max-time", b'm'),
    ("--head", b'I'),
    ("--get", b'G'),
    ("--verbose", b'v'),
    ("--digest", b'v'),
    ("--ntlm", b'v'),
    ("--negotiate", b'v'),
    ("--anyauth", b'v'),
    ("--proxy", b'v'),
    ("--netrc", b'v'),
    ("--aws-sigv4", b'v'),
];

/// Letters of options that have a value; all others have none.
const VALUED: &[u8] = b"HXuBdFT@oAmbewcEKDztrPQCYyxU";

pub(super) fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some((at, shell)) = command(view.text) else { return false };
    let start = view.start + at;
    let source = cursor.leaf(start..cursor.source().len());
    let mut words = Words::new(&source, shell);
    let Some((message, complete)) = request(&mut words) else { return false };
    let end = start + words.at;
    let mut ahead = cursor.clone();
    while ahead.at() < end && ahead.peek().is_some() {
        ahead.advance();
    }
    let after = ahead.clone();
    while ahead.peek().is_some_and(|view| {
        view.text.is_empty() || view.text.starts_with("Enter host password for user")
    }) {
        ahead.advance();
    }
    // A proxy's answer is to another request.
    let answered = ahead.peek().and_then(|view| status_line(view.text));
    if answered.is_none_or(|(_, code, reason)| code == "407" || reason.ends_with("established")) {
        return false;
    }
    message.put(complete, &TYPED, sink);
    cursor.move_to(after.at());
    true
}

/// Where the command stands in its line, and whose shell it is.
fn command(line: &str) -> Option<(usize, Shell)> {
    let at = line.find("curl").filter(|at| *at <= PROMPT)?;
    let (prompt, rest) = line.split_at_checked(at)?;
    let rest = rest.strip_prefix("curl.exe").or_else(|| rest.strip_prefix("curl"))?;
    let prompt = prompt.trim_end();
    let ends = ['$', '#', '%', '>', '~', '\u{276f}', '\u{279c}'];
    let fits = prompt.is_empty() || prompt.ends_with(ends);
    let shell = match () {
        () if prompt.starts_with("PS ") => Shell::Power,
        () if prompt.ends_with('>') && prompt.contains(":\\") => Shell::Cmd,
        () => Shell::Posix,
    };
    (fits && rest.starts_with(' ')).then_some((at, shell))
}

/// The request of a command, and whether it is known whole.
fn request(words: &mut Words<'_>) -> Option<(Message, bool)> {
    let command = words.next()?;
    let mut found = Found {
        message: Message::new(Side::Request, command.span()),
        method: None,
        implied: "GET",
        complete: true,
    };
    // A word after an option that is not known can be its value.
    let mut unknown = false;
    while let Some(word) = words.next() {
        let text = word.as_str();
        let was_unknown = std::mem::take(&mut unknown);
        if text.starts_with("--") {
            match LONG.iter().find(|(name, _)| *name == text) {
                Some((_, letter)) if VALUED.contains(letter) => {
                    found.option(*letter, &words.next()?)?;
                }
                Some((_, letter)) => found.flag(*letter)?,
                None => unknown = true,
            }
        } else if text.len() > 1 && text.starts_with('-') {
            for (at, letter) in text.bytes().enumerate().skip(1) {
                if VALUED.contains(&letter) {
                    let own = word.slice(at + 1..text.len());
                    let value = if own.is_empty() { words.next()? } else { own };
                    found.option(letter, &value)?;
                    break;
                }
                found.flag(letter)?;
            }
        } else if text.contains("://") || !was_unknown && found.message.told_target().is_none() {
            found.target(&word);
        }
    }
    found.message.told_target()?;
    let implied = Leaf::verbatim(found.implied, command.span());
    let method = found.method.unwrap_or(implied);
    found.message.method(method);
    Some((found.message, found.complete))
}

struct Found {
    message: Message,
    method: Option<Leaf>,
    /// The method that the other options imply.
    implied: &'static str,
    /// All that is sent is known.
    complete: bool,
}

impl Found {
    /// None where the request is not known from the command.
    fn flag(&mut self, letter: u8) -> Option<()> {
        match letter {
            b'v' | b'n' => return None,
            b'I' => self.implied = "HEAD",
            _ => {}
        }
        Some(())
    }

    fn option(&mut self, letter: u8, value: &Leaf) -> Option<()> {
        match letter {
            b'x' | b'U' | b'K' => return None,
            b'X' => self.method = Some(value.clone()),
            b'd' | b'F' if self.implied == "GET" => self.implied = "POST",
            b'T' => self.implied = "PUT",
            b'@' => self.target(value),
            b'u' => self.credentials("Basic REDACTED", value.span()),
            b'B' => self.credentials("Bearer REDACTED", value.span()),
            b'H' => self.field(value),
            _ => {}
        }
        Some(())
    }

    /// curl takes an address without a scheme for one of http.
    fn target(&mut self, url: &Leaf) {
        let whole = url.as_str().contains("://");
        let http = || Leaf::verbatim(&["http://", url.as_str()].concat(), url.span());
        self.message.target(if whole { url.clone() } else { http() });
    }

    fn credentials(&mut self, value: &'static str, span: Span) {
        let name = Leaf::verbatim("Authorization", span);
        self.message.field(name, Leaf::verbatim(value, span));
    }

    fn field(&mut self, line: &Leaf) {
        let Some((name, value)) = line.as_str().split_once(':') else { return };
        let value = value.trim();
        if !name.eq_ignore_ascii_case("Authorization") {
            self.complete &= self.message.line(line);
            return;
        }
        let (scheme, token) = value.split_once(' ').unwrap_or(("", value));
        // What stands for a token here was put in for the paste as well as by mistake.
        let real = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=\", ".contains(&byte);
        let is_token = token.len() > 15 && token.bytes().all(real) && !token.contains("...");
        let varied = token.bytes().any(|byte| Some(byte) != token.bytes().next());
        match () {
            () if is_token && varied => self.complete &= self.message.line(line),
            () if scheme.eq_ignore_ascii_case("basic") => {
                self.credentials("Basic REDACTED", line.span());
            }
            () if scheme.eq_ignore_ascii_case("bearer") => {
                self.credentials("Bearer REDACTED", line.span());
            }
            () => self.complete = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TYPED;
    use crate::read::read as read_all;
    use crate::text::Text;

    /// Method, target, and the fields of the first request, if the command is one with its answer.
    fn request(text: &str) -> Option<(String, String, Vec<String>, bool)> {
        let capture = read_all(&[Text::from_str(text)]);
        let exchange = capture.exchanges.iter().find(|exchange| exchange.format == &TYPED)?;
        assert!(exchange.response.is_some(), "{text}");
        let request = exchange.request.as_ref()?;
        let text = |leaf: &Option<crate::span::Leaf>| {
            leaf.as_ref().map_or(String::new(), |leaf| leaf.as_str().to_owned())
        };
        let fields = request.fields.iter();
        let fields = fields.map(|field| [field.name.as_str(), ": ", field.value.as_str()].concat());
        Some((text(&request.method), text(&request.target), fields.collect(), request.has_head))
    }

    #[test]
    fn the_head_below_answers_the_command() {
        let answer = "\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"a\"\n\n";
        for (command, method, target, fields, complete) in [
            ("curl -i http://a.example/x", "GET", "http://a.example/x", vec![], true),
            (
                "$ curl -sik -u 'al:x' http://a.example/",
                "GET",
                "http://a.example/",
                vec!["Authorization: Basic REDACTED"],
                true,
            ),
            (
                "al@h:~$ curl -I -ual:x a.example:8080/x",
                "HEAD",
                "http://a.example:8080/x",
                vec!["Authorization: Basic REDACTED"],
                true,
            ),
            (
                "curl -i -d a=b http://a.example/ -H 'A: b'",
                "POST",
                "http://a.example/",
                vec!["A: b"],
                true,
            ),
            (
                "# curl -i -XPUT -H \"Authorization: Bearer $T\" http://a.example/",
                "PUT",
                "http://a.example/",
                vec!["Authorization: Bearer REDACTED"],
                true,
            ),
            (
                "curl -i -H 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9' http://a.example/",
                "GET",
                "http://a.example/",
                vec!["Authorization: Bearer eyJhbGciOiJIUzI1NiJ9"],
                true,
            ),
            (
                "curl -i -H 'Authorization: $TOKEN' http://a.example/",
                "GET",
                "http://a.example/",
                vec![],
                false,
            ),
            ("\u{279c}  ~ curl -i http://a.example/", "GET", "http://a.example/", vec![], true),
            ("curl -i --cacert ca.pem http://a.example/", "GET", "http://a.example/", vec![], true),
            (
                "curl -i \\\n  -u al:x \\\n  http://a.example/",
                "GET",
                "http://a.example/",
                vec!["Authorization: Basic REDACTED"],
                true,
            ),
        ] {
            let found = request(&[command, answer].concat());
            let fields: Vec<String> = fields.into_iter().map(String::from).collect();
            assert_eq!(found, Some((method.into(), target.into(), fields, complete)), "{command}");
        }
    }

    #[test]
    fn other_commands_do_not_tell_the_request_of_the_head() {
        let answer = "\nHTTP/1.1 401 Unauthorized\n\n";
        for command in [
            "curl -v http://a.example/",
            "curl -iv http://a.example/",
            "curl -i --digest -u al:x http://a.example/",
            "curl -i --negotiate -u : http://a.example/",
            "curl -i -x http://proxy.example:3128 http://a.example/",
            "I tried curl -i http://a.example/",
            "curl: (22) The requested URL returned error: 401",
            "curl -i",
        ] {
            assert_eq!(request(&[command, answer].concat()), None, "{command}");
        }
        assert_eq!(request("curl -i http://a.example/\nHTTP/1.1 407 Proxy\n\n"), None);
        assert_eq!(request("curl -i http://a.example/\nand then\nHTTP/1.1 401 No\n\n"), None);
    }
}
