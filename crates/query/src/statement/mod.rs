//! Statements: what kind a text is, and what each kind that is not a query does. One file a kind.

mod classify;
mod create_database;
mod create_table;
mod drop_database;
mod drop_table;
mod hive_parser;
mod lexer;
mod parse;
mod run_ddl;

#[cfg(test)]
mod tests;

pub use classify::{OutputName, StatementKind, StatementType};
pub(crate) use lexer::Position;
pub(crate) use parse::{Action, Parsed, parse};
pub(crate) use run_ddl::{DdlContext, run_ddl};
