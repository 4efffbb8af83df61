//! A catalog table as a DataFusion table.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_schema::{Field, FieldRef, Schema, SchemaRef};
use async_trait::async_trait;
use boathouse_schema::{HiveType, to_arrow};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNode;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result as EngineResult;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::scan::Scan;
use super::{PartitionSource, RowFormat, TableLayout, grok, lazy_simple, loose, open_csv, partitions};
use crate::{Error, Result};

/// A table whose rows are in objects, as a catalog describes it.
///
/// Its schema is the columns and then the partition keys, all nullable. The session's runtime must have
/// a store for `s3://bucket` of every location.
#[derive(Debug)]
pub struct LakeTable {
    layout: Arc<TableLayout>,
    source: Arc<dyn PartitionSource>,
    schema: TableSchema,
    objects: bool,
    links: bool,
}

impl LakeTable {
    /// A table of this layout over these partitions.
    ///
    /// # Errors
    /// [`Error::InvalidLayout`] for columns that clash, and [`Error::UnsupportedColumn`] for a type the
    /// row format cannot hold.
    pub fn new(layout: TableLayout, source: Arc<dyn PartitionSource>) -> Result<Self> {
        check_names(&layout)?;
        check_columns(&layout)?;
        let columns: Vec<FieldRef> = fields(&layout.columns)?;
        let schema = TableSchema::builder(Arc::new(Schema::new(columns)))
            .with_table_partition_cols(fields(&layout.partition_keys)?)
            .build();
        Ok(Self { layout: Arc::new(layout), source, schema, objects: false, links: false })
    }

    /// Lets a location name one object instead of a folder, when nothing is below it.
    #[must_use]
    pub fn with_object_locations(mut self) -> Self {
        self.objects = true;
        self
    }

    /// Makes the objects at locations manifests that link to data files, as [`SYMLINK_INPUT_FORMAT`](super::SYMLINK_INPUT_FORMAT) says.
    #[must_use]
    pub fn with_links(mut self) -> Self {
        self.links = true;
        self
    }

    /// The layout the table was made of.
    pub fn layout(&self) -> &TableLayout {
        &self.layout
    }

    /// Whether a filter names partition keys only, so that it can be answered without reading.
    fn is_partition_filter(&self, filter: &Expr) -> bool {
        let columns = filter.column_refs();
        !columns.is_empty()
            && !filter.is_volatile()
            && !has_subquery(filter)
            && columns.iter().all(|column| self.layout.partition_keys.iter().any(|(key, _)| *key == column.name))
    }
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> EngineResult<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| match self.layout.format {
            _ if self.is_partition_filter(filter) => TableProviderFilterPushDown::Exact,
            // The plan keeps the filter; the source gets it again from the physical optimizer.
            RowFormat::Parquet(_) | RowFormat::Orc(_) => TableProviderFilterPushDown::Inexact,
            _ => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> EngineResult<Arc<dyn ExecutionPlan>> {
        let (on_partitions, on_columns): (Vec<Expr>, Vec<Expr>) =
            filters.iter().cloned().partition(|filter| self.is_partition_filter(filter));
        let found = self.source.partitions(&on_partitions).await?;
        for layout in found.iter().filter_map(|partition| partition.layout.as_ref()) {
            check_columns(layout)?;
        }
        let typed = partitions::typed(&self.layout, found)?;
        let keys = Arc::new(Schema::new(self.schema.table_partition_cols().clone()));
        let kept = partitions::prune(session, &keys, typed, &on_partitions)?;
        let schema = self.schema.table_schema();
        let filter_columns = on_columns
            .iter()
            .flat_map(Expr::column_refs)
            .filter_map(|column| schema.index_of(&column.name).ok())
            .collect();
        let scan = Scan {
            session,
            table: &self.layout,
            schema: self.schema.clone(),
            projection,
            filter_columns,
            limit,
            objects: self.objects,
            links: self.links,
        };
        Ok(scan.plan(kept).await?)
    }
}

/// Whether a filter can only be evaluated by the plan around it.
fn has_subquery(filter: &Expr) -> bool {
    let outside = |expr: &Expr| {
        Ok(matches!(
            expr,
            Expr::ScalarSubquery(_)
                | Expr::InSubquery(_)
                | Expr::Exists(_)
                | Expr::SetComparison(_)
                | Expr::OuterReferenceColumn(..)
                | Expr::Placeholder(_)
        ))
    };
    filter.exists(outside).unwrap_or(true)
}

fn fields(columns: &[(String, HiveType)]) -> Result<Vec<FieldRef>> {
    columns.iter().map(|(name, hive)| Ok(Arc::new(Field::new(name, to_arrow(hive)?, true)))).collect()
}

/// Fails for a name that occurs twice; names differ by more than case, as in a catalog.
fn check_names(layout: &TableLayout) -> Result<()> {
    let mut names = HashSet::new();
    for (name, _) in layout.columns.iter().chain(&layout.partition_keys) {
        if !names.insert(name.to_lowercase()) {
            return Err(Error::InvalidLayout(format!("the column '{name}' is declared twice")));
        }
    }
    match layout.partition_keys.iter().find(|(_, hive)| hive.is_nested() || *hive == HiveType::Binary) {
        Some((name, hive)) => Err(Error::InvalidLayout(format!("the partition key '{name}' cannot be {hive}"))),
        None => Ok(()),
    }
}

/// Fails for a column the row format cannot hold.
fn check_columns(layout: &TableLayout) -> Result<()> {
    for (name, hive) in &layout.columns {
        to_arrow(hive)?;
        match layout.format {
            RowFormat::LazySimple(_) => lazy_simple::check_column(name, hive)?,
            RowFormat::OpenCsv(_) => open_csv::check_column(name, hive)?,
            RowFormat::Grok(_) => grok::check_column(name, hive)?,
            RowFormat::Regex(_) => loose::check_column("RegexSerDe", name, hive)?,
            RowFormat::Json(_)
            | RowFormat::Parquet(_)
            | RowFormat::Orc(_)
            | RowFormat::Avro(_)
            | RowFormat::Ion(_)
            | RowFormat::CloudTrail(_) => {}
        }
    }
    Ok(())
}
