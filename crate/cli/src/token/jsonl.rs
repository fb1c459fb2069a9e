//! Lines of JSON with tokens in, lines of JSON with what they say out.

use std::io::{self, Write};

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use why401_evidence::span::{Leaf, Span};
use why401_evidence::token::{Decoded, Field, Hint, Kind, Place, Reading, Value, decode};

#[derive(Deserialize)]
struct Input {
    kind: Option<String>,
    b64: Option<String>,
    text: Option<String>,
}

/// Writes a line for each line that is not blank; gives 2 where one could not be read.
pub(super) fn write(lines: &[u8], hint: Hint<'_>, out: &mut impl Write) -> io::Result<u8> {
    let mut status = 0;
    for (number, line) in lines.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read(line, hint) {
            Ok(output) => serde_json::to_writer(&mut *out, &output)?,
            Err(error) => {
                status = 2;
                eprintln!("why401: line {}: {error}", number + 1);
                // A line for a line, so that those after it keep their place.
                serde_json::to_writer(&mut *out, &json!({"error": error}))?;
            }
        }
        out.write_all(b"\n")?;
    }
    Ok(status)
}

fn read(line: &[u8], hint: Hint<'_>) -> Result<Json, String> {
    let input: Input = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let text = input.b64.or(input.text).ok_or("there is neither b64 nor text")?;
    // Only for Basic does the kind say more than the bytes: any text with a colon could be one.
    let basic = input.kind.is_some_and(|kind| kind == "basic");
    let hint = if basic { Hint { scheme: "basic", ..hint } } else { hint };
    let reading = decode(&Leaf::verbatim(&text, Span::new(0, 0..text.len())), hint);
    Ok(object(&reading, &reading.token))
}

fn object(reading: &Reading, token: &Decoded) -> Json {
    let mut object = Map::new();
    object.insert("kind".to_owned(), Json::String(kind(token)));
    insert(&mut object, reading, &token.fields);
    let mut places = Map::new();
    for field in &token.fields {
        places.insert(field.name.to_string(), place(field.place));
    }
    object.insert("places".to_owned(), Json::Object(places));
    let notes = token.notes.iter().map(|note| {
        json!({"code": note.kind.code(), "message": note.kind.message(), "place": place(note.place)})
    });
    object.insert("notes".to_owned(), notes.collect());
    Json::Object(object)
}

fn place(place: Place) -> Json {
    json!([place.start, place.end])
}

/// The words that lists of test tokens use.
fn kind(token: &Decoded) -> String {
    let framed = if token.field("gss_mech").is_some() { "gss-" } else { "" };
    match (token.kind, token.scheme) {
        (Kind::KerberosApReq | Kind::KerberosApRep | Kind::KerberosError, _) => {
            [framed, &token.kind.name().replace("kerberos", "krb")].concat()
        }
        (Kind::SpnegoResponse, _) => "spnego-resp".to_owned(),
        (Kind::Credentials, Some("aws4-hmac-sha256")) => "aws4".to_owned(),
        (Kind::Challenge | Kind::Credentials, Some(scheme)) => {
            [scheme, "-", token.kind.name()].concat()
        }
        (kind, _) => kind.name().to_owned(),
    }
}

fn insert(object: &mut Map<String, Json>, reading: &Reading, fields: &[Field]) {
    for field in fields {
        match &field.value {
            // It is asked for here, and told by its length alone to people.
            Value::Secret(_) if field.name == "mech_list_mic" => {
                object.insert(field.name.to_string(), hex(&reading.bytes(field.place)));
            }
            Value::Secret(length) => {
                object.insert([&field.name, "_len"].concat(), json!(length));
            }
            value => {
                // Of two of one name the first is the one that counts.
                object.entry(field.name.as_ref()).or_insert_with(|| json(reading, value));
            }
        }
    }
}

fn json(reading: &Reading, value: &Value) -> Json {
    match value {
        Value::Null | Value::Secret(_) => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => json!(number),
        Value::Number(number) => serde_json::from_str(number).unwrap_or_else(|_| json!(number)),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => hex(bytes),
        Value::List(list) => list.iter().map(|one| json(reading, one)).collect(),
        Value::Fields(fields) => {
            let mut object = Map::new();
            insert(&mut object, reading, fields);
            Json::Object(object)
        }
        Value::Token(token) => object(reading, token),
    }
}

fn hex(bytes: &[u8]) -> Json {
    Json::String(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
