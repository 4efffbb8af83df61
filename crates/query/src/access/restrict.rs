//! A table as somebody sees it who may not read all of it: without the columns that are kept from them, with the rows
//! that their predicates let through.
//!
//! The predicates are planned by the analyzer over the whole table, below everything a query does: no query can look
//! past them, and what a query asks is pushed through them like through any other filter.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_sql::analyzer::{self, Analyzer, AnalyzerOptions, Catalog, TableColumn, TableEntry, ViewEntry};
use boathouse_sql::trino;
use boathouse_types::{ErrorCode, TrinoError, Zone};
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

use super::{AccessRules, ReadableRows};
use crate::Failure;
use crate::stack::on_deep_stack;

/// What a name stands for to one who asks.
///
/// # Errors
/// The failure Athena reports when nothing of it may be read, or when a predicate cannot be planned.
pub(crate) async fn restricted(
    rules: &dyn AccessRules,
    (database, table): (&str, &str),
    entry: TableEntry,
    now_ms: i64,
) -> Result<TableEntry, Failure> {
    let columns = names(&entry);
    let rows = rules.readable(database, table, &columns).await.map_err(|refusal| refusal.of_query())?;
    if rows.len() != columns.len() {
        return Err(Failure::internal(&"not every column has been decided on"));
    }
    if rows.iter().all(|rows| *rows == ReadableRows::All) {
        return Ok(entry);
    }
    let entry = without_hidden(entry);
    if rows.iter().all(|rows| *rows == ReadableRows::None) {
        return Err(Failure::engine("COLUMN_NOT_FOUND", None, "Relation contains no accessible columns"));
    }
    on_deep_stack(|| match entry {
        TableEntry::View(view) => view_cut(view, &rows).map(TableEntry::View),
        TableEntry::Table { name, source, columns }
            if rows.iter().any(|rows| matches!(rows, ReadableRows::Where(_))) =>
        {
            let whole = TableEntry::Table { name, source, columns };
            filtered(whole, &rows, now_ms)
        }
        TableEntry::Table { name, source, columns } => {
            Ok(TableEntry::Table { name, source, columns: kept(columns, &rows) })
        }
    })
}

/// A table without what it tells of its files, which is for those who may read all of it.
fn without_hidden(entry: TableEntry) -> TableEntry {
    match entry {
        TableEntry::Table { name, source, columns } => {
            let columns = columns.into_iter().filter(|column| !column.hidden).collect();
            TableEntry::Table { name, source, columns }
        }
        view @ TableEntry::View(_) => view,
    }
}

fn names(entry: &TableEntry) -> Vec<String> {
    match entry {
        TableEntry::Table { columns, .. } => {
            columns.iter().filter(|column| !column.hidden).map(|column| column.name.to_lowercase()).collect()
        }
        TableEntry::View(view) => view.columns.iter().map(|(name, _)| name.to_lowercase()).collect(),
    }
}

fn kept<T>(columns: Vec<T>, rows: &[ReadableRows]) -> Vec<T> {
    columns.into_iter().zip(rows).filter(|(_, rows)| **rows != ReadableRows::None).map(|(column, _)| column).collect()
}

/// A view with the columns and rows that are left of it.
fn view_cut(view: ViewEntry, rows: &[ReadableRows]) -> Result<ViewEntry, Failure> {
    let names: Vec<_> = view.columns.iter().map(|(name, _)| quoted(name)).collect();
    let source = format!("(\n{}\n) AS \"view\" ({})", view.sql, names.join(", "));
    let sql = selection(&names, rows, &source)?;
    Ok(ViewEntry { sql, columns: kept(view.columns.clone(), rows), ..view })
}

