//! `boathouse table D.T`: one definition.

use boathouse::command::{Outcome, Request, TableDetail};
use clap::Args;

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::{Output, Printer};
use crate::render::Rows;
use crate::session::Session;

/// `boathouse table`
#[derive(Debug, Args)]
pub(crate) struct TableArgs {
    /// Database and table
    #[arg(value_name = "DATABASE.TABLE")]
    pub(crate) name: String,
}

pub(crate) async fn run(args: TableArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let (database, name) = args.name.split_once('.').ok_or_else(|| {
        CliError::usage_with_hint(
            format!("'{}' has no database", args.name),
            "write it as DATABASE.TABLE; `boathouse tables` lists them",
        )
    })?;
    let session = Session::open(global).await?;
    print(&session, database, name, printer).await?;
    Ok(ExitStatus::Success)
}

/// The definition, also for `.schema`.
pub(crate) async fn print(session: &Session, database: &str, name: &str, printer: Printer) -> Result<()> {
    let request = Request::Table { database: database.to_owned(), name: name.to_owned() };
    let Outcome::Table(table) = session.outcome(request, printer).await? else { return Err(unexpected()) };
    match printer.output.resolve() {
        Output::Table | Output::Auto => print_table(&table, printer),
        Output::Json => {
            let text = serde_json::to_string_pretty(&table).map_err(|error| CliError::failed(error.to_string()))?;
            Ok(printer.line(&text)?)
        }
        Output::Ndjson => {
            let text = serde_json::to_string(&table).map_err(|error| CliError::failed(error.to_string()))?;
            Ok(printer.line(&text)?)
        }
        Output::Csv | Output::Arrow => print_columns(&table, printer, ""),
    }
}

fn print_table(table: &TableDetail, printer: Printer) -> Result<()> {
    let facts = [
        ("table", Some(format!("{}.{}", table.database, table.name))),
        ("kind", table.table_type.clone()),
        ("format", table.classification.clone()),
        ("serde", table.serde.clone()),
        ("location", table.location.clone()),
        ("version", Some(table.version.to_string())),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            printer.line(&format!("{name:10} {value}"))?;
        }
    }
    printer.line("")?;
    let columns = human::counted(table.columns.len() as u64, "column", "columns");
    let footer = format!("{columns} · {}", human::counted(table.partitions, "partition", "partitions"));
    print_columns(table, printer, &footer)
}

fn print_columns(table: &TableDetail, printer: Printer, footer: &str) -> Result<()> {
    Rows::default()
        .text("column", table.columns.iter().map(|column| Some(column.name.as_str())))
        .text("type", table.columns.iter().map(|column| column.data_type.as_deref()))
        .flag("partition_key", table.columns.iter().map(|column| column.partition_key))
        .text("comment", table.columns.iter().map(|column| column.comment.as_deref()))
        .print(printer, footer)?;
    Ok(())
}
