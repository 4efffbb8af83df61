//! What becomes of files when their table's columns change: one table of changes by format.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray};

use super::testing::{
    AVRO, Fixture, HIVE_JSON, ION, LAZY, OPEN_CSV, OPENX, ORC, PARQUET, REGEX, message, parse_columns, partition,
    serde, show,
};
use super::*;

/// A format, how its columns are found, and a file of one row of `a:int;b:string`.
struct Case {
    name: &'static str,
    format: RowFormat,
    bytes: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let columns = || -> Vec<(&str, ArrayRef)> {
        vec![("a", Arc::new(Int32Array::from(vec![1]))), ("b", Arc::new(StringArray::from(vec!["x"])))]
    };
    let case = |name, class: &str, properties: &[(&str, &str)], bytes: Vec<u8>| Case {
        name,
        format: serde(class, properties).unwrap(),
        bytes,
    };
    let json = || br#"{"a":1,"b":"x"}"#.to_vec();
    let avro =
        std::fs::read(format!("{}/../../fixtures/files/avro_two/part.avro", env!("CARGO_MANIFEST_DIR"))).unwrap();
    vec![
        case("LazySimple", LAZY, &[("field.delim", ",")], b"1,x\n".to_vec()),
        case("OpenCSV", OPEN_CSV, &[], b"1,x\n".to_vec()),
        case("Regex", REGEX, &[("input.regex", "(.*),(.*)")], b"1,x\n".to_vec()),
        case(
            "Parquet by index",
            PARQUET,
            &[("parquet.column.index.access", "true")],
            super::parquet::tests::file(columns()),
        ),
        case("ORC by index", ORC, &[], super::orc::tests::file(columns())),
        case("OpenX JSON", OPENX, &[], json()),
        case("Hive JSON", HIVE_JSON, &[], json()),
        case("Parquet by name", PARQUET, &[], super::parquet::tests::file(columns())),
        case("ORC by name", ORC, &[("orc.column.index.access", "false")], super::orc::tests::file(columns())),
        case("Avro", AVRO, &[], avro),
        case("Ion", ION, &[], b"{a: 1, b: x}".to_vec()),
    ]
}

/// The row by name; by position as text that is NULL where it is no value; by position with types.
const CHANGES: &[(&str, &str, &str, &str, &str)] = &[
    ("added at the end", "a:int;b:string;c:int", "1|x|NULL", "1|x|NULL", "1|x|NULL"),
    ("added in the middle", "a:int;c:int;b:string", "1|NULL|x", "1|NULL|NULL", "HIVE_BAD_DATA"),
    ("renamed", "z:int;b:string", "NULL|x", "1|x", "1|x"),
    ("reordered", "b:string;a:int", "x|1", "1|NULL", "HIVE_BAD_DATA"),
    ("removed", "b:string", "x", "1", "HIVE_BAD_DATA"),
    ("a wider type", "a:bigint;b:string", "1|x", "1|x", "1|x"),
];

#[tokio::test]
async fn changes_of_a_table_by_format() {
    for Case { name, format, bytes } in cases() {
        for (change, columns, by_name, as_text, with_types) in CHANGES {
            let expected = match name {
                // Its groups must be as many as the columns.
                "Regex" if !matches!(*change, "renamed" | "reordered" | "a wider type") => "HIVE_CURSOR_ERROR",
                "LazySimple" | "Regex" => as_text,
                // The first field is text whatever it holds.
                "OpenCSV" if *change == "removed" => "1",
                "OpenCSV" | "Parquet by index" | "ORC by index" => with_types,
                _ => by_name,
            };
            let found = Fixture::rows_of(format.clone(), columns, "t/a", &bytes).await;
            let same = found == expected || (expected.starts_with("HIVE_") && found.starts_with(expected));
            assert!(same, "{name}, {change}: {found}, not {expected}");
        }
    }
}

