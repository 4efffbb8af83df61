//! `cargo xtask bench athena`: a server asked as clients of Athena ask it, by one connection, by a hundred, for a
//! very large result, and for a few rows of very many files.

use std::process::Command;

use super::catalog::{Figure, lines, render};
use super::suite::tables;
use super::{Profile, built};
use crate::cargo_metadata::Metadata;
use crate::{Result, process, python};

const PARTS: &[&str] = &["one", "inside", "load", "large", "point"];
const SCALE: &str = "1";

/// Measures the parts that are named, all without a name, and prints; false when a figure is not what it should be.
pub(super) fn run(root: &std::path::Path, named: &[&str]) -> Result<bool> {
    if let Some(unknown) = named.iter().find(|part| !PARTS.contains(part)) {
        return Err(format!("there is no part '{unknown}': {}", PARTS.join(", ")).into());
    }
    let metadata = Metadata::load(root)?;
    let program = built(root, &metadata, "athena", Profile::Release)?;
    let tables = tables(root, &metadata, "tpch", SCALE)?;
    let data = metadata.target_directory.join("bench-data");
    let boathouse =
        metadata.target_directory.join("release").join(format!("boathouse{}", std::env::consts::EXE_SUFFIX));
    let mut figures: Vec<Figure> = Vec::new();
    for part in PARTS.iter().filter(|part| named.is_empty() || named.contains(part)) {
        let mut command = Command::new(&program);
        command.arg(part).arg("--boathouse").arg(&boathouse).arg("--tables").arg(&tables);
        figures.extend(lines::<Figure>(command.arg("--data").arg(data.join("athena")))?);
        if *part == "one" {
            let requirements = root.join("benches/requirements.txt");
            let python = python::environment(&metadata.target_directory, "python-benches", &requirements)?;
            let mut boto = Command::new(python);
            boto.arg(root.join("benches/athena_boto3.py")).arg("--boathouse").arg(&boathouse);
            figures.extend(lines::<Figure>(&mut boto)?);
        }
    }
    process::say(&render(&figures))?;
    Ok(figures.iter().all(|figure| figure.is_met() != Some(false)))
}
