//! Runs a program as a step: says what is going on while it takes long, keeps its output in a log file, and shows the
//! end of it where it fails.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context, Result, anyhow, bail};

use crate::repo;

/// How often a step that takes long says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a step may take. The longest takes a few minutes on a slow machine.
const LIMIT: Duration = Duration::from_secs(30 * 60);
/// How many lines of a failed program are shown.
const SHOWN_LINES: usize = 60;

/// What a program left behind.
pub(crate) struct Finished {
    /// Both of its output streams, as they came.
    pub(crate) output: String,
    status: ExitStatus,
    title: String,
    log: PathBuf,
}

impl Finished {
    /// Whether it ended well.
    pub(crate) fn succeeded(&self) -> bool {
        self.status.success()
    }

    /// Its output, or an error that shows the end of it.
    pub(crate) fn ok(self) -> Result<String> {
        if self.succeeded() { Ok(self.output) } else { Err(self.error()) }
    }

    /// An error that shows the end of its output.
    pub(crate) fn error(&self) -> anyhow::Error {
        let lines: Vec<&str> = self.output.lines().collect();
        let end = lines.get(lines.len().saturating_sub(SHOWN_LINES)..).unwrap_or_default();
        let shown: String = end.iter().map(|line| format!("  | {line}\n")).collect();
        let (title, status, log) = (&self.title, self.status, self.log.display());
        anyhow!("{title}: failed ({status})\n{shown}  whole output: {log}")
    }
}

/// A program to be run in the repository's root, free of what Cargo tells its own children.
pub(crate) fn command(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    // `cargo run` adds the toolchain's libraries, which are not for other programs.
    command.current_dir(repo::path("")).env_remove("LD_LIBRARY_PATH").stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        // Those of the package xtask; build scripts of other packages would see them change.
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_")) {
            command.env_remove(name);
        }
    }
    command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_MANIFEST_PATH");
    command
}

/// Runs a step to its end. An error only where it could not be run or took too long.
pub(crate) fn run(title: &str, command: &mut Command) -> Result<Finished> {
    run_within(LIMIT, title, command)
}

/// Runs a step to its end, or stops it after a time.
pub(crate) fn run_within(limit: Duration, title: &str, command: &mut Command) -> Result<Finished> {
    println!("{title}");
    let start = Instant::now();
    let program = command.get_program().to_string_lossy().into_owned();
    let (reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot run `{program}`"))?;
    // Our copies of the pipe's end; it closes when the child's are closed too.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let output = Arc::new(Mutex::new(Vec::new()));
    let collector = thread::spawn({
        let output = Arc::clone(&output);
        move || collect(reader, &output)
    });
    let mut next_heartbeat = HEARTBEAT;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let elapsed = start.elapsed();
        if elapsed > limit {
            child.kill()?;
            child.wait()?;
            bail!("{title}: `{program}` took more than {} s and was stopped", limit.as_secs());
        }
        if elapsed > next_heartbeat {
            println!("    {:>3} s  {}", elapsed.as_secs(), last_line(&text(&output)));
            next_heartbeat += HEARTBEAT;
        }
        thread::sleep(Duration::from_millis(20));
    };
    // A grandchild may hold the pipe open longer than the child lives.
    let patience = Instant::now();
    while !collector.is_finished() && patience.elapsed() < Duration::from_secs(3) {
        thread::sleep(Duration::from_millis(5));
    }
    let output = text(&output);
    if start.elapsed() > Duration::from_secs(1) {
        println!(
            "    {:>3} s  {}",
            start.elapsed().as_secs(),
            if status.success() { "done" } else { "failed" }
        );
    }
    let log = write_log(title, &output)?;
    Ok(Finished { output, status, title: title.to_owned(), log })
}

/// The output of a program that answers at once, trimmed; nothing where it fails or is not there.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The first of these programs that is on the PATH.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let candidates =
        names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|candidate| is_program(candidate))
}

fn is_program(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file()
}

fn collect(mut reader: impl Read, output: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 8192];
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
        output.extend_from_slice(buffer.get(..read).unwrap_or_default());
    }
}

fn text(output: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&output.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// The last line with something in it, cut to the width of a terminal.
fn last_line(output: &str) -> String {
    let line = output.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("...");
    line.chars().take(100).collect()
}

fn write_log(title: &str, output: &str) -> Result<PathBuf> {
    let name: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let log = repo::cache("log").join(name).with_extension("log");
    fs::create_dir_all(repo::cache("log")).context("cannot make .cache/log")?;
    fs::write(&log, output).with_context(|| format!("cannot write {}", log.display()))?;
    Ok(log)
}
