//! `approx_distinct`, `approx_set`, `empty_approx_set`, and `cardinality` of a HyperLogLog.

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{Float64Type, Int64Type};
use arrow_schema::DataType;
use boathouse_functions::{
    Aggregate, AggregateOverload, Bound, Bytes, Category, Example, Function, I64, Overload, kernel, rows1,
};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{AggregateUDF, ColumnarValue};
use std::sync::Arc;

use super::digesting::{Digest, Digesting, Slot};
use super::hll::Hll;
use super::murmur;
use super::text::java_double;
use crate::columns::{booleans, column, numbers, primitive, texts};
use crate::engine::{Folding, Rows, TrinoAggregate};
use crate::xxhash::hashes;

/// The bounds of the standard error, and the one that holds where none is given.
const ERROR_MIN: f64 = 0.004_062_5;
const ERROR_MAX: f64 = 0.26;
const ERROR_DEFAULT: f64 = 0.023;
/// The logarithm of the buckets `approx_set` has.
const SET_BITS: u8 = 12;

pub(crate) const APPROX_DISTINCT: Aggregate = Aggregate {
    name: "approx_distinct",
    aliases: &[],
    category: Category::Aggregate,
    description: "About how many different values there are; the second argument bounds the standard error.",
    examples: &[Example { sql: "SELECT approx_distinct(x) FROM (VALUES 1, 2, 1) t(x)", result: "2" }],
    overloads: &[
        AggregateOverload { signature: "<T> approx_distinct(T) -> bigint", returns: None, function: approx_distinct },
        AggregateOverload {
            signature: "<T> approx_distinct(T, double) -> bigint",
            returns: None,
            function: approx_distinct,
        },
    ],
    order_sensitive: false,
};

pub(crate) const APPROX_SET: Aggregate = Aggregate {
    name: "approx_set",
    aliases: &[],
    category: Category::HyperLogLog,
    description: "A HyperLogLog of the values.",
    examples: &[Example { sql: "SELECT cardinality(approx_set(x)) FROM (VALUES 1, 2, 1) t(x)", result: "2" }],
    overloads: &[
        AggregateOverload { signature: "approx_set(bigint) -> HyperLogLog", returns: None, function: approx_set },
        AggregateOverload { signature: "approx_set(double) -> HyperLogLog", returns: None, function: approx_set },
        AggregateOverload { signature: "approx_set(varchar(x)) -> HyperLogLog", returns: None, function: approx_set },
    ],
    order_sensitive: false,
};

pub(crate) const EMPTY_APPROX_SET: Function = Function {
    name: "empty_approx_set",
    category: Category::HyperLogLog,
    description: "A HyperLogLog without values.",
    examples: &[Example { sql: "cardinality(empty_approx_set())", result: "0" }],
    overloads: &[Overload {
        signature: "empty_approx_set() -> HyperLogLog",
        returns: None,
        kernel: |_| {
            let empty = ScalarValue::BinaryView(Some(Hll::new(SET_BITS).write()));
            Ok(kernel(move |_| Ok(ColumnarValue::Scalar(empty.clone()))))
        },
    }],
    ..Function::DEFAULT
};

pub(crate) const CARDINALITY: Function = Function {
    name: "cardinality",
    category: Category::HyperLogLog,
    description: "About how many different values went into a HyperLogLog.",
    examples: &[Example { sql: "cardinality(empty_approx_set())", result: "0" }],
    overloads: &[Overload {
        signature: "cardinality(HyperLogLog) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows1::<Bytes, I64>(&bound.returns, |bytes| Ok(Some(Hll::read(bytes)?.cardinality())))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// The logarithm of the buckets a standard error needs.
fn bits(error: f64) -> Result<u8> {
    if !(ERROR_MIN..=ERROR_MAX).contains(&error) {
        let text = format!("Max standard error must be in [{ERROR_MIN}, {ERROR_MAX}]: {}", java_double(error));
        return Err(TrinoError::invalid_argument(text));
    }
    let buckets = (1.0816 / (error * error)).ceil() as u32;
    Ok(buckets.next_power_of_two().trailing_zeros() as u8)
}

fn approx_distinct(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let data_type = bound.argument(0)?.clone();
    let estimate = |states: &[Slot<Hll>]| {
        let counts = states.iter().map(|s| Some(s.as_ref().map_or(0, |hll| hll.cardinality())));
        Ok(numbers::<Int64Type>(&DataType::Int64, counts))
    };
    let body = if data_type == Type::Boolean {
        // Two values are counted, not estimated, and their error is not looked at.
        Folding::body(Digesting::new(
            |values, mut rows: Rows<'_, Slot<Hll>>| {
                let column = booleans(values, 0)?;
                rows.each_valid(column, |state, row| {
                    let hll = state.get_or_insert_with(|| Box::new(Hll::new(SET_BITS)));
                    hll.add(murmur::long(i64::from(column.value(row))));
                    Ok(())
                })
            },
            estimate,
        ))
    } else {
        Folding::body(Digesting::new(
            move |values, mut rows: Rows<'_, Slot<Hll>>| {
                let column = column(values, 0)?;
                let hashes = hashes(&data_type, column)?;
                let errors = if values.len() > 1 { Some(primitive::<Float64Type>(values, 1)?) } else { None };
                rows.each_valid(column.as_ref(), |state, row| {
                    if errors.is_some_and(|e| e.is_null(row)) {
                        return Ok(());
                    }
                    let hll = match state {
                        Some(hll) => hll,
                        None => state.insert(Box::new(Hll::new(bits(errors.map_or(ERROR_DEFAULT, |e| e.value(row)))?))),
                    };
                    hll.add(hashes[row]);
                    Ok(())
                })
            },
            estimate,
        ))
    };
    Ok(TrinoAggregate::of_body("approx_distinct", bound, body))
}

/// The hashes a HyperLogLog of `approx_set` is made of.
fn set_hashes(data_type: &Type, values: &[ArrayRef]) -> Result<Vec<u64>> {
    Ok(match data_type {
        Type::BigInt => primitive::<Int64Type>(values, 0)?.values().iter().map(|v| murmur::long(*v)).collect(),
        Type::Double => {
            let values = primitive::<Float64Type>(values, 0)?.values();
            values.iter().map(|v| murmur::long(v.to_bits() as i64)).collect()
        }
        _ => {
            let values = texts(values, 0)?;
            (0..values.len()).map(|row| murmur::bytes(values.value(row).as_bytes())).collect()
        }
    })
}

fn approx_set(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let data_type = bound.argument(0)?.clone();
    let body = Folding::body(Digesting::whole(move |values, mut rows: Rows<'_, Slot<Hll>>| {
        let hashes = set_hashes(&data_type, values)?;
        rows.each_valid(column(values, 0)?.as_ref(), |state, row| {
            state.get_or_insert_with(|| Box::new(Hll::new(SET_BITS))).add(hashes[row]);
            Ok(())
        })
    }));
    Ok(TrinoAggregate::of_body("approx_set", bound, body))
}
