//! Whole recognitions, over rows written as VALUES.

use std::sync::Arc;

use boathouse_functions::{Session, trino_error};
use boathouse_functions_cast::{RowText, ValueText};
use boathouse_types::Result;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;

use crate::analyzer::{
    Analyzer, AnalyzerOptions, MemoryCatalog, execute_stream, library, session_config, session_state,
};
use crate::ast::StatementKind;

/// The rows a query gives, one after the other.
pub(super) fn run(sql: &str) -> Result<String> {
    let statement = crate::trino::parse_statement(sql).unwrap();
    let StatementKind::Query(query) = &statement.kind else { unreachable!() };
    let catalog = MemoryCatalog::default();
    let session = Arc::new(Session::default());
    let analyzed = Analyzer::new(library()?, session, &catalog, AnalyzerOptions::default()).analyze_query(query)?;
    let context = SessionContext::new_with_state(session_state(session_config().with_target_partitions(1)));
    let batches = futures::executor::block_on(async {
        execute_stream(&analyzed, &context).await?.try_collect::<Vec<_>>().await.map_err(trino_error)
    })?;
    let mut rows = Vec::new();
    for batch in &batches {
        let columns = analyzed.columns.iter().zip(batch.columns());
        let texts = columns.map(|(c, column)| ValueText::with_rows(&c.data_type, column, RowText::List));
        let texts: Vec<ValueText> = texts.collect::<Result<_>>()?;
        for row in 0..batch.num_rows() {
            let values: Vec<String> = texts.iter().map(|t| t.get(row).unwrap_or_else(|| "null".to_owned())).collect();
            rows.push(values.join(" "));
        }
    }
    Ok(rows.join(", "))
}

/// Prices of days: up, down, up.
const PRICES: &str = "(VALUES (1, 10), (2, 8), (3, 6), (4, 9), (5, 12), (6, 7)) t(day, price)";

fn recognize(clauses: &str) -> Result<String> {
    run(&format!("SELECT * FROM {PRICES} MATCH_RECOGNIZE (ORDER BY day {clauses})"))
}

#[test]
fn matches_are_put_out() {
    for (clauses, expected) in [
        (
            "MEASURES FIRST(day) AS f, LAST(A.day) AS a, LAST(day) AS l PATTERN (X A+ B+) \
             DEFINE A AS price < PREV(price), B AS price > PREV(price)",
            "1 3 5",
        ),
        (
            "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A B*) \
             DEFINE B AS price < PREV(price)",
            "1 1 A 10, 2 1 B 8, 3 1 B 6, 4 2 A 9, 5 3 A 12, 6 3 B 7",
        ),
        (
            "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B{2}) \
             DEFINE B AS price < PREV(price)",
            "1 A 10, 2 B 8, 3 B 6, 4 null 9, 5 null 12, 6 null 7",
        ),
        (
            "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH OMIT EMPTY MATCHES PATTERN (A*) DEFINE A AS price > 9",
            "1 A 10, 5 A 12",
        ),
        (
            "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B+ -} C) \
             DEFINE B AS price < PREV(price), C AS price > PREV(price)",
            "1 A 10, 4 C 9",
        ),
        (
            "MEASURES FIRST(day) AS f, LAST(day) AS l AFTER MATCH SKIP TO NEXT ROW PATTERN (A B) \
             DEFINE B AS price < PREV(price)",
            "1 2, 2 3, 5 6",
        ),
        (
            "MEASURES FIRST(day) AS f AFTER MATCH SKIP TO LAST B PATTERN (A B) DEFINE B AS price < PREV(price)",
            "1, 2, 5",
        ),
    ] {
        assert_eq!(recognize(clauses).as_deref(), Ok(expected), "{clauses}");
    }
}

