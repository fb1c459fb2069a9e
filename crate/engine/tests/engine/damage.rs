//! Each check of what is loaded has bytes that it alone refuses, made by hand: a part is wrong, and all around it is right.
use crate::common::{SCHEMA, compiled};
use why401_engine::author::pack;
use why401_engine::{Catalogue, LoadError, Pack, Prose};

const HEADER: usize = 20;

/// Bytes with their length before them.
fn part(bytes: &[u8]) -> Vec<u8> {
    [&number(bytes.len())[..], bytes].concat()
}

/// LEB128.
fn number(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// So many parts, with their number before them.
fn parts(parts: &[&[u8]]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = parts.iter().map(|bytes| part(bytes)).collect();
    [number(parts.len()), parts.concat()].concat()
}

/// What a table of conditions is made of. All that `sound` gives is right.
struct Logic {
    strings: Vec<u8>,
    conditions: Vec<u8>,
    rules: Vec<u8>,
    always: Vec<u8>,
    tests: Vec<u8>,
    end: Vec<u8>,
}

/// The conditions `true` and `!true`; the rules `a` and `b`, which supersedes `a`; tests that `a` and `n` are known.
fn sound() -> Logic {
    Logic {
        strings: part(b"text"),
        conditions: parts(&[&[0], &[NOT, 0]]),
        rules: parts(&[A, &[1, b'b', 14, 1, 1, 1, 0, 1, 1, 1, 0]]),
        always: part(&[0]),
        tests: parts(&[TEST_A, &[12, 0, 0, 0]]),
        end: Vec::new(),
    }
}

/// The first byte of conditions that are no atoms.
const AND: u8 = 128;
const OR: u8 = 129;
const NOT: u8 = 130;
const CHOICE: u8 = 131;
/// Id, traits; when, confirm, unless and supersedes, each with its length.
const A: &[u8] = &[1, b'a', 0, 1, 0, 0, 0, 0];
/// Fact, kind; an alternative and its second test.
const TEST_A: &[u8] = &[9, 0, 1, 2];

impl Logic {
    fn bytes(&self) -> Vec<u8> {
        let header = compiled(&[]).logic[..HEADER].to_vec();
        let Logic { strings, conditions, rules, always, tests, end } = self;
        [&header, strings, conditions, rules, always, tests, end].map(Vec::as_slice).concat()
    }
}

fn load(logic: &Logic) -> Result<(), LoadError> {
    Catalogue::load(&logic.bytes(), &SCHEMA).map(drop)
}

fn damaged(part: &'static str) -> Result<(), LoadError> {
    Err(LoadError::Damaged { part })
}

#[test]
fn what_is_sound_is_let_in() {
    let bytes = sound().bytes();
    let catalogue = Catalogue::load(&bytes, &SCHEMA).unwrap();
    assert_eq!(catalogue.rules().len(), 2);
}

#[test]
fn strings() {
    let not_utf8 = Logic { strings: part(b"te\xff"), ..sound() };
    assert_eq!(load(&not_utf8), damaged("strings"));
    let too_long = Logic { strings: number(5000), ..sound() };
    assert_eq!(load(&too_long), damaged("strings"));
}

#[test]
fn conditions() {
    let of = |nodes: &[&[u8]]| load(&Logic { conditions: parts(nodes), ..sound() });
    for (wrong, nodes) in [
        ("none of a kind", &[&[][..]][..]),
        ("an unknown kind", &[&[132, 0]]),
        ("`!` of nothing", &[&[0], &[NOT]]),
        ("`!` of two", &[&[0], &[NOT, 0, 0]]),
        ("`?:` of two", &[&[0], &[CHOICE, 0, 0]]),
        ("`?:` of four", &[&[0], &[CHOICE, 0, 0, 0, 0]]),
        ("`!` of itself", &[&[0], &[NOT, 1]]),
        ("`&&` of a later one", &[&[0], &[AND, 0, 2], &[0]]),
        ("`||` of a later one", &[&[0], &[OR, 0, 2], &[0]]),
        ("`&&` with a number cut off", &[&[0], &[AND, 0, 0x80]]),
        ("`||` with a number cut off", &[&[0], &[OR, 0x80]]),
        ("`?:` of a later one", &[&[0], &[CHOICE, 0, 0, 2], &[0]]),
    ] {
        assert_eq!(of(nodes), damaged("conditions"), "{wrong}");
    }
    let ends = Logic { conditions: Vec::new(), rules: Vec::new(), ..sound() };
    assert!(matches!(load(&ends), Err(LoadError::Damaged { .. })));
    let many = Logic { conditions: number((1 << 17) + 1), ..sound() };
    assert_eq!(load(&many), Err(LoadError::Limit { part: "conditions", limit: 1 << 17 }));
    let deep: Vec<Vec<u8>> =
        (0..102_u8).map(|at| if at == 0 { vec![0] } else { vec![NOT, at - 1] }).collect();
    let deep: Vec<&[u8]> = deep.iter().map(Vec::as_slice).collect();
    assert_eq!(of(&deep), Err(LoadError::Limit { part: "conditions in each other", limit: 100 }));
    let conditions = parts(&deep[..101]);
    assert!(Catalogue::load(&Logic { conditions, ..sound() }.bytes(), &SCHEMA).is_ok());
}

#[test]
fn rules() {
    let of = |rules: &[&[u8]]| load(&Logic { rules: parts(rules), ..sound() });
    let b: &[u8] = &[1, b'b', 0, 1, 0, 0, 0, 0];
    for (wrong, rules) in [
        ("nothing", &[&[][..], b][..]),
        ("an id that is no UTF-8", &[&[1, 0xff, 0, 1, 0, 0, 0, 0], b]),
        ("an unknown severity", &[&[1, b'a', 3, 1, 0, 0, 0, 0], b]),
        ("an unknown trait", &[&[1, b'a', 32, 1, 0, 0, 0, 0], b]),
        ("a `when` that is not there", &[&[1, b'a', 0, 1, 2, 0, 0, 0], b]),
        ("a `confirm` that is not there", &[&[1, b'a', 0, 1, 0, 1, 2, 0, 0], b]),
        ("an `unless` that is not there", &[&[1, b'a', 0, 1, 0, 0, 1, 2, 0], b]),
        ("a number cut off", &[&[1, b'a', 0, 1, 0x80, 0, 0, 0], b]),
        ("a number too large", &[&[1, b'a', 0, 5, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0], b]),
        ("superseding what is not there", &[&[1, b'a', 0, 1, 0, 0, 0, 1, 2], b]),
        ("more after its end", &[&[1, b'a', 0, 1, 0, 0, 0, 0, 0], b]),
        ("not in order", &[b, A]),
        ("twice the same id", &[A, A]),
    ] {
        assert_eq!(of(rules), damaged("rules"), "{wrong}");
    }
    let many = Logic { rules: number(1 << 16), ..sound() };
    assert_eq!(load(&many), Err(LoadError::Limit { part: "rules", limit: (1 << 16) - 1 }));
}

#[test]
fn the_index() {
    let always = |rules: &[u8]| load(&Logic { always: part(rules), ..sound() });
    assert_eq!(always(&[2]), damaged("index"), "an alternative that is not there");
    assert_eq!(always(&[0x80]), damaged("index"), "a number cut off");
    let of = |tests: &[&[u8]]| load(&Logic { tests: parts(tests), ..sound() });
    for (wrong, tests) in [
        ("an unknown kind", &[&[9, 16, 0][..]][..]),
        ("a number without a kind", &[&[9, 2, 0]]),
        ("a mention of a number", &[&[9, 14, 0]]),
        ("a fact beyond all numbers", &[&[0x80, 0x80, 4, 0]]),
        ("no kind", &[&[9]]),
        ("no literal", &[&[9, 6]]),
        ("a text beyond the strings", &[&[14, 7, 2, 3, 0, 0]]),
        ("an alternative that is not there", &[&[9, 0, 2, 0]]),
        ("a second test that is not there", &[&[9, 0, 0, 2]]),
        ("an alternative without its second", &[&[9, 0, 0]]),
        ("not in order", &[&[12, 0], TEST_A]),
        ("twice the same", &[TEST_A, TEST_A]),
        ("of one fact not in order", &[&[9, 4], &[9, 5], &[9, 4]]),
    ] {
        assert_eq!(of(tests), damaged("index"), "{wrong}");
    }
    let many = Logic { tests: number((1 << 19) + 1), ..sound() };
    assert_eq!(load(&many), damaged("index"));
    let longer = Logic { end: vec![0], ..sound() };
    assert_eq!(load(&longer), damaged("end"));
}

/// The hash by which the index finds the test that `n`, fact 12, is a number: FNV-1a, folded.
fn hash(int: i64) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let bytes = [&12_u16.to_le_bytes()[..], &int.to_le_bytes()].concat();
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, step);
    hash ^ hash >> 32
}

