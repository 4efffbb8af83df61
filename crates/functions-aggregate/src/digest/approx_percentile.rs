//! `approx_percentile`.

use std::fmt::Debug;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, ListArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::cast;
use arrow::datatypes::{Float64Type, Int64Type};
use arrow_schema::Field;
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::AggregateUDF;

use super::digesting::{Digest, Digesting, Slot};
use super::reader::Reader;
use super::tdigest::TDigest;
use crate::columns::{column, doubles, primitive};
use crate::engine::{Folding, Rows, TrinoAggregate};

pub(crate) const APPROX_PERCENTILE: Aggregate = Aggregate {
    name: "approx_percentile",
    aliases: &[],
    category: Category::Aggregate,
    description: "About the value that a share of the values is below, or the values for several shares; values \
                  can have a weight.",
    examples: &[
        Example { sql: "SELECT approx_percentile(x, 0.5) FROM (VALUES 1, 2, 3) t(x)", result: "2" },
        Example { sql: "SELECT approx_percentile(x, ARRAY[0.0, 1.0]) FROM (VALUES 1, 2, 3) t(x)", result: "[1, 3]" },
    ],
    overloads: &[
        overload("approx_percentile(bigint, double) -> bigint"),
        overload("approx_percentile(bigint, double, double) -> bigint"),
        overload("approx_percentile(double, double) -> double"),
        overload("approx_percentile(double, double, double) -> double"),
        overload("approx_percentile(real, double) -> real"),
        overload("approx_percentile(real, double, double) -> real"),
        overload("approx_percentile(bigint, array(double)) -> array(bigint)"),
        overload("approx_percentile(bigint, double, array(double)) -> array(bigint)"),
        overload("approx_percentile(double, array(double)) -> array(double)"),
        overload("approx_percentile(double, double, array(double)) -> array(double)"),
        overload("approx_percentile(real, array(double)) -> array(real)"),
        overload("approx_percentile(real, double, array(double)) -> array(real)"),
    ],
    order_sensitive: false,
};

const fn overload(signature: &'static str) -> AggregateOverload {
    AggregateOverload { signature, returns: None, function: approx_percentile }
}

/// A digest and the shares that are asked for.
#[derive(Debug, Clone)]
struct Percentiles {
    shares: Vec<f64>,
    digest: TDigest,
}

impl Digest for Percentiles {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.digest.merge(&other.digest)
    }

    fn write(&self) -> Vec<u8> {
        let mut bytes = (self.shares.len() as u32).to_le_bytes().to_vec();
        bytes.extend(self.shares.iter().flat_map(|s| s.to_le_bytes()));
        bytes.extend(self.digest.write());
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new("percentiles", bytes);
        let count = reader.count(8)?;
        let shares = (0..count).map(|_| reader.double()).collect::<Result<_>>()?;
        Ok(Self { shares, digest: TDigest::read(reader.rest())? })
    }

    fn size(&self) -> usize {
        self.shares.capacity() * 8 + self.digest.size()
    }
}

fn approx_percentile(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let (value, weighted) = (bound.argument(0)?.clone(), bound.arguments.len() > 2);
    let many = matches!(bound.returns, Type::Array(_));
    let share_column = if weighted { 2 } else { 1 };
    let exact = value == Type::BigInt;
    let input = move |values: &[ArrayRef], mut rows: Rows<'_, Slot<Percentiles>>| {
        let numbers = if exact { exact_doubles(values)? } else { doubles(values, 0)? };
        let weights = if weighted { Some(doubles(values, 1)?) } else { None };
        let shares = column(values, share_column)?;
        rows.each_valid(&numbers, |state, row| {
            if shares.is_null(row) || weights.as_ref().is_some_and(|w| w.is_null(row)) {
                return Ok(());
            }
            let state = match state {
                Some(state) => state,
                None => {
                    let shares = shares_at(shares, row)?;
                    state.insert(Box::new(Percentiles { shares, digest: TDigest::new() }))
                }
            };
            state.digest.add(numbers.value(row), weights.as_ref().map_or(1.0, |w| w.value(row)))
        })
    };
    let output = move |states: &[Slot<Percentiles>]| results(states, &value, many);
    Ok(TrinoAggregate::of_body("approx_percentile", bound, Folding::body(Digesting::new(input, output))))
}

/// Bigints as doubles, of which none may lose digits.
fn exact_doubles(values: &[ArrayRef]) -> Result<Float64Array> {
    let longs = primitive::<Int64Type>(values, 0)?;
    longs.try_unary::<_, Float64Type, TrinoError>(|value| {
        let double = value as f64;
        if double as i64 == value {
            return Ok(double);
        }
        Err(TrinoError::invalid_argument(format!("no exact double representation for long: {value}")))
    })
}

fn shares_at(shares: &ArrayRef, row: usize) -> Result<Vec<f64>> {
    let list = match shares.as_list_opt::<i32>() {
        Some(list) => list.value(row),
        None => shares.slice(row, 1),
    };
    let found = doubles(&[list], 0)?;
    found
        .iter()
        .map(|share| match share {
            None => Err(TrinoError::invalid_argument("Percentile cannot be null")),
            Some(share) if (0.0..=1.0).contains(&share) => Ok(share),
            Some(_) => Err(TrinoError::invalid_argument("Percentile must be between 0 and 1")),
        })
        .collect()
}

fn results(states: &[Slot<Percentiles>], value: &Type, many: bool) -> Result<ArrayRef> {
    let mut found = Vec::new();
    let mut lengths = Vec::with_capacity(states.len());
    for state in states {
        let values = match state {
            Some(state) => state.digest.values_at(&state.shares)?.into_iter().map(Some).collect(),
            None if many => Vec::new(),
            None => vec![None],
        };
        lengths.push(values.len());
        found.extend(values);
    }
    let numbers: Float64Array = match value {
        // Halves are rounded up, as Java rounds.
        Type::BigInt => found.into_iter().map(|v| v.map(|v| (v + 0.5).floor())).collect(),
        _ => found.into_iter().collect(),
    };
    let numbers = cast(&numbers, &value.to_arrow())?;
    if !many {
        return Ok(numbers);
    }
    let field = Arc::new(Field::new("item", value.to_arrow(), true));
    let nulls: NullBuffer = states.iter().map(Option::is_some).collect();
    Ok(Arc::new(ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), numbers, Some(nulls))?))
}
