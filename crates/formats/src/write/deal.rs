//! Which of a partition's files a row goes to.

use std::num::NonZeroUsize;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow_schema::Schema;

use super::split::compact;
use crate::buckets::{Buckets, buckets};
use crate::{Error, Result};

/// How the rows of a partition are dealt to files.
#[derive(Debug, Clone)]
pub(super) enum Deal {
    /// Evenly.
    Files(NonZeroUsize),
    /// By the hash of these columns.
    Buckets(Vec<usize>, u32),
}

impl Deal {
    /// Dealing to buckets in files of this schema.
    pub fn to_buckets(buckets: &Buckets, schema: &Schema) -> Result<Self> {
        let index = |name: &String| {
            schema.index_of(name).map_err(|_| Error::InvalidLayout(format!("the bucket column '{name}' is not there")))
        };
        Ok(Self::Buckets(buckets.columns.iter().map(index).collect::<Result<_>>()?, buckets.count))
    }

    /// The rows of each file, in their order.
    pub fn deal(&self, batch: &RecordBatch) -> Result<Vec<(usize, RecordBatch)>> {
        let rows = batch.num_rows();
        match self {
            Self::Files(files) => {
                let files = files.get();
                let slices = (0..files)
                    .map(|n| (n, rows * n / files, rows * (n + 1) / files))
                    .filter(|(_, from, to)| from < to)
                    .map(|(n, from, to)| (n, batch.slice(from, to - from)));
                Ok(slices.collect())
            }
            Self::Buckets(columns, count) => {
                let keys: Vec<_> = columns.iter().map(|index| batch.column(*index)).collect();
                let mut dealt = std::collections::BTreeMap::<u32, Vec<u32>>::new();
                for (row, bucket) in (0_u32..).zip(buckets(&keys, rows, *count)?) {
                    dealt.entry(bucket).or_default().push(row);
                }
                let part = |(bucket, rows): (u32, Vec<u32>)| {
                    Ok((bucket as usize, compact(take_record_batch(batch, &UInt32Array::from(rows))?)?))
                };
                dealt.into_iter().map(part).collect()
            }
        }
    }
}
