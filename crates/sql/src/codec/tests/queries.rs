//! Queries of every kind.

use super::{World, check};

#[test]
fn expressions() {
    check(
        &World::new(),
        [
            "SELECT a, b, d, a + 1, a * 1.5, -a, a % 2, b || '!', a = 2, a IS NULL, a BETWEEN 1 AND 2 FROM t",
            "SELECT transform(ARRAY[1, 2], x -> x + a), filter(ARRAY[1, 2, 3], x -> x > a) FROM t",
            "SELECT reduce(ARRAY[a, 2], 0, (s, x) -> s + coalesce(x, 0), s -> s * a) FROM t",
            "SELECT transform(ARRAY[ARRAY[1], ARRAY[2, 3]], x -> transform(x, y -> y + a * cardinality(x))) FROM t",
            "SELECT try(1 / (a - 2)), TRY(CAST(b AS integer)), try_cast(b AS double), cast(a AS varchar(1)) FROM t",
            "SELECT transform_values(map(ARRAY['k'], ARRAY[a]), (k, v) -> try(v / (v - 2))) FROM t",
            "SELECT CAST(d AS decimal(20, 2)), CAST(a AS decimal(5, 1)) / DECIMAL '3.3', CAST(d AS real) FROM t WHERE d < 100",
            "SELECT TIMESTAMP '2024-03-31 01:30:00.123' + a * INTERVAL '1' HOUR, DATE '2024-02-29' + INTERVAL '1' YEAR FROM t",
            "SELECT current_timestamp, localtimestamp, current_timezone(), TIMESTAMP '2024-01-01 00:00 Asia/Tokyo' AT TIME ZONE '+02:00'",
            "SELECT TIMESTAMP '2024-01-01 00:00:00.123456789012', TIME '01:02:03.123456789', TIME '01:02:03+05:30', INTERVAL '3' MONTH",
            "SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN NULL ELSE b END, if(a > 1, b), nullif(a, 2), coalesce(a, 0) FROM t",
            "SELECT b LIKE '%x_' ESCAPE 'x', b IN ('x', 'y', NULL), a NOT IN (1, 2), a IS DISTINCT FROM 2 FROM t",
            "SELECT ROW(a, b), CAST(ROW(a, b) AS row(p bigint, \"q r\" varchar)).p, ROW(1, ROW(a)) = ROW(1, ROW(2)) FROM t",
            "SELECT ARRAY[a, 2][1], element_at(MAP(ARRAY['x'], ARRAY[a]), b), MAP(ARRAY[1], ARRAY[ROW(1, 'x')]) FROM t",
            "SELECT json_value('{\"a\": [1, 2]}', 'lax $.a[1]' RETURNING integer), json_query('{\"a\": 1}', 'strict $.a'), json_exists(b, 'lax $.a') FROM t",
            "SELECT json_object('k' VALUE a, 'l' VALUE b ABSENT ON NULL), json_array(a, b NULL ON NULL), JSON '[1, {\"a\": null}]' FROM t",
            "SELECT json_extract_scalar(CAST(MAP(ARRAY['k'], ARRAY[a]) AS json), '$.k'), json_format(CAST(ROW(a) AS json)) FROM t",
            "SELECT regexp_replace(b, '(x|y)', '<$1>'), regexp_extract_all('a1b2', '\\d'), split('a,b', ','), format('%d %s', a, b) FROM t",
            "SELECT X'00ff', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', IPADDRESS '10.0.0.1', char 'ab', from_utf8(to_utf8(b)) FROM t",
            "SELECT nan(), infinity(), -0e0, REAL '1.5', TINYINT '1', BIGINT '9223372036854775807', DECIMAL '12345678901234567890.123'",
            "SELECT 1 WHERE false",
            "SELECT 1 AS x, 'a' AS y FROM t WHERE 1 = 0",
        ],
    );
}

#[test]
fn aggregates() {
    check(
        &World::new(),
        [
            "SELECT count(*), count(a), count(DISTINCT a), sum(a), avg(a), min(b), max(d), sum(CAST(a AS decimal(5,2))) FROM t",
            "SELECT a, count(*), approx_percentile(d, 0.5), approx_percentile(d, ARRAY[0.1, 0.9]), approx_distinct(b) FROM t GROUP BY a",
            "SELECT min_by(b, a), max_by(a, d, 2), listagg(b, ',') WITHIN GROUP (ORDER BY b), map_agg(b, a) FILTER (WHERE b IS NOT NULL) FROM t",
            "SELECT array_agg(a ORDER BY d DESC, b), array_agg(DISTINCT a), array_agg(DISTINCT b ORDER BY b) FROM t",
            "SELECT histogram(b), bool_and(a > 0), stddev(a), corr(a, d), checksum(b), any_value(1), geometric_mean(a) FROM t",
            "SELECT reduce_agg(a, 0, (s, x) -> s + x, (s, x) -> s + x) FROM t WHERE a IS NOT NULL",
            "SELECT a, b, sum(d), grouping(a, b) FROM t GROUP BY GROUPING SETS ((a), (b), ()) ",
            "SELECT a, count(*) FROM t GROUP BY ROLLUP (a) HAVING count(*) > 1",
            "SELECT b, a, count(*) FROM t GROUP BY CUBE (a, b)",
            "SELECT cardinality(approx_set(a)), value_at_quantile(tdigest_agg(d), 0.5), numeric_histogram(2, d) FROM t",
            "SELECT count(DISTINCT ROW(a, b)), sum(DISTINCT a), min(ROW(a, b)), max(ARRAY[a]) FROM t",
            "SELECT ARRAY[a], count(*) FROM t GROUP BY ARRAY[a]",
            "SELECT DISTINCT a, CAST(b AS char(3)) FROM t",
        ],
    );
}

