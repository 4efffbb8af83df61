//! `transform`: a function of every element.

use boathouse_functions::{Category, Example, Function, Overload, kernel};

use crate::args::Nested;
use crate::build::element_of;
use crate::lambda::apply::Flat;

pub(crate) const FUNCTION: Function = Function {
    name: "transform",
    category: Category::Array,
    description: "The results of a function of every element.",
    examples: &[Example { sql: "transform(ARRAY[1, NULL, 3], x -> coalesce(x, 0) + 1)", result: "[2, 1, 4]" }],
    overloads: &[Overload {
        signature: "<T, U> transform(array(T), function(T,U)) -> array(U)",
        returns: None,
        kernel: |bound| {
            let element = element_of(&bound.returns)?;
            Ok(kernel(move |call| {
                let lists = Nested::list(call, 0)?;
                let flat = Flat::of(&lists, call.rows_to_compute())?;
                let results = flat.run(call.lambda(0)?, lists.children())?;
                call.finish(flat.shape.list(&element, results)?)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};
