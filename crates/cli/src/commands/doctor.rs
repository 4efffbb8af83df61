//! `boathouse doctor`: what statements and uploads left behind that never ended.

use boathouse::command::{DoctorCommand, Leftover, Outcome, Request};
use clap::Args;

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

/// `boathouse doctor`
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Delete what is listed
    #[arg(long)]
    pub(crate) delete: bool,
}

pub(crate) async fn run(args: DoctorArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let request = Request::Doctor(DoctorCommand { delete: args.delete });
    let Outcome::Doctor(found) = session.outcome(request, printer).await? else { return Err(unexpected()) };
    if found.is_empty() {
        printer.say("nothing was left behind");
    }
    let is_crawl = |leftover: &&Leftover| leftover.made_by == Leftover::CRAWL;
    if !args.delete && found.iter().any(|leftover| !is_crawl(&leftover)) {
        printer.say("nobody reads these objects: `boathouse doctor --delete` deletes them");
    }
    let mut runs: Vec<&str> = found.iter().filter(is_crawl).map(|leftover| leftover.id.as_str()).collect();
    runs.dedup();
    for run in runs {
        printer
            .say(&format!("a crawl was cut off while it wrote manifests: `boathouse crawl undo {run}` puts them back"));
    }
    let footer = human::counted(found.len() as u64, "object", "objects");
    Rows::default()
        .text("made_by", found.iter().map(|it| Some(it.made_by.as_str())))
        .text("id", found.iter().map(|it| Some(it.id.as_str())))
        .text("table", found.iter().map(|it| it.target.as_deref()))
        .text("object", found.iter().map(|it| Some(it.uri.as_str())))
        .number("bytes", found.iter().map(|it| it.bytes))
        .flag("deleted", found.iter().map(|it| it.deleted))
        .print(printer, &footer)?;
    Ok(ExitStatus::Success)
}