#[test]
fn windows() {
    check(
        &World::new(),
        [
            "SELECT a, row_number() OVER (ORDER BY a, d), rank() OVER (ORDER BY a), dense_rank() OVER (PARTITION BY b ORDER BY a) FROM t",
            "SELECT percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a), ntile(2) OVER (ORDER BY a, d) FROM t",
            "SELECT sum(a) OVER (ORDER BY d), avg(a) OVER (ORDER BY d ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER () FROM t",
            "SELECT lag(b) OVER (ORDER BY d), lead(b, 2, 'none') OVER (ORDER BY d), lag(b) IGNORE NULLS OVER (ORDER BY d) FROM t",
            "SELECT first_value(b) IGNORE NULLS OVER (ORDER BY d DESC), last_value(b) OVER (ORDER BY d), nth_value(b, 2) OVER (ORDER BY d) FROM t",
            "SELECT sum(a) FILTER (WHERE b = 'x') OVER (ORDER BY d), array_agg(a) FILTER (WHERE a > 1) OVER (ORDER BY d ROWS 1 PRECEDING), count(*) FILTER (WHERE a > 1) OVER () FROM t",
            "SELECT max_by(b, a) OVER (ORDER BY d ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t",
            "SELECT sum(a) OVER (ORDER BY d RANGE BETWEEN 1.5 PRECEDING AND 2 FOLLOWING) FROM t WHERE d < 100",
            "SELECT sum(a) OVER (ORDER BY a GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW), array_agg(b) OVER (ORDER BY d ROWS BETWEEN a PRECEDING AND a FOLLOWING) FROM t WHERE a IS NOT NULL",
            "SELECT nth_value(b, 2) IGNORE NULLS OVER (ORDER BY a GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t",
            "SELECT a, sum(count(*)) OVER (ORDER BY a) FROM t GROUP BY a",
            "SELECT a FROM (SELECT a, row_number() OVER (PARTITION BY a ORDER BY d) AS n FROM t) WHERE n = 1",
        ],
    );
}

#[test]
fn relations() {
    check(
        &World::new(),
        [
            "SELECT t.a, u.\"C\" FROM t JOIN \"U Upper\" u ON t.a = u.a AND t.d < u.\"C\"",
            "SELECT * FROM t LEFT JOIN \"U Upper\" u USING (a)",
            "SELECT * FROM t FULL JOIN \"U Upper\" u ON t.a = u.a",
            "SELECT * FROM t CROSS JOIN \"U Upper\" WHERE t.d > 0",
            "SELECT * FROM t RIGHT JOIN \"U Upper\" u ON t.a < u.a",
            "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM \"U Upper\" u WHERE u.a = t.a AND u.\"C\" > 10)",
            "SELECT a, a IN (SELECT a FROM \"U Upper\") FROM t",
            "SELECT a FROM t WHERE a NOT IN (SELECT a FROM \"U Upper\")",
            "SELECT a, (SELECT max(\"C\") FROM \"U Upper\" u WHERE u.a = t.a), (SELECT count(*) FROM t) FROM t",
            "SELECT a FROM t WHERE a = (SELECT a FROM \"U Upper\" WHERE \"C\" = 30)",
            "SELECT a >= ALL (SELECT a FROM \"U Upper\"), a = ANY (VALUES 1, 2) FROM t",
            "SELECT t.a, s.c FROM t, LATERAL (SELECT \"C\" + t.a AS c FROM \"U Upper\" u WHERE u.a = t.a) s",
            "SELECT a, x, n FROM t CROSS JOIN UNNEST(ARRAY[a, 2], ARRAY['p']) WITH ORDINALITY AS v(x, y, n)",
            "SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS m(k, v)",
            "SELECT * FROM t LEFT JOIN UNNEST(IF(a > 1, ARRAY[ROW(a, b)], ARRAY[])) AS v(p, q) ON true",
            "SELECT a FROM t UNION SELECT a FROM \"U Upper\"",
            "SELECT a FROM t UNION ALL SELECT a FROM \"U Upper\" UNION ALL VALUES 7, 8",
            "SELECT a FROM t INTERSECT ALL SELECT a FROM \"U Upper\"",
            "SELECT a FROM t EXCEPT SELECT a FROM \"U Upper\"",
            "VALUES (1, 'a', NULL), (2, 'b', ARRAY[1])",
            "SELECT * FROM (VALUES (1, 'a'), (BIGINT '2', 'bc')) x(p, q) WHERE p > 1",
            "SELECT a FROM t ORDER BY a DESC NULLS FIRST LIMIT 3",
            "SELECT a FROM t ORDER BY a, d OFFSET 2",
            "SELECT count(*) FROM (SELECT a FROM t OFFSET 2)",
            "SELECT a FROM t ORDER BY a OFFSET 1 FETCH FIRST 1 ROW WITH TIES",
            "SELECT 1 AS one LIMIT 0",
            "SELECT * FROM (SELECT a AS \"Odd \"\"name\"\".x\" FROM t) WHERE \"Odd \"\"name\"\".x\" > 1",
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT * FROM r",
            "WITH RECURSIVE r(n, m) AS (VALUES (1, VARCHAR 'x') UNION ALL SELECT n + 1, m || 'y' FROM r WHERE n < 4) SELECT m FROM r",
            "WITH RECURSIVE r(n, m) AS (SELECT 1, 2 UNION ALL SELECT m, n + m FROM r WHERE n < 5) SELECT sum(m) FROM r",
            "WITH w AS (SELECT a, count(*) AS n FROM t GROUP BY a) SELECT x.a, y.n FROM w x JOIN w y ON x.a = y.a",
            "SELECT * FROM t TABLESAMPLE BERNOULLI (100)",
        ],
    );
}

