//! Bucketed tables: only the files of the buckets that a filter chooses are read.

use crate::testbed::Testbed;

const COLUMNS: &str = "(id bigint, name string)";

/// A bucketed table that Athena itself wrote: 8 files.
async fn written(bed: &Testbed, format: &str) {
    let made = bed
        .run(&format!(
            "CREATE TABLE t WITH (format = '{format}', bucketed_by = ARRAY['id'], bucket_count = 8, \
             external_location = 's3://data/t/') AS \
             SELECT CAST(n AS bigint) AS id, 'n' || CAST(n AS varchar) AS name FROM UNNEST(sequence(0, 799)) AS s (n)"
        ))
        .await;
    assert_eq!(made.failure, None);
}

#[tokio::test]
async fn filters_choose_the_files_of_their_buckets() {
    for format in ["TEXTFILE", "PARQUET", "ORC", "JSON"] {
        let bed = Testbed::new().await;
        written(&bed, format).await;
        let all = bed.rows("SELECT count(name) FROM t WHERE id >= 0").await.1;
        assert_eq!(all.files, 8, "{format}");
        for (condition, rows, files) in [
            ("id = 13", "1", 1),
            ("id IN (1, 9, 2)", "3", 2),
            ("13 = id AND name = 'n13'", "1", 1),
            ("id = 13 OR id = 14", "2", 2),
            ("id = 13 OR name = 'n14'", "2", 8),
            ("id = 5000", "0", 1),
            ("id = NULL", "0", 0),
            ("id BETWEEN 13 AND 14", "2", 8),
            ("\"$bucket\" = 3", "100", 1),
            ("\"$bucket\" = 3 AND id = 3", "1", 1),
            ("\"$bucket\" = 4 AND id = 3", "0", 0),
        ] {
            let (found, stats) = bed.rows(&format!("SELECT count(name) FROM t WHERE {condition}")).await;
            assert_eq!(found, [rows], "{format} {condition}");
            // Row groups and stripes of a file may be passed over too, but not more files be looked at.
            assert!(stats.files <= files, "{format} {condition}: {} files", stats.files);
            if format == "TEXTFILE" {
                assert_eq!(stats.files, files, "{condition}");
                let most = all.scanned_bytes * files / 8 * 3 / 2;
                assert!(stats.scanned_bytes <= most, "{condition}: {} of {}", stats.scanned_bytes, all.scanned_bytes);
            }
        }
        let buckets = bed.rows("SELECT DISTINCT \"$bucket\" = id % 8, typeof(\"$bucket\") FROM t").await.0;
        assert_eq!(buckets, ["true|integer"], "{format}");
    }
}

#[tokio::test]
async fn files_that_prove_nothing_are_all_read() {
    let bed = Testbed::new().await;
    let table = |name: &str, buckets: &str, properties: &str| {
        format!(
            "CREATE EXTERNAL TABLE {name} {COLUMNS} CLUSTERED BY (id) INTO {buckets} BUCKETS \
             ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/{name}/' {properties}"
        )
    };
    for (name, files, buckets, properties, expected) in [
        // Rows lie where no hash puts them, so that reading fewer files than all is seen.
        ("three", vec!["a", "b", "c"], "2", "", 3),
        ("beyond", vec!["000000_0", "000002_0"], "2", "", 2),
        ("second", vec!["000000_0", "000001_0"], "2", "TBLPROPERTIES ('bucketing_version' = '2')", 2),
        ("spark", vec!["part-0", "part-1"], "2", "TBLPROPERTIES ('bucketing_format' = 'spark')", 2),
        ("proven", vec!["000000_0", "000001_0"], "2", "", 1),
        ("in_order", vec!["a", "b"], "2", "", 1),
    ] {
        for (number, file) in files.iter().enumerate() {
            bed.put(&format!("{name}/{file}"), format!("{number},x\n")).await;
        }
        bed.ddl(&table(name, buckets, properties)).await;
        let (rows, stats) = bed.rows(&format!("SELECT count(*) FROM {name} WHERE id = 1")).await;
        assert_eq!((rows, stats.files), (vec!["1".to_owned()], expected), "{name}");
    }
    let found = bed.failure("SELECT \"$bucket\" FROM three").await;
    let expected = "HIVE_INVALID_BUCKET_FILES: Hive table 'db.three' is corrupt. File 'a' does not match the standard \
                    naming pattern, and the number of files in the directory (3) does not match the declared bucket \
                    count (2) for partition: <UNPARTITIONED>";
    assert!(found.starts_with(expected), "{found}");
}

#[tokio::test]
async fn spark_deals_by_its_own_hash() {
    let bed = Testbed::new().await;
    for (number, text) in [(1, "1,a\n"), (0, "0,b\n")] {
        bed.put(&format!("s/part-00000-1f_0000{number}.c000.csv"), text).await;
    }
    bed.ddl(&format!(
        "CREATE EXTERNAL TABLE s {COLUMNS} CLUSTERED BY (id) INTO 2 BUCKETS ROW FORMAT DELIMITED \
         FIELDS TERMINATED BY ',' LOCATION 's3://data/s/' TBLPROPERTIES ('bucketing_format' = 'spark')"
    ))
    .await;
    // Spark's hash of the bigint 1 is odd: -1712319331.
    let (rows, stats) = bed.rows("SELECT name FROM s WHERE id = 1").await;
    assert_eq!((rows, stats.files), (vec!["a".to_owned()], 1));
}

#[tokio::test]
async fn partitions_without_buckets_are_read_whole() {
    let bed = Testbed::new().await;
    let made = bed
        .run(
            "CREATE TABLE t WITH (format = 'TEXTFILE', bucketed_by = ARRAY['id'], bucket_count = 4, \
             partitioned_by = ARRAY['p'], external_location = 's3://data/t/') AS \
             SELECT CAST(n AS bigint) AS id, n / 100 AS p FROM UNNEST(sequence(0, 199)) AS s (n)",
        )
        .await;
    assert_eq!(made.failure, None);
    assert_eq!(bed.rows("SELECT count(*) FROM t WHERE id = 7").await.1.files, 2);
    assert_eq!(bed.rows("SELECT count(*) FROM t WHERE id = 7 AND p = 0").await.1.files, 1);
    let mut partition = bed.catalog.partition("db", "t", &["1".to_owned()]).await.expect("there");
    let mut descriptor = partition.storage_descriptor.take().expect("described");
    (descriptor.bucket_columns, descriptor.number_of_buckets) = (Some(vec![]), Some(-1));
    let input = boathouse_catalog::PartitionInput {
        values: vec!["1".to_owned()],
        storage_descriptor: Some(descriptor),
        ..Default::default()
    };
    bed.catalog.update_partition("db", "t", &["1".to_owned()], input).await.expect("changed");
    assert_eq!(bed.rows("SELECT count(*) FROM t WHERE id = 107").await.1.files, 5);
}
