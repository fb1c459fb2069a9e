//! The whole catalogue: every example is a test, every rule is complete, and what else speaks is known.

mod examples;
mod form;
mod matrix;
mod numbers;
mod reach;
mod rules;
