//! The conditions of pattern variables in one partition.
//!
//! A condition that looks at the row itself and at rows a fixed distance away is evaluated for all rows at once.
//! One that looks at the match is evaluated for each way to match.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, StringViewArray, UInt32Array};
use arrow::compute::take;
use boathouse_types::{Result, TrinoError};

use super::compiled::{Compiled, CompiledAggregate, Expressions};
use super::matcher::{Conditions, Labels, LastLabels};
use super::program::Label;
use super::spec::{AggregateInputKind, AggregateLeaf, LeafKind, Navigation, Spec, has};

/// A partition: its rows, by column name.
pub(crate) struct Partition<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) expressions: &'a Expressions,
    pub(crate) batch: &'a arrow::array::RecordBatch,
}

impl Partition<'_> {
    pub(crate) fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    pub(crate) fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.batch.column_by_name(name).ok_or_else(|| TrinoError::internal(format!("there is no column {name}")))
    }

    /// The name CLASSIFIER shows.
    pub(crate) fn name(&self, label: Label) -> &str {
        self.spec.labels.get(usize::from(label)).map_or("", String::as_str)
    }

    /// The inputs of an aggregate in rows of a match.
    pub(crate) fn inputs(
        &self,
        aggregate: &AggregateLeaf,
        start: usize,
        places: &[usize],
        labels: &[Label],
        number: i64,
    ) -> Result<Vec<ArrayRef>> {
        let rows = UInt32Array::from_iter_values(places.iter().map(|place| (start + place) as u32));
        let inputs = aggregate.inputs.iter().map(|input| match &input.kind {
            AggregateInputKind::Column(name) => Ok(take(self.column(name)?, &rows, None)?),
            AggregateInputKind::Classifier => {
                let names = places.iter().map(|place| Some(self.name(labels[*place])));
                Ok(Arc::new(names.collect::<StringViewArray>()) as ArrayRef)
            }
            AggregateInputKind::MatchNumber => Ok(Arc::new(Int64Array::from(vec![number; places.len()])) as ArrayRef),
        });
        inputs.collect()
    }
}

/// The row a navigation means, of a match that begins at `start`; `current` is a place in `labels`.
pub(crate) fn row_of(
    navigation: &Navigation,
    start: usize,
    labels: &[Label],
    current: Option<usize>,
    search: &Range<usize>,
) -> Option<usize> {
    let end = if navigation.whole { labels.len() } else { current? + 1 };
    let mut places = labels[..end].iter().enumerate().filter(|(_, label)| has(&navigation.labels, **label));
    let (place, _) = match navigation.first {
        true => places.nth(navigation.offset)?,
        false => places.rev().nth(navigation.offset)?,
    };
    let row = i64::try_from(start + place).ok()?.checked_add(navigation.rows)?;
    usize::try_from(row).ok().filter(|row| search.contains(row))
}

enum Condition<'a> {
    Always,
    Known(Known<'a>),
    Open(&'a Compiled),
}

/// A condition known for every row.
struct Known<'a> {
    compiled: &'a Compiled,
    values: BooleanArray,
    /// How far it looks back and ahead.
    reach: (usize, usize),
    /// The same where the search reaches only so many rows back and ahead; nothing where that cannot be evaluated.
    cut: HashMap<(usize, usize), Option<BooleanArray>>,
}

/// Most of such cuts.
const CUTS_MAX: usize = 64;

/// The conditions of all variables.
pub(crate) struct PartitionConditions<'a> {
    partition: &'a Partition<'a>,
    conditions: Vec<Condition<'a>>,
    /// The number the next match will have.
    pub(crate) number: i64,
    /// The rows a match may look at.
    pub(crate) search: Range<usize>,
    last: LastLabels,
}

impl<'a> PartitionConditions<'a> {
    pub(crate) fn new(partition: &'a Partition<'a>) -> Result<Self> {
        let mut conditions = Vec::new();
        for (label, definition) in partition.expressions.definitions.iter().enumerate() {
            conditions.push(match definition {
                None => Condition::Always,
                Some(compiled) => match known(partition, compiled, label as Label, UNCUT)? {
                    Some(values) => {
                        let reach = reach(partition.spec, compiled);
                        Condition::Known(Known { compiled, values, reach, cut: HashMap::new() })
                    }
                    None => Condition::Open(compiled),
                },
            });
        }
        Ok(Self { partition, conditions, number: 1, search: 0..partition.rows(), last: LastLabels::default() })
    }

