//! Reading a table's objects as Arrow through DataFusion.

mod layout;
mod row_format;
mod table;

pub use layout::{FixedPartitions, PartitionLocation, PartitionSource, TableLayout};
pub use row_format::{JsonFlavour, JsonOptions, LazySimpleOptions, OpenCsvOptions, ParquetOptions, RowFormat};
pub use table::LakeTable;
