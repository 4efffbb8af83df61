//! `map_agg`, `multimap_agg`: maps from pairs of key and value.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow_schema::Field;
use boathouse_functions::{Aggregate, AggregateOverload, Bound, Category, Example, row_keys};
use boathouse_types::{Result, Type};

use crate::columns::{column, maps, pick};
use crate::engine::{Arranged, Finish, TrinoAggregate};

pub(crate) const MAP_AGG: Aggregate = Aggregate {
    name: "map_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "A map of keys and values; of equal keys the first counts.",
    examples: &[Example { sql: "SELECT map_agg(x, y) FROM (VALUES (1, 'a'), (2, 'b')) t(x, y)", result: "{1=a, 2=b}" }],
    overloads: &[AggregateOverload {
        signature: "<K: comparable, V> map_agg(K, V) -> map(K,V)",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_rows("map_agg", bound, Pairs::of(bound, false)?)),
    }],
    order_sensitive: true,
};

pub(crate) const MULTIMAP_AGG: Aggregate = Aggregate {
    name: "multimap_agg",
    aliases: &[],
    category: Category::Aggregate,
    description: "A map of keys and all their values.",
    examples: &[Example {
        sql: "SELECT multimap_agg(x, y) FROM (VALUES (1, 'a'), (1, 'b')) t(x, y)",
        result: "{1=[a, b]}",
    }],
    overloads: &[AggregateOverload {
        signature: "<K: comparable, V> multimap_agg(K, V) -> map(K,array(V))",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_rows("multimap_agg", bound, Pairs::of(bound, true)?)),
    }],
    order_sensitive: true,
};

#[derive(Debug)]
struct Pairs {
    key: Type,
    returns: Type,
    /// Whether a key has all its values.
    many: bool,
}

impl Pairs {
    fn of(bound: &Bound, many: bool) -> Result<Self> {
        Ok(Self { key: bound.argument(0)?.clone(), returns: bound.returns.clone(), many })
    }
}

impl Finish for Pairs {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let (keys, values) = (column(&rows.columns, 0)?, column(&rows.columns, 1)?);
        let orders = row_keys(&self.key, keys)?;
        let nulls = keys.logical_nulls();
        // For each key of the result the rows of its values; the first of them has the key.
        let mut found: Vec<Vec<u64>> = Vec::new();
        let mut lengths = Vec::new();
        for window in rows.offsets.windows(2) {
            let start = found.len();
            let mut places = HashMap::new();
            for row in window[0]..window[1] {
                if nulls.as_ref().is_some_and(|n| n.is_null(row)) {
                    continue;
                }
                match places.entry(orders.row(row)) {
                    std::collections::hash_map::Entry::Vacant(entry) => {
                        entry.insert(found.len());
                        found.push(vec![row as u64]);
                    }
                    std::collections::hash_map::Entry::Occupied(entry) if self.many => {
                        found[*entry.get()].push(row as u64);
                    }
                    std::collections::hash_map::Entry::Occupied(_) => {}
                }
            }
            lengths.push(found.len() - start);
        }
        let firsts: Vec<u64> = found.iter().map(|rows| rows[0]).collect();
        let entries = if self.many {
            let all: Vec<u64> = found.iter().flatten().copied().collect();
            let offsets = OffsetBuffer::from_lengths(found.iter().map(Vec::len));
            let field = Arc::new(Field::new("item", values.data_type().clone(), true));
            Arc::new(ListArray::try_new(field, offsets, pick(values, &all)?, None)?)
        } else {
            pick(values, &firsts)?
        };
        let valid = lengths.iter().map(|len| *len > 0).collect();
        maps(&self.returns, pick(keys, &firsts)?, entries, lengths, valid)
    }
}
