//! `map_zip_with`: a function of the values two maps have for each key.

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel, row_keys};
use boathouse_types::{Result, Type};

use crate::args::Nested;
use crate::build::{Shape, entry_of, mix};
use crate::lambda::apply::run;
use crate::value::set::Seen;

pub(crate) const FUNCTION: Function = Function {
    name: "map_zip_with",
    category: Category::Map,
    description: "A function of each key and the values two maps have for it, NULL where one has none.",
    examples: &[Example {
        sql: "map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[2]), (k, v1, v2) -> v1 + v2)",
        result: "{a=3}",
    }],
    overloads: &[Overload {
        signature: "<K: comparable, V1, V2, V3> map_zip_with(map(K,V1), map(K,V2), function(K,V1,V2,V3)) -> map(K,V3)",
        returns: None,
        kernel: |bound| {
            let (key, value) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(zip(&key, &value, call)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn zip(key: &Type, value: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (left, right) = (Nested::map(call, 0)?, Nested::map(call, 1)?);
    let (left_keys, right_keys) = (row_keys(key, left.elements())?, row_keys(key, right.elements())?);
    let rows = call.rows_to_compute();
    let (mut shape, mut of_right, mut of_left) = (Shape::with_capacity(rows), Seen::default(), Seen::default());
    let (mut key_places, mut outer): (Vec<(usize, usize)>, Vec<u32>) = (Vec::new(), Vec::new());
    let (mut left_places, mut right_places): (Vec<Option<u32>>, Vec<Option<u32>>) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let (Some(l), Some(r)) = (left.range(row), right.range(row)) else {
            shape.null();
            continue;
        };
        of_left.clear();
        of_right.clear();
        of_right.add_all(&right_keys, r.clone());
        for place in l {
            let key = left_keys.row(place);
            of_left.add(key, place);
            key_places.push((0, place));
            left_places.push(Some(place as u32));
            right_places.push(of_right.get(key).map(|place| place as u32));
        }
        for place in r.filter(|place| !of_left.has(right_keys.row(*place))) {
            key_places.push((1, place));
            left_places.push(None);
            right_places.push(Some(place as u32));
        }
        outer.resize(key_places.len(), row as u32);
        shape.end(key_places.len())?;
    }
    let keys = mix(&[left.elements(), right.elements()], &key_places, &key.to_arrow())?;
    let results = run(call.lambda(0)?, outer.len(), |chunk| {
        let l = take(left.values(), &UInt32Array::from(left_places[chunk.clone()].to_vec()), None)?;
        let r = take(right.values(), &UInt32Array::from(right_places[chunk.clone()].to_vec()), None)?;
        let outer = UInt32Array::from(outer[chunk.clone()].to_vec());
        Ok((vec![keys.slice(chunk.start, chunk.len()), l, r], outer))
    })?;
    shape.map(key, value, keys, results)
}
