//! WITH RECURSIVE whose steps do not keep the rows of the step before.

use super::check;

#[test]
fn any_shape_of_a_step_recurs() {
    check(&[
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT * FROM (SELECT 4 UNION SELECT n + 1 FROM r) x(n) \
             WHERE n < 4) SELECT * FROM r",
            "1; 2; 3",
        ),
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT * FROM (SELECT * FROM (VALUES 5) x(m) \
             WHERE 1 IN (SELECT * FROM r WHERE n * 3 < m))) SELECT * FROM r",
            "1; 5",
        ),
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL (SELECT n + 2 FROM ((TABLE r) INTERSECT DISTINCT (SELECT 1)) x(n))) \
             SELECT * FROM r",
            "1; 3",
        ),
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT * FROM (SELECT n + 1 FROM r UNION ALL SELECT 7 WHERE false) \
             x(n) WHERE n <= 11) SELECT count(*), max(n) FROM r",
            "11 11",
        ),
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT * FROM (SELECT n + 1 FROM r UNION ALL SELECT 7 WHERE false) \
             x(n) WHERE n <= 12) SELECT count(*), max(n) FROM r",
            "NOT_SUPPORTED: Recursion depth limit exceeded (10). Use 'max_recursion_depth' session property to modify the limit.",
        ),
        (
            "WITH RECURSIVE r(n, s) AS (SELECT 1, VARCHAR 'a' UNION ALL \
             SELECT y.n, y.s || CAST(c AS varchar) FROM (SELECT n + 1, s FROM r UNION SELECT 9, 'z') y(n, s) JOIN u ON u.a = y.n) \
             SELECT s FROM r ORDER BY s",
            "a",
        ),
    ]);
}
