//! What pastes tell besides exchanges: the settings of a server, its logs, and what the person answered.

use why401_engine::{FactId, Slot, Type, Value};
use why401_evidence::capture::{Capture, Exchange, Field, Kind, Response, named};
use why401_evidence::gather::Gather;
use why401_evidence::http::{Problem, ProblemKind, all_credentials, challenges, date};
use why401_evidence::iis::date::Date;
use why401_evidence::iis::episodes::Episodes;
use why401_evidence::span::{Leaf, Span};
use why401_facts as facts;

use super::records::says_codes;
use super::{Observed, Origin, Remark, string};
use crate::Options;
use crate::case::Case;
use crate::handshake::signs;
use crate::prose::words;
use crate::report::Source;

/// Fills the slots for `case`. An answer that names no fact or does not fit its type is passed over, since
/// [`check_answer`] has told of it before. `episodes` are those of all logs: no case has any of its own.
pub(crate) fn observe(
    capture: &Capture,
    episodes: &Episodes,
    case: &Case<'_>,
    options: &Options,
) -> Observed {
    let mut seen = begin(capture, case, options.now);
    seen.besides(capture, episodes, case, options);
    seen.derive(case);
    seen
}

/// The same where nothing was pasted but exchanges without content.
pub(crate) fn observe_first(capture: &Capture, case: &Case<'_>, now: Option<i64>) -> Observed {
    let mut seen = begin(capture, case, now);
    seen.derive(case);
    seen
}

fn begin(capture: &Capture, case: &Case<'_>, now: Option<i64>) -> Observed {
    let mut seen = Observed::of_exchanges(case);
    seen.note_parts(case);
    seen.handshake(capture, case);
    seen.field_problems(capture, case);
    seen.tokens(case, &capture.tokens, now);
    seen.formats(capture);
    if let Some(now) = now {
        seen.known(facts::CLOCK_NOW, Value::Int(now), Vec::new(), Source::Assumed);
    }
    seen.clocks(case);
    seen.service(capture, case);
    seen
}

/// Whether `value` can be the value of the fact `name`; if not, a sentence that says why.
pub fn check_answer(name: &str, value: &str) -> Result<(), String> {
    let Some((_, fact)) = facts::by_name(name) else {
        return Err(format!("there is no fact named {name}"));
    };
    let shown = || words(&string(value));
    match parse(fact.ty, value) {
        Some(_) => Ok(()),
        None => Err(match fact.ty {
            Type::Bool => format!("{name} is answered with yes or no, not with {}", shown()),
            Type::Int => format!("{name} is answered with a whole number, not with {}", shown()),
            Type::String | Type::List(_) | Type::Record(_) => format!("{name} can't be answered"),
        }),
    }
}

/// The slot that an answer stands for; an empty one says that there is none.
fn parse(ty: Type, value: &str) -> Option<Slot> {
    let value = value.trim();
    if value.is_empty() {
        return Some(Slot::Absent);
    }
    let known = match ty {
        Type::Bool => Value::Bool(match value.to_ascii_lowercase().as_str() {
            "true" | "yes" => true,
            "false" | "no" => false,
            _ => return None,
        }),
        Type::Int => Value::Int(value.parse().ok()?),
        Type::String => Value::String(value.into()),
        Type::List(Type::String) => {
            Value::List(value.split(',').map(|item| Value::String(item.trim().into())).gather())
        }
        Type::List(_) | Type::Record(_) => return None,
    };
    Some(Slot::Known(known))
}

impl Observed {
    /// Settings, logs, what programs and tools print, and answers.
    fn besides(
        &mut self,
        capture: &Capture,
        episodes: &Episodes,
        case: &Case<'_>,
        options: &Options,
    ) {
        // What has nothing to read is not called: hosts of WebAssembly compile each function when it is first called.
        let said = says_codes(case.legs.iter().map(|leg| leg.exchange));
        if said || !capture.records.is_empty() || !capture.logs.is_empty() {
            self.records(capture, case);
        }
        if self.is_unknown(facts::SERVER_PRODUCT)
            && !(capture.logs.is_empty() && capture.settings.is_empty())
        {
            self.server_of_settings_and_logs(capture);
        }
        if !capture.settings.is_empty() {
            self.settings(&capture.settings, case);
        }
        if !capture.logs.is_empty() {
            self.logs(capture, episodes);
        }
        self.has_metabase(&capture.settings);
        if !options.answers.is_empty() {
            self.derive(case);
            self.answers(&options.answers);
        }
    }

