//! OAuth's challenges: Bearer (RFC 6750), DPoP (RFC 9449), step-up (RFC 9470), metadata (RFC 9728), claims.

use super::base64;
use super::json;
use super::note::NoteKind;
use super::tree::{Decoded, Place, Value};
use crate::http::Param;

/// Error codes, and what follows from them.
const ERRORS: &[(&str, Option<NoteKind>)] = &[
    ("insufficient_claims", Some(NoteKind::StepUp)),
    ("insufficient_scope", Some(NoteKind::Scope)),
    ("insufficient_user_authentication", Some(NoteKind::StepUp)),
    ("interaction_required", Some(NoteKind::StepUp)),
    ("invalid_dpop_proof", None),
    ("invalid_request", Some(NoteKind::ErrorWithoutCredentials)),
    ("invalid_token", None),
    ("use_dpop_nonce", Some(NoteKind::DpopNonce)),
];

/// Addresses of the server.
const ADDRESSES: &[&str] =
    &["resource_metadata", "authorization_uri", "authorization_url", "as_uri"];

pub(super) fn challenge(out: &mut Decoded, place: &dyn Fn(&Param) -> Place, params: &[Param]) {
    let get =
        |name: &str| params.iter().find(|param| param.name.as_str().eq_ignore_ascii_case(name));
    for name in ["realm", "scope", "error", "error_description"] {
        if get(name).is_none() {
            out.put(name, Value::Null, Place::default());
        }
    }
    if let Some(error) = get("error") {
        let found = ERRORS.iter().find(|(code, _)| *code == error.value.as_str());
        let note = found.map_or(Some(NoteKind::UnknownError), |(_, note)| *note);
        out.notes.extend(note.map(|kind| super::Note { kind, place: place(error) }));
    }
    for address in ADDRESSES.iter().filter_map(|name| get(name)) {
        if !address.value.as_str().starts_with("https://") {
            out.note(NoteKind::NotHttps, place(address));
        }
    }
    if let Some(claims) = get("claims") {
        let text = claims.value.as_str();
        let here = place(claims);
        // Entra sends it in base64, with or without its padding.
        let bytes = if text.trim_start().starts_with('{') {
            Some(text.as_bytes().to_vec())
        } else {
            base64::decode(text).map(|(bytes, _)| bytes)
        };
        match bytes.and_then(|bytes| json::object(&bytes, out, &|_, _| here)) {
            Some(fields) => out.put("claims_request", Value::Fields(fields), here),
            None => out.note(NoteKind::NotJson, here),
        }
    }
}
