//! The nodes of the IIS metabase, and how its properties inherit down them.

use crate::capture::{Setting, SettingValue};
use crate::gather::Gather;
use crate::iis::keys;
use crate::span::Span;

/// A node of the metabase in one spelling: `w3svc/1/root/app`, lower case, without the slashes
/// around it, without `LM` or `IIS://host` before it. Equal nodes are equal values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodePath(String);

impl NodePath {
    /// Reads any of the spellings that the tools take.
    #[must_use]
    pub fn new(path: &str) -> NodePath {
        let path = path.trim().to_ascii_lowercase().replace('\\', "/");
        let path = match path.strip_prefix("iis://") {
            Some(rest) => rest.split_once('/').map_or("", |(_, path)| path),
            None => &path,
        };
        let mut nodes = String::new();
        let mut is_first = true;
        for node in path.split('/').filter(|node| !node.is_empty()) {
            if !(is_first && node == "lm") {
                if !nodes.is_empty() {
                    nodes.push('/');
                }
                nodes.push_str(node);
            }
            is_first = false;
        }
        NodePath(nodes)
    }

    /// The spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The node above; none above a service (`w3svc`).
    #[must_use]
    pub fn parent(&self) -> Option<NodePath> {
        self.0.rsplit_once('/').map(|(parent, _)| NodePath(parent.to_owned()))
    }

    /// True for the same node and every one above it.
    #[must_use]
    pub fn is_at_or_above(&self, other: &NodePath) -> bool {
        let rest = other.0.strip_prefix(&self.0);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The site that the node belongs to: the number in `w3svc/1/root`.
    #[must_use]
    pub fn site(&self) -> Option<u32> {
        self.0.split('/').nth(1)?.parse().ok()
    }
}

/// The node where a setting stands. A tool's output without its command tells none; it is then
/// taken to be the Web service's own, `w3svc`.
#[must_use]
pub fn node_of(setting: &Setting) -> NodePath {
    NodePath::new(setting.path.as_ref().map_or("w3svc", |path| path.as_str()))
}

/// What a property amounts to at a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effective<'a> {
    /// This setting's value.
    Value {
        /// The last one that counts.
        setting: &'a Setting,
        /// A node between was never shown; had it a value of its own, that would count instead.
        unseen_between: bool,
    },
    /// Every node from this one up to the service was shown to lack it.
    NotSet(Vec<&'a Setting>),
    /// Nothing was pasted that tells.
    Unknown,
}

/// The value of `key` (compared without regard to case) in force at `node`: its own, else that of
/// the nearest node above. At each node the last setting before the place `before` counts; "not
/// set at this node" inherits.
#[must_use]
pub fn effective<'a>(
    settings: &'a [Setting],
    key: &str,
    node: &NodePath,
    before: Option<Span>,
) -> Effective<'a> {
    let counts = |setting: &&Setting| {
        keys::same(setting.key.as_str(), key)
            && before.is_none_or(|before| setting.span.position() < before.position())
    };
    let found: Vec<(NodePath, &Setting)> =
        settings.iter().filter(counts).map(|setting| (node_of(setting), setting)).gather();
    let mut not_set = Vec::new();
    let mut unseen_between = false;
    let mut at = Some(node.clone());
    while let Some(node) = at {
        match found.iter().rev().find(|(path, _)| *path == node).map(|(_, setting)| *setting) {
            None => unseen_between = true,
            Some(setting) if setting.value == SettingValue::NotSet => not_set.push(setting),
            Some(setting) => return Effective::Value { setting, unseen_between },
        }
        at = node.parent();
    }
    if unseen_between || not_set.is_empty() {
        Effective::Unknown
    } else {
        Effective::NotSet(not_set)
    }
}

/// The bits of a property of flags at a node, as far as the pastes tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The bits that are set.
    pub set: u32,
    /// The bits that are told.
    pub known: u32,
}

/// The flags of `key` (`AuthFlags`) in force at `node`: from the service down each node's values in paste
/// order, whole ones and single bits (`AuthNTLM`) alike.
#[must_use]
pub fn effective_flags(settings: &[Setting], key: &str, node: &NodePath) -> Flags {
    let mut flags = Flags::default();
    let Some(id) = keys::find(key).map(|key| key.id) else { return flags };
    let mut path = Vec::new();
    let mut at = Some(node.clone());
    while let Some(node) = at {
        at = node.parent();
        path.push(node);
    }
    for node in path.iter().rev() {
        for setting in settings.iter().filter(|setting| setting.section.is_empty()) {
            let Some(found) = keys::find(setting.key.as_str()).filter(|key| key.id == id) else {
                continue;
            };
            let SettingValue::Text(value) = &setting.value else { continue };
            if node_of(setting) != *node {
                continue;
            }
            let value = value.as_str().trim();
            if found.bit != 0 {
                flags.known |= found.bit;
                flags.set &= !found.bit;
                if value.eq_ignore_ascii_case("true") || value == "1" || value == "-1" {
                    flags.set |= found.bit;
                }
            } else if let Some(bits) = bits(value, id) {
                flags = Flags { set: bits, known: u32::MAX };
            }
        }
    }
    flags
}

