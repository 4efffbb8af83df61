//! `first_value`, `last_value`, `nth_value`: a value of the frame.

use std::ops::Range;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::Int64Type;
use boathouse_functions::{Example, Window, WindowOverload, trino_error};
use boathouse_types::{Result, TrinoError};
use datafusion::common::ScalarValue;

use super::function::{Pick, TrinoWindow};
use crate::columns::{column, primitive};

pub(crate) const FIRST_VALUE: Window = Window {
    name: "first_value",
    description: "The value of the first row of the frame.",
    examples: &[Example { sql: "SELECT first_value(x) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)", result: "1" }],
    overloads: &[WindowOverload {
        signature: "<T> first_value(T) -> T",
        function: |bound| Ok(TrinoWindow::of("first_value", bound, Value::First)),
    }],
};

pub(crate) const LAST_VALUE: Window = Window {
    name: "last_value",
    description: "The value of the last row of the frame.",
    examples: &[Example { sql: "SELECT last_value(x) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)", result: "1" }],
    overloads: &[WindowOverload {
        signature: "<T> last_value(T) -> T",
        function: |bound| Ok(TrinoWindow::of("last_value", bound, Value::Last)),
    }],
};

pub(crate) const NTH_VALUE: Window = Window {
    name: "nth_value",
    description: "The value of the nth row of the frame.",
    examples: &[Example { sql: "SELECT nth_value(x, 1) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)", result: "1" }],
    overloads: &[WindowOverload {
        signature: "<T> nth_value(T, bigint) -> T",
        function: |bound| Ok(TrinoWindow::of("nth_value", bound, Value::Nth)),
    }],
};

#[derive(Debug)]
pub(super) enum Value {
    First,
    Last,
    Nth,
}

impl Pick for Value {
    const FRAMED: bool = true;

    fn run(&self, _: &[ArrayRef], _: usize, _: bool) -> Result<ArrayRef> {
        Err(TrinoError::internal("a value of the frame is asked for without a frame"))
    }

    fn framed(&self, values: &[ArrayRef], row: usize, frame: &Range<usize>, ignore_nulls: bool) -> Result<ScalarValue> {
        let input = column(values, 0)?;
        let counts = |place: &usize| !ignore_nulls || !is_null(input, *place);
        let place = if frame.is_empty() {
            None
        } else {
            match self {
                Self::First => frame.clone().find(counts),
                Self::Last => frame.clone().rev().find(counts),
                Self::Nth => {
                    let offsets = primitive::<Int64Type>(values, 1)?;
                    match offsets.is_valid(row).then(|| offsets.value(row)) {
                        None => None,
                        Some(offset) if offset < 1 => {
                            return Err(TrinoError::invalid_argument("Offset must be at least 1"));
                        }
                        Some(offset) => match usize::try_from(offset - 1) {
                            Err(_) => None,
                            Ok(skip) if ignore_nulls => frame.clone().filter(counts).nth(skip),
                            Ok(skip) => frame.start.checked_add(skip).filter(|place| *place < frame.end),
                        },
                    }
                }
            }
        };
        match place {
            Some(place) => ScalarValue::try_from_array(input, place),
            None => ScalarValue::try_from(input.data_type()),
        }
        .map_err(trino_error)
    }
}

fn is_null(column: &ArrayRef, row: usize) -> bool {
    column.is_null(row) || matches!(column.data_type(), arrow_schema::DataType::Null)
}
