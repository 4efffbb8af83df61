//! `histogram`: how often each value comes.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::Int64Type;
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example, row_keys};
use boathouse_types::{Result, Type};

use crate::columns::{column, maps, numbers, pick};
use crate::engine::{Arranged, Finish, TrinoAggregate};

pub(crate) const HISTOGRAM: Aggregate = Aggregate {
    name: "histogram",
    aliases: &[],
    category: Category::Aggregate,
    description: "How often each value comes.",
    examples: &[Example { sql: "SELECT histogram(x) FROM (VALUES 1, 2, 1) t(x)", result: "{1=2, 2=1}" }],
    overloads: &[AggregateOverload {
        signature: "<T: comparable> histogram(T) -> map(T,bigint)",
        returns: None,
        function: |bound| {
            let finish = Histogram { value: bound.argument(0)?.clone(), returns: bound.returns.clone() };
            Ok(TrinoAggregate::of_rows("histogram", bound, finish))
        },
    }],
    order_sensitive: false,
};

#[derive(Debug)]
struct Histogram {
    value: Type,
    returns: Type,
}

impl Finish for Histogram {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let values = column(&rows.columns, 0)?;
        let keys = row_keys(&self.value, values)?;
        let nulls = values.logical_nulls();
        let (mut picked, mut counts, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        for window in rows.offsets.windows(2) {
            let start = picked.len();
            let mut places = HashMap::new();
            for row in window[0]..window[1] {
                if nulls.as_ref().is_some_and(|n| n.is_null(row)) {
                    continue;
                }
                let place = *places.entry(keys.row(row)).or_insert_with(|| {
                    picked.push(row as u64);
                    counts.push(Some(0_i64));
                    counts.len() - 1
                });
                counts[place] = counts[place].map(|count| count + 1);
            }
            lengths.push(picked.len() - start);
        }
        let valid = lengths.iter().map(|len| *len > 0).collect();
        maps(&self.returns, pick(values, &picked)?, numbers::<Int64Type>(&DataType::Int64, counts), lengths, valid)
    }
}
