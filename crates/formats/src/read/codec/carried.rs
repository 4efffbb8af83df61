//! A scan to what carries it, and back.

use std::sync::Arc;

use arrow_schema::SortOptions;
use datafusion::common::{DataFusionError, Result, ScalarValue, plan_err};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfig, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::TaskContext;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sort_pushdown::SortOrderPushdownResult;
use serde::{Deserialize, Serialize};

use super::super::footer_meter::ScannedFooters;
use super::super::lake_files::LakeFiles;
use super::super::recipe::{Kitchen, Recipe};
use super::super::source::LakeSource;
use super::step::LakeScan;

/// What the engine's form does not hold of a scan.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Carried {
    recipe: Recipe,
    /// The engine's form has no room for large ones.
    limit: Option<usize>,
    preserve_order: bool,
    /// Of each object, in their order.
    versions: Vec<Version>,
    /// Columns of the table by which rows are asked for.
    hint: Vec<SortKey>,
}

/// Which version of an object is read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SortKey {
    column: String,
    descending: bool,
    nulls_first: bool,
}

/// A scan on its way.
pub(crate) fn carried(files: &LakeFiles) -> Result<Arc<dyn ExecutionPlan>> {
    let config = &files.config;
    let source = config.file_source();
    let (predicate, options) = match source.downcast_ref::<ParquetSource>() {
        Some(parquet) => (parquet.filter(), parquet.table_parquet_options().clone()),
        None => (source.downcast_ref::<LakeSource>().and_then(LakeSource::predicate).cloned(), Default::default()),
    };
    let mut carrier = ParquetSource::new(source.table_schema().clone()).with_table_parquet_options(options);
    if let Some(predicate) = predicate {
        carrier = carrier.with_predicate(predicate);
    }
    let carrier = projected(Arc::new(carrier), source.as_ref())?;
    let objects = config.file_groups.iter().flat_map(FileGroup::iter).map(|file| &file.object_meta);
    let carried = Carried {
        recipe: files.recipe.as_ref().clone(),
        limit: config.limit,
        preserve_order: config.preserve_order,
        versions: objects.map(|object| Version { tag: object.e_tag.clone(), id: object.version.clone() }).collect(),
        hint: files.hint.as_ref().map(sort_keys).unwrap_or_default(),
    };
    let bytes = serde_json::to_vec(&carried).map_err(|error| DataFusionError::External(Box::new(error)))?;
    let config = FileScanConfigBuilder::from(config.clone())
        .with_source(carrier)
        .with_limit(None)
        .with_expr_adapter(None)
        .build();
    Ok(Arc::new(LakeScan { bytes, carrier: DataSourceExec::from_data_source(config) }))
}

/// A source with the columns of another.
fn projected(source: Arc<dyn FileSource>, like: &dyn FileSource) -> Result<Arc<dyn FileSource>> {
    let Some(projection) = like.projection() else { return Ok(source) };
    Ok(source.try_pushdown_projection(projection)?.unwrap_or(source))
}

/// The leading columns of an order: files know nothing of other expressions.
fn sort_keys(order: &LexOrdering) -> Vec<SortKey> {
    let key = |key: &PhysicalSortExpr| {
        let column = key.expr.downcast_ref::<Column>()?.name().to_owned();
        Some(SortKey { column, descending: key.options.descending, nulls_first: key.options.nulls_first })
    };
    order.iter().map_while(key).collect()
}

/// The scan that was carried.
pub(super) fn arrived(bytes: &[u8], carrier: &dyn ExecutionPlan, context: &TaskContext) -> Result<LakeFiles> {
    let Ok(carried) = serde_json::from_slice::<Carried>(bytes) else {
        return plan_err!("a plan's bytes hold no scan of files");
    };
    let config = carrier.downcast_ref::<DataSourceExec>().map(DataSourceExec::data_source);
    let Some(config) = config.and_then(|source| source.downcast_ref::<FileScanConfig>()) else {
        return plan_err!("a plan's bytes hold a scan of files that is not carried by one");
    };
    let Some(parquet) = config.file_source().downcast_ref::<ParquetSource>() else {
        return plan_err!("a plan's bytes hold a scan of files that is carried by another format");
    };
    let table = parquet.table_schema();
    carried.recipe.check(table)?;
    check(config, parquet, table)?;
    let kitchen = Kitchen {
        runtime: &context.runtime_env(),
        store: context.runtime_env().object_store(&config.object_store_url)?,
        parquet: parquet.table_parquet_options().clone(),
        // Whoever made the plan has counted what it looked at.
        scanned: ScannedFooters::default(),
    };
    let dish = carried.recipe.source(table, parquet.filter(), kitchen)?;
    let source = hinted(projected(dish.source, parquet)?, &carried.hint, table)?;
    let config = FileScanConfigBuilder::from(config.clone())
        .with_source(source)
        .with_file_groups(versioned(&config.file_groups, &carried.versions)?)
        .with_limit(carried.limit)
        .with_preserve_order(carried.preserve_order)
        .with_expr_adapter(dish.adapter)
        .build();
    let hint = sort_order(&carried.hint, table);
    Ok(LakeFiles { config, recipe: Arc::new(carried.recipe), hint, apart: true })
}

