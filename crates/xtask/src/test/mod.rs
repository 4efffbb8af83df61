//! `cargo xtask test`: everything that must hold before a change lands, on a machine that has Rust and Python 3.

mod clients;
mod lint;
mod rust;
mod tally;

use std::path::Path;
use std::time::Instant;

use tally::Tally;

use crate::{Result, process};

/// What one part found: the tests it counted, and whether all of it went well.
struct Outcome {
    tally: Tally,
    passed: bool,
}

type Part = fn(&Path) -> Result<Outcome>;

/// The parts in the order in which they run: the quickest to fail first.
const PARTS: &[(&str, Part)] = &[("lint", lint::run), ("rust", rust::run), ("python", clients::run)];

/// Runs all parts or the one that `--only` names, and closes with one line that counts every test.
pub fn run(root: &Path, options: &[&str]) -> Result<bool> {
    let only = match options {
        [] => None,
        ["--only", part] => Some(*part),
        _ => return Err("usage: cargo xtask test [--only lint|rust|python]".into()),
    };
    if let Some(part) = only.filter(|part| !PARTS.iter().any(|(name, _)| name == part)) {
        return Err(format!("no part `{part}`: choose one of lint, rust, python").into());
    }
    let mut tally = Tally::default();
    let mut broken = Vec::new();
    for (name, part) in PARTS.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)) {
        let started = Instant::now();
        process::complain(&format!("== {name}\n"));
        let outcome = part(root).unwrap_or_else(|error| {
            process::complain(&format!("error: {error}\n"));
            Outcome { tally: Tally::default(), passed: false }
        });
        process::complain(&format!("== {name}: {} s\n", started.elapsed().as_secs()));
        tally += outcome.tally;
        if !outcome.passed {
            broken.push(*name);
        }
    }
    if !broken.is_empty() {
        process::complain(&format!("error: these parts failed: {}\n", broken.join(", ")));
    }
    process::say(&format!("{tally}\n"))?;
    Ok(broken.is_empty())
}
