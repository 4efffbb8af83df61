//! What a crawl would change in the catalog, and why.

use std::fmt;

use boathouse_catalog::TableInput;
use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use crate::basis::Basis;
use crate::difference::Difference;
use crate::expect::TableSchema;
use crate::group::Decision;
use crate::lint::Lint;
use crate::partition::PlannedPartition;

/// How much a line of the report matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogLevel {
    /// How far it has come.
    Benchmark,
    /// For the record.
    Info,
    /// Somebody should look.
    Warn,
    /// The crawl failed.
    Error,
}

impl LogLevel {
    /// The word in log lines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Benchmark => "BENCHMARK",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// One line of a crawl's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// What is said.
    pub text: String,
}

impl LogLine {
    pub(crate) fn benchmark(text: impl Into<String>) -> Self {
        Self { level: LogLevel::Benchmark, text: text.into() }
    }

    pub(crate) fn info(text: impl Into<String>) -> Self {
        Self { level: LogLevel::Info, text: text.into() }
    }

    pub(crate) fn warn(text: impl Into<String>) -> Self {
        Self { level: LogLevel::Warn, text: text.into() }
    }

    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self { level: LogLevel::Error, text: text.into() }
    }
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} : {}", self.level.as_str(), self.text)
    }
}

/// Why something is decided as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reason {
    /// The rule, in words.
    pub text: String,
    /// The object that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The record in that object, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The value in that record, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The share that was found, where a threshold decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// The threshold it was held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

impl Reason {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if let (Some(share), Some(threshold)) = (self.share, self.threshold) {
            write!(f, " ({share:.2} against {threshold:.2})")?;
        }
        if let Some(object) = &self.object {
            write!(f, ", {object}")?;
        }
        if let Some(record) = self.record {
            write!(f, " record {record}")?;
        }
        if let Some(value) = &self.value {
            write!(f, " has '{value}'")?;
        }
        Ok(())
    }
}

/// What happens to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableAction {
    /// It is new.
    Create,
    /// Its definition is replaced.
    Update,
    /// It is deleted with its partitions.
    Delete,
    /// It is marked as without data.
    Deprecate,
    /// It is as it should be; its partitions may still change.
    Keep,
}

/// What happens to a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnChange {
    /// It is new.
    Add,
    /// It has another type now.
    Retype {
        /// The type before.
        from: String,
    },
    /// It is gone.
    Remove,
    /// It is as it was.
    Keep,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnPlan {
    /// Name.
    pub name: String,
    /// Type.
    pub data_type: String,
    /// What happens to it.
    pub change: ColumnChange,
    /// Why it is there, or has this type.
    pub reason: Reason,
}

/// A partition key of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartitionKeyPlan {
    /// Name.
    pub name: String,
    /// Type: what folders are called is text, and table formats say what it stands for.
    #[serde(default = "text_type")]
    pub data_type: String,
    /// Why this level of folders is a key.
    pub reason: Reason,
}

fn text_type() -> String {
    "string".to_owned()
}

/// What happens to the partitions of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartitionsPlan {
    /// New ones.
    #[serde(deserialize_with = "crate::partition::shared")]
    pub create: Vec<PlannedPartition>,
    /// Changed ones, as they shall be.
    #[serde(with = "crate::partition::updates")]
    pub update: Vec<PlannedPartition>,
    /// What is different in them, in the order of `update`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Vec<Difference>>,
    /// Values of those that go.
    pub delete: Vec<Vec<String>>,
    /// How many are as they should be.
    pub kept: u64,
}

impl PartitionsPlan {
    /// True when nothing happens to partitions.
    pub fn is_empty(&self) -> bool {
        self.create.is_empty() && self.update.is_empty() && self.delete.is_empty()
    }
}

/// What happens to one table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TablePlan {
    /// Name.
    pub name: String,
    /// Its database, where that is not the plan's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// Where its data is.
    pub location: String,
    /// What happens to it.
    pub action: TableAction,
    /// Why it is a table, and why this happens to it.
    pub reason: Reason,
    /// Its columns, those that go included.
    pub columns: Vec<ColumnPlan>,
    /// Its partition keys.
    pub partition_keys: Vec<PartitionKeyPlan>,
    /// Its partitions.
    pub partitions: PartitionsPlan,
    /// The table as it shall be; absent when it is deleted or kept.
    pub input: Option<TableInput>,
    /// The version this was planned against; absent when it is created.
    pub version_id: Option<u64>,
    /// What is different in the definition, fact by fact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// How the format of its first object was recognised, a line each; only where it is to be explained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classified: Vec<String>,
}

impl TablePlan {
    /// True when something happens.
    pub fn is_change(&self) -> bool {
        self.action != TableAction::Keep || !self.partitions.is_empty()
    }
}

/// What happens to the manifests of a Delta table: objects in the lake that list its data files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManifestsPlan {
    /// The table's folder.
    pub table: S3Uri,
    /// The version of its log that they are to list.
    pub version: u64,
    /// Those that are missing or list other files, by name below the folder of manifests.
    pub write: Vec<String>,
    /// Those of partitions that have no files any more.
    pub delete: Vec<String>,
}

impl ManifestsPlan {
    /// True when they list what the log does.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.delete.is_empty()
    }
}

/// Everything a crawl would change. Applying it gives exactly this, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The database.
    pub database: String,
    /// Who is written down as the maker of new tables.
    pub created_by: Option<String>,
    /// Whether new tables get an index of their partition keys.
    #[serde(default)]
    pub partition_index: bool,
    /// Tables by name, kept ones included.
    pub tables: Vec<TablePlan>,
    /// Manifests of Delta tables, written into the lake before the catalog is; of tables whose manifests say what their
    /// logs say, that they do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<ManifestsPlan>,
    /// What else there is to say, in order.
    pub log: Vec<LogLine>,
    /// What is legal and will be regretted.
    #[serde(default)]
    pub lints: Vec<Lint>,
    /// The tables as the data shows them, whatever becomes of them.
    #[serde(default)]
    pub found: Vec<TableSchema>,
    /// Why folders are no table; where it is to be explained, also why they are.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// What it was made from, when it is to be applied later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Objects listed and not ignored.
    pub objects: u64,
    /// Bytes of those objects.
    pub bytes: u64,
    /// Objects whose bytes were looked at.
    pub objects_read: u64,
    /// Bytes that were read for it.
    pub bytes_read: u64,
}

impl Plan {
    /// True when the catalog is as the data is.
    pub fn is_empty(&self) -> bool {
        !self.tables.iter().any(TablePlan::is_change) && self.manifests.iter().all(ManifestsPlan::is_empty)
    }
}
