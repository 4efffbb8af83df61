//! Measures Athena over the wire and prints one JSON object a line: what `cargo xtask bench athena` reads. The server
//! is a process of its own; each part has a new one, so that the peak of its memory is its own.

use std::path::PathBuf;

use boathouse_benches::athena::{ServerProcess, inside, large, load, make_lake, one, point};
use boathouse_benches::program::{exit, print};
use boathouse_benches::{Error, Result};

// As in the program that is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LOAD_SECONDS: u64 = 60;

struct Options {
    part: String,
    program: PathBuf,
    tables: PathBuf,
    data: PathBuf,
    seconds: u64,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    exit(measure().await)
}

async fn measure() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let lake = options.data.join("lake");
    // Closed before the server opens it.
    drop(make_lake(&lake, &options.tables).await?);
    let server = ServerProcess::start(&options.program, &lake).await?;
    let figures = match options.part.as_str() {
        "one" => one(&server).await?,
        "inside" => inside(&server, &make_lake(&options.data.join("inside"), &options.tables).await?).await?,
        "load" => load(&server, options.seconds).await?,
        "large" => large(&server, &lake).await?,
        "point" => point(&options.program, &options.data.join("point")).await?,
        _ => return Err(usage()),
    };
    server.stop().await?;
    figures.iter().try_for_each(print)?;
    // Results are large; tables are made anew from links.
    std::fs::remove_dir_all(&options.data).map_err(|error| Error::File(options.data.clone(), error))
}

fn usage() -> Error {
    let text = "usage: athena one|inside|load|large|point --boathouse PROGRAM --tables DIR --data DIR [--seconds N]";
    Error::Work(text.to_owned())
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let part = arguments.next().ok_or_else(usage)?;
    let (program, tables, data) = (PathBuf::new(), PathBuf::new(), PathBuf::new());
    let mut options = Options { part, program, tables, data, seconds: LOAD_SECONDS };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(usage)?;
        match name.as_str() {
            "--boathouse" => options.program = value.into(),
            "--tables" => options.tables = value.into(),
            "--data" => options.data = value.into(),
            "--seconds" => options.seconds = value.parse().ok().filter(|seconds| *seconds > 0).ok_or_else(usage)?,
            _ => return Err(usage()),
        }
    }
    let needed = [&options.program, &options.tables, &options.data];
    if needed.iter().any(|path| path.as_os_str().is_empty()) { Err(usage()) } else { Ok(options) }
}
