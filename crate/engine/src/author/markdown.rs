//! The Markdown of a rule file: the few blocks that rules are made of, with their places.
//!
//! Headings, paragraphs of plain text with `code spans`, ordered lists, fenced blocks. All else is refused, so that
//! every surface can show a rule as it was meant.
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::diagnostic::Report;
use super::placed::{CODE, Placed};

/// Blocks inside of each other; rules need two.
const MAX_DEPTH: u8 = 4;

/// A block, and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) span: Range<usize>,
    pub(super) kind: BlockKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// `##` is level 2.
    Heading(u8, Placed),
    Paragraph(Placed),
    /// An ordered list: the blocks of each item.
    Steps(Vec<Vec<Block>>),
    /// The word after the fence, and the lines.
    Fence(Placed, Placed),
}

impl Block {
    /// The block with every `$code` replaced.
    pub(super) fn with_code(&self, code: &str) -> Block {
        let replaced = |text: &Placed| text.replace(CODE, |_| code);
        let kind = match &self.kind {
            BlockKind::Heading(level, text) => BlockKind::Heading(*level, replaced(text)),
            BlockKind::Paragraph(text) => BlockKind::Paragraph(replaced(text)),
            BlockKind::Steps(items) => {
                let item =
                    |item: &Vec<Block>| item.iter().map(|block| block.with_code(code)).collect();
                BlockKind::Steps(items.iter().map(item).collect())
            }
            BlockKind::Fence(info, lines) => BlockKind::Fence(info.clone(), replaced(lines)),
        };
        Block { span: self.span.clone(), kind }
    }
}

/// Reads the Markdown that stands in the file from `at` on. What is refused is reported and left out.
pub(super) fn blocks(text: &str, at: usize, report: &mut Report<'_>) -> Vec<Block> {
    let events = Parser::new_ext(text, Options::empty()).into_offset_iter().peekable();
    let mut reader = Reader { events, text, at, depth: 0, report };
    reader.blocks()
}

struct Reader<'r, 'f, 't> {
    events: Peekable<OffsetIter<'t>>,
    text: &'t str,
    at: usize,
    depth: u8,
    report: &'r mut Report<'f>,
}

impl<'t> Reader<'_, '_, 't> {
    fn span(&self, range: &Range<usize>) -> Range<usize> {
        // The line end after a block is not part of it.
        let text = self.text.get(range.clone()).unwrap_or_default();
        self.at + range.start..self.at + range.start + text.trim_end_matches('\n').len()
    }

    /// The blocks up to the end of what they are in.
    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, range)) = self.events.peek().cloned() {
            let span = self.span(&range);
            let kind = match event {
                Event::End(_) => {
                    self.events.next();
                    break;
                }
                Event::Start(tag) => {
                    self.events.next();
                    self.block(tag, &range)
                }
                // The text of an item without empty lines around it comes without a paragraph.
                event if is_inline(&event) => Some(BlockKind::Paragraph(self.inline(false))),
                event => {
                    self.events.next();
                    self.refuse(&range, name(&event));
                    None
                }
            };
            blocks.extend(kind.map(|kind| Block { span, kind }));
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'t>, range: &Range<usize>) -> Option<BlockKind> {
        match tag {
            Tag::Heading { level, .. } => {
                let level = match level {
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    _ => 0,
                };
                Some(BlockKind::Heading(level, self.inline(true)))
            }
            Tag::Paragraph => Some(BlockKind::Paragraph(self.inline(true))),
            Tag::List(Some(_)) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                let mut items = Vec::new();
                while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
                    items.push(self.blocks());
                }
                self.depth -= 1;
                Some(BlockKind::Steps(items))
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let first = self.text.get(range.clone()).unwrap_or_default();
                let fence = first.len() - first.trim_start_matches(['`', '~']).len();
                let mut info_placed = Placed::empty(self.at + range.start + fence);
                let end = info_placed.whole.start + info.len();
                info_placed.push(&info, info_placed.whole.start..end);
                let lines = self.lines(range);
                Some(BlockKind::Fence(info_placed, lines))
            }
            tag => {
                self.refuse(range, name(&Event::Start(tag)));
                self.skip();
                None
            }
        }
    }

    /// Passes over the rest of what has begun.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => depth += 1,
                Some((Event::End(_), _)) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }

    fn lines(&mut self, block: &Range<usize>) -> Placed {
        let mut lines = Placed::empty(self.at + block.start);
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Text(text) => lines.push(&text, self.at + range.start..self.at + range.end),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        lines
    }

    /// Plain text; up to the end of the block, whose end is passed over only if it is the text's own (`own`).
    fn inline(&mut self, own: bool) -> Placed {
        let at = self.events.peek().map_or(0, |(_, range)| range.start);
        let mut placed = Placed::empty(self.at + at);
        while let Some((event, range)) = self.events.peek().cloned() {
            let span = self.at + range.start..self.at + range.end;
            match &event {
                Event::Text(text) => placed.push(text, span),
                Event::SoftBreak => placed.push(" ", span),
                Event::Code(code) => self.code(code, &range, &mut placed),
                Event::Start(tag) if is_span(tag) => {
                    self.events.next();
                    self.refuse(&range, name(&event));
                    self.skip();
                    continue;
                }
                Event::Start(_) => break,
                Event::End(_) => {
                    if own {
                        self.events.next();
                    }
                    break;
                }
                _ => self.refuse(&range, name(&event)),
            }
            self.events.next();
        }
        placed
    }

    /// A code span, kept in its backticks.
    fn code(&mut self, code: &str, range: &Range<usize>, placed: &mut Placed) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        if code.contains('`') {
            self.refuse(range, "a backtick inside of a code span");
        }
        let at = self.at + range.start + written.find(code).unwrap_or(0);
        placed.push("`", self.at + range.start..self.at + range.start + 1);
        placed.push(code, at..at + code.len());
        placed.push("`", self.at + range.end - 1..self.at + range.end);
    }

    fn refuse(&mut self, range: &Range<usize>, what: &str) {
        let help = "rules are written in paragraphs of plain text with `code spans`, numbered steps and fenced blocks";
        let span = self.span(range);
        self.report.add_with_help(span, format!("{what} can't stand here"), help);
    }
}

fn is_span(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::InlineHtml(_)
    )
}

/// What to call a thing that is refused.
fn name(event: &Event<'_>) -> &'static str {
    match event {
        Event::Start(Tag::Emphasis) => "emphasis",
        Event::Start(Tag::Strong) => "strong emphasis",
        Event::Start(Tag::Link { .. }) => "a link",
        Event::Start(Tag::Image { .. }) => "an image",
        Event::Start(Tag::List(None)) => "a list without numbers",
        Event::Start(Tag::List(Some(_))) => "a list inside of so many others",
        Event::Start(Tag::BlockQuote(_)) => "a quotation",
        Event::Start(Tag::CodeBlock(_)) => "an indented block",
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => "HTML",
        Event::HardBreak => "a forced line break",
        Event::Rule => "a line across",
        _ => "this",
    }
}
