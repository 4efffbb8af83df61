//! `$path` and the other columns that tell of a row's file.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};

use crate::testbed::Testbed;

async fn csv(bed: &Testbed) {
    for (key, text) in [("t/a.csv", "1\n2\n"), ("t/b.csv", "3\n"), ("t/deep/c.csv", "4\n5\n6\n")] {
        bed.put(key, text).await;
    }
    bed.ddl("CREATE EXTERNAL TABLE t (n int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/t/'")
        .await;
}

#[tokio::test]
async fn columns_of_files_are_there_and_hidden() {
    let bed = Testbed::new().await;
    csv(&bed).await;
    for (sql, expected) in [
        ("SELECT \"$path\", \"$file_size\" FROM t WHERE n = 3", "s3://data/t/b.csv|2"),
        ("SELECT * FROM t WHERE n = 1", "1"),
        (
            "SELECT typeof(\"$path\"), typeof(\"$file_size\"), typeof(\"$file_modified_time\") FROM t WHERE n = 1",
            "varchar|bigint|timestamp(3) with time zone",
        ),
        (
            "SELECT \"$path\", count(*) FROM t GROUP BY 1 ORDER BY 1",
            "s3://data/t/a.csv|2 s3://data/t/b.csv|1 s3://data/t/deep/c.csv|3",
        ),
        ("SELECT sum(a.n) FROM t a JOIN t b ON a.\"$path\" = b.\"$path\" WHERE b.n = 4", "15"),
        ("SELECT n FROM t WHERE \"$path\" = (SELECT max(\"$path\") FROM t) ORDER BY n", "4 5 6"),
        ("SELECT count(*) FROM (SELECT \"$path\" p FROM t) WHERE p LIKE '%/a.csv'", "2"),
        ("SELECT count(*) FROM t WHERE \"$file_size\" > 2", "5"),
        ("SELECT count(*) FROM t WHERE \"$file_modified_time\" > timestamp '2020-01-01 00:00:00 UTC'", "6"),
        ("SELECT count(*) FROM t WHERE \"$file_modified_time\" < timestamp '2020-01-01 00:00:00 UTC'", "0"),
        ("SELECT count(*) FROM t WHERE \"$path\" LIKE '%b.csv' OR n = 1", "2"),
        ("SELECT count(DISTINCT \"$path\") FROM t", "3"),
    ] {
        assert_eq!(bed.rows(sql).await.0.join(" "), expected, "{sql}");
    }
    bed.ddl("CREATE VIEW v AS SELECT n, \"$path\" AS file FROM t").await;
    assert_eq!(bed.rows("SELECT file FROM v WHERE n = 6").await.0, ["s3://data/t/deep/c.csv"]);
    bed.run(
        "CREATE TABLE made WITH (external_location = 's3://data/made/') AS SELECT n, \"$file_size\" AS size FROM t",
    )
    .await;
    assert_eq!(bed.rows("SELECT n, size FROM made WHERE n = 4").await.0, ["4|6"]);
    for (sql, expected) in [
        ("SELECT \"$partition\" FROM t", "Column '$partition' cannot be resolved"),
        ("SELECT \"$bucket\" FROM t", "Column '$bucket' cannot be resolved"),
        ("SELECT \"$path\" FROM v", "Column '$path' cannot be resolved"),
        ("SELECT * FROM (SELECT * FROM t) WHERE \"$path\" = ''", "Column '$path' cannot be resolved"),
    ] {
        let found = bed.failure(sql).await;
        assert!(found.contains(expected), "{sql}: {found}");
    }
    for sql in ["DESCRIBE t", "SHOW COLUMNS IN t"] {
        let lines = bed.lines(sql).await;
        assert!(lines.len() == 1 && !lines[0].contains('$'), "{sql}: {lines:?}");
    }
    let listed = bed.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 't'").await.0;
    assert_eq!(listed, ["n"]);
}

#[tokio::test]
async fn a_column_of_that_name_is_the_tables_own() {
    let bed = Testbed::new().await;
    bed.put("own/a.csv", "x\n").await;
    bed.ddl("CREATE EXTERNAL TABLE own (`$path` string) LOCATION 's3://data/own/'").await;
    assert_eq!(bed.rows("SELECT *, \"$path\" FROM own").await.0, ["x|x"]);
}

#[tokio::test]
async fn filters_on_files_decide_which_are_opened() {
    let bed = Testbed::new().await;
    csv(&bed).await;
    for (condition, rows, files, bytes) in [
        ("true", "6", 3, 12),
        ("\"$path\" = 's3://data/t/b.csv'", "1", 1, 2),
        ("\"$path\" IN ('s3://data/t/b.csv', 's3://data/t/a.csv')", "3", 2, 6),
        ("\"$path\" LIKE '%/deep/%' AND n > 4", "2", 1, 6),
        ("\"$file_size\" < 5", "3", 2, 6),
        ("NOT (\"$path\" LIKE '%/deep/%')", "3", 2, 6),
        ("\"$path\" <= 's3://data/t/b' OR \"$file_size\" = 2", "3", 2, 6),
        ("\"$path\" IS NULL", "0", 0, 0),
        ("\"$path\" = 's3://data/t/b.csv' OR n = 4", "2", 3, 12),
    ] {
        let (found, stats) = bed.rows(&format!("SELECT count(*) FROM t WHERE {condition}")).await;
        assert_eq!((found, stats.files, stats.scanned_bytes), (vec![rows.to_owned()], files, bytes), "{condition}");
    }
}

