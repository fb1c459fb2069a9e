//! Lines of a paste with marks under the evidence, for people to read.

use super::{Evidence, Json, Span};

/// A line of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line of the paste, cut to the width.
    Source {
        /// The line's number, from 1.
        number: usize,
        /// Which paste, from 0.
        paste: usize,
        /// Its text, without control characters.
        text: String,
    },
    /// A mark under the line before.
    Mark {
        /// Columns to skip.
        before: usize,
        /// Columns to mark.
        marks: usize,
        /// What stands there.
        label: String,
    },
}

/// At most this many places are shown for one fact: a log can give hundreds.
const PLACES: usize = 4;

/// Draws the lines on which `evidence` rests, in the order of the pastes.
pub(super) fn carets(evidence: &[Evidence], masked: &[String], width: usize) -> Vec<Line> {
    let mut places: Vec<(Span, String)> = Vec::new();
    for item in evidence {
        for (at, span) in item.spans.iter().take(PLACES).enumerate() {
            // A place that two facts share is marked once, with the first label.
            if places.iter().any(|(known, _)| known == span) {
                continue;
            }
            let label = match (at, item.spans.len()) {
                (0, 1) => item.label.clone(),
                (0, all) if all > PLACES => format!("{} ({PLACES} of {all} shown)", item.label),
                (0, _) => item.label.clone(),
                _ => String::new(),
            };
            places.push((*span, label));
        }
    }
    places.sort_by_key(|(span, _)| *span);
    let mut lines = Vec::new();
    let mut last = None;
    for (span, label) in places {
        let Some(source) = line_of(masked, span) else { continue };
        let place = (span.paste, source.number);
        // Room for the line number and the bar before the text.
        let room = width.saturating_sub(8);
        let view = View::of(&source, room);
        if last != Some(place) {
            lines.push(Line::Source {
                number: source.number,
                paste: usize::try_from(span.paste).unwrap_or_default(),
                text: view.text.clone(),
            });
            last = Some(place);
        }
        mark(&mut lines, &view, &label, room);
    }
    lines
}

/// Which line of its paste `span` starts on, from 1.
pub(super) fn line_number(masked: &[String], span: Span) -> usize {
    line_of(masked, span).map_or(0, |source| source.number)
}

/// A value in a few words.
pub(super) fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// The marks with their label behind them, or below them where there is no room.
fn mark(lines: &mut Vec<Line>, view: &View, label: &str, room: usize) {
    const NARROWEST: usize = 24;
    let rows =
        |columns: usize| textwrap::wrap(label, columns).into_iter().map(|row| row.into_owned());
    let behind = room.saturating_sub(view.before + view.marks + 1);
    let (mut marks, mut before) = (view.marks, view.before);
    if label.is_empty() {
        return lines.push(Line::Mark { before, marks, label: String::new() });
    }
    if behind < NARROWEST && behind < label.chars().count() {
        lines.push(Line::Mark { before, marks, label: String::new() });
        (marks, before) = (0, before.min(room.saturating_sub(2 * NARROWEST)));
    }
    for label in rows(room.saturating_sub(before + marks + 1).max(NARROWEST)) {
        lines.push(Line::Mark { before, marks, label });
        (marks, before) = (0, before + marks);
    }
}

struct Source<'a> {
    number: usize,
    line: &'a str,
    /// The marked range, in bytes of `line`.
    start: usize,
    end: usize,
}

fn line_of(masked: &[String], span: Span) -> Option<Source<'_>> {
    let text = masked.get(usize::try_from(span.paste).ok()?)?;
    let start = usize::try_from(span.start).ok()?;
    let end = usize::try_from(span.end).ok()?.max(start);
    let before = text.get(..start)?;
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(from..)?;
    let line = rest.split('\n').next()?.trim_end_matches('\r');
    let number = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    Some(Source { number, line, start: start - from, end: (end - from).min(line.len()) })
}

/// What of a line fits, and where its mark stands.
struct View {
    text: String,
    before: usize,
    marks: usize,
}

impl View {
    /// A long line is cut so that its mark is seen.
    fn of(source: &Source<'_>, room: usize) -> View {
        let head = columns(source.line.get(..source.start).unwrap_or_default());
        let marked = columns(source.line.get(source.start..source.end).unwrap_or_default());
        let tail = columns(source.line.get(source.end..).unwrap_or_default());
        let whole = [head.as_slice(), &marked, &tail].concat();
        if whole.len() <= room {
            return View {
                text: whole.into_iter().collect::<String>().trim_end().to_owned(),
                before: head.len(),
                marks: marked.len().max(1),
            };
        }
        // The mark starts at a third of the room at the latest, unless all before it fits.
        let skip = head.len().saturating_sub(if head.len() + marked.len().min(room / 2) <= room {
            head.len()
        } else {
            room / 3
        });
        let mut text: Vec<char> = whole.into_iter().skip(skip).take(room).collect();
        if skip > 0
            && let Some(first) = text.first_mut()
        {
            *first = '…';
        }
        if let Some(last) = text.last_mut() {
            *last = '…';
        }
        let before = head.len() - skip;
        View {
            before,
            marks: marked.len().clamp(1, room.saturating_sub(before).max(1)),
            text: text.into_iter().collect(),
        }
    }
}

/// One character a column: a tab and a control character become a space each.
fn columns(text: &str) -> Vec<char> {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Source as Known;

    fn evidence(start: u32, end: u32, label: &str) -> Evidence {
        Evidence {
            fact: "offers".to_owned(),
            value: Json::Null,
            label: label.to_owned(),
            source: Known::Paste,
            spans: vec![Span { paste: 0, start, end }],
        }
    }

    #[test]
    fn a_mark_stands_under_its_bytes() {
        let masked = ["one\r\nWWW-Authenticate: NTLM\r\n".to_owned()];
        let lines = carets(&[evidence(23, 27, "alone")], &masked, 80);
        assert_eq!(
            lines,
            [
                Line::Source { number: 2, paste: 0, text: "WWW-Authenticate: NTLM".to_owned() },
                Line::Mark { before: 18, marks: 4, label: "alone".to_owned() },
            ]
        );
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let masked = [format!("{}NTLM{}", "a".repeat(500), "b".repeat(500))];
        let lines = carets(&[evidence(500, 504, "here")], &masked, 80);
        let [Line::Source { text, .. }, Line::Mark { before, marks, .. }] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert_eq!(text.chars().skip(*before).take(*marks).collect::<String>(), "NTLM");
        assert_eq!(text.chars().count(), 72);
    }

    #[test]
    fn a_place_of_two_facts_is_marked_once() {
        let masked = ["NTLM".to_owned()];
        let lines = carets(&[evidence(0, 4, "first"), evidence(0, 4, "second")], &masked, 80);
        assert_eq!(lines.len(), 2);
    }
}
