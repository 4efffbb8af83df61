//! Statements out of a catalog and back into another.

use std::io::{Cursor, Write};
use std::sync::Arc;

use boathouse_catalog::{
    Catalog, Column, DatabaseInput, ExchangeError, Exchanged, ExportRequest, FunctionInput, IfExists, Order,
    Parameters, PartitionInput, SerDeInfo, StorageDescriptor, TableIdentifier, TableInput,
};
use boathouse_state::{Clock, State};
use parking_lot::Mutex;

use super::splitter::Splitter;
use super::{DdlReader, DdlView, DdlWriter, Written};
use crate::views::{ViewColumn, ViewDefinition};

#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn empty() -> Catalog {
    Catalog::new(State::in_memory(Clock::fixed(1_700_000_000_000)).expect("state")).expect("catalog")
}

async fn exported(catalog: &Catalog) -> (String, Written) {
    let bytes = Bytes::default();
    let (writer, written) = DdlWriter::new(bytes.clone());
    catalog.export(ExportRequest::default(), writer).await.expect("exported");
    let text = String::from_utf8(bytes.0.lock().clone()).expect("text");
    let written = written.lock().clone();
    (text, written)
}

async fn imported(catalog: &Catalog, text: &str, how: IfExists) -> Result<(Exchanged, Vec<DdlView>), ExchangeError> {
    let (reader, views) = DdlReader::new(Cursor::new(text.to_owned()), how);
    let counted = catalog.import(reader, how).await?;
    let views = views.lock().clone();
    Ok((counted, views))
}

