//! `boathouse job run NAME | FILE.json`.

use std::path::PathBuf;

use boathouse::command::{JobCommand, JobOutcome, JobSource, Outcome, Request};
use clap::{Args, Subcommand};

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

/// `boathouse job`
#[derive(Debug, Args)]
pub(crate) struct JobArgs {
    #[command(subcommand)]
    pub(crate) command: JobSubcommand,
}

/// What to do with jobs.
#[derive(Debug, Subcommand)]
pub(crate) enum JobSubcommand {
    /// Run a job to its end
    Run(RunArgs),
}

/// `boathouse job run`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse job run nightly --arg day=2024-05-01
  boathouse job run job.json        a CreateJob request, or CodeGenConfigurationNodes alone")]
pub(crate) struct RunArgs {
    /// Name of a job, or a .json file with Glue Studio's CodeGenConfigurationNodes
    #[arg(value_name = "NAME|FILE.json")]
    pub(crate) job: String,
    /// Argument of this run, as NAME=VALUE; may be repeated
    #[arg(long = "arg", value_name = "NAME=VALUE")]
    pub(crate) arguments: Vec<String>,
}

pub(crate) async fn run(args: JobArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let JobSubcommand::Run(args) = args.command;
    let arguments = args.arguments.iter().map(|text| argument(text)).collect::<Result<_>>()?;
    let job = source(&args.job)?;
    let session = Session::open(global).await?;
    let request = Request::JobRun(JobCommand { job, arguments });
    let Outcome::JobRun(done) = session.outcome(request, printer).await? else { return Err(unexpected()) };
    print(&done, printer)?;
    Ok(ExitStatus::Success)
}

/// `--name value` is how Glue spells arguments; here the dashes may be left out.
fn argument(text: &str) -> Result<(String, String)> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| CliError::usage(format!("the argument '{text}' has no value: write it as NAME=VALUE")))?;
    let dashes = if name.starts_with("--") { "" } else { "--" };
    Ok((format!("{dashes}{name}"), value.to_owned()))
}

fn source(job: &str) -> Result<JobSource> {
    if !job.to_ascii_lowercase().ends_with(".json") {
        return Ok(JobSource::Named(job.to_owned()));
    }
    let file = PathBuf::from(job);
    let text = std::fs::read_to_string(&file)
        .map_err(|error| CliError::usage(format!("cannot read {}: {error}", file.display())))?;
    Ok(JobSource::Inline { file, text })
}

fn print(done: &JobOutcome, printer: Printer) -> Result<()> {
    if printer.output.is_machine() {
        let text = serde_json::to_string(done).map_err(|error| CliError::failed(error.to_string()))?;
        return Ok(printer.line(&text)?);
    }
    done.notes.iter().for_each(|note| printer.warn(note));
    let footer = format!(
        "{} written in {} · {} read, {} written · {}",
        human::counted(done.rows, "row", "rows"),
        human::counted(done.files, "file", "files"),
        human::bytes(done.bytes_read),
        human::bytes(done.bytes_written),
        human::millis(done.millis as f64),
    );
    Rows::default()
        .text("node", done.nodes.iter().map(|node| Some(node.name.as_str())))
        .text("type", done.nodes.iter().map(|node| Some(node.kind.as_str())))
        .number("rows", done.nodes.iter().map(|node| node.rows))
        .print(printer, &footer)?;
    Ok(())
}
