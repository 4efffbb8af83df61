//! `ntile`: the rows dealt into so many buckets.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::datatypes::Int64Type;
use boathouse_functions::{Example, Window, WindowOverload};
use boathouse_types::{Result, TrinoError};

use super::function::{Pick, TrinoWindow};
use crate::columns::primitive;

pub(crate) const NTILE: Window = Window {
    name: "ntile",
    description: "Which of n buckets the row is in; the first ones have one row more where they cannot be even.",
    examples: &[Example { sql: "SELECT ntile(2) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x)", result: "1" }],
    overloads: &[WindowOverload {
        signature: "ntile(bigint) -> bigint",
        function: |bound| Ok(TrinoWindow::of("ntile", bound, Deal)),
    }],
};

#[derive(Debug)]
pub(super) struct Deal;

impl Pick for Deal {
    fn run(&self, values: &[ArrayRef], rows: usize, _: bool) -> Result<ArrayRef> {
        let buckets = primitive::<Int64Type>(values, 0)?;
        let dealt = (0..rows).map(|row| {
            if buckets.is_null(row) {
                return Ok(None);
            }
            let buckets = buckets.value(row);
            if buckets <= 0 {
                return Err(TrinoError::invalid_argument("Buckets must be greater than 0"));
            }
            Ok(Some(bucket(row as i64, rows as i64, buckets) + 1))
        });
        Ok(Arc::new(dealt.collect::<Result<Int64Array>>()?))
    }
}

fn bucket(row: i64, rows: i64, buckets: i64) -> i64 {
    if rows < buckets {
        return row;
    }
    let (size, larger) = (rows / buckets, rows % buckets);
    let in_larger = (size + 1) * larger;
    if row < in_larger { row / (size + 1) } else { larger + (row - in_larger) / size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_dealt_evenly() {
        for (rows, buckets, expected) in
            [(5, 2, vec![0, 0, 0, 1, 1]), (3, 5, vec![0, 1, 2]), (4, 2, vec![0, 0, 1, 1]), (3, 1, vec![0, 0, 0])]
        {
            let found: Vec<i64> = (0..rows).map(|row| bucket(row, rows, buckets)).collect();
            assert_eq!(found, expected, "{rows} into {buckets}");
        }
    }
}
