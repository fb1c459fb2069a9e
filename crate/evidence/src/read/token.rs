//! A token that was pasted alone, without the field that it stood in.

use crate::capture::Format;
use crate::read::Reader;
use crate::read::cursor::{Cursor, View};
use crate::read::sink::Sink;
use crate::token::{Hint, Kind, decode};

const TOKEN: Format = Format { id: "token", label: "token", unit: "token" };

pub(super) const READER: Reader =
    Reader { formats: &[&TOKEN], starts: |_| false, read, of_content: false };

/// The shortest token: what is shorter can be any word.
const SHORTEST: usize = 24;

/// Kinds that can be told from other text without their field.
const TOLD: &[Kind] = &[
    Kind::NtlmNegotiate,
    Kind::NtlmChallenge,
    Kind::NtlmAuthenticate,
    Kind::SpnegoInit,
    Kind::SpnegoInit2,
    Kind::SpnegoResponse,
    Kind::KerberosApReq,
    Kind::KerberosApRep,
    Kind::KerberosError,
    Kind::Jws,
    Kind::JwsUnsecured,
    Kind::Jwe,
];

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek().filter(is_word) else { return false };
    let leaf = cursor.leaf(view.range());
    if !TOLD.contains(&decode(&leaf, Hint::default()).token.kind) {
        return false;
    }
    sink.part(&TOKEN, leaf.span());
    sink.capture.tokens.push(leaf);
    cursor.advance();
    true
}

fn is_word(view: &View<'_>) -> bool {
    let word = |byte| crate::http::is_token68_char(byte) || byte == b'=';
    view.text.len() >= SHORTEST && view.text.bytes().all(word)
}
