//! `IIS.INF`, from which setup fills the metabase of IIS 5.0: the lines that name a property by its number.
//!
//! ```text
//! 1,0,HKLM,"System\CurrentControlSet\Services\W3SVC\Parameters","Authorization",
//!     "LM/W3SVC","6000","0x1","2","1","4","0x5"
//! ```
//! Parted by blanks or commas: node, property, attributes, user type, data type, length, value.

use nom::Offset;

use crate::capture::{Act, Format, Setting, SettingValue, Tool};
use crate::iis::keys;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::pattern::find_in_any_case;
use crate::read::sink::Sink;

const FORMAT: Format = Format { id: "iis-inf", label: "IIS.INF", unit: "setting" };

pub(super) const READER: Reader = Reader { formats: &[&FORMAT], starts, read, of_content: false };

/// What a line says: node, property and value.
struct Row<'a> {
    path: &'a str,
    key: &'a str,
    value: &'a str,
}

fn row(line: &str) -> Option<Row<'_>> {
    let line = line.get(find_in_any_case(line, "lm/")?..)?;
    let mut words = line
        .split(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | '"'))
        .filter(|word| !word.is_empty());
    let (path, key) = (words.next()?, words.next()?);
    let number = |word: &str| {
        let digits = word.strip_prefix("0x").unwrap_or(word);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
    let kinds = words.by_ref().take(4).filter(|word| number(word)).count();
    if !is_number || keys::find(key).is_none() || kinds < 4 {
        return None;
    }
    let first = words.next()?;
    let rest = line.get(line.offset(first)..)?;
    let value = rest.trim_end_matches(['"', ',', ' ', '\t']);
    Some(Row { path, key, value })
}

fn starts(view: &View<'_>) -> bool {
    row(view.text).is_some()
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let Some(Row { path, key, value }) = row(view.text) else { return false };
    let leaf = |part: &str| {
        let start = view.start + view.text.offset(part);
        cursor.leaf(start..start + part.len())
    };
    let span = cursor.span_of(&view);
    sink.part(&FORMAT, span);
    sink.capture.settings.push(Setting {
        tool: Tool::IisInf,
        section: "",
        act: Act::Get,
        path: Some(leaf(path)),
        key: leaf(key),
        kind: None,
        value: SettingValue::Text(leaf(value)),
        echoed: false,
        span,
    });
    cursor.advance();
    true
}
