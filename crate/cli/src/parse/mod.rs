//! `why401 parse`: authentication fields taken apart.

mod bytes;
mod jsonl;
mod tree;

use std::io::{self, Write};

use crate::args::ParseArgs;
use crate::input;

/// Gives the exit status.
///
/// # Errors
/// A sentence, where a file can't be read or nothing can be written.
pub(crate) fn run(args: &ParseArgs) -> Result<u8, String> {
    let mut status = 0;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = input::read(&args.files)?.iter().try_for_each(|paste| {
        let one =
            if args.jsonl { jsonl::write(paste, &mut out) } else { tree::write(paste, &mut out) };
        status = status.max(one?);
        Ok(())
    });
    match written.and_then(|()| out.flush()) {
        // Who reads the output may have seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(status),
    }
}
