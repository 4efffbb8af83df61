//! The files of a scan: the engine's own, with what else it takes to read them.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use datafusion::common::Statistics;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::{DataSource, DataSourceExec, OpenArgs};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, Partitioning, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::filter_pushdown::FilterPushdownPropagation;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion::physical_plan::sort_pushdown::SortOrderPushdownResult;
use datafusion::physical_plan::{DisplayFormatType, ExecutionPlan};
use datafusion_proto::protobuf::PhysicalPlanNode;

use super::recipe::Recipe;
use super::{codec, parquet};

/// The files that a step of a plan reads, if it is a scan of files.
pub fn file_scan(step: &dyn ExecutionPlan) -> Option<&FileScanConfig> {
    let source = step.downcast_ref::<DataSourceExec>()?.data_source();
    source.downcast_ref::<LakeFiles>().map(|files| &files.config).or_else(|| source.downcast_ref::<FileScanConfig>())
}

/// A scan of the engine's that knows how its files are read, so that it can be made bytes.
///
/// The engine's own Parquet scans do that too, but leave behind how a table's columns are found in a file. That must
/// not go wrong silently, so the bytes are made here.
#[derive(Debug, Clone)]
pub(crate) struct LakeFiles {
    pub(crate) config: FileScanConfig,
    pub(crate) recipe: Arc<Recipe>,
    /// The order in which rows would help those who asked for it; the scan comes close to it at most.
    pub(crate) hint: Option<LexOrdering>,
    /// Each of the partitions may run in a process of its own, which must not take the files of others.
    pub(crate) apart: bool,
}

impl LakeFiles {
    pub(crate) fn new(config: FileScanConfig, recipe: Recipe) -> Self {
        Self { config, recipe: Arc::new(recipe), hint: None, apart: false }
    }

    /// The same of what the engine made of the scan.
    fn with(&self, changed: &Arc<dyn DataSource>) -> Option<Self> {
        let config = changed.downcast_ref::<FileScanConfig>()?.clone();
        Some(Self { config, ..self.clone() })
    }

    fn source(&self, changed: Arc<dyn DataSource>) -> Arc<dyn DataSource> {
        self.with(&changed).map_or(changed, |files| Arc::new(files))
    }
}

impl DataSource for LakeFiles {
    fn open(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        parquet::guarded(&self.config).open(partition, context)
    }

    fn open_with_args(&self, args: OpenArgs) -> Result<SendableRecordBatchStream> {
        parquet::guarded(&self.config).open_with_args(args)
    }

    fn fmt_as(&self, t: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        DataSource::fmt_as(&self.config, t, f)
    }

    fn repartitioned(
        &self,
        target_partitions: usize,
        file_bytes_min: usize,
        output_ordering: Option<LexOrdering>,
    ) -> Result<Option<Arc<dyn DataSource>>> {
        let changed = self.config.repartitioned(target_partitions, file_bytes_min, output_ordering)?;
        Ok(changed.map(|changed| self.source(changed)))
    }

    fn output_partitioning(&self) -> Partitioning {
        self.config.output_partitioning()
    }

    fn eq_properties(&self) -> EquivalenceProperties {
        self.config.eq_properties()
    }

    fn scheduling_type(&self) -> SchedulingType {
        self.config.scheduling_type()
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        self.config.partition_statistics(partition)
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn DataSource>> {
        self.config.with_fetch(limit).map(|changed| self.source(changed))
    }

    fn fetch(&self) -> Option<usize> {
        self.config.fetch()
    }

    fn metrics(&self) -> ExecutionPlanMetricsSet {
        self.config.metrics()
    }

    fn try_swapping_with_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn DataSource>>> {
        let changed = self.config.try_swapping_with_projection(projection)?;
        Ok(changed.map(|changed| self.source(changed)))
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn DataSource>>> {
        let done = self.config.try_pushdown_filters(filters, config)?;
        let updated_node = done.updated_node.map(|changed| self.source(changed));
        Ok(FilterPushdownPropagation { filters: done.filters, updated_node })
    }

    fn try_pushdown_sort(&self, order: &[PhysicalSortExpr]) -> Result<SortOrderPushdownResult<Arc<dyn DataSource>>> {
        Ok(match self.config.try_pushdown_sort(order)? {
            SortOrderPushdownResult::Exact { inner } => SortOrderPushdownResult::Exact { inner: self.source(inner) },
            SortOrderPushdownResult::Inexact { inner } => {
                let hinted = Self { hint: LexOrdering::new(order.iter().cloned()), ..self.clone() };
                SortOrderPushdownResult::Inexact { inner: hinted.source(inner) }
            }
            SortOrderPushdownResult::Unsupported => SortOrderPushdownResult::Unsupported,
        })
    }

    fn with_preserve_order(&self, preserve_order: bool) -> Option<Arc<dyn DataSource>> {
        self.config.with_preserve_order(preserve_order).map(|changed| self.source(changed))
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.config.apply_expressions(f)
    }

    fn with_new_state(&self, state: Arc<dyn Any + Send + Sync>) -> Option<Arc<dyn DataSource>> {
        self.config.with_new_state(state).map(|changed| self.source(changed))
    }

    /// Partitions give each other files while they run.
    fn create_sibling_state(&self, config: &ConfigOptions) -> Option<Arc<dyn Any + Send + Sync>> {
        if self.apart { None } else { self.config.create_sibling_state(config) }
    }

    fn try_to_proto(&self, context: &ExecutionPlanEncodeCtx<'_>) -> Result<Option<PhysicalPlanNode>> {
        context.encode_child(&codec::carried(self)?).map(Some)
    }
}