/// `5`, `0x5`, or `AuthAnonymous | AuthNTLM`.
fn bits(value: &str, id: u16) -> Option<u32> {
    if let Some(digits) = value.strip_prefix("0x") {
        return u32::from_str_radix(digits, 16).ok();
    }
    if let Ok(number) = value.parse() {
        return Some(number);
    }
    let bit = |name: &str| keys::find(name.trim()).filter(|key| key.id == id && key.bit != 0);
    value.split('|').try_fold(0, |bits, name| Some(bits | bit(name)?.bit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Act, Tool};
    use crate::span::Leaf;

    fn leaf(text: &str, start: u32) -> Leaf {
        Leaf::verbatim(text, Span { paste: 0, start, end: start + text.len() as u32 })
    }

    fn setting(at: u32, path: &str, value: Option<&str>) -> Setting {
        Setting {
            tool: Tool::Adsutil,
            section: "",
            act: Act::Get,
            path: Some(leaf(path, at)),
            key: leaf("NTAuthenticationProviders", at),
            kind: None,
            value: value.map_or(SettingValue::NotSet, |text| SettingValue::Text(leaf(text, at))),
            echoed: false,
            span: Span { paste: 0, start: at, end: at + 9 },
        }
    }

    fn value<'a>(effective: &Effective<'a>) -> Option<(&'a str, bool)> {
        match effective {
            Effective::Value {
                setting: Setting { value: SettingValue::Text(leaf), .. },
                unseen_between,
            } => Some((leaf.as_str(), *unseen_between)),
            _ => None,
        }
    }

    #[test]
    fn spellings_of_a_node_are_one() {
        for spelling in
            ["w3svc/1/Root", "/W3SVC/1/ROOT/", "IIS://localhost/w3svc/1/root", "LM\\w3svc\\1\\root"]
        {
            assert_eq!(NodePath::new(spelling), NodePath::new("w3svc/1/root"));
        }
        let root = NodePath::new("w3svc/1/root");
        assert_eq!(root.parent(), Some(NodePath::new("w3svc/1")));
        assert_eq!(NodePath::new("w3svc").parent(), None);
        assert!(NodePath::new("w3svc/1").is_at_or_above(&root));
        assert!(!NodePath::new("w3svc/11").is_at_or_above(&NodePath::new("w3svc/1")));
        assert_eq!(root.site(), Some(1));
    }

    #[test]
    fn a_value_inherits_until_a_node_has_its_own() {
        let settings = [
            setting(0, "w3svc", Some("NTLM")),
            setting(10, "W3SVC/1", None),
            setting(20, "w3svc/2", Some("Negotiate,NTLM")),
        ];
        let at = |node: &str| {
            effective(&settings, "ntauthenticationproviders", &NodePath::new(node), None)
        };
        assert_eq!(value(&at("w3svc/1")), Some(("NTLM", false)));
        assert_eq!(value(&at("w3svc/1/root")), Some(("NTLM", true)));
        assert_eq!(value(&at("w3svc/2/root/app")), Some(("Negotiate,NTLM", true)));
        assert_eq!(
            effective(&settings, "Realm", &NodePath::new("w3svc"), None),
            Effective::Unknown
        );
        let unset = [setting(0, "w3svc", None)];
        let at_root = effective(&unset, "NTAuthenticationProviders", &NodePath::new("w3svc"), None);
        assert_eq!(at_root, Effective::NotSet(vec![&unset[0]]));
    }

    #[test]
    fn the_last_value_before_a_place_counts() {
        let settings = [setting(0, "w3svc", Some("NTLM")), setting(50, "w3svc", Some("Negotiate"))];
        let key = "NTAuthenticationProviders";
        let before = Some(Span { paste: 0, start: 30, end: 31 });
        let node = NodePath::new("w3svc");
        assert_eq!(value(&effective(&settings, key, &node, before)), Some(("NTLM", false)));
        assert_eq!(value(&effective(&settings, key, &node, None)), Some(("Negotiate", false)));
    }

    #[test]
    fn single_bits_and_whole_values_merge_down_the_path() {
        let of = |at, path, key: &str, value: &str| Setting {
            key: leaf(key, at),
            ..setting(at, path, Some(value))
        };
        let settings = [
            of(0, "w3svc", "AuthFlags", "AuthAnonymous | AuthNTLM"),
            of(10, "w3svc/1", "AuthAnonymous", "False"),
            of(20, "w3svc/1/root", "6000", "0x12"),
            of(30, "w3svc/1/root", "AuthBasic", "False"),
        ];
        let at = |node: &str| effective_flags(&settings, "AuthFlags", &NodePath::new(node));
        assert_eq!(at("w3svc").set, 5);
        assert_eq!(at("w3svc/1").set, 4);
        assert_eq!(at("w3svc/1/root/app"), Flags { set: 0x10, known: u32::MAX });
        assert_eq!(
            effective_flags(&settings[1..2], "authflags", &NodePath::new("w3svc/1")).known,
            1
        );
        assert_eq!(effective_flags(&settings, "Realm", &NodePath::new("w3svc")), Flags::default());
    }
}
