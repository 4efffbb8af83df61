//! Trino's 64-bit hash of a value, which `checksum` and `approx_distinct` are made of.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, Decimal64Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalYearMonthType,
};
use boathouse_functions::key_array;
use boathouse_types::{Result, TrinoError, Type};
use twox_hash::XxHash64;

/// Picoseconds of a microsecond.
const MICRO_PICOS: i128 = 1_000_000;
/// Picoseconds of a millisecond.
const MILLI_PICOS: i128 = 1_000_000_000;
/// What NULL inside an array, map or row hashes to.
const NULL_HASH: u64 = 0;

/// The hash of bytes.
pub(crate) fn bytes(value: &[u8]) -> u64 {
    XxHash64::oneshot(0, value)
}

/// The hash of a number, as its eight bytes.
pub(crate) fn long(value: i64) -> u64 {
    bytes(&value.to_le_bytes())
}

/// The hashes of a column; those of NULL are to be ignored.
pub(crate) fn hashes(data_type: &Type, column: &ArrayRef) -> Result<Vec<u64>> {
    let held = || TrinoError::internal(format!("{data_type} is held as {}", column.data_type()));
    let rows = column.len();
    Ok(match data_type {
        Type::Unknown => vec![NULL_HASH; rows],
        Type::Boolean => {
            let values = column.as_boolean_opt().ok_or_else(held)?;
            (0..rows).map(|i| long(i64::from(values.value(i)))).collect()
        }
        Type::TinyInt => numbers::<Int8Type>(column, |v| long(v.into())).ok_or_else(held)?,
        Type::SmallInt => numbers::<Int16Type>(column, |v| long(v.into())).ok_or_else(held)?,
        Type::Integer => numbers::<Int32Type>(column, |v| long(v.into())).ok_or_else(held)?,
        Type::BigInt => numbers::<Int64Type>(column, long).ok_or_else(held)?,
        Type::Date => numbers::<Date32Type>(column, |v| long(v.into())).ok_or_else(held)?,
        Type::Real => numbers::<Float32Type>(column, |v| long(i64::from(canonical_real(v) as i32))).ok_or_else(held)?,
        Type::Double => numbers::<Float64Type>(column, |v| long(canonical_double(v) as i64)).ok_or_else(held)?,
        Type::Decimal { precision: ..=18, .. } => numbers::<Decimal64Type>(column, long).ok_or_else(held)?,
        Type::Decimal { .. } => {
            numbers::<Decimal128Type>(column, |v| long((v >> 64) as i64) ^ long(v as i64)).ok_or_else(held)?
        }
        Type::IntervalDayToSecond => numbers::<DurationMillisecondType>(column, long).ok_or_else(held)?,
        Type::IntervalYearToMonth => numbers::<IntervalYearMonthType>(column, |v| long(v.into())).ok_or_else(held)?,
        Type::Varchar(_) | Type::Char(_) | Type::Json | Type::JsonPath => {
            let values = column.as_string_view_opt().ok_or_else(held)?;
            (0..rows).map(|i| bytes(values.value(i).as_bytes())).collect()
        }
        Type::Varbinary => {
            let values = column.as_binary_view_opt().ok_or_else(held)?;
            (0..rows).map(|i| bytes(values.value(i))).collect()
        }
        Type::IpAddress => {
            let values = column.as_fixed_size_binary_opt().ok_or_else(held)?;
            (0..rows).map(|i| bytes(values.value(i))).collect()
        }
        Type::Uuid => {
            let values = column.as_fixed_size_binary_opt().ok_or_else(held)?;
            (0..rows).map(|i| uuid(values.value(i))).collect()
        }
        Type::Time(p) => picos(column, *p)?.into_iter().map(|p| long(p as i64)).collect(),
        Type::TimeTz(p) => {
            let keys = key_array(data_type, column)?;
            let keys = keys.as_primitive_opt::<Int64Type>().ok_or_else(held)?;
            let unit = if *p <= 9 { 1_000 } else { 1 };
            keys.values().iter().map(|picos| long(picos / unit)).collect()
        }
        Type::Timestamp(p) => picos(column, *p)?.into_iter().map(|v| timestamp(v, *p, 6, MICRO_PICOS)).collect(),
        Type::TimestampTz(p) => {
            let keys = key_array(data_type, column)?;
            picos(&keys, *p)?.into_iter().map(|v| timestamp(v, *p, 3, MILLI_PICOS)).collect()
        }
        Type::Array(_) | Type::Map(..) | Type::Row(_) => return nested_hashes(data_type, column),
        other => return Err(TrinoError::not_supported(format!("the hash of {other}"))),
    })
}

