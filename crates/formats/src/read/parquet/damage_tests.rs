//! Damaged files: whatever byte is another one, a query ends with rows or with an error that names the file.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::prelude::{col, lit};
use futures::FutureExt;
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{
    ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type, Int96, Int96Type,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};

use super::super::testing::{Fixture, PARQUET, rows, serde};

const SCHEMA: &str = "message m {
    optional int32 a (DECIMAL(5,2));
    optional int64 b (DECIMAL(12,2));
    optional fixed_len_byte_array(3) c (DECIMAL(5,2));
    optional fixed_len_byte_array(8) d (DECIMAL(17,2));
    optional fixed_len_byte_array(16) e (DECIMAL(10,2));
    optional fixed_len_byte_array(16) f (DECIMAL(38,2));
    optional binary g (DECIMAL(10,2));
    optional binary h (DECIMAL(30,2));
    optional group i (LIST) { repeated group list { optional fixed_len_byte_array(16) element (DECIMAL(10,2)); } }
    optional group j { optional binary x (DECIMAL(10,2)); optional int64 y (DECIMAL(12,2)); }
    optional int64 k (TIMESTAMP(MICROS,true));
    optional int96 l;
}";
const COLUMNS: &str = "a:decimal(5,2);b:decimal(12,2);c:decimal(5,2);d:decimal(17,2);e:decimal(10,2);f:decimal(38,2);\
    g:decimal(10,2);h:decimal(30,2);i:array<decimal(10,2)>;j:struct<x:decimal(10,2),y:decimal(14,3)>;k:timestamp;\
    l:timestamp";
/// The same columns, wider.
const WIDER: &str = "a:decimal(18,4);b:decimal(38,4);c:decimal(9,3);d:decimal(30,2);e:decimal(18,4);f:decimal(38,2);\
    g:decimal(12,4);h:decimal(38,3);i:array<decimal(20,2)>;j:struct<x:decimal(18,2),y:decimal(20,3)>;k:timestamp;\
    l:timestamp";

