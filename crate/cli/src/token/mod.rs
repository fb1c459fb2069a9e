//! `why401 token`: a token decoded.

mod jsonl;
mod tree;

use std::io::{self, Write};
use std::path::Path;

use why401_evidence::Text;
use why401_evidence::token::{Hint, decode};

use crate::args::TokenArgs;
use crate::input;

/// Gives the exit status. `now` is in seconds since 1970.
///
/// # Errors
/// A sentence, where standard input can't be read or nothing can be written.
pub(crate) fn run(args: &TokenArgs, now: Option<i64>) -> Result<u8, String> {
    let bytes = match &args.text {
        Some(text) if text != "-" => text.clone().into_bytes(),
        _ => input::read(&[Path::new("-").to_owned()])?.concat(),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let hint = Hint { scheme: args.scheme.as_deref().unwrap_or_default(), now };
    let written = if args.jsonl {
        jsonl::write(&bytes, hint, &mut out)
    } else {
        let text = Text::decode(&bytes);
        let leaf = text.leaf(0, 0..text.as_str().len());
        tree::write(&decode(&leaf, hint), &mut out)
    };
    match written.and_then(|status| out.flush().map(|()| status)) {
        Ok(status) => Ok(status),
        // Who reads the output may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(error.to_string()),
    }
}
