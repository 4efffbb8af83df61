//! `boathouse catalog export | import`.

pub(crate) mod export;
pub(crate) mod import;

use boathouse::catalog::Exchanged;
use boathouse::command::CatalogFormat;
use clap::{Args, Subcommand, ValueEnum};

use crate::cli::GlobalArgs;
use crate::error::Result;
use crate::human;
use crate::printer::Printer;

/// `boathouse catalog`
#[derive(Debug, Args)]
pub(crate) struct CatalogArgs {
    #[command(subcommand)]
    pub(crate) command: CatalogSubcommand,
}

/// What to do with the catalog.
#[derive(Debug, Subcommand)]
pub(crate) enum CatalogSubcommand {
    /// Write databases, tables, partitions and what hangs on them to a file
    Export(export::ExportArgs),
    /// Make what such a file says, all of it or nothing
    Import(import::ImportArgs),
}

/// How the file is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a line: everything
    Jsonl,
    /// Statements for Athena and Hive: what those can say
    Ddl,
}

impl From<Format> for CatalogFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Jsonl => Self::Jsonl,
            Format::Ddl => Self::Ddl,
        }
    }
}

pub(crate) async fn run(args: CatalogArgs, global: &GlobalArgs, printer: Printer) -> Result {
    match args.command {
        CatalogSubcommand::Export(args) => export::run(args, global, printer).await,
        CatalogSubcommand::Import(args) => import::run(args, global, printer).await,
    }
}

/// `2 databases, 1 table, 7 partitions`; only what there was.
fn summary(counted: &Exchanged) -> String {
    let parts: Vec<String> = [
        (counted.databases, "database", "databases"),
        (counted.tables, "table", "tables"),
        (counted.table_versions, "older version", "older versions"),
        (counted.partitions, "partition", "partitions"),
        (counted.partition_indexes, "partition index", "partition indexes"),
        (counted.statistics, "column's statistics", "columns' statistics"),
        (counted.functions, "function", "functions"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| human::counted(count, one, many))
    .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}
