//! Conditions beside CEL: the specification's own cases, and another implementation.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]
mod cases;
mod condition;
mod peer;
