//! `boathouse reset --yes`: empties the lake.

use boathouse::command::{Outcome, Request};
use clap::Args;
use std::io::{BufRead, IsTerminal};

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session::{self, Session};

/// `boathouse reset`
#[derive(Debug, Args)]
pub(crate) struct ResetArgs {
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
}

pub(crate) async fn run(args: ResetArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let dir = session::dir(global, &session::config(global)?);
    if !args.yes && !confirmed(&dir.display().to_string(), printer)? {
        return Ok(ExitStatus::Failure);
    }
    let session = Session::open(global).await?;
    let Outcome::Reset = session.outcome(Request::Reset, printer).await? else { return Err(unexpected()) };
    printer.say(&format!("emptied {}", dir.display()));
    Ok(ExitStatus::Success)
}

/// Asks, where there is somebody to ask.
fn confirmed(dir: &str, printer: Printer) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(CliError::usage_with_hint(
            "reset deletes every bucket, table and run, and nobody is here to be asked",
            "`boathouse reset --yes` does it without asking",
        ));
    }
    printer.say(&format!("This deletes every local bucket, table, job and run in {dir}. Type 'yes' to go on:"));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
