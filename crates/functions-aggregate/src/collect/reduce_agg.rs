//! `reduce_agg`: an aggregate made of two lambdas.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt32Array, new_empty_array};
use arrow::buffer::NullBuffer;
use arrow::compute::{concat, interleave, take};
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example, Lambda, LambdaCall};
use boathouse_types::{Result, TrinoError, Type};

use crate::columns::column;
use crate::engine::{Arranged, Finish, TrinoAggregate};

/// Values folded one by one before a group is cut into lanes that are folded side by side.
const LANE_ROWS: usize = 1024;

pub(crate) const REDUCE_AGG: Aggregate = Aggregate {
    name: "reduce_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "All values folded into a state by one lambda; a second one joins states of parts.",
    examples: &[Example {
        sql: "SELECT reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) FROM (VALUES 1, 2, 3) t(x)",
        result: "6",
    }],
    overloads: &[AggregateOverload {
        signature: "<T, S> reduce_agg(T, S, function(S,T,S), function(S,S,S)) -> S",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_rows("reduce_agg", bound, Reduce::of(bound)?)),
    }],
    order_sensitive: true,
};

#[derive(Debug)]
struct Reduce {
    input: Arc<Lambda>,
    combine: Arc<Lambda>,
}

impl Reduce {
    fn of(bound: &Bound) -> Result<Self> {
        if !matches!(bound.returns, Type::BigInt | Type::Double | Type::Boolean) && !is_supported(&bound.returns) {
            let text = format!("State type not supported for reduce_agg: {}", bound.returns);
            return Err(TrinoError::not_supported(text));
        }
        let lambda = |i: usize| {
            let lambda = bound.lambdas.get(i).cloned();
            lambda.ok_or_else(|| TrinoError::internal(format!("reduce_agg has no lambda {i}")))
        };
        let (input, combine) = (lambda(0)?, lambda(1)?);
        if !input.captures().is_empty() || !combine.captures().is_empty() {
            return Err(TrinoError::not_supported("reduce_agg with lambdas that use columns of the query"));
        }
        Ok(Self { input, combine })
    }
}

/// Trino keeps states of types it holds in a long, a double or a boolean.
fn is_supported(data_type: &Type) -> bool {
    data_type.is_integer()
        || data_type.is_short_decimal()
        || matches!(data_type, Type::Real | Type::Date | Type::Time(_) | Type::IntervalDayToSecond)
        || matches!(data_type, Type::IntervalYearToMonth | Type::Timestamp(..=6) | Type::Color)
}

/// Rows of a group that are folded one after the other.
struct Lane {
    group: usize,
    rows: Vec<u32>,
}

impl Finish for Reduce {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let (values, initial) = (column(&rows.columns, 0)?, column(&rows.columns, 1)?);
        let nulls = NullBuffer::union(values.logical_nulls().as_ref(), initial.logical_nulls().as_ref());
        let mut lanes = Vec::new();
        for (group, window) in rows.offsets.windows(2).enumerate() {
            let valid = |row: &usize| nulls.as_ref().is_none_or(|n| n.is_valid(*row));
            let places: Vec<u32> = (window[0]..window[1]).filter(valid).map(|row| row as u32).collect();
            let length = LANE_ROWS.max(places.len().isqrt());
            lanes.extend(places.chunks(length).map(|rows| Lane { group, rows: rows.to_vec() }));
        }
        let total = rows.offsets.len() - 1;
        if lanes.is_empty() {
            return Ok(arrow::array::new_null_array(initial.data_type(), total));
        }
        let states = self.fold(&lanes, values, initial)?;
        let owners = lanes.iter().map(|lane| lane.group).collect();
        let (owners, states) = self.join(owners, states)?;
        let mut places = vec![None; total];
        for (i, group) in owners.iter().enumerate() {
            places[*group] = Some(i as u32);
        }
        Ok(take(&states, &UInt32Array::from(places), None)?)
    }
}

