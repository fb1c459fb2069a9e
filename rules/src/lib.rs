//! The catalogue: one Markdown file a rule, compiled to one table.
#![forbid(unsafe_code)]