#[test]
fn row_patterns() {
    let recognize = |measures: &str, rows: &str, pattern: &str, define: &str| {
        format!(
            "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY b ORDER BY d DESC MEASURES {measures} {rows} \
             AFTER MATCH SKIP PAST LAST ROW PATTERN ({pattern}) DEFINE {define})"
        )
    };
    let queries = [
        recognize("X.a AS x, last(Y.d) AS y, match_number() AS n", "ONE ROW PER MATCH", "X Y*", "Y AS Y.d < prev(Y.d)"),
        recognize("classifier() AS c, FINAL sum(Y.a) AS s", "ALL ROWS PER MATCH", "(X | Y)+", "Y AS Y.a > 1"),
        recognize("count(*) AS n, array_agg(a * 2) AS l", "ALL ROWS PER MATCH OMIT EMPTY MATCHES", "X {- Y -}?", "X AS avg(X.d) > 0"),
        recognize("first(a, 1) AS f", "ONE ROW PER MATCH", "^ PERMUTE(X, Y)", "Y AS coalesce(Y.a, 1) / 2 > 0"),
        "SELECT a, m OVER w, count(*) OVER w FROM t WINDOW w AS (ORDER BY d MEASURES last(A.a) AS m \
         ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING AFTER MATCH SKIP TO NEXT ROW INITIAL PATTERN (A+) DEFINE A AS A.d >= 0)"
            .to_owned(),
    ];
    check(&World::new(), queries.iter().map(String::as_str));
}

#[test]
fn deep_plans_and_expressions() {
    let concatenated = (0..300).map(|i| format!("'{i}'")).collect::<Vec<_>>().join(" || ");
    let nested = format!("{}a{}", "abs(".repeat(150), ")".repeat(150));
    let cases = (0..60).fold("0".to_owned(), |inner, i| format!("CASE WHEN a = {i} THEN {i} ELSE {inner} END"));
    let mut layers = "SELECT a AS x, d FROM t".to_owned();
    for i in 0..60 {
        layers = format!("SELECT max(x) AS x, d FROM ({layers}) GROUP BY d HAVING d > -{i}");
    }
    let lambda = (0..12).fold("x0 + a".to_owned(), |body, i| {
        format!("reduce(transform(ARRAY[{i}, a], x{i} -> {body}), 0, (s, x) -> s + x, s -> s)")
    });
    let lambda = lambda.replace("x0 + a", "coalesce(x0, 1) + coalesce(a, 0)");
    let queries = [
        format!("SELECT {concatenated}"),
        format!("SELECT {concatenated} || b FROM t"),
        format!("SELECT {nested} FROM t"),
        format!("SELECT sum({nested}) FROM t GROUP BY {cases}"),
        format!("SELECT transform(ARRAY[1], x -> x + {nested}) FROM t"),
        layers,
        format!("SELECT {lambda} FROM t"),
    ];
    // The engine's own optimizer needs more stack for them than a test has.
    let run = move || check(&World::new(), queries.iter().map(String::as_str));
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap().join().unwrap();
}
