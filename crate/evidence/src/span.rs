//! Where a value stood in a paste: spans, and strings that remember them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A place in a paste: byte offsets into its text decoded to UTF-8, `end` exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which paste, counted from zero.
    pub paste: u32,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A span from `usize` offsets; what does not fit 32 bits saturates.
    #[must_use]
    pub fn new(paste: u32, range: Range<usize>) -> Span {
        let start = saturate(range.start);
        Span { paste, start, end: saturate(range.end).max(start) }
    }

    /// Bytes covered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// True where no byte is covered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The offsets, for slicing a text.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end.max(self.start) as usize
    }

    /// The smallest span that covers both. Of spans in two pastes the first is kept.
    #[must_use]
    pub fn hull(self, other: Span) -> Span {
        if self.paste != other.paste {
            return self;
        }
        Span { start: self.start.min(other.start), end: self.end.max(other.end), ..self }
    }

    /// What orders two places: the paste, then the offset.
    #[must_use]
    pub fn position(&self) -> (u32, u32) {
        (self.paste, self.start)
    }
}

fn saturate(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A string value and where it stood.
///
/// A *verbatim* leaf's span slices to its value. A *decoded* one (folded lines, quoted-pair) has a
/// piecewise map that leads back. Clones and slices share the text: they cost no copy.
#[derive(Clone)]
pub struct Leaf {
    text: Arc<str>,
    start: u32,
    end: u32,
    map: Map,
}

#[derive(Clone)]
enum Map {
    /// Byte `i` of `text` stands at `offset + i - base`.
    Verbatim { paste: u32, offset: u32, base: u32 },
    /// In order of `start`, without gaps, offsets into `text`.
    Pieces(Arc<[Piece]>),
}

/// A part of a decoded value. Of equal length with its span it is verbatim, else all of it stems
/// from all of the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    start: u32,
    end: u32,
    span: Span,
}

impl Leaf {
    /// A value that stands at `span` as it is. Where the lengths differ the leaf is decoded: all of
    /// the value stems from all of the span.
    #[must_use]
    pub fn verbatim(text: &str, span: Span) -> Leaf {
        if text.len() != span.len() {
            let mut builder = LeafBuilder::new();
            builder.push(text, span);
            return builder.finish(span);
        }
        Leaf::shared(Arc::from(text), 0..text.len(), span.paste, span.start)
    }

