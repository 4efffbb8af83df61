//! Reading objects so that errors name them, and checking their columns when they are opened.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::error::Result as EngineResult;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::ParquetMetaData;

use super::ParquetColumns;
use super::check::check_file;
use crate::Error;

/// DataFusion's caching readers, with errors that name the object.
#[derive(Debug)]
pub(super) struct LakeReaderFactory {
    inner: CachedParquetFileReaderFactory,
    bucket: Arc<str>,
    columns: Arc<ParquetColumns>,
}

impl LakeReaderFactory {
    pub(super) fn new(inner: CachedParquetFileReaderFactory, bucket: &str, columns: Arc<ParquetColumns>) -> Self {
        Self { inner, bucket: bucket.into(), columns }
    }
}

impl ParquetFileReaderFactory for LakeReaderFactory {
    fn create_reader(
        &self,
        partition_index: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> EngineResult<Box<dyn AsyncFileReader + Send>> {
        let uri = format!("s3://{}/{}", self.bucket, file.object_meta.location);
        let inner = self.inner.create_reader(partition_index, file, metadata_size_hint, metrics)?;
        Ok(Box::new(LakeReader { inner, uri, columns: Arc::clone(&self.columns) }))
    }
}

struct LakeReader {
    inner: Box<dyn AsyncFileReader + Send>,
    uri: String,
    columns: Arc<ParquetColumns>,
}

impl AsyncFileReader for LakeReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        let uri = self.uri.clone();
        self.inner.get_bytes(range).map(move |result| result.map_err(|error| named(&uri, &error))).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        let uri = self.uri.clone();
        self.inner.get_byte_ranges(ranges).map(move |result| result.map_err(|error| named(&uri, &error))).boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let footer = self.inner.get_metadata(options).await.map_err(|error| named(&self.uri, &error))?;
            check_file(&self.columns, &footer, &self.uri).map_err(|error| ParquetError::External(Box::new(error)))?;
            Ok(footer)
        }
        .boxed()
    }
}

fn named(uri: &str, error: &ParquetError) -> ParquetError {
    ParquetError::External(Box::new(unreadable(uri, error)))
}

/// Why an object cannot be read as Parquet, by what made reading fail.
pub(super) fn unreadable(uri: &str, error: &(dyn std::error::Error + 'static)) -> Error {
    let mut causes = std::iter::successors(Some(error), |cause| cause.source());
    let place = uri.to_owned();
    match causes.find_map(|cause| cause.downcast_ref::<object_store::Error>()) {
        Some(object_store::Error::NotFound { .. }) => {
            Error::Cursor { message: "The specified key does not exist.".to_owned(), place }
        }
        Some(store) => Error::CannotOpenSplit { message: format!("Error opening Hive split: {store}"), place },
        None => Error::BadData { message: format!("Not valid Parquet file: {error}"), place },
    }
}
