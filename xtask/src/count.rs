//! Counts tests in what test runners print.

use std::ops::AddAssign;

/// How many tests passed, failed and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Those that passed.
    pub(crate) passed: usize,
    /// Those that failed.
    pub(crate) failed: usize,
    /// Those that were left out.
    pub(crate) skipped: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// Adds up every summary in the output of Cargo, of wasm-bindgen's runner, of Node's or of Playwright's.
pub(crate) fn count(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        if let Some(summary) = line.trim().strip_prefix("test result: ") {
            // test result: ok. 6 passed; 0 failed; 1 ignored; ...
            summary.split([';', '.']).for_each(|part| add_number_first(&mut counts, part));
        } else if let Some(summary) = line.strip_prefix("# ").or(line.strip_prefix("\u{2139} ")) {
            // # pass 3
            if let Some((word, number)) = summary.split_once(' ') {
                add(&mut counts, word, number);
            }
        } else if line.starts_with("  ") {
            // "  3 passed (4.2s)"
            let part = line.split('(').next().unwrap_or_default();
            add_number_first(&mut counts, part);
        }
    }
    counts
}

fn add_number_first(counts: &mut Counts, part: &str) {
    if let Some((number, word)) = part.trim().split_once(' ') {
        add(counts, word, number);
    }
}

fn add(counts: &mut Counts, word: &str, number: &str) {
    let Ok(number) = number.trim().parse::<usize>() else { return };
    match word {
        "passed" | "pass" | "flaky" => counts.passed += number,
        "failed" | "fail" | "cancelled" => counts.failed += number,
        "ignored" | "skipped" | "todo" | "did not run" => counts.skipped += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, skipped: usize) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn cargo_s_summaries_are_added() {
        let output = "running 3 tests\ntest a ... ok\n\ntest result: FAILED. 2 passed; 1 failed; 4 ignored; \
                      0 measured; 9 filtered out; finished in 0.12s\n\n   Doc-tests x\n\n\
                      test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 1.00s\n";
        assert_eq!(count(output), counts(7, 1, 4));
    }

    #[test]
    fn node_s_summaries_are_read_in_both_forms() {
        let tap = "ok 1 - a\n# tests 9\n# suites 1\n# pass 6\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 1\n";
        assert_eq!(count(tap), counts(6, 1, 2));
        assert_eq!(count("\u{2139} pass 2\n\u{2139} fail 0\n"), counts(2, 0, 0));
    }

    #[test]
    fn playwright_s_summary_is_read() {
        let output = "Running 5 tests using 1 worker\n  \u{2713}  1 a (1s)\n\n  1 failed\n    a.spec.ts:3:1\n  \
                      1 did not run\n  3 passed (4.2s)\n";
        assert_eq!(count(output), counts(3, 1, 1));
    }
}
