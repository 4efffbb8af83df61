//! All matches of a partition, and the rows that are put out for them.

use std::ops::Range;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::take;
use arrow_schema::SchemaRef;
use boathouse_types::{ErrorCode, Result, TrinoError};

use super::conditions::{Partition, PartitionConditions};
use super::frames::over_frames;
use super::matcher::{Match, find};
use super::measures::measure;
use super::spec::{Labels, Skip, Spec, has};
use super::windows::windows;
use crate::ast::RowsPerMatch;

/// Rows of matches that are kept before their output is made: matches may overlap, and each keeps its own.
const KEPT_MAX: usize = 1 << 18;

/// A match in its partition.
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) number: i64,
    pub(crate) rows: Match,
    /// The rows it may look at.
    pub(crate) search: Range<usize>,
}

/// A row to be put out.
pub(crate) struct Output {
    /// The row of the partition.
    pub(crate) row: usize,
    /// The match it belongs to, and its place in it; an empty match has no places.
    pub(crate) of: Option<(usize, Option<usize>)>,
}

/// Takes the output of a partition, batch by batch.
pub(crate) type Put<'p> = dyn FnMut(RecordBatch) -> Result<()> + 'p;

/// Matches whose rows are still to be put out.
pub(crate) struct Sink<'p> {
    partition: &'p Partition<'p>,
    schema: &'p SchemaRef,
    put: &'p mut Put<'p>,
    pub(crate) matches: Vec<Found>,
    pub(crate) outputs: Vec<Output>,
    kept: usize,
}

impl Sink<'_> {
    /// Keeps a match; its number here.
    pub(crate) fn found(&mut self, found: Found) -> usize {
        self.kept += found.rows.labels.len();
        self.matches.push(found);
        self.matches.len() - 1
    }

    /// Puts out what is kept when there is much of it. Call between matches only.
    pub(crate) fn ease(&mut self) -> Result<()> {
        if self.kept.max(self.outputs.len()) >= KEPT_MAX { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        if !self.outputs.is_empty() {
            let batch = batch(self.partition, self.schema, &self.matches, &self.outputs)?;
            (self.put)(batch)?;
        }
        self.matches.clear();
        self.outputs.clear();
        self.kept = 0;
        Ok(())
    }
}

/// Puts out the output of a partition.
pub(crate) fn recognize<'p>(partition: &'p Partition<'p>, schema: &'p SchemaRef, put: &'p mut Put<'p>) -> Result<()> {
    let conditions = PartitionConditions::new(partition)?;
    let mut sink = Sink { partition, schema, put, matches: Vec::new(), outputs: Vec::new(), kept: 0 };
    match &partition.spec.search {
        None => matches(partition, conditions, &mut sink)?,
        Some(search) => windows(partition, search, conditions, &mut sink)?,
    }
    sink.flush()
}

fn batch(partition: &Partition<'_>, schema: &SchemaRef, matches: &[Found], outputs: &[Output]) -> Result<RecordBatch> {
    let spec = partition.spec;
    let rows = UInt32Array::from_iter_values(outputs.iter().map(|output| output.row as u32));
    let mut columns: Vec<ArrayRef> = Vec::new();
    for name in &spec.outputs {
        columns.push(take(partition.column(name)?, &rows, None)?);
    }
    let measured: Vec<(usize, Option<usize>)> = outputs.iter().filter_map(|output| output.of).collect();
    // Rows of no match have no measures.
    let mut next = 0..measured.len() as u32;
    let places: UInt32Array = outputs.iter().map(|output| output.of.and_then(|_| next.next())).collect();
    for compiled in &partition.expressions.measures {
        let values = measure(partition, compiled, matches, &measured)?;
        columns.push(if measured.len() == outputs.len() { values } else { take(&values, &places, None)? });
    }
    for (call, aggregate) in spec.functions.iter().zip(&partition.expressions.functions) {
        let frames = outputs.iter().map(|output| match output.of {
            None => (output.row, 0..0),
            Some((index, _)) => {
                let found = &matches[index];
                (output.row, found.start..found.start + found.rows.labels.len())
            }
        });
        columns.push(over_frames(partition, call, aggregate.as_ref(), &frames.collect::<Vec<_>>())?);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(outputs.len()));
    Ok(RecordBatch::try_new_with_options(SchemaRef::clone(schema), columns, &options)?)
}

fn matches(partition: &Partition<'_>, mut conditions: PartitionConditions<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let (spec, rows) = (partition.spec, partition.rows());
    let (mut start, mut matched_to) = (0, 0);
    while start < rows {
        let Some(found) = find(&spec.program, start, rows, &mut conditions)? else {
            if spec.rows == RowsPerMatch::AllWithUnmatched && start >= matched_to {
                sink.outputs.push(Output { row: start, of: None });
            }
            start += 1;
            continue;
        };
        matched_to = matched_to.max(start + found.labels.len());
        let next = next_start(&spec.skip, start, &found)?;
        let index = sink.found(Found { start, number: conditions.number, rows: found, search: 0..rows });
        put_out(spec, index, sink);
        conditions.number += 1;
        start = next;
        sink.ease()?;
    }
    Ok(())
}

fn put_out(spec: &Spec, index: usize, sink: &mut Sink<'_>) {
    let (found, outputs) = (&sink.matches[index], &mut sink.outputs);
    let (start, length) = (found.start, found.rows.labels.len());
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
    let excluded = |place: usize| found.rows.excluded.iter().any(|(from, to)| (*from..*to).contains(&place));
    let places = (0..length).filter(|place| !excluded(*place));
    outputs.extend(places.map(|place| Output { row: start + place, of: Some((index, Some(place))) }));
}

/// Where the search goes on behind a match.
pub(crate) fn next_start(skip: &Skip, start: usize, found: &Match) -> Result<usize> {
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
