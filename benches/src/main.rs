//! Makes the workloads that every engine is given, and measures this one natively: `why401-bench DIR`.
#![forbid(unsafe_code)]

mod captures;
mod workload;

use std::hint::black_box;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::{Map, Value as Json, json};
use why401_bench::SCHEMA;
use why401_engine::author::compile;
use why401_engine::{Catalogue, Judge};
use workload::{Kind, Workload};

/// How often a time is taken; the fastest counts, since what else runs on the machine only ever adds to it.
#[derive(Clone, Copy)]
pub(crate) struct Rounds {
    count: usize,
    /// How long one takes at least, so that the clock's grain is nothing beside it.
    least: Duration,
}

impl Rounds {
    /// For what is printed by itself.
    pub(crate) const MANY: Rounds = Rounds { count: 31, least: Duration::from_millis(3) };
    /// For what is one of many.
    pub(crate) const FEW: Rounds = Rounds { count: 21, least: Duration::from_micros(300) };
}

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let mut measured = Map::new();
    for kind in [Kind::Rare, Kind::Common, Kind::Unknown] {
        for count in [100, 1_000, 10_000] {
            let workload = Workload::new(kind, count);
            measured.insert(workload.name(), write(&workload, folder)?);
        }
    }
    // The size that is promised is that of this many rules.
    write(&Workload::new(Kind::Rare, 250), folder)?;
    measured.insert("catalogue".to_owned(), captures::measure(folder)?);
    fs::write(folder.join("native.json"), Json::Object(measured).to_string())
}

/// Writes the rules in our form and in the others', and measures ours.
fn write(workload: &Workload, folder: &Path) -> io::Result<Json> {
    let compiled = compile(&workload.files(), &SCHEMA).map_err(|mistakes| {
        io::Error::other(mistakes.first().map_or_else(String::new, ToString::to_string))
    })?;
    let name = workload.name();
    fs::write(folder.join(format!("{name}.logic")), &compiled.logic)?;
    fs::write(folder.join(format!("{name}.json")), workload.json().to_string())?;
    let load = fastest(Rounds::MANY, || {
        black_box(Catalogue::load(black_box(&compiled.logic), &SCHEMA).is_ok());
    });
    let catalogue = Catalogue::load(&compiled.logic, &SCHEMA).map_err(io::Error::other)?;
    let known = workload.slots();
    let judged = catalogue.judge(&known);
    let found: Vec<&str> =
        judged.findings.iter().filter_map(|found| Some(catalogue.rule(found.rule)?.id)).collect();
    if found != workload.matching() {
        return Err(io::Error::other(format!("{name}: found {found:?}")));
    }
    let judge = fastest(Rounds::MANY, || {
        black_box(catalogue.judge(black_box(&known)));
    });
    let ask = fastest(Rounds::MANY, || {
        let mut judge = Judge::new(&catalogue, black_box(&known));
        black_box(judge.findings());
        black_box(judge.prospects());
    });
    Ok(json!({ "judge": judge, "ask": ask, "load": load, "evaluated": judged.evaluated }))
}

/// The time of a call, in microseconds.
pub(crate) fn fastest(rounds: Rounds, mut call: impl FnMut()) -> f64 {
    let mut calls = 1_u32;
    let mut time = |calls: u32| {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        start.elapsed()
    };
    while time(calls) < rounds.least {
        calls = calls.saturating_mul(2);
    }
    let fastest = (0..rounds.count).map(|_| time(calls)).min().unwrap_or_default();
    fastest.as_secs_f64() * 1e6 / f64::from(calls)
}
