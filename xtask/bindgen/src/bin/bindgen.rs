//! `wasm-bindgen`: makes the JavaScript glue of a module.
//!
//! Not called by that name, because rustc takes any crate `wasm_bindgen` for the library and refuses old versions.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}
