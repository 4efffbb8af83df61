//! `bitwise_and_agg`, `bitwise_or_agg`, `bitwise_xor_agg`.

use std::fmt;

use arrow::array::ArrayRef;
use arrow::datatypes::Int64Type;
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::Result;

use crate::columns::{numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const AND: Aggregate = Aggregate {
    name: "bitwise_and_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "Bits that all values have.",
    examples: &[Example { sql: "SELECT bitwise_and_agg(x) FROM (VALUES 6, 3) t(x)", result: "2" }],
    overloads: &[AggregateOverload {
        signature: "bitwise_and_agg(bigint) -> bigint",
        returns: None,
        function: |b| Ok(TrinoAggregate::of_body("bitwise_and_agg", b, Folding::body(Bits(|a, b| a & b)))),
    }],
    order_sensitive: false,
};

pub(crate) const OR: Aggregate = Aggregate {
    name: "bitwise_or_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "Bits that some value has.",
    examples: &[Example { sql: "SELECT bitwise_or_agg(x) FROM (VALUES 6, 3) t(x)", result: "7" }],
    overloads: &[AggregateOverload {
        signature: "bitwise_or_agg(bigint) -> bigint",
        returns: None,
        function: |b| Ok(TrinoAggregate::of_body("bitwise_or_agg", b, Folding::body(Bits(|a, b| a | b)))),
    }],
    order_sensitive: false,
};

pub(crate) const XOR: Aggregate = Aggregate {
    name: "bitwise_xor_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "Bits that an odd number of values have.",
    examples: &[Example { sql: "SELECT bitwise_xor_agg(x) FROM (VALUES 6, 3) t(x)", result: "5" }],
    overloads: &[AggregateOverload {
        signature: "bitwise_xor_agg(bigint) -> bigint",
        returns: None,
        function: |b| Ok(TrinoAggregate::of_body("bitwise_xor_agg", b, Folding::body(Bits(|a, b| a ^ b)))),
    }],
    order_sensitive: false,
};

struct Bits(fn(i64, i64) -> i64);

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bits")
    }
}

impl Fold for Bits {
    type State = Option<i64>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Int64]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = primitive::<Int64Type>(values, 0)?;
        rows.each_valid(values, |state, row| {
            let value = values.value(row);
            *state = Some(state.map_or(value, |bits| (self.0)(bits, value)));
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.finish(states)?])
    }

    fn merge(&self, saved: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()> {
        self.update(saved, rows)
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        Ok(numbers::<Int64Type>(&DataType::Int64, states.iter().copied()))
    }
}
