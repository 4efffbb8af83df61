//! A DataFusion file source for formats whose records are lines.

use std::fmt;
use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result as EngineResult;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use object_store::ObjectStore;

use super::opener::{LineFormat, SourceColumn, TextOpener};

/// Rows of a batch when the session does not say.
const BATCH_ROWS: usize = 8192;

/// Where the table's columns are in a record.
#[derive(Debug, Clone)]
pub(crate) struct TextLayout {
    /// One a file column of the table, in its order.
    pub(crate) columns: Arc<[SourceColumn]>,
    /// Columns a record is declared to have.
    pub(crate) width: usize,
}

/// Reads the lines of objects as rows of a table.
#[derive(Debug, Clone)]
pub(crate) struct TextSource<F> {
    format: F,
    layout: TextLayout,
    bucket: Arc<str>,
    table_schema: TableSchema,
    projection: SplitProjection,
    batch_rows: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl<F: LineFormat> TextSource<F> {
    pub(crate) fn new(format: F, layout: TextLayout, bucket: &str, table_schema: TableSchema) -> Self {
        Self {
            format,
            layout,
            bucket: bucket.into(),
            projection: SplitProjection::unprojected(&table_schema),
            table_schema,
            batch_rows: BATCH_ROWS,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl<F: LineFormat> FileSource for TextSource<F> {
    fn create_file_opener(
        &self,
        object_store: Arc<dyn ObjectStore>,
        _base_config: &FileScanConfig,
        _partition: usize,
    ) -> EngineResult<Arc<dyn FileOpener>> {
        let file_schema = self.table_schema.file_schema();
        let columns = self.projection.file_indices.iter().filter_map(|index| self.layout.columns.get(*index).cloned());
        let opener = TextOpener {
            store: object_store,
            bucket: Arc::clone(&self.bucket),
            format: self.format.clone(),
            columns: columns.collect(),
            width: self.layout.width,
            schema: Arc::new(file_schema.project(&self.projection.file_indices)?),
            batch_rows: self.batch_rows,
        };
        ProjectionOpener::try_new(self.projection.clone(), Arc::new(opener), file_schema)
    }

    fn table_schema(&self) -> &TableSchema {
        &self.table_schema
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(Self { batch_rows: batch_size.max(1), ..self.clone() })
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        F::NAME
    }

    fn fmt_extra(&self, _format: DisplayFormatType, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    /// Files were cut into byte ranges when the scan was planned, where codecs and headers are known.
    fn repartitioned(
        &self,
        _target_partitions: usize,
        _repartition_file_min_size: usize,
        _output_ordering: Option<LexOrdering>,
        _config: &FileScanConfig,
    ) -> EngineResult<Option<FileScanConfig>> {
        Ok(None)
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> EngineResult<Option<Arc<dyn FileSource>>> {
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.table_schema.file_schema(), &merged);
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> EngineResult<TreeNodeRecursion>,
    ) -> EngineResult<TreeNodeRecursion> {
        datafusion::physical_plan::apply_expression_roots(self.projection.source.iter(), f)
    }
}
