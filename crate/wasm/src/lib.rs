//! why401 for JavaScript: the WebAssembly face.
#![forbid(unsafe_code)]
