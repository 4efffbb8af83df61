//! The shell's own commands.

use clap::ValueEnum;

use crate::commands::{table, tables};
use crate::error::{CliError, Result};
use crate::printer::Output;
use crate::repl::Shell;

/// Name and meaning, in the order `.help` shows them.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    (".tables", "[DATABASE]  list tables"),
    (".schema", "TABLE       show a table's definition"),
    (".use", "DATABASE    database of tables that are named without one"),
    (".mode", "MODE        table, json, ndjson or csv"),
    (".timer", "on|off      show how long each statement took"),
    (".help", "            this list"),
    (".exit", "            leave; Ctrl-D does too"),
];

/// Whether the shell goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Go,
    Exit,
}

pub(super) async fn run(shell: &mut Shell, text: &str) -> Result<Next> {
    let mut words = text.trim_end_matches(';').split_whitespace();
    let name = words.next().unwrap_or_default();
    let argument = words.next();
    if let Some(extra) = words.next() {
        return Err(CliError::usage(format!("{name} takes one argument at most: what is '{extra}'?")));
    }
    match (name, argument) {
        (".tables", database) => tables::print(&shell.session, database.map(str::to_owned), shell.printer).await?,
        (".schema", Some(name)) => {
            let (database, name) = name.split_once('.').unwrap_or((&shell.database, name));
            table::print(&shell.session, database, name, shell.printer).await?;
        }
        (".use", Some(database)) => shell.database = database.to_owned(),
        (".mode", Some(mode)) => {
            shell.printer.output =
                Output::from_str(mode, true).map_err(|_| CliError::usage(format!("there is no mode '{mode}'")))?;
        }
        (".timer", Some(switch @ ("on" | "off"))) => shell.timer = switch == "on",
        (".help", None) => {
            for (name, meaning) in COMMANDS {
                shell.printer.say(&format!("{name:8} {meaning}"));
            }
        }
        (".exit" | ".quit", None) => return Ok(Next::Exit),
        (name, _) => {
            return Err(match COMMANDS.iter().find(|(known, _)| *known == name) {
                Some((name, meaning)) => {
                    CliError::usage(format!("use it as {name} {}", meaning.split("  ").next().unwrap_or_default()))
                }
                None => CliError::usage_with_hint(format!("there is no {name}"), ".help lists the commands"),
            });
        }
    }
    Ok(Next::Go)
}
