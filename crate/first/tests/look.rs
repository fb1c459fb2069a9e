//! The first look in the real thing: `cargo xtask test` runs these in Node and again in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)]

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use why401_first::first_look;

#[wasm_bindgen_test]
fn heads_are_reported_on() {
    let head = "GET / HTTP/1.1\r\nHost: a.example\r\nAuthorization: Basic YTpi\r\n\r\n\
        HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"\r\n\r\n";
    let report = first_look(head, 0.0);
    assert_eq!(Reflect::get(&report, &"schema".into()).unwrap(), "why401/report/1");
    assert_eq!(Reflect::get(&report, &"offsets".into()).unwrap(), "utf-16");
}

#[wasm_bindgen_test]
fn anything_else_is_left_to_the_whole_engine() {
    let log = "#Fields: date time sc-status\r\n2026-11-22 09:00:00 401\r\n";
    assert!(first_look(log, 0.0).is_undefined());
}

#[wasm_bindgen_test]
fn several_texts_are_several_pastes() {
    let heads =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\n\0Server: Microsoft-IIS/5.0\r\n";
    let report = first_look(heads, 0.0);
    let read: js_sys::Array = Reflect::get(&report, &"read".into()).unwrap().unchecked_into();
    let paste = |part: u32| {
        let span = Reflect::get(&read.get(part), &"span".into()).unwrap();
        Reflect::get(&span, &"paste".into()).unwrap()
    };
    assert_eq!((read.length(), paste(0), paste(1)), (2, 0.into(), 1.into()));
}
