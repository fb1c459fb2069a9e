//! What a token decodes to: a tree of fields, each with its value and where it stood.

use std::borrow::Cow;

use super::Kind;
use super::note::{Note, NoteKind};

/// Where a field stood: offsets into what was decoded, which are the token's bytes, or its text where it
/// is no base64. [`super::Reading::spans`] leads from there into the paste.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Place {
    pub(super) fn new(start: usize, end: usize) -> Place {
        let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Place { start: fit(start), end: fit(end.max(start)) }
    }

    /// Where `part` stands in `whole`, of which it is a slice.
    pub(super) fn of(whole: &[u8], part: &[u8]) -> Place {
        let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr()).min(whole.len());
        Place::new(start, (start + part.len()).min(whole.len()))
    }
}

/// The value of a field. Secrets are told by their length alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The message could have it and does not.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number; [`Decoded`]'s field names say its unit.
    Int(i64),
    /// A number of JSON that is no `i64`, as it is written.
    Number(String),
    /// Text.
    Text(String),
    /// Bytes that are no text, shown in hexadecimal.
    Bytes(Vec<u8>),
    /// A secret of so many bytes. Its place tells where it is, so that it can be covered.
    Secret(u32),
    /// Several values.
    List(Vec<Value>),
    /// Several fields.
    Fields(Vec<Field>),
    /// A token inside the token.
    Token(Box<Decoded>),
}

impl Value {
    /// A constant text.
    pub(super) fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    /// A secret's length.
    pub(super) fn secret(part: &[u8]) -> Value {
        Value::Secret(u32::try_from(part.len()).unwrap_or(u32::MAX))
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// One field of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in lower case and with underscores; those of JSON and of parameters as they are written.
    pub name: Cow<'static, str>,
    /// What it says.
    pub value: Value,
    /// Where it stood.
    pub place: Place,
}

/// A decoded token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// What it is.
    pub kind: Kind,
    /// The scheme of challenges and credentials, in lower case; `dpop` of a proof of DPoP.
    pub scheme: Option<&'static str>,
    /// In the order in which they are decoded.
    pub fields: Vec<Field>,
    /// What is odd about it, in the order in which it was found.
    pub notes: Vec<Note>,
}

impl Decoded {
    pub(super) fn new(kind: Kind) -> Decoded {
        Decoded { kind, ..Decoded::default() }
    }

    pub(super) fn put(&mut self, name: impl Into<Cow<'static, str>>, value: Value, place: Place) {
        self.fields.push(Field { name: name.into(), value, place });
    }

    pub(super) fn note(&mut self, kind: NoteKind, place: Place) {
        self.notes.push(Note { kind, place });
    }

    /// The field of that name, or of a path of names with dots between them: `av.timestamp`. A name that
    /// has a dot itself can be the last one; `*` is the first field, whatever its name is.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&Field> {
        find(&self.fields, path)
    }

    /// The number at that path.
    #[must_use]
    pub fn int(&self, path: &str) -> Option<i64> {
        self.field(path)?.value.as_int()
    }

    /// The text at that path.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.field(path)?.value.as_str()
    }

    /// The token inside this one.
    #[must_use]
    pub fn inner(&self) -> Option<&Decoded> {
        self.fields.iter().find_map(|field| match &field.value {
            Value::Token(token) => Some(&**token),
            _ => None,
        })
    }

    /// This token, the one inside it, and so on.
    pub fn nested(&self) -> impl Iterator<Item = &Decoded> {
        std::iter::successors(Some(self), |token| token.inner())
    }

    /// Whether that is odd about it.
    #[must_use]
    pub fn has(&self, kind: NoteKind) -> bool {
        self.notes.iter().any(|note| note.kind == kind)
    }

    /// What the server's clock showed when it wrote this token or the one inside, in seconds since 1970:
    /// the timestamp of an NTLM challenge or the time of a Kerberos error.
    #[must_use]
    pub fn server_clock(&self) -> Option<i64> {
        self.int("server_clock").or_else(|| self.inner()?.server_clock())
    }

    /// Where the secrets stand, those of the tokens inside included.
    #[must_use]
    pub fn secrets(&self) -> Vec<Place> {
        let mut found = Vec::new();
        collect(&self.fields, &mut found);
        found
    }
}

fn find<'a>(fields: &'a [Field], path: &str) -> Option<&'a Field> {
    let named = |name: &str| fields.iter().find(|field| name == "*" || field.name == name);
    named(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        match &named(first)?.value {
            Value::Fields(fields) => find(fields, rest),
            Value::Token(token) => token.field(rest),
            _ => None,
        }
    })
}

fn collect(fields: &[Field], found: &mut Vec<Place>) {
    for field in fields {
        match &field.value {
            Value::Secret(_) => found.push(field.place),
            Value::Fields(fields) => collect(fields, found),
            Value::Token(token) => collect(&token.fields, found),
            Value::List(list) if list.iter().any(|one| matches!(one, Value::Secret(_))) => {
                found.push(field.place);
            }
            _ => {}
        }
    }
}