#[test]
fn tests_of_one_hash_cannot_make_work_without_end() {
    const TESTS: usize = 400;
    let filed = |ints: &mut dyn Iterator<Item = i64>| {
        let test = |int: i64| [&[12, 6][..], &number(int as usize * 2), &[0, 0]].concat();
        let tests: Vec<Vec<u8>> = ints.take(TESTS).map(test).collect();
        let tests: Vec<&[u8]> = tests.iter().map(Vec::as_slice).collect();
        assert_eq!(tests.len(), TESTS);
        Catalogue::load(&Logic { tests: parts(&tests), ..sound() }.bytes(), &SCHEMA).map(drop)
    };
    assert_eq!(filed(&mut (0..)), Ok(()));
    // There are 1,024 places for them, and all of these belong in the first.
    let mut alike = (0..).filter(|int| hash(*int).is_multiple_of(1024));
    assert_eq!(filed(&mut alike), damaged("index"));
}

#[test]
fn prose() {
    let header = compiled(&[]).prose[..HEADER].to_vec();
    let load = |rest: Vec<u8>| Prose::load(&[&header[..], &rest].concat()).map(drop);
    let unshared = |rest: Vec<u8>| load([vec![0], rest].concat());
    assert_eq!(unshared(parts(&[&[]])), Ok(()));
    assert_eq!(load(Vec::new()), damaged("prose"), "no count of shared texts");
    assert_eq!(load(vec![1, 5, b'a']), damaged("prose"), "a shared text that ends early");
    assert_eq!(load(vec![1, 1, 0xff]), damaged("prose"), "a shared text that is no UTF-8");
    let long = [vec![1], part(&[b'a'; 257]), vec![0]].concat();
    let part = "bytes in a shared text";
    assert_eq!(load(long), Err(LoadError::Limit { part, limit: 256 }));
    assert_eq!(unshared(Vec::new()), damaged("prose"), "no count of rules");
    assert_eq!(unshared(vec![2, 0]), damaged("prose"), "fewer rules than said");
    assert_eq!(unshared(vec![1, 5, 0]), damaged("prose"), "a rule that ends early");
    assert_eq!(unshared(vec![1, 0, 0]), damaged("prose"), "more after its end");
    let limit = (1 << 16) - 1;
    assert_eq!(unshared(number(1 << 16)), Err(LoadError::Limit { part: "rules", limit }));
}

