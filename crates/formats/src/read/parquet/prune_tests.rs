//! Files that footers say have no rows are not in the plan; rows are what they are without that.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{DataFrame, Expr, cast, col, lit};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::super::testing::{Fixture, PARQUET, parse_columns, partition, rows, serde};
use super::super::{TableLayout, file_scan};
use super::tests::file;

fn longs(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// A file without statistics.
fn silent(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder().set_statistics_enabled(EnabledStatistics::None).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// The last letters of the names of the files in a plan.
async fn names(frame: DataFrame) -> String {
    fn add(plan: &dyn ExecutionPlan, names: &mut Vec<String>) {
        for file in file_scan(plan).into_iter().flat_map(|scan| &scan.file_groups).flat_map(|group| group.iter()) {
            names.push(file.object_meta.location.filename().unwrap_or_default().to_owned());
        }
        plan.children().into_iter().for_each(|child| add(child.as_ref(), names));
    }
    let mut found = Vec::new();
    add(frame.create_physical_plan().await.unwrap().as_ref(), &mut found);
    found.sort();
    found.dedup();
    found.concat()
}

async fn lake() -> Fixture {
    let fixture = Fixture::new();
    let of = |ids: [i64; 2], name| file(vec![("id", longs(ids.map(Some))), ("name", texts(&[Some(name), Some(name)]))]);
    fixture.put("t/a", of([1, 9], "n1")).await;
    fixture.put("t/b", of([10, 19], "n2")).await;
    // Without the column `name`, and narrower.
    fixture.put("t/c", file(vec![("ID", Arc::new(Int32Array::from(vec![20, 29])) as ArrayRef)])).await;
    fixture.put("t/d", silent(vec![("id", longs([Some(5)])), ("name", texts(&[Some("n9")]))])).await;
    fixture.put("t/e", file(vec![("id", longs([None])), ("name", texts(&[None]))])).await;
    fixture.put("t/f", file(vec![("id", longs([])), ("name", texts(&[]))])).await;
    fixture
}

#[tokio::test]
async fn only_files_that_can_have_rows_are_in_the_plan() {
    let fixture = lake().await;
    let id = || col("id");
    let all = "abcdef";
    for (filter, files, expected) in [
        (id().eq(lit(5_i64)), "ad", "5|n9"),
        (id().eq(lit(9_i64)), "ad", "9|n1"),
        (id().gt(lit(18_i64)), "bcd", "19|n2 ; 20|NULL ; 29|NULL"),
        (id().gt(lit(100_i64)), "d", ""),
        (id().in_list(vec![lit(29_i64), lit(10_i64)], false), "bcd", "10|n2 ; 29|NULL"),
        (id().is_null(), "cde", "NULL|NULL"),
        (col("name").is_null(), all, "20|NULL ; 29|NULL ; NULL|NULL"),
        (col("name").eq(lit("n2")), "bcd", "10|n2 ; 19|n2"),
        (col("name").eq(lit("n2")).and(id().lt(lit(15_i64))), "bd", "10|n2"),
        (col("name").eq(lit("n2")).or(id().eq(lit(20_i64))), "bcd", "10|n2 ; 19|n2 ; 20|NULL"),
        ((id() % lit(10_i64)).eq(lit(9_i64)), all, "9|n1 ; 19|n2 ; 29|NULL"),
        (cast(id(), arrow_schema::DataType::Utf8).eq(lit("9")), "ad", "9|n1"),
    ] {
        let frame = fixture.read(serde(PARQUET, &[]).unwrap(), "id:bigint;name:string").unwrap();
        let frame = frame.filter(filter.clone()).unwrap();
        let mut found: Vec<_> = rows(frame.clone()).await.split(" ; ").map(str::to_owned).collect();
        found.sort_by_key(|row| (row.starts_with("NULL"), row.split('|').next().and_then(|id| id.parse::<i64>().ok())));
        assert_eq!(found.join(" ; "), expected, "{filter}");
        assert_eq!(names(frame).await, files, "{filter}");
    }
}

/// A file in which nothing is asked for is still one that the table cannot be read from.
#[tokio::test]
async fn what_cannot_be_read_stays_an_error() {
    let fixture = Fixture::new();
    fixture.put("t/a", file(vec![("id", longs([Some(1)])), ("name", longs([Some(7)]))])).await;
    let frame = fixture.read(serde(PARQUET, &[]).unwrap(), "id:bigint;name:string").unwrap();
    let found = rows(frame.filter(col("id").eq(lit(5_i64))).unwrap()).await;
    assert!(found.contains("Field name's type INT64 in parquet file s3://b/t/a is incompatible"), "{found}");
}

#[tokio::test]
async fn without_any_file_there_are_no_rows() {
    let fixture = Fixture::new();
    fixture.put("t/a", file(vec![("id", longs([Some(1)]))])).await;
    let frame = fixture.read(serde(PARQUET, &[]).unwrap(), "id:bigint").unwrap();
    let frame = frame.filter(col("id").eq(lit(5_i64))).unwrap();
    assert_eq!(names(frame.clone()).await, "");
    assert_eq!(rows(frame.clone()).await, "");
    let count = datafusion::functions_aggregate::expr_fn::count(lit(1_i64));
    assert_eq!(rows(frame.aggregate(Vec::<Expr>::new(), vec![count]).unwrap()).await, "0");
}

/// Keys of partitions are no columns of files; partitions may have columns of other names and types.
#[tokio::test]
async fn partitions_are_asked_by_their_own_columns() {
    let fixture = Fixture::new();
    let number = |value: f64| file(vec![("x", longs([Some(3)])), ("y", Arc::new(Float64Array::from(vec![value])))]);
    for (day, value) in [("1", 0.5), ("2", 2.5), ("3", f64::NAN)] {
        fixture.put(&format!("t/{day}/{day}"), number(value)).await;
    }
    let layout = TableLayout {
        name: "db.t".to_owned(),
        format: serde(PARQUET, &[]).unwrap(),
        columns: parse_columns("x:bigint;y:double"),
        partition_keys: parse_columns("day:int"),
        bucketing: None,
    };
    let days = ["1", "2", "3"].map(|day| partition(&format!("s3://b/t/{day}"), &[day], None)).to_vec();
    for (filter, files) in [
        (col("y").gt(lit(1.0)), "23"),
        (col("y").gt(lit(1.0)).and(col("day").eq(lit(2))), "2"),
        (col("x").eq(lit(3_i64)).or(col("day").eq(lit(2))), "123"),
        (col("x").eq(lit(4_i64)).or(col("day").eq(lit(2))), "123"),
    ] {
        let frame = fixture.read_from(layout.clone(), days.clone()).unwrap().filter(filter.clone()).unwrap();
        assert_eq!(names(frame).await, files, "{filter}");
    }
}
