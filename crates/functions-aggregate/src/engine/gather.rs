//! Aggregates that need all rows of a group at once, and calls with ORDER BY, DISTINCT or a sliding frame.

use std::fmt::Debug;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, ListArray, UInt64Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{concat, filter, take};
use arrow_schema::{DataType, Field};
use boathouse_functions::engine_error;
use boathouse_types::{Result, TrinoError};
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::arrange::{Arranged, Layout};
use super::body::Body;

/// Rows kept before duplicates are looked for, so that DISTINCT over few values stays small.
const COMPACT_ROWS: usize = 1 << 16;

/// The results of groups whose rows lie side by side.
pub(crate) trait Finish: Debug + Send + Sync + 'static {
    /// One result per group.
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef>;
}

/// A body that keeps the rows.
#[derive(Debug)]
pub(crate) struct Gathering {
    pub(crate) layout: Layout,
    pub(crate) types: Vec<DataType>,
    pub(crate) finish: Arc<dyn Finish>,
    /// Whether duplicates may be dropped before the end.
    pub(crate) compacts: bool,
}

impl Body for Arc<Gathering> {
    fn state_types(&self) -> Vec<DataType> {
        self.types.iter().map(|t| DataType::List(item(t))).collect()
    }

    fn accumulator(&self) -> Box<dyn Accumulator> {
        Box::new(Gathered::new(Arc::clone(self), 1))
    }

    fn groups(&self) -> Box<dyn GroupsAccumulator> {
        Box::new(Gathered::new(Arc::clone(self), 0))
    }

    fn retracts(&self) -> bool {
        true
    }
}

/// Another body run over the rows once they are in order.
#[derive(Debug)]
pub(crate) struct Replay {
    pub(crate) body: Arc<dyn Body>,
    pub(crate) arguments: usize,
}

impl Finish for Replay {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let total = rows.offsets.len() - 1;
        let groups: Vec<usize> =
            rows.offsets.windows(2).enumerate().flat_map(|(g, w)| std::iter::repeat_n(g, w[1] - w[0])).collect();
        let mut running = self.body.groups();
        let arguments = &rows.columns[..self.arguments.min(rows.columns.len())];
        running.update_batch(arguments, &groups, None, total).map_err(boathouse_functions::trino_error)?;
        running.evaluate(EmitTo::All).map_err(boathouse_functions::trino_error)
    }
}

fn item(data_type: &DataType) -> Arc<Field> {
    Arc::new(Field::new("item", data_type.clone(), true))
}

/// Rows kept so far.
#[derive(Debug)]
struct Gathered {
    body: Arc<Gathering>,
    /// Chunks of rows, each with all columns.
    chunks: Vec<Vec<ArrayRef>>,
    groups: Vec<u32>,
    total: usize,
    /// Rows after the last look for duplicates.
    compacted: usize,
    /// Bytes of the chunks.
    held: usize,
}

fn bytes_of(columns: &[ArrayRef]) -> usize {
    let bytes = |c: &ArrayRef| c.to_data().get_slice_memory_size().unwrap_or_else(|_| c.get_array_memory_size());
    columns.iter().map(bytes).sum()
}

impl Gathered {
    fn new(body: Arc<Gathering>, total: usize) -> Self {
        Self { body, chunks: Vec::new(), groups: Vec::new(), total, compacted: 0, held: 0 }
    }

    fn push(&mut self, values: &[ArrayRef], groups: impl Iterator<Item = usize>) -> Result<()> {
        self.groups.extend(groups.map(|g| g as u32));
        if u32::try_from(self.groups.len()).is_err() {
            return Err(TrinoError::not_supported("an aggregation over more than 4294967295 rows"));
        }
        let chunk: Vec<ArrayRef> = values.iter().take(self.body.types.len()).cloned().collect();
        self.held += bytes_of(&chunk);
        self.chunks.push(chunk);
        let eager = self.body.layout.distinct && self.body.compacts;
        if eager && self.groups.len() >= self.compacted * 2 + COMPACT_ROWS {
            self.compact()?;
        }
        Ok(())
    }

    /// The columns in one piece each.
    fn columns(&mut self) -> Result<Vec<ArrayRef>> {
        let types = &self.body.types;
        let columns: Vec<ArrayRef> = match self.chunks.as_slice() {
            [] => types.iter().map(|t| arrow::array::new_empty_array(t)).collect(),
            [one] => one.clone(),
            many => (0..types.len())
                .map(|i| Ok(concat(&many.iter().map(|chunk| chunk[i].as_ref()).collect::<Vec<_>>())?))
                .collect::<Result<_>>()?,
        };
        self.chunks = vec![columns.clone()];
        Ok(columns)
    }

    fn arranged(&mut self) -> Result<Arranged> {
        let columns = self.columns()?;
        self.body.layout.arrange(&columns, &self.groups, self.total)
    }

    fn compact(&mut self) -> Result<()> {
        let Arranged { columns, offsets } = self.arranged()?;
        self.groups =
            offsets.windows(2).enumerate().flat_map(|(g, w)| std::iter::repeat_n(g as u32, w[1] - w[0])).collect();
        self.held = bytes_of(&columns);
        self.chunks = vec![columns];
        self.compacted = self.groups.len();
        Ok(())
    }

