//! `cosine_similarity` of sparse vectors held as maps.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, MapArray};
use arrow::datatypes::Float64Type;
use boathouse_functions::{Category, Example, Function, Overload, kernel};
use boathouse_types::{Result, TrinoError};

use crate::vector::column_or_value;

pub(crate) const FUNCTION: Function = Function {
    name: "cosine_similarity",
    category: Category::Math,
    description: "The cosine of the angle between two sparse vectors, given as maps from a dimension to its value.",
    examples: &[Example {
        sql: "cosine_similarity(MAP(ARRAY['a'], ARRAY[1e0]), MAP(ARRAY['a'], ARRAY[2e0]))",
        result: "1.0",
    }],
    overloads: &[Overload {
        signature: "cosine_similarity(map(varchar,double), map(varchar,double)) -> double",
        returns: None,
        kernel: |_| {
            Ok(kernel(|call| {
                let ((left, left_single), (right, right_single)) =
                    (column_or_value(call, 0)?, column_or_value(call, 1)?);
                let (left, right) = (vectors(&left)?, vectors(&right)?);
                let mut result = Float64Array::builder(call.rows_to_compute());
                for row in 0..call.rows_to_compute() {
                    let (i, j) = (if left_single { 0 } else { row }, if right_single { 0 } else { row });
                    let known = left.is_valid(i) && right.is_valid(j);
                    result.append_option(if known { similarity(left, i, right, j) } else { None });
                }
                call.finish(Arc::new(result.finish()))
            }))
        },
    }],
    ..Function::DEFAULT
};

fn vectors(column: &ArrayRef) -> Result<&MapArray> {
    column.as_map_opt().ok_or_else(|| TrinoError::internal("a sparse vector is no map"))
}

fn entries(map: &MapArray, row: usize) -> Range<usize> {
    map.value_offsets()[row] as usize..map.value_offsets()[row + 1] as usize
}

/// Nothing when a dimension is NULL.
fn similarity(left: &MapArray, i: usize, right: &MapArray, j: usize) -> Option<f64> {
    let norms = norm(left, i)? * norm(right, j)?;
    let (keys, values) = (right.keys().as_string_view(), right.values().as_primitive::<Float64Type>());
    let dimensions: HashMap<&str, f64> = entries(right, j).map(|k| (keys.value(k), values.value(k))).collect();
    let (keys, values) = (left.keys().as_string_view(), left.values().as_primitive::<Float64Type>());
    let products = entries(left, i).filter_map(|k| Some(values.value(k) * dimensions.get(keys.value(k))?));
    // Not sum(): that starts at -0.
    Some(products.fold(0.0, |sum, product| sum + product) / norms)
}

fn norm(map: &MapArray, row: usize) -> Option<f64> {
    let values = map.values().as_primitive::<Float64Type>();
    let mut squares = 0.0;
    for place in entries(map, row) {
        if values.is_null(place) {
            return None;
        }
        squares += values.value(place) * values.value(place);
    }
    Some(squares.sqrt())
}
