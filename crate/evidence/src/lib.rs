//! Readers for what people paste about a failed HTTP authentication, with spans.
#![forbid(unsafe_code)]
