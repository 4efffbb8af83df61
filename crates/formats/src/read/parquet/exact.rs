//! Parquet files with the columns and the types that they have themselves, for who knows no table of theirs. They are
//! checked as a table's files are, and read by DataFusion's source.

use std::ops::Range;
use std::sync::Arc;

use arrow_schema::{Field, Fields, Schema, SchemaRef};
use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::{DefaultParquetFileReaderFactory, transform_schema_to_view};
use datafusion::datasource::physical_plan::{FileScanConfig, ParquetFileReaderFactory, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result as EngineResult;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, ObjectStore};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::super::panics::caught;
use super::footer::{FOOTERS_MAX, Footers};
use super::guard::guarded;
use super::pages::Sizes;
use super::reader::{external, named, unreadable};
use crate::Result;

/// Parquet files of one bucket as they are.
#[derive(Debug, Clone)]
pub struct ParquetFiles {
    footers: Footers,
    store: Arc<dyn ObjectStore>,
}

impl ParquetFiles {
    /// Files in a bucket.
    pub fn new(runtime: &RuntimeEnv, store: Arc<dyn ObjectStore>, bucket: &str) -> Self {
        Self { footers: super::footers(runtime, Arc::clone(&store), bucket), store }
    }

    /// The columns of all the objects by name, those of the first key first.
    ///
    /// # Errors
    /// Objects that are no Parquet files, and a column of several types.
    pub async fn schema(&self, objects: &[ObjectMeta]) -> Result<SchemaRef> {
        let mut objects: Vec<ObjectMeta> = objects.to_vec();
        objects.sort_by(|a, b| a.location.cmp(&b.location));
        let schemas = stream::iter(objects).map(|object| self.clone().schema_of(object)).buffered(FOOTERS_MAX);
        let schemas: Vec<Schema> = schemas.try_collect().await?;
        Ok(Arc::new(transform_schema_to_view(&Schema::try_merge(schemas)?)))
    }

    async fn schema_of(self, object: ObjectMeta) -> Result<Schema> {
        let footer = self.footers.as_written(&object).await?;
        let (file, uri) = (footer.file_metadata(), self.footers.uri(&object));
        let schema = caught("Parquet", &uri, || {
            let schema = parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata());
            schema.map_err(|error| unreadable(&uri, &error))
        })?;
        let bare = |field: &Arc<Field>| field.as_ref().clone().with_metadata(Default::default());
        Ok(Schema::new(schema.fields().iter().map(bare).collect::<Fields>()))
    }

    /// What reads columns of the files.
    pub fn source(&self, table: TableSchema) -> ParquetSource {
        ParquetSource::new(table).with_parquet_file_reader_factory(Arc::new(self.clone()))
    }

    /// A scan of files by [`ParquetFiles::source`].
    pub fn scan(config: &FileScanConfig) -> Arc<dyn ExecutionPlan> {
        DataSourceExec::from_data_source(guarded(config).into_owned())
    }
}

impl ParquetFileReaderFactory for ParquetFiles {
    fn create_reader(
        &self,
        partition_index: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> EngineResult<Box<dyn AsyncFileReader + Send>> {
        let (footers, object) = (self.footers.clone(), file.object_meta.clone());
        let inner = DefaultParquetFileReaderFactory::new(Arc::clone(&self.store));
        let inner = inner.create_reader(partition_index, file, metadata_size_hint, metrics)?;
        Ok(Box::new(ExactReader { inner, uri: footers.uri(&object), footers, object, footer: None, sizes: None }))
    }
}

struct ExactReader {
    inner: Box<dyn AsyncFileReader + Send>,
    footers: Footers,
    object: ObjectMeta,
    uri: String,
    footer: Option<Arc<ParquetMetaData>>,
    /// Made when columns are read.
    sizes: Option<Sizes>,
}

impl ExactReader {
    async fn footer(&mut self) -> ParquetResult<Arc<ParquetMetaData>> {
        if let Some(footer) = &self.footer {
            return Ok(Arc::clone(footer));
        }
        let footer = self.footers.as_written(&self.object).await.map_err(external)?;
        Ok(Arc::clone(self.footer.insert(footer)))
    }
}

impl AsyncFileReader for ExactReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        let uri = self.uri.clone();
        self.inner.get_bytes(range).map(move |result| result.map_err(|error| named(&uri, error))).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        async move {
            let starts: Vec<u64> = ranges.iter().map(|range| range.start).collect();
            let read = self.inner.get_byte_ranges(ranges).await.map_err(|error| named(&self.uri, error))?;
            let sizes = match self.sizes.take() {
                Some(sizes) => sizes,
                None => Sizes::of(&*self.footer().await?),
            };
            self.sizes.insert(sizes).check_all(&starts, &read, &self.uri).map_err(external)?;
            Ok(read)
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let footer = self.footer().await?;
            if options.is_none_or(|options| options.column_index_policy() == PageIndexPolicy::Skip) {
                return Ok(footer);
            }
            let mut reader = ParquetMetaDataReader::new_with_metadata(footer.as_ref().clone())
                .with_page_index_policy(PageIndexPolicy::Optional);
            reader.load_page_index(&mut *self).await.map_err(|error| named(&self.uri, error))?;
            Ok(Arc::new(reader.finish()?))
        }
        .boxed()
    }
}
