//! Athena's role: SQL over catalog tables.
//!
//! [`Queries`] runs statements in two ways: embedded ([`Queries::execute`], Arrow batches with live
//! figures) and as executions ([`Queries::start`] and on: queued, kept, with result objects in a
//! bucket). It plans through one seam, reads tables through `boathouse-formats`, and counts every byte
//! where it is read. It knows no service and no wire.

mod access;
mod answer;
mod config;
mod cost;
mod embedded;
mod engine;
mod error;
mod executions;
mod failure;
mod planner;
mod queries;
mod relay;
mod restart;
mod results;
mod stack;
mod statement;
mod tables;
#[cfg(test)]
mod testbed;
mod text;
mod views;

pub use access::{AccessRules, Act, Made, ReadableRows, Refusal};
pub use config::QueryConfig;
pub use cost::Price;
pub use embedded::{QueryOutput, QueryStats, SqlRequest, Stats};
pub use error::{Error, Result};
pub use executions::{Execution, ExecutionState, PRIMARY_WORKGROUP, ResultReuse, StartRequest, Statistics, Workgroup};
pub use failure::Failure;
pub use queries::Queries;
pub use results::{ColumnInfo, PAGE_ROWS_MAX, ResultPage};
pub use statement::{DdlReader, DdlView, DdlWriter, LeftOut, OutputName, StatementKind, StatementType, Written};
pub use text::readable;

/// The name of the one catalog, as the engine spells it; callers may use any case.
pub const CATALOG_NAME: &str = "awsdatacatalog";

/// The longest statement there is, in bytes.
pub const STATEMENT_BYTES_MAX: usize = 262_144;
