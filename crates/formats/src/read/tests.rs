use std::sync::Arc;

use datafusion::prelude::{col, lit};
use object_store::local::LocalFileSystem;

use super::testing::{Fixture, LAZY, OPEN_CSV, OPENX, PARQUET, message, parse_columns, partition, rows, serde};
use super::*;

fn layout(class: &str, columns: &str, keys: &str) -> TableLayout {
    let format = match class {
        LAZY => serde(LAZY, &[("field.delim", ",")]),
        other => serde(other, &[]),
    };
    TableLayout {
        name: "db.t".to_owned(),
        format: format.unwrap(),
        columns: parse_columns(columns),
        partition_keys: parse_columns(keys),
        bucketing: None,
    }
}

async fn by_month() -> (Fixture, Vec<PartitionLocation>) {
    let fixture = Fixture::new();
    fixture.put("t/m=1/a.csv", "1,a\n").await;
    fixture.put("t/m=2/deep/er/a.csv", "2,b\n").await;
    fixture.put("t/m=2/_SUCCESS", "x").await;
    fixture.put("t/other/a.csv", "3,c\n").await;
    let partitions = vec![
        partition("s3://b/t/m=1", &["1"], None),
        partition("s3://b/t/m=2/", &["2"], None),
        partition("s3://b/t/other", &[boathouse_schema::HIVE_DEFAULT_PARTITION], None),
        partition("s3://b/t/missing", &["4"], None),
    ];
    (fixture, partitions)
}

#[tokio::test]
async fn partition_values_come_from_the_partition() {
    let (fixture, partitions) = by_month().await;
    let read = || fixture.read_from(layout(LAZY, "id:int;name:string", "m:int"), partitions.clone()).unwrap();
    let sorted = |frame: datafusion::dataframe::DataFrame| frame.sort(vec![col("id").sort(true, true)]).unwrap();
    assert_eq!(rows(sorted(read())).await, "1|a|1 ; 2|b|2 ; 3|c|NULL");
    for (filter, expected) in [
        (col("m").eq(lit(2)), "2|b|2"),
        (col("m").is_null(), "3|c|NULL"),
        (col("m").not_eq(lit(2)), "1|a|1"),
        (col("m").eq(lit(9)), ""),
        (col("m").eq(lit(1)).or(col("id").eq(lit(3))), "1|a|1 ; 3|c|NULL"),
    ] {
        assert_eq!(rows(sorted(read().filter(filter.clone()).unwrap())).await, expected, "{filter}");
    }
    assert_eq!(rows(sorted(read()).select(vec![col("m"), col("name")]).unwrap()).await, "1|a ; 2|b ; NULL|c");
    assert_eq!(rows(read().select(vec![col("m")]).unwrap().filter(col("m").eq(lit(1))).unwrap()).await, "1");
    assert_eq!(read().count().await.unwrap(), 3);
}

#[tokio::test]
async fn only_the_files_of_matching_partitions_are_planned() {
    let (fixture, partitions) = by_month().await;
    let frame = fixture.read_from(layout(LAZY, "id:int;name:string", "m:int"), partitions).unwrap();
    let plan = frame.filter(col("m").eq(lit(2))).unwrap().create_physical_plan().await.unwrap();
    let plan = datafusion::physical_plan::displayable(plan.as_ref()).indent(false).to_string();
    assert!(plan.contains("m=2/deep/er/a.csv") && !plan.contains("m=1") && !plan.contains("Filter"), "{plan}");
}

