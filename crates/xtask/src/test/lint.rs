//! Formatting, the tidy rules, clippy and the API documentation, warnings being errors.

use std::path::Path;
use std::process::Command;

use super::{Outcome, Tally};
use crate::{Result, process, tidy};

pub(super) fn run(root: &Path) -> Result<Outcome> {
    let mut passed = tidy::run(root)?;
    let checks: &[&[&str]] = &[
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
        &["doc", "--workspace", "--lib", "--no-deps", "--locked", "--quiet"],
    ];
    passed &= format_of_operations(root)?;
    for check in checks {
        let mut command = process::cargo();
        command.args(*check).env("RUSTDOCFLAGS", "-D warnings").current_dir(root);
        passed &= process::watch(&mut command, |_| {})?;
    }
    Ok(Outcome { tally: Tally::default(), passed })
}

/// The files that `operations!` declares: cargo's formatter follows `mod` lines only.
fn format_of_operations(root: &Path) -> Result<bool> {
    let mut files = Vec::new();
    for package in std::fs::read_dir(root.join("crates"))? {
        let operations = package?.path().join("src/ops");
        if operations.is_dir() {
            for file in std::fs::read_dir(operations)? {
                files.push(file?.path());
            }
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024", "--check"]).args(files).current_dir(root);
    process::watch(&mut command, |_| {})
}
