//! Streams of record batches to objects.
//!
//! [`write_parquet`] is the one door: it splits the stream into Hive partition folders, encodes on
//! all cores, uploads while it encodes, and makes nothing visible unless everything was written.

mod columns;
mod file;
mod ledger;
mod open;
mod options;
mod parquet;
mod report;
mod split;
mod types;
mod upload;

pub use options::{Compression, ParquetWriteOptions};
pub use parquet::write_parquet;
pub use report::{WriteReport, WrittenFile};
pub use types::writable_schema;

#[cfg(test)]
mod tests;
