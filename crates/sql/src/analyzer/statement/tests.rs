//! Statements with what they become, or the error they raise.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, RecordBatch};
use boathouse_functions::Session;
use boathouse_functions_cast::ValueText;
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::datasource::MemTable;

use super::AnalyzedStatement;
use crate::analyzer::{
    Analyzed, Analyzer, AnalyzerOptions, MemoryCatalog, TableColumn, TableEntry, ViewEntry, collect, library,
};
use crate::trino::parse_statement;

/// `t(a bigint, b varchar(3), c decimal(5,2))` with a hidden `$place bigint`, view `v`.
fn catalog() -> Result<MemoryCatalog> {
    let columns: Vec<(&str, Type)> = vec![
        ("a", Type::BigInt),
        ("b", Type::Varchar(Some(3))),
        ("c", "decimal(5,2)".parse()?),
        ("$place", Type::BigInt),
    ];
    let schema = arrow_schema::Schema::new(columns.iter().map(|(n, t)| t.to_field(n)).collect::<Vec<_>>());
    let ints = |values: Vec<i64>| Arc::new(arrow::array::Int64Array::from(values)) as Arc<dyn Array>;
    let texts: Arc<dyn Array> = Arc::new(arrow::array::StringViewArray::from(vec!["x", "y", "z"]));
    let numbers = arrow::compute::cast(&ints(vec![1, 2, 3]), schema.field(2).data_type())?;
    let batch =
        RecordBatch::try_new(Arc::new(schema), vec![ints(vec![1, 2, 3]), texts, numbers, ints(vec![10, 20, 30])])?;
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(boathouse_functions::trino_error)?;
    let mut catalog = MemoryCatalog::default();
    let columns = columns.into_iter().map(|(name, data_type)| TableColumn {
        name: name.to_owned(),
        data_type,
        hidden: name.starts_with('$'),
    });
    let source = datafusion::datasource::provider_as_source(Arc::new(table));
    let name = ["c", "s", "t"].map(str::to_owned).to_vec();
    catalog.insert("t", TableEntry::Table { name, source, columns: columns.collect() });
    let view = ViewEntry {
        name: ["c", "s", "v"].map(str::to_owned).to_vec(),
        sql: "SELECT a FROM t".to_owned(),
        columns: vec![("a".to_owned(), Type::BigInt)],
        catalog: None,
        schema: None,
    };
    catalog.insert("v", TableEntry::View(view));
    Ok(catalog)
}

fn analyze(sql: &str, parameters: &[&str]) -> Result<AnalyzedStatement> {
    let statement = parse_statement(sql).map_err(|e| TrinoError::new(ErrorCode::SyntaxError, e.to_string()))?;
    let catalog = catalog()?;
    let session = Session { catalog: Some("c".to_owned()), schema: Some("s".to_owned()), ..Session::default() };
    let parameters = parameters.iter().map(|p| crate::trino::parse_expression(p).unwrap()).collect();
    let prepared = [
        ("p", "SELECT a + ? AS n FROM t WHERE b = ?"),
        ("loop", "EXPLAIN EXECUTE loop"),
        ("one", "SELECT 1"),
        ("output", "SELECT 2"),
    ];
    let prepared: HashMap<_, _> = prepared.map(|(name, sql)| (name.to_owned(), sql.to_owned())).into();
    Analyzer::new(library()?, Arc::new(session), &catalog, AnalyzerOptions { parameters })
        .with_prepared(prepared)
        .analyze_statement(&statement)
}

/// The rows as `1|x`, sorted.
fn rows(analyzed: &Analyzed) -> Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut lines = Vec::new();
    for batch in runtime.block_on(collect(analyzed))? {
        let columns: Vec<_> = analyzed
            .columns
            .iter()
            .zip(batch.columns())
            .map(|(c, v)| ValueText::new(&c.data_type, v).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells: Vec<_> = columns.iter().map(|c| c.get(row).unwrap_or_else(|| "null".to_owned())).collect();
            lines.push(cells.join("|"));
        }
    }
    lines.sort();
    Ok(lines.join(" "))
}

fn labels(analyzed: &Analyzed) -> String {
    analyzed.columns.iter().map(|c| format!("{} {}", c.name, c.data_type)).collect::<Vec<_>>().join(", ")
}

