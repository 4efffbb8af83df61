//! Which files can have rows for a query, by what their footers say of the columns it asks for.
//!
//! DataFusion asks the same of each file when it opens it. Here that is asked once for all files of a kind, and those
//! that have nothing are not opened at all: of ten thousand small files, opening takes longer than everything else.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow_schema::{Schema, SchemaRef};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::simplifier::PhysicalExprSimplifier;
use datafusion::physical_expr_adapter::PhysicalExprAdapterFactory;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectMeta;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::basic::Type as PhysicalType;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::schema::types::SchemaDescriptor;

use super::adapter::LakeExprAdapterFactory;
use super::check::check_file;
use super::{Footers, ParquetColumns};
use crate::Result;

/// Footers read at the same time.
const READS_MAX: usize = 32;
/// Kinds of files that are told apart; files of more are all read.
const KINDS_MAX: usize = 64;

impl Footers {
    /// The footers of objects, in their order.
    pub(crate) async fn all(&self, objects: &[ObjectMeta]) -> Result<Vec<Arc<ParquetMetaData>>> {
        let reads: Vec<_> = objects.iter().map(|object| self.get(object)).collect();
        stream::iter(reads).buffered(READS_MAX).try_collect().await
    }
}

/// Which of the files can have rows for which a condition over the table's columns is true.
pub(crate) fn wanted(
    footers: &[Arc<ParquetMetaData>],
    condition: &Arc<dyn PhysicalExpr>,
    columns: &Arc<ParquetColumns>,
    table: &SchemaRef,
) -> Vec<bool> {
    let mut wanted = vec![true; footers.len()];
    for files in kinds(footers) {
        let of_kind: Vec<&ParquetMetaData> = files.iter().map(|file| footers[*file].as_ref()).collect();
        // Where footers are damaged the decoder may panic. Those files are opened, where that becomes an error.
        let found = AssertUnwindSafe(|| wanted_of_kind(&of_kind, condition, columns, table));
        let Some(found) = catch_unwind(found).ok().flatten() else { continue };
        for (file, found) in files.into_iter().zip(found) {
            wanted[file] = found;
        }
    }
    wanted
}

/// Files with the same columns.
fn kinds(footers: &[Arc<ParquetMetaData>]) -> Vec<Vec<usize>> {
    let columns = |file: usize| footers[file].file_metadata().schema_descr().root_schema();
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    for file in 0..footers.len() {
        match kinds.iter().position(|kind| columns(kind[0]) == columns(file)) {
            Some(kind) => kinds[kind].push(file),
            None if kinds.len() < KINDS_MAX => kinds.push(vec![file]),
            None => {}
        }
    }
    kinds
}

/// The same of files of one kind; `None` when that cannot be told without opening them.
fn wanted_of_kind(
    footers: &[&ParquetMetaData],
    condition: &Arc<dyn PhysicalExpr>,
    columns: &Arc<ParquetColumns>,
    table: &SchemaRef,
) -> Option<Vec<bool>> {
    let first = footers.first()?.file_metadata();
    let parquet = first.schema_descr();
    // Those are read as other timestamps than they are.
    if parquet.columns().iter().any(|column| column.physical_type() == PhysicalType::INT96) {
        return None;
    }
    // What cannot be read is to be an error, whatever else is in it.
    check_file(columns, footers.first()?, "").ok()?;
    let schema = Arc::new(parquet_to_arrow_schema(parquet, first.key_value_metadata()).ok()?);
    let adapter = LakeExprAdapterFactory(Arc::clone(columns)).create(Arc::clone(table), Arc::clone(&schema)).ok()?;
    let condition = adapter.rewrite(Arc::clone(condition)).ok()?;
    let condition = PhysicalExprSimplifier::new(&schema).simplify(condition).ok()?;
    let condition = PruningPredicateBuilder::new().with_file_schema(Arc::clone(&schema)).try_build(condition).ok()?;
    if condition.always_true() {
        return None;
    }
    let groups: Vec<_> = footers.iter().flat_map(|footer| footer.row_groups()).collect();
    let mut kept = condition.prune(&RowGroups { groups, schema: &schema, parquet }).ok()?.into_iter();
    Some(footers.iter().map(|footer| kept.by_ref().take(footer.num_row_groups()).fold(false, |a, b| a | b)).collect())
}

/// What footers say of row groups.
struct RowGroups<'a> {
    groups: Vec<&'a RowGroupMetaData>,
    schema: &'a Schema,
    parquet: &'a SchemaDescriptor,
}

impl RowGroups<'_> {
    fn of(&self, column: &Column) -> Option<StatisticsConverter<'_>> {
        let converter = StatisticsConverter::try_new(&column.name, self.schema, self.parquet).ok()?;
        // A count that is missing is not known.
        Some(converter.with_missing_null_counts_as_zero(false))
    }
}

impl PruningStatistics for RowGroups<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.of(column)?.row_group_mins(self.groups.iter().copied()).ok()
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.of(column)?.row_group_maxes(self.groups.iter().copied()).ok()
    }

    fn num_containers(&self) -> usize {
        self.groups.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let counts = self.of(column)?.row_group_null_counts(self.groups.iter().copied()).ok()?;
        Some(Arc::new(counts))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let counts = self.groups.iter().map(|group| u64::try_from(group.num_rows()).ok());
        Some(Arc::new(counts.collect::<UInt64Array>()))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
