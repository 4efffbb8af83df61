//! Values as keys: what two values must have equal to be equal in Trino.
//!
//! Arrow compares what is held; Trino compares what is meant: of a `timestamp with time zone` only the
//! instant, of a map its entries in any order, of doubles 0 and -0 as one. A key column holds equal values for
//! values that are equal, and for orderable types sorts as Trino does.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, StructArray, UInt32Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{Float32Type, Float64Type, Int16Type, Int64Type};
use arrow::row::{RowConverter, Rows, SortField};
use arrow_schema::{DataType, Field, Fields};
use boathouse_types::{Result, TrinoError, Type};

/// Picoseconds of a minute.
const MINUTE_PICOS: i64 = 60_000_000_000_000;
/// Picoseconds of a day.
const DAY_PICOS: i64 = 1440 * MINUTE_PICOS;

/// Whether a column of this type is its own key.
pub fn is_native_key(data_type: &Type) -> bool {
    match data_type {
        Type::Real | Type::Double | Type::TimeTz(_) | Type::TimestampTz(_) | Type::Map(..) => false,
        Type::Array(element) => is_native_key(element),
        Type::Row(fields) => fields.iter().all(|f| is_native_key(&f.data_type)),
        _ => true,
    }
}

/// The Arrow type of the keys of a type.
pub fn key_type(data_type: &Type) -> DataType {
    match data_type {
        Type::TimeTz(_) => DataType::Int64,
        Type::TimestampTz(p) => Type::Timestamp(*p).to_arrow(),
        Type::Array(element) => DataType::List(Arc::new(Field::new("item", key_type(element), true))),
        Type::Row(fields) => {
            let fields =
                fields.iter().enumerate().map(|(i, f)| Field::new(format!("f{i}"), key_type(&f.data_type), true));
            DataType::Struct(fields.collect())
        }
        Type::Map(key, value) => {
            DataType::List(Arc::new(Field::new("item", DataType::Struct(entry(key, value)), true)))
        }
        plain => plain.to_arrow(),
    }
}

fn entry(key: &Type, value: &Type) -> Fields {
    Fields::from(vec![Field::new("key", key_type(key), true), Field::new("value", key_type(value), true)])
}

/// The keys of a column.
///
/// # Errors
/// Internal error when the column is not held as its type says.
pub fn key_array(data_type: &Type, column: &ArrayRef) -> Result<ArrayRef> {
    if is_native_key(data_type) {
        return Ok(Arc::clone(column));
    }
    match data_type {
        Type::Real => Ok(Arc::new(column.as_primitive::<Float32Type>().unary::<_, Float32Type>(canonical_real)) as _),
        Type::Double => {
            Ok(Arc::new(column.as_primitive::<Float64Type>().unary::<_, Float64Type>(canonical_double)) as _)
        }
        Type::TimestampTz(_) => {
            let column = structure(column)?;
            masked(column.column(0), column.nulls())
        }
        Type::TimeTz(_) => time_keys(structure(column)?),
        Type::Array(element) => {
            let list = column.as_list_opt::<i32>().ok_or_else(|| held(column))?;
            let values = key_array(element, list.values())?;
            let field = Arc::new(Field::new("item", key_type(element), true));
            Ok(Arc::new(ListArray::try_new(field, list.offsets().clone(), values, list.nulls().cloned())?))
        }
        Type::Row(fields) => {
            let column = structure(column)?;
            let keys = fields.iter().zip(column.columns()).map(|(f, c)| key_array(&f.data_type, c));
            let DataType::Struct(names) = key_type(data_type) else {
                return Err(held(&(Arc::new(column.clone()) as _)));
            };
            Ok(Arc::new(StructArray::try_new(names, keys.collect::<Result<_>>()?, column.nulls().cloned())?))
        }
        Type::Map(key, value) => map_keys(key, value, column),
        _ => Ok(Arc::clone(column)),
    }
}

/// Rows of comparable bytes for a column: equal exactly when the values are equal, NULL included.
///
/// # Errors
/// When Arrow has no row format for the keys' type.
pub fn row_keys(data_type: &Type, column: &ArrayRef) -> Result<Rows> {
    let keys = key_array(data_type, column)?;
    let converter = RowConverter::new(vec![SortField::new(keys.data_type().clone())])?;
    Ok(converter.convert_columns(&[keys])?)
}

fn canonical_double(value: f64) -> f64 {
    if value == 0.0 {
        0.0
    } else if value.is_nan() {
        f64::NAN
    } else {
        value
    }
}

