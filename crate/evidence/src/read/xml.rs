//! XML as Windows and IIS write it: configuration, the metabase of IIS 6.0, failed-request traces, events
//! and AuthMon's rows. One pass over the tags; what stands before a cut is kept.

mod records;
mod settings;

use nom::Offset;
use quick_xml::Reader as Tags;
use quick_xml::events::{BytesStart, Event};

use crate::capture::Format;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::span::{Leaf, LeafBuilder, Span};
use records::Records;
use settings::Settings;

const CONFIG: Format = Format { id: "iis-config", label: "IIS configuration", unit: "setting" };
const METABASE: Format = Format { id: "metabase-xml", label: "MetaBase.xml", unit: "setting" };
const TRACE: Format = Format { id: "freb", label: "failed-request trace", unit: "trace" };
const EVENT: Format = Format { id: "event-xml", label: "Windows event as XML", unit: "event" };
const AUTHMON: Format = Format { id: "authmon", label: "AuthMon rows", unit: "row" };

pub(super) const READER: Reader = Reader {
    formats: &[&CONFIG, &METABASE, &TRACE, &EVENT, &AUTHMON],
    starts,
    read,
    of_content: false,
};

/// Elements that a paste begins with.
const ROOTS: [&str; 24] = [
    "configuration",
    "location",
    "configSections",
    "system.webServer",
    "system.web",
    "security",
    "authentication",
    "authorization",
    "identity",
    "windowsAuthentication",
    "basicAuthentication",
    "anonymousAuthentication",
    "digestAuthentication",
    "clientCertificateMappingAuthentication",
    "iisClientCertificateMappingAuthentication",
    "extendedProtection",
    "providers",
    "access",
    "MBProperty",
    "failedRequest",
    "Events",
    "Event",
    "AuthMonRow",
    "Custom",
];

/// How many documents that break off, or tell nothing, are gone through.
const BROKEN: u32 = 16;

/// Elements inside each other.
const DEPTH: usize = 64;

/// The name of the element that a line starts with; browsers put `- ` before those that fold.
fn root(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('-').map_or(line, str::trim_start).strip_prefix('<')?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))?;
    let name = rest.get(..end)?;
    (ROOTS.contains(&name) || name.starts_with("IIs")).then_some(name)
}

fn starts(view: &View<'_>) -> bool {
    root(view.text).is_some()
}

/// An element that is open.
struct Element<'a> {
    name: &'a str,
    /// Where its content begins.
    content: usize,
}

/// Name and value.
type Attribute = (Leaf, Leaf);

/// The element's name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let mut ahead = cursor.clone();
    // `<?xml ...?>` and the like stand on lines of their own.
    for _ in 0..3 {
        if ahead.peek().is_some_and(|view| view.text.starts_with("<?xml")) {
            ahead.advance();
        }
    }
    let Some(view) = ahead.peek() else { return false };
    if !starts(&view) || sink.broken_xml >= BROKEN {
        return false;
    }
    let from = view.start + view.text.find('<').unwrap_or_default();
    let source = cursor.source();
    let known = sink.capture.parts.len();
    let mut settings = Settings::default();
    let mut records = Records::default();
    let mut tags = Tags::from_str(source.get(from..).unwrap_or_default());
    let config = tags.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<Element<'_>> = Vec::new();
    // Where lines of text stand that are content only if their element ends right after them.
    let mut prose = None;
    let mut end = from;
    let place = |tags: &Tags<&[u8]>| from + usize::try_from(tags.buffer_position()).unwrap_or(0);
    loop {
        let before = place(&tags);
        let Ok(event) = tags.read_event() else {
            sink.broken_xml += 1;
            break;
        };
        if !matches!(event, Event::End(_) | Event::Text(_) | Event::GeneralRef(_))
            && let Some(at) = prose
        {
            end = at;
            break;
        }
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if open.len() >= DEPTH => {
                drop(tag);
                break;
            }
            Event::Start(tag) => {
                let name = element(&tag, cursor, source, &mut settings, &mut records, sink, &open);
                open.push(Element { name, content: place(&tags) });
            }
            Event::Empty(tag) => {
                element(&tag, cursor, source, &mut settings, &mut records, sink, &open);
                settings.close(open.len());
            }
            Event::End(_) => {
                prose = None;
                let Some(element) = open.pop() else { break };
                let text = source.get(element.content..before).unwrap_or_default();
                let inner = text.trim();
                let start = element.content + text.offset(inner);
                let inner = start..start + inner.len();
                settings.close(open.len());
                if !inner.is_empty() && !text.contains('<') {
                    records.text(element.name, &unescaped(cursor.leaf(inner)));
                }
                records.close(element.name, cursor.span(from..place(&tags)), sink);
            }
            Event::Text(text) => {
                prose = prose.or_else(|| prose_in(&text).map(|at| before + at));
            }
            _ => {}
        }
        if prose.is_none() {
            end = place(&tags);
        }
        if open.is_empty() {
            break;
        }
    }
    let end = source.get(..end).unwrap_or_default().trim_end().len();
    records.cut(cursor.span(from..end.max(from)), sink);
    if sink.capture.parts.len() == known {
        sink.broken_xml += 1;
        return false;
    }
    // The rest of the last line belongs to it.
    while cursor.peek().is_some_and(|view| view.start < end) {
        cursor.advance();
    }
    true
}

