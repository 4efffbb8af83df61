//! Measures the workloads and prints one JSON object a line: what `cargo xtask bench` reads.

use std::path::PathBuf;
use std::time::Instant;

use boathouse_benches::program::{exit, median, print};
use boathouse_benches::{DataSize, Error, Lakeside, Result, Workload};
use serde::Serialize;

// As in the program that is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was measured of one workload.
#[derive(Serialize)]
struct Measurement<'a> {
    workload: &'a str,
    engine: &'static str,
    millis: f64,
    check: Option<u64>,
}

struct Options {
    workloads: PathBuf,
    data: PathBuf,
    only: Option<String>,
    size: DataSize,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    exit(measure_all().await)
}

async fn measure_all() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let folder = options.data.join(format!("rows-{}", options.size.trips));
    let lakeside = Lakeside::open(&folder, options.size).await?;
    for workload in Workload::load_all(&options.workloads)? {
        if options.only.as_ref().is_some_and(|only| *only != workload.name) {
            continue;
        }
        let (millis, check) = measure(&lakeside, &workload).await?;
        print(&Measurement { workload: &workload.name, engine: "boathouse", millis, check })?;
    }
    Ok(())
}

async fn measure(lakeside: &Lakeside, workload: &Workload) -> Result<(f64, Option<u64>)> {
    let check = lakeside.run(workload).await?.0;
    let mut millis = Vec::with_capacity(workload.runs);
    for _ in 0..workload.runs {
        lakeside.tidy()?;
        let started = Instant::now();
        lakeside.run(workload).await?;
        millis.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    lakeside.tidy()?;
    Ok((median(millis), check))
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let usage = || Error::Work("usage: workloads --workloads DIR --data DIR [--rows N] [--only WORKLOAD]".to_owned());
    let mut options =
        Options { workloads: PathBuf::new(), data: PathBuf::new(), only: None, size: DataSize::default() };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(usage)?;
        match name.as_str() {
            "--workloads" => options.workloads = value.into(),
            "--data" => options.data = value.into(),
            "--only" => options.only = Some(value),
            "--rows" => options.size.trips = value.parse().map_err(|_| usage())?,
            _ => return Err(usage()),
        }
    }
    if options.data.as_os_str().is_empty() || options.workloads.as_os_str().is_empty() {
        return Err(usage());
    }
    Ok(options)
}
