//! The streams of one column, and of the columns inside of it.

use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMillisecondType,
};
use arrow_schema::DataType;

use super::run_length::{self, Bits, Integers, unsigned};

/// Seconds from 1970 to 2015, from which timestamps are counted.
const EPOCH_SECONDS: i64 = 1_420_070_400;
const NANOS_PER_MILLI: i64 = 1_000_000;

/// What a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StreamKind {
    Present = 0,
    Data = 1,
    Length = 2,
    Secondary = 5,
}

/// One stream of a stripe.
#[derive(Debug)]
pub(super) struct Stream {
    pub kind: StreamKind,
    pub column: u32,
    pub bytes: Vec<u8>,
}

/// A column of the stripe in the making.
#[derive(Debug)]
pub(super) struct Column {
    present: Bits,
    has_nulls: bool,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Boolean(Bits),
    Byte(Vec<u8>),
    Integer(Integers),
    Float(Vec<u8>),
    Decimal(Vec<u8>, Integers),
    Bytes(Vec<u8>, Integers),
    Timestamp(Integers, Integers),
    List(Integers, Box<Column>),
    Map(Integers, Box<Column>, Box<Column>),
    Struct(Vec<Column>),
}

impl Column {
    pub fn new(data_type: &DataType) -> Self {
        let values = match data_type {
            DataType::Boolean => Values::Boolean(Bits::default()),
            DataType::Int8 => Values::Byte(Vec::new()),
            DataType::Float32 | DataType::Float64 => Values::Float(Vec::new()),
            DataType::Decimal64(..) | DataType::Decimal128(..) => Values::Decimal(Vec::new(), Integers::new(true)),
            DataType::Utf8View | DataType::BinaryView => Values::Bytes(Vec::new(), Integers::new(false)),
            DataType::Timestamp(..) => Values::Timestamp(Integers::new(true), Integers::new(false)),
            DataType::List(item) => Values::List(Integers::new(false), Box::new(Self::new(item.data_type()))),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(pair) if pair.len() == 2 => {
                    let column = |at: usize| Box::new(Self::new(pair[at].data_type()));
                    Values::Map(Integers::new(false), column(0), column(1))
                }
                _ => Values::Struct(Vec::new()),
            },
            DataType::Struct(fields) => {
                Values::Struct(fields.iter().map(|field| Self::new(field.data_type())).collect())
            }
            _ => Values::Integer(Integers::new(true)),
        };
        Self { present: Bits::default(), has_nulls: false, values }
    }

    pub fn bytes(&self) -> usize {
        self.present.bytes()
            + match &self.values {
                Values::Boolean(bits) => bits.bytes(),
                Values::Byte(bytes) | Values::Float(bytes) => bytes.len(),
                Values::Integer(integers) => integers.bytes(),
                Values::Decimal(bytes, integers) | Values::Bytes(bytes, integers) => bytes.len() + integers.bytes(),
                Values::Timestamp(seconds, nanos) => seconds.bytes() + nanos.bytes(),
                Values::List(lengths, items) => lengths.bytes() + items.bytes(),
                Values::Map(lengths, keys, values) => lengths.bytes() + keys.bytes() + values.bytes(),
                Values::Struct(columns) => columns.iter().map(Self::bytes).sum(),
            }
    }

    /// Takes the rows of a range. What is inside of a NULL is not there at all.
    pub fn append(&mut self, array: &ArrayRef, rows: Range<usize>) {
        for row in rows {
            let is_valid = array.is_valid(row);
            self.present.push(is_valid);
            self.has_nulls |= !is_valid;
            if is_valid {
                self.value(array, row);
            }
        }
    }

    fn value(&mut self, array: &ArrayRef, row: usize) {
        match &mut self.values {
            Values::Boolean(bits) => bits.push(array.as_boolean().value(row)),
            Values::Byte(bytes) => bytes.push(array.as_primitive::<Int8Type>().value(row).cast_unsigned()),
            Values::Integer(integers) => integers.push(integer(array, row)),
            Values::Float(bytes) => match array.data_type() {
                DataType::Float32 => bytes.extend(array.as_primitive::<Float32Type>().value(row).to_le_bytes()),
                _ => bytes.extend(array.as_primitive::<Float64Type>().value(row).to_le_bytes()),
            },
            Values::Decimal(bytes, scales) => {
                let (value, scale) = decimal(array, row);
                unsigned(((value << 1) ^ (value >> 127)).cast_unsigned(), bytes);
                scales.push(scale.into());
            }
            Values::Bytes(bytes, lengths) => {
                let value: &[u8] = match array.data_type() {
                    DataType::Utf8View => array.as_string_view().value(row).as_bytes(),
                    _ => array.as_binary_view().value(row),
                };
                bytes.extend_from_slice(value);
                lengths.push(i64::try_from(value.len()).unwrap_or(i64::MAX));
            }
            Values::Timestamp(seconds, nanos) => {
                let (second, nano) = timestamp(array.as_primitive::<TimestampMillisecondType>().value(row));
                seconds.push(second);
                nanos.push(nano);
            }
            Values::List(lengths, items) => {
                let list = array.as_list::<i32>();
                let range = range(list.value_offsets(), row);
                lengths.push(i64::try_from(range.len()).unwrap_or(i64::MAX));
                items.append(list.values(), range);
            }
            Values::Map(lengths, keys, values) => {
                let map = array.as_map();
                let range = range(map.value_offsets(), row);
                lengths.push(i64::try_from(range.len()).unwrap_or(i64::MAX));
                keys.append(map.keys(), range.clone());
                values.append(map.values(), range);
            }
            Values::Struct(columns) => {
                let members = array.as_struct();
                for (column, member) in columns.iter_mut().zip(members.columns()) {
                    column.append(member, row..row + 1);
                }
            }
        }
    }

    /// Gives out the streams; `next` numbers the columns, each before those inside of it.
    pub fn finish(self, next: &mut u32, streams: &mut Vec<Stream>) {
        let column = *next;
        *next += 1;
        let mut give = |kind, bytes| streams.push(Stream { kind, column, bytes });
        if self.has_nulls {
            give(StreamKind::Present, self.present.finish());
        }
        match self.values {
            Values::Boolean(bits) => give(StreamKind::Data, bits.finish()),
            Values::Byte(bytes) => give(StreamKind::Data, run_length::bytes(&bytes)),
            Values::Integer(integers) => give(StreamKind::Data, integers.finish()),
            Values::Float(bytes) => give(StreamKind::Data, bytes),
            Values::Decimal(bytes, scales) => {
                give(StreamKind::Data, bytes);
                give(StreamKind::Secondary, scales.finish());
            }
            Values::Bytes(bytes, lengths) => {
                give(StreamKind::Data, bytes);
                give(StreamKind::Length, lengths.finish());
            }
            Values::Timestamp(seconds, nanos) => {
                give(StreamKind::Data, seconds.finish());
                give(StreamKind::Secondary, nanos.finish());
            }
            Values::List(lengths, items) => {
                give(StreamKind::Length, lengths.finish());
                items.finish(next, streams);
            }
            Values::Map(lengths, keys, values) => {
                give(StreamKind::Length, lengths.finish());
                keys.finish(next, streams);
                values.finish(next, streams);
            }
            Values::Struct(columns) => columns.into_iter().for_each(|column| column.finish(next, streams)),
        }
    }
}

