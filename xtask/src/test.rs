//! Runs every test in every language and ends in one summary.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browser::Browser;
use crate::count::{Counts, count};
use crate::program::{self, Finished};
use crate::rust::{self, WASM_TARGET, WasmToolchain};
use crate::{bindgen, npm, page};

/// Something that is done in a run of the tests.
struct Step {
    name: &'static str,
    title: &'static str,
    /// Steps without which this one cannot be done.
    needs: &'static [&'static str],
    action: Action,
}

/// What a step does, and how it counts.
enum Action {
    /// It makes others possible. It counts where it fails.
    SetUp(fn() -> Result<()>),
    /// It is one check, whatever it looks at.
    Check(fn() -> Result<Finished>),
    /// It runs tests that say how many they are.
    Tests(fn() -> Result<Finished>),
}

use Action::{Check, SetUp, Tests};

/// All steps, each after those that it needs.
static STEPS: [Step; 17] = [
    step("rustfmt", "Rust is formatted", &[], Check(rustfmt)),
    step("clippy", "Rust has no warning", &[], Check(clippy)),
    step("rust", "Rust's tests", &[], Tests(rust_tests)),
    step("compiler", "Set up a compiler for WebAssembly", &[], SetUp(compiler)),
    step("bindgen", "Set up wasm-bindgen's tools", &[], SetUp(tools)),
    step("browser", "Set up a browser", &[], SetUp(browser)),
    step("packages", "Set up npm's packages", &[], SetUp(npm::set_up)),
    step("wasm-node", "WebAssembly's tests in Node", &["compiler", "bindgen"], Tests(wasm_in_node)),
    step(
        "wasm-chromium",
        "WebAssembly's tests in Chromium",
        &["compiler", "bindgen", "browser"],
        Tests(wasm_in_chromium),
    ),
    step(
        "build",
        "Build the modules, the package, the page, the extension and the worker",
        &["compiler", "bindgen", "packages"],
        SetUp(page::build),
    ),
    step("prettier", "All others are formatted", &["packages"], Check(prettier)),
    step("eslint", "TypeScript has no warning", &["build"], Check(eslint)),
    step("types", "TypeScript's types", &["build"], Check(types)),
    step("package", "The npm package's tests", &["build"], Tests(package_tests)),
    step("worker", "The worker's tests in workerd", &["build"], Tests(worker_tests)),
    step("page", "The page's tests in Chromium", &["build", "browser"], Tests(page_tests)),
    step(
        "extension",
        "The extension's tests in Chromium",
        &["build", "browser"],
        Tests(extension_tests),
    ),
];

const fn step(
    name: &'static str,
    title: &'static str,
    needs: &'static [&'static str],
    action: Action,
) -> Step {
    Step { name, title, needs, action }
}

/// The command's help.
pub(crate) fn help() -> String {
    let steps: String =
        STEPS.iter().map(|step| format!("  {:<15}{}\n", step.name, step.title)).collect();
    format!(
        "usage: cargo xtask test [STEP...]\n\n\
         Runs all steps, or those whose names contain a STEP and what they need. Ends in a summary; the exit\n\
         status is 1 where something failed.\n\n{}",
        steps.trim_end()
    )
}

/// How a step ended.
enum Outcome {
    Passed,
    Failed,
    /// What it needs had failed.
    Skipped(&'static str),
}

struct Line {
    step: &'static Step,
    outcome: Outcome,
    time: Duration,
    counts: Counts,
}

/// Runs the steps whose names contain one of the filters, or all.
pub(crate) fn test(filters: &[String]) -> Result<ExitCode> {
    let chosen = choose(filters)?;
    let mut lines: Vec<Line> = Vec::new();
    for step in chosen {
        let line = match missing(step, &lines) {
            Some(needed) => Line {
                step,
                outcome: Outcome::Skipped(needed),
                time: Duration::ZERO,
                counts: Counts { skipped: 1, ..Counts::default() },
            },
            None => run(step),
        };
        lines.push(line);
    }
    Ok(summarise(&lines))
}

/// The steps that are asked for and those that they need, in order.
fn choose(filters: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(filter) =
        filters.iter().find(|filter| !STEPS.iter().any(|step| step.name.contains(*filter)))
    {
        bail!("no step has `{filter}` in its name\n\n{}", help());
    }
    let mut chosen: Vec<&Step> = Vec::new();
    // From the last on, so that what a step needs is met after it.
    for step in STEPS.iter().rev() {
        let asked = filters.is_empty() || filters.iter().any(|filter| step.name.contains(filter));
        if asked || chosen.iter().any(|other| other.needs.contains(&step.name)) {
            chosen.push(step);
        }
    }
    chosen.reverse();
    Ok(chosen)
}

/// A step that is needed and did not pass.
fn missing(step: &Step, lines: &[Line]) -> Option<&'static str> {
    let failed = lines.iter().filter(|line| !matches!(line.outcome, Outcome::Passed));
    failed.map(|line| line.step.name).find(|name| step.needs.contains(name))
}

fn run(step: &'static Step) -> Line {
    println!("\n== {}: {}", step.name, step.title);
    let start = Instant::now();
    let result = match step.action {
        SetUp(action) => action().map(|()| Counts::default()),
        Check(action) => action()
            .and_then(|finished| finished.ok().map(|_| Counts { passed: 1, ..Counts::default() })),
        Tests(action) => action().and_then(tests),
    };
    let (outcome, counts) = match result {
        Ok(counts) if counts.failed == 0 => (Outcome::Passed, counts),
        Ok(counts) => (Outcome::Failed, counts),
        Err(error) => {
            println!("{error:#}");
            (Outcome::Failed, Counts { failed: 1, ..Counts::default() })
        }
    };
    Line { step, outcome, time: start.elapsed(), counts }
}

