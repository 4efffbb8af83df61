//! `qdigest_agg`, `tdigest_agg`, `merge`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{Float32Type, Float64Type, Int64Type};
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::AggregateUDF;

use super::digesting::{Digesting, Slot};
use super::hll::Hll;
use super::qdigest::QDigest;
use super::sortable::{is_held, of_double, of_real};
use super::tdigest::TDigest;
use super::text::java_double;
use crate::columns::{column, doubles, primitive};
use crate::engine::{Folding, Rows, TrinoAggregate};

/// The error of a quantile digest where none is asked for.
const ERROR_DEFAULT: f64 = 0.01;

pub(crate) const QDIGEST_AGG: Aggregate = Aggregate {
    name: "qdigest_agg",
    aliases: &[],
    category: Category::QuantileDigest,
    description: "A quantile digest of the values, which can have a weight; the third argument bounds its error.",
    examples: &[Example {
        sql: "SELECT value_at_quantile(qdigest_agg(x), 0.5) FROM (VALUES BIGINT '1', 2, 3) t(x)",
        result: "2",
    }],
    overloads: &[
        AggregateOverload { signature: "qdigest_agg(bigint) -> qdigest(bigint)", returns: None, function: qdigest },
        AggregateOverload {
            signature: "qdigest_agg(bigint, bigint) -> qdigest(bigint)",
            returns: None,
            function: qdigest,
        },
        AggregateOverload {
            signature: "qdigest_agg(bigint, bigint, double) -> qdigest(bigint)",
            returns: None,
            function: qdigest,
        },
        AggregateOverload { signature: "qdigest_agg(double) -> qdigest(double)", returns: None, function: qdigest },
        AggregateOverload {
            signature: "qdigest_agg(double, bigint) -> qdigest(double)",
            returns: None,
            function: qdigest,
        },
        AggregateOverload {
            signature: "qdigest_agg(double, bigint, double) -> qdigest(double)",
            returns: None,
            function: qdigest,
        },
        AggregateOverload { signature: "qdigest_agg(real) -> qdigest(real)", returns: None, function: qdigest },
        AggregateOverload { signature: "qdigest_agg(real, bigint) -> qdigest(real)", returns: None, function: qdigest },
        AggregateOverload {
            signature: "qdigest_agg(real, bigint, double) -> qdigest(real)",
            returns: None,
            function: qdigest,
        },
    ],
    order_sensitive: false,
};

pub(crate) const TDIGEST_AGG: Aggregate = Aggregate {
    name: "tdigest_agg",
    aliases: &[],
    category: Category::TDigest,
    description: "A T-Digest of the values, which can have a weight.",
    examples: &[Example {
        sql: "SELECT value_at_quantile(tdigest_agg(x), 0.5) FROM (VALUES 1, 2, 3) t(x)",
        result: "2.0",
    }],
    overloads: &[
        AggregateOverload { signature: "tdigest_agg(double) -> tdigest", returns: None, function: tdigest },
        AggregateOverload { signature: "tdigest_agg(double, double) -> tdigest", returns: None, function: tdigest },
    ],
    order_sensitive: false,
};

pub(crate) const MERGE: Aggregate = Aggregate {
    name: "merge",
    aliases: &[],
    category: Category::Aggregate,
    description: "Digests joined into one.",
    examples: &[Example {
        sql: "SELECT cardinality(merge(x)) FROM (SELECT approx_set(y) x FROM (VALUES 1, 2) t(y)) u",
        result: "2",
    }],
    overloads: &[
        AggregateOverload {
            signature: "merge(HyperLogLog) -> HyperLogLog",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("merge", b, Folding::body(Digesting::<Hll>::merging()))),
        },
        AggregateOverload {
            signature: "<T> merge(qdigest(T)) -> qdigest(T)",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("merge", b, Folding::body(Digesting::<QDigest>::merging()))),
        },
        AggregateOverload {
            signature: "merge(tdigest) -> tdigest",
            returns: None,
            function: |b| Ok(TrinoAggregate::of_body("merge", b, Folding::body(Digesting::<TDigest>::merging()))),
        },
    ],
    order_sensitive: false,
};

fn tdigest(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let input = |values: &[ArrayRef], mut rows: Rows<'_, Slot<TDigest>>| {
        let numbers = primitive::<Float64Type>(values, 0)?;
        let weights = if values.len() > 1 { Some(primitive::<Float64Type>(values, 1)?) } else { None };
        rows.each_valid(numbers, |state, row| {
            if weights.is_some_and(|w| w.is_null(row)) {
                return Ok(());
            }
            let digest = state.get_or_insert_with(|| Box::new(TDigest::new()));
            digest.add(numbers.value(row), weights.map_or(1.0, |w| w.value(row)))
        })
    };
    Ok(TrinoAggregate::of_body("tdigest_agg", bound, Folding::body(Digesting::whole(input))))
}

/// A column as the numbers a quantile digest holds.
pub(crate) fn held_numbers(data_type: &Type, values: &[ArrayRef], index: usize) -> Result<Vec<i64>> {
    Ok(match data_type {
        Type::BigInt => primitive::<Int64Type>(values, index)?.values().to_vec(),
        Type::Double => primitive::<Float64Type>(values, index)?.values().iter().map(|v| of_double(*v)).collect(),
        Type::Real => primitive::<Float32Type>(values, index)?.values().iter().map(|v| of_real(*v)).collect(),
        other => return Err(TrinoError::not_supported(format!("a quantile digest of {other}"))),
    })
}

fn qdigest(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let data_type = bound.argument(0)?.clone();
    if !is_held(&data_type) {
        return Err(TrinoError::not_supported(format!("a quantile digest of {data_type}")));
    }
    let input = move |values: &[ArrayRef], mut rows: Rows<'_, Slot<QDigest>>| {
        let numbers = held_numbers(&data_type, values, 0)?;
        let weights = if values.len() > 1 { Some(primitive::<Int64Type>(values, 1)?) } else { None };
        let errors = if values.len() > 2 { Some(doubles(values, 2)?) } else { None };
        rows.each_valid(column(values, 0)?.as_ref(), |state, row| {
            if weights.is_some_and(|w| w.is_null(row)) || errors.as_ref().is_some_and(|e| e.is_null(row)) {
                return Ok(());
            }
            let weight = weights.map_or(1, |w| w.value(row));
            if weight <= 0 {
                return Err(TrinoError::invalid_argument(format!("Percentile weight must be > 0, was {weight}")));
            }
            let digest = match state {
                Some(digest) => digest,
                None => {
                    let error = errors.as_ref().map_or(ERROR_DEFAULT, |e| e.value(row));
                    state.insert(Box::new(QDigest::new(verified(error)?)))
                }
            };
            digest.add(numbers[row], weight as f64);
            Ok(())
        })
    };
    Ok(TrinoAggregate::of_body("qdigest_agg", bound, Folding::body(Digesting::whole(input))))
}

fn verified(error: f64) -> Result<f64> {
    if error > 0.0 && error < 1.0 {
        return Ok(error);
    }
    let text = format!("Percentile accuracy must be exclusively between 0 and 1, was {}", java_double(error));
    Err(TrinoError::invalid_argument(text))
}
