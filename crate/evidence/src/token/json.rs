//! JSON objects (RFC 8259) with the places of their members, also where they are cut off.
//!
//! It is read here and not by serde_json: that tells no places and gives nothing of an object that is cut off, and
//! with its numbers and its errors it is a quarter of what all decoders weigh in WebAssembly. The two are compared in
//! tests.

use super::note::NoteKind;
use super::tree::{Decoded, Field, Place, Value};

/// Members that are read of one object, and elements of one array.
const MEMBERS: usize = 512;

/// Objects and arrays in each other that are read.
const DEPTH: usize = 64;

/// Members whose text is a secret wherever they stand.
const SECRETS: &[&str] = &[
    "access_token",
    "assertion",
    "client_secret",
    "code",
    "id_token",
    "passwd",
    "password",
    "refresh_token",
    "secret",
];

/// The private parts of a JSON Web Key (RFC 7518 section 6).
const KEY_PARTS: &[&str] = &["d", "dp", "dq", "k", "p", "q", "qi"];

/// The members of the object in `bytes`, as far as they can be read; `place` gives where a stretch of them stood.
/// Nothing if it is no object.
pub(super) fn object(
    bytes: &[u8],
    out: &mut Decoded,
    place: &dyn Fn(usize, usize) -> Place,
) -> Option<Vec<Field>> {
    let mut reader = Reader { bytes, at: 0, out, place, stop: None };
    reader.space();
    if !reader.take(b'{') {
        return None;
    }
    let fields = reader.members(false, 1);
    reader.space();
    let (at, stop) = (reader.at, reader.stop);
    let here = place(at.min(bytes.len()), bytes.len());
    match stop {
        Some(NoteKind::NotJson) if fields.is_empty() => return None,
        Some(stop) => out.note(stop, here),
        None if at < bytes.len() => out.note(NoteKind::Trailing, here),
        None => {}
    }
    Some(fields)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    out: &'a mut Decoded,
    place: &'a dyn Fn(usize, usize) -> Place,
    /// Why reading stopped; then nothing more is read.
    stop: Option<NoteKind>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Stops: at the end it was cut off, elsewhere it is no JSON.
    fn stop<T>(&mut self) -> Option<T> {
        let why = if self.at >= self.bytes.len() { NoteKind::Cut } else { NoteKind::NotJson };
        self.stop.get_or_insert(why);
        None
    }

    /// What follows an element: true if another does. False at the end, and where reading stops.
    fn more(&mut self, end: u8, count: usize) -> bool {
        self.space();
        if self.stop.is_some() || self.take(end) {
            return false;
        }
        if count == MEMBERS {
            self.stop = Some(NoteKind::TooMany);
            return false;
        }
        if count > 0 && !self.take(b',') {
            self.stop::<()>();
            return false;
        }
        self.space();
        true
    }

    /// Those of an object after its brace.
    fn members(&mut self, in_key: bool, depth: usize) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        while self.more(b'}', fields.len()) {
            let Some(name) = self.string() else { break };
            self.space();
            if !self.take(b':') {
                self.stop::<()>();
                break;
            }
            self.space();
            let start = self.at;
            let Some(value) = self.value(&name, in_key, depth) else { break };
            let place = (self.place)(start, self.at);
            if fields.iter().any(|field| field.name == name) {
                self.out.note(NoteKind::DuplicateMember, place);
            }
            fields.push(Field { name: name.into(), value, place });
        }
        fields
    }

    fn value(&mut self, name: &str, in_key: bool, depth: usize) -> Option<Value> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                let text = self.string()?;
                let private = in_key && KEY_PARTS.contains(&name);
                if private {
                    self.out.note(NoteKind::PrivateKey, (self.place)(start, self.at));
                }
                let secret = private || SECRETS.contains(&name);
                Some(if secret { Value::secret(text.as_bytes()) } else { Value::Text(text) })
            }
            Some(b'{' | b'[') if depth == DEPTH => {
                self.stop.get_or_insert(NoteKind::TooDeep);
                None
            }
            Some(b'{') => {
                self.at += 1;
                Some(Value::Fields(self.members(in_key || name == "jwk", depth + 1)))
            }
            Some(b'[') => {
                self.at += 1;
                let mut list = Vec::new();
                while self.more(b']', list.len()) {
                    let Some(value) = self.value(name, in_key, depth + 1) else { break };
                    list.push(value);
                }
                Some(Value::List(list))
            }
            _ => self.word(),
        }
    }

    /// A number or a name.
    fn word(&mut self) -> Option<Value> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'-' | b'.'));
        // A number that ends with the text could go on.
        let Some(end) = end else {
            self.at = self.bytes.len();
            return self.stop();
        };
        let word = rest.get(..end).and_then(|word| str::from_utf8(word).ok()).unwrap_or_default();
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number if !is_number(number) => return self.stop(),
            number => match number.parse() {
                Ok(number) => Value::Int(number),
                Err(_) => Value::text(number),
            },
        };
        self.at += end;
        Some(match value {
            Value::Text(number) => Value::Number(number),
            value => value,
        })
    }

    fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return self.stop();
        }
        let mut text = String::new();
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
            else {
                self.at = self.bytes.len();
                return self.stop();
            };
            match rest.get(..end).map(str::from_utf8) {
                Some(Ok(part)) => text.push_str(part),
                _ => return self.stop(),
            }
            self.at += end;
            if self.take(b'"') {
                return Some(text);
            }
            if !self.take(b'\\') {
                return self.stop();
            }
            let c = match self.peek() {
                Some(b'u') => {
                    self.at += 1;
                    text.push(self.unicode()?);
                    continue;
                }
                Some(b'n') => '\n',
                Some(b't') => '\t',
                Some(b'r') => '\r',
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
                _ => return self.stop(),
            };
            self.at += 1;
            text.push(c);
        }
    }

    /// The character of four digits, or of twice four where it is not of the first 65536.
    fn unicode(&mut self) -> Option<char> {
        let first = self.digits()?;
        let pair = matches!(first, 0xD800..=0xDBFF) && self.take(b'\\') && self.take(b'u');
        let number = match pair {
            true => match self.digits()? {
                second @ 0xDC00..=0xDFFF => 0x1_0000 + (first - 0xD800) * 0x400 + second - 0xDC00,
                _ => return self.stop(),
            },
            false => first,
        };
        char::from_u32(number).or_else(|| self.stop())
    }

    fn digits(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let Some(text) = digits.and_then(|digits| str::from_utf8(digits).ok()) else {
            if self.bytes.len() < self.at + 4 {
                self.at = self.bytes.len();
            }
            return self.stop();
        };
        self.at += 4;
        u32::from_str_radix(text, 16).ok()
    }
}

