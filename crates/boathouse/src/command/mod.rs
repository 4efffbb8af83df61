//! What the command line can ask for, as data: the same code answers it in this process and behind the
//! port of a running server.

mod buckets;
mod catalog_export;
mod catalog_import;
pub(crate) mod convert;
mod cost;
pub(crate) mod crawl;
mod crawl_apply;
mod crawl_runs;
mod crawl_undo;
mod doctor;
pub(crate) mod execute;
pub mod frame;
pub(crate) mod job;
mod message;
mod request;
pub(crate) mod sql;
mod table;
pub(crate) mod tables;
mod what_if;

pub use execute::execute;
pub use message::{Failure, FailureKind, Message, Progress, Unit};
pub use request::{
    BucketSummary, CatalogExportCommand, CatalogFormat, CatalogImportCommand, CatalogOutcome, ConvertCommand,
    ConvertOutcome, CopiedTable, CostCommand, CostOutcome, CrawlApplyCommand, CrawlChange, CrawlCommand, CrawlOutcome,
    CrawlUndoCommand, DoctorCommand, JobCommand, JobOutcome, JobSource, Leftover, Measured, NodeOutcome, Outcome,
    PartitionChange, Request, SqlCommand, SqlOutcome, TableColumn, TableDetail, TableExplanation, TableSummary,
    WhatIfCommand, WhatIfOutcome,
};
pub(crate) use what_if::take_stock;
