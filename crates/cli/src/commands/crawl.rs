//! `boathouse crawl TARGET`: files to tables; with `--dry-run` the plan as a diff only.

mod apply;
mod junit;
mod print;
mod runs;
mod undo;

use std::path::{Path, PathBuf};

use boathouse::command::{CrawlCommand, CrawlOutcome, Outcome, Request};
use boathouse::crawler::{Configuration, CrawlSchema, TypeRules};
use clap::{Args, Subcommand, ValueEnum};

use crate::cli::GlobalArgs;
use crate::commands::{location, unexpected};
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session::Session;

/// `boathouse crawl`
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse crawl ./data --database shop
  boathouse crawl s3://raw/trips/ --dry-run --out plan.json && boathouse crawl apply plan.json
  boathouse crawl s3://raw/trips/ --dry-run --expect schema.json --junit report.xml"
)]
pub(crate) struct CrawlArgs {
    #[command(subcommand)]
    pub(crate) command: Option<CrawlSubcommand>,
    /// s3://bucket/prefix, or a local folder, which is copied into bucket 'local' first
    #[arg(required = true)]
    pub(crate) target: Option<String>,
    /// Database of the tables; made if it is not there
    #[arg(long, short, default_value = "default")]
    pub(crate) database: String,
    /// What the names of new tables begin with
    #[arg(long, default_value = "")]
    pub(crate) table_prefix: String,
    /// How values get their types: as Glue's crawlers do it, or so that none loses anything (dates, timestamps,
    /// decimals, ints; numbers with leading zeros stay texts)
    #[arg(long, value_enum, default_value = "glue")]
    pub(crate) types: Types,
    /// A crawler's Configuration document: grouping, table level, threshold
    #[arg(long, value_name = "JSON")]
    pub(crate) configuration: Option<String>,
    /// Print what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the evidence of every table, key, column and type
    #[arg(long)]
    pub(crate) explain: bool,
    /// Write the plan to a file for `boathouse crawl apply`
    #[arg(long, value_name = "FILE", requires = "dry_run")]
    pub(crate) out: Option<PathBuf>,
    /// Fail with exit code 4, and write nothing, when the tables are not those of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) expect: Option<PathBuf>,
    /// Write a JUnit report of --expect, a test case for every table
    #[arg(long, value_name = "FILE", requires = "expect")]
    pub(crate) junit: Option<PathBuf>,
    /// Write the file for --expect
    #[arg(long, value_name = "FILE", conflicts_with = "expect")]
    pub(crate) write_expected: Option<PathBuf>,
}

/// What else there is to do with crawls.
#[derive(Debug, Subcommand)]
pub(crate) enum CrawlSubcommand {
    /// Write a plan, if nothing that it was made from has moved
    Apply(apply::ApplyArgs),
    /// Put tables and partitions back as they were before a run
    Undo(undo::UndoArgs),
    /// List the runs that can be undone, the newest first
    Runs,
}

/// How values get their types.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Types {
    /// As Glue's crawlers do it
    Glue,
    /// So that no value loses anything
    Precise,
}

impl From<Types> for TypeRules {
    fn from(types: Types) -> Self {
        match types {
            Types::Glue => Self::Glue,
            Types::Precise => Self::Precise,
        }
    }
}

pub(crate) async fn run(args: CrawlArgs, global: &GlobalArgs, printer: Printer) -> Result {
    match args.command {
        None => crawl(args, global, printer).await,
        Some(CrawlSubcommand::Apply(args)) => apply::run(args, global, printer).await,
        Some(CrawlSubcommand::Undo(args)) => undo::run(args, global, printer).await,
        Some(CrawlSubcommand::Runs) => runs::run(global, printer).await,
    }
}

async fn crawl(args: CrawlArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let configuration = match &args.configuration {
        Some(text) => Configuration::parse(text).map_err(|error| CliError::usage(error.to_string()))?,
        None => Configuration::default(),
    };
    let expect = args.expect.as_deref().map(read).transpose()?;
    let schema = expect.as_deref().map(CrawlSchema::parse).transpose();
    let schema = schema.map_err(|error| CliError::usage(error.to_string()))?;
    let target = args.target.unwrap_or_default();
    let request = CrawlCommand {
        target: location(&target)?,
        database: args.database.clone(),
        table_prefix: args.table_prefix,
        dry_run: args.dry_run,
        types: args.types.into(),
        configuration,
        explain: args.explain,
        expect,
        keep_plan: args.out.is_some(),
        keep_schema: args.write_expected.is_some(),
    };
    let done = done(request, global, printer).await;
    if let (Some(file), Some(expected)) = (&args.junit, &schema) {
        let report = junit::Report { target: &target, database: &args.database, expected };
        let text = match &done {
            Ok(done) => report.of(done),
            Err(error) => report.of_error(error),
        };
        write(file, &text)?;
        printer.say(&format!("wrote {}", file.display()));
    }
    let mut done = done?;
    let kept = [(args.out, done.plan.take()), (args.write_expected, done.schema.take())];
    for (file, text) in kept {
        let (Some(file), Some(text)) = (file, text) else { continue };
        write(&file, &text)?;
        printer.say(&format!("wrote {}", file.display()));
    }
    print::outcome(&done, args.explain, printer)?;
    Ok(if done.drift.is_empty() { ExitStatus::Success } else { ExitStatus::Drift })
}

async fn done(request: CrawlCommand, global: &GlobalArgs, printer: Printer) -> Result<Box<CrawlOutcome>> {
    let session = Session::open(global).await?;
    applied(session.outcome(Request::Crawl(request), printer).await?)
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| CliError::usage(format!("cannot read {}: {error}", file.display())))
}

/// The file is there when it is whole, and not before.
fn write(file: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    let cannot = |error: std::io::Error| CliError::failed(format!("cannot write {}: {error}", file.display()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut part = crate::files::part_in(folder).map_err(cannot)?;
    part.write_all(text.as_bytes()).map_err(cannot)?;
    part.persist(file).map_err(|error| cannot(error.error))?;
    Ok(())
}

/// What a crawl or an applied plan did.
fn applied(outcome: Outcome) -> Result<Box<CrawlOutcome>> {
    match outcome {
        Outcome::Crawl(done) => Ok(done),
        _ => Err(unexpected()),
    }
}
