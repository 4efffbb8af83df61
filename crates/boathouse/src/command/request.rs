//! The shapes of requests and outcomes. They are what `--output json` prints, so they only grow.

mod cost;
mod crawl;
mod doctor;

use std::collections::BTreeMap;
use std::path::PathBuf;

use boathouse_catalog::{Exchanged, IfExists};
use boathouse_crawler::{UndoSummary, UndoableRun};
use serde::{Deserialize, Serialize};

pub use self::cost::{CopiedTable, CostCommand, CostOutcome, Measured, WhatIfCommand, WhatIfOutcome};
pub use self::crawl::{
    CrawlApplyCommand, CrawlChange, CrawlCommand, CrawlOutcome, CrawlUndoCommand, PartitionChange, TableExplanation,
};

pub use self::doctor::{DoctorCommand, Leftover};

/// One command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Request {
    /// Find tables in files and write them into the catalog.
    Crawl(CrawlCommand),
    /// Write a plan that was kept.
    CrawlApply(CrawlApplyCommand),
    /// Take a run back.
    CrawlUndo(CrawlUndoCommand),
    /// List the runs that can be taken back.
    CrawlRuns,
    /// Turn CSV, JSON or Parquet files into Parquet.
    Convert(ConvertCommand),
    /// Run a job to its end.
    JobRun(JobCommand),
    /// Run one statement.
    Sql(SqlCommand),
    /// List tables.
    Tables {
        /// Of this database only.
        database: Option<String>,
    },
    /// One table's definition.
    Table {
        /// Database.
        database: String,
        /// Table.
        name: String,
    },
    /// Write the catalog as a text.
    CatalogExport(CatalogExportCommand),
    /// Make what such a text says.
    CatalogImport(CatalogImportCommand),
    /// List buckets.
    Buckets,
    /// Tell what queries have read and would have cost.
    Cost(CostCommand),
    /// Measure a query over copies of its tables.
    WhatIf(WhatIfCommand),
    /// List, and perhaps delete, what was left behind.
    Doctor(DoctorCommand),
    /// Delete everything.
    Reset,
}

/// How a command ended well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Of [`Request::Crawl`] and [`Request::CrawlApply`].
    Crawl(Box<CrawlOutcome>),
    /// Of [`Request::CrawlUndo`].
    CrawlUndo(UndoSummary),
    /// Of [`Request::CrawlRuns`].
    CrawlRuns(Vec<UndoableRun>),
    /// Of [`Request::Convert`].
    Convert(ConvertOutcome),
    /// Of [`Request::JobRun`].
    JobRun(JobOutcome),
    /// Of [`Request::Sql`], behind its rows.
    Sql(SqlOutcome),
    /// Of [`Request::Tables`].
    Tables(Vec<TableSummary>),
    /// Of [`Request::Table`].
    Table(Box<TableDetail>),
    /// Of [`Request::CatalogExport`], behind its text, which comes as rows of bytes.
    CatalogExport(CatalogOutcome),
    /// Of [`Request::CatalogImport`].
    CatalogImport(CatalogOutcome),
    /// Of [`Request::Buckets`].
    Buckets(Vec<BucketSummary>),
    /// Of [`Request::Cost`].
    Cost(Box<CostOutcome>),
    /// Of [`Request::WhatIf`].
    WhatIf(Box<WhatIfOutcome>),
    /// Of [`Request::Doctor`].
    Doctor(Vec<Leftover>),
    /// Of [`Request::Reset`].
    Reset,
}

/// What to convert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertCommand {
    /// `s3://bucket/prefix`, or an absolute local path.
    pub source: String,
    /// `s3://bucket/prefix`, or an absolute local path.
    pub target: String,
    /// `csv`, `json` or `parquet`; found out when absent.
    pub format: Option<String>,
    /// Columns that become folders.
    pub partition_by: Vec<String>,
    /// `snappy`, `zstd`, `gzip` or `none`; snappy when absent.
    pub compression: Option<String>,
}

/// What a conversion did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertOutcome {
    /// Where the files are.
    pub target: String,
    /// Rows written.
    pub rows: u64,
    /// Files written.
    pub files: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Bytes written.
    pub bytes_written: u64,
    /// How long it took.
    pub millis: u64,
    /// What somebody should know.
    pub notes: Vec<String>,
}

