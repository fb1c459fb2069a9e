//! Lists of rules and of facts.

use serde_json::{Value as Json, json};
use why401_engine::{FactId, Type};
use why401_facts::{FACTS, Fact, Lacking, Reader, by_name, fits_commands, meaning};

use super::{files, print};
use crate::args::{FormatArgs, ListArgs, ListFormat};

pub(crate) fn rules(args: &ListArgs) -> Result<u8, String> {
    let rules = why401::rules(&files::load(&args.rules)?);
    print(|out| {
        if args.format.format == ListFormat::Json {
            serde_json::to_writer_pretty(&mut *out, &rules)?;
            return writeln!(out);
        }
        let mut rules: Vec<_> = rules.iter().collect();
        rules.sort_by_key(|rule| &rule.family);
        let mut family = None;
        for rule in rules {
            if family.replace(&rule.family) != Some(&rule.family) {
                writeln!(out, "{}", rule.family)?;
            }
            let aliases: String = rule.aliases.iter().map(|alias| format!(" . {alias}")).collect();
            writeln!(out, "  {} ({}, {}){aliases}", rule.id, rule.severity, rule.strength)?;
            writeln!(out, "      {}", rule.title)?;
        }
        Ok(())
    })?;
    Ok(0)
}

pub(crate) fn facts(args: &FormatArgs) -> Result<u8, String> {
    print(|out| {
        if args.format == ListFormat::Json {
            let facts: Vec<Json> = FACTS.iter().zip(meanings()).map(as_json).collect();
            serde_json::to_writer_pretty(&mut *out, &facts)?;
            return writeln!(out);
        }
        for ((fact, meaning), id) in FACTS.iter().zip(meanings()).zip((0..).map(FactId)) {
            let secret = if fact.secret { ", secret: no text can show it" } else { "" };
            let safe = if fits_commands(id) { ", may stand in commands" } else { "" };
            writeln!(out, "{}: {}{secret}{safe}", fact.name, written(&fact.ty))?;
            let unit = fact.unit.map(|unit| format!(" In {unit}.")).unwrap_or_default();
            writeln!(out, "    {meaning}{unit}")?;
            let readers: Vec<String> = fact.readers.iter().map(source).collect();
            writeln!(out, "    From: {}", readers.join("; "))?;
            if let Some(question) = &fact.question {
                writeln!(out, "    Asked: {}", question.text)?;
            }
        }
        Ok(())
    })?;
    Ok(0)
}

/// What can make a fact known, and what it means where that lacks it.
fn source((reader, lacking): &(Reader, Lacking)) -> String {
    format!("{reader:?} (else {})", format!("{lacking:?}").to_lowercase())
}

/// What each fact is, in the order of the table.
fn meanings() -> impl Iterator<Item = &'static str> {
    (0..).map(|id| meaning(FactId(id)))
}

fn as_json((fact, meaning): (&Fact, &str)) -> Json {
    let readers: Vec<Json> = fact
        .readers
        .iter()
        .map(|(reader, lacking)| {
            json!({ "source": format!("{reader:?}"), "lacking": format!("{lacking:?}").to_lowercase() })
        })
        .collect();
    let question = fact.question.as_ref().map(|question| {
        let command = |command: &why401_facts::Command| {
            json!({ "platform": command.platform, "text": command.text })
        };
        let answer = |answer: &why401_facts::Answer| {
            json!({ "label": answer.label, "value": answer.value })
        };
        json!({
            "text": question.text,
            "commands": question.commands.iter().map(command).collect::<Vec<_>>(),
            "answers": question.answers.iter().map(answer).collect::<Vec<_>>(),
        })
    });
    json!({
        "name": fact.name,
        "type": written(&fact.ty),
        "unit": fact.unit,
        "secret": fact.secret,
        "in_commands": by_name(fact.name).is_some_and(|(id, _)| fits_commands(id)),
        "meaning": meaning,
        "sources": readers,
        "question": question,
    })
}

/// A type with the fields of its records.
fn written(ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::String => "string".to_owned(),
        Type::List(item) => format!("list of {}", written(item)),
        Type::Record(record) => {
            let field = |field: &why401_engine::FieldType| {
                format!("{}: {}", field.name, written(&field.ty))
            };
            let fields: Vec<String> = record.fields.iter().map(field).collect();
            format!("{} {{ {} }}", record.name, fields.join(", "))
        }
    }
}