/// Counts the tests of a runner. One that fails has a failure, and one that passes has tests.
fn tests(finished: Finished) -> Result<Counts> {
    let mut counts = count(&finished.output);
    if finished.succeeded() {
        if counts == Counts::default() {
            bail!("it ended well without any test:\n{}", finished.output);
        }
    } else {
        println!("{:#}", finished.error());
        counts.failed = counts.failed.max(1);
    }
    Ok(counts)
}

fn summarise(lines: &[Line]) -> ExitCode {
    println!("\n{:<15}{:<28}{:>8}{:>8}", "step", "result", "seconds", "tests");
    let mut total = Counts::default();
    let mut time = Duration::ZERO;
    for Line { step, outcome, time: taken, counts } in lines {
        let result = match outcome {
            Outcome::Passed => "passed".to_owned(),
            Outcome::Failed => "FAILED".to_owned(),
            Outcome::Skipped(needed) => format!("skipped, needs {needed}"),
        };
        let tests = match step.action {
            Tests(_) => (counts.passed + counts.failed).to_string(),
            Check(_) | SetUp(_) => "-".to_owned(),
        };
        println!("{:<15}{result:<28}{:>8.1}{tests:>8}", step.name, taken.as_secs_f64());
        total += *counts;
        time += *taken;
    }
    println!("{:<43}{:>8.1}\n", "", time.as_secs_f64());
    println!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn rustfmt() -> Result<Finished> {
    program::run("rustfmt", rust::rustfmt()?.arg("--check"))
}

fn clippy() -> Result<Finished> {
    let mut cargo = rust::cargo();
    cargo.args(["clippy", "--locked", "--workspace", "--all-targets", "--all-features"]);
    program::run("cargo clippy", cargo.args(["--", "-D", "warnings"]))
}

fn rust_tests() -> Result<Finished> {
    let mut cargo = rust::cargo();
    cargo.args(["test", "--locked", "--workspace", "--all-features", "--no-fail-fast"]);
    // What was measured stands in the output of tests that passed.
    let finished = program::run("cargo test", cargo.args(["--", "--show-output"]))?;
    for line in finished.output.lines().filter_map(|line| line.strip_prefix("measured: ")) {
        println!("    {line}");
    }
    Ok(finished)
}

fn compiler() -> Result<()> {
    WasmToolchain::set_up().map(drop)
}

fn tools() -> Result<()> {
    bindgen::set_up().map(drop)
}

fn browser() -> Result<()> {
    Browser::set_up().map(drop)
}

/// The tests of the WebAssembly face, to be run by wasm-bindgen's runner.
fn wasm_tests() -> Result<Command> {
    let mut cargo = WasmToolchain::set_up()?.cargo();
    cargo.args(["test", "--locked", "--package", "why401-wasm", "--package", "why401-first"]);
    cargo.args(["--test", "diagnose", "--test", "look"]);
    cargo.args(["--profile", "wasm", "--target", WASM_TARGET]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bindgen::set_up()?.test_runner);
    Ok(cargo)
}

fn wasm_in_node() -> Result<Finished> {
    program::run("cargo test in Node", &mut wasm_tests()?)
}

fn wasm_in_chromium() -> Result<Finished> {
    let browser = Browser::set_up()?;
    let mut tests = wasm_tests()?;
    tests
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.write_capabilities()?)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
        .env("CHROMEDRIVER", browser.driver);
    program::run("cargo test in Chromium", &mut tests)
}

fn prettier() -> Result<Finished> {
    program::run("prettier", npm::npm().args(["run", "format:check"]))
}

fn eslint() -> Result<Finished> {
    program::run("eslint", npm::npm().args(["run", "lint"]))
}

fn types() -> Result<Finished> {
    program::run("tsc", npm::npm().args(["run", "typecheck"]))
}

fn package_tests() -> Result<Finished> {
    program::run("node --test", &mut npm::script("why401", "test"))
}

fn worker_tests() -> Result<Finished> {
    let finished =
        program::run("node --test in workerd", &mut npm::script("why401-worker", "test"))?;
    // What was measured, beside what was counted.
    let is_measured = |line: &&str| line.contains("throughput") || line.contains("memory of");
    for line in finished.output.lines().filter(is_measured) {
        println!("    {}", line.trim_start_matches('\u{2139}').trim());
    }
    Ok(finished)
}

fn page_tests() -> Result<Finished> {
    let browser = Browser::set_up()?;
    let mut tests = npm::script("why401-www", "test");
    tests.env("WHY401_CHROMIUM", browser.program).env_remove("WHY401_PAGE");
    program::run("the page's tests", &mut tests)
}

fn extension_tests() -> Result<Finished> {
    let browser = Browser::set_up()?;
    let mut tests = npm::script("why401-extension", "test");
    program::run("the extension's tests", tests.env("WHY401_CHROMIUM", browser.program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_stands_after_what_it_needs() {
        for (index, step) in STEPS.iter().enumerate() {
            for needed in step.needs {
                assert!(
                    STEPS[..index].iter().any(|earlier| earlier.name == *needed),
                    "{}",
                    step.name
                );
            }
        }
    }

    #[test]
    fn a_filter_brings_what_its_steps_need() {
        let names = |filter: &str| -> Vec<&str> {
            choose(&[filter.to_owned()]).unwrap().iter().map(|step| step.name).collect()
        };
        assert_eq!(names("wasm-node"), ["compiler", "bindgen", "wasm-node"]);
        assert_eq!(names("types"), ["compiler", "bindgen", "packages", "build", "types"]);
        assert!(choose(&["nonsense".to_owned()]).is_err());
        assert_eq!(choose(&[]).unwrap().len(), STEPS.len());
    }
}
