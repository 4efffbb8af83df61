//! `$field`: a field of a row, by its place.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::{Int32Type, Int64Type};
use boathouse_functions::{Example, Function, Invocation, Overload, kernel};
use boathouse_types::{Result, TrinoError};

use crate::args::Column;

/// The second argument is an integer or bigint literal: the field's place, from 1, as in `row[1]`. The result
/// type depends on that value, which no signature can say: its caller binds the call itself.
pub(crate) const FUNCTION: Function = Function {
    name: "$field",
    description: "The field of a row at a place.",
    examples: &[Example { sql: "ROW(1, 'a')[2]", result: "a" }],
    overloads: &[Overload {
        signature: "<T> $field(T, bigint) -> T",
        returns: None,
        kernel: |_| Ok(kernel(|call| call.finish(dereference(call)?))),
    }],
    ..Function::DEFAULT
};

fn dereference(call: &Invocation<'_>) -> Result<ArrayRef> {
    let row = Column::of(call, 0)?;
    let place = Column::of(call, 1)?.array;
    let structure = row.array.as_struct_opt();
    let structure =
        structure.ok_or_else(|| TrinoError::internal(format!("a row is held as {}", row.array.data_type())))?;
    let place = match (place.as_primitive_opt::<Int32Type>(), place.as_primitive_opt::<Int64Type>()) {
        (Some(place), _) if !place.is_empty() => i64::from(place.value(0)),
        (_, Some(place)) if !place.is_empty() => place.value(0),
        // A batch without rows has no place to read either.
        _ if structure.is_empty() => 1,
        _ => return Err(TrinoError::internal("a field's place is no integer")),
    };
    let field = usize::try_from(place - 1).ok().and_then(|i| structure.columns().get(i));
    let field = field.ok_or_else(|| TrinoError::internal(format!("a row has no field {place}")))?;
    let Some(nulls) = structure.nulls() else { return Ok(Arc::clone(field)) };
    if field.data_type() == &arrow_schema::DataType::Null {
        return Ok(Arc::clone(field));
    }
    Ok(arrow::compute::nullif(field, &BooleanArray::new(!nulls.inner(), None))?)
}
