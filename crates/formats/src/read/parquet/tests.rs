use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, Float32Array, Int32Array, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field};
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::prelude::{col, lit};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use parquet::arrow::ArrowWriter;

use super::super::testing::{Fixture, PARQUET, message, rows, serde};
use super::super::testing::{parse_columns, partition};
use super::super::{RowFormat, TableLayout};

pub(crate) fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn sample() -> Vec<u8> {
    let inner: ArrayRef = Arc::new(Int32Array::from(vec![7, 8]));
    let nested = StructArray::from(vec![(Arc::new(Field::new("Foo", DataType::Int32, true)), inner)]);
    file(vec![
        ("ID", Arc::new(Int32Array::from(vec![Some(1), None]))),
        ("name", Arc::new(StringArray::from(vec!["x", "y"]))),
        ("ratio", Arc::new(Float32Array::from(vec![0.5, 1.5]))),
        ("at", Arc::new(TimestampMicrosecondArray::from(vec![1_500, 2_000]).with_timezone("UTC"))),
        ("raw", Arc::new(BinaryArray::from(vec![&b"ok"[..], &b"\xff"[..]]))),
        ("nested", Arc::new(nested)),
    ])
}

fn format(properties: &[(&str, &str)]) -> RowFormat {
    serde(PARQUET, properties).unwrap()
}

#[tokio::test]
async fn columns_are_found_by_name_and_widened() {
    for (columns, expected) in [
        ("id:int;name:string", "1|x ; NULL|y"),
        ("name:string;id:bigint", "x|1 ; y|NULL"),
        ("id:bigint;absent:string;ratio:double", "1|NULL|0.5 ; NULL|NULL|1.5"),
        ("at:timestamp", "1970-01-01T00:00:00.001 ; 1970-01-01T00:00:00.002"),
        ("raw:string", "ok ; \u{fffd}"),
        ("raw:binary", "6f6b ; ff"),
        ("nested:struct<foo:bigint,bar:string>", "{foo: 7, bar: NULL} ; {foo: 8, bar: NULL}"),
    ] {
        let found = Fixture::rows_of(format(&[]), columns, "t/a.parquet", &sample()).await;
        assert_eq!(found, expected, "{columns}");
    }
}

#[tokio::test]
async fn the_arrow_schema_in_a_file_does_not_count() {
    let words: arrow::array::DictionaryArray<arrow::datatypes::Int32Type> = vec!["x", "y", "x"].into_iter().collect();
    let large = arrow::array::LargeStringArray::from(vec!["a", "b", "c"]);
    let bytes = file(vec![("word", Arc::new(words) as ArrayRef), ("large", Arc::new(large))]);
    let found = Fixture::rows_of(format(&[]), "word:string;large:string", "t/a.parquet", &bytes).await;
    assert_eq!(found, "x|a ; y|b ; x|c");
}

#[tokio::test]
async fn bytes_are_never_taken_for_text_unchecked() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    for annotation in ["", "(JSON)", "(ENUM)", "(BSON)"] {
        let schema = format!(
            "message m {{ required binary raw {annotation}; required group g {{ required binary raw {annotation}; }} }}"
        );
        let schema = Arc::new(parquet::schema::parser::parse_message_type(&schema).unwrap());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            let value = ByteArray::from(vec![b'a', 0xff, 0xfe]);
            column.typed::<ByteArrayType>().write_batch(&[value], None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        let columns = "raw:string;g:struct<raw:string>";
        let found = Fixture::rows_of(format(&[]), columns, "t/a.parquet", &bytes).await;
        assert_eq!(found, "a\u{fffd}\u{fffd}|{raw: a\u{fffd}\u{fffd}}", "{annotation}");
        let fixture = Fixture::new();
        fixture.put("t/a.parquet", bytes).await;
        let frame =
            fixture.read(format(&[]), columns).unwrap().filter(col("raw").eq(lit("a\u{fffd}\u{fffd}"))).unwrap();
        assert_eq!(frame.count().await.unwrap(), 1, "{annotation}");
    }
}

