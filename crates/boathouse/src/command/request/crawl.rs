//! The shapes of crawls.

use std::path::PathBuf;

use boathouse_crawler::{Configuration, Decision, Difference, Drift, Lint, TypeRules};
use serde::{Deserialize, Serialize};

/// What to crawl.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlCommand {
    /// `s3://bucket/prefix`, or an absolute path of a local folder, which is copied into a bucket first.
    pub target: String,
    /// Database the tables go to; it is made if it is not there.
    pub database: String,
    /// What the names of new tables begin with.
    pub table_prefix: String,
    /// Say what would be done and do nothing.
    pub dry_run: bool,
    /// How values of text get their types.
    #[serde(default)]
    pub types: TypeRules,
    /// Grouping and what else a crawler's configuration says.
    #[serde(default)]
    pub configuration: Configuration,
    /// Give every decision with its evidence.
    #[serde(default)]
    pub explain: bool,
    /// The schema that is expected, as [`CrawlOutcome::schema`] had it: of another nothing is written.
    #[serde(default)]
    pub expect: Option<String>,
    /// Give the plan as a text that can be applied later.
    #[serde(default)]
    pub keep_plan: bool,
    /// Give the schema of what was found as a text.
    #[serde(default)]
    pub keep_schema: bool,
}

/// What a crawl did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CrawlOutcome {
    /// What was crawled.
    pub target: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What is different in the catalog.
    pub changes: Vec<CrawlChange>,
    /// Tables found that are in the catalog as they are.
    pub unchanged: u64,
    /// Objects seen.
    pub files: u64,
    /// Bytes read to classify them.
    pub bytes_read: u64,
    /// How long it took.
    pub millis: u64,
    /// Equal for plans that do the same.
    pub plan_hash: String,
    /// The run, by which it can be taken back; absent when nothing was written.
    pub run: Option<String>,
    /// What is legal and will be regretted.
    pub warnings: Vec<Lint>,
    /// In what the tables are not what was expected.
    pub drift: Vec<Drift>,
    /// Why every table, key and column is as it is, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanations: Vec<TableExplanation>,
    /// Why folders are one table or not, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// The plan, where it was to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The schema of what was found, where it was to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
}

/// One change in the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlChange {
    /// `create`, `update`, `delete` or `deprecate`.
    pub action: String,
    /// `table` or `partition`.
    pub kind: String,
    /// Database, table and, for a partition, its folder.
    pub name: String,
    /// What it is, a line each: columns with their types, location, classification.
    pub details: Vec<String>,
    /// Why.
    pub reasons: Vec<String>,
    /// What is different in a table's definition, fact by fact.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// The partitions it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<PartitionChange>,
}

/// One partition of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionChange {
    /// Its values.
    pub values: Vec<String>,
    /// What is different in it, where it was there before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// Why a table is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableExplanation {
    /// Database and table.
    pub table: String,
    /// How the format was recognised, a line each: first what it is, then what was asked before.
    pub classified: Vec<String>,
    /// Why it is a table, and why its keys and columns are as they are, a line each.
    pub reasons: Vec<String>,
}

/// Which plan to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlApplyCommand {
    /// An absolute path of a local file.
    pub file: PathBuf,
}

/// Which run to take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlUndoCommand {
    /// Its id.
    pub run: String,
    /// Even where tables were changed since, which then is lost.
    pub force: bool,
}
