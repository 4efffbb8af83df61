//! `bool_and`, `bool_or`, `every`.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::Result;

use crate::columns::booleans;
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const BOOL_AND: Aggregate = Aggregate {
    name: "bool_and",
    aliases: &["every"],
    category: Category::Aggregate,
    description: "Whether every value is true.",
    examples: &[Example { sql: "SELECT bool_and(x > 1) FROM (VALUES 1, 2) t(x)", result: "false" }],
    overloads: &[AggregateOverload {
        signature: "bool_and(boolean) -> boolean",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_body("bool_and", bound, Folding::body(Join { decisive: false }))),
    }],
    order_sensitive: false,
};

pub(crate) const BOOL_OR: Aggregate = Aggregate {
    name: "bool_or",
    aliases: &[],
    category: Category::Aggregate,
    description: "Whether some value is true.",
    examples: &[Example { sql: "SELECT bool_or(x > 1) FROM (VALUES 1, 2) t(x)", result: "true" }],
    overloads: &[AggregateOverload {
        signature: "bool_or(boolean) -> boolean",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_body("bool_or", bound, Folding::body(Join { decisive: true }))),
    }],
    order_sensitive: false,
};

#[derive(Debug)]
struct Join {
    /// The value that decides the result.
    decisive: bool,
}

impl Fold for Join {
    type State = Option<bool>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Boolean]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = booleans(values, 0)?;
        rows.each_valid(values, |state, row| {
            if *state != Some(self.decisive) {
                *state = Some(values.value(row));
            }
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
        Ok(Arc::new(states.iter().copied().collect::<BooleanArray>()))
    }
}