/// What a statement would write or answer.
fn outcome(sql: &str) -> Result<String> {
    use AnalyzedStatement as S;
    Ok(match analyze(sql, &[])? {
        S::Query(query) => rows(&query)?,
        S::CreateTableAs(it) => match &it.query {
            Some(query) => format!("{}: {}", it.name.join("."), labels(query)),
            None => format!("{} is there", it.name.join(".")),
        },
        S::Insert(it) => format!("{}: {}", it.columns.join(","), rows(&it.rows)?),
        S::Delete(it) => rows(&it.rows)?,
        S::Update(it) => format!("{}: {}", it.columns.join(","), rows(&it.rows)?),
        S::Merge(it) => rows(&it.rows)?,
        S::CreateView(it) => format!("{}: {:?}", it.name.join("."), it.columns.len()),
        S::DropView(it) => format!("{} {}", it.name.join("."), it.exists),
        S::Unload(it) => format!("{} {:?} {}", it.location, it.properties[0].value, rows(&it.query)?),
        S::Optimize(it) => rows(&it.rows)?,
        S::Vacuum(it) => it.name.join("."),
        S::Explain(it) => format!("{} {:?}", it.analyze, it.options),
        S::Prepare { name, .. } | S::Deallocate(name) => name,
        S::DescribeInput => "none".to_owned(),
        S::DescribeOutput(columns) => format!("{} {}", columns[0].name, columns[0].data_type),
        S::ShowFunctions { like, escape } => format!("{like:?} {escape:?}"),
    })
}

#[test]
fn statements_say_what_they_write() {
    for (sql, expected) in [
        ("INSERT INTO t VALUES (4, 'abc', 1.234), (5, 'ab   ', 2)", "a,b,c: 4|abc|1.23 5|ab |2.00"),
        ("INSERT INTO t (c, A) SELECT a, 1.6E0 FROM t WHERE a = 2", "c,a: 2|null|2.00"),
        ("INSERT INTO t (b) VALUES (NULL)", "b: null|null|null"),
        ("DELETE FROM t", "1|x|1.00|10 2|y|2.00|20 3|z|3.00|30"),
        ("DELETE FROM t WHERE t.a IN (SELECT max(a) FROM t)", "3|z|3.00|30"),
        ("UPDATE t SET c = a + 0.5, b = 'q' WHERE c.s.t.a > 2", "c,b: 3|q|3.50|30"),
        ("UPDATE t SET a = (SELECT max(a) FROM t) WHERE a = 1", "a: 3|x|1.00|10"),
        (
            "MERGE INTO t AS o USING (VALUES (1, 'p'), (2, 'q'), (9, 'n')) AS s (k, w) ON o.a = s.k \
             WHEN MATCHED AND w = 'q' THEN DELETE WHEN MATCHED THEN UPDATE SET b = w, c = c * 2 \
             WHEN NOT MATCHED THEN INSERT (b, a) VALUES (w, k)",
            "1|9|n|null|null 2|null|null|null|20 3|1|p|2.00|10",
        ),
        (
            "MERGE INTO t USING (VALUES 3, 4) AS s (k) ON a = k WHEN NOT MATCHED AND k > 5 THEN INSERT VALUES (k, '', 0)",
            "",
        ),
        ("MERGE INTO t USING (VALUES 3, 4) AS s (k) ON a = k WHEN MATCHED THEN DELETE", "2|null|null|null|30"),
        ("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE a = 1", "1|x|1.00|10"),
        ("VACUUM t", "c.s.t"),
        ("CREATE TABLE n AS SELECT a AS Big, b FROM t", "c.s.n: big bigint, b varchar(3)"),
        ("CREATE TABLE n (x) AS SELECT 1", "c.s.n: x integer"),
        ("CREATE TABLE IF NOT EXISTS t AS SELECT no FROM nowhere", "c.s.t is there"),
        ("CREATE VIEW w AS SELECT a FROM v", "c.s.w: 1"),
        ("DROP VIEW v", "c.s.v true"),
        ("DROP VIEW IF EXISTS w", "c.s.w false"),
        ("UNLOAD (SELECT a FROM t WHERE a = 1) TO 'x' WITH (p = 1)", "x Some((Integer, Int32(1))) 1"),
        ("EXPLAIN (TYPE IO) DELETE FROM t", "false [Io]"),
        ("EXECUTE IMMEDIATE 'SELECT ? + a FROM t WHERE b = ?' USING 5, 'y'", "7"),
        ("EXECUTE p USING 1, 'x'", "2"),
        ("PREPARE q FROM SELECT ?", "q"),
        ("DEALLOCATE PREPARE P", "p"),
        ("DESCRIBE OUTPUT p", "n bigint"),
        ("DESCRIBE OUTPUT output", "_col0 integer"),
        ("DESCRIBE INPUT one", "none"),
        ("SHOW FUNCTIONS LIKE 'a$_%' ESCAPE '$'", "Some(\"a$_%\") Some('$')"),
    ] {
        assert_eq!(outcome(sql).as_deref(), Ok(expected), "{sql}");
    }
}

