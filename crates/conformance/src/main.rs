//! `boathouse-conformance FILE…`: runs cases of Trino's own tests and prints how many pass.

mod case;
mod check;
mod codec;
mod compare;
mod engine;
mod function_page;
mod mutate;
#[path = "../../sql/src/mutation.rs"]
mod mutation;
mod pool;
mod report;
mod script;
mod tables;
mod wire;

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use regex::Regex;

use case::{Case, Comparison};
use check::{Form, Mode, Verdict};
use report::report;

/// Runs Trino's own SQL cases and counts those that pass.
#[derive(Debug, Parser)]
struct Arguments {
    /// JSON lines of cases.
    #[arg(required_unless_present = "function_page")]
    files: Vec<PathBuf>,
    /// Write the documentation page of all functions instead.
    #[arg(long)]
    function_page: Option<PathBuf>,
    /// Errors must have Trino's text too, not only its code.
    #[arg(long)]
    texts: bool,
    /// Run the form whose arguments come from columns.
    #[arg(long)]
    columns: bool,
    /// Write every plan as bytes and read it before it runs, the logical ones and the physical one.
    #[arg(long)]
    codec: bool,
    /// Only categories that this pattern finds.
    #[arg(long)]
    category: Option<Regex>,
    /// Only cases whose SQL this pattern finds.
    #[arg(long)]
    sql: Option<Regex>,
    /// Only cases from source files that this pattern finds.
    #[arg(long)]
    source: Option<Regex>,
    /// Only every Nth case.
    #[arg(long, default_value_t = 1)]
    sample: usize,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Tell every case that takes longer than so many seconds.
    #[arg(long)]
    slow: Option<u64>,
    /// A folder of Parquet files, each a table of its name, beside the tables that are made here.
    #[arg(long)]
    parquet: Option<PathBuf>,
    /// The folder of the generated tables of scale 1; `cargo xtask conformance` makes and names it.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Run the parsers and the analyzer on broken statements made of the cases for so many seconds instead.
    #[arg(long, value_name = "SECONDS")]
    mutate: Option<u64>,
    /// The first seed of `--mutate`; with 0 seconds only its input is run.
    #[arg(long, requires = "mutate")]
    seed: Option<u64>,
    /// Run every query through a server too, as Athena's clients do, and count those that are answered otherwise than in
    /// this process.
    #[arg(long, conflicts_with_all = ["mutate", "columns", "texts", "codec"])]
    wire: bool,
    /// Where failures are written, as JSON lines.
    #[arg(long)]
    failures: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    if let Some(path) = &arguments.function_page {
        std::fs::write(path, function_page::render()?)?;
        return Ok(true);
    }
    let cases = Arc::new(load(arguments)?);
    // Panics are failures of their case; what they print would bury the report.
    std::panic::set_hook(Box::new(|_| {}));
    if let Some(seconds) = arguments.mutate {
        return mutate(arguments, &cases, Duration::from_secs(seconds));
    }
    let data = arguments.data.clone().map_or_else(beside_the_target, Ok)?;
    if arguments.wire {
        return through_the_wire(arguments, &cases, &data);
    }
    let catalogs = Arc::new(tables::Catalogs::make(&data, arguments.parquet.as_deref())?);
    let form = if arguments.columns { Form::Columns } else { Form::Constant };
    let mode = Mode { form, texts: arguments.texts };
    codec::travel(arguments.codec);
    let mut results =
        pool::run(&cases, &catalogs, mode, arguments.jobs.max(1), arguments.slow.map(Duration::from_secs))?;
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<_> = results.into_iter().map(|(index, verdict)| (&cases[index], verdict)).collect();
    if let Some(path) = &arguments.failures {
        write_failures(path, &results, form)?;
    }
    let (text, all) = report(&results);
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(all.failed == 0)
}

fn through_the_wire(arguments: &Arguments, cases: &[Case], data: &Path) -> Result<bool, Box<dyn Error>> {
    let outcomes = wire::run(cases, data, arguments.jobs.max(1))?;
    if let Some(path) = &arguments.failures {
        wire::write_failures(path, cases, &outcomes)?;
    }
    let (text, all_same) = wire::report(&outcomes);
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(all_same)
}

fn mutate(arguments: &Arguments, cases: &[Case], time: Duration) -> Result<bool, Box<dyn Error>> {
    let texts = cases.iter().flat_map(|case| [Some(&case.sql), case.sql_columns.as_ref()]);
    // Statements of many kilobytes would leave no time for the others.
    let corpus = texts.flatten().filter(|sql| sql.len() < 20_000).cloned().collect();
    let catalog = tables::common(arguments.parquet.as_deref())?;
    let (text, clean) = mutate::run(corpus, catalog, time, arguments.seed, arguments.jobs.max(1))?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(clean)
}

/// Where `cargo xtask conformance` puts the generated tables: `target/conformance-data`, of `target/<profile>/<binary>`.
fn beside_the_target() -> Result<PathBuf, Box<dyn Error>> {
    let binary = std::env::current_exe()?;
    let target = binary.ancestors().nth(2).ok_or("the binary lies in no target folder")?;
    Ok(target.join("conformance-data"))
}

fn load(arguments: &Arguments) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for path in &arguments.files {
        let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let case: Case =
                serde_json::from_str(&line?).map_err(|e| format!("{}:{}: {e}", path.display(), number + 1))?;
            cases.push(case);
        }
    }
    let fits = |pattern: &Option<Regex>, text: &str| pattern.as_ref().is_none_or(|p| p.is_match(text));
    cases.retain(|case| {
        let has_form = !arguments.columns || case.sql_columns.is_some();
        case.is_run()
            && has_form
            && fits(&arguments.category, &case.category)
            && fits(&arguments.sql, &case.sql)
            && fits(&arguments.source, &case.source_file)
    });
    let sample = arguments.sample.max(1);
    let mut cases: Vec<_> = cases.into_iter().step_by(sample).collect();
    // What takes longest first, so that no thread is left with it at the end.
    cases.sort_by_key(|case| !case.reads_benchmark_tables());
    Ok(cases)
}

fn write_failures(path: &PathBuf, results: &[(&Case, Verdict)], form: Form) -> Result<(), Box<dyn Error>> {
    let mut file = std::io::BufWriter::new(File::create(path)?);
    for (case, verdict) in results {
        let Err(why) = verdict else { continue };
        let sql = match (form, &case.sql_columns) {
            (Form::Columns, Some(sql)) => sql,
            _ => &case.sql,
        };
        let expected = match case.comparison {
            Comparison::Error => {
                case.expected_error_code.clone().or(case.expected_message.as_ref().map(|m| m.text.clone()))
            }
            _ => case.expected_sql.clone().or(case.expected_value.as_str().map(str::to_owned)),
        };
        let line = serde_json::json!({
            "id": case.id, "category": case.category, "source": case.source_file, "line": case.line,
            "sql": sql, "expected": expected, "why": why,
        });
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}