#[tokio::test]
async fn files_may_have_what_their_partition_does_not_declare() {
    for Case { name, format, bytes } in cases().into_iter().filter(|case| !case.format.is_positional()) {
        let layout = |columns: &str| TableLayout {
            name: "db.t".to_owned(),
            format: format.clone(),
            columns: parse_columns(columns),
            partition_keys: parse_columns("p:string"),
            bucketing: None,
        };
        for (table, own, expected) in [
            ("a:int;b:string", "a:int", "1|x|1"),
            ("b:string;a:int", "a:int", "x|1|1"),
            ("a:int;b:string", "b:string", "1|x|1"),
        ] {
            let fixture = Fixture::new();
            fixture.put("t/p=1/a", bytes.clone()).await;
            let partitions = vec![partition("s3://b/t/p=1", &["1"], Some(layout(own)))];
            let batches = fixture.read_from(layout(table), partitions).unwrap().collect().await.unwrap();
            assert_eq!(show(&batches), expected, "{name}, table {table}, partition {own}");
        }
    }
}

#[tokio::test]
async fn partitions_are_compared_as_their_format_finds_columns() {
    for Case { name, format, bytes } in cases() {
        let layout = |columns: &str| TableLayout {
            name: "db.t".to_owned(),
            format: format.clone(),
            columns: parse_columns(columns),
            partition_keys: parse_columns("p:string"),
            bucketing: None,
        };
        for (table, own, by_name, by_position) in [
            ("a:bigint;b:string", "a:int;b:string", "1|x|1", "1|x|1"),
            ("b:double;a:int", "a:int;b:string", "HIVE_PARTITION_SCHEMA_MISMATCH", "HIVE_PARTITION_SCHEMA_MISMATCH"),
            // By position the table's number is the partition's text, which becomes none.
            ("b:string;a:bigint", "a:int;b:string", "x|1|1", "HIVE_PARTITION_SCHEMA_MISMATCH"),
            ("a:int;b:string;c:int", "a:int;b:string", "1|x|NULL|1", "1|x|NULL|1"),
            ("a:varchar(11);b:string", "a:int;b:string", "1|x|1", "1|x|1"),
            // Some numbers would not fit.
            (
                "a:varchar(10);b:string",
                "a:int;b:string",
                "HIVE_PARTITION_SCHEMA_MISMATCH",
                "HIVE_PARTITION_SCHEMA_MISMATCH",
            ),
        ] {
            let expected = if format.is_positional() { by_position } else { by_name };
            let fixture = Fixture::new();
            fixture.put("t/p=1/a", bytes.clone()).await;
            let partitions = vec![partition("s3://b/t/p=1", &["1"], Some(layout(own)))];
            let found = match fixture.read_from(layout(table), partitions).unwrap().collect().await {
                Ok(batches) => show(&batches),
                Err(error) => message(&error),
            };
            let same = found == expected || (expected.starts_with("HIVE_") && found.starts_with(expected));
            assert!(same, "{name}, table {table}, partition {own}: {found}, not {expected}");
        }
    }
}

#[tokio::test]
async fn text_is_cut_for_the_partition_and_for_the_table() {
    let text: ArrayRef = Arc::new(StringArray::from(vec!["abcdef"]));
    let files = [
        (serde(LAZY, &[]).unwrap(), b"abcdef\n".to_vec()),
        (serde(PARQUET, &[]).unwrap(), super::parquet::tests::file(vec![("b", Arc::clone(&text))])),
        (serde(ORC, &[]).unwrap(), super::orc::tests::file(vec![("b", text)])),
    ];
    for (format, bytes) in files {
        for (table, own, expected) in [
            ("b:varchar(2)", "b:string", "ab"),
            ("b:string", "b:varchar(3)", "abc"),
            ("b:varchar(2)", "b:varchar(3)", "ab"),
            ("b:varchar(3)", "b:varchar(2)", "ab"),
            ("b:char(3)", "b:varchar(5)", "abc"),
            ("b:array<string>", "b:string", "HIVE_PARTITION_SCHEMA_MISMATCH"),
        ] {
            let layout = |columns: &str| TableLayout {
                name: "db.t".to_owned(),
                format: format.clone(),
                columns: parse_columns(columns),
                partition_keys: vec![],
                bucketing: None,
            };
            let fixture = Fixture::new();
            fixture.put("t/a", bytes.clone()).await;
            let partitions = vec![partition("s3://b/t", &[], Some(layout(own)))];
            let found = match fixture.read_from(layout(table), partitions).unwrap().collect().await {
                Ok(batches) => show(&batches),
                Err(error) => message(&error),
            };
            assert!(found.starts_with(expected), "{}, table {table}, partition {own}: {found}", format.name());
        }
    }
}
