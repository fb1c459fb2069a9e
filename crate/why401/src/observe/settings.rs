//! The settings of a server in force where it failed: of the metabase of IIS 4.0 to 6.0, and of the configuration
//! files after it.

use why401_engine::{FactId, Slot, Value};
use why401_evidence::capture::{Act, Setting, SettingValue, Tool};
use why401_evidence::iis::config;
use why401_evidence::iis::keys::{self, KEYS};
use why401_evidence::iis::metabase::{Effective, NodePath, effective, effective_flags, node_of};
use why401_evidence::span::Span;
use why401_facts as facts;

use super::{Observed, Remark, string};
use crate::case::Case;
use crate::redact;
use crate::report::Source;

/// What a setting's text becomes.
#[derive(Clone, Copy)]
enum As {
    Text,
    Int,
    Bool,
}

/// Properties of the metabase that are facts.
#[rustfmt::skip]
const METABASE: &[(FactId, &str, As)] = &[
    (facts::METABASE_NTAUTHENTICATIONPROVIDERS, "NTAuthenticationProviders", As::Text),
    (facts::METABASE_ANONYMOUSUSERNAME, "AnonymousUserName", As::Text),
    (facts::METABASE_ANONYMOUSPASSWORDSYNC, "AnonymousPasswordSync", As::Bool),
    (facts::METABASE_REALM, "Realm", As::Text),
    (facts::METABASE_DEFAULTLOGONDOMAIN, "DefaultLogonDomain", As::Text),
    (facts::METABASE_LOGONMETHOD, "LogonMethod", As::Int),
    (facts::METABASE_USEDIGESTSSP, "UseDigestSSP", As::Bool),
];

/// Properties of the metabase that are made of bits.
const FLAGS: &[(FactId, &str)] = &[
    (facts::METABASE_AUTHFLAGS, "AuthFlags"),
    (facts::METABASE_AUTHPERSISTENCE, "AuthPersistence"),
    (facts::METABASE_ACCESSSSLFLAGS, "AccessSSLFlags"),
];

/// Attributes of the configuration that are facts, with their section.
#[rustfmt::skip]
const CONFIG: &[(FactId, &str, &str, As)] = &[
    (facts::IIS_CONFIG_WINDOWS_AUTH_ENABLED, "windowsAuthentication", "enabled", As::Bool),
    (facts::IIS_CONFIG_WINDOWS_AUTH_USE_KERNEL_MODE, "windowsAuthentication", "useKernelMode", As::Bool),
    (facts::IIS_CONFIG_WINDOWS_AUTH_USE_APP_POOL_CREDENTIALS, "windowsAuthentication", "useAppPoolCredentials", As::Bool),
    (facts::IIS_CONFIG_WINDOWS_AUTH_AUTH_PERSIST_SINGLE_REQUEST, "windowsAuthentication", "authPersistSingleRequest", As::Bool),
    (facts::IIS_CONFIG_WINDOWS_AUTH_AUTH_PERSIST_NON_NTLM, "windowsAuthentication", "authPersistNonNTLM", As::Bool),
    (facts::IIS_CONFIG_WINDOWS_AUTH_TOKEN_CHECKING, "windowsAuthentication/extendedProtection", "tokenChecking", As::Text),
    (facts::IIS_CONFIG_ANONYMOUS_ENABLED, "anonymousAuthentication", "enabled", As::Bool),
    (facts::IIS_CONFIG_BASIC_ENABLED, "basicAuthentication", "enabled", As::Bool),
    (facts::IIS_CONFIG_DIGEST_ENABLED, "digestAuthentication", "enabled", As::Bool),
    (facts::IIS_CONFIG_SSL_FLAGS, "access", "sslFlags", As::Text),
    (facts::IIS_CONFIG_ASPNET_MODE, "authentication", "mode", As::Text),
    (facts::IIS_CONFIG_ASPNET_IMPERSONATES, "identity", "impersonate", As::Bool),
];

