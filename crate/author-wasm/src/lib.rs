//! The compiler of rules for JavaScript: rule files in, a pack or the mistakes in them out.
#![forbid(unsafe_code)]

use wasm_bindgen::prelude::*;
use why401_engine::author::{Diagnostic, SourceFile, compile_beside, pack};
use why401_facts::SCHEMA;

/// Files of one compilation.
const MAX_FILES: usize = 10_000;

/// What came of a compilation.
#[wasm_bindgen]
pub struct Outcome {
    pack: Vec<u8>,
    mistakes: Vec<Diagnostic>,
}

/// Compiles rule files to a pack of this name. `paths` and `texts` are of one length, in one order.
///
/// # Errors
/// A message, where the name is none that a pack can have, the files are too many, or make no pack together.
#[wasm_bindgen(js_name = compileRules)]
pub fn compile_rules(
    name: &str,
    paths: Vec<String>,
    texts: Vec<String>,
) -> Result<Outcome, JsError> {
    if paths.len() > MAX_FILES {
        return Err(JsError::new("there are more than 10,000 files"));
    }
    let files = paths.into_iter().zip(texts).map(|(path, text)| SourceFile { path, text });
    // The catalogue is not here: an example may be like any rule of it.
    match compile_beside(&files.collect::<Vec<_>>(), &SCHEMA, &|_| true) {
        Ok(compiled) => Ok(Outcome { pack: pack(name, &compiled, &SCHEMA)?, mistakes: Vec::new() }),
        Err(mistakes) => Ok(Outcome { pack: Vec::new(), mistakes }),
    }
}

#[wasm_bindgen]
impl Outcome {
    /// The pack; empty where there are mistakes.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        self.pack.clone()
    }

    /// How many mistakes there are.
    #[must_use]
    pub fn mistakes(&self) -> usize {
        self.mistakes.len()
    }

    /// Path, message, help (empty where there is none) and the mistake as it is shown, of one mistake.
    #[must_use]
    pub fn texts(&self, at: usize) -> Vec<String> {
        let Some(mistake) = self.mistakes.get(at) else { return Vec::new() };
        let help = mistake.help.clone().unwrap_or_default();
        vec![mistake.file.clone(), mistake.message.clone(), help, mistake.to_string()]
    }

    /// Line and column of one mistake, both from 1; the column counts characters.
    #[must_use]
    pub fn place(&self, at: usize) -> Vec<u32> {
        let place = self.mistakes.get(at).map(|mistake| [mistake.line, mistake.column]);
        place
            .into_iter()
            .flatten()
            .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
            .collect()
    }
}
