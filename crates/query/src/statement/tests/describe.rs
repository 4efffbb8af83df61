//! DESCRIBE, to the blank.

use boathouse_catalog::{ColumnStatistics, ColumnStatisticsData as Data, DecimalNumber, Extremes, StatisticsOwner};

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
             location:s3://data/h, inputFormat:org.apache.hadoop.mapred.TextInputFormat, "
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
async fn columns_and_what_is_within_them() {
    let bed = Testbed::new().await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (n int COMMENT 'c', s struct<aa:int,b:array<map<string,struct<x:date>>>>) \
         PARTITIONED BY (p string COMMENT 'key') LOCATION 's3://data/t/'",
    )
    .await;
    let row = |name: &str, data_type: &str| format!("{name:<20}\t{data_type:<20}\t{:<20}", "from deserializer");
    let deep = "array<map<string,struct<x:date>>>";
    for (column, expected) in [
        ("n", vec![row("n", "int")]),
        ("N", vec![row("n", "int")]),
        ("s", vec![row("aa", "int"), row("b", deep)]),
        ("s.AA", vec![row("aa", "int")]),
        ("s.b", vec![row("b", deep)]),
        ("s.b.'$elem$'", vec![row("$elem$", "map<string,struct<x:date>>")]),
        ("s.b.'$elem$'.'$key$'", vec![row("$key$", "string")]),
        ("s.b.'$elem$'.'$value$'", vec![row("x", "date")]),
        ("p", vec![format!("{:<20}\t{:<20}\t{:<20}", "p", "string", "key")]),
    ] {
        assert_eq!(bed.lines(&format!("DESCRIBE t {column}")).await, expected, "{column}");
    }
    let failure = bed.failure("DESCRIBE t s.nope").await;
    assert!(failure.ends_with("MetaException(message:Invalid Field nope)"), "{failure}");
}

#[tokio::test]
async fn what_is_known_of_a_column() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int, s string, d decimal(5,2), w date) LOCATION 's3://data/t/'").await;
    let number = |unscaled: i16| DecimalNumber { unscaled: unscaled.to_be_bytes().to_vec(), scale: 2 };
    let known = [
        ("n", Data::Long { extremes: ends(-1, 7), nulls: 2, distinct_values: 3 }),
        ("s", Data::String { maximum_length: 9, average_length: 2.5, nulls: 0, distinct_values: 4 }),
        ("d", Data::Decimal { extremes: ends(number(-150), number(5)), nulls: 1, distinct_values: 2 }),
        ("w", Data::Date { extremes: ends(0, 86_400_000), nulls: 0, distinct_values: 2 }),
    ];
    let known = known.map(|(column, data)| ColumnStatistics {
        column: column.to_owned(),
        column_type: String::new(),
        analyzed_time_ms: 0,
        data,
    });
    let empty = bed.lines("DESCRIBE FORMATTED t n").await;
    bed.catalog.update_statistics("db", "t", StatisticsOwner::Table, known.to_vec()).await.expect("kept");
    let line = |cells: [&str; 11]| cells.map(|cell| format!("{cell:<20}")).join("\t");
    let told = "from deserializer";
    assert_eq!(empty[2], line(["n", "int", "", "", "", "", "", "", "", "", told]));
    let names = [
        "col_name",
        "data_type",
        "min",
        "max",
        "num_nulls",
        "distinct_count",
        "avg_col_len",
        "max_col_len",
        "num_trues",
        "num_falses",
        "comment",
    ];
    for (column, cells) in [
        ("n", ["n", "int", "-1", "7", "2", "3", "", "", "", "", told]),
        ("s", ["s", "string", "", "", "0", "4", "2.5", "9", "", "", told]),
        ("d", ["d", "decimal(5,2)", "-1.50", "0.05", "1", "2", "", "", "", "", told]),
        ("w", ["w", "date", "1970-01-01", "1970-01-02", "0", "2", "", "", "", "", told]),
    ] {
        let expected = [format!("# {}", line(names)), "\t ".repeat(10), line(cells)];
        assert_eq!(bed.lines(&format!("DESCRIBE FORMATTED t {column}")).await, expected, "{column}");
    }
    let execution = bed.run("DESCRIBE FORMATTED t n").await;
    let page = bed.queries.results(&execution.id, None, None).await.expect("a page");
    let found: Vec<_> = page.columns.expect("columns").into_iter().map(|column| column.name).collect();
    assert_eq!(found, names);
}

fn ends<T>(minimum: T, maximum: T) -> Extremes<T> {
    Extremes { minimum: Some(minimum), maximum: Some(maximum) }
}

#[tokio::test]
async fn failures() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p string) LOCATION 's3://data/t/'").await;
    for (sql, expected) in [
        ("DESCRIBE TABLE t", "FAILED: SemanticException [Error 10001]: Table not found table"),
        ("DESCRIBE EXTENDED nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("DESCRIBE FORMATTED nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("DESCRIBE t x", "FAILED: SemanticException [Error 10002]: Invalid column reference x"),
        ("DESCRIBE t PARTITION (p='x')", "FAILED: SemanticException [Error 10006]: Partition not found (p = 'x')"),
        (
            "DESCRIBE t n.m",
            "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. \
             MetaException(message:Unknown type for m)",
        ),
        (
            "DESCRIBE t p.m",
            "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. \
             MetaException(message:Unknown type for m)",
        ),
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
