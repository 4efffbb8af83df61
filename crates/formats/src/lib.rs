//! Parquet, ORC, Avro, CSV, JSON, Ion and logs as Hive reads and writes them, on Arrow streams.
//!
//! [`read`] turns a catalog table's objects into Arrow batches through DataFusion, [`infer`] tells
//! what a sample of bytes is, [`grok`] takes lines of text apart, [`write`](mod@write) turns batches
//! into objects. The crate knows no catalog, no HTTP and no service: whoever calls it says where the
//! objects are and which columns they hold.

pub mod grok;
pub mod infer;
pub mod read;
pub mod write;

mod buckets;
mod error;
mod ion;

pub use error::{Error, Result};
