//! Reads each format again and again, 16 and 32 MiB of its samples: twice the text is to take twice the time, and
//! this fails where it takes more than 2.2 times. Processor time where Linux tells it, the best of several runs.
//!
//! `cargo bench -p why401-tests --bench linear [-- FORMAT...]`

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use why401_evidence::{Text, read};

const MIB: usize = 1 << 20;

/// How much longer twice the text may take.
const MOST: f64 = 2.2;

/// What no reader takes is read by all of them.
const PROSE: &str = "To resolve this problem, you must edit the metabase.\r\n\
    Ask whoever runs the site which accounts may read the page; then sign in again.\r\n";

fn main() -> ExitCode {
    // Cargo says `--bench`.
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut failed = Vec::new();
    println!(
        "{:24} {:>12} {:>12} {:>7} {:>7}",
        "format", "16 MiB, ms", "32 MiB, ms", "ratio", "MB/s"
    );
    for (name, sample) in formats() {
        if !(wanted.is_empty() || wanted.contains(&name)) {
            continue;
        }
        let [once, twice] = best(&sample);
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        let speed = (32 * MIB) as f64 / 1e6 / twice.as_secs_f64();
        let [once, twice] = [once, twice].map(|time| time.as_secs_f64() * 1e3);
        println!("{name:24} {once:12.0} {twice:12.0} {ratio:7.2} {speed:7.1}");
        if ratio > MOST {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("More than {MOST} times the time for twice the text: {}", failed.join(", "));
    ExitCode::FAILURE
}

/// The formats by name, with all samples of each one after the other.
fn formats() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("formats");
    let paths = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("the samples");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("a sample").path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &Path| path.file_name().expect("a name").display().to_string();
    let mut formats = vec![("prose".to_owned(), PROSE.as_bytes().to_vec())];
    for format in paths(&folder).into_iter().filter(|path| path.is_dir()) {
        let samples = paths(&format).into_iter();
        let samples =
            samples.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
        let sample =
            samples.flat_map(|path| [fs::read(path).expect("a sample"), b"\n\n".to_vec()].concat());
        formats.push((name(&format), sample.collect()));
    }
    formats
}

/// The best times for 16 and for 32 MiB; what seems to take too long gets more chances.
fn best(sample: &[u8]) -> [Duration; 2] {
    let pastes = [16, 32].map(|size| Text::decode(&sample.repeat(size * MIB / sample.len() + 1)));
    let mut best = [Duration::MAX; 2];
    for run in 0..6 {
        let [once, twice] = best;
        if run >= 2 && twice.as_secs_f64() <= (MOST - 0.1) * once.as_secs_f64() {
            break;
        }
        for (best, paste) in best.iter_mut().zip(&pastes) {
            *best = time(paste).min(*best);
        }
    }
    best
}

fn time(paste: &Text) -> Duration {
    let (start, before) = (Instant::now(), processor_time());
    drop(std::hint::black_box(read(std::slice::from_ref(paste))));
    before.zip(processor_time()).map_or(start.elapsed(), |(before, after)| after - before)
}

fn processor_time() -> Option<Duration> {
    let times = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
