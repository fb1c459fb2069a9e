//! Error pages of IIS and of ASP.NET, as HTML and as the text that a browser shows.
//!
//! ```text
//! HTTP Error 401.2 - Unauthorized
//! Module      IIS Web Core
//! Error Code  0x80070005
//! ```

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::Leaf;

const FORMAT: Format = Format { id: "iis-error-page", label: "IIS error page", unit: "page" };

pub(super) const READER: Reader = Reader { formats: &[&FORMAT], starts, read, of_content: true };

/// What a page begins with: its title or its first line.
const TITLES: &[&str] = &[
    "IIS {_} Detailed Error - {status#}.{substatus#} - {text}",
    "HTTP Error {status#}.{substatus#} - {text}",
    "HTTP Error {status#} - {text}",
    "HTTP {status#}.{substatus#} - {text}",
    "HTTP {status#} - {text}",
    "HTTP Error {_} {status#}.{substatus#} {text}",
    "HTTP Error {status#}. {text}",
    "Error message {status#}.{substatus#}.: {text}",
    "Error message {status#}.{substatus#}: {text}",
    "Error {status#}.{substatus#}; {text}",
    "status=401;;401.{substatus#} Unauthorized: {text}",
    "status=401;;401 - {text}",
    "status=403;;403 - {text}",
    "status=401;substatus=3;;{_}Access is denied.   Description: An error occurred while accessing the resources{_}",
    "status=401;;You are not authorized to view this page",
    "status=403;substatus=7;;The page requires a client certificate",
    "status=403;substatus=4;;The page must be viewed over a secure channel",
];

/// What tells more than the title of the old pages.
const SENTENCES: &[&str] = &[
    "status=401;substatus=2;;{_}sending a WWW-Authenticate header field that the Web server is not configured to accept{_}",
    "status=401;substatus=3;;{_}have permission to view this directory or page due to the access control list{_}",
    "HTTP Error {status#}.{substatus#} {_}",
    "{status#}.{substatus#} Unauthorized: {text}",
    "{status#}.{substatus#} Forbidden: {text}",
];

/// The labels of the details, and what they are called in a record.
const LABELS: [(&str, &str); 8] = [
    ("Module", "module"),
    ("Notification", "notification"),
    ("Handler", "handler"),
    ("Error Code", "win32_status"),
    ("Requested URL", "url"),
    ("Physical Path", "path"),
    ("Logon Method", "logon_method"),
    ("Logon User", "logon_user"),
];

/// How far a page goes on after the last line that told something.
const SILENT: usize = 40;

/// The stretches of text between the tags of a line, which may have been escaped themselves, and
/// between tabs.
fn runs(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
            if let Some(after) = rest.strip_prefix("&nbsp;") {
                rest = after;
            } else if rest.starts_with('<') {
                rest = rest.find('>').and_then(|end| rest.get(end + 1..)).unwrap_or_default();
            } else if rest.starts_with("&lt;") {
                rest = rest.find("&gt;").and_then(|end| rest.get(end + 4..)).unwrap_or_default();
            } else {
                break;
            }
        }
        let ends = [rest.find('<'), rest.find('\t'), rest.find("&lt;")];
        let end = ends.into_iter().flatten().min().unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(run.trim()).filter(|run| !run.is_empty())
    })
}

fn is_title(line: &str) -> bool {
    // A title tells its status, or is one of a few sentences; most lines have neither.
    let may = ["40", "500.19", "You are not", "The page ", "Access is denied"];
    pattern::has_any(line, &may) && runs(line).next().is_some_and(|run| pattern::any(TITLES, run))
}

/// A page is most often the content of a message: it ends none.
fn starts(_: &View<'_>) -> bool {
    false
}

