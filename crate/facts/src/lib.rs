//! The one table of facts that why401 reasons about.
#![forbid(unsafe_code)]
