//! The nodes of the IIS metabase, and how its properties inherit down them.

use crate::capture::{Setting, SettingValue};
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
        let mut nodes: Vec<&str> = path.split('/').filter(|node| !node.is_empty()).collect();
        if nodes.first() == Some(&"lm") {
            nodes.remove(0);
        }
        NodePath(nodes.join("/"))
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
        setting.key.as_str().eq_ignore_ascii_case(key)
            && before.is_none_or(|before| setting.span.position() < before.position())
    };
    let found: Vec<(NodePath, &Setting)> =
        settings.iter().filter(counts).map(|setting| (node_of(setting), setting)).collect();
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
}
