//! Measures the queries of a suite and prints one JSON object a line: what `cargo xtask bench` reads.

use std::path::PathBuf;
use std::time::Instant;

use boathouse_benches::program::{exit, median, print};
use boathouse_benches::{Error, Result, Suite, SuiteQuery, analysis, load_queries};
use serde::Serialize;

// As in the program that is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was measured of one query.
#[derive(Serialize, Default)]
struct Measurement<'a> {
    workload: &'a str,
    engine: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

struct Options {
    tables: PathBuf,
    lake: PathBuf,
    only: Option<String>,
    runs: usize,
    /// Plans only.
    analyze: bool,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    exit(measure_all().await)
}

async fn measure_all() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let queries = load_queries(&options.tables)?;
    let chosen = queries.iter().filter(|query| options.only.as_ref().is_none_or(|only| query.id.ends_with(only)));
    if options.analyze {
        let catalog = analysis::schemas(&options.tables).await?;
        for query in chosen {
            let mut millis = Vec::with_capacity(options.runs);
            for _ in 0..=options.runs {
                millis.push(analysis::measure(&query.sql, &catalog)?);
            }
            print(&Measurement { millis: Some(median(millis)), ..named(query) })?;
        }
        return Ok(());
    }
    let suite = Suite::open(&options.lake, &options.tables).await?;
    for query in chosen {
        print(&run(&suite, query, options.runs).await)?;
    }
    Ok(())
}

fn named(query: &SuiteQuery) -> Measurement<'_> {
    Measurement { workload: &query.id, engine: "boathouse", ..Measurement::default() }
}

/// One run that does not count, then those that do.
async fn run<'a>(suite: &Suite, query: &'a SuiteQuery, runs: usize) -> Measurement<'a> {
    let mut millis = Vec::with_capacity(runs);
    let mut check = None;
    for number in 0..=runs {
        let started = Instant::now();
        match suite.run(&query.sql).await {
            Ok(rows) => check = Some(rows),
            Err(error) => return Measurement { note: Some(error.to_string()), ..named(query) },
        }
        if number > 0 {
            millis.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Measurement { millis: Some(median(millis)), check, ..named(query) }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let usage = || Error::Work("usage: suite --tables DIR --lake DIR [--only QUERY] [--runs N] [--analyze]".to_owned());
    let mut options = Options { tables: PathBuf::new(), lake: PathBuf::new(), only: None, runs: 3, analyze: false };
    while let Some(name) = arguments.next() {
        if name == "--analyze" {
            options.analyze = true;
            continue;
        }
        let value = arguments.next().ok_or_else(usage)?;
        match name.as_str() {
            "--tables" => options.tables = value.into(),
            "--lake" => options.lake = value.into(),
            "--only" => options.only = Some(value),
            "--runs" => options.runs = value.parse().ok().filter(|runs| *runs > 0).ok_or_else(usage)?,
            _ => return Err(usage()),
        }
    }
    if options.tables.as_os_str().is_empty() || (options.lake.as_os_str().is_empty() && !options.analyze) {
        return Err(usage());
    }
    Ok(options)
}