    /// The server as a log or a tool of IIS tells it.
    #[inline(never)]
    fn server_of_settings_and_logs(&mut self, capture: &Capture) {
        let mut versions =
            capture.logs.iter().filter_map(|log| Some((log.iis?, log.software.as_ref()?)));
        if let Some((version, software)) = versions.next() {
            let spans = software.spans();
            self.read(facts::SERVER_PRODUCT, string("iis"), spans.clone());
            if versions.all(|(other, _)| other == version) {
                self.read(facts::SERVER_MAJOR, Value::Int(i64::from(version.0)), spans.clone());
                self.read(facts::SERVER_MINOR, Value::Int(i64::from(version.1)), spans);
            }
        } else if let Some(setting) = capture.settings.first() {
            self.known(facts::SERVER_PRODUCT, string("iis"), vec![setting.span], Source::Assumed);
        }
    }

    fn handshake(&mut self, capture: &Capture, case: &Case<'_>) {
        if case.legs.is_empty() {
            return;
        }
        let via = self.slots.get(facts::VIA);
        let has_via = matches!(via, Slot::Known(Value::List(names)) if !names.is_empty());
        self.signs = signs(case, capture, has_via);
        let (mut names, mut spans) = (Vec::new(), Vec::new());
        for sign in &self.signs {
            names.push(string(sign.name));
            spans.extend_from_slice(&sign.spans);
        }
        self.read(facts::HANDSHAKE_SIGNS, Value::List(names), spans);
    }

