//! What services, and the libraries that check tokens for them, say of a refusal: phrases that mean one cause, wherever
//! they stand in a line of a log, in content, or in the text of another error.

use crate::capture::{Entry, Format, Kind, Record};
use crate::read::Reader;
use crate::read::cursor::Cursor;
use crate::read::pattern::{self, Glance};
use crate::read::sink::Sink;
use crate::span::Leaf;

const FORMAT: Format =
    Format { id: "service-error", label: "message of a service", unit: "message" };

pub(super) const READER: Reader =
    Reader { formats: &[&FORMAT], starts: |_| false, read, of_content: true };

/// One of these is in every line that fits a pattern.
const WORDS: &[&str] = &[
    "ssuer",
    "udience",
    "\"aud\"",
    "no longer valid",
    "xpired",
    "Jwt used",
    "decode the Jwt",
    "nvalid session",
    "secret mismatch",
    "token is invalid",
    "nvalid_token",
    "nvalid credentials",
    "credentials were not",
    "InvalidSignature",
    "verification",
    "matching key",
    "match kid",
    "signing key",
    "suitable key",
    "any keys",
    "jwks_uri",
    "invalid type",
    "mail",
    "wrong type",
    "REST request",
    "uthenticate",
    "for user [",
    "no permissions for",
    "User: anonymous",
    "is malformed",
    "MAC signature",
    "subscription key",
    "short-lived",
    "JWT Signature",
    "oken signature",
    "account token",
    "no org id",
    "No credentials found",
    "valid crumb",
    "keycloak.events",
    "AuthFailure",
    "/v1/auth/",
    ": Unauthorized",
    "HTTP status ",
    " API key",
    "name or password",
    "password/token",
    "xpiry UTC",
    "Signature has",
    "Signature could",
    "from the request",
    "uthorization header",
    "uthorization Header",
    "uthentication error: ",
    "nvalid authentication",
    "o token provided",
    "o auth token",
    "oken not provided",
    "Login Required",
    "required authentication",
    "Jwt is missing",
    "are not supported by this API",
    "Unable to obtain configuration",
    "remote JWK",
    "well-known/openid-configuration",
    "Subject must be",
    "Function URL",
];

static GLANCE: Glance = Glance::NONE.with(0, WORDS);

