//! Limits of the decoders: how deep, how long, how many; and that tokens with changed bytes are some token.

use std::time::{Duration, Instant};

use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{
    Decoded, Field, Hint, Kind, LONGEST, NoteKind, Value, decode, decode_bytes,
};

/// A kind and a token of it, a line each.
const TOKENS: &str = include_str!("tokens.txt");

fn bytes(bytes: &[u8]) -> Decoded {
    decode_bytes(bytes, Hint::default())
}

fn text(text: &str) -> Decoded {
    decode(&Leaf::verbatim(text, Span::new(0, 0..text.len())), Hint::default()).token
}

/// How many tokens stand one in the other, and whether the innermost says that there are more.
fn depth(token: &Decoded) -> (usize, bool) {
    match token.inner() {
        Some(inner) => (depth(inner).0 + 1, depth(inner).1),
        None => (0, token.has(NoteKind::TooDeep)),
    }
}

#[test]
fn nested_tokens_end() {
    let mut nested = b"NTLMSSP\0\x01\0\0\0".to_vec();
    for _ in 0..40 {
        for tag in [0x04, 0xA2, 0x30, 0xA0] {
            let length = u16::try_from(nested.len()).expect("short").to_be_bytes();
            nested.splice(0..0, [tag, 0x82, length[0], length[1]]);
        }
    }
    assert_eq!(depth(&bytes(&nested)), (3, true));
}

#[test]
fn nested_elements_end() {
    // Sequences in sequences to the end, each with what is left of a MiB as its length.
    for first in [0xA0, 0xA1, 0x6E, 0x6F, 0x7E] {
        let mut nested = vec![first, 0x83, 0x0F, 0xFF, 0xF0];
        while nested.len() < LONGEST - 16 {
            nested.extend([0x30, 0x83, 0x0F, 0xFF, 0xF0]);
        }
        let start = Instant::now();
        bytes(&nested);
        assert!(start.elapsed() < Duration::from_secs(5), "{first:#x}: {:?}", start.elapsed());
    }
}

#[test]
fn longer_tokens_are_not_decoded() {
    let mut long = b"NTLMSSP\0\x01\0\0\0".to_vec();
    long.resize(LONGEST, 0);
    assert_eq!(bytes(&long).kind, Kind::NtlmNegotiate);
    long.push(0);
    let token = bytes(&long);
    assert_eq!((token.kind, token.has(NoteKind::TooLong)), (Kind::Unknown, true));
    let long = "A".repeat(LONGEST / 3 * 4 + 5);
    assert!(text(&long).has(NoteKind::TooLong));
    assert!(!text(&long[1..]).has(NoteKind::TooLong));
}

#[test]
fn long_texts_take_no_longer_than_they_are() {
    for part in ["a.", "{\"", "=,", "%41", "\"", "Digest a=b, ", "n,,n=", "((", "eyJ", "\r\n "] {
        let long = part.repeat(LONGEST / 8 / part.len());
        for start in ["", "Bearer eyJ", "Digest ", "Signature-Input: a=", "Basic ", "n,,n=a,r="] {
            let start_of_it = Instant::now();
            text(&format!("{start}{long}"));
            let took = start_of_it.elapsed();
            assert!(took < Duration::from_secs(10), "{start}{part}: {took:?}");
        }
    }
}

/// A challenge whose AV pairs are those bytes.
fn challenge(pairs: &[u8], at: u32) -> Decoded {
    let length = u16::try_from(pairs.len()).expect("short").to_le_bytes();
    let mut message =
        b"NTLMSSP\0\x02\0\0\0\0\0\0\0\x38\0\0\0\x01\0\0\0serverch\0\0\0\0\0\0\0\0".to_vec();
    message.extend([length, length].concat());
    message.extend(at.to_le_bytes());
    message.extend([0; 8]);
    message.extend(pairs);
    bytes(&message)
}

fn pairs(token: &Decoded) -> usize {
    match token.field("av").map(|field| &field.value) {
        Some(Value::Fields(fields)) => fields.len(),
        _ => 0,
    }
}

