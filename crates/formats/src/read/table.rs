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

use super::hidden::{Hidden, HiddenColumn};
use super::scan::Scan;
use super::{PartitionSource, RowFormat, TableLayout, bucketing, grok, lazy_simple, loose, open_csv, partitions};
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
    hidden: Vec<HiddenColumn>,
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
        let schema = schema(&layout, &[])?;
        Ok(Self { layout: Arc::new(layout), source, schema, objects: false, links: false, hidden: Vec::new() })
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

    /// Puts behind the partition keys the columns that tell of a row's file.
    ///
    /// # Errors
    /// None for a layout that has been taken.
    pub fn with_hidden_columns(mut self) -> Result<Self> {
        self.hidden = HiddenColumn::of(&self.layout);
        self.schema = schema(&self.layout, &self.hidden)?;
        Ok(self)
    }

    /// The columns that tell of a row's file, behind all others.
    pub fn hidden_columns(&self) -> &[HiddenColumn] {
        &self.hidden
    }

    /// The layout the table was made of.
    pub fn layout(&self) -> &TableLayout {
        &self.layout
    }

    /// What a filter can be evaluated on without reading a row.
    fn grain(&self, filter: &Expr) -> Grain {
        if filter.is_volatile() || has_subquery(filter) {
            return Grain::Row;
        }
        let columns = filter.column_refs();
        columns.iter().map(|column| self.grain_of(&column.name)).max().unwrap_or(Grain::Row)
    }

    fn grain_of(&self, column: &str) -> Grain {
        if self.layout.partition_keys.iter().any(|(key, _)| key == column) {
            return Grain::Keys;
        }
        match self.hidden.iter().find(|hidden| hidden.name() == column) {
            Some(HiddenColumn::Partition) => Grain::Partition,
            Some(_) => Grain::File,
            None => Grain::Row,
        }
    }

    /// Whether a filter may say which buckets are read.
    fn may_choose_buckets(&self, filter: &Expr) -> bool {
        let Some(bucketing) = &self.layout.bucketing else { return false };
        let names = &bucketing.buckets.columns;
        filter.column_refs().iter().any(|column| names.iter().any(|name| name.eq_ignore_ascii_case(&column.name)))
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
            _ if self.grain(filter) != Grain::Row => TableProviderFilterPushDown::Exact,
            _ if self.may_choose_buckets(filter) => TableProviderFilterPushDown::Inexact,
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
        let of = |grain| filters.iter().filter(move |filter| self.grain(filter) == grain).cloned();
        let on_keys: Vec<Expr> = of(Grain::Keys).collect();
        let on_columns: Vec<Expr> = of(Grain::Row).collect();
        let found = self.source.partitions(&on_keys).await?;
        for layout in found.iter().filter_map(|partition| partition.layout.as_ref()) {
            check_columns(layout)?;
        }
        let schema = self.schema.table_schema();
        let filter_columns: Vec<usize> = filters
            .iter()
            .flat_map(Expr::column_refs)
            .filter_map(|column| schema.index_of(&column.name).ok())
            .collect();
        let first_hidden = self.layout.columns.len() + self.layout.partition_keys.len();
        let hidden = Hidden::new(&self.hidden, |index| {
            let index = first_hidden + index;
            projection.is_none_or(|indices| indices.contains(&index)) || filter_columns.contains(&index)
        })?;
        let mut typed = partitions::typed(&self.layout, found)?;
        for partition in &mut typed {
            hidden.extend(partition, &self.layout);
        }
        let constants = Arc::new(Schema::new(self.schema.table_partition_cols().clone()));
        let on_partitions: Vec<Expr> = on_keys.into_iter().chain(of(Grain::Partition)).collect();
        let kept = partitions::prune(session, &constants, typed, |typed| &typed.values, &on_partitions)?;
        let scan = Scan {
            session,
            table: &self.layout,
            schema: self.schema.clone(),
            projection,
            filter_columns,
            limit,
            objects: self.objects,
            links: self.links,
            hidden,
            buckets: bucketing::wanted(&self.layout, &on_columns)?,
            on_files: of(Grain::File).collect(),
            on_rows: on_columns,
        };
        Ok(scan.plan(kept).await?)
    }
}

/// What a filter is evaluated on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grain {
    /// The values of a partition's keys, which the source of partitions knows of.
    Keys,
    /// What is known of a partition.
    Partition,
    /// What is known of a file.
    File,
    /// The values of a row.
    Row,
}

/// Whether a filter can only be evaluated by the plan around it.
pub(super) fn has_subquery(filter: &Expr) -> bool {
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

/// The columns of a table, then what is the same for all rows of a file.
fn schema(layout: &TableLayout, hidden: &[HiddenColumn]) -> Result<TableSchema> {
    let mut constants = fields(&layout.partition_keys)?;
    constants.extend(
        hidden.iter().map(|column| -> FieldRef { Arc::new(Field::new(column.name(), column.arrow_type(), true)) }),
    );
    let columns = Arc::new(Schema::new(fields(&layout.columns)?));
    Ok(TableSchema::builder(columns).with_table_partition_cols(constants).build())
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
