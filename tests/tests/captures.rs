//! Whole captures and the reports they must give. `WHY401_BLESS=1` writes the reports anew: read
//! the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use why401::report::{Severity, Verdict};
use why401::{Diagnosis, Options, Paste, diagnose};

fn captures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let mut found: Vec<(String, PathBuf)> = fs::read_dir(root)
        .expect("the captures")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    found.sort();
    found
}

fn diagnosis_of(path: &Path) -> Diagnosis {
    let paste = fs::read(path.join("paste.txt")).expect("a paste");
    diagnose(&[Paste::Bytes(&paste)], &Options::default())
}

#[test]
fn every_capture_gives_its_report() {
    let bless = std::env::var_os("WHY401_BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, path) in captures() {
        let report =
            serde_json::to_string_pretty(&diagnosis_of(&path).report).expect("JSON") + "\n";
        let expected = path.join("report.json");
        if bless {
            fs::write(&expected, &report).expect("the report is written");
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(report.as_str()) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "these reports differ: {}", wrong.join(", "));
}

/// The rule and the verdict that come first, said here once more so that a blessed report can't
/// carry a mistake past a reader.
const PRIMARY: &[(&str, &str, Verdict)] = &[
    ("adsutil-get-ntlm", "providers-ntlm-only", Verdict::Likely),
    ("curl-ntlm-alone", "providers-ntlm-only", Verdict::Likely),
    ("iis5-log-401s-every-30-days", "kerberos-fails-every-30-days", Verdict::Likely),
    (
        "iis5-log-401s-every-30-days-and-ntlm-alone",
        "ntlm-only-was-the-workaround",
        Verdict::Confirmed,
    ),
    (
        "iis5-log-401s-every-30-days-with-kerberos",
        "kerberos-fails-every-30-days",
        Verdict::Confirmed,
    ),
    ("iis5-log-expired-password", "iis-logon-1330", Verdict::Likely),
    ("ntlm-alone-header-line", "providers-ntlm-only", Verdict::Likely),
    ("ntlm-alone-header-line-and-value", "providers-ntlm-only", Verdict::Confirmed),
    ("ntlm-alone-iis5-401", "providers-ntlm-only", Verdict::Likely),
    ("ntlm-alone-iis5-401-and-value", "providers-ntlm-only", Verdict::Confirmed),
    ("ntlm-alone-then-set", "providers-ntlm-only", Verdict::Confirmed),
];

#[test]
fn the_right_finding_comes_first() {
    for (name, rule, verdict) in PRIMARY {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures").join(name);
        let report = diagnosis_of(&path).report;
        let first = report.cases.first().and_then(|case| case.findings.first());
        let first = first.map(|finding| (finding.rule.as_str(), finding.verdict, finding.severity));
        assert_eq!(first, Some((*rule, *verdict, Severity::Error)), "{name}");
    }
}

#[test]
fn both_dates_of_a_period_are_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/iis5-log-401s-every-30-days");
    let report = diagnosis_of(&path).report;
    let cause = &report.cases[0].findings[0].cause;
    for date in ["2001-03-04", "2001-04-03", "2001-05-04"] {
        assert!(cause.contains(date), "{cause}");
    }
}

#[test]
fn a_control_has_no_finding_above_a_note() {
    let controls: Vec<_> =
        captures().into_iter().filter(|(name, _)| name.starts_with("control-")).collect();
    assert!(controls.len() >= 7);
    for (name, path) in controls {
        let report = diagnosis_of(&path).report;
        assert!(!report.read.is_empty(), "{name} was not read");
        for finding in report.cases.iter().flat_map(|case| &case.findings) {
            assert_eq!(finding.severity, Severity::Note, "{name}: {}", finding.rule);
        }
    }
}

#[test]
fn every_report_keeps_to_its_schema() {
    let schema = why401::report::json_schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for (name, path) in captures() {
        let report = serde_json::to_value(diagnosis_of(&path).report).expect("JSON");
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
    // The schema must be able to refuse.
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "why401/report/1" })));
}
