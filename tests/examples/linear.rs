//! Reads each sample again and again, 4 and 8 MiB of it, and prints how long that takes: twice the text is to
//! take twice the time. `cargo run --release -p why401-tests --example linear [FORMAT...]`

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use why401_evidence::{Text, read};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("formats");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the samples")
        .flat_map(|format| fs::read_dir(format.expect("a format").path()).expect("its samples"))
        .map(|file| file.expect("a sample").path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "txt"))
        .filter(|file| {
            wanted.is_empty() || wanted.iter().any(|name| file.display().to_string().contains(name))
        })
        .collect();
    files.sort();
    for file in files {
        let sample = fs::read(&file).expect("a sample");
        let [once, twice] = [4, 8].map(|size| time(&sample, size << 20));
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        let speed = 8.0 / twice.as_secs_f64();
        let name = file.strip_prefix(&folder).expect("in the folder").display().to_string();
        println!("{name:50} {ratio:5.2} times, {speed:6.1} MiB/s");
    }
}

fn time(sample: &[u8], size: usize) -> Duration {
    let text = Text::decode(&sample.repeat(size / sample.len() + 1));
    let pastes = [text];
    let start = Instant::now();
    std::hint::black_box(read(&pastes));
    start.elapsed()
}
