//! Deep expressions in packets, for the engine's messages nest no deeper than a hundred: an expression below a certain
//! height goes into the payload of a function without arguments, and comes out when it is read.

use std::hash::Hash;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result, internal_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ExprSchemable, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use super::bytes::{Reader, Writer};
use super::functions::Functions;

/// Levels of an expression that are written as they are. Each is up to three messages.
const HEIGHT_MAX: usize = 12;

/// An expression in a packet.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Packed {
    expr: Expr,
    data_type: DataType,
    nullable: bool,
    signature: Signature,
}

impl Packed {
    fn new(expr: Expr, data_type: DataType, nullable: bool) -> Self {
        Self { expr, data_type, nullable, signature: Signature::user_defined(Volatility::Volatile) }
    }

    pub(super) fn write(&self, functions: &Functions, w: &mut Writer) -> Result<()> {
        w.bytes(&functions.encode_expr(&self.expr)?);
        w.bytes(&functions.encode_arrow_type(&self.data_type)?);
        w.flag(self.nullable);
        Ok(())
    }

    pub(super) fn read(functions: &Functions, r: &mut Reader<'_>) -> Result<Self> {
        let expr = functions.decode_expr(r.bytes()?)?;
        let data_type = functions.decode_arrow_type(r.bytes()?)?;
        Ok(Self::new(expr, data_type, r.flag()?))
    }
}

impl ScalarUDFImpl for Packed {
    fn name(&self) -> &'static str {
        "$packed"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The expression's own, for columns are called by it.
    fn schema_name(&self, _: &[Expr]) -> Result<String> {
        Ok(self.expr.schema_name().to_string())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.data_type.clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new("$packed", self.data_type.clone(), self.nullable)))
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        internal_err!("an expression was not taken out of its packet")
    }
}

/// The expression with its deep parts in packets; `schema` is what it reads.
pub(super) fn pack(expr: Expr, schema: &DFSchema) -> Result<Expr> {
    packed(expr, schema).map(|(expr, _)| expr)
}

fn packed(expr: Expr, schema: &DFSchema) -> Result<(Expr, usize)> {
    stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || {
        let mut height = 0;
        let expr = expr.map_children(|child| {
            let (child, mut high) = packed(child, schema)?;
            let child = if high >= HEIGHT_MAX && fits(&child)? {
                high = 1;
                let (data_type, nullable) = (child.get_type(schema)?, child.nullable(schema)?);
                ScalarUDF::from(Packed::new(child, data_type, nullable)).call(Vec::new())
            } else {
                child
            };
            height = height.max(high);
            Ok(Transformed::yes(child))
        })?;
        Ok((expr.data, height + 1))
    })
}

/// Whether an expression may be in a packet: steps of a plan look for some kinds in their expressions.
fn fits(expr: &Expr) -> Result<bool> {
    let sought = expr.exists(|e| {
        Ok(matches!(e, Expr::AggregateFunction(_) | Expr::WindowFunction(_) | Expr::GroupingSet(_) | Expr::Unnest(_))
            || matches!(e, Expr::ScalarSubquery(_) | Expr::Exists(_) | Expr::InSubquery(_)))
    })?;
    Ok(!sought)
}

/// The expression without packets.
pub(super) fn unpack(expr: Expr) -> Result<Transformed<Expr>> {
    expr.transform_up(|expr| {
        let packed = match &expr {
            Expr::ScalarFunction(call) => call.func.inner().downcast_ref::<Packed>().map(|p| p.expr.clone()),
            _ => None,
        };
        Ok(packed.map_or_else(|| Transformed::no(expr), Transformed::yes))
    })
}
