//! Statements: what kind a text is, and what each kind that is not a query does. One file a statement.

mod alter_database;
mod alter_table;
mod block_comment;
mod carry_out;
mod columns;
mod context;
mod crawl;
mod create_database;
mod create_table;
mod create_view;
mod ddl;
mod describe;
mod drop_database;
mod drop_table;
mod drop_view;
mod echo;
mod kind;
mod kind_of_hive;
mod kind_of_trino;
mod msck_repair;
mod name_check;
mod parse;
mod partition_spec;
mod pattern;
mod prepare;
mod show_columns;
mod show_create_table;
mod show_create_view;
mod show_databases;
mod show_functions;
mod show_partitions;
mod show_table_properties;
mod show_tables;
mod show_views;
mod target;
mod told;

#[cfg(test)]
mod tests;

pub(crate) use carry_out::carry_out;
pub(crate) use context::{Context, OWNER};
pub(crate) use create_view::run as create_view;
pub use ddl::{DdlReader, DdlView, DdlWriter, LeftOut, Written};
pub(crate) use drop_view::run as drop_view;
pub use echo::Echo;
pub(crate) use echo::echo;
pub use kind::{OutputName, StatementKind, StatementType};
pub(crate) use parse::{Action, Parsed, parse};
pub(crate) use prepare::{check as check_preparable, deallocate, prepare};
pub(crate) use show_columns::whole as whole_name;
pub(crate) use show_functions::{columns as function_columns, rows as function_rows};
pub(crate) use target::look_up;
pub(crate) use told::{Manner, Told};
