//! The views Trino's analyzer tests name.

use std::error::Error;

use boathouse_sql::analyzer::{MemoryCatalog, TableEntry, ViewEntry};

/// Views of schema `s1`, by name, query and columns. Materialized views are views here.
const VIEWS: &[(&str, &str, &str)] = &[
    ("v1", "SELECT a, b, c, d FROM t1", "a bigint; b bigint; c bigint; d bigint"),
    // Stale: its column has another type by now.
    ("v2", "SELECT a FROM t1", "a varchar"),
    ("v3", "SELECT a FROM t1", "a bigint"),
    ("v4", "SELECT A FROM t1", "a bigint"),
    // Reads itself.
    ("v5", "SELECT * FROM v5", "a bigint"),
    ("mv1", "SELECT a, b FROM t1", "a bigint; b bigint"),
    ("table_and_view", "SELECT a FROM t1", "a bigint"),
    ("table_view_and_materialized_view", "SELECT a FROM t1", "a bigint"),
    ("fresh_materialized_view", "SELECT a, b FROM t1", "a bigint; b bigint"),
];

/// Adds the views to the catalog.
pub(crate) fn add_views(catalog: &mut MemoryCatalog) -> Result<(), Box<dyn Error>> {
    for (name, sql, columns) in VIEWS {
        let mut typed = Vec::new();
        for column in columns.split(';') {
            let (name, data_type) = column.trim().split_once(' ').ok_or("a column has a name and a type")?;
            typed.push((name.to_owned(), data_type.parse()?));
        }
        let entry = ViewEntry {
            name: ["tpch", "s1", name].map(str::to_owned).to_vec(),
            sql: (*sql).to_owned(),
            columns: typed,
            catalog: None,
            schema: None,
        };
        catalog.insert(name, TableEntry::View(entry));
    }
    Ok(())
}
