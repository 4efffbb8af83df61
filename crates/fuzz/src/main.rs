//! `boathouse-fuzz formats`: broken files for as long as one likes. No sniffer or parser of crawls may panic, take long
//! or hold much memory, and no file may fail a crawl.

mod corpus;
mod crawl;
mod limits;
mod mutate;
mod run;
mod sequence;
mod subjects;

use std::collections::hash_map::RandomState;
use std::error::Error;
use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

/// As much as a thread has that crawls, unless it is told otherwise.
const STACK_BYTES: usize = 2 << 20;

#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What reads files for a crawler.
    Formats(Formats),
}

/// How long, and on what.
#[derive(Debug, clap::Args)]
struct Formats {
    /// How long; with 0 only the input of one seed is run.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The first seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Folders whose files the inputs are made of.
    #[arg(long, required = true)]
    corpus: Vec<PathBuf>,
    /// Where the seed that is being run is kept, for whoever asks what ended the program.
    #[arg(long)]
    at: Option<PathBuf>,
    /// Write the input of the seed to this file and run nothing.
    #[arg(long, requires = "seed")]
    show: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { what: What::Formats(arguments) } = Arguments::parse();
    // Panics are findings; what they print would bury the report.
    std::panic::set_hook(Box::new(|_| {}));
    match formats(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn formats(arguments: &Formats) -> Result<bool, Box<dyn Error>> {
    let corpus = corpus::read(&arguments.corpus)?;
    // Short enough to be typed again.
    let seed = arguments.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000_000_000);
    if let Some(path) = &arguments.show {
        std::fs::write(path, run::input(&corpus, seed))?;
        return Ok(true);
    }
    let tables = corpus::tables(&arguments.corpus)?;
    let job = run::Job { corpus, tables, seed, time: Duration::from_secs(arguments.seconds), at: arguments.at.clone() };
    let (text, is_clean) = run::run(job)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(is_clean)
}