fn check_errors(cases: &[(&str, &str)]) {
    for (sql, expected) in cases {
        let error = outcome(sql).unwrap_err();
        let text = format!("{} {error}", error.code.as_str());
        assert!(text == *expected || (!expected.contains(' ') && text.starts_with(expected)), "{sql}\n{text}");
    }
}

#[test]
fn errors_of_changed_tables_are_trinos() {
    check_errors(&[
        ("INSERT INTO u VALUES 1", "TABLE_NOT_FOUND line 1:1: Table 'c.s.u' does not exist"),
        ("INSERT INTO v VALUES 1", "NOT_SUPPORTED line 1:1: Inserting into views is not supported"),
        (
            "INSERT INTO t (x) VALUES 1",
            "COLUMN_NOT_FOUND line 1:1: Insert column name does not exist in target table: x",
        ),
        (
            "INSERT INTO t (a, A) VALUES (1, 2)",
            "DUPLICATE_COLUMN_NAME line 1:1: Insert column name is specified more than once: a",
        ),
        (
            "INSERT INTO t (a, b) VALUES ('x', 2)",
            "TYPE_MISMATCH line 1:1: Insert query has mismatched column types: Table: [bigint, varchar(3)], Query: [varchar(1), integer]",
        ),
        (
            "INSERT INTO t (b) VALUES 'abcd'",
            "INVALID_CAST_ARGUMENT Cannot truncate non-space characters when casting from varchar(4) to varchar(3) on INSERT",
        ),
        ("DELETE FROM v", "NOT_SUPPORTED line 1:1: Deleting from views is not supported"),
        (
            "DELETE FROM t WHERE a",
            "TYPE_MISMATCH line 1:21: WHERE clause must evaluate to a boolean: actual type bigint",
        ),
        ("UPDATE v SET a = 1", "NOT_SUPPORTED line 1:1: Updating views is not supported"),
        ("UPDATE t SET x = 1", "COLUMN_NOT_FOUND line 1:14: The UPDATE SET target column x doesn't exist"),
        (
            "UPDATE t SET a = 'x'",
            "TYPE_MISMATCH line 1:1: UPDATE table column types don't match SET expressions: Table: [bigint], Expressions: [varchar(1)]",
        ),
        (
            "MERGE INTO v USING t ON true WHEN MATCHED THEN DELETE",
            "NOT_SUPPORTED line 1:1: Merging into views is not supported",
        ),
        (
            "MERGE INTO t USING v ON t.a + v.a WHEN MATCHED THEN DELETE",
            "TYPE_MISMATCH line 1:29: The MERGE predicate must evaluate to a boolean: actual type bigint",
        ),
        (
            "MERGE INTO t USING v ON t.a = v.a WHEN MATCHED THEN UPDATE SET c = 'x'",
            "TYPE_MISMATCH line 1:35: MERGE table column types don't match for MERGE case 0, SET expressions: Table: [decimal(5,2)], Expressions: [varchar(1)]",
        ),
        (
            "MERGE INTO t USING v ON t.a = v.a WHEN MATCHED THEN UPDATE SET x = 1",
            "COLUMN_NOT_FOUND line 1:1: Merge column name does not exist in target table: x",
        ),
    ]);
}

