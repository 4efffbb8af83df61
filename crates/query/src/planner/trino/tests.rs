//! What Athena answers, end to end.

use crate::testbed::Testbed;

#[tokio::test]
async fn athenas_answers() {
    let bed = Testbed::new().await;
    for (expression, answer) in [
        ("concat('a', NULL)", "NULL"),
        ("concat('a', 'b', 'c')", "abc"),
        ("greatest(1, NULL, 2)", "NULL"),
        ("least(3, greatest(1, 2))", "2"),
        ("regexp_replace('abab', 'a', 'x')", "xbxb"),
        ("CAST('abcdef' AS varchar(3))", "abc"),
        ("CAST('a' AS char(3))", "a  "),
        ("substr('abc', -2)", "bc"),
        ("substring('abc', 0)", ""),
        ("date_trunc('month', DATE '2020-01-05')", "2020-01-01"),
        ("EXTRACT(DOW FROM DATE '2020-01-05')", "7"),
        ("1.5", "1.5"),
        ("typeof(1.5)", "double"),
        ("DECIMAL '1.50'", "1.50"),
        ("3000000000", "3000000000"),
        ("7 / 2", "3"),
        ("1e0 / 3", "0.3333333333333333"),
        ("TIMESTAMP '2020-01-01 00:00:00'", "2020-01-01 00:00:00"),
        ("TIMESTAMP '2020-01-01 00:00:00.000' AT TIME ZONE 'Asia/Tokyo'", "2020-01-01 09:00:00.000 Asia/Tokyo"),
        ("now()", "2026-09-17 08:55:16.789 UTC"),
        ("INTERVAL '26' HOUR", "1 02:00:00.000"),
        ("INTERVAL '14' MONTH", "1-2"),
        ("X'01ab'", "01 ab"),
        ("UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "12151fd2-7586-11e9-8f9e-2a86e4085a59"),
        ("json_extract('{\"a\": [1, 2]}', '$.a')", "[1,2]"),
        ("transform(ARRAY[1, NULL], x -> x + 1)", "[2, null]"),
        ("ROW(1, 'x')", "{1, x}"),
        ("CAST(ROW(1, 'x') AS ROW(id integer, name varchar))", "{id=1, name=x}"),
        ("MAP(ARRAY[10, 9], ARRAY['b', 'a'])", "{9=a, 10=b}"),
        ("ARRAY[TIMESTAMP '2020-01-01 00:00:00.000 UTC']", "[2020-01-01 00:00:00.000 UTC]"),
        ("try(1 / 0)", "NULL"),
        ("current_schema", "db"),
        ("current_catalog", "awsdatacatalog"),
    ] {
        assert_eq!(bed.rows(&format!("SELECT {expression}")).await.0, [answer], "{expression}");
    }
    let nulls_last = "SELECT x FROM (VALUES (1), (NULL), (2)) t(x) ORDER BY x DESC";
    assert_eq!(bed.rows(nulls_last).await.0, ["2", "1", "NULL"]);
}

#[tokio::test]
async fn a_tables_types_are_the_catalogs() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "ab|abcdef|1.5|2020-01-01 12:00:00|1\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (c char(4), v varchar(3), d decimal(10,2), at timestamp, f float) \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' LOCATION 's3://data/t/'",
    )
    .await;
    let types = "SELECT typeof(c), typeof(v), typeof(d), typeof(at), typeof(f) FROM t";
    assert_eq!(bed.rows(types).await.0, ["char(4)|varchar(3)|decimal(10,2)|timestamp(3)|real"]);
    let (rows, _) = bed.rows("SELECT c, v, d, at, f FROM t WHERE c = 'ab' AND d = DECIMAL '1.5'").await;
    assert_eq!(rows, ["ab  |abc|1.50|2020-01-01 12:00:00.000|1.0"]);
}

#[tokio::test]
async fn doubling_ends() {
    let bed = Testbed::new().await;
    let steps: Vec<String> =
        (0..40).map(|n| format!("c{} AS (SELECT a.x FROM c{n} a CROSS JOIN c{n} b)", n + 1)).collect();
    let failure = bed.failure(&format!("WITH c0 AS (SELECT 1 x), {} SELECT * FROM c40", steps.join(", "))).await;
    assert!(failure.starts_with("QUERY_HAS_TOO_MANY_STAGES: "), "{failure}");
}
