//! What is odd about a token: damage, signs of a mix-up, values that can't be right.

use super::tree::Place;

/// Something odd, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// Where; of no length where it is about the token as a whole.
    pub place: Place,
}

macro_rules! notes {
    ($($name:ident $code:literal $message:literal)*) => {
        /// What can be odd about a token.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum NoteKind { $(#[doc = $message] $name,)* }

        impl NoteKind {
            /// Every one, in order.
            pub const ALL: &[NoteKind] = &[$(NoteKind::$name),*];
        }

        /// The codes and the sentences, in the order of [`NoteKind`].
        const TOLD: &[(&str, &str)] = &[$(($code, $message)),*];
    };
}

notes! {
    Placeholder "placeholder" "A placeholder stands where the token belongs; nothing was filled in."
    Redacted "redacted" "The token was covered before it was pasted."
    TooLong "too-long" "It is longer than 1 MiB; it was not decoded."
    TooDeep "too-deep" "Tokens are nested too deep; the innermost was not decoded."
    TooMany "too-many" "It has more elements than are decoded; the rest was left out."
    Cut "cut-off" "It ends early: a part was cut off."
    Damaged "damaged" "A part of it can't be read as what it should be."
    Trailing "trailing-bytes" "Bytes follow after its end."
    Base64Url "base64url" "It has - or _ where base64 has + or /: base64url was used."
    Base64Standard "base64-not-url" "It has + or / where base64url has - or _: plain base64 was used."
    Padding "padding" "The = at its end are missing, too many, or don't belong there."
    PercentEncoded "percent-encoded" "It is percent-encoded, as for a URL; a header takes it plain."
    Wrapped "wrapped" "Line breaks stand inside it; they must be taken out."
    Whitespace "whitespace" "White space stands inside it; it must be taken out."
    Quoted "quoted" "It stands in quotes, which are not part of it."
    Overlap "overlap" "Two parts of the message stand in the same place."
    OutOfBounds "out-of-bounds" "A part is said to stand past the end of the message."
    NtlmFlagsEncoding "ntlm-no-encoding" "Neither Unicode nor OEM is negotiated."
    NtlmV1 "ntlm-v1" "The response is NTLMv1, which many servers refuse."
    LmOnly "lm-only" "There is an LM response and no NT response, which servers refuse today."
    Anonymous "anonymous" "It logs on nobody: the responses are empty."
    NoChannelBindings "no-channel-bindings" "The channel bindings are zero: the client did not bind to the TLS connection."
    NoMechanisms "no-mechanisms" "It offers no mechanism."
    OptimisticMismatch "optimistic-mismatch" "The token inside is not of the mechanism that is offered first."
    NtlmRaw "ntlm-under-negotiate" "It is NTLM without SPNEGO around it."
    KerberosRaw "kerberos-under-negotiate" "It is Kerberos without SPNEGO around it."
    SpnegoUnderNtlm "spnego-under-ntlm" "It is SPNEGO, and the scheme is NTLM."
    Skew "clock-skew" "The clocks of the client and the server are more than 5 minutes apart."
    AlgNone "alg-none" "It is not signed (alg none); nobody should accept it."
    Expired "expired" "It has expired."
    NotYetValid "not-yet-valid" "It is not valid yet (nbf)."
    FutureIssue "issued-in-the-future" "It says that it was issued in the future (iat)."
    Milliseconds "milliseconds" "A time looks like milliseconds; JWT has seconds."
    NotNumber "time-no-number" "A time is no number."
    IdToken "id-token" "It looks like an ID token; an API wants an access token."
    WrongParts "wrong-parts" "It does not have the 3 parts of a signed or the 5 of an encrypted token."
    NotJson "not-json" "A part that should be JSON can't be read as such."
    DuplicateMember "duplicate-member" "A member stands in it twice."
    PrivateKey "private-key" "It carries a private key."
    NoAlg "no-alg" "Its header names no algorithm."
    MissingColon "missing-colon" "There is no colon between user and password."
    Newline "newline" "A line break is part of the user name or the password; echo adds one, printf does not."
    Control "control-character" "A control character is part of the user name or the password."
    EmptyUser "empty-user" "The user name is empty."
    EmptyPassword "empty-password" "The password is empty."
    NotBase64 "not-base64" "It is not base64."
    DoubleEncoded "double-encoded" "It is base64 of base64."
    MissingParam "missing-parameter" "A parameter that the scheme needs is missing."
    BadNc "bad-nc" "The nonce count is not 8 hexadecimal digits."
    QuotedParam "quoted-parameter" "A parameter stands in quotes that should have none, or the other way round."
    MissingCnonce "missing-cnonce" "There is a qop, but no cnonce or no nc."
    ResponseLength "response-length" "The response is not as long as the algorithm's hash."
    UnknownAlgorithm "unknown-algorithm" "The algorithm is none of the known ones."
    WeakAlgorithm "weak-algorithm" "The algorithm is MD5, which newer clients and servers can refuse."
    BadScope "bad-scope" "The credential scope does not have five parts that end in aws4_request."
    HostNotSigned "host-not-signed" "The host header is not among the signed headers."
    UnknownError "unknown-error" "The error code is none that the scheme's specifications define."
    ErrorWithoutCredentials "invalid-request" "The request was malformed, not its token."
    NotHttps "not-https" "An address that should be https is not."
    DpopNonce "dpop-nonce" "The server wants its nonce in the DPoP proof; the next try with it can succeed."
    StepUp "step-up" "The server wants a stronger or more recent login, not another token of the same kind."
    Scope "insufficient-scope" "The token is valid and lacks a permission."
    SchemeMismatch "scheme-mismatch" "The token is of another scheme than the one that it is sent with."
}

impl NoteKind {
    /// The word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        TOLD.get(self as usize).map_or("", |(code, _)| code)
    }

    /// A sentence for people.
    #[must_use]
    pub fn message(self) -> &'static str {
        TOLD.get(self as usize).map_or("", |(_, message)| message)
    }
}
