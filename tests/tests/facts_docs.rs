//! The page of facts in the documentation is made from the table of facts: `WHY401_BLESS=1` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use why401_engine::{FactId, FieldType, Type};
use why401_facts::{FACTS, fits_commands, meaning};

const HEAD: &str = "\
# Facts

What conditions can speak of. Each fact is *known* (it was seen, with a value and a place), *absent* (what was pasted would show it, and
does not) or *unknown*. The last column names what can make it known, and what it means where that lacks the fact: \"absent\" where it
would have shown it, \"empty\" where the list then is known and has no items (`offers == []`), \"unknown\" where it may leave it out. A fact that is *asked* has a question, which people hear where a rule waits for it; of
the others they are told the name at most, and may say it by `--answer FACT=VALUE`. `why401 facts` prints the same with the questions.

";

const RECORDS: &str = "
## The fields of records

A list of records is looked into with `exists` and its like: `challenges.exists(c, c.scheme == \"basic\" && c.realm == \"intranet\")`. A field is
known, absent or unknown by itself. Those without a type are strings.

| record | items of | fields |
| --- | --- | --- |
";

fn written(ty: Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::String => "string".to_owned(),
        Type::List(item) => format!("list of {}", written(*item)),
        Type::Record(record) => record.name.to_owned(),
    }
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str(
        "| fact | type | asked | what it is | from, and where that lacks it |\n| --- | --- | --- | --- | --- |\n",
    );
    for (id, fact) in (0..).zip(FACTS) {
        let readers = fact.readers.iter().map(|(reader, lacking)| {
            let lacking = format!("{lacking:?}").to_lowercase();
            format!("{reader:?}: {lacking}")
        });
        let readers = readers.collect::<Vec<_>>().join("; ");
        let unit = fact.unit.map(|unit| format!(" In {unit}.")).unwrap_or_default();
        let secret = if fact.secret { " Secret: it is never shown." } else { "" };
        let (name, ty, what) = (fact.name, written(fact.ty), meaning(FactId(id)));
        let safe = if fits_commands(FactId(id)) { " May stand in commands." } else { "" };
        let asked = if fact.question.is_some() { "asked" } else { "" };
        let _ = writeln!(
            page,
            "| `{name}` | {ty} | {asked} | {what}{unit}{secret}{safe} | {readers} |"
        );
    }
    page.push_str(RECORDS);
    let mut known: Vec<&str> = Vec::new();
    for fact in FACTS {
        let Type::List(Type::Record(record)) = fact.ty else { continue };
        if known.contains(&record.name) {
            continue;
        }
        known.push(record.name);
        let of = FACTS.iter().filter(|other| other.ty == fact.ty);
        let of: Vec<String> = of.map(|other| format!("`{}`", other.name)).collect();
        let field = |field: &FieldType| match field.ty {
            Type::String => format!("`{}`", field.name),
            ty => format!("`{}` ({})", field.name, written(ty)),
        };
        let fields: Vec<String> = record.fields.iter().map(field).collect();
        let _ = writeln!(page, "| {} | {} | {} |", record.name, of.join(", "), fields.join(", "));
    }
    page
}

#[test]
fn the_page_of_facts_is_that_of_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/facts.md");
    if std::env::var_os("WHY401_BLESS").is_some() {
        fs::write(&file, page()).expect("the page is written");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == page(), "docs/facts.md is not what the table says; WHY401_BLESS=1 writes it");
}
