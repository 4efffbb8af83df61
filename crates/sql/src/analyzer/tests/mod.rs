//! Queries with their rows, or the error they raise.

mod aggregates;
mod chains;
mod errors;
mod guards;
mod joins;
mod recursion;
mod subqueries;

use std::sync::Arc;

use arrow::array::{Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use boathouse_functions::Session;
use boathouse_functions_cast::ValueText;
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::datasource::MemTable;

use super::{Analyzer, AnalyzerOptions, MemoryCatalog, TableEntry, ViewEntry, collect, library};
use crate::ast::StatementKind;
use crate::trino::parse_statement;

/// `t(a, b)`: (1, 'x'), (2, 'y'), (2, NULL), (NULL, 'z'); `u(a, c)`: (1, 10), (1, 11), (3, 30); view `v` over `t`.
fn catalog() -> Result<MemoryCatalog> {
    let mut catalog = MemoryCatalog::default();
    let t = Schema::new(vec![Field::new("a", DataType::Int32, true), Field::new("b", DataType::Utf8, true)]);
    let batch = RecordBatch::try_new(
        Arc::new(t),
        vec![
            Arc::new(Int32Array::from(vec![Some(1), Some(2), Some(2), None])),
            Arc::new(StringArray::from(vec![Some("x"), Some("y"), None, Some("z")])),
        ],
    )?;
    add(&mut catalog, "t", batch)?;
    let u = Schema::new(vec![Field::new("a", DataType::Int32, true), Field::new("c", DataType::Int32, true)]);
    let columns: Vec<arrow::array::ArrayRef> =
        vec![Arc::new(Int32Array::from(vec![1, 1, 3])), Arc::new(Int32Array::from(vec![10, 11, 30]))];
    add(&mut catalog, "u", RecordBatch::try_new(Arc::new(u), columns)?)?;
    let view = ViewEntry {
        name: vec!["v".to_owned()],
        sql: "SELECT a, count(*) AS n FROM t GROUP BY a".to_owned(),
        columns: vec![("a".to_owned(), "integer".parse()?), ("n".to_owned(), "bigint".parse()?)],
        catalog: None,
        schema: None,
    };
    catalog.insert("v", TableEntry::View(view));
    Ok(catalog)
}

fn add(catalog: &mut MemoryCatalog, name: &str, batch: RecordBatch) -> Result<()> {
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(boathouse_functions::trino_error)?;
    catalog.add(name, Arc::new(table))
}

/// The labels and rows of a query, as text; `null` is NULL.
fn run(sql: &str) -> Result<(Vec<String>, Vec<String>)> {
    let statement = parse_statement(sql).map_err(|e| TrinoError::new(ErrorCode::SyntaxError, e.to_string()))?;
    let StatementKind::Query(query) = &statement.kind else { return Err(TrinoError::internal("no query")) };
    let catalog = catalog()?;
    let session = Arc::new(Session::default());
    let analyzed = Analyzer::new(library()?, session, &catalog, AnalyzerOptions::default()).analyze_query(query)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let batches = runtime.block_on(collect(&analyzed))?;
    let mut rows = Vec::new();
    for batch in &batches {
        assert_eq!(batch.schema(), analyzed.schema(), "{sql}");
        let columns: Vec<_> = analyzed.columns.iter().zip(batch.columns()).collect();
        let texts = columns.iter().map(|(c, values)| ValueText::new(&c.data_type, values));
        let texts = texts.collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            let cells = texts.iter().map(|t| t.get(row).unwrap_or_else(|| "null".to_owned()));
            rows.push(cells.collect::<Vec<_>>().join(" "));
        }
    }
    Ok((analyzed.columns.into_iter().map(|c| c.name).collect(), rows))
}

