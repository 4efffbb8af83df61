//! Errors of the analyzer, with their places.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_types::ErrorCode;

use super::check;
use crate::analyzer::{Analyzer, AnalyzerOptions, library};
use crate::ast::StatementKind;
use crate::trino::parse_statement;

#[test]
fn names() {
    check(&[
        ("SELECT x FROM t", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved"),
        ("SELECT a FROM t, u", "AMBIGUOUS_NAME: line 1:8: Column 'a' is ambiguous"),
        ("SELECT 1 FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'nope' does not exist"),
        ("SELECT x.* FROM t", "TABLE_NOT_FOUND: line 1:8: Unable to resolve reference x"),
        ("SELECT *", "NOT_SUPPORTED: line 1:8: SELECT * not allowed in queries without FROM clause"),
        (
            "WITH w AS (SELECT 1), W AS (SELECT 2) SELECT 1",
            "DUPLICATE_NAMED_QUERY: line 1:23: WITH query name 'w' specified more than once",
        ),
        (
            "SELECT * FROM t x (p)",
            "MISMATCHED_COLUMN_ALIASES: line 1:15: Column alias list has 1 entries but 'x' has 2 columns available",
        ),
        ("SELECT * FROM t NATURAL JOIN u", "NOT_SUPPORTED: line 1:15: Natural join not supported"),
        (
            "SELECT * FROM t JOIN u USING (b)",
            "COLUMN_NOT_FOUND: line 1:31: Column 'b' is missing from right side of join",
        ),
    ]);
}

#[test]
fn clauses() {
    check(&[
        (
            "SELECT a FROM t WHERE a",
            "TYPE_MISMATCH: line 1:23: WHERE clause must evaluate to a boolean: actual type integer",
        ),
        (
            "SELECT a FROM t GROUP BY b",
            "EXPRESSION_NOT_AGGREGATE: line 1:8: 'a' must be an aggregate expression or appear in GROUP BY clause",
        ),
        (
            "SELECT a + count(*) FROM t",
            "EXPRESSION_NOT_AGGREGATE: line 1:10: '(a + count(*))' must be an aggregate expression or appear in GROUP BY clause",
        ),
        ("SELECT * FROM t GROUP BY a", "EXPRESSION_NOT_AGGREGATE: Column 't.b' not in GROUP BY clause"),
        (
            "SELECT a FROM t WHERE count(*) > 1",
            "EXPRESSION_NOT_SCALAR: line 1:32: WHERE clause cannot contain aggregations, window functions or grouping operations: [count(*)]",
        ),
        (
            "SELECT sum(sum(a)) FROM t",
            "NESTED_AGGREGATION: line 1:8: Cannot nest aggregations inside aggregation 'sum': [sum(a)]",
        ),
        (
            "SELECT DISTINCT a FROM t ORDER BY b",
            "EXPRESSION_NOT_IN_DISTINCT: line 1:1: For SELECT DISTINCT, ORDER BY expressions must appear in select list",
        ),
        (
            "SELECT a FROM t ORDER BY 2",
            "INVALID_COLUMN_REFERENCE: line 1:26: ORDER BY position 2 is not in select list",
        ),
        (
            "SELECT a FROM t FETCH FIRST 1 ROW WITH TIES",
            "MISSING_ORDER_BY: line 1:17: FETCH FIRST WITH TIES clause requires ORDER BY",
        ),
        ("SELECT 1, 2 UNION SELECT 1", "TYPE_MISMATCH: line 1:13: UNION query has different number of fields: 2, 1"),
        (
            "SELECT 1 EXCEPT SELECT 'a'",
            "TYPE_MISMATCH: line 1:10: column 1 in EXCEPT query has incompatible types: integer, varchar(1)",
        ),
        ("VALUES (1, 2), 1", "TYPE_MISMATCH: line 1:1: Values rows have mismatched sizes: 2 vs 1"),
        ("SELECT sum(a) OVER w FROM t", "INVALID_WINDOW_REFERENCE: line 1:20: Cannot resolve WINDOW name w"),
        (
            "SELECT a FROM t WHERE a IN (SELECT b FROM t)",
            "TYPE_MISMATCH: line 1:25: Value expression and result of subquery must be of the same type: row(integer) vs row(varchar)",
        ),
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r",
            "NOT_SUPPORTED: Recursion depth limit exceeded (10). Use 'max_recursion_depth' session property to modify the limit.",
        ),
    ]);
}

