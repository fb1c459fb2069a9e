//! Decoders beside independent implementations: what `kerberos-parser` accepts is read the same, also where it was
//! changed; what `ntlmclient` and `picky-krb` write is read back.

use asn1_rs::{ASN1TimeZone, FromDer, GeneralizedTime};
use kerberos_parser::krb5::{ApReq, EncryptedData, KrbError, PrincipalName, Realm};
use ntlmclient::{AuthenticateMessage, Credentials, Flags, Message, NegotiateMessage, OsVersion};
use oid::ObjectIdentifier;
use picky_asn1::wrapper::{
    Asn1SequenceOf, ExplicitContextTag0, ExplicitContextTag1, ExplicitContextTag2,
    ExplicitContextTag3, ObjectIdentifierAsn1, OctetStringAsn1, Optional,
};
use picky_krb::gss_api::{ApplicationTag0, GssApiNegInit, NegTokenInit, NegTokenTarg};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use why401_evidence::token::{Decoded, Hint, Kind, NoteKind, Value, decode_bytes};

fn ours(bytes: &[u8]) -> Decoded {
    decode_bytes(bytes, Hint::default())
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7F) => out.push(short),
        Ok(one) => out.extend([0x81, one]),
        Err(_) => {
            out.extend([&[0x82][..], &u16::try_from(length).expect("short").to_be_bytes()].concat())
        }
    }
    out.extend(content);
    out
}

fn sequence(fields: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &fields.concat())
}

fn int(number: i32) -> Vec<u8> {
    let mut bytes = number.to_be_bytes().to_vec();
    while let [first, second, ..] = bytes[..] {
        let sign = if second & 0x80 == 0 { 0 } else { 0xFF };
        if first != sign {
            break;
        }
        bytes.remove(0);
    }
    tlv(2, &bytes)
}

fn tagged(tag: u8, content: Vec<u8>) -> Vec<u8> {
    tlv(0xA0 | tag, &content)
}

fn principal(kind: i32, parts: &[String]) -> Vec<u8> {
    let parts: Vec<_> = parts.iter().map(|part| tlv(0x1B, part.as_bytes())).collect();
    sequence(&[tagged(0, int(kind)), tagged(1, sequence(&parts))])
}

fn encrypted(etype: i32, kvno: Option<i32>, cipher: &[u8]) -> Vec<u8> {
    let mut fields = vec![tagged(0, int(etype))];
    fields.extend(kvno.map(|kvno| tagged(1, int(kvno))));
    fields.push(tagged(2, tlv(4, cipher)));
    sequence(&fields)
}

fn time() -> impl Strategy<Value = Vec<u8>> {
    let part = (1990..2040_u32, 1..13_u32, 1..29_u32, 0..24_u32, 0..60_u32, 0..60_u32);
    part.prop_map(|(year, month, day, hour, minute, second)| {
        tlv(0x18, format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z").as_bytes())
    })
}

fn names() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-zA-Z0-9.$-]{0,20}", 0..4)
}

fn ap_req() -> impl Strategy<Value = Vec<u8>> {
    let part = || {
        (-140..30_i32, prop::option::of(0..i32::MAX), prop::collection::vec(any::<u8>(), 0..300))
    };
    (any::<u8>(), "[A-Z.]{1,20}", 0..12_i32, names(), part(), part()).prop_map(
        |(options, realm, kind, names, ticket, authenticator)| {
            let ticket = sequence(&[
                tagged(0, int(5)),
                tagged(1, tlv(0x1B, realm.as_bytes())),
                tagged(2, principal(kind, &names)),
                tagged(3, encrypted(ticket.0, ticket.1, &ticket.2)),
            ]);
            let request = sequence(&[
                tagged(0, int(5)),
                tagged(1, int(14)),
                tagged(2, tlv(3, &[0, options, 0, 0, 0])),
                tagged(3, tlv(0x61, &ticket)),
                tagged(4, encrypted(authenticator.0, authenticator.1, &authenticator.2)),
            ]);
            tlv(0x6E, &request)
        },
    )
}