#[test]
fn packs_are_refused_for_what_is_wrong_in_their_tables() {
    let whole = pack("x", &compiled(&[]), &SCHEMA).unwrap();
    let (logic, prose) = (compiled(&[]).logic, compiled(&[]).prose);
    let header = whole[..HEADER].to_vec();
    let by_hand = |name: &[u8], logic: &[u8], prose: &[u8]| {
        let bytes = [&header[..], &part(name), &part(logic), &part(prose)].concat();
        Pack::load(&bytes, &SCHEMA).map(drop)
    };
    assert_eq!(by_hand(b"x", &logic, &prose), Ok(()));
    assert_eq!(by_hand(b"\xff", &logic, &prose), damaged("parts"));
    assert_eq!(by_hand(b"x", b"", &prose), Err(LoadError::Format));
    assert_eq!(by_hand(b"x", &prose, &prose), Err(LoadError::Format));
    assert_eq!(by_hand(b"x", &logic, &logic), Err(LoadError::Format));
    assert_eq!(by_hand(b"x", &logic[..HEADER], &prose), damaged("strings"));
    assert_eq!(by_hand(b"x", &logic, &prose[..HEADER]), damaged("prose"));
    for (table, expected) in [(&logic, 4), (&prose, 3)] {
        let mut newer = table.clone();
        newer[3] = 77;
        let logic = if table == &logic { &newer } else { &logic };
        let prose = if table == &prose { &newer } else { &prose };
        let refused = by_hand(b"x", logic, prose);
        assert_eq!(refused, Err(LoadError::Version { found: 77, expected }));
    }
    let mut other_facts = logic.clone();
    other_facts[4] ^= 1;
    assert_eq!(by_hand(b"x", &other_facts, &prose), Err(LoadError::Facts));
    for len in 4..HEADER {
        let cut = Pack::load(&whole[..len], &SCHEMA).map(drop);
        assert_eq!(cut, damaged("header"), "{len}");
    }
}

#[test]
fn every_reason_is_a_sentence_that_names_it() {
    for (error, word) in [
        (LoadError::Format, "no compiled rules"),
        (LoadError::Version { found: 7, expected: 3 }, "version 7, and 3 is read"),
        (LoadError::Facts, "other facts"),
        (LoadError::Damaged { part: "index" }, "its index"),
        (LoadError::Unsafe, "control characters"),
        (LoadError::Limit { part: "rules", limit: 65535 }, "more than 65535 rules"),
    ] {
        assert!(error.to_string().contains(word), "{error}");
    }
}