#[test]
fn conditions_and_measures_see_the_match() {
    for (clauses, expected) in [
        (
            "MEASURES RUNNING sum(price) AS s, FINAL count(*) AS n, FINAL LAST(day, 1) AS d ALL ROWS PER MATCH \
             PATTERN (A+) DEFINE A AS sum(A.price) <= 24",
            "1 10 3 2 10, 2 18 3 2 8, 3 24 3 2 6, 4 9 2 4 9, 5 21 2 4 12, 6 7 1 null 7",
        ),
        (
            "MEASURES LAST(B.day) AS d, count(B.*) AS n, count(U.price) AS u PATTERN (A B* C) SUBSET U = (A, C) \
             DEFINE B AS B.price < A.price, C AS C.price > FIRST(A.price)",
            "4 3 2",
        ),
        (
            "MEASURES array_agg(CLASSIFIER() || CAST(MATCH_NUMBER() AS varchar)) AS l PATTERN ((A | B)+ C) \
             DEFINE C AS array_agg(CLASSIFIER()) = ARRAY['B', 'A', 'C']",
            "[B1, A1, C1], [B2, A2, C2]",
        ),
        (
            "MEASURES FIRST(A.day IN (SELECT 2)) AS m, B.day + 1 IN (SELECT 3) AS n PATTERN (A B) \
             DEFINE B AS B.price NOT IN (SELECT 8)",
            "true false, false false",
        ),
        // The condition fails on the first row, which is never asked for.
        ("MEASURES FIRST(day) AS f PATTERN (A B) DEFINE B AS 12 / (price - 10) < 0", "1, 3, 5"),
        ("MEASURES NEXT(day, 2) AS n, PREV(FIRST(day)) AS p PATTERN (A) DEFINE A AS price = 6", "5 2"),
        ("MEASURES price + (SELECT 1) AS p PATTERN (A) DEFINE A AS EXISTS (SELECT 1) AND price > 11", "13"),
        ("MEASURES transform(ARRAY[1], x -> x + A.price) AS p PATTERN (A) DEFINE A AS 12 / (price - 5) = 12", "[7]"),
    ] {
        let found = recognize(clauses);
        let expected = expected.strip_prefix('!').map_or(Ok(expected), Err);
        assert_eq!(found.as_deref().map_err(|e| e.message.as_str()), expected, "{clauses}");
    }
}

#[test]
fn partitions_are_matched_apart() {
    let rows = "(VALUES ('b', 1), ('a', 2), (NULL, 3), ('a', 1), ('b', 3)) t(k, v)";
    let sql = format!(
        "SELECT k, s, n FROM {rows} MATCH_RECOGNIZE (PARTITION BY k ORDER BY v MEASURES sum(v) AS s, \
         MATCH_NUMBER() AS n PATTERN (A+) DEFINE A AS true)"
    );
    assert_eq!(run(&sql).unwrap(), "null 3 1, a 3 1, b 4 1");
}

#[test]
fn what_is_wrong_is_said() {
    for (clauses, expected) in [
        ("MEASURES 1 AS m PATTERN (A) DEFINE B AS true", "defined variable: B is not a primary pattern variable"),
        (
            "MEASURES 1 AS m PATTERN (A) DEFINE A AS price",
            "Expression defining a label must be boolean (actual type: integer)",
        ),
        (
            "MEASURES 1 AS m PATTERN (A) DEFINE A AS FINAL LAST(price) > 1",
            "FINAL semantics is not supported in DEFINE clause",
        ),
        (
            "MEASURES PREV(LAST(price) + 1) AS m PATTERN (A) DEFINE A AS true",
            "Immediate nesting is required for pattern navigation functions",
        ),
        (
            "MEASURES LAST(A.price + B.price) AS m PATTERN (A B) DEFINE A AS true",
            "All labels and classifiers inside the call to 'last' must match",
        ),
        (
            "MEASURES max(DISTINCT price) AS m PATTERN (A) DEFINE A AS true",
            "Cannot use DISTINCT with max aggregate function in pattern recognition context",
        ),
        (
            "MEASURES 1 AS m AFTER MATCH SKIP TO FIRST A PATTERN (A B) DEFINE A AS true",
            "AFTER MATCH SKIP failed: cannot skip to first row of match",
        ),
        (
            "MEASURES 1 AS m AFTER MATCH SKIP TO C PATTERN (A B C?) DEFINE C AS false",
            "AFTER MATCH SKIP failed: pattern variable is not present in match",
        ),
    ] {
        assert_eq!(recognize(clauses).unwrap_err().message, expected, "{clauses}");
    }
}