#[test]
fn av_pairs_are_counted_and_stay_inside() {
    let pair = [1, 0, 2, 0, b'A', 0];
    let end = [0; 4];
    let few = challenge(&[&pair.repeat(63)[..], &end].concat(), 56);
    assert_eq!((pairs(&few), few.notes.len()), (63, 0));
    let many = challenge(&[&pair.repeat(2000)[..], &end].concat(), 56);
    assert_eq!((pairs(&many), many.has(NoteKind::TooMany)), (64, true));
    // The last pair tells of more than there is.
    let past = challenge(&[&pair[..], &[2, 0, 0xFF, 0xFF, b'B', 0]].concat(), 56);
    assert_eq!((pairs(&past), past.has(NoteKind::Cut)), (1, true));
    // The pairs are said to stand in the header, and past the end.
    let over = challenge(&[&pair[..], &end].concat(), 0);
    assert!(over.has(NoteKind::Overlap));
    assert!(challenge(&pair, u32::MAX).has(NoteKind::OutOfBounds));
}

#[test]
fn elements_are_counted() {
    let oid = [6, 3, 0x2B, 6, 1];
    let list = oid.repeat(100);
    let token = bytes(&wrap(0xA0, &wrap(0x30, &wrap(0xA0, &wrap(0x30, &list)))));
    let Some(Value::List(found)) = token.field("mech_types").map(|field| &field.value) else {
        panic!()
    };
    assert_eq!((found.len(), token.has(NoteKind::TooMany)), (64, true));
    let params = (0..300).map(|number| format!("p{number}=1")).collect::<Vec<_>>().join(", ");
    let token = text(&format!("Digest {params}"));
    assert!(token.has(NoteKind::TooMany));
    assert!(token.fields.len() < 270, "{}", token.fields.len());
}

/// The items of a list; none of what is no list.
fn items(token: &Decoded, name: &str) -> usize {
    match token.field(name).map(|field| &field.value) {
        Some(Value::List(list)) => list.len(),
        _ => 0,
    }
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("short").to_be_bytes();
    [&[tag, 0x82, length[0], length[1]], content].concat()
}

/// A KRB-ERROR whose service has so many parts of its name, and whose data has so many entries.
fn error_with(parts: usize, entries: usize) -> Decoded {
    let parts = wrap(0x30, &wrap(0x1B, b"a").repeat(parts));
    let entry = wrap(0x30, &[wrap(0xA1, &wrap(2, &[2])), wrap(0xA2, &wrap(4, b"d"))].concat());
    let data = wrap(4, &wrap(0x30, &entry.repeat(entries)));
    let name = [wrap(0xA0, &wrap(2, &[2])), wrap(0xA1, &parts)].concat();
    let fields = [
        wrap(0xA0, &wrap(2, &[5])),
        wrap(0xA1, &wrap(2, &[30])),
        wrap(0xA4, &wrap(0x18, b"20261122055657Z")),
        wrap(0xA5, &wrap(2, &[1])),
        wrap(0xA6, &wrap(2, &[41])),
        wrap(0xA9, &wrap(0x1B, b"CORP.EXAMPLE")),
        wrap(0xAA, &wrap(0x30, &name)),
        wrap(0xAC, &data),
    ];
    bytes(&wrap(0x7E, &wrap(0x30, &fields.concat())))
}

/// Parts of a principal's name that are read, and entries of an error's data.
const PARTS: usize = 64;

#[test]
fn parts_of_a_name_and_entries_of_an_error_are_counted() {
    let few = error_with(PARTS, PARTS);
    assert_eq!((few.kind, few.has(NoteKind::TooMany)), (Kind::KerberosError, false));
    assert_eq!((items(&few, "sname"), items(&few, "e_data_types")), (PARTS, PARTS));
    let many = error_with(PARTS + 1, 1);
    assert_eq!((items(&many, "sname"), many.has(NoteKind::TooMany)), (PARTS, true));
    let many = error_with(1, PARTS + 1);
    assert_eq!((items(&many, "e_data_types"), many.has(NoteKind::TooMany)), (PARTS, true));
}

