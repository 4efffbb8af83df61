//! `cargo xtask conformance`: Trino's own SQL cases.

mod data;

use std::path::Path;
use std::process::Command;

use crate::cargo_metadata::Metadata;
use crate::{Result, process};

const PROGRAM: &str = "boathouse-conformance";

/// Builds the program that runs the cases, makes the tables they read and passes the options on; it prints the counts.
pub fn run(root: &Path, options: &[&str]) -> Result<bool> {
    // Beside the crate that names all features, so that the engine built for the tests serves.
    let packages = ["--package", PROGRAM, "--package", "boathouse-features"];
    process::must(process::cargo().args(["build", "--locked", "--quiet"]).args(packages).current_dir(root))?;
    let target = Metadata::load(root)?.target_directory;
    let mut command = Command::new(target.join("debug").join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX)));
    if !options.contains(&"--data") {
        let data = target.join("conformance-data");
        if !options.contains(&"--mutate") && data::is_read(options) {
            data::make(root, &target, &data);
        }
        command.arg("--data").arg(data);
    }
    // In the caller's folder, for the files are named from there.
    Ok(command.args(options).status()?.success())
}
