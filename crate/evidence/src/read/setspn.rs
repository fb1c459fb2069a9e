//! What `setspn` lists, finds and registers: service principal names and the accounts that have them.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::message::part_of;
use crate::read::pattern;
use crate::read::sink::Sink;
use crate::span::{Leaf, Span};

const SETSPN: Format = Format { id: "setspn", label: "setspn", unit: "name" };

pub(super) const READER: Reader =
    Reader { formats: &[&SETSPN], starts: |_| false, read, of_content: false };

/// Lines with which the answer to one command begins.
const BEGINS: &[&str] = &[
    "Registered ServicePrincipalNames for {account}:",
    "Registered ServicePrincipalNames for {account}",
    "Checking domain {_}",
    "Checking forest {_}",
    "{spn.} is registered on these accounts:",
];

/// Lines that say something of the name above or of the account under way.
const ACCOUNTS: &[&str] = &[
    "Registered ServicePrincipalNames for {account}:",
    "Registered ServicePrincipalNames for {account}",
    "Registering ServicePrincipalNames for {account}",
    "Unregistering ServicePrincipalNames for {removed}",
    "{spn.} is registered on these accounts:",
];

const PASSED: &[&str] = &[
    "Checking domain {_}",
    "Checking forest {_}",
    "Processing entry {_}",
    "Updated object",
    "Existing SPN found!",
    "found {_} of duplicate SPN{_}",
    "Operation will be performed {_}",
];

const FAILED: &[&str] = &[
    "{text}, error {code.}/{_#} -> {_}",
    "code=0x525;;FindDomainForAccount: {text}",
    "Could not find account {user.}",
    "Unable to locate account {user.}",
];

/// What was read of one answer, and which account or name its lines are about.
#[derive(Default)]
struct Answer {
    account: Option<Leaf>,
    duplicate: Option<Leaf>,
    asked: Option<Leaf>,
    removes: bool,
    /// The first record of the command under way.
    from: usize,
    records: Vec<Record>,
    span: Option<Span>,
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let mut answer = Answer::default();
    let mut ahead = cursor.clone();
    let mut end = cursor.clone();
    while let Some(view) = ahead.peek() {
        ahead.advance();
        if view.text.is_empty() {
            continue;
        }
        let line = cursor.leaf(view.range());
        let first = answer.span.is_none();
        if first && !begins(&line, &ahead) || !answer.line(&line) {
            break;
        }
        let span = line.span();
        answer.span = Some(answer.span.map_or(span, |all| all.hull(span)));
        end = ahead.clone();
    }
    let Some(span) = answer.span else { return false };
    sink.part(&SETSPN, span);
    for record in answer.records {
        sink.record(record);
    }
    *cursor = end;
    true
}

/// A line that only `setspn` prints, a command with an answer below it, or names with an account below them.
fn begins(line: &Leaf, after: &Cursor<'_>) -> bool {
    let text = line.as_str();
    let answers = |text: &str| {
        is_distinguished(text)
            || pattern::any(BEGINS, text)
            || text.eq_ignore_ascii_case("No such SPN found.")
    };
    if pattern::any(BEGINS, text)
        || pattern::find(text, "SPN").is_some() && pattern::any(FAILED, text)
    {
        return true;
    }
    if !(is_distinguished(text) || is_name(text) || command(line).is_some()) {
        return false;
    }
    let named = is_distinguished(text);
    let mut after = after.clone();
    for _ in 0..NEAR {
        let Some(view) = after.peek() else { return false };
        if if named { is_name(view.text) } else { answers(view.text) } {
            return true;
        }
        if !(view.text.is_empty() || is_name(view.text)) {
            return false;
        }
        after.advance();
    }
    false
}

/// How many lines after the first are looked at for what tells that it is `setspn`'s.
const NEAR: usize = 12;

/// `CN=web1,OU=Servers,DC=corp,DC=example`.
fn is_distinguished(text: &str) -> bool {
    let starts = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("CN="));
    starts && text.contains("DC=")
}

