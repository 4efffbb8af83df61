//! `avg`.

use std::fmt::Debug;
use std::marker::PhantomData;

use arrow::array::ArrayRef;
use arrow::datatypes::{
    ArrowPrimitiveType, Decimal64Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int64Type,
    IntervalYearMonthType, i256,
};
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::{Result, TrinoError};

use super::sum::FromDouble;
use super::wide::{WideFold, WideResult, WideSum};
use crate::columns::{numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const AVG: Aggregate = Aggregate {
    name: "avg",
    aliases: &[],
    category: Category::Aggregate,
    description: "Arithmetic mean of the values.",
    examples: &[
        Example { sql: "SELECT avg(x) FROM (VALUES 1, 2, NULL) t(x)", result: "1.5" },
        Example { sql: "SELECT avg(x) FROM (VALUES DECIMAL '0.1', DECIMAL '0.2') t(x)", result: "0.2" },
    ],
    overloads: &[
        AggregateOverload {
            signature: "avg(bigint) -> double",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("avg", b, Folding::body(whole::<Int64Type>()))),
        },
        AggregateOverload {
            signature: "avg(decimal(p,s)) -> decimal(p,s)",
            returns: None,
            function: |b| {
                let returns = b.returns.to_arrow();
                let body = if b.argument(0)?.is_short_decimal() {
                    Folding::body(decimals::<Decimal64Type>(returns))
                } else {
                    Folding::body(decimals::<Decimal128Type>(returns))
                };
                Ok(TrinoAggregate::of_body("avg", b, body))
            },
        },
        AggregateOverload {
            signature: "avg(double) -> double",
            returns: None,
            function: |b| {
                Ok(TrinoAggregate::of_body("avg", b, Folding::body(FloatAverage::<Float64Type>(PhantomData))))
            },
        },
        AggregateOverload {
            signature: "avg(real) -> real",
            returns: None,
            function: |b| {
                Ok(TrinoAggregate::of_body("avg", b, Folding::body(FloatAverage::<Float32Type>(PhantomData))))
            },
        },
        AggregateOverload {
            signature: "avg(interval day to second) -> interval day to second",
            returns: None,
            function: |b| {
                let fold = whole::<DurationMillisecondType>();
                Ok(TrinoAggregate::of_body("avg", b, Folding::body(fold)))
            },
        },
        AggregateOverload {
            signature: "avg(interval year to month) -> interval year to month",
            returns: None,
            function: |b| {
                let fold = whole::<IntervalYearMonthType>();
                Ok(TrinoAggregate::of_body("avg", b, Folding::body(fold)))
            },
        },
    ],
    order_sensitive: false,
};

/// What the mean of whole numbers is held as.
trait Mean: ArrowPrimitiveType {
    /// The column of results.
    fn means(means: Vec<Option<f64>>) -> ArrayRef;
}

impl Mean for Int64Type {
    fn means(means: Vec<Option<f64>>) -> ArrayRef {
        numbers::<Float64Type>(&DataType::Float64, means)
    }
}

impl Mean for DurationMillisecondType {
    fn means(means: Vec<Option<f64>>) -> ArrayRef {
        let rounded = means.into_iter().map(|m| m.map(|m| (m + 0.5).floor() as i64));
        numbers::<Self>(&Self::DATA_TYPE, rounded)
    }
}

impl Mean for IntervalYearMonthType {
    fn means(means: Vec<Option<f64>>) -> ArrayRef {
        let rounded = means.into_iter().map(|m| m.map(|m| (m + 0.5).floor() as i32));
        numbers::<Self>(&Self::DATA_TYPE, rounded)
    }
}

/// The mean of whole numbers, a double.
#[derive(Debug)]
struct WholeMean<T>(PhantomData<T>);

impl<T: Mean + Debug + Send + Sync> WideResult for WholeMean<T> {
    fn finish(&self, states: &[WideSum]) -> Result<ArrayRef> {
        let mean = |s: &WideSum| s.decimal().filter(|_| s.count > 0).map(|sum| sum as f64 / s.count as f64);
        Ok(T::means(states.iter().map(mean).collect()))
    }
}

/// Averages a column of whole numbers.
fn whole<T>() -> WideFold<T, WholeMean<T>> {
    WideFold::new(WholeMean(PhantomData))
}

/// Reals and doubles, summed as doubles.
#[derive(Debug)]
struct FloatAverage<T>(PhantomData<T>);

impl<T> Fold for FloatAverage<T>
where
    T: ArrowPrimitiveType + Debug + Send + Sync,
    T::Native: Into<f64> + FromDouble,
{
    type State = (i64, f64);

    fn start(&self) -> Self::State {
        (0, 0.0)
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Int64, DataType::Float64]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            *state = (state.0 + 1, state.1 + values.value(row).into());
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok(vec![
            numbers::<Int64Type>(&DataType::Int64, states.iter().map(|s| Some(s.0))),
            numbers::<Float64Type>(&DataType::Float64, states.iter().map(|s| Some(s.1))),
        ])
    }

    fn merge(&self, saved: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let (counts, sums) = (primitive::<Int64Type>(saved, 0)?, primitive::<Float64Type>(saved, 1)?);
        rows.each_valid(counts, |state, row| {
            *state = (state.0 + counts.value(row), state.1 + sums.value(row));
            Ok(())
        })
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        let mean = |s: &(i64, f64)| (s.0 > 0).then(|| T::Native::from_double(s.1 / s.0 as f64));
        Ok(numbers::<T>(&T::DATA_TYPE, states.iter().map(mean)))
    }
}

/// The mean of decimals, of their own type.
#[derive(Debug)]
struct DecimalMean<T> {
    returns: DataType,
    held: PhantomData<T>,
}

impl<T> WideResult for DecimalMean<T>
where
    T: ArrowPrimitiveType + Debug + Send + Sync,
    T::Native: TryFrom<i128>,
{
    fn finish(&self, states: &[WideSum]) -> Result<ArrayRef> {
        let means = states.iter().map(|state| {
            if state.count == 0 {
                return Ok(None);
            }
            let mean = divide_half_up(state.wide(), state.count);
            let mean = mean.to_i128().and_then(|m| T::Native::try_from(m).ok());
            mean.map(Some).ok_or_else(|| TrinoError::out_of_range("Decimal overflow"))
        });
        Ok(numbers::<T>(&self.returns, means.collect::<Result<Vec<_>>>()?))
    }
}

/// Averages a column of decimals.
fn decimals<T>(returns: DataType) -> WideFold<T, DecimalMean<T>> {
    WideFold::new(DecimalMean { returns, held: PhantomData })
}

/// The quotient, halves rounded away from zero.
fn divide_half_up(sum: i256, count: i64) -> i256 {
    let count = i256::from_i128(i128::from(count));
    let (quotient, rest) = (sum.wrapping_div(count), sum.wrapping_rem(count));
    let twice = rest.wrapping_abs().wrapping_mul(i256::from_i128(2));
    if twice < count {
        quotient
    } else if sum < i256::ZERO {
        quotient.wrapping_sub(i256::ONE)
    } else {
        quotient.wrapping_add(i256::ONE)
    }
}