impl Observed {
    #[inline(never)]
    pub(super) fn settings(&mut self, settings: &[Setting], case: &Case<'_>) {
        let judged = case.focus().map(|leg| leg.exchange.span);
        for (fact, key, how) in METABASE {
            self.property(settings, judged, *fact, key, *how);
        }
        for (fact, key) in FLAGS {
            self.flags(settings, *fact, key);
        }
        let config: Vec<Setting> =
            settings.iter().filter(|setting| !is_of_metabase(setting)).cloned().collect();
        let Some(path) = innermost(&config) else { return };
        // The section says that it is there by whether it is on.
        let windows = config::effective(&config, "windowsAuthentication", "enabled", &path);
        for (fact, section, key, how) in CONFIG {
            if let Some(setting) = config::effective(&config, section, key, &path) {
                if let SettingValue::Text(value) = &setting.value
                    && let Some(found) = read(value.as_str(), *how)
                {
                    self.read(*fact, found, value.spans());
                }
            } else if let Some(told) = windows
                && section.starts_with(told.section)
                && let Some(found) =
                    config::default_of(section, key).and_then(|value| read(value, *how))
            {
                self.known(*fact, found, vec![told.span], Source::Assumed);
                self.remark(*fact, Remark::Default);
            }
        }
        let told = |name: &str| {
            config.iter().filter(|one| one.section == name).map(|one| one.span).collect::<Vec<_>>()
        };
        let spans = told("windowsAuthentication/providers");
        if !spans.is_empty() {
            let providers = config::providers(&config, &path);
            let list = Value::List(providers.list.into_iter().map(string).collect());
            self.read(facts::IIS_CONFIG_WINDOWS_AUTH_PROVIDERS, list, spans);
            if providers.from_default {
                self.remark(facts::IIS_CONFIG_WINDOWS_AUTH_PROVIDERS, Remark::DefaultList);
            }
        }
        let spans = told("authorization");
        if !spans.is_empty() {
            let denied = config.iter().any(|setting| {
                setting.section == "authorization"
                    && setting.key.as_str().eq_ignore_ascii_case("deny")
                    && matches!(&setting.value, SettingValue::Text(who) if who.as_str().contains('?'))
            });
            self.read(facts::IIS_CONFIG_ASPNET_DENIES_ANONYMOUS, Value::Bool(denied), spans);
        }
    }

    /// A property of the metabase at the innermost node that was shown.
    fn property(
        &mut self,
        settings: &[Setting],
        judged: Option<Span>,
        fact: FactId,
        key: &str,
        how: As,
    ) {
        let of_key =
            |setting: &&Setting| is_of_metabase(setting) && keys::same(setting.key.as_str(), key);
        let of_key: Vec<&Setting> = settings.iter().filter(of_key).collect();
        let Some(node) = one_node(&of_key) else { return };
        let mut found = effective(settings, key, &node, judged);
        if found == Effective::Unknown
            && let Some(judged) = judged
        {
            // What was printed after the exchange, and before any change, was so before it too.
            let change = settings.iter().position(|setting| {
                setting.act == Act::Set
                    && keys::same(setting.key.as_str(), key)
                    && setting.span.position() > judged.position()
            });
            let unchanged = settings.get(..change.unwrap_or(settings.len()));
            found = effective(unchanged.unwrap_or_default(), key, &node, None);
        }
        match &found {
            Effective::Value {
                setting: Setting { value: SettingValue::Text(value), path, .. },
                ..
            } => {
                if let Some(found) = read(value.as_str(), how) {
                    self.read(fact, found, value.spans());
                    if let Some(path) = path {
                        self.set_at(fact, &NodePath::new(path.as_str()));
                    }
                }
            }
            Effective::NotSet(_) => self.slots.set(fact, Slot::Absent),
            Effective::Value { .. } | Effective::Unknown => {}
        }
        let later = of_key.iter().rev().find(|setting| {
            setting.act == Act::Set
                && judged.is_some_and(|judged| setting.span.position() > judged.position())
        });
        if let Some(Setting { value: SettingValue::Text(later), .. }) = later
            && self.text(fact).is_some_and(|value| value != later.as_str())
        {
            self.remark(fact, Remark::ChangedLater(later.as_str().to_owned()));
        }
    }

