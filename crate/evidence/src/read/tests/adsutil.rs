//! Commands and output of `adsutil.vbs`.

use super::*;

fn describe(setting: &Setting) -> String {
    let path = setting.path.as_ref().map_or("-", Leaf::as_str);
    let value = match &setting.value {
        SettingValue::Text(leaf) => format!("{leaf}"),
        SettingValue::List(leaves) => {
            format!("{:?}", leaves.iter().map(Leaf::as_str).collect::<Vec<_>>())
        }
        SettingValue::NotSet => "(not set)".to_owned(),
    };
    let act = match (setting.act, setting.echoed) {
        (Act::Get, _) => "get",
        (Act::Set, true) => "set, echoed",
        (Act::Set, false) => "set",
    };
    format!("{act} {path} {} {value}", setting.key)
}

fn settings(text: &str) -> Vec<String> {
    capture(text).settings.iter().map(describe).collect()
}

#[test]
fn every_printed_variant_is_read() {
    for (text, expected) in [
        ("NTAuthenticationProviders : (STRING) \"NTLM\"", "NTLM"),
        ("NTAuthenticationProviders       : (STRING) \"Negotiate,NTLM\"", "Negotiate,NTLM"),
        ("NTAuthenticationProviders: (String) \"Negotiate, NTLM\"", "Negotiate, NTLM"),
        ("NTAuthenticationProviders       :(String)  \"ntlm\"", "ntlm"),
        ("NTAuthenticationProviders : (STRING) \"\"", ""),
        ("NTAuthenticationProviders : (STRING) “NTLM”", "NTLM"),
        ("NTAuthenticationProviders : (STRING) \"Negotiate,\nNTLM\"", "Negotiate,NTLM"),
        ("NTAuthenticationProviders : (STRING)\n  \"NTLM\"", "NTLM"),
        ("NTAuthenticationProviders : (BOOLEAN) True", "True"),
        ("NTAuthenticationProviders :(Integer) 1", "1"),
        ("NTAuthenticationProviders : <List> \"a:80:\" \"b:80:\"", "[\"a:80:\", \"b:80:\"]"),
        ("NTAuthenticationProviders : (LIST) (2 Items)\n  \"a\"\n  \"b\"\n", "[\"a\", \"b\"]"),
        ("The parameter \"NTAuthenticationProviders\" is not set at this node.", "(not set)"),
    ] {
        let expected = format!("get - NTAuthenticationProviders {expected}");
        assert_eq!(settings(text), [expected], "{text}");
        assert_eq!(capture(text).unread, [], "{text}");
    }
}

#[test]
fn commands_give_their_node() {
    let output = "NTAuthenticationProviders : (STRING) \"NTLM\"\n";
    for command in [
        "cscript adsutil.vbs get w3svc/1/root/NTAuthenticationProviders",
        "C:\\Inetpub\\AdminScripts>CSCRIPT.EXE //nologo adsutil.vbs GET \"w3svc/1/root/NTAuthenticationProviders\"",
        "C:\\>cscript c:\\inetpub\\adminscripts\\adsutil.vbs get w3svc/1/root/ntauthenticationproviders",
        "adsutil get -S:server w3svc/1/root/NTAuthenticationProviders",
        "cscript \"C:\\Admin Scripts\\adsutil.vbs\" get w3svc/1/root/NTAuthenticationProviders",
    ] {
        let banner = "Microsoft (R) Windows Script Host Version 5.1 for Windows\n\
            Copyright (C) Microsoft Corporation 1996-1999. All rights reserved.\n\n";
        let text = format!("{command}\n{banner}{output}");
        assert_eq!(settings(&text), ["get w3svc/1/root NTAuthenticationProviders NTLM"], "{text}");
        assert_eq!(capture(&text).unread, [], "{text}");
    }
}

#[test]
fn a_set_and_its_echo_are_one_setting() {
    let set = "cscript adsutil.vbs set w3svc/NTAuthenticationProviders \"Negotiate,NTLM\"\n";
    let echo = "NTAuthenticationProviders : (STRING) \"Negotiate, NTLM\"\n";
    let path = "w3svc NTAuthenticationProviders";
    assert_eq!(settings(set), [format!("set {path} Negotiate,NTLM")]);
    let both = format!("{set}\nYou should see:\n{echo}");
    assert_eq!(settings(&both), [format!("set, echoed {path} Negotiate, NTLM")]);
    let list = "adsutil set w3svc/1/root/MimeMap \".a,text/html\" \".b,text/html\"";
    assert_eq!(settings(list), ["set w3svc/1/root MimeMap [\".a,text/html\", \".b,text/html\"]"]);
}

#[test]
fn descriptions_of_commands_set_nothing() {
    for text in [
        "To set it, type cscript adsutil.vbs set w3svc/Realm x and press ENTER.\n",
        "adsutil set w3svc/<n>/PasswordChangeFlags <value>\n",
        "If the value of NTAuthenticationProviders is \"NTLM,\" then type\n",
        "adsutil get w3svc/NTAuthenticationProviders\n",
        "adsutil.vbs is a script.\n",
        "Note : (IMPORTANT) read this\n",
    ] {
        assert_eq!(settings(text), [""; 0], "{text}");
    }
}

#[test]
fn enum_gives_its_node_to_all_that_it_prints() {
    let text = "adsutil enum w3svc/filters/sspifilt\nKeyType : (STRING) \"IISFilter\"\nFilterState :(Integer) 1\n";
    assert_eq!(
        settings(text),
        [
            "get w3svc/filters/sspifilt KeyType IISFilter",
            "get w3svc/filters/sspifilt FilterState 1",
        ]
    );
}
