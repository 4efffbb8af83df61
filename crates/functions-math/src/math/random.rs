//! `random`: a different number on every row.

use std::sync::Arc;

use arrow::array::{Float64Array, PrimitiveArray};
use arrow::datatypes::{ArrowPrimitiveType, Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Category, Example, Function, Kernel, kernel};
use boathouse_types::TrinoError;
use datafusion::logical_expr::ColumnarValue;

use crate::operator::overload;
use crate::vector::Operand;

pub(crate) const FUNCTION: Function = Function {
    name: "random",
    aliases: &["rand"],
    category: Category::Math,
    description: "A random number: from 0 to below 1, to below a bound, or from one bound to below another.",
    examples: &[Example { sql: "random(1)", result: "0" }, Example { sql: "random(7, 8)", result: "7" }],
    overloads: &[
        overload!("random() -> double", |_| Ok(fraction())),
        overload!("random(bigint) -> bigint", |_| Ok(below::<Int64Type>())),
        overload!("random(integer) -> integer", |_| Ok(below::<Int32Type>())),
        overload!("random(smallint) -> smallint", |_| Ok(below::<Int16Type>())),
        overload!("random(tinyint) -> tinyint", |_| Ok(below::<Int8Type>())),
        overload!("random(bigint, bigint) -> bigint", |_| Ok(between::<Int64Type>())),
        overload!("random(integer, integer) -> integer", |_| Ok(between::<Int32Type>())),
        overload!("random(smallint, smallint) -> smallint", |_| Ok(between::<Int16Type>())),
        overload!("random(tinyint, tinyint) -> tinyint", |_| Ok(between::<Int8Type>())),
    ],
    deterministic: false,
    fallible: true,
    ..Function::DEFAULT
};

fn fraction() -> Kernel {
    kernel(|call| {
        let values = (0..call.rows).map(|_| rand::random::<f64>());
        Ok(ColumnarValue::Array(Arc::new(Float64Array::from_iter_values(values))))
    })
}

/// Constant bounds too give a column: every row has its own number.
fn below<P: ArrowPrimitiveType>() -> Kernel
where
    P::Native: Into<i64> + TryFrom<i64>,
{
    kernel(|call| {
        let bounds = Operand::<P>::of(call, 0)?;
        let mut result = PrimitiveArray::<P>::builder(call.rows);
        for row in 0..call.rows {
            let value = match bounds.get(row).map(Into::into) {
                Some(bound) if bound <= 0 => return Err(TrinoError::invalid_argument("bound must be positive")),
                Some(bound) => P::Native::try_from(rand::random_range(0..bound)).ok(),
                None => None,
            };
            result.append_option(value);
        }
        Ok(ColumnarValue::Array(Arc::new(result.finish())))
    })
}

fn between<P: ArrowPrimitiveType>() -> Kernel
where
    P::Native: Into<i64> + TryFrom<i64>,
{
    kernel(|call| {
        let (starts, stops) = (Operand::<P>::of(call, 0)?, Operand::<P>::of(call, 1)?);
        let mut result = PrimitiveArray::<P>::builder(call.rows);
        for row in 0..call.rows {
            let value = match starts.get(row).map(Into::into).zip(stops.get(row).map(Into::into)) {
                Some((start, stop)) if start >= stop => {
                    return Err(TrinoError::invalid_argument("start value must be less than stop value"));
                }
                Some((start, stop)) => P::Native::try_from(rand::random_range::<i64, _>(start..stop)).ok(),
                None => None,
            };
            result.append_option(value);
        }
        Ok(ColumnarValue::Array(Arc::new(result.finish())))
    })
}
