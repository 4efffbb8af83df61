//! `cargo xtask bench suite`: the queries of TPC-H in boathouse, DuckDB and DataFusion, side by side; and
//! `cargo xtask bench analyze`: how long the queries of TPC-H and TPC-DS take to become plans.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::table::number;
use super::{Measurement, Profile, built, measure};
use crate::cargo_metadata::Metadata;
use crate::{Result, process, python};

const ENGINES: &[&str] = &["boathouse", "datafusion", "duckdb"];
/// The rows are not read for a plan, so few of them do.
const ANALYZE_SCALE: &str = "0.01";

/// Measures every query of TPC-H in all engines.
pub(super) fn run(root: &Path, options: &[&str]) -> Result<bool> {
    let (scale, rest) = take_scale(options)?;
    let metadata = Metadata::load(root)?;
    let tables = tables(root, &metadata, "tpch", scale)?;
    let requirements = root.join("benches/requirements.txt");
    let python = python::environment(&metadata.target_directory, "python-benches", &requirements)?;
    let binary = built(root, &metadata, "suite", Profile::Dist)?;
    let lake = metadata.target_directory.join("bench-data").join(format!("lake-tpch-{scale}"));
    let mut ours = Command::new(binary);
    let mut measured = measure(ours.arg("--tables").arg(&tables).arg("--lake").arg(&lake).args(&rest))?;
    let mut others = Command::new(python);
    others.arg(root.join("benches/suite_engines.py")).arg("--tables").arg(&tables).args(&rest);
    measured.extend(measure(&mut others)?);
    process::say(&render(&measured))?;
    let disagreements = super::table::disagreements(&measured);
    for line in &disagreements {
        process::complain(&format!("error: {line}\n"));
    }
    let failed = measured.iter().any(|row| row.engine == ENGINES[0] && row.note.is_some());
    Ok(disagreements.is_empty() && !failed)
}

/// Measures parsing and analysing.
pub(super) fn analyze(root: &Path, options: &[&str]) -> Result<bool> {
    let metadata = Metadata::load(root)?;
    let binary = built(root, &metadata, "suite", Profile::Dist)?;
    for benchmark in ["tpch", "tpcds"] {
        let tables = tables(root, &metadata, benchmark, ANALYZE_SCALE)?;
        let mut command = Command::new(&binary);
        let measured = measure(command.arg("--analyze").arg("--tables").arg(&tables).args(options))?;
        let mut times: Vec<(f64, &str)> =
            measured.iter().filter_map(|row| Some((row.millis?, row.workload.as_str()))).collect();
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some((slowest, name)) = times.last() else { continue };
        let median = times[times.len() / 2].0;
        let count = times.len();
        process::say(&format!(
            "{benchmark}: parse and analyze {count} queries, median {median:.2} ms, slowest {slowest:.2} ms ({name})\n"
        ))?;
    }
    Ok(true)
}

fn take_scale<'a>(options: &[&'a str]) -> Result<(&'a str, Vec<&'a str>)> {
    let Some(at) = options.iter().position(|option| *option == "--scale") else { return Ok(("1", options.to_vec())) };
    let scale = options.get(at + 1).ok_or("--scale needs a number")?;
    scale.parse::<f64>().ok().filter(|scale| *scale > 0.0).ok_or("--scale needs a number above 0")?;
    Ok((scale, [&options[..at], &options[at + 2..]].concat()))
}

/// The folder with a benchmark's tables and queries, made when it is missing.
pub(super) fn tables(root: &Path, metadata: &Metadata, benchmark: &str, scale: &str) -> Result<PathBuf> {
    let folder = metadata.target_directory.join("bench-data").join(format!("{benchmark}-{scale}"));
    if folder.join("cases.jsonl").exists() {
        return Ok(folder);
    }
    let scripts = root.join("crates/conformance/python");
    let python = python::environment(&metadata.target_directory, "python-tpc", &scripts.join("requirements.txt"))?;
    process::complain(&format!("making {benchmark} at scale {scale}\n"));
    // Renamed when whole: a run that was interrupted leaves no half data for the next one.
    let part = folder.with_extension("part");
    let mut make = Command::new(python);
    process::must(make.arg(scripts.join("make_tpc_cases.py")).arg(benchmark).arg(&part).args(["--scale", scale]))?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::rename(&part, &folder)?;
    Ok(folder)
}

/// One line a query and the geometric means of the queries that every engine answered.
fn render(measured: &[Measurement]) -> String {
    let millis = |workload: &str, engine: &str| {
        measured.iter().find(|row| row.workload == workload && row.engine == engine).and_then(|row| row.millis)
    };
    let mut out = format!("{:<10}", "query");
    for engine in ENGINES {
        let _ = write!(out, " {:>14}", format!("{engine} ms"));
    }
    out.push_str("  to datafusion  to duckdb\n");
    let mut logarithms = [const { Vec::new() }; 3];
    for workload in measured.iter().filter(|row| row.engine == ENGINES[0]).map(|row| row.workload.as_str()) {
        let found: Vec<Option<f64>> = ENGINES.iter().map(|engine| millis(workload, engine)).collect();
        let _ = write!(out, "{workload:<10}");
        for millis in &found {
            let _ = write!(out, " {:>14}", number(*millis, 1));
        }
        let ratio = |other: usize| found[0].zip(found[other]).map(|(ours, other)| ours / other);
        let _ = writeln!(out, "  {:>13}  {:>9}", number(ratio(1), 2), number(ratio(2), 2));
        if let Some(all) = found.iter().copied().collect::<Option<Vec<f64>>>() {
            for (sum, millis) in logarithms.iter_mut().zip(all) {
                sum.push(millis.ln());
            }
        }
    }
    let mean = |index: usize| {
        let logs: &Vec<f64> = &logarithms[index];
        (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
    };
    let means: Vec<Option<f64>> = (0..ENGINES.len()).map(mean).collect();
    let _ = write!(out, "{:<10}", "geo. mean");
    for millis in &means {
        let _ = write!(out, " {:>14}", number(*millis, 1));
    }
    let ratio = |other: usize| means[0].zip(means[other]).map(|(ours, other)| ours / other);
    let _ = writeln!(out, "  {:>13}  {:>9}", number(ratio(1), 2), number(ratio(2), 2));
    for row in measured {
        if let Some(note) = &row.note {
            let _ = writeln!(out, "{} in {}: {note}", row.workload, row.engine);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(workload: &str, engine: &str, millis: f64) -> Measurement {
        let (workload, engine) = (workload.to_owned(), engine.to_owned());
        Measurement { workload, engine, millis: Some(millis), check: None, note: None }
    }

    #[test]
    fn means_are_of_the_queries_all_engines_answered() {
        let mut rows = vec![row("q1", "boathouse", 10.0), row("q2", "boathouse", 40.0), row("q3", "boathouse", 7.0)];
        for engine in ["datafusion", "duckdb"] {
            rows.extend([row("q1", engine, 20.0), row("q2", engine, 20.0)]);
        }
        let table = render(&rows);
        let mean = "geo. mean            20.0           20.0           20.0           1.00       1.00";
        assert!(table.contains(mean), "{table}");
        assert!(table.contains("q3                    7.0              -"), "{table}");
    }

    #[test]
    fn the_scale_is_taken_out_of_the_options() {
        assert_eq!(take_scale(&["--only", "01", "--scale", "10", "--runs", "2"]).ok(), {
            Some(("10", vec!["--only", "01", "--runs", "2"]))
        });
        assert!(take_scale(&["--scale"]).is_err() && take_scale(&["--scale", "x"]).is_err());
    }
}
