//! The WebAssembly face in the real thing: `cargo xtask test` runs these in Node and again in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)]

use js_sys::{Array, Date, JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use why401_wasm::diagnose;

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object.into()
}

fn report(pastes: impl Into<JsValue>) -> JsValue {
    diagnose(&pastes.into(), &JsValue::UNDEFINED).unwrap()
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// The error's name and message.
fn refusal(pastes: impl Into<JsValue>, options: &JsValue) -> String {
    String::from(
        diagnose(&pastes.into(), options).unwrap_err().unchecked_into::<Object>().to_string(),
    )
}

#[wasm_bindgen_test]
fn a_report_is_plain_data() {
    let report = report("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\n\r\n");
    assert_eq!(field(&report, "schema"), "why401/report/1");
    assert_eq!(field(&report, "offsets"), "utf-16");
    let copy = JSON::parse(&String::from(JSON::stringify(&report).unwrap())).unwrap();
    assert_eq!(
        String::from(JSON::stringify(&copy).unwrap()),
        String::from(JSON::stringify(&report).unwrap())
    );
    let prototype = Object::get_prototype_of(&report);
    assert_eq!(prototype, Object::get_prototype_of(&Object::new()), "no Map, no class");
}

#[wasm_bindgen_test]
fn text_bytes_and_several_are_taken() {
    report("WWW-Authenticate: NTLM");
    report(Uint8Array::from(b"WWW-Authenticate: NTLM".as_slice()));
    report(Array::of2(&"WWW-Authenticate: NTLM".into(), &Uint8Array::new_with_length(3).into()));
    report(Array::new());
    report("");
}

#[wasm_bindgen_test]
fn other_arguments_are_refused_by_kind() {
    let kind = "TypeError: a paste is a string, a Uint8Array or an array of those";
    let none = JsValue::UNDEFINED;
    for wrong in
        [none.clone(), JsValue::NULL, 401.into(), object(&[]), Array::of1(&JsValue::NULL).into()]
    {
        assert_eq!(refusal(wrong, &none), kind);
    }
    for (options, message) in [
        (JsValue::from("now"), "options is an object"),
        (Array::new().into(), "options is an object"),
        (object(&[("now", "today".into())]), "now is a number"),
        (object(&[("now", f64::NAN.into())]), "now is a number"),
        (object(&[("answers", Array::new().into())]), "answers is an object of strings"),
        (object(&[("answers", object(&[("server.major", 5.into())]))]), "answers is an object"),
        (object(&[("all", 1.into())]), "all is a boolean"),
        (object(&[("anwers", object(&[]))]), "there is no option `anwers`"),
    ] {
        let refused = refusal("", &options);
        assert!(refused.starts_with("TypeError: ") && refused.contains(message), "{refused}");
    }
}

#[wasm_bindgen_test]
fn options_that_are_left_out_may_be_undefined_or_null() {
    let options = object(&[
        ("now", JsValue::UNDEFINED),
        ("answers", JsValue::NULL),
        ("all", JsValue::UNDEFINED),
    ]);
    diagnose(&"".into(), &options).unwrap();
    diagnose(&"".into(), &JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
fn a_paste_over_the_limit_is_refused_before_it_is_copied() {
    let large = Uint8Array::new_with_length((64 << 20) + 1);
    let refused = refusal(large, &JsValue::UNDEFINED);
    assert!(refused.starts_with("RangeError: this paste has 64 MiB"), "{refused}");
}

/// xorshift64: the same bytes in every run.
fn random_bytes(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[wasm_bindgen_test]
fn a_mebibyte_of_random_bytes_is_answered_within_a_second() {
    let bytes = random_bytes(1 << 20);
    let latin1: String = bytes.iter().copied().map(char::from).collect();
    for paste in [JsValue::from(Uint8Array::from(bytes.as_slice())), latin1.into()] {
        let start = Date::now();
        let report = report(paste);
        let milliseconds = Date::now() - start;
        assert_eq!(field(&report, "schema"), "why401/report/1");
        assert!(milliseconds < 1000.0, "{milliseconds} ms");
    }
}