/// The first that fits is taken: what says more stands before what says less.
const PATTERNS: &[&str] = &[
    "code=invalid issuer;;{_}Invalid token issuer{_}",
    "code=invalid issuer;;{_}jwt issuer invalid{_}",
    "code=invalid issuer;;{_}Jwt issuer is not configured{_}",
    "code=invalid issuer;;{_}authentication completed with: Unknown issuer{_}",
    "code=invalid issuer;;{_}access token is from the wrong issuer{_}",
    "code=invalid issuer;;{_}id token issued by a different provider{_}",
    "code=invalid audience;;{_}oidc: expected audience{_}",
    "code=invalid audience;;{_}audience from claim {_}does not match{_}",
    "code=invalid audience;;{_}audience claims {_}do not exist{_}",
    "code=invalid audience;;{_}claim does not match any expected audience{_}",
    "code=invalid audience;;{_}Invalid audience. Expected{_}",
    "code=invalid audience;;{_}token validation failure. Invalid audience{_}",
    "code=invalid audience;;{_}incorrect \"aud\" (audience) claim{_}",
    "code=invalid audience;;{_}jwt audience invalid{_}",
    "code=jwt expired;;{_}JWT is no longer valid - the evaluation time{_}",
    "code=jwt expired;;{_}JWTExpired{_}",
    "code=jwt expired;;{_}Expired JWT{_}",
    "code=jwt not active;;{_}Jwt used before {_}",
    "code=Malformed token;;{_}decode the Jwt: Malformed token{_}",
    "code=jwt expired;;{_}Jwt is expired{_}",
    "code=jwt expired;;{_}oidc: token is expired{_}",
    "code=jwt expired;;{_}ID token has expired{_}",
    "code=no matching key;;{_}no matching key(s) found{_}",
    "code=no matching key;;{_}have key to match kid or alg{_}",
    "code=no matching key;;{_}find a signing key that matches{_}",
    "code=no matching key;;{_}No suitable key{_}",
    "code=no matching key;;{_}did not match any keys in{_}",
    "code=no matching key;;{_}key found in issuer's jwks_uri{_}",
    "code=invalid signature;;{_}JWSInvalidSignature{_}",
    "code=invalid signature;;{_}invalid session: {_}signature is invalid{_}",
    "code=invalid signature;;{_}failed to verify{_}token signature{_}",
    "code=invalid signature;;{_}crypto/rsa: verification error{_}",
    "code=invalid algorithm;;{_}key is of invalid type{_}",
    "code=email not verified;;{_}email not verified{_}",
    "code=email not verified;;{_}in id_token {_}isn't verified{_}",
    "code=token has wrong type;;{_}oken has wrong type{_}",
    "code=missing authentication credentials;;{_}missing authentication {_} for REST request{_}",
    "code=unable to authenticate user;;{_}unable to authenticate user [{user}] for REST request{_}",
    "code=unable to authenticate user;;{_}failed to authenticate user [{user}]{_}",
    "code=action is unauthorized for user;;{_}is unauthorized for user [{user}]{_}",
    "code=action is unauthorized for user;;{_}no permissions for [{_}] and User [name={user},{_}",
    "code=User: anonymous;;{_}User: anonymous is not authorized to perform{_}",
    "code=AuthorizationHeaderMalformed;;{_}header is malformed; the region {_}is wrong; expecting{_}",
    "code=MAC signature;;{_}The MAC signature found in the HTTP request{_}",
    "code=invalid subscription key;;{_}due to invalid subscription key{_}",
    "code=assertion out of time;;{_}oken must be a short-lived token{_}",
    "code=assertion signature;;{_}Invalid JWT Signature{_}",
    "code=no org id;;{_}no org id{_}",
    "code=no credentials for the claim;;{_}No credentials found for given '{_}'{_}",
    "code=No valid crumb;;{_}No valid crumb was included in the request{_}",
    "{_}[org.keycloak.events]{_}type=\"{code}\",{_} error=\"{text}\"{_}",
    "{_}[org.keycloak.events]{_}type={code},{_} error={text},{_}",
    "code=oauth2-proxy AuthFailure;;{_}[AuthFailure] Invalid authentication via OAuth2{_}",
    "code=credentials refused;;{_}nvalid API key{_}",
    "code=credentials refused;;{_}nvalid username or password{_}",
    "code=credentials refused;;{_}nvalid password/token for user: {user.}{_}",
    "code=credentials refused;;{_}authentication error: invalid {_}",
    "code=credentials refused;;{_}nvalid authentication credentials{_}",
    "code=credentials refused;;{_}: secret mismatch{_}",
    "code=token refused;;{_}JWT token failed: provided token is invalid{_}",
    "code=token refused;;{_}Authentication request failed: error=\"invalid_token\"{_}",
    "code=credentials refused;;{_} user '{user}' - invalid credentials{_}",
    "code=credentials were not provided;;{_}uthentication credentials were not provided{_}",
    "code=api keys not supported;;{_}API keys are not supported by this API{_}",
    "code=metadata unreachable;;{_}Unable to obtain configuration from{_}",
    "code=metadata unreachable;;{_}retrieve remote JWK set{_}",
    "code=metadata unreachable;;{_}rror{_}well-known/openid-configuration{_}",
    "code=metadata unreachable;;{_}ailed{_}well-known/openid-configuration{_}",
    "code=subject is no string;;{_}Subject must be a string{_}",
    "code=Function URL;;{_}troubleshooting Function URL authorization{_}",
    "code=vault login;;{_}URL: P{_} {_}/v1/auth/{_}login{_}",
    "code=service account token;;{_}service account token has {_}",
    "code=service account token;;{_}reflector.go:{_}: Unauthorized",
    "code=Unable to authenticate the request;;{_}Unable to authenticate the request{_}",
    "code=scrape refused;;{_}server returned HTTP status {status#} Unauthorized{_}",
    "code=scrape refused;;{_}server returned HTTP status {status#} Forbidden{_}",
];

