//! Reading the columns an aggregate is given, and making those it returns.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, BooleanArray, Float64Array, Int64Array, MapArray, PrimitiveArray,
    StringViewArray, StructArray, UInt64Array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::ArrowPrimitiveType;
use arrow_schema::DataType;
use boathouse_functions::trino_error;
use boathouse_types::{Result, TrinoError, Type};
use datafusion::common::ScalarValue;

/// A column of a batch.
pub(crate) fn column(values: &[ArrayRef], index: usize) -> Result<&ArrayRef> {
    values.get(index).ok_or_else(|| TrinoError::internal(format!("there is no argument {index}")))
}

fn held(array: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("an aggregate does not read {}", array.data_type()))
}

/// A column of numbers.
pub(crate) fn primitive<T: ArrowPrimitiveType>(values: &[ArrayRef], index: usize) -> Result<&PrimitiveArray<T>> {
    let array = column(values, index)?;
    array.as_primitive_opt::<T>().ok_or_else(|| held(array))
}

/// A column of booleans.
pub(crate) fn booleans(values: &[ArrayRef], index: usize) -> Result<&BooleanArray> {
    let array = column(values, index)?;
    array.as_boolean_opt().ok_or_else(|| held(array))
}

/// A column of texts.
pub(crate) fn texts(values: &[ArrayRef], index: usize) -> Result<&StringViewArray> {
    let array = column(values, index)?;
    array.as_string_view_opt().ok_or_else(|| held(array))
}

/// A column of bytes.
pub(crate) fn bytes(values: &[ArrayRef], index: usize) -> Result<&BinaryViewArray> {
    let array = column(values, index)?;
    array.as_binary_view_opt().ok_or_else(|| held(array))
}

/// A column of numbers of any kind as doubles.
pub(crate) fn doubles(values: &[ArrayRef], index: usize) -> Result<Float64Array> {
    let array = arrow::compute::cast(column(values, index)?, &DataType::Float64)?;
    let doubles = array.as_primitive_opt::<arrow::datatypes::Float64Type>();
    doubles.cloned().ok_or_else(|| held(&array))
}

/// A column of whole numbers of any kind as bigints.
pub(crate) fn longs(values: &[ArrayRef], index: usize) -> Result<Int64Array> {
    let array = arrow::compute::cast(column(values, index)?, &DataType::Int64)?;
    let longs = array.as_primitive_opt::<arrow::datatypes::Int64Type>();
    longs.cloned().ok_or_else(|| held(&array))
}

/// Numbers as a column of a type.
pub(crate) fn numbers<T: ArrowPrimitiveType>(
    data_type: &DataType,
    values: impl IntoIterator<Item = Option<T::Native>>,
) -> ArrayRef {
    let array: PrimitiveArray<T> = values.into_iter().collect();
    Arc::new(array.with_data_type(data_type.clone()))
}

/// Single values as a column of a type.
pub(crate) fn scalars<'a>(
    data_type: &DataType,
    values: impl ExactSizeIterator<Item = Option<&'a ScalarValue>>,
) -> Result<ArrayRef> {
    if values.len() == 0 {
        return Ok(arrow::array::new_empty_array(data_type));
    }
    let null = ScalarValue::try_from(data_type).map_err(trino_error)?;
    ScalarValue::iter_to_array(values.map(|v| v.unwrap_or(&null).clone())).map_err(trino_error)
}

/// One value of a column.
pub(crate) fn scalar(column: &ArrayRef, row: usize) -> Result<ScalarValue> {
    let mut value = ScalarValue::try_from_array(column, row).map_err(trino_error)?;
    value.compact();
    Ok(value)
}

/// Maps from their entries, which lie side by side.
pub(crate) fn maps(
    returns: &Type,
    keys: ArrayRef,
    values: ArrayRef,
    lengths: Vec<usize>,
    nulls: Vec<bool>,
) -> Result<ArrayRef> {
    let DataType::Map(entries, ordered) = returns.to_arrow() else {
        return Err(TrinoError::internal(format!("{returns} is no map")));
    };
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(TrinoError::internal("a map's entries are no structs"));
    };
    let pairs = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    let nulls = NullBuffer::from(nulls);
    Ok(Arc::new(MapArray::try_new(Arc::clone(&entries), offsets, pairs, Some(nulls), ordered)?))
}

/// Rows of a column in another order.
pub(crate) fn pick(column: &ArrayRef, rows: &[u64]) -> Result<ArrayRef> {
    Ok(arrow::compute::take(column, &UInt64Array::from(rows.to_vec()), None)?)
}
