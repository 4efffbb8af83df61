//! The values of measures, in rows of matches.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringViewArray, UInt32Array, new_empty_array};
use arrow::compute::take;
use boathouse_functions::trino_error;
use boathouse_types::{Result, TrinoError};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Accumulator;

use super::compiled::{Compiled, CompiledAggregate};
use super::conditions::{Partition, row_of};
use super::partition::Found;
use super::spec::{AggregateLeaf, LeafKind, has};

/// The values of a measure.
pub(crate) fn measure(
    partition: &Partition<'_>,
    compiled: &Compiled,
    matches: &[Found],
    rows: &[(usize, Option<usize>)],
) -> Result<ArrayRef> {
    let row = |navigation, (index, current): &(usize, Option<usize>)| {
        let found = &matches[*index];
        row_of(navigation, found.start, &found.rows.labels, *current, &found.search)
    };
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(compiled.leaves.len());
    for leaf in &compiled.leaves {
        columns.push(match &partition.spec.leaves[*leaf].kind {
            LeafKind::Column(name, navigation) => {
                let places: UInt32Array = rows.iter().map(|of| row(navigation, of).map(|row| row as u32)).collect();
                take(partition.column(name)?, &places, None)?
            }
            LeafKind::Classifier(navigation) => {
                let names = rows.iter().map(|of| {
                    let found = &matches[of.0];
                    let label = found.rows.labels.get(row(navigation, of)?.checked_sub(found.start)?)?;
                    Some(partition.name(*label))
                });
                Arc::new(names.collect::<StringViewArray>())
            }
            LeafKind::MatchNumber => {
                Arc::new(Int64Array::from_iter_values(rows.iter().map(|(index, _)| matches[*index].number)))
            }
            LeafKind::Aggregate(aggregate) => aggregated(partition, *leaf, aggregate, matches, rows)?,
        });
    }
    compiled.evaluate(columns, rows.len())
}

/// The values of an aggregate, carried on from row to row of each match.
fn aggregated(
    partition: &Partition<'_>,
    leaf: usize,
    aggregate: &AggregateLeaf,
    matches: &[Found],
    rows: &[(usize, Option<usize>)],
) -> Result<ArrayRef> {
    let compiled = partition.expressions.aggregates[leaf].as_ref();
    let compiled = compiled.ok_or_else(|| TrinoError::internal("an aggregate was lost"))?;
    let mut values: Vec<ScalarValue> = Vec::with_capacity(rows.len());
    let mut running: Option<(usize, usize, Box<dyn Accumulator>)> = None;
    for (index, current) in rows {
        let found = &matches[*index];
        let labels = &found.rows.labels;
        let end = if aggregate.whole { labels.len() } else { current.map_or(0, |place| place + 1) };
        let (_, done, accumulator) = match &mut running {
            Some(running) if running.0 == *index => running,
            other => other.insert((*index, 0, compiled.start()?)),
        };
        let places: Vec<usize> = (*done..end.max(*done)).filter(|i| has(&aggregate.labels, labels[*i])).collect();
        if places.is_empty()
            && *done > 0
            && let Some(last) = values.last()
        {
            values.push(last.clone());
            *done = end.max(*done);
            continue;
        }
        let inputs = partition.inputs(aggregate, found.start, &places, labels, found.number)?;
        compiled.add(accumulator.as_mut(), inputs, places.len())?;
        *done = end.max(*done);
        values.push(CompiledAggregate::value(accumulator.as_mut())?);
    }
    if values.is_empty() {
        return Ok(new_empty_array(&partition.spec.leaves[leaf].data_type.to_arrow()));
    }
    ScalarValue::iter_to_array(values).map_err(trino_error)
}
