use super::figures::{bytes, duration};
use crate::ExecutionState;
use crate::testbed::Testbed;

async fn bed() -> Testbed {
    let bed = Testbed::new().await;
    bed.put("t/p=1/a.csv", "1,one\n2,two\n").await;
    bed.put("t/p=2/a.csv", "3,three\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (i int, s string) PARTITIONED BY (p int)
         ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/t/'",
    )
    .await;
    bed.ddl("MSCK REPAIR TABLE t").await;
    bed
}

#[test]
fn numbers_as_trino_writes_them() {
    for (nanos, text) in [(0, "0.00ns"), (999, "999.00ns"), (24_600_000, "24.60ms"), (90_000_000_000, "1.50m")] {
        assert_eq!(duration(nanos), text);
    }
    for (size, text) in [(None, "?"), (Some(5), "5B"), (Some(1516), "1.48kB"), (Some(2 << 20), "2MB")] {
        assert_eq!(bytes(size), text);
    }
}

#[tokio::test]
async fn golden_texts() {
    let bed = bed().await;
    for (sql, expected) in [
        (
            "EXPLAIN SELECT 1",
            "Query Plan\nFragment 0 [SINGLE]\n    Output layout: [column#1]\n    Output partitioning: SINGLE []\n    \
             - Output[columnNames = [_col0]]\n            Layout: [column#1:integer]\n            \
             Estimates: {rows: 1 (4B), cpu: ?, memory: ?, network: ?}\n            _col0 := column#1\n        \
             - Values[]\n                Layout: [column#1:integer]\n                \
             Estimates: {rows: 1 (4B), cpu: ?, memory: ?, network: ?}\n                (1)\n\n\n",
        ),
        ("EXPLAIN (TYPE VALIDATE) SELECT 1", "Valid\ntrue\n"),
        ("EXPLAIN CREATE VIEW v AS SELECT 1 x", "Query Plan\nCREATE VIEW\n"),
        (
            "EXPLAIN (TYPE LOGICAL, FORMAT GRAPHVIZ) SELECT 1 AS x",
            "Query Plan\ndigraph logical_plan {\nsubgraph cluster_graphviz_plan {\nlabel = \"SINGLE\"\n\
             plannode_1[label=\"{Output|columnNames = [x]\\nx := x#1}\", style=\"rounded, filled\", shape=record, \
             fillcolor=white];\nplannode_2[label=\"{Values|(Int32(1))}\", style=\"rounded, filled\", shape=record, \
             fillcolor=gray];\n}\nplannode_1 -> plannode_2;\n}\n\n",
        ),
    ] {
        assert_eq!(bed.lines(sql).await.join("\n"), expected, "{sql}");
    }
}

#[tokio::test]
async fn results_as_athena_keeps_them() {
    let bed = bed().await;
    for (sql, empty, content) in [
        ("EXPLAIN SELECT i FROM t WHERE p = 1 ORDER BY i", 3, "- TableScan[table = awsdatacatalog:db:t"),
        ("EXPLAIN (TYPE LOGICAL) SELECT count(*) FROM t", 3, "- Aggregate[keys = []]"),
        ("EXPLAIN (FORMAT JSON) SELECT * FROM t", 1, "\"table\" : \"awsdatacatalog:db:t\""),
        ("EXPLAIN (TYPE IO, FORMAT JSON) SELECT * FROM t WHERE p = 1", 1, "\"columnName\" : \"p\""),
        ("EXPLAIN (FORMAT GRAPHVIZ) SELECT * FROM t", 2, "digraph logical_plan {"),
        ("EXPLAIN INSERT INTO t SELECT 9, 'nine', 3", 3, "- TableWriter[target = awsdatacatalog:db:t]"),
        ("EXPLAIN ANALYZE SELECT * FROM t", 3, "Output: 3 rows"),
        ("EXPLAIN ANALYZE VERBOSE SELECT * FROM t WHERE i > 1", 3, "'output_rows' = "),
        ("EXPLAIN ANALYZE (FORMAT JSON) SELECT * FROM t", 1, "\"outputRows\" : 3"),
    ] {
        let execution = bed.run(sql).await;
        assert_eq!(execution.failure, None, "{sql}");
        let scanned = if sql.contains("ANALYZE") { 20 } else { 0 };
        assert_eq!(execution.statistics.scanned_bytes, scanned, "{sql}");
        let billed = crate::workgroups::billed(&execution, &crate::QueryConfig::default().price);
        assert_eq!(billed > 0, sql.contains("ANALYZE"), "{sql}");
        let (text, content_type) = bed.object(&execution.output_location).await.expect("written");
        assert!(execution.output_location.ends_with(".txt") && text.starts_with("Query Plan\n"), "{sql}");
        assert!(text.contains(content), "{sql}\n{text}");
        assert_eq!(content_type.as_deref(), Some("application/octet-stream"));
        let trailing = text.len() - text.trim_end_matches('\n').len();
        assert_eq!(trailing, empty, "{sql}\n{text}");
        let page = bed.queries.results(&execution.id, None, None).await.expect("a page");
        assert_eq!(page.update_count, None);
        assert_eq!(page.rows.len(), text.split('\n').count());
        let column = page.columns.expect("columns").remove(0);
        let own = u32::try_from(text.chars().count() - "Query Plan\n".len() - 1).expect("small");
        let precision = if sql.contains("ANALYZE") { 2_147_483_647 } else { own };
        assert_eq!((column.name.as_str(), column.type_name.as_str()), ("Query Plan", "varchar"));
        assert_eq!((column.precision, column.case_sensitive), (precision, true), "{sql}");
    }
}