/// Rows in any order, separated by `; `, unless the query orders them.
fn check(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (sql, expected) in cases {
        let found = match run(sql) {
            Ok((_, mut rows)) => {
                if !sql.contains("ORDER BY") || sql.contains("(ORDER BY") {
                    rows.sort();
                }
                rows.join("; ")
            }
            Err(error) => format!("{}: {error}", error.code.as_str()),
        };
        if found != *expected {
            wrong.push(format!("{sql}\n  found  {found}\n  wanted {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn labels() {
    for (sql, expected) in [
        ("SELECT a, A AS \"Other\", a + 1, t.b FROM t", "a Other _col2 b"),
        ("SELECT * FROM t JOIN u USING (a)", "a b c"),
        ("SELECT t.*, u.a FROM t, u", "a b a"),
        ("VALUES (1, 2)", "_col0 _col1"),
        ("SELECT (ROW(1 AS x, 2 AS y)).*", "x y"),
        ("SELECT (ROW(1, 2)).* AS (p, q)", "P Q"),
        ("WITH w(k) AS (SELECT 1) SELECT * FROM w", "k"),
    ] {
        assert_eq!(run(sql).map(|(labels, _)| labels.join(" ")), Ok(expected.to_owned()), "{sql}");
    }
}

#[test]
fn queries() {
    check(&[
        ("SELECT a FROM t ORDER BY a", "1; 2; 2; null"),
        ("SELECT a FROM t ORDER BY a DESC", "2; 2; 1; null"),
        ("SELECT a FROM t ORDER BY a DESC NULLS FIRST", "null; 2; 2; 1"),
        ("SELECT a AS b FROM t ORDER BY b, t.b", "1; 2; 2; null"),
        ("SELECT a FROM t ORDER BY -a", "2; 2; 1; null"),
        ("SELECT DISTINCT a FROM t ORDER BY 1 LIMIT 2", "1; 2"),
        ("SELECT a FROM t ORDER BY a OFFSET 1 LIMIT 2", "2; 2"),
        ("SELECT a FROM t ORDER BY a OFFSET 1 FETCH FIRST 1 ROW WITH TIES", "2; 2"),
        ("SELECT a FROM t WHERE a > 1 AND b IS NOT NULL", "2"),
        ("TABLE u", "1 10; 1 11; 3 30"),
        ("VALUES 1, 2, NULL", "1; 2; null"),
        ("SELECT * FROM (VALUES (1, 'a'), (BIGINT '2', 'bc')) x(p, q)", "1 a; 2 bc"),
        ("SELECT * FROM v", "1 1; 2 2; null 1"),
        (
            "WITH w AS (SELECT a FROM t), x AS (SELECT a + 1 AS a FROM w) SELECT w.a, x.a FROM w, x WHERE w.a = x.a",
            "2 2; 2 2",
        ),
        ("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT * FROM r", "1; 2; 3; 4"),
        (
            "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT max(n) + 1 FROM r WHERE n < 3 GROUP BY n) SELECT sum(n) FROM r",
            "6",
        ),
        ("SELECT a FROM t TABLESAMPLE BERNOULLI (0)", ""),
        ("SELECT count(*) FROM t TABLESAMPLE BERNOULLI (100)", "4"),
    ]);
}

#[test]
fn set_operations() {
    check(&[
        ("SELECT a FROM t UNION SELECT a FROM u", "1; 2; 3; null"),
        ("SELECT a FROM t UNION ALL SELECT a FROM u", "1; 1; 1; 2; 2; 3; null"),
        ("SELECT a FROM t INTERSECT SELECT a FROM u", "1"),
        ("SELECT a FROM t EXCEPT SELECT a FROM u", "2; null"),
        ("VALUES 1, 1, 1, 2 INTERSECT ALL VALUES 1, 1, 3", "1; 1"),
        ("VALUES 1, 1, 1, 2 EXCEPT ALL VALUES 1, 3", "1; 1; 2"),
        ("VALUES 1 UNION VALUES DECIMAL '2.5' UNION VALUES 1", "1.0; 2.5"),
        ("SELECT 0e0 UNION SELECT -0e0", "0.0"),
        ("(VALUES 3, 1, 2 ORDER BY 1 LIMIT 2) UNION ALL VALUES 9", "1; 2; 9"),
        (
            "VALUES TIMESTAMP '2020-01-01 00:00:00 UTC' INTERSECT VALUES TIMESTAMP '2020-01-01 01:00:00 +01:00'",
            "2020-01-01 00:00:00 UTC",
        ),
    ]);
}

/// The engine's optimized plan.
fn optimized(sql: &str) -> String {
    let statement = parse_statement(sql).unwrap();
    let StatementKind::Query(query) = &statement.kind else { return String::new() };
    let catalog = catalog().unwrap();
    let session = Arc::new(Session::default());
    let mut analyzer = Analyzer::new(library().unwrap(), session, &catalog, AnalyzerOptions::default());
    let analyzed = analyzer.analyze_query(query).unwrap();
    super::session_state(super::session_config()).optimize(&analyzed.plan).unwrap().display_indent().to_string()
}

#[test]
fn plans() {
    for (sql, wanted, unwanted) in [
        ("SELECT a FROM t WHERE a IN (SELECT a FROM u)", "LeftSemi Join: ", "Filter"),
        (
            "SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.c <> t.a)",
            "LeftAnti Join: ",
            "Distinct",
        ),
        (
            "SELECT t.a FROM t, u w WHERE w.a = t.a AND w.c = (SELECT min(c) FROM u WHERE u.a = w.a)",
            "Inner Join: ",
            "Cross",
        ),
        ("SELECT t.b FROM t JOIN u ON t.a = u.a AND c > 5", "projection=[a, b]", "Cross"),
    ] {
        let plan = optimized(sql);
        assert!(plan.contains(wanted) && !plan.contains(unwanted), "{sql}\n{plan}");
    }
}
