//! Values that a column of the table cannot show as a file has them.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Int32Array, StringArray, TimestampMicrosecondArray, TimestampNanosecondArray, UInt64Array,
};
use datafusion::prelude::{col, lit};

use super::super::testing::{Fixture, PARQUET, rows, serde};
use super::tests::file;

#[tokio::test]
async fn text_is_cut_however_deep_and_asked_for_as_it_is_shown() {
    let texts = || StringArray::from(vec![Some("abcdef"), Some("x  "), Some("éàü😀"), None]);
    let inner: ArrayRef = Arc::new(texts());
    let bytes = file(vec![
        ("v", Arc::new(texts()) as ArrayRef),
        ("c", inner.clone()),
        ("n", {
            let field = arrow_schema::Field::new("t", arrow_schema::DataType::Utf8, true);
            Arc::new(arrow::array::StructArray::from(vec![(Arc::new(field), inner)]))
        }),
    ]);
    let columns = "v:varchar(3);c:char(3);n:struct<t:varchar(2)>";
    let format = || serde(PARQUET, &[]).unwrap();
    let found = Fixture::rows_of(format(), columns, "t/a.parquet", &bytes).await;
    assert_eq!(found, "abc|abc|{t: ab} ; x  |x|{t: x } ; éàü|éàü|{t: éà} ; NULL|NULL|{t: NULL}");
    let fixture = Fixture::new();
    fixture.put("t/a.parquet", bytes).await;
    for (column, text, expected) in [("v", "abc", 1), ("v", "abcdef", 0), ("c", "x", 1), ("c", "éàü", 1)] {
        let frame = fixture.read(format(), columns).unwrap().filter(col(column).eq(lit(text))).unwrap();
        assert_eq!(frame.count().await.unwrap(), expected, "{column} {text}");
    }
}

#[tokio::test]
async fn moments_before_1970_are_those_of_the_earlier_millisecond() {
    let bytes = file(vec![
        ("micros", Arc::new(TimestampMicrosecondArray::from(vec![1_999, -1])) as ArrayRef),
        ("nanos", Arc::new(TimestampNanosecondArray::from(vec![1_999_999, -1]))),
    ]);
    let columns = "micros:timestamp;nanos:timestamp";
    let format = || serde(PARQUET, &[]).unwrap();
    let last = "1969-12-31T23:59:59.999|1969-12-31T23:59:59.999";
    let found = Fixture::rows_of(format(), columns, "t/a.parquet", &bytes).await;
    assert_eq!(found, format!("1970-01-01T00:00:00.001|1970-01-01T00:00:00.001 ; {last}"));
    let fixture = Fixture::new();
    fixture.put("t/a.parquet", bytes).await;
    let epoch = datafusion::common::ScalarValue::TimestampMillisecond(Some(0), None);
    for column in ["micros", "nanos"] {
        let frame = fixture.read(format(), columns).unwrap();
        let frame = frame.filter(col(column).lt(lit(epoch.clone()))).unwrap();
        assert_eq!(rows(frame).await, last, "{column}");
    }
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_errors_that_name_the_file() {
    let bytes = file(vec![
        ("huge", Arc::new(UInt64Array::from(vec![u64::MAX])) as ArrayRef),
        ("wide", Arc::new(Int32Array::from(vec![70_000]))),
    ]);
    for (columns, expected) in [
        ("huge:bigint", "HIVE_BAD_DATA: Malformed Parquet file. Field huge: "),
        ("wide:smallint", "HIVE_BAD_DATA: Malformed Parquet file. Field wide: "),
        ("wide:int", "70000"),
    ] {
        let found = Fixture::rows_of(serde(PARQUET, &[]).unwrap(), columns, "t/a.parquet", &bytes).await;
        assert!(found.starts_with(expected), "{found}");
        assert_eq!(found.contains("s3://b/t/a.parquet"), found.starts_with("HIVE"), "{found}");
    }
}
