//! Patterns of windows, over rows written as VALUES.

use super::tests::run;

/// Prices of days: down twice, up twice, down.
const PRICES: &str = "(VALUES (1, 10), (2, 8), (3, 6), (4, 9), (5, 12), (6, 7)) t(day, price)";

/// Of each day, in their order.
fn over(select: &str, frame: &str) -> Result<String, String> {
    run(&format!("SELECT {select} FROM {PRICES} WINDOW w AS (ORDER BY day {frame}) ORDER BY day"))
        .map_err(|e| e.message)
}

const ALL: &str = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING";

#[test]
fn every_row_has_a_match_of_its_own() {
    for (select, frame, expected) in [
        (
            "l OVER w, c OVER w",
            format!(
                "MEASURES LAST(price) AS l, CLASSIFIER() AS c {ALL} PATTERN (A B+) DEFINE B AS price < PREV(price)"
            ),
            "6 B, null null, null null, null null, 7 B, null null",
        ),
        (
            "l OVER w",
            format!(
                "MEASURES LAST(day) AS l {ALL} AFTER MATCH SKIP TO NEXT ROW PATTERN (A B+) \
                 DEFINE B AS price < PREV(price)"
            ),
            "3, 3, null, null, 6, null",
        ),
        (
            "f OVER w, l OVER w",
            format!(
                "MEASURES FIRST(day) AS f, LAST(day) AS l {ALL} AFTER MATCH SKIP TO NEXT ROW SEEK PATTERN (A B+) \
                 DEFINE B AS price > PREV(price)"
            ),
            "3 5, 3 5, 3 5, 4 5, null null, null null",
        ),
        // The rows before the frame are not there for PREV, nor those behind it for NEXT.
        (
            "l OVER w",
            format!("MEASURES LAST(day) AS l {ALL} PATTERN (B+) DEFINE B AS price < PREV(price)"),
            "null, null, null, null, null, null",
        ),
        (
            "l OVER w",
            "MEASURES LAST(day) AS l ROWS BETWEEN CURRENT ROW AND day - 3 FOLLOWING PATTERN (A B) \
             DEFINE B AS price < PREV(price)"
                .to_owned(),
            "!Window frame offset value must not be negative or null",
        ),
        (
            "l OVER w, n OVER w",
            "MEASURES LAST(day) AS l, NEXT(day) AS n ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING \
             AFTER MATCH SKIP TO NEXT ROW PATTERN (A B*) DEFINE B AS price < PREV(price)"
                .to_owned(),
            "2 null, 3 null, 3 4, 4 5, 6 null, 6 null",
        ),
        ("n OVER w", format!("MEASURES count(*) AS n {ALL} PATTERN (B*) DEFINE B AS price > 9"), "1, 0, 0, 0, 1, 0"),
        (
            "s OVER w",
            format!(
                "MEASURES sum(t.price) + count(B.price) AS s {ALL} PATTERN (A {{- B -}} B) DEFINE B AS t.price < 9"
            ),
            "26, null, null, null, null, null",
        ),
    ] {
        let found = over(select, &frame);
        let expected = expected.strip_prefix('!').map_or_else(|| Ok(expected.to_owned()), |e| Err(e.to_owned()));
        assert_eq!(found, expected, "{frame}");
    }
}

