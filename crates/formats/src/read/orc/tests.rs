//! Files of pyarrow and of our own, columns by position and by name, statistics, and hostile bytes.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use datafusion::prelude::{col, lit};
use orc_rust::ArrowWriterBuilder;
use proptest::prelude::*;

use super::super::RowFormat;
use super::super::testing::{Fixture, ORC, rows, serde};

pub(crate) fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriterBuilder::new(&mut bytes, batch.schema()).try_build().unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn sample() -> Vec<u8> {
    file(vec![
        ("ID", Arc::new(Int32Array::from(vec![Some(1), None]))),
        ("name", Arc::new(StringArray::from(vec!["x", "y"]))),
        ("big", Arc::new(Int64Array::from(vec![5, 1 << 40]))),
    ])
}

fn by_name() -> RowFormat {
    serde(ORC, &[("orc.column.index.access", "false")]).unwrap()
}

fn by_position() -> RowFormat {
    serde(ORC, &[]).unwrap()
}

const PYARROW: &str = "flag:boolean;tiny:tinyint;small:smallint;whole:int;big:bigint;real:float;wide:double;\
                       price:decimal(12,2);text:string;raw:binary;day:date;at:timestamp;list:array<int>;\
                       map:map<string,bigint>;nested:struct<inner:bigint,deep:struct<x:string>>";

#[tokio::test]
async fn files_of_pyarrow_in_every_codec() {
    let last = "false|49|49|49|49|24.5|24.5|49.00|text 49|0001|2026-01-02|2026-01-02T03:04:05|[49]|{k: 49}|\
                {inner: 49, deep: {x: y}}";
    for codec in ["uncompressed", "zlib", "snappy", "lz4", "zstd"] {
        let bytes = fixture(&format!("orc_{codec}/part.orc"));
        for format in [by_name(), by_position()] {
            let found = Fixture::rows_of(format, PYARROW, "t/part.orc", &bytes).await;
            let found: Vec<&str> = found.split(" ; ").collect();
            assert_eq!(found.len(), 50, "{codec}: {}", found[0]);
            assert_eq!(found[49], last, "{codec}");
        }
    }
}

#[tokio::test]
async fn columns_by_position_and_by_name() {
    for (format, columns, expected) in [
        (by_position(), "first:int;second:string", "1|x ; NULL|y"),
        (
            by_position(),
            "first:bigint;second:varchar(1);third:bigint;fourth:string",
            "1|x|5|NULL ; NULL|y|1099511627776|NULL",
        ),
        (by_name(), "name:string;id:bigint", "x|1 ; y|NULL"),
        (by_name(), "absent:string;Name:string", "NULL|x ; NULL|y"),
    ] {
        let found = Fixture::rows_of(format, columns, "t/a.orc", &sample()).await;
        assert_eq!(found, expected, "{columns}");
    }
    let unnamed =
        file(vec![("_col0", Arc::new(Int32Array::from(vec![7]))), ("_col1", Arc::new(Int32Array::from(vec![8])))]);
    assert_eq!(Fixture::rows_of(by_name(), "a:int;b:int", "t/a.orc", &unnamed).await, "7|8");
}

#[tokio::test]
async fn types_that_cannot_be_read_are_named() {
    let open = format!("HIVE_BAD_DATA: Error opening Hive split s3://b/t/a.orc (offset=0, length={})", sample().len());
    for (columns, expected) in [
        (
            "id:string",
            format!(
                "{open}: Malformed ORC file. Cannot read SQL type 'varchar' from ORC stream '.id' of type INT with \
                     attributes {{}} [s3://b/t/a.orc] (s3://b/t/a.orc)"
            ),
        ),
        (
            "name:bigint",
            format!(
                "{open}: Malformed ORC file. Cannot read SQL type 'bigint' from ORC stream '.name' of type STRING \
                     with attributes {{}} [s3://b/t/a.orc] (s3://b/t/a.orc)"
            ),
        ),
        (
            "big:int",
            "HIVE_BAD_DATA: Malformed ORC file. Decoded value out of range for a 32bit number [s3://b/t/a.orc] \
             (s3://b/t/a.orc)"
                .to_owned(),
        ),
    ] {
        let found = Fixture::rows_of(by_name(), columns, "t/a.orc", &sample()).await;
        assert_eq!(found, expected, "{columns}");
    }
    // A column nobody reads is not looked at.
    let fixture = Fixture::new();
    fixture.put("t/a.orc", sample()).await;
    let frame = fixture.read(by_name(), "id:string;name:string").unwrap().select(vec![col("name")]).unwrap();
    assert_eq!(rows(frame).await, "x ; y");
}

#[tokio::test]
async fn counts_filters_and_limits() {
    let fixture = Fixture::new();
    for index in 0..3 {
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(index * 10..index * 10 + 10));
        fixture.put(&format!("t/{index}.orc"), file(vec![("id", ids)])).await;
    }
    let read = || fixture.read(by_position(), "id:bigint;more:string").unwrap();
    assert_eq!(read().count().await.unwrap(), 30);
    assert_eq!(rows(read().filter(col("id").gt(lit(27_i64))).unwrap()).await, "28|NULL ; 29|NULL");
    assert_eq!(rows(read().filter(col("more").is_null().and(col("id").eq(lit(3_i64)))).unwrap()).await, "3|NULL");
    assert_eq!(rows(read().limit(0, Some(2)).unwrap()).await, "0|NULL ; 1|NULL");
    // A replaced object is read anew, footer and all.
    fixture.put("t/0.orc", file(vec![("id", Arc::new(Int64Array::from(vec![99])) as ArrayRef)])).await;
    assert_eq!(read().count().await.unwrap(), 21);
}

