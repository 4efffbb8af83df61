use super::ast::{AlterTable, PartitionedBy, RowFormat, StoredAs};
use super::*;

fn parse(sql: &str) -> StatementKind {
    match parse_statement(sql) {
        Ok(statement) => statement.kind,
        Err(error) => panic!("{sql}\n{error}"),
    }
}

#[test]
fn statements() {
    for sql in [
        "CREATE DATABASE IF NOT EXISTS `my-db` COMMENT 'it\\'s' LOCATION 's3://b/p' WITH DBPROPERTIES ('a'='b')",
        "create schema x;",
        "ALTER DATABASE d SET DBPROPERTIES ('k'='v')",
        "DROP DATABASE IF EXISTS d CASCADE",
        "DROP TABLE IF EXISTS `db.t`",
        "MSCK REPAIR TABLE db.t",
        "SHOW DATABASES LIKE 'a.*'",
        "SHOW TABLES IN db 'x*'",
        "SHOW TABLES",
        "SHOW VIEWS IN db LIKE 'v'",
        "SHOW COLUMNS IN t FROM db",
        "SHOW PARTITIONS db.t",
        "SHOW TBLPROPERTIES t ('k')",
        "SHOW CREATE TABLE t",
        "SHOW CREATE VIEW v",
        "SHOW CREATE VIEW \"db\".\"v\"",
        "SHOW CREATE VIEW \"db\".v",
        "DESCRIBE FORMATTED db.t PARTITION (a=1, b='x') c",
        "DESC t c.'$elem$'.f",
        "ALTER TABLE t ADD COLUMNS (a int COMMENT 'x', b struct<c:int,d:array<string>>)",
        "ALTER TABLE t PARTITION (p='1') REPLACE COLUMNS (a int)",
        "ALTER TABLE t CHANGE COLUMN a b bigint COMMENT 'x' AFTER c",
        "ALTER TABLE t DROP COLUMN a",
        "ALTER TABLE t ADD IF NOT EXISTS PARTITION (p=1) LOCATION 's3://a' PARTITION (p=2), PARTITION (p=-3)",
        "ALTER TABLE t DROP IF EXISTS PARTITION (p < '2020'), PARTITION (p = DATE '2021-01-01')",
        "ALTER TABLE t PARTITION (p=1) RENAME TO PARTITION (p=2)",
        "ALTER TABLE t PARTITION (p=1) SET LOCATION 's3://a'",
        "ALTER TABLE t SET TBLPROPERTIES ('a'='b', \"c\"=\"d\")",
        "ALTER TABLE t UNSET TBLPROPERTIES IF EXISTS ('a')",
        "ALTER TABLE t RENAME TO u",
    ] {
        parse(sql);
    }
}

#[test]
fn create_table_with_everything() {
    let sql = "CREATE EXTERNAL TABLE IF NOT EXISTS `db`.`T` (\n  `A` INT COMMENT 'c', b STRUCT<X:INT COMMENT 'y',`Y z`:ARRAY<STRING>>, \
               c MAP<STRING,DECIMAL(5, 2)>, d DOUBLE PRECISION, e VARCHAR(10))\nCOMMENT 't' PARTITIONED BY (`year` STRING COMMENT 'p')\n\
               CLUSTERED BY (a) SORTED BY (b DESC) INTO 4 BUCKETS ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' \
               COLLECTION ITEMS TERMINATED BY '\\002' NULL DEFINED AS '' STORED AS TEXTFILE LOCATION 's3://b/p/' \
               TBLPROPERTIES ('skip.header.line.count'='1')";
    let StatementKind::CreateTable(table) = parse(sql) else { panic!("no table") };
    assert!(table.external && table.if_not_exists);
    assert_eq!(table.name.parts, ["db", "T"]);
    let types: Vec<_> = table.columns.iter().map(|c| (c.name.as_str(), c.data_type.as_str())).collect();
    assert_eq!(
        types,
        [
            ("a", "int"),
            ("b", "struct<x:int,`y z`:array<string>>"),
            ("c", "map<string,decimal(5,2)>"),
            ("d", "double"),
            ("e", "varchar(10)")
        ]
    );
    assert!(
        matches!(&table.partitioned_by[..], [PartitionedBy::Column(column)] if column.comment.as_deref() == Some("p"))
    );
    let Some(RowFormat::Delimited(delimiters)) = table.row_format else { panic!("no delimiters") };
    assert_eq!(delimiters.field.as_deref(), Some("\t"));
    assert_eq!(delimiters.escape.as_deref(), Some("\\"));
    assert_eq!(delimiters.collection.as_deref(), Some("\u{2}"));
    assert_eq!(delimiters.null.as_deref(), Some(""));
    assert_eq!(table.stored_as, Some(StoredAs::Format("TEXTFILE".into())));
}