#[test]
fn functions_are_over_the_rows_of_the_match() {
    let next = format!("{ALL} AFTER MATCH SKIP TO NEXT ROW PATTERN (A B*) DEFINE B AS price < PREV(price)");
    let past = format!("{ALL} PATTERN (A B*) DEFINE B AS price < PREV(price)");
    for (select, frame, expected) in [
        ("sum(price) OVER w, count(*) OVER w", &next, "24 3, 14 2, 6 1, 9 1, 19 2, 7 1"),
        ("sum(price) OVER w, count(*) OVER w", &past, "24 3, null 0, null 0, 9 1, 19 2, null 0"),
        ("array_agg(price) OVER w", &next, "[10, 8, 6], [8, 6], [6], [9], [12, 7], [7]"),
        ("array_agg(price) FILTER (WHERE price <> 8) OVER w", &next, "[10, 6], [6], [6], [9], [12, 7], [7]"),
        (
            "first_value(price) OVER w, last_value(price) OVER w, nth_value(price, 2) OVER w",
            &past,
            "10 6 8, null null null, null null null, 9 9 null, 12 7 7, null null null",
        ),
        ("first_value(nullif(price, 10)) IGNORE NULLS OVER w", &past, "8, null, null, 9, 12, null"),
        ("rank() OVER w, row_number() OVER w", &past, "1 1, 2 2, 3 3, 4 4, 5 5, 6 6"),
        ("approx_percentile(price, 0.5) OVER w", &past, "8, null, null, 9, 12, null"),
    ] {
        assert_eq!(over(select, frame).as_deref(), Ok(expected), "{select} {frame}");
    }
}

#[test]
fn windows_stand_where_windows_do() {
    let pattern = format!("{ALL} PATTERN (A B+) DEFINE B AS p > PREV(p)");
    for (sql, expected) in [
        (
            format!(
                "SELECT p, m OVER (PARTITION BY k ORDER BY p MEASURES LAST(p) AS m {pattern}) \
                 FROM (VALUES (1, 3), (2, 1), (1, 5), (2, 1)) t(k, p) ORDER BY 1, 2"
            ),
            "1 null, 1 null, 3 5, 5 null",
        ),
        (
            format!(
                "SELECT k, m OVER (ORDER BY k MEASURES LAST(s) - FIRST(s) AS m {}) FROM \
                 (SELECT k, sum(p) AS s FROM (VALUES (1, 3), (2, 4), (2, 6), (3, 11)) t(k, p) GROUP BY k) ORDER BY k",
                pattern.replace("p > PREV(p)", "s > PREV(s)")
            ),
            "1 8, 2 null, 3 null",
        ),
        (
            format!(
                "SELECT k, sum(p), m OVER w FROM (VALUES (1, 3), (2, 4), (2, 6)) t(k, p) GROUP BY k \
                 WINDOW w AS (ORDER BY sum(p) DESC MEASURES LAST(t.k) AS m {}) ORDER BY m OVER w",
                pattern.replace("p > PREV(p)", "k < PREV(k)")
            ),
            "2 10 1, 1 3 null",
        ),
        (
            format!(
                "SELECT p FROM (VALUES 1, 2, 3) t(p) WINDOW w AS (ORDER BY p) \
                 ORDER BY m OVER (w MEASURES CLASSIFIER() AS m {ALL} PATTERN (A B) DEFINE A AS true) NULLS FIRST, p"
            ),
            "2, 3, 1",
        ),
        // What a named window reads is of the input, not of the select list.
        (
            format!(
                "SELECT -p AS p FROM (VALUES 1, 2, 3) t(p) WINDOW w AS (ORDER BY p MEASURES LAST(p) AS m {pattern}) \
                 ORDER BY m OVER w, p"
            ),
            "-1, -3, -2",
        ),
        (
            format!(
                "SELECT p, (SELECT max(x) FROM (VALUES 1, 2, 7) u(x) WHERE x < p * 2), m OVER w \
                 FROM (VALUES 1, 2) t(p) WINDOW w AS (ORDER BY p MEASURES LAST(p) + (SELECT 10) AS m {pattern})"
            ),
            "1 1 12, 2 2 null",
        ),
    ] {
        assert_eq!(run(&sql).map_err(|e| e.message).as_deref(), Ok(expected), "{sql}");
    }
}

