//! Spark's hash of a row's bucket columns: 32-bit Murmur3, where the bytes at the end of a text count one by one.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_schema::DataType;

const SEED: u32 = 42;

/// The bucket of a row whose bucket columns these are, each with one value; nothing for types whose hash is another.
pub(super) fn bucket(values: &[ArrayRef], count: u32) -> Option<u32> {
    let mut hash = SEED;
    for value in values {
        // NULL leaves the hash as it is.
        if value.is_valid(0) {
            hash = of(value, hash)?;
        }
    }
    let bucket = i64::from(hash.cast_signed()).rem_euclid(i64::from(count.max(1)));
    u32::try_from(bucket).ok()
}

fn of(value: &ArrayRef, seed: u32) -> Option<u32> {
    Some(match value.data_type() {
        DataType::Boolean => of_int(i32::from(value.as_boolean().value(0)), seed),
        DataType::Int8 => of_int(i32::from(value.as_primitive::<Int8Type>().value(0)), seed),
        DataType::Int16 => of_int(i32::from(value.as_primitive::<Int16Type>().value(0)), seed),
        DataType::Int32 => of_int(value.as_primitive::<Int32Type>().value(0), seed),
        DataType::Date32 => of_int(value.as_primitive::<Date32Type>().value(0), seed),
        DataType::Int64 => of_long(value.as_primitive::<Int64Type>().value(0), seed),
        DataType::Utf8View => of_bytes(value.as_string_view().value(0).as_bytes(), seed),
        _ => return None,
    })
}

fn of_int(value: i32, seed: u32) -> u32 {
    end(mix(seed, value.cast_unsigned()), 4)
}

fn of_long(value: i64, seed: u32) -> u32 {
    let [low, high] = halves(value);
    end(mix(mix(seed, low), high), 8)
}

fn of_bytes(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let hash = words.iter().fold(seed, |hash, word| mix(hash, u32::from_le_bytes(*word)));
    let hash = rest.iter().fold(hash, |hash, byte| mix(hash, i32::from(byte.cast_signed()).cast_unsigned()));
    end(hash, bytes.len())
}

fn halves(value: i64) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
    [u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]
}

fn mix(hash: u32, word: u32) -> u32 {
    let word = word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    (hash ^ word).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
}

fn end(hash: u32, length: usize) -> u32 {
    let mut hash = hash ^ u32::try_from(length).unwrap_or(u32::MAX);
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, StringViewArray};

    use super::*;

    #[test]
    fn hashes_are_sparks() {
        // What `SELECT hash(1), hash(1L), hash('Spark')` gives there.
        assert_eq!(of_int(1, SEED).cast_signed(), -559_580_957);
        assert_eq!(of_long(1, SEED).cast_signed(), -1_712_319_331);
        assert_eq!(of_bytes(b"Spark", SEED).cast_signed(), 228_093_765);
        let one: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        let none: ArrayRef = Arc::new(StringViewArray::from(vec![None::<&str>]));
        assert_eq!(bucket(&[one, none], 8), u32::try_from((-1_712_319_331_i64).rem_euclid(8)).ok());
    }
}
