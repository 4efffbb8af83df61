//! Broken statements: neither parser nor the analyzer may panic, overflow its stack or take long, and what parses
//! must print and parse again. The mutations are drawn from fixed seeds; `cargo xtask conformance --mutate` draws others.

use std::sync::Arc;
use std::time::{Duration, Instant};

use boathouse_functions::Session;

use crate::analyzer::{Analyzer, AnalyzerOptions, MemoryCatalog, library};
use crate::ast::StatementKind;
use crate::mutation::{DEFINITIONS, Sequence};
use crate::{format, hive, trino};

/// Far above what any of the statements needs.
const STATEMENT_TIME_MAX: Duration = Duration::from_secs(5);

const QUERIES: &[&str] = &[
    "WITH t (a, b) AS (VALUES (1, 'x'), (2, NULL)) SELECT a + 1 AS c, upper(b), count(*) OVER (PARTITION BY a ORDER BY b ROWS 1 PRECEDING) FROM t WHERE a > 0 AND b LIKE '%x' ESCAPE '#' ORDER BY 1 DESC LIMIT 3",
    "SELECT k, sum(v) FILTER (WHERE v > 1), array_agg(v ORDER BY v DESC) FROM (VALUES (1, 2), (1, 3)) t (k, v) GROUP BY GROUPING SETS ((k), ()) HAVING count(*) > 0",
    "SELECT transform(ARRAY[1, 2], x -> x + y), CAST(ROW(1, 'a') AS row(p bigint, q varchar(3))).p, TRY(1 / (y - 1)) FROM (VALUES 1) u (y)",
    "SELECT DATE '2020-02-29' + INTERVAL '1' YEAR, TIMESTAMP '2020-01-01 00:00:00.123 Europe/Berlin' AT TIME ZONE 'UTC', EXTRACT(DOW FROM current_date)",
    "SELECT a.x, b.y FROM (VALUES 1, 2) a (x) LEFT JOIN (VALUES (1, 2.5e0)) b (x, y) ON a.x = b.x CROSS JOIN UNNEST(ARRAY[1], MAP(ARRAY['k'], ARRAY[2])) WITH ORDINALITY AS u (e, k, v, o)",
    "SELECT x, (SELECT max(y) FROM (VALUES 1, 2) i (y) WHERE y < x) FROM (VALUES 1, 3) o (x) WHERE x IN (SELECT 3) OR EXISTS (SELECT 1) AND x <> ALL (VALUES 7)",
    "SELECT json_value('{\"a\": 1}', 'lax $.a' RETURNING bigint NULL ON EMPTY), json_object('k' : 1), CASE WHEN true THEN 1.5 ELSE NULL END, IF(1 = 2, 'a', 'b')",
    "SELECT * FROM (VALUES (1, 10), (2, 20)) t (id, v) MATCH_RECOGNIZE (ORDER BY id MEASURES A.v AS m PATTERN (A B*) DEFINE B AS v > PREV(v)) r",
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT n FROM t INTERSECT VALUES 2, 3",
];

fn within_time(sql: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    assert!(start.elapsed() < STATEMENT_TIME_MAX, "{sql}");
}

#[test]
fn broken_queries_are_errors() {
    let mut sequence = Sequence::new(1);
    let catalog = MemoryCatalog::default();
    for round in 0..6_000 {
        let mut sql = sequence.mutate(QUERIES[round % QUERIES.len()]);
        if round % 3 == 0 {
            let other = QUERIES[sequence.below(QUERIES.len())];
            sql = sequence.splice(&sql, other);
        }
        within_time(&sql, || {
            let Ok(statement) = trino::parse_statement(&sql) else { return };
            let printed = format::format_statement(&statement);
            assert!(trino::parse_statement(&printed).is_ok(), "{sql}\n{printed}");
            if let StatementKind::Query(query) = &statement.kind {
                let session = Arc::new(Session::default());
                let options = AnalyzerOptions::default();
                // Whether it is a query Trino takes does not matter here.
                drop(Analyzer::new(library().unwrap(), session, &catalog, options).analyze_query(query));
            }
        });
    }
}

#[test]
fn broken_definitions_are_errors() {
    let mut sequence = Sequence::new(2);
    for round in 0..20_000 {
        let sql = sequence.mutate(DEFINITIONS[round % DEFINITIONS.len()]);
        within_time(&sql, || drop(hive::parse_statement(&sql)));
    }
}

#[test]
fn arbitrary_bytes_are_errors() {
    let mut sequence = Sequence::new(3);
    for _ in 0..20_000 {
        let text = sequence.bytes(60);
        within_time(&text, || {
            drop(trino::parse_statement(&text));
            drop(hive::parse_statement(&text));
        });
    }
}