#[test]
fn labels_of_signatures_are_counted() {
    let inputs = |count: usize| {
        let labels: Vec<String> =
            (0..count).map(|number| format!("s{number}=(\"@path\");created=1")).collect();
        text(&format!("Signature-Input: {}", labels.join(", ")))
    };
    let few = inputs(64);
    assert_eq!((few.fields.len(), few.has(NoteKind::TooMany)), (64, false));
    let many = inputs(65);
    assert_eq!((many.fields.len(), many.has(NoteKind::TooMany)), (64, true));
    let labels: Vec<String> = (0..65).map(|number| format!("s{number}=:c2ln:")).collect();
    let many = text(&format!("Signature: {}", labels.join(", ")));
    assert_eq!((many.fields.len(), many.has(NoteKind::TooMany)), (64, true));
}

/// Numbers that look like chance, and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % end.max(1)
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let byte = u8::try_from(self.below(256)).unwrap_or_default();
            match self.below(8) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 if !bytes.is_empty() => drop(bytes.remove(at)),
                3 => bytes.extend(&other[self.below(other.len())..]),
                4 if !bytes.is_empty() => bytes[at] = bytes[at].wrapping_add(1),
                5 if !bytes.is_empty() => bytes[at] = [0, 0x7F, 0x80, 0xFF][self.below(4)],
                _ if !bytes.is_empty() => bytes[at] = byte,
                _ => {}
            }
        }
    }
}

fn inside(fields: &[Field], end: u32) {
    for field in fields {
        assert!(field.place.start <= field.place.end && field.place.end <= end, "{}", field.name);
        match &field.value {
            Value::Fields(fields) => inside(fields, end),
            Value::Token(token) => inside(&token.fields, end),
            _ => {}
        }
    }
}

/// Decodes so many tokens with changed bytes, as bytes and as texts, and gives how many still were known.
fn changed(count: usize) -> usize {
    let seeds: Vec<(String, Vec<u8>)> = TOKENS
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(_, token)| {
            let leaf = Leaf::verbatim(token, Span::new(0, 0..token.len()));
            let reading = decode(&leaf, Hint::default());
            let all = why401_evidence::token::Place { start: 0, end: 0 };
            let end =
                u32::try_from(reading.base64().map_or(0, |_| token.len() / 4 * 3)).expect("short");
            let place = (0..3)
                .map(|less| why401_evidence::token::Place { end: end.saturating_sub(less), ..all });
            let bytes = place.map(|place| reading.bytes(place)).find(|bytes| !bytes.is_empty());
            (token.to_owned(), bytes.unwrap_or_else(|| token.as_bytes().to_vec()))
        })
        .collect();
    let (mut chance, mut known) = (Chance(0x9E37_79B9_7F4A_7C15), 0);
    for number in 0..count {
        let (token, decoded) = &seeds[chance.below(seeds.len())];
        let (other, _) = &seeds[chance.below(seeds.len())];
        let kind = if number % 4 == 0 {
            let mut changed = token.as_bytes().to_vec();
            chance.change(&mut changed, other.as_bytes());
            let changed = String::from_utf8_lossy(&changed);
            let leaf = Leaf::verbatim(&changed, Span::new(0, 0..changed.len()));
            let reading = decode(&leaf, Hint { scheme: "", now: Some(1_795_327_017) });
            for place in reading.token.secrets() {
                assert!(
                    reading.spans(place).iter().all(|span| changed.get(span.range()).is_some())
                );
            }
            reading.token.kind
        } else {
            let mut changed = decoded.clone();
            chance.change(&mut changed, other.as_bytes());
            let token =
                decode_bytes(&changed, Hint { scheme: "negotiate", now: Some(1_795_327_017) });
            inside(&token.fields, u32::try_from(changed.len()).expect("short"));
            token.kind
        };
        known += usize::from(!matches!(kind, Kind::Unknown | Kind::Opaque));
    }
    known
}

#[test]
fn changed_tokens_are_some_token() {
    let known = changed(20_000);
    // Else the decoders are not reached.
    assert!(known > 8_000, "{known} of 20000");
}

#[test]
#[ignore = "takes minutes: cargo test --release -p why401-evidence --test token_limits -- --ignored --nocapture"]
fn ten_million_changed_tokens_are_some_token() {
    let known = changed(10_000_000);
    println!("{known} of 10000000 changed tokens were still known");
    assert!(known > 4_000_000, "{known}");
}