#[test]
fn many_rows_are_matched_in_time() {
    // Each row seeks through all rows behind it: what it found is what the row before found.
    let sql = "SELECT count(m), max(m) FROM (SELECT m OVER (ORDER BY x MEASURES LAST(x) AS m \
               ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING AFTER MATCH SKIP TO NEXT ROW SEEK PATTERN (A B) \
               DEFINE B AS x % 20000 = 0 AND x > PREV(x)) AS m FROM \
               (SELECT i * 10000 + j FROM UNNEST(sequence(0, 2)) a(i), UNNEST(sequence(1, 10000)) b(j)) t(x))";
    assert_eq!(run(sql).unwrap(), "19999 20000");
    // The matches overlap, and are not all kept at once.
    let sql = "SELECT sum(n) FROM (SELECT count(*) OVER (ORDER BY x \
               ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING AFTER MATCH SKIP TO NEXT ROW PATTERN (A+) \
               DEFINE A AS true) AS n FROM UNNEST(sequence(1, 800)) t(x))";
    assert_eq!(run(sql).unwrap(), "320400");
}

#[test]
fn what_is_wrong_is_said() {
    let now = "ROWS BETWEEN CURRENT ROW AND 5 FOLLOWING";
    for (window, expected) in [
        (format!("MEASURES 1 AS m {now}"), "Row pattern measures require PATTERN clause"),
        (format!("{now} AFTER MATCH SKIP TO NEXT ROW"), "AFTER MATCH SKIP clause requires PATTERN clause"),
        (format!("{now} SEEK"), "SEEK modifier requires PATTERN clause"),
        (format!("{now} SUBSET U = (A)"), "Union variable definitions require PATTERN clause"),
        (format!("{now} DEFINE A AS true"), "Primary pattern variable definitions require PATTERN clause"),
        (
            "RANGE BETWEEN CURRENT ROW AND 5 FOLLOWING PATTERN (A)".to_owned(),
            "Pattern recognition requires ROWS frame type",
        ),
        (
            "ROWS CURRENT ROW PATTERN (A)".to_owned(),
            "Pattern recognition requires frame specified as BETWEEN CURRENT ROW AND ...",
        ),
        (
            "ROWS BETWEEN CURRENT ROW AND 5 PRECEDING PATTERN (A)".to_owned(),
            "Window frame starting from CURRENT ROW cannot end with PRECEDING",
        ),
        (format!("{now} PATTERN (^ A)"), "Anchor pattern syntax is not allowed in window"),
        (
            format!("MEASURES 1 + MATCH_NUMBER() AS m {now} PATTERN (A)"),
            "MATCH_NUMBER function is not supported in window",
        ),
        (
            format!("{now} PATTERN (A) DEFINE A AS day"),
            "Expression defining a label must be boolean (actual type: integer)",
        ),
        (
            format!("MEASURES max(day) OVER () AS m {now} PATTERN (A)"),
            "Cannot nest window functions or row pattern measures inside window specification",
        ),
        (
            format!(
                "{now} PATTERN (A) DEFINE A AS EXISTS (SELECT 1 FROM (VALUES 1) MATCH_RECOGNIZE (PATTERN (X) DEFINE X AS true))"
            ),
            "nested row pattern recognition in row pattern recognition",
        ),
    ] {
        assert_eq!(over("rank() OVER w", &window), Err(expected.to_owned()), "{window}");
    }
    let pattern = format!("MEASURES LAST(day) AS m, 1 AS \"M\" {now} PATTERN (A)");
    for (select, expected) in [
        ("n OVER w", "Measure n is not defined in the corresponding window"),
        ("\"m\" OVER w", "Measure m is not defined in the corresponding window"),
        ("m OVER w", "Measure m is defined more than once"),
        ("m OVER ()", "Measure m is not defined in the corresponding window"),
        ("m OVER v", "Cannot resolve WINDOW name v"),
        ("lag(day) OVER w", "Cannot specify window frame for lag function"),
    ] {
        assert_eq!(over(select, &pattern), Err(expected.to_owned()), "{select}");
    }
}