/// `class/host[:port][/name]`.
fn is_name(text: &str) -> bool {
    let class = text
        .bytes()
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':')
        })
        .count();
    class > 1
        && text.as_bytes().get(class) == Some(&b'/')
        && text.len() > class + 1
        && !text.contains(char::is_whitespace)
}

/// The arguments of the command.
fn command(line: &Leaf) -> Option<&str> {
    let text = line.as_str();
    pattern::find(text, " -")?;
    let mut rest = text;
    loop {
        let at = pattern::find_in_any_case(rest, "setspn")?;
        let before = text.as_bytes().get(..text.len() - rest.len() + at)?.last();
        rest = rest.get(at + 6..)?;
        if matches!(before, None | Some(b' ' | b'>')) {
            let arguments = rest.trim_start_matches(".exe");
            return arguments.starts_with(" -").then_some(arguments);
        }
    }
}

impl Answer {
    fn line(&mut self, line: &Leaf) -> bool {
        let text = line.as_str();
        if let Some(arguments) = command(line) {
            let name = arguments.split_whitespace().find(|word| is_name(word));
            self.asked = name.map(|name| part_of(line, name));
            self.begin();
            return true;
        }
        if pattern::any(&["Checking {_}"], text) {
            self.begin();
        }
        if let Some(found) = pattern::entries(ACCOUNTS, line) {
            let Some(Entry { name, value }) = found.into_iter().next() else { return true };
            self.removes = name == "removed";
            self.duplicate = Some(value.clone()).filter(|_| name == "spn");
            self.account = Some(value).filter(|_| name == "account");
            return true;
        }
        if is_distinguished(text) {
            match self.duplicate.clone() {
                Some(spn) => self.put(spn, Some(line.clone()), Some(line.clone())),
                None => self.account = Some(line.clone()),
            }
            return true;
        }
        if is_name(text) {
            if !self.removes {
                self.put(line.clone(), self.account.clone(), None);
            }
            return true;
        }
        self.says(line)
    }

    fn begin(&mut self) {
        (self.account, self.duplicate, self.removes) = (None, None, false);
        self.from = self.records.len();
    }

    /// What the tool says of the answer as a whole.
    fn says(&mut self, line: &Leaf) -> bool {
        let text = line.as_str();
        if text.starts_with("Duplicate SPN found") {
            // All names of the account are listed.
            let asked = self.asked.as_ref();
            let is_asked = |record: &Record| {
                let spn = record.get("spn").map_or("", Leaf::as_str);
                asked.is_none_or(|asked| asked.as_str().eq_ignore_ascii_case(spn))
            };
            let answer = self.records.iter_mut().skip(self.from);
            for record in answer.filter(|record| is_asked(record)) {
                record.entries.push(Entry { name: "duplicate", value: line.clone() });
            }
            return true;
        }
        if text.eq_ignore_ascii_case("No such SPN found.") {
            let mut entries = vec![Entry { name: "missing", value: line.clone() }];
            entries.extend(self.asked.clone().map(|value| Entry { name: "spn", value }));
            self.record(Kind::Spn, entries, line.span());
            return true;
        }
        if let Some(entries) = pattern::entries(FAILED, line) {
            self.record(Kind::Error, entries, line.span());
            return true;
        }
        pattern::any(PASSED, text)
    }

    fn put(&mut self, spn: Leaf, account: Option<Leaf>, duplicate: Option<Leaf>) {
        let span = account.as_ref().map_or(spn.span(), |account| spn.span().hull(account.span()));
        let mut entries = vec![Entry { name: "spn", value: spn }];
        entries.extend(account.map(|value| Entry { name: "account", value }));
        entries.extend(duplicate.map(|value| Entry { name: "duplicate", value }));
        self.record(Kind::Spn, entries, span);
    }

    fn record(&mut self, kind: Kind, entries: Vec<Entry>, span: Span) {
        self.records.push(Record { kind, format: &SETSPN, entries, count: 1, span });
    }
}
