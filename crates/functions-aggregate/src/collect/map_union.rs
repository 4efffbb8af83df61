//! `map_union`.

use std::collections::HashSet;

use arrow::array::{Array, ArrayRef, AsArray};
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example, row_keys};
use boathouse_types::{Result, TrinoError, Type};

use crate::columns::{column, maps, pick};
use crate::engine::{Arranged, Finish, TrinoAggregate};

pub(crate) const MAP_UNION: Aggregate = Aggregate {
    name: "map_union",
    aliases: &[],
    category: Category::Aggregate,
    description: "All entries of the maps; of equal keys the first counts.",
    examples: &[Example {
        sql: "SELECT map_union(x) FROM (VALUES MAP(ARRAY[1], ARRAY['a']), MAP(ARRAY[2], ARRAY['b'])) t(x)",
        result: "{1=a, 2=b}",
    }],
    overloads: &[AggregateOverload {
        signature: "<K: comparable, V> map_union(map(K,V)) -> map(K,V)",
        returns: None,
        function: |bound| Ok(TrinoAggregate::of_rows("map_union", bound, Union(bound.returns.clone()))),
    }],
    order_sensitive: true,
};

#[derive(Debug)]
struct Union(Type);

impl Finish for Union {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let Type::Map(key, _) = &self.0 else {
            return Err(TrinoError::internal(format!("{} is no map", self.0)));
        };
        let input = column(&rows.columns, 0)?;
        let held = || TrinoError::internal(format!("a map is held as {}", input.data_type()));
        let input = input.as_map_opt().ok_or_else(held)?;
        let keys = row_keys(key, input.keys())?;
        let (mut picked, mut lengths, mut valid) = (Vec::new(), Vec::new(), Vec::new());
        for window in rows.offsets.windows(2) {
            let start = picked.len();
            let mut seen = HashSet::new();
            let mut some = false;
            for row in (window[0]..window[1]).filter(|row| input.is_valid(*row)) {
                some = true;
                let entries = input.value_offsets()[row] as usize..input.value_offsets()[row + 1] as usize;
                picked.extend(entries.filter(|entry| seen.insert(keys.row(*entry))).map(|entry| entry as u64));
            }
            lengths.push(picked.len() - start);
            valid.push(some);
        }
        maps(&self.0, pick(input.keys(), &picked)?, pick(input.values(), &picked)?, lengths, valid)
    }
}