#[tokio::test]
async fn partitions_have_names() {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE p (n int) PARTITIONED BY (dt string, h int) \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/p/'",
    )
    .await;
    for (dt, h) in [("2024-01-01", 1), ("2024-01-01", 2), ("a b/c", 1)] {
        let folder = format!("p/{}/{h}/", dt.replace('/', "-"));
        bed.put(&format!("{folder}x.csv"), format!("{h}\n")).await;
        bed.ddl(&format!("ALTER TABLE p ADD PARTITION (dt = '{dt}', h = {h}) LOCATION 's3://data/{folder}'")).await;
    }
    let (rows, _) = bed.rows("SELECT \"$partition\", n FROM p ORDER BY 1").await;
    assert_eq!(rows, ["dt=2024-01-01/h=1|1", "dt=2024-01-01/h=2|2", "dt=a b%2Fc/h=1|1"]);
    for (condition, rows, lists) in [
        ("\"$partition\" = 'dt=2024-01-01/h=2'", "1", 1),
        ("\"$partition\" LIKE 'dt=2024%'", "2", 2),
        ("\"$partition\" LIKE 'dt=2024%' AND h = 1", "1", 1),
        ("\"$partition\" = concat('dt=', dt, '/h=1')", "1", 1),
        ("\"$path\" LIKE '%/2/x.csv'", "1", 3),
    ] {
        let (found, stats) = bed.rows(&format!("SELECT count(*) FROM p WHERE {condition}")).await;
        assert_eq!((found, stats.requests.list_requests), (vec![rows.to_owned()], lists), "{condition}");
    }
}

#[tokio::test]
async fn columns_of_files_alone_cost_footers_of_parquet() {
    let bed = Testbed::new().await;
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values((0..50_000).map(|i| i * 7919 % 50_021)));
    let batch = RecordBatch::try_from_iter([("id", ids)]).expect("valid");
    for name in ["a", "b"] {
        bed.put_parquet(&format!("q/{name}.parquet"), &batch).await;
    }
    bed.ddl("CREATE EXTERNAL TABLE q (id bigint) STORED AS PARQUET LOCATION 's3://data/q/'").await;
    let whole = bed.rows("SELECT sum(id) FROM q").await.1.scanned_bytes;
    let (rows, again) = bed.rows("SELECT \"$path\", count(*) FROM q GROUP BY 1 ORDER BY 1").await;
    assert_eq!(rows, ["s3://data/q/a.parquet|50000", "s3://data/q/b.parquet|50000"]);
    assert_eq!((again.requests.get_requests, again.scanned_bytes > 0), (0, true), "the footers are known");
    assert!(again.scanned_bytes * 100 < whole, "{} of {whole}", again.scanned_bytes);
    let other = Testbed::new().await;
    other.put_parquet("q/a.parquet", &batch).await;
    other.put_parquet("q/b.parquet", &batch).await;
    other.ddl("CREATE EXTERNAL TABLE q (id bigint) STORED AS PARQUET LOCATION 's3://data/q/'").await;
    let (rows, first) =
        other.rows("SELECT \"$file_size\" > 0, count(*) FROM q WHERE \"$path\" LIKE '%a.parquet' GROUP BY 1").await;
    assert_eq!(rows, ["true|50000"]);
    assert!((1..40_000).contains(&first.scanned_bytes), "{}", first.scanned_bytes);
}

#[tokio::test]
async fn every_format_tells_its_files() {
    let bed = Testbed::new().await;
    for format in ["PARQUET", "ORC", "AVRO", "JSON", "TEXTFILE"] {
        let table = format!("f_{}", format.to_lowercase());
        let made = bed
            .run(&format!(
                "CREATE TABLE {table} WITH (format = '{format}', external_location = 's3://data/{table}/') AS \
                 SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, s)"
            ))
            .await;
        assert_eq!(made.failure, None, "{format}");
        for sql in [
            format!("SELECT count(*) FROM {table} WHERE \"$path\" LIKE 's3://data/{table}/%' AND n > 0"),
            format!("SELECT count(\"$path\") FROM {table}"),
            format!("SELECT count(*) FROM {table} WHERE \"$file_size\" > 0"),
            format!("SELECT sum(n) - 1 FROM {table} WHERE \"$path\" <> '' AND s <> ''"),
        ] {
            assert_eq!(bed.rows(&sql).await.0, ["2"], "{sql}");
        }
    }
}

#[tokio::test]
async fn links_and_projected_partitions_tell_the_data_files() {
    let bed = Testbed::new().await;
    bed.put("real/one.csv", "7\n").await;
    bed.put("links/manifest", "s3://data/real/one.csv\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE l (n int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat' \
         OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat' LOCATION 's3://data/links/'",
    )
    .await;
    assert_eq!(bed.rows("SELECT n, \"$path\" FROM l").await.0, ["7|s3://data/real/one.csv"]);
    bed.put("j/y=2/a.csv", "8\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE j (n int) PARTITIONED BY (y int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://data/j/' TBLPROPERTIES ('projection.enabled' = 'true', 'projection.y.type' = 'integer', \
         'projection.y.range' = '1,3')",
    )
    .await;
    let found = bed.rows("SELECT n, \"$path\", \"$partition\" FROM j WHERE \"$partition\" <> 'y=3'").await.0;
    assert_eq!(found, ["8|s3://data/j/y=2/a.csv|y=2"]);
}
