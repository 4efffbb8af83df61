//! `cargo xtask bench`: the workloads of `benches/workloads` in boathouse, DuckDB and Polars, side by side.
//! `bench catalog`, `bench suite` and `bench analyze` measure the rest.

mod catalog;
mod suite;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::cargo_metadata::Metadata;
use crate::{Result, process, python};

/// One workload as one engine ran it; `note` says why it did not.
#[derive(Debug, Deserialize)]
struct Measurement {
    workload: String,
    engine: String,
    /// The median of the runs.
    millis: Option<f64>,
    /// Rows out, or what else shows that the engines did the same work.
    check: Option<u64>,
    note: Option<String>,
}

/// Runs the benchmark that the options name.
pub fn run(root: &Path, options: &[&str]) -> Result<bool> {
    match options {
        ["catalog", rest @ ..] => catalog::run(root, rest),
        ["suite", rest @ ..] => suite::run(root, rest),
        ["analyze", rest @ ..] => suite::analyze(root, rest),
        options => workloads(root, options),
    }
}

/// Generates the data, runs every engine on it and prints the table of ratios.
fn workloads(root: &Path, options: &[&str]) -> Result<bool> {
    let metadata = Metadata::load(root)?;
    let python =
        python::environment(&metadata.target_directory, "python-benches", &root.join("benches/requirements.txt"))?;
    let data = metadata.target_directory.join("bench-data");
    let binary = release_binary(root, &metadata, "workloads")?;
    let workloads = root.join("benches/workloads");
    let mut measured =
        measure(Command::new(binary).arg("--workloads").arg(&workloads).arg("--data").arg(&data).args(options))?;
    measured.extend(measure(
        Command::new(python)
            .arg(root.join("benches/other_engines.py"))
            .arg("--workloads")
            .arg(&workloads)
            .arg("--data")
            .arg(&data)
            .args(options),
    )?);
    process::say(&table::render(&measured))?;
    let disagreements = table::disagreements(&measured);
    for line in &disagreements {
        process::complain(&format!("error: {line}\n"));
    }
    Ok(disagreements.is_empty())
}

/// One of the programs of `benches`, built.
fn release_binary(root: &Path, metadata: &Metadata, name: &str) -> Result<PathBuf> {
    // Beside the command itself, so that the engine built for it serves: alone, some features would differ.
    let packages = ["--package", "boathouse-cli", "--package", "boathouse-benches"];
    process::must(
        process::cargo().args(["build", "--release", "--locked", "--bins"]).args(packages).current_dir(root),
    )?;
    Ok(metadata.target_directory.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs one engine's program, which prints one JSON object a line for each workload.
fn measure(command: &mut Command) -> Result<Vec<Measurement>> {
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{:?} failed: {}", command.get_program(), output.status).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