fn krb_error() -> impl Strategy<Value = Vec<u8>> {
    let client = (prop::option::of(time()), prop::option::of(("[A-Z.]{1,9}", names())));
    let server = (time(), 0..1_000_000_i32, "[A-Z.]{1,20}", names());
    let more = (
        prop::option::of("[ -~]{0,30}"),
        prop::option::of(prop::collection::vec(any::<u8>(), 0..40)),
    );
    (client, server, 0..80_i32, more).prop_map(
        |((ctime, client), (stime, susec, realm, sname), code, (text, data))| {
            let mut fields = vec![tagged(0, int(5)), tagged(1, int(30))];
            fields.extend(ctime.map(|time| tagged(2, time)));
            fields.extend([tagged(4, stime), tagged(5, int(susec)), tagged(6, int(code))]);
            if let Some((realm, name)) = client {
                fields.extend([
                    tagged(7, tlv(0x1B, realm.as_bytes())),
                    tagged(8, principal(1, &name)),
                ]);
            }
            fields
                .extend([tagged(9, tlv(0x1B, realm.as_bytes())), tagged(10, principal(2, &sname))]);
            fields.extend(text.map(|text| tagged(11, tlv(0x1B, text.as_bytes()))));
            fields.extend(data.map(|data| tagged(12, tlv(4, &data))));
            tlv(0x7E, &sequence(&fields))
        },
    )
}

fn int_of(number: impl Into<i64>) -> Option<i64> {
    Some(number.into())
}

fn same_name(token: &Decoded, name: &str, kind: &str, theirs: &PrincipalName) {
    let parts = theirs.name_string.iter().map(|part| Value::Text(part.clone())).collect();
    assert_eq!(token.field(name).map(|field| &field.value), Some(&Value::List(parts)));
    assert_eq!(token.int(kind), int_of(theirs.name_type.0));
}

fn same_encrypted(token: &Decoded, [etype, kvno, length]: [&str; 3], theirs: &EncryptedData<'_>) {
    assert_eq!(token.int(etype), int_of(theirs.etype.0));
    assert_eq!(token.int(kvno), theirs.kvno.map(i64::from));
    assert_eq!(token.int(length), i64::try_from(theirs.cipher.len()).ok());
}

fn same_ap_req(bytes: &[u8], theirs: &ApReq<'_>) {
    let token = ours(bytes);
    assert_eq!(token.kind, Kind::KerberosApReq);
    assert_eq!(token.int("msg_type"), int_of(theirs.msg_type.0));
    assert_eq!(token.text("realm"), Some(theirs.ticket.realm.0.as_str()));
    same_name(&token, "sname", "sname_type", &theirs.ticket.sname);
    same_encrypted(&token, ["ticket_etype", "ticket_kvno", "ticket_len"], &theirs.ticket.enc_part);
    same_encrypted(
        &token,
        ["authenticator_etype", "authenticator_kvno", "authenticator_len"],
        &theirs.authenticator,
    );
}

fn same_krb_error(bytes: &[u8], theirs: &KrbError<'_>) {
    let token = ours(bytes);
    assert_eq!(token.kind, Kind::KerberosError);
    assert_eq!(token.int("error_code"), int_of(theirs.error_code.0));
    assert_eq!(token.int("susec"), int_of(theirs.susec));
    assert_eq!(token.text("realm"), Some(theirs.realm.0.as_str()));
    same_name(&token, "sname", "sname_type", &theirs.sname);
    assert_eq!(token.text("crealm"), theirs.crealm.as_ref().map(|realm| realm.0.as_str()));
    if let Some(name) = &theirs.cname {
        same_name(&token, "cname", "cname_type", name);
    }
    assert_eq!(token.text("e_text"), theirs.etext.as_deref());
    assert_eq!(
        token.field("has_e_data").map(|field| &field.value),
        Some(&Value::Bool(theirs.edata.is_some()))
    );
    assert_eq!(token.text("stime"), Some(written(&theirs.stime).as_str()));
    assert_eq!(token.text("ctime"), theirs.ctime.as_ref().map(written).as_deref());
}

