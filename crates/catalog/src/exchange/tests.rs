//! Out of one catalog and into another, and everything that can be wrong with a file.

use std::io::Write;
use std::sync::{Arc, Mutex};

use boathouse_state::{Clock, State};
use serde_json::{Value, json};

use crate::{
    Catalog, Column, ColumnStatistics, ColumnStatisticsData, DatabaseIdentifier, DatabaseInput, Error, ExchangeError,
    Exchanged, ExportRequest, FunctionInput, IfExists, PartitionIndexInput, PartitionInput, SerDeInfo, StatisticsOwner,
    StorageDescriptor, TableIdentifier, TableInput, TablesRequest, UpdateTable,
};

/// A writer whose bytes can still be looked at.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn empty(now_ms: i64) -> Catalog {
    Catalog::new(State::in_memory(Clock::fixed(now_ms)).expect("state")).expect("catalog")
}

async fn exported(catalog: &Catalog, request: ExportRequest) -> (String, Exchanged) {
    let bytes = Bytes::default();
    let counted = catalog.export_json_lines(request, bytes.clone()).await.expect("exported");
    let text = String::from_utf8(bytes.0.lock().expect("lock").clone()).expect("text");
    (text, counted)
}

async fn imported(catalog: &Catalog, text: &str, how: IfExists) -> Result<Exchanged, ExchangeError> {
    catalog.import_json_lines(std::io::Cursor::new(text.to_owned()), how).await
}

fn with_versions() -> ExportRequest {
    ExportRequest { versions: true, ..ExportRequest::default() }
}

fn trips() -> TableInput {
    TableInput {
        description: Some("who went \"where\"\n".to_owned()),
        storage_descriptor: Some(StorageDescriptor {
            columns: vec![Column::new("id", "bigint"), Column::new("fare", "decimal(10,2)")],
            location: Some("s3://raw/trips/".to_owned()),
            serde_info: Some(SerDeInfo { serialization_library: Some("a.B".to_owned()), ..SerDeInfo::default() }),
            ..StorageDescriptor::default()
        }),
        partition_keys: vec![Column::new("year", "int"), Column::new("city", "string")],
        table_type: Some("EXTERNAL_TABLE".to_owned()),
        parameters: [("classification".to_owned(), "parquet".to_owned())].into(),
        ..TableInput::named("Trips")
    }
}

fn partition(year: &str, city: &str) -> PartitionInput {
    PartitionInput {
        values: vec![year.to_owned(), city.to_owned()],
        storage_descriptor: Some(StorageDescriptor {
            location: Some(format!("s3://raw/trips/{year}/{city}/")),
            ..trips().storage_descriptor.unwrap_or_default()
        }),
        parameters: Some([("rows".to_owned(), "7".to_owned())].into()),
        ..PartitionInput::default()
    }
}

fn statistics(column: &str) -> ColumnStatistics {
    ColumnStatistics {
        column: column.to_owned(),
        column_type: "string".to_owned(),
        analyzed_time_ms: 5,
        data: ColumnStatisticsData::String { maximum_length: 9, average_length: 1.5, nulls: 0, distinct_values: 3 },
    }
}

