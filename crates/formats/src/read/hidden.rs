//! Columns that a table has besides its own: what is known of the file that a row is in.
//!
//! They are constants of a file, as the keys of its partition are, so that filters on them decide which files are
//! opened at all.

use arrow_schema::DataType;
use boathouse_schema::partition_segment;
use boathouse_types::Type;
use boathouse_types::datetime::{PICOS_PER_MILLI, ZonedBuilder};
use datafusion::common::ScalarValue;
use datafusion::datasource::listing::PartitionedFile;
use object_store::ObjectMeta;

use super::TableLayout;
use super::partitions::TypedPartition;
use crate::Result;

/// Digits of a second of `$file_modified_time`.
const MODIFIED_DIGITS: u8 = 3;

/// A column of that kind, by Trino's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenColumn {
    /// `$path`: the location of the file.
    Path,
    /// `$bucket`: the number of the bucket that the file holds.
    Bucket,
    /// `$file_size`: its size in bytes.
    FileSize,
    /// `$file_modified_time`: when it was written.
    FileModifiedTime,
    /// `$partition`: the keys and values of its partition.
    Partition,
}

impl HiddenColumn {
    /// Those of a table of this layout: buckets and partitions only where there are some, and none by the name of a
    /// column that the table has.
    pub(crate) fn of(layout: &TableLayout) -> Vec<Self> {
        let is_there = |column: &Self| match column {
            Self::Bucket => layout.bucketing.is_some(),
            Self::Partition => !layout.partition_keys.is_empty(),
            Self::Path | Self::FileSize | Self::FileModifiedTime => true,
        };
        let all = [Self::Path, Self::Bucket, Self::FileSize, Self::FileModifiedTime, Self::Partition];
        let taken = |column: &Self| {
            let mut own = layout.columns.iter().chain(&layout.partition_keys);
            own.any(|(name, _)| name.eq_ignore_ascii_case(column.name()))
        };
        all.into_iter().filter(|column| is_there(column) && !taken(column)).collect()
    }

    /// What a query calls the column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "$path",
            Self::Bucket => "$bucket",
            Self::FileSize => "$file_size",
            Self::FileModifiedTime => "$file_modified_time",
            Self::Partition => "$partition",
        }
    }

    /// Trino's type of the column.
    pub fn data_type(self) -> Type {
        match self {
            Self::Path | Self::Partition => Type::VARCHAR,
            Self::Bucket => Type::Integer,
            Self::FileSize => Type::BigInt,
            Self::FileModifiedTime => Type::TimestampTz(MODIFIED_DIGITS),
        }
    }

    /// How the column is held.
    pub(crate) fn arrow_type(self) -> DataType {
        self.data_type().to_arrow()
    }
}

/// The hidden columns of a scan, and which of them the query needs; the others are NULL, unseen.
#[derive(Debug)]
pub(crate) struct Hidden {
    columns: Vec<(HiddenColumn, bool)>,
    nothing: Vec<ScalarValue>,
}

impl Hidden {
    pub(crate) fn new(columns: &[HiddenColumn], needed: impl Fn(usize) -> bool) -> Result<Self> {
        let nothing = columns.iter().map(|column| Ok(ScalarValue::try_from(&column.arrow_type())?));
        Ok(Self {
            nothing: nothing.collect::<Result<_>>()?,
            columns: columns.iter().enumerate().map(|(index, column)| (*column, needed(index))).collect(),
        })
    }

    /// Whether the query needs a column.
    pub(crate) fn needs(&self, column: HiddenColumn) -> bool {
        self.columns.contains(&(column, true))
    }

    /// Puts behind the keys' values what is known of a partition before its files are.
    pub(crate) fn extend(&self, typed: &mut TypedPartition, layout: &TableLayout) {
        let values = self.columns.iter().zip(&self.nothing).map(|((column, needed), nothing)| match column {
            HiddenColumn::Partition if *needed => {
                let keys = layout.partition_keys.iter().zip(&typed.partition.values);
                let segments: Vec<_> = keys.map(|((key, _), value)| partition_segment(key, Some(value))).collect();
                ScalarValue::Utf8View(Some(segments.join("/")))
            }
            _ => nothing.clone(),
        });
        typed.values.extend(values.collect::<Vec<_>>());
    }

    /// A file with all its constants.
    pub(crate) fn file(
        &self,
        bucket: &str,
        meta: ObjectMeta,
        typed: &TypedPartition,
        number: Option<u32>,
    ) -> Result<PartitionedFile> {
        let mut values = typed.values.clone();
        let first = values.len().saturating_sub(self.columns.len());
        for ((column, needed), value) in self.columns.iter().zip(values.iter_mut().skip(first)) {
            if !needed {
                continue;
            }
            match column {
                HiddenColumn::Path => *value = ScalarValue::Utf8View(Some(format!("s3://{bucket}/{}", meta.location))),
                HiddenColumn::Bucket => *value = ScalarValue::Int32(number.and_then(|number| number.try_into().ok())),
                HiddenColumn::FileSize => *value = ScalarValue::Int64(i64::try_from(meta.size).ok()),
                HiddenColumn::FileModifiedTime => *value = modified(&meta)?,
                HiddenColumn::Partition => {}
            }
        }
        Ok(PartitionedFile::new_from_meta(meta).with_partition_values(values))
    }
}

/// When an object was written, in UTC.
fn modified(meta: &ObjectMeta) -> Result<ScalarValue> {
    let mut builder = ZonedBuilder::new(MODIFIED_DIGITS, 1);
    let picos = i128::from(meta.last_modified.timestamp_millis()) * i128::from(PICOS_PER_MILLI);
    let engine = |error: boathouse_types::TrinoError| datafusion::error::DataFusionError::External(Box::new(error));
    builder.push(Some((picos, 0))).map_err(engine)?;
    Ok(ScalarValue::try_from_array(&builder.finish().map_err(engine)?, 0)?)
}
