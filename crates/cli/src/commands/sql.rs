//! `boathouse sql`: a statement, a file of them, or a shell.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use boathouse::command::{Message, Outcome, Request, SqlCommand, SqlOutcome};
use clap::Args;
use futures::StreamExt;

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::progress::Bar;
use crate::render::{TableOptions, sink};
use crate::repl;
use crate::session::Session;
use crate::sql_text::split_statements;

/// `boathouse sql`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse sql -c 'SELECT count(*) FROM trips'
  boathouse sql -f report.sql --output csv > report.csv")]
pub(crate) struct SqlArgs {
    /// Run these statements
    #[arg(long, short = 'c', value_name = "SQL", conflicts_with = "file")]
    pub(crate) command: Option<String>,
    /// Run the statements of a file; - is stdin
    #[arg(long, short = 'f', value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Database of tables that are named without one
    #[arg(long, short, default_value = "default")]
    pub(crate) database: String,
    /// Rows a table shows; of more, the first and the last
    #[arg(long, default_value_t = 40, value_name = "N")]
    pub(crate) max_rows: usize,
}

impl SqlArgs {
    /// Whether somebody will be typing.
    pub(crate) fn is_shell(&self) -> bool {
        self.command.is_none() && self.file.is_none() && std::io::stdin().is_terminal()
    }

    fn text(&self) -> Result<String> {
        if let Some(command) = &self.command {
            return Ok(command.clone());
        }
        let mut text = String::new();
        match self.file.as_ref().filter(|file| file.as_os_str() != "-") {
            Some(file) => {
                text = std::fs::read_to_string(file)
                    .map_err(|error| CliError::usage(format!("cannot read {}: {error}", file.display())))?;
            }
            None => {
                std::io::stdin().lock().read_to_string(&mut text)?;
            }
        }
        Ok(text)
    }
}

pub(crate) async fn run(args: SqlArgs, global: &GlobalArgs, printer: Printer) -> Result {
    if args.is_shell() {
        return repl::run(&args, global, printer).await;
    }
    let (mut statements, rest) = split_statements(&args.text()?);
    statements.extend(rest);
    if statements.is_empty() {
        return Err(CliError::usage("there is no statement to run"));
    }
    let session = Session::open(global).await?;
    for sql in statements {
        let command = SqlCommand { sql, database: args.database.clone() };
        statement(&session, command, printer, args.max_rows).await?;
    }
    Ok(ExitStatus::Success)
}

/// Runs one statement and writes its rows as they come.
pub(crate) async fn statement(session: &Session, command: SqlCommand, printer: Printer, rows_max: usize) -> Result<()> {
    let mut messages = session.run(Request::Sql(command)).await?;
    let mut out = sink(printer, TableOptions::query(rows_max));
    let mut bar = Bar::new(printer);
    while let Some(message) = messages.next().await {
        match message {
            Message::Progress(progress) => bar.update(&progress),
            Message::Schema(schema) => out.schema(&schema)?,
            Message::Batch(batch) => {
                bar.clear();
                out.batch(&batch)?;
            }
            Message::Done(outcome) => {
                bar.clear();
                let Outcome::Sql(done) = *outcome else { return Err(unexpected()) };
                out.finish(&footer(&done))?;
                return Ok(());
            }
            Message::Failed(failure) => return Err(failure.into()),
        }
    }
    Err(CliError::failed("the query ended without an answer"))
}

fn footer(done: &SqlOutcome) -> String {
    let scanned = human::bytes(done.bytes_scanned);
    format!("{scanned} scanned · {} · ≈ {} on Athena", human::millis(done.millis), human::usd(done.athena_usd))
}
