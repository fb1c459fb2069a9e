//! NTLM's three messages (MS-NLMP section 2.2.1).
//!
//! A message is a header of fixed fields, some of which tell where in the payload after it their value
//! stands (length, room, offset). Only those of such values that are there are read.

use super::Kind;
use super::names::NTLM_FLAGS;
use super::note::NoteKind;
use super::time::filetime;
use super::tree::{Decoded, Field, Place, Value};
use crate::gather::Gather;
use crate::order::sort_by_key;

/// AV pairs that are read of one message; MS-NLMP knows eleven.
const AV_PAIRS: usize = 64;

const UNICODE: u32 = 1;
const OEM: u32 = 1 << 1;
const EXTENDED_SESSION_SECURITY: u32 = 1 << 19;
const VERSION: u32 = 1 << 25;

/// Reads a message whose signature and type are known to be there; `whole` is what places count in.
pub(super) fn decode(whole: &[u8], bytes: &[u8], kind: Kind) -> Decoded {
    let mut message =
        Message { whole, bytes, out: Decoded::new(kind), flags: 0, parts: Vec::new() };
    match kind {
        Kind::NtlmNegotiate => message.negotiate(),
        Kind::NtlmChallenge => message.challenge(),
        _ => message.authenticate(),
    }
    message.overlaps();
    message.out
}

struct Message<'a> {
    whole: &'a [u8],
    bytes: &'a [u8],
    out: Decoded,
    flags: u32,
    /// The parts of the payload: the first byte, the byte after the last.
    parts: Vec<(usize, usize)>,
}

impl<'a> Message<'a> {
    fn negotiate(&mut self) {
        self.put("type", 8, 4, |_| Some(Value::Int(1)));
        self.flags(12);
        for (at, name, length) in
            [(16, "domain", "domain_len"), (24, "workstation", "workstation_len")]
        {
            if let Some(part) = self.part(at) {
                self.length(length, at);
                // The encoding is not negotiated yet.
                self.name(name, part, false);
            }
        }
        self.version(32);
    }

    fn challenge(&mut self) {
        self.put("type", 8, 4, |_| Some(Value::Int(2)));
        self.flags(20);
        let target = self.part(12);
        let unicode = self.flags & UNICODE != 0;
        if let Some(part) = target {
            self.name("target_name", part, unicode);
        }
        self.put("server_challenge", 24, 8, |bytes| Some(Value::Bytes(bytes.to_vec())));
        if let Some(info) = self.part(40) {
            let clock = self.av_pairs(info);
            if let Some((clock, place)) = clock {
                self.out.put("server_clock", Value::Int(clock), place);
            }
        }
        self.version(48);
        if self.flags & (UNICODE | OEM) == 0 && self.bytes.len() >= 24 {
            self.out.note(NoteKind::NtlmFlagsEncoding, self.place(20, 4));
        }
    }

    fn authenticate(&mut self) {
        self.put("type", 8, 4, |_| Some(Value::Int(3)));
        self.flags(60);
        let unicode = self.flags & UNICODE != 0;
        for (at, name) in [(28, "domain"), (36, "user"), (44, "workstation")] {
            if let Some(part) = self.part(at) {
                self.name(name, part, unicode);
            }
        }
        let lm = self.secret("lm_response", "lm_len", 12);
        let nt = self.secret("nt_response", "nt_len", 20);
        if let (Some((_, lm_length)), Some((nt, nt_length))) = (lm, nt) {
            let version = match (lm_length, nt_length) {
                (0 | 1, 0) => "anonymous",
                (_, 0) => "lm",
                (_, 1..=24) => "v1",
                _ => "v2",
            };
            let note = match version {
                "anonymous" => Some(NoteKind::Anonymous),
                "lm" => Some(NoteKind::LmOnly),
                "v1" => Some(NoteKind::NtlmV1),
                _ => None,
            };
            let place = self.place(12, 16);
            self.out.notes.extend(note.map(|kind| super::Note { kind, place }));
            self.out.put("ntlm_version", Value::text(version), place);
            match version {
                "v1" => {
                    let extended = self.flags & EXTENDED_SESSION_SECURITY != 0;
                    self.out.put("extended_session_security", Value::Bool(extended), place);
                }
                "v2" => self.client_challenge(nt),
                _ => {}
            }
        }
        self.secret("session_key", "session_key_len", 52);
        self.version(64);
        // Where the payload leaves room for it. Some clients send a version without the flag.
        let place = self.place(72, 16);
        if self.room(88) {
            let zero = self.bytes.get(72..88).unwrap_or_default().iter().all(|byte| *byte == 0);
            self.out.put("has_mic", Value::Bool(!zero), place);
            self.out.put("mic", Value::Secret(16), place);
        }
    }

