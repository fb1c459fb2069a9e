//! Names and values out of printed objects, whatever the language.

use crate::http::scheme::SCHEMES;
use crate::read::fields::side;
use crate::read::{literal, pattern};
use crate::span::Leaf;

/// A name and its value.
pub(super) struct Pair {
    /// Which object it is in.
    pub(super) group: u32,
    pub(super) name: Leaf,
    pub(super) value: Leaf,
}

/// Deepest nesting.
const DEPTH: usize = 32;

const MAP: &str = "map[";

/// Where the first object on a line opens.
pub(super) fn opening(line: &str) -> Option<usize> {
    if let Some(map) = line.starts_with(['m', '&']).then(|| pattern::find(line, MAP)).flatten() {
        return Some(map);
    }
    // Node.js names the class of an object: `Object [AxiosHeaders] {`.
    if let Some((before, _)) =
        pattern::around(line, "] {").filter(|(before, _)| before.contains("Object ["))
    {
        return Some(before.len() + 2);
    }
    let marked = line.starts_with('<') || line.starts_with("(<");
    let after = || pattern::find(line, "> ").or_else(|| pattern::find(line, ">, "));
    let after = marked.then(after).flatten();
    let after = after.map_or(0, |at| at + 2);
    let rest = line.get(after..)?;
    let at = rest.find(['{', '[', '('])?;
    let before = rest.get(..at)?;
    let words = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '<' | ':' | '=');
    (before.len() <= 32 && before.chars().all(words)).then_some(after + at)
}

/// True if the first word in an object is the name of a field, or of what is told with them.
pub(super) fn is_promising(text: &str, opening: usize) -> bool {
    let rest = text.get(opening..).unwrap_or_default();
    let rest = rest.strip_prefix(MAP).unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "{[(".contains(c));
    let rest = literal::quote(rest).and_then(|quote| rest.get(quote + 1..)).unwrap_or(rest);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let name = rest.get(..end).unwrap_or_default();
    let told = ["status", "statusCode", "headers", "status_code", "url", "ok"];
    side(name).is_some() || told.contains(&name) || name.starts_with("X-") || name.starts_with("x-")
}

/// The pairs of the object that opens there, and where it ends.
pub(super) fn of(text: &Leaf, opening: usize) -> (Vec<Pair>, usize) {
    if text.as_str().get(opening..).is_some_and(|text| text.starts_with(MAP)) {
        return go_map(text, opening + MAP.len());
    }
    let mut scan = Scan::new(text, opening);
    let end = scan.run();
    (scan.pairs, end)
}

/// The pairs of a list that is open already.
pub(super) fn listed(text: &Leaf) -> Vec<Pair> {
    let mut scan = Scan::new(text, 0);
    scan.open('[');
    scan.run();
    scan.pairs
}

/// Something that is open.
struct Frame {
    group: u32,
    bracket: char,
    /// It lists values of this name.
    values_of: Option<Leaf>,
}

