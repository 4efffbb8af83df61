use super::*;
use crate::trino::parse_statement;

/// The tree without the places of its nodes.
fn shape(statement: &Statement) -> String {
    let debug = format!("{statement:?}");
    let mut shape = String::new();
    let mut rest = debug.as_str();
    while let Some(at) = rest.find("Position {") {
        shape.push_str(&rest[..at]);
        rest = rest[at..].split_once('}').map_or("", |(_, tail)| tail);
    }
    shape + rest
}

fn check(sql: &str) {
    let first = parse_statement(sql).unwrap();
    let printed = format_statement(&first);
    match parse_statement(&printed) {
        Ok(second) => assert_eq!(shape(&first), shape(&second), "{sql}\n{printed}"),
        Err(error) => panic!("{sql}\n{printed}\n{error}"),
    }
}

#[test]
fn reads_back_as_the_same_tree() {
    for sql in [
        "SELECT -(-1), - -1, a - (b - c), (a + b) * c, NOT (a AND b), (a OR b) AND c, (a = b) = c, (a || b)[1]",
        "SELECT x -> (y -> x + y), (x AT TIME ZONE 'UTC') AT LOCAL, ROW (1), (1, 2), ROW (1 AS a), (SELECT 1).x, (r).*",
        "SELECT count(*), count(DISTINCT a ORDER BY b DESC), listagg(DISTINCT a, ',' ON OVERFLOW TRUNCATE '..' WITHOUT COUNT) WITHIN GROUP (ORDER BY a)",
        "SELECT a FROM (b JOIN c ON x = y) LEFT JOIN (d CROSS JOIN e) USING (f), UNNEST(g) WITH ORDINALITY AS h (i, j)",
        "(SELECT 1 LIMIT 2) UNION ALL (VALUES 1, (2, 3)) INTERSECT TABLE t ORDER BY 1 NULLS FIRST OFFSET 1 FETCH FIRST 2 ROWS WITH TIES",
        "SELECT \"a\"\"b\", 'it''s', X'0aff', INTERVAL -'1' DAY TO SECOND, CAST(a AS row(x bigint, timestamp(3) with time zone)), TRY_CAST(b AS map(varchar, double precision))",
        "SELECT a FROM t GROUP BY ROLLUP (a, (b, c)), CUBE (d), GROUPING SETS ((), (e)), f + 1 HAVING count(*) > 1",
        "CREATE TABLE a.b COMMENT 'c' WITH (format = 'ORC', x = ARRAY['y']) AS WITH t AS (SELECT 1) SELECT * FROM t WITH NO DATA",
        "MERGE INTO t AS a USING (SELECT 1) s ON a.x = s.x WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND b THEN INSERT (x) VALUES (2)",
        "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY b MEASURES A.x AS m ONE ROW PER MATCH AFTER MATCH SKIP TO LAST A PATTERN ((A B)+? | PERMUTE(C, D){2,} {- E -}) DEFINE B AS x > 1) AS m",
        "SELECT json_query(j, 'lax $' PASSING a AS b RETURNING varchar FORMAT JSON WITH CONDITIONAL WRAPPER EMPTY ARRAY ON EMPTY DEFAULT 1 ON ERROR) FROM JSON_TABLE('[]', 'lax $' COLUMNS (o FOR ORDINALITY, a bigint PATH 'lax $.a' NULL ON EMPTY, NESTED PATH 'lax $.n' AS n COLUMNS (x varchar FORMAT JSON OMIT QUOTES))) t",
        "EXPLAIN (TYPE IO, FORMAT JSON) SELECT sum(x) OVER (w ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP) FROM t WINDOW w AS (PARTITION BY a)",
        "SELECT * FROM (((SELECT q) x) y TABLESAMPLE SYSTEM (10)) z, (t a TABLESAMPLE BERNOULLI (1)) TABLESAMPLE SYSTEM (2)",
        "SELECT json_object((SELECT 'k') : 1, KEY key VALUE 2)",
        "SELECT trim(a), trim(TRAILING 'x' FROM b), extract(YEAR FROM c), normalize(d, NFKD), current_timestamp(3), CASE a WHEN 1 THEN 2 ELSE 3 END",
    ] {
        check(sql);
    }
}
