//! The value of the row with the least or greatest key: `min_by`, `max_by`, and `min`, `max` of types whose
//! values do not compare as they are held.

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::{Float32Type, Float64Type};
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example, row_keys};
use boathouse_types::{Result, Type};
use datafusion::common::ScalarValue;

use super::extreme_n::LeastN;
use crate::columns::{column, scalar, scalars};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const MIN_BY: Aggregate = Aggregate {
    name: "min_by",
    aliases: &[],
    category: Category::Aggregate,
    description: "The value of the row with the least key, or of the n rows with the least keys.",
    examples: &[Example { sql: "SELECT min_by(x, y) FROM (VALUES ('a', 2), ('b', 1)) t(x, y)", result: "b" }],
    overloads: &[
        AggregateOverload {
            signature: "<V, K: orderable> min_by(V, K) -> V",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("min_by", b, Folding::body(Extreme::by(b, false)?))),
        },
        AggregateOverload {
            signature: "<V, K: orderable> min_by(V, K, bigint) -> array(V)",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_rows("min_by", b, LeastN::by("min_by", b, false)?)),
        },
    ],
    order_sensitive: false,
};

pub(crate) const MAX_BY: Aggregate = Aggregate {
    name: "max_by",
    aliases: &[],
    category: Category::Aggregate,
    description: "The value of the row with the greatest key, or of the n rows with the greatest keys.",
    examples: &[Example { sql: "SELECT max_by(x, y) FROM (VALUES ('a', 2), ('b', 1)) t(x, y)", result: "a" }],
    overloads: &[
        AggregateOverload {
            signature: "<V, K: orderable> max_by(V, K) -> V",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("max_by", b, Folding::body(Extreme::by(b, true)?))),
        },
        AggregateOverload {
            signature: "<V, K: orderable> max_by(V, K, bigint) -> array(V)",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_rows("max_by", b, LeastN::by("max_by", b, true)?)),
        },
    ],
    order_sensitive: false,
};

/// The value at the least or greatest key.
#[derive(Debug)]
pub(crate) struct Extreme {
    key: Type,
    value: DataType,
    greatest: bool,
}

/// The best row so far.
#[derive(Debug, Clone)]
pub(crate) struct Best {
    order: Box<[u8]>,
    key: ScalarValue,
    value: Option<ScalarValue>,
    /// The row of the batch at hand the two are still to be read from.
    pending: Option<usize>,
}

impl Extreme {
    /// The least or greatest value itself.
    pub(crate) fn of(bound: &boathouse_functions::Bound, greatest: bool) -> Result<Self> {
        Ok(Self { key: bound.argument(0)?.clone(), value: bound.returns.to_arrow(), greatest })
    }

    fn by(bound: &boathouse_functions::Bound, greatest: bool) -> Result<Self> {
        Ok(Self { key: bound.argument(1)?.clone(), value: bound.returns.to_arrow(), greatest })
    }
}

/// Whether each value is NaN, for types that have it. NaN loses against every number, whichever end is wanted.
pub(crate) fn not_numbers(data_type: &Type, column: &ArrayRef) -> Option<BooleanArray> {
    match data_type {
        Type::Double => {
            let values = column.as_primitive_opt::<Float64Type>()?;
            Some(values.values().iter().map(|v| Some(v.is_nan())).collect())
        }
        Type::Real => {
            let values = column.as_primitive_opt::<Float32Type>()?;
            Some(values.values().iter().map(|v| Some(v.is_nan())).collect())
        }
        _ => None,
    }
}

impl Fold for Extreme {
    type State = Option<Best>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![self.value.clone(), self.key.to_arrow()]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let value = column(values, 0)?;
        let key = values.get(1).unwrap_or(value);
        let orders = row_keys(&self.key, key)?;
        let nan = not_numbers(&self.key, key);
        let worst: &[u8] = if self.greatest { &[] } else { &[0xFF; 16] };
        rows.each_valid(key.as_ref(), |state, row| {
            let order = match &nan {
                Some(nan) if nan.value(row) => worst,
                _ => orders.row(row).data(),
            };
            let better = state.as_ref().is_none_or(|best| match order.cmp(&best.order) {
                std::cmp::Ordering::Less => !self.greatest,
                std::cmp::Ordering::Greater => self.greatest,
                std::cmp::Ordering::Equal => false,
            });
            if better {
                *state = Some(Best { order: order.into(), key: ScalarValue::Null, value: None, pending: Some(row) });
            }
            Ok(())
        })?;
        rows.each(|state, row| {
            if let Some(best) = state
                && best.pending == Some(row)
            {
                best.key = scalar(key, row)?;
                best.value = Some(scalar(value, row)?);
                best.pending = None;
            }
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        let keys = scalars(&self.key.to_arrow(), states.iter().map(|s| s.as_ref().map(|best| &best.key)))?;
        Ok(vec![self.finish(states)?, keys])
    }

    fn merge(&self, saved: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()> {
        self.update(saved, rows)
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        scalars(&self.value, states.iter().map(|s| s.as_ref().and_then(|best| best.value.as_ref())))
    }

    fn heap(&self, state: &Self::State) -> usize {
        let value = |v: &ScalarValue| v.size();
        state.as_ref().map_or(0, |b| b.order.len() + b.key.size() + b.value.as_ref().map_or(0, value))
    }
}
