//! `array_join`: the texts of the elements with something between.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, StringViewBuilder};
use boathouse_functions::{Bound, Category, Example, Function, Invocation, Kernel, Overload, kernel};
use boathouse_functions_cast::Caster;
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

use crate::args::{Column, Nested};
use crate::build::element_of;

pub(crate) const FUNCTION: Function = Function {
    name: "array_join",
    category: Category::Array,
    description: "The texts of the elements with a text between, NULL left out or replaced.",
    examples: &[
        Example { sql: "array_join(ARRAY[1, NULL, 2], ',')", result: "1,2" },
        Example { sql: "array_join(ARRAY[1, NULL, 2], ',', '*')", result: "1,*,2" },
    ],
    overloads: &[
        Overload { signature: "<T> array_join(array(T), varchar) -> varchar", returns: None, kernel: joined },
        Overload { signature: "<T> array_join(array(T), varchar, varchar) -> varchar", returns: None, kernel: joined },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn joined(bound: &Bound) -> Result<Kernel> {
    let element = element_of(bound.argument(0)?)?;
    let caster = Caster::new(&element, &Type::VARCHAR, &bound.session)
        .ok_or_else(|| TrinoError::new(ErrorCode::OperatorNotFound, format!("Cannot cast {element} to varchar")))?;
    Ok(kernel(move |call| call.finish(join(&caster, call)?)))
}

fn join(caster: &Caster, call: &Invocation<'_>) -> Result<ArrayRef> {
    let (lists, between) = (Nested::list(call, 0)?, Column::of(call, 1)?);
    let replacement = (call.args.len() > 2).then(|| Column::of(call, 2)).transpose()?;
    let elements = caster.cast(lists.elements())?;
    let (elements, separators) = (texts(&elements)?, texts(&between.array)?);
    let replacements = replacement.as_ref().map(|column| texts(&column.array)).transpose()?;
    let rows = call.rows_to_compute();
    let mut out = StringViewBuilder::with_capacity(rows);
    let mut text = String::new();
    for row in 0..rows {
        let missing = between.is_null(row) || replacement.as_ref().is_some_and(|column| column.is_null(row));
        let Some(range) = lists.range(row).filter(|_| !missing) else {
            out.append_null();
            continue;
        };
        let instead = replacements.zip(replacement.as_ref()).map(|(texts, column)| texts.value(column.place(row)));
        let separator = separators.value(between.place(row));
        text.clear();
        let parts =
            range.filter_map(|place| if elements.is_null(place) { instead } else { Some(elements.value(place)) });
        for (i, part) in parts.enumerate() {
            text.push_str(if i > 0 { separator } else { "" });
            text.push_str(part);
        }
        out.append_value(&text);
    }
    Ok(Arc::new(out.finish()))
}

fn texts(column: &ArrayRef) -> Result<&StringViewArray> {
    column.as_string_view_opt().ok_or_else(|| TrinoError::internal("a text is not held as one"))
}