    /// Takes out the rows of the first `count` groups.
    fn split(&mut self, emit: EmitTo) -> Result<Self> {
        let count = match emit {
            EmitTo::All => self.total,
            EmitTo::First(count) => count.min(self.total),
        };
        let mut taken = Self::new(Arc::clone(&self.body), count);
        if count == self.total {
            std::mem::swap(&mut taken, self);
            self.total = 0;
            self.held = 0;
            return Ok(taken);
        }
        let columns = self.columns()?;
        let (mut out, mut rest) = (Vec::new(), Vec::new());
        for (row, group) in self.groups.iter().enumerate() {
            if (*group as usize) < count { out.push(row as u64) } else { rest.push(row as u64) }
        }
        let pick = |rows: Vec<u64>| {
            let rows = UInt64Array::from(rows);
            columns.iter().map(|c| Ok(take(c, &rows, None)?)).collect::<Result<Vec<_>>>()
        };
        taken.groups = out.iter().map(|r| self.groups[*r as usize]).collect();
        self.groups = rest.iter().map(|r| self.groups[*r as usize] - count as u32).collect();
        taken.chunks = vec![pick(out)?];
        let rest = pick(rest)?;
        self.held = bytes_of(&rest);
        self.chunks = vec![rest];
        self.total -= count;
        self.compacted = self.groups.len();
        Ok(taken)
    }

    fn finish(&mut self) -> Result<ArrayRef> {
        let rows = self.arranged()?;
        self.body.finish.finish(&rows)
    }

    fn save(&mut self) -> Result<Vec<ArrayRef>> {
        let rows = self.arranged()?;
        let offsets = OffsetBuffer::from_lengths(rows.offsets.windows(2).map(|w| w[1] - w[0]));
        let lists = rows.columns.into_iter().map(|column| {
            Ok(Arc::new(ListArray::try_new(item(column.data_type()), offsets.clone(), column, None)?) as ArrayRef)
        });
        lists.collect()
    }

    fn load(&mut self, saved: &[ArrayRef], groups: impl Fn(usize) -> usize) -> Result<()> {
        let Some(first) = saved.first().and_then(|c| c.as_list_opt::<i32>()) else {
            return Err(TrinoError::internal("saved rows are no list"));
        };
        let mut owners = Vec::new();
        for row in 0..first.len() {
            owners.extend(std::iter::repeat_n(groups(row), first.value_length(row) as usize));
        }
        let mut columns = Vec::with_capacity(saved.len());
        for column in saved {
            let Some(list) = column.as_list_opt::<i32>() else {
                return Err(TrinoError::internal("saved rows are no list"));
            };
            let start = list.value_offsets()[0] as usize;
            let end = list.value_offsets()[list.len()] as usize;
            columns.push(list.values().slice(start, end - start));
        }
        self.push(&columns, owners.into_iter())
    }

    fn bytes(&self) -> usize {
        self.held + self.groups.capacity() * 4
    }

    fn drop_front(&mut self, count: usize) {
        let count = count.min(self.groups.len());
        self.groups.drain(..count);
        let mut left = count;
        while left > 0 {
            let Some(chunk) = self.chunks.first_mut() else { return };
            let len = chunk.first().map_or(0, |c| c.len());
            self.held = self.held.saturating_sub(bytes_of(chunk));
            if len > left {
                chunk.iter_mut().for_each(|c| *c = c.slice(left, len - left));
                self.held += bytes_of(chunk);
                return;
            }
            left -= len;
            self.chunks.remove(0);
        }
    }
}

impl Accumulator for Gathered {
    fn update_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        let len = values.first().map_or(0, |v| v.len());
        self.push(values, std::iter::repeat_n(0, len)).map_err(engine_error)
    }

    fn evaluate(&mut self) -> EngineResult<ScalarValue> {
        let column = self.finish().map_err(engine_error)?;
        ScalarValue::try_from_array(&column, 0)
    }

    fn size(&self) -> usize {
        self.bytes()
    }

    fn state(&mut self) -> EngineResult<Vec<ScalarValue>> {
        let columns = self.save().map_err(engine_error)?;
        columns.iter().map(|c| ScalarValue::try_from_array(c, 0)).collect()
    }

    fn merge_batch(&mut self, saved: &[ArrayRef]) -> EngineResult<()> {
        self.load(saved, |_| 0).map_err(engine_error)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> EngineResult<()> {
        self.drop_front(values.first().map_or(0, |v| v.len()));
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}

impl GroupsAccumulator for Gathered {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        opt_filter: Option<&BooleanArray>,
        total: usize,
    ) -> EngineResult<()> {
        self.total = self.total.max(total);
        let Some(mask) = opt_filter else {
            return self.push(values, groups.iter().copied()).map_err(engine_error);
        };
        let kept = values.iter().map(|v| filter(v, mask)).collect::<std::result::Result<Vec<_>, _>>()?;
        let keep = |row: &usize| mask.is_valid(*row) && mask.value(*row);
        let groups = (0..groups.len()).filter(keep).map(|row| groups[row]);
        self.push(&kept, groups).map_err(engine_error)
    }

    fn evaluate(&mut self, emit: EmitTo) -> EngineResult<ArrayRef> {
        self.split(emit).and_then(|mut taken| taken.finish()).map_err(engine_error)
    }

    fn state(&mut self, emit: EmitTo) -> EngineResult<Vec<ArrayRef>> {
        self.split(emit).and_then(|mut taken| taken.save()).map_err(engine_error)
    }

    fn merge_batch(&mut self, saved: &[ArrayRef], groups: &[usize], total: usize) -> EngineResult<()> {
        self.total = self.total.max(total);
        self.load(saved, |row| groups[row]).map_err(engine_error)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> EngineResult<Vec<ArrayRef>> {
        let len = values.first().map_or(0, |v| v.len());
        let mut single = Self::new(Arc::clone(&self.body), len);
        let own: Vec<usize> = (0..len).collect();
        GroupsAccumulator::update_batch(&mut single, values, &own, filter, len)?;
        single.save().map_err(engine_error)
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}
