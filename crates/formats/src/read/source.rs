//! A DataFusion file source over the formats that are read here and not by DataFusion.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::{CastOptions, cast_with_options};
use arrow_schema::{DataType, SchemaRef};
use boathouse_schema::HiveType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr, conjunction};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::filter_pushdown::{FilterPushdownPropagation, PushedDown};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use object_store::ObjectStore;

use super::text::Object;
use crate::Result;

/// Rows of a batch when the session does not say.
const BATCH_ROWS: usize = 8192;

/// A column of the table as a record holds it.
#[derive(Debug, Clone)]
pub(crate) struct SourceColumn {
    /// Position among the columns of the record; `None` when records do not have the column.
    pub(crate) position: Option<usize>,
    /// Name in the record.
    pub(crate) name: String,
    /// Type the record's text is read as.
    pub(crate) hive: HiveType,
    /// Type the table wants.
    pub(crate) target: DataType,
}

impl SourceColumn {
    /// `array`, read as the record's type, as the table's type.
    pub(crate) fn adapt(&self, array: ArrayRef) -> Result<ArrayRef> {
        if array.data_type() == &self.target {
            return Ok(array);
        }
        Ok(cast_with_options(&array, &self.target, &CastOptions { safe: true, ..Default::default() })?)
    }
}

/// Where the table's columns are in a record.
#[derive(Debug, Clone)]
pub(crate) struct RecordLayout {
    /// One a file column of the table, in its order.
    pub(crate) columns: Arc<[SourceColumn]>,
    /// Columns a record is declared to have.
    pub(crate) width: usize,
}

/// What a format needs to open the files of a scan.
#[derive(Debug, Clone)]
pub(crate) struct FileScan {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) bucket: Arc<str>,
    /// The columns to read.
    pub(crate) columns: Arc<[SourceColumn]>,
    /// Columns a record is declared to have.
    pub(crate) width: usize,
    /// Schema of the columns to read, with the table's types.
    pub(crate) schema: SchemaRef,
    pub(crate) batch_rows: usize,
    /// Rows for which it is not true are not needed.
    pub(crate) predicate: Option<Predicate>,
}

/// A condition over the table's columns.
#[derive(Debug, Clone)]
pub(crate) struct Predicate {
    pub(crate) condition: Arc<dyn PhysicalExpr>,
    /// The table's schema, partition keys and all.
    pub(crate) schema: SchemaRef,
    /// One a file column of the table.
    pub(crate) columns: Arc<[SourceColumn]>,
}

impl FileScan {
    /// The object of a file.
    pub(crate) fn object(&self, file: &PartitionedFile) -> Object {
        let path = file.object_meta.location.clone();
        let uri: Arc<str> = format!("s3://{}/{}", self.bucket, path.as_ref()).into();
        Object { store: Arc::clone(&self.store), path, uri, size: file.object_meta.size }
    }

    /// A batch of the table's types out of what was read, a column each.
    pub(crate) fn batch(&self, arrays: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
        let columns = arrays.into_iter().zip(&*self.columns).map(|(array, column)| column.adapt(array));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}

/// The byte range of a file that a scan was cut into.
pub(crate) fn byte_range(file: &PartitionedFile) -> EngineResult<Option<std::ops::Range<u64>>> {
    let Some(range) = &file.range else { return Ok(None) };
    match (u64::try_from(range.start), u64::try_from(range.end)) {
        (Ok(start), Ok(end)) => Ok(Some(start..end)),
        _ => Err(DataFusionError::Internal(format!("a negative byte range {range:?}"))),
    }
}

/// A format of files.
pub(crate) trait LakeFormat: fmt::Debug + Send + Sync + 'static {
    /// Name in plans.
    fn name(&self) -> &'static str;

    /// Filters tell it what need not be read.
    fn prunes(&self) -> bool {
        false
    }

    /// What opens the files of a scan.
    fn opener(&self, scan: FileScan) -> Result<Arc<dyn FileOpener>>;
}

/// Reads files of a format as rows of a table.
#[derive(Debug, Clone)]
pub(crate) struct LakeSource {
    format: Arc<dyn LakeFormat>,
    layout: RecordLayout,
    bucket: Arc<str>,
    table_schema: TableSchema,
    projection: SplitProjection,
    predicate: Option<Arc<dyn PhysicalExpr>>,
    batch_rows: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl LakeSource {
    pub(crate) fn new(
        format: impl LakeFormat,
        layout: RecordLayout,
        bucket: &str,
        table_schema: TableSchema,
        predicate: Option<Arc<dyn PhysicalExpr>>,
    ) -> Self {
        Self {
            format: Arc::new(format),
            layout,
            bucket: bucket.into(),
            projection: SplitProjection::unprojected(&table_schema),
            table_schema,
            predicate,
            batch_rows: BATCH_ROWS,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// Rows for which it is not true are not needed.
    pub(crate) fn predicate(&self) -> Option<&Arc<dyn PhysicalExpr>> {
        self.predicate.as_ref()
    }
}

impl FileSource for LakeSource {
    fn create_file_opener(
        &self,
        object_store: Arc<dyn ObjectStore>,
        _base_config: &FileScanConfig,
        _partition: usize,
    ) -> EngineResult<Arc<dyn FileOpener>> {
        let file_schema = self.table_schema.file_schema();
        let columns = self.projection.file_indices.iter().filter_map(|index| self.layout.columns.get(*index).cloned());
        let predicate = self.predicate.as_ref().map(|condition| Predicate {
            condition: Arc::clone(condition),
            schema: Arc::clone(self.table_schema.table_schema()),
            columns: Arc::clone(&self.layout.columns),
        });
        let opener = self.format.opener(FileScan {
            store: object_store,
            bucket: Arc::clone(&self.bucket),
            columns: columns.collect(),
            width: self.layout.width,
            schema: Arc::new(file_schema.project(&self.projection.file_indices)?),
            batch_rows: self.batch_rows,
            predicate,
        })?;
        ProjectionOpener::try_new(self.projection.clone(), opener, file_schema)
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
        self.format.name()
    }

    fn fmt_extra(&self, _format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.predicate {
            Some(predicate) => write!(f, ", predicate={predicate}"),
            None => Ok(()),
        }
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

    /// Filters stay where they are: they only tell which parts of a file have no row for them.
    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        _config: &ConfigOptions,
    ) -> EngineResult<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let unchanged = FilterPushdownPropagation::with_parent_pushdown_result(vec![PushedDown::No; filters.len()]);
        if !self.format.prunes() || filters.is_empty() {
            return Ok(unchanged);
        }
        let predicate = conjunction(self.predicate.iter().cloned().chain(filters));
        let source: Arc<dyn FileSource> = Arc::new(Self { predicate: Some(predicate), ..self.clone() });
        Ok(unchanged.with_updated_node(source))
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> EngineResult<TreeNodeRecursion>,
    ) -> EngineResult<TreeNodeRecursion> {
        datafusion::physical_plan::apply_expression_roots(
            self.predicate.iter().chain(self.projection.source.iter().map(|column| &column.expr)),
            f,
        )
    }
}
