//! Rows added to partitions that are there, and to tables whose partitions are worked out.

use boathouse_catalog::PartitionInput;

use crate::testbed::Testbed;

const TABLE: &str = "CREATE EXTERNAL TABLE t (a int, b string) PARTITIONED BY (p string) \
                     ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/t/'";

/// Changes the storage of the partition `p=x`.
async fn change(bed: &Testbed, change: impl FnOnce(&mut boathouse_catalog::StorageDescriptor)) {
    let values = ["x".to_owned()];
    let partition = bed.catalog.partition("db", "t", &values).await.expect("there");
    let mut descriptor = partition.storage_descriptor.expect("described");
    change(&mut descriptor);
    let input = PartitionInput {
        values: values.to_vec(),
        storage_descriptor: Some(descriptor),
        parameters: partition.parameters,
        ..PartitionInput::default()
    };
    bed.catalog.update_partition("db", "t", &values, input).await.expect("changed");
}

#[tokio::test]
async fn rows_go_to_the_partitions_own_place() {
    let bed = Testbed::new().await;
    bed.ddl(TABLE).await;
    bed.ddl("ALTER TABLE t ADD PARTITION (p = 'x') LOCATION 's3://data/elsewhere/'").await;
    bed.ddl("INSERT INTO t VALUES (1, 'one', 'x'), (2, 'two', 'y')").await;
    let found = bed.rows("SELECT a, p, \"$path\" LIKE 's3://data/elsewhere/%' FROM t ORDER BY a").await.0;
    assert_eq!(found, ["1|x|true", "2|y|false"]);
}

#[tokio::test]
async fn partitions_that_are_not_as_their_table_are_refused() {
    for (what, expected) in [
        (
            "type",
            "HIVE_PARTITION_SCHEMA_MISMATCH: You are trying to write into an existing partition in a table. The table \
             schema has changed since the creation of the partition. Inserting rows into such partition is not \
             supported. The column 'a' in table 'db.t' is declared as type 'int', but partition 'p=x' declared column \
             'a' as type 'bigint'.",
        ),
        ("delimiter", "inserting into the partition [\"x\"], which has other SerDe properties than its table"),
        ("serde", "inserting into the partition [\"x\"], which has the SerDe"),
        ("bucket", "inserting into the partition [\"x\"], which lies in another bucket than its table"),
    ] {
        let bed = Testbed::new().await;
        bed.ddl(TABLE).await;
        bed.ddl("ALTER TABLE t ADD PARTITION (p = 'x')").await;
        change(&bed, |descriptor| {
            let serde = descriptor.serde_info.as_mut().expect("a SerDe");
            match what {
                "type" => descriptor.columns[0].data_type = Some("bigint".to_owned()),
                "delimiter" => {
                    serde.parameters.get_or_insert_default().insert("field.delim".to_owned(), "|".to_owned());
                }
                "serde" => {
                    serde.serialization_library = Some("org.apache.hadoop.hive.serde2.OpenCSVSerde".to_owned());
                }
                _ => descriptor.location = Some("s3://other/place/".to_owned()),
            }
        })
        .await;
        let execution = bed.run("INSERT INTO t VALUES (1, 'one', 'x')").await;
        let reason = execution.failure.unwrap_or_else(|| panic!("{what} did not fail")).reason;
        assert!(reason.contains(expected), "{what}: {reason}");
        // Nothing was written, and other partitions take rows.
        bed.ddl("INSERT INTO t VALUES (2, 'two', 'y')").await;
        assert_eq!(bed.rows("SELECT a FROM t WHERE p = 'y'").await.0, ["2"], "{what}");
    }
}

/// Athena has no way of its own to write into projected tables: rows lie below the table as Hive would have them, and
/// partitions are registered, which no query looks at.
#[tokio::test]
async fn tables_with_projected_partitions_are_written_as_others() {
    let bed = Testbed::new().await;
    let table = |name: &str, template: &str| {
        format!(
            "CREATE EXTERNAL TABLE {name} (a int) PARTITIONED BY (y int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
             LOCATION 's3://data/{name}/' TBLPROPERTIES ('projection.enabled' = 'true', \
             'projection.y.type' = 'integer', 'projection.y.range' = '1,3'{template})"
        )
    };
    bed.ddl(&table("plain", "")).await;
    bed.ddl("INSERT INTO plain VALUES (10, 1), (30, 3), (90, 9)").await;
    assert_eq!(bed.rows("SELECT a, y FROM plain ORDER BY a").await.0, ["10|1", "30|3"], "9 is beyond the range");
    assert_eq!(bed.lines("SHOW PARTITIONS plain").await, ["y=1", "y=3", "y=9"]);
    bed.ddl("INSERT INTO plain VALUES (11, 1)").await;
    assert_eq!(bed.rows("SELECT a FROM plain WHERE y = 1 ORDER BY a").await.0, ["10", "11"]);

    bed.ddl(&table("placed", ", 'storage.location.template' = 's3://data/years/${y}/'")).await;
    bed.ddl("INSERT INTO placed VALUES (20, 2)").await;
    assert_eq!(bed.rows("SELECT a FROM placed").await.0, [""; 0], "the template names another folder");
    assert_eq!(bed.lines("SHOW PARTITIONS placed").await, ["y=2"]);
    bed.ddl("ALTER TABLE placed SET TBLPROPERTIES ('projection.enabled' = 'false')").await;
    assert_eq!(bed.rows("SELECT a, y FROM placed").await.0, ["20|2"]);
}

#[tokio::test]
async fn the_catalogs_partitions_of_projected_tables_are_kept_and_not_read() {
    let bed = Testbed::new().await;
    bed.put("j/y=2/a.csv", "8\n").await;
    bed.put("j/y=7/a.csv", "9\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE j (n int) PARTITIONED BY (y int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://data/j/' TBLPROPERTIES ('projection.enabled' = 'true', 'projection.y.type' = 'integer', \
         'projection.y.range' = '1,3')",
    )
    .await;
    let none: [&str; 0] = [];
    assert_eq!(bed.lines("SHOW PARTITIONS j").await, none);
    let repaired = bed.lines("MSCK REPAIR TABLE j").await;
    assert_eq!(repaired.len(), 3, "{repaired:?}");
    assert_eq!(repaired[0], "Partitions not in metastore:\tj:y=2\tj:y=7");
    bed.ddl("ALTER TABLE j ADD PARTITION (y = 3) LOCATION 's3://data/j/y=7/'").await;
    assert_eq!(bed.lines("SHOW PARTITIONS j").await, ["y=2", "y=3", "y=7"]);
    assert_eq!(bed.rows("SELECT n, y FROM j").await.0, ["8|2"]);
    bed.ddl("ALTER TABLE j DROP PARTITION (y = 2)").await;
    assert_eq!(bed.rows("SELECT n, y FROM j").await.0, ["8|2"]);
}
