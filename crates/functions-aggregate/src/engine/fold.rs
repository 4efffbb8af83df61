//! Aggregates that fold each row into a small state per group.

use std::fmt::Debug;
use std::mem::size_of;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow_schema::DataType;
use boathouse_functions::engine_error;
use boathouse_types::{Result, TrinoError};
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::body::Body;

/// An aggregate as a state per group, what a row does to it, and what comes out of it.
pub(crate) trait Fold: Debug + Send + Sync + 'static {
    /// What is kept of a group.
    type State: Clone + Debug + Send + Sync + 'static;

    /// Whether [`Fold::retract`] takes rows out again.
    const RETRACTS: bool = false;

    /// The state of a group without rows.
    fn start(&self) -> Self::State;

    /// How states are held between the engine's stages.
    fn state_types(&self) -> Vec<DataType>;

    /// Takes in rows.
    fn update(&self, values: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()>;

    /// Takes out the first rows that were taken in.
    fn retract(&self, _values: &[ArrayRef], _rows: Rows<'_, Self::State>) -> Result<()> {
        Err(TrinoError::internal(format!("{self:?} takes no rows out")))
    }

    /// The states as columns of [`Fold::state_types`].
    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>>;

    /// Takes in saved states.
    fn merge(&self, saved: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()>;

    /// The results.
    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef>;

    /// Bytes a state holds beside itself.
    fn heap(&self, _state: &Self::State) -> usize {
        0
    }
}

/// The rows of a batch with the state each belongs to.
pub(crate) struct Rows<'a, S> {
    states: &'a mut [S],
    groups: Option<&'a [usize]>,
    filter: Option<&'a BooleanArray>,
    len: usize,
}