/// `[ "-" ] int [ frac ] [ exp ]` (RFC 8259 section 6).
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let number = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let leading = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && digits(fraction) && digits(exponent) && !leading
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;
    use crate::token::Kind;

    fn read(text: &str) -> (Option<Vec<Field>>, Decoded) {
        let mut out = Decoded::new(Kind::Jws);
        (object(text.as_bytes(), &mut out, &Place::new), out)
    }

    fn same(ours: &Value, theirs: &Json) -> bool {
        match (ours, theirs) {
            (Value::Null, Json::Null) => true,
            (Value::Bool(ours), Json::Bool(theirs)) => ours == theirs,
            // To it `-0` is a float.
            (Value::Int(0), Json::Number(theirs)) => theirs.as_f64() == Some(0.0),
            (Value::Int(ours), Json::Number(theirs)) => theirs.as_i64() == Some(*ours),
            (Value::Number(ours), Json::Number(theirs)) => {
                // It rounds otherwise in the last digit.
                let (ours, theirs) = (ours.parse().unwrap_or(f64::NAN), theirs.as_f64().unwrap());
                (ours - theirs).abs() <= theirs.abs() * 1e-12
            }
            (Value::Text(ours), Json::String(theirs)) => ours == theirs,
            (Value::List(ours), Json::Array(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().zip(theirs).all(|(one, two)| same(one, two))
            }
            (Value::Fields(ours), Json::Object(theirs)) => members_are_same(ours, theirs),
            _ => false,
        }
    }

    fn members_are_same(ours: &[Field], theirs: &serde_json::Map<String, Json>) -> bool {
        // Of two of one name the last counts there.
        theirs.iter().all(|(name, theirs)| {
            let last = ours.iter().rev().find(|field| field.name == *name);
            last.is_some_and(|ours| same(&ours.value, theirs))
        })
    }

    /// Whether both take a text, and then as the same.
    fn compare(text: &str) -> bool {
        let theirs: Option<serde_json::Map<String, Json>> = serde_json::from_str(text).ok();
        let (ours, out) = read(text);
        let ours =
            ours.filter(|_| out.notes.iter().all(|note| note.kind == NoteKind::DuplicateMember));
        assert_eq!(ours.is_some(), theirs.is_some(), "{text} {:?}", out.notes);
        let Some((ours, theirs)) = ours.zip(theirs) else { return false };
        assert!(members_are_same(&ours, &theirs), "{text}: {ours:?}");
        true
    }

    proptest! {
        #[test]
        fn texts_are_read_as_serde_json_reads_them(
            text in r#"\{("[a-c\\nu0-9]{0,3}":(-?[0-9.e+]{1,4}|null|true|"[a\\"nu/]{0,4}"|\[[0-9,]{0,4}\]|\{("a":1)?\})[, ]{0,2}){0,4}\}"#,
        ) {
            compare(&text);
        }

        #[test]
        fn values_are_read_back(names in prop::collection::vec(".{0,4}", 0..4), texts in prop::collection::vec(".{0,9}", 4), number: i64, half in -1e9..1e9_f64) {
            let pairs = names.iter().zip(&texts).map(|(name, text)| {
                (name.clone(), serde_json::json!([text, {"a": number, text.clone(): [half, null]}]))
            });
            let object: serde_json::Map<String, Json> = pairs.collect();
            let secret = |name: &String| SECRETS.contains(&name.as_str());
            prop_assume!(!names.iter().chain(&texts).any(secret));
            prop_assert!(compare(&Json::Object(object).to_string()));
        }

        #[test]
        fn a_cut_keeps_the_members_before_it(end in 1..70_usize) {
            let text = r#"{"a": "\u00e9\ud83d\ude00", "b": [1, {"c": 12}], "d": {"e": "f"}, "g": 7}"#;
            let (found, out) = read(text.get(..end).expect("ASCII"));
            let whole = read(text).0.expect("an object");
            let found = found.expect("the start of an object");
            prop_assert_eq!(out.notes.last().map(|note| note.kind), Some(NoteKind::Cut));
            for (one, other) in found.iter().zip(&whole).rev().skip(1) {
                prop_assert_eq!(one, other);
            }
        }
    }

    #[test]
    fn depth_and_count_have_an_end() {
        let deep = ["{\"a\":", &"[".repeat(100), &"]".repeat(100), "}"].concat();
        assert!(read(&deep).1.has(NoteKind::TooDeep));
        let many = ["{\"a\":[", &"1,".repeat(600), "1]}"].concat();
        assert!(read(&many).1.has(NoteKind::TooMany));
        assert!(
            !compare("{}x")
                && !compare("[]")
                && !compare("{\"a\":01}")
                && !compare("{\"a\":\"\t\"}")
        );
    }
}
