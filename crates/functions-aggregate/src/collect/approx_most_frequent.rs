//! `approx_most_frequent`: the values that come most often, with room for only so many.

use std::collections::{BTreeSet, HashMap};

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::Int64Type;
use arrow_schema::DataType;
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example, row_keys};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::AggregateUDF;
use std::sync::Arc;

use crate::columns::{column, maps, numbers, pick, primitive};
use crate::engine::{Arranged, Finish, TrinoAggregate};

pub(crate) const APPROX_MOST_FREQUENT: Aggregate = Aggregate {
    name: "approx_most_frequent",
    aliases: &[],
    category: Category::Aggregate,
    description: "About how often the most frequent values come: so many of them, out of so many that are counted.",
    examples: &[Example {
        sql: "SELECT approx_most_frequent(2, x, 10) FROM (VALUES 'a', 'b', 'a', 'c', 'b') t(x)",
        result: "{a=2, b=2}",
    }],
    overloads: &[
        AggregateOverload {
            signature: "approx_most_frequent(bigint, bigint, bigint) -> map(bigint,bigint)",
            returns: None,
            function: most_frequent,
        },
        AggregateOverload {
            signature: "approx_most_frequent(bigint, varchar(x), bigint) -> map(varchar(x),bigint)",
            returns: None,
            function: most_frequent,
        },
    ],
    order_sensitive: false,
};

fn most_frequent(bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let finish = MostFrequent { value: bound.argument(1)?.clone(), returns: bound.returns.clone() };
    Ok(TrinoAggregate::of_rows("approx_most_frequent", bound, finish))
}

#[derive(Debug)]
struct MostFrequent {
    value: Type,
    returns: Type,
}

/// Counters for so many values; a new one takes over the least counter.
struct Counters {
    capacity: usize,
    /// The first row of each counted value, its count, and when it was last counted up.
    counted: Vec<(u64, i64, u64)>,
    least: BTreeSet<(i64, u64, usize)>,
    clock: u64,
}

impl Counters {
    /// Counts the value at `place`, or makes a counter for `row`. Tells which counter it is.
    fn count(&mut self, place: Option<usize>, row: u64) -> usize {
        self.clock += 1;
        let clock = self.clock;
        let (place, count) = match place {
            Some(place) => {
                let (_, count, at) = self.counted[place];
                self.least.remove(&(count, at, place));
                (place, count + 1)
            }
            None if self.counted.len() < self.capacity => {
                self.counted.push((row, 0, 0));
                (self.counted.len() - 1, 1)
            }
            None => match self.least.pop_first() {
                Some((count, _, place)) => (place, count + 1),
                None => return 0,
            },
        };
        let first = self.counted[place].0;
        self.counted[place] = (first, count, clock);
        self.least.insert((count, clock, place));
        place
    }
}

impl Finish for MostFrequent {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let (buckets, capacities) =
            (primitive::<Int64Type>(&rows.columns, 0)?, primitive::<Int64Type>(&rows.columns, 2)?);
        let values = column(&rows.columns, 1)?;
        let keys = row_keys(&self.value, values)?;
        let (mut picked, mut counts, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        for window in rows.offsets.windows(2) {
            let valid = |r: &usize| buckets.is_valid(*r) && values.is_valid(*r) && capacities.is_valid(*r);
            let mut places = (window[0]..window[1]).filter(valid).peekable();
            let Some(first) = places.peek().copied() else {
                lengths.push(0);
                continue;
            };
            let (buckets, capacity) = limits(buckets.value(first), capacities.value(first))?;
            let mut counters = Counters { capacity, counted: Vec::new(), least: BTreeSet::new(), clock: 0 };
            let mut known: HashMap<&[u8], usize> = HashMap::new();
            let mut owners: Vec<&[u8]> = Vec::new();
            for row in places {
                let key = keys.row(row).data();
                let before = known.get(key).copied();
                let place = counters.count(before, row as u64);
                if before.is_none() {
                    match owners.get_mut(place) {
                        Some(owner) => {
                            known.remove(*owner);
                            *owner = key;
                            counters.counted[place].0 = row as u64;
                        }
                        None => owners.push(key),
                    }
                    known.insert(key, place);
                }
            }
            let mut found = counters.counted;
            found.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
            found.truncate(buckets);
            lengths.push(found.len());
            picked.extend(found.iter().map(|(row, ..)| *row));
            counts.extend(found.iter().map(|(_, count, _)| Some(*count)));
        }
        let valid = lengths.iter().map(|len| *len > 0).collect();
        maps(&self.returns, pick(values, &picked)?, numbers::<Int64Type>(&DataType::Int64, counts), lengths, valid)
    }
}

fn limits(buckets: i64, capacity: i64) -> Result<(usize, usize)> {
    if buckets < 2 {
        return Err(TrinoError::invalid_argument("approx_most_frequent bucket count must be greater than one"));
    }
    let narrow = |n: i64| {
        let fits = usize::try_from(n).ok().filter(|n| *n <= i32::MAX as usize);
        fits.ok_or_else(|| TrinoError::out_of_range(format!("Out of range for integer: {n}")))
    };
    if capacity < 1 {
        return Err(TrinoError::invalid_argument("approx_most_frequent capacity must be greater than zero"));
    }
    Ok((narrow(buckets)?, narrow(capacity)?))
}
