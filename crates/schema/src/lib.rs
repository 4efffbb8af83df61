//! Hive, Glue and Trino types, SerDe names and partition keys, and their Arrow counterparts.
//!
//! This crate holds what a catalog, a crawler, a reader and a writer must agree on and nothing that
//! does I/O. Types are kept by the catalog as opaque text, so parsing happens only where a reader or
//! writer needs the meaning.

mod arrow_types;
mod error;
mod hive_type;
mod location;
mod parse;
mod partition;
mod serde_names;

pub use arrow_types::{from_arrow, to_arrow};
pub use error::{Error, Result};
pub use hive_type::{Field, HiveType};
pub use location::S3Uri;
pub use partition::{
    HIVE_DEFAULT_PARTITION, escape_path_value, parse_partition_segment, partition_segment, unescape_path_value,
};
pub use serde_names::{Classification, SerDe, StorageFormat};