/// Six rows, some of them nothing, in two row groups.
fn file(properties: WriterProperties) -> Vec<u8> {
    let schema = Arc::new(parquet::schema::parser::parse_message_type(SCHEMA).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for numbers in [[125, -125, 7], [99_999, 0, -99_999]] {
        let mut group = writer.next_row_group().unwrap();
        for index in 0.. {
            let Some(mut column) = group.next_column().unwrap() else { break };
            write(index, &mut column, &numbers);
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

/// The numbers and a NULL in the middle.
fn write(index: usize, column: &mut SerializedColumnWriter<'_>, numbers: &[i64]) {
    let fixed = |length: usize| -> Vec<FixedLenByteArray> {
        let bytes = |number: &i64| i128::from(*number).to_be_bytes()[16 - length..].to_vec();
        numbers.iter().map(|number| FixedLenByteArray::from(ByteArray::from(bytes(number)))).collect()
    };
    let binary =
        || -> Vec<ByteArray> { numbers.iter().map(|number| number.to_be_bytes()[4..].to_vec().into()).collect() };
    let (levels, deep, lists) = ([1, 0, 1, 1], [2, 0, 2, 2], [3, 0, 3, 3]);
    match index {
        0 => {
            let numbers: Vec<i32> = numbers.iter().map(|number| i32::try_from(*number).unwrap()).collect();
            column.typed::<Int32Type>().write_batch(&numbers, Some(&levels), None)
        }
        1 | 11 => column.typed::<Int64Type>().write_batch(numbers, Some(&levels), None),
        2..=5 => {
            let values = fixed([3, 8, 16, 16][index - 2]);
            column.typed::<FixedLenByteArrayType>().write_batch(&values, Some(&levels), None)
        }
        6 | 7 => column.typed::<ByteArrayType>().write_batch(&binary(), Some(&levels), None),
        8 => column.typed::<FixedLenByteArrayType>().write_batch(&fixed(16), Some(&lists), Some(&[0; 4])),
        9 => column.typed::<ByteArrayType>().write_batch(&binary(), Some(&deep), None),
        10 => column.typed::<Int64Type>().write_batch(numbers, Some(&deep), None),
        _ => {
            let moment = |number: &i64| {
                let mut moment = Int96::new();
                moment.set_data(number.unsigned_abs() as u32, 0, 2_440_588);
                moment
            };
            let moments: Vec<Int96> = numbers.iter().map(moment).collect();
            column.typed::<Int96Type>().write_batch(&moments, Some(&levels), None)
        }
    }
    .unwrap();
}

fn files() -> Vec<Vec<u8>> {
    let plain = || WriterProperties::builder().set_statistics_enabled(EnabledStatistics::Page);
    vec![
        file(plain().set_dictionary_enabled(false).build()),
        file(plain().set_writer_version(WriterVersion::PARQUET_2_0).build()),
        file(plain().set_compression(Compression::SNAPPY).set_bloom_filter_enabled(true).build()),
        file(
            plain()
                .set_writer_version(WriterVersion::PARQUET_2_0)
                .set_dictionary_enabled(false)
                .set_column_encoding("b".into(), Encoding::DELTA_BINARY_PACKED)
                .set_column_encoding("f".into(), Encoding::DELTA_BYTE_ARRAY)
                .set_column_encoding("g".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
                .set_column_encoding("h".into(), Encoding::DELTA_BYTE_ARRAY)
                .set_column_encoding("e".into(), Encoding::BYTE_STREAM_SPLIT)
                .build(),
        ),
    ]
}

/// What a query of the file says: the rows or the error.
async fn query(bytes: &[u8], columns: &str, condition: Option<&str>) -> String {
    let fixture = Fixture::new();
    fixture.put("t/a.parquet", bytes).await;
    let mut frame = fixture.read(serde(PARQUET, &[]).unwrap(), columns).unwrap();
    if let Some(column) = condition {
        let data_type = frame.schema().field_with_unqualified_name(column).unwrap().data_type().clone();
        let bound = ScalarValue::Int64(Some(1)).cast_to(&data_type).unwrap();
        frame = frame.filter(col(column).gt(lit(bound))).unwrap();
    }
    rows(frame).await
}

/// What is wrong with the answers to queries of a file; nothing when all is well.
async fn wrong(bytes: &[u8], turn: usize) -> Option<String> {
    let conditions = ["a", "b", "c", "d", "e", "f", "g", "h", "k", "l"];
    let asked = [
        (COLUMNS, None),
        (COLUMNS, Some(conditions[turn % conditions.len()])),
        (WIDER, Some(conditions[turn % conditions.len()])),
    ];
    for (columns, condition) in asked {
        match AssertUnwindSafe(query(bytes, columns, condition)).catch_unwind().await {
            Err(_) => return Some(format!("{condition:?}: it panics")),
            Ok(said) if said.starts_with("not ours") => return Some(format!("{condition:?}: {said}")),
            Ok(said) if said.starts_with("HIVE_") && !said.contains("s3://b/t/a.parquet") => {
                return Some(format!("{condition:?}: {said}"));
            }
            Ok(_) => {}
        }
    }
    None
}

#[tokio::test]
async fn whole_files_are_read() {
    let first =
        "1.25|1.25|1.25|1.25|1.25|1.25|1.25|1.25|[1.25]|{x: 1.25, y: 1.250}|1970-01-01T00:00:00|1970-01-01T00:00:00";
    let last = "-999.99|-999.99|-999.99|-999.99|-999.99|-999.99|-999.99|-999.99|[-999.99]|{x: -999.99, y: -999.990}|\
                1969-12-31T23:59:59.900|1970-01-01T00:00:00";
    for bytes in files() {
        let found = query(&bytes, COLUMNS, None).await;
        let found: Vec<&str> = found.split(" ; ").collect();
        assert_eq!((found.len(), found[0], found[7]), (8, first, last), "{found:?}");
        let above = query(&bytes, WIDER, Some("e")).await;
        assert_eq!(above.split(" ; ").count(), 2, "{above}");
    }
}

#[tokio::test]
async fn any_byte_may_be_another_one() {
    let steps: usize = std::env::var("STEP").map_or(499, |step| step.parse().unwrap());
    let (mut found, mut turn) = (Vec::new(), 0);
    for (number, whole) in files().into_iter().enumerate() {
        for at in (number..whole.len()).step_by(steps) {
            for change in [1_u8, 0x80, 0xff, 0x55] {
                let mut bytes = whole.clone();
                bytes[at] ^= change;
                turn += 1;
                if let Some(what) = wrong(&bytes, turn).await {
                    found.push(format!("file {number}, byte {at} of {}, {change:#x}: {what}", whole.len()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} of {turn}:\n{}", found.len(), found.join("\n"));
}
