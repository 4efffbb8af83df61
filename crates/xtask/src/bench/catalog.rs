//! `cargo xtask bench catalog`: very many partitions in one table, in the library and over the wire, and ten
//! thousand of them beside moto's server.

use std::fmt::Write;
use std::process::Command;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Profile, built};
use crate::cargo_metadata::Metadata;
use crate::{Result, process, python};

/// One figure as the programs print it.
#[derive(Debug, Deserialize)]
pub(super) struct Figure {
    figure: String,
    engine: String,
    value: f64,
    unit: String,
    target: Option<f64>,
}

impl Figure {
    /// Rates are to be high, all else low.
    pub(super) fn is_met(&self) -> Option<bool> {
        let target = self.target?;
        Some(if self.unit.ends_with("/s") { self.value >= target } else { self.value <= target })
    }
}

/// Measures and prints; false when a figure is not what it should be.
pub(super) fn run(root: &std::path::Path, options: &[&str]) -> Result<bool> {
    let metadata = Metadata::load(root)?;
    let program = built(root, &metadata, "catalog", Profile::Release)?;
    let data = metadata.target_directory.join("bench-data").join("catalog");
    let mut ours = Command::new(program);
    let mut figures: Vec<Figure> = lines(ours.arg("--data").arg(&data).args(options))?;
    let requirements = root.join("benches/requirements.txt");
    let python = python::environment(&metadata.target_directory, "python-benches", &requirements)?;
    let boathouse =
        metadata.target_directory.join("release").join(format!("boathouse{}", std::env::consts::EXE_SUFFIX));
    let mut servers = Command::new(python);
    figures.extend(lines::<Figure>(
        servers.arg(root.join("benches/catalog_servers.py")).arg("--boathouse").arg(boathouse),
    )?);
    process::say(&render(&figures))?;
    Ok(figures.iter().all(|figure| figure.is_met() != Some(false)))
}

pub(super) fn lines<T: DeserializeOwned>(command: &mut Command) -> Result<Vec<T>> {
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{:?} failed: {}", command.get_program(), output.status).into());
    }
    String::from_utf8(output.stdout)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

pub(super) fn render(figures: &[Figure]) -> String {
    let mut out = String::new();
    for line in figures {
        let Figure { figure, engine, value, unit, target } = line;
        let decimals = if *value < 1_000.0 { 2 } else { 0 };
        let _ = write!(out, "{figure:<50} {engine:<10} {value:>10.decimals$} {unit:<13}");
        if let (Some(target), Some(met)) = (target, line.is_met()) {
            let _ = write!(out, " wanted {target}{}", if met { "" } else { ": NOT MET" });
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_and_judged() {
        let figure = |value, unit: &str, target| Figure {
            figure: "f".to_owned(),
            engine: "library".to_owned(),
            value,
            unit: unit.to_owned(),
            target,
        };
        for (value, unit, target, met, told) in [
            (9.0, "ms", Some(10.0), Some(true), " wanted 10"),
            (11.0, "ms", Some(10.0), Some(false), " wanted 10: NOT MET"),
            (30_000.0, "partitions/s", Some(20_000.0), Some(true), " wanted 20000"),
            (100.0, "partitions/s", Some(20_000.0), Some(false), " wanted 20000: NOT MET"),
            (5.0, "MiB", None, None, "5.00 MiB"),
        ] {
            let figure = figure(value, unit, target);
            assert_eq!(figure.is_met(), met, "{unit} {value}");
            let table = render(&[figure]);
            assert!(table.trim_end().ends_with(told), "{table}");
        }
    }
}
