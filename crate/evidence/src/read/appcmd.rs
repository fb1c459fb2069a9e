//! `appcmd.exe` of IIS 7.0 and later: the settings that its commands change. What it lists is XML.
//!
//! ```text
//! appcmd set config "Default Web Site" -section:windowsAuthentication /enabled:true /+"providers.[value='NTLM']"
//! ```

use nom::Offset;

use crate::capture::{Act, Format, Setting, SettingValue, Tool};
use crate::iis::keys;
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::read::{Reader, pattern};
use crate::span::Leaf;

const FORMAT: Format = Format { id: "appcmd", label: "appcmd", unit: "setting" };

pub(super) const READER: Reader = Reader { formats: &[&FORMAT], starts, read, of_content: false };

/// The verb and what follows it.
fn command(line: &str) -> Option<(&str, &str)> {
    let at = pattern::find_in_any_case(line.get(..200).unwrap_or(line), "appcmd")?;
    let before = line.get(..at)?;
    if !(before.trim().is_empty()
        || before.ends_with(['\\', '/', '>', '"', ' ']) && before.contains(['>', '\\', '$', '%']))
    {
        return None;
    }
    let rest = line.get(at + "appcmd".len()..)?;
    let rest = rest.strip_prefix(".exe").unwrap_or(rest).trim_start_matches('"').trim_start();
    let (verb, rest) = rest.split_once(' ')?;
    let (object, rest) = rest.trim_start().split_once(' ')?;
    let known = ["set", "list", "unlock", "lock", "clear", "reset"];
    let is = |list: &[&str], word: &str| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    (is(&known, verb) && is(&["config", "apppool", "site", "app", "vdir"], object))
        .then_some((verb, rest))
}

fn starts(view: &View<'_>) -> bool {
    command(view.text).is_some()
        || view.text.starts_with("Applied configuration changes to section \"")
        || view.text.starts_with("Unlocked section \"")
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek().filter(starts) else { return false };
    let span = cursor.span_of(&view);
    cursor.advance();
    sink.part(&FORMAT, span);
    let Some((verb, arguments)) = command(view.text) else { return true };
    let leaf = |part: &str| {
        let start = view.start + view.text.offset(part);
        cursor.leaf(start..start + part.len())
    };
    let mut path: Option<Leaf> = None;
    let mut section = None;
    let mut found: Vec<(Leaf, SettingValue, &'static str)> = Vec::new();
    for word in words(arguments) {
        let Some(option) = word.strip_prefix(['/', '-']) else {
            path = path.or_else(|| Some(leaf(bare(word))));
            continue;
        };
        if let Some(name) = after(option, "section:") {
            section = keys::section(bare(name).rsplit('/').next().unwrap_or_default());
        } else if option.starts_with(['+', '-', '"']) || option.contains("[value='") {
            // `/+"providers.[value='NTLM']"` adds, `/-` removes.
            let Some((_, value)) = option.split_once("value='") else { continue };
            let value = value.split('\'').next().unwrap_or_default();
            let sign = view.text.offset(option);
            let (act, sign) = match option.as_bytes().first() {
                Some(b'+') => ("add", sign..sign + 1),
                Some(b'-') => ("remove", sign..sign + 1),
                // The option's own mark is the sign: `/-"providers..."` was split there.
                _ => ("remove", sign.saturating_sub(1)..sign),
            };
            let place = cursor.span(view.start + sign.start..view.start + sign.end);
            let key = Leaf::verbatim(act, place);
            found.push((key, SettingValue::Text(leaf(value)), "windowsAuthentication/providers"));
        } else if let Some((key, value)) = option.split_once(':')
            && !["commit", "config", "xml", "text", "in"].contains(&key)
        {
            found.push((leaf(key), SettingValue::Text(leaf(bare(value))), ""));
        }
    }
    if verb.eq_ignore_ascii_case("list") {
        sink.appcmd_path = path;
        return true;
    }
    let Some(section) = section.filter(|_| verb.eq_ignore_ascii_case("set")) else { return true };
    for (key, value, inner) in found {
        let section = if inner.is_empty() { section } else { inner };
        let (tool, act, path) = (Tool::Appcmd, Act::Set, path.clone());
        let (kind, echoed) = (None, false);
        let setting = Setting { tool, section, act, path, key, kind, value, echoed, span };
        sink.capture.settings.push(setting);
    }
    true
}

/// What follows the name of an option.
fn after<'a>(option: &'a str, name: &str) -> Option<&'a str> {
    let (start, rest) = option.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then_some(rest)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c| matches!(c, '"' | '“' | '”'))
}

/// Words parted by spaces; quotes inside one keep its spaces.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c: char| {
        quoted ^= matches!(c, '"' | '“' | '”');
        !quoted && c.is_whitespace()
    })
    .filter(|word| !word.is_empty())
}
