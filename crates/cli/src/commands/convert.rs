//! `boathouse convert SOURCE TARGET`: CSV, JSON or Parquet to Parquet, by path.

use boathouse::command::{ConvertCommand, Outcome, Request};
use clap::{Args, ValueEnum};

use crate::cli::GlobalArgs;
use crate::commands::{location, unexpected};
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::session::Session;

/// What the source is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SourceFormat {
    /// Comma- or otherwise separated values.
    Csv,
    /// One JSON object a line.
    Json,
    /// Parquet, to compress or partition it anew.
    Parquet,
}

/// How column chunks are compressed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Compression {
    /// Fast.
    Snappy,
    /// Small and fast.
    Zstd,
    /// Small.
    Gzip,
    /// Not at all.
    None,
}

/// `boathouse convert`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse convert ./trips.csv ./trips-parquet
  boathouse convert s3://raw/trips/ s3://curated/trips/ --partition-by year,month --compression zstd")]
pub(crate) struct ConvertArgs {
    /// s3://bucket/prefix or a local file or folder
    pub(crate) source: String,
    /// s3://bucket/prefix or a local folder; it must be empty
    pub(crate) target: String,
    /// What the source is [default: found out]
    #[arg(long, value_enum)]
    pub(crate) format: Option<SourceFormat>,
    /// Columns that become folders
    #[arg(long, value_delimiter = ',', value_name = "COLUMN")]
    pub(crate) partition_by: Vec<String>,
    /// Compression of the Parquet files
    #[arg(long, value_enum, default_value = "snappy")]
    pub(crate) compression: Compression,
}

/// An enum's name on the command line.
fn name(value: impl ValueEnum) -> Option<String> {
    value.to_possible_value().map(|value| value.get_name().to_owned())
}

pub(crate) async fn run(args: ConvertArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let request = ConvertCommand {
        source: location(&args.source)?,
        target: location(&args.target)?,
        format: args.format.and_then(name),
        partition_by: args.partition_by,
        compression: name(args.compression),
    };
    let Outcome::Convert(done) = session.outcome(Request::Convert(request), printer).await? else {
        return Err(unexpected());
    };
    if printer.output.is_machine() {
        printer.line(&serde_json::to_string(&done).map_err(|error| CliError::failed(error.to_string()))?)?;
    } else {
        done.notes.iter().for_each(|note| printer.warn(note));
        printer.line(&format!(
            "{} in {} · {} read, {} written · {} · {}",
            human::counted(done.rows, "row", "rows"),
            human::counted(done.files, "file", "files"),
            human::bytes(done.bytes_read),
            human::bytes(done.bytes_written),
            human::millis(done.millis as f64),
            done.target,
        ))?;
    }
    Ok(ExitStatus::Success)
}
