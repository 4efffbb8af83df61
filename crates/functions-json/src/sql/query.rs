//! `JSON_QUERY`: what a path finds, as JSON text.

use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload, kernel};
use boathouse_types::{Result, TrinoError};

use super::options::{Behavior, Options, Wrapper};
use super::output::Output;
use super::output_error;
use super::rows::{Found, PathCall};
use crate::document::{Json, text_of};
use crate::path::Item;

pub(crate) const FUNCTION: Function = Function {
    name: "$json_query",
    category: Category::Json,
    description: "What a JSON path finds in a document, as JSON text.",
    examples: &[Example { sql: r#"json_query('["a", "b"]', 'lax $[*]' WITH ARRAY WRAPPER)"#, result: r#"["a","b"]"# }],
    overloads: &[Overload { signature: "$json_query(any...) -> varchar", returns: None, kernel: query }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

fn query(bound: &Bound) -> Result<Kernel> {
    let path = PathCall::new(bound, 0);
    let returns = bound.returns.clone();
    Ok(kernel(move |call| {
        let mut output = None;
        path.run(call, |_, options, found| {
            let output = output.get_or_insert_with(|| Output::new(&returns, options.output, call.rows));
            output.push(text_found(found, options)?.as_deref());
            Ok(())
        })?;
        call.finish(output.unwrap_or_else(|| Output::new(&returns, super::Encoding::Json, 0)).finish())
    }))
}

/// What a path found as text, or what stands in for it.
pub(super) fn text_found(found: Found<'_>, options: &Options) -> Result<Option<String>> {
    match found {
        Found::Null => Ok(None),
        Found::Items(items) if items.is_empty() => {
            special(options.on_empty, || output_error("JSON path found no items"))
        }
        Found::Items(items) => match result(&items, options) {
            Ok(text) => Ok(Some(text)),
            Err(error) => special(options.on_error, || error),
        },
        Found::Failed(error) => special(options.on_error, || error),
    }
}

fn special(behavior: Behavior, error: impl FnOnce() -> TrinoError) -> Result<Option<String>> {
    match behavior {
        Behavior::Error => Err(error()),
        Behavior::EmptyArray => Ok(Some("[]".to_owned())),
        Behavior::EmptyObject => Ok(Some("{}".to_owned())),
        _ => Ok(None),
    }
}

fn result(items: &[Item<'_>], options: &Options) -> Result<String> {
    let json = |item: &Item<'_>| {
        let none = "JSON path returned a scalar SQL value that cannot be represented as JSON";
        item.to_json().ok_or_else(|| output_error(none))
    };
    let mut values: Vec<Json<'static>> = items.iter().map(json).collect::<Result<_>>()?;
    let whole = matches!(values.as_slice(), [Json::Array(_) | Json::Object(_)]);
    let wrapped = match options.wrapper {
        Wrapper::Without => false,
        Wrapper::Conditional => !whole,
        Wrapper::Unconditional => true,
    };
    if wrapped {
        return Ok(text_of(&Json::Array(values)));
    }
    match (values.pop(), values.is_empty()) {
        (Some(Json::Text(text)), true) if options.omit_quotes => Ok(text.into_owned()),
        (Some(value), true) => Ok(text_of(&value)),
        _ => Err(output_error("JSON path found multiple items")),
    }
}
