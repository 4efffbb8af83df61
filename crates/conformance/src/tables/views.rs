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

/// Those whose columns are not those of their queries.
const UNSOUND: &[&str] = &["v2", "v5"];

/// The views that hold, by name and query.
pub(crate) fn sound_views() -> impl Iterator<Item = (&'static str, &'static str)> {
    VIEWS.iter().filter(|(name, ..)| !UNSOUND.contains(name)).map(|(name, sql, _)| (*name, *sql))
}

/// Adds the views to the catalog.
pub(crate) fn add_views(catalog: &mut MemoryCatalog) -> Result<(), Box<dyn Error>> {
    for (name, sql, columns) in VIEWS {
        let whole = ["tpch", "s1", name].map(str::to_owned).to_vec();
        catalog.insert(name, TableEntry::View(entry(whole, sql, columns)?));
    }
    Ok(())
}

/// Adds the views that hold under their names in a schema, `catalog.schema`.
pub(crate) fn add_sound_views(catalog: &mut MemoryCatalog, schema: &str) -> Result<(), Box<dyn Error>> {
    for (name, sql, columns) in VIEWS.iter().filter(|(name, ..)| !UNSOUND.contains(name)) {
        let whole = format!("{schema}.{name}");
        let parts = whole.split('.').map(str::to_owned).collect();
        catalog.insert(&whole, TableEntry::View(entry(parts, sql, columns)?));
    }
    Ok(())
}

fn entry(name: Vec<String>, sql: &str, columns: &str) -> Result<ViewEntry, Box<dyn Error>> {
    let mut typed = Vec::new();
    for column in columns.split(';') {
        let (name, data_type) = column.trim().split_once(' ').ok_or("a column has a name and a type")?;
        typed.push((name.to_owned(), data_type.parse()?));
    }
    Ok(ViewEntry { name, sql: sql.to_owned(), columns: typed, catalog: None, schema: None })
}
