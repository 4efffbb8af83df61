//! MSCK REPAIR TABLE over folders as people leave them.

use crate::testbed::Testbed;

#[tokio::test]
async fn folders_become_partitions() {
    let bed = Testbed::new().await;
    let table = "CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p string) LOCATION 's3://data/t/'";
    bed.ddl(table).await;
    assert_eq!(bed.lines("MSCK REPAIR TABLE t").await, ["Tables missing on filesystem:\tt"]);
    for key in ["t/p=a/x.csv", "t/P=b/x.csv", "t/p=c:1/x.csv", "t/plain/x.csv", "t/q=1/x.csv", "t/p=%C3%A9%2F1/x.csv"] {
        bed.put(key, "1\n").await;
    }
    assert_eq!(
        bed.lines("MSCK REPAIR TABLE db.t").await,
        [
            "Partitions not in metastore:\tt:p=é%2F1\tt:p=a",
            "Repair: Added partition to metastore t:p=é%2F1",
            "Repair: Added partition to metastore t:p=a",
        ]
    );
    assert_eq!(bed.lines("SHOW PARTITIONS t").await, ["p=a", "p=é%2F1"]);
    assert_eq!(bed.lines("MSCK REPAIR TABLE t").await, Vec::<String>::new());
    bed.lake.delete("data", "t/p=a/x.csv").await.expect("deleted");
    assert_eq!(bed.lines("MSCK REPAIR TABLE t").await, ["Partitions missing from filesystem:\tt:p=a"]);
    assert_eq!(bed.lines("SHOW PARTITIONS t").await.len(), 2, "none is taken away");
}

#[tokio::test]
async fn every_key_has_a_folder() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (y int, m int) LOCATION 's3://data/t'").await;
    for key in ["t/y=1/m=1/x.csv", "t/y=1/m=2/x.csv", "t/y=2/x.csv", "t/m=3/y=3/x.csv", "t/y=4/m=4/deeper/x.csv"] {
        bed.put(key, "7\n").await;
    }
    bed.ddl("ALTER TABLE t ADD PARTITION (y=1, m=2)").await;
    bed.ddl("MSCK REPAIR TABLE t").await;
    assert_eq!(bed.lines("SHOW PARTITIONS t").await, ["y=1/m=1", "y=1/m=2", "y=4/m=4"]);
    assert_eq!(bed.rows("SELECT sum(n), count(*) FROM t").await.0, ["21|3"]);
}

#[tokio::test]
async fn other_tables() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE flat (n int) LOCATION 's3://data/flat/'").await;
    bed.ddl("CREATE EXTERNAL TABLE far (n int) LOCATION 's3://nowhere/x/'").await;
    bed.ddl("CREATE VIEW v AS SELECT 1 n").await;
    bed.put("flat/x.csv", "1\n").await;
    for (table, lines) in [
        ("flat", vec![]),
        ("nope", vec!["Tables not in metastore:\tnope"]),
        ("far", vec!["Tables missing on filesystem:\tfar"]),
    ] {
        assert_eq!(bed.lines(&format!("MSCK REPAIR TABLE {table}")).await, lines, "{table}");
    }
    let failure = bed.run("MSCK REPAIR TABLE v").await.failure.expect("failed");
    assert!(failure.reason.ends_with("DDLTask. Can not create a Path from an empty string"), "{}", failure.reason);
    assert_eq!((failure.category, failure.error_type), (2, 1100));
    let comment = bed.failure("MSCK REPAIR /* c */ TABLE flat").await;
    assert_eq!(comment, "FAILED: ParseException line 1:12 missing EOF at '/' near 'REPAIR'");
    let execution = bed.run("MSCK REPAIR TABLE nope").await;
    let (text, content_type) = bed.object(&execution.output_location).await.expect("written");
    assert_eq!(
        (text.as_str(), content_type.as_deref()),
        ("Tables not in metastore:\tnope", Some("application/octet-stream"))
    );
}
