//! Counts of tests, read from the closing lines of their runners.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed, failed and were skipped.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …` of the Rust test harness.
    pub fn of_rust_line(line: &str) -> Option<Self> {
        line.strip_prefix("test result: ").map(|counts| Self::of_words(counts, &[';', '.']))
    }

    /// Reads pytest's last line, `1 failed, 3 passed, 2 skipped in 0.12s` with or without `=` around it.
    pub fn of_pytest_line(line: &str) -> Option<Self> {
        let (counts, seconds) = line.trim_matches(['=', ' ']).rsplit_once(" in ")?;
        let ends_in_seconds = seconds.split(' ').next().is_some_and(|word| word.ends_with('s'));
        let tally = Self::of_words(counts, &[',']);
        (ends_in_seconds && tally != Self::default()).then_some(tally)
    }

    fn of_words(text: &str, separators: &[char]) -> Self {
        let mut tally = Self::default();
        for piece in text.split(separators) {
            let Some((count, word)) = piece.trim().split_once(' ') else { continue };
            let Ok(count) = count.parse::<u64>() else { continue };
            match word.trim() {
                "passed" | "xpassed" => tally.passed += count,
                "failed" | "error" | "errors" => tally.failed += count,
                "ignored" | "skipped" | "xfailed" => tally.skipped += count,
                _ => {}
            }
        }
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_lines() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.1s";
        assert_eq!(Tally::of_rust_line(line), Some(Tally { passed: 12, failed: 3, skipped: 1 }));
        assert_eq!(Tally::of_rust_line("test a::b ... ok"), None);
    }

    #[test]
    fn pytest_lines() {
        let cases: &[(&str, Option<Tally>)] = &[
            ("101 passed in 12.31s", Some(Tally { passed: 101, failed: 0, skipped: 0 })),
            (
                "=== 2 failed, 7 passed, 1 skipped, 1 error in 65.02s (0:01:05) ===",
                Some(Tally { passed: 7, failed: 3, skipped: 1 }),
            ),
            ("no tests ran in 0.01s", None),
            ("3 passed", None),
            ("we read 3 rows in 4 files", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(Tally::of_pytest_line(line), *wanted, "{line}");
        }
    }

    #[test]
    fn the_closing_line() {
        let mut tally = Tally { passed: 2, failed: 0, skipped: 0 };
        assert_eq!(tally.to_string(), "2 passed, 0 failed");
        tally += Tally { passed: 1, failed: 1, skipped: 5 };
        assert_eq!(tally.to_string(), "3 passed, 1 failed, 5 skipped");
    }
}
