//! Window functions over frames the engine has no notion of: bounds that differ from row to row, and ranges over any
//! type. The bounds come as arguments, and the frame of each row is found here.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, UInt32Array};
use arrow::compute::{SortOptions, filter, take};
use arrow::datatypes::Int64Type;
use arrow::row::{RowConverter, Rows, SortField};
use arrow_schema::{DataType, Field, FieldRef, Schema};
use boathouse_functions::engine_error;
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{AggregateUDF, PartitionEvaluator, Signature, Volatility, WindowUDF, WindowUDFImpl};

use super::sliding::Call;

/// What is computed over each frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum FrameFunction {
    Aggregate(Arc<AggregateUDF>),
    FirstValue,
    LastValue,
    /// Its second argument is the place.
    NthValue,
}

impl FrameFunction {
    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Aggregate(inner) => inner.name(),
            Self::FirstValue => "first_value",
            Self::LastValue => "last_value",
            Self::NthValue => "nth_value",
        }
    }
}

/// What a frame counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FrameUnits {
    Rows,
    Groups,
    Range,
}

/// One end of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FrameEnd {
    UnboundedPreceding,
    /// Rows or groups back; for ranges the argument is where the range begins.
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}

impl FrameEnd {
    fn has_offset(self) -> bool {
        matches!(self, Self::Preceding | Self::Following)
    }
}

/// A window function over such frames. Arguments: the function's own, the FILTER when there is one, all sort keys,
/// then for each end with an offset its value, and for ranges whether
/// each of them is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Framed {
    pub(crate) function: FrameFunction,
    /// Arguments of the function itself.
    pub(crate) arguments: usize,
    pub(crate) filtered: bool,
    /// For each sort key whether it descends, and whether NULLs come first.
    pub(crate) order: Vec<(bool, bool)>,
    pub(crate) units: FrameUnits,
    pub(crate) start: FrameEnd,
    pub(crate) end: FrameEnd,
    pub(crate) returns: DataType,
    pub(crate) ignore_nulls: bool,
}

/// The engine's function.
pub(crate) fn framed(spec: Framed) -> Arc<WindowUDF> {
    Arc::new(WindowUDF::from(FramedUdwf { spec, signature: Signature::user_defined(Volatility::Immutable) }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct FramedUdwf {
    pub(crate) spec: Framed,
    signature: Signature,
}

impl WindowUDFImpl for FramedUdwf {
    fn name(&self) -> &str {
        self.spec.function.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> EngineResult<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), self.spec.returns.clone(), true)))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> EngineResult<Box<dyn PartitionEvaluator>> {
        let count = self.spec.arguments;
        let call = match &self.spec.function {
            FrameFunction::Aggregate(inner) => {
                let fields = args.input_fields().iter().take(count).cloned().collect::<Vec<_>>();
                Some(Call {
                    inner: Arc::clone(inner),
                    returns: Arc::new(Field::new(inner.name(), self.spec.returns.clone(), true)),
                    schema: Schema::new(fields.clone()),
                    name: inner.name().to_owned(),
                    exprs: args.input_exprs().iter().take(count).cloned().collect(),
                    fields,
                })
            }
            _ => None,
        };
        Ok(Box::new(Evaluator { spec: self.spec.clone(), call }))
    }
}

#[derive(Debug)]
struct Evaluator {
    spec: Framed,
    call: Option<Call>,
}

impl PartitionEvaluator for Evaluator {
    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> EngineResult<ArrayRef> {
        let frames = Frames::new(&self.spec, values, rows).and_then(|f| f.all()).map_err(engine_error)?;
        match &self.call {
            Some(call) => self.aggregates(call, values, &frames),
            None => {
                let (function, ignore_nulls) = (&self.spec.function, self.spec.ignore_nulls);
                frame_values(function, ignore_nulls, values, frames.into_iter().enumerate()).map_err(engine_error)
            }
        }
    }
}

