//! V2 checkpoints of Delta tables: a file of its own name, Parquet or JSON, that names further files with the data
//! files' actions. They are written here as Delta's protocol describes them.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Int32Array, Int64Array, MapBuilder, RecordBatch, StringArray, StringBuilder, StructArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{Field, Fields};

use super::house::{House, columns};
use super::lake_tables::{ONE, TWO, delta};

const SCHEMA: &str = r#"{"type":"struct","fields":[{"name":"a","type":"long"},{"name":"p","type":"integer"}]}"#;
const PROTOCOL: &str = r#"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["v2Checkpoint"],"writerFeatures":["v2Checkpoint"]}}"#;
const UUID: &str = "80a083e8-7026-4e79-81be-64bd76c43a11";

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// A struct column: of each row its members, or nothing where the first member is absent.
fn parts(members: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let nulls = NullBuffer::from((0..members[0].1.len()).map(|row| members[0].1.is_valid(row)).collect::<Vec<_>>());
    let fields: Fields =
        members.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = members.into_iter().map(|(_, array)| array).collect();
    Arc::new(StructArray::new(fields, arrays, Some(nulls)))
}

/// Files and the values of `p`, a row each; nothing in rows without.
fn adds(files: &[Option<(&str, &str)>]) -> ArrayRef {
    let mut values = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for file in files {
        if let Some((_, p)) = file {
            values.keys().append_value("p");
            values.values().append_value(p);
        }
        values.append(file.is_some()).unwrap();
    }
    let sizes = Int64Array::from_iter(files.iter().map(|file| file.map(|_| 9)));
    parts(vec![
        ("path", texts(&files.iter().map(|file| file.map(|(path, _)| path)).collect::<Vec<_>>())),
        ("partitionValues", Arc::new(values.finish())),
        ("size", Arc::new(sizes)),
    ])
}

fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)));
    let batch = batch.unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Protocol, metadata, checkpoint metadata, and one row for each sidecar.
fn top(sidecars: &[&str]) -> Vec<u8> {
    let rows = 3 + sidecars.len();
    let at = |row: usize, text: &'static str| texts(&(0..rows).map(|i| (i == row).then_some(text)).collect::<Vec<_>>());
    let number = |row: usize, number: i32| -> ArrayRef {
        Arc::new(Int32Array::from_iter((0..rows).map(|i| (i == row).then_some(number))))
    };
    let mut keys = arrow::array::ListBuilder::new(StringBuilder::new());
    for row in 0..rows {
        if row == 1 {
            keys.values().append_value("p");
        }
        keys.append(row == 1);
    }
    let names: Vec<Option<&str>> = [None; 3].into_iter().chain(sidecars.iter().copied().map(Some)).collect();
    parquet(vec![
        ("protocol", parts(vec![("minReaderVersion", number(0, 3))])),
        ("metaData", parts(vec![("schemaString", at(1, SCHEMA)), ("partitionColumns", Arc::new(keys.finish()))])),
        ("checkpointMetadata", parts(vec![("version", number(2, 4))])),
        ("sidecar", parts(vec![("path", texts(&names))])),
    ])
}

fn log(name: &str) -> String {
    format!("t/_delta_log/{name}")
}

async fn crawled(house: &House) {
    house.crawl(&delta("t/", false)).await.unwrap();
    assert_eq!(house.lines().await, ["t: a bigint [p] 2"]);
    assert_eq!(house.text(ONE).await.unwrap(), "s3://bkt/t/p=1/a.parquet\ns3://bkt/t/p=1/b.parquet\n");
    assert_eq!(house.text(TWO).await.unwrap(), "s3://bkt/t/p=2/c.parquet\n");
}

const MORE: &str = r#"{"add":{"path":"p=2/c.parquet","partitionValues":{"p":"2"}}}
{"remove":{"path":"p=2/old.parquet"}}"#;

async fn with_sidecars() -> House {
    let house = House::new().await;
    house.put_bytes(&log("_sidecars/a.parquet"), parquet(vec![("add", adds(&[Some(("p=1/a.parquet", "1"))]))])).await;
    let second = [Some(("p=1/b.parquet", "1")), None, Some(("p=2/old.parquet", "2"))];
    house.put_bytes(&log("_sidecars/b%20c.parquet"), parquet(vec![("add", adds(&second))])).await;
    house.put(&log("00000000000000000005.json"), MORE).await;
    house
}

#[tokio::test]
async fn a_parquet_file_that_names_others() {
    let house = with_sidecars().await;
    let whole = "s3://bkt/t/_delta_log/_sidecars/b%2520c.parquet";
    house.put_bytes(&log(&format!("00000000000000000004.checkpoint.{UUID}.parquet")), top(&["a.parquet", whole])).await;
    crawled(&house).await;
    // One of the old name may say the same.
    let house = with_sidecars().await;
    house.put_bytes(&log("00000000000000000004.checkpoint.parquet"), top(&["a.parquet", "b%2520c.parquet"])).await;
    crawled(&house).await;
}

#[tokio::test]
async fn a_json_file_that_names_others() {
    let house = with_sidecars().await;
    let schema = serde_json::to_string(SCHEMA).unwrap();
    let lines = format!(
        r#"{{"checkpointMetadata":{{"version":4}}}}
{PROTOCOL}
{{"metaData":{{"id":"i","format":{{"provider":"parquet"}},"schemaString":{schema},"partitionColumns":["p"],"configuration":{{}}}}}}
{{"remove":{{"path":"p=1/b.parquet"}}}}
{{"add":{{"path":"p=1/b.parquet","partitionValues":{{"p":"1"}}}}}}
{{"sidecar":{{"path":"a.parquet","sizeInBytes":9,"modificationTime":1}}}}"#
    );
    house.put(&log(&format!("00000000000000000004.checkpoint.{UUID}.json")), &lines).await;
    crawled(&house).await;
    // Without links nothing of the files is asked for.
    house.delete(&log("_sidecars/a.parquet")).await;
    house.crawl(&delta("t/", true)).await.unwrap();
    let native = house.tables().await.into_iter().find(|table| table.partition_keys.is_empty());
    assert_eq!(columns(&native.unwrap()), "a bigint, p int");
    let plan = house.crawlers.plan(&delta("t/", false)).await.unwrap();
    assert!(plan.log.iter().any(|line| line.text.contains("_sidecars/a.parquet is not there")), "{:?}", plan.log);
}

#[tokio::test]
async fn files_elsewhere_are_not_read() {
    for path in ["../../secret.parquet", "s3://other/x.parquet", "", "_sidecars/", "x/a.parquet"] {
        let house = with_sidecars().await;
        house.put_bytes(&log(&format!("00000000000000000004.checkpoint.{UUID}.parquet")), top(&[path])).await;
        let (plan, _) = house.crawl(&delta("t/", false)).await.unwrap();
        assert!(plan.log.iter().any(|line| line.text.contains(&format!("names '{path}'"))), "{path}: {:?}", plan.log);
        assert!(house.tables().await.is_empty());
    }
}
