//! `transform_keys`, `transform_values`: a function of every entry.

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, Type};

use crate::args::Nested;
use crate::build::entry_of;
use crate::lambda::apply::Flat;
use crate::map::unique::Keys;
use crate::value::set::Seen;

pub(crate) const KEYS: Function = Function {
    name: "transform_keys",
    category: Category::Map,
    description: "The map with the results of a function of every entry as keys.",
    examples: &[Example {
        sql: "transform_keys(MAP(ARRAY[1, 2], ARRAY['a', 'b']), (k, v) -> k + 1)",
        result: "{2=a, 3=b}",
    }],
    overloads: &[Overload {
        signature: "<K1, V, K2: comparable> transform_keys(map(K1,V), function(K1,V,K2)) -> map(K2,V)",
        returns: None,
        kernel: |bound| {
            let (key, value) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(keys(&key, &value, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const VALUES: Function = Function {
    name: "transform_values",
    category: Category::Map,
    description: "The map with the results of a function of every entry as values.",
    examples: &[Example {
        sql: "transform_values(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v * 10)",
        result: "{a=10, b=20}",
    }],
    overloads: &[Overload {
        signature: "<K, V1, V2> transform_values(map(K,V1), function(K,V1,V2)) -> map(K,V2)",
        returns: None,
        kernel: |bound| {
            let (key, value) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(values(&key, &value, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn keys(key: &Type, value: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let maps = Nested::map(call, 0)?;
    let flat = Flat::of(&maps, call.rows_to_compute())?;
    let results = flat.run(call.lambda(0)?, maps.children())?;
    let (checks, mut seen, mut next) = (Keys::new(key, &results)?, Seen::default(), 0);
    for length in flat.lengths.iter().flatten() {
        let places = next..next + length;
        places.clone().try_for_each(|place| checks.not_null(place))?;
        checks.unique(places, &mut seen)?;
        next += length;
    }
    let values = take(maps.values(), &UInt32Array::from(flat.places), None)?;
    flat.shape.map(key, value, ArrayRef::clone(&results), values)
}

fn values(key: &Type, value: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let maps = Nested::map(call, 0)?;
    let flat = Flat::of(&maps, call.rows_to_compute())?;
    let results = flat.run(call.lambda(0)?, maps.children())?;
    let keys = take(maps.elements(), &UInt32Array::from(flat.places), None)?;
    flat.shape.map(key, value, keys, results)
}
