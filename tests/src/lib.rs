//! Tests across crates, with captures and expected reports.
#![forbid(unsafe_code)]
