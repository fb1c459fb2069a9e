//! Prints the JSON Schema of the report, made from its Rust types.
#![forbid(unsafe_code)]

fn main() -> serde_json::Result<()> {
    let schema = why401::report::json_schema();
    serde_json::to_writer_pretty(std::io::stdout().lock(), &schema)
}
