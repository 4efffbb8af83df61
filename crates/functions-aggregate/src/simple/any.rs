//! `arbitrary`, `any_value`: some value that is not NULL.

use arrow::array::ArrayRef;
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::Result;
use datafusion::common::ScalarValue;

use crate::columns::{column, scalar, scalars};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

pub(crate) const ARBITRARY: Aggregate = Aggregate {
    name: "arbitrary",
    aliases: &["any_value"],
    category: Category::Aggregate,
    description: "Some value that is not NULL, if there is one: the first that comes.",
    examples: &[Example { sql: "SELECT arbitrary(x) FROM (VALUES NULL, 2) t(x)", result: "2" }],
    overloads: &[AggregateOverload {
        signature: "<T> arbitrary(T) -> T",
        returns: None,
        function: |bound| {
            let body = Folding::body(First { data_type: bound.returns.to_arrow() });
            Ok(TrinoAggregate::of_ordered_body("arbitrary", bound, body))
        },
    }],
    order_sensitive: true,
};

#[derive(Debug)]
struct First {
    data_type: DataType,
}

impl Fold for First {
    type State = Option<ScalarValue>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![self.data_type.clone()]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let values = column(values, 0)?;
        rows.each_valid(values.as_ref(), |state, row| {
            if state.is_none() {
                *state = Some(scalar(values, row)?);
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
        scalars(&self.data_type, states.iter().map(Option::as_ref))
    }

    fn heap(&self, state: &Self::State) -> usize {
        state.as_ref().map_or(0, ScalarValue::size)
    }
}
