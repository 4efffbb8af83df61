//! Sums of whole numbers and decimals without loss, on which `sum` and `avg` stand.

use std::fmt::Debug;
use std::marker::PhantomData;

use arrow::array::ArrayRef;
use arrow::datatypes::{ArrowPrimitiveType, Decimal128Type, Int64Type};
use arrow_schema::DataType;
use boathouse_types::Result;

use crate::columns::{numbers, primitive};
use crate::engine::{Fold, Rows};

/// One more than the greatest number of 38 digits.
const DECIMAL_LIMIT: i128 = 10_i128.pow(38);

/// A decimal sum that may leave 128 bits on its way: `high` counts how often.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WideSum {
    pub(crate) count: i64,
    low: i128,
    high: i64,
}

impl WideSum {
    /// Adds a value.
    #[inline]
    pub(crate) fn add(&mut self, value: i128) {
        let (low, over) = self.low.overflowing_add(value);
        self.low = low;
        if over {
            self.high += if value < 0 { -1 } else { 1 };
        }
    }

    /// Takes a value out.
    #[inline]
    pub(crate) fn subtract(&mut self, value: i128) {
        let (low, over) = self.low.overflowing_sub(value);
        self.low = low;
        if over {
            self.high += if value < 0 { 1 } else { -1 };
        }
    }

    /// The sum when it has at most 38 digits.
    pub(crate) fn decimal(&self) -> Option<i128> {
        (self.high == 0 && -DECIMAL_LIMIT < self.low && self.low < DECIMAL_LIMIT).then_some(self.low)
    }

    /// The sum in 256 bits.
    pub(crate) fn wide(&self) -> arrow::datatypes::i256 {
        use arrow::datatypes::i256;
        let step = i256::from_parts(0, 1);
        i256::from_i128(self.low).wrapping_add(step.wrapping_mul(i256::from_i128(i128::from(self.high))))
    }

    /// The columns of saved sums.
    pub(crate) fn types() -> Vec<DataType> {
        vec![DataType::Int64, DataType::Decimal128(38, 0), DataType::Int64]
    }

    /// Saves sums.
    pub(crate) fn save(states: &[Self]) -> Vec<ArrayRef> {
        vec![
            numbers::<Int64Type>(&DataType::Int64, states.iter().map(|s| Some(s.count))),
            numbers::<Decimal128Type>(&DataType::Decimal128(38, 0), states.iter().map(|s| Some(s.low))),
            numbers::<Int64Type>(&DataType::Int64, states.iter().map(|s| Some(s.high))),
        ]
    }

    /// Adds saved sums.
    pub(crate) fn merge(saved: &[ArrayRef], mut rows: Rows<'_, Self>) -> Result<()> {
        let counts = primitive::<Int64Type>(saved, 0)?;
        let lows = primitive::<Decimal128Type>(saved, 1)?;
        let highs = primitive::<Int64Type>(saved, 2)?;
        rows.each_valid(counts, |state, row| {
            state.count += counts.value(row);
            state.add(lows.value(row));
            state.high += highs.value(row);
            Ok(())
        })
    }
}

/// What is made of the sums at the end.
pub(super) trait WideResult: Debug + Send + Sync + 'static {
    /// The column of results.
    ///
    /// # Errors
    /// When a result does not fit its type.
    fn finish(&self, states: &[WideSum]) -> Result<ArrayRef>;
}

/// Sums a column of `T`.
#[derive(Debug)]
pub(super) struct WideFold<T, R> {
    result: R,
    input: PhantomData<T>,
}

impl<T, R> WideFold<T, R> {
    pub(super) fn new(result: R) -> Self {
        Self { result, input: PhantomData }
    }
}

impl<T, R> Fold for WideFold<T, R>
where
    T: ArrowPrimitiveType + Debug + Send + Sync,
    T::Native: Into<i128>,
    R: WideResult,
{
    type State = WideSum;
    const RETRACTS: bool = true;

    fn start(&self) -> WideSum {
        WideSum::default()
    }

    fn state_types(&self) -> Vec<DataType> {
        WideSum::types()
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, WideSum>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            state.count += 1;
            state.add(values.value(row).into());
            Ok(())
        })
    }

    fn retract(&self, values: &[ArrayRef], mut rows: Rows<'_, WideSum>) -> Result<()> {
        let values = primitive::<T>(values, 0)?;
        rows.each_valid(values, |state, row| {
            state.count -= 1;
            state.subtract(values.value(row).into());
            Ok(())
        })
    }

    fn save(&self, states: &[WideSum]) -> Result<Vec<ArrayRef>> {
        Ok(WideSum::save(states))
    }

    fn merge(&self, saved: &[ArrayRef], rows: Rows<'_, WideSum>) -> Result<()> {
        WideSum::merge(saved, rows)
    }

    fn finish(&self, states: &[WideSum]) -> Result<ArrayRef> {
        self.result.finish(states)
    }
}
