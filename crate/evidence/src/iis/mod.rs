//! What the settings and logs of an Internet Information Server amount to.

pub mod config;
pub mod date;
pub mod episodes;
pub mod keys;
pub mod log;
pub mod metabase;