impl<S> Rows<'_, S> {
    /// Calls `body` with the state and number of each row.
    #[inline]
    pub(crate) fn each(&mut self, mut body: impl FnMut(&mut S, usize) -> Result<()>) -> Result<()> {
        match (self.groups, self.filter) {
            (None, _) => {
                let Some(state) = self.states.first_mut() else { return Ok(()) };
                (0..self.len).try_for_each(|row| body(state, row))
            }
            (Some(groups), None) => {
                for (row, group) in groups.iter().enumerate() {
                    body(&mut self.states[*group], row)?;
                }
                Ok(())
            }
            (Some(groups), Some(filter)) => {
                for (row, group) in groups.iter().enumerate() {
                    if filter.is_valid(row) && filter.value(row) {
                        body(&mut self.states[*group], row)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// As [`Rows::each`], without the rows where the column is NULL.
    #[inline]
    pub(crate) fn each_valid(
        &mut self,
        column: &dyn Array,
        mut body: impl FnMut(&mut S, usize) -> Result<()>,
    ) -> Result<()> {
        match column.logical_nulls() {
            Some(nulls) if nulls.null_count() > 0 => {
                self.each(|state, row| if nulls.is_valid(row) { body(state, row) } else { Ok(()) })
            }
            _ => self.each(body),
        }
    }
}

/// A fold as an aggregate's body.
#[derive(Debug)]
pub(crate) struct Folding<F>(Arc<F>);

impl<F: Fold> Folding<F> {
    /// The body of a fold.
    pub(crate) fn body(fold: F) -> Arc<dyn Body> {
        Arc::new(Self(Arc::new(fold)))
    }
}

impl<F: Fold> Body for Folding<F> {
    fn state_types(&self) -> Vec<DataType> {
        self.0.state_types()
    }

    fn accumulator(&self) -> Box<dyn Accumulator> {
        Box::new(Folded::new(&self.0, vec![self.0.start()]))
    }

    fn groups(&self) -> Box<dyn GroupsAccumulator> {
        Box::new(Folded::new(&self.0, Vec::new()))
    }

    fn retracts(&self) -> bool {
        F::RETRACTS
    }
}

/// The states of a running aggregate.
#[derive(Debug)]
struct Folded<F: Fold> {
    fold: Arc<F>,
    states: Vec<F::State>,
    /// Bytes the states held beside themselves when they were last measured.
    heap: usize,
    /// Rows that came since.
    unmeasured: usize,
}

impl<F: Fold> Folded<F> {
    fn new(fold: &Arc<F>, states: Vec<F::State>) -> Self {
        Self { fold: Arc::clone(fold), states, heap: 0, unmeasured: 0 }
    }

    fn grow(&mut self, groups: usize) {
        if self.states.len() < groups {
            let start = self.fold.start();
            self.states.resize(groups, start);
        }
    }

    /// Measuring costs a look at every state, so that it waits until as many rows have come.
    fn measure_after(&mut self, rows: usize) {
        self.unmeasured += rows;
        if self.unmeasured >= self.states.len() {
            self.measure();
        }
    }

    fn measure(&mut self) {
        self.unmeasured = 0;
        if std::mem::needs_drop::<F::State>() {
            self.heap = self.states.iter().map(|s| self.fold.heap(s)).sum();
        }
    }

    fn take(&mut self, emit: EmitTo) -> Vec<F::State> {
        let taken = emit.take_needed(&mut self.states);
        self.measure();
        taken
    }

    fn bytes(&self) -> usize {
        self.states.capacity() * size_of::<F::State>() + self.heap
    }
}

fn length(values: &[ArrayRef]) -> usize {
    values.first().map_or(0, |v| v.len())
}

impl<F: Fold> Accumulator for Folded<F> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        let rows = Rows { states: &mut self.states, groups: None, filter: None, len: length(values) };
        self.fold.update(values, rows).map_err(engine_error)?;
        self.measure_after(length(values));
        Ok(())
    }

    fn evaluate(&mut self) -> EngineResult<ScalarValue> {
        let column = self.fold.finish(&self.states).map_err(engine_error)?;
        ScalarValue::try_from_array(&column, 0)
    }

    fn size(&self) -> usize {
        self.bytes()
    }

    fn state(&mut self) -> EngineResult<Vec<ScalarValue>> {
        let columns = self.fold.save(&self.states).map_err(engine_error)?;
        columns.iter().map(|c| ScalarValue::try_from_array(c, 0)).collect()
    }

    fn merge_batch(&mut self, saved: &[ArrayRef]) -> EngineResult<()> {
        let rows = Rows { states: &mut self.states, groups: None, filter: None, len: length(saved) };
        self.fold.merge(saved, rows).map_err(engine_error)?;
        self.measure_after(length(saved));
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        let rows = Rows { states: &mut self.states, groups: None, filter: None, len: length(values) };
        self.fold.retract(values, rows).map_err(engine_error)
    }

    fn supports_retract_batch(&self) -> bool {
        F::RETRACTS
    }
}

impl<F: Fold> GroupsAccumulator for Folded<F> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> EngineResult<()> {
        self.grow(total);
        let rows = Rows { states: &mut self.states, groups: Some(groups), filter, len: groups.len() };
        self.fold.update(values, rows).map_err(engine_error)?;
        self.measure_after(groups.len());
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> EngineResult<ArrayRef> {
        let states = self.take(emit);
        self.fold.finish(&states).map_err(engine_error)
    }

    fn state(&mut self, emit: EmitTo) -> EngineResult<Vec<ArrayRef>> {
        let states = self.take(emit);
        self.fold.save(&states).map_err(engine_error)
    }

    fn merge_batch(&mut self, saved: &[ArrayRef], groups: &[usize], total: usize) -> EngineResult<()> {
        self.grow(total);
        let rows = Rows { states: &mut self.states, groups: Some(groups), filter: None, len: groups.len() };
        self.fold.merge(saved, rows).map_err(engine_error)?;
        self.measure_after(groups.len());
        Ok(())
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> EngineResult<Vec<ArrayRef>> {
        let len = length(values);
        let mut states = vec![self.fold.start(); len];
        let own: Vec<usize> = (0..len).collect();
        let rows = Rows { states: &mut states, groups: Some(&own), filter, len };
        self.fold.update(values, rows).map_err(engine_error)?;
        self.fold.save(&states).map_err(engine_error)
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}
