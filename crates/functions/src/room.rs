//! How much memory the values of one batch may take.
//!
//! The engine counts what sorts, joins and aggregates hold. What an expression makes of a batch it does not: a
//! function of a few rows may make a value of any size of each, and the process would end with its memory.

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::datatypes::ByteViewType;
use arrow_schema::DataType;
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::logical_expr::ColumnarValue;

use crate::udf::trino_error;

/// Bytes that the results of one call over a batch may have.
pub const BATCH_BYTES_MAX: usize = 1 << 30;
/// Bytes of a view: the text itself is shared.
const VIEW_BYTES: usize = 16;

/// Refuses results of too many bytes.
///
/// # Errors
/// `EXCEEDED_FUNCTION_MEMORY_LIMIT`
pub fn check_room(bytes: usize) -> Result<()> {
    if bytes > BATCH_BYTES_MAX {
        let text = format!("results of one batch have more than {BATCH_BYTES_MAX} bytes");
        return Err(TrinoError::new(ErrorCode::ExceededFunctionMemoryLimit, text));
    }
    Ok(())
}

/// Bytes that a column holds, its share of what it is a part of.
pub fn held_bytes(array: &dyn Array) -> usize {
    bytes(array, true)
}

/// Bytes of the longest row of a column when the row is copied. Texts are shared, not copied.
pub(crate) fn row_bytes_max(array: &dyn Array) -> usize {
    let offsets = match array.data_type() {
        DataType::List(_) => array.as_list::<i32>().offsets(),
        DataType::Map(..) => array.as_map().offsets(),
        DataType::Struct(_) => {
            return array.as_struct().columns().iter().map(|column| row_bytes_max(column)).sum();
        }
        _ => return copied_bytes(array) / array.len().max(1),
    };
    let longest = offsets.windows(2).map(|ends| (ends[1] - ends[0]) as usize).max().unwrap_or_default();
    longest.saturating_mul(element_bytes(array))
}

/// One value for each of so many rows.
pub(crate) fn spread(value: ColumnarValue, rows: usize) -> Result<ArrayRef> {
    if let ColumnarValue::Scalar(scalar) = &value
        && scalar.data_type().is_nested()
    {
        let one = scalar.to_array().map_err(trino_error)?;
        check_room(copied_bytes(&one).saturating_mul(rows))?;
    }
    value.into_array(rows).map_err(trino_error)
}

/// Rows of a column, each as often as it is named.
pub(crate) fn taken(array: &ArrayRef, rows: &UInt32Array) -> Result<ArrayRef> {
    check_room(taken_bytes(array, rows))?;
    Ok(arrow::compute::take(array, rows, None)?)
}

fn taken_bytes(array: &dyn Array, rows: &UInt32Array) -> usize {
    let offsets = match array.data_type() {
        DataType::List(_) => array.as_list::<i32>().offsets(),
        DataType::Map(..) => array.as_map().offsets(),
        DataType::Struct(_) => {
            return array.as_struct().columns().iter().map(|column| taken_bytes(column, rows)).sum();
        }
        _ => return 0,
    };
    let length = |row: &u32| offsets.get(*row as usize + 1).map_or(0, |end| (end - offsets[*row as usize]) as usize);
    let elements: usize = rows.values().iter().map(length).sum();
    elements.saturating_mul(element_bytes(array))
}

/// Bytes of an element of arrays or maps when it is copied, on average.
fn element_bytes(array: &dyn Array) -> usize {
    let (bytes, elements) = match array.data_type() {
        DataType::List(_) => (copied_bytes(array.as_list::<i32>().values()), array.as_list::<i32>().values().len()),
        DataType::Map(..) => (copied_bytes(array.as_map().entries()), array.as_map().entries().len()),
        _ => (copied_bytes(array), array.len()),
    };
    bytes.div_ceil(elements.max(1))
}

fn copied_bytes(array: &dyn Array) -> usize {
    bytes(array, false)
}

fn bytes(array: &dyn Array, with_texts: bool) -> usize {
    let rows = array.len();
    match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            4 * rows + part(list.offsets(), list.values(), with_texts)
        }
        DataType::Map(..) => {
            let map = array.as_map();
            4 * rows + part(map.offsets(), map.entries(), with_texts)
        }
        DataType::Struct(_) => array.as_struct().columns().iter().map(|column| bytes(column, with_texts)).sum(),
        DataType::Utf8View if with_texts => view_bytes(array.as_string_view()),
        DataType::BinaryView if with_texts => view_bytes(array.as_binary_view()),
        DataType::Utf8View | DataType::BinaryView => VIEW_BYTES * rows,
        DataType::FixedSizeBinary(width) => rows * usize::try_from(*width).unwrap_or_default(),
        other => match other.primitive_width() {
            Some(width) => rows * width,
            None => array.get_array_memory_size(),
        },
    }
}

fn part(offsets: &[i32], children: &dyn Array, with_texts: bool) -> usize {
    let (first, last) = (offsets.first().copied().unwrap_or_default(), offsets.last().copied().unwrap_or_default());
    let length = (last - first) as usize;
    if length == 0 { 0 } else { bytes(&children.slice(first as usize, length), with_texts) }
}

/// Views into one text share it, and a view may be of a small part of its text.
fn view_bytes<V: ByteViewType>(array: &arrow::array::GenericByteViewArray<V>) -> usize {
    let shared: usize = array.data_buffers().iter().map(|buffer| buffer.len()).sum();
    VIEW_BYTES * array.len() + shared.min(array.total_buffer_bytes_used())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, ListArray, StringViewArray};
    use arrow::datatypes::Int64Type;
    use datafusion::common::ScalarValue;

    use super::*;

    fn lists(lengths: &[usize]) -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(
            lengths.iter().map(|length| Some((0..*length as i64).map(Some).collect::<Vec<_>>())),
        ))
    }

    #[test]
    fn bytes_of_columns() {
        let text: ArrayRef = Arc::new(StringViewArray::from_iter_values(["a text of more than twelve bytes"; 100]));
        let cases: [(&str, ArrayRef, usize, usize); 4] = [
            ("numbers", Arc::new(Int64Array::from(vec![1; 10])), 80, 8),
            ("arrays", lists(&[1, 3, 0]), 4 * 3 + 8 * 4, 24),
            ("a part", lists(&[100, 3, 100]).slice(1, 1), 4 + 24, 24),
            ("a part of texts", text.slice(3, 2), 2 * (VIEW_BYTES + 32), VIEW_BYTES),
        ];
        for (name, array, held, longest) in cases {
            assert_eq!((held_bytes(&array), row_bytes_max(&array)), (held, longest), "{name}");
        }
    }

    #[test]
    fn what_would_not_fit_is_not_made() {
        let array = lists(&[50_000]);
        let one = ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0).expect("a value"));
        assert_eq!(spread(one.clone(), 3).expect("three").len(), 3);
        let code = |result: Result<ArrayRef>| result.err().map(|error| error.code);
        let refused = Some(ErrorCode::ExceededFunctionMemoryLimit);
        assert_eq!(code(spread(one, 1_000_000)), refused);
        assert_eq!(code(taken(&array, &UInt32Array::from(vec![0; 1_000_000]))), refused);
        assert_eq!(code(taken(&array, &UInt32Array::from(vec![0; 10]))), None);
    }
}
