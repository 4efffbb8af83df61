//! `boathouse-conformance FILE…`: runs cases of Trino's own tests and prints how many pass.

mod case;
mod check;
mod compare;
mod engine;
mod function_page;
mod pool;
mod report;
mod tables;

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

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
    /// A folder of Parquet files, each a table of its name, beside the tables that are made here.
    #[arg(long)]
    parquet: Option<PathBuf>,
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
    let mut tables = tables::tpch_tables(0.01)?;
    tables.extend(tables::analyzer_tables()?);
    let mut catalog = engine::catalog(tables)?;
    if let Some(folder) = &arguments.parquet {
        tables::add_parquet(&mut catalog, folder)?;
    }
    let catalog = Arc::new(catalog);
    let form = if arguments.columns { Form::Columns } else { Form::Constant };
    // Panics are failures of their case; what they print would bury the report.
    std::panic::set_hook(Box::new(|_| {}));
    let mode = Mode { form, texts: arguments.texts };
    let mut results = pool::run(&cases, &catalog, mode, arguments.jobs.max(1))?;
    results.sort_by_key(|(index, _)| *index);
    let results: Vec<_> = results.into_iter().map(|(index, verdict)| (&cases[index], verdict)).collect();
    if let Some(path) = &arguments.failures {
        write_failures(path, &results, form)?;
    }
    let (text, all) = report(&results);
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(all.failed == 0)
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
    Ok(cases.into_iter().step_by(sample).collect())
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
