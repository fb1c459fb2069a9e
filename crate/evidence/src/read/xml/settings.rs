//! Settings in `applicationHost.config`, `web.config` and `MetaBase.xml`.

use super::{Attribute, CONFIG, METABASE, Place, get};
use crate::capture::{Act, Setting, SettingValue, Tool};
use crate::iis::keys;
use crate::read::sink::Sink;
use crate::span::Leaf;

/// The path that holds for what is open, and since which depth.
#[derive(Default)]
pub(super) struct Settings {
    path: Option<(usize, Leaf)>,
    /// The innermost section that is open, and its depth.
    section: Option<(usize, &'static str)>,
}

impl Settings {
    pub(super) fn open(&mut self, place: &Place<'_, '_>, all: &[Attribute], sink: &mut Sink) {
        let metabase = place.name.starts_with("IIs");
        let location = if metabase { get(all, "Location") } else { get(all, "path") };
        if metabase || place.name == "location" {
            self.path = location.cloned().map(|path| (place.depth, path));
        }
        if metabase {
            for (name, value) in all.iter().filter(|(name, _)| keys::find(name.as_str()).is_some())
            {
                let value = SettingValue::Text(value.clone());
                self.put(Tool::MetabaseXml, "", name.clone(), value, sink);
            }
            return;
        }
        if place.name == "Custom" {
            let name = get(all, "Name").or_else(|| get(all, "ID"));
            if let (Some(name), Some(value)) = (name, get(all, "Value"))
                && keys::find(name.as_str()).is_some()
            {
                let value = SettingValue::Text(value.clone());
                self.put(Tool::MetabaseXml, "", name.clone(), value, sink);
            }
            return;
        }
        if let Some(section) = keys::section(place.name) {
            self.section = Some((place.depth, section));
        }
        let Some((depth, section)) = self.section else { return };
        let below = place.depth - depth;
        let section = match (section, place.parent, place.name) {
            (_, "providers", _) => "windowsAuthentication/providers",
            (_, _, "extendedProtection") | (_, "extendedProtection", _) => {
                "windowsAuthentication/extendedProtection"
            }
            _ => section,
        };
        let listed = matches!(place.name, "add" | "remove" | "clear" | "allow" | "deny" | "spn");
        if listed {
            if all.is_empty() {
                let nothing = place.leaf.slice(0..0);
                self.put(
                    Tool::Config,
                    section,
                    place.leaf.clone(),
                    SettingValue::Text(nothing),
                    sink,
                );
            }
            let rule = get(all, "accessType").unwrap_or(place.leaf);
            for (_, value) in all.iter().filter(|(name, value)| {
                !matches!(name.as_str(), "accessType" | "prefix") && !value.is_empty()
            }) {
                let value = SettingValue::Text(value.clone());
                self.put(Tool::Config, section, rule.clone(), value, sink);
            }
        } else if below == 0 || place.name == "extendedProtection" {
            for (name, value) in all.iter().filter(|(name, _)| !name.as_str().starts_with("lock")) {
                let value = SettingValue::Text(value.clone());
                self.put(Tool::Config, section, name.clone(), value, sink);
            }
        }
    }

    fn put(
        &self,
        tool: Tool,
        section: &'static str,
        key: Leaf,
        value: SettingValue,
        sink: &mut Sink,
    ) {
        let path = self.path.as_ref().map(|(_, path)| path.clone());
        let path = path.or_else(|| sink.appcmd_path.clone());
        let last = match &value {
            SettingValue::Text(leaf) => leaf.span(),
            _ => key.span(),
        };
        let span = key.span().hull(last);
        sink.part(if tool == Tool::Config { &CONFIG } else { &METABASE }, span);
        let (act, kind, echoed) = (Act::Get, None, false);
        sink.capture.settings.push(Setting {
            tool,
            section,
            act,
            path,
            key,
            kind,
            value,
            echoed,
            span,
        });
    }

    /// The element that was open at `depth` has ended.
    pub(super) fn close(&mut self, depth: usize) {
        if self.section.is_some_and(|(since, _)| since >= depth) {
            self.section = None;
        }
        if self.path.as_ref().is_some_and(|(since, _)| *since >= depth) {
            self.path = None;
        }
    }
}
