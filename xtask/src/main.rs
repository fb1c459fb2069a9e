//! The project's own commands: `cargo xtask serve`, `cargo xtask test` and what they are made of.
#![forbid(unsafe_code)]

mod apt;
mod bench;
mod bindgen;
mod browser;
mod count;
mod npm;
mod page;
mod program;
mod repo;
mod rust;
mod serve;
mod stamp;
mod test;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

const HELP: &str = "\
usage: cargo xtask COMMAND

  serve [--port N]   build everything, serve the page on 127.0.0.1 and print its address
  test [STEP...]     run every test, or the steps whose names contain a STEP
  build              build the WebAssembly modules, the npm package, the page, the extension and the worker
  bench              measure the engine beside others, and fail where a budget is not kept
  fmt                format all sources

Each does what set-up is missing and says what it does. What is built once for long is kept in .cache,
what a build needs to say about itself in .cache/log. `cargo xtask COMMAND --help` tells more.";

const SERVE_HELP: &str = "\
usage: cargo xtask serve [--port N]

Builds what `cargo xtask build` builds, then serves www/dist on 127.0.0.1 until
Ctrl-C. Its last line is the address. The port is N, or 4010, or the next that is free.";

const BUILD_HELP: &str = "\
usage: cargo xtask build

Builds the WebAssembly modules (pkg/dist/wasm, pkg/dist/edge), the npm package (pkg/dist), the page (www/dist), the
unpacked extension (extension/dist/chromium, extension/dist/firefox) and the worker (worker/dist), and prints the sizes
of the modules. What is up to date is left alone.";

const BENCH_HELP: &str = "\
usage: cargo xtask bench

Measures the engine, natively and as a WebAssembly module called from Node, beside engines from npm (benches/package.json) on
the same rules; the real rules over every capture of the tests; and how long the package takes from import to the first
report. Prints the times, their ratios and the budgets in tables, and fails where one is missed. Takes minutes.";

const FMT_HELP: &str = "\
usage: cargo xtask fmt

Formats the Rust sources with rustfmt and all others with Prettier.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        Some(Value(command)) => command.string()?,
        Some(Short('h') | Long("help")) => return help(HELP),
        Some(other) => return Err(other.unexpected().into()),
        None => bail!("which command?\n\n{HELP}"),
    };
    match command.as_str() {
        "serve" => {
            let mut port = None;
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("port") => port = Some(arguments.value()?.parse()?),
                    Short('h') | Long("help") => return help(SERVE_HELP),
                    other => return Err(other.unexpected().into()),
                }
            }
            serve::serve(port)?;
            Ok(ExitCode::SUCCESS)
        }
        "test" => {
            let mut filters = Vec::new();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Value(filter) => filters.push(filter.string()?),
                    Short('h') | Long("help") => return help(&test::help()),
                    other => return Err(other.unexpected().into()),
                }
            }
            test::test(&filters)
        }
        "build" => without_options(arguments, BUILD_HELP, page::build),
        "bench" => bench::bench(arguments, BENCH_HELP),
        "fmt" => without_options(arguments, FMT_HELP, npm::format),
        _ => bail!("there is no command `{command}`\n\n{HELP}"),
    }
}

fn help(text: &str) -> Result<ExitCode> {
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn without_options(
    mut arguments: lexopt::Parser,
    text: &str,
    command: impl FnOnce() -> Result<()>,
) -> Result<ExitCode> {
    match arguments.next()? {
        Some(Short('h') | Long("help")) => return help(text),
        Some(other) => return Err(other.unexpected().into()),
        None => command()?,
    }
    Ok(ExitCode::SUCCESS)
}
