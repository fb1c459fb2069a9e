//! What holds for every token that is decoded, whatever its bytes; and, in [`pack`], for every pack of rules.

pub mod pack;

use why401_evidence::capture;
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{
    Decoded, Field, Hint, Place, Reading, Value, decode, decode_bytes, decode_challenges,
    decode_field,
};

/// Some time.
const NOW: i64 = 1_800_000_000;

/// Decodes bytes, and checks the tree.
pub fn bytes(data: &[u8], scheme: &str) {
    let token = decode_bytes(data, Hint { scheme, now: Some(NOW) });
    check(&token, &|place| assert!(place.start <= place.end && place.end as usize <= data.len()));
}

/// Decodes a text, and checks the tree and the way back into the text.
pub fn text(data: &str, scheme: &str) {
    let leaf = Leaf::verbatim(data, Span::new(7, 0..data.len()));
    leads_back(&decode(&leaf, Hint { scheme, now: Some(NOW) }), data);
}

/// Decodes the value of a field, and of one with challenges, and checks the same.
pub fn field(data: &str, name: &str) {
    let name = Leaf::verbatim(name, Span::new(0, 0..name.len()));
    let value = Leaf::verbatim(data, Span::new(7, 0..data.len()));
    let field = capture::Field { name, span: value.span(), value };
    leads_back(&decode_field(&field, Some(NOW)), data);
    for reading in decode_challenges(&field, Some(NOW)) {
        leads_back(&reading, data);
    }
}

fn leads_back(reading: &Reading, data: &str) {
    check(&reading.token, &|place| {
        for span in reading.spans(place) {
            assert_eq!(span.paste, 7);
            assert!(data.get(span.range()).is_some(), "{span:?}");
        }
    });
}

fn check(token: &Decoded, place: &dyn Fn(Place)) {
    token.notes.iter().for_each(|note| {
        assert!(!note.kind.code().is_empty());
        place(note.place);
    });
    token.secrets().into_iter().for_each(place);
    let _ = token.server_clock();
    fields(&token.fields, place);
}

fn fields(list: &[Field], place: &dyn Fn(Place)) {
    for field in list {
        place(field.place);
        match &field.value {
            Value::Token(token) => check(token, place),
            Value::Fields(list) => fields(list, place),
            _ => {}
        }
    }
}
