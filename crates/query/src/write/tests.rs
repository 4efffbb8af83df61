//! Statements that write, against a lake in a temporary folder.

use boathouse_lake::ListRequest;

use super::{Wrote, store};
use crate::testbed::{NOW_MS, Testbed};
use crate::{ExecutionState, Failure, Queries, QueryConfig};

const RESULTS: &str = "s3://aws-athena-query-results-123456789012-us-east-1";

async fn keys(bed: &Testbed, bucket: &str, prefix: &str) -> Vec<String> {
    let request = ListRequest { prefix: prefix.to_owned(), max_keys: 1000, ..ListRequest::default() };
    let listing = bed.lake.list(bucket, request).await.expect("listed");
    listing.objects.into_iter().map(|object| object.key).collect()
}

/// The failure of an execution, without what Athena adds.
async fn failure(bed: &Testbed, sql: &str) -> Failure {
    let execution = bed.run(sql).await;
    let failure = execution.failure.unwrap_or_else(|| panic!("{sql} did not fail"));
    let bare = failure.reason.split(". You may need").next().and_then(|text| text.split(". If a data manifest").next());
    Failure { reason: bare.unwrap_or_default().to_owned(), ..failure }
}

#[tokio::test]
async fn a_table_made_of_a_query() {
    let bed = Testbed::new().await;
    let sql = "CREATE TABLE t COMMENT 'made' AS SELECT x AS id, 'a' || CAST(x AS varchar) AS name \
               FROM UNNEST(sequence(1, 3)) u(x)";
    let execution = bed.run(sql).await;
    assert_eq!(execution.failure, None);
    let id = &execution.id;
    assert_eq!(execution.output_location, format!("{RESULTS}/tables/{id}"));
    let page = bed.queries.results(id, None, None).await.expect("a page");
    assert_eq!((page.rows.len(), page.update_count), (0, Some(3)));
    assert_eq!(page.columns.expect("columns")[0].name, "rows");
    let manifest = execution.statistics.manifest_location.expect("a manifest");
    assert_eq!(manifest, format!("{RESULTS}/tables/{id}-manifest.csv"));
    let (listed, _) = bed.object(&manifest).await.expect("written");
    let file = listed.trim_end();
    assert!(file.starts_with(&format!("{RESULTS}/tables/{id}/20260917_085516_0")), "{file}");
    let (metadata, _) = bed.object(&format!("{RESULTS}/tables/{id}.metadata")).await.expect("written");
    assert!(metadata.contains("CREATE TABLE") && metadata.len() == 81, "{}", metadata.len());

    let table = bed.catalog.table("db", "t").await.expect("made");
    let parameter = |key: &str| table.parameters.get(key).map(String::as_str).unwrap_or_default().to_owned();
    for (key, value) in [
        ("EXTERNAL", "TRUE"),
        ("auto.purge", "false"),
        ("has_encrypted_data", "false"),
        ("numFiles", "-1"),
        ("totalSize", "-1"),
        ("transactional", "false"),
        ("parquet.compression", "GZIP"),
        ("comment", "made"),
    ] {
        assert_eq!(parameter(key), value, "{key}");
    }
    assert!(file.contains(&parameter("trino_query_id")));
    assert_eq!(table.columns()[1].data_type.as_deref(), Some("string"));
    assert_eq!(bed.rows("SELECT * FROM t ORDER BY id").await.0, ["1|a1", "2|a2", "3|a3"]);
    // Nothing is left to be done about it.
    assert!(bed.queries.orphans().await.expect("looked").is_empty());
}

