//! `map_concat`: the entries of several maps.

use arrow::array::ArrayRef;
use arrow::row::Rows;
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel, row_keys};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::Nested;
use crate::build::{Mixed, entry_of, mix};
use crate::value::set::Seen;

pub(crate) const FUNCTION: Function = Function {
    name: "map_concat",
    category: Category::Map,
    description: "The entries of all maps; of a key in several the last one.",
    examples: &[Example { sql: "map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[2]))", result: "{a=2}" }],
    overloads: &[Overload {
        signature: "<K: comparable, V> map_concat(map(K,V)...) -> map(K,V)",
        returns: None,
        kernel: |bound| {
            if bound.arguments.len() < 2 {
                return Err(TrinoError::invalid_argument(
                    "There must be two or more concatenation arguments to map_concat",
                ));
            }
            let (key, value) = entry_of(&bound.returns)?;
            Ok(kernel(move |call| call.finish(concat(&key, &value, call)?)))
        },
    }],
    ..Function::DEFAULT
};

/// From the last map to the first, so that the first entry found of a key is the one that counts.
fn concat(key: &Type, value: &Type, call: &Invocation<'_>) -> Result<ArrayRef> {
    let maps: Vec<Nested> = (0..call.args.len()).map(|i| Nested::map(call, i)).collect::<Result<_>>()?;
    let keys: Vec<Rows> = maps.iter().map(|map| row_keys(key, map.elements())).collect::<Result<_>>()?;
    let rows = call.rows_to_compute();
    let (mut out, mut seen) = (Mixed::new(rows), Seen::default());
    for row in 0..rows {
        let ranges: Option<Vec<_>> = maps.iter().map(|map| map.range(row)).collect();
        let Some(ranges) = ranges else {
            out.null();
            continue;
        };
        seen.clear();
        for (i, range) in ranges.into_iter().enumerate().rev() {
            for place in range {
                if seen.add(keys[i].row(place), place) {
                    out.push(i, place);
                }
            }
        }
        out.end()?;
    }
    let columns: Vec<&ArrayRef> = maps.iter().map(Nested::elements).collect();
    let found_keys = mix(&columns, &out.places, &key.to_arrow())?;
    let columns: Vec<&ArrayRef> = maps.iter().map(Nested::values).collect();
    let found_values = mix(&columns, &out.places, &value.to_arrow())?;
    out.shape.map(key, value, found_keys, found_values)
}