/// Which job to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCommand {
    /// Where its definition is.
    pub job: JobSource,
    /// Arguments of this run, over the job's own.
    pub arguments: BTreeMap<String, String>,
}

/// Where a job's definition is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobSource {
    /// In the catalog, under this name.
    Named(String),
    /// Here: the JSON text of Glue Studio's `CodeGenConfigurationNodes`, or of a `CreateJob` request with them.
    Inline {
        /// Where the text is from, for messages.
        file: PathBuf,
        /// The text.
        text: String,
    },
}

/// How a job run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobOutcome {
    /// Name of the job; of an inline one its file.
    pub job: String,
    /// Id of the run; an inline job is not recorded.
    pub run_id: Option<String>,
    /// Rows out of each node.
    pub nodes: Vec<NodeOutcome>,
    /// Rows written by all targets.
    pub rows: u64,
    /// Files written.
    pub files: u64,
    /// Bytes read from buckets.
    pub bytes_read: u64,
    /// Bytes written to buckets.
    pub bytes_written: u64,
    /// How long it took.
    pub millis: u64,
    /// What somebody should know.
    pub notes: Vec<String>,
}

/// What one node of a job did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeOutcome {
    /// Its id in the graph.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Rows out of it, where they are counted.
    pub rows: Option<u64>,
}

/// A statement to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlCommand {
    /// The text, one statement.
    pub sql: String,
    /// Database of names without one.
    pub database: String,
}

/// What a statement cost, behind its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SqlOutcome {
    /// Rows answered.
    pub rows: u64,
    /// Bytes read from objects.
    pub bytes_scanned: u64,
    /// What Athena would have charged.
    pub athena_usd: f64,
    /// How long it took.
    pub millis: f64,
}

/// A table in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSummary {
    /// Database.
    pub database: String,
    /// Table.
    pub name: String,
    /// `csv`, `json`, `parquet`, …
    pub classification: Option<String>,
    /// Columns, without partition keys.
    pub columns: u64,
    /// Names of the partition keys.
    pub partition_keys: Vec<String>,
    /// Where its files are.
    pub location: Option<String>,
}

/// A table's definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDetail {
    /// Database.
    pub database: String,
    /// Table.
    pub name: String,
    /// `EXTERNAL_TABLE`, `VIRTUAL_VIEW`, …
    pub table_type: Option<String>,
    /// `csv`, `json`, `parquet`, …
    pub classification: Option<String>,
    /// Where its files are.
    pub location: Option<String>,
    /// The SerDe's class.
    pub serde: Option<String>,
    /// Columns, then partition keys.
    pub columns: Vec<TableColumn>,
    /// Partitions there are.
    pub partitions: u64,
    /// Version of the definition.
    pub version: u64,
    /// Parameters of the table.
    pub parameters: BTreeMap<String, String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Name.
    pub name: String,
    /// Type as the catalog has it.
    pub data_type: Option<String>,
    /// Whether it is a partition key.
    pub partition_key: bool,
    /// Comment.
    pub comment: Option<String>,
}

/// How a catalog is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CatalogFormat {
    /// One JSON object a line: everything the catalog has.
    #[default]
    Jsonl,
    /// Statements for Athena and Hive: what those can say.
    Ddl,
}

/// What of the catalog to write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogExportCommand {
    /// These databases; none named is all.
    pub databases: Vec<String>,
    /// The older versions of tables as well.
    pub versions: bool,
    /// How.
    pub format: CatalogFormat,
}

/// What to read into the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogImportCommand {
    /// An absolute path of a local file.
    pub file: PathBuf,
    /// How it is written; found out when absent.
    pub format: Option<CatalogFormat>,
    /// What becomes of things that are there already.
    pub if_exists: IfExists,
}

/// What was written or read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogOutcome {
    /// How many things.
    #[serde(flatten)]
    pub counted: Exchanged,
    /// What somebody should know, such as what the format cannot say.
    pub notes: Vec<String>,
    /// How long it took.
    pub millis: u64,
}

/// A bucket in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketSummary {
    /// Name.
    pub name: String,
    /// When it was made, in milliseconds since the epoch.
    pub created_ms: i64,
    /// Whether it lives in another service.
    pub remote: bool,
}
