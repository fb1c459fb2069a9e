//! The command line of why401.
#![forbid(unsafe_code)]
fn main() {}
