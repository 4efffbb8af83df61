//! DESCRIBE, to the blank.

use crate::testbed::Testbed;

#[tokio::test]
async fn a_partitioned_table() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p string) LOCATION 's3://data/t/'").await;
    let execution = bed.run("DESCRIBE t").await;
    let (text, _) = bed.object(&execution.output_location).await.expect("written");
    let blanks = " ".repeat(20);
    let row = |name: &str, data_type: &str| format!("{name:<20}\t{data_type:<20}\t{blanks}");
    let expected = [
        row("n", "int"),
        row("p", "string"),
        "\t \t ".to_owned(),
        "# Partition Information\t \t ".to_owned(),
        "# col_name            \tdata_type           \tcomment             ".to_owned(),
        "\t \t ".to_owned(),
        row("p", "string"),
    ];
    assert_eq!(text, expected.join("\n"));
    assert_eq!(text.len(), 291);
    assert_eq!(bed.lines("DESC db.t").await, expected);
    assert_eq!(bed.lines("DESCRIBE t p").await, [row("p", "string")]);
    let embedded = bed.rows("DESCRIBE t").await.0;
    assert_eq!(embedded[..2], ["n|int|", "p|string|"]);
}

#[tokio::test]
async fn comments_end_at_a_tab_and_long_cells_stay() {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (a int COMMENT 'one\\ttwo', s struct<aa:int,b:map<string,decimal(10,2)>>) \
         LOCATION 's3://data/t/'",
    )
    .await;
    let blanks = " ".repeat(20);
    assert_eq!(
        bed.lines("DESCRIBE t").await,
        [
            format!("{:<20}\t{:<20}\t{:<20}", "a", "int", "one"),
            format!("{:<20}\tstruct<aa:int,b:map<string,decimal(10,2)>>\t{blanks}", "s")
        ]
    );
}

#[tokio::test]
async fn everything_about_a_table() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE h (n int) PARTITIONED BY (p string) LOCATION 's3://data/h/'").await;
    bed.ddl("ALTER TABLE h ADD PARTITION (p='a')").await;
    let lines = bed.lines("DESCRIBE EXTENDED h").await;
    assert_eq!(lines.len(), 9);
    assert_eq!(lines[7], "\t \t ");
    let text = &lines[8];
    assert!(
        text.starts_with(
            "Detailed Table Information\tTable(tableName:h, dbName:db, owner:hadoop, createTime:1789635316, \
             lastAccessTime:0, retention:0, sd:StorageDescriptor(cols:[FieldSchema(name:n, type:int, comment:null)], \
             location:s3://data/h/, inputFormat:org.apache.hadoop.mapred.TextInputFormat, "
        ),
        "{text}"
    );
    assert!(
        text.contains("bucketCols:[], sortCols:[], parameters:{}, skewedInfo:SkewedInfo(")
            && text.ends_with("viewOriginalText:null, viewExpandedText:null, tableType:EXTERNAL_TABLE)\t"),
        "{text}"
    );
    let partition = bed.lines("DESCRIBE EXTENDED h PARTITION (p='a')").await;
    assert!(partition[8].starts_with("Detailed Partition Information\tPartition(values:[a], dbName:db, tableName:h, "));

    let formatted = bed.lines("DESCRIBE FORMATTED h").await;
    let entry = |label: &str, value: &str| format!("{label:<20}\t{value:<20}\t ");
    assert_eq!(formatted[0], "# col_name            \tdata_type           \tcomment             ");
    for line in [
        "# Detailed Table Information\t \t ".to_owned(),
        entry("Database:", "db"),
        entry("Owner:", "hadoop"),
        entry("CreateTime:", "Thu Sep 17 08:55:16 UTC 2026"),
        entry("LastAccessTime:", "UNKNOWN"),
        entry("Table Type:", "EXTERNAL_TABLE"),
        format!("\t{:<20}\t{:<20}", "EXTERNAL", "TRUE"),
        "# Storage Information\t \t ".to_owned(),
        entry("Compressed:", "No"),
        entry("Num Buckets:", "-1"),
        entry("Bucket Columns:", "[]"),
    ] {
        assert!(formatted.contains(&line), "{line}\n{formatted:#?}");
    }
    let partition = bed.lines("DESCRIBE FORMATTED h PARTITION (p='a')").await;
    assert!(partition.contains(&entry("Partition Value:", "[a]")), "{partition:#?}");
}

#[tokio::test]
async fn failures() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p string) LOCATION 's3://data/t/'").await;
    for (sql, expected) in [
        ("DESCRIBE EXTENDED nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("DESCRIBE FORMATTED nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("DESCRIBE t x", "FAILED: SemanticException [Error 10002]: Invalid column reference x"),
        ("DESCRIBE t PARTITION (p='x')", "FAILED: SemanticException [Error 10006]: Partition not found (p = 'x')"),
        ("DESCRIBE t n.m", "NOT_SUPPORTED: DESCRIBE of a nested column is not supported yet by boathouse"),
        (
            "DESCRIBE /* c */ t",
            "FAILED: ParseException line 1:9 cannot recognize input near 'DESCRIBE' '/' '*' in describe statement",
        ),
    ] {
        assert_eq!(bed.failure(sql).await, expected, "{sql}");
    }
    let failure = bed.run("DESCRIBE EXTENDED nope").await.failure.expect("failed");
    assert_eq!((failure.category, failure.error_type), (2, 1006));
}