/// A catalog with one of everything.
async fn full() -> Catalog {
    let catalog = empty(1_000);
    let raw = DatabaseInput { description: Some("ü".to_owned()), ..DatabaseInput::named("Raw") };
    catalog.create_database(raw).await.expect("database");
    let function = FunctionInput { class_name: Some("x.Y".to_owned()), ..FunctionInput::named("Shout") };
    catalog.create_function("raw", function).await.expect("function");
    let index = PartitionIndexInput { name: "by_city".to_owned(), keys: vec!["city".to_owned()] };
    catalog.create_indexed_table("raw", trips(), Some("me"), vec![index]).await.expect("table");
    catalog.state.clock().advance(std::time::Duration::from_secs(1));
    let changed = TableInput { owner: Some("crew".to_owned()), ..trips() };
    catalog.update_table("raw", changed, UpdateTable::default()).await.expect("updated");
    let inputs = ["2", "10", "2024"].map(|year| partition(year, "Köln"));
    assert!(catalog.create_partitions("raw", "trips", inputs.into()).await.expect("partitions").is_empty());
    for owner in [StatisticsOwner::Table, StatisticsOwner::Partition(vec!["10".to_owned(), "Köln".to_owned()])] {
        let kept = catalog.update_statistics("raw", "trips", owner, vec![statistics("id")]).await;
        assert!(kept.expect("statistics").is_empty());
    }
    let target = DatabaseIdentifier { database_name: Some("raw".to_owned()), ..DatabaseIdentifier::default() };
    let link = DatabaseInput { target_database: Some(target), ..DatabaseInput::named("linked") };
    catalog.create_database(link).await.expect("link");
    let target = TableIdentifier {
        database_name: Some("raw".to_owned()),
        name: Some("trips".to_owned()),
        ..TableIdentifier::default()
    };
    catalog.create_database(DatabaseInput::named("own")).await.expect("database");
    let link = TableInput { target_table: Some(target), ..TableInput::named("link") };
    catalog.create_table("own", link, None).await.expect("link");
    catalog
}

#[tokio::test]
async fn what_was_exported_comes_back_byte_for_byte() {
    let from = full().await;
    let (text, counted) = exported(&from, with_versions()).await;
    let expected = Exchanged {
        databases: 3,
        functions: 1,
        tables: 2,
        table_versions: 1,
        partition_indexes: 1,
        partitions: 3,
        statistics: 2,
        skipped: 0,
    };
    assert_eq!(counted, expected, "{text}");
    assert_eq!(text.lines().count(), 14);
    let into = empty(9_000_000);
    assert_eq!(imported(&into, &text, IfExists::Fail).await.expect("imported"), expected);
    assert_eq!(exported(&into, with_versions()).await.0, text);
    let (table, other) = (from.table("raw", "trips").await.expect("table"), into.table("raw", "trips").await);
    let other = other.expect("table");
    assert_eq!((table.version_id, table.create_time_ms, table.update_time_ms), (1, 1_000, 2_000));
    assert_eq!((other.version_id, other.create_time_ms, other.update_time_ms), (1, 1_000, 2_000));
    assert_eq!(other.created_by.as_deref(), Some("me"));
    // The index is one: the expression that only it can answer quickly finds what it should.
    let indexes = into.partition_indexes("raw", "trips").await.expect("indexes");
    assert_eq!(indexes.iter().map(|index| index.status.name()).collect::<Vec<_>>(), ["ACTIVE"]);
}

#[tokio::test]
async fn parts_of_a_catalog() {
    let catalog = full().await;
    let of = |names: &[&str]| ExportRequest {
        databases: names.iter().map(|name| (*name).to_owned()).collect(),
        versions: false,
    };
    for (names, lines) in [(&["own"][..], 3), (&["RAW"], 10), (&["own", "raw", "own"], 12), (&[], 13)] {
        let (text, _) = exported(&catalog, of(names)).await;
        assert_eq!(text.lines().count(), lines, "{names:?}: {text}");
    }
    let missing = catalog.export_json_lines(of(&["nothing"]), Bytes::default()).await;
    assert!(matches!(missing, Err(ExchangeError::Catalog(Error::DatabaseNotFound(name))) if name == "nothing"));
    let nothing = exported(&empty(0), ExportRequest::default()).await;
    assert_eq!(nothing, (format!("{HEADER}\n"), Exchanged::default()));
}

