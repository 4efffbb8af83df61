//! All matches of a partition, and the rows that are put out for them.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray, UInt32Array, new_empty_array};
use arrow::compute::take;
use arrow_schema::SchemaRef;
use boathouse_functions::trino_error;
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Accumulator;

use super::compiled::{Compiled, CompiledAggregate};
use super::conditions::{Partition, PartitionConditions, row_of};
use super::matcher::{Match, find};
use super::spec::{AggregateLeaf, Labels, LeafKind, Skip, Spec, has};
use crate::ast::RowsPerMatch;

/// A match in its partition.
struct Found {
    start: usize,
    number: i64,
    rows: Match,
}

/// A row to be put out.
struct Output {
    /// The row of the partition.
    row: usize,
    /// The match it belongs to, and its place in it; an empty match has no places.
    of: Option<(usize, Option<usize>)>,
}

/// The output of a partition.
pub(crate) fn recognize(partition: &Partition<'_>, schema: &SchemaRef) -> Result<RecordBatch> {
    let (matches, outputs) = matches(partition)?;
    let rows = UInt32Array::from_iter_values(outputs.iter().map(|output| output.row as u32));
    let mut columns: Vec<ArrayRef> = Vec::new();
    for name in &partition.spec.outputs {
        columns.push(take(partition.column(name)?, &rows, None)?);
    }
    let measured: Vec<(usize, Option<usize>)> = outputs.iter().filter_map(|output| output.of).collect();
    // Rows of no match have no measures.
    let mut next = 0..measured.len() as u32;
    let places: UInt32Array = outputs.iter().map(|output| output.of.and_then(|_| next.next())).collect();
    for compiled in &partition.expressions.measures {
        let values = measure(partition, compiled, &matches, &measured)?;
        columns.push(if measured.len() == outputs.len() { values } else { take(&values, &places, None)? });
    }
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(outputs.len()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}

fn matches(partition: &Partition<'_>) -> Result<(Vec<Found>, Vec<Output>)> {
    let (spec, rows) = (partition.spec, partition.rows());
    let mut conditions = PartitionConditions::new(partition)?;
    let (mut matches, mut outputs): (Vec<Found>, Vec<Output>) = (Vec::new(), Vec::new());
    let (mut start, mut matched_to) = (0, 0);
    while start < rows {
        let Some(found) = find(&spec.program, start, rows, &mut conditions)? else {
            if spec.rows == RowsPerMatch::AllWithUnmatched && start >= matched_to {
                outputs.push(Output { row: start, of: None });
            }
            start += 1;
            continue;
        };
        let (index, length) = (matches.len(), found.labels.len());
        put_out(spec, start, index, &found, &mut outputs);
        matched_to = matched_to.max(start + length);
        let next = next_start(&spec.skip, start, &found)?;
        matches.push(Found { start, number: conditions.number, rows: found });
        conditions.number += 1;
        start = next;
    }
    Ok((matches, outputs))
}

fn put_out(spec: &Spec, start: usize, index: usize, found: &Match, outputs: &mut Vec<Output>) {
    let length = found.labels.len();
    if length == 0 {
        if spec.rows != RowsPerMatch::AllOmitEmpty {
            outputs.push(Output { row: start, of: Some((index, None)) });
        }
        return;
    }
    if spec.rows == RowsPerMatch::One {
        outputs.push(Output { row: start, of: Some((index, Some(length - 1))) });
        return;
    }
    let excluded = |place: usize| found.excluded.iter().any(|(from, to)| (*from..*to).contains(&place));
    let places = (0..length).filter(|place| !excluded(*place));
    outputs.extend(places.map(|place| Output { row: start + place, of: Some((index, Some(place))) }));
}

fn next_start(skip: &Skip, start: usize, found: &Match) -> Result<usize> {
    if found.labels.is_empty() {
        return Ok(start + 1);
    }
    let is_meant = |labels: &Labels| {
        let labels = labels.clone();
        move |label: &u16| has(&labels, *label)
    };
    let place = match skip {
        Skip::PastLastRow => return Ok(start + found.labels.len()),
        Skip::NextRow => return Ok(start + 1),
        Skip::First(labels) => found.labels.iter().position(is_meant(labels)),
        Skip::Last(labels) => found.labels.iter().rposition(is_meant(labels)),
    };
    let failed = |text: &str| TrinoError::new(ErrorCode::GenericUserError, format!("AFTER MATCH SKIP failed: {text}"));
    match place {
        None => Err(failed("pattern variable is not present in match")),
        Some(0) => Err(failed("cannot skip to first row of match")),
        Some(place) => Ok(start + place),
    }
}

/// The values of a measure.
fn measure(
    partition: &Partition<'_>,
    compiled: &Compiled,
    matches: &[Found],
    rows: &[(usize, Option<usize>)],
) -> Result<ArrayRef> {
    let count = partition.rows();
    let row = |navigation, (index, current): &(usize, Option<usize>)| {
        let found = &matches[*index];
        row_of(navigation, found.start, &found.rows.labels, *current, count)
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
