//! Errors of the analyzer, with their places.

use super::check;

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