#[tokio::test]
async fn every_format_is_read_again() {
    let bed = Testbed::new().await;
    let rows = "SELECT * FROM (VALUES \
        (1, true, CAST(1.5 AS real), 2.5e0, DECIMAL '12.50', 'a', CAST('b' AS varchar(3)), X'0102', DATE '2020-01-15', \
         TIMESTAMP '2020-01-01 12:34:56.789', ARRAY[1, NULL], MAP(ARRAY['k'], ARRAY[7]), \
         CAST(ROW(1, 'x') AS ROW(f integer, g varchar))), \
        (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, TIMESTAMP '1969-12-31 23:59:58.500', NULL, NULL, NULL)) \
        v(i, flag, r, d, amount, word, short, raw, day, at, list, map, members)";
    let expected = [
        "1|true|1.5|2.5|12.50|a|b|01 02|2020-01-15|2020-01-01 12:34:56.789|[1, null]|{k=7}|{f=1, g=x}",
        "2|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|1969-12-31 23:59:58.500|NULL|NULL|NULL",
    ];
    for (n, properties) in [
        "format = 'PARQUET'",
        "format = 'PARQUET', write_compression = 'ZSTD', compression_level = 5",
        "format = 'PARQUET', parquet_compression = 'LZ4'",
        "format = 'ORC'",
        "format = 'ORC', orc_compression = 'SNAPPY'",
        "format = 'ORC', write_compression = 'LZ4'",
        "format = 'ORC', write_compression = 'ZSTD'",
        "format = 'AVRO'",
        "format = 'JSON'",
        "format = 'TEXTFILE'",
        "format = 'TEXTFILE', field_delimiter = ',', write_compression = 'SNAPPY'",
        "format = 'JSON', write_compression = 'BZIP2'",
        "format = 'JSON', write_compression = 'LZ4'",
        "format = 'TEXTFILE', write_compression = 'ZSTD'",
        "format = 'TEXTFILE', write_compression = 'NONE'",
    ]
    .into_iter()
    .enumerate()
    {
        let execution = bed.run(&format!("CREATE TABLE f{n} WITH ({properties}) AS {rows}")).await;
        assert_eq!(execution.failure, None, "{properties}");
        assert_eq!(bed.rows(&format!("SELECT * FROM f{n} ORDER BY i")).await.0, expected, "{properties}");
        bed.ddl(&format!("INSERT INTO f{n} SELECT * FROM f{n} WHERE i = 1")).await;
        let twice = [expected[0], expected[0], expected[1]];
        assert_eq!(bed.rows(&format!("SELECT * FROM f{n} ORDER BY i")).await.0, twice, "{properties}");
    }
}

#[tokio::test]
async fn partitions_are_registered_and_added_to() {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE TABLE p WITH (external_location = 's3://data/p/', partitioned_by = ARRAY['k', 'd']) AS \
         SELECT * FROM (VALUES (1, 'a/b', DATE '2020-01-01'), (2, NULL, DATE '2020-01-02'), \
         (3, 'a/b', DATE '2020-01-01')) v(x, k, d)",
    )
    .await;
    assert_eq!(
        bed.lines("SHOW PARTITIONS p").await,
        ["k=__HIVE_DEFAULT_PARTITION__/d=2020-01-02", "k=a%2Fb/d=2020-01-01"]
    );
    assert_eq!(keys(&bed, "data", "p/k=a%2Fb/d=2020-01-01/").await.len(), 1);
    bed.ddl("INSERT INTO p VALUES (4, 'a/b', DATE '2020-01-01'), (5, 'c', DATE '2020-01-03')").await;
    bed.ddl("INSERT INTO p (d, x) VALUES (DATE '2020-01-04', 6)").await;
    let all = bed.rows("SELECT x, k, d FROM p ORDER BY x").await.0;
    let expected = [
        "1|a/b|2020-01-01",
        "2|NULL|2020-01-02",
        "3|a/b|2020-01-01",
        "4|a/b|2020-01-01",
        "5|c|2020-01-03",
        "6|NULL|2020-01-04",
    ];
    assert_eq!(all, expected);
    assert_eq!(bed.lines("SHOW PARTITIONS p").await.len(), 4);
    for values in [["a/b", "2020-01-01"], ["c", "2020-01-03"]] {
        let partition = bed.catalog.partition("db", "p", &values.map(str::to_owned)).await.expect("made");
        let parameters = partition.parameters.expect("clients rely on them");
        assert!(parameters.contains_key("trino_query_id") && parameters.contains_key("trino_version"), "{values:?}");
    }
}