struct Scan<'a> {
    text: &'a Leaf,
    at: usize,
    open: Vec<Frame>,
    groups: u32,
    name: Option<Leaf>,
    /// After the name a value is due.
    due: bool,
    value: Option<Leaf>,
    pairs: Vec<Pair>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a Leaf, at: usize) -> Scan<'a> {
        let (open, pairs) = (Vec::new(), Vec::new());
        Scan { text, at, open, groups: 0, name: None, due: false, value: None, pairs }
    }

    /// Goes on until all that was opened is closed, or the text ends.
    fn run(&mut self) -> usize {
        let all = self.text.as_str();
        while let Some(c) = all.get(self.at..).and_then(|rest| rest.chars().next()) {
            let start = self.at;
            let rest = all.get(start..).unwrap_or_default();
            self.at += c.len_utf8();
            match c {
                '{' | '[' | '(' => {
                    if self.open.len() >= DEPTH {
                        break;
                    }
                    self.open(c);
                }
                '}' | ']' | ')' => {
                    self.put();
                    self.open.pop();
                    (self.name, self.due) = (None, false);
                    if self.open.is_empty() {
                        break;
                    }
                }
                ':' => self.due = self.name.is_some(),
                '=' if rest.starts_with("=>") => self.due = self.name.is_some(),
                ',' => self.comma(),
                // An empty line: whatever is open was cut off.
                '\n' if rest.starts_with("\n\n") || rest.starts_with("\n\r\n") => break,
                _ if c.is_whitespace() => {}
                _ if literal::quote(rest).is_some() || c == '`' => {
                    let from = start + literal::quote(rest).unwrap_or(0);
                    if let Some((lines, end)) = literal::lines(self.text, from) {
                        self.at = end;
                        if let Some(line) = lines.into_iter().next() {
                            self.atom(line);
                        }
                    }
                }
                _ if is_word(c) => {
                    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                    self.at = start + length;
                    self.atom(self.text.slice(start..start + length));
                }
                _ => {}
            }
        }
        // What was cut off may still have had its value.
        self.put();
        self.at
    }

    fn open(&mut self, bracket: char) {
        let values_of = self.name.take().filter(|_| bracket == '[' && self.due);
        let parent = self.open.last();
        // The pairs of a list are of one object.
        let group = match parent {
            Some(frame) if bracket == '(' && frame.bracket == '[' => frame.group,
            Some(frame) if values_of.is_some() => frame.group,
            _ => {
                self.groups += 1;
                self.groups
            }
        };
        (self.due, self.value) = (false, None);
        self.open.push(Frame { group, bracket, values_of });
    }

    fn atom(&mut self, atom: Leaf) {
        let listed = self.open.last().is_some_and(|frame| frame.values_of.is_some());
        if listed || self.due {
            self.value = self.value.take().or(Some(atom));
        } else {
            self.name = Some(atom);
        }
    }

    /// A comma separates pairs; in a list of names and values also these.
    fn comma(&mut self) {
        let listing =
            self.open.last().is_some_and(|frame| frame.bracket != '{' && frame.values_of.is_none());
        if listing && self.name.is_some() && !self.due {
            self.due = true;
            return;
        }
        self.put();
        (self.name, self.due) = (None, false);
    }

    fn put(&mut self) {
        let (Some(frame), Some(value)) = (self.open.last(), self.value.take()) else { return };
        let name = frame.values_of.clone().or_else(|| self.name.clone());
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            self.pairs.push(Pair { group: frame.group, name, value });
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '$')
}

/// `map[Name:[value] Name:[value value]]`; several values stand with spaces between them.
fn go_map(text: &Leaf, from: usize) -> (Vec<Pair>, usize) {
    let all = text.as_str().lines().next().unwrap_or_default();
    let (mut at, mut pairs) = (from, Vec::new());
    while let Some(rest) = all.get(at..)
        && let Some((name, value)) = rest.split_once(":[")
        && name.len() < 128
        && let Some(length) = value.find(']')
    {
        let start = at + name.len() + 2;
        let name = text.slice(at..at + name.len());
        for (from, to) in values(value.get(..length).unwrap_or_default()) {
            let value = text.slice(start + from..start + to);
            pairs.push(Pair { group: 0, name: name.clone(), value });
        }
        at = start + length + 1;
        if !all.get(at..).is_some_and(|rest| rest.starts_with(' ')) {
            break;
        }
        at += 1;
    }
    (pairs, at)
}

/// Values end before the name of a scheme that starts a challenge of its own.
fn values(joined: &str) -> Vec<(usize, usize)> {
    let (mut found, mut start, mut at, mut quoted) = (Vec::new(), 0, 0, false);
    for word in joined.split(' ') {
        let known = || SCHEMES.iter().any(|scheme| scheme.name.eq_ignore_ascii_case(word));
        if at > 0 && !quoted && !joined.get(..at).unwrap_or_default().ends_with(", ") && known() {
            found.push((start, at - 1));
            start = at;
        }
        quoted ^= word.matches('"').count() % 2 == 1;
        at += word.len() + 1;
    }
    found.push((start, joined.len()));
    found
}
