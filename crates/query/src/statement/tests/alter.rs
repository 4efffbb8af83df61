//! ALTER TABLE by cases: what it leaves, and why it fails.

use crate::ExecutionState;
use crate::testbed::Testbed;

const TASK: &str = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ";

async fn bed() -> Testbed {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (a int, b string COMMENT 'the b') PARTITIONED BY (y int, m string) \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/t'",
    )
    .await;
    bed.ddl("CREATE EXTERNAL TABLE flat (a int) LOCATION 's3://data/flat/'").await;
    bed.ddl("CREATE VIEW v AS SELECT 1 n").await;
    bed
}

async fn columns(bed: &Testbed, table: &str) -> String {
    let table = bed.catalog.table("db", table).await.expect("there");
    let text = |c: &boathouse_catalog::Column| {
        format!("{}:{}:{}", c.name, c.data_type.as_deref().unwrap_or("-"), c.comment.as_deref().unwrap_or("-"))
    };
    table.columns().iter().map(text).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn columns_change() {
    let bed = bed().await;
    for (sql, expected) in [
        ("ALTER TABLE t ADD COLUMNS (c double COMMENT 'c')", "a:int:- b:string:the b c:double:c"),
        ("ALTER TABLE t CHANGE a A2 bigint FIRST", "a2:bigint:- b:string:the b c:double:c"),
        ("ALTER TABLE t CHANGE COLUMN b b2 varchar(3) AFTER c", "a2:bigint:- c:double:c b2:varchar(3):the b"),
        (
            "ALTER TABLE db.t CHANGE c c decimal(4,1) COMMENT 'new'",
            "a2:bigint:- c:decimal(4,1):new b2:varchar(3):the b",
        ),
        ("ALTER TABLE t REPLACE COLUMNS (`x y` int, z array<int>)", "x y:int:- z:array<int>:-"),
    ] {
        bed.ddl(sql).await;
        assert_eq!(columns(&bed, "t").await, expected, "{sql}");
    }
    let table = bed.catalog.table("db", "t").await.expect("there");
    assert_eq!(table.version_id, 5);
    assert!(table.parameters.contains_key("last_modified_time"));
}

#[tokio::test]
async fn a_partition_has_columns_of_its_own() {
    let bed = bed().await;
    bed.ddl("ALTER TABLE t ADD PARTITION (y=1, m='a')").await;
    bed.ddl("ALTER TABLE t PARTITION (y=1, m='a') ADD COLUMNS (c int)").await;
    assert_eq!(columns(&bed, "t").await, "a:int:- b:string:the b");
    let values = ["1".to_owned(), "a".to_owned()];
    let partition = bed.catalog.partition("db", "t", &values).await.expect("there");
    assert_eq!(partition.storage_descriptor.expect("described").columns.len(), 3);
}

#[tokio::test]
async fn partitions_come_and_go() {
    let bed = bed().await;
    bed.put("t/y=1/m=a/x.csv", "1,one\n").await;
    bed.put("elsewhere/x.csv", "2,two\n").await;
    bed.ddl(
        "ALTER TABLE t ADD PARTITION (y=1, m='a') PARTITION (m='b', y=1) LOCATION 's3://data/elsewhere/', \
         PARTITION (y=2, m='a/b')",
    )
    .await;
    assert_eq!(bed.lines("SHOW PARTITIONS t").await, ["y=1/m=a", "y=1/m=b", "y=2/m=a%2Fb"]);
    assert_eq!(bed.rows("SELECT b, m FROM t ORDER BY a").await.0, ["one|a", "two|b"]);
    let made = bed.catalog.partition("db", "t", &["2".to_owned(), "a/b".to_owned()]).await.expect("there");
    assert_eq!(made.location(), Some("s3://data/t/y=2/m=a%2Fb"));

    bed.ddl("ALTER TABLE t ADD IF NOT EXISTS PARTITION (y=1, m='a') PARTITION (y=10, m='z') PARTITION (y=10, m='z')")
        .await;
    bed.ddl("ALTER TABLE t PARTITION (y=1, m='b') RENAME TO PARTITION (y=3, m='c')").await;
    bed.ddl("ALTER TABLE t PARTITION (y=3, m='c') SET LOCATION 's3://data/t/y=1/m=a/'").await;
    assert_eq!(bed.rows("SELECT b, m FROM t ORDER BY m").await.0, ["one|a", "one|c"]);
    let mut partitions = bed.lines("SHOW PARTITIONS t").await;
    partitions.sort_unstable();
    assert_eq!(partitions, ["y=1/m=a", "y=10/m=z", "y=2/m=a%2Fb", "y=3/m=c"]);

    // Numbers are compared as numbers.
    bed.ddl("ALTER TABLE t DROP PARTITION (y > 2), PARTITION (y = 02)").await;
    assert_eq!(bed.lines("SHOW PARTITIONS t").await, ["y=1/m=a"]);
    bed.ddl("ALTER TABLE t DROP IF EXISTS PARTITION (y = 99)").await;
    bed.ddl("ALTER TABLE t DROP PARTITION (m <> 'x')").await;
    assert_eq!(bed.lines("SHOW PARTITIONS t").await, Vec::<String>::new());
    assert!(bed.object("s3://data/t/y=1/m=a/x.csv").await.is_some(), "the data stays");
}

#[tokio::test]
async fn properties_and_places() {
    let bed = bed().await;
    bed.ddl("ALTER TABLE flat SET TBLPROPERTIES ('a'='1', 'b'='2')").await;
    bed.ddl("ALTER TABLE flat SET TBLPROPERTIES ('b'='3')").await;
    bed.ddl("ALTER TABLE flat UNSET TBLPROPERTIES ('a')").await;
    bed.ddl("ALTER TABLE flat UNSET TBLPROPERTIES IF EXISTS ('a')").await;
    bed.ddl("ALTER TABLE flat SET LOCATION 's3://data/other/'").await;
    let table = bed.catalog.table("db", "flat").await.expect("there");
    assert_eq!(table.location(), Some("s3://data/other/"));
    assert_eq!(table.parameters.get("b").map(String::as_str), Some("3"));
    assert!(!table.parameters.contains_key("a"));
}

#[tokio::test]
async fn failures() {
    let bed = bed().await;
    bed.ddl("ALTER TABLE t ADD PARTITION (y=1, m='a')").await;
    for (sql, expected) in [
        (
            "ALTER TABLE nope ADD COLUMNS (c int)",
            "FAILED: SemanticException [Error 10001]: Table not found db.nope".to_owned(),
        ),
        ("ALTER TABLE t ADD COLUMNS (B int)", format!("{TASK}Duplicate column name: b")),
        ("ALTER TABLE t ADD COLUMNS (y int)", format!("{TASK}Duplicate column name: y")),
        ("ALTER TABLE t CHANGE nope x int", format!("{TASK}Invalid column reference nope")),
        ("ALTER TABLE t CHANGE a b int", format!("{TASK}Duplicate column name: b")),
        (
            "ALTER TABLE t ADD PARTITION (y=1, m='a')",
            format!("{TASK}AlreadyExistsException(message:Partition already exists.)"),
        ),
        (
            "ALTER TABLE t ADD PARTITION (y=7, m='a') PARTITION (y=1, m='a')",
            format!("{TASK}AlreadyExistsException(message:Partition already exists.)"),
        ),
        (
            "ALTER TABLE flat ADD PARTITION (p='a')",
            "FAILED: SemanticException table is not partitioned but partition spec exists: {p=a}".to_owned(),
        ),
        (
            "ALTER TABLE t ADD PARTITION (y=1)",
            "FAILED: SemanticException partition spec {y=1} doesn't contain all (2) partition columns".to_owned(),
        ),
        (
            "ALTER TABLE t ADD PARTITION (y=1, z='a')",
            "FAILED: SemanticException [Error 10098]: Non-Partition column appears in the partition specification: z"
                .to_owned(),
        ),
        (
            "ALTER TABLE t DROP PARTITION (y=5)",
            "FAILED: SemanticException [Error 10006]: Partition not found (y = '5')".to_owned(),
        ),
        (
            "ALTER TABLE t PARTITION (y=5, m='x') RENAME TO PARTITION (y=6, m='x')",
            "FAILED: SemanticException [Error 10006]: Partition not found (y = '5' AND m = 'x')".to_owned(),
        ),
        ("ALTER TABLE t RENAME TO u", format!("{TASK}Table cannot be renamed")),
        (
            "ALTER TABLE t DROP COLUMN a",
            "FAILED: ParseException line 1:19 mismatched input 'COLUMN' expecting PARTITION near 'DROP' in drop \
             partition statement"
                .to_owned(),
        ),
        (
            "ALTER TABLE v ADD COLUMNS (c int)",
            "FAILED: SemanticException [Error 10131]: To alter a view you need to use the ALTER VIEW command."
                .to_owned(),
        ),
        (
            "ALTER /* x */ TABLE t ADD COLUMNS (c int)",
            "FAILED: ParseException line 1:0 cannot recognize input near 'ALTER' '/' '*' in alter statement".to_owned(),
        ),
    ] {
        assert_eq!(bed.failure(sql).await, expected, "{sql}");
    }
    assert_eq!(bed.lines("SHOW PARTITIONS t").await, ["y=1/m=a"], "several partitions are made together or not at all");
}

#[tokio::test]
async fn what_no_iceberg_table_takes() {
    let bed = bed().await;
    bed.ddl("ALTER TABLE flat SET TBLPROPERTIES ('table_type'='ICEBERG')").await;
    for sql in [
        "ALTER TABLE flat ADD PARTITION (p=1)",
        "ALTER TABLE flat DROP PARTITION (p=1)",
        "ALTER TABLE flat SET LOCATION 's3://data/x/'",
        "ALTER TABLE flat REPLACE COLUMNS (a int)",
        "MSCK REPAIR TABLE flat",
    ] {
        let execution = bed.run(sql).await;
        let failure = execution.failure.clone().expect("refused");
        assert_eq!(failure.reason, "Query type not supported by Athena Iceberg at this time", "{sql}");
        assert_eq!((failure.category, failure.error_type), (2, 1200), "{sql}");
        assert!(bed.object(&execution.output_location).await.is_none(), "{sql}");
        let results = bed.queries.results(&execution.id, None, None).await;
        assert!(matches!(results, Err(crate::Error::ResultNotFound)), "{sql}: {results:?}");
    }
    let later = bed.failure("ALTER TABLE flat ADD COLUMNS (c int)").await;
    assert_eq!(later, "NOT_SUPPORTED: ALTER TABLE on an Iceberg table is not supported yet by boathouse");
}

#[tokio::test]
async fn what_hive_leaves_beside_added_columns() {
    let bed = bed().await;
    let execution = bed.run("ALTER TABLE t ADD COLUMNS (m2 int)").await;
    assert_eq!(execution.state, ExecutionState::Succeeded);
    let object = bed.object(&execution.output_location).await;
    assert_eq!(object, Some((String::new(), Some("application/octet-stream".to_owned()))));
    let (metadata, _) = bed.object(&format!("{}.metadata", execution.output_location)).await.expect("written");
    assert_eq!(metadata.len(), 38);
    let page = bed.queries.results(&execution.id, None, None).await.expect("a page");
    assert_eq!((page.columns, page.rows.len(), page.update_count), (Some(Vec::new()), 0, None));
}
