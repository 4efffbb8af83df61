//! `boathouse crawl undo RUN`: what a run changed, as it was before.

use boathouse::command::{CrawlUndoCommand, Outcome, Request};
use clap::Args;

use super::print;
use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session::Session;

/// `boathouse crawl undo`
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    /// The run, as the crawl has said it or `boathouse crawl runs` lists it
    #[arg(value_name = "RUN")]
    pub(crate) run: String,
    /// Even where tables were changed since; those changes are lost
    #[arg(long)]
    pub(crate) force: bool,
}

pub(crate) async fn run(args: UndoArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let command = CrawlUndoCommand { run: args.run, force: args.force };
    let Outcome::CrawlUndo(done) = session.outcome(Request::CrawlUndo(command), printer).await? else {
        return Err(unexpected());
    };
    if print::document(&done, printer)? {
        return Ok(ExitStatus::Success);
    }
    for (sign, what, names) in [
        ("-", "removed", &done.tables_removed),
        ("~", "restored", &done.tables_restored),
        ("+", "made again", &done.tables_recreated),
    ] {
        for name in names {
            printer.line(&format!("{sign} {what} table {name}"))?;
        }
    }
    if done.manifests > 0 {
        printer.line(&format!("~ restored {} manifests of Delta tables", done.manifests))?;
    }
    Ok(ExitStatus::Success)
}
