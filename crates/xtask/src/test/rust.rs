//! Unit, integration and documentation tests of every crate.

use std::path::Path;

use super::{Outcome, Tally};
use crate::{Result, process};

pub(super) fn run(root: &Path) -> Result<Outcome> {
    let mut tally = Tally::default();
    let mut command = process::cargo();
    // The whole workspace at once: a part of it would be built with other features of the same dependencies.
    command.args(["test", "--workspace", "--locked", "--quiet", "--no-fail-fast"]).current_dir(root);
    let passed = process::watch(&mut command, |line| {
        if let Some(counts) = Tally::of_rust_line(line) {
            tally += counts;
        }
    })?;
    Ok(Outcome { tally, passed })
}
