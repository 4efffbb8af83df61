//! The boathouse command.

mod cli;
mod commands;
mod demo;
mod error;
mod exit;
mod files;
mod human;
mod logging;
mod pages;
mod printer;
mod progress;
mod remote;
mod render;
mod repl;
mod session;
mod sql_text;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::error::CliError;
use crate::exit::ExitStatus;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pages::keep_small();
    let cli = Cli::parse();
    logging::start(cli.global.verbose);
    let outcome =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CliError::from).and_then(|runtime| {
            let outcome = runtime.block_on(commands::run(cli));
            // Blocking work that was interrupted is not waited for.
            runtime.shutdown_background();
            outcome
        });
    match outcome {
        Ok(status) => status.into(),
        Err(error) if error.is_closed_pipe() => ExitStatus::Success.into(),
        Err(error) => {
            error.report();
            error.status().into()
        }
    }
}