#[tokio::test]
async fn columns_are_found_by_position_when_asked() {
    let by_position = format(&[("parquet.column.index.access", "true")]);
    let found = Fixture::rows_of(by_position, "first:int;second:string", "t/a.parquet", &sample()).await;
    assert_eq!(found, "1|x ; NULL|y");
}

#[tokio::test]
async fn incompatible_types_are_named() {
    for (columns, field) in [
        ("id:string", "id's type INT32 in parquet file s3://b/t/a.parquet is incompatible with type varchar"),
        ("name:int", "name's type BINARY in parquet file s3://b/t/a.parquet is incompatible with type integer"),
        ("ratio:int", "ratio's type FLOAT in parquet file s3://b/t/a.parquet is incompatible with type integer"),
    ] {
        let found = Fixture::rows_of(format(&[]), columns, "t/a.parquet", &sample()).await;
        let expected = format!(
            "HIVE_BAD_DATA: Malformed Parquet file. Field {field} defined in table schema (s3://b/t/a.parquet)"
        );
        assert_eq!(found, expected, "{columns}");
    }
    // A column nobody reads is not looked at.
    let fixture = Fixture::new();
    fixture.put("t/a.parquet", sample()).await;
    let frame = fixture.read(format(&[]), "id:string;name:string").unwrap().select(vec![col("name")]).unwrap();
    assert_eq!(rows(frame).await, "x ; y");
}

#[tokio::test]
async fn broken_files_are_errors_that_name_them() {
    let whole = sample();
    for (bytes, what) in [
        (whole[..whole.len() / 2].to_vec(), "truncated"),
        (whole[whole.len() / 2..].to_vec(), "without its beginning"),
        (b"this is not parquet at all, but long enough to look".to_vec(), "garbage"),
        (b"x".to_vec(), "tiny"),
        ([&b"PAR1"[..], &[0xff; 40], &b"\xff\xff\xff\x7fPAR1"[..]].concat(), "absurd footer length"),
    ] {
        let found = Fixture::rows_of(format(&[]), "id:int;name:string", "t/a.parquet", &bytes).await;
        assert!(found.contains("s3://b/t/a.parquet") && found.starts_with("HIVE_"), "{what}: {found}");
    }
}

#[tokio::test]
async fn filters_counts_and_limits() {
    let fixture = Fixture::new();
    for index in 0..3 {
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(index * 10..index * 10 + 10));
        fixture.put(&format!("t/{index}.parquet"), file(vec![("Id", ids)])).await;
    }
    let read = || fixture.read(format(&[]), "id:bigint").unwrap();
    assert_eq!(rows(read().filter(col("id").gt(lit(27_i64))).unwrap()).await, "28 ; 29");
    assert_eq!(read().count().await.unwrap(), 30);
    assert_eq!(rows(read().limit(0, Some(2)).unwrap()).await, "0 ; 1");
    let plan = read().create_physical_plan().await.unwrap();
    let statistics = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new()).unwrap();
    assert_eq!(statistics.num_rows, datafusion::common::stats::Precision::Exact(30));
}

#[tokio::test]
async fn two_buckets_may_hold_different_files_of_one_key() {
    let fixture = Fixture::new();
    let other: Arc<dyn object_store::ObjectStore> = Arc::new(object_store::memory::InMemory::new());
    fixture.session.register_object_store(&"s3://c".try_into().unwrap(), Arc::clone(&other));
    fixture.put("t/a.parquet", file(vec![("id", Arc::new(Int64Array::from(vec![1])) as ArrayRef)])).await;
    let bytes = file(vec![("id", Arc::new(Int64Array::from(vec![2])) as ArrayRef)]);
    other.put(&Path::from("t/a.parquet"), PutPayload::from(bytes)).await.unwrap();
    let name = "db.t".to_owned();
    let layout = TableLayout {
        name,
        format: format(&[]),
        columns: parse_columns("id:bigint"),
        partition_keys: vec![],
        bucketing: None,
    };
    let places = vec![partition("s3://b/t", &[], None), partition("s3://c/t", &[], None)];
    let frame = fixture.read_from(layout, places).unwrap();
    assert_eq!(rows(frame.sort(vec![col("id").sort(true, true)]).unwrap()).await, "1 ; 2");
}

