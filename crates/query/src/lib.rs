//! Athena's role: SQL over catalog tables.
//!
//! [`Queries`] runs statements in two ways: embedded ([`Queries::execute`], Arrow batches with live figures) and as
//! executions ([`Queries::start`] and on: queued, kept, with result objects in a bucket). It reads tables through
//! `boathouse-formats` and counts every byte where it is read. It knows no service and no wire.

mod access;
mod answer;
mod config;
mod cost;
mod crawl;
mod data_catalogs;
mod embedded;
mod engine;
mod error;
mod executions;
mod explain;
mod failure;
mod known;
mod listing;
mod metadata;
mod planner;
mod queries;
mod records;
mod relay;
mod reservations;
mod results;
mod saved;
mod stack;
mod statement;
mod steps;
mod stopping;
mod tables;
mod tags;
#[cfg(test)]
mod testbed;
mod text;
mod travel;
mod views;
mod workgroups;
mod write;

pub use access::{AccessRules, Act, Made, ReadableRows, Refusal};
pub use config::{CATALOG_NAME, CallRate, CallRates, QueryConfig, STATEMENT_BYTES_MAX};
pub use cost::{Price, Spending, SpendingTotal};
pub use crawl::{CrawlStatement, CrawledRow, Crawls};
pub use data_catalogs::{DATA_CATALOG, DataCatalog, DataCatalogType};
pub use embedded::{QueryOutput, QueryStats, SqlRequest, Stats};
pub use error::{Error, Result};
pub use executions::{Execution, ExecutionState, ResultReuse, Stage, StageNode, StartRequest, Statistics};
pub use failure::Failure;
pub use metadata::{SYSTEM_SCHEMA, SystemTable};
pub use queries::Queries;
pub use reservations::{ASSIGNED_WORKGROUPS_MAX, Reservation, ReservationState};
pub use results::{ColumnInfo, PAGE_ROWS_MAX, ResultPage};
pub use saved::{NamedQuery, NewNamedQuery, PREPARED_MAX, PreparedStatement};
pub use statement::{DdlReader, DdlView, DdlWriter, Echo, LeftOut, OutputName, StatementKind, StatementType, Written};
pub use tags::{TAGS_MAX, Tagged};
pub use text::readable;
pub use travel::{PlannedQuery, plan_codec};
pub use workgroups::*;
pub use write::{Orphan, OrphanedObject};
