//! The decoder of Parquet belongs to others: it panics on some damaged files, and most of its errors do not say which
//! file they are about. Here both become errors that name the object.
//!
//! The guard stands in front of DataFusion's source only while a table's files are opened; its plans do not know of it.

use std::borrow::Cow;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow_schema::ArrowError;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource, ParquetSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::filter_pushdown::FilterPushdownPropagation;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion_datasource::morsel::{Morsel, MorselPlan, MorselPlanner, Morselizer};
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use object_store::ObjectStore;
use url::Url;

use super::super::panics::panicked;
use super::reader::unreadable;
use crate::Error;

/// A scan as it is opened: that of Parquet is guarded.
pub(crate) fn guarded(config: &FileScanConfig) -> Cow<'_, FileScanConfig> {
    if !config.file_source.is::<ParquetSource>() {
        return Cow::Borrowed(config);
    }
    let url: &Url = config.object_store_url.as_ref();
    let bucket = url.host_str().unwrap_or_default().into();
    let mut config = config.clone();
    config.file_source = Arc::new(Guarded { inner: config.file_source, bucket });
    Cow::Owned(config)
}

/// A source of files in a bucket, guarded.
struct Guarded {
    inner: Arc<dyn FileSource>,
    bucket: Arc<str>,
}

impl Guarded {
    fn around(&self, inner: Arc<dyn FileSource>) -> Arc<dyn FileSource> {
        Arc::new(Self { inner, bucket: Arc::clone(&self.bucket) })
    }
}

impl FileSource for Guarded {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        self.inner.create_file_opener(store, config, partition)
    }

    fn create_morselizer(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        partition: usize,
    ) -> Result<Box<dyn Morselizer>> {
        let inner = self.inner.create_morselizer(store, config, partition)?;
        Ok(Box::new(GuardedMorselizer { inner, bucket: Arc::clone(&self.bucket) }))
    }

    fn table_schema(&self) -> &TableSchema {
        self.inner.table_schema()
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        self.around(self.inner.with_batch_size(batch_size))
    }

    fn filter(&self) -> Option<Arc<dyn PhysicalExpr>> {
        self.inner.filter()
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        self.inner.projection()
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        self.inner.metrics()
    }

    fn file_type(&self) -> &str {
        self.inner.file_type()
    }

    fn fmt_extra(&self, t: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt_extra(t, f)
    }

    fn supports_repartitioning(&self) -> bool {
        self.inner.supports_repartitioning()
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let done = self.inner.try_pushdown_filters(filters, config)?;
        let updated_node = done.updated_node.map(|inner| self.around(inner));
        Ok(FilterPushdownPropagation { filters: done.filters, updated_node })
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn FileSource>>> {
        Ok(self.inner.try_pushdown_projection(projection)?.map(|inner| self.around(inner)))
    }

    fn reorder_files(&self, files: Vec<PartitionedFile>) -> Vec<PartitionedFile> {
        self.inner.reorder_files(files)
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.inner.apply_expressions(f)
    }
}

#[derive(Debug)]
struct GuardedMorselizer {
    inner: Box<dyn Morselizer>,
    bucket: Arc<str>,
}

impl Morselizer for GuardedMorselizer {
    fn plan_file(&self, file: PartitionedFile) -> Result<Box<dyn MorselPlanner>> {
        let uri: Arc<str> = format!("s3://{}/{}", self.bucket, file.object_meta.location).into();
        let inner = caught(&uri, || self.inner.plan_file(file))?;
        Ok(Box::new(GuardedPlanner { inner, uri }))
    }
}

#[derive(Debug)]
struct GuardedPlanner {
    inner: Box<dyn MorselPlanner>,
    uri: Arc<str>,
}

impl MorselPlanner for GuardedPlanner {
    fn plan(self: Box<Self>) -> Result<Option<MorselPlan>> {
        let Self { inner, uri } = *self;
        let Some(mut plan) = caught(&uri, || inner.plan())? else { return Ok(None) };
        let guarded = |inner: Box<dyn MorselPlanner>, uri: &Arc<str>| -> Box<dyn MorselPlanner> {
            Box::new(GuardedPlanner { inner, uri: Arc::clone(uri) })
        };
        let morsels = plan.take_morsels().into_iter();
        let morsels =
            morsels.map(|inner| -> Box<dyn Morsel> { Box::new(GuardedMorsel { inner, uri: Arc::clone(&uri) }) });
        let planners = plan.take_ready_planners().into_iter().map(|inner| guarded(inner, &uri));
        let mut own = MorselPlan::new().with_morsels(morsels.collect()).with_planners(planners.collect());
        if let Some(pending) = plan.take_pending_planner() {
            own.set_pending_planner(async move {
                let done = AssertUnwindSafe(pending).catch_unwind().await;
                let inner = done.map_err(|_| panicked("Parquet", &uri))?.map_err(|error| named(&uri, error))?;
                Ok(guarded(inner, &uri))
            });
        }
        Ok(Some(own))
    }
}

#[derive(Debug)]
struct GuardedMorsel {
    inner: Box<dyn Morsel>,
    uri: Arc<str>,
}

impl Morsel for GuardedMorsel {
    fn into_stream(self: Box<Self>) -> BoxStream<'static, Result<RecordBatch>> {
        let Self { inner, uri } = *self;
        match caught(&uri, || Ok(inner.into_stream())) {
            Err(error) => futures::stream::once(async move { Err(error) }).boxed(),
            // The stream has ended once it panicked.
            Ok(stream) => AssertUnwindSafe(stream)
                .catch_unwind()
                .map(move |item| match item {
                    Ok(batch) => batch.map_err(|error| named(&uri, error)),
                    Err(_) => Err(panicked("Parquet", &uri).into()),
                })
                .boxed(),
        }
    }
}

fn caught<T>(uri: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    match std::panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| named(uri, error)),
        Err(_) => Err(panicked("Parquet", uri).into()),
    }
}

/// An error of the decoder with the object's name; others as they are.
fn named(uri: &str, error: DataFusionError) -> DataFusionError {
    if Error::find_in(&error).is_some() {
        return error;
    }
    let message = match error.find_root() {
        DataFusionError::ParquetError(parquet) => return unreadable(uri, parquet.as_ref()).into(),
        DataFusionError::ArrowError(arrow, _) => match arrow.as_ref() {
            ArrowError::ParquetError(message) => message.clone(),
            _ => return error,
        },
        _ => return error,
    };
    let message = format!("Not valid Parquet file: {message}");
    Error::BadData { message, place: uri.to_owned() }.into()
}
