//! Subqueries in expressions.

use super::check;

#[test]
fn with_terms_that_fail() {
    check(&[
        (
            "SELECT t.k FROM (VALUES (1, '1'), (2, 'x')) t(k, y) JOIN (VALUES 1, 3) u(k) ON t.k = u.k WHERE CAST(t.y AS integer) = 1",
            "1",
        ),
        ("SELECT t.k FROM (VALUES (1, 1), (2, 0)) t(k, y), (VALUES 1, 3) u(k) WHERE t.k = u.k AND 5 / t.y = 5", "1"),
        ("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE t.a < u.a AND 30 / u.c = 1) ORDER BY a", "1; 2; 2"),
        ("SELECT a, EXISTS (SELECT 1 FROM u WHERE t.a < u.a AND u.c % 30 = 0) FROM t WHERE a = 1", "1 true"),
        ("SELECT a, (SELECT avg(u.a) FROM u WHERE t.a < u.a AND u.c % 30 = 0) FROM t WHERE a = 1", "1 3.0"),
    ]);
}

#[test]
fn scalar() {
    check(&[
        ("SELECT (SELECT max(c) FROM u)", "30"),
        ("SELECT (SELECT c FROM u WHERE c > 99)", "null"),
        ("SELECT (SELECT 1, 'a')", "{1, a}"),
        ("SELECT (SELECT c FROM u)", "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows"),
        ("SELECT a, (SELECT sum(c) FROM u WHERE u.a = t.a) FROM t", "1 21; 2 null; 2 null; null null"),
        ("SELECT a, (SELECT count(*) FROM u WHERE u.a = t.a) FROM t", "1 2; 2 0; 2 0; null 0"),
        ("SELECT a, (SELECT count(*) FROM u WHERE u.a > t.a) + 1 FROM t", "1 2; 2 2; 2 2; null 1"),
        ("SELECT a FROM u WHERE c = (SELECT max(c) FROM u w WHERE w.a = u.a)", "1; 3"),
        ("SELECT a, (SELECT c FROM u WHERE u.a = t.a ORDER BY c LIMIT 1) FROM t", "1 10; 2 null; 2 null; null null"),
        (
            "SELECT a, (SELECT c FROM u WHERE u.a = t.a) FROM t",
            "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows",
        ),
        ("SELECT a, (SELECT max(c) FROM u WHERE u.a = t.a) FROM t GROUP BY a", "1 11; 2 null; null null"),
        ("SELECT sum((SELECT max(c) FROM u WHERE u.a = t.a)) FROM t", "11"),
        ("SELECT (SELECT (SELECT t.a + u.c FROM (VALUES 1)) FROM u WHERE u.c = 30) FROM t WHERE a = 1", "31"),
        ("SELECT a FROM t ORDER BY (SELECT -t.a), b LIMIT 1", "2"),
    ]);
}

#[test]
fn predicates() {
    check(&[
        ("SELECT a FROM t WHERE a IN (SELECT a FROM u)", "1"),
        ("SELECT a FROM t WHERE a NOT IN (SELECT a FROM u)", "2; 2"),
        ("SELECT a FROM t WHERE a NOT IN (VALUES 1, NULL)", ""),
        ("SELECT a FROM t WHERE a NOT IN (SELECT a FROM u WHERE c > 99)", "1; 2; 2; null"),
        ("SELECT a, a IN (VALUES 1, NULL) FROM t", "1 true; 2 null; 2 null; null null"),
        ("SELECT a, a IN (SELECT a FROM u WHERE c > 99) FROM t", "1 false; 2 false; 2 false; null false"),
        ("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND c > 10)", "1"),
        ("SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a)", "2; 2; null"),
        ("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a GROUP BY u.a HAVING count(*) > 1)", "1"),
        ("SELECT a, EXISTS (SELECT 1 FROM u WHERE u.a > t.a) FROM t", "1 true; 2 true; 2 true; null false"),
        ("SELECT a FROM t WHERE a = 2 OR EXISTS (SELECT 1 FROM u WHERE u.a = t.a)", "1; 2; 2"),
        ("SELECT a, a IN (SELECT u.a FROM u WHERE u.c > t.a + 9) FROM t", "1 true; 2 false; 2 false; null false"),
        ("SELECT a FROM t WHERE (a, b) IN (VALUES (1, 'x'), (2, 'z'))", "1"),
    ]);
}

#[test]
fn quantified() {
    check(&[
        ("SELECT a FROM t WHERE a >= ALL (VALUES 1, 2)", "2; 2"),
        ("SELECT a FROM t WHERE a < ANY (VALUES 2, 3)", "1; 2; 2"),
        ("SELECT a < ALL (VALUES 5, NULL) FROM t WHERE a = 1", "null"),
        ("SELECT a < ALL (VALUES 0, NULL) FROM t WHERE a = 1", "false"),
        (
            "SELECT a = ALL (VALUES 1, 1), a <> ALL (VALUES 2, 3), a <> ANY (VALUES 1, 2) FROM t WHERE a = 1",
            "true true true",
        ),
        (
            "SELECT a > ALL (SELECT c FROM u WHERE false), a > ANY (SELECT c FROM u WHERE false) FROM t WHERE a = 1",
            "true false",
        ),
        ("SELECT a, c >= ALL (SELECT c FROM u w WHERE w.a = u.a) FROM u", "1 false; 1 true; 3 true"),
    ]);
}
