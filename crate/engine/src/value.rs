//! Types and values of facts, and what is known of them.

/// The type of a fact, or of an expression over facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A 64-bit signed integer.
    Int,
    /// Text.
    String,
    /// Values of one type, in order.
    List(&'static Type),
    /// Named fields.
    Record(&'static RecordType),
}

/// A record's name, for messages, and its fields in the order of [`Value::Record`]'s slots.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordType {
    /// The name by which messages call it.
    pub name: &'static str,
    /// The fields.
    pub fields: &'static [FieldType],
}

/// One field of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldType {
    /// The field's name.
    pub name: &'static str,
    /// Its type.
    pub ty: Type,
}

/// What characters a text can have, where that makes it safe to stand inside a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Anything; never put inside a command.
    Text,
    /// A host name or address: letters, digits, `.`, `-`, `:`, `[`, `]`.
    Host,
    /// A service principal name: `HTTP/web1.corp.example` and the like.
    Spn,
    /// An account: `CORP\alice`, `alice@CORP.EXAMPLE`.
    Account,
    /// A path of a site or a metabase node: letters, digits, `/`, `.`, `-`, `_`.
    Path,
    /// A whole number that is not negative.
    Number,
    /// A word of a protocol: letters, digits, `-`, `_`.
    Word,
}

impl Shape {
    /// Whether a text has this shape, and so may stand in a command line as it is. None begins as an option
    /// does, with `-`.
    pub fn allows(self, text: &str) -> bool {
        let marks: &[u8] = match self {
            Shape::Text => return true,
            Shape::Host => b".-:[]",
            Shape::Spn => b".-:/_$",
            Shape::Account => b".-_$\\@",
            Shape::Path => b"/.-_",
            Shape::Number => {
                return !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            }
            Shape::Word => b"-_",
        };
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || marks.contains(&byte);
        !text.is_empty() && !text.starts_with('-') && text.bytes().all(allowed)
    }

    /// What stands in a command for a value that is not known or not of this shape.
    pub fn placeholder(self) -> &'static str {
        match self {
            Shape::Text => "<text>",
            Shape::Host => "<host>",
            Shape::Spn => "<spn>",
            Shape::Account => "<account>",
            Shape::Path => "<path>",
            Shape::Number => "<number>",
            Shape::Word => "<word>",
        }
    }
}

/// What the engine has to know of a fact.
#[derive(Clone, Copy, Debug)]
pub struct FactType {
    /// The dotted name that conditions use, for example `response.status`.
    pub name: &'static str,
    /// The type of its value.
    pub ty: Type,
    /// Characters a text can have.
    pub shape: Shape,
    /// Whether templates are refused it.
    pub secret: bool,
}

/// All facts that conditions may speak of. A [`FactId`] is an index into `facts`.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The facts.
    pub facts: &'static [FactType],
}

/// Which fact: an index into [`Schema::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u16);

/// A value of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// An integer; times are seconds since 1970 in UTC.
    Int(i64),
    /// Text.
    String(Box<str>),
    /// Values in order.
    List(Vec<Value>),
    /// One slot for each field of the [`RecordType`], in its order.
    Record(Vec<Slot>),
}

/// What is known of a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Slot {
    /// It was seen, with this value.
    Known(Value),
    /// Its source was seen, is complete for it, and lacks it.
    Absent,
    /// Nothing that was seen tells.
    #[default]
    Unknown,
}

/// An item of a fact's list that made a condition come out as it did, or a field of one that was looked at for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The fact that is a list.
    pub fact: FactId,
    /// The index of the item.
    pub item: u32,
    /// The index of the field, where the item is a record; each item that has these is there without one too.
    pub field: Option<u32>,
}

/// One slot for each fact of a [`Schema`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slots(Vec<Slot>);

impl Slots {
    /// Every fact of `schema` unknown.
    pub fn unknown(schema: &Schema) -> Slots {
        Slots(vec![Slot::Unknown; schema.facts.len()])
    }

    /// What is known of `fact`; an id outside the schema is unknown.
    pub fn get(&self, fact: FactId) -> &Slot {
        self.0.get(usize::from(fact.0)).unwrap_or(&Slot::Unknown)
    }

    /// Says what is known of `fact`; an id outside the schema is passed over.
    pub fn set(&mut self, fact: FactId, slot: Slot) {
        if let Some(place) = self.0.get_mut(usize::from(fact.0)) {
            *place = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_keep_out_what_a_shell_would_run() {
        for (shape, text) in [
            (Shape::Host, "[2001:db8::1]:8080"),
            (Shape::Spn, "HTTP/web1.corp.example:8080"),
            (Shape::Account, "CORP\\web1$"),
            (Shape::Account, "alice@CORP.EXAMPLE"),
            (Shape::Path, "w3svc/1/root"),
            (Shape::Number, "443"),
            (Shape::Word, "https"),
            (Shape::Text, "any; thing"),
        ] {
            assert!(shape.allows(text), "{shape:?} {text}");
        }
        let safe =
            [Shape::Host, Shape::Spn, Shape::Account, Shape::Path, Shape::Number, Shape::Word];
        for shape in safe {
            for text in [
                "", "-p", "a b", "a;b", "$(a)", "a`b", "a|b", "a&b", "a\"b", "a\nb", "a%b",
                "\u{e9}",
            ] {
                assert!(!shape.allows(text), "{shape:?} {text}");
            }
        }
    }
}
