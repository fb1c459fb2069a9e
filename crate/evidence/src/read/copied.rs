//! Requests that developer tools copy as a command: cURL for a POSIX shell and for `cmd`, and PowerShell. And commands of
//! cURL that were typed, where the head of the answer stands below them.
//!
//! ```text
//! curl 'https://example.com/' \            curl --url ^"https://example.com/^" ^
//!   -H 'accept: */*'                         -H ^"accept: */*^"
//!
//! Invoke-WebRequest -UseBasicParsing -Uri "https://example.com/" `
//! -Headers @{
//! "accept"="*/*"
//! }
//!
//! $ curl -si -u alice https://example.com/
//! HTTP/1.1 401 Unauthorized
//! ```
//! Credentials and cookies that the browser's network stack adds are left out of copies: they are unknown.

use crate::capture::Format;
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::fields::Side;
use crate::read::http1::status_line;
use crate::read::json::unescaped;
use crate::read::message::{Message, part_of};
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder};

const CURL: Format = Format { id: "copy-curl", label: "copy as cURL", unit: "request" };
const POWERSHELL: Format =
    Format { id: "copy-powershell", label: "copy as PowerShell", unit: "request" };

pub(super) const READER: Reader =
    Reader { formats: &[&CURL, &POWERSHELL], starts: |_| false, read, of_content: false };

/// How a shell quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shell {
    Posix,
    Cmd,
    Power,
}

/// The format and the shell of a copied command.
fn shell_of(line: &str) -> Option<(&'static Format, Shell)> {
    if line.starts_with("$session = New-Object Microsoft.PowerShell") {
        return Some((&POWERSHELL, Shell::Power));
    }
    if line.starts_with("Invoke-") && line.contains(" -Uri \"http") {
        return Some((&POWERSHELL, Shell::Power));
    }
    let words = line.strip_prefix("curl ").or_else(|| line.strip_prefix("curl.exe "))?.trim_start();
    let url = words.strip_prefix("--url ").unwrap_or(words);
    let is = |start: &str| url.strip_prefix(start).is_some_and(|url| url.starts_with("http"));
    match () {
        () if is("'") || is("$'") => Some((&CURL, Shell::Posix)),
        () if is("^\"") => Some((&CURL, Shell::Cmd)),
        // Older browsers quoted for cmd so.
        () if is("\"") => {
            Some((&CURL, if line.ends_with('^') { Shell::Cmd } else { Shell::Posix }))
        }
        () => None,
    }
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some((format, shell)) = shell_of(view.text) else { return typed(cursor, sink) };
    let mut ahead = cursor.clone();
    let mut start = view.start;
    while let Some(view) = ahead.peek().filter(|view| view.text.starts_with("$session")) {
        start = view.line.next;
        ahead.advance();
    }
    let source = cursor.leaf(start..cursor.source().len());
    if shell == Shell::Power && !source.as_str().trim_start().starts_with("Invoke-") {
        return false;
    }
    let mut words = Words::new(&source, shell);
    let Some(message) = request(&mut words) else { return typed(cursor, sink) };
    let end = start + words.at;
    message.put(false, format, sink);
    while cursor.at() < end && cursor.peek().is_some() {
        cursor.advance();
    }
    true
}

/// What a prompt ends with.
const PROMPTS: [char; 8] = ['$', '#', '%', '>', '~', '\u{276f}', '\u{279c}', '`'];

/// Options of curl that take a value, those of one letter as such.
const VALUED: &str = "AbcCdDeEFHhKmoPQrtTuUwxXyYz";

/// With these it is not known what is sent, or the request is shown itself.
const UNTOLD: [&str; 12] = [
    "--verbose",
    "--trace",
    "--trace-ascii",
    "--digest",
    "--ntlm",
    "--negotiate",
    "--anyauth",
    "--netrc",
    "--config",
    "--proxy",
    "--proxy-user",
    "--aws-sigv4",
];

/// A command that was typed, if the head of the answer follows: it is not complete, and says what was given to curl.
fn typed(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some(at) = view.text.find("curl ") else { return false };
    let prompt = view.text.get(..at).unwrap_or_default().trim_end();
    if !prompt.is_empty() && !prompt.ends_with(PROMPTS) {
        return false;
    }
    let start = view.start + at;
    let source = cursor.leaf(start..cursor.source().len());
    let mut words = Words::new(&source, Shell::Posix);
    let Some(message) = command(&mut words) else { return false };
    let rest = source.as_str().get(words.at..).unwrap_or_default();
    let mut lines = rest.lines().skip(1).map(str::trim).filter(|line| !line.is_empty());
    if lines.next().is_none_or(|line| status_line(line).is_none()) {
        return false;
    }
    let end = start + words.at;
    sink.connections.new_run();
    message.put(false, &CURL, sink);
    while cursor.at() < end && cursor.peek().is_some() {
        cursor.advance();
    }
    true
}