    /// How far before the row where a match begins its conditions may look.
    pub(crate) fn reach_back(&self) -> usize {
        let compiled = self.partition.expressions.definitions.iter().flatten();
        compiled.map(|compiled| reach(self.partition.spec, compiled).0).max().unwrap_or(0)
    }

    /// Whether a known condition holds, as far as the search reaches; nothing when that is to be found out.
    fn known(&mut self, row: usize, label: Label) -> Result<Option<bool>> {
        let (partition, search) = (self.partition, &self.search);
        let Some(Condition::Known(known)) = self.conditions.get_mut(usize::from(label)) else { return Ok(None) };
        let within = (row.saturating_sub(search.start), search.end.saturating_sub(row + 1));
        let whole = *search == (0..partition.rows());
        if whole || (within.0 >= known.reach.0 && within.1 >= known.reach.1) {
            return Ok(Some(known.values.is_valid(row) && known.values.value(row)));
        }
        let cut = (within.0.min(known.reach.0), within.1.min(known.reach.1));
        if known.cut.len() >= CUTS_MAX && !known.cut.contains_key(&cut) {
            return Ok(None);
        }
        let values = match known.cut.entry(cut) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(self::known(partition, known.compiled, label, cut)?),
        };
        Ok(values.as_ref().map(|values| values.is_valid(row) && values.value(row)))
    }

    fn evaluate(&self, compiled: &Compiled, start: usize) -> Result<bool> {
        let partition = self.partition;
        let (labels, search) = (self.last.labels(), &self.search);
        let current = labels.len().checked_sub(1);
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(compiled.leaves.len());
        for leaf in &compiled.leaves {
            columns.push(match &partition.spec.leaves[*leaf].kind {
                LeafKind::Column(name, navigation) => {
                    let row = row_of(navigation, start, labels, current, search).map(|row| row as u32);
                    take(partition.column(name)?, &UInt32Array::from(vec![row]), None)?
                }
                LeafKind::Classifier(navigation) => {
                    let row = row_of(navigation, start, labels, current, search);
                    let label = row.and_then(|row| labels.get(row.checked_sub(start)?));
                    Arc::new(StringViewArray::from(vec![label.map(|label| partition.name(*label))]))
                }
                LeafKind::MatchNumber => Arc::new(Int64Array::from(vec![self.number])),
                LeafKind::Aggregate(aggregate) => self.aggregate(*leaf, aggregate, start)?,
            });
        }
        let value = compiled.evaluate(columns, 1)?;
        let value = value.as_boolean_opt().ok_or_else(|| TrinoError::internal("a condition is no truth value"))?;
        Ok(value.is_valid(0) && value.value(0))
    }

    fn aggregate(&self, leaf: usize, aggregate: &AggregateLeaf, start: usize) -> Result<ArrayRef> {
        let (partition, labels) = (self.partition, self.last.labels());
        let compiled = partition.expressions.aggregates[leaf].as_ref();
        let compiled = compiled.ok_or_else(|| TrinoError::internal("an aggregate was lost"))?;
        let places: Vec<usize> = (0..labels.len()).filter(|i| has(&aggregate.labels, labels[*i])).collect();
        let inputs = partition.inputs(aggregate, start, &places, labels, self.number)?;
        let mut accumulator = compiled.start()?;
        compiled.add(accumulator.as_mut(), inputs, places.len())?;
        let value = CompiledAggregate::value(accumulator.as_mut())?;
        value.to_array().map_err(boathouse_functions::trino_error)
    }
}

/// No cut.
const UNCUT: (usize, usize) = (usize::MAX, usize::MAX);

/// How far a condition looks back and ahead of a row.
fn reach(spec: &Spec, compiled: &Compiled) -> (usize, usize) {
    let mut reach = (0, 0);
    for leaf in &compiled.leaves {
        if let LeafKind::Column(_, navigation) | LeafKind::Classifier(navigation) = &spec.leaves[*leaf].kind {
            let distance = usize::try_from(navigation.rows.unsigned_abs()).unwrap_or(usize::MAX);
            let side = if navigation.rows < 0 { &mut reach.0 } else { &mut reach.1 };
            *side = distance.max(*side);
        }
    }
    reach
}

