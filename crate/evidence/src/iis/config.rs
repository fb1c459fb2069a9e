//! How sections of `applicationHost.config` and `web.config` inherit down the paths of their locations.

use crate::capture::{Setting, SettingValue};
use crate::gather::Gather;
use crate::order::sort_by_key;

/// Values that hold where no file says otherwise, of a section that is there: section, attribute, value. Whether a
/// scheme is on is none of them: servers set that for all of their sites.
#[rustfmt::skip]
const DEFAULTS: [(&str, &str, &str); 4] = [
    ("windowsAuthentication", "useKernelMode", "true"),
    ("windowsAuthentication", "useAppPoolCredentials", "false"),
    ("windowsAuthentication", "authPersistSingleRequest", "false"),
    ("windowsAuthentication/extendedProtection", "tokenChecking", "None"),
];

/// The value that holds where nothing sets it.
#[must_use]
pub fn default_of(section: &str, key: &str) -> Option<&'static str> {
    let found = DEFAULTS.iter().find(|(known, name, _)| *known == section && *name == key);
    found.map(|(.., value)| *value)
}

/// How many characters of `path` the location of the setting covers; nothing where it is for another path. A
/// setting without a location holds for all.
fn covers(setting: &Setting, path: &str) -> Option<usize> {
    let location = setting.path.as_ref().map_or("", |leaf| leaf.as_str()).trim_matches('/');
    let (start, rest) = path.split_at_checked(location.len())?;
    let whole = location.is_empty() || rest.is_empty() || rest.starts_with('/');
    (whole && start.eq_ignore_ascii_case(location)).then_some(location.len())
}

/// The setting of an attribute that is in force at `path` (`Default Web Site/app`): that of the
/// location nearest to it, of those the last.
#[must_use]
pub fn effective<'a>(
    settings: &'a [Setting],
    section: &str,
    key: &str,
    path: &str,
) -> Option<&'a Setting> {
    let path = path.trim_matches('/');
    let is = |setting: &&Setting| setting.section == section && setting.key.as_str() == key;
    let found = settings.iter().filter(is);
    let found = found.filter_map(|setting| Some((covers(setting, path)?, setting)));
    found.max_by_key(|(covered, _)| *covered).map(|(_, setting)| setting)
}

/// The providers of Windows authentication that a new IIS 7.0 or later has.
const PROVIDERS: [&str; 2] = ["Negotiate", "NTLM"];

/// The providers of Windows authentication at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Providers<'a> {
    /// In order.
    pub list: Vec<&'a str>,
    /// What was pasted removes from a list that was not pasted; IIS's own is taken for that.
    pub from_default: bool,
}

/// The providers of Windows authentication at `path`, as the files tell them: each location from the outermost
/// inwards adds, removes and clears.
#[must_use]
pub fn providers<'a>(settings: &'a [Setting], path: &str) -> Providers<'a> {
    let path = path.trim_matches('/');
    let of_list = |setting: &&Setting| setting.section == "windowsAuthentication/providers";
    let steps = settings.iter().filter(of_list);
    let mut steps: Vec<(usize, &Setting)> =
        steps.filter_map(|setting| Some((covers(setting, path)?, setting))).gather();
    sort_by_key(&mut steps, |(covered, _)| *covered);
    let steps: Vec<(&str, &str)> = steps
        .iter()
        .filter_map(|(_, step)| match &step.value {
            SettingValue::Text(value) => Some((step.key.as_str(), value.as_str())),
            _ => None,
        })
        .gather();
    // Only what is there can be removed: a list that begins with that goes on from an inherited one.
    let from_default = steps.first().is_some_and(|(step, _)| *step == "remove");
    let mut list = if from_default { PROVIDERS.to_vec() } else { Vec::new() };
    for (step, value) in steps {
        match step {
            "clear" => list.clear(),
            "remove" => list.retain(|known| !known.eq_ignore_ascii_case(value)),
            _ if list.contains(&value) => {}
            _ => list.push(value),
        }
    }
    Providers { list, from_default }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Text, read};

    const FILE: &str = "<windowsAuthentication enabled=\"true\"><providers><add value=\"Negotiate\" />\
        <add value=\"NTLM\" /></providers></windowsAuthentication>\n\
        <location path=\"Site/app\"><windowsAuthentication enabled=\"false\"><providers>\
        <remove value=\"Negotiate\" /></providers></windowsAuthentication></location>\n";

    #[test]
    fn the_nearest_location_counts() {
        let capture = read(&[Text::from_str(FILE)]);
        let at = |path: &str| {
            let found = effective(&capture.settings, "windowsAuthentication", "enabled", path)?;
            let path = found.path.as_ref().map(|path| path.as_str());
            let SettingValue::Text(value) = &found.value else { return None };
            Some((value.as_str(), path))
        };
        assert_eq!(at("Site"), Some(("true", None)));
        assert_eq!(at("site/APP/page"), Some(("false", Some("Site/app"))));
        assert_eq!(at("Site/apple"), Some(("true", None)));
        assert_eq!(providers(&capture.settings, "Site").list, ["Negotiate", "NTLM"]);
        assert_eq!(providers(&capture.settings, "Site/app").list, ["NTLM"]);
        assert!(!providers(&capture.settings, "Site/app").from_default);
        assert_eq!(default_of("windowsAuthentication", "useKernelMode"), Some("true"));
    }

    #[test]
    fn what_is_removed_was_inherited() {
        let of = |steps: &str| {
            let text = format!(
                "<windowsAuthentication enabled=\"true\"><providers>{steps}</providers></windowsAuthentication>\n"
            );
            let capture = read(&[Text::from_str(&text)]);
            let Providers { list, from_default } = providers(&capture.settings, "");
            (list.join(","), from_default)
        };
        assert_eq!(of("<remove value=\"Negotiate\" />"), ("NTLM".to_owned(), true));
        assert_eq!(
            of("<remove value=\"NTLM\" /><add value=\"Negotiate:Kerberos\" />"),
            ("Negotiate,Negotiate:Kerberos".to_owned(), true)
        );
        assert_eq!(of("<clear /><add value=\"NTLM\" />"), ("NTLM".to_owned(), false));
        assert_eq!(of("<clear />"), (String::new(), false));
    }
}
