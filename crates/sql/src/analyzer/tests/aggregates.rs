//! Aggregates, grouping and windows.

use super::check;

#[test]
fn beside_subqueries() {
    check(&[
        ("SELECT count() FROM (VALUES 1) t(a)", "1"),
        ("SELECT a, count() OVER () FROM t WHERE a = 2", "2 2; 2 2"),
        ("SELECT a, min(b) FROM t GROUP BY a HAVING min(b) IN (SELECT 'x' FROM u)", "1 x"),
        ("SELECT a, min(b) IN (VALUES 'y') FROM t GROUP BY a", "1 false; 2 true; null false"),
        ("SELECT max(c) > ALL (VALUES 1, 2) FROM u", "true"),
        (
            "SELECT a IN (SELECT a FROM u), sum(CASE WHEN a IN (SELECT a FROM u) THEN 1 ELSE 0 END) FROM t GROUP BY a IN (SELECT a FROM u)",
            "false 0; null 0; true 1",
        ),
        (
            "SELECT a IN (VALUES 1), count(*) FROM u GROUP BY a IN (VALUES 1) ORDER BY a IN (VALUES 1)",
            "false 1; true 2",
        ),
        (
            "SELECT a IN (VALUES 3) FROM u GROUP BY a IN (VALUES 1)",
            "EXPRESSION_NOT_AGGREGATE: line 1:10: '(a IN (VALUES 3))' must be an aggregate expression or appear in GROUP BY clause",
        ),
    ]);
}

#[test]
fn distinct_values() {
    check(&[
        ("SELECT count(DISTINCT a), sum(DISTINCT a) FROM t", "2 3"),
        ("SELECT count(DISTINCT a) FROM t WHERE false", "0"),
        ("SELECT a, count(DISTINCT a), count(DISTINCT b) FROM t GROUP BY a", "1 1 1; 2 1 1; null 0 1"),
        ("SELECT a, count(DISTINCT c), avg(DISTINCT c) FROM u GROUP BY a", "1 2 10.5; 3 1 30.0"),
        ("SELECT count(DISTINCT a + a) FROM t HAVING count(DISTINCT a + a) > 1", "2"),
        ("SELECT count(DISTINCT 7), count(*) FROM t", "1 4"),
        ("SELECT count(DISTINCT a) FILTER (WHERE b <> 'x') FROM t", "1"),
        ("SELECT array_agg(DISTINCT a ORDER BY a DESC) FROM u", "[3, 1]"),
        ("SELECT count(DISTINCT x) FROM (VALUES 0e0, -0e0, nan(), nan()) v(x)", "2"),
        ("SELECT count(DISTINCT x) FROM (VALUES ARRAY[1], ARRAY[1], ARRAY[2]) v(x)", "2"),
        ("SELECT a, count(DISTINCT c) FROM u GROUP BY ROLLUP (a)", "1 2; 3 1; null 3"),
        (
            "SELECT * FROM (VALUES 1, 2, 3) o(k) LEFT JOIN LATERAL \
             (SELECT count(DISTINCT v) FROM (VALUES (1, 10), (2, 20), (3, 10)) i(k, v) WHERE i.k < o.k) ON true",
            "1 0; 2 1; 3 2",
        ),
        (
            "SELECT * FROM (VALUES 1, 2, 3) o(k) INNER JOIN LATERAL (SELECT count(DISTINCT k) \
             FROM (VALUES (1, 10), (2, 20), (3, 10)) i(k, v) WHERE i.k <= o.k GROUP BY v) ON true",
            "1 1; 2 1; 2 1; 3 1; 3 2",
        ),
    ]);
}

#[test]
fn a_unique_side_of_a_join_is_not_unique_behind_it() {
    let joined =
        "(SELECT DISTINCT k FROM (VALUES 1, 2) a(k)) o JOIN (VALUES (1, 5), (1, 6), (2, 5)) i(k, v) ON o.k = i.k";
    let grouped = format!("(SELECT o.k, i.v FROM {joined} GROUP BY o.k, i.v)");
    check(&[
        (&format!("SELECT k, v, count(*) FROM {grouped} GROUP BY k, v"), "1 5 1; 1 6 1; 2 5 1"),
        (&format!("SELECT DISTINCT k, v FROM {grouped}"), "1 5; 1 6; 2 5"),
        (&format!("SELECT k, v FROM {grouped} ORDER BY k, v DESC"), "1 6; 1 5; 2 5"),
    ]);
}

