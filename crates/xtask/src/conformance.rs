//! `cargo xtask conformance`: Trino's own SQL cases.

use std::path::Path;

use crate::{Result, process};

/// Passes the options on to the program that runs the cases; it prints the counts.
pub fn run(root: &Path, options: &[&str]) -> Result<bool> {
    let manifest = root.join("Cargo.toml");
    let mut command = process::cargo();
    // In the caller's folder, for the files are named from there.
    command.args(["run", "--locked", "--quiet", "--package", "boathouse-conformance", "--manifest-path"]);
    command.arg(manifest).arg("--").args(options);
    Ok(command.status()?.success())
}
