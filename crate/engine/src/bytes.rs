//! The bytes of a compiled table: its header, its numbers, its texts. Every read is checked.
use std::fmt;

use crate::value::{RecordType, Schema, Type};

/// The first bytes of a table of rules: three letters and the version of the format.
pub(crate) const LOGIC: [u8; 4] = *b"W4L\x04";
/// The first bytes of a table of titles and prose.
pub(crate) const PROSE: [u8; 4] = *b"W4P\x03";
/// The first bytes of a pack.
pub(crate) const PACK: [u8; 4] = *b"W4K\x01";
/// Bytes of one table.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// Why a compiled table was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The bytes don't begin as this kind of table does.
    Format,
    /// The table was compiled by another version of the format.
    Version {
        /// The version in the table.
        found: u8,
        /// The version that is read here.
        expected: u8,
    },
    /// The table was compiled against other facts.
    Facts,
    /// The table ends early, goes on after its end, or points outside of itself.
    Damaged {
        /// Where it was noticed.
        part: &'static str,
    },
    /// A text could do harm where it is shown: it has control characters, shows a secret, or puts into a command what is
    /// not safe there.
    Unsafe,
    /// There is more in the table than is accepted.
    Limit {
        /// Of what there is too much.
        part: &'static str,
        /// How much is accepted.
        limit: usize,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Format => f.write_str("these bytes are no compiled rules of this kind"),
            LoadError::Version { found, expected } => {
                write!(f, "its format has version {found}, and {expected} is read here: compile the rules again")
            }
            LoadError::Facts => f.write_str("it was compiled against other facts: compile the rules again with this version"),
            LoadError::Damaged { part } => write!(f, "it is damaged in its {part}"),
            LoadError::Unsafe => f.write_str(
                "a text in it has control characters, shows a secret, or puts an unsafe value into a command",
            ),
            LoadError::Limit { part, limit } => {
                write!(f, "it has more than {limit} {part}")
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// What both kinds of table begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// [`fingerprint`] of the facts it was compiled against.
    pub(crate) facts: u64,
    /// The same number in all tables of one compilation.
    pub(crate) build: u64,
}

impl Header {
    /// Reads the header of a table that begins with `magic`.
    pub(crate) fn read(bytes: &[u8], magic: [u8; 4]) -> Result<(Header, Reader<'_>), LoadError> {
        if bytes.len() > MAX_BYTES {
            return Err(LoadError::Limit { part: "bytes", limit: MAX_BYTES });
        }
        let [a, b, c, expected] = magic;
        let Some((&[x, y, z, found], rest)) = bytes.split_first_chunk() else {
            return Err(LoadError::Format);
        };
        if [a, b, c] != [x, y, z] {
            return Err(LoadError::Format);
        }
        if found != expected {
            return Err(LoadError::Version { found, expected });
        }
        let mut reader = Reader::new(rest);
        let header = (|| Some(Header { facts: reader.fixed()?, build: reader.fixed()? }))();
        Ok((header.ok_or(LoadError::Damaged { part: "header" })?, reader))
    }
}

/// Reads on through bytes; `None` where they end or don't fit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Reader<'a> {
        Reader { rest }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    /// Eight bytes, little-endian.
    pub(crate) fn fixed(&mut self) -> Option<u64> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(u64::from_le_bytes(*taken))
    }

    /// LEB128: seven bits a byte, the lowest first.
    fn wide(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// What is no number is not passed over, so that a list which ends in it does not look as if it ended well.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut ahead = *self;
        let number = u32::try_from(ahead.wide()?).ok()?;
        *self = ahead;
        Some(number)
    }

    pub(crate) fn length(&mut self) -> Option<usize> {
        usize::try_from(self.wide()?).ok()
    }

    /// LEB128 with the sign in the lowest bit.
    pub(crate) fn int(&mut self) -> Option<i64> {
        let zigzag = self.wide()?;
        Some((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// A length and so many bytes.
    pub(crate) fn part(&mut self) -> Option<Reader<'a>> {
        let len = self.length()?;
        self.bytes(len).map(Reader::new)
    }

    /// A length and so many bytes of UTF-8.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.part()?.rest).ok()
    }
}

/// Numbers written one after the other; ends early where the bytes are damaged.
impl Iterator for Reader<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.number()
    }
}

/// Which facts a table was compiled against: FNV-1a over their names and types.
pub(crate) fn fingerprint(schema: &Schema) -> u64 {
    let mut hash = Fnv::default();
    for fact in schema.facts {
        hash.text(fact.name);
        hash.ty(&fact.ty, 0);
    }
    hash.0
}

/// Fowler-Noll-Vo 1a, 64 bits.
pub(crate) struct Fnv(pub(crate) u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A text and an end mark that no UTF-8 has, so that `ab`, `c` is not `a`, `bc`.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    /// Records may name themselves in their fields: nothing is hashed below `depth` 8.
    fn ty(&mut self, ty: &Type, depth: u8) {
        match ty {
            Type::Bool => self.bytes(b"b"),
            Type::Int => self.bytes(b"i"),
            Type::String => self.bytes(b"s"),
            Type::List(item) => {
                self.bytes(b"l");
                self.ty(item, depth);
            }
            Type::Record(_) if depth == 8 => self.bytes(b"."),
            Type::Record(RecordType { fields, .. }) => {
                self.bytes(b"{");
                for field in *fields {
                    self.text(field.name);
                    self.ty(&field.ty, depth + 1);
                }
                self.bytes(b"}");
            }
        }
    }
}

/// Writes what [`Reader`] reads.
#[cfg(feature = "compile")]
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

#[cfg(feature = "compile")]
impl Writer {
    pub(crate) fn table(magic: [u8; 4], header: Header) -> Writer {
        let mut writer = Writer(magic.to_vec());
        writer.0.extend(header.facts.to_le_bytes());
        writer.0.extend(header.build.to_le_bytes());
        writer
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn wide(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(crate) fn number(&mut self, value: u32) {
        self.wide(u64::from(value));
    }

    pub(crate) fn length(&mut self, value: usize) {
        self.wide(value as u64);
    }

    pub(crate) fn int(&mut self, value: i64) {
        self.wide(((value << 1) ^ (value >> 63)) as u64);
    }

    pub(crate) fn part(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.part(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN] {
            let mut writer = Writer::default();
            writer.int(value);
            assert_eq!(Reader::new(&writer.0).int(), Some(value));
        }
        for value in [0, 127, 128, u32::MAX] {
            let mut writer = Writer::default();
            writer.number(value);
            assert_eq!(Reader::new(&writer.0).number(), Some(value));
        }
        assert_eq!(Reader::new(&[0x80; 20]).int(), None);
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x7f]).number(), None);
    }
}
