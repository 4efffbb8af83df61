//! The SQL shell: statements end with `;`, commands begin with a dot.

mod dot;
mod helper;

use std::sync::Arc;
use std::time::Instant;

use boathouse::command::{Outcome, Request, SqlCommand};
use boathouse::config::names;
use parking_lot::Mutex;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use crate::cli::GlobalArgs;
use crate::commands::sql::{SqlArgs, statement};
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::{CYAN, DIM, Printer, RESET};
use crate::repl::dot::Next;
use crate::repl::helper::SqlHelper;
use crate::session::{self, Session};
use crate::sql_text::split_statements;

type Typing = Editor<SqlHelper, FileHistory>;

/// What dot commands change.
pub(crate) struct Shell {
    session: Session,
    printer: Printer,
    database: String,
    rows_max: usize,
    timer: bool,
    /// Names for Tab.
    names: Arc<Mutex<Vec<String>>>,
}

/// Reads and runs statements until `.exit` or Ctrl-D.
pub(crate) async fn run(args: &SqlArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let history = session::dir(global, &session::config(global)?).join(names::HISTORY_FILE);
    let session = Session::open(global).await?;
    let names = Arc::new(Mutex::new(Vec::new()));
    let mut shell =
        Shell { session, printer, database: args.database.clone(), rows_max: args.max_rows, timer: false, names };
    let mut editor = editor(&shell).map_err(terminal)?;
    // There is none the first time.
    editor.load_history(&history).ok();
    printer
        .say(&format!("{DIM}boathouse {} · statements end with ; · .help · .exit{RESET}", env!("CARGO_PKG_VERSION")));
    loop {
        shell.refresh_names().await;
        let prompt = format!("{}> ", shell.database);
        let (back, typed) = read(editor, prompt).await?;
        editor = back;
        match typed {
            Ok(text) => {
                editor.add_history_entry(text.trim()).ok();
                editor.append_history(&history).ok();
                if shell.obey(&text).await == Next::Exit {
                    return Ok(ExitStatus::Success);
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(ExitStatus::Success),
            Err(error) => return Err(terminal(error)),
        }
    }
}

fn terminal(error: ReadlineError) -> CliError {
    CliError::Write(std::io::Error::other(error))
}

fn editor(shell: &Shell) -> rustyline::Result<Typing> {
    let config = Config::builder().auto_add_history(false).max_history_size(10_000)?.build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(SqlHelper::new(Arc::clone(&shell.names))));
    Ok(editor)
}

/// Waits for a person on a thread of its own.
async fn read(mut editor: Typing, prompt: String) -> Result<(Typing, rustyline::Result<String>)> {
    tokio::task::spawn_blocking(move || {
        let typed = editor.readline(&prompt);
        (editor, typed)
    })
    .await
    .map_err(|error| CliError::failed(format!("the line editor failed: {error}")))
}

impl Shell {
    /// Runs what was typed; what goes wrong is shown and forgotten.
    async fn obey(&mut self, text: &str) -> Next {
        let text = text.trim();
        if text.is_empty() {
            return Next::Go;
        }
        if text.starts_with('.') {
            return match dot::run(self, text).await {
                Ok(next) => next,
                Err(error) => {
                    error.report();
                    Next::Go
                }
            };
        }
        let (statements, rest) = split_statements(text);
        for sql in statements.into_iter().chain(rest) {
            if let Err(error) = self.statement(sql).await {
                error.report();
                break;
            }
        }
        Next::Go
    }

    async fn statement(&self, sql: String) -> Result<()> {
        let started = Instant::now();
        let command = SqlCommand { sql, database: self.database.clone() };
        let outcome = tokio::select! {
            outcome = statement(&self.session, command, self.printer, self.rows_max) => outcome,
            _ = tokio::signal::ctrl_c() => Err(CliError::Interrupted),
        };
        if self.timer {
            let took = human::millis(started.elapsed().as_secs_f64() * 1000.0);
            self.printer.say(&format!("{CYAN}timer:{RESET} {took}"));
        }
        outcome
    }

    /// Tab knows what the catalog knows; a failure leaves it with what it knew.
    async fn refresh_names(&self) {
        let request = Request::Tables { database: None };
        let quiet = Printer { quiet: true, no_progress: true, ..self.printer };
        if let Ok(Outcome::Tables(tables)) = self.session.outcome(request, quiet).await {
            let mut names: Vec<String> = tables
                .iter()
                .flat_map(|table| {
                    [table.name.clone(), table.database.clone(), format!("{}.{}", table.database, table.name)]
                })
                .collect();
            names.sort();
            names.dedup();
            *self.names.lock() = names;
        }
    }
}
