//! Joins, UNNEST and LATERAL.

use super::check;

#[test]
fn joins() {
    check(&[
        ("SELECT t.a, c FROM t JOIN u ON t.a = u.a", "1 10; 1 11"),
        ("SELECT t.a, c FROM t LEFT JOIN u ON t.a = u.a AND c > 10", "1 11; 2 null; 2 null; null null"),
        ("SELECT t.a, u.a FROM t RIGHT JOIN u ON t.a = u.a", "1 1; 1 1; null 3"),
        ("SELECT a, c FROM t FULL JOIN u USING (a)", "1 10; 1 11; 2 null; 2 null; 3 30; null null"),
        ("SELECT count(*) FROM t, u", "12"),
        ("SELECT count(*) FROM t CROSS JOIN u CROSS JOIN u AS w", "36"),
        ("SELECT x.a, y.a FROM t x JOIN t y ON x.a < y.a", "1 2; 1 2"),
        ("SELECT count(*) FROM (VALUES nan(), 1e0) x(a) JOIN (VALUES nan(), 1e0) y(b) ON a = b", "1"),
        ("SELECT t.a FROM t JOIN u ON t.a = u.a AND u.c IN (SELECT max(c) FROM u WHERE a = 1)", "1"),
        ("SELECT t.a FROM t LEFT JOIN u ON t.a = u.a AND 1 = (SELECT count(*) FROM u WHERE c > 20) WHERE c = 11", "1"),
    ]);
}

#[test]
fn unnest() {
    check(&[
        ("SELECT * FROM UNNEST(ARRAY[1, 2], ARRAY['a'])", "1 a; 2 null"),
        ("SELECT * FROM UNNEST(ARRAY[1, 2]) WITH ORDINALITY", "1 1; 2 2"),
        ("SELECT * FROM UNNEST(map(ARRAY['k', 'l'], ARRAY[1, 2])) m(k, v)", "k 1; l 2"),
        ("SELECT * FROM UNNEST(ARRAY[ROW(1, 'a'), NULL, ROW(2, 'b')]) r(n, s)", "1 a; 2 b; null null"),
        ("SELECT * FROM (VALUES ARRAY[1, 2], ARRAY[], NULL) x(l) CROSS JOIN UNNEST(l) y(e)", "[1, 2] 1; [1, 2] 2"),
        ("SELECT e FROM (VALUES ARRAY[1, 2], ARRAY[], NULL) x(l) LEFT JOIN UNNEST(l) y(e) ON TRUE", "1; 2; null; null"),
        ("SELECT e FROM (VALUES ARRAY[ARRAY[1], ARRAY[2, 3]]) x(l), UNNEST(l) y(m), UNNEST(m) z(e)", "1; 2; 3"),
        (
            "SELECT k, e, count(*) FROM (SELECT k, array_agg(x) l FROM (VALUES (1, 5), (1, 6), (1, 6)) s(k, x) GROUP BY k) \
             CROSS JOIN UNNEST(l) y(e) GROUP BY k, e",
            "1 5 1; 1 6 2",
        ),
    ]);
}

#[test]
fn rows_stay_whole_where_the_alias_names_one_column_of_them() {
    let crew =
        "(VALUES (7, CAST(ARRAY[ROW('Ada', 3), ROW('Bo', 4)] AS array(row(who varchar, oars integer))))) b(id, crew)";
    let one = "(VALUES CAST(ARRAY[ROW('red'), ROW('blue')] AS array(row(colour varchar)))) b(flags)";
    let case = |sql: &str| sql.replace("CREW", crew).replace("ONE", one);
    for (sql, rows) in [
        ("SELECT id, m.who, m.oars FROM CREW CROSS JOIN UNNEST(crew) AS t(m)", "7 Ada 3; 7 Bo 4"),
        ("SELECT t.m.who FROM CREW, UNNEST(crew) t(m) WHERE m.oars > 3", "Bo"),
        ("SELECT m.who, place FROM CREW CROSS JOIN UNNEST(crew) WITH ORDINALITY AS t(m, place)", "Ada 1; Bo 2"),
        ("SELECT who, oars FROM CREW CROSS JOIN UNNEST(crew) AS t(who, oars)", "Ada 3; Bo 4"),
        ("SELECT who, oars FROM CREW CROSS JOIN UNNEST(crew)", "Ada 3; Bo 4"),
        ("SELECT r.oars FROM UNNEST(CAST(ARRAY[ROW(1, 2)] AS array(row(id integer, oars integer)))) AS t(r)", "2"),
        (
            "SELECT r.oars FROM (VALUES 1) x(a) LEFT JOIN UNNEST(CAST(ARRAY[ROW(1, 2), NULL] AS array(row(id integer, oars integer)))) AS t(r) ON TRUE",
            "2; null",
        ),
        ("SELECT f.colour FROM ONE CROSS JOIN UNNEST(flags) AS t(f)", "blue; red"),
        ("SELECT colour FROM ONE CROSS JOIN UNNEST(flags) AS t", "blue; red"),
        (
            "SELECT m.who, k, v FROM CREW CROSS JOIN UNNEST(crew, map(ARRAY['a'], ARRAY[1])) AS t(m, k, v)",
            "Ada a 1; Bo null null",
        ),
    ] {
        check(&[(case(sql).as_str(), rows)]);
    }
}

#[test]
fn lateral() {
    check(&[
        ("SELECT t.a, x FROM t, LATERAL (SELECT t.a + 1 AS x)", "1 2; 2 3; 2 3; null null"),
        (
            "SELECT t.a, x FROM t CROSS JOIN LATERAL (SELECT sum(c) FROM u WHERE u.a = t.a) s(x)",
            "1 21; 2 null; 2 null; null null",
        ),
        (
            "SELECT t.a, c FROM t LEFT JOIN LATERAL (SELECT c FROM u WHERE u.a = t.a ORDER BY c DESC LIMIT 1) ON TRUE",
            "1 11; 2 null; 2 null; null null",
        ),
        ("SELECT t.a, c FROM t JOIN LATERAL (SELECT c FROM u WHERE u.a >= t.a) ON c > 10", "1 11; 1 30; 2 30; 2 30"),
        ("SELECT t.a, x FROM t, LATERAL (VALUES t.a, 7) s(x) WHERE t.a = 1", "1 1; 1 7"),
        (
            "SELECT t.a, x FROM t, LATERAL (SELECT c FROM u WHERE u.a = t.a UNION SELECT t.a) s(x) WHERE t.a = 1",
            "1 1; 1 10; 1 11",
        ),
    ]);
}

#[test]
fn table_functions() {
    check(&[
        ("SELECT * FROM TABLE(sequence(5, -5, -3))", "-1; -4; 2; 5"),
        ("SELECT sum(sequential_number) FROM TABLE(sequence(stop => 4))", "10"),
        ("SELECT * FROM TABLE(sequence(1, 0))", "INVALID_FUNCTION_ARGUMENT: Step must be negative for sequence [1, 0]"),
        ("SELECT * FROM TABLE(exclude_columns(TABLE(u), DESCRIPTOR(a)))", "10; 11; 30"),
        ("SELECT * FROM TABLE(nope())", "FUNCTION_NOT_FOUND: line 1:21: Table function 'nope' not registered"),
    ]);
}
