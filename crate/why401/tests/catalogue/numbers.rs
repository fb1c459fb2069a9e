//! How large the catalogue is. The lines that begin with `measured:` are printed by the command that runs all tests.

use std::collections::BTreeMap;

use crate::rules::{COMPILED, FILES};

/// So many rules of one table count as problems, and no more: they differ in a code.
const COUNTED_OF_A_TABLE: usize = 10;

/// The families of Windows' authentication and of the schemes before tokens.
const CLASSIC: [&str; 10] = [
    "negotiate",
    "kerberos",
    "ntlm",
    "basic",
    "digest",
    "proxy",
    "metabase",
    "iis",
    "certificate",
    "browser",
];

#[test]
fn there_are_enough_problems() {
    let mut families: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for file in FILES.iter() {
        let family = file.path.split(['/', '\\']).next().unwrap_or_default();
        let rules = match file.path.ends_with(".table.md") {
            true => file.text.lines().filter(|line| line.trim_end() == "[[entry]]").count(),
            false => 1,
        };
        let (counted, all) = families.entry(family).or_default();
        *counted += rules.min(COUNTED_OF_A_TABLE);
        *all += rules;
    }
    let sum = |of: &dyn Fn(&str) -> bool| {
        families
            .iter()
            .filter(|(name, _)| of(name))
            .fold((0, 0), |sum, (_, (counted, all))| (sum.0 + counted, sum.1 + all))
    };
    let (all, rules) = sum(&|_| true);
    let (classic, _) = sum(&|name| CLASSIC.contains(&name));
    for (family, (counted, rules)) in &families {
        println!("measured: {family:<12}{counted:>4} problems, {rules:>4} rules");
    }
    println!(
        "measured: {all} problems, {rules} rules; {classic} problems in {}",
        CLASSIC.join(", ")
    );
    assert!(all >= 250 && classic >= 130);
}

/// Bytes of the compiled tables.
const LOGIC: usize = 64 * 1024;
const PROSE: usize = 400_000;

#[test]
fn the_tables_keep_to_their_budgets() {
    let (logic, prose) = (COMPILED.logic.len(), COMPILED.prose.len());
    println!(
        "measured: the rules' logic has {logic} bytes of {LOGIC}, their prose {prose} of {PROSE}"
    );
    assert!(logic <= LOGIC, "the logic has {logic} bytes");
    assert!(prose <= PROSE, "the prose has {prose} bytes: shorten it, or share more");
    // What ships is what was weighed.
    assert_eq!(why401_rules::LOGIC.len(), logic);
    assert_eq!(why401_rules::PROSE.len(), prose);
}