#[tokio::test]
async fn a_missing_object_is_an_error() {
    let fixture = Fixture::new();
    fixture.put("t/a.parquet", sample()).await;
    let plan = fixture.read(format(&[]), "name:string").unwrap();
    let plan = plan.create_physical_plan().await.unwrap();
    fixture.store.delete(&Path::from("t/a.parquet")).await.unwrap();
    let error = datafusion::physical_plan::collect(plan, fixture.session.task_ctx()).await.unwrap_err();
    assert!(message(&error).contains("The specified key does not exist. (s3://b/t/a.parquet)"), "{error}");
}

/// A file of one row with the decimal 1.25 in each of Parquet's four ways, and inside a group.
fn decimals() -> Vec<u8> {
    use parquet::data_type::{
        ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
    };
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message m { required int32 a (DECIMAL(9,2)); required int64 b (DECIMAL(18,2)); \
                  required fixed_len_byte_array(16) c (DECIMAL(10,2)); required binary d (DECIMAL(10,2)); \
                  required group g { required int64 e (DECIMAL(18,2)); } \
                  required group h { required binary e (DECIMAL(10,2)); } }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let wide = || ByteArray::from(125_i128.to_be_bytes().to_vec());
    for index in 0.. {
        let Some(mut column) = group.next_column().unwrap() else { break };
        match index {
            0 => column.typed::<Int32Type>().write_batch(&[125], None, None),
            1 | 4 => column.typed::<Int64Type>().write_batch(&[125], None, None),
            2 => {
                let value = FixedLenByteArray::from(wide());
                column.typed::<FixedLenByteArrayType>().write_batch(&[value], None, None)
            }
            _ => column.typed::<ByteArrayType>().write_batch(&[wide()], None, None),
        }
        .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[tokio::test]
async fn decimals_are_read_however_they_are_stored() {
    for (columns, expected) in [
        ("a:decimal(9,2);b:decimal(18,2);c:decimal(10,2);d:decimal(10,2)", "1.25|1.25|1.25|1.25"),
        ("a:decimal(18,4);b:decimal(38,4);c:decimal(12,3);d:decimal(30,5)", "1.2500|1.2500|1.250|1.25000"),
        ("g:struct<e:decimal(18,2)>;h:struct<e:decimal(10,2)>", "{e: 1.25}|{e: 1.25}"),
        ("g:struct<e:decimal(20,3)>;h:struct<e:decimal(11,2)>", "{e: 1.250}|{e: 1.25}"),
    ] {
        let found = Fixture::rows_of(format(&[]), columns, "t/a.parquet", &decimals()).await;
        assert_eq!(found, expected, "{columns}");
    }
}

#[tokio::test]
async fn footers_tell_the_bounds_of_columns_as_estimates() {
    use datafusion::common::ScalarValue;
    use datafusion::common::stats::Precision;
    let fixture = Fixture::new();
    for index in 0..2 {
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(index * 10..index * 10 + 10));
        let other: ArrayRef = Arc::new(Int32Array::from_iter_values(0..10));
        fixture.put(&format!("t/{index}.parquet"), file(vec![("Id", ids), ("narrow", other)])).await;
    }
    let plan = fixture.read(format(&[]), "id:bigint;narrow:bigint;absent:string").unwrap();
    let plan = plan.create_physical_plan().await.unwrap();
    let statistics = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new()).unwrap();
    let [id, narrow, absent] = &statistics.column_statistics[..] else { panic!("three columns") };
    let bound = |value| Precision::Inexact(ScalarValue::Int64(Some(value)));
    assert_eq!((&id.min_value, &id.max_value), (&bound(0), &bound(19)));
    // Of values that are converted nothing is told.
    assert_eq!((&narrow.min_value, &absent.min_value), (&Precision::Absent, &Precision::Absent));
}
