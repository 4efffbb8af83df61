use super::*;

fn accepts(sql: &str) {
    if let Err(error) = parse_query(sql) {
        panic!("{sql}\n{error}");
    }
}

fn refuses(sql: &str, message: &str) {
    let found = parse_query(sql).map(drop).unwrap_err().to_string();
    assert!(found.starts_with(message), "{sql}\n  found {found}\n  wanted {message}");
}

#[test]
fn queries() {
    for sql in [
        "SELECT 1",
        "(SELECT 1) UNION ALL (VALUES 1, (2)) ORDER BY 1 LIMIT ALL",
        "WITH RECURSIVE t (n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t) TABLE t",
        "SELECT DISTINCT a.*, b.c AS x, (r).* AS (p, q) FROM a, b CROSS JOIN UNNEST(b.d) WITH ORDINALITY u (e, n)",
        "SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x NATURAL LEFT JOIN d",
        "SELECT * FROM t TABLESAMPLE BERNOULLI (10) LIMIT 5",
        "SELECT * FROM ((SELECT 1) a JOIN t ON true)",
        "SELECT * FROM t FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00 UTC'",
        "SELECT a FROM t GROUP BY DISTINCT ROLLUP (a, (b, c)), GROUPING SETS ((), (a), b), (a), (a) + 1",
        "SELECT sum(x) FILTER (WHERE x > 0) OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY b DESC NULLS FIRST GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES)",
        "SELECT first_value(x) IGNORE NULLS OVER (ORDER BY y) FROM t OFFSET 2 ROWS FETCH FIRST 3 ROWS WITH TIES",
        "SELECT transform(a, x -> x + 1), reduce(a, 0, (s, x) -> s + x, s -> s), f(() -> 1) FROM t",
        "SELECT CAST(ROW(1, 'a') AS ROW(x bigint, varchar(3), row(double precision))), x[1].y, CAST(a AS array(map(varchar, decimal(5, 2))))",
        "SELECT INTERVAL -'1-2' YEAR TO MONTH, DATE '2020-01-01', X'01', U&'\\0041', 1e5, DECIMAL '1.5', NOT a = b AND c",
        "SELECT x AT TIME ZONE 'UTC', a NOT BETWEEN 1 AND 2, b LIKE 'x%' ESCAPE '\\', c IS NOT DISTINCT FROM d, e = ANY (SELECT 1), f IN (TABLE t)",
        "SELECT trim(LEADING 'x' FROM y), position('a' IN b), substring(a FROM 1 FOR 2), extract(DAY FROM d), listagg(a, ',') WITHIN GROUP (ORDER BY a)",
        "SELECT json_value(j, 'lax $.a' RETURNING bigint NULL ON EMPTY ERROR ON ERROR), json_object('k' : v, KEY 'a' VALUE 1 ABSENT ON NULL)",
        "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES A.x AS m ALL ROWS PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A B+? {- C -} | D{2,3}) SUBSET U = (A, B) DEFINE B AS x > PREV(x))",
        "SELECT limit, offset, window FROM t limit LIMIT 1",
        "SELECT date, time, \"select\" FROM show",
    ] {
        accepts(sql);
    }
}