/// The hashes of arrays, maps and rows, joined from those of what is in them.
fn nested_hashes(data_type: &Type, column: &ArrayRef) -> Result<Vec<u64>> {
    let held = || TrinoError::internal(format!("{data_type} is held as {}", column.data_type()));
    let rows = column.len();
    Ok(match data_type {
        Type::Array(element) => {
            let list = column.as_list_opt::<i32>().ok_or_else(held)?;
            let inner = element_hashes(element, list.values())?;
            let joined = |row: usize| {
                let (from, to) = (list.value_offsets()[row] as usize, list.value_offsets()[row + 1] as usize);
                inner[from..to].iter().fold(0_u64, |hash, element| hash.wrapping_mul(31).wrapping_add(*element))
            };
            (0..rows).map(joined).collect()
        }
        Type::Map(key, value) => {
            let map = column.as_map_opt().ok_or_else(held)?;
            let (keys, values) = (element_hashes(key, map.keys())?, element_hashes(value, map.values())?);
            let joined = |row: usize| {
                let (from, to) = (map.value_offsets()[row] as usize, map.value_offsets()[row + 1] as usize);
                (from..to).fold(0_u64, |hash, i| hash.wrapping_add(keys[i] ^ values[i]))
            };
            (0..rows).map(joined).collect()
        }
        Type::Row(fields) => {
            let record = column.as_struct_opt().ok_or_else(held)?;
            let mut joined = vec![1_u64; rows];
            for (field, column) in fields.iter().zip(record.columns()) {
                for (hash, inner) in joined.iter_mut().zip(element_hashes(&field.data_type, column)?) {
                    *hash = hash.wrapping_mul(31).wrapping_add(inner);
                }
            }
            joined
        }
        other => return Err(TrinoError::internal(format!("{other} is not nested"))),
    })
}

fn numbers<T: ArrowPrimitiveType>(column: &ArrayRef, hash: impl Fn(T::Native) -> u64) -> Option<Vec<u64>> {
    Some(column.as_primitive_opt::<T>()?.values().iter().map(|v| hash(*v)).collect())
}

/// The hashes of nested values, NULL included.
fn element_hashes(data_type: &Type, column: &ArrayRef) -> Result<Vec<u64>> {
    let mut found = hashes(data_type, column)?;
    for (row, hash) in found.iter_mut().enumerate() {
        if column.is_null(row) {
            *hash = NULL_HASH;
        }
    }
    Ok(found)
}

/// Times and timestamps in picoseconds; what stands under NULL is of no matter.
fn picos(column: &ArrayRef, precision: u8) -> Result<Vec<i128>> {
    let held = || TrinoError::internal(format!("a time is held as {}", column.data_type()));
    if let Some(wide) = column.as_primitive_opt::<Decimal128Type>() {
        return Ok(wide.values().to_vec());
    }
    let unit: i128 = match precision {
        0 => 1_000_000_000_000,
        1..=3 => 1_000_000_000,
        4..=6 => 1_000_000,
        7..=9 => 1_000,
        _ => 1,
    };
    let longs = match column.data_type() {
        arrow_schema::DataType::Time32(_) => {
            let narrow = arrow::compute::cast(column, &arrow_schema::DataType::Int32)?;
            arrow::compute::cast(&narrow, &arrow_schema::DataType::Int64)?
        }
        _ => arrow::compute::cast(column, &arrow_schema::DataType::Int64)?,
    };
    let longs = longs.as_primitive_opt::<Int64Type>().ok_or_else(held)?;
    Ok(longs.values().iter().map(|v| i128::from(*v) * unit).collect())
}

/// Finer timestamps than `digits` are a pair in Trino: whole units, and picoseconds of a unit.
fn timestamp(picos: i128, precision: u8, digits: u8, unit: i128) -> u64 {
    let whole = long(picos.div_euclid(unit) as i64);
    if precision <= digits { whole } else { whole ^ long(picos.rem_euclid(unit) as i64) }
}

fn uuid(value: &[u8]) -> u64 {
    let half =
        |range: std::ops::Range<usize>| value.get(range).and_then(|b| b.try_into().ok()).map_or(0, i64::from_le_bytes);
    long(half(0..8)) ^ long(half(8..16))
}

fn canonical_double(value: f64) -> u64 {
    if value == 0.0 {
        0
    } else if value.is_nan() {
        0x7FF8_0000_0000_0000
    } else {
        value.to_bits()
    }
}

fn canonical_real(value: f32) -> u32 {
    if value == 0.0 {
        0
    } else if value.is_nan() {
        0x7FC0_0000
    } else {
        value.to_bits()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn known_hashes() {
        // From the reference implementation of XXH64.
        assert_eq!(bytes(b""), 0xEF46_DB37_51D8_E999);
        assert_eq!(bytes(b"a"), 0xD24E_C4F1_A98C_6E5B);
    }

    #[test]
    fn zeros_are_one_value() {
        let column: ArrayRef = Arc::new(arrow::array::Float64Array::from(vec![0.0, -0.0, 1.0]));
        let found = hashes(&Type::Double, &column).unwrap();
        assert_eq!(found[0], found[1]);
        assert_ne!(found[0], found[2]);
    }
}
