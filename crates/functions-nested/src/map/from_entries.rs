//! `map_from_entries`, `multimap_from_entries`: rows of keys and values as a map.

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Nested;
use crate::build::{Picks, Shape, element_of, entry_of};
use crate::map::unique::Keys;
use crate::value::set::Seen;

pub(crate) const SINGLE: Function = Function {
    name: "map_from_entries",
    category: Category::Map,
    description: "The map of rows of a key and a value.",
    examples: &[Example { sql: "map_from_entries(ARRAY[(1, 'x'), (2, 'y')])", result: "{1=x, 2=y}" }],
    overloads: &[Overload {
        signature: "<K: comparable, V> map_from_entries(array(row(K,V))) -> map(K,V)",
        returns: None,
        kernel: |bound| {
            let (key, value) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(single(&key, &value, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const MULTI: Function = Function {
    name: "multimap_from_entries",
    category: Category::Map,
    description: "The map from each key of rows to all values it has there.",
    examples: &[Example {
        sql: "multimap_from_entries(ARRAY[(1, 'x'), (2, 'y'), (1, 'z')])",
        result: "{1=[x, z], 2=[y]}",
    }],
    overloads: &[Overload {
        signature: "<K: comparable, V> multimap_from_entries(array(row(K,V))) -> map(K,array(V))",
        returns: None,
        kernel: |bound| {
            let (key, values) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(multi(&key, &values, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// The rows of all arrays: whether each is NULL, its key, its value.
struct Entries {
    lists: Nested,
    missing: Vec<bool>,
    key: ArrayRef,
    value: ArrayRef,
}

impl Entries {
    fn of(call: &Invocation<'_>) -> Result<Self> {
        let lists = Nested::list(call, 0)?;
        let rows = lists.elements().as_struct_opt();
        let rows = rows.ok_or_else(|| TrinoError::internal("entries are not held as rows"))?;
        let missing = (0..rows.len()).map(|i| rows.is_null(i)).collect();
        let (key, value) = (ArrayRef::clone(rows.column(0)), ArrayRef::clone(rows.column(1)));
        Ok(Self { missing, key, value, lists })
    }

    fn check(&self, keys: &Keys<'_>, place: usize) -> Result<()> {
        if self.missing[place] {
            return Err(TrinoError::invalid_argument("map entry cannot be null"));
        }
        keys.determinate(place)
    }
}

fn single(key: &Type, value: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let entries = Entries::of(call)?;
    let keys = Keys::new(key, &entries.key)?;
    let rows = call.rows_to_compute();
    let (mut out, mut seen) = (Picks::new(rows), Seen::default());
    for row in 0..rows {
        let Some(range) = entries.lists.range(row) else {
            out.null();
            continue;
        };
        range.clone().try_for_each(|place| entries.check(&keys, place))?;
        keys.unique(range.clone(), &mut seen)?;
        out.places.extend(range.map(|place| place as u32));
        out.end()?;
    }
    out.map(key, value, &entries.key, &entries.value)
}

fn multi(key: &Type, values: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let entries = Entries::of(call)?;
    let keys = Keys::new(key, &entries.key)?;
    let rows = call.rows_to_compute();
    let (mut maps, mut lists, mut seen) = (Shape::with_capacity(rows), Shape::with_capacity(rows), Seen::default());
    let (mut key_places, mut value_places): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let Some(range) = entries.lists.range(row) else {
            maps.null();
            continue;
        };
        seen.clear();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for place in range {
            entries.check(&keys, place)?;
            let group = match seen.get(keys.row(place)) {
                Some(group) => group,
                None => {
                    seen.add(keys.row(place), groups.len());
                    key_places.push(place as u32);
                    groups.push(Vec::new());
                    groups.len() - 1
                }
            };
            groups[group].push(place as u32);
        }
        for group in groups {
            value_places.extend(group);
            lists.end(value_places.len())?;
        }
        maps.end(key_places.len())?;
    }
    let lists = lists.list(&element_of(values)?, take(&entries.value, &UInt32Array::from(value_places), None)?)?;
    maps.map(key, values, take(&entries.key, &UInt32Array::from(key_places), None)?, lists)
}
