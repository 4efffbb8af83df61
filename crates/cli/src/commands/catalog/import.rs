//! `boathouse catalog import FILE`.

use std::path::PathBuf;

use boathouse::catalog::IfExists;
use boathouse::command::{CatalogImportCommand, Outcome, Request};
use clap::{Args, ValueEnum};
use tempfile::NamedTempFile;

use super::{Format, summary};
use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::session::Session;

/// `boathouse catalog import`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse catalog import lake.jsonl
  boathouse catalog import tables.sql --if-exists skip")]
pub(crate) struct ImportArgs {
    /// The file to read; - is stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How it is written; found out when it is not said
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// What becomes of things that are there already
    #[arg(long, value_enum, default_value = "fail")]
    pub(crate) if_exists: Existing,
}

/// What becomes of a thing that is there.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Existing {
    /// Nothing is imported
    Fail,
    /// It stays, a table with all that hangs on it
    Skip,
    /// It gives way, a table with all that hangs on it
    Replace,
}

impl From<Existing> for IfExists {
    fn from(existing: Existing) -> Self {
        match existing {
            Existing::Fail => Self::Fail,
            Existing::Skip => Self::Skip,
            Existing::Replace => Self::Replace,
        }
    }
}

pub(crate) async fn run(args: ImportArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let piped = if args.file.as_os_str() == "-" { Some(from_stdin()?) } else { None };
    let file = piped.as_ref().map_or(args.file.as_path(), NamedTempFile::path);
    // A server has another current folder.
    let file = std::path::absolute(file)
        .map_err(|error| CliError::usage(format!("'{}' is not a path: {error}", args.file.display())))?;
    let session = Session::open(global).await?;
    let (format, if_exists) = (args.format.map(Into::into), args.if_exists.into());
    let request = Request::CatalogImport(CatalogImportCommand { file, format, if_exists });
    let Outcome::CatalogImport(done) = session.outcome(request, printer).await? else { return Err(unexpected()) };
    if printer.output.is_machine_document() {
        let text = serde_json::to_string(&done).map_err(|error| CliError::failed(error.to_string()))?;
        printer.line(&text)?;
        return Ok(ExitStatus::Success);
    }
    let skipped = done.counted.skipped;
    let skipped = if skipped > 0 { format!("; {skipped} left as they were") } else { String::new() };
    let millis = human::millis(done.millis as f64);
    printer.say(&format!("imported {}{skipped} in {millis}", summary(&done.counted)));
    Ok(ExitStatus::Success)
}

/// The catalog is held while a file is imported, so what comes through a pipe is waited for first.
fn from_stdin() -> Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    std::io::copy(&mut std::io::stdin().lock(), file.as_file_mut())?;
    Ok(file)
}
