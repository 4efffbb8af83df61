//! `sum`: checked, as Trino's.

use std::fmt::Debug;
use std::marker::PhantomData;

use arrow::array::ArrayRef;
use arrow::datatypes::{
    ArrowPrimitiveType, Decimal64Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int64Type,
    IntervalYearMonthType,
};
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::{Result, TrinoError, Type};

use super::wide::{WideFold, WideResult, WideSum};
use crate::columns::{numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const SUM: Aggregate = Aggregate {
    name: "sum",
    aliases: &[],
    category: Category::Aggregate,
    description: "Sum of the values.",
    examples: &[
        Example { sql: "SELECT sum(x) FROM (VALUES 1, 2, NULL) t(x)", result: "3" },
        Example { sql: "SELECT sum(x) FROM (VALUES DECIMAL '1.5', DECIMAL '2.5') t(x)", result: "4.0" },
    ],
    overloads: &[
        AggregateOverload {
            signature: "sum(bigint) -> bigint",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("sum", b, Folding::body(WholeSum::<Int64Type>::of(&b.returns)))),
        },
        AggregateOverload {
            signature: "sum(decimal(p,s)) -> decimal(38,s)",
            returns: None,
            function: |b| {
                let sum = DecimalSum { returns: b.returns.to_arrow() };
                let body = if b.argument(0)?.is_short_decimal() {
                    Folding::body(WideFold::<Decimal64Type, _>::new(sum))
                } else {
                    Folding::body(WideFold::<Decimal128Type, _>::new(sum))
                };
                Ok(TrinoAggregate::of_body("sum", b, body))
            },
        },
        AggregateOverload {
            signature: "sum(double) -> double",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("sum", b, Folding::body(FloatSum::<Float64Type>(PhantomData)))),
        },
        AggregateOverload {
            signature: "sum(real) -> real",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("sum", b, Folding::body(FloatSum::<Float32Type>(PhantomData)))),
        },
        AggregateOverload {
            signature: "sum(interval day to second) -> interval day to second",
            returns: None,
            function: |b| {
                let fold = WholeSum::<DurationMillisecondType>::of(&b.returns);
                Ok(TrinoAggregate::of_body("sum", b, Folding::body(fold)))
            },
        },
        AggregateOverload {
            signature: "sum(interval year to month) -> interval year to month",
            returns: None,
            function: |b| {
                let fold = WholeSum::<IntervalYearMonthType>::of(&b.returns);
                Ok(TrinoAggregate::of_body("sum", b, Folding::body(fold)))
            },
        },
    ],
    order_sensitive: false,
};

/// Adds bigints as Trino's `+` does.
pub(crate) fn checked_add(left: i64, right: i64) -> Result<i64> {
    left.checked_add(right)
        .ok_or_else(|| TrinoError::out_of_range(format!("bigint addition overflow: {left} + {right}")))
}

/// Whole numbers in 64 bits: how many values went in, and their sum.
#[derive(Debug)]
struct WholeSum<T> {
    returns: DataType,
    input: PhantomData<T>,
}

impl<T> WholeSum<T> {
    fn of(returns: &Type) -> Self {
        Self { returns: returns.to_arrow(), input: PhantomData }
    }
}

impl<T> Fold for WholeSum<T>
where
    T: ArrowPrimitiveType + Debug + Send + Sync,
    T::Native: Into<i64> + TryFrom<i64>,
{
    type State = (i64, i64);
    const RETRACTS: bool = true;

    fn start(&self) -> Self::State {
        (0, 0)
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Int64, DataType::Int64]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            *state = (state.0 + 1, checked_add(state.1, values.value(row).into())?);
            Ok(())
        })
    }

    fn retract(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            let (left, right) = (state.1, values.value(row).into());
            let text = || TrinoError::out_of_range(format!("bigint subtraction overflow: {left} - {right}"));
            *state = (state.0 - 1, left.checked_sub(right).ok_or_else(text)?);
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        let counts = states.iter().map(|s| Some(s.0));
        let sums = states.iter().map(|s| Some(s.1));
        Ok(vec![numbers::<Int64Type>(&DataType::Int64, counts), numbers::<Int64Type>(&DataType::Int64, sums)])
    }

    fn merge(&self, saved: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let (counts, sums) = (primitive::<Int64Type>(saved, 0)?, primitive::<Int64Type>(saved, 1)?);
        rows.each_valid(counts, |state, row| {
            *state = (state.0 + counts.value(row), checked_add(state.1, sums.value(row))?);
            Ok(())
        })
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        let narrow = |sum: i64| {
            T::Native::try_from(sum).map_err(|_| TrinoError::out_of_range(format!("integer overflow: {sum}")))
        };
        let sums = states.iter().map(|s| if s.0 == 0 { Ok(None) } else { narrow(s.1).map(Some) });
        Ok(numbers::<T>(&self.returns, sums.collect::<Result<Vec<_>>>()?))
    }
}

/// Reals and doubles, summed as doubles.
#[derive(Debug)]
struct FloatSum<T>(PhantomData<T>);

impl<T> Fold for FloatSum<T>
where
    T: ArrowPrimitiveType + Debug + Send + Sync,
    T::Native: Into<f64> + FromDouble,
{
    type State = Option<f64>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Float64]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            *state = Some(state.unwrap_or(0.0) + values.value(row).into());
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok(vec![numbers::<Float64Type>(&DataType::Float64, states.iter().copied())])
    }

    fn merge(&self, saved: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let sums = primitive::<Float64Type>(saved, 0)?;
        rows.each_valid(sums, |state, row| {
            *state = Some(state.unwrap_or(0.0) + sums.value(row));
            Ok(())
        })
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        Ok(numbers::<T>(&T::DATA_TYPE, states.iter().map(|s| s.map(T::Native::from_double))))
    }
}

/// Numbers a double is narrowed to.
pub(crate) trait FromDouble {
    /// The nearest one.
    fn from_double(value: f64) -> Self;
}

impl FromDouble for f64 {
    fn from_double(value: f64) -> Self {
        value
    }
}

impl FromDouble for f32 {
    fn from_double(value: f64) -> Self {
        value as Self
    }
}

#[derive(Debug)]
struct DecimalSum {
    returns: DataType,
}

impl WideResult for DecimalSum {
    fn finish(&self, states: &[WideSum]) -> Result<ArrayRef> {
        let sums = states.iter().map(|state| {
            if state.count == 0 {
                return Ok(None);
            }
            state.decimal().map(Some).ok_or_else(|| TrinoError::out_of_range("Decimal overflow"))
        });
        Ok(numbers::<Decimal128Type>(&self.returns, sums.collect::<Result<Vec<_>>>()?))
    }
}
