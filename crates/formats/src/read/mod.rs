//! Reading a table's objects as Arrow through DataFusion.
//!
//! A [`LakeTable`] is made of a [`TableLayout`] (columns, partition keys, [`RowFormat`]) and a
//! [`PartitionSource`]; it is registered or read like any DataFusion table. Its scans end in
//! `DataSourceExec` over DataFusion's Parquet source or over our own, which is one for all other formats.
//!
//! Reading rules that hold for every text format: a line ends at `\n`, `\r` or `\r\n` and is at most 64 MiB
//! long; bytes that are no UTF-8 become U+FFFD in text; objects are decompressed by the lower-case
//! suffix of their key (`.gz`, `.bz2`, `.zst`, `.snappy`, `.lz4`, `.deflate`).

mod adapt;
mod avro;
#[cfg(test)]
mod bomb_tests;
mod bucketing;
mod cache;
mod cloudtrail;
mod codec;
mod columns;
mod documents;
#[cfg(test)]
mod evolution_tests;
mod evolve;
mod files;
mod footer_meter;
mod grok;
mod hidden;
mod ion;
mod json;
mod lake_files;
mod layout;
mod lazy_simple;
mod links;
mod loose;
mod open_csv;
mod orc;
mod panics;
mod parquet;
mod partitions;
mod recipe;
mod regex;
mod row_format;
mod scalar;
mod scan;
mod source;
mod splits;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod trino_names;
mod widths;

pub use self::codec::{ChainedCodec, LakePhysicalCodec, LakeScans, StepCodec};
pub use self::footer_meter::FooterMeter;
pub(crate) use self::footer_meter::look;
pub use self::lake_files::file_scan;
pub use crate::buckets::{BucketHash, Bucketing, Buckets};
pub use evolve::is_coercible;
pub use hidden::HiddenColumn;
pub use layout::{FixedPartitions, PartitionLocation, PartitionSource, TableLayout};
pub use links::SYMLINK_INPUT_FORMAT;
pub use parquet::ParquetFiles;
pub use row_format::{
    AvroOptions, CloudTrailOptions, GrokOptions, IonOptions, IonStep, JsonFlavour, JsonOptions, LazySimpleOptions,
    OpenCsvOptions, OrcOptions, ParquetOptions, RegexOptions, RowFormat,
};
pub use scalar::TimestampFormats;
pub use table::LakeTable;
