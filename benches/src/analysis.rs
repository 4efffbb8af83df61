//! How long a query's text takes to become a plan, without anything being read.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use boathouse_functions::Session;
use boathouse_sql::analyzer::{Analyzer, AnalyzerOptions, MemoryCatalog, library};
use boathouse_sql::ast::StatementKind;
use boathouse_sql::trino;
use datafusion::datasource::empty::EmptyTable;
use datafusion::prelude::{ParquetReadOptions, SessionContext};

use crate::suite::table_files;
use crate::{Error, Result};

/// The tables of a suite as a catalog that holds no rows.
///
/// # Errors
/// When a table's file cannot be read.
pub async fn schemas(folder: &Path) -> Result<MemoryCatalog> {
    let context = SessionContext::new();
    let mut catalog = MemoryCatalog::default();
    for (name, file) in table_files(folder)? {
        let frame = context.read_parquet(file.to_string_lossy().as_ref(), ParquetReadOptions::default()).await;
        let frame = frame.map_err(|error| Error::Work(error.to_string()))?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        catalog.add(&name, Arc::new(EmptyTable::new(schema))).map_err(|error| Error::Work(error.to_string()))?;
    }
    Ok(catalog)
}

/// The milliseconds of parsing and of analysing a query once.
///
/// # Errors
/// When it is not a query over these tables.
pub fn measure(sql: &str, catalog: &MemoryCatalog) -> Result<f64> {
    let failed = |error: &dyn std::fmt::Display| Error::Work(error.to_string());
    let library = library().map_err(|error| failed(&error))?;
    let session = Arc::new(Session { decimal_literals_as_double: true, ..Session::default() });
    let started = Instant::now();
    let statement = trino::parse_statement(sql).map_err(|error| failed(&error))?;
    let StatementKind::Query(query) = &statement.kind else { return Err(failed(&"it is no query")) };
    let analyzed = Analyzer::new(library, session, catalog, AnalyzerOptions::default()).analyze_query(query);
    let millis = started.elapsed().as_secs_f64() * 1000.0;
    analyzed.map(|_| millis).map_err(|error| failed(&error))
}