#[tokio::test]
async fn rows_inserted_into_text() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "id,name\n1,a\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (id int, name string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://data/t/' TBLPROPERTIES ('skip.header.line.count' = '1', 'write.compression' = 'NONE')",
    )
    .await;
    let execution = bed.run("INSERT INTO t VALUES (2, 'b'), (3, NULL)").await;
    let id = &execution.id;
    assert_eq!((execution.failure, execution.output_location), (None, format!("{RESULTS}/{id}")));
    assert!(bed.object(&format!("{RESULTS}/{id}")).await.is_none());
    assert!(bed.object(&format!("{RESULTS}/{id}.metadata")).await.is_some());
    let (manifest, _) = bed.object(&format!("{RESULTS}/{id}-manifest.csv")).await.expect("written");
    let (written, _) = bed.object(manifest.trim_end()).await.expect("written");
    assert_eq!(written, "id,name\n2,b\n3,\\N\n");
    assert_eq!(bed.rows("SELECT * FROM t ORDER BY id").await.0, ["1|a", "2|b", "3|NULL"]);
    let page = bed.queries.results(id, None, None).await.expect("a page");
    assert_eq!(page.update_count, Some(2));
    // No rows, no manifest.
    let none = bed.run("INSERT INTO t SELECT * FROM t WHERE false").await;
    assert_eq!((none.failure, none.statistics.manifest_location), (None, None));
    assert!(bed.object(&format!("{RESULTS}/{}.metadata", none.id)).await.is_some());
}

#[tokio::test]
async fn rows_unloaded() {
    let bed = Testbed::new().await;
    let sql = "UNLOAD (SELECT 1 AS a, 'x' AS k) TO 's3://data/u/' WITH (format = 'TEXTFILE', compression = 'NONE', \
               field_delimiter = '|', partitioned_by = ARRAY['k'])";
    let execution = bed.run(sql).await;
    assert_eq!(execution.failure, None);
    let files = keys(&bed, "data", "u/").await;
    assert!(matches!(&files[..], [file] if file.starts_with("u/k=x/20260917_")), "{files:?}");
    let (manifest, _) = bed.object(&format!("{RESULTS}/{}-manifest.csv", execution.id)).await.expect("written");
    assert_eq!(manifest, format!("s3://data/{}\n", files[0]));
    assert_eq!(failure(&bed, sql).await.reason, "HIVE_PATH_ALREADY_EXISTS: Output path s3://data/u/ is not empty");
    assert_eq!(keys(&bed, "data", "u/").await, files);
    // Clients read the list of the files even where there are none.
    for sql in [
        "UNLOAD (SELECT 1 AS a WHERE false) TO 's3://data/n/' WITH (format = 'PARQUET')",
        "CREATE TABLE n AS SELECT 1 AS a WHERE false",
    ] {
        let none = bed.run(sql).await;
        let manifest = none.statistics.manifest_location.expect("a manifest");
        assert_eq!(bed.object(&manifest).await.expect("written").0, "", "{sql}");
    }
}

const TAKEN: &str = "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.db.taken' already exists";
const ORDER: &str = "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same \
                 order as the table properties: [a]";
const MISMATCH: &str =
    "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [integer], Query: [varchar(1)]";
const MANY: &str = "CREATE TABLE m WITH (partitioned_by = ARRAY['p'], external_location = 's3://data/m/') AS \
                SELECT 1 AS a, x AS p FROM UNNEST(sequence(1, 101)) u(x)";