    /// The part `range` of a shared text, which stands at `offset` of the paste.
    pub(crate) fn shared(text: Arc<str>, range: Range<usize>, paste: u32, offset: u32) -> Leaf {
        let range = clamp(&text, range);
        let (start, end) = (saturate(range.start), saturate(range.end));
        Leaf { text, start, end, map: Map::Verbatim { paste, offset, base: start } }
    }

    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Bytes of the value.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for the empty value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// True where [`Leaf::span`] slices to the value.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        matches!(self.map, Map::Verbatim { .. })
    }

    /// The smallest span that covers every place the value stems from.
    #[must_use]
    pub fn span(&self) -> Span {
        match &self.map {
            Map::Verbatim { paste, offset, base } => {
                let start = offset + (self.start - base);
                Span { paste: *paste, start, end: start + (self.end - self.start) }
            }
            Map::Pieces(pieces) => self.hull(pieces),
        }
    }

    #[inline(never)]
    fn hull(&self, pieces: &[Piece]) -> Span {
        let mut spans = self.places(pieces);
        match spans.next() {
            Some(first) => spans.fold(first, Span::hull),
            None => place_of_nothing(pieces, self.start),
        }
    }

    /// Every place the value stems from, in the value's order; neighbours are one.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        match &self.map {
            Map::Verbatim { .. } => vec![self.span()],
            Map::Pieces(pieces) => self.stretches(pieces),
        }
    }

    #[inline(never)]
    fn stretches(&self, pieces: &[Piece]) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for span in self.places(pieces) {
            match spans.last_mut() {
                Some(last) if last.paste == span.paste && last.end == span.start => {
                    last.end = span.end;
                }
                Some(last) if *last == span => {}
                _ => spans.push(span),
            }
        }
        if spans.is_empty() {
            spans.push(self.span());
        }
        spans
    }

    fn places(&self, pieces: &[Piece]) -> impl Iterator<Item = Span> {
        let (start, end) = (self.start, self.end);
        overlapping(pieces, start, end).filter_map(move |piece| piece.clip(start, end))
    }

    /// A part of the value, offsets into [`Leaf::as_str`]. Offsets past the end or inside a
    /// character are moved down to the nearest boundary.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Leaf {
        self.part(clamp(self.as_str(), range))
    }

    /// The same for offsets that were found in the value: they are on boundaries of its characters.
    pub(crate) fn part(&self, range: Range<usize>) -> Leaf {
        debug_assert!(self.as_str().get(range.clone()).is_some(), "{range:?}");
        let start = self.start + saturate(range.start);
        let end = self.start + saturate(range.end);
        Leaf { text: Arc::clone(&self.text), start, end, map: self.map.clone() }
    }

    /// Where such a part stands.
    pub(crate) fn place(&self, range: Range<usize>) -> Span {
        match &self.map {
            Map::Verbatim { paste, offset, base } => {
                let start = offset + (self.start - base) + saturate(range.start);
                Span { paste: *paste, start, end: start + saturate(range.len()) }
            }
            Map::Pieces(_) => self.part(range).span(),
        }
    }

    /// The value without white space at its ends.
    #[must_use]
    pub fn trimmed(&self) -> Leaf {
        let text = self.as_str();
        let start = text.len() - text.trim_start().len();
        self.slice(start..start + text.trim().len())
    }
}

/// The pieces from the first that ends after `from` to the last that starts before `to`. A search,
/// since a value of many folded lines is sliced many times.
fn overlapping(pieces: &[Piece], from: u32, to: u32) -> impl Iterator<Item = &Piece> {
    let first = pieces.partition_point(|piece| piece.end <= from);
    pieces.iter().skip(first).take_while(move |piece| piece.start < to)
}

/// An empty slice of a decoded leaf stands where the next piece begins.
fn place_of_nothing(pieces: &[Piece], at: u32) -> Span {
    let piece = pieces.get(pieces.partition_point(|piece| piece.end < at)).or(pieces.last());
    let Some(piece) = piece else { return Span::default() };
    let start = if at <= piece.start { piece.span.start } else { piece.span.end };
    Span { paste: piece.span.paste, start, end: start }
}

impl Piece {
    fn clip(&self, from: u32, to: u32) -> Option<Span> {
        let (start, end) = (self.start.max(from), self.end.min(to));
        if start >= end {
            return None;
        }
        if (self.end - self.start) as usize != self.span.len() {
            return Some(self.span);
        }
        let shift = self.span.start;
        let (start, end) = (shift + start - self.start, shift + end - self.start);
        Some(Span { start, end, ..self.span })
    }
}

fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let down = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = down(range.start);
    start..down(range.end).max(start)
}

impl PartialEq for Leaf {
    fn eq(&self, other: &Leaf) -> bool {
        self.as_str() == other.as_str() && self.spans() == other.spans()
    }
}

impl Eq for Leaf {}

impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.span();
        write!(f, "{:?}@{}:{}..{}", self.as_str(), span.paste, span.start, span.end)?;
        if self.is_verbatim() { Ok(()) } else { write!(f, " (decoded)") }
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Builds a decoded leaf piece by piece, in the value's order.
#[derive(Debug, Default)]
pub struct LeafBuilder {
    text: String,
    pieces: Vec<Piece>,
}

impl LeafBuilder {
    /// Without pieces.
    #[must_use]
    pub fn new() -> LeafBuilder {
        LeafBuilder::default()
    }

    /// Text that stems from `span`; of equal length it is taken to be verbatim.
    pub fn push(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        let start = saturate(self.text.len());
        self.text.push_str(text);
        self.pieces.push(Piece { start, end: saturate(self.text.len()), span });
    }

