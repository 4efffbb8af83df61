//! `boathouse crawl apply FILE`: a plan that was kept.

use std::path::PathBuf;

use boathouse::command::{CrawlApplyCommand, Request};
use clap::Args;

use super::{applied, print};
use crate::cli::GlobalArgs;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session::Session;

/// `boathouse crawl apply`
#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// What --out wrote
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

pub(crate) async fn run(args: ApplyArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let file = std::path::absolute(&args.file)
        .map_err(|error| CliError::usage(format!("'{}' is not a path: {error}", args.file.display())))?;
    let session = Session::open(global).await?;
    let done = applied(session.outcome(Request::CrawlApply(CrawlApplyCommand { file }), printer).await?)?;
    print::outcome(&done, false, printer)?;
    Ok(ExitStatus::Success)
}
