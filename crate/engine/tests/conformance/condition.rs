//! Any condition over any facts.

use why401_engine::author::{SourceFile, compile};
use why401_engine::{Catalogue, FactId, FactType, RuleId, Schema, Shape, Slot, Slots, Truth, Type};

/// Facts of a case: name, type and what is known of each.
pub(crate) type Facts = Vec<(String, Type, Slot)>;

/// The truth of a condition.
///
/// # Errors
/// The first message where it is refused.
pub(crate) fn truth(condition: &str, facts: &Facts) -> Result<Truth, String> {
    // A schema lives as long as the program; a test has few of them.
    let types = facts.iter().map(|(name, ty, _)| FactType {
        name: name.clone().leak(),
        ty: *ty,
        shape: Shape::Text,
        secret: false,
    });
    let schema = Schema { facts: types.collect::<Vec<_>>().leak() };
    // Every character that TOML would not take as it is goes in by its number.
    let mut escaped = String::new();
    for char in condition.chars() {
        match char {
            '"' | '\\' => escaped.extend(['\\', char]),
            char if char.is_control() => escaped.push_str(&format!("\\U{:08x}", u32::from(char))),
            char => escaped.push(char),
        }
    }
    let text = format!(
        "+++\nid = 'one'\ntitle = 'x'\nseverity = 'note'\nstrength = 'likely'\nwhen = \"{escaped}\"\n+++\n\
         ## Cause\nx\n## Fix\n1. x\n## Examples\n### likely: x\n### quiet: x\n"
    );
    let files = [SourceFile { path: "one.md".into(), text }];
    let compiled = compile(&files, &schema).map_err(|mistakes| mistakes[0].message.clone())?;
    let catalogue = Catalogue::load(&compiled.logic, &schema).unwrap();
    let mut slots = Slots::unknown(&schema);
    for ((_, _, slot), number) in facts.iter().zip(0..) {
        slots.set(FactId(number), slot.clone());
    }
    Ok(catalogue.explain(RuleId(0), &slots).unwrap().when[0])
}
