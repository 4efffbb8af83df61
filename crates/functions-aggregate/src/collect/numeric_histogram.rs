//! `numeric_histogram`: so many buckets of numbers, each its mean and weight.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::Int64Type;
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::AggregateUDF;

use crate::columns::{doubles, maps, primitive};
use crate::engine::{Arranged, Finish, TrinoAggregate};

/// Values taken in between two joinings of buckets.
const BUFFER: usize = 100;

pub(crate) const NUMERIC_HISTOGRAM: Aggregate = Aggregate {
    name: "numeric_histogram",
    aliases: &[],
    category: Category::Aggregate,
    description: "At most so many buckets of the values: the mean of each, and how many values it has.",
    examples: &[Example {
        sql: "SELECT numeric_histogram(2, x) FROM (VALUES 1e0, 2e0, 10e0) t(x)",
        result: "{1.5=2.0, 10.0=1.0}",
    }],
    overloads: &[
        AggregateOverload {
            signature: "numeric_histogram(bigint, double) -> map(double,double)",
            returns: None,
            function: histogram,
        },
        AggregateOverload {
            signature: "numeric_histogram(bigint, double, double) -> map(double,double)",
            returns: None,
            function: histogram,
        },
        AggregateOverload {
            signature: "numeric_histogram(bigint, real) -> map(real,real)",
            returns: None,
            function: histogram,
        },
        AggregateOverload {
            signature: "numeric_histogram(bigint, real, double) -> map(real,real)",
            returns: None,
            function: histogram,
        },
    ],
    order_sensitive: false,
};

fn histogram(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    Ok(TrinoAggregate::of_rows("numeric_histogram", bound, Buckets(bound.returns.clone())))
}

#[derive(Debug)]
struct Buckets(Type);

/// A mean and its weight.
type Bucket = (f64, f64);

impl Finish for Buckets {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let counts = primitive::<Int64Type>(&rows.columns, 0)?;
        let values = doubles(&rows.columns, 1)?;
        let weights = if rows.columns.len() > 2 { Some(doubles(&rows.columns, 2)?) } else { None };
        let (mut means, mut masses, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        for window in rows.offsets.windows(2) {
            let weighted = |r: usize| weights.as_ref().is_none_or(|w| w.is_valid(r));
            let valid = |r: &usize| counts.is_valid(*r) && values.is_valid(*r) && weighted(*r);
            let mut places = (window[0]..window[1]).filter(valid).peekable();
            let Some(first) = places.peek().copied() else {
                lengths.push(0);
                continue;
            };
            let count = bucket_count(counts.value(first))?;
            let mut buckets: Vec<Bucket> = Vec::new();
            for row in places {
                if buckets.len() >= count.saturating_add(BUFFER) {
                    buckets = compact(buckets, count);
                }
                buckets.push((values.value(row), weights.as_ref().map_or(1.0, |w| w.value(row))));
            }
            let buckets = compact(buckets, count);
            lengths.push(buckets.len());
            means.extend(buckets.iter().map(|(mean, _)| *mean));
            masses.extend(buckets.iter().map(|(_, weight)| *weight));
        }
        let Type::Map(key, _) = &self.0 else {
            return Err(TrinoError::internal(format!("{} is no map", self.0)));
        };
        let narrow = |numbers: Vec<f64>| cast(&Float64Array::from(numbers), &key.to_arrow());
        let valid = lengths.iter().map(|len| *len > 0).collect();
        maps(&self.0, narrow(means)?, narrow(masses)?, lengths, valid)
    }
}

fn bucket_count(count: i64) -> Result<usize> {
    if count < 2 {
        return Err(TrinoError::invalid_argument("numeric_histogram bucket count must be greater than one"));
    }
    let fits = usize::try_from(count).ok().filter(|n| *n <= i32::MAX as usize);
    fits.ok_or_else(|| TrinoError::out_of_range(format!("Out of range for integer: {count}")))
}

/// A bucket and the next one, by what joining them would cost.
#[derive(PartialEq)]
struct Pair {
    cost: f64,
    left: usize,
    /// How often the two buckets had changed when the cost was computed.
    versions: (u32, u32),
    right: usize,
}

impl Eq for Pair {}

impl Ord for Pair {
    /// The least cost first, the leftmost of equal ones.
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then(other.left.cmp(&self.left))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn cost((a, v): Bucket, (b, w): Bucket) -> f64 {
    (a - b) * (a - b) * v * w / (v + w)
}

/// Sorts the buckets, joins equal ones, and then neighbours until at most `count` are left.
fn compact(mut buckets: Vec<Bucket>, count: usize) -> Vec<Bucket> {
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<Bucket> = Vec::with_capacity(buckets.len());
    for (value, weight) in buckets {
        match merged.last_mut() {
            Some(last) if last.0 == value => last.1 += weight,
            _ => merged.push((value, weight)),
        }
    }
    let total = merged.len();
    if total <= count {
        return merged;
    }
    let mut next: Vec<usize> = (1..=total).collect();
    let mut previous: Vec<Option<usize>> = (0..total).map(|i| i.checked_sub(1)).collect();
    let mut versions = vec![0_u32; total];
    let mut gone = vec![false; total];
    let pair = |merged: &[Bucket], versions: &[u32], left: usize, right: usize| Pair {
        cost: cost(merged[left], merged[right]),
        left,
        versions: (versions[left], versions[right]),
        right,
    };
    let mut heap: BinaryHeap<Pair> = (1..total).map(|right| pair(&merged, &versions, right - 1, right)).collect();
    let mut left_over = total;
    while left_over > count {
        let Some(best) = heap.pop() else { break };
        let (left, right) = (best.left, best.right);
        if gone[left] || gone[right] || best.versions != (versions[left], versions[right]) {
            continue;
        }
        let ((a, v), (b, w)) = (merged[left], merged[right]);
        merged[left] = ((a * v + b * w) / (v + w), v + w);
        gone[right] = true;
        versions[left] += 1;
        left_over -= 1;
        next[left] = next[right];
        if next[left] < total {
            previous[next[left]] = Some(left);
            heap.push(pair(&merged, &versions, left, next[left]));
        }
        if let Some(before) = previous[left] {
            heap.push(pair(&merged, &versions, before, left));
        }
    }
    merged.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(bucket, _)| bucket).collect()
}
