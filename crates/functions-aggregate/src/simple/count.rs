//! `count`, `count_if`.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::Int64Type;
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example, is_native_key};
use boathouse_types::Result;
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::logical_expr::AggregateUDF;

use crate::columns::{booleans, column, numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

/// `count(*)` is best called with a literal that is not NULL as its argument: the engine's aggregates have one.
pub(crate) const COUNT: Aggregate = Aggregate {
    name: "count",
    aliases: &[],
    category: Category::Aggregate,
    description: "Number of rows, or of values that are not NULL.",
    examples: &[
        Example { sql: "SELECT count(*) FROM (VALUES 1, NULL) t(x)", result: "2" },
        Example { sql: "SELECT count(x) FROM (VALUES 1, NULL) t(x)", result: "1" },
    ],
    overloads: &[
        AggregateOverload {
            signature: "count() -> bigint",
            returns: None,
            function: |_| Ok(Arc::new(AggregateUDF::new_from_impl(super::count_rows::CountRows::default()))),
        },
        AggregateOverload {
            signature: "<T> count(T) -> bigint",
            returns: None,
            // The engine tells duplicates apart by what is held, which is right where that is the key.
            function: |bound| match bound.argument(0)? {
                native if is_native_key(native) => Ok(count_udaf()),
                _ => Ok(TrinoAggregate::of_body("count", bound, Folding::body(Count { condition: false }))),
            },
        },
    ],
    order_sensitive: false,
};

pub(crate) const COUNT_IF: Aggregate = Aggregate {
    name: "count_if",
    aliases: &[],
    category: Category::Aggregate,
    description: "Number of rows where the condition holds.",
    examples: &[Example { sql: "SELECT count_if(x > 1) FROM (VALUES 1, 2, 3, NULL) t(x)", result: "2" }],
    overloads: &[AggregateOverload {
        signature: "count_if(boolean) -> bigint",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_body("count_if", bound, Folding::body(Count { condition: true }))),
    }],
    order_sensitive: false,
};

#[derive(Debug)]
struct Count {
    /// Whether only true counts.
    condition: bool,
}

impl Count {
    fn add(&self, values: &[ArrayRef], rows: &mut Rows<'_, i64>, step: i64) -> Result<()> {
        if self.condition {
            let conditions = booleans(values, 0)?;
            return rows.each_valid(conditions, |state, row| {
                *state += if conditions.value(row) { step } else { 0 };
                Ok(())
            });
        }
        rows.each_valid(column(values, 0)?.as_ref(), |state, _| {
            *state += step;
            Ok(())
        })
    }
}

impl Fold for Count {
    type State = i64;
    const RETRACTS: bool = true;

    fn start(&self) -> i64 {
        0
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Int64]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, i64>) -> Result<()> {
        self.add(values, &mut rows, 1)
    }

    fn retract(&self, values: &[ArrayRef], mut rows: Rows<'_, i64>) -> Result<()> {
        self.add(values, &mut rows, -1)
    }

    fn save(&self, states: &[i64]) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.finish(states)?])
    }

    fn merge(&self, saved: &[ArrayRef], mut rows: Rows<'_, i64>) -> Result<()> {
        let counts = primitive::<Int64Type>(saved, 0)?;
        rows.each_valid(counts, |state, row| {
            *state += counts.value(row);
            Ok(())
        })
    }

    fn finish(&self, states: &[i64]) -> Result<ArrayRef> {
        Ok(numbers::<Int64Type>(&DataType::Int64, states.iter().copied().map(Some)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_count_when_true() {
        let column: ArrayRef = Arc::new(arrow::array::BooleanArray::from(vec![Some(true), Some(false), None]));
        assert_eq!(crate::tests::run(&COUNT_IF, &["boolean"], &[column]).unwrap(), "1");
    }
}
