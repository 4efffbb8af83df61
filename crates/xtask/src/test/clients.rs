//! The tests that use the real AWS clients for Python against the real binary.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Outcome, Tally};
use crate::cargo_metadata::Metadata;
use crate::{Result, process, python};

const SUITE: &str = "crates/testing/python";
/// dbt needs other versions than the other clients and so an environment of its own.
const DBT_REQUIREMENTS: &str = "dbt_project/requirements.txt";

pub(super) fn run(root: &Path) -> Result<Outcome> {
    let target = Metadata::load(root)?.target_directory;
    let python = python::environment(&target, "python-tests", &root.join(SUITE).join("requirements.txt"))?;
    let dbt = python::environment(&target, "python-dbt", &root.join(SUITE).join(DBT_REQUIREMENTS))?;
    let dbt = dbt.with_file_name(format!("dbt{}", std::env::consts::EXE_SUFFIX));
    let binary = build(root, &target)?;
    let mut tally = Tally::default();
    let mut command = Command::new(python);
    command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]).arg(root.join(SUITE));
    command
        .env("BOATHOUSE_BIN", binary)
        .env("BOATHOUSE_DBT", dbt)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(root);
    let passed = process::watch(&mut command, |line| {
        if let Some(counts) = Tally::of_pytest_line(line) {
            tally = counts;
        }
    })?;
    Ok(Outcome { tally, passed })
}

/// Builds the server as `cargo test` builds it for the tests of the binary. Any other way of asking for it
/// leaves the features of the tests' own dependencies out, and would compile the engine again.
fn build(root: &Path, target: &Path) -> Result<PathBuf> {
    let mut command = process::cargo();
    process::must(command.args(["test", "--workspace", "--locked", "--quiet", "--no-run"]).current_dir(root))?;
    Ok(target.join("debug").join(format!("boathouse{}", std::env::consts::EXE_SUFFIX)))
}
