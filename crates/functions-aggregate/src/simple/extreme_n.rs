//! `min(x, n)`, `max(x, n)`, `min_by(x, y, n)`, `max_by(x, y, n)`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, NullBufferBuilder};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::Int64Type;
use arrow_schema::Field;
use boathouse_functions::{Bound, row_keys};
use boathouse_types::{Result, TrinoError, Type};

use super::extreme::not_numbers;
use crate::columns::{column, pick, primitive};
use crate::engine::{Arranged, Finish};

/// More rows than this are refused, as Trino does.
const ROWS_MAX: i64 = 10_000;

/// The values of the rows with the n least or greatest keys, best first.
#[derive(Debug)]
pub(crate) struct LeastN {
    /// How the errors name the function and its argument.
    argument: &'static str,
    names: &'static str,
    key: Type,
    key_column: usize,
    greatest: bool,
}

impl LeastN {
    /// The values themselves.
    pub(crate) fn of(_name: &'static str, bound: &Bound, greatest: bool) -> Result<Self> {
        let key = bound.argument(0)?.clone();
        Ok(Self { argument: "second", names: "max_n/min_n", key, key_column: 0, greatest })
    }

    /// The values of another column.
    pub(crate) fn by(_name: &'static str, bound: &Bound, greatest: bool) -> Result<Self> {
        let key = bound.argument(1)?.clone();
        Ok(Self { argument: "third", names: "max_by/min_by", key, key_column: 1, greatest })
    }

    fn count(&self, count: i64) -> Result<usize> {
        let (argument, names) = (self.argument, self.names);
        if count <= 0 {
            let text = match self.key_column {
                0 => format!("{argument} argument of {names} must be positive"),
                _ => format!("{argument} argument of {names} must be a positive integer"),
            };
            return Err(TrinoError::invalid_argument(text));
        }
        if count > ROWS_MAX {
            let text =
                format!("{argument} argument of {names} must be less than or equal to {ROWS_MAX}; found {count}");
            return Err(TrinoError::invalid_argument(text));
        }
        usize::try_from(count).map_err(|_| TrinoError::internal(format!("{count} rows")))
    }
}

impl Finish for LeastN {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let values = column(&rows.columns, 0)?;
        let keys = column(&rows.columns, self.key_column)?;
        let counts = primitive::<Int64Type>(&rows.columns, self.key_column + 1)?;
        let orders = row_keys(&self.key, keys)?;
        let nan = not_numbers(&self.key, keys);
        let is_nan = |row: usize| nan.as_ref().is_some_and(|nan| nan.value(row));
        let (mut picked, mut lengths) = (Vec::new(), Vec::new());
        let mut nulls = NullBufferBuilder::new(rows.offsets.len());
        for window in rows.offsets.windows(2) {
            let mut places: Vec<usize> =
                (window[0]..window[1]).filter(|row| keys.is_valid(*row) && counts.is_valid(*row)).collect();
            let Some(first) = places.first() else {
                lengths.push(0);
                nulls.append_null();
                continue;
            };
            let count = self.count(counts.value(*first))?;
            places.sort_by(|a, b| {
                let order = orders.row(*a).cmp(&orders.row(*b));
                is_nan(*a).cmp(&is_nan(*b)).then(if self.greatest { order.reverse() } else { order })
            });
            places.truncate(count);
            lengths.push(places.len());
            nulls.append_non_null();
            picked.extend(places.into_iter().map(|row| row as u64));
        }
        let field = Arc::new(Field::new("item", values.data_type().clone(), true));
        let offsets = OffsetBuffer::from_lengths(lengths);
        Ok(Arc::new(ListArray::try_new(field, offsets, pick(values, &picked)?, nulls.finish())?))
    }
}
