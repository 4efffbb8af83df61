//! `cargo xtask bench`: the workloads of `benches/workloads` in boathouse, DuckDB and Polars, side by side.
//! `bench athena`, `bench catalog`, `bench crawl`, `bench suite` and `bench analyze` measure the rest.

mod athena;
mod catalog;
mod crawl;
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
        ["athena", rest @ ..] => athena::run(root, rest),
        ["catalog", rest @ ..] => catalog::run(root, rest),
        ["crawl"] => crawl::run(root),
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
    let binary = built(root, &metadata, "workloads", Profile::Release)?;
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

/// How a program is compiled: cargo's profile, which is also the folder it is put in.
#[derive(Debug, Clone, Copy)]
enum Profile {
    /// As one builds it from source.
    Release,
    /// As it is given away, which is how the other engines' packages are compiled.
    Dist,
}

/// One of the programs of `benches`, built.
fn built(root: &Path, metadata: &Metadata, name: &str, profile: Profile) -> Result<PathBuf> {
    // The command is not measured as it is given away, and linking it takes minutes.
    let (folder, programs): (&str, &[&str]) = match profile {
        Profile::Release => ("release", &["--bins"]),
        Profile::Dist => ("dist", &["--bin", name]),
    };
    // Beside the crate that names every dependency's features, so that one engine serves every build.
    let packages = ["--package", "boathouse-cli", "--package", "boathouse-benches", "--package", "boathouse-features"];
    let mut cargo = process::cargo();
    cargo.args(["build", "--profile", folder, "--locked"]).args(programs).args(packages).current_dir(root);
    process::must(&mut cargo)?;
    Ok(metadata.target_directory.join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
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
