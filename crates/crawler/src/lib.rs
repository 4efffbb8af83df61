//! Crawlers: classify, infer, group and reconcile the objects of a lake into catalog tables.
//!
//! A crawl lists its targets, looks at the beginning of each object (at a Parquet file's footer),
//! groups folders of alike objects into tables and partitions, and compares them with the catalog.
//! That gives a [`Plan`], which changes nothing, says why for every decision, and is applied as one
//! transaction. Everything between listing and catalog is pure. No protocol and no wire names here.

mod apply;
mod basis;
mod catalog_crawl;
mod classifier;
mod classify;
mod configuration;
mod crawl;
mod crawlers;
mod cron;
mod difference;
mod error;
mod expect;
mod glob;
mod group;
mod incremental;
mod inspect;
mod lint;
mod listing;
mod memory;
mod naming;
mod options;
mod partition;
mod plan;
mod plan_file;
mod reading;
mod reconcile;
mod render;
mod rules;
mod schema;
mod table;
mod table_format;
mod targets;
mod undo;

#[cfg(test)]
mod scenarios;

pub use apply::CrawlSummary;
pub use basis::{Basis, ObjectBasis, TableBasis};
pub use boathouse_formats::infer::TypeRules;
pub use classifier::*;
pub use configuration::Configuration;
pub use crawl::{CrawlProgress, ProgressSink};
pub use crawlers::*;
pub use difference::{Aspect, Difference};
pub use error::{Error, Result};
pub use expect::{ColumnSchema, CrawlSchema, Drift, DriftKind, TableSchema};
pub use glob::Glob;
pub use group::{Decision, Likeness};
pub use lint::Lint;
pub use options::{CrawlOptions, CrawlRequest, DeleteBehavior, SchemaChangePolicy, UpdateBehavior};
pub use partition::PlannedPartition;
pub use plan::*;
pub use table_format::{TableFormat, table_format_of, table_formats_below};
pub use targets::*;
pub use undo::UndoSummary;
