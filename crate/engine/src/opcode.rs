//! The operations of an atom's code, written before their operands.
//!
//! Operands that may be passed over (both branches of `?:`, the body of a macro, the operands of `&&` and `||`)
//! are preceded by their length in bytes.

/// `true`.
pub(crate) const TRUE: u8 = 0;
/// `false`.
pub(crate) const FALSE: u8 = 1;
/// An int.
pub(crate) const INT: u8 = 2;
/// A text: offset and length in the table's strings.
pub(crate) const TEXT: u8 = 3;
/// A list: how many items, the items.
pub(crate) const LIST: u8 = 4;
/// A fact: its number.
pub(crate) const FACT: u8 = 5;
/// A macro's variable: how many macros stand around the one that names it.
pub(crate) const VARIABLE: u8 = 6;
/// A field: its number, the record.
pub(crate) const FIELD: u8 = 7;
/// `has()` of a fact: its number.
pub(crate) const HAS_FACT: u8 = 8;
/// `has()` of a field: its number, the record.
pub(crate) const HAS_FIELD: u8 = 9;
/// `!`.
pub(crate) const NOT: u8 = 10;
/// `&&`: how many operands; each with its length.
pub(crate) const AND: u8 = 11;
/// `||`: how many operands; each with its length.
pub(crate) const OR: u8 = 12;
/// `?:`: condition, both branches; each with its length.
pub(crate) const CHOICE: u8 = 13;
/// Unary minus.
pub(crate) const NEGATE: u8 = 14;
/// `size()` of a text or list.
pub(crate) const SIZE: u8 = 15;
/// `lowerAscii()`.
pub(crate) const LOWER_ASCII: u8 = 16;

/// `==`, the first of the operations that take two operands and need both.
pub(crate) const EQUAL: u8 = 32;
/// `!=`.
pub(crate) const UNEQUAL: u8 = 33;
/// `<`.
pub(crate) const LESS: u8 = 34;
/// `<=`.
pub(crate) const LESS_EQUAL: u8 = 35;
/// `>`.
pub(crate) const GREATER: u8 = 36;
/// `>=`.
pub(crate) const GREATER_EQUAL: u8 = 37;
/// `in`: item, list.
pub(crate) const IN: u8 = 38;
/// `+`.
pub(crate) const ADD: u8 = 39;
/// `-`.
pub(crate) const SUBTRACT: u8 = 40;
/// `*`.
pub(crate) const MULTIPLY: u8 = 41;
/// `/`.
pub(crate) const DIVIDE: u8 = 42;
/// `%`.
pub(crate) const REMAINDER: u8 = 43;
/// `list[index]`.
pub(crate) const INDEX: u8 = 44;
/// `contains()`.
pub(crate) const CONTAINS: u8 = 45;
/// `startsWith()`.
pub(crate) const STARTS_WITH: u8 = 46;
/// `endsWith()`, the last of the operations that take two operands and need both.
pub(crate) const ENDS_WITH: u8 = 47;

/// `exists()`, the first macro: list, body; each with its length.
pub(crate) const EXISTS: u8 = 64;
/// `all()`.
pub(crate) const ALL: u8 = 65;
/// `exists_one()`.
pub(crate) const EXISTS_ONE: u8 = 66;
/// `filter()`.
pub(crate) const FILTER: u8 = 67;
/// `map()`, the last macro.
pub(crate) const MAP: u8 = 68;

/// The kinds of node that conditions are made of: those beside atoms, whose first byte is an operation.
pub(crate) mod node {
    /// The first of them: no operation of an atom is as high.
    pub(crate) const FIRST: u8 = 128;
    /// `&&` of nodes.
    pub(crate) const AND: u8 = FIRST;
    /// `||` of nodes.
    pub(crate) const OR: u8 = FIRST + 1;
    /// `!` of a node.
    pub(crate) const NOT: u8 = FIRST + 2;
    /// `?:` of three nodes.
    pub(crate) const CHOICE: u8 = FIRST + 3;
}

/// The kinds of test that the index files rules under. Where a literal belongs to one, what a literal begins with is added.
pub(crate) mod test {
    /// The fact is known.
    pub(crate) const KNOWN: u8 = 0;
    /// It has nothing in it.
    pub(crate) const EMPTY: u8 = 1;
    /// It is a literal.
    pub(crate) const IS: u8 = 4;
    /// It is a list with a literal in it.
    pub(crate) const HOLDS: u8 = 8;
    /// A text may stand somewhere in it.
    pub(crate) const MENTIONS: u8 = 12;
}
