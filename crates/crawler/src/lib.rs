//! Crawlers: classify, infer, group and reconcile the objects of a lake into catalog tables.
//!
//! A crawl lists its targets, looks at the beginning of each object (at a Parquet file's footer),
//! groups folders of alike objects into tables and partitions, and compares them with the catalog.
//! That gives a [`Plan`], which changes nothing, says why for every decision, and is applied as one
//! transaction. Everything between listing and catalog is pure: the same bytes give the same plan.
//!
//! The crate knows no protocol and no wire names.

mod apply;
mod classifier;
mod classify;
mod configuration;
mod crawl;
mod crawlers;
mod cron;
mod error;
mod glob;
mod group;
mod inspect;
mod listing;
mod naming;
mod options;
mod plan;
mod reconcile;
mod render;
mod schema;
mod table;
mod table_format;
mod targets;

#[cfg(test)]
mod scenarios;

pub use apply::CrawlSummary;
pub use classifier::{
    Classifier, ContainsHeader, CsvClassifier, CsvSerde, GrokClassifier, JsonClassifier, XmlClassifier,
};
pub use configuration::Configuration;
pub use crawl::{CrawlProgress, ProgressSink};
pub use crawlers::{
    Comparison, CrawlRun, CrawlRunState, Crawler, CrawlerDefinition, CrawlerMetrics, CrawlerState, CrawlerUpdate,
    Crawlers, Fired, LakeFormation, LastCrawl, LastCrawlStatus, LogEvent, LogPlace, LogQuery, LogStream,
    RecrawlBehavior, RunFilter, RunPage, ScheduleState, StoredClassifier,
};
pub use error::{Error, Result};
pub use glob::Glob;
pub use options::{CrawlOptions, CrawlRequest, DeleteBehavior, SchemaChangePolicy, UpdateBehavior};
pub use plan::{
    ColumnChange, ColumnPlan, LogLevel, LogLine, PartitionKeyPlan, PartitionsPlan, Plan, Reason, TableAction, TablePlan,
};
pub use table_format::{TableFormat, table_format_of, table_formats_below};
pub use targets::{
    CatalogTarget, CatalogTargetDefinition, CrawlTarget, DeltaTarget, DeltaTargetDefinition, HudiTarget,
    HudiTargetDefinition, IcebergTarget, IcebergTargetDefinition, JdbcMetadata, JdbcTarget, JdbcTargetDefinition,
    S3Target, S3TargetDefinition, TargetsDefinition,
};