fn canonical_real(value: f32) -> f32 {
    if value == 0.0 {
        0.0
    } else if value.is_nan() {
        f32::NAN
    } else {
        value
    }
}

fn structure(column: &ArrayRef) -> Result<&StructArray> {
    column.as_struct_opt().ok_or_else(|| held(column))
}

fn held(column: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("a key column is held as {}", column.data_type()))
}

/// A child of a struct with the struct's own nulls laid over it.
fn masked(child: &ArrayRef, nulls: Option<&NullBuffer>) -> Result<ArrayRef> {
    let Some(nulls) = nulls else { return Ok(Arc::clone(child)) };
    let mask = arrow::array::BooleanArray::new(!nulls.inner(), None);
    Ok(arrow::compute::nullif(child, &mask)?)
}

fn time_keys(column: &StructArray) -> Result<ArrayRef> {
    let (times, offsets) = (column.column(0), column.column(1));
    let (Some(times), Some(offsets)) = (times.as_primitive_opt::<Int64Type>(), offsets.as_primitive_opt::<Int16Type>())
    else {
        return Err(held(&(Arc::new(column.clone()) as _)));
    };
    let keys: Int64Array = (0..column.len())
        .map(|i| {
            let valid = column.is_valid(i);
            valid.then(|| (times.value(i) - i64::from(offsets.value(i)) * MINUTE_PICOS).rem_euclid(DAY_PICOS))
        })
        .collect();
    Ok(Arc::new(keys))
}

/// A map's key is the list of its entries in the order of their keys.
fn map_keys(key: &Type, value: &Type, column: &ArrayRef) -> Result<ArrayRef> {
    let map = column.as_map_opt().ok_or_else(|| held(column))?;
    let keys = key_array(key, map.keys())?;
    let values = key_array(value, map.values())?;
    let order =
        RowConverter::new(vec![SortField::new(keys.data_type().clone())])?.convert_columns(&[Arc::clone(&keys)])?;
    let (mut indices, mut lengths) = (Vec::with_capacity(keys.len()), Vec::with_capacity(map.len()));
    for row in 0..map.len() {
        let (start, end) = (map.value_offsets()[row] as usize, map.value_offsets()[row + 1] as usize);
        let mut places: Vec<usize> = if map.is_valid(row) { (start..end).collect() } else { Vec::new() };
        places.sort_by(|a, b| order.row(*a).cmp(&order.row(*b)));
        lengths.push(places.len());
        indices.extend(places.into_iter().map(|i| i as u32));
    }
    let indices = UInt32Array::from(indices);
    let columns = vec![arrow::compute::take(&keys, &indices, None)?, arrow::compute::take(&values, &indices, None)?];
    let entries = StructArray::try_new(entry(key, value), columns, None)?;
    let field = Arc::new(Field::new("item", entries.data_type().clone(), true));
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(entries), map.nulls().cloned())?))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float32Array, Float64Array};

    use super::*;

    #[test]
    fn doubles_that_are_equal_have_equal_keys() {
        let column: ArrayRef = Arc::new(Float64Array::from(vec![0.0, -0.0, f64::NAN, -f64::NAN, 1.0]));
        let rows = row_keys(&Type::Double, &column).unwrap();
        assert_eq!(rows.row(0), rows.row(1));
        assert_eq!(rows.row(2), rows.row(3));
        assert_ne!(rows.row(0), rows.row(4));
        let column: ArrayRef = Arc::new(Float32Array::from(vec![0.0, -0.0]));
        let rows = row_keys(&Type::Real, &column).unwrap();
        assert_eq!(rows.row(0), rows.row(1));
    }

    #[test]
    fn times_with_zones_compare_by_instant() {
        let Type::TimeTz(_) = Type::TimeTz(3) else { unreachable!() };
        let times: ArrayRef = Arc::new(Int64Array::from(vec![2 * 60 * MINUTE_PICOS, 60 * MINUTE_PICOS, 0]));
        let offsets: ArrayRef = Arc::new(arrow::array::Int16Array::from(vec![120, 60, 60]));
        let DataType::Struct(fields) = Type::TimeTz(3).to_arrow() else { unreachable!() };
        let column: ArrayRef = Arc::new(StructArray::new(fields, vec![times, offsets], None));
        let rows = row_keys(&Type::TimeTz(3), &column).unwrap();
        assert_eq!(rows.row(0), rows.row(1));
        assert_ne!(rows.row(0), rows.row(2));
    }
}