/// The request of a command with any options.
fn command(words: &mut Words<'_>) -> Option<Message> {
    let command = words.next()?;
    let mut message = Message::new(Side::Request, command.span());
    let mut flag: Option<Leaf> = None;
    while let Some(word) = words.next() {
        let text = word.as_str();
        if let Some(flag) = flag.take() {
            option(flag.as_str(), word, words.expands, &mut message);
        } else if text.starts_with("--") {
            if UNTOLD.contains(&text) {
                return None;
            }
            let valued = ["--header", "--user", "--request", "--url", "--oauth2-bearer"];
            let valued = valued.contains(&text) || text.starts_with("--data");
            flag = valued.then_some(word);
        } else if let Some(letters) = text.strip_prefix('-') {
            // The first that takes a value has what follows it, or the next word.
            let at = letters.find(|c| VALUED.contains(c)).unwrap_or(letters.len());
            let (plain, valued) = letters.split_at_checked(at)?;
            if plain.contains(['v', 'n']) || valued.starts_with(['x', 'U', 'K']) {
                return None;
            }
            if valued.len() > 1 {
                let (name, value) = (word.slice(at + 1..at + 2), word.slice(at + 2..text.len()));
                option(name.as_str(), value, words.expands, &mut message);
            } else if !valued.is_empty() {
                flag = Some(word.slice(at + 1..text.len()));
            }
        } else if message.told_target().is_none() && text.contains(['.', ':', '/']) {
            message.target(word);
        }
    }
    message.told_target()?;
    Some(message)
}

/// An option of curl and its value; where `expands`, the shell puts something else in its place.
fn option(name: &str, value: Leaf, expands: bool, message: &mut Message) {
    const COVER: &str = "***";
    let field = |scheme: &'static str, message: &mut Message| {
        let span = value.span();
        let mut credentials = LeafBuilder::new();
        credentials.push(scheme, span);
        message.field(Leaf::verbatim("Authorization", span), credentials.finish(span));
    };
    match name {
        "H" | "--header" => {
            let Some((name, rest)) = value.as_str().split_once(':') else { return };
            let rest = rest.trim();
            if !name.eq_ignore_ascii_case("authorization") {
                if !expands {
                    message.line(&value);
                }
                return;
            }
            // What people show of their credentials is seldom what they sent.
            let (scheme, token) = rest.split_once(' ').unwrap_or(("", rest));
            let upper = token.to_ascii_uppercase();
            let covered = expands
                || token.len() < 8
                || token.contains(['<', '[', '{', '*', '$'])
                || ["TOKEN", "KEY", "XXX", "SECRET"].iter().any(|word| upper.contains(word));
            let (name, token) = (part_of(&value, name), part_of(&value, token));
            if !covered {
                return message.field(name, part_of(&value, rest));
            }
            let mut credentials = LeafBuilder::new();
            credentials.append(&part_of(&value, scheme));
            credentials.push(if scheme.is_empty() { COVER } else { " ***" }, token.span());
            message.field(name, credentials.finish(value.span()));
        }
        "u" | "--user" => field("Basic ***", message),
        "--oauth2-bearer" => field("Bearer ***", message),
        "X" | "--request" => message.method(value),
        "--url" => message.target(value),
        _ => {}
    }
}

/// The request that a command sends; none if it prints its answer as well, which is then pasted too.
fn request(words: &mut Words<'_>) -> Option<Message> {
    let command = words.next()?;
    let mut message = Message::new(Side::Request, command.span());
    let mut flag: Option<Leaf> = None;
    while let Some(word) = words.next() {
        let text = word.as_str();
        match flag.as_ref().map_or("", Leaf::as_str) {
            "-H" | "--header" => {
                message.line(&word);
            }
            "-X" | "--request" | "-Method" => message.method(word),
            "--url" | "-Uri" => message.target(word),
            "-b" | "--cookie" | "-u" | "--user" | "-d" | "--data" | "--data-raw"
            | "--data-binary" | "--data-urlencode" | "-Body" | "-ContentType" | "-WebSession" => {}
            _ if text.starts_with('-') => {
                if ["-v", "-i", "--verbose", "--include"].contains(&text) {
                    return None;
                }
                flag = Some(word);
                continue;
            }
            _ if words.in_braces => {
                if let Some((name, _)) = text.split_once('=') {
                    let equals = name.len();
                    message.field(word.slice(0..equals), word.slice(equals + 1..text.len()));
                }
            }
            _ if message.told_target().is_none() && text.contains("://") => message.target(word),
            _ => {}
        }
        flag = None;
    }
    message.told_target()?;
    message.has_fields().then_some(message)
}

/// The words of one command, without quotes and escapes.
struct Words<'a> {
    source: &'a Leaf,
    text: &'a str,
    at: usize,
    shell: Shell,
    /// Inside PowerShell's `@{ }`, where lines need no mark to go on.
    in_braces: bool,
    /// The shell expands something in the last word.
    expands: bool,
}

