//! Arrays of a file's type to arrays of the table's, where Arrow's cast does not do.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, ListArray, MapArray, StringViewBuilder, StructArray, TimestampMillisecondArray,
    new_null_array,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    Decimal64Type, Decimal128Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_schema::{ArrowError, DataType, TimeUnit};

/// Digits after the point of seconds that are kept as decimals, as ORC's decoder gives them.
pub(crate) const NANO_DIGITS: i8 = 9;

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
        (DataType::Decimal128(_, NANO_DIGITS), DataType::Timestamp(TimeUnit::Millisecond, zone)) => {
            let too_far = |value| ArrowError::CastError(format!("{value} nanoseconds are beyond all timestamps"));
            let cut = |value: i128| i64::try_from(value.div_euclid(1_000_000)).map_err(|_| too_far(value));
            let moments: TimestampMillisecondArray = array.as_primitive::<Decimal128Type>().try_unary(cut)?;
            Ok(Arc::new(moments.with_timezone_opt(zone.clone())))
        }
        (DataType::Decimal64(..) | DataType::Decimal128(..), _) => {
            // Arrow's cast trusts the precision; a damaged file may hold more digits than it says.
            check_decimals(array)?;
            cast_with_options(array, target, options)
        }
        (DataType::Timestamp(unit, _), DataType::Timestamp(TimeUnit::Millisecond, zone)) => {
            Ok(Arc::new(milliseconds(array, *unit)?.with_timezone_opt(zone.clone())))
        }
        _ => cast_with_options(array, target, options),
    }
}

/// Fails for a decimal, however deep, that has more digits than its type says.
pub(crate) fn check_decimals(array: &ArrayRef) -> Result<(), ArrowError> {
    match array.data_type() {
        DataType::Decimal64(precision, _) => {
            let decimals = array.as_primitive::<Decimal64Type>();
            let most = decimals.values().iter().fold(0, |most: u64, value| most.max(value.unsigned_abs()));
            let fits = 10_u64.checked_pow(u32::from(*precision)).is_some_and(|limit| most < limit);
            // What stands where there is no value does not count.
            if fits { Ok(()) } else { decimals.validate_decimal_precision(*precision) }
        }
        DataType::Decimal128(precision, _) => {
            let decimals = array.as_primitive::<Decimal128Type>();
            let most = decimals.values().iter().fold(0, |most: u128, value| most.max(value.unsigned_abs()));
            let fits = 10_u128.checked_pow(u32::from(*precision)).is_some_and(|limit| most < limit);
            if fits { Ok(()) } else { decimals.validate_decimal_precision(*precision) }
        }
        DataType::Struct(_) => array.as_struct().columns().iter().try_for_each(check_decimals),
        DataType::List(_) => check_decimals(array.as_list::<i32>().values()),
        DataType::Map(..) => array.as_map().entries().columns().iter().try_for_each(check_decimals),
        _ => Ok(()),
    }
}

/// Moments cut to milliseconds: to the earlier one before 1970 too, where Arrow's cast takes the later.
fn milliseconds(array: &ArrayRef, unit: TimeUnit) -> Result<TimestampMillisecondArray, ArrowError> {
    let cut = |value: i64, units: i64| value.div_euclid(units);
    Ok(match unit {
        TimeUnit::Second => {
            let too_far = |value| ArrowError::CastError(format!("{value} seconds are beyond all timestamps"));
            let moments = array.as_primitive::<TimestampSecondType>();
            moments.try_unary(|value: i64| value.checked_mul(1_000).ok_or_else(|| too_far(value)))?
        }
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().clone(),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().unary(|value| cut(value, 1_000)),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().unary(|value| cut(value, 1_000_000)),
    })
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
    use arrow::array::{Decimal64Array, Decimal128Array, TimestampMicrosecondArray};

    use super::*;

    fn adapt(array: &ArrayRef, target: &DataType) -> Result<ArrayRef, ArrowError> {
        adapt_with(array, target, &CastOptions::default())
    }

    #[test]
    fn decimals_with_more_digits_than_they_say_are_errors() {
        for (value, fits) in [(99_999, true), (i128::from(i64::MAX) * 2, false)] {
            let array = Decimal128Array::from(vec![value]).with_precision_and_scale(5, 2).unwrap();
            let found = adapt(&(Arc::new(array) as ArrayRef), &DataType::Decimal64(9, 2));
            assert_eq!(found.is_ok(), fits, "{value}: {found:?}");
        }
    }
    #[test]
    fn digits_are_counted_however_deep() {
        let wide = |value: i64| Decimal64Array::from(vec![Some(value), None]).with_precision_and_scale(5, 2).unwrap();
        let widest = |value: i128| Decimal128Array::from(vec![value]).with_precision_and_scale(38, 0).unwrap();
        for (array, fits) in [
            (Arc::new(wide(-99_999)) as ArrayRef, true),
            (Arc::new(wide(100_000)), false),
            (Arc::new(wide(i64::MIN)), false),
            (Arc::new(widest(10_i128.pow(38) - 1)), true),
            (Arc::new(widest(i128::MIN)), false),
        ] {
            let fields = vec![("a", Arc::clone(&array))];
            let inside: ArrayRef = Arc::new(StructArray::try_from(fields).unwrap());
            assert_eq!(check_decimals(&array).is_ok(), fits, "{array:?}");
            assert_eq!(check_decimals(&inside).is_ok(), fits, "{array:?}");
        }
    }

    #[test]
    fn moments_are_cut_to_the_earlier_millisecond() {
        let array: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![1_999, -1, -1_000, i64::MIN]));
        let found = adapt(&array, &DataType::Timestamp(TimeUnit::Millisecond, None)).unwrap();
        let expected = [1, -1, -1, i64::MIN.div_euclid(1_000)];
        assert_eq!(found.as_primitive::<TimestampMillisecondType>().values()[..], expected);
    }
}
