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
    "ot active",
    "nvalid audience",
    "\"iss\"",
    "oken has in",
    "Expired token",
    "Claim 'aud'",
    "aud claim",
    "JWT::",
    "ignature verification failed",
    "resulted invalid",
    "segments",
    "period characters",
    "to have 3 parts",
    "dot delimiter",
    "jwt malformed",
    "Compact JWS",
    "CompactToken",
    "illegal base64",
    "key found in the JSON",
    "lookup correct key",
    "API Key",
    "api key",
    "api_key",
    "-api-key",
    "auth credentials",
    "ad credentials",
    "mproper token",
    "authenticate you",
    "nvalid Credentials",
    "bearer token",
    "nvalid JWT",
    "JWT Token",
    " invalid token",
    "validate credentials",
    "[code: 10000]",
    "ode 10000:",
    "ynamic client registration",
    "ynamic Client Registration",
    "'ok': False",
    "API error occurred",
    "not_authed",
    "not_allowed_token",
    "invalid_auth",
    "missing_scope",
    "sonar.",
    "accessible by integ",
    "TF401444",
    "uthorization token was",
    "rror: invalid algorithm",
    "public key must be",
    "sts:AssumeRole",
    "invalid_grant",
    "oken was revoked",
    "been revoked",
    "must be authenticated",
    "403. Errors",
    "any providers",
    "nauthenticated. in",
    "valid providers",
    "IMDS role",
    "efault credentials",
    "DefaultAzureCredential",
    "nvalid token.",
    "permission denied",
    "resolve authentication",
    "anonymous token",
    "iss claim",
    "ACL not found",
    "oken is invalid",
    "parse JWT",
    "IDX12741",
    "IDX14100",
    "ad HTTP authentication",
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
    "code=invalid audience;;{_}unexpected \"aud\" claim value{_}",
    "code=invalid audience;;{_}Claim 'aud' value doesn't contain{_}",
    "code=invalid audience;;{_}aud claim is not valid{_}",
    "code=invalid audience;;{_}oken has invalid audience{_}",
    "code=invalid issuer;;{_}unexpected \"iss\" claim value{_}",
    "code=invalid issuer;;{_}oken has invalid issuer{_}",
    "code=invalid issuer;;{_}iss claim is not valid{_}",
    "code=jwt expired;;{_}JWT is no longer valid - the evaluation time{_}",
    "code=jwt expired;;{_}JWTExpired{_}",
    "code=jwt expired;;{_}Expired JWT{_}",
    "code=jwt expired;;{_}JWT::ExpiredSignature{_}",
    "code=jwt expired;;{_}: Expired token{_}",
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
    "code=no matching key;;{_}key found in the JSON Web Key Set{_}",
    "code=no matching key;;{_}unable to lookup correct key{_}",
    "code=invalid signature;;{_}JWSInvalidSignature{_}",
    "code=invalid signature;;{_}invalid session: {_}signature is invalid{_}",
    "code=invalid signature;;{_}failed to verify{_}token signature{_}",
    "code=invalid signature;;{_}crypto/rsa: verification error{_}",
    "code=invalid signature;;{_}JWT::VerificationError{_}",
    "code=invalid signature;;{_}Signature resulted invalid{_}",
    "code=invalid signature;;{_}jwt{_}ignature verification failed{_}",
    "code=invalid signature;;{_}jws{_}ignature verification failed{_}",
    "code=Malformed token;;{_}contains an invalid number of segments{_}",
    "code=Malformed token;;{_}ot enough segments{_}",
    "code=Malformed token;;{_}Not enough or too many segments{_}",
    "code=Malformed token;;{_}exactly 2 period characters{_}",
    "code=Malformed token;;{_}expected to have 3 parts{_}",
    "code=Malformed token;;{_}Missing dot delimiter{_}",
    "code=Malformed token;;{_}Invalid Compact JWS{_}",
    "code=Malformed token;;{_}CompactToken parsing failed{_}",
    "code=Malformed token;;{_}ParseSigned: illegal base64 data{_}",
    "code=Malformed token;;{_}jwt malformed{_}",
    "code=Malformed token;;{_}ould not parse JWT{_}",
    "code=Malformed token;;{_}IDX12741{_}",
    "code=Malformed token;;{_}IDX14100{_}",
    "code=Malformed token;;{_}Bad HTTP authentication header format{_}",
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
    "code=Cloudflare 10000;;{_}Authentication error [code: 10000]{_}",
    "code=Cloudflare 10000;;{_}ode 10000: Authentication error{_}",
    "code=no dynamic registration;;{_}does not support dynamic client registration{_}",
    "code=no dynamic registration;;{_}ynamic client registration{_} not supported{_}",
    "code=no dynamic registration;;{_}Dynamic Client Registration failed: HTTP 40{_}",
    "{_}'ok': False, 'error': '{code}'{_}",
    "{_}API error occurred: {code.}",
    "code=not_authed;;{_} not_authed",
    "code=not_allowed_token_type;;{_}not_allowed_token_type{_}",
    "code=invalid_auth;;{_}lack{_}invalid_auth{_}",
    "code=missing_scope;;{_}lack{_}missing_scope{_}",
    "code=not accessible by integration;;{_}Resource not accessible by integration{_}",
    "code=TF401444;;{_}TF401444: {_}",
    "code=credentials refused;;{_}nvalid API key{_}",
    "code=credentials refused;;{_}ot authorized. Please check the properties sonar.login{_}",
    "code=credentials refused;;{_}Incorrect API key{_}",
    "code=credentials refused;;{_}invalid x-api-key{_}",
    "code=credentials refused;;{_}API key not valid{_}",
    "code=credentials refused;;{_}API key is invalid{_}",
    "code=credentials refused;;{_}rong API key{_}",
    "code=credentials refused;;{_}r api key: {_} is invalid{_}",
    "code=credentials refused;;{_}Improper token has been passed{_}",
    "code=credentials refused;;{_}Unable to authenticate you{_}",
    "code=credentials refused;;{_}Invalid Credentials, authError{_}",
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
    "code=credentials refused;;Incorrect username or password.",
    "code=Unable to locate credentials;;{_}load credentials from any providers{_}",
    "code=Unable to locate credentials;;{_}no valid providers in chain{_}",
    "code=Unable to locate credentials;;{_}no EC2 IMDS role found{_}",
    "code=gcloud auth login;;{_}efault credentials were not found{_}",
    "code=gcloud auth login;;{_}could not find default credentials{_}",
    "code=az login;;{_}DefaultAzureCredential failed to retrieve a token{_}",
    "code=Unauthenticated.;;Unauthenticated. in {_}",
    "code=vault denied;;Code: 403. Errors:{_}",
    "code=vault denied;;{_}\"errors\":[\"permission denied\"]{_}",
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
    "code=no credentials found;;{_}o auth credentials found{_}",
    "code=no credentials found;;{_}Could not resolve authentication method{_}",
    "code=no credentials found;;{_}anonymous token lacks permission{_}",
    "code=no credentials found;;{_}o authorization token was found{_}",
    "code=no credentials found;;{_}Client must be authenticated to access{_}",
    "code=no credentials found;;{_}JWT Token not found{_}",
    "code=no credentials found;;{_}didn't provide an API key{_}",
    "code=no credentials found;;{_}o API key {_}provided{_}",
    "code=no credentials found;;{_}issing API key{_}",
    "code=no credentials found;;{_}issing bearer token{_}",
    "code=no credentials found;;{_}he api_key client option must be set{_}",
    "code=no credentials found;;{_}Bad Authorization header. Expected{_}",
    "code=invalid audience;;{_}nvalid audience{_}",
    "code=invalid audience;;{_}udience is invalid{_}",
    "code=invalid audience;;{_}udience invalid{_}",
    "code=invalid signature;;Signature verification failed",
    "code=credentials refused;;{_}ad credentials{_}",
    "code=invalid_grant;;{_}invalid_grant: {_}",
    "code=invalid_grant;;oauth2: \"invalid_grant\"{_}",
    "code=token inactive;;{_}oken was revoked{_}",
    "code=token inactive;;{_}oken has been revoked{_}",
    "code=AccessDenied;;{_}ot authorized to perform sts:AssumeRole{_}",
    "code=invalid algorithm;;{_}Error: invalid algorithm{_}",
    "code=no matching key;;{_}secret or public key must be provided{_}",
    "code=token refused;;{_}nvalid JWT Token{_}",
    "code=token refused;;{_}ACL not found{_}",
    "code=token refused;;{_} 40{_} check the property sonar.token{_}",
    "code=token refused;;Invalid token.",
    "code=token refused;;{_}oken is invalid, {_}",
    "code=token refused;;{_}: invalid token",
    "code=token refused;;{_}= invalid token",
    "code=token refused;;{_}nvalid bearer token{_}",
    "code=token refused;;{_}ould not validate credentials{_}",
    "code=token refused;;{_}oken is not active{_}",
    "code=token refused;;{_}decode the Jwt: {_}",
    "code=no credentials found;;{_}missing required authentication credential{_}",
];

