//! `lag`, `lead`: the value some rows before or behind.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::compute::{interleave, take};
use arrow::datatypes::Int64Type;
use boathouse_functions::{Example, Window, WindowOverload};
use boathouse_types::{Result, TrinoError};

use super::function::{Pick, TrinoWindow, valid_rows};
use crate::columns::{column, primitive};

pub(crate) const LAG: Window = Window {
    name: "lag",
    description: "The value some rows before this one, one if not told otherwise.",
    examples: &[Example { sql: "SELECT lag(x) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)", result: "NULL" }],
    overloads: &[
        WindowOverload { signature: "<T> lag(T) -> T", function: |b| Ok(TrinoWindow::of("lag", b, Offset(-1))) },
        WindowOverload {
            signature: "<T> lag(T, bigint) -> T",
            function: |b| Ok(TrinoWindow::of("lag", b, Offset(-1))),
        },
        WindowOverload {
            signature: "<T> lag(T, bigint, T) -> T",
            function: |b| Ok(TrinoWindow::of("lag", b, Offset(-1))),
        },
    ],
};

pub(crate) const LEAD: Window = Window {
    name: "lead",
    description: "The value some rows behind this one, one if not told otherwise.",
    examples: &[Example { sql: "SELECT lead(x) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)", result: "2" }],
    overloads: &[
        WindowOverload { signature: "<T> lead(T) -> T", function: |b| Ok(TrinoWindow::of("lead", b, Offset(1))) },
        WindowOverload {
            signature: "<T> lead(T, bigint) -> T",
            function: |b| Ok(TrinoWindow::of("lead", b, Offset(1))),
        },
        WindowOverload {
            signature: "<T> lead(T, bigint, T) -> T",
            function: |b| Ok(TrinoWindow::of("lead", b, Offset(1))),
        },
    ],
};

/// The direction rows are counted in.
#[derive(Debug)]
pub(super) struct Offset(i64);

/// Where a row's result comes from.
enum Source {
    Value(usize),
    Default,
}

impl Offset {
    fn source(&self, row: usize, offset: Option<i64>, valid: Option<&[usize]>, rows: usize) -> Result<Source> {
        let Some(offset) = offset else {
            return Err(TrinoError::invalid_argument("Offset must not be null"));
        };
        if offset < 0 {
            return Err(TrinoError::invalid_argument("Offset must be at least 0"));
        }
        let inside = |place: i128| usize::try_from(place).ok().filter(|place| *place < rows);
        let place = match valid {
            Some(valid) if offset > 0 => {
                // The rows before this one are as many as come before its place among those that count.
                let before = valid.partition_point(|place| place.cmp(&row) == Ordering::Less) as i128;
                let here = i128::from(valid.get(before as usize) == Some(&row));
                let index = match self.0 {
                    -1 => before - i128::from(offset),
                    _ => before + here + i128::from(offset) - 1,
                };
                usize::try_from(index).ok().and_then(|index| valid.get(index)).copied()
            }
            _ => inside(row as i128 + i128::from(self.0) * i128::from(offset)),
        };
        Ok(place.map_or(Source::Default, Source::Value))
    }
}

impl Pick for Offset {
    fn run(&self, values: &[ArrayRef], rows: usize, ignore_nulls: bool) -> Result<ArrayRef> {
        let input = column(values, 0)?;
        let offsets = if values.len() > 1 { Some(primitive::<Int64Type>(values, 1)?) } else { None };
        let valid = ignore_nulls.then(|| valid_rows(input));
        let default = values.get(2);
        let mut picks = Vec::with_capacity(rows);
        // The third column has a NULL in its only row.
        let (value, fallback, null) = (0, 1, 2);
        for row in 0..rows {
            let offset = match offsets {
                Some(offsets) => offsets.is_valid(row).then(|| offsets.value(row)),
                None => Some(1),
            };
            picks.push(match self.source(row, offset, valid.as_deref(), rows)? {
                Source::Value(place) => (value, place),
                Source::Default if default.is_some() => (fallback, row),
                Source::Default => (null, 0),
            });
        }
        let nothing = arrow::array::new_null_array(input.data_type(), 1);
        let default = default.map_or_else(|| Arc::clone(&nothing), Arc::clone);
        if rows == 0 {
            return Ok(take(input, &arrow::array::UInt64Array::from(Vec::<u64>::new()), None)?);
        }
        Ok(interleave(&[input.as_ref(), default.as_ref(), nothing.as_ref()], &picks)?)
    }
}