/// The condition of a variable for all rows, where it does not look at the match. It sees so many rows back and
/// ahead.
fn known(
    partition: &Partition<'_>,
    compiled: &Compiled,
    label: Label,
    (back, ahead): (usize, usize),
) -> Result<Option<BooleanArray>> {
    let rows = partition.rows();
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(compiled.leaves.len());
    for leaf in &compiled.leaves {
        match &partition.spec.leaves[*leaf].kind {
            LeafKind::Column(name, navigation) if is_current(navigation, label) => {
                let column = partition.column(name)?;
                if navigation.rows == 0 {
                    columns.push(Arc::clone(column));
                    continue;
                }
                let distance = usize::try_from(navigation.rows.unsigned_abs()).unwrap_or(usize::MAX);
                let seen = distance <= if navigation.rows < 0 { back } else { ahead };
                let places = (0..rows as i64).map(|row| {
                    let row = if seen { row } else { i64::MAX };
                    row.checked_add(navigation.rows).filter(|row| (0..rows as i64).contains(row)).map(|row| row as u32)
                });
                columns.push(take(column, &places.collect::<UInt32Array>(), None)?);
            }
            LeafKind::Classifier(navigation) if is_current(navigation, label) && navigation.rows == 0 => {
                columns.push(Arc::new(StringViewArray::from(vec![partition.name(label); rows])));
            }
            _ => return Ok(None),
        }
    }
    match compiled.evaluate(columns, rows) {
        Ok(values) => {
            let values = values.as_boolean_opt().cloned();
            values.ok_or_else(|| TrinoError::internal("a condition is no truth value")).map(Some)
        }
        // The row that fails may be one that no match comes to.
        Err(error) if error.is_caught_by_try() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the row that is asked for is the one being tested for the variable.
fn is_current(navigation: &Navigation, label: Label) -> bool {
    !navigation.first && navigation.offset == 0 && has(&navigation.labels, label)
}

impl Conditions for PartitionConditions<'_> {
    fn begin(&mut self) {
        self.last = LastLabels::default();
    }

    fn holds(&mut self, start: usize, row: usize, labels: &Labels<'_>, label: Label) -> Result<bool> {
        if let Some(known) = self.known(row, label)? {
            return Ok(known);
        }
        let compiled = match &self.conditions[usize::from(label)] {
            Condition::Always => return Ok(true),
            Condition::Known(known) => known.compiled,
            Condition::Open(compiled) => *compiled,
        };
        self.last.follow(labels);
        self.evaluate(compiled, start)
    }

    fn memory(&self, labels: &Labels<'_>) -> Vec<u32> {
        let labels = labels.to_vec();
        let mut memory = Vec::new();
        let compiled = self.conditions.iter().filter_map(|condition| match condition {
            Condition::Open(compiled) => Some(&compiled.leaves),
            _ => None,
        });
        for leaf in compiled.flatten() {
            remember(&self.partition.spec.leaves[*leaf].kind, &labels, &mut memory);
            memory.push(u32::MAX);
        }
        memory
    }

    fn remembers(&self) -> bool {
        self.conditions.iter().any(|condition| matches!(condition, Condition::Open(_)))
    }
}

/// What of the variables so far a leaf can come to depend on. Of all rows the last one will be another by then.
fn remember(kind: &LeafKind, labels: &[Label], memory: &mut Vec<u32>) {
    let places = |of: &super::spec::Labels| {
        let found = labels.iter().enumerate().filter(|(_, label)| has(of, **label)).map(|(i, _)| i as u32);
        found.collect::<Vec<_>>()
    };
    match kind {
        LeafKind::MatchNumber => {}
        LeafKind::Column(_, navigation) if navigation.labels.is_none() => {}
        LeafKind::Column(_, navigation) => {
            let places = places(&navigation.labels);
            let count = (navigation.offset + 1).min(places.len());
            memory.extend(if navigation.first { &places[..count] } else { &places[places.len() - count..] });
        }
        LeafKind::Classifier(navigation) => {
            let own =
                navigation.labels.is_none() && !navigation.first && navigation.offset == 0 && navigation.rows == 0;
            if !own {
                memory.extend(labels.iter().map(|label| u32::from(*label)));
            }
        }
        LeafKind::Aggregate(aggregate) => {
            if aggregate.labels.is_some() {
                memory.extend(places(&aggregate.labels));
            }
            if aggregate.inputs.iter().any(|input| input.kind == AggregateInputKind::Classifier) {
                memory.extend(labels.iter().map(|label| u32::from(*label)));
            }
        }
    }
}
