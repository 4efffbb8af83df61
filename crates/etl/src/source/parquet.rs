//! Parquet objects as a table: columns by name over all files, `key=value` folders as text columns.

use std::sync::Arc;

use async_trait::async_trait;
use boathouse_formats::read::ParquetFiles;
use boathouse_schema::{HIVE_DEFAULT_PARTITION, parse_partition_segment};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::list::ListedPath;
use crate::{Error, Result};

/// The listed objects as one table.
///
/// # Errors
/// When a footer cannot be read, schemas contradict each other, or the paths are in several buckets.
pub(crate) async fn parquet_table(state: &dyn Session, paths: &[ListedPath]) -> Result<Arc<dyn TableProvider>> {
    let Some(first) = paths.first() else { return Err(Error::InvalidInput("a source needs a path".into())) };
    if paths.iter().any(|listed| listed.path.bucket != first.path.bucket) {
        return Err(Error::InvalidInput("the paths of a Parquet source must be in one bucket".into()));
    }
    let objects: Vec<_> = paths.iter().flat_map(|listed| &listed.objects).collect();
    let Some(any) = objects.first() else { return Err(Error::InvalidInput("a source needs a path".into())) };
    let metas: Vec<_> = objects.iter().map(|object| object.meta.clone()).collect();
    let reader = ParquetFiles::new(state.runtime_env(), Arc::clone(&any.store), &any.bucket);
    let file_schema = reader.schema(&metas).await?;
    let folders: Vec<Vec<(String, String)>> = paths
        .iter()
        .flat_map(|listed| listed.objects.iter().map(|object| partition_values(listed, object.meta.location.as_ref())))
        .collect();
    let keys: Vec<String> = folders.first().map(|f| f.iter().map(|(k, _)| k.clone()).collect()).unwrap_or_default();
    if folders.iter().any(|folder| !folder.iter().map(|(key, _)| key).eq(&keys)) {
        return Err(Error::data(first.path.to_string(), "the key=value folders are not the same for all objects"));
    }
    // A key that the files hold too is read from the files.
    let keys_in_use: Vec<usize> = (0..keys.len()).filter(|i| file_schema.field_with_name(&keys[*i]).is_err()).collect();
    let files = metas.into_iter().zip(folders).map(|(meta, folder)| {
        let mut file = PartitionedFile::from(meta);
        file.partition_values = keys_in_use
            .iter()
            .map(|i| {
                let value = &folder[*i].1;
                ScalarValue::Utf8View((value != HIVE_DEFAULT_PARTITION).then(|| value.clone()))
            })
            .collect();
        file
    });
    let files = files.collect();
    let key_fields: Vec<FieldRef> =
        keys_in_use.iter().map(|i| Arc::new(Field::new(&keys[*i], DataType::Utf8View, true))).collect();
    let schema = TableSchema::builder(file_schema).with_table_partition_cols(key_fields).build();
    let url = ObjectStoreUrl::parse(format!("s3://{}", any.bucket))?;
    Ok(Arc::new(ParquetTable { reader, schema, url, files }))
}

fn partition_values(listed: &ListedPath, key: &str) -> Vec<(String, String)> {
    let below = key.strip_prefix(listed.path.key.as_str()).unwrap_or(key);
    let mut segments: Vec<&str> = below.split('/').collect();
    segments.pop();
    segments.into_iter().filter_map(parse_partition_segment).collect()
}

#[derive(Debug)]
struct ParquetTable {
    reader: ParquetFiles,
    schema: TableSchema,
    url: ObjectStoreUrl,
    files: Vec<PartitionedFile>,
}

#[async_trait]
impl TableProvider for ParquetTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> datafusion::error::Result<Arc<dyn ExecutionPlan>> {
        let source = Arc::new(self.reader.source(self.schema.clone()));
        let config = FileScanConfigBuilder::new(self.url.clone(), source)
            .with_file_groups(vec![FileGroup::new(self.files.clone())])
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(ParquetFiles::scan(&config))
    }
}
