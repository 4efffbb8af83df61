//! `checksum`: a hash of the values in any order.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryViewArray};
use arrow::datatypes::Int64Type;
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::{Result, Type};

use crate::columns::{column, numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};
use crate::xxhash::hashes;

/// What each hash is multiplied with, and what NULL counts for.
const PRIME: u64 = 0x9E37_79B1_85EB_CA87;

pub(crate) const CHECKSUM: Aggregate = Aggregate {
    name: "checksum",
    aliases: &[],
    category: Category::Aggregate,
    description: "A checksum of the values that does not depend on their order.",
    examples: &[Example {
        sql: "SELECT checksum(x) = checksum(y) FROM (VALUES (1, 2), (2, 1)) t(x, y)",
        result: "true",
    }],
    overloads: &[AggregateOverload {
        signature: "<T: comparable> checksum(T) -> varbinary",
        returns: None,
        function: |bound| {
            let body = Folding::body(Checksum(bound.argument(0)?.clone()));
            Ok(TrinoAggregate::of_body("checksum", bound, body))
        },
    }],
    order_sensitive: false,
};

#[derive(Debug)]
struct Checksum(Type);

impl Fold for Checksum {
    type State = Option<u64>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Int64]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let column = column(values, 0)?;
        let hashes = hashes(&self.0, column)?;
        let nulls = column.logical_nulls();
        rows.each(|state, row| {
            let null = nulls.as_ref().is_some_and(|n| n.is_null(row));
            let step = if null { PRIME } else { hashes[row].wrapping_mul(PRIME) };
            *state = Some(state.unwrap_or(0).wrapping_add(step));
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok(vec![numbers::<Int64Type>(&DataType::Int64, states.iter().map(|s| s.map(|s| s as i64)))])
    }

    fn merge(&self, saved: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let sums = primitive::<Int64Type>(saved, 0)?;
        rows.each_valid(sums, |state, row| {
            *state = Some(state.unwrap_or(0).wrapping_add(sums.value(row) as u64));
            Ok(())
        })
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        let sums = states.iter().map(|s| s.map(|s| s.to_le_bytes().to_vec()));
        Ok(Arc::new(sums.collect::<BinaryViewArray>()))
    }
}
