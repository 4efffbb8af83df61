//! `value_at_quantile`, `values_at_quantiles`, `quantile_at_value`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float32Array, Float64Array, Int64Array, ListArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::Float64Type;
use arrow_schema::Field;
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use super::digesting::Digest;
use super::qdigest::QDigest;
use super::quantiles::held_numbers;
use super::sortable::{to_double, to_real};
use super::tdigest::TDigest;
use crate::columns::{bytes, doubles};

pub(crate) const VALUE_AT_QUANTILE: Function = Function {
    name: "value_at_quantile",
    category: Category::QuantileDigest,
    description: "The value that a share of a digest's values is below.",
    examples: &[Example {
        sql: "(SELECT value_at_quantile(tdigest_agg(x), 0.5) FROM (VALUES 1, 2, 3) t(x))",
        result: "2.0",
    }],
    overloads: &[
        Overload { signature: "value_at_quantile(qdigest(bigint), double) -> bigint", returns: None, kernel: one },
        Overload { signature: "value_at_quantile(qdigest(double), double) -> double", returns: None, kernel: one },
        Overload { signature: "value_at_quantile(qdigest(real), double) -> real", returns: None, kernel: one },
        Overload { signature: "value_at_quantile(tdigest, double) -> double", returns: None, kernel: one },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const VALUES_AT_QUANTILES: Function = Function {
    name: "values_at_quantiles",
    category: Category::QuantileDigest,
    description: "The values that some shares of a digest's values are below.",
    examples: &[Example {
        sql: "(SELECT values_at_quantiles(tdigest_agg(x), ARRAY[0.0, 1.0]) FROM (VALUES 1, 2, 3) t(x))",
        result: "[1.0, 3.0]",
    }],
    overloads: &[
        Overload {
            signature: "values_at_quantiles(qdigest(bigint), array(double)) -> array(bigint)",
            returns: None,
            kernel: many,
        },
        Overload {
            signature: "values_at_quantiles(qdigest(double), array(double)) -> array(double)",
            returns: None,
            kernel: many,
        },
        Overload {
            signature: "values_at_quantiles(qdigest(real), array(double)) -> array(real)",
            returns: None,
            kernel: many,
        },
        Overload {
            signature: "values_at_quantiles(tdigest, array(double)) -> array(double)",
            returns: None,
            kernel: many,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const QUANTILE_AT_VALUE: Function = Function {
    name: "quantile_at_value",
    category: Category::QuantileDigest,
    description: "The share of a digest's values below a value; NULL outside of all of them.",
    examples: &[Example {
        sql: "(SELECT quantile_at_value(qdigest_agg(x), 2) FROM (VALUES BIGINT '1', 2) t(x))",
        result: "0.5",
    }],
    overloads: &[
        Overload { signature: "quantile_at_value(qdigest(bigint), bigint) -> double", returns: None, kernel: share },
        Overload { signature: "quantile_at_value(qdigest(double), double) -> double", returns: None, kernel: share },
        Overload { signature: "quantile_at_value(qdigest(real), real) -> double", returns: None, kernel: share },
    ],
    fallible: true,
    ..Function::DEFAULT
};

/// A digest of either kind.
enum Either {
    Quantile(QDigest),
    T(TDigest),
}

/// Values of a digest, before they have their type.
enum Values {
    Held(Vec<Option<i64>>),
    Plain(Vec<Option<f64>>),
}

impl Either {
    fn read(data_type: &Type, bytes: &[u8]) -> Result<Self> {
        match data_type {
            Type::TDigest => Ok(Self::T(TDigest::read(bytes)?)),
            _ => Ok(Self::Quantile(QDigest::read(bytes)?)),
        }
    }
}

impl Values {
    fn new(data_type: &Type) -> Self {
        if *data_type == Type::TDigest { Self::Plain(Vec::new()) } else { Self::Held(Vec::new()) }
    }

    fn push(&mut self, digest: &Either, shares: &[f64]) -> Result<()> {
        match (self, digest) {
            (Self::Held(values), Either::Quantile(digest)) => {
                for share in shares {
                    values.push(Some(digest.quantile(*share)?));
                }
            }
            (Self::Plain(values), Either::T(digest)) => values.extend(digest.values_at(shares)?.into_iter().map(Some)),
            _ => return Err(TrinoError::internal("a digest of another kind")),
        }
        Ok(())
    }

    fn push_null(&mut self) {
        match self {
            Self::Held(values) => values.push(None),
            Self::Plain(values) => values.push(None),
        }
    }

    fn finish(self, returns: &Type) -> Result<ArrayRef> {
        Ok(match (self, returns) {
            (Self::Plain(values), _) => Arc::new(Float64Array::from(values)),
            (Self::Held(values), Type::BigInt) => Arc::new(Int64Array::from(values)),
            (Self::Held(values), Type::Double) => {
                Arc::new(values.into_iter().map(|v| v.map(to_double)).collect::<Float64Array>())
            }
            (Self::Held(values), Type::Real) => {
                Arc::new(values.into_iter().map(|v| v.map(to_real)).collect::<Float32Array>())
            }
            (Self::Held(_), other) => return Err(TrinoError::internal(format!("a quantile digest of {other}"))),
        })
    }
}

/// The digests and the other argument of a batch's rows to compute.
fn arguments(call: &Invocation<'_>) -> Result<(usize, [ArrayRef; 2])> {
    let rows = call.rows_to_compute();
    let column = |i: usize| call.array(i).map(|c| if c.len() > rows { c.slice(0, rows) } else { c });
    Ok((rows, [column(0)?, column(1)?]))
}

fn one(bound: &Bound) -> Result<Kernel> {
    let (data_type, returns) = (bound.argument(0)?.clone(), bound.returns.clone());
    Ok(kernel(move |call| {
        let (rows, columns) = arguments(call)?;
        let (digests, shares) = (bytes(&columns, 0)?, doubles(&columns, 1)?);
        let mut values = Values::new(&data_type);
        for row in 0..rows {
            if digests.is_null(row) || shares.is_null(row) {
                values.push_null();
            } else {
                values.push(&Either::read(&data_type, digests.value(row))?, &[shares.value(row)])?;
            }
        }
        call.finish(values.finish(&returns)?)
    }))
}

fn many(bound: &Bound) -> Result<Kernel> {
    let data_type = bound.argument(0)?.clone();
    let Type::Array(element) = bound.returns.clone() else {
        return Err(TrinoError::internal("values_at_quantiles returns an array"));
    };
    Ok(kernel(move |call| {
        let (rows, columns) = arguments(call)?;
        let digests = bytes(&columns, 0)?;
        let lists = columns[1].as_list_opt::<i32>().ok_or_else(|| TrinoError::internal("quantiles are no array"))?;
        let mut values = Values::new(&data_type);
        let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            valid.push(digests.is_valid(row) && lists.is_valid(row));
            if valid.last() != Some(&true) {
                lengths.push(0);
                continue;
            }
            let list = lists.value(row);
            // A NULL among the quantiles is read as zero, as Trino reads it.
            let shares: Vec<f64> = list
                .as_primitive_opt::<Float64Type>()
                .map(|list| list.iter().map(|share| share.unwrap_or(0.0)).collect())
                .ok_or_else(|| TrinoError::internal("quantiles are no doubles"))?;
            if data_type == Type::TDigest && !shares.is_sorted() {
                return Err(TrinoError::invalid_argument("percentiles must be sorted in increasing order"));
            }
            lengths.push(shares.len());
            values.push(&Either::read(&data_type, digests.value(row))?, &shares)?;
        }
        let field = Arc::new(Field::new("item", element.to_arrow(), true));
        let (offsets, nulls) = (OffsetBuffer::from_lengths(lengths), NullBuffer::from(valid));
        call.finish(Arc::new(ListArray::try_new(field, offsets, values.finish(&element)?, Some(nulls))?))
    }))
}

fn share(bound: &Bound) -> Result<Kernel> {
    let data_type = bound.argument(1)?.clone();
    Ok(kernel(move |call| {
        let (rows, columns) = arguments(call)?;
        let digests = bytes(&columns, 0)?;
        let numbers = held_numbers(&data_type, &columns, 1)?;
        let shares = (0..rows).map(|row| {
            if digests.is_null(row) || columns[1].is_null(row) {
                return Ok(None);
            }
            Ok(QDigest::read(digests.value(row))?.share_below(numbers[row]))
        });
        call.finish(Arc::new(shares.collect::<Result<Float64Array>>()?))
    }))
}
