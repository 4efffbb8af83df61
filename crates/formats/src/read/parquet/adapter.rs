//! Expressions over the table's columns to expressions over a file's.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, SchemaRef};
use boathouse_schema::to_arrow;
use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result as EngineResult;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{CastExpr, Column, Literal};
use datafusion::physical_expr_adapter::{PhysicalExprAdapter, PhysicalExprAdapterFactory};

use super::cast::AdaptExpr;
use super::check::{incompatible, is_readable};
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

impl PhysicalExprAdapter for LakeExprAdapter {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> EngineResult<Arc<dyn PhysicalExpr>> {
        // Going down and jumping over what was replaced: a replacement holds a column of the file, which
        // must not be taken for one of the table.
        expr.transform_up(|expr| match expr.downcast_ref::<Column>() {
            Some(column) => Ok(Transformed::yes(self.column(column)?)),
            None => Ok(Transformed::no(expr)),
        })
        .data()
    }
}

impl LakeExprAdapter {
    fn column(&self, column: &Column) -> EngineResult<Arc<dyn PhysicalExpr>> {
        let index = self.table.index_of(column.name())?;
        let wanted = Arc::clone(&self.table.fields()[index]);
        let Some(source) = self.columns.columns.get(index) else { return null(wanted.data_type()) };
        let names = self.file.fields().iter().map(|field| field.name().as_str());
        let Some(position) = self.columns.find(source, names) else { return null(wanted.data_type()) };
        let found = self.file.field(position);
        let input: Arc<dyn PhysicalExpr> = Arc::new(Column::new(found.name(), position));
        if found.data_type() == wanted.data_type() {
            return Ok(input);
        }
        if !is_readable(found.data_type(), &source.hive) {
            return Err(incompatible(&source.name, found.data_type(), &source.hive, "").into());
        }
        cast(input, found.data_type(), source, &wanted)
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
        if from == to {
            continue;
        }
        // Row group pruning sees through plain casts, so only what they cannot do is done otherwise.
        let field = Arc::new(wanted.as_ref().clone().with_data_type(to.clone()));
        expr = if needs_adapting(from, to) {
            Arc::new(AdaptExpr::new(expr, field))
        } else {
            Arc::new(CastExpr::new_with_target_field(expr, field, None))
        };
    }
    Ok(expr)
}

fn needs_adapting(from: &DataType, to: &DataType) -> bool {
    to.is_nested()
        || matches!(
            (from, to),
            (
                DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_),
                DataType::Utf8View
            )
        )
}

fn null(data_type: &DataType) -> EngineResult<Arc<dyn PhysicalExpr>> {
    Ok(Arc::new(Literal::new(ScalarValue::try_from(data_type)?)))
}