/// In the text of an error that names no code of its own, and in lines that tell of an error, this is as clear.
const GENERAL: &[&str] = &[
    "code=refresh token expired;;{_}efresh token {_}xpired{_}",
    "code=expired or something else;;{_}token is expired or {_}",
    "code=expired or something else;;{_}token has expired or {_}",
    "code=jwt expired;;{_}token is expired{_}",
    "code=jwt expired;;{_}token has expired{_}",
    "code=jwt expired;;{_}token expiry UTC time{_}",
    "code=jwt expired;;{_}Signature has expired{_}",
    "code=invalid signature;;{_}token signature is invalid{_}",
    "code=invalid signature;;{_}token signature could not be verified{_}",
    "code=no credentials found;;{_}could not be parsed from the request{_}",
    "code=no credentials found;;{_}issing Authorization header{_}",
    "code=no credentials found;;{_}Authorization header {_}missing{_}",
    "code=no credentials found;;{_}Authorization header not found{_}",
    "code=no credentials found;;{_}o Authorization header{_}",
    "code=no credentials found;;{_}o token provided{_}",
    "code=no credentials found;;{_}token not provided{_}",
    "code=no credentials found;;{_}o auth token{_}",
    "code=no credentials found;;{_}Jwt is missing{_}",
    "code=no credentials found;;Login Required{_}",
    "code=no credentials found;;{_}missing required authentication credential{_}",
];

/// A line tells of an error.
const ERRORS: [&str; 7] = ["rror", "401", "nauth", "nvalid", "WARN", "ailed", "xception"];

/// A longer line is data.
const LONGEST: usize = 8192;

/// The code of what the text of an error means, whoever passes it on; `general` where it has no code of its own.
pub(super) fn code(text: &Leaf, general: bool) -> Option<Entry> {
    meant(text, general)?.into_iter().find(|entry| entry.name == "code")
}

fn meant(text: &Leaf, general: bool) -> Option<Vec<Entry>> {
    let line = text.as_str();
    if line.len() > LONGEST || GLANCE.at(line) == 0 || !pattern::has_any(line, WORDS) {
        return None;
    }
    let found = pattern::entries(PATTERNS, text);
    found.or_else(|| general.then(|| pattern::entries(GENERAL, text)).flatten())
}

fn read(cursor: &mut Cursor<'_>, sink: &mut Sink) -> bool {
    let Some(view) = cursor.peek() else { return false };
    let line = cursor.leaf(view.range());
    let Some(entries) = meant(&line, pattern::has_any(view.text, &ERRORS)) else { return false };
    let span = cursor.span_of(&view);
    cursor.advance();
    sink.record(Record { kind: Kind::Error, format: &FORMAT, entries, count: 1, span });
    true
}

#[cfg(test)]
mod tests {
    use super::{GENERAL, PATTERNS, WORDS};

    #[test]
    fn every_pattern_has_a_word_to_glance_at() {
        let patterns = || PATTERNS.iter().chain(GENERAL);
        let holds = |pattern: &str, word: &str| {
            pattern.to_ascii_lowercase().contains(&word.to_ascii_lowercase())
        };
        for pattern in patterns() {
            assert!(WORDS.iter().any(|word| holds(pattern, word)), "{pattern}");
        }
        for word in WORDS {
            assert!(patterns().any(|pattern| holds(pattern, word)), "{word}");
        }
    }
}
