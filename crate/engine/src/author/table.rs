//! The form of a table of rules: front matter that all have in common, and an entry and a section for each.
use super::diagnostic::Report;
use super::fields::Fields;
use super::markdown::{Block, BlockKind};
use super::rulefile::{Body, ENTRY_KEYS, RuleFile, rule};
use crate::value::Schema;

/// Reads every entry as a rule of its own, with its code in the place of `$code`.
pub(super) fn read(
    fields: &Fields<'_>,
    blocks: &[Block],
    schema: &Schema,
    report: &mut Report<'_>,
    read: &mut RuleFile,
) {
    let entries = fields.entries("entry", ENTRY_KEYS, report);
    if entries.is_empty() {
        report.add(0..3, "a table of rules needs entries: `[[entry]]`");
    }
    let mut sections = sections(blocks, report);
    for entry in &entries {
        let Some(id) = entry.string("id", report) else {
            report.add(0..3, "every `[[entry]]` needs an `id`");
            continue;
        };
        if entry.get("code").is_none() {
            report.add(id.whole.clone(), "the entry needs a `code`");
        }
        let found = sections.iter().position(|section| section.id == id.text);
        let Some(section) = found.map(|at| sections.swap_remove(at)) else {
            report.add(id.whole.clone(), format!("the section `## {}` is missing", id.text));
            read.unread.push(id.text);
            continue;
        };
        let Some(code) = entry.code() else {
            // Where it is mistaken that was told, and everything else would be told wrongly.
            read.unread.push(id.text);
            continue;
        };
        let with_code = |block: &Block| block.with_code(&code.plain);
        let blocks: Vec<Block> = section.blocks.iter().map(with_code).collect();
        let end = section.heading.span.end;
        let body = Body { level: 3, blocks: &blocks, heading: id.whole.clone(), end };
        match rule(entry, body, schema, report) {
            Some(rule) => read.rules.push(rule),
            None => read.unread.push(id.text),
        }
    }
    for section in sections {
        let message = format!("there is no entry with the id `{}`", section.id);
        report.add(section.heading.span.clone(), message);
    }
}

/// What stands under a heading `## <id>`.
struct Section<'b> {
    id: &'b str,
    heading: &'b Block,
    blocks: &'b [Block],
}

fn sections<'b>(blocks: &'b [Block], report: &mut Report<'_>) -> Vec<Section<'b>> {
    let id = |block: &'b Block| match &block.kind {
        BlockKind::Heading(2, title) => Some(title.text.as_str()),
        _ => None,
    };
    let first = blocks.iter().position(|block| id(block).is_some()).unwrap_or(blocks.len());
    if let Some(block) = blocks.first().filter(|_| first > 0) {
        let message = "this stands before the first section; each is headed by the id of its entry";
        report.add(block.span.clone(), message);
    }
    let mut sections: Vec<Section<'b>> = Vec::new();
    let mut rest = blocks.get(first..).unwrap_or_default();
    while let Some((heading, after)) = rest.split_first() {
        let len = after.iter().position(|block| id(block).is_some()).unwrap_or(after.len());
        let (inside, next) = after.split_at_checked(len).unwrap_or((after, &[]));
        rest = next;
        let Some(id) = id(heading) else { continue };
        if sections.iter().any(|section| section.id == id) {
            report.add(heading.span.clone(), format!("there is a section `## {id}` already"));
            continue;
        }
        sections.push(Section { id, heading, blocks: inside });
    }
    sections
}
