//! Development tasks of the workspace: `cargo xtask tidy|test|bench|conformance|fuzz`.

mod bench;
mod cargo_metadata;
mod conformance;
mod fuzz;
mod process;
mod python;
mod test;
mod tidy;
mod tree;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A task fails with text for the person who ran it.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "\
Development tasks

Usage: cargo xtask <TASK>

Tasks:
  tidy                             check layers, sizes, names and texts of the workspace
  test [--only lint|rust|python]   run every check and every test; `--only` picks one part
  bench [--only WORKLOAD] [--rows N]
                                   measure the workloads beside DuckDB and Polars
  bench suite [--scale N] [--only QUERY] [--runs N]
                                   measure the queries of TPC-H beside DataFusion and DuckDB
  bench athena [one] [inside] [load] [large] [point]
                                   measure a server as clients of Athena ask it: one query, a hundred clients, a large result
  bench catalog [--partitions N]   measure a table of very many partitions, and ten thousand beside moto's server
  bench crawl                      measure crawls of ten and a hundred thousand objects, first and with nothing changed
  bench analyze                    measure how long the queries of TPC-H and TPC-DS take to become plans
  conformance FILE… [--columns] [--category RE] [--failures FILE]
                                   run cases of Trino's own tests (JSON lines) and count those that pass
  conformance FILE… --wire [--sample N]
                                   run their queries through a server too and count those that are answered otherwise
  conformance FILE… --mutate SECONDS [--seed N]
                                   run parsers and analyzer on broken statements made of the cases
  fuzz formats [--seconds N] [--seed N]
                                   run every sniffer and parser of crawls on broken files made of the fixtures
  help                             print this text
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["tidy"] => tidy::run(&root()),
        ["test", options @ ..] => test::run(&root(), options),
        ["bench", options @ ..] => bench::run(&root(), options),
        ["conformance", options @ ..] => conformance::run(&root(), options),
        ["fuzz", "formats", options @ ..] => fuzz::run(&root(), options),
        ["help" | "--help" | "-h"] => process::say(USAGE).map(|()| true),
        _ => {
            process::complain(USAGE);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            process::complain(&format!("error: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// The workspace this binary was built from.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