#[test]
fn iceberg_partitions_and_serde_classes() {
    let StatementKind::CreateTable(table) = parse(
        "CREATE TABLE t (a int) PARTITIONED BY (a, bucket(4, b), day(c)) LOCATION 's3://b/p' TBLPROPERTIES ('table_type'='ICEBERG')",
    ) else {
        panic!("no table")
    };
    assert_eq!(table.partitioned_by.len(), 3);
    let StatementKind::CreateTable(table) = parse(
        "CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'x.Y' WITH SERDEPROPERTIES ('a'='b') STORED AS INPUTFORMAT 'i' OUTPUTFORMAT 'o' LOCATION 's3://b/p'",
    ) else {
        panic!("no table")
    };
    assert_eq!(table.stored_as, Some(StoredAs::Classes { input: "i".into(), output: "o".into() }));
    let StatementKind::CreateTable(table) =
        parse("CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET WITH SERDEPROPERTIES ('a'='b') LOCATION 's3://b/p'")
    else {
        panic!("no table")
    };
    assert_eq!(table.serde_properties, [("a".to_owned(), "b".to_owned())]);
}

#[test]
fn partition_values_keep_their_text() {
    let StatementKind::AlterTable { action: AlterTable::AddPartitions { partitions, .. }, .. } =
        parse("ALTER TABLE t ADD PARTITION (a='01', b=2) LOCATION 's3://x'")
    else {
        panic!("no partitions")
    };
    assert_eq!(partitions[0].0[0].value, Some(("=".into(), "01".into())));
    assert_eq!(partitions[0].0[1].value, Some(("=".into(), "2".into())));
    assert_eq!(partitions[0].1.as_deref(), Some("s3://x"));
}

#[test]
fn some_listed_words_are_names_without_backticks() {
    let StatementKind::CreateTable(table) = parse(
        "CREATE EXTERNAL TABLE shifts (time string, Start bigint, dayofweek int, timestamp timestamp) LOCATION 's3://b/p'",
    ) else {
        panic!("no table")
    };
    let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["time", "start", "dayofweek", "timestamp"]);
    parse("ALTER TABLE shifts ADD PARTITION (time = '08:00', start = 8)");
    parse("ALTER TABLE shifts ADD PARTITION (day = TIMESTAMP '2020-01-01 00:00:00')");
    for word in ["date", "end", "Date", "user", "order", "partition"] {
        let sql = format!("CREATE EXTERNAL TABLE shifts ({word} string) LOCATION 's3://b/p'");
        assert!(parse_statement(&sql).is_err(), "{word} needs backticks");
    }
}

#[test]
fn names_that_begin_with_an_underscore_stand_in_backticks() {
    parse("CREATE EXTERNAL TABLE `_t` (`_a` map<int,array<int>>, b struct<_c:int>) LOCATION 's3://b/p'");
    parse("DROP TABLE db.`_t`");
}

#[test]
fn errors_say_where_in_this_grammars_words() {
    for (sql, message) in [
        ("DROP TABLE \"t\"", "line 1:12: mismatched input '\"t\"' expecting {"),
        ("CREATE EXTERNAL TABLE t (a strin)", "line 1:28: mismatched input 'strin' expecting {"),
        ("CREATE EXTERNAL TABLE _t (a int)", "line 1:23: mismatched input '_t' expecting {"),
        ("CREATE EXTERNAL TABLE t (_a int)", "line 1:26: mismatched input '_a' expecting {"),
        ("DROP TABLE db._t", "line 1:15: mismatched input '_t' expecting {"),
        ("CREATE EXTERNAL TABLE t (a map<array<int>,int>)", "line 1:32: mismatched input 'array' expecting {"),
        (
            "CREATE EXTERNAL TABLE t (a array<map<struct<x:int>,int>>)",
            "line 1:38: mismatched input 'struct' expecting {",
        ),
        ("SHOW TABLES IN", "line 1:15: mismatched input '<EOF>' expecting {"),
        ("ALTER TABLE t ADD COLUMN a int", "line 1:19: mismatched input 'COLUMN' expecting {"),
        ("DESCRIBE \"t\"", "line 1:10: no viable alternative at input 'DESCRIBE \"t\"'"),
        ("ALTER TABLE IF EXISTS t DROP COLUMN a", "line 1:16: no viable alternative at input 'ALTER TABLE IF EXISTS'"),
        ("ALTER TABLE t RENAME COLUMN a TO b", "line 1:22: missing 'TO' at 'COLUMN'"),
        ("ALTER TABLE t DROP COLUMNS (m)", "line 1:20: mismatched input 'COLUMNS'. Expecting: '.', 'DROP'"),
    ] {
        let found = parse_statement(sql).map(drop).unwrap_err().to_string();
        assert!(found.starts_with(message), "{sql}\n  found {found}");
    }
    assert!(parse_statement(&format!("CREATE EXTERNAL TABLE t (a {}int", "array<".repeat(100_000))).is_err());
}
