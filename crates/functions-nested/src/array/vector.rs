//! `cosine_distance`, `dot_product`, `euclidean_distance` of arrays of numbers.

use arrow::array::Float64Array;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use boathouse_functions::{Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::{Result, TrinoError};
use std::sync::Arc;

use crate::args::{Nested, null_at};

pub(crate) const COSINE: Function = Function {
    name: "cosine_distance",
    category: Category::Array,
    description: "1 less the cosine of the angle between two vectors.",
    examples: &[Example { sql: "cosine_distance(ARRAY[1, 2], ARRAY[1, 2])", result: "0.0" }],
    overloads: &[Overload {
        signature: "cosine_distance(array(double), array(double)) -> double",
        returns: None,
        kernel: |_| Ok(of_pairs(cosine)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const DOT: Function = Function {
    name: "dot_product",
    category: Category::Array,
    description: "The dot product of two vectors.",
    examples: &[Example { sql: "dot_product(ARRAY[1, 2], ARRAY[3, 4])", result: "11.0" }],
    overloads: &[Overload {
        signature: "dot_product(array(double), array(double)) -> double",
        returns: None,
        kernel: |_| Ok(of_pairs(dot)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const EUCLIDEAN: Function = Function {
    name: "euclidean_distance",
    category: Category::Array,
    description: "The length of the line between two points.",
    examples: &[Example { sql: "euclidean_distance(ARRAY[0, 0], ARRAY[3, 4])", result: "5.0" }],
    overloads: &[Overload {
        signature: "euclidean_distance(array(double), array(double)) -> double",
        returns: None,
        kernel: |_| Ok(of_pairs(euclidean)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

type Body = fn(&[f64], &[f64]) -> f64;

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum::<f64>() + 0.0
}

fn euclidean(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt() + 0.0
}

fn cosine(left: &[f64], right: &[f64]) -> f64 {
    1.0 - dot(left, right) / (dot(left, left) * dot(right, right)).sqrt()
}

fn of_pairs(body: Body) -> Kernel {
    kernel(move |call| call.finish(Arc::new(compute(call, body)?)))
}

fn compute(call: &Invocation<'_>, body: Body) -> Result<Float64Array> {
    let (left, right) = (Nested::list(call, 0)?, Nested::list(call, 1)?);
    let (a, b) = (doubles(left.elements())?, doubles(right.elements())?);
    let (a_nulls, b_nulls) = (left.elements().logical_nulls(), right.elements().logical_nulls());
    let rows = (0..call.rows_to_compute()).map(|row| {
        let (Some(l), Some(r)) = (left.range(row), right.range(row)) else { return Ok(None) };
        if l.len() != r.len() {
            return Err(TrinoError::invalid_argument("The arguments must have the same length"));
        }
        let missing =
            l.clone().any(|p| null_at(a_nulls.as_ref(), p)) || r.clone().any(|p| null_at(b_nulls.as_ref(), p));
        Ok((!missing).then(|| body(&a[l], &b[r])))
    });
    rows.collect()
}

fn doubles(elements: &ArrayRef) -> Result<&[f64]> {
    let numbers = elements.as_primitive_opt::<Float64Type>();
    let numbers =
        numbers.ok_or_else(|| TrinoError::internal(format!("numbers are held as {}", elements.data_type())))?;
    Ok(numbers.values())
}