/// A line tells of an error.
const ERRORS: [&str; 8] = ["rror", "401", "nauth", "nvalid", "WARN", "ailed", "ailure", "xception"];

/// A program wrote the line, and not who asks about it.
const MACHINE: [&str; 9] =
    ["ERROR", "FATAL", "WARN", "rror:", "xception", "://", " HTTP/", "level=", "rpc error"];

/// What stands before the status of a refusal in the words of a program, in lower case.
const BEFORE_STATUS: [&str; 13] = [
    "code=", "status ", "status: ", "status=", "code ", "code: ", "http ", "/1.1 ", "/2 ",
    "error ", "error: ", "\" ", ": ",
];

/// The same of gRPC, and the status of HTTP that it goes with.
const GRPC: [(&str, &str); 2] =
    [("code = Unauthenticated", "401"), ("code = PermissionDenied", "403")];

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
    let told = pattern::has_any(view.text, &ERRORS);
    let status = || told.then(|| status(&line)).flatten().map(|value| vec![value]);
    let Some(entries) = meant(&line, told).or_else(status) else { return false };
    let span = cursor.span_of(&view);
    cursor.advance();
    sink.record(Record { kind: Kind::Error, format: &FORMAT, entries, count: 1, span });
    true
}

/// The status of a refusal that a program tells of without saying more.
pub(super) fn status(line: &Leaf) -> Option<Entry> {
    let text = line.as_str();
    if text.len() > LONGEST || !pattern::has_any(text, &MACHINE) {
        return None;
    }
    let of_grpc = GRPC.iter().find(|(words, _)| pattern::find(text, words).is_some());
    if let Some((_, status)) = of_grpc {
        return Some(Entry { name: "status", value: Leaf::verbatim(status, line.span()) });
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = pattern::find(text.get(at..)?, "40") {
        let (start, end) = (at + found, at + found + 3);
        at += found + 2;
        let before = bytes.get(..start)?;
        let is_refusal = matches!(bytes.get(end - 1), Some(b'1' | b'3' | b'7'))
            && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
        let quoted = before.strip_suffix(b"'").or(before.strip_suffix(b"(")).unwrap_or(before);
        let introduced = BEFORE_STATUS.iter().any(|words| {
            let tail = quoted.len().checked_sub(words.len()).and_then(|from| quoted.get(from..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(words.as_bytes()))
        });
        if is_refusal && introduced {
            return Some(Entry { name: "status", value: line.slice(start..end) });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{GENERAL, PATTERNS, WORDS};
    use crate::span::Leaf;

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
    #[test]
    fn a_status_counts_in_the_words_of_a_program() {
        let status = |text: &str| {
            let line = Leaf::verbatim(text, crate::span::Span::new(0, 0..text.len()));
            super::status(&line).map(|entry| entry.value.as_str().to_owned())
        };
        for (line, expected) in [
            (r#"INFO:     10.0.1.4:52044 - "GET /api HTTP/1.1" 401 Unauthorized"#, Some("401")),
            ("FATAL Confluence API returned unexpected status: 401 (Unauthorized)", Some("401")),
            ("SSE error: Non-200 status code (401)", Some("401")),
            ("Error: GET https://a.example/x: 403 Forbidden", Some("403")),
            ("rpc error: code = Unauthenticated desc = no session", Some("401")),
            ("I get HTTP 401 whenever I call it", None),
            ("ERROR: line 401 of the file", None),
            ("ERROR: status 4010", None),
            ("WARN took 401ms, status 200 https://a.example/", None),
        ] {
            assert_eq!(status(line).as_deref(), expected, "{line}");
        }
    }
}
