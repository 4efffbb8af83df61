//! Expressions over the table's columns to expressions over a file's.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, SchemaRef};
use boathouse_schema::{HiveType, to_arrow};
use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result as EngineResult;
use datafusion::physical_expr::expressions::{CastExpr, Column, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_expr_adapter::{PhysicalExprAdapter, PhysicalExprAdapterFactory};

use super::cast::AdaptExpr;
use super::check::{incompatible, is_readable};
use super::schema::{logical, uri_of};
use super::values::need_a_look;
use super::{ParquetColumn, ParquetColumns};

/// Matches columns as the SerDe does: by name without regard to case, or by position; a column the file
/// does not have is NULL, one of a narrower type is widened.
#[derive(Debug)]
pub(crate) struct LakeExprAdapterFactory(pub(crate) Arc<ParquetColumns>);

impl PhysicalExprAdapterFactory for LakeExprAdapterFactory {
    fn create(&self, table: SchemaRef, file: SchemaRef) -> EngineResult<Arc<dyn PhysicalExprAdapter>> {
        Ok(Arc::new(LakeExprAdapter { columns: Arc::clone(&self.0), table, file }))
    }
}

#[derive(Debug)]
struct LakeExprAdapter {
    columns: Arc<ParquetColumns>,
    table: SchemaRef,
    file: SchemaRef,
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It is asked of the bounds of row groups and pages, which is done through plain casts only.
    Condition,
    /// Its values are a query's.
    Values,
}

impl Use {
    /// DataFusion hands conditions to the adapter as it hands it columns. A condition that is one of the query's values
    /// is one that is evaluated on values nobody has looked at: wrong for a damaged file, as any damage within
    /// a value is, and nothing else.
    fn of(expr: &Arc<dyn PhysicalExpr>, table: &SchemaRef) -> Self {
        let is_value = expr.downcast_ref::<Column>().is_some() || expr.downcast_ref::<ScalarFunctionExpr>().is_some();
        match expr.data_type(table) {
            Ok(DataType::Boolean) if !is_value => Self::Condition,
            _ => Self::Values,
        }
    }
}

impl PhysicalExprAdapter for LakeExprAdapter {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> EngineResult<Arc<dyn PhysicalExpr>> {
        let used = Use::of(&expr, &self.table);
        // Going down and jumping over what was replaced: a replacement holds a column of the file, which
        // must not be taken for one of the table.
        expr.transform_up(|expr| match expr.downcast_ref::<Column>() {
            Some(column) => Ok(Transformed::yes(self.column(column, used)?)),
            None => Ok(Transformed::no(expr)),
        })
        .data()
    }
}

impl LakeExprAdapter {
    fn column(&self, column: &Column, used: Use) -> EngineResult<Arc<dyn PhysicalExpr>> {
        let index = self.table.index_of(column.name())?;
        let wanted = Arc::clone(&self.table.fields()[index]);
        let Some(source) = self.columns.columns.get(index) else { return null(wanted.data_type()) };
        let names = self.file.fields().iter().map(|field| field.name().as_str());
        let Some(position) = self.columns.find(source, names) else { return null(wanted.data_type()) };
        let found = Arc::clone(&self.file.fields()[position]);
        let held = logical(&found);
        let uri = uri_of(&self.file);
        if !is_readable(held.data_type(), &source.hive) {
            return Err(incompatible(&source.name, held.data_type(), &source.hive, uri).into());
        }
        let input: Arc<dyn PhysicalExpr> = Arc::new(Column::new(found.name(), position));
        let is_plain = match used {
            Use::Values => !need_a_look(held.data_type(), &source.hive),
            Use::Condition => has_bounds(found.data_type(), &source.hive),
        };
        if is_plain {
            return cast(input, found.data_type(), source, &wanted);
        }
        let declared = source.hive.clone();
        Ok(Arc::new(AdaptExpr { input, source: found, declared, target: wanted, uri: uri.into() }))
    }
}

/// `input` as the partition's type and then as the table's.
fn cast(
    input: Arc<dyn PhysicalExpr>,
    found: &DataType,
    source: &ParquetColumn,
    wanted: &FieldRef,
) -> EngineResult<Arc<dyn PhysicalExpr>> {
    let declared = to_arrow(&source.hive).map_err(crate::Error::from)?;
    let mut expr = input;
    for (from, to) in [(found, &declared), (&declared, wanted.data_type())] {
        if from != to {
            let field = Arc::new(wanted.as_ref().clone().with_data_type(to.clone()));
            expr = Arc::new(CastExpr::new_with_target_field(expr, field, None));
        }
    }
    Ok(expr)
}

/// Whether bounds of a file's type are bounds of the column's values: those of text that is cut are not.
fn has_bounds(found: &DataType, hive: &HiveType) -> bool {
    let is_bytes =
        matches!(found, DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_));
    let is_cut = matches!(hive, HiveType::Varchar(_) | HiveType::Char(_));
    !hive.is_nested() && !is_cut && (!is_bytes || *hive == HiveType::Binary)
}

fn null(data_type: &DataType) -> EngineResult<Arc<dyn PhysicalExpr>> {
    Ok(Arc::new(Literal::new(ScalarValue::try_from(data_type)?)))
}