/// Fails for what the engine takes on trust.
fn check(config: &FileScanConfig, source: &ParquetSource, table: &TableSchema) -> Result<()> {
    let width = table.table_schema().fields().len();
    let filter = source.filter();
    let exprs = source.projection().into_iter().flat_map(|columns| columns.iter().map(|column| &column.expr));
    let beyond = |expr: &Arc<dyn PhysicalExpr>| collect_columns(expr).iter().any(|column| column.index() >= width);
    if exprs.chain(&filter).any(beyond) {
        return plan_err!("a plan's bytes hold a scan of a column that is not there");
    }
    if config.statistics().column_statistics.len() != width {
        return plan_err!("a plan's bytes hold a scan whose statistics are of other columns");
    }
    config.file_groups.iter().flat_map(FileGroup::iter).try_for_each(|file| check_file(file, table))
}

fn check_file(file: &PartitionedFile, table: &TableSchema) -> Result<()> {
    let wrong = |what: &str| plan_err!("a plan's bytes hold the file {} with {what}", file.object_meta.location);
    let keys = table.table_partition_cols();
    let types = file.partition_values.iter().map(ScalarValue::data_type);
    if keys.len() != file.partition_values.len() || !types.eq(keys.iter().map(|key| key.data_type().clone())) {
        return wrong("other values than those of the partition's keys");
    }
    if file.range.as_ref().is_some_and(|range| range.start < 0 || range.end < range.start) {
        return wrong("a range that is none");
    }
    match &file.statistics {
        Some(known) if known.column_statistics.len() != table.table_schema().fields().len() => {
            wrong("statistics of other columns")
        }
        _ => Ok(()),
    }
}

/// The files with the versions that they had.
fn versioned(groups: &[FileGroup], versions: &[Version]) -> Result<Vec<FileGroup>> {
    if groups.iter().map(FileGroup::len).sum::<usize>() != versions.len() {
        return plan_err!("a plan's bytes hold other versions than files");
    }
    let mut versions = versions.iter();
    let group = |group: &FileGroup| {
        let file = |(file, version): (&PartitionedFile, &Version)| {
            let mut file = file.clone();
            file.object_meta.e_tag.clone_from(&version.tag);
            file.object_meta.version.clone_from(&version.id);
            file
        };
        FileGroup::new(group.iter().zip(versions.by_ref()).map(file).collect())
    };
    Ok(groups.iter().map(group).collect())
}

/// The source that comes close to an order, if it can.
fn hinted(source: Arc<dyn FileSource>, hint: &[SortKey], table: &TableSchema) -> Result<Arc<dyn FileSource>> {
    let Some(order) = sort_order(hint, table) else { return Ok(source) };
    let order: Vec<_> = order.iter().cloned().collect();
    let nothing = EquivalenceProperties::new(Arc::clone(table.table_schema()));
    Ok(match source.try_pushdown_sort(&order, &nothing)? {
        SortOrderPushdownResult::Inexact { inner } => inner,
        SortOrderPushdownResult::Exact { .. } | SortOrderPushdownResult::Unsupported => source,
    })
}

fn sort_order(hint: &[SortKey], table: &TableSchema) -> Option<LexOrdering> {
    let schema = table.table_schema();
    let key = |key: &SortKey| {
        let expr = Arc::new(Column::new(&key.column, schema.index_of(&key.column).ok()?));
        let options = SortOptions { descending: key.descending, nulls_first: key.nulls_first };
        Some(PhysicalSortExpr { expr, options })
    };
    LexOrdering::new(hint.iter().map_while(key))
}
