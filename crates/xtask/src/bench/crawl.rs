//! `cargo xtask bench crawl`: crawls of ten and a hundred thousand objects, for the first time and with nothing
//! changed.

use std::process::Command;

use super::catalog::{Figure, lines, render};
use super::{Profile, built};
use crate::cargo_metadata::Metadata;
use crate::{Result, process};

const LAYOUTS: &[&str] = &["csv", "parquet", "many"];

/// Measures and prints; false when a figure is not what it should be.
pub(super) fn run(root: &std::path::Path) -> Result<bool> {
    let metadata = Metadata::load(root)?;
    let program = built(root, &metadata, "crawl", Profile::Release)?;
    let data = metadata.target_directory.join("bench-data").join("crawl");
    let mut figures: Vec<Figure> = Vec::new();
    for layout in LAYOUTS {
        // Making the files is not measured, nor the memory it takes.
        process::must(Command::new(&program).args(["make", layout]).arg(&data))?;
        figures.extend(lines::<Figure>(Command::new(&program).args(["measure", layout]).arg(&data))?);
    }
    process::say(&render(&figures))?;
    Ok(figures.iter().all(|figure| figure.is_met() != Some(false)))
}