fn filtered(whole: TableEntry, rows: &[ReadableRows], now_ms: i64) -> Result<TableEntry, Failure> {
    let TableEntry::Table { name, columns, .. } = &whole else {
        return Err(Failure::internal(&"a view has been taken for a table"));
    };
    let (name, columns) = (name.clone(), columns.clone());
    let quoted_names: Vec<_> = columns.iter().map(|column| quoted(&column.name)).collect();
    let source = name.iter().map(|part| quoted(part)).collect::<Vec<_>>().join(".");
    let sql = selection(&quoted_names, rows, &source)?;
    let columns = kept(columns, rows);
    let plan = planned(&sql, whole, &columns, now_ms)?;
    let source = provider_as_source(Arc::new(ViewTable::new(plan, None)));
    Ok(TableEntry::Table { name, source, columns })
}

/// The query for what may be read. A row is there when any of its cells may be read; the cells of it that may not
/// are null.
fn selection(names: &[String], rows: &[ReadableRows], source: &str) -> Result<String, Failure> {
    let mut cells = Vec::new();
    let mut conditions: Vec<String> = Vec::new();
    let mut all_rows = false;
    let mut readable = rows.iter().filter(|rows| **rows != ReadableRows::None);
    let first = readable.next();
    let alike = readable.all(|rows| Some(rows) == first);
    for (name, rows) in names.iter().zip(rows) {
        match rows {
            ReadableRows::None => {}
            ReadableRows::All => {
                all_rows = true;
                cells.push(name.clone());
            }
            ReadableRows::Where(predicates) => {
                let condition = any_of(predicates)?;
                cells.push(if alike {
                    name.clone()
                } else {
                    format!("CASE WHEN {condition} THEN {name} END AS {name}")
                });
                if !conditions.contains(&condition) {
                    conditions.push(condition);
                }
            }
        }
    }
    let filter = if all_rows { String::new() } else { format!(" WHERE {}", conditions.join(" OR ")) };
    Ok(format!("SELECT {} FROM {source}{filter}", cells.join(", ")))
}

/// The predicates as one. Each has to be an expression by itself, so that none can end the one it is put in.
fn any_of(predicates: &[String]) -> Result<String, Failure> {
    let mut parts = Vec::new();
    for predicate in predicates {
        if let Err(error) = trino::parse_expression(predicate) {
            let text = format!("Invalid row filter '{predicate}': {}", error.message);
            return Err(Failure::engine("INVALID_ROW_FILTER", None, &text));
        }
        // A comment at the end of a predicate must not reach beyond it.
        parts.push(format!("({predicate}\n)"));
    }
    Ok(format!("({})", parts.join(" OR ")))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The one table a predicate can name.
struct One(TableEntry);

impl Catalog for One {
    fn table(&self, name: &[String]) -> Result<TableEntry, TrinoError> {
        match &self.0 {
            TableEntry::Table { name: own, .. } if own == name => Ok(self.0.clone()),
            _ => {
                let text = format!("Table '{}' does not exist", name.join("."));
                Err(TrinoError::new(ErrorCode::TableNotFound, text))
            }
        }
    }
}

fn planned(sql: &str, whole: TableEntry, columns: &[TableColumn], now_ms: i64) -> Result<LogicalPlan, Failure> {
    let session = Session {
        zone: Zone::UTC,
        start_micros: now_ms.saturating_mul(1000),
        decimal_literals_as_double: true,
        ..Session::default()
    };
    let query = trino::parse_query(sql).map_err(|error| Failure::internal(&error.message))?;
    let catalog = One(whole);
    let mut analyzer = Analyzer::new(analyzer::library()?, Arc::new(session), &catalog, AnalyzerOptions::default());
    let plan = analyzer.analyze_query(&query).map_err(|error| {
        let text = format!("Invalid row filter: {}", error.message);
        Failure::engine("INVALID_ROW_FILTER", None, &text)
    })?;
    let held = plan.plan.schema().columns();
    let named = held.into_iter().zip(columns).map(|(held, column)| Expr::Column(held).alias(&column.name));
    let named: Vec<_> = named.collect();
    Ok(LogicalPlanBuilder::from(plan.plan).project(named)?.build()?)
}
