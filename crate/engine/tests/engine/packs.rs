//! Packs: what they carry, and every reason to refuse one.
use crate::common::{SCHEMA, bool, compiled, rule, slots};
use proptest::prelude::*;
use why401_engine::author::{Compiled, PackError, SourceFile, compile, pack};
use why401_engine::{
    FactType, Judge, LoadError, MAX_PACK_BYTES, Pack, Prose, RuleId, Schema, Segment, Shape, Slots,
    Type, Verdict,
};

fn two() -> Compiled {
    compiled(&[rule("one", "when = 'a'"), rule("two", "when = 'a && b'\nsupersedes = ['one']")])
}

fn made() -> Vec<u8> {
    pack("my-rules", &two(), &SCHEMA).unwrap()
}

fn refused(bytes: &[u8]) -> LoadError {
    Pack::load(bytes, &SCHEMA).map(|pack| pack.name.to_owned()).unwrap_err()
}

/// A pack of these parts, as no compiler makes it.
fn by_hand(name: &str, logic: &[u8], prose: &[u8]) -> Vec<u8> {
    let mut bytes = made()[..20].to_vec();
    for part in [name.as_bytes(), logic, prose] {
        let mut len = part.len();
        while len > 0x7f {
            bytes.push(len as u8 | 0x80);
            len >>= 7;
        }
        bytes.push(len as u8);
        bytes.extend(part);
    }
    bytes
}

#[test]
fn a_pack_comes_back() {
    let bytes = made();
    let pack = Pack::load(&bytes, &SCHEMA).unwrap();
    assert_eq!(pack.name, "my-rules");
    let known = slots(&[("a", bool(true)), ("b", bool(true))]);
    let found = pack.catalogue.judge(&known).findings;
    let verdicts: Vec<_> = found.iter().map(|found| (found.rule, found.verdict)).collect();
    assert_eq!(verdicts, [(RuleId(0), Verdict::Likely), (RuleId(1), Verdict::Likely)]);
    assert_eq!(pack.prose.rule(RuleId(1)).unwrap().conditions.when, ["a && b"]);
    assert_eq!(bytes, by_hand("my-rules", &two().logic, &two().explained));
    assert_eq!(made(), bytes);
}

#[test]
fn what_is_no_pack_is_refused() {
    let bytes = made();
    assert_eq!(refused(b""), LoadError::Format);
    assert_eq!(refused(b"PK\x03\x04 and more than four"), LoadError::Format);
    assert_eq!(refused(&two().logic), LoadError::Format);
    let mut other = bytes.clone();
    other[3] = 9;
    assert_eq!(refused(&other), LoadError::Version { found: 9, expected: 1 });
    static OTHER: Schema = Schema {
        facts: &[FactType { name: "n", ty: Type::Int, shape: Shape::Text, secret: false }],
    };
    assert_eq!(Pack::load(&bytes, &OTHER).map(drop), Err(LoadError::Facts));
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(refused(&longer), LoadError::Damaged { part: "end" });
    for len in 4..bytes.len() {
        let error = refused(&bytes[..len]);
        assert!(matches!(error, LoadError::Damaged { .. }), "{len}: {error}");
    }
}

#[test]
fn names_and_ids_are_plain_words() {
    let Compiled { logic, explained: prose, .. } = two();
    for name in ["", "My", "a--b", "-a", "a-", "a b", "a/b", "\u{e9}", "a\u{1b}", &"x".repeat(101)]
    {
        assert_eq!(pack(name, &two(), &SCHEMA), Err(PackError::Name), "{name}");
        let bytes = by_hand(name, &logic, &prose);
        assert_eq!(refused(&bytes), LoadError::Damaged { part: "name" }, "{name}");
    }
    let at = logic.windows(4).position(|bytes| bytes == b"\x03two").unwrap();
    let mut other = logic.clone();
    other[at + 3] = 0x1b;
    let bytes = by_hand("x", &other, &prose);
    assert_eq!(refused(&bytes), LoadError::Damaged { part: "ids" });
}

#[test]
fn prose_belongs_to_its_rules() {
    let other = compiled(&[rule("one", "when = 'b'"), rule("two", "when = 'b'")]);
    let part = "prose, which belongs to other rules";
    let bytes = by_hand("x", &two().logic, &other.explained);
    assert_eq!(refused(&bytes), LoadError::Damaged { part });
    // Its header is right and a rule of it is not.
    let mut prose = two().explained;
    let last = prose.len() - 1;
    prose[last] = 0xff;
    assert_eq!(refused(&by_hand("x", &two().logic, &prose)), LoadError::Damaged { part: "prose" });
}