/// Statements, why they fail, and by which number.
const REFUSED: &[(&str, &str, u16)] = &[
    ("CREATE TABLE taken AS SELECT 1 AS a", TAKEN, 1110),
    ("CREATE TABLE nodb.t AS SELECT 1 AS a", "Database nodb not found. Please check your query", 1301),
    ("CREATE TABLE n (c) AS VALUES 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1", 1100),
    ("CREATE TABLE n AS SELECT 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1", 1100),
    ("CREATE TABLE n AS SELECT JSON '{}' AS j", "NOT_SUPPORTED: Unsupported Hive type: json", 1200),
    (
        "CREATE TABLE n WITH (foo = 1) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:22: Catalog 'awsdatacatalog' table property 'foo' does not exist",
        1103,
    ),
    (
        "CREATE TABLE n WITH (format = 3) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:22: Invalid value for catalog 'awsdatacatalog' table property 'format': Cannot \
             convert [3] to varchar",
        1103,
    ),
    (
        "CREATE TABLE n WITH (format = 'Csv') AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:22: Unable to set catalog 'awsdatacatalog' table property 'format' to ['Csv']: \
             Invalid value [Csv]. Valid values: [ORC, PARQUET, AVRO, JSON, TEXTFILE, ION]",
        1103,
    ),
    (
        "CREATE TABLE n WITH (format = 'ion') AS SELECT 1 AS a",
        "NOT_SUPPORTED: writing the format ION is not supported yet by boathouse",
        1200,
    ),
    (
        "UNLOAD (SELECT 1 AS a) TO 's3://data/n/' WITH (format = 'ion')",
        "INVALID_TABLE_PROPERTY: line 1:48: Unable to set catalog 'awsdatacatalog' table property 'format' to ['ion']: \
             Invalid value [ion]. Valid values: [ORC, PARQUET, AVRO, JSON, TEXTFILE]",
        1103,
    ),
    (
        "CREATE TABLE n WITH (format = NULL) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:22: Invalid null value for catalog 'awsdatacatalog' table property 'format' \
             from [null]",
        1103,
    ),
    (
        "CREATE TABLE n WITH (table_type = 'it''s') AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:22: Unable to set catalog 'awsdatacatalog' table property 'table_type' to \
             ['it''s']: Invalid value [it's]. Valid values: [HIVE, ICEBERG]",
        1103,
    ),
    (
        "CREATE TABLE n WITH (write_compression = 'ZSTD', compression_level = 3000000000) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:50: Invalid value for catalog 'awsdatacatalog' table property \
             'compression_level': Cannot convert [3000000000] to integer",
        1103,
    ),
    (
        "CREATE TABLE n WITH (partitioned_by = ARRAY['a', NULL]) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: line 1:22: Invalid value for catalog 'awsdatacatalog' table property \
             'partitioned_by': Cannot convert [ARRAY['a',null]] to array(varchar)",
        1103,
    ),
    (
        "CREATE TABLE n AS SELECT '' AS a",
        "GENERIC_INTERNAL_ERROR: Varchar length 0 out of allowed range [1, 65535]",
        200,
    ),
    (
        "CREATE TABLE n AS SELECT ARRAY[CAST('a' AS char(256))] AS a",
        "NOT_SUPPORTED: Unsupported Hive type: char(256). Supported CHAR types: CHAR(<=255)",
        1200,
    ),
    (
        "CREATE TABLE n AS SELECT CAST('a' AS varchar(65536)) AS a",
        "NOT_SUPPORTED: Unsupported Hive type: varchar(65536). Supported VARCHAR types: VARCHAR(<=65535), VARCHAR",
        1200,
    ),
    (
        "CREATE TABLE n WITH (parquet_compression = 'LZO') AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: Compression codec LZO not supported for PARQUET",
        1103,
    ),
    (
        "CREATE TABLE n WITH (field_delimiter = ',') AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: Cannot specify field_delimiter table property for storage format: PARQUET",
        1103,
    ),
    (
        "CREATE TABLE n WITH (table_type = 'ICEBERG') AS SELECT 1 AS a",
        "NOT_SUPPORTED: CREATE TABLE AS with table_type ICEBERG is not supported yet by boathouse",
        1200,
    ),
    ("CREATE TABLE n WITH (partitioned_by = ARRAY['a']) AS SELECT 1 AS a, 2 AS b", ORDER, 1000),
    (
        "CREATE TABLE n WITH (partitioned_by = ARRAY['z']) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: Partition columns [z] not present in schema",
        1103,
    ),
    (
        "CREATE TABLE n WITH (bucketed_by = ARRAY['a']) AS SELECT 1 AS a",
        "INVALID_TABLE_PROPERTY: bucketed_by and bucket_count must be specified together",
        1103,
    ),
    (
        "CREATE TABLE n WITH (external_location = 's3://data/full/') AS SELECT 1 AS a",
        "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'db.n' already exists: s3://data/full/",
        1000,
    ),
    (MANY, "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets", 1000),
    (
        "CREATE TABLE n WITH (external_location = 's3://data/n/') AS SELECT 1 / (x - 5) AS a \
             FROM UNNEST(sequence(1, 9)) u(x)",
        "DIVISION_BY_ZERO: Division by zero",
        1001,
    ),
    ("INSERT INTO taken VALUES 'a'", MISMATCH, 1002),
    ("INSERT INTO v VALUES 1", "NOT_SUPPORTED: line 1:1: Inserting into views is not supported", 1200),
    ("INSERT INTO b VALUES 1", "NOT_SUPPORTED: INSERT INTO is not supported for bucketed tables", 1200),
    (
        "INSERT INTO j VALUES 1",
        "HIVE_UNSUPPORTED_FORMAT: Output format org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat with \
          SerDe org.openx.data.jsonserde.JsonSerDe is not supported",
        1000,
    ),
    (
        "UNLOAD (SELECT 1 AS a) TO 's3://data/n/' WITH (compression = 'NONE')",
        "INVALID_TABLE_PROPERTY: The property 'format' is required for UNLOAD",
        1103,
    ),
    (
        "UNLOAD (SELECT 1 AS a) TO 's3://nobucket/n/' WITH (format = 'JSON')",
        "HIVE_FILESYSTEM_ERROR: Unable to write to s3://nobucket/n/: The specified bucket does not exist",
        1000,
    ),
];

