//! Counts by category and by kind.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::case::Case;
use crate::check::Verdict;

#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Count {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Ok(()) => self.passed += 1,
            Err(_) => self.failed += 1,
        }
    }

    fn line(self, name: &str) -> String {
        let all = self.passed + self.failed;
        let share = if all == 0 { 0.0 } else { 100.0 * self.passed as f64 / all as f64 };
        format!("{name:<50} {:>6} of {all:>6}  {share:>5.1} %\n", self.passed)
    }
}

/// The counts of a run, and its last line.
pub(crate) fn report(results: &[(&Case, Verdict)]) -> (String, Count) {
    let (mut categories, mut kinds) = (BTreeMap::<&str, Count>::new(), BTreeMap::<&str, Count>::new());
    let (mut all, mut core) = (Count::default(), Count::default());
    for (case, verdict) in results {
        categories.entry(&case.category).or_default().add(verdict);
        kinds.entry(&case.kind).or_default().add(verdict);
        all.add(verdict);
        if !case.is_outside_the_core() {
            core.add(verdict);
        }
    }
    let mut text = String::from("by category\n");
    for (name, count) in &categories {
        text.push_str(&count.line(name));
    }
    text.push_str("\nby kind\n");
    for (name, count) in &kinds {
        text.push_str(&count.line(name));
    }
    text.push('\n');
    text.push_str(&core.line("without picoseconds, geometry, Teradata, patterns"));
    text.push_str(&all.line("all"));
    let _ = writeln!(text, "{} passed, {} failed", all.passed, all.failed);
    (text, all)
}