/// A time as a message has it, where it is a KerberosTime: UTC and no fractions.
fn written(time: &GeneralizedTime) -> String {
    let at = &time.0;
    let date = format!("{:04}{:02}{:02}", at.year, at.month, at.day);
    format!("{date}{:02}{:02}{:02}Z", at.hour, at.minute, at.second)
}

/// Strings with other bytes are told otherwise there.
fn plain(realm: &Realm, name: &PrincipalName) -> bool {
    realm.0.is_ascii() && name.name_string.iter().all(|part| part.is_ascii())
}

/// Whether both were compared.
fn compare_ap_req(bytes: &[u8]) -> bool {
    let read = ApReq::from_der(bytes);
    read.is_ok_and(|(rest, theirs)| {
        let compared = rest.is_empty() && plain(&theirs.ticket.realm, &theirs.ticket.sname);
        if compared {
            same_ap_req(bytes, &theirs);
        }
        compared
    })
}

fn compare_krb_error(bytes: &[u8]) -> bool {
    let read = KrbError::from_der(bytes);
    read.is_ok_and(|(rest, theirs)| {
        let whole = |time: &GeneralizedTime| {
            time.0.millisecond.is_none() && matches!(time.0.tz, ASN1TimeZone::Z)
        };
        let times = whole(&theirs.stime) && theirs.ctime.as_ref().is_none_or(whole);
        let client = theirs.crealm.as_ref().zip(theirs.cname.as_ref());
        let client = client.is_none_or(|(realm, name)| plain(realm, name));
        let compared = rest.is_empty() && times && client && plain(&theirs.realm, &theirs.sname);
        if compared {
            same_krb_error(bytes, &theirs);
        }
        compared
    })
}

/// The tags in order, those inside of others included. The peer takes some tags for others and leaves fields
/// unread; where tags are as they were, it has to say the same.
fn tags(bytes: &[u8], found: &mut Vec<u8>) {
    let Some((tag, rest)) = bytes.split_first() else { return };
    let (length, rest) = match rest {
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        [length, rest @ ..] => (usize::from(*length), rest),
        [] => return,
    };
    let (content, rest) = rest.split_at(length.min(rest.len()));
    found.push(*tag);
    if tag & 0x20 != 0 {
        tags(content, found);
        // Where it ends.
        found.push(0);
    }
    tags(rest, found);
}

/// Made messages, each whole and with a byte changed, in many places.
fn each(strategy: impl Strategy<Value = Vec<u8>>, compare: impl Fn(&[u8]) -> bool) {
    let mut runner = TestRunner::default();
    let (mut changed, mut all) = (0, 0);
    for _ in 0..200 {
        let bytes = strategy.new_tree(&mut runner).expect("a message").current();
        assert!(compare(&bytes), "{bytes:02x?}");
        let mut before = Vec::new();
        tags(&bytes, &mut before);
        for _ in 0..200 {
            let change = (0..bytes.len(), any::<u8>()).new_tree(&mut runner).expect("a change");
            let (at, byte) = change.current();
            let mut bytes = bytes.clone();
            bytes[at] = byte;
            let mut after = Vec::new();
            tags(&bytes, &mut after);
            all += 1;
            if before == after {
                changed += usize::from(compare(&bytes));
            } else {
                // Nothing to compare with; it is some token.
                let _ = ours(&bytes);
            }
        }
    }
    println!("{changed} of {all} changed messages compared");
    // Else nothing is compared.
    assert!(changed * 20 > all, "{changed} of {all}");
}

#[test]
fn tickets_are_read_as_kerberos_parser_reads_them() {
    each(ap_req(), compare_ap_req);
}

#[test]
fn errors_are_read_as_kerberos_parser_reads_them() {
    each(krb_error(), compare_krb_error);
}

/// The flags that every message here needs.
fn flags(unicode: bool) -> Flags {
    let encoding = if unicode { Flags::NEGOTIATE_UNICODE } else { Flags::NEGOTIATE_OEM };
    encoding | Flags::NEGOTIATE_NTLM | Flags::NEGOTIATE_VERSION
}