#[tokio::test]
async fn partitions_with_their_own_layout_are_read_with_it() {
    let fixture = Fixture::new();
    fixture.put("t/1/a.csv", "1,x\n").await;
    fixture.put("t/2/a.csv", "\"2\",\"y\",\"w\"\n").await;
    fixture.put("t/3/a.json", r#"{"extra":"e","name":"z","id":3}"#).await;
    let table = layout(LAZY, "id:bigint;name:string;extra:string", "p:string");
    let partitions = vec![
        partition("s3://b/t/1", &["1"], Some(layout(LAZY, "id:int;name:string", "p:string"))),
        partition("s3://b/t/2", &["2"], Some(layout(OPEN_CSV, "k:int;n:string;e:string", "p:string"))),
        partition("s3://b/t/3", &["3"], Some(layout(OPENX, "name:string;id:int", "p:string"))),
    ];
    let frame = fixture.read_from(table.clone(), partitions).unwrap();
    let frame = frame.sort(vec![col("id").sort(true, true)]).unwrap();
    assert_eq!(rows(frame).await, "1|x|NULL|1 ; 2|y|w|2 ; 3|z|e|3");

    let wrong = vec![partition("s3://b/t/1", &["1"], Some(layout(LAZY, "id:string;name:string", "p:string")))];
    let error = fixture.read_from(table, wrong).unwrap().collect().await.unwrap_err();
    assert!(
        message(&error).starts_with("HIVE_PARTITION_SCHEMA_MISMATCH")
            && message(&error).contains("partition 'p=1' declared column 'id' as type 'string'"),
        "{error}"
    );
}

#[tokio::test]
async fn parquet_partitions_widen_through_their_own_type() {
    use arrow::array::{ArrayRef, Int32Array};
    let fixture = Fixture::new();
    let ids: ArrayRef = Arc::new(Int32Array::from(vec![5]));
    fixture.put("t/1/a.parquet", super::parquet::tests::file(vec![("id", ids)])).await;
    let own = layout(PARQUET, "id:int", "p:string");
    let frame = fixture
        .read_from(layout(PARQUET, "id:string;x:int", "p:string"), vec![partition("s3://b/t/1", &["1"], Some(own))])
        .unwrap();
    assert_eq!(rows(frame).await, "5|NULL|1");
}

#[tokio::test]
async fn wrong_partitions_are_errors() {
    let fixture = Fixture::new();
    for (keys, values, expected) in [
        ("d:date", vec!["x"], "Invalid partition value 'x' for DATE partition key: d"),
        (
            "d:int",
            vec!["1", "2"],
            "GENERIC_INTERNAL_ERROR: Number of partition values does not match number of filters",
        ),
    ] {
        let frame = fixture.read_from(layout(LAZY, "id:int", keys), vec![partition("s3://b/t", &values, None)]);
        let error = frame.unwrap().collect().await.unwrap_err();
        assert!(message(&error).contains(expected), "{error}");
    }
}

#[tokio::test]
async fn layouts_that_contradict_themselves_are_refused() {
    for (columns, keys, expected) in [
        ("a:int;A:int", "", "'A' is declared twice"),
        ("a:int", "a:int", "'a' is declared twice"),
        ("a:int", "k:array<int>", "the partition key 'k' cannot be array<int>"),
        ("a:uniontype<int>", "", "uniontype<int>"),
    ] {
        let error = Fixture::new().read_from(layout(OPENX, columns, keys), vec![]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn an_empty_table_has_no_rows() {
    let fixture = Fixture::new();
    for class in [LAZY, OPEN_CSV, OPENX, PARQUET] {
        let table = layout(class, "a:int", "");
        let frame = fixture.read_from(table, vec![partition("s3://b/t", &[], None)]).unwrap();
        assert_eq!(frame.count().await.unwrap(), 0, "{class}");
    }
}

#[tokio::test]
async fn large_files_are_cut_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::over(Arc::new(LocalFileSystem::new_with_prefix(folder.path()).unwrap()));
    let mut text = String::from("id,name\n");
    let mut sum = 0_i64;
    for id in 0..900_000_i64 {
        text.push_str(&format!("{id},some name that is long\n"));
        sum += id;
    }
    assert!(text.len() > 20 * 1024 * 1024);
    fixture.put("t/a.csv", text).await;
    let format = serde(LAZY, &[("field.delim", ","), ("skip.header.line.count", "1")]).unwrap();
    let frame = fixture.read(format, "id:bigint;name:string").unwrap();
    let plan = frame.clone().create_physical_plan().await.unwrap();
    assert!(plan.properties().output_partitioning().partition_count() == 2);
    assert_eq!(frame.clone().count().await.unwrap(), 900_000);
    let total = frame.aggregate(vec![], vec![datafusion::functions_aggregate::expr_fn::sum(col("id"))]).unwrap();
    assert_eq!(rows(total).await, sum.to_string());
}

#[tokio::test]
async fn a_location_may_name_one_object_when_allowed() {
    let fixture = Fixture::new();
    fixture.put("t/a.csv", "1\n").await;
    let source = || Arc::new(FixedPartitions::unpartitioned("s3://b/t/a.csv".parse().unwrap()));
    let table = LakeTable::new(layout(LAZY, "a:int", ""), source()).unwrap();
    assert_eq!(fixture.session.read_table(Arc::new(table)).unwrap().count().await.unwrap(), 0);
    let table = LakeTable::new(layout(LAZY, "a:int", ""), source()).unwrap().with_object_locations();
    assert_eq!(fixture.session.read_table(Arc::new(table)).unwrap().count().await.unwrap(), 1);
}