#[tokio::test]
async fn stripes_without_a_wanted_row_are_not_read() {
    let bytes = fixture("orc_stripes/part.orc");
    let store = Fixture::new();
    let mut whole = bytes.clone();
    store.put("t/a.orc", bytes).await;
    for (filter, expected) in [
        (col("id").eq(lit(1005_i64)), "1005|n01005"),
        (col("name").eq(lit("n02999")), "2999|n02999"),
        (col("id").gt(lit(2998_i64)), "2999|n02999"),
        (col("id").is_null(), ""),
    ] {
        let frame = store.read(by_position(), "id:bigint;name:string").unwrap().filter(filter.clone()).unwrap();
        assert_eq!(rows(frame).await, expected, "{filter}");
    }
    // The first stripe, of some 6 KB, is made unreadable: whoever does not need it does not notice.
    whole[3..3000].fill(0xff);
    store.put("t/a.orc", whole).await;
    let read = || store.read(by_position(), "id:bigint;name:string").unwrap();
    assert_eq!(rows(read().filter(col("id").eq(lit(1005_i64))).unwrap()).await, "1005|n01005");
    assert!(rows(read()).await.starts_with("HIVE_BAD_DATA"));
}

#[tokio::test]
async fn broken_files_are_errors_that_name_them() {
    let whole = sample();
    for (bytes, what) in [
        (whole[..whole.len() / 2].to_vec(), "truncated"),
        (whole[whole.len() / 2..].to_vec(), "without its beginning"),
        (b"this is not orc at all, but long enough to look".to_vec(), "garbage"),
        (b"x".to_vec(), "tiny"),
    ] {
        let found = Fixture::rows_of(by_position(), "id:int;name:string", "t/a.orc", &bytes).await;
        assert!(found.contains("s3://b/t/a.orc") && found.starts_with("HIVE_"), "{what}: {found}");
    }
    let names = ["operation", "originalTransaction", "bucket", "rowId", "currentTransaction", "row"];
    let delta = file(names.map(|name| (name, Arc::new(Int32Array::from(vec![1])) as ArrayRef)).into());
    let found = Fixture::rows_of(by_position(), "a:int", "t/delta_1_1/bucket_0", &delta).await;
    assert!(found.starts_with("HIVE_CANNOT_OPEN_SPLIT") && found.contains("transactional"), "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_files_are_rows_or_errors(codec in 0..5usize, at: usize, byte: u8) {
        let codec = ["uncompressed", "zlib", "snappy", "lz4", "zstd"][codec];
        let mut bytes = fixture(&format!("orc_{codec}/part.orc"));
        let at = at % bytes.len();
        bytes[at] = byte;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(Fixture::rows_of(by_name(), PYARROW, "t/part.orc", &bytes));
        prop_assert!(!found.starts_with("not ours") || found.contains("HIVE_"), "{} at {}: {}", codec, at, found);
    }
}

#[tokio::test]
async fn timestamps_are_cut_to_the_earlier_millisecond() {
    use arrow::array::{TimestampMicrosecondArray, TimestampNanosecondArray};
    let micros = vec![Some(1_577_934_245_123_456), None, Some(-1_000_000_000_000_001), Some(-62_135_596_800_000_000)];
    let nanos = vec![Some(1_577_934_245_123_456_789), None, Some(-1_000_000_000_000_001), Some(0)];
    let bytes = file(vec![
        ("micros", Arc::new(TimestampMicrosecondArray::from(micros)) as ArrayRef),
        ("nanos", Arc::new(TimestampNanosecondArray::from(nanos))),
    ]);
    let found = Fixture::rows_of(by_position(), "micros:timestamp;nanos:timestamp", "t/a.orc", &bytes).await;
    let expected = "2020-01-02T03:04:05.123|2020-01-02T03:04:05.123 ; NULL|NULL ; \
                    1938-04-24T22:13:19.999|1969-12-20T10:13:19.999 ; 0001-01-01T00:00:00|1970-01-01T00:00:00";
    assert_eq!(found, expected);
}

/// Files of pyarrow 26.
#[tokio::test]
async fn nanoseconds_below_zero_are_no_other_moment() {
    let error = "HIVE_BAD_DATA: Malformed ORC file. the column 'ts' has moments before 1970 with nanoseconds below zero, \
                 as Arrow's C++ library writes them: write whole seconds, or another format [s3://b/t/a.orc] \
                 (s3://b/t/a.orc)";
    let whole = "1969-12-31T23:59:59 ; 1969-12-31T00:00:00 ; 1970-01-01T00:00:07";
    for (name, expected) in [("odd", error), ("even", error), ("whole", whole)] {
        let path = format!("{}/../../fixtures/hostile/moments-{name}.orc", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(Fixture::rows_of(by_name(), "ts:timestamp", "t/a.orc", &bytes).await, expected, "{name}");
    }
}