impl Evaluator {
    fn aggregates(&self, call: &Call, values: &[ArrayRef], frames: &[Range<usize>]) -> EngineResult<ArrayRef> {
        let arguments = &values[..self.spec.arguments];
        let mask = self.spec.filtered.then(|| values[self.spec.arguments].as_boolean());
        let mut results = Vec::with_capacity(frames.len());
        for frame in frames {
            let mut accumulator = call.inner.accumulator(call.args())?;
            let slices: Vec<ArrayRef> = arguments.iter().map(|a| a.slice(frame.start, frame.len())).collect();
            let slices = match mask {
                Some(mask) => {
                    let mask: BooleanArray = mask.slice(frame.start, frame.len());
                    slices.iter().map(|s| Ok(filter(s, &mask)?)).collect::<EngineResult<Vec<_>>>()?
                }
                None => slices,
            };
            if slices.first().is_some_and(|s| !s.is_empty()) {
                accumulator.update_batch(&slices)?;
            }
            results.push(accumulator.evaluate()?);
        }
        if results.is_empty() {
            return Ok(arrow::array::new_empty_array(&self.spec.returns));
        }
        ScalarValue::iter_to_array(results)
    }
}

/// One of the values in each row's frame; the second column is the place `nth_value` wants.
pub(crate) fn frame_values(
    function: &FrameFunction,
    ignore_nulls: bool,
    columns: &[ArrayRef],
    frames: impl Iterator<Item = (usize, Range<usize>)>,
) -> Result<ArrayRef> {
    let missing = || TrinoError::internal("a window function lacks an argument");
    let column = columns.first().ok_or_else(missing)?;
    let nth = *function == FrameFunction::NthValue;
    let places = if nth { columns.get(1).and_then(|c| c.as_primitive_opt::<Int64Type>()) } else { None };
    if nth && places.is_none() {
        return Err(missing());
    }
    let mut chosen = Vec::new();
    for (row, mut frame) in frames {
        let counts = |i: &usize| !ignore_nulls || column.is_valid(*i);
        let found = match (function, places) {
            (FrameFunction::LastValue, _) => frame.rev().find(counts),
            (FrameFunction::NthValue, Some(places)) if places.is_null(row) => None,
            (FrameFunction::NthValue, Some(places)) => {
                let place = usize::try_from(places.value(row)).ok().filter(|n| *n > 0);
                let place = place.ok_or_else(|| TrinoError::invalid_argument("Offset must be at least 1"))?;
                if ignore_nulls { frame.filter(counts).nth(place - 1) } else { frame.nth(place - 1) }
            }
            _ => frame.find(counts),
        };
        chosen.push(found.and_then(|i| u32::try_from(i).ok()));
    }
    Ok(take(column, &UInt32Array::from(chosen), None)?)
}

/// The frames of a partition.
struct Frames<'a> {
    spec: &'a Framed,
    rows: usize,
    /// First row of each peer group, and the end.
    groups: Vec<usize>,
    /// The group of each row.
    group_of: Vec<usize>,
    keys: Option<Rows>,
    key: Option<&'a ArrayRef>,
    start: Option<&'a ArrayRef>,
    end: Option<&'a ArrayRef>,
    /// For ranges, whether the offsets of a row can be offsets.
    valid: [Option<&'a BooleanArray>; 2],
    start_rows: Option<Rows>,
    end_rows: Option<Rows>,
}

