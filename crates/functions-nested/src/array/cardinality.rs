//! `cardinality` of arrays and maps.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};
use boathouse_functions::{Category, Example, Function, Invocation, Overload, kernel};

use crate::args::Nested;

pub(crate) const FUNCTION: Function = Function {
    name: "cardinality",
    category: Category::Array,
    description: "How many elements an array, or entries a map, has.",
    examples: &[
        Example { sql: "cardinality(ARRAY['a', NULL])", result: "2" },
        Example { sql: "cardinality(MAP(ARRAY['a'], ARRAY[1]))", result: "1" },
    ],
    overloads: &[
        Overload {
            signature: "<E> cardinality(array(E)) -> bigint",
            returns: None,
            kernel: |_| Ok(kernel(|call| call.finish(lengths(call, &Nested::list(call, 0)?)))),
        },
        Overload {
            signature: "<K, V> cardinality(map(K,V)) -> bigint",
            returns: None,
            kernel: |_| Ok(kernel(|call| call.finish(lengths(call, &Nested::map(call, 0)?)))),
        },
    ],
    ..Function::DEFAULT
};

fn lengths(call: &Invocation<'_>, nested: &Nested) -> ArrayRef {
    let lengths = (0..call.rows_to_compute()).map(|row| nested.range(row).map(|range| range.len() as i64));
    Arc::new(lengths.collect::<Int64Array>())
}
