//! Lines of JSON with field values in, lines of JSON with what they say out.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use why401_evidence::capture::Field;
use why401_evidence::http::{
    AuthField, Param, Problem, all_credentials, authentication_info, challenges,
};
use why401_evidence::span::{Leaf, Span};

use super::bytes::Value;

#[derive(Deserialize)]
struct Input {
    header: String,
    values: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Challenges(Vec<Scheme>),
    Credentials(Vec<Scheme>),
    Params(Vec<[String; 2]>),
}

#[derive(Serialize)]
struct Output {
    #[serde(flatten)]
    content: Content,
    problems: Vec<Told>,
}

#[derive(Serialize)]
struct Scheme {
    scheme: String,
    params: Vec<[String; 2]>,
    token68: Option<String>,
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    severity: &'static str,
    /// Index into `values`.
    line: u32,
    /// Bytes of that value.
    span: [usize; 2],
    message: &'static str,
}

/// Writes a line for each line that is not blank; gives 2 where one could not be read.
pub(super) fn write(lines: &[u8], out: &mut impl Write) -> io::Result<u8> {
    let mut status = 0;
    for (number, line) in lines.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read(line) {
            Ok(output) => serde_json::to_writer(&mut *out, &output)?,
            Err(error) => {
                status = 2;
                eprintln!("why401: line {}: {error}", number + 1);
                // A line for a line, so that those after it keep their place.
                serde_json::to_writer(&mut *out, &serde_json::json!({"error": error}))?;
            }
        }
        out.write_all(b"\n")?;
    }
    Ok(status)
}

fn read(line: &[u8]) -> Result<Output, String> {
    let input: Input = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let kind = AuthField::of(&input.header)
        .ok_or_else(|| format!("{:?} is no field of HTTP authentication", input.header))?;
    let values: Vec<Value> = input.values.iter().map(|value| Value::new(value)).collect();
    let fields: Vec<Field> = values
        .iter()
        .zip(0..)
        .map(|(value, line)| {
            let value = value.leaf(line);
            let (name, span) = (Leaf::verbatim("", Span::new(line, 0..0)), value.span());
            Field { name, value, span }
        })
        .collect();
    let fields: Vec<&Field> = fields.iter().collect();
    let values = Values(values);
    let (content, problems) = match kind {
        AuthField::Challenges => {
            let read = challenges(&fields);
            let list = read.list.iter();
            let list = list.map(|c| values.scheme(&c.scheme, &c.params, c.token68.as_ref()));
            (Content::Challenges(list.collect()), read.problems)
        }
        AuthField::Credentials => {
            let read = all_credentials(&fields);
            let list = read.list.iter();
            let list = list.map(|c| values.scheme(&c.scheme, &c.params, c.token68.as_ref()));
            (Content::Credentials(list.collect()), read.problems)
        }
        AuthField::Info => {
            let read = authentication_info(&fields);
            (Content::Params(values.params(&read.params)), read.problems)
        }
    };
    let problems = problems.iter().map(|problem| values.told(problem)).collect();
    Ok(Output { content, problems })
}

/// The values of a field's lines.
struct Values(Vec<Value>);

impl Values {
    fn text(&self, leaf: &Leaf) -> String {
        let value = self.0.get(leaf.span().paste as usize);
        value.map(|value| value.byte_string(leaf)).unwrap_or_default()
    }

    fn params(&self, params: &[Param]) -> Vec<[String; 2]> {
        params.iter().map(|param| [self.text(&param.name), self.text(&param.value)]).collect()
    }

    fn scheme(&self, scheme: &Leaf, params: &[Param], token68: Option<&Leaf>) -> Scheme {
        let token68 = token68.map(|token| self.text(token));
        Scheme { scheme: self.text(scheme), params: self.params(params), token68 }
    }

    fn told(&self, problem: &Problem) -> Told {
        let Span { paste: line, start, end } = problem.span;
        let value = self.0.get(line as usize);
        let span = [start, end].map(|offset| value.map_or(0, |value| value.offset(offset)));
        let (code, severity) = (problem.code(), problem.severity().name());
        Told { code, severity, line, span, message: problem.message() }
    }
}
