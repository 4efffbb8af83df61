//! Measures crawls of very many objects and prints one JSON object a line: what `cargo xtask bench crawl` reads. One
//! layout a process, so that the peak of its memory is its own.

use std::path::PathBuf;

use boathouse_benches::crawls::{Layout, Sort, make, measure};
use boathouse_benches::program::{exit, print};
use boathouse_benches::{Error, Result};

// As in the program that is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    exit(run().await)
}

async fn run() -> Result<()> {
    let usage = "usage: crawl make|measure csv|parquet|many DIR";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, layout, home] = arguments.as_slice() else { return Err(Error::Work(usage.to_owned())) };
    let layout = match layout.as_str() {
        "csv" => Layout { sort: Sort::Csv, objects: 10_000, partitions: 500, seconds_max: Some(6.0) },
        "parquet" => Layout { sort: Sort::Parquet, objects: 10_000, partitions: 500, seconds_max: Some(6.0) },
        "many" => Layout { sort: Sort::Csv, objects: 100_000, partitions: 1_000, seconds_max: None },
        _ => return Err(Error::Work(usage.to_owned())),
    };
    let home = PathBuf::from(home);
    match what.as_str() {
        "make" => make(&home, layout),
        "measure" => measure(&home, layout).await?.iter().try_for_each(print),
        _ => Err(Error::Work(usage.to_owned())),
    }
}