#[test]
fn grouping() {
    check(&[
        ("SELECT a, count(*) FROM t GROUP BY a", "1 1; 2 2; null 1"),
        ("SELECT a + 1, count(b) FROM t GROUP BY a + 1", "2 1; 3 1; null 1"),
        ("SELECT count(*) FROM t GROUP BY 1 + a HAVING count(*) > 1", "2"),
        ("SELECT b, count(*) FROM t GROUP BY 1 ORDER BY 1", "x 1; y 1; z 1; null 1"),
        ("SELECT a FROM t GROUP BY a ORDER BY count(*) DESC, a", "2; 1; null"),
        ("SELECT max(a), count(*) FROM t WHERE false", "null 0"),
        (
            "SELECT a, c, sum(c), grouping(a, c) FROM u GROUP BY ROLLUP (a, c)",
            "1 10 10 0; 1 11 11 0; 1 null 21 1; 3 30 30 0; 3 null 30 1; null null 51 3",
        ),
        ("SELECT a, count(*) FROM u GROUP BY GROUPING SETS ((a), (a), ())", "1 2; 1 2; 3 1; 3 1; null 3"),
        ("SELECT count(*) FROM u WHERE false GROUP BY GROUPING SETS ((a), ())", "0"),
        ("SELECT a, c, count(*) FROM u GROUP BY CUBE (a, c) HAVING grouping(c) = 1", "1 null 2; 3 null 1; null null 3"),
        ("SELECT a, count(*) FROM u GROUP BY DISTINCT ROLLUP (a), ROLLUP (a)", "1 2; 3 1; null 3"),
        ("SELECT x, count(*) FROM (VALUES 0e0, -0e0, nan(), nan()) s(x) GROUP BY x", "0.0 2; NaN 2"),
        (
            "SELECT DISTINCT x FROM (VALUES map(ARRAY[1, 2], ARRAY[3, 4]), map(ARRAY[2, 1], ARRAY[4, 3])) s(x)",
            "{1=3, 2=4}",
        ),
    ]);
}

#[test]
fn aggregates() {
    check(&[
        ("SELECT count(DISTINCT a), count(a), count(*) FROM t", "2 3 4"),
        ("SELECT sum(a) FILTER (WHERE b IS NOT NULL) FROM t", "3"),
        ("SELECT array_agg(a ORDER BY a DESC) FROM t", "[2, 2, 1, null]"),
        ("SELECT array_agg(DISTINCT a ORDER BY a) FROM t", "[1, 2, null]"),
        ("SELECT a, array_agg(c ORDER BY c DESC) FROM u GROUP BY a", "1 [11, 10]; 3 [30]"),
        (
            "SELECT count(DISTINCT x) FROM (VALUES TIMESTAMP '2020-01-01 00:00:00 UTC', TIMESTAMP '2020-01-01 01:00:00 +01:00') s(x)",
            "1",
        ),
    ]);
}

#[test]
fn windows() {
    check(&[
        ("SELECT c, row_number() OVER (ORDER BY c DESC) FROM u", "10 3; 11 2; 30 1"),
        ("SELECT c, sum(c) OVER (PARTITION BY a ORDER BY c) FROM u", "10 10; 11 21; 30 30"),
        (
            "SELECT c, sum(c) OVER w, count(*) OVER (w ORDER BY c) FROM u WINDOW w AS (PARTITION BY a)",
            "10 21 1; 11 21 2; 30 30 1",
        ),
        ("SELECT a, rank() OVER (ORDER BY sum(c)) FROM u GROUP BY a", "1 1; 3 2"),
        (
            "SELECT c, array_agg(c) OVER (ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM u",
            "10 [10]; 11 [10, 11]; 30 [11, 30]",
        ),
        (
            "SELECT c, array_agg(c) OVER (ORDER BY c RANGE BETWEEN 1 PRECEDING AND 0.5 FOLLOWING) FROM u",
            "10 [10]; 11 [10, 11]; 30 [30]",
        ),
        (
            "SELECT c, array_agg(c) OVER (ORDER BY c), max(c) OVER (ORDER BY c ROWS 1 PRECEDING) FROM u",
            "10 [10] 10; 11 [10, 11] 11; 30 [10, 11, 30] 30",
        ),
        ("SELECT c, count(*) OVER (ORDER BY c ROWS BETWEEN a PRECEDING AND CURRENT ROW) FROM u", "10 1; 11 2; 30 3"),
        ("SELECT c, sum(c) FILTER (WHERE c > 10) OVER (ORDER BY c) FROM u", "10 null; 11 11; 30 41"),
        (
            "SELECT c, sum(c) OVER (ORDER BY c ROWS -1 PRECEDING) FROM u",
            "INVALID_WINDOW_FRAME: Window frame offset value must not be negative or null",
        ),
        ("SELECT c FROM u ORDER BY sum(c) OVER (PARTITION BY a), c", "10; 11; 30"),
    ]);
}
