//! `min`, `max`.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{ArrowPrimitiveType, Float32Type, Float64Type};
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example};
use boathouse_types::{Result, Type};
use datafusion::functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion::logical_expr::AggregateUDF;

use super::extreme::Extreme;
use super::extreme_n::LeastN;
use crate::columns::{numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const MIN: Aggregate = Aggregate {
    name: "min",
    aliases: &[],
    category: Category::Aggregate,
    description: "The least value, or the n least ones.",
    examples: &[
        Example { sql: "SELECT min(x) FROM (VALUES 2, 1, NULL) t(x)", result: "1" },
        Example { sql: "SELECT min(x, 2) FROM (VALUES 3, 2, 1) t(x)", result: "[1, 2]" },
    ],
    overloads: &[
        AggregateOverload {
            signature: "<T: orderable> min(T) -> T",
            returns: None,
            function: |bound| one("min", bound, false),
        },
        AggregateOverload {
            signature: "<T: orderable> min(T, bigint) -> array(T)",
            returns: None,
            function: |bound| Ok(TrinoAggregate::of_rows("min", bound, LeastN::of("min", bound, false)?)),
        },
    ],
    order_sensitive: false,
};

pub(crate) const MAX: Aggregate = Aggregate {
    name: "max",
    aliases: &[],
    category: Category::Aggregate,
    description: "The greatest value, or the n greatest ones.",
    examples: &[
        Example { sql: "SELECT max(x) FROM (VALUES 2, 1, NULL) t(x)", result: "2" },
        Example { sql: "SELECT max(x, 2) FROM (VALUES 3, 2, 1) t(x)", result: "[3, 2]" },
    ],
    overloads: &[
        AggregateOverload {
            signature: "<T: orderable> max(T) -> T",
            returns: None,
            function: |bound| one("max", bound, true),
        },
        AggregateOverload {
            signature: "<T: orderable> max(T, bigint) -> array(T)",
            returns: None,
            function: |bound| Ok(TrinoAggregate::of_rows("max", bound, LeastN::of("max", bound, true)?)),
        },
    ],
    order_sensitive: false,
};

/// Types whose values the engine compares as Trino does.
fn is_plain(data_type: &Type) -> bool {
    data_type.is_integer()
        || matches!(
            data_type,
            Type::Decimal { .. }
                | Type::Varchar(_)
                | Type::Char(_)
                | Type::Varbinary
                | Type::Date
                | Type::Time(_)
                | Type::Timestamp(_)
                | Type::IntervalDayToSecond
        )
}

fn one(name: &'static str, bound: &Bound, greatest: bool) -> Result<Arc<AggregateUDF>> {
    let body = match bound.argument(0)? {
        plain if is_plain(plain) => return Ok(if greatest { max_udaf() } else { min_udaf() }),
        Type::Double => Folding::body(FloatExtreme::<Float64Type> { greatest, input: PhantomData }),
        Type::Real => Folding::body(FloatExtreme::<Float32Type> { greatest, input: PhantomData }),
        _ => Folding::body(Extreme::of(bound, greatest)?),
    };
    Ok(TrinoAggregate::of_body(name, bound, body))
}

/// The least or greatest number; NaN only where there is no number.
#[derive(Debug)]
struct FloatExtreme<T> {
    greatest: bool,
    input: PhantomData<T>,
}

impl<T> Fold for FloatExtreme<T>
where
    T: ArrowPrimitiveType + Debug + Send + Sync,
    T::Native: Into<f64>,
{
    type State = Option<T::Native>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![T::DATA_TYPE]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            let value = values.value(row);
            let better = state.is_none_or(|best| {
                let (best, value): (f64, f64) = (best.into(), value.into());
                best.is_nan() || if self.greatest { value > best } else { value < best }
            });
            if better {
                *state = Some(value);
            }
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.finish(states)?])
    }

    fn merge(&self, saved: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()> {
        self.update(saved, rows)
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        Ok(numbers::<T>(&T::DATA_TYPE, states.iter().copied()))
    }
}