fn integer(array: &ArrayRef, row: usize) -> i64 {
    match array.data_type() {
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Date32 => array.as_primitive::<Date32Type>().value(row).into(),
        _ => array.as_primitive::<Int64Type>().value(row),
    }
}

fn decimal(array: &ArrayRef, row: usize) -> (i128, i8) {
    match array.data_type() {
        DataType::Decimal64(_, scale) => (array.as_primitive::<Decimal64Type>().value(row).into(), *scale),
        DataType::Decimal128(_, scale) => (array.as_primitive::<Decimal128Type>().value(row), *scale),
        _ => (0, 0),
    }
}

/// Seconds and nanoseconds. Readers take one second off a time before 1970 with a fraction of more than a millisecond,
/// as the format's first writer had divided towards zero.
fn timestamp(millis: i64) -> (i64, i64) {
    let (mut seconds, rest) = (millis.div_euclid(1000), millis.rem_euclid(1000));
    let nanos = rest * NANOS_PER_MILLI;
    if seconds < 0 && nanos > 999_999 {
        seconds += 1;
    }
    (seconds - EPOCH_SECONDS, packed_nanos(nanos))
}

/// Nanoseconds without their zeros at the end, whose number less one is in the lowest three bits.
fn packed_nanos(nanos: i64) -> i64 {
    if nanos == 0 {
        return 0;
    }
    let (mut value, mut zeros) = (nanos, 0);
    while value % 10 == 0 && zeros < 8 {
        value /= 10;
        zeros += 1;
    }
    // One zero alone is not taken off.
    if zeros < 2 { nanos << 3 } else { (value << 3) | (zeros - 1) }
}

fn range(offsets: &[i32], row: usize) -> Range<usize> {
    let at = |at: usize| offsets.get(at).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0);
    at(row)..at(row + 1)
}