#[tokio::test]
async fn what_is_there_already() {
    let (text, counted) = exported(&full().await, with_versions()).await;
    let total = counted.databases + counted.functions + counted.tables + counted.partitions;
    let total = total + counted.table_versions + counted.partition_indexes + counted.statistics;
    for (how, made, skipped, owner, partitions) in
        [(IfExists::Skip, 0, total, None, 1), (IfExists::Replace, total, 0, Some("crew"), 3)]
    {
        let catalog = full().await;
        // It is not as it was.
        let other = TableInput { owner: None, ..trips() };
        catalog.update_table("raw", other, UpdateTable::default()).await.expect("updated");
        for year in ["2", "10"] {
            catalog.delete_partition("raw", "trips", &[year.to_owned(), "Köln".to_owned()]).await.expect("deleted");
        }
        let done = imported(&catalog, &text, how).await.expect("imported");
        let (tables, all) = (done.tables, done.partitions + done.statistics + done.databases);
        assert_eq!((done.skipped, tables > 0, all > 0), (skipped, made > 0, made > 0), "{how:?}: {done:?}");
        let table = catalog.table("raw", "trips").await.expect("table");
        assert_eq!(table.owner.as_deref(), owner, "{how:?}");
        assert_eq!(catalog.partition_count("raw", "trips").await.expect("count"), partitions, "{how:?}");
        if how == IfExists::Replace {
            assert_eq!(exported(&catalog, with_versions()).await.0, text);
        }
    }
    let catalog = full().await;
    let failed = imported(&catalog, &text, IfExists::Fail).await.expect_err("fails");
    assert_eq!(failed.to_string(), "line 2: the database 'linked': the database 'linked' is there already");
}

const HEADER: &str = r#"{"format":"boathouse-catalog","version":1}"#;

#[tokio::test]
async fn partitions_of_a_table_that_is_there() {
    let line = |year: &str| json!({"kind": "partition", "database": "RAW", "table": "trips", "definition": {"values": [year, "Köln"]}});
    let text = format!("{HEADER}\n{}\n\n{}\n", line("10"), line("11"));
    for (how, made, skipped, count) in [(IfExists::Skip, 1, 1, 4), (IfExists::Replace, 2, 0, 4)] {
        let catalog = full().await;
        let done = imported(&catalog, &text, how).await.expect("imported");
        assert_eq!((done.partitions, done.skipped), (made, skipped), "{how:?}");
        assert_eq!(catalog.partition_count("raw", "trips").await.expect("count"), count);
        let found = catalog.partition("raw", "trips", &["10".to_owned(), "Köln".to_owned()]).await.expect("found");
        assert_eq!(found.parameters.is_some(), how == IfExists::Skip, "{found:?}");
    }
    let failed = imported(&full().await, &text, IfExists::Fail).await.expect_err("fails").to_string();
    assert_eq!(failed, "line 2: the partition [10, Köln] of 'raw.trips': the partition [10, Köln] is there already");
}

