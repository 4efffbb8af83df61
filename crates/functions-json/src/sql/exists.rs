//! `JSON_EXISTS`: whether a path finds anything.

use std::sync::Arc;

use arrow::array::BooleanBuilder;
use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload, kernel};
use boathouse_types::Result;

use super::options::Behavior;
use super::rows::{Found, PathCall};

pub(crate) const FUNCTION: Function = Function {
    name: "$json_exists",
    category: Category::Json,
    description: "Whether a JSON path finds anything in a document.",
    examples: &[Example { sql: r#"json_exists('["a", "b"]', 'lax $[1]')"#, result: "true" }],
    overloads: &[Overload { signature: "$json_exists(any...) -> boolean", returns: None, kernel: exists }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

fn exists(bound: &Bound) -> Result<Kernel> {
    let path = PathCall::new(bound, 0);
    Ok(kernel(move |call| {
        let mut builder = BooleanBuilder::with_capacity(call.rows);
        path.run(call, |_, options, found| {
            builder.append_option(match found {
                Found::Null => None,
                Found::Items(items) => Some(!items.is_empty()),
                Found::Failed(error) => match options.on_error {
                    Behavior::Error => return Err(error),
                    Behavior::True => Some(true),
                    Behavior::False => Some(false),
                    _ => None,
                },
            });
            Ok(())
        })?;
        call.finish(Arc::new(builder.finish()))
    }))
}
