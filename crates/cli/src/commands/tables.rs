//! `boathouse tables`: the catalog's tables.

use boathouse::command::{Outcome, Request};
use clap::Args;

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

/// `boathouse tables`
#[derive(Debug, Args)]
pub(crate) struct TablesArgs {
    /// Of this database only
    #[arg(long, short)]
    pub(crate) database: Option<String>,
}

pub(crate) async fn run(args: TablesArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    print(&session, args.database, printer).await?;
    Ok(ExitStatus::Success)
}

/// The listing, also for `.tables`.
pub(crate) async fn print(session: &Session, database: Option<String>, printer: Printer) -> Result<()> {
    let Outcome::Tables(tables) = session.outcome(Request::Tables { database }, printer).await? else {
        return Err(unexpected());
    };
    if tables.is_empty() {
        printer.say("no tables yet: `boathouse crawl ./folder` finds them in your files");
    }
    let footer = human::counted(tables.len() as u64, "table", "tables");
    Rows::default()
        .text("database", tables.iter().map(|table| Some(table.database.as_str())))
        .text("table", tables.iter().map(|table| Some(table.name.as_str())))
        .text("format", tables.iter().map(|table| table.classification.as_deref()))
        .number("columns", tables.iter().map(|table| Some(table.columns)))
        .text(
            "partitioned_by",
            tables.iter().map(|table| Some(table.partition_keys.join(", ")).filter(|keys| !keys.is_empty())),
        )
        .text("location", tables.iter().map(|table| table.location.as_deref()))
        .print(printer, &footer)?;
    Ok(())
}
