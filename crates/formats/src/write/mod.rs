//! Streams of record batches to objects.
//!
//! [`write_parquet`] writes Parquet as Glue's jobs do, [`write_files`] any [`FileFormat`] wherever a [`Placement`]
//! says. Both split the stream into Hive partition folders, upload while they encode, and make nothing visible unless
//! everything was written.

mod avro;
mod block;
mod columns;
mod deal;
mod encoder;
mod file;
mod files;
mod format;
mod ledger;
mod open;
mod options;
mod orc;
mod parquet;
mod placement;
mod report;
mod rows;
mod split;
mod text;
mod types;
mod upload;

pub use crate::buckets::{Buckets, is_bucketable};
pub use files::{WriteOptions, write_files};
pub use format::{FileCodec, FileFormat, FileKind};
pub use options::{Compression, ParquetWriteOptions};
pub use parquet::write_parquet;
pub use placement::{Placement, partition_folder};
pub use report::{WriteReport, WrittenFile};
pub use types::writable_schema;

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod tests;