    fn formats(&mut self, capture: &Capture) {
        let mut ids: Vec<Value> = Vec::new();
        for part in &capture.parts {
            let id = string(part.format.id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.known(facts::FORMATS, Value::List(ids), Vec::new(), Source::Assumed);
    }

    /// The mistakes in the fields of authentication of the exchange that is judged.
    fn field_problems(&mut self, capture: &Capture, case: &Case<'_>) {
        let Some(leg) = case.focus() else { return };
        if let Some(response) = &leg.exchange.response {
            let fields = named(&response.fields, leg.challenges_name());
            if !fields.is_empty() {
                self.problems(facts::CHALLENGE_PROBLEMS, &challenges(&fields).problems);
            }
        }
        if let Some(request) = &leg.exchange.request {
            let fields = named(&request.fields, leg.credentials_name());
            if !fields.is_empty() {
                self.credentials_problems(capture, &fields);
            }
        }
    }

    #[inline(never)]
    fn credentials_problems(&mut self, capture: &Capture, fields: &[&Field]) {
        let mut problems = all_credentials(fields).problems;
        // Reading a head joins folded lines.
        for field in fields {
            let span = field.value.span();
            if capture.slice(span).contains('\n') {
                problems.push(Problem { kind: ProblemKind::ObsFold, span });
            }
        }
        self.problems(facts::CREDENTIALS_PROBLEMS, &problems);
    }

    fn problems(&mut self, fact: FactId, problems: &[Problem]) {
        let (mut codes, mut spans) = (Vec::new(), Vec::new());
        for problem in problems {
            codes.push(string(problem.code()));
            spans.push(problem.span);
        }
        self.read(fact, Value::List(codes), spans);
    }

    /// The clocks of the exchange that is judged.
    fn clocks(&mut self, case: &Case<'_>) {
        let Some(exchange) = case.focus().map(|leg| leg.exchange) else { return };
        let Some(response) = &exchange.response else { return };
        if let Some(date) = named(&response.fields, "Date").into_iter().next() {
            self.clock_of(exchange, response, date);
        }
    }

    #[inline(never)]
    fn clock_of(&mut self, exchange: &Exchange, response: &Response, date: &Field) {
        let Some(server) = date::seconds(date.value.as_str()) else { return };
        // A copy from a cache answers to no clock of now.
        let fresh = named(&response.fields, "Age").iter().all(|age| age.value.as_str() == "0");
        if fresh {
            self.read(facts::CLOCK_SERVER, Value::Int(server), date.value.spans());
        }
        // What the client signed with its own time.
        let signed = exchange.request.as_ref().and_then(|request| {
            let named = |name: &&str| named(&request.fields, name).into_iter().next();
            ["X-Amz-Date", "X-Ms-Date", "Date"].iter().find_map(named)
        });
        if let Some(field) = signed
            && let Some(client) = date::seconds(field.value.as_str())
            && fresh
        {
            let mut spans = field.value.spans();
            spans.append(&mut date.value.spans());
            let difference = Value::Int(date::told_difference(server - client));
            self.read(facts::CLOCK_DIFFERENCE, difference, spans);
        }
        if self.is_unknown(facts::CLOCK_DIFFERENCE)
            && let (Some(difference), Some(started)) =
                (date::clock_difference(exchange), &exchange.started)
        {
            let spans = vec![started.span(), date.value.span()];
            self.read(facts::CLOCK_DIFFERENCE, Value::Int(difference), spans);
        }
    }

    /// The service that a ticket is wanted for.
    fn service(&mut self, capture: &Capture, case: &Case<'_>) {
        let told = |leaf: &Leaf| {
            let (before, _) = leaf.as_str().split_once(" not found in Kerberos database")?;
            let start = before.len() - before.split("Server ").skip(1).last()?.len();
            let name = before.get(start..)?.split(['@', ' ']).next()?;
            name.contains('/').then(|| leaf.slice(start..start + name.len()))
        };
        let messages = case.legs.iter().flat_map(|leg| &leg.exchange.messages);
        let errors = capture.records.iter().filter(|record| record.kind == Kind::Error);
        let said = errors.flat_map(|record| &record.entries).map(|entry| &entry.value);
        if let Some(name) = messages.chain(said).find_map(told) {
            self.read(facts::KERBEROS_SERVICE, string(name.as_str()), name.spans());
        } else if case.focus().is_some_and(|leg| leg.status() != Some(407))
            && let Some(host) = self.text(facts::REQUEST_URL_HOST)
        {
            let name = string(&["HTTP/", host].concat());
            let spans = self.spans(facts::REQUEST_URL_HOST);
            self.known(facts::KERBEROS_SERVICE, name, spans, Source::Assumed);
        }
    }

    #[inline(never)]
    fn logs(&mut self, capture: &Capture, episodes: &Episodes) {
        const ALL: [FactId; 3] = [
            facts::LOG_FAILURE_PERIOD_DAYS,
            facts::LOG_FAILURE_DATES,
            facts::LOG_FAILURES_SAME_DAY_OF_MONTH,
        ];
        let Some(period) = &episodes.period else {
            let complete = !capture.logs.is_empty()
                && capture.logs.iter().all(|log| log.rows > 0 && log.tells_unresolved);
            if complete {
                self.absent(&ALL);
            }
            return;
        };
        let (mut dates, mut spans) = (Vec::new(), Vec::new());
        for episode in episodes.periodic() {
            dates.push(string(&iso(episode.date())));
            spans.push(first_word(capture, episode.first));
        }
        self.read(ALL[0], Value::Int(i64::from(period.days)), spans.clone());
        self.read(ALL[1], Value::List(dates), spans.clone());
        self.read(ALL[2], Value::Bool(period.same_day_of_month), spans);
    }

    #[inline(never)]
    fn answers(&mut self, answers: &[(String, String)]) {
        for (name, value) in answers {
            let Some((id, fact)) = facts::by_name(name) else { continue };
            let Some(answer) = parse(fact.ty, value) else { continue };
            if self.is_unknown(id) {
                self.slots.set(id, answer);
                let origin =
                    Origin { source: Source::Answer, spans: Vec::new(), remarks: Vec::new() };
                self.stems_from(id, origin);
            } else if *self.slots.get(id) != answer
                && let Some(origin) = self.origin_mut(id)
            {
                origin.remarks.push(Remark::Contradicts(value.clone()));
            }
        }
    }
}

/// The first column of a log's row, which is its day or its time.
fn first_word(capture: &Capture, row: Span) -> Span {
    let word = capture.slice(row).split_ascii_whitespace().next().unwrap_or_default();
    let start = row.range().start;
    Span::new(row.paste, start..start + word.len())
}

/// A day as ISO 8601 writes it.
fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_must_fit_its_fact() {
        assert_eq!(check_answer("kerberos.used", "yes"), Ok(()));
        assert_eq!(check_answer("metabase.NTAuthenticationProviders", ""), Ok(()));
        assert!(check_answer("kerberos.used", "perhaps").is_err());
        assert!(check_answer("server.major", "five").is_err());
        assert!(check_answer("kerberos.usde", "yes").is_err());
    }
}
