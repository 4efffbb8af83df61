//! Arrays of a file's type to arrays of the table's, where Arrow's cast does not do.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StringViewBuilder, StructArray, new_null_array};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::Decimal128Type;
use arrow_schema::{ArrowError, DataType};

/// `array` as `target`; scalars that do not fit are NULL.
pub(crate) fn adapt(array: &ArrayRef, target: &DataType) -> Result<ArrayRef, ArrowError> {
    adapt_with(array, target, &CastOptions::default())
}

/// `array` as `target`, scalars by these options.
pub(crate) fn adapt_with(
    array: &ArrayRef,
    target: &DataType,
    options: &CastOptions<'_>,
) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == target {
        return Ok(Arc::clone(array));
    }
    match (array.data_type(), target) {
        (DataType::Struct(_), DataType::Struct(fields)) => {
            let found = array.as_struct();
            let columns = fields.iter().map(|field| {
                let exact = found.column_by_name(field.name());
                let column = exact.or_else(|| {
                    let names = found.fields().iter();
                    let position = names.clone().position(|other| other.name().eq_ignore_ascii_case(field.name()))?;
                    found.columns().get(position)
                });
                match column {
                    Some(column) => adapt_with(column, field.data_type(), options),
                    None => Ok(new_null_array(field.data_type(), found.len())),
                }
            });
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            let nulls = found.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), columns, nulls, found.len())?))
        }
        (DataType::List(_), DataType::List(item)) => {
            let list = array.as_list::<i32>();
            let items = adapt_with(list.values(), item.data_type(), options)?;
            Ok(Arc::new(ListArray::try_new(Arc::clone(item), list.offsets().clone(), items, list.nulls().cloned())?))
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => match entries.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => {
                let map = array.as_map();
                let columns = vec![
                    adapt_with(map.keys(), fields[0].data_type(), options)?,
                    adapt_with(map.values(), fields[1].data_type(), options)?,
                ];
                let pairs = StructArray::try_new(fields.clone(), columns, None)?;
                let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
                Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, *sorted)?))
            }
            _ => Err(ArrowError::CastError(format!("a map cannot become {target}"))),
        },
        (
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_),
            DataType::Utf8View,
        ) => text(array),
        (DataType::Decimal128(precision, _), DataType::Decimal64(..)) => {
            // Arrow's cast trusts the precision; a damaged file may hold more digits than it says.
            array.as_primitive::<Decimal128Type>().validate_decimal_precision(*precision)?;
            cast_with_options(array, target, options)
        }
        _ => cast_with_options(array, target, options),
    }
}

/// Bytes as text; what is no UTF-8 becomes U+FFFD, as in text files.
fn text(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let bytes = cast_with_options(array, &DataType::BinaryView, &Default::default())?;
    let mut builder = StringViewBuilder::with_capacity(bytes.len());
    for value in bytes.as_binary_view() {
        builder.append_option(value.map(String::from_utf8_lossy));
    }
    Ok(Arc::new(builder.finish()))
}

#[cfg(test)]
mod tests {
    use arrow::array::Decimal128Array;

    use super::*;

    #[test]
    fn decimals_with_more_digits_than_they_say_are_errors() {
        for (value, fits) in [(99_999, true), (i128::from(i64::MAX) * 2, false)] {
            let array = Decimal128Array::from(vec![value]).with_precision_and_scale(5, 2).unwrap();
            let found = adapt(&(Arc::new(array) as ArrayRef), &DataType::Decimal64(9, 2));
            assert_eq!(found.is_ok(), fits, "{value}: {found:?}");
        }
    }
}
