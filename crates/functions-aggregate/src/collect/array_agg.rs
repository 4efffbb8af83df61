//! `array_agg`.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::Result;

use crate::columns::column;
use crate::engine::{Arranged, Finish, TrinoAggregate};

pub(crate) const ARRAY_AGG: Aggregate = Aggregate {
    name: "array_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "The values as an array, NULL included.",
    examples: &[Example { sql: "SELECT array_agg(x ORDER BY x DESC) FROM (VALUES 1, 2) t(x)", result: "[2, 1]" }],
    overloads: &[AggregateOverload {
        signature: "<T> array_agg(T) -> array(T)",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_rows("array_agg", bound, Lists)),
    }],
    order_sensitive: true,
};

#[derive(Debug)]
struct Lists;

impl Finish for Lists {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let values = column(&rows.columns, 0)?;
        let field = Arc::new(Field::new("item", values.data_type().clone(), true));
        let lengths: Vec<usize> = rows.offsets.windows(2).map(|w| w[1] - w[0]).collect();
        let nulls: NullBuffer = lengths.iter().map(|len| *len > 0).collect();
        let offsets = OffsetBuffer::from_lengths(lengths);
        Ok(Arc::new(ListArray::try_new(field, offsets, Arc::clone(values), Some(nulls))?))
    }
}
