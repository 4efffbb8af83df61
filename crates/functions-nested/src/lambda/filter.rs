//! `filter`, `map_filter`: what a predicate is true for.

use arrow::array::{ArrayRef, AsArray};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError};

use crate::args::Nested;
use crate::build::{Picks, element_of, entry_of};
use crate::lambda::apply::Flat;

pub(crate) const FILTER: Function = Function {
    name: "filter",
    category: Category::Array,
    description: "The elements a predicate is true for.",
    examples: &[Example { sql: "filter(ARRAY[5, -6, NULL, 7], x -> x > 0)", result: "[5, 7]" }],
    overloads: &[Overload {
        signature: "<T> filter(array(T), function(T,boolean)) -> array(T)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| {
                let lists = Nested::list(call, 0)?;
                call.finish(kept(call, &lists)?.list(&element, lists.elements())?)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const MAP_FILTER: Function = Function {
    name: "map_filter",
    category: Category::Map,
    description: "The entries a predicate is true for.",
    examples: &[Example { sql: "map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1)", result: "{b=2}" }],
    overloads: &[Overload {
        signature: "<K, V> map_filter(map(K,V), function(K,V,boolean)) -> map(K,V)",
        returns: None,
        kernel: |bound| {
            let (key, value) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| {
                let maps = Nested::map(call, 0)?;
                call.finish(kept(call, &maps)?.map(&key, &value, maps.elements(), maps.values())?)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn kept(call: &Invocation<'_>, nested: &Nested) -> Result<Picks> {
    let rows = call.rows_to_compute();
    let flat = Flat::of(nested, rows)?;
    let keep = truths(&flat.run(call.lambda(0)?, nested.children())?)?;
    let mut out = Picks::new(rows);
    let mut next = 0;
    for length in flat.lengths {
        let Some(length) = length else {
            out.null();
            continue;
        };
        let elements = next..next + length;
        out.places.extend(elements.filter(|i| keep[*i] == Some(true)).map(|i| flat.places[i]));
        next += length;
        out.end()?;
    }
    Ok(out)
}

/// The results of a predicate.
pub(crate) fn truths(results: &ArrayRef) -> Result<Vec<Option<bool>>> {
    let results = results.as_boolean_opt();
    let results = results.ok_or_else(|| TrinoError::internal("a predicate's results are not held as truths"))?;
    Ok(results.iter().collect())
}
