//! `map`: a map of an array of keys and one of values.

use arrow::array::{ArrayRef, new_empty_array};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Nested;
use crate::build::{Picks, Shape, entry_of};
use crate::map::unique::Keys;
use crate::value::set::Seen;

pub(crate) const FUNCTION: Function = Function {
    name: "map",
    category: Category::Map,
    description: "A map of keys and values side by side, or an empty one.",
    examples: &[
        Example { sql: "map(ARRAY['a', 'b'], ARRAY[1, NULL])", result: "{a=1, b=null}" },
        Example { sql: "map()", result: "{}" },
    ],
    overloads: &[
        Overload {
            signature: "map() -> map(unknown,unknown)",
            returns: None,
            kernel: |_| Ok(kernel(|call| call.finish(empty(call.rows)?))),
        },
        Overload {
            signature: "<K: comparable, V> map(array(K), array(V)) -> map(K,V)",
            returns: None,
            kernel: |bound| {
                let (key, value) = entry_of(&bound.returns)?;
                Ok(kernel(move |call| call.finish(build(&key, &value, call)?)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn empty(rows: usize) -> Result<ArrayRef> {
    let mut shape = Shape::with_capacity(rows);
    (0..rows).try_for_each(|_| shape.end(0))?;
    let nothing = new_empty_array(&Type::Unknown.to_arrow());
    shape.map(&Type::Unknown, &Type::Unknown, ArrayRef::clone(&nothing), nothing)
}

fn build(key: &Type, value: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (key_lists, value_lists) = (Nested::list(call, 0)?, Nested::list(call, 1)?);
    let keys = Keys::new(key, key_lists.elements())?;
    let rows = call.rows_to_compute();
    let (mut out, mut value_places, mut seen) = (Picks::new(rows), Vec::new(), Seen::default());
    for row in 0..rows {
        let (Some(k), Some(v)) = (key_lists.range(row), value_lists.range(row)) else {
            out.null();
            continue;
        };
        if k.len() != v.len() {
            return Err(TrinoError::invalid_argument("Key and value arrays must be the same length"));
        }
        k.clone().try_for_each(|place| keys.determinate(place))?;
        keys.unique(k.clone(), &mut seen)?;
        out.places.extend(k.map(|place| place as u32));
        value_places.extend(v.map(|place| place as u32));
        out.end()?;
    }
    let take = |column: &ArrayRef, places: Vec<u32>| {
        arrow::compute::take(column, &arrow::array::UInt32Array::from(places), None)
    };
    let keys = take(key_lists.elements(), out.places)?;
    out.shape.map(key, value, keys, take(value_lists.elements(), value_places)?)
}