    /// Tells the node whose value is in force.
    fn set_at(&mut self, fact: FactId, node: &NodePath) {
        self.remark(fact, Remark::SetAt(redact::value(node.as_str())));
    }

    fn remark(&mut self, fact: FactId, remark: Remark) {
        if let Some(origin) = self.origin_mut(fact) {
            origin.remarks.push(remark);
        }
    }

    /// A property made of bits: the names of those that are set, where all are told.
    fn flags(&mut self, settings: &[Setting], fact: FactId, key: &str) {
        let id = keys::find(key).map(|key| key.id);
        let of_key = |setting: &&Setting| {
            is_of_metabase(setting) && keys::find(setting.key.as_str()).map(|key| key.id) == id
        };
        let of_key: Vec<&Setting> = settings.iter().filter(of_key).collect();
        let Some(node) = one_node(&of_key) else { return };
        let flags = effective_flags(settings, key, &node);
        let bits = KEYS.iter().filter(|one| Some(one.id) == id && one.bit != 0);
        if bits.clone().any(|one| flags.known & one.bit == 0) {
            return;
        }
        let names = bits.filter(|one| flags.set & one.bit != 0).map(|one| string(one.name));
        let names = Value::List(names.collect());
        self.read(fact, names, of_key.iter().map(|setting| setting.span).collect());
        let nodes: Vec<NodePath> = of_key
            .iter()
            .filter_map(|setting| setting.path.as_ref())
            .map(|path| NodePath::new(path.as_str()))
            .collect();
        // Of several nodes each has some of the bits.
        if let Some(first) = nodes.first()
            && nodes.len() == of_key.len()
            && nodes.iter().all(|node| node == first)
        {
            self.set_at(fact, first);
        }
    }

    /// Whether the server has a metabase, as its settings tell where its version is not known.
    pub(super) fn has_metabase(&mut self, settings: &[Setting]) {
        /// Sections of ASP.NET, whose files any version of IIS has.
        const ASPNET: [&str; 3] = ["authentication", "authorization", "identity"];
        let tells = |setting: &&Setting| !ASPNET.contains(&setting.section);
        let Some(first) = settings.iter().find(tells) else { return };
        if self.is_unknown(facts::IIS_HAS_METABASE)
            && self.is_unknown(facts::SERVER_MAJOR)
            && self.text(facts::SERVER_PRODUCT) == Some("iis")
        {
            let has = Value::Bool(is_of_metabase(first));
            self.known(facts::IIS_HAS_METABASE, has, vec![first.span], Source::Assumed);
        }
    }
}

fn is_of_metabase(setting: &Setting) -> bool {
    matches!(setting.tool, Tool::Adsutil | Tool::Mdutil | Tool::MetabaseXml | Tool::IisInf)
}

/// The innermost node of settings that are all of one site; with several sites nothing tells which of them failed.
fn one_node(settings: &[&Setting]) -> Option<NodePath> {
    let nodes: Vec<NodePath> = settings.iter().map(|setting| node_of(setting)).collect();
    let mut sites = nodes.iter().filter_map(NodePath::site);
    let first = sites.next();
    if sites.any(|site| Some(site) != first) {
        return None;
    }
    nodes.into_iter().max_by_key(|node| node.as_str().len())
}

/// The innermost location, where all others lead to it.
fn innermost(settings: &[Setting]) -> Option<String> {
    let path = |setting: &Setting| {
        let path = setting.path.as_ref().map_or("", |path| path.as_str());
        path.trim_matches('/').to_ascii_lowercase()
    };
    let longest = settings.iter().map(path).max_by_key(String::len)?;
    let leads = settings.iter().map(path).all(|path| {
        longest
            .strip_prefix(&path)
            .is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with('/'))
    });
    leads.then_some(longest)
}

fn read(text: &str, how: As) -> Option<Value> {
    Some(match how {
        As::Text => string(&redact::value(text)),
        As::Int => Value::Int(text.trim().parse().ok()?),
        As::Bool => Value::Bool(match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "-1" => true,
            "false" | "0" => false,
            _ => return None,
        }),
    })
}
