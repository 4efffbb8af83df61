//! `concat` of text and of binaries, also `||`.

use std::sync::Arc;

use arrow::array::{BinaryViewBuilder, StringViewBuilder};
use boathouse_functions::{Bound, Bytes, Category, Example, Function, Input, Kernel, Overload, Text, kernel, rows2};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

use crate::support::{char_length, limited, padded, unpadded};

/// Longest `char(n)`.
const CHAR_LENGTH_MAX: u64 = 65_536;

pub(crate) const FUNCTION: Function = Function {
    name: "concat",
    category: Category::String,
    description: "The arguments, one behind the other. NULL when one of them is.",
    examples: &[
        Example { sql: "concat('boat', 'house')", result: "boathouse" },
        Example { sql: "concat(CAST('a' AS char(2)), CAST('b' AS char(1)))", result: "a b" },
    ],
    overloads: &[
        Overload { signature: "concat(char(x), char(y)) -> char(x)", returns: Some(char_sum), kernel: chars },
        Overload { signature: "concat(varbinary...) -> varbinary", returns: None, kernel: binaries },
        Overload { signature: "concat(varchar...) -> varchar", returns: None, kernel: texts },
    ],
    ..Function::DEFAULT
};

fn char_sum(bindings: &boathouse_functions::Bindings) -> Result<Type> {
    let length = u64::from(bindings.number("x")?) + u64::from(bindings.number("y")?);
    match u32::try_from(length) {
        Ok(fits) if length <= CHAR_LENGTH_MAX => Ok(Type::Char(fits)),
        _ => Err(TrinoError::new(ErrorCode::TypeNotFound, format!("Unknown type: char({length})"))),
    }
}

fn chars(bound: &Bound) -> Result<Kernel> {
    let length = char_length(bound, 0)?;
    Ok(rows2::<Text, Text, Text>(&bound.returns, move |left, right| {
        // Nothing but blanks to come: the left side's own are no longer worth holding either.
        if right.is_empty() {
            return Ok(Some(left.to_owned()));
        }
        let mut value = padded(left, length).into_owned();
        value.push_str(right);
        Ok(Some(unpadded(value)))
    }))
}

fn enough(bound: &Bound) -> Result<()> {
    if bound.arguments.len() < 2 {
        return Err(TrinoError::invalid_argument("There must be two or more concatenation arguments"));
    }
    Ok(())
}

fn texts(bound: &Bound) -> Result<Kernel> {
    enough(bound)?;
    Ok(kernel(|call| {
        let inputs: Vec<Input<Text>> = (0..call.args.len()).map(|i| Input::of(call, i)).collect::<Result<_>>()?;
        let rows = call.rows_to_compute();
        let mut builder = StringViewBuilder::with_capacity(rows);
        let mut value = String::new();
        for row in 0..rows {
            value.clear();
            let mut valid = true;
            for input in &inputs {
                match input.get(row) {
                    Some(part) => value.push_str(part),
                    None => valid = false,
                }
                limited(value.len(), "concat")?;
            }
            builder.append_option(valid.then_some(value.as_str()));
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn binaries(bound: &Bound) -> Result<Kernel> {
    enough(bound)?;
    Ok(kernel(|call| {
        let inputs: Vec<Input<Bytes>> = (0..call.args.len()).map(|i| Input::of(call, i)).collect::<Result<_>>()?;
        let rows = call.rows_to_compute();
        let mut builder = BinaryViewBuilder::with_capacity(rows);
        let mut value = Vec::new();
        for row in 0..rows {
            value.clear();
            let mut valid = true;
            for input in &inputs {
                match input.get(row) {
                    Some(part) => value.extend_from_slice(part),
                    None => valid = false,
                }
                limited(value.len(), "concat")?;
            }
            builder.append_option(valid.then_some(value.as_slice()));
        }
        call.finish(Arc::new(builder.finish()))
    }))
}