/// Takes a start tag; its name.
fn element<'a>(
    tag: &BytesStart<'_>,
    cursor: &Cursor<'a>,
    source: &'a str,
    settings: &mut Settings,
    records: &mut Records,
    sink: &mut Sink,
    open: &[Element<'_>],
) -> &'a str {
    let range = |part: &str| {
        let start = source.offset(part);
        start..start + part.len()
    };
    let mut attributes: Vec<Attribute> = Vec::new();
    for attribute in tag.attributes().with_checks(false).flatten() {
        let name = cursor.leaf(range(attribute.key.into_inner()));
        attributes.push((name, unescaped(cursor.leaf(range(&attribute.value)))));
    }
    let name_range = range(tag.name().into_inner());
    let leaf = cursor.leaf(name_range.clone());
    let name = local(source.get(name_range).unwrap_or_default());
    let parent = open.last().map_or("", |element| element.name);
    let last = attributes.last().map_or(leaf.span(), |(_, value)| value.span());
    let place =
        Place { name, leaf: &leaf, parent, depth: open.len(), span: leaf.span().hull(last) };
    settings.open(&place, &attributes, sink);
    records.open(&place, &attributes, sink);
    name
}

/// Where a start tag stands.
struct Place<'p, 'a> {
    name: &'a str,
    leaf: &'p Leaf,
    parent: &'p str,
    depth: usize,
    span: Span,
}

/// The value of the attribute of that name.
fn get<'l>(attributes: &'l [Attribute], name: &str) -> Option<&'l Leaf> {
    let mut found =
        attributes.iter().filter(|(known, _)| known.as_str().eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value)
}

/// Where the first line of text stands that is no indentation, mark of a folded element, or of what was left out.
fn prose_in(text: &str) -> Option<usize> {
    let (_, lines) = text.split_once('\n')?;
    let marks = |line: &str| line.trim().chars().all(|c| matches!(c, '-' | '>' | '.' | '…' | ' '));
    lines.split('\n').find(|line| !marks(line)).map(|line| text.offset(line))
}

/// A value with its entities resolved.
fn unescaped(leaf: Leaf) -> Leaf {
    const ENTITIES: [(&str, &str); 5] =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")];
    let text = leaf.as_str();
    if !text.contains('&') {
        return leaf;
    }
    let mut builder = LeafBuilder::new();
    let mut at = 0;
    while let Some(length) = text.get(at..).and_then(|rest| rest.find('&')) {
        builder.append(&leaf.slice(at..at + length));
        at += length;
        let rest = text.get(at..).unwrap_or_default();
        let found = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (entity, meant) = found.copied().unwrap_or(("&", "&"));
        builder.push(meant, leaf.slice(at..at + entity.len()).span());
        at += entity.len();
    }
    builder.append(&leaf.slice(at..text.len()));
    builder.finish(leaf.span())
}
