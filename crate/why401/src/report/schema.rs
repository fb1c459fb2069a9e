//! The JSON Schema of the report, made from its types.

use schemars::generate::SchemaSettings;

use super::{Report, SCHEMA};

/// The schema of [`Report`] in JSON Schema 2020-12, as it is written: a field that may be null is
/// there all the same.
pub fn json_schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<Report>().to_value();
    let version =
        schema.pointer_mut("/properties/schema").and_then(serde_json::Value::as_object_mut);
    if let Some(version) = version {
        version.insert("const".to_owned(), SCHEMA.into());
    }
    schema
}
