use super::Action;
use super::parse::{Ddl, parse};
use crate::planner::TrinoSql;
use crate::testbed::{NOW_MS, Testbed};

fn refusal(sql: &str) -> String {
    match parse(sql, &TrinoSql) {
        Ok(parsed) => panic!("{sql} was taken as {:?}", parsed.action),
        Err(error) => error.0,
    }
}

#[test]
fn texts_of_refusals_at_the_start() {
    for (sql, expected) in [
        ("SELEC 1", "line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', 'ANALYZE'"),
        ("-- nothing", "line 1:11: mismatched input '<EOF>'. Expecting: 'ALTER'"),
        ("SHOW SESSION", "Queries of this type are not supported"),
        ("SELECT 1; SELECT 2", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2"),
        ("SELECT 1 FROM t WHERE", "line 1:22: mismatched input '<EOF>'"),
        ("SELECT 1 banana split", "line 1:17: mismatched input 'split'. Expecting: ','"),
        ("SELECT * FROM '/etc/passwd'", "line 1:15: mismatched input ''/etc/passwd''. Expecting: "),
        ("SELECT * FROM read_csv('/etc/passwd')", "line 1:23: mismatched input '('. Expecting: "),
        ("SELECT `a` FROM t", "line 1:8: backquoted identifiers are not supported"),
        ("CREATE TABLE t (n int)", "No location was specified for table. An S3 location must be specified"),
        ("CREATE TABLE t (n int) LOCATION 's3://b/'", "External keyword required for table type HIVE"),
        (
            "CREATE EXTERNAL TABLE t (n int) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
            "External keyword not supported for table type ICEBERG",
        ),
        (
            "CREATE EXTERNAL TABLE t (n int) LOCATION 'hdfs://b/'",
            "Invalid location hdfs://b/ for table. Only S3 locations are allowed",
        ),
        (
            "CREATE EXTERNAL TABLE t (n integr) LOCATION 's3://b/'",
            "line 1:28: mismatched input 'integr' expecting a type name",
        ),
        ("CREATE EXTERNAL TABLE \"t\" (n int) LOCATION 's3://b/'", "line 1:23: mismatched input '\"t\"' expecting"),
        ("CREATE EXTERNAL TABLE a.b.c.d (n int) LOCATION 's3://b/'", "Invalid table name a.b.c.d"),
        ("CREATE EXTERNAL TABLE t (n int) STORED AS RCFILE LOCATION 's3://b/'", "STORED AS RCFILE is not supported"),
        ("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://b/' x", "line 1:52: extraneous input 'x' expecting <EOF>"),
        ("CREATE DATABASE", "line 1:16: mismatched input '<EOF>' expecting an identifier"),
        ("DROP TABLE", "line 1:11: mismatched input '<EOF>' expecting an identifier"),
    ] {
        let text = refusal(sql);
        assert!(text.starts_with(expected), "{sql}\n  {text}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let text = refusal(&format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000)));
    assert_eq!(text, "line 1:1: statement is too large (stack overflow while parsing)");
}

#[test]
fn literal_only_selects() {
    for (sql, expected) in [
        ("SELECT 1", true),
        ("select 'a' as x, -1.5 y, true", true),
        ("SELECT 1.5e-3", true),
        ("SELECT 1 AS \"one\";", true),
        ("SELECT NULL", false),
        ("SELECT 1 + 1", false),
        ("SELECT 1 FROM t", false),
        ("SELECT 1 WHERE true", false),
        ("SELECT 1 AS", false),
    ] {
        if let Ok(parsed) = parse(sql, &TrinoSql) {
            assert!(matches!(parsed.action, Action::Query { literal_only } if literal_only == expected), "{sql}");
        } else {
            assert!(!expected, "{sql}");
        }
    }
}

#[test]
fn statements_of_athena_that_are_not_here_yet() {
    for sql in [
        "SHOW TABLES",
        "MSCK REPAIR TABLE t",
        "INSERT INTO t SELECT 1",
        "CREATE TABLE t AS SELECT 1",
        "EXPLAIN SELECT 1",
    ] {
        let parsed = parse(sql, &TrinoSql).expect("known");
        assert!(matches!(parsed.action, Action::NotSupported), "{sql}");
    }
}

#[test]
fn ddl_is_ddl() {
    for sql in ["CREATE SCHEMA IF NOT EXISTS s;", "DROP SCHEMA IF EXISTS s CASCADE", "DROP TABLE IF EXISTS `db`.`t`"] {
        let parsed = parse(sql, &TrinoSql).expect("DDL");
        assert!(
            matches!(parsed.action, Action::Ddl(Ddl::CreateDatabase(_) | Ddl::DropDatabase(_) | Ddl::DropTable(_))),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn a_table_in_the_catalog() {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE IF NOT EXISTS `DB`.`Trips` (\n\
           `id` bigint COMMENT 'the key', -- a comment\n\
           fare decimal(10,2),\n\
           tags array<struct<Name:string, n:int>>,\n\
           m map<string,double>)\n\
         COMMENT 'all trips'\n\
         PARTITIONED BY (year string, month int COMMENT '1 to 12')\n\
         ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\'\n\
           COLLECTION ITEMS TERMINATED BY '\\002' MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\\n'\n\
           NULL DEFINED AS 'NA'\n\
         STORED AS TEXTFILE LOCATION 's3://data/trips'\n\
         TBLPROPERTIES ('skip.header.line.count'='1');",
    )
    .await;
    let table = bed.catalog.table("db", "trips").await.expect("made");
    let descriptor = table.storage_descriptor.clone().expect("described");
    let columns: Vec<_> = descriptor.columns.iter().map(|c| (c.name.as_str(), c.data_type.as_deref())).collect();
    assert_eq!(
        columns,
        [
            ("id", Some("bigint")),
            ("fare", Some("decimal(10,2)")),
            ("tags", Some("array<struct<name:string,n:int>>")),
            ("m", Some("map<string,double>")),
        ]
    );
    assert_eq!(descriptor.columns[0].comment.as_deref(), Some("the key"));
    assert_eq!(table.partition_keys.len(), 2);
    assert_eq!(table.owner.as_deref(), Some("hadoop"));
    assert_eq!(table.table_type.as_deref(), Some("EXTERNAL_TABLE"));
    let parameters: Vec<_> = table.parameters.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let ddl_time = (NOW_MS / 1000).to_string();
    assert_eq!(
        parameters,
        [
            ("EXTERNAL", "TRUE"),
            ("comment", "all trips"),
            ("skip.header.line.count", "1"),
            ("transient_lastDdlTime", ddl_time.as_str()),
        ]
    );
    let serde = descriptor.serde_info.expect("a SerDe");
    assert_eq!(serde.serialization_library.as_deref(), Some("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"));
    let serde_parameters = serde.parameters.expect("parameters");
    for (key, value) in [
        ("field.delim", "\t"),
        ("serialization.format", "\t"),
        ("escape.delim", "\\"),
        ("colelction.delim", "\u{2}"),
        ("mapkey.delim", ":"),
        ("line.delim", "\n"),
        ("serialization.null.format", "NA"),
    ] {
        assert_eq!(serde_parameters.get(key).map(String::as_str), Some(value), "{key}");
    }
}

#[tokio::test]
async fn formats_of_tables() {
    let bed = Testbed::new().await;
    for (name, clause, serde, input) in [
        ("a", "", "lazy.LazySimpleSerDe", "TextInputFormat"),
        ("b", "STORED AS PARQUET", "ql.io.parquet.serde.ParquetHiveSerDe", "MapredParquetInputFormat"),
        (
            "c",
            "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='true')",
            "org.openx.data.jsonserde.JsonSerDe",
            "TextInputFormat",
        ),
        (
            "d",
            "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' STORED AS TEXTFILE",
            "OpenCSVSerde",
            "TextInputFormat",
        ),
        ("e", "ROW FORMAT SERDE 'x.Y' STORED AS INPUTFORMAT 'x.In' OUTPUTFORMAT 'x.Out'", "x.Y", "x.In"),
    ] {
        bed.ddl(&format!("CREATE EXTERNAL TABLE {name} (n string) {clause} LOCATION 's3://data/{name}/'")).await;
        let descriptor = bed.catalog.table("db", name).await.expect("made").storage_descriptor.expect("described");
        assert!(descriptor.input_format.is_some_and(|found| found.ends_with(input)), "{name}");
        let library = descriptor.serde_info.and_then(|info| info.serialization_library);
        assert!(library.is_some_and(|found| found.ends_with(serde)), "{name}");
    }
}

#[tokio::test]
async fn failures_of_ddl() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://data/t/'").await;
    bed.ddl("CREATE EXTERNAL TABLE IF NOT EXISTS t (n int) LOCATION 's3://data/t/'").await;
    let task = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ";
    for (sql, expected) in [
        ("CREATE DATABASE db", format!("{task}Database db already exists")),
        (
            "CREATE EXTERNAL TABLE t (n int) LOCATION 's3://data/t/'",
            format!("{task}AlreadyExistsException(message:Table t already exist)"),
        ),
        ("DROP TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found db.nope".to_owned()),
        ("DROP DATABASE nope", "FAILED: SemanticException [Error 10072]: Database does not exist: nope".to_owned()),
        (
            "DROP DATABASE db",
            format!("{task}InvalidOperationException(message:Database db is not empty. One or more tables exist.)"),
        ),
    ] {
        assert_eq!(bed.failure(sql).await, expected, "{sql}");
    }
    bed.ddl("DROP TABLE t").await;
    bed.ddl("DROP TABLE IF EXISTS t").await;
    bed.ddl("DROP DATABASE db").await;
    bed.ddl("DROP DATABASE IF EXISTS db").await;
}