#[test]
fn statements() {
    for (sql, other) in [
        ("select 1;", None),
        (
            "CREATE TABLE foo (x, y) COMMENT 'c' WITH (format = 'PARQUET', partitioned_by = ARRAY['y']) AS (WITH t AS (SELECT 1) TABLE t) WITH NO DATA",
            None,
        ),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", None),
        ("INSERT INTO a.b (c, d) VALUES (1, 2)", None),
        ("INSERT INTO a (SELECT 1)", None),
        (
            "MERGE INTO t AS a USING s ON a.x = s.x WHEN MATCHED AND s.y THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT (x) VALUES (2)",
            None,
        ),
        ("UNLOAD (SELECT 1) TO 's3://b/p/' WITH (format = 'JSON')", None),
        ("EXPLAIN (TYPE IO, FORMAT JSON) SELECT 1", None),
        ("EXPLAIN ANALYZE VERBOSE SELECT 1", None),
        ("EXPLAIN ANALYZE (FORMAT JSON) SELECT 1", None),
        ("EXPLAIN ANALYZE (SELECT 1)", None),
        ("EXPLAIN ANALYZE UNLOAD (SELECT 1 x) TO 's3://b/' WITH (format = 'JSON')", None),
        ("PREPARE p FROM SELECT ? FROM t LIMIT ?", None),
        ("EXECUTE p USING 1, 'a'", None),
        ("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE a = 1", None),
        ("GRANT SELECT, INSERT ON TABLE t TO ROLE r WITH GRANT OPTION", Some("GRANT")),
        ("ALTER TABLE a.b ADD COLUMN IF NOT EXISTS c.d double COMMENT 'x'", Some("ALTER TABLE")),
        ("CREATE TABLE IF NOT EXISTS bar (c varchar NOT NULL, LIKE t EXCLUDING PROPERTIES)", Some("CREATE TABLE")),
        ("SHOW SCHEMAS IN foo LIKE '%' ESCAPE '$'", Some("SHOW SCHEMAS")),
    ] {
        match (parse_statement(sql).map(|s| s.kind), other) {
            (Ok(crate::ast::StatementKind::Other { name, .. }), Some(expected)) => assert_eq!(name, expected, "{sql}"),
            (Ok(kind), None) => assert!(!matches!(kind, crate::ast::StatementKind::Other { .. }), "{sql}"),
            (outcome, _) => panic!("{sql}\n{outcome:?}"),
        }
    }
    assert!(parse_statement("SELECT 1; SELECT 2").is_err());
    assert!(
        parse_statement("SELEC 1")
            .unwrap_err()
            .to_string()
            .starts_with("line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', 'ANALYZE', 'CALL'")
    );
    assert_eq!(parse_statement("PREPARE p FROM SELECT ? FROM t LIMIT ?").map(|s| s.parameters), Ok(2));
}

#[test]
fn errors_say_where() {
    for (sql, message) in [
        ("SELECT", "line 1:7: mismatched input '<EOF>'. Expecting:"),
        ("SELECT * FROM", "line 1:14: mismatched input '<EOF>'. Expecting:"),
        ("SELECT a FROM t WHERE\n  x = = 1", "line 2:7: mismatched input '='. Expecting:"),
        ("SELECT `a`", "line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers"),
        ("SELECT 1a", "line 1:8: identifiers must not start with a digit; surround the identifier with double quotes"),
        ("SELECT a = b = c", "line 1:14: mismatched input '='. Expecting:"),
        ("SELECT 'oops", "line 1:8: mismatched input '''. Expecting:"),
        ("SELECT \"\"", "line 1:8: Zero-length delimited identifier not allowed"),
    ] {
        refuses(sql, message);
    }
}

#[test]
fn hostile_depth_is_refused() {
    for sql in [
        format!("SELECT {}1", "(".repeat(100_000)),
        format!("SELECT {}1", "-".repeat(100_001).replace("--", "- -")),
        format!("SELECT {}1", "NOT ".repeat(100_000)),
        format!("SELECT 1{}", " + 1".repeat(100_000)),
        format!("SELECT a{}", "[1]".repeat(100_000)),
        format!("SELECT CAST(1 AS {}bigint", "array(".repeat(100_000)),
        format!("SELECT {}", "CASE WHEN ".repeat(100_000)),
        format!("{}SELECT 1", "(".repeat(100_000)),
    ] {
        assert!(parse_query(&sql).is_err());
    }
    accepts(&format!("SELECT 1 WHERE {}", vec!["a = 1"; 50_000].join(" OR ")));
}

#[test]
fn nested_ambiguities_take_no_exponential_time() {
    let nest = |open: &str, inner: &str, close: &str| format!("SELECT {}{inner}{}", open.repeat(60), close.repeat(60));
    accepts(&nest("((", "SELECT 1", ") + 1)"));
    accepts(&nest("substring(", "x", ", 1)"));
    accepts(&nest("position(", "x", " = y)"));
    accepts(&nest("x IN (((", "SELECT 1", ")))"));
    accepts(&format!("{}(SELECT 1) a{}", "SELECT * FROM ((".repeat(60), " JOIN t ON true) b)".repeat(60)));
    assert!(parse_query(&format!("{}%", "SELECT * FROM ((".repeat(60))).is_err());
}

#[test]
fn operators_bind_as_in_trino() {
    use crate::ast::{ArithmeticOp, ExprKind};
    let parsed = parse_expression("a || b + c * -d").unwrap();
    let ExprKind::Concat(_, right) = parsed.kind else { panic!("|| binds loosest") };
    let ExprKind::Arithmetic { op: ArithmeticOp::Add, right, .. } = right.kind else { panic!("then +") };
    let ExprKind::Arithmetic { op: ArithmeticOp::Multiply, right, .. } = right.kind else { panic!("then *") };
    assert!(matches!(right.kind, ExprKind::Sign { negative: true, .. }));
    assert_eq!((parsed.at.line, parsed.at.column), (1, 3));
}
