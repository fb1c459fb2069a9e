//! Readers for what people paste about a failed HTTP authentication, with spans.
//!
//! The way of the data: bytes become a [`Text`]; [`read()`] recognises the formats in the texts and
//! fills a [`Capture`]; [`http`] and [`token`] take single field values further apart, [`iis`] tells
//! what a server's settings and logs amount to. Every string kept is a [`Leaf`], which knows where
//! in the paste it stood.
#![forbid(unsafe_code)]

pub mod capture;
pub mod gather;
mod grammar;
pub mod http;
pub mod iis;
pub mod order;
pub mod read;
pub mod span;
pub mod text;
pub mod token;

pub use capture::Capture;
pub use read::{first_look, read};
pub use span::{Leaf, Span};
pub use text::Text;
