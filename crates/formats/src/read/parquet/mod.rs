//! Parquet through DataFusion's own source.
//!
//! What is ours: columns are matched as the SerDe does it, types are checked as Athena checks them, and
//! every error names its object.

mod adapter;
mod bounds;
mod cast;
mod check;
#[cfg(test)]
mod damage_tests;
mod exact;
mod footer;
mod guard;
#[cfg(test)]
mod legacy_tests;
mod pages;
mod prune;
#[cfg(test)]
mod prune_tests;
mod reader;
mod schema;
mod statistics;
#[cfg(test)]
pub(crate) mod tests;
mod unpacked;
#[cfg(test)]
mod value_tests;
mod values;

use std::sync::Arc;

use boathouse_schema::HiveType;
use datafusion::datasource::physical_plan::ParquetSource;
use datafusion::datasource::physical_plan::parquet::DefaultParquetFileReaderFactory;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::runtime_env::RuntimeEnv;
use object_store::ObjectStore;

pub(crate) use self::adapter::LakeExprAdapterFactory;
pub use self::exact::ParquetFiles;
pub(crate) use self::footer::Footers;
pub(crate) use self::guard::guarded;
pub(crate) use self::prune::wanted;
use self::reader::LakeReaderFactory;
pub(crate) use self::statistics::of_files;
use super::cache::BucketMetadataCache;
use super::recipe::Kitchen;

/// The table's columns in the files of one partition.
#[derive(Debug)]
pub(crate) struct ParquetColumns {
    /// One a file column of the table.
    pub(crate) columns: Vec<ParquetColumn>,
    pub(crate) by_position: bool,
}

/// One column of the table.
#[derive(Debug)]
pub(crate) struct ParquetColumn {
    /// The table's name for it.
    pub(crate) name: String,
    /// What it is in the file; `None` when the partition does not have it.
    pub(crate) file: Option<(String, usize)>,
    /// The type the file's values are read as, the partition's.
    pub(crate) hive: HiveType,
    /// The query needs it.
    pub(crate) used: bool,
}

impl ParquetColumns {
    /// The index of a table column among a file's columns.
    pub(crate) fn find<'a>(
        &self,
        column: &ParquetColumn,
        mut names: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<usize> {
        let (name, position) = column.file.as_ref()?;
        if self.by_position {
            return (*position < names.count()).then_some(*position);
        }
        let exact = names.clone().position(|other| schema::file_name(other) == name);
        exact.or_else(|| names.position(|other| schema::file_name(other).eq_ignore_ascii_case(name)))
    }
}

/// DataFusion's Parquet source, set up for a lake.
pub(crate) fn source(
    kitchen: Kitchen<'_>,
    table_schema: TableSchema,
    bucket: &str,
    columns: Arc<ParquetColumns>,
) -> ParquetSource {
    let Kitchen { runtime, store, parquet: mut options, scanned } = kitchen;
    // The table's timestamps carry milliseconds; nanoseconds, the default, overflow in the year 2262.
    options.global.coerce_int96 = Some("ms".to_owned());
    let footers = footers(runtime, Arc::clone(&store), bucket).counted_by(scanned);
    let reader = DefaultParquetFileReaderFactory::new(store);
    ParquetSource::new(table_schema)
        .with_table_parquet_options(options)
        .with_parquet_file_reader_factory(Arc::new(LakeReaderFactory::new(reader, footers, columns)))
}

/// The footers of a bucket's objects, through the runtime's cache.
pub(crate) fn footers(runtime: &RuntimeEnv, store: Arc<dyn ObjectStore>, bucket: &str) -> Footers {
    Footers::new(store, Arc::new(BucketMetadataCache::of(runtime, bucket)), bucket)
}