    /// `NTLMv2_CLIENT_CHALLENGE` (section 2.2.2.7), after the 16 bytes of the proof.
    fn client_challenge(&mut self, nt: &'a [u8]) {
        let Some(temp) = nt.get(16..) else { return };
        if let Some(time) = temp.get(8..16) {
            let place = Place::of(self.whole, time);
            if let Some(ticks) = ticks(time) {
                self.out.put("client_time", Value::Int(ticks), place);
                self.out.put("client_clock", Value::Int(filetime(ticks)), place);
            }
        }
        if let Some(nonce) = temp.get(16..24) {
            let place = Place::of(self.whole, nonce);
            self.out.put("client_challenge", Value::Bytes(nonce.to_vec()), place);
        }
        if let Some(pairs) = temp.get(28..) {
            self.av_pairs(pairs);
            let bound = self.out.field("av.channel_bindings");
            let unbound = bound.is_some_and(|field| {
                matches!(&field.value, Value::Bytes(hash) if hash.iter().all(|byte| *byte == 0))
            });
            if unbound {
                let place = bound.map(|field| field.place).unwrap_or_default();
                self.out.note(NoteKind::NoChannelBindings, place);
            }
        }
    }

    /// `AV_PAIR`s up to `MsvAvEOL` (section 2.2.2.1). Gives the time in them and where it stood.
    fn av_pairs(&mut self, bytes: &'a [u8]) -> Option<(i64, Place)> {
        let (mut rest, mut fields, mut clock) = (bytes, Vec::new(), None);
        let mut ended = bytes.is_empty();
        for count in 0.. {
            if count == AV_PAIRS {
                self.out.note(NoteKind::TooMany, Place::of(self.whole, rest));
                ended = true;
            }
            let Some([id, id_high, length, length_high, after @ ..]) =
                rest.get(..).filter(|_| !ended)
            else {
                break;
            };
            let id = u16::from_le_bytes([*id, *id_high]);
            let length = usize::from(u16::from_le_bytes([*length, *length_high]));
            if id == 0 {
                ended = true;
                break;
            }
            let Some((value, next)) = after.split_at_checked(length) else { break };
            rest = next;
            let place = Place::of(self.whole, value);
            let (name, value) = match id {
                1 => ("nb_computer", Value::Text(utf16(value))),
                2 => ("nb_domain", Value::Text(utf16(value))),
                3 => ("dns_computer", Value::Text(utf16(value))),
                4 => ("dns_domain", Value::Text(utf16(value))),
                5 => ("dns_tree", Value::Text(utf16(value))),
                6 => (
                    "flags",
                    u32_at(value, 0).map_or(Value::Null, |flags| Value::Int(flags.into())),
                ),
                7 => {
                    let ticks = ticks(value);
                    clock = ticks.map(|ticks| (filetime(ticks), place));
                    ("timestamp", ticks.map_or(Value::Null, Value::Int))
                }
                8 => ("single_host", Value::Bytes(value.to_vec())),
                9 => ("target_spn", Value::Text(utf16(value))),
                10 => ("channel_bindings", Value::Bytes(value.to_vec())),
                _ => ("other", Value::Bytes(value.to_vec())),
            };
            fields.push(Field { name: name.into(), value, place });
        }
        if !ended {
            self.out.note(NoteKind::Cut, Place::of(self.whole, rest));
        }
        self.out.put("av", Value::Fields(fields), Place::of(self.whole, bytes));
        clock
    }

    fn flags(&mut self, at: usize) {
        let Some(flags) = u32_at(self.bytes, at) else { return self.cut() };
        self.flags = flags;
        let place = self.place(at, 4);
        self.out.put("flags", Value::Int(flags.into()), place);
        let names = NTLM_FLAGS.iter().enumerate().filter(|(bit, _)| flags >> bit & 1 == 1);
        let names = names.map(|(_, name)| Value::text(name)).gather();
        self.out.put("flag_names", Value::List(names), place);
    }