    /// All of another leaf, its map included.
    pub fn append(&mut self, leaf: &Leaf) {
        match &leaf.map {
            Map::Verbatim { .. } => self.push(leaf.as_str(), leaf.span()),
            Map::Pieces(pieces) => {
                for piece in overlapping(pieces, leaf.start, leaf.end) {
                    let (start, end) = (piece.start.max(leaf.start), piece.end.min(leaf.end));
                    let (Some(span), Some(text)) = (
                        piece.clip(leaf.start, leaf.end),
                        leaf.text.get(start as usize..end as usize),
                    ) else {
                        continue;
                    };
                    self.push(text, span);
                }
            }
        }
    }

    /// The value so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The leaf; `place` is where it stands if it is empty. Pieces that lie side by side, each
    /// verbatim, make a verbatim leaf.
    #[must_use]
    pub fn finish(self, place: Span) -> Leaf {
        let first = match self.pieces.first() {
            Some(first) => *first,
            None => return Leaf::shared(Arc::from(""), 0..0, place.paste, place.start),
        };
        let mut next = first.span.start;
        let side_by_side = self.pieces.iter().all(|piece| {
            let verbatim = (piece.end - piece.start) as usize == piece.span.len();
            let here = piece.span.paste == first.span.paste && piece.span.start == next;
            next = piece.span.end;
            verbatim && here
        });
        let end = saturate(self.text.len());
        let map = if side_by_side {
            Map::Verbatim { paste: first.span.paste, offset: first.span.start, base: 0 }
        } else {
            Map::Pieces(self.pieces.into())
        };
        Leaf { text: self.text.into(), start: 0, end, map }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { paste: 1, start, end }
    }

    #[test]
    fn a_slice_of_a_verbatim_leaf_moves_its_span() {
        let leaf = Leaf::verbatim("Negotiate", span(10, 19));
        assert!(leaf.is_verbatim());
        let slice = leaf.slice(2..4).slice(1..9);
        assert_eq!((slice.as_str(), slice.span()), ("o", span(13, 14)));
    }

    #[test]
    fn offsets_inside_a_character_or_past_the_end_are_moved_down() {
        let leaf = Leaf::verbatim("aéb", span(0, 4));
        assert_eq!(leaf.slice(2..99).as_str(), "éb");
        assert_eq!(leaf.slice(Range { start: 3, end: 2 }).as_str(), "");
    }

    #[test]
    fn pieces_lead_back_to_their_places() {
        let mut builder = LeafBuilder::new();
        builder.push("abc", span(10, 13));
        builder.push(" ", span(13, 16));
        builder.push("def", span(16, 19));
        let leaf = builder.finish(span(10, 10));
        assert!(!leaf.is_verbatim());
        assert_eq!(leaf.as_str(), "abc def");
        assert_eq!(leaf.span(), span(10, 19));
        assert_eq!(leaf.slice(5..7).spans(), [span(17, 19)]);
        assert_eq!(leaf.slice(2..4).spans(), [span(12, 16)]);
        assert_eq!(leaf.slice(7..7).span(), span(19, 19));
    }

    #[test]
    fn an_appended_slice_keeps_its_map() {
        let mut builder = LeafBuilder::new();
        builder.push("ab", span(0, 2));
        builder.push("cd", span(5, 7));
        let leaf = builder.finish(span(0, 0));
        let mut builder = LeafBuilder::new();
        builder.append(&leaf.slice(1..3));
        builder.push("!", span(20, 21));
        assert_eq!(builder.as_str(), "bc!");
        assert_eq!(builder.finish(span(0, 0)).spans(), [span(1, 2), span(5, 6), span(20, 21)]);
    }

    #[test]
    fn neighbouring_pieces_are_verbatim() {
        let mut builder = LeafBuilder::new();
        builder.push("ab", span(3, 5));
        builder.push("cd", span(5, 7));
        assert!(builder.finish(span(0, 0)).is_verbatim());
    }
}
