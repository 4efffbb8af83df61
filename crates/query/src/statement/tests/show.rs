//! SHOW statements: rows, columns and objects.

use crate::testbed::{NOW_MS, Testbed};
use crate::{Error, StatementType};

async fn bed() -> Testbed {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE boats (id int COMMENT 'it\\'s', name string) COMMENT 'all' PARTITIONED BY (river string) \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' NULL DEFINED AS '-' LOCATION 's3://data/boats' \
         TBLPROPERTIES ('skip.header.line.count'='1')",
    )
    .await;
    bed.ddl("CREATE EXTERNAL TABLE p (a decimal, s struct<x:int>) STORED AS PARQUET LOCATION 's3://data/p/'").await;
    bed.ddl("CREATE VIEW v AS SELECT id, name FROM boats").await;
    bed.ddl("CREATE DATABASE other").await;
    bed
}

#[tokio::test]
async fn lists() {
    let bed = bed().await;
    let rows: &[(&str, &[&str])] = &[
        ("SHOW DATABASES", &["db", "other"]),
        ("SHOW SCHEMAS LIKE 'o.*'", &["other"]),
        ("SHOW DATABASES LIKE 'O.*'", &[]),
        ("SHOW TABLES", &["boats", "p", "v"]),
        ("SHOW TABLES 'b*|v'", &["boats", "v"]),
        ("SHOW TABLES IN other", &[]),
        ("SHOW TABLES IN awsdatacatalog.db LIKE 'B.*'", &["boats"]),
        ("SHOW VIEWS", &["v"]),
        ("SHOW VIEWS IN db LIKE 'x*'", &[]),
        ("SHOW COLUMNS IN boats", &["id                  ", "name                ", "river               "]),
        ("SHOW COLUMNS FROM boats IN db", &["id                  ", "name                ", "river               "]),
        ("SHOW COLUMNS IN v", &["id\tinteger", "name\tvarchar"]),
        ("SHOW TBLPROPERTIES boats ('skip.header.line.count')", &["1"]),
        ("SHOW TBLPROPERTIES boats ('x')", &["Table db.boats does not have property: x"]),
    ];
    for (sql, expected) in rows {
        assert_eq!(bed.lines(sql).await, *expected, "{sql}");
    }
    let properties = bed.lines("SHOW TBLPROPERTIES boats").await;
    let time = format!("transient_lastDdlTime\t{}", NOW_MS / 1000);
    assert_eq!(properties, ["EXTERNAL\tTRUE", "comment\tall", "skip.header.line.count\t1", &time]);
}

#[tokio::test]
async fn columns_and_objects_of_listings() {
    let bed = bed().await;
    for (sql, columns, application) in [
        ("SHOW DATABASES", vec![("database_name", "string")], false),
        ("SHOW TABLES", vec![("tab_name", "string")], false),
        ("SHOW VIEWS", vec![("views", "varchar")], false),
        ("SHOW COLUMNS IN boats", vec![("field", "string")], false),
        ("SHOW COLUMNS IN v", vec![("column", "varchar"), ("type", "varchar")], false),
        ("SHOW PARTITIONS boats", vec![("partition", "string")], false),
        ("SHOW TBLPROPERTIES boats", vec![("prpt_name", "string"), ("prpt_value", "string")], false),
        ("SHOW CREATE TABLE boats", vec![("createtab_stmt", "string")], true),
        ("SHOW CREATE VIEW v", vec![("create view", "varchar")], false),
        ("DESCRIBE boats", vec![("col_name", "string"), ("data_type", "string"), ("comment", "string")], true),
        ("DESCRIBE v", vec![("column", "varchar"), ("type", "varchar")], false),
    ] {
        let execution = bed.run(sql).await;
        assert_eq!(execution.failure, None, "{sql}");
        assert_eq!(execution.kind.statement_type, StatementType::Utility, "{sql}");
        let page = bed.queries.results(&execution.id, None, None).await.expect("a page");
        let found = page.columns.expect("columns");
        let found: Vec<_> = found.iter().map(|column| (column.name.as_str(), column.type_name.as_str())).collect();
        assert_eq!(found, columns, "{sql}");
        let lines: Vec<String> = page.rows.into_iter().map(|mut row| row.remove(0).expect("text")).collect();
        let (text, content_type) = bed.object(&execution.output_location).await.expect("written");
        assert_eq!(text, lines.join("\n"), "{sql}");
        let expected = if application { "application/octet-stream" } else { "binary/octet-stream" };
        assert_eq!(content_type.as_deref(), Some(expected), "{sql}");
        assert_eq!(page.update_count, (!application).then_some(0), "{sql}");
        let (metadata, _) = bed.object(&format!("{}.metadata", execution.output_location)).await.expect("written");
        assert!(metadata.contains(&execution.id), "{sql}");
    }
    let view = bed.run("SHOW COLUMNS IN v").await;
    assert_eq!(view.kind.substatement_type.as_deref(), Some("DESC_VIEW"));
}