/// IIS 4.0 breaks the line: `HTTP Error 401`, `401.1 Unauthorized: Logon Failed`.
fn is_broken_title(cursor: &Cursor<'_>, view: &View<'_>) -> bool {
    let number = view.text.strip_prefix("HTTP Error ").filter(|rest| rest.len() == 3);
    let Some(number) = number else { return false };
    let mut ahead = cursor.clone();
    ahead.advance();
    ahead.peek().is_some_and(|next| {
        next.text.strip_prefix(number).is_some_and(|rest| rest.starts_with('.'))
    })
}

/// A page's first lines, which hold nothing, if its title follows soon.
fn leads_to_title(cursor: &Cursor<'_>, view: &View<'_>) -> bool {
    const LINES: usize = 12;
    const BYTES: usize = 2048;
    let lead = ["<!doctype", "&lt;!doctype", "<html", "&lt;html", "server error in '"];
    let leads = |lead: &&str| {
        view.text.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead))
    };
    if !lead.iter().any(leads) {
        return false;
    }
    let mut ahead = cursor.within(cursor.at()..cursor.at() + BYTES);
    for _ in 0..LINES {
        match ahead.peek() {
            Some(view) if is_title(view.text) => return true,
            Some(_) => ahead.advance(),
            None => return false,
        }
    }
    false
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    if !(is_title(view.text) || is_broken_title(cursor, &view) || leads_to_title(cursor, &view)) {
        return false;
    }
    let (start, mut end) = (view.start, view.range().end);
    let mut entries: Vec<Entry> = Vec::new();
    let mut label = None;
    let mut silent = 0;
    let mut ahead = cursor.clone();
    let markup = view.text.contains(['<', '&']);
    while let Some(view) = ahead.peek() {
        let told = line(&ahead, &view, &mut entries, &mut label);
        let taken = told || markup && view.text.starts_with(['<', '&']);
        ahead.advance();
        silent = if taken { 0 } else { silent + 1 };
        if taken {
            end = view.range().end;
            cursor.move_to(ahead.at());
        }
        let text = view.text.to_ascii_lowercase();
        let over = text.contains("</html>") || text.contains("&lt;/html");
        let other = !told && super::starts_a_format(&view, sink.readers);
        if over || other || silent > if markup { SILENT } else { 6 } {
            break;
        }
    }
    let span = cursor.span(start..end);
    sink.record(Record { kind: Kind::Page, format: &FORMAT, entries, count: 1, span });
    true
}

/// True if the line tells something.
fn line(
    cursor: &Cursor<'_>,
    view: &View<'_>,
    entries: &mut Vec<Entry>,
    label: &mut Option<&'static str>,
) -> bool {
    let whole = cursor.leaf(view.range());
    if is_broken_title(cursor, view) {
        return true;
    }
    let mut told = false;
    for run in runs(view.text) {
        let leaf = part_of(&whole, run);
        if let Some((name, value)) = labelled(run) {
            told = true;
            *label = Some(name);
            if !value.is_empty() {
                add(entries, name, part_of(&leaf, value));
                *label = None;
            }
        } else if let Some(name) = label.take() {
            told = true;
            add(entries, name, leaf);
        } else if let Some(found) =
            pattern::entries(TITLES, &leaf).or_else(|| pattern::entries(SENTENCES, &leaf))
        {
            told = true;
            // A detailed title tells more than the status alone did.
            for entry in found {
                add(entries, entry.name, entry.value);
            }
        }
    }
    told
}

fn add(entries: &mut Vec<Entry>, name: &'static str, value: Leaf) {
    if !entries.iter().any(|known| known.name == name) {
        entries.push(Entry { name, value });
    }
}

/// `Error Code   0x80070005`: the entry's name and the value.
fn labelled(run: &str) -> Option<(&'static str, &str)> {
    let (label, name) = LABELS.iter().find(|(label, _)| {
        run.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':']))
    })?;
    let rest = run.get(label.len()..)?;
    let value = rest.trim_start_matches([':', ' ']);
    // One space is a sentence's.
    (value.is_empty() || rest.len() - value.len() > 1 || !value.contains(' '))
        .then_some((name, value))
}
