//! Databases and tables made and dropped.

use crate::testbed::{NOW_MS, Testbed};

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
        ("f", "STORED AS RCFILE", "LazyBinaryColumnarSerDe", "RCFileInputFormat"),
        ("g", "STORED AS SEQUENCEFILE", "lazy.LazySimpleSerDe", "SequenceFileInputFormat"),
        ("h", "STORED AS ORC", "orc.OrcSerde", "OrcInputFormat"),
        ("i", "STORED AS AVRO", "avro.AvroSerDe", "AvroContainerInputFormat"),
        ("j", "STORED AS ION WITH SERDEPROPERTIES ('ion.encoding'='TEXT')", "IonHiveSerDe", "IonInputFormat"),
    ] {
        bed.ddl(&format!("CREATE EXTERNAL TABLE {name} (n string) {clause} LOCATION 's3://data/{name}/'")).await;
        let descriptor = bed.catalog.table("db", name).await.expect("made").storage_descriptor.expect("described");
        assert!(descriptor.input_format.is_some_and(|found| found.ends_with(input)), "{name}");
        let library = descriptor.serde_info.and_then(|info| info.serialization_library);
        assert!(library.is_some_and(|found| found.ends_with(serde)), "{name}");
        assert_eq!(descriptor.location, Some(format!("s3://data/{name}")), "as Hive keeps paths");
        let output = descriptor.output_format.unwrap_or_default();
        assert_eq!(output.ends_with(".IgnoreKeyTextOutputFormat"), serde.contains("openx"), "{name}: {output}");
    }
    bed.ddl("CREATE EXTERNAL TABLE k (n string) LOCATION 's3://data/'").await;
    assert_eq!(bed.catalog.table("db", "k").await.expect("made").location(), Some("s3://data/"));
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
            "CREATE EXTERNAL TABLE nope.t (n int) LOCATION 's3://data/t/'",
            "FAILED: SemanticException [Error 10072]: Database does not exist: nope".to_owned(),
        ),
        (
            "CREATE EXTERNAL TABLE u (n int, N string) LOCATION 's3://data/t/'",
            "FAILED: SemanticException [Error 10036]: Duplicate column name: n".to_owned(),
        ),
        (
            "CREATE EXTERNAL TABLE u (n int) PARTITIONED BY (n string) LOCATION 's3://data/t/'",
            "FAILED: SemanticException [Error 10035]: Column repeated in partitioning columns".to_owned(),
        ),
        (
            "CREATE EXTERNAL TABLE u (n int) STORED AS JPEG LOCATION 's3://data/t/'",
            "FAILED: SemanticException Unrecognized file format in STORED AS clause: 'JPEG'".to_owned(),
        ),
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

#[tokio::test]
async fn databases_with_everything() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE SCHEMA Made COMMENT 'it\\'s' LOCATION 's3://data/made/' WITH DBPROPERTIES ('a'='1', 'b'='2')")
        .await;
    bed.ddl("ALTER DATABASE made SET DBPROPERTIES ('b'='3', 'c'='4')").await;
    let made = bed.catalog.database("made").await.expect("made");
    assert_eq!(made.description.as_deref(), Some("it's"));
    assert_eq!(made.location_uri.as_deref(), Some("s3://data/made/"));
    let properties = made.parameters.expect("properties");
    let properties: Vec<_> = properties.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(properties, ["a=1", "b=3", "c=4"]);
    bed.ddl("CREATE EXTERNAL TABLE made.t (n int) LOCATION 's3://data/t/'").await;
    bed.ddl("DROP SCHEMA made CASCADE").await;
    assert!(bed.catalog.database("made").await.is_err());
    let missing = bed.failure("ALTER DATABASE made SET DBPROPERTIES ('a'='b')").await;
    assert_eq!(missing, "FAILED: SemanticException [Error 10072]: Database does not exist: made");
}

#[tokio::test]
async fn buckets_of_a_table() {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE b (id int, day string) CLUSTERED BY (ID) SORTED BY (day DESC, id) INTO 8 BUCKETS \
         STORED AS PARQUET LOCATION 's3://data/b/'",
    )
    .await;
    let descriptor = bed.catalog.table("db", "b").await.expect("made").storage_descriptor.expect("described");
    assert_eq!(descriptor.number_of_buckets, Some(8));
    assert_eq!(descriptor.bucket_columns, Some(vec!["id".to_owned()]));
    let sorted = descriptor.sort_columns.expect("sorted");
    assert_eq!(sorted.iter().map(|o| (o.column.as_str(), o.sort_order)).collect::<Vec<_>>(), [("day", 0), ("id", 1)]);
}