#[tokio::test]
async fn refusals_leave_nothing() {
    let bed = Testbed::new().await;
    bed.put("full/a", "x").await;
    bed.ddl("CREATE TABLE taken AS SELECT 1 AS a").await;
    bed.ddl("CREATE VIEW v AS SELECT 1 AS a").await;
    bed.ddl("CREATE TABLE b WITH (bucketed_by = ARRAY['a'], bucket_count = 2) AS SELECT 1 AS a").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE j (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://data/j/'",
    )
    .await;
    for (sql, reason, error_type) in REFUSED {
        let failed = failure(&bed, sql).await;
        assert_eq!((failed.reason.as_str(), failed.error_type), (*reason, *error_type), "{sql}");
    }
    for name in ["n", "m"] {
        assert!(bed.catalog.table("db", name).await.is_err());
        assert!(keys(&bed, "data", &format!("{name}/")).await.is_empty(), "{name}");
    }
    let left = keys(&bed, "aws-athena-query-results-123456789012-us-east-1", "").await;
    // Of the two tables that were made: a file, a manifest and a companion each.
    assert!(left.iter().all(|key| key.starts_with("tables/") || key.ends_with(".txt")), "{left:?}");
    assert!(bed.queries.orphans().await.expect("looked").is_empty());
}

#[tokio::test]
async fn suffixes_are_athenas() {
    let bed = Testbed::new().await;
    let execution = bed.run("CREATE TABLE n AS SELECT JSON '{}' AS j").await;
    let expected = format!(
        "NOT_SUPPORTED: Unsupported Hive type: json. You may need to manually clean the data at location \
         '{RESULTS}/tables/{}' before retrying. Athena will not delete data in your account.",
        execution.id
    );
    assert_eq!(execution.failure.expect("failed").reason, expected);
    let execution = bed.run("INSERT INTO nowhere VALUES 1").await;
    let expected = format!(
        "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.db.nowhere' does not exist. If a data manifest file was \
         generated at '{RESULTS}/{}-manifest.csv', you may need to manually clean the data from locations specified in \
         the manifest. Athena will not delete data in your account.",
        execution.id
    );
    assert_eq!(execution.failure.expect("failed").reason, expected);
}