#[tokio::test]
async fn nothing_is_made_of_a_file_with_a_mistake() {
    let database = json!({"kind": "database", "definition": {"name": "d"}});
    let table =
        json!({"kind": "table", "database": "d", "definition": {"name": "t", "partition_keys": [{"name": "k"}]}});
    let on =
        |kind: &str, definition: Value| json!({"kind": kind, "database": "d", "table": "t", "definition": definition});
    let partition = on("partition", json!({"values": ["1"]}));
    let statistics = json!({"column": "none", "column_type": "int", "analyzed_time_ms": 0,
        "data": {"boolean": {"trues": 1, "falses": 0, "nulls": 0}}});
    let index = on("partition_index", json!({"name": "i", "keys": ["k"]}));
    let version = json!({"kind": "table_version", "database": "d", "table": "t", "version": 3, "update_time_ms": 0,
        "definition": {"name": "t"}});
    let cases: Vec<(Vec<Value>, &str)> = vec![
        (vec![json!({"kind": "boat"})], "line 4: unknown variant `boat`"),
        (vec![json!([])], "line 4: "),
        (
            vec![json!({"kind": "database", "definition": {"name": ""}})],
            "line 4: the database '': the name of a database",
        ),
        (vec![json!({"kind": "database", "definition": {"name": "e"}, "colour": 1})], "line 4: unknown field `colour`"),
        (
            vec![json!({"kind": "database", "definition": {"name": "e", "parameters": {"a": "b"}, "uri": "x"}})],
            "line 4: the database 'e' has a member 'definition.uri', which nothing here knows",
        ),
        (
            vec![json!({"kind": "table", "database": "d",
                "definition": {"name": "u", "partition_keys": [{"name": "k"}, {"name": "l", "Type": "int"}]}})],
            "line 4: the table 'd.u' has a member 'definition.partition_keys.Type'",
        ),
        (vec![database.clone()], "line 4: the database 'd': it comes twice"),
        (vec![table.clone()], "line 4: the table 'd.t': it comes twice"),
        (vec![partition.clone(), json!(null)], "line 5: "),
        (vec![partition.clone(), partition.clone()], "line 5: the partition [1] of 'd.t': it comes twice"),
        (
            vec![on("partition", json!({"values": []}))],
            "line 4: the partition [] of 'd.t': the table has 1 partition keys",
        ),
        (
            vec![on("statistics", statistics)],
            "line 4: the statistics of the column 'none' of 'd.t': there is no column",
        ),
        (vec![partition.clone(), index], "line 5: the partition index 'i' of 'd.t': it does not come between"),
        (vec![version], "line 4: the version 3 of 'd.t': it comes twice, or is not older"),
        (
            vec![json!({"kind": "table", "database": "none", "definition": {"name": "t"}})],
            "line 4: the table 'none.t': there is no database 'none'",
        ),
        (
            vec![json!({"kind": "partition", "database": "d", "table": "none", "definition": {"values": ["1"]}})],
            "line 4: the partition [1] of 'd.none': there is no table 'd.none'",
        ),
    ];
    for (lines, expected) in cases {
        let catalog = empty(0);
        let mut text = format!("{HEADER}\n{database}\n{table}\n");
        lines.iter().for_each(|line| text.push_str(&format!("{line}\n")));
        let failed = imported(&catalog, &text, IfExists::Fail).await.expect_err(expected).to_string();
        assert!(failed.starts_with(expected), "{failed}\nnot {expected}");
        assert_eq!(exported(&catalog, ExportRequest::default()).await.1, Exchanged::default(), "{expected}");
    }
}

#[tokio::test]
async fn files_that_are_none() {
    for (text, expected) in [
        ("", "line 1: the file is empty"),
        ("{}", "line 1: the first line of an export is {\"format\":\"boathouse-catalog\",\"version\":1}"),
        ("\u{0}\u{1}\n", "line 1: the first line"),
        ("{\"format\":\"boathouse-catalog\",\"version\":2}\n", "line 1: the export has the version 2"),
        ("{\"format\":\"other\",\"version\":1}\n", "line 1: the first line"),
    ] {
        let failed = imported(&empty(0), text, IfExists::Skip).await.expect_err(text).to_string();
        assert!(failed.starts_with(expected), "{failed}");
    }
}

#[tokio::test]
async fn many_partitions_pass_by() {
    let from = empty(0);
    from.create_database(DatabaseInput::named("raw")).await.expect("database");
    from.create_table("raw", trips(), None).await.expect("table");
    let inputs = (0..5_001).map(|year| partition(&year.to_string(), "x")).collect();
    assert!(from.create_partitions("raw", "trips", inputs).await.expect("made").is_empty());
    let into = empty(1);
    let (text, _) = exported(&from, ExportRequest::default()).await;
    assert_eq!(imported(&into, &text, IfExists::Fail).await.expect("imported").partitions, 5_001);
    assert_eq!(exported(&into, ExportRequest::default()).await.0, text);
    assert_eq!(into.tables("raw", TablesRequest::default()).await.expect("tables").items.len(), 1);
}

#[tokio::test]
async fn a_sink_that_fails_ends_the_export() {
    let catalog = full().await;
    let (mut left, failing) = (3, std::io::Error::other("full"));
    let mut failing = Some(failing);
    let outcome = catalog
        .export(ExportRequest::default(), move |_| {
            left -= 1;
            if left > 0 { Ok(()) } else { Err(failing.take().expect("not asked again").into()) }
        })
        .await;
    assert!(matches!(outcome, Err(ExchangeError::Io(error)) if error.to_string() == "full"));
}
