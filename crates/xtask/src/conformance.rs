//! `cargo xtask conformance`: Trino's own SQL cases.

use std::path::Path;
use std::process::Command;

use crate::cargo_metadata::Metadata;
use crate::{Result, process};

const PROGRAM: &str = "boathouse-conformance";

/// Builds the program that runs the cases and passes the options on to it; it prints the counts.
pub fn run(root: &Path, options: &[&str]) -> Result<bool> {
    // Beside the crate that names all features, so that the engine built for the tests serves.
    let packages = ["--package", PROGRAM, "--package", "boathouse-features"];
    process::must(process::cargo().args(["build", "--locked", "--quiet"]).args(packages).current_dir(root))?;
    let folder = Metadata::load(root)?.target_directory.join("debug");
    let binary = folder.join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
    // In the caller's folder, for the files are named from there.
    Ok(Command::new(binary).args(options).status()?.success())
}
