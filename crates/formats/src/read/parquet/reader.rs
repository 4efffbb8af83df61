//! Reading objects so that errors name them, and checking their columns when they are opened.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::datasource::physical_plan::parquet::DefaultParquetFileReaderFactory;
use datafusion::error::Result as EngineResult;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::ObjectMeta;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::ParquetColumns;
use super::bounds;
use super::check::check_file;
use super::footer::Footers;
use super::pages::Sizes;
use crate::Error;

/// DataFusion's readers, with footers that are checked and errors that name the object.
#[derive(Debug)]
pub(super) struct LakeReaderFactory {
    inner: DefaultParquetFileReaderFactory,
    footers: Footers,
    columns: Arc<ParquetColumns>,
}

impl LakeReaderFactory {
    pub(super) fn new(inner: DefaultParquetFileReaderFactory, footers: Footers, columns: Arc<ParquetColumns>) -> Self {
        Self { inner, footers, columns }
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
        let object = file.object_meta.clone();
        let uri = self.footers.uri(&object);
        let inner = self.inner.create_reader(partition_index, file, metadata_size_hint, metrics)?;
        let (footers, columns) = (self.footers.clone(), Arc::clone(&self.columns));
        Ok(Box::new(LakeReader { inner, object, uri, footers, columns, sizes: None }))
    }
}

struct LakeReader {
    inner: Box<dyn AsyncFileReader + Send>,
    object: ObjectMeta,
    uri: String,
    footers: Footers,
    columns: Arc<ParquetColumns>,
    /// Made when columns are read.
    sizes: Option<Sizes>,
}

impl AsyncFileReader for LakeReader {
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
                None => Sizes::of(&*self.footers.get(&self.object).await.map_err(external)?),
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
            let footer = self.footers.get(&self.object).await.map_err(external)?;
            check_file(&self.columns, &footer, &self.uri).map_err(external)?;
            let wants_index = options.is_some_and(|options| options.column_index_policy() != PageIndexPolicy::Skip);
            if !wants_index || (footer.column_index().is_some() && footer.offset_index().is_some()) {
                return Ok(footer);
            }
            let mut reader = ParquetMetaDataReader::new_with_metadata(footer.as_ref().clone())
                .with_page_index_policy(PageIndexPolicy::Optional);
            reader.load_page_index(&mut *self).await.map_err(|error| named(&self.uri, error))?;
            let footer = reader.finish()?;
            let pages = footer.column_index();
            let pages = pages.map(|pages| bounds::of_pages(pages, footer.file_metadata().schema_descr()));
            let footer = Arc::new(footer.into_builder().set_column_index(pages).build());
            self.footers.remember(&self.object, &footer);
            Ok(footer)
        }
        .boxed()
    }
}

pub(super) fn external(error: Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

/// The error with the object's name, unless it has it already.
pub(super) fn named(uri: &str, error: ParquetError) -> ParquetError {
    if Error::find_in(&error).is_some() { error } else { external(unreadable(uri, &error)) }
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
