//! `cargo xtask fuzz formats`: every sniffer and parser of crawls on broken files.

use std::path::Path;
use std::process::Command;

use crate::cargo_metadata::Metadata;
use crate::{Result, process};

const PROGRAM: &str = "boathouse-fuzz";
/// What the inputs are made of.
const CORPUS: &[&str] = &["fixtures/files", "crates/crawler/fixtures"];

/// Builds the program that runs the inputs and passes the options on; it prints what it found.
pub fn run(root: &Path, options: &[&str]) -> Result<bool> {
    // Beside the crate that names all features, so that the engine built for the tests serves.
    let packages = ["--package", PROGRAM, "--package", "boathouse-features"];
    process::must(process::cargo().args(["build", "--locked", "--quiet"]).args(packages).current_dir(root))?;
    let target = Metadata::load(root)?.target_directory;
    let at = target.join("fuzz-formats.seed");
    let mut command = Command::new(target.join("debug").join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX)));
    command.arg("formats").arg("--at").arg(&at);
    for folder in CORPUS {
        command.arg("--corpus").arg(root.join(folder));
    }
    let status = command.args(options).status()?;
    if status.code().is_none() {
        // It ran out of stack or memory: then only the file knows where.
        let seed = std::fs::read_to_string(&at).unwrap_or_default();
        process::complain(&format!("error: the input of seed {} ended the program\n", seed.trim()));
    }
    Ok(status.success())
}