impl<'a> Words<'a> {
    fn new(source: &'a Leaf, shell: Shell) -> Words<'a> {
        Words { source, text: source.as_str(), at: 0, shell, in_braces: false, expands: false }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    /// How long the line end is, and the quoting of mail after it.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let line_end = rest.len() - rest.trim_start_matches('\r').len();
        let Some(next) = rest.get(line_end..).and_then(|rest| rest.strip_prefix('\n')) else {
            return 0;
        };
        rest.len() - next.trim_start_matches(['>', ' ', '\t']).len()
    }

    fn escape(&self) -> u8 {
        match self.shell {
            Shell::Posix => b'\\',
            Shell::Cmd => b'^',
            Shell::Power => b'`',
        }
    }

    /// Past blanks; false where the command ends.
    fn skip_blanks(&mut self) -> bool {
        loop {
            let byte = self.byte(self.at);
            let escape = usize::from(byte == self.escape());
            let line_end = self.line_end(self.at + escape);
            if matches!(byte, b' ' | b'\t') {
                self.at += 1;
            } else if line_end > 0 && (escape == 1 || self.in_braces) {
                self.at += escape + line_end;
            } else {
                return self.at < self.text.len()
                    && !matches!(byte, b'\n' | b'\r' | b';' | b'&' | b'|');
            }
        }
    }

    fn next(&mut self) -> Option<Leaf> {
        loop {
            if !self.skip_blanks() {
                return None;
            }
            let start = self.at;
            let word = self.word();
            // A mark that lines go on, and nothing after it.
            if self.at == start {
                return None;
            }
            match word.as_str() {
                "@{" if self.shell == Shell::Power => self.in_braces = true,
                "}" if self.in_braces => self.in_braces = false,
                _ => return Some(word),
            }
        }
    }

    /// Where `$'...'` ends, or its line.
    fn end_of_escaped(&self, from: usize) -> usize {
        let mut at = from;
        while !matches!(self.byte(at), b'\'' | b'\n' | b'\r') {
            at += if self.byte(at) == b'\\' { 2 } else { 1 };
        }
        at.min(self.text.len())
    }

    fn word(&mut self) -> Leaf {
        let mut builder = LeafBuilder::new();
        let start = self.at;
        self.expands = false;
        // The quote that is open.
        let mut quote = 0;
        let mut plain = self.at;
        while self.at < self.text.len() {
            let at = self.at;
            let (byte, next) = (self.byte(at), self.byte(at + 1));
            let blank = matches!(byte, b' ' | b'\t') && quote == 0;
            if matches!(byte, b'\n' | b'\r') || blank {
                break;
            }
            // How much of the text stands for which part of it.
            let (length, kept) = match self.shell {
                Shell::Posix if byte == b'\\' && quote == 0 && matches!(next, b'\n' | b'\r') => {
                    break;
                }
                Shell::Posix if byte == b'\\' && quote != b'\'' => (2, at + 1..at + 2),
                Shell::Posix if byte == b'$' && next == b'\'' && quote == 0 => {
                    let end = self.end_of_escaped(at + 2);
                    builder.append(&self.source.slice(plain..at));
                    builder.append(&unescaped(self.source.slice(at + 2..end)));
                    plain = end;
                    (end - at + 1, end..end)
                }
                Shell::Posix if matches!(byte, b'$' | b'`') && quote != b'\'' => {
                    self.expands = true;
                    self.at += 1;
                    continue;
                }
                Shell::Posix if matches!(byte, b'\'' | b'"') && (quote == 0 || quote == byte) => {
                    quote ^= byte;
                    (1, at..at)
                }
                Shell::Cmd if byte == b'^' && matches!(next, b'\n' | b'\r') => break,
                Shell::Cmd if byte == b'^' && next == b'\\' && self.byte(at + 2) == b'^' => {
                    (4, at + 3..at + 4)
                }
                Shell::Cmd if byte == b'^' && next == b'"' => {
                    quote ^= b'"';
                    (2, at..at)
                }
                Shell::Cmd if byte == b'^' && next != b'^' => (1, at..at),
                Shell::Cmd if byte == b'^' => (2, at + 1..at + 2),
                Shell::Cmd if byte == b'\\' && next == b'"' => (2, at + 1..at + 2),
                Shell::Power if byte == b'`' && !matches!(next, b'\n' | b'\r') => {
                    (2, at + 1..at + 2)
                }
                Shell::Power if byte == b'`' => break,
                Shell::Cmd | Shell::Power if byte == b'"' => {
                    quote ^= b'"';
                    (1, at..at)
                }
                _ => {
                    self.at += 1;
                    continue;
                }
            };
            builder.append(&self.source.slice(plain..at.max(plain)));
            builder.append(&self.source.slice(kept));
            self.at = (at + length).min(self.text.len());
            plain = self.at;
        }
        builder.append(&self.source.slice(plain..self.at));
        builder.finish(self.source.slice(start..self.at).span())
    }
}