impl Reduce {
    /// The state of each lane.
    fn fold(&self, lanes: &[Lane], values: &ArrayRef, initial: &ArrayRef) -> Result<ArrayRef> {
        let starts: UInt32Array = lanes.iter().map(|lane| lane.rows.first().copied()).collect();
        let mut states = take(initial, &starts, None)?;
        let longest = lanes.iter().map(|lane| lane.rows.len()).max().unwrap_or(0);
        for step in 0..longest {
            let active: Vec<u32> =
                lanes.iter().enumerate().filter(|(_, l)| l.rows.len() > step).map(|(i, _)| i as u32).collect();
            let rows: UInt32Array = active.iter().map(|i| lanes[*i as usize].rows.get(step).copied()).collect();
            let picked = UInt32Array::from(active.clone());
            let next = self.call(&self.input, take(&states, &picked, None)?, take(values, &rows, None)?)?;
            states = if active.len() == lanes.len() { next } else { replace(&states, &next, &active)? };
        }
        Ok(states)
    }

    /// Joins the states of a group's lanes until each group has one.
    fn join(&self, mut owners: Vec<usize>, mut states: ArrayRef) -> Result<(Vec<usize>, ArrayRef)> {
        loop {
            // Neighbours of one group are joined in pairs, which keeps the lanes in order.
            let (mut lefts, mut rights, mut pairs, mut singles) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let mut i = 0;
            while i < owners.len() {
                if owners.get(i + 1) == Some(&owners[i]) {
                    lefts.push(i as u32);
                    rights.push(i as u32 + 1);
                    pairs.push(owners[i]);
                    i += 2;
                } else {
                    singles.push((owners[i], i as u32));
                    i += 1;
                }
            }
            if pairs.is_empty() {
                return Ok((owners, states));
            }
            let left = take(&states, &UInt32Array::from(lefts), None)?;
            let right = take(&states, &UInt32Array::from(rights), None)?;
            let joined = self.call(&self.combine, left, right)?;
            let alone: UInt32Array = singles.iter().map(|(_, i)| Some(*i)).collect();
            let alone = take(&states, &alone, None)?;
            // A lane without a partner is the last of its group, so a stable sort by group keeps the order.
            let mut order: Vec<(usize, u32)> = pairs.iter().enumerate().map(|(i, g)| (*g, i as u32)).collect();
            order.extend(singles.iter().enumerate().map(|(i, (g, _))| (*g, (pairs.len() + i) as u32)));
            order.sort_by_key(|(group, _)| *group);
            let both = concat(&[joined.as_ref(), alone.as_ref()])?;
            let places: UInt32Array = order.iter().map(|(_, i)| Some(*i)).collect();
            states = take(&both, &places, None)?;
            owners = order.into_iter().map(|(group, _)| group).collect();
        }
    }

    fn call(&self, lambda: &Arc<Lambda>, left: ArrayRef, right: ArrayRef) -> Result<ArrayRef> {
        let rows = left.len();
        let outer = UInt32Array::from(vec![0; rows]);
        let result = LambdaCall::new(Arc::clone(lambda), Vec::new(), rows).call(&[left, right], &outer)?;
        if result.null_count() > 0 {
            return Err(TrinoError::invalid_argument("reduce_agg: the lambda returned NULL"));
        }
        Ok(result)
    }
}

/// `states` with those at `places` replaced.
fn replace(states: &ArrayRef, next: &ArrayRef, places: &[u32]) -> Result<ArrayRef> {
    if states.is_empty() {
        return Ok(new_empty_array(states.data_type()));
    }
    let mut picks: Vec<(usize, usize)> = (0..states.len()).map(|i| (0, i)).collect();
    for (i, place) in places.iter().enumerate() {
        picks[*place as usize] = (1, i);
    }
    Ok(interleave(&[states.as_ref(), next.as_ref()], &picks)?)
}
