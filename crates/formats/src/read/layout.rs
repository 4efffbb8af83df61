//! What a table is made of: columns, partition keys, row format, and where its partitions are.

use std::fmt::Debug;

use async_trait::async_trait;
use boathouse_schema::{HiveType, S3Uri};
use datafusion::logical_expr::Expr;

use super::RowFormat;
use crate::Result;
use crate::buckets::Bucketing;

/// Columns, partition keys and row format of a table or of one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLayout {
    /// What messages call the table: `database.table`.
    pub name: String,
    /// How the bytes of an object become rows.
    pub format: RowFormat,
    /// Columns in the objects, in declared order.
    pub columns: Vec<(String, HiveType)>,
    /// Columns whose values come from the partition, in declared order.
    pub partition_keys: Vec<(String, HiveType)>,
    /// How rows were dealt to the files of a partition, when they were.
    pub bucketing: Option<Bucketing>,
}

/// One partition: a folder of objects and the values of the partition keys in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionLocation {
    /// The folder; with or without a trailing slash.
    pub location: S3Uri,
    /// Values of the partition keys as the catalog keeps them, raw text;
    /// [`HIVE_DEFAULT_PARTITION`](boathouse_schema::HIVE_DEFAULT_PARTITION) is NULL. Empty for a table without keys.
    pub values: Vec<String>,
    /// The partition's own columns and SerDe, when they differ from the table's.
    pub layout: Option<TableLayout>,
}

/// Where a table's partitions come from.
#[async_trait]
pub trait PartitionSource: Send + Sync + Debug {
    /// The partitions that may hold rows for which every one of `filters` is true. The filters name
    /// partition columns only; a source that cannot use them returns more partitions, never fewer.
    ///
    /// # Errors
    /// Whatever the source meets while it looks partitions up.
    async fn partitions(&self, filters: &[Expr]) -> Result<Vec<PartitionLocation>>;
}

/// Partitions that are known beforehand: a table without partition keys, a job's source paths, a test.
#[derive(Debug, Clone)]
pub struct FixedPartitions(pub Vec<PartitionLocation>);

impl FixedPartitions {
    /// The one location of a table without partition keys.
    pub fn unpartitioned(location: S3Uri) -> Self {
        Self(vec![PartitionLocation { location, values: Vec::new(), layout: None }])
    }
}

#[async_trait]
impl PartitionSource for FixedPartitions {
    async fn partitions(&self, _filters: &[Expr]) -> Result<Vec<PartitionLocation>> {
        Ok(self.0.clone())
    }
}
