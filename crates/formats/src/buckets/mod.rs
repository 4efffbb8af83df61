//! Bucketed tables: which file of a partition a row is in, by a hash of some of its columns.

mod hive;
mod names;
mod spark;

pub(crate) use hive::buckets;
pub use hive::is_bucketable;
pub(crate) use names::numbers;

use arrow::array::ArrayRef;

use crate::Result;

/// Columns whose values say which of `count` files of a partition a row belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buckets {
    /// The columns' names.
    pub columns: Vec<String>,
    /// How many files there can be in a partition.
    pub count: u32,
}

/// Whose hash deals rows to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BucketHash {
    /// Hive's first, which Athena writes with.
    Hive,
    /// Spark's.
    Spark,
}

/// How the files of a table's partitions were dealt their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucketing {
    /// The columns and the number of files.
    pub buckets: Buckets,
    /// The hash of the columns' values.
    pub hash: BucketHash,
}

impl Bucketing {
    /// The bucket of a row, of which `values` are the bucket columns, each with one value.
    pub(crate) fn of_row(&self, values: &[ArrayRef]) -> Result<Option<u32>> {
        let count = self.buckets.count;
        match self.hash {
            BucketHash::Hive => Ok(buckets(&values.iter().collect::<Vec<_>>(), 1, count)?.first().copied()),
            BucketHash::Spark => Ok(spark::bucket(values, count)),
        }
    }
}
