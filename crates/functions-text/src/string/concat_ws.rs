//! `concat_ws`: texts with a separator between them, NULLs left out.

use std::sync::Arc;

use arrow::array::{Array, AsArray, StringViewBuilder};
use boathouse_functions::{Bound, Category, Example, Function, Input, Kernel, Overload, Text, kernel};
use boathouse_types::{Result, TrinoError};

use crate::support::limited;

pub(crate) const FUNCTION: Function = Function {
    name: "concat_ws",
    category: Category::String,
    description: "Texts, or the elements of an array, with a separator between them. NULLs are left out.",
    examples: &[
        Example { sql: "concat_ws(',', 'a', NULL, 'b')", result: "a,b" },
        Example { sql: "concat_ws('-', ARRAY['a', 'b'])", result: "a-b" },
    ],
    overloads: &[
        Overload { signature: "concat_ws(varchar, array(varchar)) -> varchar", returns: None, kernel: of_array },
        Overload { signature: "concat_ws(varchar, varchar...) -> varchar", returns: None, kernel: of_texts },
    ],
    called_on_null: true,
    ..Function::DEFAULT
};

/// Joins what is not NULL.
fn join<'a>(value: &mut String, separator: &str, parts: impl Iterator<Item = Option<&'a str>>) -> Result<()> {
    value.clear();
    let mut first = true;
    for part in parts.flatten() {
        if !first {
            value.push_str(separator);
        }
        first = false;
        value.push_str(part);
        limited(value.len(), "concat_ws")?;
    }
    Ok(())
}

fn of_texts(bound: &Bound) -> Result<Kernel> {
    if bound.arguments.len() < 2 {
        return Err(TrinoError::invalid_argument("There must be two or more arguments"));
    }
    Ok(kernel(|call| {
        let inputs: Vec<Input<Text>> = (0..call.args.len()).map(|i| Input::of(call, i)).collect::<Result<_>>()?;
        let rows = call.rows_to_compute();
        let mut builder = StringViewBuilder::with_capacity(rows);
        let mut value = String::new();
        for row in 0..rows {
            match inputs.first().and_then(|separator| separator.get(row)) {
                Some(separator) => {
                    join(&mut value, separator, inputs.iter().skip(1).map(|input| input.get(row)))?;
                    builder.append_value(&value);
                }
                None => builder.append_null(),
            }
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn of_array(_: &Bound) -> Result<Kernel> {
    Ok(kernel(|call| {
        let separator = Input::<Text>::of(call, 0)?;
        let rows = call.rows_to_compute();
        let lists = call.array(1)?;
        let lists = lists.as_list_opt::<i32>().ok_or_else(|| TrinoError::internal("concat_ws takes an array"))?;
        let mut builder = StringViewBuilder::with_capacity(rows);
        let mut value = String::new();
        for row in 0..rows {
            let Some(separator) = separator.get(row).filter(|_| lists.is_valid(row)) else {
                builder.append_null();
                continue;
            };
            let elements = lists.value(row);
            let elements = elements.as_string_view_opt();
            let elements = elements.ok_or_else(|| TrinoError::internal("concat_ws takes an array of text"))?;
            join(&mut value, separator, elements.iter())?;
            builder.append_value(&value);
        }
        call.finish(Arc::new(builder.finish()))
    }))
}