#[tokio::test]
async fn no_data_and_tables_that_are_there() {
    let bed = Testbed::new().await;
    for (sql, rows) in [
        ("CREATE TABLE t WITH (format = 'JSON') AS SELECT 1 AS a, 'b' AS b WITH NO DATA", 0),
        ("CREATE TABLE IF NOT EXISTS t AS SELECT 2 AS a, 'x' AS y", 0),
        ("CREATE TABLE IF NOT EXISTS u (c) AS SELECT 2 AS a", 1),
    ] {
        let execution = bed.run(sql).await;
        assert_eq!(execution.failure, None, "{sql}");
        let page = bed.queries.results(&execution.id, None, None).await.expect("a page");
        assert_eq!(page.update_count, Some(rows), "{sql}");
    }
    assert_eq!(bed.rows("SELECT a, b FROM t").await.0, [""; 0]);
    assert_eq!(bed.rows("SELECT c FROM u").await.0, ["2"]);
    assert_eq!(bed.rows("INSERT INTO u VALUES 3, 4").await.0, ["2"]);
}

/// Writes that are as they are when the process dies.
#[tokio::test]
async fn what_a_dead_process_left_is_known() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE TABLE t WITH (external_location = 's3://data/t/') AS SELECT 1 AS a").await;
    for (id, statement, phase) in
        [("c", "CREATE TABLE AS SELECT", ""), ("i", "INSERT", ""), ("e", "UNLOAD", "empty"), ("d", "INSERT", "done")]
    {
        bed.put(&format!("t/{id}"), "x").await;
        let write = store::Write {
            id: id.to_owned(),
            scope: bed.catalog.scope().to_owned(),
            statement: statement.to_owned(),
            target: "db.t".to_owned(),
            location: "s3://data/t/".to_owned(),
            started_ms: NOW_MS,
        };
        let state = bed.state.clone();
        state
            .write(move |connection| {
                store::begin(connection, &write)?;
                if phase != "empty" {
                    store::announce(connection, id, &[format!("s3://data/t/{id}"), format!("s3://data/t/{id}-not")])?;
                }
                if phase == "done" { store::publish(connection, id, &Wrote::default()).map(drop) } else { Ok(()) }
            })
            .await
            .expect("kept");
    }
    let again = Queries::new(bed.state.clone(), bed.lake.clone(), bed.catalog.clone(), QueryConfig::default());
    let again = again.expect("opened");
    again.take_back_inserts().await.expect("taken back");
    // The INSERT that was not done is gone, the one that was done stays, and so does what nobody reads.
    assert_eq!(keys(&bed, "data", "t/").await.iter().filter(|key| key.len() == 3).count(), 3);
    let orphans = again.orphans().await.expect("looked");
    let found: Vec<_> =
        orphans.iter().map(|it| (it.id.as_str(), it.objects[0].uri.as_str(), it.objects.len())).collect();
    assert_eq!(found, [("c", "s3://data/t/c", 1)]);
    assert_eq!(again.delete_orphan(&orphans[0]).await.expect("deleted"), 1);
    assert!(again.orphans().await.expect("looked").is_empty());
    assert!(!keys(&bed, "data", "t/").await.contains(&"t/c".to_owned()));
}

#[tokio::test]
async fn a_statement_that_is_stopped_leaves_nothing() {
    let bed = Testbed::new().await;
    let sql = "CREATE TABLE big WITH (external_location = 's3://data/big/', partitioned_by = ARRAY['p']) AS \
               SELECT a.x AS a, b.x AS b, a.x % 7 AS p FROM UNNEST(sequence(1, 9000)) a(x) \
               CROSS JOIN UNNEST(sequence(1, 9000)) b(x)";
    let id = bed.queries.start(Testbed::request(sql)).await.expect("started");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    bed.queries.stop(&id).await.expect("stopped");
    let execution = bed.queries.execution(&id).await.expect("kept");
    assert_eq!(execution.state, ExecutionState::Cancelled);
    assert!(keys(&bed, "data", "big/").await.is_empty());
    assert!(bed.catalog.table("db", "big").await.is_err());
    assert!(bed.queries.orphans().await.expect("looked").is_empty());
}