    /// Major and minor version and build (section 2.2.2.10), where the payload leaves room for it. Some clients
    /// send it without the flag; zeros without the flag say nothing.
    fn version(&mut self, at: usize) {
        let there = self.bytes.get(at..at + 8).filter(|_| self.room(at + 8)).filter(|bytes| {
            let flag = self.flags & VERSION != 0;
            flag || self.out.kind == Kind::NtlmNegotiate && bytes.iter().any(|byte| *byte != 0)
        });
        match there {
            Some([major, minor, low, high, ..]) => {
                let build = u16::from_le_bytes([*low, *high]);
                let numbers = [i64::from(*major), i64::from(*minor), i64::from(build)];
                let list = numbers.into_iter().map(Value::Int).gather();
                self.out.put("version", Value::List(list), self.place(at, 8));
            }
            _ if self.bytes.len() >= at => self.out.put("version", Value::Null, self.place(at, 0)),
            _ => {}
        }
    }

    /// Whether the header can be so long: no part of the payload begins before its end.
    fn room(&self, end: usize) -> bool {
        self.bytes.len() >= end && self.parts.iter().all(|(start, _)| *start >= end)
    }

    /// The part of the payload that the field at `at` tells of, as far as it is there; nothing where the
    /// field itself is not.
    fn part(&mut self, at: usize) -> Option<&'a [u8]> {
        let (Some(length), Some(start)) = (u16_at(self.bytes, at), u32_at(self.bytes, at + 4))
        else {
            self.cut();
            return None;
        };
        let length = usize::from(length);
        if length == 0 {
            return Some(&[]);
        }
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let end = start.saturating_add(length);
        self.parts.push((start, end));
        if end > self.bytes.len() {
            self.out.note(NoteKind::OutOfBounds, self.place(at, 8));
            self.cut();
        }
        let end = end.min(self.bytes.len());
        Some(self.bytes.get(start.min(end)..end).unwrap_or_default())
    }

    fn name(&mut self, name: &'static str, part: &'a [u8], unicode: bool) {
        let odd = unicode && part.len() % 2 == 1;
        let value = match part {
            [] => Value::Null,
            part if unicode => Value::Text(utf16(part)),
            part => Value::Text(part.iter().copied().map(char::from).collect()),
        };
        let place = Place::of(self.whole, part);
        if odd {
            self.out.note(NoteKind::Damaged, place);
        }
        self.out.put(name, value, place);
    }

    fn length(&mut self, name: &'static str, at: usize) {
        if let Some(length) = u16_at(self.bytes, at) {
            self.out.put(name, Value::Int(length.into()), self.place(at, 2));
        }
    }

    /// A part that is a secret, and the length that its field tells.
    fn secret(
        &mut self,
        name: &'static str,
        length: &'static str,
        at: usize,
    ) -> Option<(&'a [u8], usize)> {
        let part = self.part(at)?;
        self.length(length, at);
        if !part.is_empty() {
            self.out.put(name, Value::secret(part), Place::of(self.whole, part));
        }
        Some((part, usize::from(u16_at(self.bytes, at)?)))
    }

    fn put(
        &mut self,
        name: &'static str,
        at: usize,
        length: usize,
        value: impl Fn(&[u8]) -> Option<Value>,
    ) {
        match self.bytes.get(at..at + length).and_then(value) {
            Some(value) => self.out.put(name, value, self.place(at, length)),
            None => self.cut(),
        }
    }

    fn place(&self, at: usize, length: usize) -> Place {
        let end = (at + length).min(self.bytes.len());
        Place::of(self.whole, self.bytes.get(at.min(end)..end).unwrap_or_default())
    }

    fn cut(&mut self) {
        if !self.out.has(NoteKind::Cut) {
            let end = self.place(self.bytes.len(), 0);
            self.out.note(NoteKind::Cut, end);
        }
    }

    fn overlaps(&mut self) {
        sort_by_key(&mut self.parts, |part| *part);
        let overlap = |pair: &[(usize, usize)]| matches!(pair, [one, two] if two.0 < one.1);
        let at = self.parts.windows(2).position(overlap).and_then(|at| self.parts.get(at + 1));
        // The signature and the type come first in all messages.
        let at = self.parts.first().filter(|(start, _)| *start < 12).or(at).copied();
        if let Some((start, end)) = at {
            let place = self.place(start, end - start);
            self.out.note(NoteKind::Overlap, place);
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A FILETIME that a person can live in; one with its top bit set is none.
fn ticks(bytes: &[u8]) -> Option<i64> {
    let ticks = i64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    (ticks >= 0).then_some(ticks)
}

/// What is no UTF-16 becomes U+FFFD; a byte left over is dropped.
fn utf16(bytes: &[u8]) -> String {
    let units =
        bytes.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
