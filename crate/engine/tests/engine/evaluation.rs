//! Conditions come out as CEL says: values, unknowns, errors.

use crate::common::{bool, int, ints, leg, text, texts, truth};
use why401_engine::Truth::{self, Error, False, True, Unknown};
use why401_engine::{Slot, Value};

/// Slots that give a bool each of the four outcomes.
fn slot(outcome: Truth) -> Slot {
    match outcome {
        True => bool(true),
        False => bool(false),
        Unknown => Slot::Unknown,
        Error => Slot::Absent,
    }
}

const OUTCOMES: [Truth; 4] = [True, False, Unknown, Error];

/// `&&` of `OUTCOMES` by `OUTCOMES`, from cel-spec's partial evaluation.
const AND: [[Truth; 4]; 4] = [
    [True, False, Unknown, Error],
    [False, False, False, False],
    [Unknown, False, Unknown, Unknown],
    [Error, False, Unknown, Error],
];

const OR: [[Truth; 4]; 4] = [
    [True, True, True, True],
    [True, False, Unknown, Error],
    [True, Unknown, Unknown, Unknown],
    [True, Error, Unknown, Error],
];

#[test]
fn connectives_have_cels_tables_between_atoms_and_inside_of_them() {
    for (left, row) in OUTCOMES.into_iter().zip(0..) {
        for (right, column) in OUTCOMES.into_iter().zip(0..) {
            let known = [("a", slot(left)), ("b", slot(right)), ("numbers", ints(&[1]))];
            for (operator, table) in [("&&", AND), ("||", OR)] {
                let expected = table[row][column];
                for form in ["a OP b", "numbers.exists(x, a OP b)", "(a OP b) == true"] {
                    let condition = form.replace("OP", operator);
                    assert_eq!(
                        truth(&condition, &known),
                        expected,
                        "{condition} of {left:?}, {right:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn not_and_choice() {
    for (outcome, turned) in [(True, False), (False, True), (Unknown, Unknown), (Error, Error)] {
        assert_eq!(truth("!a", &[("a", slot(outcome))]), turned);
        assert_eq!(truth("(!a) == true", &[("a", slot(outcome))]), turned);
    }
    let branches = [("b", bool(true)), ("c", Slot::Absent)];
    for (outcome, chosen) in [(True, True), (False, Error), (Unknown, Unknown), (Error, Error)] {
        let known = [&branches[..], &[("a", slot(outcome))]].concat();
        assert_eq!(truth("a ? b : c", &known), chosen);
        assert_eq!(truth("(a ? b : c) == true", &known), chosen);
    }
}

#[test]
fn has_tells_known_absent_and_unknown_apart() {
    assert_eq!(truth("has(text)", &[("text", text(""))]), True);
    assert_eq!(truth("has(text)", &[("text", Slot::Absent)]), False);
    assert_eq!(truth("has(text)", &[]), Unknown);
    for (field, outcome) in [(int(1), True), (Slot::Absent, False), (Slot::Unknown, Unknown)] {
        let record = leg(field, Slot::Unknown, Slot::Unknown);
        let known = [
            ("last_leg", Slot::Known(record.clone())),
            ("legs", Slot::Known(Value::List(vec![record]))),
        ];
        assert_eq!(truth("has(last_leg.status)", &known), outcome);
        assert_eq!(truth("has(legs[0].status)", &known), outcome);
        assert_eq!(truth("legs.exists(l, has(l.status))", &known), outcome);
    }
    assert_eq!(truth("has(last_leg.status)", &[("last_leg", Slot::Absent)]), Error);
    assert_eq!(truth("has(last_leg.status)", &[]), Unknown);
}

#[test]
fn computations() {
    let table = [
        ("1 + 2 * 3 == 7", True),
        ("(1 + 2) * 3 == 9", True),
        ("7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1", True),
        ("10 - 2 - 3 == 5", True),
        ("- (1) == -1", True),
        ("9223372036854775807 + 1 == 0", Error),
        ("-9223372036854775808 - 1 == 0", Error),
        ("-(-9223372036854775808) == 0", Error),
        ("-9223372036854775808 / -1 == 0", Error),
        ("-9223372036854775808 % -1 == 0", Error),
        ("9223372036854775807 * 2 == 0", Error),
        ("1 / 0 == 0", Error),
        ("1 % 0 == 0", Error),
        ("0x10 == 16 && -0xf == -15", True),
        ("1 < 2 && 2 <= 2 && 3 > 2 && 2 >= 2 && 1 != 2", True),
        ("'a' < 'b' && 'a' < 'aa' && 'Z' < 'a'", True),
        ("'a' + \"b\" == 'ab'", True),
        ("[1] + [2] == [1, 2]", True),
        ("[1, 2] == [1, 3]", False),
        ("[1, 2] == [1]", False),
        ("[[1], []] == [[1], []]", True),
        ("2 in [1, 2] && !(3 in [1, 2])", True),
        ("1 in []", False),
        ("[1, 2][1] == 2", True),
        ("[1, 2][2] == 2", Error),
        ("[1, 2][-1] == 2", Error),
        ("size('h\u{e9}') == 2 && 'ab'.size() == 2 && [1].size() == 1 && size([]) == 0", True),
        ("'Negotiate'.contains('got') && !'a'.contains('b') && 'a'.contains('')", True),
        ("'Negotiate'.startsWith('Neg') && 'Negotiate'.endsWith('ate')", True),
        ("'NTLM\u{c4}'.lowerAscii() == 'ntlm\u{c4}'", True),
        (r"'\x41\u00e9\U0001F600\101\n\\' == 'A\u00e9\U0001F600A\x0a\\'", True),
        (r#"r"\n" == "\\n""#, True),
        ("[1, 2, 3].exists(x, x == 2)", True),
        ("[1, 2, 3].all(x, x > 0)", True),
        ("[1, 2, 2].exists_one(x, x == 2)", False),
        ("[1, 2, 3].exists_one(x, x == 2)", True),
        ("[1, 2, 3].filter(x, x > 1) == [2, 3]", True),
        ("false < true && true <= true && !(false > true) && true >= false", True),
        ("\"\"\"a'b\"c\"\"\" == 'a\\'b\"c' && r\"\"\"\\n\"\"\" == r'\\n'", True),
        ("[1, 2].map(x, x * 2) == [2, 4]", True),
        ("[1, 2].map(x, [3, 4].map(y, x * y)) == [[3, 4], [6, 8]]", True),
        ("[].exists(x, x) || ![].all(x, x)", False),
        ("[0, 1].exists(x, 1 / x == 1)", True),
        ("[0, 2].exists(x, 1 / x == 1)", Error),
        ("[0, 2].all(x, 2 / x == 2)", False),
        ("[0, 1].exists_one(x, 1 / x == 1)", Error),
        ("[0, 1].filter(x, 1 / x == 1) == [1]", Error),
        ("true ? true : 1 / 0 == 0", True),
        ("(false ? 1 / 0 : 2) == 2", True),
        ("true // a comment", True),
    ];
    for (condition, outcome) in table {
        assert_eq!(truth(condition, &[]), outcome, "{condition}");
    }
}

#[test]
fn unknowns_and_absences_go_through_operations() {
    let legs = Slot::Known(Value::List(vec![
        leg(int(401), text("ntlm"), Slot::Absent),
        leg(Slot::Unknown, Slot::Absent, texts(&["x"])),
    ]));
    let known = [
        ("n", int(1)),
        ("m", Slot::Absent),
        ("legs", legs),
        ("offers", texts(&["ntlm", "negotiate"])),
        ("numbers", ints(&[1, 2])),
    ];
    let table = [
        ("n == 1", True),
        ("m == 1", Error),
        ("m != 1", Error),
        ("text == ''", Unknown),
        ("text.lowerAscii().contains('x')", Unknown),
        ("size(text) + n == 1", Unknown),
        // No text can mend the error.
        ("size(text) + m == 1", Error),
        ("'ntlm' in offers", True),
        ("text in offers", Unknown),
        ("n in [1, server.major]", Unknown),
        ("n in [1, m]", Error),
        ("numbers[server.major] == 1", Unknown),
        ("numbers.exists(x, x == n)", True),
        ("numbers.exists(x, x == n || x == server.major)", True),
        ("numbers.all(x, x == n || x == server.major)", Unknown),
        ("numbers.all(x, x == n && x == server.major)", False),
        ("numbers.exists(x, x == m)", Error),
        ("numbers.exists(x, x == m || x == server.major)", Unknown),
        ("numbers.filter(x, x == server.major).size() == 1", Unknown),
        ("numbers.map(x, x + m).size() == 2", Error),
        ("legs.exists(l, l.status == 401)", True),
        ("legs.exists(l, l.status == 200)", Unknown),
        ("legs.all(l, l.status == 200)", False),
        ("legs.all(l, l.scheme == 'ntlm')", Error),
        ("legs.exists_one(l, l.status == 401)", Unknown),
        ("legs.exists(l, has(l.flags) && 'x' in l.flags)", True),
        ("legs.filter(l, has(l.flags)).size() == 1", True),
        ("legs[1].flags[0] == 'x'", True),
        ("legs[1].scheme == 'x'", Error),
        ("legs[2].scheme == 'x'", Error),
        ("last_leg.status == 1", Unknown),
        ("(legs + legs)[1].status == 1", Unknown),
        // The variable hides the fact of its name.
        ("numbers.exists(n, n == 2)", True),
        ("numbers.exists(response, response == 2)", True),
    ];
    for (condition, outcome) in table {
        assert_eq!(truth(condition, &known), outcome, "{condition}");
    }
}
