//! `boathouse demo`: the pipeline on generated data.

use boathouse::Boathouse;
use clap::Args;

use crate::cli::GlobalArgs;
use crate::demo::{self, Demo};
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session::{self, Session};

/// More rows than this would fill a laptop's disk.
const ROWS_MAX: u64 = 1_000_000_000;

/// `boathouse demo`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse demo
  boathouse demo --rows 100000 --dir ./demo --output json")]
pub(crate) struct DemoArgs {
    /// Taxi trips to generate; with --dir the data is kept, else it goes away with the demo
    #[arg(long, default_value_t = 1_000_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=ROWS_MAX))]
    pub(crate) rows: u64,
}

pub(crate) async fn run(args: DemoArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let house = match &global.dir {
        None => Boathouse::builder_ephemeral()?.config(session::config(global)?).open().await?,
        Some(_) => match Session::open(global).await? {
            Session::Embedded(house) => house,
            Session::Remote(_) => {
                return Err(CliError::usage_with_hint(
                    "a server holds this folder",
                    "the demo measures its own process: name another folder, or leave out --dir",
                ));
            }
        },
    };
    let demo = Demo { session: Session::Embedded(house.clone()), house, rows: args.rows, printer };
    Ok(if demo::run(&demo).await? { ExitStatus::Success } else { ExitStatus::Failure })
}