#[tokio::test]
async fn documents_are_json() {
    let bed = bed().await;
    let sql = "EXPLAIN (TYPE IO) SELECT * FROM t WHERE p IN (1, 2) AND i > 5";
    let lines = bed.lines(sql).await;
    let document: serde_json::Value = serde_json::from_str(&lines[1..].join("\n")).expect("JSON");
    let read = &document["inputTableColumnInfos"][0];
    assert_eq!(read["table"]["schemaTable"], serde_json::json!({"schema": "db", "table": "t"}));
    assert_eq!(read["constraint"]["columnConstraints"][0]["columnName"], "p");
    assert_eq!(document["estimate"]["outputRowCount"], "NaN");
    let lines = bed.lines("EXPLAIN (FORMAT JSON) SELECT a.i FROM t a JOIN t b ON a.i = b.i ORDER BY 1").await;
    let document: serde_json::Value = serde_json::from_str(&lines[1..].join("\n")).expect("JSON");
    assert_eq!(document["0"]["name"], "Output");
    assert!(document["1"].is_object(), "{document}");
}

#[tokio::test]
async fn what_is_analyzed_is_done() {
    let bed = bed().await;
    for (sql, target) in [
        ("EXPLAIN ANALYZE CREATE TABLE c AS SELECT i FROM t", "TableWriter[target = awsdatacatalog:db:c]"),
        ("EXPLAIN ANALYZE INSERT INTO t SELECT 9, 'nine', 3", "TableWriter[target = awsdatacatalog:db:t]"),
        ("EXPLAIN ANALYZE UNLOAD (SELECT i FROM t) TO 's3://data/u/' WITH (format = 'JSON')", "s3://data/u/"),
    ] {
        let lines = bed.lines(sql).await;
        assert!(lines.iter().any(|line| line.contains(target)), "{sql}\n{}", lines.join("\n"));
    }
    assert_eq!(bed.rows("SELECT count(*) FROM c").await.0, ["3"]);
    assert_eq!(bed.rows("SELECT count(*) FROM t").await.0, ["4"]);
    bed.lines("EXPLAIN CREATE TABLE d AS SELECT 1 x").await;
    assert!(bed.failure("SELECT * FROM d").await.contains("TABLE_NOT_FOUND"));
}

#[tokio::test]
async fn what_fails_leaves_nothing() {
    let bed = bed().await;
    for (sql, reason, error_type) in [
        ("EXPLAIN SELECT * FROM nope", "TABLE_NOT_FOUND: ", 1301),
        ("EXPLAIN (TYPE VALIDATE) SELECT * FROM nope", "TABLE_NOT_FOUND: ", 1301),
        ("EXPLAIN DELETE FROM t", "NOT_SUPPORTED: Modifying Hive table rows", 1200),
        ("EXPLAIN (FORMAT TEXT, FORMAT JSON) SELECT 1", "NOT_SUPPORTED: EXPLAIN with an option", 1200),
        ("EXPLAIN (TYPE IO, FORMAT GRAPHVIZ) SELECT 1", "NOT_SUPPORTED: EXPLAIN (TYPE IO", 1200),
        ("EXPLAIN ANALYZE SELECT 1 / (i - i) FROM t", "DIVISION_BY_ZERO: ", 1001),
        ("EXPLAIN ANALYZE CREATE TABLE bad AS SELECT 1 / (i - i) x FROM t", "DIVISION_BY_ZERO: ", 1001),
    ] {
        let execution = bed.run(sql).await;
        assert_eq!(execution.state, ExecutionState::Failed, "{sql}");
        let failure = execution.failure.expect("a failure");
        assert!(failure.reason.starts_with(reason), "{sql}: {}", failure.reason);
        assert_eq!(failure.error_type, error_type, "{sql}");
        assert!(bed.object(&execution.output_location).await.is_none(), "{sql}");
        assert!(bed.object(&format!("{}.metadata", execution.output_location)).await.is_none(), "{sql}");
    }
    assert!(bed.failure("SELECT * FROM bad").await.contains("TABLE_NOT_FOUND"));
}

#[tokio::test]
async fn embedded_lines() {
    let bed = bed().await;
    let (lines, stats) = bed.rows("EXPLAIN ANALYZE SELECT * FROM t").await;
    assert!(lines[0].starts_with("Fragment 0 ["), "{lines:?}");
    assert!(lines.last().is_some_and(|line| !line.is_empty()));
    assert_eq!((stats.scanned_bytes, stats.input_rows), (20, 3));
}
