//! Requests that developer tools copy as a command: cURL for a POSIX shell and for `cmd`, and PowerShell.
//!
//! ```text
//! curl 'https://example.com/' \            curl --url ^"https://example.com/^" ^
//!   -H 'accept: */*'                         -H ^"accept: */*^"
//!
//! Invoke-WebRequest -UseBasicParsing -Uri "https://example.com/" `
//! -Headers @{
//! "accept"="*/*"
//! }
//! ```
//! Credentials and cookies that the browser's network stack adds are left out of copies: they are unknown.
//! Typed commands are read where the head that they print follows: see `typed`.

mod typed;

use crate::capture::Format;
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::fields::Side;
use crate::read::json::unescaped;
use crate::read::message::Message;
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder};

const CURL: Format = Format { id: "copy-curl", label: "copy as cURL", unit: "request" };
const POWERSHELL: Format =
    Format { id: "copy-powershell", label: "copy as PowerShell", unit: "request" };

pub(super) const READER: Reader = Reader {
    formats: &[&CURL, &POWERSHELL, &typed::TYPED],
    starts: |_| false,
    read,
    of_content: false,
};

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
    copied(cursor, sink) || typed::read(cursor, sink)
}

fn copied(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some((format, shell)) = shell_of(view.text) else { return false };
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
    let Some(message) = request(&mut words) else { return false };
    let end = start + words.at;
    message.put(false, format, sink);
    while cursor.at() < end && cursor.peek().is_some() {
        cursor.advance();
    }
    true
}

/// The request that a copied command sends; none if it prints its answer as well, which is then pasted too.
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
}

impl<'a> Words<'a> {
    fn new(source: &'a Leaf, shell: Shell) -> Words<'a> {
        Words { source, text: source.as_str(), at: 0, shell, in_braces: false }
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