fn version() -> OsVersion {
    OsVersion {
        major_version: 10,
        minor_version: 0,
        build_number: 20_348,
        reserved: [0; 3],
        ntlm_revision: 15,
    }
}

fn text_or_nothing(token: &Decoded, name: &str, wanted: &str) {
    let found = token.field(name).map(|field| field.value.clone());
    let wanted = if wanted.is_empty() { Value::Null } else { Value::Text(wanted.to_owned()) };
    assert_eq!(found, Some(wanted), "{name}");
}

proptest! {
    #[test]
    fn ntlm_offers_are_read_back(domain in "[A-Z0-9]{0,15}", workstation in "[A-Z0-9-]{0,15}") {
        let message = Message::Negotiate(NegotiateMessage {
            flags: flags(false),
            supplied_domain: domain.clone(),
            supplied_workstation: workstation.clone(),
            os_version: version(),
        });
        let token = ours(&message.to_bytes().expect("a message"));
        prop_assert_eq!(token.kind, Kind::NtlmNegotiate);
        prop_assert!(token.notes.is_empty(), "{:?}", token.notes);
        text_or_nothing(&token, "domain", &domain);
        text_or_nothing(&token, "workstation", &workstation);
        let version = [10, 0, 20_348].map(Value::Int).to_vec();
        prop_assert_eq!(&token.field("version").expect("a version").value, &Value::List(version));
    }

    #[test]
    fn ntlm_proofs_are_read_back_and_their_secrets_are_not_told(
        user in "[a-zA-Zäöüß東京.]{1,20}",
        domain in "[A-ZÄ]{0,15}",
        workstation in "[A-Z0-9-]{0,15}",
        password in "[ -~]{8,20}",
        server_challenge: [u8; 8],
        time in 0..i64::MAX,
        two: bool,
        spn in "HTTP/[a-z.]{1,30}",
    ) {
        let credentials = Credentials { username: user.clone(), password, domain: domain.clone() };
        let spn_bytes: Vec<u8> = spn.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(spn_bytes.len()).expect("short").to_le_bytes();
        let pairs = [&[9, 0], &length[..], &spn_bytes, &[0; 4]].concat();
        let mut response =
            ntlmclient::respond_challenge_ntlm_v2(server_challenge, &pairs, time, &credentials);
        if !two {
            // Of the length of NTLMv1's: the peer's own function for them fails.
            response.lm_response.resize(24, 7);
            response.ntlm_response.truncate(24);
        }
        let message = Message::Authenticate(AuthenticateMessage {
            lm_response: response.lm_response.clone(),
            ntlm_response: response.ntlm_response.clone(),
            domain_name: domain.clone(),
            user_name: user.clone(),
            workstation_name: workstation.clone(),
            session_key: response.session_key.clone(),
            flags: flags(true),
            os_version: version(),
        });
        let bytes = message.to_bytes().expect("a message");
        let token = ours(&bytes);
        prop_assert_eq!(token.kind, Kind::NtlmAuthenticate);
        text_or_nothing(&token, "user", &user);
        text_or_nothing(&token, "domain", &domain);
        text_or_nothing(&token, "workstation", &workstation);
        prop_assert_eq!(token.text("ntlm_version"), Some(if two { "v2" } else { "v1" }));
        prop_assert_eq!(token.has(NoteKind::NtlmV1), !two);
        prop_assert_eq!(token.int("nt_len"), i64::try_from(response.ntlm_response.len()).ok());
        if two {
            prop_assert_eq!(token.int("client_time"), Some(time));
            prop_assert_eq!(token.text("av.target_spn"), Some(spn.as_str()));
        }
        let secret = |part: &[u8]| {
            let mut places = token.secrets().into_iter();
            let inside = |place: why401_evidence::token::Place| {
                bytes.get(place.start as usize..place.end as usize) == Some(part)
            };
            part.is_empty() || places.any(inside)
        };
        prop_assert!(secret(&response.lm_response) && secret(&response.ntlm_response));
        prop_assert!(secret(&response.session_key));
        // Neither in hexadecimal nor as the list of bytes that Debug writes.
        let told = format!("{token:?}");
        let bytes = format!("{:?}", &response.ntlm_response[..16]);
        prop_assert!(!told.contains(bytes.trim_matches(['[', ']'])));
    }

    #[test]
    fn spnego_offers_are_read_back(
        order in prop::sample::subsequence(MECHANISMS.to_vec(), 1..=4),
        inner in prop::option::of(prop::collection::vec(0x20..0x30_u8, 1..300)),
        mic in prop::option::of(prop::collection::vec(any::<u8>(), 16)),
    ) {
        let oids = order.iter().map(|oid| asn1(oid)).collect::<Vec<_>>();
        let message = ApplicationTag0(GssApiNegInit {
            oid: asn1("1.3.6.1.5.5.2"),
            neg_token_init: ExplicitContextTag0::from(NegTokenInit {
                mech_types: Optional::from(Some(ExplicitContextTag0::from(Asn1SequenceOf::from(oids)))),
                req_flags: Optional::from(None),
                mech_token: Optional::from(inner.clone().map(|token| ExplicitContextTag2::from(OctetStringAsn1::from(token)))),
                mech_list_mic: Optional::from(mic.clone().map(|mic| ExplicitContextTag3::from(OctetStringAsn1::from(mic)))),
            }),
        });
        let token = ours(&picky_asn1_der::to_vec(&message).expect("DER"));
        prop_assert_eq!(token.kind, Kind::SpnegoInit);
        prop_assert!(!token.has(NoteKind::Cut) && !token.has(NoteKind::Trailing));
        let wanted = Value::List(order.iter().map(|oid| Value::Text((*oid).to_owned())).collect());
        prop_assert_eq!(&token.field("mech_types").expect("mechanisms").value, &wanted);
        prop_assert_eq!(token.inner().and_then(|inner| inner.int("len")), inner.map(|inner| inner.len() as i64));
        let mic = mic.map_or(Value::Null, |_| Value::Secret(16));
        prop_assert_eq!(&token.field("mech_list_mic").expect("a field").value, &mic);
    }

    #[test]
    fn spnego_answers_are_read_back(
        state in prop::option::of(0..4_u8),
        mechanism in prop::option::of(prop::sample::select(MECHANISMS.to_vec())),
        inner in prop::option::of(prop::collection::vec(0x20..0x30_u8, 1..300)),
    ) {
        let message = ExplicitContextTag1::from(NegTokenTarg {
            neg_result: Optional::from(state.map(|state| ExplicitContextTag0::from(picky_asn1_der::Asn1RawDer(vec![10, 1, state]))))
            ,
            supported_mech: Optional::from(mechanism.map(|oid| ExplicitContextTag1::from(asn1(oid)))),
            response_token: Optional::from(inner.clone().map(|token| ExplicitContextTag2::from(OctetStringAsn1::from(token)))),
            mech_list_mic: Optional::from(None),
        });
        let token = ours(&picky_asn1_der::to_vec(&message).expect("DER"));
        prop_assert_eq!(token.kind, Kind::SpnegoResponse);
        prop_assert_eq!(token.int("neg_state"), state.map(i64::from));
        prop_assert_eq!(token.text("supported_mech"), mechanism);
        prop_assert_eq!(token.inner().and_then(|inner| inner.int("len")), inner.map(|inner| inner.len() as i64));
    }
}

const MECHANISMS: [&str; 4] = [
    "1.2.840.48018.1.2.2",
    "1.2.840.113554.1.2.2",
    "1.3.6.1.4.1.311.2.2.30",
    "1.3.6.1.4.1.311.2.2.10",
];

fn asn1(dotted: &str) -> ObjectIdentifierAsn1 {
    ObjectIdentifierAsn1::from(ObjectIdentifier::try_from(dotted).expect("an OID"))
}
