//! Facts and rule files for tests.

use why401_engine::author::{Compiled, Diagnostic, SourceFile, compile};
use why401_engine::{
    Catalogue, FactId, FactType, FieldType, RecordType, RuleId, Schema, Shape, Slot, Slots, Truth,
    Type, Value,
};

const fn fact(name: &'static str, ty: Type) -> FactType {
    FactType { name, ty, shape: Shape::Text, secret: false }
}

static LEG: RecordType = RecordType {
    name: "leg",
    fields: &[
        FieldType { name: "status", ty: Type::Int },
        FieldType { name: "scheme", ty: Type::String },
        FieldType { name: "flags", ty: Type::List(&Type::String) },
    ],
};

pub(crate) static SCHEMA: Schema = Schema {
    facts: &[
        fact("response.status", Type::Int),
        fact("server.product", Type::String),
        fact("server.major", Type::Int),
        fact("offers", Type::List(&Type::String)),
        FactType { name: "request.url.host", ty: Type::String, shape: Shape::Host, secret: false },
        FactType {
            name: "credentials.password",
            ty: Type::String,
            shape: Shape::Text,
            secret: true,
        },
        fact("legs", Type::List(&Type::Record(&LEG))),
        fact("last_leg", Type::Record(&LEG)),
        fact("metabase.NTAuthenticationProviders", Type::String),
        fact("a", Type::Bool),
        fact("b", Type::Bool),
        fact("c", Type::Bool),
        fact("n", Type::Int),
        fact("m", Type::Int),
        fact("text", Type::String),
        fact("numbers", Type::List(&Type::Int)),
    ],
};

pub(crate) fn id(name: &str) -> FactId {
    let number = SCHEMA.facts.iter().position(|fact| fact.name == name);
    FactId(number.unwrap_or_else(|| panic!("no fact {name}")) as u16)
}

pub(crate) fn names(facts: &[FactId]) -> Vec<&'static str> {
    facts.iter().map(|fact| SCHEMA.facts[usize::from(fact.0)].name).collect()
}

/// A rule file with these lines of front matter, and prose that says nothing.
pub(crate) fn rule(name: &str, front: &str) -> SourceFile {
    let defaults = [
        ("severity = ", "severity = 'error'\n"),
        ("strength = ", "strength = 'likely'\n"),
        ("title = ", "title = 'A title'\n"),
    ];
    let missing = defaults.iter().filter(|(key, _)| !front.contains(key));
    let missing: String = missing.map(|(_, line)| *line).collect();
    let text = format!(
        "+++\nid = '{name}'\n{missing}{front}\n+++\n## Cause\nIt is so.\n\n## Fix\n1. Mend it.\n\n\
         ## Examples\n### {}: it speaks\n### quiet: it is quiet\n",
        if front.contains("'possible'") { "possible" } else { "likely" }
    );
    SourceFile { path: format!("{name}.md"), text }
}

pub(crate) fn compiled(files: &[SourceFile]) -> Compiled {
    compile(files, &SCHEMA).unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)))
}

pub(crate) fn shown(mistakes: &[Diagnostic]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

pub(crate) fn text(text: &str) -> Slot {
    Slot::Known(Value::String(text.into()))
}

pub(crate) fn int(int: i64) -> Slot {
    Slot::Known(Value::Int(int))
}

pub(crate) fn bool(truth: bool) -> Slot {
    Slot::Known(Value::Bool(truth))
}

pub(crate) fn texts(items: &[&str]) -> Slot {
    Slot::Known(Value::List(items.iter().map(|item| Value::String((*item).into())).collect()))
}

pub(crate) fn ints(items: &[i64]) -> Slot {
    Slot::Known(Value::List(items.iter().map(|item| Value::Int(*item)).collect()))
}

pub(crate) fn leg(status: Slot, scheme: Slot, flags: Slot) -> Value {
    Value::Record(vec![status, scheme, flags])
}

pub(crate) fn slots(known: &[(&str, Slot)]) -> Slots {
    let mut slots = Slots::unknown(&SCHEMA);
    for (name, slot) in known {
        slots.set(id(name), slot.clone());
    }
    slots
}

/// The outcome of one condition.
pub(crate) fn truth(condition: &str, known: &[(&str, Slot)]) -> Truth {
    let compiled = compiled(&[rule("one", &format!("when = '''{condition}'''"))]);
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).unwrap();
    catalogue.explain(RuleId(0), &slots(known)).unwrap().when[0]
}