/// Replaces bytes of the prose by as many others.
fn with_prose(front: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    let compiled = compiled(&[rule("one", front)]);
    let mut prose = compiled.explained;
    let at = prose.windows(old.len()).position(|bytes| bytes == old).unwrap();
    prose[at..at + new.len()].copy_from_slice(new);
    by_hand("x", &compiled.logic, &prose)
}

#[test]
fn texts_that_could_do_harm_are_refused() {
    for (front, old) in [
        ("when = 'a'\ntitle = 'A title'", "A title"),
        ("when = 'a'", "It is so"),
        ("when = 'a'", "Mend it"),
        ("when = 'a'\naliases = ['Q1234']", "Q1234"),
        ("when = 'a'\nreferences = ['KB 1']", "KB 1"),
        ("when = 'a'\napplies = 'IIS'", "IIS"),
        ("when = 'a'\n[labels]\na = 'shown'", "shown"),
        ("when = 'a'\ntitle = '{{text|a fallback}}'", "a fallback"),
        ("when = 'has(text)'", "has(text)"),
    ] {
        assert!(Pack::load(&with_prose(front, old.as_bytes(), b""), &SCHEMA).is_ok(), "{old}");
        for control in [b"\x1b", b"\x07", b"\r", b"\x7f"] {
            assert_eq!(
                refused(&with_prose(front, old.as_bytes(), control)),
                LoadError::Unsafe,
                "{old}"
            );
        }
    }
    let turned = with_prose("when = 'a'", b"It is so", "\u{202e}".as_bytes());
    assert_eq!(refused(&turned), LoadError::Unsafe);
    // Line ends are let in where there can be lines.
    assert_eq!(
        refused(&with_prose("when = 'a'\napplies = 'IIS'", b"IIS", b"\n")),
        LoadError::Unsafe
    );
    assert!(Pack::load(&with_prose("when = 'a'", b"It is so", b"\n"), &SCHEMA).is_ok());
    // 14 is the number of `text`, 5 that of a password, 16 that of nothing.
    let front = "when = 'a'\ntitle = '{{text|x}}'";
    for fact in [5, 16, 100] {
        let bytes = with_prose(front, &[2, 14, 2, b'x'], &[2, fact]);
        assert_eq!(refused(&bytes), LoadError::Unsafe, "{fact}");
    }
    let front = "when = 'a'\n[labels]\ntext = 'x'";
    assert_eq!(refused(&with_prose(front, &[14, 1, 0, 2, b'x'], &[99])), LoadError::Unsafe);
}

#[test]
fn commands_take_only_what_is_safe_there() {
    let mut file = rule("one", "when = 'a'");
    file.text = file
        .text
        .replace("1. Mend it.", "1. Do:\n   ```sh\n   ping {{request.url.host|x}}\n   ```");
    let compiled = compiled(&[file]);
    let at = compiled.explained.windows(4).position(|bytes| bytes == [2, 4, 2, b'x']).unwrap();
    let mut prose = compiled.explained.clone();
    prose[at + 1] = 14;
    assert!(Pack::load(&by_hand("x", &compiled.logic, &compiled.explained), &SCHEMA).is_ok());
    assert_eq!(refused(&by_hand("x", &compiled.logic, &prose)), LoadError::Unsafe);
}

#[test]
fn limits_are_told() {
    let large = vec![0; MAX_PACK_BYTES + 1];
    assert_eq!(refused(&large), LoadError::Limit { part: "bytes", limit: MAX_PACK_BYTES });
    // Rules that are too many bytes together make no pack.
    let long = format!("when = 'a'\ntitle = '{}'", "x".repeat(1 << 20));
    let files: Vec<SourceFile> = (0..5).map(|number| rule(&format!("r{number}"), &long)).collect();
    let limit = LoadError::Limit { part: "bytes", limit: MAX_PACK_BYTES };
    assert_eq!(pack("x", &compiled(&files), &SCHEMA), Err(PackError::Load(limit)));
    assert_eq!(limit.to_string(), "it has more than 4194304 bytes");
}