#[tokio::test]
async fn statements_that_make_tables_again() {
    let bed = bed().await;
    let time = NOW_MS / 1000;
    let boats = format!(
        "CREATE EXTERNAL TABLE `db.boats`(\n  `id` int COMMENT 'it\\'s', \n  `name` string)\nCOMMENT 'all'\n\
         PARTITIONED BY ( \n  `river` string)\nROW FORMAT DELIMITED \n  FIELDS TERMINATED BY '\\t' \n  NULL DEFINED AS '-' \n\
         STORED AS INPUTFORMAT \n  'org.apache.hadoop.mapred.TextInputFormat' \nOUTPUTFORMAT \n  \
         'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\nLOCATION\n  's3://data/boats'\n\
         TBLPROPERTIES (\n  'skip.header.line.count'='1', \n  'transient_lastDdlTime'='{time}')"
    );
    assert_eq!(bed.lines("SHOW CREATE TABLE boats").await.join("\n"), boats);
    let p = format!(
        "CREATE EXTERNAL TABLE `db.p`(\n  `a` decimal(10,0), \n  `s` struct<x:int>)\nROW FORMAT SERDE \n  \
         'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' \nSTORED AS INPUTFORMAT \n  \
         'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' \nOUTPUTFORMAT \n  \
         'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'\nLOCATION\n  's3://data/p'\n\
         TBLPROPERTIES (\n  'transient_lastDdlTime'='{time}')"
    );
    assert_eq!(bed.lines("SHOW CREATE TABLE p").await.join("\n"), p);
    // Each makes the same table again.
    for (name, text) in [("boats", boats), ("p", p)] {
        let before = bed.catalog.table("db", name).await.expect("there");
        bed.ddl(&format!("DROP TABLE {name}")).await;
        bed.ddl(&text).await;
        let after = bed.catalog.table("db", name).await.expect("there");
        assert_eq!(before.storage_descriptor, after.storage_descriptor, "{name}");
        assert_eq!((before.parameters, before.partition_keys), (after.parameters, after.partition_keys), "{name}");
    }
}

#[tokio::test]
async fn what_statements_that_make_tables_again_escape() {
    let bed = bed().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE c (a string) CLUSTERED BY (a) INTO 2 BUCKETS \
         ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('quoteChar'='\"', 'separatorChar'='\\u0001') \
         LOCATION 's3://data/c/'",
    )
    .await;
    let lines = bed.lines("SHOW CREATE TABLE c").await;
    assert_eq!(
        lines[2..11],
        [
            "CLUSTERED BY ( ",
            "  a) ",
            "INTO 2 BUCKETS",
            "ROW FORMAT SERDE ",
            "  'org.apache.hadoop.hive.serde2.OpenCSVSerde' ",
            "WITH SERDEPROPERTIES ( ",
            "  'quoteChar'='\\\"', ",
            "  'separatorChar'='\\u0001') ",
            "STORED AS INPUTFORMAT "
        ]
    );
    bed.ddl(
        "CREATE EXTERNAL TABLE e (a string COMMENT 'é;\"') COMMENT 'naïve; \"x\"' \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\;' ESCAPED BY '\\\\' LOCATION 's3://data/é\\;/' \
         TBLPROPERTIES ('a;b'='é😀\"\\;\\\\')",
    )
    .await;
    let before = bed.catalog.table("db", "e").await.expect("there");
    let lines = bed.lines("SHOW CREATE TABLE e").await;
    assert_eq!(
        [&lines[1..6], &lines[10..13]].concat(),
        [
            "  `a` string COMMENT 'é\\;\"')",
            "COMMENT 'naïve\\; \"x\"'",
            "ROW FORMAT DELIMITED ",
            "  FIELDS TERMINATED BY '\\;' ",
            "  ESCAPED BY '\\\\' ",
            "LOCATION",
            "  's3://data/é\\;'",
            "TBLPROPERTIES (",
        ]
    );
    assert_eq!(lines[13], "  'a\\;b'='\\u00E9\\uD83D\\uDE00\\\"\\;\\\\', ");
    bed.ddl("DROP TABLE e").await;
    bed.ddl(&lines.join("\n")).await;
    let after = bed.catalog.table("db", "e").await.expect("there");
    assert_eq!(before.storage_descriptor, after.storage_descriptor);
    assert_eq!(before.parameters, after.parameters);
}