#[test]
fn paths_have_names_where_they_may() {
    let nested = "SELECT * FROM JSON_TABLE('[1]', 'lax $' AS r COLUMNS (NESTED PATH 'lax $' AS n1 COLUMNS (a bigint), \
                  NESTED PATH 'lax $' AS \"n2\" COLUMNS (b bigint))";
    let plan = |plan: &str| format!("{nested} PLAN ({plan}))");
    let incomplete = "INVALID_PLAN: line 1:155: JSON_TABLE plan should contain all JSON paths available at each level of nesting. \
                      Paths not included";
    let cases = [
        ("SELECT JSON_EXISTS('[1]', 'lax $' AS p)".to_owned(), "INVALID_PATH: line 1:38: JSON path name is not allowed in JSON_EXISTS function".to_owned()),
        ("SELECT JSON_VALUE('[1]', 'lax $' AS p)".to_owned(), "INVALID_PATH: line 1:37: JSON path name is not allowed in JSON_VALUE function".to_owned()),
        ("SELECT JSON_QUERY('[1]', 'lax $' AS p)".to_owned(), "INVALID_PATH: line 1:37: JSON path name is not allowed in JSON_QUERY function".to_owned()),
        (
            "SELECT * FROM JSON_TABLE('[1]', 'lax $' AS p COLUMNS (\"P\" FOR ORDINALITY))".to_owned(),
            "DUPLICATE_COLUMN_OR_PATH_NAME: line 1:55: All column and path names in JSON_TABLE invocation must be unique".to_owned(),
        ),
        (
            "SELECT * FROM JSON_TABLE('[1]', 'lax $' COLUMNS (a bigint) PLAN (r))".to_owned(),
            "MISSING_PATH_NAME: line 1:26: All JSON paths must be named when specific plan is given".to_owned(),
        ),
        (
            "SELECT * FROM JSON_TABLE(CAST(sum(1) AS varchar), 'lax $' COLUMNS (a bigint))".to_owned(),
            "EXPRESSION_NOT_SCALAR: line 1:26: JSON_TABLE input expression cannot contain aggregations, window functions or grouping \
             operations: [sum(1)]"
                .to_owned(),
        ),
        (plan("other"), format!("{incomplete}: R")),
        (plan("r"), format!("{incomplete}: N1, n2")),
        (plan("r OUTER n1"), format!("{incomplete}: n2")),
        (plan("r OUTER (n1 UNION n2)"), format!("{incomplete}: n2")),
        (plan("r OUTER (n1 UNION \"n2\" UNION x)"), "INVALID_PLAN: line 1:155: JSON_TABLE plan includes unavailable JSON path names: X".to_owned()),
        (
            plan("r OUTER (n1 CROSS (\"n2\" UNION N1))"),
            "INVALID_PLAN: line 1:185: Duplicate reference to JSON path name in sibling plan: N1".to_owned(),
        ),
        (plan("R INNER (N1 CROSS \"n2\")"), "null null".to_owned()),
        (
            "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 1) t(x)".to_owned(),
            "TYPE_MISMATCH: line 1:8: Expected expression of varchar, but 'x' has integer type".to_owned(),
        ),
        (
            "SELECT count(*) OVER (ORDER BY a DESC RANGE BETWEEN 1 PRECEDING AND x FOLLOWING) FROM (VALUES (1, 0.1), (null, null)) t(a, x)"
                .to_owned(),
            "INVALID_WINDOW_FRAME: Window frame offset value must not be negative or null".to_owned(),
        ),
        ("SELECT (SELECT t.* AS (x, \"y\") FROM (SELECT 1, 'a') t)".to_owned(), "{X=1, y=a}".to_owned()),
    ];
    let cases: Vec<(&str, &str)> = cases.iter().map(|(sql, expected)| (sql.as_str(), expected.as_str())).collect();
    check(&cases);
}

#[test]
fn tables_are_read_as_they_were() {
    let catalog = super::catalog().unwrap();
    // 2023-11-14 22:13:20
    let session = Arc::new(Session { start_micros: 1_700_000_000_000_000, ..Session::default() });
    for (version, expected) in [
        ("TIMESTAMP AS OF TIMESTAMP '2023-11-14 22:13:19'", "This connector does not support versioned tables"),
        ("TIMESTAMP AS OF TIMESTAMP '2023-11-14 22:13:20'", "Pointer value '2023-11-14 22:13:20' is not in the past"),
        ("TIMESTAMP AS OF TIMESTAMP '2999-01-01 UTC'", "Pointer value '2999-01-01 00:00:00 UTC' is not in the past"),
        ("TIMESTAMP AS OF DATE '2023-11-15'", "Pointer value '2023-11-15' is not in the past"),
        ("TIMESTAMP AS OF CAST(NULL AS date)", "Pointer value cannot be NULL"),
    ] {
        let sql = format!("SELECT * FROM t FOR {version}");
        let StatementKind::Query(query) = parse_statement(&sql).unwrap().kind else { unreachable!() };
        let mut analyzer =
            Analyzer::new(library().unwrap(), Arc::clone(&session), &catalog, AnalyzerOptions::default());
        let error = analyzer.analyze_query(&query).unwrap_err();
        assert_eq!(error.message, expected, "{sql}");
        if error.code == ErrorCode::InvalidArguments {
            assert_eq!(error.position, Some((1, 17)), "{sql}");
        }
    }
}