impl<'a> Frames<'a> {
    fn new(spec: &'a Framed, values: &'a [ArrayRef], rows: usize) -> Result<Self> {
        let mut at = spec.arguments + usize::from(spec.filtered);
        let missing = || TrinoError::internal("a window frame lacks an argument");
        let sorted = values.get(at..at + spec.order.len()).ok_or_else(missing)?;
        at += spec.order.len();
        let mut next = |wanted: bool| -> Result<Option<&'a ArrayRef>> {
            if !wanted {
                return Ok(None);
            }
            at += 1;
            values.get(at - 1).map(Some).ok_or_else(missing)
        };
        let start = next(spec.start.has_offset())?;
        let end = next(spec.end.has_offset())?;
        let ranges = spec.units == FrameUnits::Range;
        let valid = [next(ranges && start.is_some())?, next(ranges && end.is_some())?];
        let valid = valid.map(|column| column.and_then(|column| column.as_boolean_opt()));
        let options = |(descending, nulls_first): (bool, bool)| SortOptions { descending, nulls_first };
        let fields = sorted.iter().zip(&spec.order);
        let fields: Vec<_> =
            fields.map(|(c, o)| SortField::new_with_options(c.data_type().clone(), options(*o))).collect();
        let (mut keys, mut start_rows, mut end_rows) = (None, None, None);
        if !fields.is_empty() {
            let converter = RowConverter::new(fields)?;
            keys = Some(converter.convert_columns(sorted)?);
            if spec.units == FrameUnits::Range {
                start_rows = start.map(|c| converter.convert_columns(&[Arc::clone(c)])).transpose()?;
                end_rows = end.map(|c| converter.convert_columns(&[Arc::clone(c)])).transpose()?;
            }
        }
        let mut frames = Self {
            spec,
            rows,
            groups: Vec::new(),
            group_of: Vec::with_capacity(rows),
            keys,
            key: sorted.first(),
            start,
            end,
            valid,
            start_rows,
            end_rows,
        };
        for row in 0..rows {
            let fresh = row == 0 || frames.keys.as_ref().is_some_and(|keys| keys.row(row) != keys.row(row - 1));
            if fresh {
                frames.groups.push(row);
            }
            frames.group_of.push(frames.groups.len() - 1);
        }
        frames.groups.push(rows);
        Ok(frames)
    }

    fn all(&self) -> Result<Vec<Range<usize>>> {
        (0..self.rows)
            .map(|row| {
                let start = self.bound(row, self.spec.start, self.start, self.start_rows.as_ref(), true)?;
                let end = self.bound(row, self.spec.end, self.end, self.end_rows.as_ref(), false)?;
                Ok(start..end.max(start))
            })
            .collect()
    }

    /// The first row of the frame, or the row behind its last.
    fn bound(
        &self,
        row: usize,
        end: FrameEnd,
        offsets: Option<&ArrayRef>,
        targets: Option<&Rows>,
        first: bool,
    ) -> Result<usize> {
        let group = self.group_of[row];
        let current = match (self.spec.units, first) {
            (FrameUnits::Rows, true) => row,
            (FrameUnits::Rows, false) => row + 1,
            (_, true) => self.groups[group],
            (_, false) => self.groups[group + 1],
        };
        match end {
            FrameEnd::UnboundedPreceding => return Ok(0),
            FrameEnd::UnboundedFollowing => return Ok(self.rows),
            FrameEnd::CurrentRow => return Ok(current),
            FrameEnd::Preceding | FrameEnd::Following => {}
        }
        if self.spec.units == FrameUnits::Range {
            let valid = self.valid[usize::from(!first)];
            if valid.is_some_and(|valid| valid.is_null(row) || !valid.value(row)) {
                return Err(negative());
            }
            // A row without a key is in a frame with its peers.
            if self.key.is_some_and(|key| key.is_null(row)) {
                return Ok(current);
            }
            let (Some(keys), Some(targets)) = (&self.keys, targets) else { return Ok(current) };
            if offsets.is_some_and(|o| o.is_null(row)) {
                return Err(negative());
            }
            let target = targets.row(row);
            let mut low = 0;
            let mut high = self.rows;
            while low < high {
                let middle = (low + high) / 2;
                let before = if first { keys.row(middle) < target } else { keys.row(middle) <= target };
                if before { low = middle + 1 } else { high = middle }
            }
            return Ok(low);
        }
        let Some(offsets) = offsets else { return Ok(current) };
        let offsets = offsets.as_primitive::<Int64Type>();
        let offset = if offsets.is_null(row) { None } else { usize::try_from(offsets.value(row)).ok() };
        let offset = offset.ok_or_else(negative)?;
        Ok(match (self.spec.units, end) {
            (FrameUnits::Rows, FrameEnd::Preceding) if first => row.saturating_sub(offset),
            (FrameUnits::Rows, FrameEnd::Preceding) => (row + 1).saturating_sub(offset),
            (FrameUnits::Rows, _) => current.saturating_add(offset).min(self.rows),
            (_, FrameEnd::Preceding) if first => self.groups[group.saturating_sub(offset)],
            (_, FrameEnd::Preceding) => group.checked_sub(offset).map_or(0, |g| self.groups[g + 1]),
            (_, _) if first => self.groups[group.saturating_add(offset).min(self.groups.len() - 1)],
            _ => self.groups[group.saturating_add(offset).saturating_add(1).min(self.groups.len() - 1)],
        })
    }
}

/// The error of an offset no frame can have.
pub(crate) fn negative() -> TrinoError {
    let text = "Window frame offset value must not be negative or null";
    TrinoError::new(ErrorCode::InvalidWindowFrame, text)
}