#[test]
fn equal_texts_are_written_once() {
    let title = |title: &str| format!("when = 'a'\ntitle = '{title}'");
    let files = |text: &str| [rule("one", &title(text)), rule("two", &title(text))];
    let short = "Fourteen bytes".repeat(18);
    let compiled = compiled(&files(&short));
    let places = compiled.prose.windows(short.len()).filter(|bytes| *bytes == short.as_bytes());
    assert_eq!(places.count(), 1);
    let prose = Prose::load(&compiled.prose).unwrap();
    for number in [0, 1] {
        assert_eq!(prose.title(RuleId(number)).unwrap().segments(), [Segment::Text(&short)]);
    }
    // A long text is not shared, and a table that shares one is refused: it could become much more than it is.
    let long = "x".repeat(257);
    let compiled = self::compiled(&files(&long));
    let places = compiled.prose.windows(long.len()).filter(|bytes| *bytes == long.as_bytes());
    assert_eq!(places.count(), 2);
    let sharing = [&compiled.prose[..20], &[1, 0x81, 2], long.as_bytes(), &[0]].concat();
    let limit = LoadError::Limit { part: "bytes in a shared text", limit: 256 };
    assert_eq!(Prose::load(&sharing).err(), Some(limit));
}

#[test]
fn a_title_with_escapes_makes_no_pack() {
    let file = rule("one", "when = 'a'\ntitle = \"\\u001b[2J\"");
    let compiled = compile(&[file], &SCHEMA).unwrap();
    assert_eq!(pack("x", &compiled, &SCHEMA), Err(PackError::Load(LoadError::Unsafe)));
}

/// Uses all of a pack that was let in.
fn exercise(bytes: &[u8]) {
    let Ok(pack) = Pack::load(bytes, &SCHEMA) else { return };
    for slots in [slots(&[("a", bool(true)), ("b", bool(false))]), Slots::unknown(&SCHEMA)] {
        let mut judge = Judge::new(&pack.catalogue, &slots);
        judge.findings();
        judge.prospects();
        for rule in pack.catalogue.rules() {
            judge.atoms(rule);
            judge.marks(rule, false);
            judge.marks(rule, true);
            judge.compared(rule, why401_engine::FactId(0));
            assert!(pack.prose.rule(rule).is_some());
        }
    }
}

#[test]
fn every_byte_of_a_pack_may_be_any_byte() {
    let bytes = made();
    for at in 0..bytes.len() {
        for byte in 0..=255 {
            let mut other = bytes.clone();
            other[at] = byte;
            exercise(&other);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_bytes_of_a_pack_may_be_any_bytes(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = made();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        exercise(&bytes);
    }

    #[test]
    fn the_order_of_files_changes_nothing(
        whens in prop::collection::vec(prop::sample::select(vec!["a", "b && n == 1", "a || m > 2", "n in [1, 2]", "!c"]), 2..6),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut files: Vec<SourceFile> = whens
            .iter()
            .enumerate()
            .map(|(at, when)| rule(&format!("rule{at}"), &format!("when = '{when}'")))
            .collect();
        let before = compiled(&files);
        let len = files.len();
        files.rotate_left(turn.index(len));
        files.swap(0, len - 1);
        prop_assert_eq!(before, compiled(&files));
    }

    #[test]
    fn names_of_rules_and_so_their_order_change_no_verdict(
        whens in prop::collection::vec(prop::sample::select(vec!["a", "b && n == 1", "a || m > 2", "n in [1, 2]", "!c"]), 2..6),
        values in prop::collection::vec(prop::option::of(any::<bool>()), 3),
    ) {
        let judged = |named: &dyn Fn(usize) -> usize| {
            let files: Vec<SourceFile> = whens
                .iter()
                .enumerate()
                .map(|(at, when)| rule(&format!("r{}", named(at)), &format!("when = '{when}'\nconfirm = 'c'")))
                .collect();
            let compiled = compiled(&files);
            let catalogue = why401_engine::Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
            let known: Vec<_> = ["a", "b", "c"]
                .into_iter()
                .zip(&values)
                .filter_map(|(name, value)| Some((name, bool((*value)?))))
                .collect();
            let findings = catalogue.judge(&slots(&known)).findings;
            let told = |at: usize| {
                let rule = catalogue.find(&format!("r{}", named(at)));
                let found = findings.iter().find(|found| Some(found.rule) == rule)?;
                Some((found.verdict, found.evidence.clone(), found.missing.clone()))
            };
            (0..whens.len()).map(told).collect::<Vec<_>>()
        };
        prop_assert_eq!(judged(&|at| at), judged(&|at| 9 - at));
    }
}