#[tokio::test]
async fn failures() {
    let bed = bed().await;
    let task = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ";
    for (sql, expected) in [
        ("SHOW TABLES IN nodb", "FAILED: SemanticException [Error 10072]: Database does not exist: nodb".to_owned()),
        ("SHOW VIEWS IN nodb", "FAILED: SemanticException [Error 10072]: Database does not exist: nodb".to_owned()),
        ("SHOW PARTITIONS p", format!("{task}Table db.p is not a partitioned table")),
        ("SHOW PARTITIONS nope", "FAILED: SemanticException [Error 10001]: Table not found db.nope".to_owned()),
        ("SHOW CREATE TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found db.nope".to_owned()),
        ("SHOW CREATE VIEW nope", "TABLE_NOT_FOUND: line 1:1: View 'awsdatacatalog.db.nope' does not exist".to_owned()),
        (
            "SHOW CREATE VIEW p",
            "NOT_SUPPORTED: line 1:1: Relation 'awsdatacatalog.db.p' is a table, not a view".to_owned(),
        ),
        (
            "SHOW /* c */ CREATE TABLE p",
            "FAILED: ParseException line 1:5 cannot recognize input near 'SHOW' '/' '*' in ddl statement".to_owned(),
        ),
    ] {
        assert_eq!(bed.failure(sql).await, expected, "{sql}");
    }
    let failure = bed.run("SHOW TABLES IN nodb").await.failure.expect("failed");
    assert_eq!((failure.category, failure.error_type), (1, 1502));
    assert!(
        failure.message.starts_with("com.facebook.presto.spi.PrestoException: Database nodb not found. (Service: ")
    );
    for sql in ["SHOW COLUMNS IN nope", "SHOW COLUMNS IN boats IN nodb", "DESCRIBE nope", "DESC nodb.t"] {
        let refused = bed.queries.start(Testbed::request(sql)).await;
        assert!(matches!(refused, Err(Error::EntityNotFound)), "{sql}: {refused:?}");
    }
}

#[tokio::test]
async fn functions() {
    let bed = bed().await;
    let execution = bed.run("SHOW FUNCTIONS LIKE 'array!_m%' ESCAPE '!'").await;
    assert_eq!(execution.failure, None);
    assert!(execution.output_location.ends_with(".csv"));
    let page = bed.queries.results(&execution.id, None, None).await.expect("a page");
    let cells: Vec<Vec<String>> = page.rows.into_iter().map(|row| row.into_iter().flatten().collect()).collect();
    assert_eq!(
        cells[0],
        ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"]
    );
    assert_eq!(cells[1][..5], ["array_max", "T", "array(T)", "scalar", "true"]);
    assert_eq!(cells[2][0], "array_min");
    let all = bed.rows("SHOW FUNCTIONS").await.0;
    assert!(all.len() > 400, "{}", all.len());
    assert!(all.iter().all(|row| !row.starts_with('$')));
    assert!(all.iter().any(|row| row.starts_with("row_number|bigint||window|true|")), "{all:?}");
}

#[tokio::test]
async fn pages_of_lines() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p int) LOCATION 's3://data/t/'").await;
    let partitions: Vec<String> = (0..2500).map(|n| format!("PARTITION (p={n})")).collect();
    bed.ddl(&format!("ALTER TABLE t ADD {}", partitions.join(" "))).await;
    let execution = bed.run("SHOW PARTITIONS t").await;
    let (mut token, mut sizes) = (None, Vec::new());
    loop {
        let page = bed.queries.results(&execution.id, None, token.as_deref()).await.expect("a page");
        assert!(page.rows.iter().all(|row| row[0].as_ref().is_some_and(|cell| cell.starts_with("p="))));
        sizes.push(page.rows.len());
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [1000, 1000, 500]);
}
