//! `boathouse catalog export [FILE]`.

use std::io::Write;
use std::path::{Path, PathBuf};

use boathouse::command::{CatalogExportCommand, CatalogOutcome, Message, Outcome, Request};
use clap::Args;
use datafusion::arrow::array::AsArray;
use futures::StreamExt;

use super::{Format, summary};
use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::files::part_in;
use crate::human;
use crate::printer::Printer;
use crate::session::Session;

/// `boathouse catalog export`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse catalog export lake.jsonl
  boathouse catalog export --database raw --format ddl > raw.sql")]
pub(crate) struct ExportArgs {
    /// The file to write; stdout when it is absent or -
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// This database only; may be repeated
    #[arg(long = "database", short, value_name = "DATABASE")]
    pub(crate) databases: Vec<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "jsonl")]
    pub(crate) format: Format,
    /// Older versions of tables as well
    #[arg(long)]
    pub(crate) versions: bool,
}

pub(crate) async fn run(args: ExportArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let (databases, versions) = (args.databases, args.versions);
    let request = Request::CatalogExport(CatalogExportCommand { databases, versions, format: args.format.into() });
    let done = match args.file.filter(|file| file.as_os_str() != "-") {
        Some(file) => to_file(&session, request, &file).await?,
        None => copy(&session, request, &mut printer.binary()).await?,
    };
    done.notes.iter().for_each(|note| printer.warn(note));
    printer.say(&format!("exported {} in {}", summary(&done.counted), human::millis(done.millis as f64)));
    Ok(ExitStatus::Success)
}

/// The file is there when it is whole, and not before.
async fn to_file(session: &Session, request: Request, file: &Path) -> Result<CatalogOutcome> {
    let cannot = |error: std::io::Error| CliError::failed(format!("cannot write {}: {error}", file.display()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut part = part_in(folder).map_err(cannot)?;
    let done = copy(session, request, part.as_file_mut()).await?;
    part.persist(file).map_err(|error| cannot(error.error))?;
    Ok(done)
}

async fn copy(session: &Session, request: Request, out: &mut impl Write) -> Result<CatalogOutcome> {
    let mut messages = session.run(request).await?;
    while let Some(message) = messages.next().await {
        match message {
            Message::Progress(_) | Message::Schema(_) => {}
            Message::Batch(batch) => {
                let pieces = batch.columns().first().and_then(|column| column.as_binary_opt::<i32>());
                for piece in pieces.ok_or_else(unexpected)?.iter().flatten() {
                    out.write_all(piece)?;
                }
            }
            Message::Done(outcome) => {
                let Outcome::CatalogExport(done) = *outcome else { return Err(unexpected()) };
                out.flush()?;
                return Ok(done);
            }
            Message::Failed(failure) => return Err(failure.into()),
        }
    }
    Err(CliError::failed("the export ended before it was whole"))
}