#[test]
fn errors_of_new_tables_and_views_are_trinos() {
    check_errors(&[
        ("CREATE TABLE t AS SELECT 1 x", "TABLE_ALREADY_EXISTS line 1:1: Destination table 'c.s.t' already exists"),
        ("CREATE TABLE n AS SELECT 1", "MISSING_COLUMN_NAME line 1:1: Column name not specified at position 1"),
        (
            "CREATE TABLE n AS SELECT 1 a, 2 a",
            "DUPLICATE_COLUMN_NAME line 1:1: Column name 'a' specified more than once",
        ),
        ("CREATE TABLE n AS SELECT null a", "COLUMN_TYPE_UNKNOWN line 1:1: Column type is unknown: a"),
        ("CREATE TABLE n (x) AS SELECT null", "COLUMN_TYPE_UNKNOWN line 1:1: Column type is unknown at position 1"),
        (
            "CREATE TABLE n (x, y) AS SELECT 1",
            "MISMATCHED_COLUMN_ALIASES line 1:17: Column alias list has 2 entries but relation has 1 columns",
        ),
        ("CREATE TABLE n WITH (p = 1, p = 2) AS SELECT 1 a", "DUPLICATE_PROPERTY line 1:29: Duplicate property: p"),
        ("CREATE TABLE n WITH (p = y) AS SELECT 1 a", "COLUMN_NOT_FOUND line 1:26: Column 'y' cannot be resolved"),
        ("CREATE VIEW v AS SELECT 1 a", "TABLE_ALREADY_EXISTS line 1:1: View already exists: 'c.s.v'"),
        ("CREATE OR REPLACE VIEW t AS SELECT 1 a", "TABLE_ALREADY_EXISTS line 1:1: Table already exists: 'c.s.t'"),
        (
            "CREATE OR REPLACE VIEW v AS SELECT * FROM v",
            "VIEW_IS_RECURSIVE line 1:43: Statement would create a recursive view",
        ),
        ("DROP VIEW w", "TABLE_NOT_FOUND line 1:1: View 'c.s.w' does not exist"),
        (
            "DROP VIEW t",
            "GENERIC_USER_ERROR line 1:1: View 'c.s.t' does not exist, but a table with that name exists. Did you mean DROP TABLE c.s.t?",
        ),
    ]);
}

#[test]
fn errors_of_prepared_and_other_statements_are_trinos() {
    check_errors(&[
        ("DESCRIBE INPUT p", "NOT_SUPPORTED line 1:1: DESCRIBE INPUT of a statement with parameters is not supported"),
        ("EXECUTE none", "NOT_FOUND Prepared statement not found: none"),
        ("DESCRIBE OUTPUT none", "NOT_FOUND Prepared statement not found: none"),
        (
            "EXECUTE p USING 1",
            "INVALID_PARAMETER_USAGE line 1:1: Incorrect number of parameters: expected 2 but found 1",
        ),
        ("EXECUTE p USING ?, 1", "INVALID_PARAMETER_USAGE line 1:17: No value provided for parameter"),
        (
            "EXECUTE p USING a, 1",
            "EXPRESSION_NOT_CONSTANT line 1:17: Constant expression cannot contain column references",
        ),
        ("EXECUTE loop", "NOT_SUPPORTED Invalid statement type for prepared statement: EXECUTE"),
        ("SELECT ?", "INVALID_PARAMETER_USAGE line 1:1: Incorrect number of parameters: expected 1 but found 0"),
        ("EXECUTE IMMEDIATE 'SELECT * FROM u'", "TABLE_NOT_FOUND line 1:34: Table 'c.s.u' does not exist"),
        ("EXECUTE IMMEDIATE\n'SELECT *\nFROM u'", "TABLE_NOT_FOUND line 3:6: Table 'c.s.u' does not exist"),
        ("EXECUTE IMMEDIATE 'SELECT 1 FROM'", "SYNTAX_ERROR"),
        ("SHOW TABLES LIKE 'a' ESCAPE ''", "INVALID_FUNCTION_ARGUMENT Escape string must be a single character"),
        ("SHOW TABLES FROM a.b.c", "SYNTAX_ERROR line 1:1: Too many parts in schema name: a.b.c"),
        ("USE foo", "NOT_SUPPORTED line 1:1: USE statement is not supported"),
    ]);
}

#[test]
fn given_parameters_are_bound() {
    let AnalyzedStatement::Query(query) = analyze("SELECT a FROM t WHERE a > ? AND b < ?", &["1", "'z'"]).unwrap()
    else {
        panic!("not a query")
    };
    assert_eq!(rows(&query).as_deref(), Ok("2"));
}

#[test]
fn a_view_keeps_its_query() {
    let AnalyzedStatement::CreateView(view) = analyze("CREATE VIEW w AS SELECT A FROM t", &[]).unwrap() else {
        panic!("not a view")
    };
    assert_eq!((view.columns[0].name.as_str(), view.query_at.column), ("a", 18));
    assert!(parse_statement(&view.sql).is_ok(), "{}", view.sql);
}
