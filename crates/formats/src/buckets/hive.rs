//! Hive's hash of a row's bucket columns, by which bucketed tables deal their rows to files.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMillisecondType,
};
use arrow_schema::{DataType, TimeUnit};

use crate::{Error, Result};

const MILLIS_PER_SECOND: i64 = 1000;
const NANOS_PER_MILLI: i64 = 1_000_000;

/// Whether rows can be dealt by a column of this type.
pub fn is_bucketable(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Boolean
            | DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::Float32
            | DataType::Float64
            | DataType::Utf8View
            | DataType::Date32
            | DataType::Timestamp(TimeUnit::Millisecond, None)
    )
}

/// The bucket of each row.
pub(crate) fn buckets(columns: &[&ArrayRef], rows: usize, count: u32) -> Result<Vec<u32>> {
    let mut hashes = vec![0_i32; rows];
    for column in columns {
        let hash = hasher(column)?;
        for (row, combined) in hashes.iter_mut().enumerate() {
            let own = if column.is_null(row) { 0 } else { hash(row) };
            *combined = combined.wrapping_mul(31).wrapping_add(own);
        }
    }
    Ok(hashes.into_iter().map(|hash| (hash & i32::MAX).cast_unsigned() % count.max(1)).collect())
}

fn hasher<'a>(column: &'a ArrayRef) -> Result<Box<dyn Fn(usize) -> i32 + 'a>> {
    Ok(match column.data_type() {
        DataType::Boolean => {
            let values = column.as_boolean();
            Box::new(|row| i32::from(values.value(row)))
        }
        DataType::Int8 => {
            let values = column.as_primitive::<Int8Type>();
            Box::new(|row| i32::from(values.value(row)))
        }
        DataType::Int16 => {
            let values = column.as_primitive::<Int16Type>();
            Box::new(|row| i32::from(values.value(row)))
        }
        DataType::Int32 => {
            let values = column.as_primitive::<Int32Type>();
            Box::new(|row| values.value(row))
        }
        DataType::Date32 => {
            let values = column.as_primitive::<Date32Type>();
            Box::new(|row| values.value(row))
        }
        DataType::Int64 => {
            let values = column.as_primitive::<Int64Type>();
            Box::new(|row| of_long(values.value(row)))
        }
        DataType::Float32 => {
            let values = column.as_primitive::<Float32Type>();
            Box::new(|row| canonical_f32(values.value(row)))
        }
        DataType::Float64 => {
            let values = column.as_primitive::<Float64Type>();
            Box::new(|row| of_long(canonical_f64(values.value(row))))
        }
        DataType::Utf8View => {
            let values = column.as_string_view();
            Box::new(|row| of_bytes(values.value(row).as_bytes()))
        }
        DataType::Timestamp(TimeUnit::Millisecond, None) => {
            let values = column.as_primitive::<TimestampMillisecondType>();
            Box::new(|row| of_timestamp(values.value(row)))
        }
        other => {
            let (column, data_type) = ("of a bucket".to_owned(), other.to_string());
            return Err(Error::NotWritable { column, data_type, hint: "choose another bucket column" });
        }
    })
}

fn of_bytes(bytes: &[u8]) -> i32 {
    bytes.iter().fold(0, |hash: i32, byte| hash.wrapping_mul(31).wrapping_add(i32::from(byte.cast_signed())))
}

#[expect(clippy::cast_possible_truncation, reason = "the hash is the lower half, as Java's cast has it")]
fn of_long(value: i64) -> i32 {
    ((value.cast_unsigned() >> 32) as u32 ^ value.cast_unsigned() as u32).cast_signed()
}

fn of_timestamp(millis: i64) -> i32 {
    let (seconds, rest) = (millis.div_euclid(MILLIS_PER_SECOND), millis.rem_euclid(MILLIS_PER_SECOND));
    of_long((seconds << 30) | (rest * NANOS_PER_MILLI))
}

/// Java has one bit pattern for what is no number.
fn canonical_f32(value: f32) -> i32 {
    if value.is_nan() { 0x7fc0_0000 } else { value.to_bits().cast_signed() }
}

fn canonical_f64(value: f64) -> i64 {
    if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits().cast_signed() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, StringViewArray};

    use super::*;

    #[test]
    fn hashes_are_hives() {
        // Java: "abc".hashCode() is 96354, and bytes beyond 127 count as negative numbers.
        assert_eq!(of_bytes(b"abc"), 96354);
        assert_eq!(of_bytes("é".as_bytes()), -61 * 31 + -87);
        assert_eq!((of_long(7), of_long(-1), of_long(1 << 32)), (7, 0, 1));
        assert_eq!(of_timestamp(0), 0);
        assert_eq!(canonical_f32(f32::NAN), i32::from_be_bytes([0x7f, 0xc0, 0, 0]));
    }

    #[test]
    fn rows_go_to_the_bucket_of_their_hash() {
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![Some(0), Some(5), None, Some(-1)]));
        let names: ArrayRef = Arc::new(StringViewArray::from(vec!["abc", "", "x", "abc"]));
        assert_eq!(buckets(&[&ids], 4, 4).unwrap(), [0, 1, 0, 0]);
        // 31 * hash of the first and the hash of the second.
        assert_eq!(buckets(&[&ids, &names], 4, 4).unwrap(), [96354 % 4, 155 % 4, 120 % 4, 96354 % 4]);
    }
}
