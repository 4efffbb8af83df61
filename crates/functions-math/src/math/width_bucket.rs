//! `width_bucket`: the number of the bucket a value falls into.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Float64Array, Int64Array};
use arrow::datatypes::Float64Type;
use boathouse_functions::{Category, Double, Example, Function, I64, Invocation, Overload, kernel, rows4};
use boathouse_functions_cast::java_double;
use boathouse_types::{Result, TrinoError};
use datafusion::logical_expr::ColumnarValue;

use crate::vector::{Operand, column_or_value};

pub(crate) const FUNCTION: Function = Function {
    name: "width_bucket",
    category: Category::Math,
    description: "The number of the bucket a value falls into: of equal ones between two bounds, or between given bounds.",
    examples: &[
        Example { sql: "width_bucket(3.14e0, 0, 4, 3)", result: "3" },
        Example { sql: "width_bucket(2.5e0, ARRAY[0e0, 2e0, 4e0])", result: "2" },
    ],
    overloads: &[
        Overload {
            signature: "width_bucket(double, double, double, bigint) -> bigint",
            returns: None,
            kernel: |bound| {
                Ok(rows4::<Double, Double, Double, I64, I64>(&bound.returns, |value, first, second, count| {
                    equal_buckets(value, first, second, count).map(Some)
                }))
            },
        },
        Overload {
            signature: "width_bucket(double, array(double)) -> bigint",
            returns: None,
            kernel: |_| Ok(kernel(in_bins)),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn equal_buckets(value: f64, first: f64, second: f64, count: i64) -> Result<i64> {
    let wrong = match () {
        () if count <= 0 => Some("bucketCount must be greater than 0"),
        () if value.is_nan() => Some("operand must not be NaN"),
        () if !first.is_finite() => Some("first bound must be finite"),
        () if !second.is_finite() => Some("second bound must be finite"),
        () if first == second => Some("bounds cannot equal each other"),
        () => None,
    };
    if let Some(text) = wrong {
        return Err(TrinoError::invalid_argument(text));
    }
    let (low, high) = (first.min(second), first.max(second));
    let bucket = if value < low {
        0
    } else if value >= high {
        count.checked_add(1).ok_or_else(|| {
            TrinoError::out_of_range(format!("Bucket for value {} is out of range", java_double(value)))
        })?
    } else {
        (count as f64 * (value - low) / (high - low) + 1.0) as i64
    };
    Ok(if first > second { count.wrapping_sub(bucket).wrapping_add(1) } else { bucket })
}

fn in_bins(call: &Invocation<'_>) -> Result<ColumnarValue> {
    let values = Operand::<Float64Type>::of(call, 0)?;
    let (bins, single) = column_or_value(call, 1)?;
    let bins = bins.as_list_opt::<i32>().ok_or_else(|| TrinoError::internal("the bins are no array"))?;
    let numbers = bins.values().as_primitive::<Float64Type>();
    let mut result = Int64Array::builder(call.rows_to_compute());
    for row in 0..call.rows_to_compute() {
        let place = if single { 0 } else { row };
        let bucket = match values.get(row).filter(|_| bins.is_valid(place)) {
            Some(value) => {
                let ends = (bins.value_offsets()[place] as usize, bins.value_offsets()[place + 1] as usize);
                Some(bin_of(value, numbers, ends)?)
            }
            None => None,
        };
        result.append_option(bucket);
    }
    call.finish(Arc::new(result.finish()))
}

/// How many bins start at or below a value, by halving; only the bins that are looked at are checked.
fn bin_of(value: f64, bins: &Float64Array, (start, end): (usize, usize)) -> Result<i64> {
    let wrong = |text: String| Err(TrinoError::invalid_argument(text));
    if start == end {
        return wrong("Bins cannot be an empty array".to_owned());
    }
    if value.is_nan() {
        return wrong("Operand cannot be NaN".to_owned());
    }
    let bin = |place: usize| if bins.is_null(place) { 0.0 } else { bins.value(place) };
    let (mut lower, mut upper) = (start, end);
    while lower < upper {
        if bin(lower) > bin(upper - 1) {
            return wrong("Bin values are not sorted in ascending order".to_owned());
        }
        let middle = (lower + upper) / 2;
        let found = bin(middle);
        if !found.is_finite() {
            return wrong(format!("Bin value must be finite, got {}", java_double(found)));
        }
        if value < found {
            upper = middle;
        } else {
            lower = middle + 1;
        }
    }
    Ok((lower - start) as i64)
}
