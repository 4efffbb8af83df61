//! Functions over the rows of matches, in windows.

use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, new_empty_array};
use arrow::compute::filter;
use boathouse_functions::trino_error;
use boathouse_types::{Result, TrinoError};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Accumulator;

use super::compiled::CompiledAggregate;
use super::conditions::Partition;
use super::spec::{AggregateInputKind, AggregateLeaf, FrameCall, FrameCallKind};
use crate::analyzer::udf::frame_values;

/// The values of a function in rows of a partition, each with the rows it is over.
pub(crate) fn over_frames(
    partition: &Partition<'_>,
    call: &FrameCall,
    compiled: Option<&CompiledAggregate>,
    frames: &[(usize, Range<usize>)],
) -> Result<ArrayRef> {
    match &call.kind {
        FrameCallKind::Value { function, columns, ignore_nulls } => {
            let columns: Vec<ArrayRef> =
                columns.iter().map(|name| partition.column(name).cloned()).collect::<Result<_>>()?;
            frame_values(function, *ignore_nulls, &columns, frames.iter().cloned())
        }
        FrameCallKind::Aggregate(leaf) => {
            let compiled = compiled.ok_or_else(|| TrinoError::internal("an aggregate was lost"))?;
            let mask = call.filter.as_ref().map(|name| partition.column(name)).transpose()?;
            let mask = mask.and_then(|mask| mask.as_boolean_opt().cloned());
            let inputs = inputs(partition, leaf)?;
            let mut moving = Moving { compiled, inputs, mask, state: None };
            let values: Vec<ScalarValue> =
                frames.iter().map(|(_, frame)| moving.value(frame)).collect::<Result<_>>()?;
            if values.is_empty() {
                return Ok(new_empty_array(&call.data_type.to_arrow()));
            }
            ScalarValue::iter_to_array(values).map_err(trino_error)
        }
    }
}

fn inputs(partition: &Partition<'_>, leaf: &AggregateLeaf) -> Result<Vec<ArrayRef>> {
    let inputs = leaf.inputs.iter().map(|input| match &input.kind {
        AggregateInputKind::Column(name) => partition.column(name).cloned(),
        _ => Err(TrinoError::internal("a function of a window reads the match")),
    });
    inputs.collect()
}

/// An aggregate over frames that mostly move ahead.
struct Moving<'a> {
    compiled: &'a CompiledAggregate,
    inputs: Vec<ArrayRef>,
    mask: Option<BooleanArray>,
    state: Option<State>,
}

/// The aggregate of a frame.
struct State {
    frame: Range<usize>,
    accumulator: Box<dyn Accumulator>,
    /// Whether rows can be taken away.
    gives_back: bool,
}

impl Moving<'_> {
    fn value(&mut self, frame: &Range<usize>) -> Result<ScalarValue> {
        if frame.is_empty() {
            return CompiledAggregate::value(self.compiled.start()?.as_mut());
        }
        let mut state = match self.state.take().filter(|state| state.leads_to(frame)) {
            Some(state) => state,
            None => self.begin(frame.start)?,
        };
        let (rows, inputs) = self.rows(state.frame.start..frame.start)?;
        self.compiled.remove(state.accumulator.as_mut(), inputs, rows)?;
        let (rows, inputs) = self.rows(state.frame.end..frame.end)?;
        self.compiled.add(state.accumulator.as_mut(), inputs, rows)?;
        state.frame = frame.clone();
        let value = CompiledAggregate::value(state.accumulator.as_mut())?;
        self.state = Some(state);
        Ok(value)
    }

    fn begin(&self, start: usize) -> Result<State> {
        let sliding = self.compiled.sliding();
        let gives_back = sliding.is_some();
        let accumulator = sliding.map_or_else(|| self.compiled.start(), Ok)?;
        Ok(State { frame: start..start, accumulator, gives_back })
    }

    /// The inputs of those rows that the filter lets through.
    fn rows(&self, range: Range<usize>) -> Result<(usize, Vec<ArrayRef>)> {
        let slices: Vec<ArrayRef> = self.inputs.iter().map(|c| c.slice(range.start, range.len())).collect();
        let Some(mask) = &self.mask else { return Ok((range.len(), slices)) };
        let mask = mask.slice(range.start, range.len());
        let kept = slices.iter().map(|slice| filter(slice, &mask)).collect::<Result<_, _>>()?;
        Ok((mask.true_count(), kept))
    }
}

impl State {
    /// Whether the frame is this one, or one further on that overlaps it.
    fn leads_to(&self, frame: &Range<usize>) -> bool {
        let ahead = frame.start >= self.frame.start && frame.end >= self.frame.end && frame.start < self.frame.end;
        ahead && (self.gives_back || frame.start == self.frame.start)
    }
}
