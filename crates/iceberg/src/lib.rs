//! Iceberg's table metadata: reading, making and changing it.
//!
//! A small model of our own. The `iceberg` crate brings another Arrow and another DataFusion with it, and
//! a catalog needs neither: it makes the first metadata file of a table and the next one after a change of
//! schema, partitioning, order, location or properties. Everything else in a metadata file (snapshots,
//! statistics, references, members of later versions) is kept as it was read.
//!
//! The crate reads and writes no files and knows neither a clock nor a catalog.

mod create;
mod error;
mod evolve;
mod file;
mod hive;
mod json;
mod metadata;
mod order;
mod schema;
mod spec;
mod transform;
mod types;
mod update;

pub use create::NewTable;
pub use error::{Error, Result};
pub use file::next_file;
pub use hive::{schema_from_columns, to_hive};
pub use metadata::Metadata;
pub use order::SortOrder;
pub use schema::Schema;
pub use spec::{PartitionField, PartitionSpec};
pub use types::{Field, Type};
pub use update::Update;

#[cfg(test)]
mod tests;
