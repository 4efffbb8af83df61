//! The pattern of a window: each row of a partition looks for a match of its own.

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use boathouse_types::{Result, TrinoError};

use super::conditions::{Partition, PartitionConditions};
use super::matcher::{Match, find};
use super::partition::{Found, Output, Sink, next_start};
use super::spec::{Search, SearchEnd, Skip};
use crate::analyzer::udf::negative_offset;

/// Finds the match of every row that no match before skips.
pub(crate) fn windows(
    partition: &Partition<'_>,
    search: &Search,
    conditions: PartitionConditions<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let spec = partition.spec;
    let mut seeker = Seeker { partition, search, back: conditions.reach_back(), conditions, failed: 0..0, found: None };
    let mut resume = 0;
    for row in 0..partition.rows() {
        let found = if row < resume { None } else { seeker.seek(row)? };
        let Some((start, rows, end)) = found else {
            sink.outputs.push(Output { row, of: None });
            sink.ease()?;
            continue;
        };
        let place = rows.labels.len().checked_sub(1);
        if place.is_some() {
            // The row that follows is the one behind this, not behind where its match begins.
            resume = if spec.skip == Skip::NextRow { row + 1 } else { next_start(&spec.skip, start, &rows)? };
        }
        let index = sink.found(Found { start, number: 1, rows, search: row..end });
        sink.outputs.push(Output { row, of: Some((index, place)) });
        sink.ease()?;
    }
    Ok(())
}

/// Finds the matches of rows, one after the other.
struct Seeker<'a> {
    partition: &'a Partition<'a>,
    search: &'a Search,
    conditions: PartitionConditions<'a>,
    /// How far conditions may look before the row where a match begins.
    back: usize,
    /// Rows where no match begins, whichever row looks for it.
    failed: std::ops::Range<usize>,
    /// The match that begins behind them, whichever row looks for it.
    found: Option<(usize, Match)>,
}

impl Seeker<'_> {
    /// The match of a row: where it begins, its rows, and where the rows end that it may look at.
    fn seek(&mut self, row: usize) -> Result<Option<(usize, Match, usize)>> {
        let end = self.end(row)?;
        self.conditions.search = row..end;
        let (spec, last) = (self.partition.spec, if self.search.initial { row + 1 } else { end });
        let unbounded = end == self.partition.rows();
        let mut start = row;
        while start < last {
            // What is found from here on does not depend on the row that looks.
            let free = unbounded && !self.search.initial && start - row >= self.back;
            if free && self.failed.contains(&start) {
                start = self.failed.end;
                continue;
            }
            if free && let Some((_, rows)) = self.found.as_ref().filter(|(at, _)| *at == start) {
                return Ok(Some((start, rows.clone(), end)));
            }
            let rows = find(&spec.program, start, end, &mut self.conditions)?;
            if free {
                if rows.is_none() {
                    let from = if self.failed.end == start { self.failed.start } else { start };
                    self.failed = from..start + 1;
                }
                self.found = rows.clone().map(|rows| (start, rows));
            }
            if let Some(rows) = rows {
                return Ok(Some((start, rows, end)));
            }
            start += 1;
        }
        Ok(None)
    }

    /// The row behind the last that can belong to the row's match.
    fn end(&self, row: usize) -> Result<usize> {
        let rows = self.partition.rows();
        let column = match &self.search.end {
            SearchEnd::CurrentRow => return Ok(row + 1),
            SearchEnd::Unbounded => return Ok(rows),
            SearchEnd::Following(column) => self.partition.column(column)?,
        };
        let offsets = column.as_primitive_opt::<Int64Type>();
        let offsets = offsets.ok_or_else(|| TrinoError::internal("the end of a frame is no bigint"))?;
        let offset = if offsets.is_null(row) { None } else { usize::try_from(offsets.value(row)).ok() };
        let offset = offset.ok_or_else(negative_offset)?;
        Ok(row.saturating_add(offset).saturating_add(1).min(rows))
    }
}