fn parameters(pairs: &[(&str, &str)]) -> Parameters {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn crew() -> TableInput {
    let commented = |text: &str| Column { comment: Some(text.to_owned()), ..Column::new("b`c", "array<int>") };
    TableInput {
        storage_descriptor: Some(StorageDescriptor {
            columns: vec![Column::new("a", "string"), commented("it's \\ a \"rope\"; -- no")],
            location: Some("s3://raw/crew/it's/".to_owned()),
            input_format: Some("org.apache.hadoop.mapred.TextInputFormat".to_owned()),
            output_format: Some("a.b.Out".to_owned()),
            number_of_buckets: Some(4),
            serde_info: Some(SerDeInfo {
                serialization_library: Some("x.Serde".to_owned()),
                parameters: Some(parameters(&[("field.delim", "\u{1}"), ("quote", "'"), ("tab", "\t")])),
                ..SerDeInfo::default()
            }),
            bucket_columns: Some(vec!["a".to_owned()]),
            sort_columns: Some(vec![Order { column: "a".to_owned(), sort_order: 0 }]),
            ..StorageDescriptor::default()
        }),
        partition_keys: vec![Column::new("year", "int"), Column::new("port", "string")],
        table_type: Some("EXTERNAL_TABLE".to_owned()),
        parameters: parameters(&[
            ("EXTERNAL", "TRUE"),
            ("comment", "ü\n;"),
            ("k'", "v%_\\"),
            ("transient_lastDdlTime", "5"),
        ]),
        ..TableInput::named("crew")
    }
}

fn partition(year: u32, port: &str) -> PartitionInput {
    PartitionInput {
        values: vec![year.to_string(), port.to_owned()],
        storage_descriptor: Some(StorageDescriptor {
            location: Some(format!("s3://raw/crew/year={year}/")),
            ..crew().storage_descriptor.unwrap_or_default()
        }),
        ..PartitionInput::default()
    }
}

fn view(database: &str) -> TableInput {
    let definition = ViewDefinition {
        original_sql: "SELECT ';' AS n, \"a\" -- the end".to_owned(),
        catalog: Some("awsdatacatalog".to_owned()),
        schema: Some(database.to_owned()),
        columns: vec![ViewColumn { name: "n".to_owned(), data_type: "varchar(1)".to_owned() }],
        comment: Some("it's".to_owned()),
        owner: None,
        run_as_invoker: true,
        properties: std::collections::BTreeMap::new(),
    };
    definition.table("seen", vec![Column::new("n", "varchar(1)")]).expect("table")
}

/// What DDL can hold.
async fn plain() -> Catalog {
    let catalog = empty();
    let database = DatabaseInput {
        description: Some("where's it;".to_owned()),
        location_uri: Some("s3://raw/".to_owned()),
        parameters: Some(parameters(&[("a", "b")])),
        ..DatabaseInput::named("raw")
    };
    catalog.create_database(database).await.expect("database");
    catalog.create_table("raw", crew(), None).await.expect("table");
    let inputs = (0..201).map(|year| partition(1_900 + year, "it's;\n"));
    assert!(catalog.create_partitions("raw", "crew", inputs.collect()).await.expect("partitions").is_empty());
    catalog
}

#[tokio::test]
async fn statements_come_back_byte_for_byte() {
    let (text, written) = exported(&plain().await).await;
    assert_eq!((written.databases, written.tables, written.partitions), (1, 1, 201), "{text}");
    assert_eq!(written.left_out.lines(), Vec::<String>::new());
    assert_eq!(text.matches("ALTER TABLE").count(), 3, "{text}");
    let into = empty();
    let (counted, views) = imported(&into, &text, IfExists::Fail).await.expect("imported");
    assert_eq!((counted.databases, counted.tables, counted.partitions, views.len()), (1, 1, 201, 0));
    assert_eq!(exported(&into).await.0, text);
    let table = into.table("raw", "crew").await.expect("table");
    assert_eq!(table.parameters, crew().parameters);
    let (made, from) = (table.storage_descriptor.expect("storage"), crew().storage_descriptor.expect("storage"));
    assert_eq!((&made.columns, &made.serde_info, &made.location), (&from.columns, &from.serde_info, &from.location));
    let values = ["1900".to_owned(), "it's;\n".to_owned()];
    let found = into.partition("raw", "crew", &values).await.expect("partition");
    assert_eq!(found.location(), Some("s3://raw/crew/year=1900/"));
    assert_eq!(found.storage_descriptor.expect("storage").columns, from.columns);
}

#[tokio::test]
async fn what_ddl_cannot_say_is_counted() {
    let catalog = plain().await;
    catalog.create_function("raw", FunctionInput::named("f")).await.expect("function");
    let target = TableIdentifier { database_name: Some("raw".into()), name: Some("crew".into()), ..Default::default() };
    let nowhere =
        StorageDescriptor { location: Some("file:/x".into()), ..crew().storage_descriptor.unwrap_or_default() };
    let bare = StorageDescriptor {
        columns: vec![Column::new("a", "int")],
        location: Some("s3://raw/bare/".into()),
        ..StorageDescriptor::default()
    };
    let bare = TableInput { storage_descriptor: Some(bare), ..TableInput { name: "bare".into(), ..crew() } };
    for table in [
        TableInput {
            owner: Some("me".into()),
            description: Some("d".into()),
            ..TableInput { name: "owned".into(), ..crew() }
        },
        TableInput {
            parameters: parameters(&[("table_type", "iceberg")]),
            ..TableInput { name: "ice".into(), ..crew() }
        },
        TableInput { storage_descriptor: Some(nowhere), ..TableInput { name: "nowhere".into(), ..crew() } },
        TableInput { target_table: Some(target), ..TableInput::named("link") },
        TableInput { table_type: Some("VIRTUAL_VIEW".into()), ..TableInput::named("hive_view") },
        TableInput { name: "other".into(), ..view("elsewhere") },
        view("raw"),
        bare,
    ] {
        catalog.create_table("raw", table, None).await.expect("table");
    }
    let own = PartitionInput { parameters: Some(parameters(&[("rows", "1")])), ..partition(1, "x") };
    let away = PartitionInput { values: vec!["2".into(), "x".into()], ..PartitionInput::default() };
    let made = catalog.create_partitions("raw", "owned", vec![own, away]).await.expect("made");
    assert!(made.is_empty());
    let (text, written) = exported(&catalog).await;
    assert_eq!((written.tables, written.partitions), (5, 203), "{text}");
    let expected = [
        "'description' of tables (1)",
        "'owner' of tables (1)",
        "'parameters' of partitions (1)",
        "'storage_descriptor' of partitions, where it is not their table's (1)",
        "functions (1)",
        "that names without a database mean 'elsewhere' in the view 'raw.other' (1)",
        "that partitions have no location (an import gives them their folder) (1)",
        "that tables have no storage format (an import gives them that of text) (1)",
        "the table 'raw.hive_view': View data missing prefix:  (1)",
        "the table 'raw.ice': it is in the format ICEBERG (1)",
        "the table 'raw.link': it stands for another (1)",
        "the table 'raw.nowhere': Invalid location file:/x for table. Only S3 locations are allowed (1)",
    ];
    assert_eq!(written.left_out.lines(), expected);
    let view =
        "CREATE VIEW \"raw\".\"seen\" COMMENT 'it''s' SECURITY INVOKER AS\nSELECT ';' AS n, \"a\" -- the end\n;\n";
    assert!(text.contains(view), "{text}");
    let (_, views) = imported(&empty(), &text, IfExists::Fail).await.expect("imported");
    let names: Vec<&str> = views.iter().map(|view| view.name.as_str()).collect();
    assert_eq!(names, ["other", "seen"]);
    assert_eq!(views[1].sql, view.trim_end().trim_end_matches(';').trim_end());
}

#[tokio::test]
async fn statements_of_others() {
    let text = "-- made by hand\nCREATE DATABASE IF NOT EXISTS raw;\n\n/* ; */ CREATE EXTERNAL TABLE IF NOT EXISTS raw.t \
                (a int)\nPARTITIONED BY (d string) STORED AS PARQUET LOCATION 's3://b/t';\nALTER TABLE raw.t ADD IF NOT \
                EXISTS PARTITION (d='1') PARTITION (d='1');";
    let catalog = empty();
    let failed = imported(&catalog, text, IfExists::Fail).await.expect_err("twice").to_string();
    assert_eq!(failed, "line 6: the partition [1] of 'raw.t': it comes twice");
    let text = text.replace("PARTITION (d='1') PARTITION (d='1')", "PARTITION (d='1')");
    for made in [(1, 1, 1, 0), (0, 0, 0, 3)] {
        let (counted, _) = imported(&catalog, &text, IfExists::Fail).await.expect("imported");
        assert_eq!((counted.databases, counted.tables, counted.partitions, counted.skipped), made);
    }
    let found = catalog.partition("raw", "t", &["1".to_owned()]).await.expect("partition");
    assert_eq!(found.location(), Some("s3://b/t/d=1"));
}

#[tokio::test]
async fn nothing_is_made_of_statements_with_a_mistake() {
    let begin =
        "CREATE DATABASE raw;\nCREATE EXTERNAL TABLE raw.t (a int) PARTITIONED BY (d string) LOCATION 's3://b/t';\n";
    for (sql, expected) in [
        ("SELECT 1", "line 3: only CREATE DATABASE"),
        ("DROP TABLE raw.t", "line 3: only CREATE DATABASE"),
        ("ALTER TABLE raw.t DROP PARTITION (d='1')", "line 3: only CREATE DATABASE"),
        ("\n\nCREATE BOAT", "line 5: line 1:8: mismatched input 'BOAT'"),
        ("CREATE EXTERNAL TABLE raw.u (a boat) LOCATION 's3://b/u'", "line 3: "),
        ("CREATE EXTERNAL TABLE raw.u (a int)", "line 3: No location was specified for table"),
        ("CREATE EXTERNAL TABLE raw.t (a int) LOCATION 's3://b/u'", "line 3: the table 'raw.t': it comes twice"),
        (
            "CREATE EXTERNAL TABLE no.t (a int) LOCATION 's3://b/u'",
            "line 3: the table 'no.t': there is no database 'no'",
        ),
        ("ALTER TABLE raw.u ADD PARTITION (d='1')", "line 3: there is no table 'raw.u'"),
        ("ALTER TABLE raw.t ADD PARTITION (e='1')", "line 3: FAILED: SemanticException"),
        ("ALTER TABLE raw.t ADD PARTITION (d='1') LOCATION 'x'", "line 3: FAILED: SemanticException"),
        (
            "ALTER TABLE raw.t ADD PARTITION (d='')",
            "line 3: the partition [] of 'raw.t': the value of the partition key",
        ),
        ("CREATE VIEW raw.t AS SELECT 1 AS n", "line 3: the table 'raw.t' is there already"),
        ("CREATE VIEW no.v AS SELECT 1 AS n", "line 3: there is no database 'no'"),
        ("CREATE DATABASE 'open", "line 3: a quotation mark in the statement is not closed"),
        ("/* open", "line 3: a comment is not closed"),
    ] {
        let catalog = empty();
        let failed = imported(&catalog, &format!("{begin}{sql}"), IfExists::Fail).await.expect_err(sql).to_string();
        assert!(failed.starts_with(expected), "{sql}: {failed}");
        assert_eq!(catalog.databases(Default::default()).await.expect("databases").items.len(), 0, "{sql}");
    }
}

#[tokio::test]
async fn what_is_there_already() {
    let (text, _) = exported(&plain().await).await;
    for (how, partitions, skipped) in [(IfExists::Skip, 200, 203), (IfExists::Replace, 201, 0)] {
        let catalog = plain().await;
        let doomed = ["1900".to_owned(), "it's;\n".to_owned()];
        catalog.delete_partition("raw", "crew", &doomed).await.expect("deleted");
        let (counted, _) = imported(&catalog, &text, how).await.expect("imported");
        assert_eq!(counted.skipped, skipped, "{how:?}");
        assert_eq!(catalog.partition_count("raw", "crew").await.expect("count"), partitions, "{how:?}");
    }
    let failed = imported(&plain().await, &text, IfExists::Fail).await.expect_err("fails").to_string();
    assert_eq!(failed, "line 1: the database 'raw': the database 'raw' is there already");
    let said = text.replace("CREATE DATABASE", "CREATE DATABASE IF NOT EXISTS");
    let failed = imported(&plain().await, &said, IfExists::Fail).await.expect_err("fails").to_string();
    assert_eq!(failed, "line 7: the table 'raw.crew': the table 'raw.crew' is there already");
}

#[test]
fn statements_are_cut() {
    for (text, expected) in [
        ("", &[][..]),
        (" ;; ; -- x", &[]),
        ("a;b ;\nc", &[(1, "a"), (1, "b"), (2, "c")]),
        ("-- x;\n\n /* y; */ a\n;b", &[(3, "a"), (4, "b")]),
        ("a - b; c / d;", &[(1, "a - b"), (1, "c / d")]),
        ("SELECT '\\'; b;", &[(1, "SELECT '\\'"), (1, "b")]),
        ("ALTER TABLE t SET LOCATION '\\';\\\\'; b;", &[(1, "ALTER TABLE t SET LOCATION '\\';\\\\'"), (1, "b")]),
        ("SELECT 'it'';s', \";\", `;` -- ;\n; b", &[(1, "SELECT 'it'';s', \";\", `;` -- ;"), (2, "b")]),
        ("SELECT /* ; */ 1;", &[(1, "SELECT /* ; */ 1")]),
        ("/**/a;/*/;*/b", &[(1, "a"), (1, "b")]),
    ] {
        let mut splitter = Splitter::new(Cursor::new(text.to_owned()));
        let mut found = Vec::new();
        while let Some((line, statement)) = splitter.next_statement().expect(text) {
            found.push((line, statement));
        }
        let found: Vec<(u64, &str)> = found.iter().map(|(line, statement)| (*line, statement.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }
}
