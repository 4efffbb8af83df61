//! One file a command.

pub(crate) mod buckets;
pub(crate) mod catalog;
pub(crate) mod convert;
pub(crate) mod cost;
pub(crate) mod crawl;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod env;
pub(crate) mod job;
pub(crate) mod reset;
pub(crate) mod serve;
pub(crate) mod sql;
pub(crate) mod table;
pub(crate) mod tables;

use std::path::{Path, PathBuf};

use crate::cli::{Cli, Command, GlobalArgs};
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::Printer;

/// Runs the command; Ctrl-C ends all but `serve` and the SQL shell, which mind it themselves.
pub(crate) async fn run(cli: Cli) -> Result {
    let Cli { command, global } = cli;
    let printer = Printer { output: global.output, quiet: global.quiet, no_progress: global.no_progress };
    let minds_interrupts = match &command {
        Command::Serve(_) => true,
        Command::Sql(args) => args.is_shell(),
        _ => false,
    };
    let work = dispatch(command, &global, printer);
    if minds_interrupts {
        return work.await;
    }
    tokio::select! {
        outcome = work => outcome,
        _ = tokio::signal::ctrl_c() => Err(CliError::Interrupted),
    }
}

async fn dispatch(command: Command, global: &GlobalArgs, printer: Printer) -> Result<ExitStatus> {
    match command {
        Command::Serve(args) => serve::run(args, global, printer).await,
        Command::Demo(args) => demo::run(args, global, printer).await,
        Command::Crawl(args) => crawl::run(args, global, printer).await,
        Command::Convert(args) => convert::run(args, global, printer).await,
        Command::Job(args) => job::run(args, global, printer).await,
        Command::Sql(args) => sql::run(args, global, printer).await,
        Command::Tables(args) => tables::run(args, global, printer).await,
        Command::Table(args) => table::run(args, global, printer).await,
        Command::Catalog(args) => catalog::run(args, global, printer).await,
        Command::Buckets => buckets::run(global, printer).await,
        Command::Cost(args) => cost::run(args, global, printer).await,
        Command::Doctor(args) => doctor::run(args, global, printer).await,
        Command::Env(args) => env::run(args, global, printer).await,
        Command::Reset(args) => reset::run(args, global, printer).await,
    }
}

/// `s3://…` as it is; a local path absolute, because a server has another current folder.
fn location(text: &str) -> Result<String> {
    if text.contains("://") {
        return Ok(text.to_owned());
    }
    let path = std::path::absolute(Path::new(text))
        .map_err(|error| CliError::usage(format!("'{text}' is not a path: {error}")))?;
    path_text(path)
}

fn path_text(path: PathBuf) -> Result<String> {
    path.into_os_string()
        .into_string()
        .map_err(|path| CliError::usage(format!("the path '{}' is not UTF-8", Path::new(&path).display())))
}

/// The answer had another shape than its request: a bug, and said so.
pub(crate) fn unexpected() -> CliError {
    boathouse::command::Failure::new(boathouse::command::FailureKind::Bug, "the answer is not one to this request")
        .into()
}
