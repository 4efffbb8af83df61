//! Expressions over columns, planned, optimized and run by the engine.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_functions_cast::ValueText;
use boathouse_types::{Result, TrinoError};

use super::super::{Analyzer, AnalyzerOptions, MemoryCatalog, collect, library};
use crate::trino::parse_query;

/// The first column of a query's rows, in order of their text.
fn rows(sql: &str) -> Result<String> {
    let query = parse_query(sql).map_err(|error| TrinoError::internal(error.to_string()))?;
    let catalog = MemoryCatalog::default();
    let mut analyzer = Analyzer::new(library()?, Arc::new(Session::default()), &catalog, AnalyzerOptions::default());
    let analyzed = analyzer.analyze_query(&query)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut texts = Vec::new();
    for batch in runtime.block_on(collect(&analyzed))? {
        let column = ValueText::new(&analyzed.columns[0].data_type, batch.column(0))?;
        texts.extend((0..batch.num_rows()).map(|row| column.get(row).unwrap_or_else(|| "NULL".to_owned())));
    }
    texts.sort();
    Ok(texts.join(" "))
}

#[test]
fn what_stands_before_guards_what_follows() {
    let t = "FROM (VALUES (1, 0), (4, 2)) t(a, b)";
    for (sql, expected) in [
        (format!("SELECT a {t} WHERE b <> 0 AND a / b = 2"), "4"),
        (format!("SELECT a {t} WHERE b = 0 OR a / b = 2"), "1 4"),
        (format!("SELECT a {t} WHERE b <> 0 AND a / b = 2 AND a <> 1 AND 1 / (a - 1) = 0"), "4"),
        (format!("SELECT CASE WHEN b <> 0 THEN a / b > 1 END {t}"), "NULL true"),
        (format!("SELECT CASE WHEN b <> 0 THEN a / b ELSE -1 END {t}"), "-1 2"),
        (format!("SELECT if(b = 0, false, a / b = 2) {t}"), "false true"),
        (format!("SELECT coalesce(nullif(b, 0), a) / b {t} WHERE b > 0"), "1"),
        (format!("SELECT try(a / b) {t}"), "2 NULL"),
        (format!("SELECT try(sum(a) / sum(b)) {t}"), "2"),
        (format!("SELECT element_at(transform(ARRAY[1, 2], x -> x + a), 2) {t}"), "3 6"),
    ] {
        assert_eq!(rows(&sql).map_err(|e| e.to_string()).as_deref(), Ok(expected), "{sql}");
    }
}

#[test]
fn floats_compare_as_in_trino() {
    let t = "FROM (VALUES 0e0, -0e0, 1e0, nan(), -nan(), infinity()) t(x)";
    for (condition, expected) in [
        ("x >= 0", "-0.0 0.0 1.0 Infinity"),
        ("x > 0", "1.0 Infinity"),
        ("x = 0", "-0.0 0.0"),
        ("x <> 0", "1.0 Infinity NaN NaN"),
        ("x < 5", "-0.0 0.0 1.0"),
        ("5 > x", "-0.0 0.0 1.0"),
        ("x BETWEEN 0 AND 1", "-0.0 0.0 1.0"),
        ("x IN (0e0, 1e0)", "-0.0 0.0 1.0"),
        ("x NOT IN (0e0, 1e0)", "Infinity NaN NaN"),
        ("x = x", "-0.0 0.0 1.0 Infinity"),
        ("x IS NOT DISTINCT FROM nan()", "NaN NaN"),
    ] {
        let sql = format!("SELECT x {t} WHERE {condition}");
        assert_eq!(rows(&sql).map_err(|e| e.to_string()).as_deref(), Ok(expected), "{sql}");
    }
}

#[test]
fn exact_columns_and_double_constants() {
    for (sql, expected) in [
        ("SELECT x FROM (VALUES 1.00, 2.50) t(x) WHERE x > 1e0 AND x < 2.75e0", "2.50"),
        ("SELECT x FROM (VALUES 1.00, 2.50) t(x) WHERE x >= 2.505e0 OR x = 1e0", "1.00"),
        ("SELECT x FROM (VALUES 1, 2) t(x) WHERE x IN (1e0, 1.5e0)", "1"),
        ("SELECT x FROM (VALUES 1, 2) t(x) WHERE x BETWEEN 2e0 AND 3e0", "2"),
    ] {
        assert_eq!(rows(sql).map_err(|e| e.to_string()).as_deref(), Ok(expected), "{sql}");
    }
}
