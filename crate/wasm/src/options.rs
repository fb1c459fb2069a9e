//! From JavaScript's options object to ours.

use js_sys::{Array, Date, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use why401::report::Offsets;
use why401::{MAX_PACK_BYTES, MAX_PACKS, Options, check_answer, check_pack};

use crate::type_error;

/// Reads the options. A name that is none of ours is refused: a misspelt option must not go unnoticed.
pub(crate) fn read(value: &JsValue) -> Result<Options, JsValue> {
    let mut options = Options { offsets: Offsets::Utf16, ..Options::default() };
    for (name, value) in given(value, "options is an object")? {
        match name.as_str() {
            "now" => options.now = Some(read_now(&value)?),
            "answers" => options.answers = read_answers(&value)?,
            "packs" => options.packs = read_packs(&value)?,
            "all" => options.all = value.as_bool().ok_or_else(|| type_error("all is a boolean"))?,
            _ => {
                return Err(type_error(&format!(
                    "there is no option `{name}`; the options are now, answers, packs and all"
                )));
            }
        }
    }
    if options.now.is_none() {
        options.now = Some(whole_seconds(Date::now() / 1000.0));
    }
    Ok(options)
}

fn read_now(value: &JsValue) -> Result<i64, JsValue> {
    value.as_f64().filter(|seconds| seconds.is_finite()).map(whole_seconds).ok_or_else(|| {
        type_error("now is a number: seconds since 1970 in UTC, for example Date.now() / 1000")
    })
}

/// The second that has begun. A number beyond what fits becomes the last that does.
fn whole_seconds(seconds: f64) -> i64 {
    seconds.floor() as i64
}

fn read_packs(value: &JsValue) -> Result<Vec<Vec<u8>>, JsValue> {
    const KIND: &str = "packs is an array of Uint8Array, at most 16";
    let list = value.dyn_ref::<Array>().filter(|list| list.length() <= MAX_PACKS as u32);
    let mut packs = Vec::new();
    for pack in list.ok_or_else(|| type_error(KIND))?.iter() {
        let bytes = pack.dyn_ref::<Uint8Array>().ok_or_else(|| type_error(KIND))?;
        // Before it is copied.
        if bytes.length() > MAX_PACK_BYTES as u32 {
            return Err(type_error("a pack has at most 4 MiB"));
        }
        let bytes = bytes.to_vec();
        check_pack(&bytes).map_err(|error| type_error(&error.to_string()))?;
        packs.push(bytes);
    }
    Ok(packs)
}

fn read_answers(value: &JsValue) -> Result<Vec<(String, String)>, JsValue> {
    const KIND: &str = "answers is an object of strings, one for each fact";
    let answer = |(fact, value): (String, JsValue)| {
        let value = value.as_string().ok_or_else(|| type_error(KIND))?;
        check_answer(&fact, &value).map_err(|error| type_error(&error))?;
        Ok((fact, value))
    };
    given(value, KIND)?.into_iter().map(answer).collect()
}

/// The names and values of an object, without those that are undefined or null. `kind` says what it has to be.
fn given(value: &JsValue, kind: &str) -> Result<Vec<(String, JsValue)>, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(Vec::new());
    }
    if Array::is_array(value) {
        return Err(type_error(kind));
    }
    let object = value.dyn_ref::<Object>().ok_or_else(|| type_error(kind))?;
    let entries = Object::entries(object).into_iter().filter_map(|entry| {
        let entry: Array = entry.unchecked_into();
        let value = entry.get(1);
        let name = entry.get(0).as_string()?;
        (!value.is_undefined() && !value.is_null()).then_some((name, value))
    });
    Ok(entries.collect())
}
